package tally_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// crowd draws people of whom some groups are rare.
func crowd(r *rand.Rand, n int) []row {
	rows := make([]row, n)
	for i := range rows {
		pick := func(values ...string) string { return values[min(r.IntN(len(values)*3), len(values)-1)] }
		rows[i] = row{
			sex: pick("X", tally.Missing, "F", "M"), age: pick("<26", tally.Missing, "50+", "26–49"),
			hired: []string{"yes", "no"}[r.IntN(2)], picked: []string{"0", "1"}[r.IntN(2)], weight: 1 + r.Int64N(9),
		}
	}
	return rows
}

// TestSuppress checks, over tallies at random, that no small cell is left, that
// nobody is lost, and that what is visible is as it was.
func TestSuppress(t *testing.T) {
	r := seeded()
	var whole, partly, refused int
	for range 400 {
		least := 1 + r.Int64N(12)
		before := tallyOf(t, crowd(r, 1+r.IntN(400)), r.IntN(2) == 0)
		before.Rows.Read += 7
		before.Rows.Dropped["no prediction"] = 7
		text := encode(t, before)
		after, err := before.Suppress(least)
		if encode(t, before) != text {
			t.Fatal("the tally itself was changed")
		}
		if err != nil {
			if refused++; !strings.Contains(err.Error(), "cannot be protected: even of all people together, a combination of outcomes has fewer than ") {
				t.Fatal(err)
			}
			continue
		}
		if after.Rows.Read != before.Rows.Read || after.Total().N != before.Total().N || !equalSums(cellsOf(t, after, 2, 3), cellsOf(t, before, 2, 3)) {
			t.Fatalf("people were lost\n%s%s", text, encode(t, after))
		}
		changed := false
		for i, c := range after.Cuboids {
			changed = checkSuppressed(t, before.Cuboids[i], c, before, after, least) || changed
		}
		if changed {
			partly++
		} else if whole++; encode(t, after) != text {
			t.Fatalf("nothing is suppressed, and yet\n%s%s", text, encode(t, after))
		}
		again, err := after.Suppress(least)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "suppressed again", again, after)
	}
	if whole < 20 || partly < 20 || refused < 5 {
		t.Errorf("the tallies drawn are one-sided: %d whole, %d in part, %d refused", whole, partly, refused)
	}
}

// checkSuppressed compares a table with what became of it, and reports whether
// something is suppressed.
func checkSuppressed(t *testing.T, before, after tally.Cuboid, was, is *tally.Tally, least int64) bool {
	t.Helper()
	label := func(x *tally.Tally, c *tally.Cuboid, cell *tally.Cell) (labels []string, hidden int) {
		for i, v := range cell.Index {
			labels = append(labels, x.Axes[c.Axes[i]].Values[v])
		}
		for _, l := range labels {
			if l == tally.Suppressed {
				hidden++
			}
		}
		return labels, hidden
	}
	old := map[string]tally.Sum{}
	for _, cell := range before.Cells {
		labels, _ := label(was, &before, &cell)
		old[strings.Join(labels, "|")] = cell.Sum
	}
	suppressed := false
	for _, cell := range after.Cells {
		labels, hidden := label(is, &after, &cell)
		switch {
		case cell.N < least:
			t.Fatalf("a cell of %d is left, of at least %d", cell.N, least)
		case hidden > 0:
			suppressed = true
			if attributes := len(after.Axes) - 2; hidden != attributes {
				t.Fatalf("%q is hidden in part, which the tables of its attributes could undo", labels)
			}
		default:
			if s, ok := old[strings.Join(labels, "|")]; !ok || s.N != cell.N || s.ExactWeight().Cmp(cell.ExactWeight()) != 0 {
				t.Fatalf("%q counts %d, and did %d", labels, cell.N, s.N)
			}
		}
	}
	if suppressed && len(after.Axes) > 3 && len(cellsOf(t, is, after.Axes...)) > 4 {
		t.Fatal("an intersection is suppressed in part")
	}
	return suppressed
}

