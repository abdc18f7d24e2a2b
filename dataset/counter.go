package dataset

import (
	"errors"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxCells bounds the size of one table of a tally.
const maxCells = 1 << 20

var errTooManyCells = words.Errorf("more than %d combinations of values: audit fewer attributes together, or in wider bands", maxCells)

// Counter collects rows and becomes a tally. A half-filled Counter cannot be
// mistaken for a tally: [Counter.Tally] is the one finaliser.
//
// Rows are counted by [Part]s, for the sake of speed, and joined by the counter.
type Counter struct {
	plan    *plan
	found   []values[Position] // of each role
	tables  []table
	account Account
	units   map[uint64]struct{}
	named   int64 // used rows that name somebody
	matched tally.Joined
	people  int64 // whom rows have found
	parts   []*Part
	budget  *budget
	limits  []*distribution // in place of all tables, when the rows are only looked at for limits

	own    *Part      // counts what Row is given
	places []Position // of the rows in which own found something new
	fields [][]byte   // of the current row
}

// table counts the combinations of the values of some roles.
type table struct {
	roles []int
	cells map[[maxAxes]uint16]*sum
}

// NewCounter returns an empty counter for a spec that [Spec.Validate] accepts.
func NewCounter(spec Spec) *Counter { return NewJoinedCounter(spec, nil) }

// NewJoinedCounter is [NewCounter] for rows of which some characteristics are
// those of people, who are finished; nil stands for no join. The people serve one
// counter, which tells how many of them were found.
func NewJoinedCounter(spec Spec, people *People) *Counter {
	return newCounter(newPlan(spec, people))
}

func newCounter(p *plan) *Counter {
	c := &Counter{
		plan: p, found: make([]values[Position], len(p.roles)), units: map[uint64]struct{}{},
		budget: &budget{most: p.spec.MaxHeld}, fields: make([][]byte, len(p.columns)),
		account: Account{Dropped: map[string]int64{}},
	}
	if p.lookup != nil {
		c.budget.hold(int(p.lookup.held))
	}
	c.own = p.newPart(c.budget)
	c.limits = p.distributions()
	for _, roles := range p.tables {
		c.tables = append(c.tables, table{roles, map[[maxAxes]uint16]*sum{}})
	}
	return c
}

// Columns lists the columns that the counter needs, each once.
func (c *Counter) Columns() []string { return c.plan.columns }

// Row counts one row, whose fields are in the order of [Counter.Columns]. The
// error is an [*Error] that says where.
func (c *Counter) Row(at Position, fields []string) error {
	for i, f := range fields {
		c.fields[i] = append(c.fields[i][:0], f...)
	}
	arrived, key := c.own.arrived, len(c.places)
	if !c.own.Row(int64(key), c.fields) {
		c.places = append(c.places, at)
		return c.join([]*Part{c.own}, c.place)
	}
	if c.own.arrived > arrived {
		c.places = append(c.places, at)
	}
	return nil
}

func (c *Counter) place(key int64) Position { return c.places[key] }

// Fork returns n parts that count rows of one input. [Counter.Join] must be
// called when they have done so, and before they are forked again.
func (c *Counter) Fork(n int) []*Part {
	if c.plan.sample != nil {
		n = 1 // the first rows are those of the input
	}
	for len(c.parts) < n {
		c.parts = append(c.parts, c.plan.newPart(c.budget))
	}
	if people := c.plan.gathers; people != nil {
		people.startFile(c.parts[:n])
	}
	return c.parts[:n]
}

// Join takes over what the parts of [Counter.Fork] have counted. The error is
// that of the first row which has one, provided that every row before it was
// given to some part; at tells the position of the row with some key.
func (c *Counter) Join(at func(key int64) Position) error {
	if people := c.plan.gathers; people != nil {
		people.endFile(at)
	}
	return c.join(c.parts, at)
}

func (c *Counter) join(parts []*Part, at func(key int64) Position) error {
	var first *failure
	for _, p := range parts {
		if p.failure != nil && p.failure.before(first) {
			first = p.failure
		}
	}
	for rank, r := range c.plan.roles {
		if f := c.joinValues(rank, r, parts, at); f != nil && f.before(first) {
			first = f
		}
	}
	if first != nil {
		c.budget.most = 0 // what there is is only to be told of
	}
	for _, p := range parts {
		if err := c.joinCells(p); err != nil && first == nil {
			first = err
		}
	}
	switch {
	case first == nil:
		return nil
	case errors.Is(first.err, errFull):
		first.err.Err = c.tooMuch()
	}
	return first.at(at)
}

// at is the error with its position.
func (f *failure) at(at func(key int64) Position) error {
	if f.rank >= 0 {
		f.err.At = at(f.key)
	}
	return f.err
}

// joinValues enters the values that the parts have found for a role in the order
// of the rows, which makes the codes the same however the rows were parted.
func (c *Counter) joinValues(rank int, r *role, parts []*Part, at func(key int64) Position) *failure {
	found, maxValues := &c.found[rank], c.plan.spec.MaxValues
	for _, a := range found.arrivals(parts, r) {
		if _, ok := found.enter(a.value, at(a.key), maxValues); !ok {
			return &failure{key: a.key, rank: rank, err: &Error{Column: r.column, Err: r.tooMany(maxValues, a.value)}}
		}
	}
	return nil
}

// joinCells moves the rows of a part to the counter.
func (c *Counter) joinCells(p *Part) *failure {
	c.account.Read += p.account.Read
	for reason, n := range p.account.Dropped {
		c.account.Dropped[reason] += n
	}
	p.account.Read, p.account.Dropped = 0, map[string]int64{}
	if m := p.matching; m != nil {
		c.matched.Matched += m.account.Matched
		c.matched.Unmatched += m.account.Unmatched
		c.matched.Keyless += m.account.Keyless
		m.account = tally.Joined{}
		c.people += m.found
		m.found = 0
	}
	for i, d := range p.limits {
		c.limits[i].take(d)
	}
	c.joinUnits(p)
	var failed *failure
	for i, from := range p.cubes {
		tables := c.tables
		if !p.joint {
			tables = c.tables[i : i+1]
		}
		c.budget.release(len(from.sparse) * cellBytes) // of which the tables take as many at least
		from.each(func(row []uint16, s *sum) bool {
			if p.joint {
				if reason, _ := p.reasonToDrop(row); reason != "" {
					c.account.Dropped[reason] += s.n
					return true
				}
			}
			if i == 0 {
				c.account.Used += s.n
			}
			failed = c.addTo(tables, p, row, s)
			return failed == nil
		})
		from.clear()
	}
	return failed
}

// joinUnits moves the people of a part to the counter.
func (c *Counter) joinUnits(p *Part) {
	c.named += p.named
	p.named = 0
	if len(c.units) == 0 {
		c.units, p.units = p.units, c.units
		return
	}
	known := len(c.units)
	for unit := range p.units {
		c.units[unit] = struct{}{}
	}
	c.budget.release((known + len(p.units) - len(c.units)) * personBytes)
	p.units = map[uint64]struct{}{}
}

// addTo adds a cell of a part to tables.
func (c *Counter) addTo(tables []table, p *Part, row []uint16, s *sum) *failure {
	for i := range tables {
		t := &tables[i]
		var key [maxAxes]uint16
		for j, rank := range t.roles {
			r := c.plan.roles[rank]
			d := p.dicts[r.dict]
			value := d.found[r.slot].list[d.entries[row[r.dict]][r.slot]]
			key[j] = c.found[rank].code[value]
		}
		x := t.cells[key]
		if x == nil {
			if len(t.cells) == maxCells {
				return &failure{rank: -1, err: &Error{Err: errTooManyCells}}
			}
			if !c.budget.hold(cellBytes) {
				return &failure{rank: -1, err: &Error{Err: errFull}}
			}
			x = new(sum)
			t.cells[key] = x
		}
		x.plus(s)
	}
	return nil
}

// joined says what the join with a file of attributes came to; nil without one.
func (c *Counter) joined() *tally.Joined {
	people := c.plan.lookup
	if people == nil {
		return nil
	}
	account := c.matched
	account.Repeated, account.People = account.Matched-c.people, people.account
	account.People.Unused = account.People.Read - account.People.Keyless - c.people
	return &account
}

// axis is the axis of a role, with the values that were found.
func (c *Counter) axis(rank int) tally.Axis {
	axis := c.plan.roles[rank].axis
	axis.Values = append([]string(nil), c.found[rank].list...)
	return axis
}
