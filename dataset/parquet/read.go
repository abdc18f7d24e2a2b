package parquet

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// vector is how many rows are counted at a time.
const vector = 4096

// reading counts the row groups of a file, several at a time.
type reading struct {
	source  *Source
	columns []column
	starts  []int64      // the number of rows before each row group
	next    atomic.Int64 // the row group to be read next
	end     atomic.Int64 // the row group from which on none matters: there is an error before it
}

func newReading(s *Source, columns []column) *reading {
	r := &reading{source: s, columns: columns}
	var rows int64
	for _, group := range s.footer.MetaData().RowGroups {
		r.starts = append(r.starts, rows)
		rows += group.GetNumRows()
	}
	r.end.Store(int64(len(r.starts)))
	return r
}

// worker counts one row group after the other.
type worker struct {
	*reading
	part  *dataset.Part
	beats atomic.Int64 // counts steps, so that one that does not end shows
	done  chan struct{}
	panic any // what went wrong in our code

	chunks []chunk
	codes  [][]uint16 // of some rows, by coded column
	maps   [][]int32  // from place to code, by coded column; -1 where it is not known
	places [][]uint32 // of some rows, by column
	texts  [][]byte   // of a row
	narrow []narrow   // by coded column
	cells  []uint32   // of some rows
}

func (r *reading) newWorker(part *dataset.Part) *worker {
	n := len(r.columns)
	w := &worker{
		reading: r, part: part, done: make(chan struct{}), chunks: make([]chunk, n),
		places: make([][]uint32, n), texts: make([][]byte, n), maps: make([][]int32, len(part.Coded())),
		narrow: make([]narrow, len(part.Coded())), cells: make([]uint32, vector),
	}
	for i := range w.places {
		w.places[i] = make([]uint32, vector)
	}
	for range part.Coded() {
		w.codes = append(w.codes, make([]uint16, vector))
	}
	return w
}

func (w *worker) run(ctx context.Context) {
	defer close(w.done)
	defer func() { w.panic = recover() }()
	for {
		g := w.next.Add(1) - 1
		if ctx.Err() != nil || g >= w.end.Load() {
			return
		}
		read, err := w.rowGroup(ctx, int(g))
		if err != nil && ctx.Err() == nil {
			w.part.Fail(w.starts[g]+read+1, input.Error(w.source.path, err).(*dataset.Error))
		}
		for end := w.end.Load(); w.part.Failed() && g < end; end = w.end.Load() {
			w.end.CompareAndSwap(end, g)
		}
	}
}

// wait waits for a worker, or until it does not get on.
func (w *worker) wait(ctx context.Context, limit time.Duration) error {
	tick := time.NewTicker(limit/16 + 1)
	defer tick.Stop()
	beats, since := int64(-1), time.Now()
	for {
		select {
		case <-w.done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case now := <-tick.C:
			if b := w.beats.Load(); b != beats {
				beats, since = b, now
			} else if now.Sub(since) >= limit {
				return input.Error(w.source.path, stuck(limit))
			}
		}
	}
}

// rowGroup counts row group g, and returns how many of its rows it has read.
func (w *worker) rowGroup(ctx context.Context, g int) (read int64, err error) {
	want := w.source.footer.MetaData().RowGroups[g].GetNumRows()
	defer w.closeChunks()
	if err := w.openChunks(ctx, g); err != nil {
		return 0, err
	}
	for ctx.Err() == nil && int64(g) < w.end.Load() {
		n, err := w.ready(g)
		switch {
		case err != nil:
			return read, err
		case read+int64(n) > want || n == 0 && read < want:
			return read, shortfall(g, read+int64(n), want)
		case n == 0:
			return read, nil
		}
		if !w.countCells(n) {
			if err := w.read(g, n); err != nil {
				return read, err
			}
			if !w.count(w.starts[g]+read+1, n) {
				return read, nil
			}
		}
		read += int64(n)
		w.source.progress(n)
	}
	return read, nil
}

// openChunks opens the columns, each by a reader of its own so that an error
// can name it.
func (w *worker) openChunks(ctx context.Context, g int) error {
	for i, c := range w.columns {
		w.beats.Add(1)
		if c.leaf < 0 {
			w.chunks[i] = &constant{c.constant, w.source.footer.MetaData().RowGroups[g].GetNumRows()}
			continue
		}
		err := recovered(func() (err error) {
			if !w.source.decodedOnly {
				w.chunks[i], err = w.source.openPages(c, g)
			}
			if err != nil || w.chunks[i] != nil {
				return err
			}
			w.chunks[i], err = w.source.openDecoded(c, g)
			return err
		})
		if err != nil {
			return w.placed(i, g, err)
		}
	}
	for i := range w.maps {
		w.maps[i], w.narrow[i].known = w.maps[i][:0], false
	}
	return nil
}

// closeChunks gives the readers' memory back; whatever a reader that has failed
// does then no longer matters.
func (w *worker) closeChunks() {
	for i, c := range w.chunks {
		_ = recovered(func() error {
			if c != nil {
				c.close()
			}
			return nil
		})
		w.chunks[i] = nil
	}
}

// ready returns how many rows can be read next, 0 at the end.
func (w *worker) ready(g int) (int, error) {
	n := vector
	for i, c := range w.chunks {
		w.beats.Add(1)
		err := recovered(func() error {
			ready, err := c.ready()
			if err == nil && i > 0 && (ready == 0) != (n == 0) {
				return fault("it has not as many rows as the others: the file is damaged")
			}
			n = min(n, ready)
			return err
		})
		if err != nil {
			return 0, w.placed(i, g, err)
		}
	}
	return n, nil
}

// read reads the places of the next rows.
func (w *worker) read(g, n int) error {
	for i, c := range w.chunks {
		err := recovered(func() error { return c.read(w.places[i][:n]) })
		if err != nil {
			return w.placed(i, g, err)
		}
	}
	return nil
}

// placed is an error in a column of row group g.
func (w *worker) placed(column, g int, err error) error {
	return &dataset.Error{
		At: dataset.Position{File: w.source.path}, Column: w.columns[column].name,
		Err: words.Errorf("row group %d: %v", g+1, err),
	}
}

func shortfall(g int, read, want int64) error {
	return fault("row group %d holds %d rows where the footer says %d: the file is damaged", g+1, read, want)
}
