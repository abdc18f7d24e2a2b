package tally_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// eachTally runs a property on tallies of drawn rows, without and with weights.
func eachTally(t *testing.T, do func(t *testing.T, r *rand.Rand, rows []row, weighted bool)) {
	t.Helper()
	for _, weighted := range []bool{false, true} {
		t.Run(fmt.Sprintf("weighted=%v", weighted), func(t *testing.T) {
			r := seeded()
			for range 60 {
				do(t, r, anyRows(r, 1+r.IntN(80)), weighted)
			}
		})
	}
}

func TestEncodeAndDecodeAreInverse(t *testing.T) {
	eachTally(t, func(t *testing.T, _ *rand.Rand, rows []row, weighted bool) {
		want := tallyOf(t, rows, weighted)
		text := encode(t, want)
		got, err := tally.Decode(strings.NewReader(text))
		if err != nil {
			t.Fatalf("Decode: %v\n%s", err, text)
		}
		same(t, "decoded", got, want)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("decoded: got %+v, want %+v", got, want)
		}
	})
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	eachTally(t, func(t *testing.T, r *rand.Rand, rows []row, weighted bool) {
		want := tallyOf(t, rows, weighted)
		shuffled := slices.Clone(rows)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		same(t, "shuffled rows", tallyOf(t, shuffled, weighted), want)
	})
}

// TestNewIsCanonical hands the same parts over with cells and tables shuffled,
// values renumbered and the axes of each table turned round.
func TestNewIsCanonical(t *testing.T) {
	eachTally(t, func(t *testing.T, r *rand.Rand, rows []row, weighted bool) {
		want := tallyOf(t, rows, weighted)
		axes, _, cuboids := partsOf(rows, weighted)
		for a := range axes {
			axes[a].Values = append(axes[a].Values, unusedValue(a)) // kept by nobody
			order := r.Perm(len(axes[a].Values))
			values := make([]string, len(order))
			for from, to := range order {
				values[to] = axes[a].Values[from]
			}
			axes[a].Values = values
			for i := range cuboids {
				for _, cell := range cuboids[i].Cells {
					if at := slices.Index(cuboids[i].Axes, a); at >= 0 {
						cell.Index[at] = order[cell.Index[at]]
					}
				}
			}
		}
		for i := range cuboids {
			slices.Reverse(cuboids[i].Axes)
			for _, cell := range cuboids[i].Cells {
				slices.Reverse(cell.Index)
			}
			cells := cuboids[i].Cells
			r.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
		}
		r.Shuffle(len(cuboids), func(i, j int) { cuboids[i], cuboids[j] = cuboids[j], cuboids[i] })
		got, err := tally.New(axes, weighted, cuboids)
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		same(t, "parts in another order", got, want)
	})
}

// unusedValue is a value that no drawn row has; of a banded axis it is a band.
func unusedValue(axis int) string { return []string{"never", "50+", "never", "never"}[axis] }

func TestMergeCommutesAndAssociates(t *testing.T) {
	eachTally(t, func(t *testing.T, r *rand.Rand, rows []row, weighted bool) {
		a, b, c := tallyOf(t, rows, weighted), tallyOf(t, anyRows(r, 20), weighted), tallyOf(t, anyRows(r, 3), weighted)
		before := encode(t, a) + encode(t, b) + encode(t, c)
		want := merge(t, a, b, c)
		same(t, "b + a", merge(t, b, a), merge(t, a, b))
		same(t, "(a + b) + c", merge(t, merge(t, a, b), c), want)
		same(t, "a + (b + c)", merge(t, a, merge(t, b, c)), want)
		same(t, "c + b + a", merge(t, c, b, a), want)
		same(t, "a alone", merge(t, a), a)
		if after := encode(t, a) + encode(t, b) + encode(t, c); after != before {
			t.Fatalf("Merge changed its arguments: got\n%swant\n%s", after, before)
		}
	})
}

func TestAnyPartitionMergesToTheWhole(t *testing.T) {
	eachTally(t, func(t *testing.T, r *rand.Rand, rows []row, weighted bool) {
		shards := make([][]row, 1+r.IntN(6))
		for _, x := range rows {
			i := r.IntN(len(shards))
			shards[i] = append(shards[i], x)
		}
		var parts []*tally.Tally
		for _, shard := range shards {
			parts = append(parts, tallyOf(t, shard, weighted)) // one may be empty
		}
		same(t, fmt.Sprintf("%d shards", len(shards)), merge(t, parts[0], parts[1:]...), tallyOf(t, rows, weighted))
	})
}

