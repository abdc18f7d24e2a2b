package dataset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// usualPairs are the pairs of outcome values, negative first, whose positive
// value needs no telling. Case does not matter.
var usualPairs = [][2]string{{"0", "1"}, {"false", "true"}, {"no", "yes"}, {"non", "oui"}}

// Tally finishes the counting. The positive values of an outcome that were not
// named are inferred when its values are one of the usual pairs (0/1,
// false/true, no/yes, non/oui), or one half of it; otherwise the error lists
// the values found. No row counted is an error too. The errors are about all
// inputs together and name none.
func (c *Counter) Tally() (*tally.Tally, Account, error) {
	if c.account.Used == 0 {
		return nil, c.account, c.nothingCounted()
	}
	axes := make([]tally.Axis, len(c.roles))
	for i, r := range c.roles {
		if err := c.resolvePositive(r); err != nil {
			return nil, c.account, err
		}
		axes[i] = r.axis
		axes[i].Values = slices.Clone(r.axis.Values)
	}
	cuboids := make([]tally.Cuboid, len(c.tables))
	for i, t := range c.tables {
		cuboids[i].Axes = t.roles
		for key, x := range t.cells {
			index := make([]int, len(t.roles))
			for j := range index {
				index[j] = int(key[j])
			}
			sum := tally.Sum{N: x.n}
			if c.weight >= 0 {
				sum.W, sum.W2 = &x.w, &x.w2
			}
			cuboids[i].Cells = append(cuboids[i].Cells, tally.Cell{Index: index, Sum: sum})
		}
	}
	t, err := tally.New(axes, c.weight >= 0, cuboids)
	return t, c.account, err
}

func (c *Counter) nothingCounted() error {
	if c.account.Read == 0 {
		return &Error{Msg: "there are no rows to audit"}
	}
	var reasons []string
	for reason, n := range c.account.Dropped {
		reasons = append(reasons, fmt.Sprintf("%d with %s", n, reason))
	}
	slices.Sort(reasons)
	return &Error{Msg: fmt.Sprintf("all %d rows were left out: %s", c.account.Read, strings.Join(reasons, ", "))}
}

// resolvePositive settles which values of an outcome are positive.
func (c *Counter) resolvePositive(r *role) error {
	var named []string
	switch {
	case r.axis.Cutoff != "":
		return nil
	case r.axis.Role == tally.Actual:
		named = c.spec.Actual.Positive
	case r.axis.Role == tally.Predicted:
		named = c.spec.Predicted.Positive
	default:
		return nil
	}
	if len(named) > 0 {
		return r.useNamed(named)
	}
	return r.infer()
}

func (r *role) useNamed(named []string) error {
	r.axis.Positive = nil
	for _, v := range named {
		r.axis.Positive = append(r.axis.Positive, canonical(v))
	}
	found := r.known()
	for _, v := range r.axis.Positive {
		if slices.Contains(found, v) || withinPair(append(found, v)) >= 0 {
			return nil
		}
	}
	return &Error{Column: r.column, Msg: fmt.Sprintf("none of the positive values %s occurs; the values found are %s", words.List(named), words.List(found))}
}

func (r *role) infer() error {
	found := r.known()
	if pair := withinPair(found); pair >= 0 {
		positive := usualPairs[pair][1]
		r.axis.Positive = slices.DeleteFunc(found, func(v string) bool { return !strings.EqualFold(v, positive) })
		if len(r.axis.Positive) == 0 { // nobody is positive here; elsewhere somebody may be
			r.axis.Positive = []string{positive}
		}
		return nil
	}
	for i, v := range r.axis.Values {
		rest := slices.DeleteFunc(slices.Clone(found), func(x string) bool { return x == v })
		if pair := withinPair(rest); len(rest) > 0 && pair >= 0 && v != tally.Missing {
			p := usualPairs[pair]
			return &Error{At: r.first[i], Column: r.column, Msg: fmt.Sprintf("%q is neither %q nor %q; %s%s", v, p[0], p[1], r.howToName(), ifMissing(v))}
		}
	}
	return &Error{Column: r.column, Msg: fmt.Sprintf("cannot tell which values are positive; found %s; %s", words.List(found), r.howToName())}
}

func (r *role) howToName() string {
	return fmt.Sprintf("name the positive values with --%s-positive (the others are negative)", r.axis.Role)
}

// known lists the values that occur, without the missing one, sorted.
func (r *role) known() []string {
	found := slices.DeleteFunc(slices.Clone(r.axis.Values), func(v string) bool { return v == tally.Missing })
	slices.Sort(found)
	return found
}

// withinPair returns which usual pair holds all the values, or -1.
func withinPair(values []string) int {
	return slices.IndexFunc(usualPairs, func(pair [2]string) bool {
		return !slices.ContainsFunc(values, func(v string) bool {
			return !strings.EqualFold(v, pair[0]) && !strings.EqualFold(v, pair[1])
		})
	})
}
