package report_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/report"
)

// What follows works out what is told of hidden groups by which checks are published,
// to somebody who knows the policy and the rule by which they are.

// rulesOf are those of a built-in policy, or of a text.
func rulesOf(t testing.TB, rules string) *policy.Policy {
	t.Helper()
	p, err := policy.Builtin(rules)
	if strings.Contains(rules, "\n") {
		p, err = policy.Parse("rules.yaml", []byte(rules))
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// published is whether there is a check of a rule, and where among those that there are.
func (p *published) check(rule, attribute string) (at int, ok bool) {
	for i := range p.Checks {
		if p.Checks[i].Rule == rule && p.Checks[i].Attribute == attribute {
			return i, true
		}
	}
	return 0, false
}

// atMost and atLeast note a limit of a sum, or of a sum less another.
func (r *reader) atMost(of map[int]float64, most float64) {
	negative := map[int]float64{}
	for k, x := range of {
		negative[k] = -x
	}
	r.atLeast(negative, -most)
}

func (r *reader) atLeast(of map[int]float64, least float64) {
	r.system = *r.system.with(atLeast{of, least, r.next})
	r.next++
}

// readChecks notes that a check which is published leaves hidden groups out for their
// size: the fewest of them that some check asks for is more than each has.
func (r *reader) readChecks(p *published) {
	for _, a := range p.Attributes {
		least := map[string]float64{}
		for i := range r.rules.Rules {
			rule := &r.rules.Rules[i]
			at, isPublished := p.check(rule.ID, a.Name)
			if !rule.ComparesGroups() || !isPublished || len(a.Groups) == 0 {
				continue
			}
			for _, id := range rule.Contrast.Rates {
				rate, _ := metric.FindRate(id)
				if len(rate.Terms)+len(rate.Over) > 0 {
					continue // that it leaves a group out says it of any of several numbers
				}
				if rule.Groups.MinShare != nil && rule.Groups.MinGroup <= 1 {
					r.readShare(p, a, rule, rate, at)
				}
				for _, g := range a.Groups {
					key := a.Name + "\x00" + strings.Join(g.Values, "\x00")
					if g.Missing || rule.Groups.MinShare != nil || g.Rates[id].Den != nil {
						continue
					}
					of := fmt.Sprint(key, "|", rate.Den&r.cells)
					if was, ok := least[of]; !ok || float64(rule.Groups.MinGroup) < was {
						least[of] = float64(rule.Groups.MinGroup)
						r.atMost(r.of(key, rate.Den), least[of]-1)
					}
				}
			}
		}
	}
}

// readShare notes that groups have a share of the people with a value, or less, as a
// check says that leaves them out or does not; and that it covers as many as it must.
func (r *reader) readShare(p *published, a publishedAttribute, rule *policy.Rule, rate *metric.Rate, at int) {
	share, _ := rule.Groups.MinShare.Float64()
	coverage, _ := rule.Groups.MinCoverage.Float64()
	c := &p.Checks[at]
	less := func(share float64, in func(g *publishedGroup) bool) map[int]float64 {
		out := map[int]float64{}
		for i := range a.Groups {
			g := &a.Groups[i]
			for k := range r.of(a.Name+"\x00"+strings.Join(g.Values, "\x00"), rate.Den) {
				if !g.Missing {
					out[k] -= share
				}
				if in(g) {
					out[k]++
				}
			}
		}
		return out
	}
	leftOut := func(g *publishedGroup) bool {
		return slices.ContainsFunc(c.NotAssessed, func(u struct{ Label string }) bool { return u.Label == g.Label })
	}
	for i := range a.Groups {
		it := func(g *publishedGroup) bool { return g == &a.Groups[i] }
		switch g := &a.Groups[i]; {
		case g.Missing:
		case leftOut(g):
			r.atMost(less(share, it), 0)
		case len(rule.Contrast.Rates) == 1:
			r.atLeast(less(share, it), 0)
		}
	}
	if (c.Verdict == string(policy.Pass) || c.Reason == string(policy.NotShown)) && len(rule.Contrast.Rates) == 1 && rule.Kind == policy.Compare {
		r.atLeast(less(coverage, func(g *publishedGroup) bool { return !g.Missing && !leftOut(g) }), 0)
	}
}

// waysToHide are the ways in which an attribute's checks can be hidden that would be
// published if each hidden group was left out: one of the groups is too large. The
// method notes say for which size that is told.
func (r *reader) waysToHide(p *published, a publishedAttribute, m int64) []*system {
	known := []*system{&r.system}
	if len(a.Attributes) > 1 || p.Overall.N == nil {
		return known
	}
	total, people := int64(*p.Overall.N), int64(*p.Overall.N)
	var hidden []publishedGroup
	unknown := false
	for _, g := range a.Groups {
		switch {
		case g.N != nil:
			total -= int64(*g.N)
			if g.Missing {
				people -= int64(*g.N)
			}
		case g.Missing:
			unknown = true
		default:
			hidden = append(hidden, g)
		}
	}
	var sizes []int64
	for i := range r.rules.Rules {
		rule := &r.rules.Rules[i]
		if !rule.ComparesGroups() || len(rule.Contrast.Rates) > 1 || !slices.Contains([]string{"selection_rate", "non_selection_rate"}, rule.Contrast.Rates[0]) {
			continue
		}
		t := rule.Groups.MinGroup
		if share := rule.Groups.MinShare; share != nil {
			if unknown {
				return known // the size is not told
			}
			x, _ := share.Float64()
			t = max(t, int64(math.Ceil(x*float64(people)-1e-6)))
		}
		if _, ok := p.check(rule.ID, a.Name); ok && t <= total {
			return known
		}
		sizes = append(sizes, t)
	}
	slices.Sort(sizes)
	for _, t := range sizes {
		switch {
		case t > total:
			return known
		case t <= m, unknown && total < t+m, !unknown && total > int64(len(hidden))*(t-1)-m:
			continue
		}
		var ways []*system
		for _, g := range hidden {
			ways = append(ways, r.system.with(atLeast{r.of(a.Name+"\x00"+strings.Join(g.Values, "\x00"), metric.All), float64(t), r.next}))
		}
		return ways
	}
	return known
}

// randomRules draws a policy of several rules that ask for groups of different sizes.
func randomRules(r *rand.Rand, least int64) string {
	sizes := []int64{1, 2, least - 1, least, least + 1, 2*least - 1, 2 * least, 2*least + 1, 3 * least, 30, 31, 40}
	groups := func() string {
		if r.IntN(4) == 0 {
			return fmt.Sprintf("min_group: 1, min_share: %g", []float64{0.02, 0.05, 0.1}[r.IntN(3)])
		}
		return fmt.Sprintf("min_group: %d", sizes[r.IntN(len(sizes))])
	}
	var out strings.Builder
	fmt.Fprintf(&out, "version: 1\npolicy: drawn\nerror: {pass: %s}\ngroups: {%s, min_coverage: %g}\nrules:\n", []string{"point", "demonstrated"}[r.IntN(2)], groups(), []float64{0, 0.5, 0.9}[r.IntN(3)])
	forms := []string{"rate: selection_rate, difference: max-min, bound: \"<= 0.9\"", "rate: selection_rate, ratio: min/max, bound: \">= 0.1\"", "rate: tpr, difference: max-min, bound: \"<= 0.9\"",
		"rate: fpr, difference: max-min, bound: \"<= 0.1\"", "metric: equalized_odds_difference, bound: \"<= 0.9\"", "rate: average_odds, difference: max-min, bound: \"<= 0.9\""}
	var ids []string
	for i := range 1 + r.IntN(4) {
		ids = append(ids, fmt.Sprintf("r%d", i))
		form := forms[r.IntN(len(forms))]
		if i == 0 {
			form = forms[0]
		}
		fmt.Fprintf(&out, "  %s: {%s, %s}\n", ids[i], form, groups())
	}
	if r.IntN(2) == 0 {
		fmt.Fprintf(&out, "  s: {rate: selection_rate, significance: inside-bound, inside: [r0], %s, severity: warn}\n", groups())
	}
	fmt.Fprintf(&out, "intersections: {rules: [%s], severity: warn}\n", strings.Join(ids[:1+r.IntN(len(ids))], ", "))
	return out.String()
}

// manySmall draws people of whom many are in groups of about the sizes that rules ask
// for, or of fewer than the minimum.
func manySmall(r *rand.Rand, least int64) *crowd {
	c := &crowd{attributes: []string{"place", "sex"}[:1+r.IntN(2)], labels: r.IntN(3) == 0}
	if len(c.attributes) > 1 && r.IntN(2) == 0 {
		c.sets = [][]string{{"place", "sex"}}
	}
	for i := range 4 + r.IntN(4) {
		place := string(rune('a' + i))
		n := least - 1 - r.Int64N(2)
		switch {
		case i < 2:
			n = 10*least + r.Int64N(100)
		case i == 2 && r.IntN(3) == 0:
			place = ""
		case i > 2 && r.IntN(2) == 0:
			n = []int64{least + 1, 2*least - 1, 2 * least, 3*least - 1, 30, 39}[r.IntN(6)] - r.Int64N(3)
		}
		for _, sex := range []string{"F", "M"}[:len(c.attributes)] {
			values := strings.Join([]string{place, sex}[:len(c.attributes)], "|")
			some := r.Int64N(n + 1)
			switch half := n / 2; {
			case c.labels:
				c.add(values, some/2, half/2, some-some/2, half-half/2)
			default:
				c.decided(values, half, n-half)
			}
		}
	}
	return c
}

// TestPublishedChecksTellNoSize publishes audits under policies that ask for groups of
// several sizes, of crowds with many small groups, and attacks them with the knowledge
// of the policy and of which checks are there.
func TestPublishedChecksTellNoSize(t *testing.T) {
	var hidden, with int
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 13))
		least := []int64{3, 5, 11}[r.IntN(3)]
		c, rules := manySmall(r, least), randomRules(r, least)
		if !hasSomebody(c) {
			continue
		}
		d := c.audit(t, rules, fairness.Options{})
		p, err := report.Publish(d, least)
		if err != nil {
			continue
		}
		hidden += attackDocument(t, fmt.Sprintf("seed %d of\n%s", seed, rules), render(t, "json", p, report.Style{}), rules, c.labels, false, float64(least))
		for _, x := range p.Checks {
			for _, u := range x.NotAssessed {
				if u.N.IsHidden() {
					with++
				}
			}
		}
	}
	if t.Logf("%d counts hidden, %d groups hidden in checks that are published", hidden, with); with == 0 {
		t.Error("no check is published although it leaves out a hidden group")
	}
}

