package parquet

import (
	"encoding/binary"
)

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
	if h.bit&7 == 0 {
		n := s.addBytes(to, h.data[h.bit>>3:])
		h.bit += n * h.width
		to = to[n:]
	}
	mask := uint8(1<<h.width - 1)
	for i := range to {
		to[i] += s.one[uint8(h.word(h.bit>>3)>>(h.bit&7))&mask]
		h.bit += h.width
	}
}

// addBytes adds values from the start of data, as long as they come in whole
// groups, and returns how many.
func (s *steps) addBytes(to []uint32, data []byte) int {
	switch s.width {
	case 1:
		data = data[:min(len(to)/8, len(data))]
		for i, b := range data {
			eight, values := (*[8]uint32)(to[8*i:]), &s.many[b]
			eight[0] += values[0]
			eight[1] += values[1]
			eight[2] += values[2]
			eight[3] += values[3]
			eight[4] += values[4]
			eight[5] += values[5]
			eight[6] += values[6]
			eight[7] += values[7]
		}
		return 8 * len(data)
	case 2:
		data = data[:min(len(to)/4, len(data))]
		for i, b := range data {
			four, values := (*[4]uint32)(to[4*i:]), &s.many[b]
			four[0] += values[0]
			four[1] += values[1]
			four[2] += values[2]
			four[3] += values[3]
		}
		return 4 * len(data)
	}
	return s.addWords(to, data)
}

// addWords is addBytes for values that come in groups of eight.
func (s *steps) addWords(to []uint32, data []byte) int {
	if s.width == 0 || len(data) < 8 {
		return 0
	}
	groups := min(len(to)/8, (len(data)-8)/s.width+1)
	two, width := uint8(1<<(2*s.width)-1), s.width&63
	for g := range groups {
		eight, word := (*[8]uint32)(to[8*g:]), binary.LittleEndian.Uint64(data[g*s.width:])
		if width > 4 {
			for i := range eight {
				eight[i] += s.one[word&(1<<width-1)&0xff]
				word >>= width
			}
			continue
		}
		for i := 0; i < len(eight); i += 2 {
			values := &s.many[uint8(word)&two]
			eight[i] += values[0]
			eight[i+1] += values[1]
			word >>= 2 * width & 63
		}
	}
	return 8 * groups
}
