package tally_test

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// row is one person of the tests. The weight is in units of 10⁻⁹.
type row struct {
	sex, age, hired, picked string
	weight                  int64
}

var bands = []string{"<26", "26–49", "50+"}

// tallyOf counts rows the plain way, in the order in which they come, and lets
// New bring the parts into their canonical form.
func tallyOf(t *testing.T, rows []row, weighted bool) *tally.Tally {
	t.Helper()
	got, err := tally.New(partsOf(rows, weighted))
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return got
}

func partsOf(rows []row, weighted bool) ([]tally.Axis, bool, []tally.Cuboid) {
	axes := []tally.Axis{
		{Name: "sex", Role: tally.Attribute},
		{Name: "age", Role: tally.Attribute, Bands: bands},
		{Name: "hired", Role: tally.Actual, Positive: []string{"yes"}},
		{Name: "picked", Role: tally.Predicted, Positive: []string{"1"}},
	}
	cuboids := []tally.Cuboid{{Axes: []int{0, 2, 3}}, {Axes: []int{1, 2, 3}}, {Axes: []int{0, 1, 2, 3}}}
	for _, r := range rows {
		at := make([]int, len(axes))
		for i, v := range []string{r.sex, r.age, r.hired, r.picked} {
			if at[i] = slices.Index(axes[i].Values, v); at[i] < 0 {
				at[i] = len(axes[i].Values)
				axes[i].Values = append(axes[i].Values, v)
			}
		}
		for i := range cuboids {
			index := make([]int, len(cuboids[i].Axes))
			for j, a := range cuboids[i].Axes {
				index[j] = at[a]
			}
			cuboids[i].Cells = append(cuboids[i].Cells, tally.Cell{Index: index, Sum: sumOf(r, weighted)})
		}
	}
	return axes, weighted, cuboids
}

func sumOf(r row, weighted bool) tally.Sum {
	if !weighted {
		return tally.Sum{N: 1}
	}
	w := big.NewInt(r.weight)
	return tally.Sum{N: 1, W: w, W2: new(big.Int).Mul(w, w)}
}

// anyRows draws people, some without a value, some with very unequal weights.
func anyRows(r *rand.Rand, n int) []row {
	rows := make([]row, n)
	pick := func(values ...string) string { return values[r.IntN(len(values))] }
	for i := range rows {
		rows[i] = row{
			sex: pick("F", "M", "X", tally.Missing), age: pick("<26", "26–49", "50+", tally.Missing),
			hired: pick("yes", "no", tally.Missing), picked: pick("0", "1"),
			weight: 1 + r.Int64N(1<<uint(1+r.IntN(60))),
		}
	}
	return rows
}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(3, 5)) }

func encode(t *testing.T, x *tally.Tally) string {
	t.Helper()
	var out bytes.Buffer
	if err := x.Encode(&out); err != nil {
		t.Fatalf("Encode: %v", err)
	}
	return out.String()
}

func merge(t *testing.T, first *tally.Tally, others ...*tally.Tally) *tally.Tally {
	t.Helper()
	got, err := tally.Merge(first, others...)
	if err != nil {
		t.Fatalf("Merge: %v", err)
	}
	return got
}

func same(t *testing.T, what string, got, want *tally.Tally) {
	t.Helper()
	if g, w := encode(t, got), encode(t, want); g != w {
		t.Fatalf("%s: got\n%swant\n%s", what, g, w)
	}
}

// cellsOf lists the cells of a table by the labels of their values.
func cellsOf(t *testing.T, x *tally.Tally, axes ...int) map[string]tally.Sum {
	t.Helper()
	c, err := x.Marginal(axes...)
	if err != nil {
		t.Fatalf("Marginal(%v): %v", axes, err)
	}
	out := map[string]tally.Sum{}
	for _, cell := range c.Cells {
		key := ""
		for i, v := range cell.Index {
			key += fmt.Sprintf("%q ", x.Axes[c.Axes[i]].Values[v])
		}
		if _, twice := out[key]; twice {
			t.Fatalf("Marginal(%v): the cell %s is there twice", axes, key)
		}
		out[key] = cell.Sum
	}
	return out
}

// equalSums compares cells by count and exact weight.
func equalSums(a, b map[string]tally.Sum) bool {
	if len(a) != len(b) {
		return false
	}
	for k, x := range a {
		y, ok := b[k]
		if !ok || x.N != y.N || x.ExactWeight().Cmp(y.ExactWeight()) != 0 || x.SquaredWeight() != y.SquaredWeight() {
			return false
		}
	}
	return true
}
