package report_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/report"
)

// reader is somebody who wants to know what a published document hides. They have
// its JSON and the policy, know what rates are made of, that parts add up, and that
// checks leave out groups for their size, and nothing else of how numbers were hidden.
type reader struct {
	t      *testing.T
	rules  *policy.Policy
	cells  metric.Cells // that people can be in
	system system
	first  map[string]int // by attribute and values: the first of the unknowns of a group
	next   int
}

type published struct {
	Overall    publishedGroup
	Attributes []publishedAttribute
	Checks     []struct {
		Attribute                         string
		Pair, Blocking, Worst             *publishedPair
		Offenders, Standings              []publishedPair
		NotAssessed                       []struct{ Label string } `json:"not_assessed"`
		Estimate, Coverage, Lower, Upper  *float64
		Verdict, Reason, Rule, Within     string
		MoreRows, Conditional, Shortfalls any
	}
	Record []struct {
		Impact *struct {
			Attribute  string
			Categories []struct {
				Label       string
				N, Selected *float64
			}
			N, Unknown      *float64
			UnknownSelected *float64 `json:"unknown_selected"`
		}
	}
	Data struct{ Unlabelled *float64 }
}

type publishedAttribute struct {
	Name       string
	Attributes []string
	Groups     []publishedGroup
}

type publishedGroup struct {
	Label             string
	Values            []string
	Missing           bool
	N, TP, FP, FN, TN *float64
	Selected          *float64
	NotSelected       *float64 `json:"not_selected"`
	Rates             map[string]publishedRate
	Versus            map[string]any
}

type publishedRate struct{ Num, Den, Value *float64 }

type publishedPair struct {
	Rate, Stratum    string
	Group, Reference struct {
		Label    string
		Num, Den *float64
	}
}

// sixCells are those that the unknowns of a group are of.
var sixCells = []metric.Cells{metric.TP, metric.FP, metric.FN, metric.TN, metric.UP, metric.UN}

// of are the unknowns of a group, in a set of cells.
func (r *reader) of(key string, set metric.Cells) map[int]float64 {
	at, ok := r.first[key]
	if !ok {
		at = r.next
		r.first[key] = at
		r.next += 6
	}
	out := map[int]float64{}
	for i := range 6 {
		if set&r.cells&sixCells[i] != 0 {
			out[at+i] = 1
		}
	}
	return out
}

func (r *reader) told(key string, set metric.Cells, value *float64) {
	if value != nil {
		r.system.sum(r.of(key, set), *value)
	}
}

// group notes all that is said of a group.
func (r *reader) group(key string, g publishedGroup) {
	for set, value := range map[metric.Cells]*float64{metric.All: g.N, metric.TP: g.TP, metric.FP: g.FP, metric.FN: g.FN, metric.TN: g.TN, metric.Selected: g.Selected, metric.NotSelected: g.NotSelected} {
		if r.cells&metric.Labelled != 0 || set != metric.TP {
			r.told(key, set, value)
		}
	}
	for id, rate := range g.Rates {
		r.rate(key, id, rate, g.TP != nil)
	}
}

func (r *reader) rate(key, id string, rate publishedRate, cells bool) {
	known, ok := metric.FindRate(id)
	if !ok || len(known.Terms)+len(known.Over) > 0 {
		if rate.Value != nil && !cells {
			r.t.Errorf("%s: %s is shown of a group with hidden cells", key, id)
		}
		return
	}
	r.told(key, known.Num, rate.Num)
	r.told(key, known.Den, rate.Den)
	if rate.Value != nil && (rate.Num == nil || rate.Den == nil) {
		r.t.Errorf("%s: %s is shown and its counts are not", key, id)
	}
}

func (r *reader) pair(attribute string, values map[string]string, x *publishedPair) {
	if x == nil {
		return
	}
	rate, _ := metric.FindRate(x.Rate)
	for _, side := range []struct {
		Label    string
		Num, Den *float64
	}{x.Group, x.Reference} {
		if x.Stratum != "" {
			r.t.Errorf("%s: a stratum is published", attribute)
		}
		if rate.Num != 0 {
			r.told(attribute+"\x00"+values[side.Label], rate.Num, side.Num)
			r.told(attribute+"\x00"+values[side.Label], rate.Den, side.Den)
		}
	}
}