// sized is places with so many people each, half of them selected, and a policy whose
// rules ask for groups of these sizes.
func sized(people map[string]int64, groups ...string) (c *crowd, rules string) {
	c = &crowd{attributes: []string{"place"}}
	for _, place := range slices.Sorted(maps.Keys(people)) {
		c.decided(place, people[place]/2, people[place]-people[place]/2)
	}
	rules = "version: 1\npolicy: sizes\nerror: {pass: point}\ngroups: {min_coverage: 0}\nrules:\n"
	for i, of := range groups {
		rules += fmt.Sprintf("  r%d: {rate: selection_rate, difference: max-min, bound: \"<= 0.9\", %s}\n", i+1, of)
	}
	return c, rules
}

// TestPublishSizes checks which checks are published beside hidden groups, with a
// minimum cell of 11: A and B are large, X, Y, Z and people without a place few.
func TestPublishSizes(t *testing.T) {
	for _, test := range []struct {
		name   string
		people map[string]int64
		groups []string
		want   string // the rules whose checks are published
	}{
		{"all hidden people together are too few", map[string]int64{"X": 8, "Y": 14}, []string{"min_group: 23", "min_group: 14"}, "r1"},
		{"one hidden group is large enough", map[string]int64{"X": 8, "Y": 31}, []string{"min_group: 30", "min_group: 40"}, "r2"},
		{"none is, and either could be nearly all", map[string]int64{"X": 8, "Y": 25}, []string{"min_group: 30"}, "r1"},
		{"that none is tells each of them", map[string]int64{"X": 10, "Y": 14}, []string{"min_group: 15"}, ""},
		{"that all are under the minimum does", map[string]int64{"X": 6, "Y": 6, "Z": 6, "V": 5}, []string{"min_group: 11", "min_group: 12"}, "r2"},
		{"that one is tells how many have no place", map[string]int64{"X": 28, "": 8}, []string{"min_group: 30", "min_group: 37"}, "r2"},
		{"it does not where many have none", map[string]int64{"X": 9, "Y": 9, "Z": 10, "V": 9, "": 5}, []string{"min_group: 30"}, "r1"},
		{"the least size decides for all, so that they tell no range", map[string]int64{"X": 8, "Y": 25}, []string{"min_group: 23", "min_group: 30", "min_group: 34"}, "r3"},
		{"unless it tells too much by itself", map[string]int64{"X": 8, "Y": 14}, []string{"min_group: 12", "min_group: 17", "min_group: 20"}, "r3"},
		{"C is shown by its size alone, and compared", map[string]int64{"C": 40, "Y": 14}, []string{"min_group: 30"}, ""},
		{"C is shown, and left out", map[string]int64{"C": 24}, []string{"min_group: 30"}, "r1"},
		{"a share of a number that is known", map[string]int64{"X": 8, "Y": 25}, []string{"min_group: 1, min_share: 0.02", "min_group: 1, min_share: 0.01"}, "r1"},
		{"a share of one that is not", map[string]int64{"A": 120, "B": 80, "X": 12, "": 10}, []string{"min_group: 1, min_share: 0.1", "min_group: 1, min_share: 0.12"}, "r2"},
		{"nobody knows if C has a tenth", map[string]int64{"A": 500, "B": 395, "C": 103, "X": 24, "": 10}, []string{"min_group: 1, min_share: 0.1", "min_group: 1, min_share: 0.11"}, "r2"},
		{"or if enough are compared", map[string]int64{"A": 120, "B": 80, "X": 12, "": 10}, []string{"min_group: 23, min_coverage: 0.94", "min_group: 23, min_coverage: 0.9"}, "r2"},
		{"where all have a place that is known", map[string]int64{"A": 120, "B": 80, "X": 24, "Y": 10}, []string{"min_group: 35, min_coverage: 0.85", "min_group: 35, min_coverage: 0.86"}, "r1"},
	} {
		for place, n := range map[string]int64{"A": 900, "B": 750} {
			if test.people["A"] == 0 || place == "B" && test.people["B"] == 0 {
				test.people[place] = n
			}
		}
		c, rules := sized(test.people, test.groups...)
		full := c.audit(t, rules, fairness.Options{})
		p := publish(t, full, 11)
		var got []string
		for _, x := range p.Checks {
			got = append(got, x.Rule)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v are published, want %s", test.name, got, test.want)
		}
		for i, g := range p.Attributes[0].Groups {
			isKnown := !g.N.IsHidden() && test.people[""] == 0
			if g.Assessed != (g.Reason == "") || isKnown && g.Assessed != full.Attributes[0].Groups[i].Assessed {
				t.Errorf("%s: %s is assessed, %v, and the reason is %q", test.name, g.Label, g.Assessed, g.Reason)
			}
		}
		attackDocument(t, test.name, render(t, "json", p, report.Style{}), rules, false, false, 11)
	}
}

