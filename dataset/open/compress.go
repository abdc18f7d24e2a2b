package open

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"

	"github.com/klauspost/compress/zstd"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxWindow bounds what zstd looks back upon, and so its memory: it is the most
// that the zstd program itself accepts without being told to.
const maxWindow = 128 << 20

// compression is one way in which a stream may be compressed.
type compression struct {
	name  string
	magic []byte
	open  func(r io.Reader) (io.ReadCloser, error)
}

var compressions = []compression{
	{"gzip", []byte{0x1f, 0x8b}, func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }},
	{"zstd", []byte{0x28, 0xb5, 0x2f, 0xfd}, func(r io.Reader) (io.ReadCloser, error) {
		d, err := zstd.NewReader(r, zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}},
}

// compressionOf recognises a compression by the first bytes; nil is none.
func compressionOf(head []byte) *compression {
	for i := range compressions {
		if bytes.HasPrefix(head, compressions[i].magic) {
			return &compressions[i]
		}
	}
	return nil
}

// buffer is how much of a stream is read at a time.
const buffer = 64 << 10

// decompress returns what it reads, decompressed if its first bytes say that it is
// compressed. Little of it is held at any time, whatever it grows to.
func decompress(in *bufio.Reader) (io.Reader, io.Closer, error) {
	head, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	c := compressionOf(head)
	if c == nil {
		return in, io.NopCloser(nil), nil
	}
	d, err := c.open(in)
	if err != nil {
		return nil, nil, c.plain(err, false)
	}
	return &decompressor{r: d, c: c}, d, nil
}

// decompressor says in plain words what is wrong with compressed data.
type decompressor struct {
	r    io.Reader
	c    *compression
	some bool // whether some data came out
}

func (d *decompressor) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	d.some = d.some || n > 0
	if err != nil && err != io.EOF {
		err = d.c.plain(err, d.some)
	}
	return n, err
}

func (c *compression) plain(err error, some bool) error {
	var system *fs.PathError
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &system):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF:
		return words.Errorf("the %s data end too early: the file is truncated", c.name)
	case some && (errors.Is(err, gzip.ErrHeader) || errors.Is(err, zstd.ErrMagicMismatch)):
		return words.Errorf("what follows the %s data is not %s: the file is damaged, or something was appended to it", c.name, c.name)
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zstd.ErrCRCMismatch):
		return words.Errorf("the checksum of the %s data is wrong: the file is damaged", c.name)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return words.Errorf("the zstd data need a window of more than %d MiB: compress without --long or --ultra", maxWindow>>20)
	case errors.Is(err, gzip.ErrHeader) || errors.As(err, &corrupt):
		return words.Errorf("the %s data are damaged", c.name)
	}
	return words.Errorf("the %s data cannot be read: %w", c.name, err)
}