// read notes all equations that a document tells.
func (r *reader) read(p *published) {
	r.group("", p.Overall)
	if r.cells&metric.Labelled != 0 {
		r.told("", metric.UP|metric.UN, p.Data.Unlabelled)
	}
	for _, a := range p.Attributes {
		if len(a.Groups) == 0 {
			continue // nothing is said of it
		}
		values := map[string]string{}
		for _, g := range a.Groups {
			values[g.Label] = strings.Join(g.Values, "\x00")
			r.group(a.Name+"\x00"+values[g.Label], g)
		}
		for i := range 6 { // the groups are everybody
			if r.cells&sixCells[i] != 0 {
				all := map[int]float64{}
				for _, g := range a.Groups {
					maps.Copy(all, r.of(a.Name+"\x00"+values[g.Label], sixCells[i]))
				}
				r.sums(all, r.of("", sixCells[i]))
			}
		}
		for _, wide := range p.Attributes { // and parts make up what they are parts of
			if len(wide.Attributes) >= len(a.Attributes) || slices.ContainsFunc(wide.Attributes, func(x string) bool { return !slices.Contains(a.Attributes, x) }) {
				continue
			}
			for _, whole := range wide.Groups {
				for i := range 6 {
					if r.cells&sixCells[i] == 0 {
						continue
					}
					parts := map[int]float64{}
					for _, g := range a.Groups {
						if isPart(g.Values, a.Attributes, whole.Values, wide.Attributes) {
							maps.Copy(parts, r.of(a.Name+"\x00"+values[g.Label], sixCells[i]))
						}
					}
					r.sums(parts, r.of(wide.Name+"\x00"+strings.Join(whole.Values, "\x00"), sixCells[i]))
				}
			}
		}
		for _, c := range p.Checks {
			if c.Attribute != a.Name {
				continue
			}
			for _, x := range append(slices.Concat(c.Offenders, c.Standings), publishedPair{}) {
				if x.Rate != "" {
					r.pair(a.Name, values, &x)
				}
			}
			for _, x := range []*publishedPair{c.Pair, c.Blocking, c.Worst} {
				r.pair(a.Name, values, x)
			}
		}
		for _, e := range p.Record {
			if e.Impact == nil || e.Impact.Attribute != a.Name {
				continue
			}
			for _, c := range e.Impact.Categories {
				r.told(a.Name+"\x00"+values[c.Label], metric.All, c.N)
				r.told(a.Name+"\x00"+values[c.Label], metric.Selected, c.Selected)
			}
			for set, value := range map[metric.Cells]*float64{metric.All: e.Impact.Unknown, metric.Selected: e.Impact.UnknownSelected} {
				unknown := map[int]float64{}
				for _, g := range a.Groups {
					if g.Missing {
						maps.Copy(unknown, r.of(a.Name+"\x00"+values[g.Label], set))
					}
				}
				if value != nil && len(unknown) > 0 {
					r.system.sum(unknown, *value)
				}
			}
		}
	}
}

func isPart(part, axes, whole, wide []string) bool {
	for i, axis := range wide {
		if part[slices.Index(axes, axis)] != whole[i] {
			return false
		}
	}
	return true
}

func (r *reader) sums(parts, whole map[int]float64) {
	for k := range whole {
		parts[k] = -1
	}
	r.system.sum(parts, 0)
}

// attackDocument works out every hidden count of a published document, and fails where
// one is told to within less than the least: by the numbers, and by which checks there are.
func attackDocument(t *testing.T, name, text, rules string, labels, unlabelled bool, least float64) (hidden int) {
	t.Helper()
	var p published
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	cells := metric.Selected | metric.NotSelected
	switch {
	case !labels:
		cells = metric.UP | metric.UN
	case !unlabelled:
		cells = metric.Labelled
	}
	r := &reader{t: t, rules: rulesOf(t, rules), cells: cells, first: map[string]int{}}
	r.read(&p)
	numbers := r.system.with()
	r.readChecks(&p)
	for _, a := range p.Attributes {
		ways := r.waysToHide(&p, a, int64(least))
		for _, g := range a.Groups {
			key := a.Name + "\x00" + strings.Join(g.Values, "\x00")
			sets := map[string]metric.Cells{"n": metric.All, "selected": metric.Selected, "not selected": metric.NotSelected,
				"tp": metric.TP, "fp": metric.FP, "fn": metric.FN, "tn": metric.TN, "up": metric.UP, "un": metric.UN}
			for what, set := range sets {
				unknowns := slices.Collect(maps.Keys(r.of(key, set)))
				if len(unknowns) == 0 {
					continue
				}
				lo, hi, err := among(ways, unknowns)
				if err == nil && hi-lo > least-1e-6 {
					hidden++
					continue
				}
				from, to, plain := numbers.between(unknowns)
				switch known := to-from < 1e-6; {
				case err != nil || plain != nil:
					t.Errorf("%s: %s: %s of %s: %v, %v", name, a.Name, what, g.Label, err, plain)
				case !known:
					t.Errorf("%s: %s: %s of %s is told to be from %.3f to %.3f, by numbers alone from %.3f to %.3f", name, a.Name, what, g.Label, lo, hi, from, to)
				case to < least-1e-6 && to >= 0: // it is published, or adds up from what is
					t.Errorf("%s: %s: %s of %s is %.3f, fewer than %g", name, a.Name, what, g.Label, to, least)
				}
			}
		}
	}
	return hidden
}

