package tally

import (
	"slices"
	"sort"
)

// canonicalise brings a tally of sound shape into its one canonical form.
func (t *Tally) canonicalise() {
	for i := range t.Cuboids {
		t.Cuboids[i].sortAxes()
		t.Cuboids[i].Cells = addUp(t.Cuboids[i].Cells)
	}
	slices.SortFunc(t.Cuboids, func(a, b Cuboid) int { return slices.Compare(a.Axes, b.Axes) })
	for i := range t.Axes {
		t.sortValues(i)
	}
	for _, c := range t.Cuboids {
		slices.SortFunc(c.Cells, func(a, b Cell) int { return slices.Compare(a.Index, b.Index) })
	}
}

// sortAxes puts the cuboid's axes in ascending order, and each cell's index with them.
func (c *Cuboid) sortAxes() {
	if slices.IsSorted(c.Axes) {
		return
	}
	order := make([]int, len(c.Axes))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return c.Axes[order[i]] < c.Axes[order[j]] })
	permute := func(from []int) []int {
		to := make([]int, len(from))
		for i, k := range order {
			to[i] = from[k]
		}
		return to
	}
	c.Axes = permute(c.Axes)
	for i := range c.Cells {
		c.Cells[i].Index = permute(c.Cells[i].Index)
	}
}

// sortValues sorts the values of axis a, leaves out those that no cell uses, and
// renumbers the cells.
func (t *Tally) sortValues(a int) {
	axis := &t.Axes[a]
	used := make([]bool, len(axis.Values))
	t.eachIndex(a, func(v *int) { used[*v] = true })
	var order []int
	for v := range axis.Values {
		if used[v] {
			order = append(order, v)
		}
	}
	slices.SortFunc(order, func(x, y int) int { return axis.compare(axis.Values[x], axis.Values[y]) })
	values, renumbered := make([]string, len(order)), make([]int, len(axis.Values))
	for to, from := range order {
		values[to], renumbered[from] = axis.Values[from], to
	}
	axis.Values = values
	t.eachIndex(a, func(v *int) { *v = renumbered[*v] })
	slices.Sort(axis.Positive)
	axis.Positive = slices.Compact(axis.Positive)
}

// eachIndex calls f with the place of axis a in every cell that has it.
func (t *Tally) eachIndex(a int, f func(*int)) {
	for _, c := range t.Cuboids {
		if at := slices.Index(c.Axes, a); at >= 0 {
			for i := range c.Cells {
				f(&c.Cells[i].Index[at])
			}
		}
	}
}

// checkShape reports what would make canonicalise fail: a position off its range.
func (t *Tally) checkShape() error {
	for i, c := range t.Cuboids {
		for _, a := range c.Axes {
			if a < 0 || a >= len(t.Axes) {
				return errorf("table %d names axis %d of %d", i, a, len(t.Axes))
			}
		}
		for _, cell := range c.Cells {
			if len(cell.Index) != len(c.Axes) {
				return errorf("table %d: a cell has %d positions for %d axes", i, len(cell.Index), len(c.Axes))
			}
			for j, v := range cell.Index {
				if a := t.Axes[c.Axes[j]]; v < 0 || v >= len(a.Values) {
					return errorf("table %d: a cell names value %d of axis %s, which has %d", i, v, a.Name, len(a.Values))
				}
			}
		}
	}
	return nil
}

// Validate reports the first reason why t is not a sound, canonical tally: an
// axis without a name or twice, a value twice, off its bands or of nobody, a cell
// out of range or order, a negative measure, cuboids that count different rows, or
// an account that does not add up to them.
func (t *Tally) Validate() error {
	if len(t.Cuboids) == 0 {
		return errorf("a tally needs at least one table")
	}
	if err := t.checkShape(); err != nil {
		return err
	}
	for i := range t.Axes {
		if err := t.validateAxis(i); err != nil {
			return err
		}
	}
	total := t.Total()
	for i, c := range t.Cuboids {
		if err := t.validateCuboid(&c); err != nil {
			return errorf("the table over %s: %w", t.names(c.Axes), err)
		}
		var sum Sum
		for _, cell := range c.Cells {
			if sum = sum.Plus(cell.Sum); sum.N > maxRows {
				return errorf("the table over %s counts more than %d rows", t.names(c.Axes), int64(maxRows))
			}
		}
		if !sum.equal(total) {
			return errorf("the table over %s counts %d rows, the first table %d", t.names(c.Axes), sum.N, total.N)
		}
		if i > 0 && slices.Compare(t.Cuboids[i-1].Axes, c.Axes) >= 0 {
			return errorf("the table over %s is out of order or there twice", t.names(c.Axes))
		}
	}
	if err := t.Rows.validate(total.N); err != nil {
		return err
	}
	return t.Joined.validate(t.Rows.Read)
}

func (t *Tally) validateAxis(i int) error {
	a := t.Axes[i]
	if a.Name == "" {
		return errorf("axis %d has no name", i)
	}
	if !slices.Contains(Roles, a.Role) {
		return errorf("axis %s has the unknown role %q", a.Name, a.Role)
	}
	if first := t.Find(a.Role, a.Name); first != i {
		return errorf("axis %s (%s) is there twice", a.Name, a.Role)
	}
	for j, v := range a.Positive {
		if j > 0 && a.Positive[j-1] >= v {
			return errorf("axis %s: positive value %q is out of order or there twice", a.Name, v)
		}
	}
	used := make([]bool, len(a.Values))
	t.eachIndex(i, func(v *int) { used[*v] = true })
	for j, v := range a.Values {
		if !used[j] {
			return errorf("axis %s: value %q counts nobody", a.Name, v)
		}
		if a.Bands != nil && v != Missing && v != Suppressed && !slices.Contains(a.Bands, v) {
			return errorf("axis %s: %q is none of its bands", a.Name, v)
		}
		if j > 0 && a.compare(a.Values[j-1], v) >= 0 {
			return errorf("axis %s: value %q is out of order or there twice", a.Name, v)
		}
	}
	return nil
}

func (t *Tally) validateCuboid(c *Cuboid) error {
	for i, a := range c.Axes {
		if i > 0 && c.Axes[i-1] >= a {
			return errorf("its axes are out of order or there twice")
		}
	}
	for i, cell := range c.Cells {
		if i > 0 && slices.Compare(c.Cells[i-1].Index, cell.Index) >= 0 {
			return errorf("its cells are out of order or there twice")
		}
		if err := cell.validate(t.Weighted); err != nil {
			return err
		}
	}
	return nil
}

// maxRows keeps sums of counts exact in an int64 and in a float64.
const maxRows = 1 << 50

func (s Sum) validate(weighted bool) error {
	if s.N <= 0 || s.N > maxRows {
		return errorf("a cell counts %d rows", s.N)
	}
	if (s.W != nil) != weighted || (s.W2 != nil) != weighted {
		return errorf("a cell has weights where the others have none, or none where they have")
	}
	if weighted && (s.W.Sign() <= 0 || s.W2.Sign() <= 0) {
		return errorf("a cell has a sum of weights that is not positive")
	}
	return nil
}
