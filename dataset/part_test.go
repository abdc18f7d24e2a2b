package dataset

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// outcomeOf is all that may be seen of a counter: the tally's JSON, the account
// and the error.
func outcomeOf(c *Counter, err error) string {
	if err != nil {
		return err.Error()
	}
	t, account, err := c.Tally()
	if err != nil {
		return fmt.Sprint(account, err)
	}
	var b bytes.Buffer
	if err := t.Encode(&b); err != nil {
		return err.Error()
	}
	return fmt.Sprint(account, b.String())
}

func byRow(spec Spec, rows [][]string) string {
	c := NewCounter(spec)
	for i, row := range rows {
		if err := c.Row(Position{"in", int64(i), true}, row[:len(c.Columns())]); err != nil {
			return outcomeOf(c, err)
		}
	}
	return outcomeOf(c, nil)
}

// inParts deals the rows to parts at random. A part that has failed takes no
// more rows, and neither does any part after the row at which one has failed,
// as the sources do it; before that row all are given.
func inParts(spec Spec, rows [][]string, n int, random *rand.Rand) string {
	c := NewCounter(spec)
	parts := c.Fork(n)
	dealt := make([][]int, n)
	for i := range rows {
		k := random.IntN(n)
		dealt[k] = append(dealt[k], i)
	}
	for k, part := range parts {
		for _, i := range dealt[k] {
			fields := make([][]byte, len(rows[i]))
			for j, f := range rows[i] {
				fields[j] = append(make([]byte, 0, len(f)+random.IntN(20)), f...)
			}
			if !part.Row(int64(i), fields) {
				break
			}
		}
	}
	return outcomeOf(c, c.Join(func(key int64) Position { return Position{"in", key, true} }))
}

// naive counts with maps and nothing else; it knows plain columns and weights.
func naive(spec Spec, rows [][]string) string {
	p := newPlan(spec, nil)
	axes, cuboids := make([]tally.Axis, len(p.roles)), make([]tally.Cuboid, len(p.tables))
	account := Account{Dropped: map[string]int64{}, Repeated: -1}
	for i, r := range p.roles {
		axes[i] = r.axis
		if r.axis.Role == tally.Predicted || r.axis.Role == tally.Actual {
			axes[i].Positive = []string{"1"}
		}
	}
	for _, row := range rows {
		account.Read++
		codes := make([]int, len(p.roles))
		for i, r := range p.roles {
			value, _ := p.texts.canonical(row[p.dicts[r.dict]])
			if value != "" && r.value != nil {
				value, _ = r.value(value)
			}
			if codes[i] = slices.Index(axes[i].Values, value); codes[i] < 0 {
				codes[i] = len(axes[i].Values)
				axes[i].Values = append(axes[i].Values, value)
			}
		}
		if last := len(codes) - 1; axes[last].Values[codes[last]] == "" {
			account.Dropped[NoPrediction]++
			continue
		}
		s := tally.Sum{N: 1}
		if p.weighted() {
			w, reason, _ := p.texts.parseWeight(row[p.weight])
			if reason != "" {
				account.Dropped[reason]++
				continue
			}
			s.W = new(big.Int).SetUint64(w)
			s.W2 = new(big.Int).Mul(s.W, s.W)
		}
		account.Used++
		for i, roles := range p.tables {
			var index []int
			for _, r := range roles {
				index = append(index, codes[r])
			}
			cuboids[i].Axes = roles
			cuboids[i].Cells = append(cuboids[i].Cells, tally.Cell{Index: index, Sum: s})
		}
	}
	t, err := tally.New(axes, p.weighted(), cuboids)
	if err != nil {
		return err.Error()
	}
	t.Rows = account
	var b bytes.Buffer
	_ = t.Encode(&b)
	return fmt.Sprint(account, b.String())
}

// wideSpec needs the columns sex, age, town, job, label, score and, last, w.
func wideSpec() Spec {
	return Spec{
		Actual:    Outcome{Column: "label"},
		Predicted: Outcome{Column: "score", Cutoff: new(0.5)},
		Attributes: []Attribute{
			{Name: "sex", Column: "sex"}, {Name: "band", Column: "age", Bands: []float64{26, 50}},
			{Name: "town", Column: "town"}, {Name: "old", Column: "age", Bands: []float64{50}},
		},
		Intersections: [][]string{{"sex", "town"}, {"band", "old", "sex"}},
		Strata:        []string{"job"},
		Weight:        "w",
	}
}

// wideRows makes rows for wideSpec; towns is how many towns there are.
func wideRows(random *rand.Rand, n, towns int) [][]string {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	rows := make([][]string, n)
	for i := range rows {
		rows[i] = []string{
			pick("F", "M", " F ", "", "a person of some other description"), pick("17", "26", "25.9", "5e1", " 50", "99", ""),
			"town " + strconv.Itoa(random.IntN(towns)), pick("a", "b"), pick("0", "1", "1.0", "true", ""),
			pick("0.1", "0.5", "0.49999999999999994", "5e-1", "0.30000000000000004", "1", ""), pick("1", "0.1", "2.5", "1e9", "0", ""),
		}
		if label := &rows[i][4]; *label == "true" {
			*label = "1"
		}
	}
	return rows
}

