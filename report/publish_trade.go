package report

import (
	"cmp"
	"slices"
)

// A hidden sum is protected when groups can trade people so that every number that
// is published stays, and the sum changes by the least or more in all: the counts
// before and after are then the same to a reader, who cannot tell it closer. What
// is found is a range that is surely possible. The whole range may be larger.

// swap is one person's worth of a trade, as the group sees it: it gains a person in
// one atom and loses one in another, and a partner does the reverse. Without a loss,
// or a gain, its size changes. Both must be hidden at the level.
type swap struct {
	gains, loses int // atoms; −1 is none
	level        detail
}

// swaps are those that raise a sum of a group's atoms; with down, lower it.
func (c *cube) swaps(shown detail, q []bool, down bool) []swap {
	var out []swap
	add := func(in, other int, level detail) {
		if down {
			in, other = other, in
		}
		if shown < level {
			out = append(out, swap{in, other, level})
		}
	}
	for k := range q {
		if q[k] {
			add(k, -1, size)
		}
	}
	for _, level := range []detail{outcomes, allCells} {
		for k := range q {
			for other := range q {
				if q[k] && !q[other] && (c.sides[k] != c.sides[other]) == (level == outcomes) {
					add(k, other, level)
				}
			}
		}
	}
	return out
}

// partners are the atoms of a trade's other side, by level: those of the groups
// that are hidden there.
type partners [allCells + 1][]int64

func (p *partners) add(g *shownGroup) {
	for level := g.shown + 1; level <= allCells; level++ {
		if p[level] == nil {
			p[level] = make([]int64, len(g.atoms))
		}
		for k, n := range g.atoms {
			p[level][k] += n
		}
	}
}

// amounts is how often each swap is possible, one after the other.
func amounts(swaps []swap, atoms []int64, others *partners) []int64 {
	out := make([]int64, len(swaps))
	spent, taken := make([]int64, len(atoms)), make([]int64, len(atoms))
	for i, s := range swaps {
		if others[s.level] == nil {
			continue
		}
		n := int64(-1)
		if s.loses >= 0 {
			n = atoms[s.loses] - spent[s.loses]
		}
		if s.gains >= 0 {
			if left := max(0, others[s.level][s.gains]-taken[s.gains]); n < 0 || left < n {
				n = left
			}
		}
		out[i] = n
		if s.loses >= 0 {
			spent[s.loses] += n
		}
		if s.gains >= 0 {
			taken[s.gains] += n
		}
	}
	return out
}

// reverse are the swaps as the partner sees them.
func reverse(swaps []swap) []swap {
	out := slices.Clone(swaps)
	for i, s := range swaps {
		out[i].gains, out[i].loses = s.loses, s.gains
	}
	return out
}

func addTo(sum, more []int64) {
	for i := range sum {
		sum[i] += more[i]
	}
}

func leastOf(a, b []int64) []int64 {
	out := slices.Clone(a)
	for i := range out {
		out[i] = min(out[i], b[i])
	}
	return out
}

// width is a range over which a hidden sum of a group can surely move.
func (c *cube) width(t *shownTable, g *shownGroup, q []bool) int64 {
	up, down := c.swaps(g.shown, q, false), c.swaps(g.shown, q, true)
	if len(t.axes) == 1 {
		return c.trade(t, g, up, nil) + c.trade(t, g, down, nil)
	}
	best := c.byParent(t, g, up) + c.byParent(t, g, down)
	for axis := range t.axes {
		for _, other := range t.slices[axis][g.rests[axis]] {
			if other != g && best < c.least {
				best = max(best, c.tradeRows(t, axis, [2]*shownGroup{g, other}, up, down))
			}
		}
	}
	return best
}

// lift is an intersection of an attribute with others.
type lift struct {
	table *shownTable
	axis  int
}

// within lists the intersections of an attribute of which something is shown.
func (c *cube) within(t *shownTable) []lift {
	var out []lift
	for _, fine := range c.tables {
		if axis := slices.Index(fine.axes, t.axes[0]); axis >= 0 && len(fine.axes) > 1 && !fine.isGone() {
			out = append(out, lift{fine, axis})
		}
	}
	return out
}

// trade is how far swaps of a group of an attribute with its other groups go. The
// parts of both trade likewise in every intersection, slice by slice, so that its
// other margins stay; with several intersections they must trade with the same
// group in all, so that it is the best one that counts. Within a part, no more than
// the part can trade counts.
func (c *cube) trade(t *shownTable, g *shownGroup, swaps []swap, part *slicePart) int64 {
	lifts := c.within(t)
	partner := func(others []*shownGroup) int64 {
		all := new(partners)
		shown := map[string]detail{}
		for _, o := range others {
			all.add(o)
			shown[o.values[0]] = o.shown
		}
		possible := amounts(swaps, g.atoms, all)
		for _, l := range lifts {
			possible = leastOf(possible, l.amounts(g.values[0], shown, swaps, part))
		}
		return sum(possible)
	}
	var others []*shownGroup
	var best int64
	for _, o := range t.groups {
		if o != g && o.shown < c.full {
			others = append(others, o)
			if len(lifts) > 1 {
				best = max(best, partner([]*shownGroup{o}))
			}
		}
	}
	if len(lifts) > 1 {
		return best
	}
	return partner(others)
}

// slicePart is a group of an intersection that a trade is confined to there.
type slicePart struct {
	table *shownTable
	group *shownGroup
}

