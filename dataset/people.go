package dataset

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// People are the rows of a file of attributes, for other rows to find by a key.
// The sources of the file add to [People.Counter]; once [People.Finish] has ended
// that, a [Counter] or [Limits] made with the people joins its rows with them, as
// if their values stood in the rows.
//
// A row of which some column of the key has no value is nobody's. Two rows with
// the same key are an error, and so is a value that the spec cannot read, even
// that of somebody whom no row finds.
type People struct {
	join    *Join
	counter *Counter
	seeds   seeds
	files   []gatheredFile
	account tally.People
	held    int64 // bytes of what follows

	tables [keyKinds]keyTable // by the kind of the key
	// The values of a tuple are entries of the columns, or where quantiles are to be
	// found, numbers. The first tuple is nobody's: all its values are missing.
	tuples   []uint16
	columns  []peopleColumn
	measures []float64 // NaN for a missing one
}

// peopleColumn is a column taken from the file of attributes.
type peopleColumn struct {
	values [][]string // by entry: the value for each role of the column; the first entry's are missing
}

// NewPeople returns nobody yet, of whom the join of a valid spec asks some
// columns. Where the spec leaves quantiles of these to be found, the people serve
// [NewLimits], and else [NewCounter].
func NewPeople(spec Spec, join *Join) *People {
	people := &People{join: join, seeds: newSeeds()}
	p := &plan{spec: spec, measures: noMeasures, unit: -1, texts: spec.Reading.texts(), gathers: people}
	p.spec.MaxValues, p.spec.Missing = maxEntries-1, MissingGroup // those who are found may have fewer values
	if join.HasQuantiles(spec) {
		p.addLimits()
	} else {
		for _, r := range spec.characterRoles(p.texts) {
			if join.has(r.column) {
				p.add(r)
			}
		}
	}
	for _, k := range join.Key {
		p.keys = append(p.keys, p.columnAt(k.Person))
	}
	people.counter = newCounter(p)
	return people
}

// Counter is what the sources of the file are to add their rows to. It makes no
// tally.
func (p *People) Counter() *Counter { return p.counter }

// Rows is how many rows were read, once [People.Finish] has ended the reading.
func (p *People) Rows() int64 { return p.account.Read }

// Finish makes all who were read ready to be found. It works with so many
// goroutines; 0 stands for one per processor.
func (p *People) Finish(threads int) error {
	c := p.counter
	gathered := make([]*gathering, len(c.parts))
	p.account.Read = c.account.Read
	for i, part := range c.parts {
		gathered[i] = part.gathering
		p.account.Keyless += part.gathering.keyless
	}
	p.joinTuples(c.parts)
	if !p.reserve(gathered) {
		return &Error{Err: c.tooMuch()}
	}
	c.parts, c.own = nil, nil // fill frees what they hold as it goes
	return p.fill(gathered, Threads(threads))
}

// joinTuples puts the tuples of the parts one after the other.
func (p *People) joinTuples(parts []*Part) {
	c := p.counter
	if c.limits != nil {
		p.measures = slices.Repeat([]float64{math.NaN()}, len(c.limits))
		for _, part := range parts {
			part.gathering.first = uint32(len(p.measures) / len(c.limits))
			p.measures = append(p.measures, part.gathering.measures...)
			part.gathering.measures = nil
		}
		return
	}
	width := len(c.plan.dicts)
	p.tuples, p.columns = make([]uint16, width), make([]peopleColumn, width)
	entries := make([][]uint16, width) // by column, of each entry of a part
	known := make([]map[string]uint16, width)
	for i := range known {
		known[i] = map[string]uint16{}
		p.columns[i].enter(known[i], make([]string, len(c.own.dicts[i].roles)))
	}
	for _, part := range parts {
		for i, d := range part.dicts {
			entries[i] = entries[i][:0]
			for entry := range d.entries {
				entries[i] = append(entries[i], p.columns[i].enter(known[i], d.valuesOf(uint16(entry))))
			}
		}
		part.gathering.first = uint32(len(p.tuples) / width)
		for at, entry := range part.gathering.tuples.rows {
			p.tuples = append(p.tuples, entries[at%width][entry])
		}
		part.gathering.tuples = tuples{}
	}
}

// enter returns the entry of the values of a column's roles.
func (c *peopleColumn) enter(known map[string]uint16, values []string) uint16 {
	key := fmt.Sprintf("%q", values)
	entry, ok := known[key]
	if !ok {
		entry = uint16(len(c.values))
		known[key] = entry
		c.values = append(c.values, values)
	}
	return entry
}

