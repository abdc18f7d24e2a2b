package policy_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// manyRules cover every kind of contrast.
var manyRules = []string{
	impactRatio, burdenRatio, selectionGap,
	`tpr: {metric: equal_opportunity, bound: "<= 0.10", severity: warn}`,
	`odds: {metric: equalized_odds, bound: "<= 0.10"}`,
	`odds-ratio: {metric: equalized_odds_ratio, bound: ">= 0.7"}`,
	`f1: {rate: f1, difference: max-min, bound: "<= 0.15", severity: report}`,
	`average: {metric: average_odds_difference, bound: "<= 0.15"}`,
	`treatment: {metric: treatment_equality, bound: "<= 0.5"}`,
	`likelihood: {rate: lr_plus, ratio: min/max, bound: ">= 0.5", severity: warn}`,
	`significant: {rate: selection_rate, significance: inside-bound, inside: [ratio, gap], min_shortfall: 1, severity: warn}`,
}

// eachAudit evaluates many rules, in every mode, on drawn groups of two attributes.
func eachAudit(t *testing.T, do func(t *testing.T, r *rand.Rand, p *policy.Policy, in policy.Input)) {
	t.Helper()
	for _, fail := range []policy.Mode{policy.Supported, policy.Demonstrated, policy.Point} {
		for _, pass := range []policy.Mode{policy.Demonstrated, policy.Point} {
			t.Run(fmt.Sprintf("fail=%s,pass=%s", fail, pass), func(t *testing.T) {
				r := seeded()
				for range 10 {
					pairs := []policy.Pairs{policy.AllPairs, policy.ReferencePairs}[r.IntN(2)]
					p := written(t, fmt.Sprintf("error: {fail: %s, pass: %s, pairs: %s}\ngroups: {min_group: %d, min_coverage: 0.5}", fail, pass, pairs, r.IntN(20)), manyRules...)
					in := inputs([]policy.Outcome{policy.Benefit, policy.Burden}[r.IntN(2)],
						policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: anyGroups(r, 1+r.IntN(3))},
						policy.Subject{Name: "age", Attributes: []string{"age"}, Groups: anyGroups(r, 2+r.IntN(5)), Reference: "g01"})
					in.Labels = true
					do(t, r, p, in)
				}
			})
		}
	}
}

func allTold(checks []policy.Check) (out []string) {
	for i := range checks {
		out = append(out, told(&checks[i]))
	}
	slices.Sort(out)
	return out
}

