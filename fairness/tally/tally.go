// Package tally is the narrow waist of fairaudit: a contingency cube that says
// how many people there are in each combination of group, actual outcome and
// predicted outcome.
//
// A tally holds no person, merges in any order, and is enough to compute every
// rate, gap, interval and verdict. Its axes are data (attributes, strata, actual,
// predicted, the final human decision), and so are its measures (the count; with
// weights also Σw and Σw²). It is stored as cuboids: the tables over some of the
// axes that an audit needs, all of the same rows.
//
// The empty string is the missing value on every axis: a NULL, an empty CSV
// field and an absent value are the same thing.
//
// A Tally is canonical: values, cells and cuboids are sorted and nothing empty
// is kept, so that the same rows give the same bytes whatever their order and
// wherever they were read.
package tally

import (
	"cmp"
	"slices"
	"strings"
)

// Role says what an axis is to an audit.
type Role string

// The roles of axes.
const (
	Attribute Role = "attribute" // a protected characteristic
	Stratum   Role = "stratum"   // a characteristic that may legitimately explain a gap
	Actual    Role = "actual"    // the observed outcome
	Human     Role = "human"     // the final decision, of a person
	Predicted Role = "predicted" // the model's decision
)

// Roles lists the roles in the order of the axes that a count makes.
var Roles = []Role{Attribute, Stratum, Actual, Human, Predicted}

// IsOutcome reports whether the role is that of something decided or observed, and
// not of a characteristic of people.
func (r Role) IsOutcome() bool { return r == Actual || r == Human || r == Predicted }

// Missing is the value of a row that has none on an axis.
const Missing = ""

// Suppressed is the value of a row whose own value [Tally.Suppress] has hidden.
const Suppressed = "(suppressed)"

// Axis is one dimension of the cube.
type Axis struct {
	Name string `json:"name"`
	Role Role   `json:"role"`
	// Bands lists the labels of a banded number in ascending order; it is nil
	// for an axis of plain values.
	Bands []string `json:"bands,omitempty"`
	// Positive lists the values that count as positive on an outcome axis.
	Positive []string `json:"positive,omitempty"`
	// Cutoff is the score from which a prediction is positive, as text.
	Cutoff string `json:"cutoff,omitempty"`
	// Median says that the cut-off parts the scores above their median from the others.
	Median bool `json:"median,omitempty"`
	// Values are the values that occur, in canonical order: the missing value
	// first, then bands in their order and the suppressed value, or plain values
	// by their bytes.
	Values []string `json:"values"`
}

// compare orders two values of the axis canonically.
func (a *Axis) compare(x, y string) int {
	if a.Bands == nil || x == Missing || y == Missing {
		return strings.Compare(x, y)
	}
	return a.rank(x) - a.rank(y)
}

// rank is the place of a value on a banded axis.
func (a *Axis) rank(value string) int {
	if value == Suppressed {
		return len(a.Bands)
	}
	return slices.Index(a.Bands, value)
}

// IsPositive reports, for each value of the axis, whether it counts as positive.
func (a *Axis) IsPositive() []bool {
	positive := make([]bool, len(a.Values))
	for i, v := range a.Values {
		positive[i] = v != Missing && slices.Contains(a.Positive, v)
	}
	return positive
}

// Cell is the measure of one combination of values.
type Cell struct {
	Index []int // the value's position on each axis of the cuboid
	Sum
}

// Cuboid is the table over some axes of the cube.
type Cuboid struct {
	Axes  []int  // positions in Tally.Axes, ascending
	Cells []Cell // ascending by Index, none empty
}

// Tally is the cube.
type Tally struct {
	Axes     []Axis
	Weighted bool // whether the cells hold Σw and Σw² beside the count
	Cuboids  []Cuboid
	// Rows says what became of the rows. [New] takes all for used; who knows of
	// others sets it.
	Rows Account
	// Joined says how many of them found somebody in a file of attributes; nil when
	// the attributes stood in the rows.
	Joined *Joined
}

// New makes a canonical tally of the given parts, which may be in any order and
// may repeat cells; the parts are taken over. It returns an error when the
// result does not satisfy [Tally.Validate].
func New(axes []Axis, weighted bool, cuboids []Cuboid) (*Tally, error) {
	t := &Tally{Axes: axes, Weighted: weighted, Cuboids: cuboids}
	if err := t.checkShape(); err != nil {
		return nil, err
	}
	t.canonicalise()
	used := t.Total().N
	t.Rows = Account{Read: used, Used: used, Dropped: map[string]int64{}, Repeated: -1}
	return t, t.Validate()
}

// Total is the measure of all rows.
func (t *Tally) Total() Sum {
	var total Sum
	if len(t.Cuboids) > 0 {
		for _, c := range t.Cuboids[0].Cells {
			total = total.Plus(c.Sum)
		}
	}
	return total
}

// Find returns the position of the axis with that role and name, or -1.
func (t *Tally) Find(role Role, name string) int {
	return slices.IndexFunc(t.Axes, func(a Axis) bool { return a.Role == role && a.Name == name })
}

// ByRole returns the positions of all axes with that role.
func (t *Tally) ByRole(role Role) []int {
	var positions []int
	for i, a := range t.Axes {
		if a.Role == role {
			positions = append(positions, i)
		}
	}
	return positions
}

// Marginal sums the cube over all axes but the given ones, in the given order.
// It uses the cuboid with the fewest axes that has these, of several the smallest,
// and returns an error when there is none: the tally was made for other questions.
// Where values are suppressed, fewer are so in a cuboid of fewer axes.
func (t *Tally) Marginal(axes ...int) (Cuboid, error) {
	best := -1
	for i, c := range t.Cuboids {
		if c.covers(axes) && (best < 0 || c.smaller(&t.Cuboids[best])) {
			best = i
		}
	}
	if best < 0 {
		return Cuboid{}, errorf("the tally has no table over %s", t.names(axes))
	}
	from := t.Cuboids[best]
	keep := make([]int, len(axes))
	for i, a := range axes {
		keep[i] = slices.Index(from.Axes, a)
	}
	cells := make([]Cell, len(from.Cells))
	for i, c := range from.Cells {
		index := make([]int, len(keep))
		for j, k := range keep {
			index[j] = c.Index[k]
		}
		cells[i] = Cell{index, c.Sum}
	}
	return Cuboid{Axes: slices.Clone(axes), Cells: addUp(cells)}, nil
}

func (c *Cuboid) covers(axes []int) bool {
	for _, a := range axes {
		if !slices.Contains(c.Axes, a) {
			return false
		}
	}
	return true
}

func (c *Cuboid) smaller(o *Cuboid) bool {
	return cmp.Or(cmp.Compare(len(c.Axes), len(o.Axes)), cmp.Compare(len(c.Cells), len(o.Cells))) < 0
}

func (t *Tally) names(axes []int) string {
	names := make([]string, len(axes))
	for i, a := range axes {
		names[i] = t.Axes[a].Name
	}
	return strings.Join(names, " × ")
}

// addUp sorts cells by their index, adds up those with the same index and
// leaves out the empty ones.
func addUp(cells []Cell) []Cell {
	slices.SortFunc(cells, func(a, b Cell) int { return slices.Compare(a.Index, b.Index) })
	out := cells[:0]
	for _, c := range cells {
		switch last := len(out) - 1; {
		case c.N == 0:
		case last >= 0 && slices.Equal(out[last].Index, c.Index):
			out[last].Sum = out[last].Plus(c.Sum)
		default:
			out = append(out, c)
		}
	}
	return out
}
