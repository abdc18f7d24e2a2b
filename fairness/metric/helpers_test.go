package metric_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// person is one row of the tests; the weight is in units of 10⁻⁹.
type person struct {
	group, job, actual, predicted string
	weight                        int64
}

// count makes the tally of people, over the group and over group × job, with the
// outcome "1" as the positive one.
func count(t testing.TB, people []person, weighted bool) *tally.Tally {
	t.Helper()
	axes := []tally.Axis{
		{Name: "group", Role: tally.Attribute}, {Name: "job", Role: tally.Attribute},
		{Name: "actual", Role: tally.Actual, Positive: []string{"1"}}, {Name: "predicted", Role: tally.Predicted, Positive: []string{"1"}},
	}
	cuboids := []tally.Cuboid{{Axes: []int{0, 2, 3}}, {Axes: []int{0, 1, 2, 3}}}
	for _, p := range people {
		index := make([]int, 4)
		for i, v := range []string{p.group, p.job, p.actual, p.predicted} {
			index[i] = -1
			for at, known := range axes[i].Values {
				if known == v {
					index[i] = at
				}
			}
			if index[i] < 0 {
				index[i] = len(axes[i].Values)
				axes[i].Values = append(axes[i].Values, v)
			}
		}
		sum := tally.Sum{N: 1}
		if weighted {
			w := big.NewInt(p.weight)
			sum.W, sum.W2 = w, new(big.Int).Mul(w, w)
		}
		cuboids[0].Cells = append(cuboids[0].Cells, tally.Cell{Index: []int{index[0], index[2], index[3]}, Sum: sum})
		cuboids[1].Cells = append(cuboids[1].Cells, tally.Cell{Index: index, Sum: sum})
	}
	got, err := tally.New(axes, weighted, cuboids)
	if err != nil {
		t.Fatalf("tally.New: %v", err)
	}
	return got
}

func groupsOf(t testing.TB, x *tally.Tally, attributes ...int) []metric.Group {
	t.Helper()
	groups, err := metric.Groups(x, attributes)
	if err != nil {
		t.Fatalf("Groups(%v): %v", attributes, err)
	}
	return groups
}

func rateOf(t *testing.T, id string) *metric.Rate {
	t.Helper()
	r, ok := metric.FindRate(id)
	if !ok {
		t.Fatalf("there is no rate %q", id)
	}
	return r
}

func contrastOf(t *testing.T, id string) *metric.Contrast {
	t.Helper()
	c, ok := metric.FindContrast(id)
	if !ok {
		t.Fatalf("there is no contrast %q", id)
	}
	return c
}

// fraction reads "a/b"; nil stands for an undefined value.
func fraction(t *testing.T, text *string) *big.Rat {
	t.Helper()
	if text == nil {
		return nil
	}
	r, ok := new(big.Rat).SetString(*text)
	if !ok {
		t.Fatalf("%q is no fraction", *text)
	}
	return r
}

// sameRat compares fractions exactly; nil is equal to nil alone.
func sameRat(a, b *big.Rat) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Cmp(b) == 0
}

func write(r *big.Rat) string {
	if r == nil {
		return "undefined"
	}
	return r.RatString()
}

func minus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Sub(a, b)
}

func over(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil || b.Sign() == 0 {
		return nil
	}
	return new(big.Rat).Quo(a, b)
}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(7, 11)) }

// anyCounts draws a group with labelled and unlabelled people; cells are often empty.
func anyCounts(r *rand.Rand) *metric.Counts {
	c := new(metric.Counts)
	for i := range c {
		if r.IntN(4) > 0 {
			c[i].N = r.Int64N(int64(1) << uint(1+r.IntN(12)))
		}
	}
	return c
}
