package metric_test

import (
	"fmt"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// BenchmarkRates reads a thousand groups from a tally and computes every rate of
// each.
func BenchmarkRates(b *testing.B) {
	var people []person
	for i := range 1000 {
		for n := range 5 + i%3 {
			people = append(people, person{group: fmt.Sprintf("g%04d", i), actual: fmt.Sprint(n / 2 % 2), predicted: fmt.Sprint(n % 2)})
		}
	}
	t := count(b, people, false)
	b.ReportAllocs()
	for b.Loop() {
		groups := groupsOf(b, t, 0)
		for _, g := range groups {
			for i := range metric.Rates {
				metric.Rates[i].Estimate(g.Counts, 1)
			}
		}
	}
}
