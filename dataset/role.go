package dataset

import (
	"fmt"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// role turns the texts of a column into values of an axis.
type role struct {
	axis      tally.Axis
	column    string
	at        int // position among the counter's columns
	maxValues int
	texts     *texts
	hold      func(bytes int) error // notes what is kept
	distinct  int                   // values of the axis, without the missing one
	// value maps a canonical text that is not missing to a value; nil keeps it.
	value func(text string) (string, error)
	// codes remembers the position of the value of each text seen, so that
	// each distinct text is looked at once.
	codes map[string]uint16
	first []Position // where each value was first seen
}

// maxRemembered bounds the texts remembered per column: a banded number or a
// score has no end of them.
const maxRemembered = 1 << 14

func attributeRole(a Attribute, t *texts) *role {
	r := &role{axis: tally.Axis{Name: a.Name, Role: tally.Attribute}, column: a.Column}
	switch {
	case a.isMeasured():
		r.axis.Bands, r.value = a.measured(t)
	case len(a.Values) > 0:
		names := make(map[string]string, len(a.Values))
		for from, to := range a.Values {
			names[canonical(from)] = canonical(to)
		}
		r.value = func(text string) (string, error) {
			if name, ok := names[text]; ok {
				return name, nil
			}
			return text, nil
		}
	}
	return r
}

func outcomeRole(kind tally.Role, o Outcome, t *texts) *role {
	r := &role{axis: tally.Axis{Name: string(kind), Role: kind}, column: o.Column}
	if o.Cutoff == nil {
		return r
	}
	cutoff := *o.Cutoff
	r.axis.Cutoff, r.axis.Positive = formatNumber(cutoff), []string{"1"}
	r.value = func(text string) (string, error) {
		x, err := t.number(text)
		switch {
		case err != nil:
			return "", fmt.Errorf("%w, and the column is to be compared with a cut-off%s", err, ifMissing(text))
		case x >= cutoff:
			return "1", nil
		}
		return "0", nil
	}
	return r
}

// code returns the position of the value of a text.
func (r *role) code(at Position, text string) (uint16, error) {
	value, err := r.texts.canonical(text)
	if err == nil && value != tally.Missing && r.value != nil {
		value, err = r.value(value)
	}
	if err != nil {
		return 0, err
	}
	code, err := r.enter(at, value)
	if err == nil && len(r.codes) < maxRemembered {
		r.codes[text] = code
		err = r.hold(len(text) + textBytes)
	}
	return code, err
}

// enter returns the position of a value, and adds the value when it is new.
func (r *role) enter(at Position, value string) (uint16, error) {
	for i, v := range r.axis.Values {
		if v == value {
			return uint16(i), nil
		}
	}
	if value != tally.Missing {
		if r.distinct == r.maxValues {
			return 0, fmt.Errorf("more than %d distinct values (the last is %s); %s", r.maxValues, quote(value), r.advice())
		}
		r.distinct++
	}
	r.axis.Values = append(r.axis.Values, value)
	r.first = append(r.first, at)
	return uint16(len(r.axis.Values) - 1), nil
}

func (r *role) advice() string {
	switch r.axis.Role {
	case tally.Attribute:
		return fmt.Sprintf("cut a number into bands, as in --attribute %s:bands=26,50, group the values, or raise --max-values", r.axis.Name)
	case tally.Predicted:
		return "a score is named with --score and --cutoff"
	case tally.Actual:
		return "an outcome has few values; is this the column of the labels?"
	}
	return "choose a coarser column"
}

func (r *role) isMissing(code uint16) bool { return r.axis.Values[code] == tally.Missing }
