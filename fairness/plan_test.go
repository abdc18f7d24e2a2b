package fairness_test

import (
	"math/rand/v2"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// selections makes the tally of two groups of selected and other people.
func selections(t *testing.T, a, notA, b, notB int64) *tally.Tally {
	t.Helper()
	made, err := tally.New(
		[]tally.Axis{{Name: "sex", Role: tally.Attribute, Values: []string{"F", "M"}},
			{Name: "predicted", Role: tally.Predicted, Values: []string{"0", "1"}, Positive: []string{"1"}}},
		false, []tally.Cuboid{{Axes: []int{0, 1}, Cells: []tally.Cell{
			{Index: []int{0, 1}, Sum: tally.Sum{N: a}}, {Index: []int{0, 0}, Sum: tally.Sum{N: notA}},
			{Index: []int{1, 1}, Sum: tally.Sum{N: b}}, {Index: []int{1, 0}, Sum: tally.Sum{N: notB}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func plan(t *testing.T, counts *tally.Tally) *fairness.Planned {
	t.Helper()
	p, err := policy.Builtin("charter")
	if err != nil {
		t.Fatal(err)
	}
	planned, err := fairness.Plan(counts, p, fairness.PlanOptions{Replicates: 400, Source: rand.NewPCG(1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

func check(t *testing.T, p *fairness.Planned, rule string) fairness.PlannedCheck {
	t.Helper()
	for _, c := range p.Checks {
		if c.Rule == rule {
			return c
		}
	}
	t.Fatalf("no check of %s", rule)
	return fairness.PlannedCheck{}
}

// TestPlanFindsWhatItPromises: an audit with a gap of the size that is said to be
// found finds it about as often as was asked for.
func TestPlanFindsWhatItPromises(t *testing.T) {
	smallest := check(t, plan(t, selections(t, 500, 500, 500, 500)), "selection-gap").Groups[0].Smallest
	if smallest == nil || *smallest < 0.1 || *smallest > 0.2 {
		t.Fatalf("the smallest gap found among groups of 1,000: got %v, want between 0.1 and 0.2", smallest)
	}
	lower := int64(1000 * (0.5 - *smallest))
	if got := check(t, plan(t, selections(t, lower, 1000-lower, 500, 500)), "selection-gap").Fail; got < 0.7 || got > 0.9 {
		t.Errorf("a gap of %.3f: got found with a chance of %.3f, want about 0.8", *smallest, got)
	}
}

// TestPlanNeedsWhatItSays: with the people said to be needed, equal groups pass
// about as often as was asked for; exact limits take a few per cent of it.
func TestPlanNeedsWhatItSays(t *testing.T) {
	for _, rule := range []string{"selection-gap", "impact-ratio"} {
		needed := check(t, plan(t, selections(t, 100000, 100000, 50, 50)), rule).Groups[0].Needed
		if needed == nil {
			t.Fatalf("%s: nothing needed is said", rule)
		}
		n := *needed / 2
		if got := check(t, plan(t, selections(t, 100000, 100000, n, n)), rule).Pass; got < 0.68 || got > 0.9 {
			t.Errorf("%s with %d people: got a pass with a chance of %.3f, want about 0.8", rule, *needed, got)
		}
	}
}

// TestPlanChancesAddUp: each check comes to one verdict.
func TestPlanChancesAddUp(t *testing.T) {
	for _, c := range plan(t, selections(t, 300, 300, 20, 40)).Checks {
		if sum := c.Fail + c.Pass + c.Inconclusive; sum < 0.999 || sum > 1.001 {
			t.Errorf("%s: got chances that add up to %g", c.Rule, sum)
		}
	}
}
