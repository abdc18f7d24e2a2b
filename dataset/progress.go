package dataset

import (
	"io"
	"sync/atomic"
)

// Progress tells, while inputs are read, how far the reading is. Sources add to
// it, anybody may look at any time. A nil Progress counts nothing.
type Progress struct {
	total, bytes, rows atomic.Int64
}

// SetTotal says how many bytes there are to read; 0, the default, is unknown.
func (p *Progress) SetTotal(bytes int64) {
	if p != nil {
		p.total.Store(bytes)
	}
}

// Add adds what has been read. The bytes are those of files as they are stored.
func (p *Progress) Add(bytes, rows int64) {
	if p == nil {
		return
	}
	if bytes != 0 {
		p.bytes.Add(bytes)
	}
	if rows != 0 {
		p.rows.Add(rows)
	}
}

// Read returns the bytes and rows read, and the bytes to read in all or 0.
func (p *Progress) Read() (bytes, rows, total int64) {
	return p.bytes.Load(), p.rows.Load(), p.total.Load()
}

// Reader is r, with what is read of it added to the bytes.
func (p *Progress) Reader(r io.Reader) io.Reader {
	if p == nil {
		return r
	}
	return &progressReader{r, p}
}

type progressReader struct {
	r io.Reader
	p *Progress
}

func (r *progressReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.p.Add(int64(n), 0)
	return n, err
}
