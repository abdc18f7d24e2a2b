package parquet

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// kind is how the values of a column are stored, one after the other, and
// written as texts; see the package comment. It exists for the types that need
// no more than that; the library's record reader knows all.
type kind struct {
	size   int // bytes of a value; 0 for values that their length precedes; oneBit for one bit
	append func(text, value []byte) []byte
	number func(value []byte) int64 // of an integer; nil for others
}

// oneBit is the size of values of one bit.
const oneBit = -1

// kindOf returns the kind of a column's values, or nil when only the record
// reader knows it.
func kindOf(c *schema.Column) *kind {
	logical := c.LogicalType()
	none := logical == nil || logical.IsNone()
	switch c.PhysicalType() {
	case parquet.Types.ByteArray:
		switch logical.(type) {
		case schema.NoLogicalType, schema.StringLogicalType, schema.EnumLogicalType:
			return &kind{size: 0, append: func(text, v []byte) []byte { return append(text, v...) }}
		}
	case parquet.Types.Int32:
		return int32Kind(logical, none)
	case parquet.Types.Int64:
		switch t, ok := logical.(schema.IntLogicalType); {
		case none || ok && t.BitWidth() == 64 && t.IsSigned():
			return integers64
		}
	case parquet.Types.Float:
		if none {
			return &kind{size: 4, append: func(text, v []byte) []byte {
				return appendFloat(text, float64(math.Float32frombits(binary.LittleEndian.Uint32(v))), 32)
			}}
		}
	case parquet.Types.Double:
		if none {
			return &kind{size: 8, append: func(text, v []byte) []byte {
				return appendFloat(text, math.Float64frombits(binary.LittleEndian.Uint64(v)), 64)
			}}
		}
	case parquet.Types.Boolean:
		if none {
			return &kind{size: oneBit}
		}
	}
	return nil
}

func int32Kind(logical schema.LogicalType, none bool) *kind {
	width, signed := int8(32), true
	switch t := logical.(type) {
	case schema.DateLogicalType:
		return &kind{size: 4, append: func(text, v []byte) []byte {
			return arrow.Date32(binary.LittleEndian.Uint32(v)).ToTime().AppendFormat(text, time.DateOnly)
		}}
	case schema.IntLogicalType:
		width, signed = t.BitWidth(), t.IsSigned()
	default:
		if !none {
			return nil
		}
	}
	if width > 32 {
		return nil
	}
	unused := 32 - width // the highest bits, which say nothing
	return integerKind(4, func(v []byte) int64 {
		x := binary.LittleEndian.Uint32(v) << unused
		if signed {
			return int64(int32(x) >> unused)
		}
		return int64(x >> unused)
	})
}

func integerKind(size int, number func(value []byte) int64) *kind {
	return &kind{size, func(text, v []byte) []byte { return strconv.AppendInt(text, number(v), 10) }, number}
}

var integers64 = integerKind(8, func(v []byte) int64 { return int64(binary.LittleEndian.Uint64(v)) })

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
