// Package open opens an input of any format. A new format is one row of the
// table in this file.
package open

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/dataset/parquet"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Options say how an input is read.
type Options struct {
	// Format is one of [Formats]; when empty the content decides.
	Format string
	// CSV applies to inputs in that format.
	CSV csv.Options
	// Threads is how many goroutines count rows; 0 stands for one per processor.
	Threads int
	// Encoding is one of [Encodings], of the texts in a CSV; empty is UTF-8.
	Encoding string
	// Constants are columns that the path gives to all rows.
	Constants []dataset.Constant
	// Progress is told how far the reading is; it may be nil.
	Progress *dataset.Progress
	// Stdin is what the path "-" reads; nil stands for the process's own.
	Stdin io.Reader
}

// format is one kind of input.
type format struct {
	name string
	// magics are the first bytes, any of them, by which a file is recognised;
	// none recognises whatever the formats before it do not.
	magics []string
	// extensions are those of file names that promise the format.
	extensions []string
	file       func(path string, o Options) (dataset.Source, error)
	// stream is nil for a format that cannot be read from its start to its end.
	stream func(name string, r io.Reader, o Options) (dataset.Source, error)
}

// formats lists all formats in the order in which they are tried.
var formats = []format{
	{
		name:       "parquet",
		magics:     []string{"PAR1", "PARE"},
		extensions: []string{".parquet", ".pq"},
		file: func(path string, o Options) (dataset.Source, error) {
			return source(parquet.Open(path, parquet.Options{Constants: o.Constants, Progress: o.Progress, Threads: o.Threads}))
		},
	},
	{
		name: "csv",
		file: func(path string, o Options) (dataset.Source, error) {
			return source(csv.Open(path, o.csv()))
		},
		stream: func(name string, r io.Reader, o Options) (dataset.Source, error) {
			return source(csv.New(name, r, o.csv()))
		},
	},
}

// csv is how a CSV is read.
func (o Options) csv() csv.Options {
	o.CSV.Threads, o.CSV.Constants, o.CSV.Progress = o.Threads, o.Constants, o.Progress
	return o.CSV
}

// source keeps a nil pointer from becoming a source that is not nil.
func source[S dataset.Source](s S, err error) (dataset.Source, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Formats lists the names that [Options.Format] may have.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return append(names, tallyFormat)
}

// stdinName is how messages call what "-" reads.
const stdinName = "stdin"

// File opens the input at path, "-" being the standard input. A file's format
// is recognised by its first bytes, and so is a CSV that is compressed with gzip
// or zstd; the standard input and pipes can only be CSV. The error is a [*dataset.Error].
func File(path string, o Options) (dataset.Source, error) {
	if path == "-" {
		if o.Stdin == nil {
			o.Stdin = os.Stdin
		}
		return standardInput(o)
	}
	f, info, err := input.Open(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return streamFile(path, f, o)
	}
	head := make([]byte, 16)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		_ = f.Close()
		return nil, input.Error(path, err)
	}
	chosen, err := choose(path, head[:n], o.Format)
	if err == nil && chosen.stream != nil && (o.Encoding == Latin1 || compressionOf(head[:n]) != nil) {
		return streamFile(path, f, o)
	}
	_ = f.Close()
	if err != nil {
		return nil, err
	}
	return chosen.file(path, o)
}

// standardInput reads the standard input, which may be a file that the shell opened.
func standardInput(o Options) (dataset.Source, error) {
	s, err := stream(stdinName, o.Stdin, o)
	f, isFile := o.Stdin.(*os.File)
	if err != nil || !isFile {
		return s, err
	}
	if info, statErr := f.Stat(); statErr == nil && info.Mode().IsRegular() {
		return redirected{s, f, info}, nil
	}
	return s, nil
}

// redirected is a source that reads a file without a name.
type redirected struct {
	dataset.Source
	file  *os.File
	found fs.FileInfo // what it was
}

// Count is that of the source, and an error when the file changes meanwhile.
func (r redirected) Count(ctx context.Context, c *dataset.Counter) error {
	err := r.Source.Count(ctx, c)
	now, statErr := r.file.Stat()
	if statErr != nil {
		return err
	}
	return unchanged(stdinName, r.found, now, err)
}

// streamFile reads a file from its start to its end, and closes it.
func streamFile(path string, f *os.File, o Options) (dataset.Source, error) {
	s, err := stream(path, f, o)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return closing{s, []io.Closer{s, f}}, nil
}

// closing is a source that closes what it reads.
type closing struct {
	dataset.Source
	inner []io.Closer
}

func (c closing) Close() error {
	var errs []error
	for _, inner := range c.inner {
		errs = append(errs, inner.Close())
	}
	return errors.Join(errs...)
}

// choose returns the format asked for or recognised.
func choose(path string, head []byte, asked string) (*format, error) {
	extension := strings.ToLower(filepath.Ext(path))
	for i := range formats {
		f := &formats[i]
		if asked != "" {
			if f.name == asked {
				return f, nil
			}
			continue
		}
		if f.recognises(head) {
			return f, nil
		}
		for _, promised := range f.extensions {
			if extension == promised {
				return f, nil // whose own reader says best what is wrong
			}
		}
	}
	return nil, unknown(path, asked)
}

func (f *format) recognises(head []byte) bool {
	for _, magic := range f.magics {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return len(f.magics) == 0
}

func unknown(path, asked string) error {
	return input.At(path, "there is no input format %q%s; the formats are %s", asked, words.DidYouMean(asked, Formats()), words.List(Formats()))
}

// stream reads what can be read only once, or needs decoding.
func stream(name string, r io.Reader, o Options) (dataset.Source, error) {
	in := bufio.NewReaderSize(o.Progress.Reader(r), buffer)
	head, _ := in.Peek(4) // an error comes again
	chosen, err := choose(name, head, o.Format)
	if err != nil {
		return nil, err
	}
	if chosen.stream == nil {
		return nil, input.At(name, "a %s input must be a file, not a stream: save it and name the file", chosen.name)
	}
	r, decompressor, err := decompress(in)
	if err != nil {
		return nil, input.Error(name, err)
	}
	if o.Encoding == Latin1 {
		r = newLatin1Reader(r)
	}
	s, err := chosen.stream(name, r, o)
	if err != nil {
		_ = decompressor.Close()
		return nil, err
	}
	return closing{s, []io.Closer{s, decompressor}}, nil
}