func TestMarginalsAgree(t *testing.T) {
	eachTally(t, func(t *testing.T, _ *rand.Rand, rows []row, weighted bool) {
		x := tallyOf(t, rows, weighted)
		for _, axes := range [][]int{{0, 2, 3}, {1, 3}, {3, 2}, {0, 1}, {1}, {}} {
			want := map[string]tally.Sum{}
			for _, r := range rows {
				key := ""
				for _, a := range axes {
					key += fmt.Sprintf("%q ", []string{r.sex, r.age, r.hired, r.picked}[a])
				}
				want[key] = want[key].Plus(sumOf(r, weighted))
			}
			if got := cellsOf(t, x, axes...); !equalSums(got, want) {
				t.Fatalf("Marginal(%v): got %v, want %v", axes, got, want)
			}
		}
		// The margin of a margin is the margin: sum the table over sex and prediction over the prediction.
		both, err := x.Marginal(0, 3)
		if err != nil {
			t.Fatal(err)
		}
		bySex := map[string]tally.Sum{}
		for _, c := range both.Cells {
			key := fmt.Sprintf("%q ", x.Axes[0].Values[c.Index[0]])
			bySex[key] = bySex[key].Plus(c.Sum)
		}
		if want := cellsOf(t, x, 0); !equalSums(bySex, want) {
			t.Fatalf("margin of a margin: got %v, want %v", bySex, want)
		}
		if got := x.Total().N; got != int64(len(rows)) {
			t.Fatalf("Total = %d, want %d", got, len(rows))
		}
	})
}

