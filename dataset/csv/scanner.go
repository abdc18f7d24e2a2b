package csv

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxRecord bounds the bytes of one record, so that a quote left open does not
// take in the rest of a large file.
const maxRecord = 16 << 20

// scanner splits a table into records, one after the other: the first, and those
// from which the separator is told. It knows quotes, separators and line ends,
// and nothing of columns. Tests hold [block.split] to what it does.
type scanner struct {
	in        *bufio.Reader
	separator byte
	skipBlank bool  // whether a blank line is no record
	start     int64 // the line on which the current record starts, from 1
	line      int64 // the line read last
	text      []byte
	ends      []int  // where each field of the current record ends in text
	long      []byte // a line that is longer than the reader's buffer
}

// lineError is a fault on a line other than the first of its record.
type lineError struct {
	line int64
	error
}

func (e *lineError) Unwrap() error { return e.error }

func newScanner(in *bufio.Reader, separator byte) *scanner {
	return &scanner{in: in, separator: separator}
}

// fields is the number of fields of the current record.
func (s *scanner) fields() int { return len(s.ends) }

// field is one field of the current record, valid until the next.
func (s *scanner) field(i int) []byte {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.text[from:s.ends[i]]
}

// next reads a record, and reports whether there is one.
func (s *scanner) next() (bool, error) {
	s.text, s.ends = s.text[:0], s.ends[:0]
	line, ending, err := s.readLine()
	for err == nil && s.skipBlank && len(line) == 0 {
		line, ending, err = s.readLine()
	}
	s.start = s.line
	if err == io.EOF {
		return false, nil
	}
	for err == nil {
		if len(line) > 0 && line[0] == '"' {
			line, ending, err = s.quoted(line[1:], ending)
		} else {
			line, err = s.plain(line)
		}
		s.ends = append(s.ends, len(s.text))
		if len(line) == 0 { // else it starts with the separator
			return err == nil, err
		}
		line = line[1:]
	}
	return false, err
}

// plain takes a field without quotes from line and returns the rest.
func (s *scanner) plain(line []byte) ([]byte, error) {
	end := bytes.IndexByte(line, s.separator)
	if end < 0 {
		end = len(line)
	}
	field := line[:end]
	s.text = append(s.text, field...)
	if end > 0 && (field[0] == ' ' || field[0] == '\t') && bytes.HasPrefix(bytes.TrimLeft(field, " \t"), []byte{'"'}) {
		return nil, s.fault("a quote follows white space: quotes must enclose the whole field, from one separator to the next")
	}
	return line[end:], nil
}

// quoted takes a field from line, which follows its opening quote, and returns
// the rest of the line on which it closes, and how that line ends.
func (s *scanner) quoted(line []byte, ending string) ([]byte, string, error) {
	opened := s.line
	for {
		end := bytes.IndexByte(line, '"')
		if end < 0 {
			s.text = append(append(s.text, line...), ending...)
			var err error
			if line, ending, err = s.readLine(); err == io.EOF {
				return nil, "", &lineError{opened, words.Errorf("a quoted field starts on this line and is never closed")}
			} else if err != nil {
				return nil, "", err
			}
			if len(s.text) > maxRecord {
				return nil, "", &lineError{opened, words.Errorf("a quoted field starts on this line and is not closed within %d MiB", maxRecord>>20)}
			}
			continue
		}
		s.text = append(s.text, line[:end]...)
		line = line[end+1:]
		switch {
		case len(line) == 0 || line[0] == s.separator:
			return line, ending, nil
		case line[0] != '"':
			return nil, "", s.fault("%q follows a closing quote: a quote inside a quoted field is written twice", truncate(line))
		}
		s.text = append(s.text, '"')
		line = line[1:]
	}
}

// fault is an error on the line read last.
func (s *scanner) fault(english string, args ...any) error {
	return &lineError{s.line, words.Errorf(english, args...)}
}

// truncate shortens what a message shows of the data.
func truncate(b []byte) []byte { return b[:min(len(b), 20)] }

// readLine returns the next line without its ending, and the ending; a line
// that the end of the file cuts off has none. The error is io.EOF at the end.
func (s *scanner) readLine() (line []byte, ending string, err error) {
	line, err = s.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = s.readLong(line)
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	if err != nil {
		return nil, "", err
	}
	s.line++
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, "", s.fault("the line holds a NUL byte: this is not text in UTF-8")
	}
	if n := len(line) - 1; line[n] == '\n' {
		line, ending = line[:n], "\n"
	}
	if n := len(line) - 1; n >= 0 && line[n] == '\r' {
		line, ending = line[:n], "\r"+ending
	}
	return line, ending, nil
}

// readLong reads the rest of a line that starts with what fills the buffer.
func (s *scanner) readLong(part []byte) ([]byte, error) {
	s.long = append(s.long[:0], part...)
	for {
		part, err := s.in.ReadSlice('\n')
		s.long = append(s.long, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return s.long, err
		}
		if len(s.long) > maxRecord {
			s.line++
			return nil, s.fault("the line is longer than %d MiB", maxRecord>>20)
		}
	}
}
