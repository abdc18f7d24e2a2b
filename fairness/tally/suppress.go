package tally

import (
	"cmp"
	"slices"
)

// Suppress returns the tally with no cell of fewer than least people, for an
// export that protects them. Who stands in a smaller cell is not removed: with
// all of their group, and as many other small groups as it takes, they move to
// the value [Suppressed] of the attribute, whose cells are then large enough too.
//
//   - A table of one attribute loses whole groups, the smallest first, and keeps
//     its strata as long as the cells within them stay large enough.
//   - A table of an intersection is kept whole or suppressed whole: what is hidden
//     of it could else be told from the tables of its attributes.
//   - Where even all people together leave a small cell, there is nothing to
//     export, which is the error.
//
// The tables still count the same people. An audit of them may not pass what the
// suppressed people could make fail: see policy.Suppressed. What is protected are
// small numbers of people in one tally. Two tallies of nearly the same people
// tell their difference, and a group whose people all have one outcome tells it.
func (t *Tally) Suppress(least int64) (*Tally, error) {
	axes := slices.Clone(t.Axes)
	cuboids := make([]Cuboid, len(t.Cuboids))
	for i, c := range t.Cuboids {
		hidden, err := t.hide(&c, least)
		if err != nil {
			return nil, err
		}
		cuboids[i] = Cuboid{Axes: slices.Clone(c.Axes)}
		for _, cell := range c.Cells {
			index := slices.Clone(cell.Index)
			for j, a := range c.Axes {
				if hidden(cell.Index, a) {
					index[j] = axes[a].suppressed()
				}
			}
			cuboids[i].Cells = append(cuboids[i].Cells, Cell{index, cell.Sum})
		}
	}
	out, err := New(axes, t.Weighted, cuboids)
	if err != nil {
		return nil, err
	}
	out.Rows, out.Joined = t.Rows, t.Joined
	return out, out.Validate()
}

// suppressed is the position of the suppressed value, which is added when it is new.
func (a *Axis) suppressed() int {
	at := slices.Index(a.Values, Suppressed)
	if at < 0 {
		at = len(a.Values)
		a.Values = append(slices.Clip(a.Values), Suppressed)
	}
	return at
}

// hide decides which values of a cuboid's cells are to be suppressed.
func (t *Tally) hide(c *Cuboid, least int64) (hidden func(index []int, axis int) bool, err error) {
	isRole := func(roles ...Role) func(axis int) bool {
		return func(axis int) bool { return slices.Contains(roles, t.Axes[axis].Role) }
	}
	attributes := 0
	for _, a := range c.Axes {
		if t.Axes[a].Role == Attribute {
			attributes++
		}
	}
	if c.safe(nil, least) {
		return func([]int, int) bool { return false }, nil
	}
	if attributes == 1 {
		if pool := t.pool(c, least); pool != nil {
			at := slices.IndexFunc(c.Axes, isRole(Attribute))
			return func(index []int, axis int) bool { return axis == c.Axes[at] && pool[index[at]] }, nil
		}
	}
	for _, whole := range []func(axis int) bool{isRole(Attribute), isRole(Attribute, Stratum)} {
		all := func(_ []int, axis int) bool { return whole(axis) }
		if c.safe(all, least) {
			return all, nil
		}
	}
	return nil, errorf("the table over %s cannot be protected: even of all people together, a combination of outcomes has fewer than %d", t.names(c.Axes), least)
}

// safe reports whether no cell is too small once the hidden values are one.
func (c *Cuboid) safe(hidden func(index []int, axis int) bool, least int64) bool {
	cells := make([]Cell, len(c.Cells))
	for i, cell := range c.Cells {
		cells[i] = Cell{slices.Clone(cell.Index), Sum{N: cell.N}}
		for j, a := range c.Axes {
			if hidden != nil && hidden(cell.Index, a) {
				cells[i].Index[j] = -1
			}
		}
	}
	return !slices.ContainsFunc(addUp(cells), func(cell Cell) bool { return cell.N < least })
}

// pool returns the values of a table's one attribute that are to be hidden
// together, or nil when it takes all of them: those with a small cell, those that
// are suppressed already, then the smallest of the others until the cells that
// they make together are large enough.
func (t *Tally) pool(c *Cuboid, least int64) map[int]bool {
	at := slices.IndexFunc(c.Axes, func(a int) bool { return t.Axes[a].Role == Attribute })
	people, pool := map[int]int64{}, map[int]bool{}
	for _, cell := range c.Cells {
		value := cell.Index[at]
		people[value] += cell.N
		if cell.N < least || t.Axes[c.Axes[at]].Values[value] == Suppressed {
			pool[value] = true
		}
	}
	var others []int
	for value := range people {
		if !pool[value] {
			others = append(others, value)
		}
	}
	slices.SortFunc(others, func(a, b int) int { return cmp.Or(cmp.Compare(people[a], people[b]), cmp.Compare(a, b)) })
	isHidden := func(index []int, axis int) bool { return axis == c.Axes[at] && pool[index[at]] }
	for !c.safe(isHidden, least) {
		if len(others) == 0 {
			return nil
		}
		pool[others[0]], others = true, others[1:]
	}
	return pool
}
