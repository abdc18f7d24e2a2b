package dataset

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// fill counts rows written as fields joined by commas, and returns the tally's JSON.
func fill(spec Spec, rows ...string) (string, Account, error) {
	c := NewCounter(spec)
	for i, row := range rows {
		if err := c.Row(Position{"in", int64(i) + 1, false}, strings.Split(row, ",")); err != nil {
			return "", Account{}, err
		}
	}
	t, account, err := c.Tally()
	if err != nil {
		return "", account, err
	}
	var b bytes.Buffer
	err = t.Encode(&b)
	return b.String(), account, err
}

// sexAndDecision needs two columns, in this order.
func sexAndDecision() Spec {
	return Spec{
		Attributes: []Attribute{{Name: "sex", Column: "sex"}},
		Predicted:  Outcome{Column: "decision"},
	}
}

func TestColumns(t *testing.T) {
	spec := sexAndDecision()
	spec.Attributes = append(spec.Attributes, Attribute{Name: "âge", Column: "a\u0302ge"}, Attribute{Name: "sex again", Column: "sex"})
	spec.Strata = []string{"job"}
	spec.Actual.Column, spec.Weight = "label", "w"
	if got, want := fmt.Sprint(NewCounter(spec).Columns()), "[sex âge job label decision w]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestInference(t *testing.T) {
	tests := []struct {
		decisions string
		want      string // the positive values, or the error
	}{
		{"0 1", "1"},
		{"0 1.0", "1"},
		{"1", "1"},
		{"0", "1"},
		{"False True", "true"},
		{"non oui OUI", "OUI oui"},
		{"No", "yes"},
		{"0 2", `in:2: column "decision": "2" is neither "0" nor "1"; name the positive values with --predicted-positive (the others are negative)`},
		{"2 0 1", `in:1: column "decision": "2" is neither "0" nor "1"; name the positive values with --predicted-positive (the others are negative)`},
		{"yes no maybe", `in:3: column "decision": "maybe" is neither "no" nor "yes"; name the positive values with --predicted-positive (the others are negative)`},
		{"hired rejected", `column "decision": cannot tell which values are positive; found "hired", "rejected"; name the positive values with --predicted-positive (the others are negative)`},
		{"0 1 2 3", `column "decision": cannot tell which values are positive; found "0", "1", "2", "3"; name the positive values with --predicted-positive (the others are negative)`},
	}
	for _, test := range tests {
		c := NewCounter(sexAndDecision())
		for i, d := range strings.Fields(test.decisions) {
			if err := c.Row(Position{"in", int64(i) + 1, false}, []string{"F", d}); err != nil {
				t.Fatal(err)
			}
		}
		got := ""
		if tally, _, err := c.Tally(); err != nil {
			got = err.Error()
		} else {
			got = strings.Join(tally.Axes[1].Positive, " ")
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.decisions, got, test.want)
		}
	}
}

