package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// clean makes text from the data harmless on a terminal: control characters,
// escape sequences and characters that turn the direction of text are replaced
// by "�", so that a label can neither move the cursor nor pass for another. Of
// marks piled upon one character only the first few are kept, since more would
// cover the lines around it.
func clean(text string) string {
	const most = 8
	marks := 0
	return strings.Map(func(r rune) rune {
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		switch {
		case isHostile(r):
			return '�'
		case marks > most:
			return -1
		}
		return r
	}, text)
}

// fit is clean, cut to a width.
func fit(text string, width int) string {
	text = clean(text)
	if widthOf(text) <= width {
		return text
	}
	return head(text, width-1) + "…"
}

// widthOf is the columns that text takes, measured as the table is laid out and
// whatever the locale: character by character, so that what a terminal joins
// into one sign never takes more than this.
func widthOf(text string) int { return twwidth.WidthWithOptions(text, twwidth.Options{}) }

// head is the longest beginning of text that fits a width.
func head(text string, width int) string {
	for i, r := range text {
		if width -= widthOf(string(r)); width < 0 {
			return text[:i]
		}
	}
	return text
}

// percent writes a rate as a percentage with one place.
func (p prose) percent(x Number) string {
	if !x.IsDefined() {
		return p.l.Say("undefined")
	}
	if p.d != nil && p.d.Disclosure != nil && math.Abs(100*float64(x)-math.Round(100*float64(x))) < 1e-9 { // rounded to be published, or whole
		return strings.Replace(p.l.Percent(float64(x)), p.l.Number(".0"), "", 1)
	}
	return p.l.Percent(float64(x))
}

// percentBelow writes a share below a bound with as many places as tell it from the
// bound: 94.99 % of 95.0 %.
func (p prose) percentBelow(x, bound Number) string {
	text := p.percent(x)
	if text != p.percent(bound) {
		return text
	}
	return strings.Replace(text, p.l.Decimal(100*float64(x), 1), p.decimal(100*x, 100*bound), 1)
}

// decimal writes a contrast with two places, or with as many as tell it from the
// bound: 0.7996 against 0.80.
func (p prose) decimal(x Number, bound Number) string {
	return p.l.Number(plainDecimal(x, bound))
}

func plainDecimal(x, bound Number) string {
	for places := 2; places <= 6; places++ {
		text := strconv.FormatFloat(float64(x), 'f', places, 64)
		shown, _ := strconv.ParseFloat(text, 64)
		if !bound.IsDefined() || (shown < float64(bound)) == (x < bound) && (shown > float64(bound)) == (x > bound) || math.Abs(float64(x-bound)) < 1e-12 {
			return text
		}
	}
	return strconv.FormatFloat(float64(x), 'g', -1, 64)
}

// pValue writes a p-value with the precision it deserves.
func (p prose) pValue(x Number) string {
	switch {
	case x < 1e-13:
		return "p < 1e-13"
	case x < 0.001:
		return p.l.Number("p < 0.001")
	}
	return p.l.Number(fmt.Sprintf("p = %.3f", float64(x)))
}

// about rounds a count of rows to two digits, since it rests on estimates.
func (p prose) about(n int64) string {
	if n < 100 {
		return p.l.Integer(n)
	}
	unit := int64(math.Pow(10, math.Floor(math.Log10(float64(n)))-1))
	return p.l.Integer((n + unit - 1) / unit * unit)
}

// wrap breaks text at spaces into lines of at most width, each after an indent.
// A number keeps its unit, and a word that is longer than a line is cut.
func wrap(text string, width, indent int) []string {
	prefix := strings.Repeat(" ", indent)
	room := max(1, width-indent)
	var lines []string
	line := ""
	end := func() {
		if line != "" {
			lines = append(lines, prefix+line)
		}
		line = ""
	}
	for _, word := range unbroken(text) {
		if line != "" && widthOf(line)+1+widthOf(word) > room {
			end()
		}
		for widthOf(word) > room {
			cut := len(head(word, room))
			if cut == 0 { // a character that is wider than the room
				_, cut = utf8.DecodeRuneInString(word)
			}
			line, word = strings.TrimSpace(word[:cut]), strings.TrimSpace(word[cut:])
			end()
		}
		if line != "" && word != "" {
			line += " "
		}
		line += word
	}
	end()
	return lines
}

// unbroken splits text into what may not be broken: words, "12/40 = 30.0 %", and
// what French puts before a colon.
func unbroken(text string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(text, isBreak) {
		if last := len(words) - 1; last >= 0 && (strings.HasPrefix(word, "%") || word == "=" || word == ":" || word == ";" || strings.HasSuffix(words[last], " =")) {
			words[last] += " " + word
			continue
		}
		words = append(words, word)
	}
	return words
}

// isBreak reports whether a line may break at a space: not at one that keeps a
// number and its unit together.
func isBreak(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// The symbols of verdicts: shape and word carry the meaning, colour only repeats it.
var symbols = map[policy.Verdict]string{policy.Pass: "✓", policy.Fail: "✗", policy.Inconclusive: "?", policy.Waived: "~",
	policy.Complete: "✓", policy.Incomplete: "?"}

var colours = map[policy.Verdict]string{policy.Pass: "\x1b[32m", policy.Fail: "\x1b[1;31m", policy.Inconclusive: "\x1b[33m", policy.Waived: "\x1b[36m",
	policy.Complete: "\x1b[32m", policy.Incomplete: "\x1b[33m"}

// paint colours text as a verdict, where colours are understood.
func (s Style) paint(v policy.Verdict, text string) string {
	if !s.Color {
		return text
	}
	return colours[v] + text + "\x1b[0m"
}

func (s Style) width() int {
	if s.Width == 0 {
		return 100
	}
	return max(40, s.Width)
}
