package open

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// The encodings of text that [Options.Encoding] names.
const (
	UTF8   = "utf-8"
	Latin1 = "latin1"
)

// Encodings lists the names that [Options.Encoding] may have.
func Encodings() []string { return []string{UTF8, Latin1} }

// latin1 is each byte of Windows-1252, which is ISO-8859-1 with letters and
// signs in place of most controls, in UTF-8. Its five bytes without a meaning
// stand for the controls of ISO-8859-1, as the web reads them.
var latin1 = func() (table [256][]byte) {
	for i := range table {
		r := charmap.Windows1252.DecodeByte(byte(i))
		if r == utf8.RuneError {
			r = rune(i)
		}
		table[i] = utf8.AppendRune(nil, r)
	}
	return table
}()

// latin1Reader reads latin1 as UTF-8.
type latin1Reader struct {
	r   io.Reader
	raw []byte
	out []byte // what was decoded and not yet read
	all []byte // where out lies
}

func newLatin1Reader(r io.Reader) *latin1Reader {
	return &latin1Reader{r: r, raw: make([]byte, 32<<10)}
}

func (l *latin1Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(l.out) == 0 {
		n, err := l.r.Read(l.raw)
		if n == 0 && err != nil {
			return 0, err
		}
		if l.all == nil && bytes.HasPrefix(l.raw[:n], []byte("\xef\xbb\xbf")) {
			return 0, words.Errorf("it starts with the mark of UTF-8: it is not in latin1")
		}
		l.all = slices.Grow(l.all[:0], 3*n) // no letter of it takes more bytes
		for _, b := range l.raw[:n] {
			if b < utf8.RuneSelf {
				l.all = append(l.all, b)
			} else {
				l.all = append(l.all, latin1[b]...)
			}
		}
		l.out = l.all
		if err != nil { // a reader gives it again, after what it gave
			break
		}
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}
