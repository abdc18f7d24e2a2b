package dataset

import (
	"maps"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxAxes bounds the axes of one table: attributes of an intersection, strata
// and the outcomes.
const maxAxes = 8

// Validate reports the first contradiction in the spec. The names in messages
// are those of the flags, which the configuration shares.
func (s *Spec) Validate() error {
	switch {
	case s.Predicted.Column == "":
		return words.Errorf("nothing to audit: name the column of decisions with --predicted, or --score with --cutoff")
	case len(s.Attributes) == 0:
		return words.Errorf("nobody to compare: name at least one column with --attribute")
	case s.MaxValues < 0 || s.MaxValues >= 1<<16:
		return words.Errorf("--max-values must lie between 1 and %d", 1<<16-1)
	case !slices.Contains([]Missing{"", MissingGroup, MissingDrop, MissingError}, s.Missing):
		return words.Errorf("--missing cannot be %q; it is %q, %q or %q", string(s.Missing), MissingGroup, MissingDrop, MissingError)
	}
	if err := s.validateTexts(); err != nil {
		return err
	}
	if err := s.Reading.validate(); err != nil {
		return err
	}
	if err := s.checkMarkers(); err != nil {
		return err
	}
	if err := s.validateCounts(); err != nil {
		return err
	}
	for _, o := range s.Outcomes() {
		if o.Cutoff != nil && !finite(*o.Cutoff) {
			return words.Errorf("--cutoff must be a number, not %s", formatNumber(*o.Cutoff))
		}
	}
	for i, a := range s.Attributes {
		if err := a.validate(); err != nil {
			return err
		}
		if slices.IndexFunc(s.Attributes, func(o Attribute) bool { return o.Name == a.Name }) != i {
			return words.Errorf("attribute %q is named twice", a.Name)
		}
	}
	for _, in := range s.Intersections {
		if err := s.validateIntersection(in); err != nil {
			return err
		}
	}
	if most := s.maxCharacteristics() - 1; len(s.Strata) > most {
		return words.Errorf("at most %d strata can be counted together", most)
	}
	for i, column := range s.Strata {
		if slices.Index(s.Strata, column) != i {
			return words.Errorf("stratum %q is named twice", column)
		}
	}
	return nil
}

// maxCharacteristics is how many attributes and strata one table can have beside
// the outcomes.
func (s *Spec) maxCharacteristics() int {
	most := maxAxes
	for _, o := range s.Outcomes() {
		if o.Column != "" || o.Role != tally.Human { // labels may come later
			most--
		}
	}
	return most
}

// validateTexts reports a name or value that no input could hold.
func (s *Spec) validateTexts() error {
	texts := slices.Concat(s.Strata, []string{s.Weight, s.Unit, s.Counts, s.SquaredWeight})
	for _, o := range s.Outcomes() {
		texts = append(append(texts, o.Column), o.Positive...)
	}
	for _, a := range s.Attributes {
		texts = append(texts, a.Name, a.Column)
		for from, to := range a.Values {
			texts = append(texts, from, to)
		}
	}
	slices.Sort(texts) // a map has no order, and the message should not change
	for _, text := range texts {
		if _, err := Canonical(text); err != nil {
			return err
		}
	}
	return nil
}

func (a *Attribute) validate() error {
	if a.Name == "" || a.Column == "" {
		return words.Errorf("an attribute needs a name and a column")
	}
	if err := a.validateMeasure(); err != nil {
		return err
	}
	for i, edge := range a.Bands {
		if !finite(edge) {
			return words.Errorf("attribute %q: a band cannot start at %s", a.Name, formatNumber(edge))
		}
		if i > 0 && edge <= a.Bands[i-1] {
			return words.Errorf("attribute %q: bands must ascend, and %s does not follow %s", a.Name, formatNumber(edge), formatNumber(a.Bands[i-1]))
		}
	}
	from := map[string]string{} // canonical text → as given
	for _, text := range slices.Sorted(maps.Keys(a.Values)) {
		if other, twice := from[canonical(text)]; twice {
			return words.Errorf("attribute %q: values names the same value twice, as %q and %q", a.Name, other, text)
		}
		from[canonical(text)] = text
	}
	return nil
}

func (s *Spec) validateIntersection(in []string) error {
	if len(in) < 2 {
		return words.Errorf("an intersection needs at least two attributes")
	}
	if len(in)+len(s.Strata) > s.maxCharacteristics() {
		return words.Errorf("an intersection of %d attributes is more than can be counted", len(in))
	}
	var names []string
	for _, a := range s.Attributes {
		names = append(names, a.Name)
	}
	for i, name := range in {
		if !slices.Contains(names, name) {
			return words.Errorf("the intersection names %q, which is no attribute%s; the attributes are %s", name, words.DidYouMean(name, names), words.List(names))
		}
		if slices.Index(in, name) != i {
			return words.Errorf("the intersection names %q twice", name)
		}
	}
	return nil
}
