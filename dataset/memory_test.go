package dataset

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
)

func TestMaxHeld(t *testing.T) {
	spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{{Name: "a", Column: "a"}}, Unit: "id", MaxHeld: 1 << 20}
	c := NewCounter(spec)
	for i := range 1 << 16 {
		err := c.Row(Position{File: "in", Line: int64(i + 2)}, []string{"F", "1", strconv.Itoa(i)})
		if err == nil {
			continue
		}
		want := fmt.Sprintf(`in:%d: column "id": the counts take more than the 1 MiB they are allowed, which is half of --max-memory: audit fewer attributes together or in wider bands, leave out --unit, or allow more`, i+2)
		if err.Error() != want || i < (1<<20)/100 {
			t.Error(err)
		}
		return
	}
	t.Error("it goes on without a bound")
}

// TestEstimate checks that what a counter says it holds is no less than what it
// holds, and not far more.
func TestEstimate(t *testing.T) {
	for name, spec := range map[string]Spec{
		"people": {Unit: "id", Attributes: []Attribute{{Name: "a", Column: "a"}}},
		"cells":  {Attributes: []Attribute{{Name: "a", Column: "a"}, {Name: "b", Column: "b"}}, Intersections: [][]string{{"a", "b"}}, Weight: "w"},
	} {
		spec.Predicted.Column = "d"
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		c := NewCounter(spec)
		values := map[string]func(i int) string{
			"a": func(i int) string { return strconv.Itoa(i % 400) }, "b": func(i int) string { return strconv.Itoa(i / 400) },
			"d": func(int) string { return "1" }, "id": strconv.Itoa, "w": func(int) string { return "1.5" },
		}
		fields := make([]string, len(c.Columns()))
		for i := range 150_000 {
			for j, column := range c.Columns() {
				fields[j] = values[column](i)
			}
			if err := c.Row(Position{}, fields); err != nil {
				t.Fatal(err)
			}
		}
		taken, held := int64(heap()-before), c.plan.held.Load()
		if held < taken || held > 6*taken {
			t.Errorf("%s: %d bytes are estimated, %d taken", name, held, taken)
		}
		runtime.KeepAlive(c)
	}
}
