package parquet

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// table is what a test writes: a column's values are texts that the type's
// builder reads, array.NullValueStr standing for NULL.
type table []tableColumn

type tableColumn struct {
	name   string
	kind   arrow.DataType
	values []string
}

const null = array.NullValueStr

// encode writes the table as the bytes of a Parquet file.
func (tb table) encode(t testing.TB, arrowProperties pqarrow.ArrowWriterProperties, options ...parquet.WriterProperty) []byte {
	t.Helper()
	fields, arrays := make([]arrow.Field, len(tb)), make([]arrow.Array, len(tb))
	for i, c := range tb {
		fields[i] = arrow.Field{Name: c.name, Type: c.kind, Nullable: true}
		b := array.NewBuilder(memory.DefaultAllocator, c.kind)
		for _, v := range c.values {
			if err := b.AppendValueFromString(v); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		arrays[i] = b.NewArray()
	}
	schema := arrow.NewSchema(fields, nil)
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &out, parquet.NewWriterProperties(options...), arrowProperties)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(array.NewRecordBatch(schema, arrays, -1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// write makes a file of the table and returns its path.
func (tb table) write(t testing.TB, options ...parquet.WriterProperty) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.parquet")
	if err := os.WriteFile(path, tb.encode(t, pqarrow.DefaultWriterProps(), options...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// decode opens the bytes of a file.
func decode(t testing.TB, data []byte) *Source {
	t.Helper()
	s, err := read("in", bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// people is a small table of the usual columns.
func people() table {
	return table{
		{"sex", arrow.BinaryTypes.String, []string{"F", "M", "F", null, "M"}},
		{"decision", arrow.PrimitiveTypes.Int8, []string{"1", "0", "1", "1", "0"}},
	}
}
