package metric_test

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// TestLabelsTellGroupsApart: no two groups have one label, whatever their values.
func TestLabelsTellGroupsApart(t *testing.T) {
	values := []string{tally.Missing, "a", "b", "a × b", "(missing)", `"a`, `"a × b"`, `b"`, "×", " ×", "× b", `"(missing)"`}
	apart := func(groups [][]string) {
		seen := map[string][]string{}
		for _, values := range groups {
			g := metric.Group{Values: values}
			label := g.Label()
			if other, ok := seen[label]; ok {
				t.Errorf("%q and %q are both %s", other, values, label)
			}
			seen[label] = values
		}
	}
	var one, two [][]string
	for _, x := range values {
		one = append(one, []string{x})
		for _, y := range values {
			two = append(two, []string{x, y})
		}
	}
	apart(one)
	apart(two)
}