// TestSuppressHidesWholeGroups checks which groups go, by hand.
func TestSuppressHidesWholeGroups(t *testing.T) {
	table := func(counts ...int64) *tally.Tally { // per group: not selected, selected
		axes := []tally.Axis{{Name: "a", Role: tally.Attribute, Bands: []string{"z", "y", "x", "w"}, Values: []string{"z", "y", "x", "w"}}, {Name: "predicted", Role: tally.Predicted, Positive: []string{"1"}, Values: []string{"0", "1"}}}
		var c tally.Cuboid
		c.Axes = []int{0, 1}
		for i, n := range counts {
			c.Cells = append(c.Cells, tally.Cell{Index: []int{i / 2, i % 2}, Sum: tally.Sum{N: n}})
		}
		x, err := tally.New(axes, false, []tally.Cuboid{c})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct {
		name   string
		counts []int64
		want   string // the values left, or the error
	}{
		{"nothing is small", []int64{5, 5, 9, 9, 8, 8, 7, 7}, "z y x w"},
		{"nobody is not few", []int64{5, 0, 9, 9, 8, 8, 7, 7}, "z y x w"},
		{"one small cell takes its group and the smallest other", []int64{5, 1, 9, 9, 8, 8, 70, 70}, "y w (suppressed)"},
		{"two small groups are enough for each other", []int64{3, 6, 2, 9, 8, 8, 7, 7}, "x w (suppressed)"},
		{"as many as it takes", []int64{60, 1, 1, 60, 60, 2, 70, 70}, "w (suppressed)"},
		{"and so all", []int64{60, 1, 60, 1, 60, 1, 60, 2}, "(suppressed)"},
		{"even together too few", []int64{60, 1, 60, 1, 60, 1, 60, 1}, "the table over a × predicted cannot be protected: even of all people together, a combination of outcomes has fewer than 5"},
	} {
		got, err := table(c.counts...).Suppress(5)
		text := ""
		if err != nil {
			text = err.Error()
		} else {
			text = strings.Join(got.Axes[0].Values, " ")
			if !slices.Equal(got.Axes[0].Bands, []string{"z", "y", "x", "w"}) {
				t.Errorf("%s: the bands are %q", c.name, got.Axes[0].Bands)
			}
		}
		if text != c.want {
			t.Errorf("%s: got %s, want %s", c.name, text, c.want)
		}
	}
}

// TestSuppressKeepsStrata checks that a table of one attribute keeps its strata
// where their cells are large enough.
func TestSuppressKeepsStrata(t *testing.T) {
	axes := func() []tally.Axis {
		return []tally.Axis{{Name: "a", Role: tally.Attribute, Values: []string{"x", "y", "z"}}, {Name: "s", Role: tally.Stratum, Values: []string{"p", "q"}}, {Name: "predicted", Role: tally.Predicted, Values: []string{"1"}}}
	}
	for _, c := range []struct {
		cells [3][2]int64
		want  string
	}{
		{[3][2]int64{{5, 5}, {6, 6}, {7, 7}}, "x y z, p q"},
		{[3][2]int64{{5, 4}, {6, 6}, {7, 7}}, "(suppressed) z, p q"},
		{[3][2]int64{{9, 1}, {9, 1}, {9, 1}}, "(suppressed), (suppressed)"},
	} {
		var table tally.Cuboid
		table.Axes = []int{0, 1, 2}
		for a, of := range c.cells {
			for s, n := range of {
				table.Cells = append(table.Cells, tally.Cell{Index: []int{a, s, 0}, Sum: tally.Sum{N: n}})
			}
		}
		x, err := tally.New(axes(), false, []tally.Cuboid{table})
		if err != nil {
			t.Fatal(err)
		}
		got, err := x.Suppress(5)
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(got.Axes[0].Values, " ") + ", " + strings.Join(got.Axes[1].Values, " "); text != c.want {
			t.Errorf("%v: got %s, want %s", c.cells, text, c.want)
		}
	}
}
