package dataset

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// gathering is what a part keeps of the rows of a file of attributes.
type gathering struct {
	piles    [keyKinds][tableBuckets]pile
	tuples   tuples
	measures []float64 // in place of tuples, when quantiles are to be found
	keyless  int64
	high     uint32 // or of the high halves of all keys that are numbers
	base     int64  // what makes of the key of a row its place among those of all files
	last     int64  // the key of the last row
	first    uint32 // where this part's tuples start among those of all parts
}

// pile is gathered rows whose keys are of one kind and go into one bucket.
type pile struct {
	chunks [][]gatheredRow
	n      int
	texts  []byte // of the keys, if these are texts, each behind its length
	noted  int    // bytes of texts that the budget knows of
}

type gatheredRow struct {
	word  uint64 // the number that the key is, or the hash of its text
	tuple uint32 // among the part's
	place uint32
}

// chunkRows is how many rows a pile grows by: in pieces that need not be moved.
const (
	chunkRows  = 256
	chunkBytes = chunkRows * 16
)

// gather keeps the i-th of the rows whose keys were added.
func (p *Part) gather(key int64, i int, tuple uint32) bool {
	g := p.gathering
	g.last = key
	k := &p.keys.list[i]
	if k.kind == noKey {
		g.keyless++
		return true
	}
	place := g.base + key + 1
	if place > math.MaxInt32 { // there are no more numbers of tuples
		return p.fail(key, len(p.plan.roles), "", words.Errorf("a file of attributes has at most %d lines", math.MaxInt32))
	}
	row, to := gatheredRow{k.word, tuple, uint32(place)}, &g.piles[k.kind][k.hash>>(64-bucketBits)]
	if k.kind == textKey {
		text := p.keys.text(k)
		to.texts = append(binary.AppendUvarint(to.texts, uint64(len(text))), text...)
		row.word = k.hash
	} else {
		g.high |= uint32(k.word >> 32)
	}
	if to.n%chunkRows == 0 {
		// Of an array the first access would be a read; see [People.fillBucket].
		to.chunks = append(to.chunks, make([]gatheredRow, 0, chunkRows))
		if !p.budget.hold(chunkBytes + len(to.texts) - to.noted) {
			return p.fail(key, len(p.plan.roles), "", errFull)
		}
		to.noted = len(to.texts)
	}
	last := &to.chunks[len(to.chunks)-1]
	*last = append(*last, row)
	to.n++
	return true
}

// each calls f with every row, and with the text of its key if it has one.
func (p *pile) each(kind keyKind, f func(row *gatheredRow, text []byte)) {
	rest := p.texts
	for _, chunk := range p.chunks {
		for i := range chunk {
			var text []byte
			if kind == textKey {
				size, n := binary.Uvarint(rest)
				text, rest = rest[n:n+int(size)], rest[n+int(size):]
			}
			f(&chunk[i], text)
		}
	}
}

// gatherCodes keeps the rows whose keys were added, by the codes of their values.
func (p *Part) gatherCodes(key int64, codes [][]uint16) bool {
	for i := range codes[0] {
		p.account.Read++
		for column := range codes {
			p.row[column] = codes[column][i]
		}
		if !p.gather(key+int64(i), i, p.gathering.tuples.enter(p.row)) {
			return false
		}
	}
	return true
}

// tuples are different rows of entries, one after the other. Beyond some number
// they are no longer looked for, and may be there several times.
type tuples struct {
	rows  []uint16
	slots []uint32 // the number of a tuple plus 1, by the hash of its entries; at most half are taken
	n     int
}

const maxTuples = 1 << 16

// enter returns the number of a row of entries, and adds it when it is new.
func (t *tuples) enter(row []uint16) uint32 {
	if 2*t.n >= len(t.slots) && t.n < maxTuples {
		t.slots = make([]uint32, max(64, 4*t.n))
		for i := range t.n {
			*t.slot(t.tuple(uint32(i), len(row))) = uint32(i + 1)
		}
	}
	slot := t.slot(row)
	if *slot > 0 {
		return *slot - 1
	}
	t.rows = append(t.rows, row...)
	if t.n < maxTuples {
		*slot = uint32(t.n + 1)
	}
	t.n++
	return uint32(t.n - 1)
}

func (t *tuples) tuple(i uint32, width int) []uint16 {
	return t.rows[int(i)*width:][:width]
}

// slot is that of a row of entries, or the free one where it would be.
func (t *tuples) slot(row []uint16) *uint32 {
	var hash uint64
	for _, entry := range row {
		hash = (hash ^ uint64(entry)) * 0x9e3779b97f4a7c15
	}
	mask := uint64(len(t.slots) - 1)
	for at := hash >> 32; ; at++ {
		slot := &t.slots[at&mask]
		if *slot == 0 || slices.Equal(t.tuple(*slot-1, len(row)), row) {
			return slot
		}
	}
}

// gatheredFile is one file of attributes.
type gatheredFile struct {
	first int64 // the place before its first row
	at    Position
}

// startFile tells the parts where the rows of the next file have their places.
func (p *People) startFile(parts []*Part) {
	var first int64
	if n := len(p.files); n > 0 {
		first = p.files[n-1].first
	}
	for _, part := range p.counter.parts {
		first = max(first, part.gathering.base+part.gathering.last)
	}
	for _, part := range parts {
		part.gathering.base, part.gathering.last = first, 0
	}
	p.files = append(p.files, gatheredFile{first: first})
}

// endFile notes how positions in the file are told.
func (p *People) endFile(at func(key int64) Position) {
	p.files[len(p.files)-1].at = at(0)
}

// position is where the row with some place stands.
func (p *People) position(place uint32) Position {
	i := sort.Search(len(p.files), func(i int) bool { return p.files[i].first >= int64(place) })
	file := p.files[i-1]
	file.at.Line = int64(place) - 1 - file.first
	return file.at
}
