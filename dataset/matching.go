package dataset

import (
	"slices"
	"sync/atomic"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// matching finds somebody for the rows of a part.
type matching struct {
	people  *People
	tuples  []uint32   // of the rows whose keys were added, by which their values are found
	entries [][]int32  // by joined column and the people's entry: its code in the part's dictionary, or -1
	known   []uint64   // bits: the tuples whose values all have codes
	codes   [][]uint16 // of the rows' values, by joined column
	offsets []uint32   // by tuple that is known, where in the cube it is; nil when there are too many
	cube    *cube
	matched int64 // of those rows, and without a key
	keyless int64
	account tally.Joined // of the rows counted
	found   int64        // people whom no part had found before
}

func (p *People) newMatching() *matching {
	m := &matching{people: p, codes: make([][]uint16, len(p.columns))}
	for i := range p.columns {
		m.entries = append(m.entries, slices.Repeat([]int32{-1}, len(p.columns[i].values)))
	}
	if width := len(p.columns); width > 0 {
		n := len(p.tuples) / width
		m.known = make([]uint64, n/64+1)
		if n <= maxOffsets {
			m.offsets = make([]uint32, n)
		}
	}
	return m
}

// tuple is the entries of a tuple, by column.
func (p *People) tuple(i uint32) []uint16 {
	width := len(p.columns)
	return p.tuples[int(i)*width:][:width]
}

// match finds the tuples of the rows whose keys were added. While it looks at some
// slots, the memory is asked for those after them.
func (m *matching) match(k *keys) {
	m.tuples, m.matched, m.keyless = m.tuples[:0], 0, 0
	some := k.list[:min(together, len(k.list))]
	m.ask(some)
	for rest := k.list[len(some):]; len(some) > 0; rest = rest[len(some):] {
		next := rest[:min(together, len(rest))]
		m.ask(next)
		m.find(k, some)
		some = next
	}
}

// together is how many keys are looked for together: the memory answers for as many
// at the same time, and the cache holds their slots.
const together = 64

// ask asks the memory for the slots of keys.
func (m *matching) ask(some []key) {
	for i := range some {
		if k := &some[i]; k.kind != noKey {
			t := &m.people.tables[k.kind]
			prefetch(&t.slots[t.start(k.hash)])
		}
	}
}

// find finds the tuples of some of the keys.
func (m *matching) find(all *keys, some []key) {
	var matched, found int64
	for i := range some {
		k := &some[i]
		if k.kind == noKey {
			m.keyless++
			m.tuples = append(m.tuples, 0)
			continue
		}
		t := &m.people.tables[k.kind]
		var at uint64
		var tuple uint32
		if k.kind == numberKey {
			at, tuple = t.number(k.hash, k.word)
		} else {
			at, tuple = t.text(k.hash, all.text(k))
		}
		m.tuples = append(m.tuples, tuple&^isFound)
		if tuple == 0 {
			continue
		}
		matched++
		if tuple&isFound == 0 && atomic.OrUint32(&t.slots[at].tuple, isFound)&isFound == 0 {
			found++
		}
	}
	m.matched += matched
	m.found += found
}

// commit takes the rows that were matched into the account, each of which stands
// for so many people.
func (m *matching) commit(people int64) {
	m.account.Matched += people * m.matched
	m.account.Keyless += people * m.keyless
	m.account.Unmatched += people * (int64(len(m.tuples)) - m.matched - m.keyless)
}

// measure is a number of whom the row that was matched last has found.
func (m *matching) measure(i int) float64 {
	return m.people.measures[int(m.tuples[0])*len(m.people.counter.limits)+i]
}

// Keys lists the columns of the key by which rows find somebody, or are found, by
// their positions in [Counter.Columns]; it is empty when there is no join.
func (p *Part) Keys() []int { return p.plan.keys }

// StartKeys forgets the keys that were added, for those of other rows.
func (p *Part) StartKeys() { p.keys.reset() }

// NumberKeys reports whether [Part.NumberKey] may be called.
func (p *Part) NumberKeys() bool { return len(p.plan.keys) == 1 && p.plan.texts.markers == nil }

// NumberKey adds the key of the next of the rows that [Part.Match] is to match.
func (p *Part) NumberKey(n int64) { p.keys.addNumber(n) }

// NoKey adds that the next of the rows has no key.
func (p *Part) NoKey() { p.keys.addNone() }

// Key adds the key of the next of the rows that [Part.Match] is to match: its
// texts in the columns that [Part.Keys] lists. It reports false when the part
// then fails.
func (p *Part) Key(key int64, fields [][]byte) bool {
	if err := p.keys.add(fields); err != nil {
		return p.fail(key, len(p.plan.roles), p.plan.columns[p.plan.keys[0]], err)
	}
	return true
}

// Match finds somebody for the rows whose keys were added, which [Part.Count] is
// to count next. The first row's own key is given. It reports false when the part
// then fails.
func (p *Part) Match(key int64) bool {
	m := p.matching
	if m == nil {
		return true
	}
	m.match(&p.keys)
	if p.limits != nil {
		return true
	}
	for i, tuple := range m.tuples {
		if !m.isKnown(tuple) && !p.enterTuple(key+int64(i), tuple) {
			return false
		}
	}
	return true
}

// isKnown reports whether the part's dictionaries have the values of a tuple.
func (m *matching) isKnown(tuple uint32) bool { return m.known[tuple>>6]>>(tuple&63)&1 == 1 }

// enterTuple looks at the values of a tuple for the first time.
func (p *Part) enterTuple(key int64, tuple uint32) bool {
	m := p.matching
	for column, entry := range m.people.tuple(tuple) {
		if m.entries[column][entry] >= 0 {
			continue
		}
		dict := len(p.plan.dicts) + column
		d := p.dicts[dict]
		known := d.distinct()
		code, rank, err := d.enterValues(key, m.people.columns[column].values[entry])
		p.arrived += d.distinct() - known
		if err != nil {
			return p.fail(key, rank, d.roles[0].column, err)
		}
		if len(d.entries) > p.room[dict] {
			p.grow(dict)
		}
		m.entries[column][entry] = int32(code)
	}
	m.known[tuple>>6] |= 1 << (tuple & 63)
	if m.offsets != nil && m.cube != nil {
		m.offsets[tuple] = m.offset(tuple)
	}
	return true
}

// code is the code of a value of a tuple that is known.
func (m *matching) code(tuple uint32, column int) uint16 {
	return uint16(m.entries[column][m.people.tuple(tuple)[column]])
}

// joinCodes adds to the codes of rows those of the values that they have found.
func (m *matching) joinCodes(codes [][]uint16) [][]uint16 {
	codes = codes[:len(codes):len(codes)]
	for column := range m.codes {
		of := m.codes[column][:0]
		for _, tuple := range m.tuples {
			of = append(of, m.code(tuple, column))
		}
		m.codes[column] = of
		codes = append(codes, of)
	}
	return codes
}

// maxOffsets is how many tuples may have offsets: more would not stay in the cache.
const maxOffsets = 1 << 17

// offset is what the values of a tuple that is known add to the position of a
// row's cell.
func (m *matching) offset(tuple uint32) uint32 {
	offset := 0
	joined := m.cube.strides[len(m.cube.strides)-len(m.codes):]
	for column, stride := range joined {
		offset += int(m.code(tuple, column)) * stride
	}
	return uint32(offset)
}

// settle brings the offsets of the tuples that are known up to date with a cube.
func (m *matching) settle(c *cube) {
	if m.cube == c {
		return
	}
	m.cube = c
	for tuple := range m.offsets {
		if m.isKnown(uint32(tuple)) {
			m.offsets[tuple] = m.offset(uint32(tuple))
		}
	}
}