// amounts adds up, over the slices of an intersection, how often the part of a value
// can swap with the parts of others.
func (l lift) amounts(value string, others map[string]detail, swaps []swap, part *slicePart) []int64 {
	total := make([]int64, len(swaps))
	parts := l.table.slices[l.axis]
	if part != nil && part.table == l.table {
		rest := part.group.rests[l.axis]
		parts = map[string][]*shownGroup{rest: parts[rest]}
	}
	for rest, slice := range parts {
		one := l.table.at[l.axis][place{value, rest}]
		if one == nil {
			continue
		}
		all := new(partners)
		for _, g := range slice {
			if shown, ok := others[g.values[l.axis]]; ok {
				all.add(&shownGroup{atoms: g.atoms, shown: max(g.shown, shown)})
			}
		}
		addTo(total, amounts(swaps, one.atoms, all))
	}
	return total
}

// byParent is how far swaps of a group of an intersection go when one of the groups
// that it is part of trades.
func (c *cube) byParent(t *shownTable, g *shownGroup, swaps []swap) int64 {
	var best int64
	for axis, name := range t.axes {
		for _, wide := range c.tables {
			if len(wide.axes) != 1 || wide.axes[0] != name {
				continue
			}
			for _, parent := range wide.groups {
				if parent.values[0] == g.values[axis] {
					allowed := slices.DeleteFunc(slices.Clone(swaps), func(s swap) bool { return parent.shown >= s.level })
					best = max(best, c.trade(wide, parent, allowed, &slicePart{t, g}))
				}
			}
		}
	}
	return best
}

// back lists the pairs of groups that differ in the same value as a pair of an
// intersection: what one pair trades, the others trade back, so that all margins stay.
func (t *shownTable) back(axis int, pair [2]*shownGroup) [][2]*shownGroup {
	var out [][2]*shownGroup
	for _, g := range t.rows[axis][pair[0].values[axis]] {
		if o := t.at[axis][place{pair[1].values[axis], g.rests[axis]}]; o != nil && g != pair[0] {
			out = append(out, [2]*shownGroup{g, o})
		}
	}
	return out
}

// there is how often a pair can do each swap, and its partner the reverse.
func there(swaps []swap, pair [2]*shownGroup) []int64 {
	if slices.ContainsFunc(swaps, func(s swap) bool { return max(pair[0].shown, pair[1].shown) >= s.level }) {
		return make([]int64, len(swaps))
	}
	others := new(partners)
	others.add(pair[1])
	return amounts(swaps, pair[0].atoms, others)
}

// tradeRows is how far swaps of a pair go, in both directions, that the other pairs
// can trade back; 0 where they cannot go far enough.
func (c *cube) tradeRows(t *shownTable, axis int, pair [2]*shownGroup, up, down []swap) int64 {
	possible := [2][]int64{there(up, pair), there(down, pair)}
	if sum(possible[0])+sum(possible[1]) < c.least {
		return 0
	}
	back := [2][]int64{make([]int64, len(up)), make([]int64, len(down))}
	turned := [2][]swap{reverse(up), reverse(down)}
	for _, other := range t.back(axis, pair) {
		addTo(back[0], there(turned[0], other))
		addTo(back[1], there(turned[1], other))
	}
	return sum(leastOf(possible[0], back[0])) + sum(leastOf(possible[1], back[1]))
}

// hideTrade hides of an intersection the fewest people whose groups can trade with
// a group so that a sum of it is protected; it reports whether there are any.
func (c *cube) hideTrade(t *shownTable, g *shownGroup, q []bool) bool {
	h := hiding{level: g.shown + 1, up: c.swaps(g.shown, q, false), down: c.swaps(g.shown, q, true), least: c.least}
	for axis := range t.axes {
		for _, other := range t.slices[axis][g.rests[axis]] {
			if other != g {
				h.try(t, axis, [2]*shownGroup{g, other})
			}
		}
	}
	for _, g := range h.groups {
		g.shown = min(g.shown, h.level-1)
	}
	return h.people > 0
}

// hiding looks for the fewest people to hide at a level so that swaps go far enough.
type hiding struct {
	level    detail
	up, down []swap
	least    int64
	groups   []*shownGroup // that are to be hidden, as found so far
	people   int64         // in them
}

// try looks whether fewer people do when a pair trades, and others that differ in the
// same value trade back, one pair after the other, the smallest first.
func (h *hiding) try(t *shownTable, axis int, pair [2]*shownGroup) {
	var groups []*shownGroup
	var people int64
	at := func(g *shownGroup) *shownGroup {
		if g.shown >= h.level {
			groups, people = append(groups, g), people+g.people()
		}
		return &shownGroup{atoms: g.atoms, shown: min(g.shown, h.level-1)}
	}
	first := [2]*shownGroup{pair[0], at(pair[1])}
	isWorse := func() bool { return h.groups != nil && people >= h.people }
	possible := [2][]int64{there(h.up, first), there(h.down, first)}
	if isWorse() || sum(possible[0])+sum(possible[1]) < h.least {
		return
	}
	back := [2][]int64{make([]int64, len(h.up)), make([]int64, len(h.down))}
	others := t.back(axis, pair)
	slices.SortStableFunc(others, func(a, b [2]*shownGroup) int {
		return cmp.Compare(a[0].people()+a[1].people(), b[0].people()+b[1].people())
	})
	turned := [2][]swap{reverse(h.up), reverse(h.down)}
	for _, other := range others {
		other = [2]*shownGroup{at(other[0]), at(other[1])}
		addTo(back[0], there(turned[0], other))
		addTo(back[1], there(turned[1], other))
		switch {
		case isWorse():
			return
		case sum(leastOf(possible[0], back[0]))+sum(leastOf(possible[1], back[1])) >= h.least:
			h.groups, h.people = groups, people
			return
		}
	}
}