func sameTold(t *testing.T, what string, got, want []policy.Check) {
	t.Helper()
	a, b := allTold(got), allTold(want)
	if len(a) != len(b) {
		t.Fatalf("%s: got %d checks, want %d", what, len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("%s: got\n%s\nwant\n%s", what, a[i], b[i])
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	eachAudit(t, func(t *testing.T, r *rand.Rand, p *policy.Policy, in policy.Input) {
		want, _ := policy.Evaluate(p, in)
		shuffled := in
		shuffled.Subjects = slices.Clone(in.Subjects)
		for i := range shuffled.Subjects {
			groups := slices.Clone(in.Subjects[i].Groups)
			r.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
			shuffled.Subjects[i].Groups = groups
		}
		if p.Error.Pairs == policy.AllPairs || uniqueLargest(in.Subjects[0].Groups) {
			got, _ := policy.Evaluate(p, shuffled)
			sameTold(t, "groups in another order", got, want)
		}

		turned := *p
		turned.Rules = slices.Clone(p.Rules)
		r.Shuffle(len(turned.Rules), func(i, j int) { turned.Rules[i], turned.Rules[j] = turned.Rules[j], turned.Rules[i] })
		got, _ := policy.Evaluate(&turned, in)
		sameTold(t, "rules in another order", got, want)

		swapped := in
		swapped.Subjects = []policy.Subject{in.Subjects[1], in.Subjects[0]}
		got, _ = policy.Evaluate(p, swapped)
		sameTold(t, "attributes in another order", got, want)
	})
}

// uniqueLargest reports whether one group has the most people: of several, the
// first is the reference.
func uniqueLargest(groups []metric.Group) bool {
	var sizes []int64
	for i := range groups {
		sizes = append(sizes, groups[i].Counts.N(metric.All))
	}
	most := slices.Max(sizes)
	return slices.Index(sizes, most) == len(sizes)-1-slices.Index(reversed(sizes), most)
}

func reversed(x []int64) []int64 {
	out := slices.Clone(x)
	slices.Reverse(out)
	return out
}

// TestScaleOfWeightsDoesNotMatter: equal weights of any size are no weights, but
// for the tests and the shortfall that only unweighted counts have.
func TestScaleOfWeightsDoesNotMatter(t *testing.T) {
	weigh := func(in policy.Input, weight int64) policy.Input {
		in.Subjects = slices.Clone(in.Subjects)
		for i := range in.Subjects {
			groups := slices.Clone(in.Subjects[i].Groups)
			for j := range groups {
				counts := *groups[j].Counts
				for c := range counts {
					if n := counts[c].N; n > 0 {
						counts[c].W = new(big.Int).Mul(big.NewInt(n), big.NewInt(weight))
						counts[c].W2 = new(big.Int).Mul(counts[c].W, big.NewInt(weight))
					}
				}
				groups[j].Counts = &counts
			}
			in.Subjects[i].Groups = groups
		}
		return in
	}
	const keep = false // shortfalls are in units of weight
	eachAudit(t, func(t *testing.T, _ *rand.Rand, p *policy.Policy, in policy.Input) {
		plain, _ := policy.Evaluate(p, in)
		light, _ := policy.Evaluate(p, weigh(in, 1_000_000_000))
		heavy, _ := policy.Evaluate(p, weigh(in, 77_000_000_000))
		for _, checks := range [][]policy.Check{plain, light, heavy} {
			for i := range checks {
				if !keep {
					checks[i].Shortfall = nil
				}
			}
		}
		sameTold(t, "weights of 1", light, plain)
		sameTold(t, "weights of 77", heavy, plain)
	})
}

// TestVerdictsAreConsistent holds a check's verdict against the numbers it comes with.
func TestVerdictsAreConsistent(t *testing.T) {
	eachAudit(t, func(t *testing.T, _ *rand.Rand, p *policy.Policy, in policy.Input) {
		checks, missing := policy.Evaluate(p, in)
		if len(missing) > 0 {
			t.Fatalf("not evaluated: %v", missing)
		}
		for i := range checks {
			c := &checks[i]
			offenders := len(c.Offenders) + c.MoreFailing
			wrong := func(format string, args ...any) {
				t.Helper()
				t.Fatalf("%s\n%s", fmt.Sprintf(format, args...), told(c))
			}
			if (c.Verdict == policy.Inconclusive) != (c.Reason != "") {
				wrong("a reason belongs to an inconclusive check")
			}
			if 2*offenders > c.Comparisons {
				wrong("%d offenders in %d comparisons", offenders, c.Comparisons)
			}
			if (c.Verdict == policy.Fail) != (offenders > 0) && c.Rule.Fail != policy.Point {
				wrong("a failing check has offenders, and no other has")
			}
			if c.Verdict == policy.Fail && c.Pair == nil {
				wrong("a failing check shows no pair")
			}
			for j := range c.Offenders {
				o := &c.Offenders[j]
				if o.P == nil || o.PAdjusted == nil || *o.P > *o.PAdjusted+1e-15 || *o.PAdjusted > p.Error.Alpha {
					wrong("the p-values of an offender")
				}
				if worse := policy.HigherIsWorse(o.Rate.Direction, in.Outcome); worse != (o.Worse.Rate > o.Other.Rate) {
					wrong("the group worse off has the rate %v, the other %v; higher is worse: %v", o.Worse.Rate, o.Other.Rate, worse)
				}
			}
			if offenders > 0 && told(&policy.Check{Rule: c.Rule, Subject: c.Subject, Pair: c.Pair}) != told(&policy.Check{Rule: c.Rule, Subject: c.Subject, Pair: &c.Offenders[0]}) {
				wrong("the pair shown is not the worst offender")
			}
			if c.Rule.Kind != policy.Compare || c.Comparisons == 0 || !c.Lower.Defined {
				continue
			}
			atLeast := c.Rule.Bound.AtLeast
			bound := c.Rule.Bound.Float()
			proves := c.Upper.Float // the limit that proves a pass
			shows := c.Lower.Float  // the limit that proves a fail
			if atLeast {
				proves, shows = shows, proves
			}
			keeps := proves <= bound && !atLeast || proves >= bound && atLeast
			exceeds := shows > bound && !atLeast || shows < bound && atLeast
			if keeps && exceeds {
				wrong("the limits prove a pass and a fail")
			}
			if c.Rule.Pass == policy.Demonstrated && c.Verdict == policy.Pass && !keeps {
				wrong("a pass that is not demonstrated")
			}
			if c.Verdict == policy.Fail && keeps {
				wrong("a fail beside the proof of a pass")
			}
			if c.Verdict == policy.Pass && exceeds {
				wrong("a pass beside the proof of a fail")
			}
			if c.Estimate.Defined && !c.Estimate.Infinite && (c.Estimate.Float < c.Lower.Float-1e-9 || !c.Upper.Infinite && c.Estimate.Float > c.Upper.Float+1e-9) {
				wrong("the estimate is outside its limits")
			}
			if c.M > 0 && c.FailLevel != p.Error.Alpha/float64(c.Comparisons) || c.PassLevel != p.Error.Alpha {
				wrong("the levels")
			}
		}
	})
}

// TestMoreOfTheSameKeepsAVerdict: rows in proportion never turn a fail or a pass
// into anything else.
func TestMoreOfTheSameKeepsAVerdict(t *testing.T) {
	kept := 0
	reasons := func(c *policy.Check) (text string) {
		for _, u := range c.NotAssessed {
			text += u.Label + ": " + u.Reason + "\n"
		}
		return text
	}
	eachAudit(t, func(t *testing.T, r *rand.Rand, p *policy.Policy, in policy.Input) {
		few, _ := policy.Evaluate(p, in)
		times := 2 + r.Int64N(9)
		larger := in
		larger.Subjects = slices.Clone(in.Subjects)
		for i := range larger.Subjects {
			groups := slices.Clone(in.Subjects[i].Groups)
			for j := range groups {
				counts := *groups[j].Counts
				for c := range counts {
					counts[c].N *= times
				}
				groups[j].Counts = &counts
			}
			larger.Subjects[i].Groups = groups
		}
		many, _ := policy.Evaluate(p, larger)
		for i := range few {
			// A group may have become large enough to be assessed, here or in another check.
			if few[i].Verdict == policy.Inconclusive || few[i].Rule.Kind != policy.Compare || few[i].M != many[i].M || few[i].Comparisons != many[i].Comparisons || reasons(&few[i]) != reasons(&many[i]) {
				continue
			}
			kept++
			if few[i].Verdict != many[i].Verdict {
				t.Fatalf("%d times the rows: got\n%s\nwant\n%s", times, told(&many[i]), told(&few[i]))
			}
		}
	})
	if kept < 100 {
		t.Errorf("got %d verdicts to compare, want hundreds", kept)
	}
}

// evenly is a population with as many people in each group.
func evenly(groups []metric.Group) map[string]*big.Rat {
	shares := map[string]*big.Rat{}
	for i := range groups {
		shares[groups[i].Label()] = big.NewRat(1, int64(len(groups)))
	}
	return shares
}

func TestFairModelPassesWhenLarge(t *testing.T) {
	var groups []metric.Group
	for i := range 6 {
		groups = append(groups, confusion(fmt.Sprintf("g%d", i), 8000, 3000, 2000, 7000))
	}
	for _, outcome := range []policy.Outcome{policy.Benefit, policy.Burden} {
		in := inputs(outcome, policy.Subject{Name: "age", Attributes: []string{"age"}, Groups: groups, Population: evenly(groups)})
		in.Model.Inputs = []string{"skills"}
		in.Previous = &policy.Previous{Outcome: outcome, Labels: true, Subjects: []policy.PreviousSubject{{Name: "age", Groups: groups}}}
		checks, missing := policy.Evaluate(builtin(t, "charter"), in)
		for i := range checks {
			expect(t, &checks[i], policy.Pass, "")
		}
		if len(checks) < 8 || len(missing) > 0 {
			t.Errorf("%s: got %d checks and %v not evaluated", outcome, len(checks), missing)
		}
	}
}

// TestUndecidable has the states in which there is nothing to compare.
func TestUndecidable(t *testing.T) {
	const settings = "groups: {min_group: 0, min_coverage: 0.95}"
	const tpr = `tpr: {rate: tpr, difference: max-min, bound: "<= 0.10"}`
	const point = "error: {fail: point, pass: point}\ngroups: {min_group: 0, min_coverage: 0.95}"
	for _, c := range []struct {
		name, settings, rule string
		groups               []metric.Group
		verdict              policy.Verdict
		reason               policy.Reason
	}{
		{"nobody", settings, impactRatio, nil, policy.Inconclusive, policy.OneGroup},
		{"one group", settings, impactRatio, []metric.Group{selected("a", 50, 100)}, policy.Inconclusive, policy.OneGroup},
		{"one group, by estimates", point, impactRatio, []metric.Group{selected("a", 50, 100)}, policy.Inconclusive, policy.OneGroup},
		{"one group and missing values", settings, impactRatio, []metric.Group{selected("", 1, 100), selected("a", 50, 100)}, policy.Inconclusive, policy.OneGroup},
		{"an empty group", settings, impactRatio, []metric.Group{selected("a", 50, 100), selected("b", 0, 0)}, policy.Inconclusive, policy.Undefined},
		{"an empty group of three", settings, selectionGap, []metric.Group{selected("a", 5000, 10000), selected("b", 5000, 10000), selected("c", 0, 0)}, policy.Inconclusive, policy.Undefined},
		{"an empty group of three, by estimates", point, selectionGap, []metric.Group{selected("a", 50, 100), selected("b", 50, 100), selected("c", 0, 0)}, policy.Inconclusive, policy.Undefined},
		{"an empty group where groups have a least size", "", selectionGap, []metric.Group{selected("a", 5000, 10000), selected("b", 5000, 10000), selected("c", 0, 0)}, policy.Pass, ""},
		{"no actual positives", settings, tpr, []metric.Group{confusion("a", 5000, 10, 5000, 10), confusion("b", 5000, 10, 5000, 10), confusion("c", 0, 10, 0, 10)}, policy.Inconclusive, policy.Undefined},
		{"a fail beside an undefined rate", settings, tpr, []metric.Group{confusion("a", 5000, 10, 5000, 10), confusion("b", 500, 10, 9500, 10), confusion("c", 0, 10, 0, 10)}, policy.Fail, ""},
		{"nobody selected, ratio", settings, impactRatio, []metric.Group{selected("a", 0, 1000), selected("b", 0, 1000)}, policy.Inconclusive, policy.AllZero},
		{"nobody selected, ratio by estimates", point, impactRatio, []metric.Group{selected("a", 0, 1000), selected("b", 0, 1000)}, policy.Inconclusive, policy.AllZero},
		{"nobody selected, burden ratio", settings, burdenRatio, []metric.Group{selected("a", 0, 1000), selected("b", 0, 1000)}, policy.Inconclusive, policy.AllZero},
		{"nobody selected, gap", settings, selectionGap, []metric.Group{selected("a", 0, 1000), selected("b", 0, 1000)}, policy.Pass, ""},
		{"one of two rates is 0 everywhere, by estimates", point, `odds: {metric: equalized_odds_ratio, bound: ">= 4/5"}`,
			[]metric.Group{confusion("a", 90, 0, 10, 100), confusion("b", 90, 0, 10, 100)}, policy.Inconclusive, policy.AllZero},
		{"one of two rates is 0 everywhere", settings, `odds: {metric: equalized_odds_ratio, bound: ">= 4/5"}`,
			[]metric.Group{confusion("a", 9000, 0, 1000, 10000), confusion("b", 9000, 0, 1000, 10000)}, policy.Inconclusive, policy.AllZero},
		{"the other of two rates is beyond", settings, `odds: {metric: equalized_odds_ratio, bound: ">= 4/5"}`,
			[]metric.Group{confusion("a", 9000, 0, 1000, 10000), confusion("b", 900, 0, 9100, 10000)}, policy.Fail, ""},
		{"an infinite burden ratio", settings, burdenRatio, []metric.Group{selected("a", 0, 1000), selected("b", 500, 1000)}, policy.Fail, ""},
		{"an infinite burden ratio that may be chance", settings, burdenRatio, []metric.Group{selected("a", 0, 10), selected("b", 1, 10)}, policy.Inconclusive, policy.MaybeChance},
		{"too few", "", selectionGap, []metric.Group{selected("a", 10, 29), selected("b", 10, 29)}, policy.Inconclusive, policy.TooFew},
		{"too few but for one", "", selectionGap, []metric.Group{selected("a", 10, 29), selected("b", 10, 30)}, policy.Inconclusive, policy.TooFew},
		{"too little coverage", "", selectionGap, []metric.Group{selected("a", 5000, 10000), selected("b", 5000, 10000), selected("c", 10, 20), selected("d", 600, 1200)}, policy.Pass, ""},
		{"too little coverage, and not shown either", "groups: {min_group: 30, min_coverage: 0.99}", selectionGap, []metric.Group{selected("a", 50, 100), selected("b", 50, 100), selected("c", 10, 20)}, policy.Inconclusive, policy.TooFew},
		{"a fail whatever the coverage", "groups: {min_group: 30, min_coverage: 1}", selectionGap, []metric.Group{selected("a", 90, 100), selected("b", 10, 100), selected("c", 10, 20)}, policy.Fail, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(c.groups...)
			in.Labels = true
			expect(t, one(t, written(t, c.settings, c.rule), in), c.verdict, c.reason)
		})
	}
}

// TestCoverageIsExact: the share of people in assessed groups, at the limit.
func TestCoverageIsExact(t *testing.T) {
	at := func(left int64) *policy.Check {
		var groups []metric.Group
		groups = append(groups, selected("a", 5000, 10000), selected("b", 4500, 9000), selected("", 450, 900)) // unknown people do not count
		for i := range left / 20 {
			groups = append(groups, selected(fmt.Sprintf("c%02d", i), 10, 20))
		}
		return one(t, written(t, "groups: {min_group: 30, min_coverage: 0.95}", selectionGap), input(groups...))
	}
	expect(t, at(1000), policy.Pass, "") // 19,000 of 20,000
	expect(t, at(1020), policy.Inconclusive, policy.TooFew)
	near(t, "coverage", at(1000).Coverage, 0.95, 0)
}

// TestBoundsAreExact: what floats get wrong is decided on fractions.
func TestBoundsAreExact(t *testing.T) {
	const point = "error: {fail: point, pass: point}\n" + everyGroup
	for _, c := range []struct {
		rule    string
		x, n    [2]int64
		verdict policy.Verdict
	}{
		{impactRatio, [2]int64{48, 60}, [2]int64{100, 100}, policy.Pass},
		{impactRatio, [2]int64{479999, 600000}, [2]int64{1000000, 1000000}, policy.Fail},
		{impactRatio, [2]int64{80, 100}, [2]int64{100, 100}, policy.Pass},
		{selectionGap, [2]int64{20, 30}, [2]int64{100, 100}, policy.Pass}, // 0.3 − 0.2 > 0.1 in floats
		{selectionGap, [2]int64{20, 31}, [2]int64{100, 100}, policy.Fail},
		{selectionGap, [2]int64{4, 3}, [2]int64{10, 10}, policy.Pass},                                                      // 0.4 − 0.3 > 0.1 in floats
		{impactRatio, [2]int64{5, 4}, [2]int64{7, 7}, policy.Pass},                                                         // 0.8·(5/7) > 4/7 in floats
		{`fifth: {rate: selection_rate, ratio: max/min, bound: "<= 1.2"}`, [2]int64{9, 15}, [2]int64{10, 20}, policy.Pass}, // 0.9 > 1.2·0.75 in floats
		{selectionGap, [2]int64{1, 1}, [2]int64{3, 5}, policy.Fail},                                                        // 2/15
		{burdenRatio, [2]int64{48, 60}, [2]int64{100, 100}, policy.Pass},
		{burdenRatio, [2]int64{479999, 600000}, [2]int64{1000000, 1000000}, policy.Fail},
		{`third: {rate: selection_rate, ratio: min/max, bound: ">= 1/3"}`, [2]int64{1, 3}, [2]int64{7, 7}, policy.Pass},
		{`huge: {rate: selection_rate, difference: max-min, bound: "<= 0.1"}`, [2]int64{400_000_000_000, 500_000_000_001}, [2]int64{1_000_000_000_000, 1_000_000_000_000}, policy.Fail},
		{`huge: {rate: selection_rate, difference: max-min, bound: "<= 0.1"}`, [2]int64{400_000_000_000, 500_000_000_000}, [2]int64{1_000_000_000_000, 1_000_000_000_000}, policy.Pass},
	} {
		got := one(t, written(t, point, c.rule), input(selected("a", c.x[0], c.n[0]), selected("b", c.x[1], c.n[1])))
		if got.Verdict != c.verdict {
			t.Errorf("%s of %d/%d and %d/%d: got %s, want %s", c.rule, c.x[0], c.n[0], c.x[1], c.n[1], got.Verdict, c.verdict)
		}
	}
}

// TestTies: of pairs as bad as each other the smaller groups are shown, then the
// first labels, whatever the order in which groups come.
func TestTies(t *testing.T) {
	groups := []metric.Group{selected("a", 500, 1000), selected("b", 100, 1000), selected("e", 50, 500), selected("c", 250, 500), selected("d", 50, 500)}
	for _, pairs := range []policy.Pairs{policy.AllPairs, policy.ReferencePairs} {
		for turn := range groups {
			turned := append(slices.Clone(groups[turn:]), groups[:turn]...)
			in := input(turned...)
			in.Subjects[0].Reference = "c"
			c := one(t, written(t, fmt.Sprintf("error: {pairs: %s}", pairs), selectionGap), in)
			expect(t, c, policy.Fail, "")
			if got, want := sides(c.Pair), "c > d"; got != want {
				t.Errorf("%s, turned by %d: got %s, want %s", pairs, turn, got, want)
			}
			inside := one(t, written(t, fmt.Sprintf("error: {pairs: %s}", pairs), `gap: {rate: selection_rate, difference: max-min, bound: "<= 0.9"}`), in)
			if got, want := sides(inside.Pair), "c > d"; got != want {
				t.Errorf("%s, inside the bound, turned by %d: got %s, want %s", pairs, turn, got, want)
			}
		}
	}
}

// TestBlockingPairIsAnother: the pair that keeps a check from passing is shown
// only when it differs from the one with the worst estimate.
func TestBlockingPairIsAnother(t *testing.T) {
	c := one(t, written(t, everyGroup, selectionGap), input(selected("a", 5, 10), selected("b", 5, 10)))
	expect(t, c, policy.Inconclusive, policy.NotShown)
	if c.Blocking != nil {
		t.Errorf("of two groups: got %s beside %s, want none", sides(c.Blocking), sides(c.Pair))
	}
	c = one(t, written(t, everyGroup, selectionGap), input(selected("a", 5, 10), selected("b", 5, 10), selected("c", 5, 10)))
	if c.Blocking != nil {
		t.Errorf("of three equal groups: got %s beside %s, want none", sides(c.Blocking), sides(c.Pair))
	}
	c = one(t, written(t, everyGroup, selectionGap), input(selected("a", 4990, 10000), selected("b", 5500, 10000), selected("c", 20, 40)))
	expect(t, c, policy.Inconclusive, policy.NotShown)
	if got, want := sides(c.Pair), "b > a"; got != want {
		t.Errorf("worst pair: got %s, want %s", got, want)
	}
	if c.Blocking == nil || sides(c.Blocking) != "b > c" || c.Blocking.Estimate.Float <= 0 {
		t.Errorf("blocking pair: got %+v, want b > c", c.Blocking)
	}
	// Nobody of the few of c is selected: that its rate is the higher one cannot be
	// excluded, and yet the pair is told with the higher rate first.
	c = one(t, written(t, everyGroup, selectionGap), input(selected("a", 500, 10000), selected("b", 520, 10000), selected("c", 0, 10)))
	expect(t, c, policy.Inconclusive, policy.NotShown)
	if got, want := sides(c.Pair), "b > c"; got != want {
		t.Errorf("worst pair: got %s, want %s", got, want)
	}
	if c.Blocking == nil || sides(c.Blocking) != "a > c" || c.Blocking.Worse.Label != "c" || c.Blocking.Estimate.Float <= 0 {
		t.Errorf("blocking pair: got %+v, want a > c, c the worse", c.Blocking)
	}
}

// TestReferencePairs: with a fixed reference only its pairs are compared.
func TestReferencePairs(t *testing.T) {
	p := written(t, "error: {pairs: reference}", selectionGap, `tpr: {rate: tpr, difference: max-min, bound: "<= 0.10"}`)
	// a and c differ, b is between them; b has the most people, a the most actual positives.
	groups := []metric.Group{confusion("a", 840, 560, 560, 840), confusion("b", 5200, 4600, 0, 10200), confusion("c", 540, 660, 560, 840)}
	groups[1].Counts = metric.Confusion(520, 9280, 480, 9720)
	in := input(groups...)
	in.Labels = true
	checks, _ := policy.Evaluate(p, in)
	for i := range checks {
		if c := &checks[i]; c.K != 3 || c.Comparisons != 4 || sides(c.Pair) == "a > c" {
			t.Errorf("%s: got %d groups, %d comparisons, %s; want 3, 4, and a pair with b, which has the most people", c.Rule.ID, c.K, c.Comparisons, sides(c.Pair))
		}
	}
	for reference, want := range map[metric.Reference]int{"": 4, metric.Largest: 4, "a": 4, metric.Best: 6, metric.Worst: 6, metric.Overall: 6, metric.Rest: 6, "nobody": 6} {
		in.Subjects[0].Reference = reference
		checks, _ := policy.Evaluate(p, in)
		if got := checks[0].Comparisons; got != want {
			t.Errorf("reference %q: got %d comparisons, want %d", reference, got, want)
		}
	}
	// A group that bears the name of a choice is not the reference.
	in = input(selected("best", 10, 100), selected("b", 20, 100), selected("c", 30, 100))
	in.Subjects[0].Reference = metric.Best
	if got := one(t, written(t, "error: {pairs: reference}", selectionGap), in).Comparisons; got != 6 {
		t.Errorf("the best group as the reference, and a group of that name: got %d comparisons, want 6", got)
	}
}

// TestUnknownPeople puts the people without a value into each group in turn: a
// verdict that would change is not given.
func TestUnknownPeople(t *testing.T) {
	r := seeded()
	counts := map[policy.Verdict]int{}
	taken := 0
	for range 250 {
		mode := []policy.Mode{policy.Supported, policy.Demonstrated, policy.Point}[r.IntN(3)]
		p := written(t, fmt.Sprintf("error: {fail: %s}\n%s", mode, everyGroup), []string{impactRatio, burdenRatio, selectionGap}[r.IntN(3)])
		groups := anyGroups(r, 2+r.IntN(3))
		for i := range groups {
			counts := *groups[i].Counts // enough people for a pass now and then
			for c := range counts {
				counts[c].N *= 1 + 20*int64(r.IntN(2))
			}
			groups[i].Counts = &counts
		}
		n := 1 + r.Int64N(200)
		unknown := metric.Outcomes(r.Int64N(n+1), 0)
		unknown = unknown.Plus(metric.Outcomes(0, n-unknown.N(metric.All)))
		got := one(t, p, input(append([]metric.Group{{Values: []string{""}, Missing: true, Counts: unknown}}, groups...)...))
		known := one(t, p, input(groups...))
		changes := false
		for i := range groups {
			assigned := slices.Clone(groups)
			assigned[i].Counts = assigned[i].Counts.Plus(unknown)
			with := one(t, p, input(assigned...))
			changes = changes || with.Verdict != known.Verdict
			if got.Verdict != policy.Inconclusive && with.Verdict != got.Verdict {
				t.Fatalf("all unknown people in %s: got %s, want what was said, %s\n%s", groups[i].Label(), with.Verdict, got.Verdict, told(got))
			}
		}
		counts[got.Verdict]++
		if got.Reason == policy.UnknownValues {
			taken++
			if got.Unknown == nil || got.Unknown.Kept != known.Verdict || got.Unknown.People != n {
				t.Fatalf("got %+v, want %s among the known and %d unknown people", got.Unknown, known.Verdict, n)
			}
			if (known.Verdict == policy.Pass || mode == policy.Point) && !changes {
				t.Fatalf("a %s was taken back that no assignment changes\n%s", known.Verdict, told(got))
			}
		} else if got.Verdict != known.Verdict {
			t.Fatalf("got %s %q, want %s as among the known", got.Verdict, got.Reason, known.Verdict)
		}
	}
	if counts[policy.Pass] == 0 || counts[policy.Fail] == 0 || taken == 0 {
		t.Errorf("got %v and %d taken back, want some of each", counts, taken)
	}
}

// TestUnknownPeopleAndHolm: a pair that is proven only because another was proven
// first does not hold a fail up once the unknown people have undone the other; and
// the first pair needs the level of a first pair.
func TestUnknownPeopleAndHolm(t *testing.T) {
	for _, c := range []struct {
		groups  []metric.Group
		unknown metric.Group
	}{
		{[]metric.Group{selected("a", 25, 50), selected("b", 84, 120), selected("c", 8, 40)}, selected("", 49, 49)},
		{[]metric.Group{selected("a", 21, 30), selected("b", 120, 200), selected("c", 20, 50)}, selected("", 0, 11)},
		{[]metric.Group{selected("a", 54, 180), selected("b", 35, 50)}, selected("", 0, 32)},
		{[]metric.Group{selected("a", 45, 50), selected("b", 70, 100)}, selected("", 27, 27)},
	} {
		p := written(t, everyGroup, selectionGap)
		expect(t, one(t, p, input(c.groups...)), policy.Fail, "")
		expect(t, one(t, p, input(append([]metric.Group{c.unknown}, c.groups...)...)), policy.Inconclusive, policy.UnknownValues)
	}
}

// TestUnknownPeopleAndCoverage: were all unknown people in a group that stays too
// small, fewer of those with a value would be compared than the policy asks for.
func TestUnknownPeopleAndCoverage(t *testing.T) {
	p := written(t, "groups: {min_group: 30, min_coverage: 0.95}", selectionGap)
	for _, c := range []struct {
		unknown, small metric.Group
		verdict        policy.Verdict
		reason         policy.Reason
	}{
		{selected("", 0, 0), selected("c", 5, 29), policy.Pass, ""},                           // 600 of 629
		{selected("", 1, 2), selected("c", 5, 27), policy.Pass, ""},                           // 600 of 629
		{selected("", 1, 5), selected("c", 5, 24), policy.Pass, ""},                           // 600 of 629
		{selected("", 1, 7), selected("c", 11, 22), policy.Pass, ""},                          // 600 of 629
		{selected("", 2, 9), selected("c", 5, 21), policy.Inconclusive, policy.UnknownValues}, // 630 of 630, 7 of 30 selected
		{selected("", 1, 3), selected("c", 5, 29), policy.Inconclusive, policy.UnknownValues}, // 632 of 632
	} {
		got := one(t, p, input(c.unknown, selected("a", 150, 300), selected("b", 150, 300), c.small))
		expect(t, got, c.verdict, c.reason)
	}
	got := one(t, p, input(selected("", 1, 4), selected("a", 150, 300), selected("b", 120, 240), selected("c", 5, 25)))
	expect(t, got, policy.Inconclusive, policy.UnknownValues) // 540 of 565 known, 540 of 569
	if got.Unknown == nil || got.Unknown.Label != "c" || got.Unknown.Kept != policy.Pass {
		t.Errorf("got %+v, want a pass that all in c undo", got.Unknown)
	}
}

func TestMissingShare(t *testing.T) {
	p := written(t, "", `unknown: {share: missing, bound: "<= 0.05", severity: warn}`)
	for _, c := range []struct {
		missing, known int64
		verdict        policy.Verdict
		reason         policy.Reason
	}{{0, 100, policy.Pass, ""}, {5, 95, policy.Pass, ""}, {6, 94, policy.Fail, ""}, {50_000_001, 949_999_999, policy.Fail, ""}, {0, 0, policy.Inconclusive, policy.OneGroup}} {
		expect(t, one(t, p, input(selected("", 0, c.missing), selected("a", c.known/2, c.known))), c.verdict, c.reason)
	}
}

// TestUnmatchedShare: one check, whatever the attributes and strata, and none
// without a file of attributes.
func TestUnmatchedShare(t *testing.T) {
	p := written(t, "within: [job]", `unmatched: {share: unmatched, bound: "<= 0.02"}`)
	for _, c := range []struct {
		unmatched, rows int64
		verdict         policy.Verdict
		reason          policy.Reason
	}{{0, 100, policy.Pass, ""}, {2, 100, policy.Pass, ""}, {3, 100, policy.Fail, ""}, {20_000_001, 1_000_000_000, policy.Fail, ""}, {0, 0, policy.Inconclusive, policy.OneGroup}} {
		in := inputs(policy.Benefit, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: question12}, policy.Subject{Name: "age", Attributes: []string{"age"}, Groups: question12})
		in.Joined = &policy.Joined{File: "people.csv", Rows: c.rows, Unmatched: c.unmatched}
		checks, missing := policy.Evaluate(p, in)
		if len(checks) != 1 || len(missing) != 0 || checks[0].Subject.Name != "people.csv" {
			t.Fatalf("%d checks, not evaluated %v", len(checks), missing)
		}
		expect(t, &checks[0], c.verdict, c.reason)
	}
	checks, missing := policy.Evaluate(p, input(question12...))
	if len(checks) != 0 || len(missing) != 1 || missing[0].Why != "it bounds the rows without a match in a file of attributes, and none was given" {
		t.Errorf("%d checks, not evaluated %v", len(checks), missing)
	}
}