// TestPublishSizesOfParts checks that a check of an intersection is published where what
// is hidden of each of its rows, or of each column, is too little.
func TestPublishSizesOfParts(t *testing.T) {
	c := &crowd{attributes: []string{"place", "sex"}, sets: [][]string{{"place", "sex"}}}
	for _, place := range []string{"a", "b", "c", "d", "e", "f"} {
		for _, sex := range []string{"F", "M", "X", "Y"} {
			n := map[string]int64{"X": 5, "Y": 6}[sex]
			if sex < "X" {
				n = 200
			}
			c.decided(place+"|"+sex, n, n)
		}
	}
	_, rules := sized(nil, "min_group: 30", "min_group: 22")
	rules += "intersections: {rules: [r1, r2], severity: warn}\n"
	p := publish(t, c.audit(t, rules, fairness.Options{}), 11)
	published := map[string]bool{}
	for _, x := range p.Checks {
		published[x.Rule+" "+x.Attribute] = true
	}
	for _, g := range p.Attributes[2].Groups {
		if few := g.Values[1] > "M"; g.N.IsHidden() != few {
			t.Errorf("%s: %d", g.Label, g.N)
		}
	}
	if !published["r1 place × sex"] || published["r2 place × sex"] {
		t.Errorf("22 people are hidden of each place: %v", published)
	}
}

