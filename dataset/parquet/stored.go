package parquet

import (
	"encoding/binary"
)

// stored are some values as they are stored.
type stored struct {
	kind *kind
	data []byte
	ends []uint32 // of values that their length precedes, 0 first; nil for others
	n    int
}

// take takes the next n values from data, and returns the rest.
func (s *stored) take(data []byte, n int) ([]byte, error) {
	s.n, s.data, s.ends = n, data, s.ends[:0]
	if s.kind.size > 0 {
		if n > len(data)/s.kind.size {
			return nil, fault("a page ends before its values do")
		}
		return data[n*s.kind.size:], nil
	}
	end := 0
	s.ends = append(s.ends, 0)
	for range n {
		if len(data)-end < 4 {
			return nil, fault("a page ends before its values do")
		}
		size := binary.LittleEndian.Uint32(data[end:])
		if end += 4; uint64(size) > uint64(len(data)-end) {
			return nil, fault("a page ends before its values do")
		}
		end += int(size)
		s.ends = append(s.ends, uint32(end))
	}
	return data[end:], nil
}

// number is an integer value.
func (s *stored) number(i int) int64 {
	if s.kind == integers64 { // the usual key
		return int64(binary.LittleEndian.Uint64(s.data[8*i:]))
	}
	size := s.kind.size
	return s.kind.number(s.data[i*size : (i+1)*size])
}

// appendText appends the text of a value.
func (s *stored) appendText(text []byte, i int) []byte {
	if size := s.kind.size; size > 0 {
		return s.kind.append(text, s.data[i*size:(i+1)*size])
	}
	return s.kind.append(text, s.data[s.ends[i]+4:s.ends[i+1]])
}