func TestNamedPositive(t *testing.T) {
	spec := sexAndDecision()
	spec.Predicted.Positive = []string{" 1.0 ", "oui"}
	if got, _, err := fill(spec, "F,1", "M,autre"); err != nil || !strings.Contains(got, `"positive":["1","oui"]`) {
		t.Error(got, err)
	}
	spec.Predicted.Positive = []string{"1"}
	if _, _, err := fill(spec, "F,0", "M,0"); err != nil {
		t.Error("nobody is positive, which is no error:", err)
	}
	spec.Predicted.Positive = []string{"2"}
	_, _, err := fill(spec, "F,0", "M,1")
	if want := `column "decision": none of the positive values "2" occurs; the values found are "0", "1"`; err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestMissing(t *testing.T) {
	rows := []string{"F,1", ",1", "M,", " ,0", "M,0"}
	tests := []struct {
		missing Missing
		account string
		values  string
	}{
		{"", "{5 4 map[no prediction:1] -1}", `["","F","M"]`},
		{MissingGroup, "{5 4 map[no prediction:1] -1}", `["","F","M"]`},
		{MissingDrop, "{5 2 map[no prediction:1 no sex:2] -1}", `["F","M"]`},
	}
	for _, test := range tests {
		spec := sexAndDecision()
		spec.Missing = test.missing
		got, account, err := fill(spec, rows...)
		if err != nil || fmt.Sprint(account) != test.account || !strings.Contains(got, test.values) {
			t.Errorf("%q: %v %s %v", test.missing, account, got, err)
		}
	}
	spec := sexAndDecision()
	spec.Missing = MissingError
	if _, _, err := fill(spec, rows...); err == nil || err.Error() != `in:2: no value for attribute "sex", and missing values are to be errors` {
		t.Error(err)
	}
}

func TestNothingCounted(t *testing.T) {
	if _, _, err := fill(sexAndDecision()); err == nil || err.Error() != "there are no rows to audit" {
		t.Error(err)
	}
	spec := sexAndDecision()
	spec.Missing = MissingDrop
	if _, _, err := fill(spec, "F,", ",1", ",0"); err == nil || err.Error() != "all 3 rows were left out: 1 with no prediction, 2 with no sex" {
		t.Error(err)
	}
}

func TestMaxValuesCountsNoMissing(t *testing.T) {
	spec := sexAndDecision()
	spec.MaxValues = 2
	for _, rows := range [][]string{{",1", "F,1", "M,1"}, {"F,1", "M,1", ",1"}} {
		if _, _, err := fill(spec, rows...); err != nil {
			t.Error(err)
		}
	}
	want := `in:4: column "sex": more than 2 distinct values (the last is "X"); cut a number into bands, as in --attribute sex:bands=26,50, group the values, or raise --max-values`
	if _, _, err := fill(spec, "F,1", ",1", "M,1", "X,1"); err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestUnit(t *testing.T) {
	spec := sexAndDecision()
	spec.Unit = "id"
	_, account, err := fill(spec, "F,1,a", "M,0,b", "F,0,a", "F,1,a", "M,,b")
	if err != nil || account.Used != 4 || account.Repeated != 2 {
		t.Error(account, err)
	}
}

func TestValues(t *testing.T) {
	spec := sexAndDecision()
	spec.Attributes[0].Values = map[string]string{"e\u0301lue": "F", " True ": "vrai", "inconnu": ""}
	got, _, err := fill(spec, "\u00e9lue,1", "e\u0301lue,1", "TRUE,0", "M,0", "inconnu,1")
	want := `{"name":"sex","role":"attribute","values":["","F","M","vrai"]}`
	if err != nil || !strings.Contains(got, want) {
		t.Error(got, err)
	}
}

func TestBandsAndScore(t *testing.T) {
	spec := sexAndDecision()
	spec.Attributes[0] = Attribute{Name: "age", Column: "age", Bands: []float64{26, 50}}
	spec.Predicted.Cutoff = new(0.5)
	got, _, err := fill(spec, "25,0.49999", "26,0.5", "49.5,1", "50.0,0", ",0.7")
	want := `{"schema":"fairaudit-tally/1","measures":["n"],"axes":[` +
		`{"name":"age","role":"attribute","bands":["<26","26–49","50+"],"values":["","<26","26–49","50+"]},` +
		`{"name":"predicted","role":"predicted","positive":["1"],"cutoff":"0.5","values":["0","1"]}],` +
		`"cuboids":[{"axes":[0,1],"cells":[[0,1,1],[1,0,1],[2,1,2],[3,0,1]]}],"rows":{"read":5,"used":5,"dropped":{},"repeated":-1}}` + "\n"
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestWeights(t *testing.T) {
	spec := sexAndDecision()
	spec.Weight = "w"
	got, account, err := fill(spec, "F,1,0.1", "F,1,0.2", "M,0,1e9", "M,0,0.000001", "M,0,0", "M,0,", "M,0,0.0")
	want := `"cuboids":[{"axes":[0,1],"cells":[[0,1,2,0.3,0.05],[1,0,2,1000000000.000001,1000000000000000000.000000000001]]}],` +
		`"rows":{"read":7,"used":4,"dropped":{"no weight":1,"weight 0":2},"repeated":-1}}` + "\n"
	if err != nil || !strings.HasSuffix(got, want) {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	if got := fmt.Sprint(account); got != "{7 4 map[no weight:1 weight 0:2] -1}" {
		t.Error(got)
	}
	for weight, want := range map[string]string{
		"-1":       "the weight -1 is negative",
		"-0.5":     "the weight -0.5 is negative",
		"NaN":      `"NaN" is not a number; if it means missing: --missing-marker NaN`,
		"inf":      `"inf" is not a number`,
		"much":     `"much" is not a number`,
		"1e-7":     "the weight 1e-7 lies outside 0.000001 to 1000000000: multiply all weights by one factor, which changes no result",
		"1e10":     "the weight 1e10 lies outside 0.000001 to 1000000000: multiply all weights by one factor, which changes no result",
		"\xff":     `"\xff" is not UTF-8`,
		"0.5 0.25": `"0.5 0.25" is not a number`,
	} {
		if _, _, err := fill(spec, "F,1,1", "F,1,"+weight); err == nil || err.Error() != `in:2: column "w": `+want {
			t.Error(err)
		}
	}
}

// TestOrderAndSplit checks that neither the order of the rows nor their split
// over counters whose tallies are merged changes a byte.
func TestOrderAndSplit(t *testing.T) {
	spec := sexAndDecision()
	spec.Attributes = append(spec.Attributes, Attribute{Name: "town", Column: "town"})
	spec.Intersections = [][]string{{"town", "sex"}}
	spec.Strata, spec.Weight = []string{"job"}, "w"
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	var rows []string
	for range 500 {
		rows = append(rows, strings.Join([]string{
			pick("F", "M", ""), pick("Paris", "Lyon", "e\u0301", "\u00e9"), pick("a", "b"), pick("0", "1", "1.0", ""), pick("0.1", "1", "2.5", "0"),
		}, ","))
	}
	want, _, err := fill(spec, rows...)
	if err != nil {
		t.Fatal(err)
	}
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if got, _, err := fill(spec, rows...); err != nil || got != want {
		t.Errorf("shuffled: %v\n%s\nwant\n%s", err, got, want)
	}
	var parts []*tally.Tally
	for _, part := range [][]string{rows[:7], rows[7:200], rows[200:]} {
		encoded, _, err := fill(spec, part...)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := tally.Decode(strings.NewReader(encoded))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, decoded)
	}
	merged, err := tally.Merge(parts[2], parts[0], parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := merged.Encode(&got); err != nil || got.String() != want {
		t.Errorf("merged: %v\n%s\nwant\n%s", err, got.String(), want)
	}
}

// TestTallyIsACopy checks that counting may go on after a tally was taken.
func TestTallyIsACopy(t *testing.T) {
	c := NewCounter(sexAndDecision())
	for range 3 {
		if err := c.Row(Position{}, []string{"F", "1"}); err != nil {
			t.Fatal(err)
		}
	}
	first, _, err := c.Tally()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Row(Position{}, []string{"A", "0"}); err != nil {
		t.Fatal(err)
	}
	second, _, err := c.Tally()
	if err != nil || first.Total().N != 3 || second.Total().N != 4 || first.Validate() != nil || second.Validate() != nil {
		t.Error(err, first, second)
	}
}

func BenchmarkRow(b *testing.B) {
	spec := sexAndDecision()
	spec.Actual.Column = "actual"
	c := NewCounter(spec)
	rows := [][]string{{"F", "1", "0"}, {"M", "0", "0"}, {"F", "0", "1"}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := c.Row(Position{"in", int64(i), false}, rows[i%3]); err != nil {
			b.Fatal(err)
		}
	}
}
