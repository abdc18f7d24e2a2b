package dataset

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// TestCounts checks, over rows at random, that a row which stands for many people
// is these people's rows: tally, account, and limits of quantiles.
func TestCounts(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	for _, weighted := range []bool{false, true} {
		spec := wideSpec()
		if !weighted {
			spec.Weight = ""
		}
		rows := wideRows(random, 12_000, 2)
		want := naive(spec, rows)

		counted := spec
		counted.Counts = "n"
		if weighted {
			counted.SquaredWeight = "w2"
		}
		grouped := groupRows(rows, weighted)
		if len(grouped) > len(rows)*9/10 {
			t.Fatalf("%d rows make %d groups: nothing is tested", len(rows), len(grouped))
		}
		if got := byRow(counted, grouped); got != want {
			t.Fatalf("by row\n%.3000s\nwant\n%.3000s", got, want)
		}
		for _, n := range []int{1, 2, 7} {
			if got := inParts(counted, grouped, n, random); got != want {
				t.Fatalf("%d parts\n%.3000s\nwant\n%.3000s", n, got, want)
			}
		}
	}
}

// groupRows adds up rows of equal values, as a GROUP BY does, in the order of the
// counter's columns: values, n, then Σw and Σw². A row of nobody is among them.
func groupRows(rows [][]string, weighted bool) [][]string {
	type sums struct {
		n     int
		w, w2 *big.Rat
	}
	groups := map[string]*sums{}
	var keys []string
	for _, row := range rows {
		key := strings.Join(row[:6], "\x00") + "\x00" + strconv.FormatBool(weighted && row[6] == "") + strconv.FormatBool(weighted && row[6] == "0")
		g := groups[key]
		if g == nil {
			g = &sums{0, new(big.Rat), new(big.Rat)}
			groups[key], keys = g, append(keys, key)
		}
		g.n++
		if w, ok := new(big.Rat).SetString(row[6]); ok {
			g.w.Add(g.w, w)
			g.w2.Add(g.w2, w.Mul(w, w))
		}
	}
	out := [][]string{{"nobody", "none", "nowhere", "", "x", "y", "0", "-1", "?"}}
	for i, key := range keys {
		values := strings.Split(key, "\x00")[:6]
		g := groups[key]
		w, w2 := g.w.FloatString(12), g.w2.FloatString(24)
		if strings.HasSuffix(key, "\x00truefalse") {
			w, w2 = "", ""
		}
		n := strconv.Itoa(g.n)
		out = append(out, append(values, []string{n, n + ".0", " " + n}[i%3], w, w2))
	}
	return out
}

