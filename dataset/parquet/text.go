package parquet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
)

// appendTexts appends the text of each value of a; the missing one's is empty.
func appendTexts(texts []string, a arrow.Array, c column) ([]string, error) {
	if d, ok := a.(*array.Dictionary); ok {
		return appendDictionary(texts, d, c)
	}
	text, err := texter(a, c)
	if err != nil {
		return texts, err
	}
	for i := range a.Len() {
		if a.IsNull(i) {
			texts = append(texts, "")
		} else {
			texts = append(texts, text(i))
		}
	}
	return texts, nil
}

// appendDictionary makes the text of each entry once, unless there are more
// entries than values: the dictionary is that of more rows than these.
func appendDictionary(texts []string, d *array.Dictionary, c column) ([]string, error) {
	entries := d.Dictionary()
	text, err := texter(entries, c)
	if err != nil {
		return texts, err
	}
	if entries.Len() <= d.Len() {
		made := make([]string, entries.Len())
		for i := range made {
			made[i] = text(i)
		}
		text = func(i int) string { return made[i] }
	}
	for i := range d.Len() {
		if d.IsNull(i) {
			texts = append(texts, "")
		} else {
			texts = append(texts, text(d.GetValueIndex(i)))
		}
	}
	return texts, nil
}

// texter returns how the values of a are written.
func texter(a arrow.Array, c column) (func(i int) string, error) {
	switch a := a.(type) {
	case *array.String:
		return func(i int) string { return strings.Clone(a.Value(i)) }, nil
	case *array.Binary:
		return func(i int) string { return string(a.Value(i)) }, nil
	case *array.FixedSizeBinary:
		return func(i int) string { return string(a.Value(i)) }, nil
	case *extensions.UUIDArray:
		return func(i int) string { return a.Value(i).String() }, nil
	case *array.Boolean:
		return func(i int) string { return strconv.FormatBool(a.Value(i)) }, nil
	case *array.Null:
		return func(int) string { return "" }, nil
	case *array.Timestamp:
		return timestamps(a, c), nil
	case *array.Date32:
		return func(i int) string { return a.Value(i).ToTime().Format(time.DateOnly) }, nil
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit
		return func(i int) string { return a.Value(i).ToTime(unit).Format(timeOfDay) }, nil
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit
		return func(i int) string { return a.Value(i).ToTime(unit).Format(timeOfDay) }, nil
	case *array.Decimal128:
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		return c.decimals(func(i int) string { return trimZeros(a.Value(i).ToString(scale)) }), nil
	case *array.Decimal256:
		scale := a.DataType().(*arrow.Decimal256Type).Scale
		return c.decimals(func(i int) string { return trimZeros(a.Value(i).ToString(scale)) }), nil
	}
	text, err := numberTexter(a)
	return c.decimals(text), err
}

func numberTexter(a arrow.Array) (func(i int) string, error) {
	switch a := a.(type) {
	case *array.Int8:
		return integers(a.Int8Values()), nil
	case *array.Int16:
		return integers(a.Int16Values()), nil
	case *array.Int32:
		return integers(a.Int32Values()), nil
	case *array.Int64:
		return integers(a.Int64Values()), nil
	case *array.Uint8:
		return integers(a.Uint8Values()), nil
	case *array.Uint16:
		return integers(a.Uint16Values()), nil
	case *array.Uint32:
		return integers(a.Uint32Values()), nil
	case *array.Uint64:
		return func(i int) string { return strconv.FormatUint(a.Value(i), 10) }, nil
	case *array.Float16:
		return func(i int) string { return floatText(float64(a.Value(i).Float32()), 32) }, nil
	case *array.Float32:
		return func(i int) string { return floatText(float64(a.Value(i)), 32) }, nil
	case *array.Float64:
		return func(i int) string { return floatText(a.Value(i), 64) }, nil
	}
	return nil, fault("values of type %s have no text to count: write them as strings or numbers", a.DataType())
}

func integers[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](values []T) func(i int) string {
	return func(i int) string { return strconv.FormatInt(int64(values[i]), 10) }
}

// floatText writes x as Python does, so that a table gives the same texts as
// the CSV that pandas makes of it.
func floatText(x float64, bits int) string { return string(appendFloat(nil, x, bits)) }

func appendFloat(text []byte, x float64, bits int) []byte {
	switch size := math.Abs(x); {
	case math.IsNaN(x):
		return text
	case math.IsInf(x, 1):
		return append(text, "inf"...)
	case math.IsInf(x, -1):
		return append(text, "-inf"...)
	case size != 0 && (size < 1e-4 || size >= 1e16):
		return strconv.AppendFloat(text, x, 'e', -1, bits)
	}
	return strconv.AppendFloat(text, x, 'f', -1, bits)
}

const timeOfDay = "15:04:05.999999999"

func timestamps(a *array.Timestamp, c column) func(i int) string {
	t := a.DataType().(*arrow.TimestampType)
	layout := "2006-01-02T" + timeOfDay
	if t.TimeZone != "" && !c.int96 {
		layout += "Z"
	}
	return func(i int) string { return a.Value(i).ToTime(t.Unit).Format(layout) }
}

// trimZeros takes the zeros from the end of a decimal fraction.
func trimZeros(decimal string) string {
	if !strings.Contains(decimal, ".") {
		return decimal
	}
	return strings.TrimSuffix(strings.TrimRight(decimal, "0"), ".")
}
