package parquet

import "encoding/binary"

// steps are what values of some bits, at most eight, stand for. Several values
// that share a byte are looked up together.
type steps struct {
	width int
	one   [256]uint32    // by value
	many  [256][8]uint32 // by the byte that holds as many values as it can
}

// setWidth prepares many; one is already set.
func (s *steps) setWidth(width int) {
	s.width = width
	if width == 0 || width > 4 {
		return
	}
	mask := 1<<width - 1
	for b := range s.many {
		for i := range 8 / width {
			s.many[b][i] = s.one[b>>(i*width)&mask]
		}
	}
}

// add adds to each of to what the next value stands for. Both have one width.
func (h *hybrid) add(to []uint32, s *steps) error {
	for len(to) > 0 {
		var n int
		switch {
		case h.repeated > 0:
			n = min(h.repeated, len(to))
			step := s.one[uint8(h.value)]
			for i := range to[:n] {
				to[i] += step
			}
			h.repeated -= n
		case h.packed > 0:
			n = min(h.packed, len(to))
			h.addPacked(to[:n], s)
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

// addPacked is add for values of a packed run.
func (h *hybrid) addPacked(to []uint32, s *steps) {
	for len(to) >= 8 && h.bit&7 == 0 && h.bit>>3+8 <= len(h.data) {
		addEight((*[8]uint32)(to), binary.LittleEndian.Uint64(h.data[h.bit>>3:]), s)
		h.bit += 8 * h.width
		to = to[8:]
	}
	mask := uint8(1<<h.width - 1)
	for i := range to {
		to[i] += s.one[uint8(h.word(h.bit>>3)>>(h.bit&7))&mask]
		h.bit += h.width
	}
}

// addEight adds the lowest eight values of a word.
func addEight(to *[8]uint32, word uint64, s *steps) {
	switch s.width {
	case 1:
		values := &s.many[uint8(word)]
		for i := range to {
			to[i] += values[i]
		}
	case 2:
		for i := 0; i < len(to); i += 4 {
			values := &s.many[uint8(word)]
			to[i] += values[0]
			to[i+1] += values[1]
			to[i+2] += values[2]
			to[i+3] += values[3]
			word >>= 8
		}
	case 3, 4:
		mask := uint8(1<<(2*s.width) - 1)
		for i := 0; i < len(to); i += 2 {
			values := &s.many[uint8(word)&mask]
			to[i] += values[0]
			to[i+1] += values[1]
			word >>= 2 * s.width & 63
		}
	default:
		mask := uint8(1<<s.width - 1)
		for i := range to {
			to[i] += s.one[uint8(word)&mask]
			word >>= s.width & 63
		}
	}
}