func TestCountsQuantiles(t *testing.T) {
	spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{{Name: "x", Column: "x", Quantiles: 4}}}
	counted := spec
	counted.Counts = "n"
	var plain, grouped [][]string
	for i := range 40 {
		grouped = append(grouped, []string{strconv.Itoa(i * i), strconv.Itoa(i % 7)})
		for range i % 7 {
			plain = append(plain, []string{strconv.Itoa(i * i)})
		}
	}
	find := func(spec Spec, rows [][]string) string {
		l := NewLimits(spec, nil)
		for i, row := range rows {
			if err := l.Counter().Row(Position{"in", int64(i), true}, row); err != nil {
				t.Fatal(err)
			}
		}
		spec, err := l.Apply(spec)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(spec.Attributes[0].Bands, l.Rows())
	}
	if got, want := find(counted, grouped), find(spec, plain); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCountErrors(t *testing.T) {
	spec := sexAndDecision()
	spec.Counts, spec.Weight, spec.SquaredWeight = "n", "w", "w2" // sex,decision,n,w,w2
	for row, want := range map[string]string{
		"F,1,,1,1":         `in:1: column "n": there is no count; a row that stands for nobody has 0`,
		"F,1,-3,1,1":       `in:1: column "n": "-3" is not a count: people are whole and not negative`,
		"F,1, 2.5,1,1":     `in:1: column "n": "2.5" is not a count: people are whole and not negative`,
		"F,1,many,1,1":     `in:1: column "n": "many" is not a number`,
		"F,1,inf,1,1":      `in:1: column "n": "inf" is not a number`,
		"F,1,2e15,1,1":     `in:1: column "n": "2e15" people are more than a tally counts`,
		"F,1,3,-1,1":       `in:1: column "w": the sum -1 is negative`,
		"F,1,3,x,1":        `in:1: column "w": "x" is not a number`,
		"F,1,3,NaN,1":      `in:1: column "w": "NaN" is not a number; if it means missing: --missing-marker NaN`,
		"F,1,3,1e35,1":     `in:1: column "w": the sum "1e35" is too large`,
		"F,1,3,1,x":        `in:1: column "w2": "x" is not a number`,
		"F,1,3,3,":         `in:1: column "w2": the weights of 3 people add up to 3, and their squares to 0: is this the sum of the squares, which lies between 3 and 9?`,
		"F,1,3,,3":         `in:1: column "w2": the weights of 3 people add up to 0, and each lies between 0.000001 and 1000000000`,
		"F,1,3,3,2.99":     `in:1: column "w2": the weights of 3 people add up to 3, and their squares to 2.99: is this the sum of the squares, which lies between 3 and 9?`,
		"F,1,3,3,9.01":     `in:1: column "w2": the weights of 3 people add up to 3, and their squares to 9.01: is this the sum of the squares, which lies between 3 and 9?`,
		"F,1,3,1e-7,1e-14": `in:1: column "w2": the weights of 3 people add up to 1e-07, and each lies between 0.000001 and 1000000000`,
		"F,1,3,4e9,9e18":   `in:1: column "w2": the weights of 3 people add up to 4e+09, and each lies between 0.000001 and 1000000000`,
	} {
		if _, _, err := fill(spec, row); err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", row, err, want)
		}
	}
	spec.Weight, spec.SquaredWeight = "", ""
	if _, _, err := fill(spec, "F,1,9e14", "M,1,9e14"); err == nil || err.Error() != `in:2: column "n": the counts add up to more than 1125899906842624 people` {
		t.Error(err)
	}
	if _, _, err := fill(spec, "F,1,0", "M,1,0"); err == nil || err.Error() != "there are no rows to audit" {
		t.Error(err)
	}
	got, account, err := fill(spec, "F,1,5", "F,,2", "F,0,0", "F,yes,0")
	if err != nil || !strings.Contains(got, `"cells":[[0,0,5]]`) || fmt.Sprint(account) != "{7 5 map[no prediction:2] -1}" {
		t.Error(got, account, err)
	}
}

// FuzzTotal checks that sums are read as exact decimals, and quickly.
func FuzzTotal(f *testing.F) {
	for _, seed := range []string{"", "0", "12.5", "1e3", "1e-30", "0.0000000005", "1e999999999", "1e-999999999", "0x1p3", "1_0", "9e33", strings.Repeat("9", 120), "1/3", "+5", "1,5"} {
		f.Add(seed)
	}
	plain := (&Reading{}).texts()
	f.Fuzz(func(t *testing.T, text string) {
		v, known, err := plain.total([]byte(text), weightDigits)
		if err != nil || !known {
			return
		}
		canonical, _ := plain.canonical(text)
		want, err := plain.number(canonical)
		if err != nil || v.Sign() < 0 {
			t.Fatalf("%q: %v, %v", text, v, err)
		}
		got, _ := new(big.Rat).SetFrac(v, big.NewInt(1e9)).Float64()
		if diff := got - want; diff > 1e-9+want*1e-15 || -diff > 1e-9+want*1e-15 {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	})
}

// TestCountsAreNoMarkers checks that a cell of 999 people is not missing where the
// marker 999 stands for no value of a person.
func TestCountsAreNoMarkers(t *testing.T) {
	spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{{Name: "a", Column: "a"}}, Counts: "n",
		Reading: Reading{MissingMarkers: []string{"999"}}}
	c := NewCounter(spec)
	for i, row := range [][]string{{"999", "1", "999"}, {"x", "0", "1"}} {
		if err := c.Row(Position{Line: int64(i) + 1}, row); err != nil {
			t.Fatal(err)
		}
	}
	x, account, err := c.Tally()
	if err != nil || account.Used != 1000 || len(account.Dropped) != 0 || x.Axes[0].Values[0] != "" {
		t.Errorf("%v %+v %+v", err, account, x)
	}
}
