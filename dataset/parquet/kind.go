package parquet

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/float16"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"github.com/fairaudit/fairaudit/dataset"
)

// kind is how the values of a column are stored, one after the other, and
// written as texts; see the package comment.
type kind struct {
	size    int // bytes of a value; 0 for values that their length precedes; oneBit for one bit
	append  func(text, value []byte) []byte
	number  func(value []byte) int64 // of an integer; nil for others
	decimal bool                     // whether values are numbers that may have a fraction
}

// oneBit is the size of values of one bit.
const oneBit = -1

// maxScale is the most decimal places of a decimal. No engine has nearly as many,
// whereas a damaged schema may claim billions.
const maxScale = 1000

// kindOf returns the kind of a column's values, or nil when they have no text.
func kindOf(c *schema.Column) *kind {
	logical := c.LogicalType()
	if logical == nil {
		logical = schema.NoLogicalType{}
	}
	if t, ok := logical.(schema.DecimalLogicalType); ok && (t.Scale() < 0 || t.Scale() > maxScale) {
		return nil
	}
	switch c.PhysicalType() {
	case parquet.Types.ByteArray:
		return bytesKind(logical)
	case parquet.Types.FixedLenByteArray:
		return fixedKind(logical, c.TypeLength())
	case parquet.Types.Int32:
		return int32Kind(logical)
	case parquet.Types.Int64:
		return int64Kind(logical)
	case parquet.Types.Int96:
		return &kind{size: 12, append: func(text, v []byte) []byte {
			return parquet.Int96(v).ToTime().AppendFormat(text, dateTime)
		}}
	}
	if !logical.IsNone() {
		return nil
	}
	switch c.PhysicalType() {
	case parquet.Types.Float:
		return fractionKind(4, func(text, v []byte) []byte {
			return dataset.AppendFloat(text, float64(math.Float32frombits(binary.LittleEndian.Uint32(v))), 32)
		})
	case parquet.Types.Double:
		return fractionKind(8, func(text, v []byte) []byte {
			return dataset.AppendFloat(text, math.Float64frombits(binary.LittleEndian.Uint64(v)), 64)
		})
	case parquet.Types.Boolean:
		return &kind{size: oneBit}
	}
	return nil
}

// nothing is the kind of a column of the type that has no values but NULL; it is
// nil for other types.
func nothing(logical schema.LogicalType, size int) *kind {
	if _, ok := logical.(schema.NullLogicalType); !ok {
		return nil
	}
	return &kind{size: size, append: func(text, _ []byte) []byte { return text }}
}

func bytesKind(logical schema.LogicalType) *kind {
	switch t := logical.(type) {
	case schema.NoLogicalType, schema.StringLogicalType, schema.EnumLogicalType, schema.JSONLogicalType:
		return &kind{size: 0, append: func(text, v []byte) []byte { return append(text, v...) }}
	case schema.DecimalLogicalType:
		return fractionKind(0, bigDecimals(t))
	}
	return nothing(logical, 0)
}

