package dataset

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

var (
	pointTexts = (&Reading{}).texts()
	commaTexts = (&Reading{Decimal: DecimalComma}).texts()
	spaceTexts = (&Reading{Thousands: ThousandsSpace}).texts()
)

func TestNumbersAsWritten(t *testing.T) {
	strictComma := (&Reading{Decimal: DecimalComma, Thousands: ThousandsNone}).texts()
	for _, test := range []struct {
		texts *texts
		text  string
		want  float64 // NaN for none
	}{
		{pointTexts, "1.5", 1.5},
		{pointTexts, "1,5", math.NaN()},
		{pointTexts, "1 000", math.NaN()},
		{commaTexts, "1,5", 1.5},
		{commaTexts, "-0,25", -0.25},
		{commaTexts, ",5", 0.5},
		{commaTexts, "1e3", 1000},
		{commaTexts, "1,5e-05", 1.5e-5},
		{commaTexts, "12", 12},
		{commaTexts, "1.5", math.NaN()},
		{commaTexts, "1.500,5", math.NaN()},
		{commaTexts, "1,5,0", math.NaN()},
		{commaTexts, "1 234,5", 1234.5},
		{commaTexts, "-12\u00a0345\u00a0678,9", -12345678.9},
		{commaTexts, "123\u202f456", 123456},
		{commaTexts, "1\u2009234", 1234},
		{commaTexts, "1 23", math.NaN()},
		{commaTexts, "1234 567", math.NaN()},
		{commaTexts, "1  234", math.NaN()},
		{commaTexts, "1,234 5", math.NaN()},
		{commaTexts, "1 234 5", math.NaN()},
		{commaTexts, "1\t234", math.NaN()},
		{commaTexts, " 123", math.NaN()},
		{commaTexts, "- 123", math.NaN()},
		{commaTexts, "", math.NaN()},
		{strictComma, "1,5", 1.5},
		{strictComma, "1 234,5", math.NaN()},
		{spaceTexts, "1 234.5", 1234.5},
		{spaceTexts, "+1 234e2", 123400},
		{spaceTexts, "1,234", math.NaN()},
		{spaceTexts, "0x1 000", math.NaN()},
	} {
		got, err := test.texts.number(test.text)
		if (err != nil) != math.IsNaN(test.want) || err == nil && got != test.want {
			t.Errorf("%q, comma %v, spaces %v: %v, %v", test.text, test.texts.comma, test.texts.spaces, got, err)
		}
	}
	_, err := commaTexts.number("1.5")
	if want := `"1.5" is not a number with a decimal comma`; err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestCanonicalAsWritten(t *testing.T) {
	marked := (&Reading{Decimal: DecimalComma, MissingMarkers: []string{"NA", " -9.0 ", "sans objet"}}).texts()
	for text, want := range map[string]string{
		"1,0": "1", "-0,0": "0", "1,5": "1,5", "1.0": "1", "01,0": "01,0", "NA": "", " NA ": "", "na": "na",
		"-9": "", "-9,0": "", "sans objet": "", "": "", "75 001": "75 001",
	} {
		if got, err := marked.canonical(text); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"NA", "null", "None", "1,0"} {
		if got, err := pointTexts.canonical(text); err != nil || got != text {
			t.Errorf("%q is not kept: %q, %v", text, got, err)
		}
	}
}

func TestReadingErrors(t *testing.T) {
	for want, r := range map[string]Reading{
		`--decimal is point or comma, not "dot"`:                             {Decimal: "dot"},
		`--thousands is none or space, not "point"`:                          {Thousands: "point"},
		`--missing-marker needs a text; empty values are missing without it`: {MissingMarkers: []string{"NA", " "}},
		`--missing-marker cannot be "0", which is an outcome too, and markers hold for every column; for one attribute, map the value to nothing, as in values=0=`: {MissingMarkers: []string{"0.0"}},
		`"hired" is both a positive value and a missing marker`: {MissingMarkers: []string{"hired"}},
		`"\xff" is not UTF-8`: {MissingMarkers: []string{"\xff"}},
	} {
		spec := Spec{Predicted: Outcome{Column: "d", Positive: []string{"hired"}}, Attributes: []Attribute{{Name: "a", Column: "a"}}, Reading: r}
		if err := spec.Validate(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// FuzzNumberAsWritten checks that numbers written in other ways are those written plainly.
func FuzzNumberAsWritten(f *testing.F) {
	for _, seed := range []string{"1 234,5", "1,5", "-12\u00a0345", "1.5", "1e3", ",", " ", "1 2", "0x1", "1_0", "٣", "1,e5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		x, err := commaTexts.number(text)
		if err != nil {
			if !strings.HasSuffix(err.Error(), " is not a number with a decimal comma") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u2009", "", "\u202f", "", ",", ".").Replace(text)
		if y, err := strconv.ParseFloat(plain, 64); err != nil || x != y {
			t.Errorf("%q is read as %v, and %q as %v, %v", text, x, plain, y, err)
		}
		if z, err := commaTexts.number(strings.Replace(formatNumber(x), ".", ",", 1)); err != nil || z != x {
			t.Errorf("%q is %v, which is read back as %v, %v", text, x, z, err)
		}
	})
}
