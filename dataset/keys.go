package dataset

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"strconv"
)

// keys are the keys of some rows, in their order. Keys are equal when their
// canonical texts are. That of a key of one column which is an integer of 64
// bits is kept as a number; any other as a text, in which the length of each of
// several columns precedes it.
type keys struct {
	texts   *texts
	columns int
	seeds   seeds
	list    []key
	data    []byte // the texts
}

type key struct {
	hash uint64
	word uint64 // the number, or where the text lies: its start in the high half, its end in the low one
	kind keyKind
}

// keyKind is what a key is.
type keyKind uint8

const (
	numberKey keyKind = iota
	textKey
	noKey // a column of the key has no value

	keyKinds = 2 // of those that somebody can have
)

// newKeys are no keys yet, of rows that find the people or are theirs.
func (p *People) newKeys(plan *plan) keys {
	return keys{texts: plan.texts, columns: len(plan.keys), seeds: p.seeds}
}

func (k *keys) reset() {
	k.list, k.data = k.list[:0], k.data[:0]
}

// add adds the key of a row, of which it keeps nothing.
func (k *keys) add(fields [][]byte) error {
	if k.columns == 1 {
		return k.addOne(fields[0])
	}
	start := len(k.data)
	for _, field := range fields {
		text, err := k.canonical(field)
		if err != nil {
			return err
		}
		if len(text) == 0 {
			k.data = k.data[:start]
			k.addNone()
			return nil
		}
		k.data = append(binary.AppendUvarint(k.data, uint64(len(text))), text...)
	}
	k.addText(start)
	return nil
}

func (k *keys) addOne(field []byte) error {
	if n, ok := wholeNumber(field); ok && k.texts.markers == nil {
		k.addNumber(n)
		return nil
	}
	text, err := k.canonical(field)
	if err != nil {
		return err
	}
	if len(text) == 0 {
		k.addNone()
		return nil
	}
	if n, ok := wholeNumber(text); ok {
		k.addNumber(n)
		return nil
	}
	start := len(k.data)
	k.data = append(k.data, text...)
	k.addText(start)
	return nil
}

func (k *keys) canonical(field []byte) ([]byte, error) {
	if len(field) == 0 || k.texts.isCanonical(field) {
		return field, nil
	}
	text, err := k.texts.canonical(string(field))
	return []byte(text), err
}

func (k *keys) addNumber(n int64) {
	k.list = append(k.list, key{k.seeds.ofNumber(n), uint64(n), numberKey})
}

// addNone adds that a row has no key.
func (k *keys) addNone() { k.list = append(k.list, key{kind: noKey}) }

// addText adds the text from start to the end of the data.
func (k *keys) addText(start int) {
	end := len(k.data)
	k.list = append(k.list, key{maphash.Bytes(k.seeds.text, k.data[start:end]), uint64(start)<<32 | uint64(end), textKey})
}

// text is the text of a key of the list.
func (k *keys) text(of *key) []byte { return k.data[of.word>>32 : uint32(of.word)] }

// seeds make hashes that nobody can foresee: files in which many keys collide
// could be made otherwise, and would take for ever to read.
type seeds struct {
	text maphash.Seed
	mask uint64
	odd  uint64
}

func newSeeds() seeds {
	s := seeds{text: maphash.MakeSeed()}
	s.mask, s.odd = maphash.Comparable(s.text, 0), maphash.Comparable(s.text, 1)|1
	return s
}

func (s *seeds) ofNumber(n int64) uint64 {
	high, low := bits.Mul64(uint64(n)^s.mask, s.odd)
	return high ^ low
}

// wholeNumber reads a text that is how an integer of 64 bits is written in decimal,
// as [isInteger] has it and without a negative zero.
func wholeNumber(text []byte) (n int64, ok bool) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 19 || digits[0] == '0' && len(text) > 1 {
		return 0, false
	}
	for _, c := range digits {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) == 19 { // which may be more than fits
		n, err := strconv.ParseInt(string(text), 10, 64)
		return n, err == nil
	}
	if len(digits) < len(text) {
		n = -n
	}
	return n, true
}

// splitKey returns the texts of the columns of a key of several.
func splitKey(key []byte) []string {
	var texts []string
	for len(key) > 0 {
		size, n := binary.Uvarint(key)
		texts = append(texts, string(key[n:n+int(size)]))
		key = key[n+int(size):]
	}
	return texts
}
