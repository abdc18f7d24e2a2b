package parquet

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// chunk is a column of a row group, read from its start to its end.
type chunk interface {
	// ready returns how many rows can be read next, 0 after the last.
	ready() (int, error)
	// read reads as many rows, of those that are ready, as places holds, and
	// writes for each the place of its value; a missing one has place 0.
	read(places []uint32) error
	// lasting is the number of places, with that of missing values, whose
	// texts stay the same; 0 when they change with each read.
	lasting() int
	// appendText appends the text of the value at a place other than 0.
	appendText(text []byte, place uint32) []byte
	close()
}

// pages is a chunk read from its pages: the columns of few values, whose pages
// hold indices into a dictionary, are counted without a look at their values.
type pages struct {
	reader   file.PageReader
	kind     *kind
	optional bool
	dict     stored
	known    bool // whether there is a dictionary

	page
	plain   stored // the values read last, if the page has no indices
	present []byte // bits: which rows have a value
	scratch []uint32
}

// page is a page, from what was not read yet.
type page struct {
	left    int    // rows
	levels  hybrid // whether a row has a value, if it may have none
	indexed bool   // whether it has indices
	indices hybrid // into the dictionary
	values  []byte // if it has no indices
}

// direct are the encodings that pages of any kind may have.
var direct = []parquet.Encoding{
	parquet.Encodings.Plain, parquet.Encodings.PlainDict, parquet.Encodings.RLEDict, parquet.Encodings.RLE, parquet.Encodings.BitPacked,
}

// openPages opens a column of a row group, or returns nil when the library has to
// decode it.
func (s *Source) openPages(c column, g int) (chunk, error) {
	group := s.footer.RowGroup(g)
	description := s.footer.MetaData().Schema.Column(c.leaf)
	k := c.kind
	meta, err := group.MetaData().ColumnChunk(c.leaf)
	if err != nil {
		return nil, err
	}
	other := func(e parquet.Encoding) bool { return !slices.Contains(direct, e) }
	if description.MaxDefinitionLevel() > 1 || description.MaxRepetitionLevel() > 0 || slices.ContainsFunc(meta.Encodings(), other) {
		return nil, nil
	}
	reader, err := group.GetColumnPageReader(c.leaf)
	if err != nil {
		return nil, err
	}
	p := &pages{reader: reader, kind: k, optional: description.MaxDefinitionLevel() == 1}
	if k.size == oneBit {
		p.dict, p.known = falseAndTrue, true
	} else {
		p.dict.kind, p.plain.kind = k, k
	}
	return p, nil
}

// falseAndTrue are booleans as a dictionary.
var falseAndTrue = stored{
	kind: &kind{size: 5, append: func(text, v []byte) []byte { return append(text, bytes.TrimRight(v, " ")...) }},
	data: []byte("falsetrue "), n: 2,
}

func (p *pages) close() { _ = p.reader.Close() }

func (p *pages) ready() (int, error) {
	for p.left == 0 {
		if !p.reader.Next() {
			return 0, p.reader.Err()
		}
		var err error
		switch page := p.reader.Page().(type) {
		case *file.DictionaryPage:
			err = p.setDictionary(page)
		case *file.DataPageV1:
			err = p.startV1(page)
		case *file.DataPageV2:
			err = p.startV2(page)
		}
		if err != nil {
			return 0, err
		}
	}
	return p.left, nil
}

// setDictionary keeps the dictionary; the page's memory is used again.
func (p *pages) setDictionary(page *file.DictionaryPage) error {
	if p.known {
		return fault("there is a second dictionary")
	}
	p.known = true
	_, err := p.dict.take(bytes.Clone(page.Data()), int(page.NumValues()))
	return err
}

// startV1 starts a page on which the length of the levels precedes them.
func (p *pages) startV1(page *file.DataPageV1) error {
	data := page.Data()
	var levels []byte
	if p.optional {
		if page.DefinitionLevelEncoding() != parquet.Encodings.RLE {
			return fault("a page says which values are missing in an encoding of old, which is not supported")
		}
		if len(data) < 4 || uint64(binary.LittleEndian.Uint32(data)) > uint64(len(data)-4) {
			return fault("a page ends before its values do")
		}
		size := int(binary.LittleEndian.Uint32(data))
		levels, data = data[4:4+size], data[4+size:]
	}
	return p.start(page, levels, data)
}

// startV2 starts a page whose head says how long the levels are. Some writers
// say of a column that cannot repeat, too, that nothing of it repeats.
func (p *pages) startV2(page *file.DataPageV2) error {
	data := page.Data()
	repetition, size := int(page.RepetitionLevelByteLen()), int(page.DefinitionLevelByteLen())
	if repetition < 0 || size < 0 || repetition > len(data) || size > len(data)-repetition {
		return fault("a page ends before its values do")
	}
	data = data[repetition:]
	return p.start(page, data[:size], data[size:])
}

