package parquet

import (
	"context"

	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// batchRows is how many rows are read at a time.
const batchRows = 8192

// records is a chunk read by the library's record reader, which knows every
// type and encoding.
type records struct {
	reader pqarrow.RecordReader
	column column
	texts  []string // of a batch
	at     int      // how many of these were read
}

func (s *Source) openRecords(ctx context.Context, c column, g int) (chunk, error) {
	reader, err := s.arrow.GetRecordReader(ctx, []int{c.leaf}, []int{g})
	if err != nil {
		return nil, err
	}
	return &records{reader: reader, column: c}, nil
}

func (r *records) ready() (int, error) {
	if r.at == len(r.texts) {
		r.at, r.texts = 0, r.texts[:0]
		if !r.reader.Next() {
			return 0, r.reader.Err()
		}
		var err error
		if r.texts, err = appendTexts(r.texts, r.reader.RecordBatch().Column(0), r.column); err != nil {
			return 0, err
		}
	}
	return len(r.texts) - r.at, nil
}

func (r *records) read(places []uint32) error {
	for i := range places {
		places[i] = uint32(r.at + i + 1)
	}
	r.at += len(places)
	return nil
}

func (r *records) lasting() int { return 0 }

func (r *records) appendText(text []byte, place uint32) []byte {
	return append(text, r.texts[place-1]...)
}

func (r *records) close() { r.reader.Release() }
