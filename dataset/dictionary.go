package dataset

import (
	"encoding/binary"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// dictionary turns the texts of one column into entries. An entry stands for all
// that the column's roles make of a text, so that each distinct text is looked
// at once and a row is a vector of entries, however many roles a column has.
type dictionary struct {
	column    int     // position among the counter's columns; -1 for one that is joined
	roles     []*role // of this column
	ranks     []int   // the positions of these among all roles
	maxValues int
	found     []*values[int64] // of each role
	entries   [][]uint16       // the code of each role, by entry
	special   []bool           // by entry, whether a row with it may be left out or refused
	byCodes   map[string]uint16
	numbers   *numbers // nil unless all roles ask for numbers

	// Texts seen: those of at most [shortText] bytes by these as two integers,
	// in a table of open addressing; longer ones in a map.
	short      []shortEntry
	shift      uint8 // 64 less the binary logarithm of len(short)
	long       map[string]uint16
	remembered int
	missing    Missing
	written    *texts // how the texts are
}

// shortText is the most bytes of a text that is looked up as two integers.
const shortText = 16

type shortEntry struct {
	low, high uint64
	size      uint8 // plus 1, so that 0 is a free place
	entry     uint16
}

// maxRemembered bounds the texts remembered per column: a number has no end of them.
const maxRemembered = 1 << 14

// maxText is the most bytes of a text that rows are counted by: those of some kilobytes
// are no groups, and a small compressed file can hold any number of long ones.
const maxText = 16 << 10

// maxEntries is how many entries a code can tell apart.
const maxEntries = 1 << 16

// lowMask[n] keeps the first n of eight bytes, or all; highMask[n] keeps as many
// of the eight bytes after these as n is more than eight.
var lowMask, highMask [shortText + 1]uint64

func init() {
	for n := range lowMask {
		lowMask[n] = 1<<(8*min(n, 8)) - 1
		highMask[n] = 1<<(8*max(n-8, 0)) - 1
	}
}

// newDictionary makes the dictionary that roles have at a position among all, of
// the texts of a column.
func newDictionary(p *plan, at, column int) *dictionary {
	d := &dictionary{
		column: column, maxValues: p.spec.MaxValues, byCodes: map[string]uint16{}, long: map[string]uint16{},
		short: make([]shortEntry, 64), shift: 64 - 6, missing: p.spec.Missing, written: p.texts,
	}
	for i, r := range p.roles {
		if r.dict == at {
			d.roles, d.ranks = append(d.roles, r), append(d.ranks, i)
			d.found = append(d.found, &values[int64]{})
		}
	}
	d.numbers = newNumbers(d.roles)
	return d
}

// find returns the entry of a text that was seen before. It allocates nothing.
func (d *dictionary) find(text []byte) (entry uint16, known bool) {
	n := len(text)
	if d.numbers != nil && n > 0 {
		if x, ok := d.written.parse(text); ok {
			return d.numbers.find(x)
		}
	}
	if n > shortText {
		entry, known = d.long[string(text)]
		return entry, known
	}
	low, high := integers(text)
	mask := uint64(len(d.short) - 1)
	for at := hash(low, high) >> d.shift; ; at = (at + 1) & mask {
		switch e := &d.short[at]; {
		case e.low == low && e.high == high && int(e.size) == n+1:
			return e.entry, true
		case e.size == 0:
			return 0, false
		}
	}
}

// integers are the bytes of a short text as two integers. A text with room behind
// it is read as it lies there.
func integers(text []byte) (low, high uint64) {
	n := len(text)
	var room [shortText]byte
	b := room[:]
	if cap(text) >= shortText {
		b = text[:shortText]
	} else {
		copy(b, text)
	}
	return binary.LittleEndian.Uint64(b) & lowMask[n], binary.LittleEndian.Uint64(b[8:]) & highMask[n]
}

func hash(low, high uint64) uint64 {
	return (low ^ high*0x9e3779b97f4a7c15) * 0xd6e8feb86659fd93
}

// enter returns the entry of any text, which row key holds. The error is about
// the role of that rank.
func (d *dictionary) enter(key int64, text []byte) (entry uint16, rank int, err error) {
	if len(text) > maxText {
		return 0, d.ranks[0], words.Errorf("the value %s has %d bytes, and people are counted by values of at most %d: name another column", quote(string(text)), len(text), maxText)
	}
	value, err := d.written.canonical(string(text))
	if err != nil {
		return 0, d.ranks[0], err
	}
	values := make([]string, len(d.roles))
	for i, r := range d.roles {
		values[i] = value
		if value != tally.Missing && r.value != nil {
			if values[i], err = r.value(value); err != nil {
				return 0, d.ranks[i], err
			}
		}
	}
	if entry, rank, err = d.enterValues(key, values); err == nil {
		d.remember(text, entry)
	}
	return entry, rank, err
}

// enterValues returns the entry of the values that the roles make of a text.
func (d *dictionary) enterValues(key int64, values []string) (entry uint16, rank int, err error) {
	codes := make([]uint16, len(d.roles))
	for i, r := range d.roles {
		var ok bool
		if codes[i], ok = d.found[i].enter(values[i], key, d.maxValues); !ok {
			return 0, d.ranks[i], r.tooMany(d.maxValues, values[i])
		}
	}
	entry, ok := d.entry(codes)
	if !ok {
		return 0, d.ranks[0], words.Errorf("more than %d distinct values", maxEntries)
	}
	return entry, 0, nil
}

// valuesOf are the values that an entry stands for, of each role.
func (d *dictionary) valuesOf(entry uint16) []string {
	values := make([]string, len(d.roles))
	for i, code := range d.entries[entry] {
		values[i] = d.found[i].list[code]
	}
	return values
}

// distinct is how many values were found, of all roles together.
func (d *dictionary) distinct() int {
	n := 0
	for _, f := range d.found {
		n += len(f.list)
	}
	return n
}

// entry returns the entry of a vector of codes, and adds it when it is new.
func (d *dictionary) entry(codes []uint16) (uint16, bool) {
	key := make([]byte, 0, 16)
	for _, c := range codes {
		key = binary.LittleEndian.AppendUint16(key, c)
	}
	entry, known := d.byCodes[string(key)]
	if known || len(d.entries) == maxEntries {
		return entry, known
	}
	entry = uint16(len(d.entries))
	d.byCodes[string(key)] = entry
	d.entries = append(d.entries, codes)
	special := false
	for i, r := range d.roles {
		drops := r.axis.Role == tally.Predicted || r.axis.Role == tally.Attribute && d.missing != MissingGroup
		special = special || drops && d.isMissing(entry, i)
	}
	d.special = append(d.special, special)
	return entry, true
}

// isMissing reports whether an entry has no value for a role of the column.
func (d *dictionary) isMissing(entry uint16, slot int) bool {
	return d.found[slot].list[d.entries[entry][slot]] == tally.Missing
}

// remember notes the entry of a text.
func (d *dictionary) remember(text []byte, entry uint16) {
	if d.numbers != nil && len(text) > 0 {
		if x, ok := d.written.parse(text); ok {
			d.numbers.remember(x, entry)
			return
		}
	}
	if d.remembered >= max(maxRemembered, 2*d.maxValues) {
		return
	}
	d.remembered++
	if len(text) > shortText {
		d.long[string(text)] = entry
		return
	}
	if 2*d.remembered > len(d.short) {
		old := d.short
		d.short, d.shift = make([]shortEntry, 2*len(old)), d.shift-1
		for _, e := range old {
			if e.size > 0 {
				*d.place(e.low, e.high) = e
			}
		}
	}
	low, high := integers(text)
	*d.place(low, high) = shortEntry{low, high, uint8(len(text) + 1), entry}
}

// place is the free place for a short text that is not in the table.
func (d *dictionary) place(low, high uint64) *shortEntry {
	at := hash(low, high) >> d.shift
	for d.short[at].size > 0 {
		at = (at + 1) & uint64(len(d.short)-1)
	}
	return &d.short[at]
}

// numbers finds the entry of a number by where it lies between the edges of
// the column's roles: there are few such places, and no end of texts.
type numbers struct {
	edges   [][]float64 // of each role
	entries []int32     // by place; -1 where none is known
}

// maxPlaces bounds the places that a column's roles tell apart.
const maxPlaces = 1 << 16

// newNumbers returns nil when a role asks for more than a number.
func newNumbers(roles []*role) *numbers {
	x, places := &numbers{}, 1
	for _, r := range roles {
		if places *= len(r.edges) + 1; r.edges == nil || places > maxPlaces {
			return nil
		}
		x.edges = append(x.edges, r.edges)
	}
	x.entries = make([]int32, places)
	for i := range x.entries {
		x.entries[i] = -1
	}
	return x
}

// place returns where the number lies.
func (x *numbers) place(number float64) int {
	place := 0
	for _, edges := range x.edges {
		place = place*(len(edges)+1) + band(edges, number)
	}
	return place
}

func (x *numbers) find(number float64) (entry uint16, known bool) {
	e := x.entries[x.place(number)]
	return uint16(e), e >= 0
}

func (x *numbers) remember(number float64, entry uint16) {
	x.entries[x.place(number)] = int32(entry)
}
