package dataset

import (
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxAge is beyond anybody's: a date that gives more is a mistake, or stands for
// an unknown one.
const maxAge = 130

// ParseDate reads a date as 1990-12-31 or 31/12/1990. The ISO form may go on
// with a time of day, which does not matter.
func ParseDate(text string) (time.Time, error) {
	iso := text
	if len(text) > len(time.DateOnly) && (text[len(time.DateOnly)] == 'T' || text[len(time.DateOnly)] == ' ') {
		if !isTime(text[len(time.DateOnly)+1:]) {
			return time.Time{}, notADate(text)
		}
		iso = text[:len(time.DateOnly)]
	}
	date, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		date, err = time.Parse("02/01/2006", text)
	}
	if err != nil {
		return time.Time{}, notADate(text)
	}
	return date, nil
}

// isTime reports whether text is how a time of day is written, with or without a zone.
func isTime(text string) bool {
	for _, layout := range []string{"15:04:05.999999999", "15:04:05.999999999Z07:00", "15:04"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

func notADate(text string) error {
	return words.Errorf("%s is not a date; dates are written 1990-12-31 or 31/12/1990%s", quote(text), ifMissing(text))
}

// age returns the completed years of somebody born on one day, on another. Who
// was born on 29 February completes a year on 1 March where there is no such day.
func age(born, on time.Time) int {
	years := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		years--
	}
	return years
}

// ageAt reads a date of birth and returns the age on a day.
func ageAt(text string, on time.Time) (float64, error) {
	born, err := ParseDate(text)
	if err != nil {
		return 0, err
	}
	switch years := age(born, on); {
	case born.After(on):
		return 0, words.Errorf("the date of birth %s lies after %s, the day of the ages", strings.TrimSpace(text), on.Format(time.DateOnly))
	case years > maxAge:
		return 0, words.Errorf("the date of birth %s gives an age of %d years; if it means missing: --missing-marker %s", text, years, text)
	default:
		return float64(years), nil
	}
}

// measure returns how a value of the attribute is read as a number, and what
// stands behind an error about a value that is none.
func (a *Attribute) measure(t *texts) func(text string) (float64, error) {
	if !a.AgeAt.IsZero() {
		return func(text string) (float64, error) { return ageAt(text, a.AgeAt) }
	}
	return func(text string) (float64, error) {
		x, err := t.number(text)
		if err != nil {
			return 0, words.Errorf("%w, and the column is to be cut into bands%s", err, ifMissing(text))
		}
		return x, nil
	}
}

// measured returns the bands of a measured attribute, and how they are found.
func (a *Attribute) measured(t *texts) (labels []string, value func(text string) (string, error)) {
	measure := a.measure(t)
	if len(a.Bands) > 0 {
		labels = BandLabels(a.Bands)
	}
	return labels, func(text string) (string, error) {
		x, err := measure(text)
		if err != nil {
			return "", err
		}
		if labels == nil {
			return formatNumber(x), nil
		}
		return labels[band(a.Bands, x)], nil
	}
}

func (a *Attribute) isMeasured() bool { return len(a.Bands) > 0 || !a.AgeAt.IsZero() }

// validateMeasure reports contradictions between the ways to cut a number.
func (a *Attribute) validateMeasure() error {
	switch {
	case a.Values != nil && a.Bands != nil:
		return words.Errorf("attribute %q: bands and values exclude each other", a.Name)
	case a.Values != nil && (!a.AgeAt.IsZero() || a.Quantiles != 0):
		return words.Errorf("attribute %q: values and bands, quantiles or ages exclude each other", a.Name)
	case a.Bands != nil && a.Quantiles != 0:
		return words.Errorf("attribute %q: bands and quantiles exclude each other", a.Name)
	case a.Quantiles != 0 && (a.Quantiles < 2 || a.Quantiles > maxQuantiles):
		return words.Errorf("attribute %q: quantiles lie between 2 and %d, and %d does not", a.Name, maxQuantiles, a.Quantiles)
	}
	return nil
}
