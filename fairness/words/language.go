package words

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Language is a language that people read reports in. The zero value is English.
type Language string

// The languages.
const (
	English Language = "en"
	French  Language = "fr"
)

// Languages lists the languages, the default first.
var Languages = []Language{English, French}

// LanguageOf is the language of a locale as the environment names it, such as
// fr_FR.UTF-8, or English when it is another.
func LanguageOf(locale string) Language {
	name := strings.ToLower(locale)
	if end := strings.IndexAny(name, "_-.@"); end >= 0 {
		name = name[:end]
	}
	for _, l := range Languages {
		if name == string(l) {
			return l
		}
	}
	return English
}

// Say writes a sentence as [fmt.Sprintf] does. Its English format, a constant, is
// the key of the translation; what has none stays English, which a test forbids.
func (l Language) Say(english string, args ...any) string {
	return fmt.Sprintf(l.format(english), args...)
}

// format is the format of a sentence in the language.
func (l Language) format(english string) string {
	if l == French {
		if text, ok := inFrench(english); ok {
			return text
		}
	}
	return english
}

// Text translates a whole text that is kept as data, such as the name of a rate.
// One number in it may be any: the catalogue has "fewer than %s" for "fewer than
// 30". What is not known, such as the title of a user's own policy, stays as it is.
func (l Language) Text(english string) string {
	if text, ok := l.Translation(english); ok {
		return text
	}
	return english
}

// Translation is Text, and reports whether the catalogue has it.
func (l Language) Translation(english string) (string, bool) {
	if l != French {
		return english, true
	}
	if text, ok := inFrench(english); ok {
		return text, true
	}
	at := number.FindStringIndex(english)
	if at == nil {
		return "", false
	}
	text, ok := inFrench(english[:at[0]] + "%s" + english[at[1]:])
	return strings.Replace(text, "%s", l.Number(english[at[0]:at[1]]), 1), ok
}

var number = regexp.MustCompile(`\d+(\.\d+)?`)

// inFrench looks a text up in the catalogue.
func inFrench(english string) (string, bool) {
	for _, area := range french {
		if text, ok := area[english]; ok {
			return text, true
		}
	}
	return "", false
}

// Count writes a count with its noun, as in "1 row" and "12,480 rows". Both forms
// hold the number as %s. French takes the singular for 0 too.
func (l Language) Count(n int64, one, many string) string {
	form := many
	if n == 1 || n == 0 && l == French {
		form = one
	}
	return l.Say(form, l.Integer(n))
}

// narrowSpace parts thousands, and numbers from their units, in French: U+202F,
// at which no line breaks.
const narrowSpace = "\u202f"

// Integer writes a count with its thousands parted: 12,480.
func (l Language) Integer(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	separator := ","
	if l == French {
		separator = narrowSpace
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return sign + digits
}

// Number writes a number that [strconv.FormatFloat] or a verb has written, with
// the decimal sign of the language.
func (l Language) Number(text string) string {
	if l == French {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

// Decimal writes a finite number with so many places: 0.63.
func (l Language) Decimal(x float64, places int) string {
	return l.Number(strconv.FormatFloat(x, 'f', places, 64))
}

// Percent writes a share between 0 and 1 as a percentage with one place: 12.5 %.
func (l Language) Percent(share float64) string {
	space := " "
	if l == French {
		space = narrowSpace
	}
	return l.Decimal(100*share, 1) + space + "%"
}

// Date writes a day that is given as ISO 8601, which English keeps: 1er octobre
// 2026. What is no such day stays as it is.
func (l Language) Date(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil || l != French {
		return iso
	}
	number := strconv.Itoa(day.Day())
	if number == "1" {
		number = "1er"
	}
	return number + " " + frenchMonths[day.Month()-1] + " " + strconv.Itoa(day.Year())
}

var frenchMonths = [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
