package sql_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
)

// null is a value that is not there, in the rows of the tests.
const null = "\x00"

// field is a column of a contract's table: its name, its type, and its values as
// they stand in a CSV.
type field struct {
	name   string
	kind   string // text, char(6), int, bigint, double, real, numeric(12,3), bool, date, timestamp
	values []string
}

// contract is rows, and a spec under which every source makes the same tally of them.
type contract struct {
	name   string
	fields []field
	spec   dataset.Spec
	// unsure are dialects whose engines do not keep what the case is about.
	unsure []string
	nan    bool // whether it is about NaN, which of a typed column is missing and of a text is refused
}

func (c *contract) add(name, kind string, values ...string) *contract {
	c.fields = append(c.fields, field{name, kind, values})
	return c
}

// tally is what the rows make, read as a CSV would be.
func (c *contract) tally(t testing.TB) string {
	t.Helper()
	counter := dataset.NewCounter(c.spec)
	for i := range c.fields[0].values {
		var row []string
		for _, name := range counter.Columns() {
			at := slices.IndexFunc(c.fields, func(f field) bool {
				n, _ := dataset.Canonical(f.name)
				return n == name
			})
			if at < 0 {
				t.Fatalf("%s: no field %q", c.name, name)
			}
			text := strings.Replace(c.fields[at].values[i], null, "", 1)
			switch f := c.fields[at]; { // as a table would have it
			case c.nan && text == "NaN":
				text = ""
			case text != "" && (f.kind == "double" || f.kind == "real"):
				bits := map[string]int{"double": 64, "real": 32}[f.kind]
				x, err := strconv.ParseFloat(text, bits)
				if err != nil {
					t.Fatal(err)
				}
				text = string(dataset.AppendFloat(nil, x, bits))
			}
			row = append(row, text)
		}
		if err := counter.Row(dataset.Position{File: "rows", Line: int64(i) + 1, Row: true}, row); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
	}
	return encoded(t, counter)
}

func encoded(t testing.TB, c *dataset.Counter) string {
	t.Helper()
	x, _, err := c.Tally()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// cycle repeats values until there are n.
func cycle(n int, values ...string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = values[i%len(values)]
	}
	return out
}

// drawn draws values at random.
func drawn(r *rand.Rand, n int, values ...string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = values[r.IntN(len(values))]
	}
	return out
}

