package tally

import (
	"fmt"
	"slices"
	"strings"
)

// Merge adds up tallies of different rows: shards of a cluster, files of a
// directory, months of a year. It is commutative and associative. Tallies of
// different questions (other axes, bands, positive values, cut-offs, tables or
// measures) are refused with the difference. The median of each is not that of all.
func Merge(first *Tally, others ...*Tally) (*Tally, error) {
	axes := make([]Axis, len(first.Axes))
	for i, a := range first.Axes {
		axes[i] = a
		axes[i].Values = nil
		axes[i].Median = a.Median && len(others) == 0
	}
	var cuboids []Cuboid
	for _, c := range first.Cuboids {
		cuboids = append(cuboids, Cuboid{Axes: slices.Clone(c.Axes)})
	}
	positions := make([]map[string]int, len(axes))
	for i := range positions {
		positions[i] = map[string]int{}
	}
	for _, t := range append([]*Tally{first}, others...) {
		if err := Compatible(first, t); err != nil {
			return nil, err
		}
		renumber := enter(axes, positions, t)
		for i, c := range t.Cuboids {
			for _, cell := range c.Cells {
				index := make([]int, len(cell.Index))
				for j, v := range cell.Index {
					index[j] = renumber[c.Axes[j]][v]
				}
				cuboids[i].Cells = append(cuboids[i].Cells, Cell{index, cell.Sum})
			}
		}
	}
	sum, err := New(axes, first.Weighted, cuboids)
	if err != nil {
		return nil, err
	}
	sum.Rows, sum.Joined = first.Rows, first.Joined
	for _, t := range others {
		sum.Rows, sum.Joined = sum.Rows.plus(t.Rows), sum.Joined.plus(t.Joined)
	}
	return sum, sum.Validate()
}

// enter adds the values of t to the axes and returns, per axis, the new
// position of each of t's values.
func enter(axes []Axis, positions []map[string]int, t *Tally) [][]int {
	renumber := make([][]int, len(axes))
	for i := range axes {
		for _, v := range t.Axes[i].Values {
			at, known := positions[i][v]
			if !known {
				at = len(axes[i].Values)
				positions[i][v] = at
				axes[i].Values = append(axes[i].Values, v)
			}
			renumber[i] = append(renumber[i], at)
		}
	}
	return renumber
}

// Compatible reports why a and b are not tallies of the same question, which
// [Merge] refuses to add up.
func Compatible(a, b *Tally) error {
	if a.Weighted != b.Weighted {
		return errorf("one tally has weights, another has none")
	}
	if x, y := a.describeAxes(), b.describeAxes(); x != y {
		return errorf("tallies with different axes cannot be added up: %s, against %s", x, y)
	}
	for i := range a.Axes {
		x, y := a.Axes[i], b.Axes[i]
		for _, d := range []struct {
			what error // told in words
			x, y []string
		}{{errorf("bands"), x.Bands, y.Bands}, {errorf("positive values"), x.Positive, y.Positive}, {errorf("cut-off"), []string{x.Cutoff}, []string{y.Cutoff}}} {
			if !slices.Equal(d.x, d.y) {
				return errorf("tallies with different %s of %s cannot be added up: %s, against %s",
					d.what, x.Name, orNone(d.x), orNone(d.y))
			}
		}
	}
	if !slices.EqualFunc(a.Cuboids, b.Cuboids, func(x, y Cuboid) bool { return slices.Equal(x.Axes, y.Axes) }) {
		return errorf("tallies with different tables (intersections or strata) cannot be added up: %s, against %s", a.describeTables(), b.describeTables())
	}
	return nil
}

// orNone lists words for a message.
func orNone(list []string) any {
	if text := strings.Join(list, ", "); text != "" {
		return text
	}
	return errorf("none")
}

func (t *Tally) describeTables() string {
	tables := make([]string, len(t.Cuboids))
	for i, c := range t.Cuboids {
		tables[i] = t.names(c.Axes)
	}
	return strings.Join(tables, ", ")
}

func (t *Tally) describeAxes() string {
	names := make([]string, len(t.Axes))
	for i, a := range t.Axes {
		names[i] = fmt.Sprintf("%s (%s)", a.Name, a.Role)
	}
	return strings.Join(names, ", ")
}
