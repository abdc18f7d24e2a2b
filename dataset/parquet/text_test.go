package parquet

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"github.com/fairaudit/fairaudit/dataset"
)

// allTexts reads a column as it is handed to a counter.
func allTexts(t *testing.T, s *Source, at int) []string {
	t.Helper()
	var texts []string
	c := s.columns[at]
	for g := range s.footer.NumRowGroups() {
		want := referenceTexts(t, s, c, g)
		texts = append(texts, want...)
		for by, open := range map[string]func(column, int) (chunk, error){"pages": s.openPages, "decoded": s.openDecoded} {
			chunk, err := open(c, g)
			if err != nil {
				t.Fatal(err)
			}
			if chunk == nil { // by its pages only in the usual encodings
				continue
			}
			if got, err := textsOf(chunk); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s %q, %v; the library's table %q", by, got, err, want)
			}
		}
	}
	return texts
}

// textsOf reads a chunk a few rows at a time.
func textsOf(c chunk) (texts []string, err error) {
	defer c.close()
	places := make([]uint32, 1000)
	for step := 1; ; step = step*3%1000 + 1 {
		n, err := c.ready()
		if n == 0 || err != nil {
			return texts, err
		}
		some := places[:min(n, step)]
		if err := c.read(some); err != nil {
			return texts, err
		}
		for _, place := range some {
			if place == 0 {
				texts = append(texts, "")
			} else {
				texts = append(texts, string(c.appendText(nil, place)))
			}
		}
	}
}

func TestTexts(t *testing.T) {
	const uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
	decimal := func(precision, scale int32) arrow.DataType {
		return &arrow.Decimal128Type{Precision: precision, Scale: scale}
	}
	stamp := func(unit arrow.TimeUnit, zone string) arrow.DataType {
		return &arrow.TimestampType{Unit: unit, TimeZone: zone}
	}
	tests := []struct {
		name    string
		kind    arrow.DataType
		in, out string // joined by |
	}{
		{"string", arrow.BinaryTypes.String, "F||é|x y", "F||é|x y"},
		{"large string", arrow.BinaryTypes.LargeString, "F|M", "F|M"},
		{"dictionary", &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}, "F|M|F", "F|M|F"},
		{"binary", arrow.BinaryTypes.Binary, "Rg==|w6k=|/w==", "F|é|\xff"},
		{"fixed binary", &arrow.FixedSizeBinaryType{ByteWidth: 2}, "Rk0=|w6k=", "FM|é"},
		{"uuid", extensions.NewUUIDType(), uuid, uuid},
		{"boolean", arrow.FixedWidthTypes.Boolean, "true|false", "true|false"},
		{"int8", arrow.PrimitiveTypes.Int8, "-128|127", "-128|127"},
		{"int16", arrow.PrimitiveTypes.Int16, "-32768", "-32768"},
		{"int32", arrow.PrimitiveTypes.Int32, "-2147483648", "-2147483648"},
		{"int64", arrow.PrimitiveTypes.Int64, "-9223372036854775808", "-9223372036854775808"},
		{"uint8", arrow.PrimitiveTypes.Uint8, "255", "255"},
		{"uint16", arrow.PrimitiveTypes.Uint16, "65535", "65535"},
		{"uint32", arrow.PrimitiveTypes.Uint32, "4294967295", "4294967295"},
		{"uint64", arrow.PrimitiveTypes.Uint64, "18446744073709551615", "18446744073709551615"},
		{"float16", arrow.FixedWidthTypes.Float16, "0.5|1|0.1", "0.5|1|0.099975586"},
		{"float32", arrow.PrimitiveTypes.Float32, "0.1|1|NaN|-2.5|16777216", "0.1|1||-2.5|16777216"},
		{"float64", arrow.PrimitiveTypes.Float64, "0.1|1|NaN|1e6|1e-5|1e16|-inf|0.0001", "0.1|1||1000000|1e-05|1e+16|-inf|0.0001"},
		{"decimal", decimal(10, 2), "1.00|-0.50|12345678.90|100|0", "1|-0.5|12345678.9|100|0"},
		{"decimal of 38 digits", decimal(38, 10), "1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"},
		{"decimal of 60 digits", &arrow.Decimal256Type{Precision: 60, Scale: 3}, "123456789012345678901234567890123456789012345678.120", "123456789012345678901234567890123456789012345678.12"},
		{"whole decimal", decimal(10, 0), "100|-20", "100|-20"},
		{"date", arrow.FixedWidthTypes.Date32, "1969-12-31|2024-02-29|0001-01-01", "1969-12-31|2024-02-29|0001-01-01"},
		{"date64", arrow.FixedWidthTypes.Date64, "2024-02-29", "2024-02-29"},
		{"time ms", arrow.FixedWidthTypes.Time32ms, "00:00:00|23:59:59.120", "00:00:00|23:59:59.12"},
		{"time µs", arrow.FixedWidthTypes.Time64us, "12:30:00.000001", "12:30:00.000001"},
		{"time ns", arrow.FixedWidthTypes.Time64ns, "12:30:00.000000001", "12:30:00.000000001"},
		{"local timestamp", stamp(arrow.Millisecond, ""), "2024-02-29 12:30:00|1900-01-01 00:00:00.5", "2024-02-29T12:30:00|1900-01-01T00:00:00.5"},
		{"timestamp in seconds", stamp(arrow.Second, ""), "2024-02-29 12:30:00", "2024-02-29T12:30:00"},
		{"UTC timestamp", stamp(arrow.Microsecond, "UTC"), "2024-02-29 12:30:00.000001Z", "2024-02-29T12:30:00.000001Z"},
		{"zoned timestamp", stamp(arrow.Nanosecond, "Europe/Paris"), "2024-02-29 12:30:00+01:00", "2024-02-29T11:30:00Z"},
		{"nothing", arrow.Null, null, ""},
	}
	for _, test := range tests {
		for _, dictionary := range []bool{false, true} {
			t.Run(test.name, func(t *testing.T) {
				values := append(strings.Split(test.in, "|"), null)
				want := append(strings.Split(test.out, "|"), "")
				data := table{{"x", test.kind, values}}.encode(t, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()),
					parquet.WithDictionaryDefault(dictionary))
				if got := allTexts(t, decode(t, data), 0); !slices.Equal(got, want) {
					t.Errorf("%q, want %q", got, want)
				}
			})
		}
	}
}

