package dataset

import (
	"slices"
	"sync/atomic"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// matching finds somebody for the rows of a part.
type matching struct {
	people  *People
	tuples  []uint32     // of the rows whose keys were added, by which their values are found
	codes   [][]uint16   // of these values, by joined column
	entries [][]int32    // by joined column and the people's entry: that of the part's dictionary, or -1
	pending tally.Joined // of those rows
	account tally.Joined // of the rows counted
	found   int64        // people whom no part had found before
	touched uint32
}

func (p *People) newMatching() *matching {
	m := &matching{people: p, codes: make([][]uint16, len(p.columns))}
	for i := range p.columns {
		m.entries = append(m.entries, slices.Repeat([]int32{-1}, len(p.columns[i].values)))
	}
	return m
}

// match finds the tuples of the rows whose keys were added.
func (m *matching) match(k *keys) {
	tables := &m.people.tables
	// Asking for all slots before any is looked at lets the memory answer for many
	// at the same time.
	for i, hash := range k.hashes {
		if kind := k.kinds[i]; kind != noKey {
			b := tables[kind].bucketOf(hash)
			m.touched += b.slots[b.start(hash)].tuple
		}
	}
	m.tuples, m.pending = m.tuples[:0], tally.Joined{}
	for i, hash := range k.hashes {
		var s *slot
		switch k.kinds[i] {
		case numberKey:
			s = tables[numberKey].bucketOf(hash).number(hash, k.words[i])
		case textKey:
			s = tables[textKey].bucketOf(hash).text(hash, k.text(i))
		default:
			m.pending.Keyless++
			m.tuples = append(m.tuples, 0)
			continue
		}
		m.tuples = append(m.tuples, s.tuple)
		if s.tuple == 0 {
			m.pending.Unmatched++
			continue
		}
		m.pending.Matched++
		if atomic.LoadUint32(&s.mark) == 0 && atomic.CompareAndSwapUint32(&s.mark, 0, 1) {
			m.found++
		}
	}
}

// commit takes the rows that were matched into the account.
func (m *matching) commit() {
	addJoined(&m.account, &m.pending)
}

// addJoined moves what is in one account of rows to another.
func addJoined(to, from *tally.Joined) {
	to.Matched += from.Matched
	to.Unmatched += from.Unmatched
	to.Keyless += from.Keyless
	*from = tally.Joined{}
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
func (p *Part) NoKey() { p.keys.append(noKey, 0, 0) }

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
	width := len(m.people.columns)
	for column := range m.codes {
		codes, entries, of := m.codes[column][:0], m.entries[column], m.people.tuples[column:]
		for i, tuple := range m.tuples {
			entry := of[int(tuple)*width]
			code := entries[entry]
			if code < 0 {
				var ok bool
				if code, ok = p.enterJoined(key+int64(i), column, entry); !ok {
					return false
				}
			}
			codes = append(codes, uint16(code))
		}
		m.codes[column] = codes
	}
	return true
}

// enterJoined looks at the people's values for the first time.
func (p *Part) enterJoined(key int64, column int, entry uint16) (int32, bool) {
	dict := len(p.plan.dicts) + column
	d := p.dicts[dict]
	known := d.distinct()
	code, rank, err := d.enterValues(key, p.matching.people.columns[column].values[entry])
	p.arrived += d.distinct() - known
	if err != nil {
		return 0, p.fail(key, rank, d.roles[0].column, err)
	}
	if len(d.entries) > p.room[dict] {
		p.grow(dict)
	}
	p.matching.entries[column][entry] = int32(code)
	return int32(code), true
}
