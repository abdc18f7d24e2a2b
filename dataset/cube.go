package dataset

// The most cells of a flat cube: half a MiB without weights, and a little more with them.
const (
	maxFlat         = 1 << 16
	maxFlatWeighted = 1 << 14
)

// cube counts the combinations of the entries of some dictionaries: in a flat
// array by their mixed-radix index while there is room for it, else in a map.
type cube struct {
	dicts   []int // which dictionaries
	sizes   []int // the room for entries of each, a power of two
	strides []int // by dictionary, whether it is in the cube or not; 0 if not
	counts  []int64
	sums    []sum // in place of counts, when rows have weights
	sparse  map[[maxAxes]uint16]*sum
}

// newCube makes an empty cube with room for so many entries of each of all
// dictionaries, or nil when it can be neither flat nor in a map.
func newCube(dicts, room []int, weighted bool) *cube {
	c := &cube{dicts: dicts, strides: make([]int, len(room))}
	most := maxFlat
	if weighted {
		most = maxFlatWeighted
	}
	cells := 1
	for _, d := range dicts {
		c.strides[d] = cells
		c.sizes = append(c.sizes, room[d])
		cells *= min(room[d], most+1) // both at most 2¹⁶: no overflow, as the loop ends above most
		if cells > most {
			return c.inMap()
		}
	}
	if weighted {
		c.sums = make([]sum, cells)
	} else {
		c.counts = make([]int64, cells)
	}
	return c
}

func (c *cube) inMap() *cube {
	if len(c.dicts) > maxAxes {
		return nil
	}
	c.sparse = map[[maxAxes]uint16]*sum{}
	return c
}

// index is the position of a row's cell in a flat cube.
func (c *cube) index(row []uint16) int {
	at := 0
	for d, entry := range row {
		at += int(entry) * c.strides[d]
	}
	return at
}

// cell is the cell of a row for adding to, or nil when there are too many. A
// flat cube without weights has none.
func (c *cube) cell(row []uint16) *sum {
	if c.sums != nil {
		return &c.sums[c.index(row)]
	}
	var key [maxAxes]uint16
	for i, d := range c.dicts {
		key[i] = row[d]
	}
	s := c.sparse[key]
	if s == nil && len(c.sparse) < maxCells {
		s = new(sum)
		c.sparse[key] = s
	}
	return s
}

// add counts rows, and reports whether there was room for their cell.
func (c *cube) add(row []uint16, s *sum) bool {
	if c.counts != nil {
		c.counts[c.index(row)] += s.n
		return true
	}
	cell := c.cell(row)
	if cell != nil {
		cell.plus(s)
	}
	return cell != nil
}

// each calls f with every cell that counts somebody, until f reports false. The
// row has an entry for each of all dictionaries, 0 for those not in the cube; it
// is f's until the next call.
func (c *cube) each(f func(row []uint16, s *sum) bool) {
	row := make([]uint16, len(c.strides))
	for key, s := range c.sparse {
		for i, d := range c.dicts {
			row[d] = key[i]
		}
		if !f(row, s) {
			return
		}
	}
	for at, n := range c.counts {
		if n > 0 && !f(c.row(at, row), &sum{n: n}) {
			return
		}
	}
	for at := range c.sums {
		if s := &c.sums[at]; s.n > 0 && !f(c.row(at, row), s) {
			return
		}
	}
}

// row writes the entries of a flat cube's cell.
func (c *cube) row(at int, row []uint16) []uint16 {
	for i, d := range c.dicts {
		row[d] = uint16(at % c.sizes[i])
		at /= c.sizes[i]
	}
	return row
}

// clear forgets all rows.
func (c *cube) clear() {
	clear(c.counts)
	clear(c.sums)
	clear(c.sparse)
}