func TestNotEvaluated(t *testing.T) {
	p := written(t, "", impactRatio, `tpr: {rate: tpr, difference: max-min, bound: "<= 0.10"}`,
		`other: {rate: selection_rate, difference: max-min, bound: "<= 0.10", attributes: [sexx]}`,
		`burden: {rate: selection_rate, ratio: max/min, bound: "<= 5/4", when: burden}`)
	checks, missing := policy.Evaluate(p, input(question12...))
	if len(checks) != 1 || checks[0].Rule.ID != "ratio" {
		t.Errorf("got %d checks, want that of the ratio", len(checks))
	}
	var got []string
	for _, n := range missing {
		got = append(got, n.Rule.ID+": "+n.Why)
	}
	want := []string{"tpr: it needs actual outcomes, and none were given", "other: it is for an attribute that this audit has not"}
	if !slices.Equal(got, want) {
		t.Errorf("not evaluated: got %q, want %q", got, want)
	}
}

// TestRulesOfOneAttribute: a rule that names attributes is not applied to others,
// and says which of them it did not find.
func TestRulesOfOneAttribute(t *testing.T) {
	p := written(t, "", strings.Replace(impactRatio, "}", ", attributes: [age, sex]}", 1))
	checks, missing := policy.Evaluate(p, inputs(policy.Benefit,
		policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: question12},
		policy.Subject{Name: "region", Attributes: []string{"region"}, Groups: question12}))
	if len(checks) != 1 || checks[0].Subject.Name != "sex" || len(missing) != 1 || missing[0].About != "age" {
		t.Errorf("got %v and %v", checks, missing)
	}
}

