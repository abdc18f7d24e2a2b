package dataset

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sync/atomic"
)

// keyTable finds people by their keys, of one kind, by open addressing. It is
// parted by the highest bits of the hash into buckets, which are filled by
// different goroutines; while rows are counted it does not change, but for who was
// found.
//
// Equal hashes are not taken for equal keys: a number is kept as it is, and of a
// text all bytes are compared. A slot holds the half of that by which almost all
// others are told apart, as the memory answers the sooner the smaller a table is.
type keyTable struct {
	slots []slot
	size  uint64 // slots of a bucket; at least one is free
	// rest is the high half of the number in a slot, or nil where that of all is 0; of
	// a text it is where that lies among those of the bucket.
	rest  []uint32
	texts [tableBuckets][]byte // each behind its length
}

const (
	bucketBits   = 6
	tableBuckets = 1 << bucketBits
)

// slot is somebody, or free.
type slot struct {
	low uint32 // half of the number, or of the hash of the text
	// tuple says whose values these are; 0 is a free slot. The highest bit says that
	// a row has found it, and alone changes after the table is filled.
	tuple uint32
}

const (
	slotBytes = 8
	lineSlots = 8 // which the memory gives together
	lineTaken = 4 // of these at most, on the average
	restBytes = 4
	isFound   = 1 << 31
)

// start is the slot from which a hash is looked for.
func (t *keyTable) start(hash uint64) uint64 {
	at, _ := bits.Mul64(hash, uint64(len(t.slots)))
	return at
}

// next is the line after another of the bucket of a hash.
func (t *keyTable) next(line, hash uint64) uint64 {
	end := (hash>>(64-bucketBits) + 1) * t.size
	if line += lineSlots; line == end {
		return end - t.size
	}
	return line
}

// number returns the place of a number's slot and the tuple there, or the free one
// where it would be.
func (t *keyTable) number(hash, number uint64) (at uint64, tuple uint32) {
	start := t.start(hash)
	for line := start &^ (lineSlots - 1); ; line = t.next(line, hash) {
		for i := start; i < start+lineSlots; i++ {
			at = line | i&(lineSlots-1)
			s := &t.slots[at]
			tuple = atomic.LoadUint32(&s.tuple)
			if tuple == 0 || s.low == uint32(number) && t.high(at) == uint32(number>>32) {
				return at, tuple
			}
		}
	}
}

func (t *keyTable) high(at uint64) uint32 {
	if t.rest == nil {
		return 0
	}
	return t.rest[at]
}

// text returns the place of a text's slot and the tuple there, or the free one where
// it would be.
func (t *keyTable) text(hash uint64, text []byte) (at uint64, tuple uint32) {
	texts, start := t.texts[hash>>(64-bucketBits)], t.start(hash)
	for line := start &^ (lineSlots - 1); ; line = t.next(line, hash) {
		for i := start; i < start+lineSlots; i++ {
			at = line | i&(lineSlots-1)
			s := &t.slots[at]
			tuple = atomic.LoadUint32(&s.tuple)
			if tuple == 0 || s.low == uint32(hash) && bytes.Equal(textAt(texts, t.rest[at]), text) {
				return at, tuple
			}
		}
	}
}

func textAt(texts []byte, at uint32) []byte {
	size, n := binary.Uvarint(texts[at:])
	return texts[int(at)+n:][:size]
}

// makeRoom makes an empty table of so many people at most in a bucket, if it may
// take the memory. Wide is one of texts, or of numbers that do not all fit into 32
// bits.
func (t *keyTable) makeRoom(people int, wide bool, hold func(bytes int) bool) bool {
	t.size = uint64(people/lineTaken+1) * lineSlots
	slots, bytes := tableBuckets*int(t.size), slotBytes
	if wide {
		bytes += restBytes
	}
	if !hold(slots * bytes) {
		return false
	}
	t.slots = make([]slot, slots)
	if wide {
		t.rest = make([]uint32, slots)
	}
	return true
}
