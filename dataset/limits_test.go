package dataset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestLimitsInParts checks that the limits are the same however the rows are
// parted, with few values, with more than are remembered, and with faults.
func TestLimitsInParts(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{
		{Name: "x", Column: "x", Quantiles: 7}, {Name: "y", Column: "y", Quantiles: 3},
	}}
	for _, n := range []int{1000, 2 * maxBuckets} {
		rows := make([][]string, n)
		for i := range rows {
			rows[i] = []string{strconv.FormatFloat(random.NormFloat64()*100, 'g', -1, 64), []string{"1", "2", "", "3"}[random.IntN(4)]}
		}
		for _, fault := range []bool{false, true} {
			if fault {
				rows[n/2], rows[n/3] = []string{"1", "z"}, []string{"x", "w"}
			}
			want := limitsInParts(spec, rows, 1, random)
			if wrong := fmt.Sprintf(`row %d: column "x": "x" is not`, n/3); fault != strings.Contains(want, wrong) {
				t.Fatal(want)
			}
			for _, parts := range []int{0, 2, 9} {
				if got := limitsInParts(spec, rows, parts, random); got != want {
					t.Errorf("%d rows in %d parts: %s, want %s", n, parts, got, want)
				}
			}
		}
	}
}

// limitsInParts deals the rows to parts at random, or with none counts them one by one.
func limitsInParts(spec Spec, rows [][]string, n int, random *rand.Rand) string {
	l := NewLimits(spec, nil)
	c := l.Counter()
	at := func(key int64) Position { return Position{"in", key, true} }
	parts := c.Fork(n)
	for i, row := range rows {
		if n == 0 {
			if err := c.Row(at(int64(i)), row); err != nil {
				return err.Error()
			}
			continue
		}
		if part := parts[random.IntN(n)]; !part.Failed() {
			part.Row(int64(i), [][]byte{[]byte(row[0]), []byte(row[1])})
		}
	}
	if err := c.Join(at); err != nil {
		return err.Error()
	}
	spec, err := l.Apply(spec)
	return fmt.Sprint(spec.Attributes, l.Rows(), err)
}

// FuzzParse checks that numbers are read as they are by way of their canonical
// text, whatever marks a missing one.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "-9", "-9,0", "-9.00", "-9,00", "1,5", "1.5", "1 000", "1000", "1e3", "1,0", "-0,0", "12,5e1", "+9", ",", " 1,25 ", "NA", "0,0000000000000000000000000000001"} {
		f.Add(seed)
	}
	markers := []string{"NA", "-9", "1 000", "1,5"}
	readings := []Reading{
		{}, {Decimal: DecimalComma}, {MissingMarkers: markers}, {Decimal: DecimalComma, MissingMarkers: markers}, {Thousands: ThousandsSpace, MissingMarkers: markers},
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range readings {
			texts := r.texts()
			canonical, err := texts.canonical(text)
			if texts.isCanonical([]byte(text)) && canonical != text {
				t.Errorf("%+v: %q is not canonical: %q", r, text, canonical)
			}
			got, ok := texts.parse([]byte(text))
			if !ok {
				continue
			}
			want := 0.0
			if err == nil {
				want, err = texts.number(canonical)
			}
			if err != nil || canonical == "" || got != want {
				t.Errorf("%+v: %q is %v, want %v, %v", r, text, got, want, err)
			}
		}
	})
}

// TestAllAlikeInParts counts rows of every reading in parts, by row and naively.
func TestAllAlikeInParts(t *testing.T) {
	random := rand.New(rand.NewPCG(23, 24))
	spec := wideSpec()
	spec.Reading = Reading{Decimal: DecimalComma, MissingMarkers: []string{"a", "99", "2,5", "F"}}
	rows := wideRows(random, 3000, 30)
	for _, row := range rows {
		for _, i := range []int{1, 5, 6} {
			row[i] = strings.Replace(row[i], ".", ",", 1)
		}
	}
	rows = slices.Concat(rows, rows)
	want := naive(spec, rows)
	for _, n := range []int{1, 2, 7} {
		if got := inParts(spec, rows, n, random); got != want {
			t.Fatalf("%d parts\n%s\nwant\n%s", n, got, want)
		}
	}
	if got := byRow(spec, rows); got != want {
		t.Errorf("by row\n%s\nwant\n%s", got, want)
	}
}

// TestMaxHeldInParts refuses what the parts hold together.
func TestMaxHeldInParts(t *testing.T) {
	spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{{Name: "a", Column: "a"}}, Unit: "id", MaxHeld: 1 << 20}
	c := NewCounter(spec)
	parts := c.Fork(3)
	i := 0
	for ; !parts[i%3].Failed() && i < 1<<16; i++ {
		parts[i%3].Row(int64(i), [][]byte{[]byte("F"), []byte("1"), []byte(strconv.Itoa(i))})
		if parts[i%3].Failed() {
			break
		}
	}
	err := c.Join(func(key int64) Position { return Position{"in", key, true} })
	want := fmt.Sprintf(`in: row %d: column "id": the counts take more than the 1 MiB they are allowed, which is half of --max-memory (1 combinations of values, %d people)`, i, i+1)
	if err == nil || !strings.HasPrefix(err.Error(), want) || i < (1<<20)/100 {
		t.Errorf("%v, want %s", err, want)
	}

	// What the parts give up on joining is no longer held.
	c = NewCounter(spec)
	for range 50 {
		for i, part := range c.Fork(4) {
			for k := range 1000 {
				part.Row(int64(k), [][]byte{[]byte("F"), []byte("1"), []byte(strconv.Itoa(i%2*1000 + k))})
			}
		}
		if err := c.Join(func(key int64) Position { return Position{"in", key, true} }); err != nil {
			t.Fatal(err)
		}
	}
	if held, most := c.budget.held.Load(), int64(2000*personBytes+20_000); held > most {
		t.Errorf("%d bytes are held, at most %d wanted", held, most)
	}
}
