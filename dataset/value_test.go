package dataset

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"  ":             "",
		"\u00a0F\t":      "F", // a no-break space is white space
		"Women":          "Women",
		"e\u0301lu":      "élu", // decomposed, as macOS writes it
		"True":           "true",
		"TRUE":           "true",
		"tRUE":           "tRUE",
		"False":          "false",
		"Yes":            "Yes",
		"1":              "1",
		"1.0":            "1",
		" -3.0 ":         "-3",
		"0.0":            "0",
		"-0":             "0",
		"-0.0":           "0",
		"017":            "017",
		"017.0":          "017.0",
		"2.50":           "2.50",
		"1.00":           "1.00",
		"1.0.0":          "1.0.0",
		".0":             ".0",
		"+1.0":           "+1.0",
		"1e3":            "1e3",
		"18446744073709": "18446744073709",
		"NaN":            "NaN",
		"NULL":           "NULL",
	} {
		if got, err := Canonical(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestCanonicalError(t *testing.T) {
	if _, err := Canonical("caf\xe9"); err == nil || err.Error() != `"caf\xe9" is not UTF-8` {
		t.Error(err)
	}
	_, err := Canonical("\xff" + strings.Repeat("x", 100))
	if want := `"\xff` + strings.Repeat("x", 59) + `"… is not UTF-8`; err == nil || err.Error() != want {
		t.Error(err)
	}
}

func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"", " F ", "1.0", "-0.0", "TRUE", "e\u0301", "\u2000x\u2001", "\xff", "\u1e9b\u0323", "0.0 \u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, err := Canonical(text)
		if valid := utf8.ValidString(text); (err == nil) != valid {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			return
		}
		if twice, err := Canonical(once); err != nil || twice != once {
			t.Errorf("%q gives %q, which gives %q, %v", text, once, twice, err)
		}
	})
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{"0": 0, "-1.5": -1.5, "1e3": 1000, ".5": 0.5, "+2": 2} {
		if got, err := number(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "1,5", "1 000", "NaN", "inf", "-Infinity", "1e999", "0x10", "0x1p4", "1_000"} {
		if got, err := number(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func TestBandLabels(t *testing.T) {
	tests := []struct {
		edges []float64
		want  string
	}{
		{[]float64{40}, "<40 40+"},
		{[]float64{26, 50}, "<26 26–49 50+"},
		{[]float64{26, 27, 50}, "<26 26 27–49 50+"},
		{[]float64{0.5, 0.8}, "<0.5 0.5–<0.8 0.8+"},
		{[]float64{0, 0.5, 2}, "<0 0–<0.5 0.5–<2 2+"},
		{[]float64{-10, 0, 10}, "<-10 -10–-1 0–9 10+"},
		{[]float64{1e6, 2e6}, "<1000000 1000000–1999999 2000000+"},
	}
	for _, test := range tests {
		if got := strings.Join(BandLabels(test.edges), " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.edges, got, test.want)
		}
	}
}

func TestBand(t *testing.T) {
	edges := []float64{26, 50}
	for x, want := range map[float64]int{-1: 0, 25.999: 0, 26: 1, 49.999: 1, 50: 2, 1e9: 2} {
		if got := band(edges, x); got != want {
			t.Errorf("%v lies in band %d, want %d", x, got, want)
		}
	}
	if n := len(BandLabels(edges)); n != 3 {
		t.Errorf("%d labels", n)
	}
}

func TestResolve(t *testing.T) {
	exist := []string{"sexe", "âge", "décision", "id", "id"}
	at, err := Resolve([]string{"décision", "sexe", "décision"}, exist)
	if err != nil || !slices.Equal(at, []int{2, 0, 2}) {
		t.Error(at, err)
	}
	for want, message := range map[string]string{
		"sex":   `there is no column "sex" (did you mean "sexe"?); the columns are "sexe", "âge", "décision", "id", "id"`,
		"Sexe":  `there is no column "Sexe" (did you mean "sexe"?); the columns are "sexe", "âge", "décision", "id", "id"`,
		"score": `there is no column "score"; the columns are "sexe", "âge", "décision", "id", "id"`,
		"id":    `column "id": the input names it twice, as columns 4 and 5`,
	} {
		if _, err := Resolve([]string{want}, exist); err == nil || err.Error() != message {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestErrorText(t *testing.T) {
	for want, e := range map[string]*Error{
		"wrong":                      {Err: errors.New("wrong")},
		"a.csv: wrong":               {At: Position{File: "a.csv"}, Err: errors.New("wrong")},
		`a.csv:7: column "x": wrong`: {At: Position{File: "a.csv", Line: 7}, Column: "x", Err: errors.New("wrong")},
		`a.parquet: row 7: column "a b": no good`: {At: Position{"a.parquet", 7, true}, Column: "a b", Err: errors.New("no good")},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