// randomCrowd draws people: groups of very different sizes and rates, some of them
// tiny, some without a value. In a sparse one nobody is in many places, and in others
// as few as a minimum cell makes a difference for.
func randomCrowd(r *rand.Rand, sparse bool) *crowd {
	c := &crowd{labels: r.IntN(4) > 0}
	levels := [][]string{{"F", "M", ""}, {"young", "old", "older", ""}, {"a", "b", "c", "d", "e"}}
	width := 1 + r.IntN(3)
	for i := range width {
		c.attributes = append(c.attributes, []string{"sex", "age", "place"}[i])
		levels[i] = levels[i][r.IntN(2)*r.IntN(2):]
	}
	switch {
	case width == 2 && r.IntN(3) > 0:
		c.sets = [][]string{{"sex", "age"}}
	case width == 3:
		c.sets = [][][]string{nil, {{"sex", "age"}}, {{"sex", "age"}, {"sex", "place"}}, {{"sex", "age", "place"}}, {{"sex", "age"}, {"sex", "age", "place"}}, {{"sex", "age"}, {"age", "place"}, {"sex", "place"}},
			{{"age", "place"}, {"sex", "place"}, {"sex", "age", "place"}}}[r.IntN(7)]
	}
	unlabelled := r.IntN(3) == 0
	scale := []int64{30, 300, 3000}[r.IntN(3)]
	var people func(values []string)
	people = func(values []string) {
		if len(values) < width {
			for _, v := range levels[len(values)] {
				people(append(slices.Clone(values), v))
			}
			return
		}
		n := 1 + r.Int64N(scale)
		for _, v := range values {
			if v == "" || r.IntN(6) == 0 {
				n = 1 + n/40
			}
		}
		draw := func() int64 { return r.Int64N(n+1) * int64(r.IntN(3)) / 2 }
		if sparse {
			few := []int64{0, 0, 0, 4, 5, 6, 9, 10, 11, 12, 21, n}
			draw = func() int64 { return few[r.IntN(len(few))] }
		}
		key := strings.Join(values, "|")
		if c.labels {
			c.add(key, draw(), draw(), draw(), draw())
		}
		if !c.labels || unlabelled {
			c.decided(key, draw(), draw()/3)
		}
	}
	people(nil)
	return c
}

func hasSomebody(c *crowd) bool {
	return slices.ContainsFunc(c.people, func(b bunch) bool { return b.tp+b.fp+b.fn+b.tn+b.up+b.un > 0 })
}

// TestPublishedCannotBeAttacked publishes audits of random crowds and reads them back
// as somebody who wants to know: no hidden count is told closer than to the minimum cell.
func TestPublishedCannotBeAttacked(t *testing.T) {
	const documents = 400
	var hidden, refused, shown int
	for seed := range uint64(documents) {
		r := rand.New(rand.NewPCG(seed, 11))
		c := randomCrowd(r, r.IntN(2) == 0)
		if !hasSomebody(c) {
			continue
		}
		least := []int64{5, 10, 11}[r.IntN(3)]
		rules := []string{policy.Default, "four-fifths", "nyc-ll144", ""}[r.IntN(4)]
		if rules == "" || rules == policy.Default && !c.labels {
			rules = randomRules(r, least)
		}
		d := c.audit(t, rules, fairness.Options{})
		p, err := report.Publish(d, least)
		if err != nil {
			t.Logf("seed %d: %v", seed, err)
			refused++
			continue
		}
		text := render(t, "json", p, report.Style{})
		name := fmt.Sprintf("seed %d", seed)
		if _, err := report.Read(name, strings.NewReader(text)); err != nil {
			t.Errorf("%v", err)
		}
		hidden += attackDocument(t, name, text, rules, c.labels, d.Overall.Selected != nil && d.Overall.TP != nil, float64(least))
		for _, a := range p.Attributes {
			for _, g := range a.Groups {
				if !g.N.IsHidden() {
					shown++
				}
			}
		}
	}
	t.Logf("%d documents, %d refused, %d counts hidden, %d groups shown", documents, refused, hidden, shown)
	if hidden == 0 || shown == 0 || refused > documents/5 {
		t.Errorf("of %d documents %d are refused, %d counts are hidden, and %d groups are shown", documents, refused, hidden, shown)
	}
}
