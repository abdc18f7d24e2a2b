package dataset

import (
	"sort"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// role says how the texts of a column become values of an axis. It does not
// change while rows are counted.
type role struct {
	axis   tally.Axis // without its values
	column string
	dict   int // the dictionary of its column
	slot   int // its position among the roles of that column
	// value maps a canonical text that is not missing to a value; nil keeps it.
	value func(text string) (string, error)
	// edges are those of a role that only asks between which of them a number
	// lies; nil for a role of texts.
	edges []float64
}

func attributeRole(a Attribute, t *texts) *role {
	r := &role{axis: tally.Axis{Name: a.Name, Role: tally.Attribute}, column: a.Column}
	switch {
	case a.isMeasured():
		r.axis.Bands, r.value = a.measured(t)
		if a.AgeAt.IsZero() {
			r.edges = a.Bands
		}
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
	r.edges = []float64{*o.Cutoff}
	r.axis.Cutoff, r.axis.Median, r.axis.Positive = formatNumber(*o.Cutoff), o.AtMedian, []string{"1"}
	r.value = func(text string) (string, error) {
		x, err := t.score(text)
		if err != nil {
			return "", err
		}
		return [...]string{"0", "1"}[band(r.edges, x)], nil
	}
	return r
}

// score reads a text as a number that is to be compared with a cut-off.
func (t *texts) score(text string) (float64, error) {
	x, err := t.number(text)
	if err != nil {
		return 0, words.Errorf("%w, and the column is to be compared with a cut-off%s", err, ifMissing(text))
	}
	return x, nil
}

// tooMany is the error of one value more than the column may have.
func (r *role) tooMany(maxValues int, value string) error {
	return words.Errorf("more than %d distinct values (the last is %s); %s", maxValues, quote(value), r.advice())
}

func (r *role) advice() words.Phrase {
	switch r.axis.Role {
	case tally.Attribute:
		return words.Say("cut a number into bands, as in --attribute %s:bands=26,50, group the values, or raise --max-values", r.axis.Name)
	case tally.Predicted:
		return words.Say("a score is named with --score and --cutoff")
	case tally.Actual:
		return words.Say("an outcome has few values; is this the column of the labels?")
	case tally.Human:
		return words.Say("a decision has few values; is this the column of final decisions?")
	}
	return words.Say("choose a coarser column")
}

// values are those found on an axis, by the code that stands for each. P is
// how a place is told: where each value was first seen.
type values[P any] struct {
	list     []string
	first    []P
	code     map[string]uint16
	distinct int // without the missing one
}

// enter returns the code of a value, and adds the value when it is new. It
// reports false when the value would be one more than may be.
func (v *values[P]) enter(value string, at P, maxValues int) (code uint16, ok bool) {
	if code, known := v.code[value]; known {
		return code, true
	}
	if value != tally.Missing {
		if v.distinct == maxValues {
			return 0, false
		}
		v.distinct++
	}
	if v.code == nil {
		v.code = map[string]uint16{}
	}
	code = uint16(len(v.list))
	v.code[value] = code
	v.list, v.first = append(v.list, value), append(v.first, at)
	return code, true
}

// arrival is a value that a part has found and the counter does not know yet.
type arrival struct {
	value string
	key   int64 // of the first row that has it
}

// arrivals lists the new values of one role in the order of the rows.
func (v *values[P]) arrivals(parts []*Part, r *role) []arrival {
	first := map[string]int64{}
	for _, p := range parts {
		found := p.dicts[r.dict].found[r.slot]
		for code, value := range found.list {
			_, known := v.code[value]
			if key, seen := first[value]; !known && (!seen || found.first[code] < key) {
				first[value] = found.first[code]
			}
		}
	}
	list := make([]arrival, 0, len(first))
	for value, key := range first {
		list = append(list, arrival{value, key})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].key < list[j].key })
	return list
}
