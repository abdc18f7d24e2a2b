// Package csv reads tables of comma-separated values and their relatives.
//
// The dialect is that of RFC 4180, in UTF-8 with or without a byte order mark:
//   - Fields are separated by a comma, semicolon, tab or vertical bar, found
//     out from the first records; lines end with LF or CRLF.
//   - A field in double quotes may hold separators, line breaks (which stay as
//     they are) and doubled quotes. Nothing but a separator or the end of the
//     line may follow the closing quote, and nothing, not even a space, may
//     precede the opening one. A quote inside a field that starts with
//     something else stands for itself, as in 2'17.9"W.
//   - Every record has as many fields as the first.
//   - A blank line is no record, except in a table of one column, where it is
//     a row whose value is missing. Blank lines before the header mean nothing.
//   - The first record names the columns, or they are named 1, 2, 3 and so on.
//
// Anything else is a [*dataset.Error] with its file and line, never a guess.
//
// Rows are counted by several goroutines, in blocks of lines. Neither their
// number nor the size of the blocks changes what is counted, or which error is
// told: that of the first row which has one. A line, or a field in quotes, of
// more than 16 MiB is an error, so that memory is bounded.
package csv

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Options say how a table is written.
type Options struct {
	// Separator is the ASCII character between fields; 0 means to find out.
	Separator rune
	// NoHeader says that the first record is a row; the columns are then named
	// by their number, from "1".
	NoHeader bool
	// Threads is how many goroutines count rows; 0 stands for one per processor.
	Threads int
	// Constants are columns that the path gives to all rows.
	Constants []dataset.Constant
	// Progress is told of rows, and by [Open] of bytes; it may be nil.
	Progress *dataset.Progress
}

// Source is one table. It can be counted once.
type Source struct {
	name      string
	columns   []string
	options   Options
	first     words.Phrase // what the first record is
	scan      *scanner     // which has read the first record
	rest      io.Reader    // what follows the first record
	pending   bool         // whether the first record is a row
	counted   bool
	constant  [][]byte // the texts that are wanted from -1, by their place in a row
	blockSize int
	close     func() error
}

var _ dataset.Source = (*Source)(nil)

// bufferSize is how much the dialect is told from.
const bufferSize = 256 << 10

// Open opens the file at path and reads its header. The error is a [*dataset.Error].
func Open(path string, o Options) (*Source, error) {
	f, _, err := input.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := New(path, o.Progress.Reader(f), o)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	s.close = f.Close
	return s, nil
}

// New reads the header of the table in r, which messages call by name. The
// error is a [*dataset.Error]. Closing the source does not close r.
func New(name string, r io.Reader, o Options) (*Source, error) {
	in := bufio.NewReaderSize(r, bufferSize)
	head, err := in.Peek(bufferSize)
	if err != nil && err != io.EOF {
		return nil, input.Error(name, err)
	}
	separator, err := dialect(head, o.Separator)
	if err != nil {
		return nil, input.Error(name, err)
	}
	if len(head) >= len(utf8BOM) && string(head[:len(utf8BOM)]) == utf8BOM {
		_, _ = in.Discard(len(utf8BOM)) // it is in the buffer
	}
	s := &Source{
		name: name, options: o, scan: newScanner(in, separator), close: func() error { return nil },
		blockSize: blockSize,
	}
	if err := s.start(o.NoHeader); err != nil {
		return nil, err
	}
	read, _ := in.Peek(in.Buffered()) // it is in the buffer
	s.rest = io.MultiReader(bytes.NewReader(read), r)
	return s, nil
}

// start reads the first record and names the columns.
func (s *Source) start(noHeader bool) error {
	s.scan.skipBlank = true
	if more, err := s.scan.next(); err != nil {
		return s.at(err)
	} else if !more && noHeader {
		return input.At(s.name, "the file is empty: there is no row to tell the columns from")
	} else if !more {
		return input.At(s.name, "the file is empty: a first line with the names of the columns is needed")
	}
	n := s.scan.fields()
	s.scan.skipBlank = n > 1
	s.first, s.pending = words.Say("header"), noHeader
	if noHeader {
		s.first = words.Say("first row")
	}
	for i := range n {
		if noHeader {
			s.columns = append(s.columns, strconv.Itoa(i+1))
			continue
		}
		name, err := columnName(s.scan.field(i))
		if err != nil {
			return s.at(words.Errorf("the name of column %d: %w", i+1, err))
		}
		s.columns = append(s.columns, name)
	}
	if err := dataset.CheckConstants(s.columns, s.options.Constants); err != nil {
		return input.Error(s.name, err)
	}
	return nil
}

// Columns lists the names of the columns in their order, constants last.
func (s *Source) Columns() []string {
	return dataset.WithConstants(s.columns, s.options.Constants)
}

// Close closes the file that [Open] opened.
func (s *Source) Close() error { return s.close() }

// Count adds the rows to c. Every record is checked, but only the fields that c
// needs are looked into. The error is a [*dataset.Error] or that of ctx; while
// r itself blocks, ctx is not seen.
func (s *Source) Count(ctx context.Context, c *dataset.Counter) error {
	if s.counted {
		return input.At(s.name, "it has been read to its end already")
	}
	s.counted = true
	want, row, err := dataset.ResolveWith(c.Columns(), s.columns, s.options.Constants)
	if err != nil {
		return input.Error(s.name, err)
	}
	s.constant = make([][]byte, len(row))
	for i, text := range row {
		s.constant[i] = []byte(text)
	}
	parts := c.Fork(dataset.Threads(s.options.Threads))
	sinks := make([]sink, len(parts))
	for i, p := range parts {
		sinks[i] = p
	}
	s.rows(ctx, want, sinks)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err = c.Join(func(line int64) dataset.Position { return dataset.Position{File: s.name, Line: line} })
	if err != nil {
		return advised(input.Error(s.name, err).(*dataset.Error))
	}
	return nil
}

// advised advises on an error about a text in another encoding.
func advised(err *dataset.Error) error {
	if errors.Is(err, dataset.ErrNotUTF8) {
		err.Err = inAnotherEncoding(err.Err)
	}
	return err
}

// inAnotherEncoding adds to an error about a text how that is read.
func inAnotherEncoding(err error) error {
	return words.Errorf("%w: save the file as UTF-8, or read it with --encoding latin1", err)
}

// rows gives all rows to the sinks.
func (s *Source) rows(ctx context.Context, want []int, sinks []sink) {
	if s.pending {
		s.pending = false
		row := s.newRow(want)
		for i, column := range want {
			if column >= 0 {
				row[i] = s.scan.field(column)
			}
		}
		s.options.Progress.Add(0, 1)
		if !sinks[0].Row(s.scan.start, row) {
			return
		}
	}
	s.scanRows(ctx, want, sinks)
}

// newRow is a row that holds the constants.
func (s *Source) newRow(want []int) [][]byte {
	row := make([][]byte, len(want))
	copy(row, s.constant)
	return row
}

func (s *Source) here() dataset.Position {
	return dataset.Position{File: s.name, Line: s.scan.start}
}

// at gives an error the line of the current record, unless it has its own.
func (s *Source) at(err error) error {
	at := s.here()
	if e, ok := err.(*lineError); ok {
		at.Line = e.line
	}
	return &dataset.Error{At: at, Err: err}
}

func fields(n int) words.Phrase {
	if n == 1 {
		return words.Say("1 field")
	}
	return words.Say("%d fields", n)
}
