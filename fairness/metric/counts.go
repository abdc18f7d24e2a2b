// Package metric defines what is measured: rates of one group, which are sums
// of cells over sums of cells, and contrasts, which compare the rates of groups.
// Both are tables; a new rate or contrast is one row.
//
// A rate without a denominator is undefined: a state of its own with a reason,
// never 0 and never NaN.
package metric

import (
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Cells is a set of the cells of a group: six by actual and predicted outcome, each
// of them three times, by the final human decision.
type Cells uint32

// The six cells, whatever was finally decided. A row without an actual outcome is
// unlabelled: it counts for the rates that need no label.
const (
	TP Cells = byHuman << iota // actual positive, predicted positive
	FP                         // actual negative, predicted positive
	FN                         // actual positive, predicted negative
	TN                         // actual negative, predicted negative
	UP                         // unlabelled, predicted positive
	UN                         // unlabelled, predicted negative
)

const (
	outcomes = 6 // cells by actual and predicted outcome
	human    = 3 // final decisions: none, positive, negative
	// byHuman has the first of the six cells by each final decision.
	byHuman = 1 | 1<<outcomes | 1<<(2*outcomes)
	six     = 1<<outcomes - 1
)

// Sets of cells by the final human decision. A row without one counts for the rates
// that need none.
const (
	Undecided       Cells = six
	DecidedPositive       = Undecided << outcomes
	DecidedNegative       = DecidedPositive << outcomes
	Decided               = DecidedPositive | DecidedNegative
)

// Sets of cells that serve as denominators.
const (
	Labelled          = TP | FP | FN | TN
	All               = Labelled | UP | UN
	Positives         = TP | FN
	Negatives         = FP | TN
	PredictedPositive = TP | FP
	PredictedNegative = FN | TN
	Selected          = TP | FP | UP
	NotSelected       = FN | TN | UN

	DecidedSelected    = Selected & Decided
	DecidedNotSelected = NotSelected & Decided
)

// Counts holds the measure of each cell of a group: the six cells in the order of
// the constants, first of the people without a final decision.
type Counts [human * outcomes]tally.Sum

// Confusion returns the counts of a labelled group without weights.
func Confusion(tp, fp, fn, tn int64) *Counts {
	return &Counts{{N: tp}, {N: fp}, {N: fn}, {N: tn}}
}

// Outcomes returns the counts of an unlabelled group without weights.
func Outcomes(selected, notSelected int64) *Counts {
	return &Counts{4: {N: selected}, 5: {N: notSelected}}
}

// In adds up the cells of a set.
func (c *Counts) In(set Cells) tally.Sum {
	var sum tally.Sum
	for i := range c {
		if set&(1<<i) != 0 {
			sum = sum.Plus(c[i])
		}
	}
	return sum
}

// N is the number of people in a set of cells.
func (c *Counts) N(set Cells) (n int64) {
	for ; set != 0; set &= set - 1 {
		n += c[bits.TrailingZeros32(uint32(set))].N
	}
	return n
}

// Plus returns the counts of both groups together.
func (c *Counts) Plus(o *Counts) *Counts {
	var sum Counts
	for i := range c {
		sum[i] = c[i].Plus(o[i])
	}
	return &sum
}

// Only returns the counts of the people in a set of cells.
func (c *Counts) Only(set Cells) *Counts {
	var some Counts
	for i := range c {
		if set&(1<<i) != 0 {
			some[i] = c[i]
		}
	}
	return &some
}

// weight is Σw of a set as an exact fraction.
func (c *Counts) weight(set Cells) *big.Rat { return c.In(set).ExactWeight() }

// Group is the people who share a value of an attribute, or of each attribute
// of an intersection.
type Group struct {
	Values  []string // one per attribute
	Missing bool     // whether a value is not known: missing or suppressed
	Counts  *Counts
}

// Suppressed reports whether a value is hidden rather than missing: the people
// may be of any group, also of one that is not there.
func (g *Group) Suppressed() bool { return slices.Contains(g.Values, tally.Suppressed) }

// MissingLabel stands for a missing value wherever a person reads it.
const MissingLabel = "(missing)"

// times joins the values of a group of several attributes.
const times = " × "

// Label names the group as a person reads it: "F", or "F × 50+". Different groups
// have different labels: a value that could be taken for another is quoted.
func (g *Group) Label() string {
	labels := make([]string, len(g.Values))
	for i, v := range g.Values {
		several := len(g.Values) > 1
		switch {
		case v == tally.Missing:
			labels[i] = MissingLabel
		case strings.Contains(v, MissingLabel), several && (strings.HasPrefix(v, `"`) || strings.Contains(v, times)):
			labels[i] = strconv.Quote(v)
		default:
			labels[i] = v
		}
	}
	return strings.Join(labels, times)
}

// Groups returns the groups of an attribute, or of an intersection of several,
// in the canonical order of their values. The axes are positions in t.
func Groups(t *tally.Tally, attributes []int) ([]Group, error) {
	axes, at, err := outcomeAxes(t, attributes)
	if err != nil {
		return nil, err
	}
	cuboid, err := t.Marginal(axes...)
	if err != nil {
		return nil, err
	}
	var groups []Group
	for _, c := range cuboid.Cells {
		values := make([]string, len(attributes))
		for i, a := range attributes {
			values[i] = t.Axes[a].Values[c.Index[i]]
		}
		if len(groups) == 0 || !slices.Equal(groups[len(groups)-1].Values, values) {
			groups = append(groups, newGroup(values))
		}
		g := &groups[len(groups)-1]
		i := at(c.Index[len(attributes):])
		g.Counts[i] = g.Counts[i].Plus(c.Sum)
	}
	return groups, nil
}

// outcomeAxes adds the axes of outcomes to those of attributes, and returns with
// them which of [Counts] a cell's values on these belong to.
func outcomeAxes(t *tally.Tally, attributes []int) (axes []int, at func(index []int) int, err error) {
	predicted := t.ByRole(tally.Predicted)
	if len(predicted) != 1 {
		return nil, nil, words.Errorf("the tally has %d predicted axes, expected one", len(predicted))
	}
	if slices.Contains(t.Axes[predicted[0]].Values, tally.Missing) {
		return nil, nil, words.Errorf("the tally counts people without a prediction (%s)", t.Axes[predicted[0]].Name)
	}
	axes = append(slices.Clone(attributes), predicted[0])
	place := map[tally.Role]int{tally.Predicted: 0}
	for _, role := range []tally.Role{tally.Actual, tally.Human} {
		if of := t.ByRole(role); len(of) > 0 {
			place[role] = len(axes) - len(attributes)
			axes = append(axes, of[0])
		}
	}
	positive := make([][]bool, len(axes)-len(attributes))
	for i := range positive {
		positive[i] = t.Axes[axes[len(attributes)+i]].IsPositive()
	}
	read := func(role tally.Role, index []int) (known, isPositive bool) {
		i, ok := place[role]
		if !ok || t.Axes[axes[len(attributes)+i]].Values[index[i]] == tally.Missing {
			return false, false
		}
		return true, positive[i][index[i]]
	}
	return axes, func(index []int) int {
		_, selected := read(tally.Predicted, index)
		labelled, isActual := read(tally.Actual, index)
		cell := position(cellOf(!labelled, isActual), selected)
		switch decided, favour := read(tally.Human, index); {
		case decided && favour:
			return cell + outcomes
		case decided:
			return cell + 2*outcomes
		}
		return cell
	}, nil
}

// Stratum is the groups of an attribute among the people who share the values of
// control columns.
type Stratum struct {
	Values  []string
	Missing bool // whether a control value is missing or suppressed
	Groups  []Group
}

// Label names the stratum as a person reads it.
func (s *Stratum) Label() string { return (&Group{Values: s.Values}).Label() }

// Strata returns the groups of an attribute, or of an intersection, within each
// combination of values of the strata, in canonical order. The axes are
// positions in t.
func Strata(t *tally.Tally, attributes, strata []int) ([]Stratum, error) {
	groups, err := Groups(t, append(append([]int{}, strata...), attributes...))
	if err != nil {
		return nil, err
	}
	var out []Stratum
	for _, g := range groups {
		within, values := g.Values[:len(strata)], g.Values[len(strata):]
		if len(out) == 0 || !slices.Equal(out[len(out)-1].Values, within) {
			out = append(out, Stratum{Values: within, Missing: newGroup(within).Missing})
		}
		inside := newGroup(values)
		inside.Counts = g.Counts
		last := &out[len(out)-1]
		last.Groups = append(last.Groups, inside)
	}
	return out, nil
}

func newGroup(values []string) Group {
	g := Group{Values: values, Counts: new(Counts)}
	for _, v := range values {
		g.Missing = g.Missing || v == tally.Missing || v == tally.Suppressed
	}
	return g
}

// cellOf returns the cell of a row that is predicted positive.
func cellOf(unlabelled, positive bool) Cells {
	switch {
	case unlabelled:
		return UP
	case positive:
		return TP
	}
	return FP
}

// position returns the index of a cell given the one with a positive prediction.
func position(cell Cells, selected bool) int {
	switch {
	case cell == TP && selected:
		return 0
	case cell == FP && selected:
		return 1
	case cell == TP:
		return 2
	case cell == FP:
		return 3
	case selected:
		return 4
	}
	return 5
}