func (p *pages) start(page file.Page, levels, data []byte) (err error) {
	p.left = int(page.NumValues())
	if p.levels, err = newHybrid(levels, 1); err != nil {
		return err
	}
	p.indexed, p.values = true, nil
	switch encoding := parquet.Encoding(page.Encoding()); {
	case p.kind.size == oneBit && encoding == parquet.Encodings.Plain:
		p.indices = hybrid{data: data, width: 1, packed: 8 * len(data), end: len(data)}
	case p.kind.size == oneBit && encoding == parquet.Encodings.RLE && len(data) >= 4:
		p.indices, err = newHybrid(data[4:], 1)
	case encoding == parquet.Encodings.Plain:
		p.indexed, p.values = false, data
	case (encoding == parquet.Encodings.RLEDict || encoding == parquet.Encodings.PlainDict) && p.known && p.kind.size != oneBit:
		width := 0
		if len(data) > 0 { // a page without values may have nothing
			width, data = int(data[0]), data[1:]
		}
		p.indices, err = newHybrid(data, width)
	default:
		err = fault("a page is encoded as %v, which the description of its column does not say", encoding)
	}
	return err
}

func (p *pages) read(places []uint32) error {
	p.left -= len(places)
	if !p.optional {
		return p.readPresent(places)
	}
	n := p.levels.skip(len(places), 1)
	if n == len(places) {
		return p.readPresent(places)
	}
	return p.readLevels(places, n)
}

// levelsOf reads whether rows have a value, as bits in p.present, and returns
// how many have. The first n, which a page repeats, are known to have one.
func (p *pages) levelsOf(rows, n int) (values int, err error) {
	if bytes := (rows + 7) / 8; cap(p.present) < bytes {
		p.present = make([]byte, bytes)
	}
	p.present = p.present[:(rows+7)/8]
	p.levels.repeated += n // which are read again
	return p.levels.bitmap(p.present, rows)
}

// has reports whether a row has a value.
func (p *pages) has(row int) bool { return p.present[row>>3]>>(row&7)&1 == 1 }

// readLevels reads rows of which the first n are known to have a value.
func (p *pages) readLevels(places []uint32, n int) error {
	values, err := p.levelsOf(len(places), n)
	if err != nil {
		return err
	}
	if err := p.readPresent(places[:values]); err != nil {
		return err
	}
	for i := len(places) - 1; i >= 0; i-- { // each value moves up to its row
		if !p.has(i) {
			places[i] = 0
			continue
		}
		values--
		places[i] = places[values]
	}
	return nil
}

// isNarrow reports whether add can be used.
func (p *pages) isNarrow() bool { return p.indexed && p.indices.width <= 8 }

// add reads the next rows as read does, and adds to each of to what its index
// stands for.
func (p *pages) add(to []uint32, steps *steps, missing uint32) error {
	p.left -= len(to)
	n := len(to)
	if p.optional {
		n = p.levels.skip(len(to), 1)
	}
	if n == len(to) {
		return p.indices.add(to, steps)
	}
	values, err := p.levelsOf(len(to), n)
	if err != nil {
		return err
	}
	if cap(p.scratch) < len(to) {
		p.scratch = make([]uint32, len(to))
	}
	found := p.scratch[:values]
	clear(found)
	if err := p.indices.add(found, steps); err != nil {
		return err
	}
	for row := 0; row < len(to); {
		if p.present[row>>3] == 0xff && row&7 == 0 { // most often nobody of eight has none
			eight, of := (*[8]uint32)(to[row:]), (*[8]uint32)(found)
			for i := range eight {
				eight[i] += of[i]
			}
			row, found = row+8, found[8:]
			continue
		}
		if p.has(row) {
			to[row] += found[0]
			found = found[1:]
		} else {
			to[row] += missing
		}
		row++
	}
	return nil
}

// readPresent reads rows all of which have a value.
func (p *pages) readPresent(places []uint32) (err error) {
	if !p.indexed {
		p.values, err = p.plain.take(p.values, len(places))
		for i := range places {
			places[i] = uint32(i + 1)
		}
		return err
	}
	if err := p.indices.fill(places); err != nil {
		return err
	}
	n := uint32(p.dict.n)
	for i, index := range places {
		if index >= n {
			return fault("a page asks for entry %d of a dictionary of %d", uint64(index)+1, n)
		}
		places[i] = index + 1
	}
	return nil
}

func (p *pages) lasting() int {
	if p.indexed {
		return p.dict.n + 1
	}
	return 0
}

// isNumbers reports whether the values are integers.
func (p *pages) isNumbers() bool { return p.kind.number != nil }

// number is the integer at a place other than 0.
func (p *pages) number(place uint32) int64 {
	if p.indexed {
		return p.dict.number(int(place - 1))
	}
	return p.plain.number(int(place - 1))
}

func (p *pages) appendText(text []byte, place uint32) []byte {
	if p.indexed {
		return p.dict.appendText(text, int(place-1))
	}
	return p.plain.appendText(text, int(place-1))
}
