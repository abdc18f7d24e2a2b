package dataset

import (
	"hash/fnv"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Part counts some of the rows of a [Counter], by itself: parts may be filled at
// the same time by different goroutines. What [Counter.Join] makes of them
// depends neither on their number nor on which of them counted which row.
//
// Every row has a key, which orders the rows of the input and from which their
// position can be told. A part is given its rows in the order of their keys.
type Part struct {
	plan      *plan
	dicts     []*dictionary
	room      []int // by dictionary, for how many entries the cubes have room
	cubes     []*cube
	joint     bool // whether there is one cube over all dictionaries, rather than one for each table
	plain     bool // whether a row may be counted unseen: Join leaves out what is to be left out
	row       []uint16
	account   Account
	units     map[uint64]struct{}
	named     int64           // used rows that name somebody
	arrived   int             // values found, of all roles
	limits    []*distribution // in place of all cubes, when the rows are only looked at for limits
	keys      keys            // of the rows that are counted next
	keyFields [][]byte        // of the current row
	budget    *budget

	matching  *matching  // nil where no row is to find somebody
	gathering *gathering // in place of all cubes, when the rows are to be found; nil for others
	failure   *failure
}

// failure is the first error among a part's rows.
type failure struct {
	key  int64
	rank int // among the errors of one row
	err  *Error
}

// before reports whether f is to be told rather than o.
func (f *failure) before(o *failure) bool {
	return o == nil || f.key < o.key || f.key == o.key && f.rank < o.rank
}

func (p *plan) newPart(b *budget) *Part {
	part := &Part{
		plan: p, joint: true, units: map[uint64]struct{}{},
		limits: p.distributions(), budget: b,
	}
	for at, column := range p.dicts {
		part.dicts = append(part.dicts, newDictionary(p, at, column))
	}
	for at := range p.joined() {
		part.dicts = append(part.dicts, newDictionary(p, len(p.dicts)+at, -1))
	}
	part.row, part.room = make([]uint16, len(part.dicts)), slices.Repeat([]int{2}, len(part.dicts))
	part.account.Dropped = map[string]int64{}
	switch {
	case p.gathers != nil:
		part.keys, part.gathering = p.gathers.newKeys(p), &gathering{}
		return part
	case p.lookup != nil:
		part.keys, part.matching = p.lookup.newKeys(p), p.lookup.newMatching()
	}
	part.makeCubes()
	return part
}

// makeCubes makes the cube over all dictionaries, or one for each table when
// that would be too large.
func (p *Part) makeCubes() {
	p.holdFlat(-1)
	defer func() { p.holdFlat(+1) }()
	p.cubes = nil
	if p.joint {
		all := make([]int, len(p.dicts))
		for i := range all {
			all[i] = i
		}
		c := newCube(all, p.room, p.plan.weighted())
		if p.joint = c != nil && c.sparse == nil; p.joint {
			p.cubes = []*cube{c}
		}
	}
	if !p.joint {
		for _, roles := range p.plan.tables {
			p.cubes = append(p.cubes, newCube(p.plan.dictsOf(roles), p.room, p.plan.weighted()))
		}
	}
	p.plain = p.joint && p.plan.counts() && p.plan.spec.Missing != MissingError
}

// holdFlat notes what the flat cubes take, or with -1 that it is given back. The
// next value or cell is refused when that is too much.
func (p *Part) holdFlat(sign int) {
	for _, c := range p.cubes {
		p.budget.hold(sign * c.flatBytes())
	}
}

// Row counts one row, whose fields are in the order of [Counter.Columns]. It
// keeps no field, and reads those fastest that have a capacity of 16 bytes at
// least. After an error, which [Counter.Join] returns in words, the part takes
// no more rows.
func (p *Part) Row(key int64, fields [][]byte) bool {
	switch {
	case p.limits != nil:
		return p.look(key, fields)
	case p.plan.sample != nil:
		return p.sampled(key, fields)
	}
	people, ok := p.peopleOf(key, fields)
	if !ok || people == 0 {
		return ok
	}
	for i, d := range p.dicts[:len(p.plan.dicts)] {
		entry, known := d.find(fields[d.column])
		if !known {
			var ok bool
			if entry, ok = p.enter(key, i, fields[d.column]); !ok {
				return false
			}
		}
		p.row[i] = entry
	}
	if p.plan.keys != nil {
		if !p.rowKey(key, fields, people) {
			return false
		}
		if p.gathering != nil {
			return p.gather(key, 0, p.gathering.tuples.enter(p.row))
		}
		for i := range p.matching.codes {
			p.row[len(p.plan.dicts)+i] = p.matching.code(p.matching.tuples[0], i)
		}
	}
	if p.plain {
		c := p.cubes[0]
		c.counts[c.index(p.row)]++
		return true
	}
	return p.count(key, fields, people)
}

// peopleOf returns how many people a row stands for, and counts them as read. It
// reports false when the part then fails. What a row of nobody holds does not matter.
func (p *Part) peopleOf(key int64, fields [][]byte) (people int64, ok bool) {
	people = 1
	if p.plan.people >= 0 {
		var err error
		people, err = p.plan.texts.peopleOf(fields[p.plan.people])
		if err == nil && p.account.Read+people > maxPeople {
			err = words.Errorf("the counts add up to more than %d people", int64(maxPeople))
		}
		if err != nil {
			return 0, p.fail(key, 0, p.plan.spec.Counts, err)
		}
	}
	p.account.Read += people
	return people, true
}

// rowKey finds somebody for one row, which stands for so many people.
func (p *Part) rowKey(key int64, fields [][]byte, people int64) bool {
	p.StartKeys()
	p.keyFields = p.keyFields[:0]
	for _, column := range p.plan.keys {
		p.keyFields = append(p.keyFields, fields[column])
	}
	if !p.Key(key, p.keyFields) || !p.Match(key) {
		return false
	}
	if p.matching != nil {
		p.matching.commit(people)
	}
	return true
}

// enter looks at a text for the first time.
func (p *Part) enter(key int64, dict int, text []byte) (uint16, bool) {
	d := p.dicts[dict]
	known, remembered := d.distinct(), d.remembered
	entry, rank, err := d.enter(key, text)
	p.arrived += d.distinct() - known
	if err != nil {
		return 0, p.fail(key, rank, d.roles[0].column, err)
	}
	if len(d.entries) > p.room[dict] {
		p.grow(dict)
	}
	if d.remembered > remembered && !p.budget.hold(len(text)+textBytes) {
		return 0, p.fail(key, d.ranks[len(d.ranks)-1], d.roles[0].column, errFull)
	}
	return entry, true
}

// grow makes room for more entries of a dictionary.
func (p *Part) grow(dict int) {
	if p.gathering != nil {
		return
	}
	for p.room[dict] < len(p.dicts[dict].entries) {
		p.room[dict] *= 2
	}
	if p.joint {
		joint := p.cubes[0]
		p.makeCubes()
		joint.each(func(row []uint16, s *sum) bool {
			p.move(row, s)
			return true
		})
		return
	}
	for i, c := range p.cubes {
		if c.sparse == nil && slices.Contains(c.dicts, dict) {
			grown := newCube(c.dicts, p.room, p.plan.weighted())
			c.each(grown.add)
			p.cubes[i] = grown
			p.budget.hold(grown.flatBytes() - c.flatBytes() + len(grown.sparse)*cellBytes)
		}
	}
}

// move adds a cell of the cube over all dictionaries to what replaces it.
func (p *Part) move(row []uint16, s *sum) {
	if p.joint {
		p.cubes[0].add(row, s)
		return
	}
	if reason, _ := p.reasonToDrop(row); reason != "" {
		p.account.Dropped[reason] += s.n
		return
	}
	for _, c := range p.cubes {
		known := len(c.sparse)
		c.add(row, s)
		p.budget.hold((len(c.sparse) - known) * cellBytes)
	}
}

// count adds the row of entries in p.row, which stands for so many people.
func (p *Part) count(key int64, fields [][]byte, people int64) bool {
	special := false
	for i, d := range p.dicts {
		special = special || d.special[p.row[i]]
	}
	if special {
		reason, refused := p.reasonToDrop(p.row)
		if refused != nil {
			return p.fail(key, len(p.plan.roles), "", refused)
		}
		if reason != "" {
			p.account.Dropped[reason] += people
			return true
		}
	}
	row, reason, column, err := p.plan.measures.of(fields, people, p.plan)
	if err != nil {
		return p.fail(key, len(p.plan.roles)+1, column, err)
	}
	if reason != "" {
		p.account.Dropped[reason] += people
		return true
	}
	if p.plan.unit >= 0 {
		if err := p.noteUnit(fields[p.plan.unit]); err != nil {
			return p.fail(key, len(p.plan.roles)+2, p.plan.spec.Unit, err)
		}
	}
	for _, c := range p.cubes {
		if c.counts != nil {
			c.counts[c.index(p.row)] += people
			continue
		}
		known := len(c.sparse)
		cell := c.cell(p.row)
		if cell == nil {
			return p.fail(key, len(p.plan.roles)+3, "", errTooManyCells)
		}
		if len(c.sparse) > known && !p.budget.hold(cellBytes) {
			return p.fail(key, len(p.plan.roles)+3, "", errFull)
		}
		cell.plus(&row)
	}
	return true
}

// reasonToDrop says why a row is left out, if it is, or the error that it is.
func (p *Part) reasonToDrop(row []uint16) (string, error) {
	roles := p.plan.roles
	isMissing := func(r *role) bool { return p.dicts[r.dict].isMissing(row[r.dict], r.slot) }
	if isMissing(roles[len(roles)-1]) {
		return NoPrediction, nil
	}
	if p.plan.spec.Missing == MissingGroup {
		return "", nil
	}
	for i, a := range p.plan.spec.Attributes {
		if !isMissing(roles[i]) {
			continue
		}
		if p.plan.spec.Missing == MissingError {
			return "", words.Errorf("no value for attribute %q, and missing values are to be errors", a.Name)
		}
		return "no " + a.Name, nil
	}
	return "", nil
}

// noteUnit notes whom a row is about; a row that names nobody is a person of its
// own. It remembers 64 bits per person: of 100 million people, two look like one
// once in 4,000 audits.
func (p *Part) noteUnit(text []byte) error {
	person := text
	if !p.plan.texts.isCanonical(text) {
		canonical, err := p.plan.texts.canonical(string(text))
		if err != nil || canonical == "" {
			return err
		}
		person = []byte(canonical)
	}
	h := fnv.New64a()
	_, _ = h.Write(person) // never fails
	p.named++
	known := len(p.units)
	p.units[h.Sum64()] = struct{}{}
	if len(p.units) > known && !p.budget.hold(personBytes) {
		return errFull
	}
	return nil
}

// Fail says that the input is broken at a row. The error, whose position is the
// caller's, is told unless another row before that one has another.
func (p *Part) Fail(key int64, err *Error) {
	p.setFailure(&failure{key: key, rank: -1, err: err})
}

// Failed reports whether the part takes no more rows.
func (p *Part) Failed() bool { return p.failure != nil }

func (p *Part) fail(key int64, rank int, column string, err error) bool {
	p.setFailure(&failure{key: key, rank: rank, err: &Error{Column: column, Err: err}})
	return false
}

func (p *Part) setFailure(f *failure) {
	if f.before(p.failure) {
		p.failure = f
	}
}
