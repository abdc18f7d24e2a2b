package fairness_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// TestSuppressedPeopleNeverPass holds, over audits at random, that a tally which
// hides groups passes no check that the whole tally does not.
func TestSuppressedPeopleNeverPass(t *testing.T) {
	p := parsed(t, `
  ratio: {rate: selection_rate, ratio: min/max, bound: ">= 0.5", severity: block}
  gap: {rate: selection_rate, difference: max-min, bound: "<= 0.3", severity: block}
  tpr: {rate: tpr, difference: max-min, bound: "<= 0.4", severity: block}
  unknown: {share: missing, bound: "<= 0.02", severity: warn}
groups: {min_group: 20, min_coverage: 0.9}`)
	two, err := policy.Builtin("two-sd")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(8, 9))
	stood, withheld := map[policy.Verdict]int{}, 0
	for range 300 {
		whole := randomGroups(t, r)
		hidden, err := whole.Suppress(2 + r.Int64N(8))
		if err != nil {
			continue
		}
		for _, rules := range []*policy.Policy{p, two} {
			want, got := audited(t, whole, rules), audited(t, hidden, rules)
			for key, c := range got {
				switch known := want[key].Verdict; {
				case c.Verdict == policy.Pass && known != policy.Pass:
					t.Fatalf("%s: passes, and with nobody hidden: %s %s", key, known, want[key].Reason)
				case c.Reason == policy.SuppressedGroups:
					withheld++
				default:
					stood[c.Verdict]++
				}
			}
		}
	}
	if stood[policy.Pass] < 50 || stood[policy.Fail] < 20 || withheld < 20 {
		t.Errorf("the audits drawn are one-sided: %v, %d withheld", stood, withheld)
	}
}

// randomGroups draws groups, some of them small, with rates that are alike or not.
func randomGroups(t *testing.T, r *rand.Rand) *tally.Tally {
	axes := []tally.Axis{{Name: "a", Role: tally.Attribute}, {Name: "actual", Role: tally.Actual, Values: []string{"0", "1"}, Positive: []string{"1"}},
		{Name: "predicted", Role: tally.Predicted, Values: []string{"0", "1"}, Positive: []string{"1"}}}
	c := tally.Cuboid{Axes: []int{0, 1, 2}}
	rate, spread := 0.3+0.4*r.Float64(), 0.4*r.Float64()
	for g := range 2 + r.IntN(5) {
		name := fmt.Sprint("g", g)
		if g == 2 && r.IntN(2) == 0 {
			name = tally.Missing
		}
		axes[0].Values = append(axes[0].Values, name)
		n, own := 1+r.IntN(40), rate+spread*(r.Float64()-0.5)
		if g < 2 || r.IntN(3) == 0 {
			n = 200 + r.IntN(3000)
		}
		var cells [4]int64
		for range n {
			at := r.IntN(2) * 2
			if r.Float64() < own {
				at++
			}
			cells[at]++
		}
		for at, people := range cells {
			c.Cells = append(c.Cells, tally.Cell{Index: []int{g, at / 2, at % 2}, Sum: tally.Sum{N: people}})
		}
	}
	x, err := tally.New(axes, false, []tally.Cuboid{c})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func audited(t *testing.T, x *tally.Tally, p *policy.Policy) map[string]policy.Check {
	t.Helper()
	r, err := fairness.Audit(x, p, fairness.Options{})
	if err != nil {
		t.Fatal(err)
	}
	checks := map[string]policy.Check{}
	for _, c := range r.Checks {
		checks[c.Rule.ID+" "+c.Subject.Name] = c
	}
	return checks
}
