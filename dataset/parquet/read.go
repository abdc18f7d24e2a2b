package parquet

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
)

// batchRows is how many rows are read at a time.
const batchRows = 8192

// batch is some rows as texts, by column.
type batch struct {
	rows  int
	texts [][]string
}

// reading is a goroutine that reads batches. It shares nothing with its reader
// but the channels, so that it can be abandoned when it does not come back.
type reading struct {
	path    string
	columns []column
	full    chan *batch
	free    chan *batch
	done    chan error // the one result, after the last batch
}

// startReading starts to read the columns of all row groups.
func (s *Source) startReading(ctx context.Context, columns []column) *reading {
	const ahead = 2
	r := &reading{
		path: s.path, columns: columns,
		full: make(chan *batch), free: make(chan *batch, ahead), done: make(chan error, 1),
	}
	for range ahead {
		r.free <- &batch{texts: make([][]string, len(columns))}
	}
	go func() {
		r.done <- recovered(func() error { return r.rowGroups(ctx, s) })
	}()
	return r
}

func (r *reading) rowGroups(ctx context.Context, s *Source) error {
	for g := range s.footer.NumRowGroups() {
		if err := r.rowGroup(ctx, s, g); err != nil {
			return err
		}
	}
	return nil
}

// next returns the next batch, or nil after the last.
func (r *reading) next(ctx context.Context, limit time.Duration) (*batch, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case b := <-r.full:
		return b, nil
	case err := <-r.done:
		if err != nil && ctx.Err() == nil {
			err = input.Error(r.path, err)
		}
		return nil, err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, input.Error(r.path, stuck(limit))
	}
}

// rowGroup reads row group g, each column by a reader of its own so that an
// error can name it.
func (r *reading) rowGroup(ctx context.Context, s *Source, g int) error {
	want := s.footer.MetaData().RowGroups[g].GetNumRows()
	readers := make([]pqarrow.RecordReader, len(r.columns))
	defer func() {
		for _, reader := range readers {
			release(reader)
		}
	}()
	for i, c := range r.columns {
		err := recovered(func() (err error) {
			readers[i], err = s.arrow.GetRecordReader(ctx, []int{c.leaf}, []int{g})
			return err
		})
		if err != nil {
			return r.fault(c, g, err)
		}
	}
	for read := int64(0); read < want; {
		b, err := r.batch(ctx, readers, g)
		if err != nil {
			return err
		}
		if read += int64(b.rows); read > want {
			return r.shortfall(g, read, want)
		}
		if b.rows == 0 {
			return r.shortfall(g, read, want)
		}
		select {
		case r.full <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (r *reading) batch(ctx context.Context, readers []pqarrow.RecordReader, g int) (*batch, error) {
	var b *batch
	select {
	case b = <-r.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for i, c := range r.columns {
		err := recovered(func() (err error) {
			b.texts[i], err = nextTexts(readers[i], c, b.texts[i][:0])
			return err
		})
		if err != nil {
			return nil, r.fault(c, g, err)
		}
		if rows := len(b.texts[i]); i > 0 && rows != b.rows {
			return nil, r.fault(c, g, fault("it has not as many rows as the others: the file is damaged"))
		}
		b.rows = len(b.texts[i])
	}
	return b, nil
}

// nextTexts appends the texts of the next batch of a column; none at the end.
func nextTexts(reader pqarrow.RecordReader, c column, texts []string) ([]string, error) {
	if !reader.Next() {
		return texts, reader.Err()
	}
	return appendTexts(texts, reader.RecordBatch().Column(0), c)
}

// release gives the reader's memory back; whatever a reader that has failed
// does then no longer matters.
func release(reader pqarrow.RecordReader) {
	_ = recovered(func() error {
		if reader != nil {
			reader.Release()
		}
		return nil
	})
}

// fault is an error in a column of row group g.
func (r *reading) fault(c column, g int, err error) error {
	return &dataset.Error{
		At: dataset.Position{File: r.path}, Column: c.name,
		Msg: fmt.Sprintf("row group %d: %v", g+1, err),
	}
}

func (r *reading) shortfall(g int, read, want int64) error {
	return fault("row group %d holds %d rows where the footer says %d: the file is damaged", g+1, read, want)
}
