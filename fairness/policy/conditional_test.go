package policy_test

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// TestLimitsOfTheCommonDifference: normal limits of a difference of few people end
// where differences do. Of 0/1 against 1/1 and 1/1 against 1/1 they would be −1.08.
func TestLimitsOfTheCommonDifference(t *testing.T) {
	in := input(selected("a", 1, 2), selected("b", 2, 2))
	in.Strata = []string{"job"}
	in.Subjects[0].Strata = map[string][]metric.Stratum{"job": {
		{Values: []string{"s"}, Groups: []metric.Group{selected("a", 0, 1), selected("b", 1, 1)}},
		{Values: []string{"t"}, Groups: []metric.Group{selected("a", 1, 1), selected("b", 1, 1)}},
	}}
	c := one(t, written(t, "within: declared\n"+everyGroup, selectionGap), in).Conditional
	if c == nil {
		t.Fatal("nothing sums up the strata")
	}
	near(t, "difference", c.Difference.Float, -0.5, 1e-12)
	near(t, "lower", c.Lower.Float, -1, 0)
	near(t, "upper", c.Upper.Float, 0.08154357683832, 1e-9)
}
