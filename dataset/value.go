package dataset

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// ErrNotUTF8 is wrapped by the error about a text in another encoding.
var ErrNotUTF8 = words.Errorf("is not UTF-8")

// Canonical is the text by which a value is compared and shown, the same
// whether it was read from text or from a typed column: without white space
// around it, composed (Unicode NFC), with true and false in lower case, a whole
// number without a ".0" behind it, and zero without a sign. Anything else stays
// as it is: "017" and "2.50" are names as good as others. The error is a text
// that is not UTF-8.
func Canonical(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", words.Errorf("%s %w", quote(text), ErrNotUTF8)
	}
	text = norm.NFC.String(strings.TrimSpace(text))
	switch text {
	case "True", "TRUE":
		return "true", nil
	case "False", "FALSE":
		return "false", nil
	case "-0", "-0.0":
		return "0", nil
	}
	if whole, ok := strings.CutSuffix(text, ".0"); ok && isInteger(whole) {
		return whole, nil
	}
	return text, nil
}

// isCanonical reports whether a text is certain to be its own canonical form: it
// is of visible ASCII, and of no form that [Canonical] changes.
func isCanonical(text []byte) bool {
	for _, c := range text {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	switch string(text) {
	case "", "True", "TRUE", "False", "FALSE", "-0":
		return false
	}
	return !bytes.HasSuffix(text, []byte(".0"))
}

// canonical is [Canonical] for a text of a spec, whose UTF-8 [Spec.Validate] checks.
func canonical(text string) string {
	c, err := Canonical(text)
	if err != nil {
		return text
	}
	return c
}

// isInteger reports whether text is how an integer is written in decimal.
func isInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || len(digits) > 1 && digits[0] == '0' {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// number reads a finite decimal number.
func number(text string) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !finite(x) || strings.ContainsAny(text, "xX_") { // Go reads 0x1p4 and 1_000 too
		return 0, words.Errorf("%s is not a number", quote(text))
	}
	return x, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// quote writes a value for a message, its first 60 bytes at most.
func quote(text string) string {
	const most = 60
	if len(text) <= most {
		return strconv.Quote(text)
	}
	return strconv.Quote(text[:most]) + "…"
}

// formatNumber writes x as the shortest decimal.
func formatNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// BandLabels names the bands between ascending edges: "<26", "26–49", "50+" for
// whole numbers, "<0.5", "0.5–<0.8", "0.8+" for others.
func BandLabels(edges []float64) []string {
	labels := make([]string, 0, len(edges)+1)
	labels = append(labels, "<"+formatNumber(edges[0]))
	for i, low := range edges[:len(edges)-1] {
		labels = append(labels, bandLabel(low, edges[i+1]))
	}
	return append(labels, formatNumber(edges[len(edges)-1])+"+")
}

func bandLabel(low, high float64) string {
	switch {
	case low != math.Trunc(low) || high != math.Trunc(high):
		return formatNumber(low) + "–<" + formatNumber(high)
	case high == low+1:
		return formatNumber(low)
	}
	return formatNumber(low) + "–" + formatNumber(high-1)
}

// band returns the position of the band of x: the number of edges at or below it.
func band(edges []float64, x float64) int {
	n := 0
	for n < len(edges) && edges[n] <= x {
		n++
	}
	return n
}

// AppendFloat appends the text of a number of so many bits, from a column of such
// numbers: the fewest digits that read back as the same number, as Python writes
// them ("0.1", "1e-05", "1e+16"), and nothing for NaN, which is missing.
func AppendFloat(text []byte, x float64, bits int) []byte {
	switch size := math.Abs(x); {
	case math.IsNaN(x):
		return text
	case math.IsInf(x, 1):
		return append(text, "inf"...)
	case math.IsInf(x, -1):
		return append(text, "-inf"...)
	case size != 0 && (size < 1e-4 || size >= 1e16):
		return strconv.AppendFloat(text, x, 'e', -1, bits)
	}
	return strconv.AppendFloat(text, x, 'f', -1, bits)
}