// TestRulesHaveTermsOfTheirOwn: sizes, coverage and pairs of a rule go before the policy's.
func TestRulesHaveTermsOfTheirOwn(t *testing.T) {
	settings := "groups: {min_group: 1000, min_coverage: 1}\nerror: {pairs: reference}"
	groups := []metric.Group{selected("a", 400, 1000), selected("b", 400, 1000), selected("c", 10, 40), selected("d", 1, 2)}
	with := func(more string) *policy.Check {
		return one(t, written(t, settings, strings.Replace(selectionGap, "}", more+"}", 1)), input(groups...))
	}
	for _, c := range []struct {
		more                        string
		k, comparisons, notAssessed int
		reason                      policy.Reason
	}{
		{"", 2, 2, 2, policy.TooFew},
		{", min_group: 40", 3, 4, 1, policy.MaybeChance},
		{", min_group: 40, pairs: all", 3, 6, 1, policy.MaybeChance},
		{", min_group: 1, min_share: 0.1", 2, 2, 2, policy.TooFew},
		{", min_coverage: 0.95", 2, 2, 2, ""},
	} {
		got := with(c.more)
		if got.K != c.k || got.Comparisons != c.comparisons || len(got.NotAssessed) != c.notAssessed || got.Reason != c.reason {
			t.Errorf("%q: %d groups in %d comparisons, %d left out, %s %q; want %+v", c.more, got.K, got.Comparisons, len(got.NotAssessed), got.Verdict, got.Reason, c)
		}
	}
	// Rules with other terms do not change each other.
	p := written(t, settings, selectionGap, strings.Replace(strings.Replace(selectionGap, "gap", "own", 1), "}", ", min_group: 40, pairs: all}", 1))
	checks, _ := policy.Evaluate(p, input(groups...))
	if a, b := find(t, checks, "gap", "sex"), find(t, checks, "own", "sex"); a.K != 2 || b.K != 3 {
		t.Errorf("side by side: %d and %d groups, want 2 and 3", a.K, b.K)
	}
}

