package dataset

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// The marks between the whole and the fraction of a number.
const (
	DecimalPoint = "point"
	DecimalComma = "comma"
)

// The marks between the thousands of a number.
const (
	ThousandsNone  = "none"
	ThousandsSpace = "space"
)

// Reading says how the values of the inputs are written.
type Reading struct {
	// Decimal is [DecimalPoint], which empty stands for, or [DecimalComma]. With
	// the comma, "1,0" is the value "1", as "1.0" is always.
	Decimal string
	// Thousands is [ThousandsNone] or [ThousandsSpace]: then a space, a no-break
	// space or a narrow one may part the digits of a number by threes. Empty
	// stands for spaces with a decimal comma, and none with a point.
	Thousands string
	// MissingMarkers are the values that stand for none, in every column, beside
	// the empty one.
	MissingMarkers []string
}

// DecimalIsComma reports whether the fraction of a number follows a comma. A
// source of typed numbers writes them so, to be read again.
func (c *Counter) DecimalIsComma() bool { return c.plan.texts.comma }

func (r *Reading) validate() error {
	if !slices.Contains([]string{"", DecimalPoint, DecimalComma}, r.Decimal) {
		return words.Errorf("--decimal is %s or %s, not %q", DecimalPoint, DecimalComma, r.Decimal)
	}
	if !slices.Contains([]string{"", ThousandsNone, ThousandsSpace}, r.Thousands) {
		return words.Errorf("--thousands is %s or %s, not %q", ThousandsNone, ThousandsSpace, r.Thousands)
	}
	for _, marker := range r.MissingMarkers {
		text, err := Canonical(marker)
		switch {
		case err != nil:
			return err
		case text == "":
			return words.Errorf("--missing-marker needs a text; empty values are missing without it")
		case withinPair([]string{text}) >= 0:
			return words.Errorf("--missing-marker cannot be %q, which is an outcome too, and markers hold for every column; for one attribute, map the value to nothing, as in values=%s=", text, text)
		}
	}
	return nil
}

// checkMarkers refuses a marker that is a value of use.
func (s *Spec) checkMarkers() error {
	t := s.Reading.texts()
	for _, o := range s.Outcomes() {
		for _, value := range o.Positive {
			if t.markers[canonical(value)] {
				return words.Errorf("%q is both a positive value and a missing marker", value)
			}
		}
	}
	return nil
}

// texts reads values as a [Reading] says that they are written.
type texts struct {
	comma, spaces bool
	markers       map[string]bool
	marked        []float64 // the markers that are numbers too
}

func (r *Reading) texts() *texts {
	t := &texts{
		comma:  r.Decimal == DecimalComma,
		spaces: r.Thousands == ThousandsSpace || r.Thousands == "" && r.Decimal == DecimalComma,
	}
	for _, marker := range r.MissingMarkers {
		if t.markers == nil {
			t.markers = map[string]bool{}
		}
		text := canonical(marker)
		t.markers[text] = true
		if x, err := t.number(text); err == nil {
			t.marked = append(t.marked, x)
		}
	}
	return t
}

// canonical is [Canonical], and nothing for a missing marker.
func (t *texts) canonical(text string) (string, error) {
	value, err := Canonical(text)
	if err != nil || t.markers[value] {
		return "", err
	}
	if whole, ok := strings.CutSuffix(value, ",0"); t.comma && ok && isInteger(whole) {
		if value = whole; value == "-0" {
			value = "0"
		}
		if t.markers[value] {
			value = ""
		}
	}
	return value, nil
}

// isCanonical reports whether a text is certain to be its own canonical form.
func (t *texts) isCanonical(text []byte) bool {
	return !t.comma && t.markers == nil && isCanonical(text)
}

// parse reads a number as [texts.number] reads its canonical text, and allocates
// nothing. Where it reports false, as for what may be a missing marker, the
// canonical text says what it is.
func (t *texts) parse(text []byte) (x float64, ok bool) {
	point := byte('.')
	if t.comma {
		point = ','
	}
	x, ok = parseNumber(text, point)
	return x, ok && (t.marked == nil || !slices.Contains(t.marked, x))
}

// Number reads a number as the values of banded columns and scores are read.
func (r *Reading) Number(text string) (float64, error) { return r.texts().number(canonical(text)) }

// number reads a finite decimal number.
func (t *texts) number(text string) (float64, error) {
	x, err := number(t.plain(text))
	if err != nil {
		if t.comma {
			return 0, words.Errorf("%s is not a number with a decimal comma", quote(text))
		}
		return 0, words.Errorf("%s is not a number", quote(text))
	}
	return x, nil
}

// plain writes a number with a decimal point and without marks between thousands;
// what is none comes out as none.
func (t *texts) plain(text string) string {
	if t.spaces {
		text = joinThousands(text)
	}
	if t.comma {
		if strings.ContainsRune(text, '.') {
			return "" // is it a thousand or a fraction?
		}
		text = strings.Replace(text, ",", ".", 1)
	}
	return text
}

// joinThousands takes out the spaces between the digits of a whole number, or of
// the whole part of a number, if they part them by threes.
func joinThousands(text string) string {
	whole, rest := text, ""
	if at := strings.IndexAny(text, ".,eE"); at >= 0 {
		whole, rest = text[:at], text[at:]
	}
	sign := ""
	if whole != "" && (whole[0] == '-' || whole[0] == '+') {
		sign, whole = whole[:1], whole[1:]
	}
	groups := strings.FieldsFunc(thousandsSpaces.Replace(whole), func(r rune) bool { return r == ' ' })
	if len(groups) < 2 || strings.Count(thousandsSpaces.Replace(whole), " ") != len(groups)-1 {
		return text
	}
	for i, g := range groups {
		if i == 0 && len(g) > 3 || i > 0 && len(g) != 3 || strings.Trim(g, "0123456789") != "" {
			return text
		}
	}
	return sign + strings.Join(groups, "") + rest
}

// thousandsSpaces makes one kind of the spaces that part thousands: a no-break
// space, a thin one and a narrow no-break one.
var thousandsSpaces = strings.NewReplacer("\u00a0", " ", "\u2009", " ", "\u202f", " ")

// usualMarkers are what programs write for a missing value. None is taken for it
// unasked: NA is Namibia, and None a religion.
var usualMarkers = []string{"NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "Null", "None", "none", "nil", "-", ".", "?", `\N`, "missing", "unknown"}

// ifMissing is the advice for a value that may stand for a missing one.
func ifMissing(text string) words.Phrase {
	if !slices.Contains(usualMarkers, text) {
		return words.Phrase{}
	}
	return words.Say("; if it means missing: --missing-marker %s", text)
}

// UsualMarkers lists the values of a list that usually stand for a missing one.
func UsualMarkers(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !slices.Contains(usualMarkers, v) })
}
