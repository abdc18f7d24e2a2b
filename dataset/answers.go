package dataset

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// CheckTally reports the first thing that the spec asks for and a tally, which
// somebody else has counted, does not have or has otherwise. The spec may be
// empty, or name some roles only; which columns play them is not in a tally.
func (s *Spec) CheckTally(t *tally.Tally) error {
	positive := map[tally.Role][]string{tally.Actual: s.Actual.Positive, tally.Predicted: s.Predicted.Positive}
	for _, r := range newPlan(*s, nil).roles {
		if r.column == "" { // the decision, which the spec need not name
			continue
		}
		want := r.axis
		for _, v := range positive[want.Role] {
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
		has := words.List(names)
		if len(names) == 0 {
			has = words.Say("none")
		}
		return &Error{Err: words.Errorf("the tally has no %s %q%s; it has %s", want.Role, want.Name, words.DidYouMean(want.Name, names), has)}
	}
	got := t.Axes[at]
	slices.Sort(want.Positive)
	for _, d := range []struct{ what, want, got string }{
		{"bands", strings.Join(want.Bands, ", "), strings.Join(got.Bands, ", ")},
		{"cut-off", want.Cutoff, got.Cutoff},
		{"positive values", strings.Join(slices.Compact(want.Positive), ", "), strings.Join(got.Positive, ", ")},
	} {
		if d.want != "" && d.want != d.got {
			return &Error{Err: words.Errorf("the tally has other %s of %s: %s, where the configuration has %s", d.what, got.Name, cmp.Or(d.got, "none"), d.want)}
		}
	}
	return nil
}
