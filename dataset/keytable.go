package dataset

import (
	"bytes"
	"encoding/binary"
)

// keyTable finds people by their keys, of one kind. It is parted by the highest
// bits of the hash into buckets, which are filled by different goroutines; while
// rows are counted it does not change, but for who was found.
//
// Equal hashes are not taken for equal keys: a number is kept as it is, and of a
// text all bytes are compared.
type keyTable struct{ buckets [tableBuckets]bucket }

const (
	bucketBits   = 6
	tableBuckets = 1 << bucketBits
)

// bucket is a table of open addressing, at most three quarters full.
type bucket struct {
	slots []slot
	shift uint8  // 64 less the binary logarithm of len(slots)
	texts []byte // of the keys that are texts, each behind its length
}

// slot is somebody, or free.
type slot struct {
	// key is the number. Of a text it is the low half of the hash, and below that
	// the place in the bucket's texts.
	key   uint64
	tuple uint32 // whose values these are; 0 for a free slot
	// unfound is the place of the row, from 1, until another row has found it, and
	// then 0. It alone changes after the table is filled.
	unfound uint32
}

const slotBytes = 16

// slotsFor is how many slots a bucket of so many people has.
func slotsFor(people int) int {
	slots := 4
	for slots*3 < people*4 {
		slots *= 2
	}
	return slots
}

func (t *keyTable) bucketOf(hash uint64) *bucket { return &t.buckets[hash>>(64-bucketBits)] }

// start is the slot from which a hash is looked for.
func (b *bucket) start(hash uint64) uint64 { return hash << bucketBits >> b.shift }

// makeRoom makes an empty bucket of so many slots, a power of two.
func (b *bucket) makeRoom(slots int, texts int) {
	b.slots, b.texts, b.shift = make([]slot, slots), make([]byte, 0, texts), 64
	for ; slots > 1; slots /= 2 {
		b.shift--
	}
}

// number returns the slot of a number, or the free one where it would be.
func (b *bucket) number(hash, number uint64) *slot {
	mask := uint64(len(b.slots) - 1)
	start := b.start(hash)
	for line := start &^ 3; ; line = (line + 4) & mask {
		for i := start; i < start+4; i++ {
			if s := &b.slots[(line|i&3)&mask]; s.tuple == 0 || s.key == number {
				return s
			}
		}
	}
}

// text returns the slot of a text, or the free one where it would be.
func (b *bucket) text(hash uint64, text []byte) *slot {
	mask := uint64(len(b.slots) - 1)
	start := b.start(hash)
	for line := start &^ 3; ; line = (line + 4) & mask {
		for i := start; i < start+4; i++ {
			if s := &b.slots[(line|i&3)&mask]; s.tuple == 0 || s.key>>32 == hash&(1<<32-1) && bytes.Equal(b.textOf(s), text) {
				return s
			}
		}
	}
}

// textOf is the text of a slot that has one.
func (b *bucket) textOf(s *slot) []byte {
	at := b.texts[uint32(s.key):]
	size, n := binary.Uvarint(at)
	return at[n : n+int(size)]
}

// keep adds a text and returns the key of its slot.
func (b *bucket) keep(hash uint64, text []byte) uint64 {
	key := hash<<32 | uint64(len(b.texts))
	b.texts = append(binary.AppendUvarint(b.texts, uint64(len(text))), text...)
	return key
}