func TestIntersectionsAreJudgedWhereTheyAreNamed(t *testing.T) {
	p := written(t, "intersections: {rules: [ratio, quiet], severity: warn}", impactRatio, selectionGap,
		`quiet: {rate: selection_rate, difference: max-min, bound: "<= 0.2", severity: report}`)
	both := policy.Subject{Name: "sex × age", Attributes: []string{"sex", "age"}, Groups: question12}
	checks, _ := policy.Evaluate(p, inputs(policy.Benefit, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: question12}, both))
	got := map[string]policy.Severity{}
	for _, c := range checks {
		got[c.Rule.ID+" on "+c.Subject.Name] = c.Severity
	}
	want := map[string]policy.Severity{"ratio on sex": policy.Block, "gap on sex": policy.Block, "quiet on sex": policy.Report,
		"ratio on sex × age": policy.Warn, "quiet on sex × age": policy.Report}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// A warning never weakens the gate: the checks that block share among themselves.
	if c := find(t, checks, "ratio", "sex"); c.M != 2 {
		t.Errorf("blocking checks: got m %d, want 2", c.M)
	}
	if c := find(t, checks, "ratio", "sex × age"); c.M != 1 {
		t.Errorf("warning checks: got m %d, want 1", c.M)
	}
}

// TestUndecidedChecksTakeNoShare: m counts the checks that have groups to compare.
func TestUndecidedChecksTakeNoShare(t *testing.T) {
	p := written(t, "groups: {min_group: 30, min_coverage: 0}", selectionGap, `fpr: {metric: fpr_difference, bound: "<= 0.10"}`)
	// Of b nobody is actually negative, so that there is no FPR to compare.
	checks, _ := policy.Evaluate(p, inputs(policy.Benefit, policy.Subject{Name: "sex", Attributes: []string{"sex"},
		Groups: []metric.Group{confusion("a", 60, 20, 20, 100), confusion("b", 60, 0, 60, 0)}}))
	expect(t, find(t, checks, "fpr", "sex"), policy.Inconclusive, policy.TooFew)
	if c := find(t, checks, "gap", "sex"); c.M != 1 {
		t.Errorf("got m %d, want 1", c.M)
	}
}

// TestOneRateIsEnoughToFail: of equalized odds, a proven gap of one rate fails
// the check even where the other cannot be compared; it never passes on one.
func TestOneRateIsEnoughToFail(t *testing.T) {
	p := written(t, "groups: {min_group: 30, min_coverage: 0}", `odds: {metric: equalized_odds, bound: "<= 0.10"}`)
	judge := func(a, b metric.Group) *policy.Check {
		checks, _ := policy.Evaluate(p, inputs(policy.Benefit, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: []metric.Group{a, b}}))
		return find(t, checks, "odds", "sex")
	}
	expect(t, judge(confusion("a", 60, 20, 20, 100), confusion("b", 60, 0, 60, 0)), policy.Fail, "")
	expect(t, judge(confusion("a", 6000, 20, 2000, 100), confusion("b", 6000, 0, 2000, 0)), policy.Inconclusive, policy.TooFew)
}