// TestPublishSizesByOutcome checks what is told of groups whose size is shown, and not
// how many of them turn out positive.
func TestPublishSizesByOutcome(t *testing.T) {
	const rules = `version: 1
policy: positives
error: {pass: point}
groups: {min_group: 30, min_coverage: 0}
rules:
  tpr: {rate: tpr, difference: max-min, bound: "<= 0.9"}
  odds: {metric: equalized_odds_difference, bound: "<= 0.9"}
`
	crowdOf := func(x, y [4]int64) *crowd {
		return (&crowd{attributes: []string{"place"}, labels: true}).add("A", 300, 200, 200, 300).add("B", 200, 300, 300, 200).
			add("X", x[0], x[1], x[2], x[3]).add("Y", y[0], y[1], y[2], y[3])
	}
	for _, test := range []struct {
		name     string
		x, y     [4]int64
		want     string
		assessed bool
	}{
		{"both have too few positives for sure", [4]int64{5, 40, 5, 40}, [4]int64{6, 50, 7, 50}, "tpr", false},
		{"one of them has enough", [4]int64{5, 40, 5, 40}, [4]int64{20, 50, 20, 50}, "", false},
		{"neither has, and that would tell how many each", [4]int64{5, 40, 24, 40}, [4]int64{6, 50, 23, 50}, "", false},
	} {
		p := publish(t, crowdOf(test.x, test.y).audit(t, rules, fairness.Options{}), 11)
		var got []string
		for _, c := range p.Checks {
			got = append(got, c.Rule)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v are published, want %s", test.name, got, test.want)
		}
		for _, g := range p.Attributes[0].Groups[2:] {
			if g.N.IsHidden() || g.TP != nil || g.Assessed || !strings.HasPrefix(g.Reason, "fewer than 11,") {
				t.Errorf("%s: %+v", test.name, g)
			}
		}
		attackDocument(t, test.name, render(t, "json", p, report.Style{}), rules, true, false, 11)
	}
	// Nobody of X turns out positive, and that its 26 people are too few tells nothing else.
	p := publish(t, crowdOf([4]int64{0, 13, 0, 13}, [4]int64{6, 50, 6, 50}).audit(t, rules, fairness.Options{}), 11)
	if text := render(t, "json", p, report.Style{}); strings.Contains(text, "no actual positives") {
		t.Error("it is told that nobody of X turns out positive")
	}
	if g := p.Attributes[0].Groups[2]; g.N != 26 || g.Reason != "fewer than 30" {
		t.Errorf("%+v", g)
	}
}
