package policy_test

import (
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

type decisionCase struct {
	ID string
	In struct{ Cells map[string][6]int64 }
	// Out has nil where there is nothing.
	Out struct {
		Groups map[string]map[string]struct {
			Num, Den int64
			Limits   *[2]float64
		}
		Gaps map[string]*struct {
			Comparisons            int
			Estimate, Lower, Upper float64
		}
	}
}

// subject counts the people of the case, by way of a tally.
func (c *decisionCase) subject(t *testing.T) *policy.Subject {
	t.Helper()
	axes := []tally.Axis{
		{Name: "g", Role: tally.Attribute},
		{Name: "human", Role: tally.Human, Positive: []string{"1"}, Values: []string{"0", "1", ""}},
		{Name: "predicted", Role: tally.Predicted, Positive: []string{"yes"}, Values: []string{"no", "yes"}},
	}
	var cells []tally.Cell
	for name, of := range c.In.Cells {
		g := len(axes[0].Values)
		axes[0].Values = append(axes[0].Values, name)
		for i, place := range [6][2]int{{1, 1}, {0, 1}, {1, 0}, {0, 0}, {2, 1}, {2, 0}} {
			cells = append(cells, tally.Cell{Index: []int{g, place[0], place[1]}, Sum: tally.Sum{N: of[i]}})
		}
	}
	counted, err := tally.New(axes, false, []tally.Cuboid{{Axes: []int{0, 1, 2}, Cells: cells}})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := metric.Groups(counted, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	return &policy.Subject{Name: "g", Attributes: []string{"g"}, Groups: groups}
}

// TestFinalDecisionsOracle compares rates, their limits and the gaps with SciPy's.
func TestFinalDecisionsOracle(t *testing.T) {
	p, err := policy.Builtin(policy.Default)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range oracle.Load[decisionCase](t, "final_decisions") {
		for _, c := range f.Cases {
			s := c.subject(t)
			for i := range s.Groups {
				g := &s.Groups[i]
				for id, want := range c.Out.Groups[g.Label()] {
					rate, _ := metric.FindRate(id)
					if num, _ := rate.Successes(g.Counts); num != want.Num || rate.Trials(g.Counts) != want.Den {
						t.Errorf("%s, %s of %s: got %d/%d, want %d/%d", c.ID, id, g.Label(), num, rate.Trials(g.Counts), want.Num, want.Den)
					}
					e, ok := rate.Estimate(g.Counts, 1)
					if ok != (want.Limits != nil) || ok == (rate.WhyUndefined(g.Counts) != "") {
						t.Errorf("%s, %s of %s: defined %v, because %q", c.ID, id, g.Label(), ok, rate.WhyUndefined(g.Counts))
					} else if ok {
						got := e.Limits(0.025)
						near(t, c.ID+" "+id+" lower", got.Lo, want.Limits[0], f.Tolerance.Abs)
						near(t, c.ID+" "+id+" upper", got.Hi, want.Limits[1], f.Tolerance.Abs)
					}
				}
			}
			for _, g := range policy.Gaps(p, s, 1) {
				want := c.Out.Gaps[g.Rate.ID]
				if (want == nil) != (g.Reason != "") {
					t.Errorf("%s, %s: the reason %q, want a gap: %v", c.ID, g.Rate.ID, g.Reason, want != nil)
				}
				if want == nil || g.Reason != "" {
					continue
				}
				if g.Comparisons != want.Comparisons {
					t.Errorf("%s, %s: got %d comparisons, want %d", c.ID, g.Rate.ID, g.Comparisons, want.Comparisons)
				}
				for what, x := range map[string][2]float64{"estimate": {g.Estimate.Float, want.Estimate}, "lower": {g.Lower.Float, want.Lower}, "upper": {g.Upper.Float, want.Upper}} {
					near(t, c.ID+" "+g.Rate.ID+" "+what, x[0], x[1], f.Tolerance.Abs)
				}
			}
		}
	}
}

// TestFinalDecisionsAreNotJudged: no rule bounds a rate of final decisions.
func TestFinalDecisionsAreNotJudged(t *testing.T) {
	_, err := policy.Parse("f", []byte("version: 1\npolicy: p\nrules:\n  r: {rate: override_rate, difference: max-min, bound: \"<= 0.1\"}\n"))
	if want := `f:4:13: override_rate describes what people make of the model and cannot be judged; every report of final decisions has it`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, c := range metric.Contrasts {
		if slices.ContainsFunc(c.Rates, func(id string) bool { r, _ := metric.FindRate(id); return r.NeedsDecisions() }) {
			t.Errorf("%s is a contrast that rules can name", c.ID)
		}
	}
}