// contracts are the cases, each about something on which engines disagree.
func contracts() []*contract {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 300
	decision := func(c *contract) *contract { return c.add("d", "int", drawn(r, n, "0", "1", "1", null)...) }
	by := func(attributes ...dataset.Attribute) dataset.Spec {
		return dataset.Spec{Predicted: dataset.Outcome{Column: "d"}, Attributes: attributes}
	}
	of := func(column string) dataset.Attribute { return dataset.Attribute{Name: column, Column: column} }
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

	usual := decision(&contract{name: "the usual", spec: by(of("sexe"), dataset.Attribute{Name: "age", Column: "age", Bands: []float64{18, 26, 50}}, of("senior"))}).
		add("sexe", "text", drawn(r, n, "F", "M", "X, \"autre\"", "l'autre", `a\b`, "élevé", "日本", "", null)...).
		add("age", "int", drawn(r, n, "-1", "17", "18", "25", "26", "49", "50", "99", null)...).
		add("senior", "bool", drawn(r, n, "true", "false", null)...).
		add("hired", "int", drawn(r, n, "0", "1", null)...).
		add("décidé", "text", drawn(r, n, "Oui", "non", null)...).
		add("métier", "text", drawn(r, n, "a", "b", null)...)
	usual.spec.Actual.Column, usual.spec.Human.Column, usual.spec.Strata = "hired", "décidé", []string{"métier"}
	usual.spec.Intersections = [][]string{{"sexe", "age"}}

	dropped := *usual
	dropped.name, dropped.spec.Missing = "missing values dropped", dataset.MissingDrop

	texts := decision(&contract{name: "texts", spec: by(of("a"), of("b"), of("c"), dataset.Attribute{Name: "x", Column: "x", Bands: []float64{0, 10}})}).
		add("a", "text", drawn(r, n, "e\u0301", "é", " é ", "\u00a0é", "É", "e")...).
		add("b", "char(6)", drawn(r, n, "F", "M", "longer", null)...).
		add("c", "text", drawn(r, n, "True", "TRUE", "true", "1.0", "1", "-0", "0", "017", "2.50", "NULL", "null", "%", "_")...).
		add("x", "text", drawn(r, n, "1", " 1 ", "+5", "1e1", "1E1", ".5", "9.999", "10.", "-0.0", "1e-3", "\t12", "")...)

	hundredths := make([]string, 0, n)
	for i := range n {
		hundredths = append(hundredths, strconv.FormatFloat(float64(i%101)/100, 'f', -1, 64))
	}
	var edges []float64
	for _, e := range []string{"0.07", "0.29", "0.57", "0.58", "0.7"} {
		x, _ := strconv.ParseFloat(e, 64)
		edges = append(edges, x)
	}
	numbers := decision(&contract{name: "numbers", spec: by(
		dataset.Attribute{Name: "double", Column: "double", Bands: edges}, dataset.Attribute{Name: "real", Column: "real", Bands: edges},
		dataset.Attribute{Name: "decimal", Column: "decimal", Bands: edges}, dataset.Attribute{Name: "text", Column: "text", Bands: edges},
		dataset.Attribute{Name: "big", Column: "big", Bands: []float64{-9007199254740992, 9007199254740992}})}).
		add("double", "double", hundredths...).add("real", "real", hundredths...).add("decimal", "numeric(12,3)", hundredths...).add("text", "text", hundredths...).
		add("big", "bigint", drawn(r, n, "9223372036854775807", "-9223372036854775808", "9007199254740991", "9007199254740993", "0")...)
	numbers.spec.Actual = dataset.Outcome{Column: "y"}
	numbers.add("y", "int", drawn(r, n, "0", "1")...)

	codes := decision(&contract{name: "numbers as groups", spec: by(of("double"), of("real"), of("decimal"), of("big"))}).
		add("double", "double", drawn(r, n, "1", "2", "2.5", "-0", "0", "1e300", "1e15", "0.1", "1e-07", "Infinity", "-Infinity", null)...).add("real", "real", drawn(r, n, "1", "0.1", "3.5", "1e10", "-0", "Infinity", null)...).
		add("decimal", "numeric(12,3)", drawn(r, n, "1", "0.1", "2.25", "100", null)...).add("big", "bigint", drawn(r, n, "9223372036854775807", "-1", "100")...)
	codes.unsure = []string{"duckdb", "spark", "clickhouse"} // a query that knows no types has their texts
	odd := decision(&contract{name: "not a number", spec: by(dataset.Attribute{Name: "banded", Column: "banded", Bands: []float64{0, 1}}, of("plain"))}).
		add("banded", "double", drawn(r, n, "NaN", "0.5", "1", "-1e300", "1.7e308", null)...).add("plain", "real", drawn(r, n, "NaN", "1", "2")...)
	odd.nan, odd.unsure = true, codes.unsure
	odd.add("w", "double", drawn(r, n, "NaN", "1", "2")...)
	odd.spec.Weight = "w"

	score := (&contract{name: "a 32-bit score and its cut-off", spec: dataset.Spec{Predicted: dataset.Outcome{Column: "s", Cutoff: new(0.7)}, Attributes: []dataset.Attribute{of("a"), {Name: "band", Column: "s", Bands: []float64{0.29, 0.7, 0.9}}}}}).
		add("s", "real", hundredths...).add("a", "text", cycle(n, "x", "y", "z")...)
	shared := (&contract{name: "a column with roles of two kinds", spec: dataset.Spec{Predicted: dataset.Outcome{Column: "d"}, Attributes: []dataset.Attribute{of("age"), {Name: "old", Column: "age", Bands: []float64{50}}}}}).
		add("d", "bool", drawn(r, n, "true", "false")...).add("age", "int", drawn(r, n, "30", "40", "50", "60", null)...)

	renamed := decision(&contract{name: "renamed values", spec: by(
		dataset.Attribute{Name: "qpv", Column: "qpv", Values: map[string]string{"1": "QPV", "0": "hors QPV", "9": ""}},
		dataset.Attribute{Name: "swap", Column: "swap", Values: map[string]string{"a": "b", "b": "a", "c": "a", "d": "d"}},
		dataset.Attribute{Name: "to", Column: "to", Values: map[string]string{"x": "NA", "y": "NA", "True": "yes"}})}).
		add("qpv", "int", drawn(r, n, "1", "0", "9", "7", null)...).
		add("swap", "text", drawn(r, n, "a", "b", "c", "d", "e", " a ")...).
		add("to", "text", drawn(r, n, "x", "y", "NA", "z", "True", "true")...)
	renamed.spec.Reading.MissingMarkers = []string{"NA"}

	markers := decision(&contract{name: "missing markers", spec: by(
		dataset.Attribute{Name: "age", Column: "age", Bands: []float64{0, 50}}, dataset.Attribute{Name: "text", Column: "text", Bands: []float64{0, 50}}, of("code"), of("real"))}).
		add("age", "double", drawn(r, n, "-9", "999", "0", "30", "60", null)...).
		add("text", "text", drawn(r, n, "-9", "-9.0", "-9.00", "999", "NaN", "NA", "30", "60")...).
		add("code", "text", drawn(r, n, "NA", "na", "-9", "x", "")...).
		add("real", "int", drawn(r, n, "-9", "1", "2")...)
	markers.spec.Reading.MissingMarkers = []string{"NA", "-9", "999", "NaN"}

	born := func(kind string, values ...string) *contract {
		return decision(&contract{name: "days of birth, " + kind, spec: by(dataset.Attribute{Name: "age", Column: "born", AgeAt: day, Bands: []float64{1, 18, 26, 50}})}).add("born", kind, drawn(r, n, values...)...)
	}
	days := []string{"2000-02-28", "2000-02-29", "2000-03-01", "2000-03-02", "2008-02-29", "2008-03-01", "2008-03-02", "1976-03-01", "1976-03-02", "1976-02-29", "2026-03-01", "2025-03-01", "2025-03-02", "1896-01-01", "1895-03-02", null}
	times := slices.Clone(days)
	for i, d := range times {
		if d != null {
			times[i] = d + " " + []string{"00:00:00", "23:59:59"}[i%2]
		}
	}
	unborn := born("date", append(days, "9999-12-31")...)
	unborn.name, unborn.spec.Reading.MissingMarkers = "days that are missing markers", []string{"NA", "9999-12-31"}
	everyAge := born("date", days...)
	everyAge.name, everyAge.spec.Attributes[0].Bands = "ages in years", nil
	leap := born("date", days[1:11]...)
	leap.name, leap.spec.Attributes[0].AgeAt = "ages on 29 February", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	leap.fields[1].values = drawn(r, n, "2006-02-28", "2006-03-01", "2004-02-29", "1998-02-28", "1998-03-01", "2024-02-29", "2023-03-01", "2023-02-28")

	weighted := decision(&contract{name: "weights", spec: by(of("a"))}).
		add("a", "text", drawn(r, n, "x", "y")...).
		add("w", "double", drawn(r, n, "0.1", "0.2", "0.30000000000000004", "1e9", "0.000001", "123456.789012345", "1.0000000005", "0.0000012345", "0", "1", "2.5", null)...)
	weighted.spec.Weight = "w"
	exact := decision(&contract{name: "decimal weights", spec: by(of("a"))}).
		add("a", "text", drawn(r, n, "x", "y")...).add("w", "numeric(12,3)", drawn(r, n, "0.1", "0.125", "7", "1000.001", "0", null)...)
	exact.spec.Weight = "w"
	short := decision(&contract{name: "short decimals", spec: by(of("a"), dataset.Attribute{Name: "x", Column: "x", Bands: []float64{0, 0.1, 0.30000000000000004, 26, 50}})}).
		add("a", "text", drawn(r, n, "x", "y")...).add("w", "numeric(12,6)", drawn(r, n, "0.1", "0.123456", "0.000001", "999999.999999", "0", "1", null)...).
		add("x", "numeric(12,6)", drawn(r, n, "-999999.999999", "-0.000001", "0", "0.1", "0.3", "0.300001", "25.999999", "26", "49", "50", "999999.999999", null)...)
	short.spec.Weight = "w"
	written := decision(&contract{name: "weights as texts", spec: by(of("a"))}).
		add("a", "text", drawn(r, n, "x", "y")...).add("w", "text", drawn(r, n, "0.1", "1.50", "none", "", "99", "99.0", " 2 ", "0.0", "1e1")...)
	written.spec.Weight, written.spec.Reading.MissingMarkers = "w", []string{"none", "99"}
	for i, v := range written.fields[2].values { // a weight with white space is not told to be one
		if v == " 2 " {
			written.fields[2].values[i] = "2"
		}
	}

	names := (&contract{name: "names", spec: dataset.Spec{Predicted: dataset.Outcome{Column: `De"cision`}, Attributes: []dataset.Attribute{
		{Name: "1", Column: "N"}, {Name: "2", Column: "it's \\ a `name`; --"}, {Name: "3", Column: "group by"}, {Name: "4", Column: "$1 <x> @"}, {Name: "5", Column: "fa_t1"}}, Weight: "w"}}).
		add(`De"cision`, "int", cycle(n, "0", "1")...).add("N", "text", cycle(n, "a", "b", "c")...).add("it's \\ a `name`; --", "text", cycle(n, "'", `"`, `\`, "`", ";", "--")...).
		add("group by", "text", cycle(n, "x")...).add("$1 <x> @", "text", cycle(n, "$1", "<x>")...).add("fa_t1", "text", cycle(n, "p", "q")...).add("w", "int", cycle(n, "1", "2")...)
	names.unsure = []string{"spark", "clickhouse"} // the table in which they would be kept takes no such name

	half := decision(&contract{name: "halves", spec: by(dataset.Attribute{Name: "decimal", Column: "decimal", Bands: []float64{1, 2, 3}}, dataset.Attribute{Name: "double", Column: "double", Bands: []float64{1, 2, 3}})}).
		add("decimal", "numeric(12,3)", drawn(r, n, "0.5", "1.5", "2.5", "0.999", "1.999", "-0.5")...).add("double", "double", drawn(r, n, "0.5", "1.5", "2.5", "0.9999999999999999", "1.9999999999999998", "-0.5")...).
		add("w", "double", drawn(r, n, "0.0000012345", "0.0000000005", "2.5e-06", "1.0000000015")...)
	half.spec.Weight = "w"
	for i, w := range half.fields[3].values {
		if w == "0.0000000005" { // less than the least weight
			half.fields[3].values[i] = "0.0000015"
		}
	}

	return []*contract{half, usual, &dropped, texts, numbers, codes, odd, score, shared, renamed, markers, born("date", days...), born("text", days...), born("timestamp", times...), unborn, everyAge, leap, weighted, exact, short, written, names}
}

// answer feeds the rows of a query's result to a counter.
func answer(t testing.TB, spec dataset.Spec, columns []string, rows [][]string) string {
	t.Helper()
	counter := dataset.NewCounter(spec)
	at, err := dataset.Resolve(counter.Columns(), columns)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		fields := make([]string, len(at))
		for j, k := range at {
			fields[j] = row[k]
		}
		if err := counter.Row(dataset.Position{File: "answer", Line: int64(i) + 1, Row: true}, fields); err != nil {
			t.Fatalf("%v\n%q", err, row)
		}
	}
	return encoded(t, counter)
}

// TestTraps names the case of each thing on which engines are known to disagree.
func TestTraps(t *testing.T) {
	for trap, name := range map[string]string{
		"a number at the edge of a band":               "numbers",
		"decimals, whose products round otherwise":     "numbers",
		"floats of 32 bits against an edge":            "numbers",
		"a float of 32 bits against a cut-off":         "a 32-bit score and its cut-off",
		"casts that round, up or to even":              "halves",
		"NaN, which is more than all numbers, or less": "not a number",
		"infinity, and numbers out of range":           "numbers as groups",
		"zero below zero":                              "numbers as groups",
		"sums of floats, which depend on the order":    "weights",
		"sums of decimals":                             "decimal weights",
		"nothing, and an empty text":                   "the usual",
		"composed and decomposed letters, white space": "texts",
		"char(n), filled up with spaces":               "texts",
		"the order of letters":                         "the usual",
		"texts that look like numbers":                 "texts",
		"29 February":                                  "ages on 29 February",
	} {
		if !slices.ContainsFunc(contracts(), func(c *contract) bool { return c.name == name }) {
			t.Errorf("%s: there is no case %q", trap, name)
		}
	}
}