// TestParts checks that neither the number of parts nor who counts what changes
// anything, while the cubes grow from flat and joint to maps, one per table.
func TestParts(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, towns := range []int{1, 7, 100, 900} {
		for _, weighted := range []bool{false, true} {
			spec := wideSpec()
			rows := wideRows(random, 2000, towns)
			if !weighted {
				spec.Weight = ""
			}
			want := naive(spec, rows)
			if got := byRow(spec, rows); got != want {
				t.Fatalf("by row\n%s\nnaively\n%s", got, want)
			}
			for _, n := range []int{1, 2, 7} {
				if got := inParts(spec, rows, n, random); got != want {
					t.Fatalf("%d parts\n%s\nwant\n%s", n, got, want)
				}
			}
		}
	}
}

// TestPartErrors breaks rows at random: whoever counts them, the error is that
// of the first, as when rows are counted one by one.
func TestPartErrors(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		spec := wideSpec()
		spec.MaxValues = 5 + random.IntN(5)
		spec.Unit = "town"
		spec.Missing = []Missing{MissingGroup, MissingDrop, MissingError}[random.IntN(3)]
		rows := wideRows(random, 200, 1+random.IntN(12))
		for range random.IntN(4) {
			rows[random.IntN(len(rows))][random.IntN(7)] = []string{"x", "\xff", "-1", "2", "", "7"}[random.IntN(6)]
		}
		want := byRow(spec, rows)
		for _, n := range []int{1, 2, 9} {
			if got := inParts(spec, rows, n, random); got != want {
				t.Fatalf("%d parts\n%s\nwant\n%s", n, got, want)
			}
		}
	}
}

// TestPartsAgain forks and joins for several inputs.
func TestPartsAgain(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	spec := wideSpec()
	rows := wideRows(random, 3000, 50)
	c := NewCounter(spec)
	for k, input := range [][][]string{rows[:10], rows[10:1500], rows[1500:2990]} {
		for i, row := range input {
			fields := make([][]byte, len(row))
			for j := range row {
				fields[j] = []byte(row[j])
			}
			c.Fork(k + 1)[i%(k+1)].Row(int64(i), fields)
		}
		if err := c.Join(func(key int64) Position { return Position{"in", key, true} }); err != nil {
			t.Fatal(err)
		}
	}
	for i, row := range rows[2990:] {
		if err := c.Row(Position{"last", int64(i), true}, row); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := outcomeOf(c, nil), byRow(spec, rows); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

// TestSum checks the fixed-size sums against integers of any size.
func TestSum(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	var parts [3]sum
	w, w2 := new(big.Int), new(big.Int)
	for i := range 1000 {
		weight := random.Uint64N(greatestWeight*1e9 + 1)
		if i < 10 {
			weight = greatestWeight * 1e9
		}
		parts[random.IntN(3)].add(weight)
		x := new(big.Int).SetUint64(weight)
		w.Add(w, x)
		w2.Add(w2, x.Mul(x, x))
	}
	total := sum{n: 0, w: [2]uint64{1<<64 - 1}, w2: [3]uint64{1<<64 - 1, 1<<64 - 1}} // so that every carry happens
	w.Add(w, new(big.Int).SetUint64(1<<64-1))
	w2.Add(w2, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(1)))
	for i := range parts {
		total.plus(&parts[i])
	}
	if got := total.tally(true); got.N != 1000 || got.W.Cmp(w) != 0 || got.W2.Cmp(w2) != 0 {
		t.Errorf("%v, want %v and %v", got, w, w2)
	}
}

// FuzzNumber checks that numbers are read as they are by way of their canonical text.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{
		"", "0", "-0", "-0.0", "1.0", "12.50", ".5", "5.", ".", "-", "+1", "1e5", "1E-400", "1e999", "0x10", "1_0", "inf", "nan",
		"0.30000000000000004", "9007199254740993", "123456789012345678", "1234567890123456789", " 1 ", "1 2", "1.2.3", "0.000001",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want float64
		canonical, err := Canonical(text)
		if err == nil {
			want, err = number(canonical)
		}
		if got, ok := parseNumber([]byte(text), '.'); ok && (err != nil || got != want) {
			t.Errorf("%q: %v, want %v, %v", text, got, want, err)
		} else if !ok && err == nil && isCanonical([]byte(text)) && len(text) < 30 {
			t.Errorf("%q is not read, and is %v", text, want)
		}
		if isCanonical([]byte(text)) && canonical != text {
			t.Errorf("%q is not canonical: %q", text, canonical)
		}
	})
}

// TestNoAllocation counts rows that hold nothing new.
func TestNoAllocation(t *testing.T) {
	spec := wideSpec()
	c := NewCounter(spec)
	part := c.Fork(1)[0]
	var row [][]byte
	for _, f := range []string{"F", "34", "a town with a long name", "job", "1", "0.30000000000000004", "0.1"} {
		row = append(row, []byte(f))
	}
	part.Row(0, row)
	if n := testing.AllocsPerRun(100, func() { part.Row(1, row) }); n > 0 {
		t.Errorf("%v allocations per row", n)
	}
}

func BenchmarkPartRow(b *testing.B) {
	spec := wideSpec()
	spec.Weight = ""
	part := NewCounter(spec).Fork(1)[0]
	random := rand.New(rand.NewPCG(13, 14))
	var rows [][][]byte
	for _, row := range wideRows(random, 1000, 20) {
		var fields [][]byte
		for _, f := range row {
			fields = append(fields, append(make([]byte, 0, len(f)+shortText), f...))
		}
		rows = append(rows, fields)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		part.Row(int64(i), rows[i%len(rows)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
