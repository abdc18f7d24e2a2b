package parquet

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// batchRows is how many rows are decoded at a time.
const batchRows = 8192

// decoded is a chunk read by the library's column reader, which knows every
// encoding.
type decoded struct {
	reader file.ColumnChunkReader
	// next decodes up to as many rows as levels, and appends their values as
	// they are stored.
	next     func(to []byte, levels []int16) (data []byte, rows int64, values int, err error)
	optional bool

	data   []byte
	values stored  // of a batch
	levels []int16 // of its rows: 1 where there is a value
	rows   int     // in the batch
	row    int     // the next of them
	value  int     // and its value
}

func (s *Source) openDecoded(c column, g int) (chunk, error) {
	reader, err := s.footer.RowGroup(g).Column(c.leaf)
	if err != nil {
		return nil, err
	}
	if err := s.checkDecodable(c, g); err != nil {
		return nil, err
	}
	d := &decoded{
		reader: reader, optional: reader.Descriptor().MaxDefinitionLevel() > 0, levels: make([]int16, batchRows),
		values: stored{kind: c.kind}, next: decoderOf(reader),
	}
	if c.kind.size == oneBit {
		d.values.kind = falseAndTrue.kind
	}
	return d, nil
}

// checkDecodable refuses the one encoding of the format that the library lacks.
func (s *Source) checkDecodable(c column, g int) error {
	meta, err := s.footer.RowGroup(g).MetaData().ColumnChunk(c.leaf)
	if err == nil && meta.Type() == parquet.Types.FixedLenByteArray && slices.Contains(meta.Encodings(), parquet.Encodings.DeltaByteArray) {
		err = fault("values of a fixed length in the encoding %v cannot be read: write the column plain or with a dictionary", parquet.Encodings.DeltaByteArray)
	}
	return err
}

// decoderOf returns how the values of a column are decoded.
func decoderOf(reader file.ColumnChunkReader) func([]byte, []int16) ([]byte, int64, int, error) {
	switch r := reader.(type) {
	case *file.ByteArrayColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v parquet.ByteArray) []byte {
			return append(binary.LittleEndian.AppendUint32(to, uint32(len(v))), v...)
		})
	case *file.FixedLenByteArrayColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v parquet.FixedLenByteArray) []byte { return append(to, v...) })
	case *file.Int32ColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v int32) []byte { return binary.LittleEndian.AppendUint32(to, uint32(v)) })
	case *file.Int64ColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v int64) []byte { return binary.LittleEndian.AppendUint64(to, uint64(v)) })
	case *file.Int96ColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v parquet.Int96) []byte { return append(to, v[:]...) })
	case *file.Float32ColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v float32) []byte {
			return binary.LittleEndian.AppendUint32(to, math.Float32bits(v))
		})
	case *file.Float64ColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v float64) []byte {
			return binary.LittleEndian.AppendUint64(to, math.Float64bits(v))
		})
	case *file.BooleanColumnChunkReader:
		return decoder(r.ReadBatchInPage, func(to []byte, v bool) []byte {
			if v {
				return append(to, "true "...)
			}
			return append(to, "false"...)
		})
	}
	return nil
}

// decoder decodes values of a type and stores them.
func decoder[T any](read func(int64, []T, []int16, []int16) (int64, int, error), store func([]byte, T) []byte) func([]byte, []int16) ([]byte, int64, int, error) {
	values := make([]T, batchRows)
	return func(to []byte, levels []int16) ([]byte, int64, int, error) {
		rows, n, err := read(batchRows, values, levels, nil)
		if err == nil {
			for _, v := range values[:n] {
				to = store(to, v)
			}
		}
		return to, rows, n, err
	}
}

func (d *decoded) ready() (int, error) {
	if d.row < d.rows {
		return d.rows - d.row, nil
	}
	if !d.reader.HasNext() {
		return 0, d.reader.Err()
	}
	levels := d.levels
	if !d.optional {
		levels = nil
	}
	var rows int64
	var n int
	var err error
	if d.data, rows, n, err = d.next(d.data[:0], levels); err != nil {
		return 0, err
	}
	if d.rows, d.row, d.value = int(rows), 0, 0; d.optional && present(levels[:d.rows]) != n || !d.optional && d.rows != n {
		return 0, fault("a page holds %d values where others are said to be", n)
	}
	if rows == 0 {
		return 0, fault("a page holds nothing where values are said to be")
	}
	_, err = d.values.take(d.data, n)
	return d.rows, err
}

// present is how many of rows have a value.
func present(levels []int16) (n int) {
	for _, l := range levels {
		n += int(l)
	}
	return n
}

func (d *decoded) read(places []uint32) error {
	for i := range places {
		places[i] = 0
		if !d.optional || d.levels[d.row] > 0 {
			d.value++
			places[i] = uint32(d.value)
		}
		d.row++
	}
	return nil
}

func (d *decoded) lasting() int { return 0 }

func (d *decoded) appendText(text []byte, place uint32) []byte {
	return d.values.appendText(text, int(place-1))
}

func (d *decoded) close() { _ = d.reader.Close() }
