package fairness_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// BenchmarkAudit1000Groups measures everything after the scan but the printing: a
// thousand groups under the charter policy.
func BenchmarkAudit1000Groups(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	axes := []tally.Axis{{Name: "g", Role: tally.Attribute}, {Name: "actual", Role: tally.Actual, Values: []string{"0", "1"}, Positive: []string{"1"}}, {Name: "predicted", Role: tally.Predicted, Values: []string{"0", "1"}, Positive: []string{"1"}}}
	var cells []tally.Cell
	for i := range 1000 {
		axes[0].Values = append(axes[0].Values, fmt.Sprint("g", i))
		for a := range 2 {
			for p := range 2 {
				cells = append(cells, tally.Cell{Index: []int{i, a, p}, Sum: tally.Sum{N: 300 + r.Int64N(100)}})
			}
		}
	}
	t, err := tally.New(axes, false, []tally.Cuboid{{Axes: []int{0, 1, 2}, Cells: cells}})
	if err != nil {
		b.Fatal(err)
	}
	p, _ := policy.Builtin("charter")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fairness.Audit(t, p, fairness.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
