package report

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// detail is how much a published document shows of a group: its size, how many of
// it are selected, and the cells by actual outcome. Each needs the one before.
type detail int

const (
	nothing detail = iota
	size
	outcomes
	allCells
)

// cube is the counts behind a document: each group as its atoms, which are the
// finest counts that the document has of everybody. What a reader can add up from
// the others stands in no number of its own.
type cube struct {
	least  int64
	full   detail // of everybody; no group shows more
	sides  []bool // of each atom: whether it is among the selected
	tables []*shownTable
}

// shownTable is the groups of an attribute or an intersection.
type shownTable struct {
	name   string
	axes   []string
	groups []*shownGroup
	// slices are, by axis, the groups that differ in their value of that axis alone,
	// by the values that they share; rows are those that share the value of the axis.
	slices, rows []map[string][]*shownGroup
	at           []map[place]*shownGroup // by axis
}

// place is where a group is: its value on an axis, and those on the others.
type place struct{ value, rest string }

type shownGroup struct {
	label  string
	values []string
	rests  []string // by axis: the values on the others
	atoms  []int64
	shown  detail
}

func (g *shownGroup) people() int64 { return sum(g.atoms) }

func (t *shownTable) link() {
	for axis := range t.axes {
		slice, row, at := map[string][]*shownGroup{}, map[string][]*shownGroup{}, map[place]*shownGroup{}
		for _, g := range t.groups {
			rest := strings.Join(slices.Delete(slices.Clone(g.values), axis, axis+1), "\x00")
			g.rests = append(g.rests, rest)
			slice[rest] = append(slice[rest], g)
			row[g.values[axis]] = append(row[g.values[axis]], g)
			at[place{g.values[axis], rest}] = g
		}
		t.slices, t.rows, t.at = append(t.slices, slice), append(t.rows, row), append(t.at, at)
	}
}

// isGone reports whether nothing is shown of a table.
func (t *shownTable) isGone() bool {
	return !slices.ContainsFunc(t.groups, func(g *shownGroup) bool { return g.shown > nothing })
}

// finest is how much of a group's counts may be shown: none of them, nor any
// complement, is less than the least.
func (c *cube) finest(g *shownGroup) detail {
	of := func(selected bool) (n int64) {
		for k, side := range c.sides {
			if side == selected {
				n += g.atoms[k]
			}
		}
		return n
	}
	switch {
	case g.people() < c.least:
		return nothing
	case c.full == size || min(of(true), of(false)) < c.least:
		return size
	case c.full == outcomes || slices.Min(g.atoms) < c.least:
		return outcomes
	}
	return allCells
}

// protect decides how much each group shows. What is too small is hidden first.
// Then, as long as some hidden count could be worked out to within less than the
// least, more is hidden: the smallest other group of the attribute; of an
// intersection the fewest people whose groups can trade with it; and where that
// does not do, the whole intersection. It returns an error that names a group
// for which even that is not enough.
func (c *cube) protect() error {
	for _, t := range c.tables {
		t.link()
		for _, g := range t.groups {
			g.shown = min(c.full, c.finest(g))
		}
	}
	c.cascade()
	for changed := true; changed; {
		changed = false
		for _, t := range c.tables {
			for _, g := range t.groups {
				q, ok := c.exposed(t, g)
				if !ok {
					continue
				}
				if changed = c.hideMore(t, g, q); !changed {
					return words.Errorf("%s of %s cannot be hidden: the other numbers tell it to within fewer than %d people; merge it with another group, make the bands larger or leave out an intersection", g.label, t.name, c.least)
				}
				c.cascade()
			}
		}
	}
	return nil
}

// cascade hides of the groups of an intersection what is hidden of the groups that
// they are parts of. An intersection of which parts are hidden cannot lie within
// another one that is published too: then it is hidden whole.
func (c *cube) cascade() {
	for _, t := range c.tables {
		if len(t.axes) == 1 {
			continue
		}
		for _, wide := range c.tables {
			if len(wide.axes) >= len(t.axes) || slices.ContainsFunc(wide.axes, func(a string) bool { return !slices.Contains(t.axes, a) }) {
				continue
			}
			hidden := map[string]detail{}
			for _, g := range wide.groups {
				hidden[strings.Join(g.values, "\x00")] = g.shown
			}
			for _, g := range t.groups {
				if shown, ok := hidden[strings.Join(g.project(t, wide), "\x00")]; ok {
					g.shown = min(g.shown, shown)
				}
			}
			if len(wide.axes) > 1 && slices.ContainsFunc(t.groups, func(g *shownGroup) bool { return g.shown < c.full }) {
				t.hide(size)
			}
		}
	}
}

// project is the group's values on the axes of a table of fewer.
func (g *shownGroup) project(t, wide *shownTable) []string {
	var values []string
	for _, a := range wide.axes {
		values = append(values, g.values[slices.Index(t.axes, a)])
	}
	return values
}

// hide hides a level of detail, and what is finer, of all groups.
func (t *shownTable) hide(level detail) bool {
	changed := false
	for _, g := range t.groups {
		changed = changed || g.shown >= level
		g.shown = min(g.shown, level-1)
	}
	return changed
}

// exposed returns a hidden sum of a group's atoms which a reader could tell to
// within less than the least.
func (c *cube) exposed(t *shownTable, g *shownGroup) (quantity []bool, ok bool) {
	if g.shown >= c.full || len(t.axes) > 1 && t.isGone() {
		return nil, false
	}
	for _, q := range c.hidden(g) {
		if c.width(t, g, q) < c.least {
			return q, true
		}
	}
	return nil, false
}

// hidden lists the sums that are hidden of a group, as the atoms in them: its
// people, those selected, those not, each atom.
func (c *cube) hidden(g *shownGroup) [][]bool {
	var out [][]bool
	pick := func(in func(atom int) bool) {
		q := make([]bool, len(c.sides))
		for k := range q {
			q[k] = in(k)
		}
		out = append(out, q)
	}
	if g.shown < size {
		pick(func(int) bool { return true })
	}
	if g.shown < outcomes && c.full >= outcomes {
		pick(func(k int) bool { return c.sides[k] })
		pick(func(k int) bool { return !c.sides[k] })
	}
	if c.full == allCells {
		for atom := range c.sides {
			pick(func(k int) bool { return k == atom })
		}
	}
	return out
}

// hideMore hides what else protects a sum of a group; it reports whether there was
// anything left to hide.
func (c *cube) hideMore(t *shownTable, g *shownGroup, q []bool) bool {
	level := g.shown + 1
	if len(t.axes) > 1 {
		return c.hideTrade(t, g, q) || t.hide(level) || t.hide(size)
	}
	var least *shownGroup
	for _, other := range t.groups {
		if other.shown >= level && (least == nil || other.people() < least.people()) {
			least = other
		}
	}
	if least != nil {
		least.shown = level - 1
		return true
	}
	for _, fine := range c.within(t) {
		if fine.table.hide(size) {
			return true
		}
	}
	return level > size && t.hide(level-1)
}
