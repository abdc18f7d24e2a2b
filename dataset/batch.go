package dataset

import (
	"bytes"
	"encoding/binary"
)

// Rows may be counted by columns rather than one by one: a source turns the
// texts of a column into codes, column after column, and has the rows of codes
// counted. It does so for rows that hold nothing new; the others, and with them
// whatever may be wrong, are for [Part.Row].

// Texts are some texts among others, each ended by one byte: the i-th lies in
// Data behind Ends[i*Stride] and before Ends[i*Stride+1].
type Texts struct {
	Data   []byte
	Ends   []uint32
	Stride int
	TrimCR bool // whether a carriage return at the end of a text is none of it
	Quoted bool // whether a text that starts with a quote ends with one, and neither is of it
}

// Coded lists the columns whose texts have codes, by their positions in
// [Counter.Columns].
func (p *Part) Coded() []int { return p.plan.dicts }

// ByCodes reports whether rows can be counted by codes: nothing else is needed,
// such as a weight.
func (p *Part) ByCodes() bool {
	return p.plan.counts() && p.limits == nil
}

// Codes writes the codes of the texts of the n-th of the columns in
// [Part.Coded]. It reports false, and has written some, when a text is new or
// has quotes within quotes.
func (p *Part) Codes(n int, texts Texts, codes []uint16) bool {
	d := p.dicts[n]
	data := texts.Data[:cap(texts.Data)] // a word may reach behind the last text
	short, shift, isText := d.short, d.shift, d.numbers == nil
	at := 0
	for i := range codes {
		ends := texts.Ends[at : at+2]
		from, to := int(ends[0]+1), int(ends[1])
		at += texts.Stride
		if texts.TrimCR && to > from && data[to-1] == '\r' {
			to--
		}
		if texts.Quoted && from < to && data[from] == '"' {
			if from, to = from+1, to-1; bytes.IndexByte(data[from:to], '"') >= 0 {
				return false
			}
		}
		if size := to - from; isText && size <= shortText && from+shortText <= len(data) { // as find does, for most texts
			text := data[from : from+shortText]
			low, high := binary.LittleEndian.Uint64(text)&lowMask[size], binary.LittleEndian.Uint64(text[8:])&highMask[size]
			e := &short[hash(low, high)>>shift]
			if e.low == low && e.high == high && int(e.size) == size+1 {
				codes[i] = e.entry
				continue
			}
		}
		code, known := d.find(data[from:to])
		if !known {
			return false
		}
		codes[i] = code
	}
	return true
}

// Code returns the code of one text of the n-th of the columns in [Part.Coded].
// It reports false when the part then fails.
func (p *Part) Code(key int64, n int, text []byte) (uint16, bool) {
	if code, known := p.dicts[n].find(text); known {
		return code, true
	}
	return p.enter(key, n, text)
}

// Count counts rows by their codes, a column after the other in the order of
// [Part.Coded], and where there are keys, those that were matched. The keys of the
// rows follow one another, step by step. It reports false when the part then fails.
func (p *Part) Count(key int64, codes [][]uint16) bool {
	if p.gathering != nil {
		return p.gatherCodes(key, codes)
	}
	var offsets, tuples []uint32
	if m := p.matching; m != nil {
		m.commit(1)
		if tuples = m.tuples; p.plain && m.offsets != nil {
			m.settle(p.cubes[0])
			offsets = m.offsets
		} else {
			codes = m.joinCodes(codes)
		}
	}
	if !p.plain {
		return p.countEach(key, codes)
	}
	rows := len(codes[0])
	p.account.Read += int64(rows)
	counts, strides := p.cubes[0].counts, p.cubes[0].strides
	var cells [256]uint32
	for from := 0; from < rows; from += len(cells) {
		some := cells[:min(len(cells), rows-from)]
		clear(some)
		if offsets != nil {
			for i, tuple := range tuples[from : from+len(some)] {
				some[i] = offsets[tuple]
			}
		}
		for column, codes := range codes {
			of, stride := codes[from:from+len(some)], strides[column]
			for i := range some {
				some[i] += uint32(of[i]) * uint32(stride)
			}
		}
		for _, cell := range some {
			counts[cell]++
		}
	}
	return true
}

func (p *Part) countEach(key int64, codes [][]uint16) bool {
	for i := range codes[0] {
		p.account.Read++
		for column := range codes {
			p.row[column] = codes[column][i]
		}
		if !p.count(key+int64(i), nil, 1) {
			return false
		}
	}
	return true
}

// Stride is what one more in the code of the n-th of the columns in [Part.Coded]
// adds to the position of a row's cell, for [Part.CountCells]. It may change when
// a part looks at a text. It reports false when cells have no such position.
func (p *Part) Stride(n int) (uint32, bool) {
	if !p.plain {
		return 0, false
	}
	return uint32(p.cubes[0].strides[n]), true
}

// NoCell is added to the position of a row's cell, once or several times, when
// there is none: a code is not known.
const NoCell = 1 << 24

// CountCells counts rows by the positions of their cells, each the sum of its
// codes times their strides. It reports false, and counts none, when a row has
// no cell.
func (p *Part) CountCells(cells []uint32) bool {
	var all uint32
	for _, cell := range cells {
		all |= cell
	}
	if all >= NoCell {
		return false
	}
	counts := p.cubes[0].counts
	for _, cell := range cells {
		counts[cell]++
	}
	p.account.Read += int64(len(cells))
	return true
}