func TestInt96(t *testing.T) {
	kind := &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}
	data := table{{"x", kind, []string{"2024-02-29 12:30:00Z"}}}.encode(t,
		pqarrow.NewArrowWriterProperties(pqarrow.WithDeprecatedInt96Timestamps(true)))
	if got := allTexts(t, decode(t, data), 0); got[0] != "2024-02-29T12:30:00" {
		t.Error(got)
	}
}

func TestDecimalAsInteger(t *testing.T) {
	for _, precision := range []int32{5, 15} {
		tb := table{{"x", &arrow.Decimal128Type{Precision: precision, Scale: 2}, []string{"1.50", "-0.05"}}}
		data := tb.encode(t, pqarrow.DefaultWriterProps(), parquet.WithStoreDecimalAsInteger(true))
		if got := allTexts(t, decode(t, data), 0); !slices.Equal(got, []string{"1.5", "-0.05"}) {
			t.Error(precision, got)
		}
	}
}

// TestScaleIsBounded checks that a schema cannot ask for texts of a gigabyte.
func TestScaleIsBounded(t *testing.T) {
	for scale, want := range map[int32]bool{0: true, 1000: true, 1001: false, 1_500_000_000: false} {
		node, err := schema.NewPrimitiveNodeLogical("x", parquet.Repetitions.Optional, schema.NewDecimalLogicalType(1_600_000_000, scale),
			parquet.Types.ByteArray, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		if got := kindOf(schema.NewColumn(node, 1, 0)) != nil; got != want {
			t.Errorf("scale %d: %v", scale, got)
		}
	}
}

// TestFloatTexts checks that every float reads back as the same number, and
// that its text is canonical as it stands.
func TestFloatTexts(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 0.1, 1.0 / 3, 1e-4, 9.99e-5, 1e15, 9999999999999998, 1e16, 1e22, 1e300, 5e-324, math.MaxFloat64, math.Inf(1)} {
		text := floatText(x, 64)
		if back, err := strconv.ParseFloat(text, 64); err != nil || back != x {
			t.Errorf("%v gives %q", x, text)
		}
		if canonical, err := dataset.Canonical(text); err != nil || canonical != text {
			t.Errorf("%v gives %q, canonically %q", x, text, canonical)
		}
	}
	if got := floatText(float64(float32(0.1)), 32); got != "0.1" {
		t.Error(got)
	}
}