// reserve makes the tables, if they may be as large as they will be.
func (p *People) reserve(gathered []*gathering) bool {
	hold := func(bytes int) bool {
		p.held += int64(bytes)
		return p.counter.budget.hold(bytes)
	}
	fits := hold(2*len(p.tuples) + 8*len(p.measures))
	for kind := range keyKind(keyKinds) {
		t, most, wide := &p.tables[kind], 0, kind == textKey
		for i := range tableBuckets {
			people, texts := 0, 0
			for _, g := range gathered {
				people += g.piles[kind][i].n
				texts += len(g.piles[kind][i].texts)
				wide = wide || g.high > 0
			}
			most = max(most, people)
			if fits = fits && hold(texts); fits {
				t.texts[i] = make([]byte, 0, texts)
			}
		}
		fits = fits && t.makeRoom(most, wide, hold)
	}
	return fits
}

// fill moves the gathered rows into the tables, a bucket after the other.
func (p *People) fill(gathered []*gathering, threads int) error {
	var next atomic.Int64
	var group sync.WaitGroup
	found := make([]*twins, threads)
	for worker := range found {
		group.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= keyKinds*tableBuckets {
					return
				}
				t := p.fillBucket(gathered, keyKind(i/tableBuckets), i%tableBuckets)
				found[worker] = t.orEarlier(found[worker])
			}
		})
	}
	group.Wait()
	var first *twins
	for _, t := range found {
		first = t.orEarlier(first)
	}
	if first == nil {
		return nil
	}
	return &Error{At: p.position(first.second), Err: words.Errorf("the key %s is there twice, first at %v; a file of attributes has one row for each person",
		p.describe(first), p.position(first.first))}
}

// fillBucket fills a bucket, and returns the earliest row whose key an earlier one
// has, with that one, or nil.
func (p *People) fillBucket(gathered []*gathering, kind keyKind, i int) (earliest *twins) {
	t := &p.tables[kind]
	// The bucket is written to before it is read: pages that are read first are
	// mapped twice, the second time with an interrupt of all other processors.
	clear(t.slots[uint64(i)*t.size:][:t.size])
	unique := true
	for _, g := range gathered {
		g.piles[kind][i].each(kind, func(row *gatheredRow, text []byte) {
			var at uint64
			var tuple, rest uint32
			if kind == textKey {
				at, tuple = t.text(row.word, text)
				rest = uint32(len(t.texts[i]))
				t.texts[i] = append(binary.AppendUvarint(t.texts[i], uint64(len(text))), text...)
			} else {
				at, tuple = t.number(p.seeds.ofNumber(int64(row.word)), row.word)
				rest = uint32(row.word >> 32)
			}
			unique = unique && tuple == 0
			t.slots[at] = slot{uint32(row.word), g.first + row.tuple}
			if t.rest != nil {
				t.rest[at] = rest
			}
		})
	}
	if !unique {
		earliest = earliestTwins(gathered, kind, i)
	}
	for _, g := range gathered {
		g.piles[kind][i] = pile{}
	}
	return earliest
}

// earliestTwins looks at a bucket that holds two rows with the same key.
func earliestTwins(gathered []*gathering, kind keyKind, i int) (earliest *twins) {
	places := map[twins]uint32{} // of the earliest row with a key
	for _, g := range gathered {
		g.piles[kind][i].each(kind, func(row *gatheredRow, text []byte) {
			t := twins{kind: kind, number: row.word, text: string(text)}
			place, isThere := places[t]
			if !isThere {
				places[t] = row.place
				return
			}
			places[t] = min(place, row.place)
			t.first, t.second = places[t], max(place, row.place)
			earliest = t.orEarlier(earliest)
		})
	}
	return earliest
}

// twins are two rows with the same key, by their places.
type twins struct {
	kind          keyKind
	number        uint64
	text          string
	first, second uint32
}

// orEarlier returns the one of two, either of which may be nil, whose second row
// is earlier.
func (t *twins) orEarlier(o *twins) *twins {
	if o == nil || t != nil && t.second < o.second {
		return t
	}
	return o
}

// describe writes the key of twins: id = "42".
func (p *People) describe(t *twins) string {
	texts := []string{t.text}
	switch {
	case t.kind == numberKey:
		texts[0] = strconv.FormatInt(int64(t.number), 10)
	case len(p.join.Key) > 1:
		texts = splitKey([]byte(t.text))
	}
	for i, k := range p.join.Key {
		texts[i] = k.Person + " = " + quote(texts[i])
	}
	return strings.Join(texts, ", ")
}
