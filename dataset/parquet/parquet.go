// Package parquet reads the flat columns of Parquet files.
//
// A value is counted by this text:
//   - integers in decimal, booleans as true and false, strings as they are;
//   - floats by the fewest digits that read back as the same number of their
//     own width, as Python writes them ("0.1", "1e-05", "1e+16"), NaN as missing;
//   - decimals without trailing zeros, so that 1.00 is "1";
//   - dates as 2006-01-02, times as 15:04:05 with as many decimals as they need,
//     timestamps as 2006-01-02T15:04:05, with a Z when the column is adjusted to
//     UTC; the old INT96 timestamps say nothing of that and have no Z;
//   - UUIDs as usual, other binary values as the text they hold in UTF-8;
//   - NULL as missing.
//
// The types are those of Parquet itself; a schema of another system that a
// writer embedded is not consulted. Encrypted, nested and repeated columns are
// refused. Page checksums are not verified.
//
// Row groups are counted in parallel. Columns are read from their pages, where
// values repeat as indices into a dictionary; those in other encodings by the
// library's column reader. Tests hold the one to the other, and both to the
// library's tables.
//
// The library below is not trusted: whatever it does with a damaged file ends
// as an error with the place, be it a panic, an endless loop or fewer rows than
// the footer promises.
package parquet

import (
	"context"
	"io"
	"time"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Source is one Parquet file.
type Source struct {
	path     string
	options  Options
	size     int64 // of the file, in bytes
	close    func() error
	footer   *file.Reader
	columns  []column
	patience time.Duration // without progress, before the reading is given up

	decodedOnly bool // whether tests want the library to decode every column
}

var _ dataset.Source = (*Source)(nil)

// patience is far beyond what a batch takes to read.
const patience = time.Minute

// Options say what is read with a file.
type Options struct {
	// Constants are columns that the path gives to all rows.
	Constants []dataset.Constant
	// Progress is told of rows, and of the file's bytes in their proportion; it
	// may be nil.
	Progress *dataset.Progress
	// Threads is how many row groups are read at the same time; 0 stands for
	// one per processor.
	Threads int
}

// Open opens the file at path and reads its footer. The error is a [*dataset.Error].
func Open(path string, o Options) (*Source, error) {
	in, info, err := input.Open(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		_ = in.Close()
		return nil, input.At(path, "a Parquet file must be a regular file, not a pipe")
	}
	s, err := read(path, in, info.Size())
	if err != nil {
		_ = in.Close()
		return nil, err
	}
	s.close, s.options, s.size = in.Close, o, info.Size()
	if err := dataset.CheckConstants(s.ownColumns(), o.Constants); err != nil {
		_ = in.Close()
		return nil, input.Error(path, err)
	}
	return s, nil
}

// read reads the footer of a file of that size.
func read(path string, in parquet.ReaderAtSeeker, size int64) (*Source, error) {
	s := &Source{path: path, patience: patience, close: func() error { return nil }}
	err := checkMagic(in, size)
	if err == nil {
		err = withPatience(s.patience, func() error { return s.readFooter(in) })
	}
	if err != nil {
		return nil, input.Error(path, err)
	}
	return s, nil
}

// The marks at both ends of a Parquet file.
const (
	magic          = "PAR1"
	encryptedMagic = "PARE"
)

// checkMagic tells apart what is no Parquet file, what was one, and what is encrypted.
func checkMagic(in io.ReaderAt, size int64) error {
	var head, tail [len(magic)]byte
	if size >= int64(len(head)) {
		if _, err := in.ReadAt(head[:], 0); err != nil {
			return err
		}
		if _, err := in.ReadAt(tail[:], size-int64(len(tail))); err != nil {
			return err
		}
	}
	switch start, end := string(head[:]), string(tail[:]); {
	case start == encryptedMagic || end == encryptedMagic:
		return words.Errorf("the Parquet file is encrypted: decrypt it first")
	case start != magic:
		return words.Errorf("it is not a Parquet file, which would start with %q", magic)
	case end != magic:
		return words.Errorf("the Parquet file is truncated: its end, with the description of its content, is missing")
	}
	return nil
}

// maxPage bounds the bytes of a page once uncompressed. Writers make pages of
// about 1 MiB; a small file can claim far larger ones.
const maxPage = 64 << 20

func (s *Source) readFooter(in parquet.ReaderAtSeeker) error {
	properties := parquet.NewReaderProperties(bounded)
	properties.BufferedStreamEnabled = true
	properties.MaxUncompressedPageSize = maxPage
	properties.MaxCompressedPageSize = maxPage
	var err error
	if s.footer, err = file.NewParquetReader(in, file.WithReadProps(properties)); err != nil {
		return err
	}
	if s.columns, err = columnsOf(s.footer.MetaData()); err != nil {
		return err
	}
	return s.checkRows()
}

// checkRows refuses row counts that contradict each other.
func (s *Source) checkRows() error {
	var total int64
	for i := range s.footer.NumRowGroups() {
		rows := s.footer.RowGroup(i).NumRows()
		if rows < 0 {
			return fault("row group %d claims %d rows: the file is damaged", i+1, rows)
		}
		total += rows
	}
	if total != s.footer.NumRows() {
		return fault("its row groups claim %d rows, its footer %d: the file is damaged", total, s.footer.NumRows())
	}
	return nil
}

// Columns lists the names of the columns in their order, constants last; a
// nested column goes by the name of the whole.
func (s *Source) Columns() []string {
	return dataset.WithConstants(s.ownColumns(), s.options.Constants)
}

// Close closes the file.
func (s *Source) Close() error { return s.close() }

// Count adds the rows to c. Only the columns that c needs are read. The error
// is a [*dataset.Error] or that of ctx.
func (s *Source) Count(ctx context.Context, c *dataset.Counter) error {
	needed, err := s.needed(c)
	if err != nil {
		return input.Error(s.path, err)
	}
	if err := ctx.Err(); err != nil { // else a small file could be counted all the same
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := newReading(s, needed)
	var workers []*worker
	for _, part := range c.Fork(min(dataset.Threads(s.options.Threads), max(1, len(r.starts)))) {
		w := r.newWorker(part)
		workers = append(workers, w)
		go w.run(ctx)
	}
	for _, w := range workers { // one that is stuck is abandoned
		if err := w.wait(ctx, s.patience); err != nil {
			return err
		}
		if w.panic != nil {
			//nolint:forbidigo // a fault of ours goes on to whoever reports such
			panic(w.panic)
		}
	}
	err = c.Join(func(row int64) dataset.Position { return dataset.Position{File: s.path, Line: row, Row: true} })
	if err != nil {
		return input.Error(s.path, err)
	}
	return nil
}
