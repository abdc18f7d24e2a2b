package dataset

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// CheckTally reports the first thing that the spec asks for and a tally, which
// somebody else has counted, does not have or has otherwise. The spec may be
// empty, or name some roles only; which columns play them is not in a tally.
func (s *Spec) CheckTally(t *tally.Tally) error {
	for _, r := range newPlan(*s, nil).roles {
		if r.column == "" { // the decision, which the spec need not name
			continue
		}
		want := r.axis
		for _, v := range s.positive(want.Role) {
			want.Positive = append(want.Positive, canonical(v))
		}
		if err := checkAxis(&want, t); err != nil {
			return err
		}
	}
	for _, in := range s.Intersections {
		axes := make([]int, len(in))
		for i, name := range in {
			axes[i] = t.Find(tally.Attribute, name)
		}
		if _, err := t.Marginal(axes...); err != nil {
			return &Error{Err: err}
		}
	}
	return nil
}

// checkAxis compares an axis that is asked for with the tally's.
func checkAxis(want *tally.Axis, t *tally.Tally) error {
	at := t.Find(want.Role, want.Name)
	if at < 0 {
		var names []string
		for _, i := range t.ByRole(want.Role) {
			names = append(names, t.Axes[i].Name)
		}
		return &Error{Err: words.Errorf("the tally has no %s %q%s; it has %s", roleName(want.Role), want.Name, words.DidYouMean(want.Name, names), orNone(words.List(names).String()))}
	}
	got := t.Axes[at]
	slices.Sort(want.Positive)
	for _, d := range []struct {
		what      words.Phrase
		want, got string
	}{
		{words.Say("bands"), strings.Join(want.Bands, ", "), strings.Join(got.Bands, ", ")},
		{words.Say("cut-off"), want.Cutoff, got.Cutoff},
		{words.Say("positive values"), strings.Join(slices.Compact(want.Positive), ", "), strings.Join(got.Positive, ", ")},
	} {
		if d.want != "" && d.want != d.got {
			return &Error{Err: words.Errorf("the tally has other %s of %s: %s, where the configuration has %s", d.what, got.Name, orNone(d.got), d.want)}
		}
	}
	return nil
}

// roleName names a role.
func roleName(r tally.Role) words.Phrase {
	switch r {
	case tally.Attribute:
		return words.Say("attribute")
	case tally.Stratum:
		return words.Say("stratum")
	}
	return words.Say("%s", r) // which is the name of the axis too
}

// orNone is a list for a message.
func orNone(list string) words.Phrase {
	if list == "" {
		return words.Say("none")
	}
	return words.Say("%s", list)
}