func TestMarginalKeepsTheOrderAsked(t *testing.T) {
	x := tallyOf(t, []row{{"F", "50+", "yes", "1", 1}, {"M", "<26", "no", "0", 1}}, false)
	got, err := x.Marginal(3, 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{3, 0}; !slices.Equal(got.Axes, want) {
		t.Errorf("axes = %v, want %v", got.Axes, want)
	}
	if _, err := x.Marginal(0, 1, 2, 3); err != nil {
		t.Errorf("the joint table is there: %v", err)
	}
	axes, _, cuboids := partsOf([]row{{"F", "50+", "yes", "1", 1}}, false)
	narrow, err := tally.New(axes, false, cuboids[:2])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := narrow.Marginal(0, 1); err == nil || err.Error() != "the tally has no table over sex × age" {
		t.Errorf("Marginal of what was not counted: got %v", err)
	}
}

// TestRelabellingPermutes renames the groups: the same counts under other names,
// and the same bytes once they are named back.
func TestRelabellingPermutes(t *testing.T) {
	to := map[string]string{"F": "Z", "M": "A", "X": "M", tally.Missing: tally.Missing}
	back := map[string]string{}
	for k, v := range to {
		back[v] = k
	}
	rename := func(rows []row, by map[string]string) []row {
		out := slices.Clone(rows)
		for i := range out {
			out[i].sex = by[out[i].sex]
		}
		return out
	}
	eachTally(t, func(t *testing.T, _ *rand.Rand, rows []row, weighted bool) {
		x, y := tallyOf(t, rows, weighted), tallyOf(t, rename(rows, to), weighted)
		want := map[string]tally.Sum{}
		for key, sum := range cellsOf(t, x, 0) {
			var label string
			fmt.Sscanf(key, "%q", &label)
			want[fmt.Sprintf("%q ", to[label])] = sum
		}
		if got := cellsOf(t, y, 0); !equalSums(got, want) {
			t.Fatalf("renamed groups: got %v, want %v", got, want)
		}
		same(t, "named back", tallyOf(t, rename(rename(rows, to), back), weighted), x)
	})
}

func TestWeightsAreExact(t *testing.T) {
	tenth := int64(100_000_000)
	var rows []row
	for range 10 {
		rows = append(rows, row{"F", "50+", "yes", "1", tenth})
	}
	x := tallyOf(t, rows, true)
	total := x.Total()
	if got, want := total.ExactWeight(), big.NewRat(1, 1); got.Cmp(want) != 0 {
		t.Errorf("ten weights of 0.1: got %v, want %v", got, want)
	}
	if got := total.Weight(); got != 1 {
		t.Errorf("ten weights of 0.1 as a float: got %v, want 1", got)
	}
	if got := total.SquaredWeight(); got != 0.1 {
		t.Errorf("their squares as a float: got %v, want 0.1", got)
	}
	if got, want := encode(t, x), `[0,0,0,10,1,0.1]`; !strings.Contains(got, want) {
		t.Errorf("encoded: got %s, want it to contain %s", got, want)
	}

	// One heavy row beside light ones: a float64 sum would lose the light ones.
	rows = append(rows, row{"F", "50+", "yes", "1", 1_000_000_000_000_000_000}, row{"F", "50+", "yes", "1", 1})
	exact, ok := new(big.Rat).SetString("1000000001.000000001")
	if !ok {
		t.Fatal("the wanted weight is no number")
	}
	if got := tallyOf(t, rows, true).Total().ExactWeight(); got.Cmp(exact) != 0 {
		t.Errorf("heavy and light weights: got %v, want %v", got.FloatString(9), exact.FloatString(9))
	}
	plain := tallyOf(t, rows, false).Total()
	if got := plain.ExactWeight(); got.Cmp(big.NewRat(12, 1)) != 0 || plain.Weight() != 12 || plain.SquaredWeight() != 12 {
		t.Errorf("without weights: got %v, want the 12 rows", got)
	}
}

func TestBandsKeepTheirOrder(t *testing.T) {
	rows := []row{{"F", "50+", "yes", "1", 1}, {"F", "26–49", "yes", "1", 1}, {"F", tally.Missing, "yes", "1", 1}, {"F", "<26", "yes", "1", 1}}
	want := []string{tally.Missing, "<26", "26–49", "50+"} // by their bytes "26–49" would come first
	for range 4 {
		rows = append(rows[1:], rows[0])
		if got := tallyOf(t, rows, false).Axes[1].Values; !slices.Equal(got, want) {
			t.Errorf("values = %q, want %q", got, want)
		}
	}
	old, young := tallyOf(t, rows[:1], false), tallyOf(t, rows[2:3], false)
	same(t, "merged bands", merge(t, old, young), merge(t, young, old))
}

func TestMergeRefusals(t *testing.T) {
	rows := []row{{"F", "50+", "yes", "1", 1}, {"M", "<26", "no", "0", 1}}
	change := func(f func(axes []tally.Axis, cuboids *[]tally.Cuboid)) *tally.Tally {
		axes, weighted, cuboids := partsOf(rows, false)
		f(axes, &cuboids)
		got, err := tally.New(axes, weighted, cuboids)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, c := range []struct {
		name  string
		other *tally.Tally
		want  string
	}{
		{"weights", tallyOf(t, rows, true), "one tally has weights, another has none"},
		{"name of an axis", change(func(axes []tally.Axis, _ *[]tally.Cuboid) { axes[0].Name = "gender" }),
			"tallies with different axes cannot be added up: sex (attribute), age (attribute), hired (actual), picked (predicted), against gender (attribute), age (attribute), hired (actual), picked (predicted)"},
		{"role of an axis", change(func(axes []tally.Axis, _ *[]tally.Cuboid) { axes[0].Role = tally.Stratum }),
			"tallies with different axes cannot be added up: sex (attribute), age (attribute), hired (actual), picked (predicted), against sex (stratum), age (attribute), hired (actual), picked (predicted)"},
		{"bands", change(func(axes []tally.Axis, _ *[]tally.Cuboid) { axes[1].Bands = []string{"<26", "26–54", "50+"} }),
			"tallies with different bands of age cannot be added up: <26, 26–49, 50+, against <26, 26–54, 50+"},
		{"positive values", change(func(axes []tally.Axis, _ *[]tally.Cuboid) { axes[2].Positive = []string{"no"} }),
			"tallies with different positive values of hired cannot be added up: yes, against no"},
		{"cut-off", change(func(axes []tally.Axis, _ *[]tally.Cuboid) { axes[3].Cutoff = "0.5" }),
			"tallies with different cut-off of picked cannot be added up: none, against 0.5"},
		{"tables", change(func(_ []tally.Axis, cuboids *[]tally.Cuboid) { *cuboids = (*cuboids)[:2] }),
			"tallies with different tables (intersections or strata) cannot be added up: sex × age × hired × picked, sex × hired × picked, age × hired × picked, against sex × hired × picked, age × hired × picked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := tally.Merge(tallyOf(t, rows, false), c.other)
			if err == nil || err.Error() != c.want {
				t.Errorf("Merge: got %v\nwant %s", err, c.want)
			}
			if _, err := tally.Merge(c.other, tallyOf(t, rows, false)); err == nil {
				t.Error("the other way round it was accepted")
			}
		})
	}
	if got := merge(t, tallyOf(t, rows, false), change(func(axes []tally.Axis, _ *[]tally.Cuboid) {
		axes[2].Positive = []string{"yes", "yes"} // the same set
	})); got.Total().N != 4 {
		t.Errorf("the same positive values, one twice: got %d rows, want 4", got.Total().N)
	}
}
