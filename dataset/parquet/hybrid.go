package parquet

import (
	"encoding/binary"
	"math/bits"
)

// hybrid decodes integers of a fixed width from runs that either repeat one
// value or pack values bit by bit, the lowest first. Whatever the bytes say, it
// reads none but its own.
type hybrid struct {
	data     []byte
	width    int    // bits of a value, at most 32
	repeated int    // values left of a run that repeats value
	packed   int    // values left of a packed run
	bit      int    // where in data the next of these starts
	end      int    // where in data the packed run ends
	value    uint32 // which is repeated
}

// maxWidth is the most bits of a value.
const maxWidth = 32

func newHybrid(data []byte, width int) (hybrid, error) {
	if width > maxWidth {
		return hybrid{}, fault("a page holds values of %d bits, more than %d", width, maxWidth)
	}
	return hybrid{data: data, width: width}, nil
}

// fill decodes as many values as to holds.
func (h *hybrid) fill(to []uint32) error {
	for len(to) > 0 {
		var n int
		switch {
		case h.repeated > 0:
			n = min(h.repeated, len(to))
			for i := range to[:n] {
				to[i] = h.value
			}
			h.repeated -= n
		case h.packed > 0:
			n = min(h.packed, len(to))
			h.unpack(to[:n])
			h.packed -= n
		default:
			if err := h.nextRun(); err != nil {
				return err
			}
		}
		to = to[n:]
	}
	return nil
}

// skip passes over up to n values when all of them repeat the value wanted, and
// returns how many.
func (h *hybrid) skip(n int, wanted uint32) int {
	if h.repeated == 0 && h.packed == 0 && h.nextRun() != nil || h.value != wanted {
		return 0
	}
	n = min(n, h.repeated)
	h.repeated -= n
	return n
}

// nextRun reads the head of a run.
func (h *hybrid) nextRun() error {
	if h.end > 0 {
		h.data, h.end = h.data[h.end:], 0
	}
	head, n := binary.Uvarint(h.data)
	if n <= 0 || head > 1<<32-1 {
		return fault("a page ends before its values do")
	}
	h.data = h.data[n:]
	count := int(head >> 1)
	if head&1 == 1 { // groups of eight values
		h.bit, h.end = 0, min(count*h.width, len(h.data))
		h.packed = count * 8
		if h.width > 0 { // the last run may be cut off after the last value
			h.packed = min(h.packed, h.end*8/h.width)
		}
		if h.packed == 0 {
			return fault("a page ends before its values do")
		}
		return nil
	}
	size := (h.width + 7) / 8
	if size > len(h.data) {
		return fault("a page ends before its values do")
	}
	h.value = 0
	for i, b := range h.data[:size] {
		h.value |= uint32(b) << (8 * i)
	}
	h.data, h.repeated = h.data[size:], count
	return nil
}

// unpack decodes values of a packed run.
func (h *hybrid) unpack(to []uint32) {
	mask := uint64(1)<<h.width - 1
	for len(to) >= 8 && h.width <= 8 && h.bit&7 == 0 && h.bit>>3+8 <= len(h.data) { // eight values in a word
		word := binary.LittleEndian.Uint64(h.data[h.bit>>3:])
		eight := (*[8]uint32)(to)
		for i := range eight {
			eight[i] = uint32(word & mask)
			word >>= h.width
		}
		h.bit += 8 * h.width
		to = to[8:]
	}
	for i := range to {
		to[i] = uint32(h.word(h.bit>>3) >> (h.bit & 7) & mask)
		h.bit += h.width
	}
}

// word is the eight bytes from at, as far as there are so many.
func (h *hybrid) word(at int) uint64 {
	if at+8 <= len(h.data) {
		return binary.LittleEndian.Uint64(h.data[at:])
	}
	var room [8]byte
	copy(room[:], h.data[at:])
	return binary.LittleEndian.Uint64(room[:])
}

// bitmap decodes n values of one bit into the bits of to, and returns how many
// are 1.
func (h *hybrid) bitmap(to []byte, n int) (ones int, err error) {
	clear(to)
	for at := 0; at < n; {
		var k int
		switch {
		case h.repeated > 0 && h.value > 1:
			return 0, fault("a page says of a value that it is there %d times", h.value)
		case h.repeated > 0:
			k = min(h.repeated, n-at)
			h.repeated -= k
			if h.value == 1 {
				setBits(to, at, k)
				ones += k
			}
		case h.packed > 0:
			k = min(h.packed, n-at, 8)
			some := uint16(h.word(h.bit>>3)>>(h.bit&7)) & (1<<k - 1)
			ones += bits.OnesCount16(some)
			some <<= at & 7
			to[at>>3] |= byte(some)
			if some > 0xff {
				to[at>>3+1] |= byte(some >> 8)
			}
			h.packed, h.bit = h.packed-k, h.bit+k
		default:
			if err := h.nextRun(); err != nil {
				return 0, err
			}
		}
		at += k
	}
	return ones, nil
}

// setBits sets n bits.
func setBits(to []byte, at, n int) {
	for end := at + n; at < end; {
		if at&7 == 0 && end-at >= 8 {
			to[at>>3] = 0xff
			at += 8
			continue
		}
		to[at>>3] |= 1 << (at & 7)
		at++
	}
}
