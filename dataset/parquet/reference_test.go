package parquet

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// referenceTexts reads the texts of a column from the tables that the library
// makes of a file, as a simple reader would.
func referenceTexts(t *testing.T, s *Source, c column, g int) []string {
	t.Helper()
	s.footer.MetaData().FileMetaData.KeyValueMetadata = nil // where an embedded schema would be
	tables, err := pqarrow.NewFileReader(s.footer, pqarrow.ArrowReadProperties{BatchSize: 100}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := tables.GetRecordReader(t.Context(), []int{c.leaf}, []int{g})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	int96 := s.footer.MetaData().Schema.Column(c.leaf).PhysicalType() == parquet.Types.Int96
	var texts []string
	for reader.Next() {
		a := reader.RecordBatch().Column(0)
		text := texter(t, a, int96)
		for i := range a.Len() {
			if a.IsNull(i) {
				texts = append(texts, "")
			} else {
				texts = append(texts, text(i))
			}
		}
	}
	if err := reader.Err(); err != nil {
		t.Fatal(err)
	}
	return texts
}

// texter returns how the values of a are written.
func texter(t *testing.T, a arrow.Array, int96 bool) func(i int) string {
	t.Helper()
	switch a := a.(type) {
	case *array.String:
		return func(i int) string { return strings.Clone(a.Value(i)) }
	case *array.Binary:
		return func(i int) string { return string(a.Value(i)) }
	case *array.FixedSizeBinary:
		return func(i int) string { return string(a.Value(i)) }
	case *extensions.UUIDArray:
		return func(i int) string { return a.Value(i).String() }
	case *array.Boolean:
		return func(i int) string { return strconv.FormatBool(a.Value(i)) }
	case *array.Null:
		return func(int) string { return "" }
	case *array.Timestamp:
		return timestamps(a, int96)
	case *array.Date32:
		return func(i int) string { return a.Value(i).ToTime().Format(time.DateOnly) }
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit
		return func(i int) string { return a.Value(i).ToTime(unit).Format(timeOfDay) }
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit
		return func(i int) string { return a.Value(i).ToTime(unit).Format(timeOfDay) }
	case *array.Decimal128:
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		return func(i int) string { return trimZeros(a.Value(i).ToString(scale)) }
	case *array.Decimal256:
		scale := a.DataType().(*arrow.Decimal256Type).Scale
		return func(i int) string { return trimZeros(a.Value(i).ToString(scale)) }
	}
	return numberTexter(t, a)
}

func numberTexter(t *testing.T, a arrow.Array) func(i int) string {
	t.Helper()
	switch a := a.(type) {
	case *array.Int8:
		return integers(a.Int8Values())
	case *array.Int16:
		return integers(a.Int16Values())
	case *array.Int32:
		return integers(a.Int32Values())
	case *array.Int64:
		return integers(a.Int64Values())
	case *array.Uint8:
		return integers(a.Uint8Values())
	case *array.Uint16:
		return integers(a.Uint16Values())
	case *array.Uint32:
		return integers(a.Uint32Values())
	case *array.Uint64:
		return func(i int) string { return strconv.FormatUint(a.Value(i), 10) }
	case *array.Float16:
		return func(i int) string { return floatText(float64(a.Value(i).Float32()), 32) }
	case *array.Float32:
		return func(i int) string { return floatText(float64(a.Value(i)), 32) }
	case *array.Float64:
		return func(i int) string { return floatText(a.Value(i), 64) }
	}
	t.Fatalf("values of type %s have no text", a.DataType())
	return nil
}

func integers[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](values []T) func(i int) string {
	return func(i int) string { return strconv.FormatInt(int64(values[i]), 10) }
}

func timestamps(a *array.Timestamp, int96 bool) func(i int) string {
	t := a.DataType().(*arrow.TimestampType)
	layout := dateTime
	if t.TimeZone != "" && !int96 {
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