func fixedKind(logical schema.LogicalType, size int) *kind {
	if size < 1 {
		return nil
	}
	switch t := logical.(type) {
	case schema.NoLogicalType:
		return &kind{size: size, append: func(text, v []byte) []byte { return append(text, v...) }}
	case schema.DecimalLogicalType:
		return fractionKind(size, bigDecimals(t))
	case schema.UUIDLogicalType:
		if size != 16 {
			return nil
		}
		return &kind{size: size, append: func(text, v []byte) []byte {
			return fmt.Appendf(text, "%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:])
		}}
	case schema.Float16LogicalType:
		if size != 2 {
			return nil
		}
		return fractionKind(size, func(text, v []byte) []byte {
			return dataset.AppendFloat(text, float64(float16.FromLEBytes(v).Float32()), 32)
		})
	}
	return nothing(logical, size)
}

func int32Kind(logical schema.LogicalType) *kind {
	signed := func(v []byte) int64 { return int64(int32(binary.LittleEndian.Uint32(v))) }
	switch t := logical.(type) {
	case schema.NoLogicalType:
		return integerKind(4, signed)
	case schema.DecimalLogicalType:
		return fractionKind(4, decimals(t, signed))
	case schema.DateLogicalType:
		return &kind{size: 4, append: func(text, v []byte) []byte {
			return arrow.Date32(signed(v)).ToTime().AppendFormat(text, time.DateOnly)
		}}
	case schema.TimeLogicalType:
		return &kind{size: 4, append: func(text, v []byte) []byte {
			return arrow.Time32(signed(v)).ToTime(unitOf(t.TimeUnit())).AppendFormat(text, timeOfDay)
		}}
	case schema.IntLogicalType:
		return smallKind(t)
	}
	return nothing(logical, 4)
}

// smallKind is the kind of integers of at most 32 bits. Of those that a value
// stores the highest may be unused, and say nothing.
func smallKind(t schema.IntLogicalType) *kind {
	if !slices.Contains([]int8{8, 16, 32}, t.BitWidth()) {
		return nil
	}
	unused := 32 - t.BitWidth()
	return integerKind(4, func(v []byte) int64 {
		x := binary.LittleEndian.Uint32(v) << unused
		if t.IsSigned() {
			return int64(int32(x) >> unused)
		}
		return int64(x >> unused)
	})
}

func int64Kind(logical schema.LogicalType) *kind {
	signed := integers64.number
	switch t := logical.(type) {
	case schema.NoLogicalType:
		return integers64
	case schema.DecimalLogicalType:
		return fractionKind(8, decimals(t, signed))
	case schema.TimeLogicalType:
		return &kind{size: 8, append: func(text, v []byte) []byte {
			return arrow.Time64(signed(v)).ToTime(unitOf(t.TimeUnit())).AppendFormat(text, timeOfDay)
		}}
	case schema.TimestampLogicalType:
		layout := dateTime
		if t.IsAdjustedToUTC() || t.IsFromConvertedType() { // the old annotations mean UTC
			layout += "Z"
		}
		return &kind{size: 8, append: func(text, v []byte) []byte {
			return arrow.Timestamp(signed(v)).ToTime(unitOf(t.TimeUnit())).AppendFormat(text, layout)
		}}
	case schema.IntLogicalType:
		switch {
		case t.BitWidth() != 64:
			return nil
		case t.IsSigned():
			return integers64
		}
		return &kind{size: 8, append: func(text, v []byte) []byte { return strconv.AppendUint(text, binary.LittleEndian.Uint64(v), 10) }}
	}
	return nothing(logical, 8)
}

// integers64 are the usual integers.
var integers64 = integerKind(8, func(v []byte) int64 { return int64(binary.LittleEndian.Uint64(v)) })

func integerKind(size int, number func(value []byte) int64) *kind {
	return &kind{size: size, number: number, append: func(text, v []byte) []byte { return strconv.AppendInt(text, number(v), 10) }}
}

func fractionKind(size int, append func(text, value []byte) []byte) *kind {
	return &kind{size: size, append: append, decimal: true}
}

func unitOf(unit schema.TimeUnitType) arrow.TimeUnit {
	switch unit {
	case schema.TimeUnitMillis:
		return arrow.Millisecond
	case schema.TimeUnitMicros:
		return arrow.Microsecond
	}
	return arrow.Nanosecond
}

const (
	timeOfDay = "15:04:05.999999999"
	dateTime  = "2006-01-02T" + timeOfDay
)

// decimals writes decimals that are stored as integers.
func decimals(t schema.DecimalLogicalType, number func([]byte) int64) func(text, v []byte) []byte {
	return func(text, v []byte) []byte {
		return appendDecimal(text, strconv.FormatInt(number(v), 10), int(t.Scale()))
	}
}

// bigDecimals writes decimals that are stored as whole numbers in two's
// complement, the highest byte first.
func bigDecimals(t schema.DecimalLogicalType) func(text, v []byte) []byte {
	return func(text, v []byte) []byte {
		x := new(big.Int).SetBytes(v)
		if len(v) > 0 && v[0] >= 0x80 {
			x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
		}
		return appendDecimal(text, x.String(), int(t.Scale()))
	}
}

// appendDecimal writes a whole number of so many decimal places, without zeros at
// the end of its fraction.
func appendDecimal(text []byte, number string, places int) []byte {
	if number[0] == '-' {
		text, number = append(text, '-'), number[1:]
	}
	if short := places + 1 - len(number); short > 0 {
		number = strings.Repeat("0", short) + number
	}
	point := len(number) - places
	text = append(text, number[:point]...)
	if fraction := strings.TrimRight(number[point:], "0"); fraction != "" {
		text = append(append(text, '.'), fraction...)
	}
	return text
}

// withComma is the kind with a decimal comma in its numbers; texts are as they are.
func (k *kind) withComma() *kind {
	if !k.decimal {
		return k
	}
	comma := *k
	comma.append = func(text, v []byte) []byte {
		start := len(text)
		text = k.append(text, v)
		if point := slices.Index(text[start:], '.'); point >= 0 {
			text[start+point] = ','
		}
		return text
	}
	return &comma
}

// floatText writes x as Python does, so that a table gives the same texts as
// the CSV that pandas makes of it.
func floatText(x float64, bits int) string { return string(dataset.AppendFloat(nil, x, bits)) }
