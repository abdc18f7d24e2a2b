package tally_test

import (
	"fmt"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// BenchmarkMerge adds up sixteen tallies of a thousand groups each.
func BenchmarkMerge(b *testing.B) {
	outcomes := []string{"0", "1"}
	var shards []*tally.Tally
	for shard := range 16 {
		axes := []tally.Axis{
			{Name: "place", Role: tally.Attribute},
			{Name: "actual", Role: tally.Actual, Values: outcomes, Positive: outcomes[1:]},
			{Name: "predicted", Role: tally.Predicted, Values: outcomes, Positive: outcomes[1:]},
		}
		var cells []tally.Cell
		for i := range 1000 {
			axes[0].Values = append(axes[0].Values, fmt.Sprintf("g%04d", (i+shard)%1000))
			for outcome := range 4 {
				cells = append(cells, tally.Cell{Index: []int{i, outcome / 2, outcome % 2}, Sum: tally.Sum{N: int64(100 + i%7 + shard)}})
			}
		}
		t, err := tally.New(axes, false, []tally.Cuboid{{Axes: []int{0, 1, 2}, Cells: cells}})
		if err != nil {
			b.Fatal(err)
		}
		shards = append(shards, t)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tally.Merge(shards[0], shards[1:]...); err != nil {
			b.Fatal(err)
		}
	}
}
