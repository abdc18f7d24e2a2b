package csv

import (
	"bytes"
	"math/bits"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// split finds the tokens: the separators and line ends outside quotes, by their
// offsets, after a first one just before the text. They end with the last whole
// record; what comes after it is unfinished, or a fault.
func (b *block) split(separator byte) {
	b.fault = nil
	b.quoted = bytes.IndexByte(b.data, '"') >= 0
	end := len(b.data)
	nul := bytes.IndexByte(b.data, 0)
	if nul >= 0 {
		end = bytes.LastIndexByte(b.data[:nul], '\n') + 1 // the lines before are read first
	}
	if cap(b.data) < len(b.data)+room {
		b.data = append(make([]byte, 0, len(b.data)+room), b.data...)
	}
	if cap(b.tokens) < end+room {
		b.tokens = make([]uint32, 0, cap(b.data)+room)
	}
	open := b.tokenise(end, separator)
	b.open = open
	switch {
	case b.fault != nil:
	case open >= 0 && end-open > maxRecord:
		b.fault = unclosedWithin(open)
	case nul >= 0:
		b.fault = &fault{nul, words.Errorf("the line holds a NUL byte: this is not text in UTF-8")}
	case open >= 0 && b.final && b.err == nil:
		b.fault = &fault{open, words.Errorf("a quoted field starts on this line and is never closed")}
	}
	if open >= 0 || b.fault != nil {
		last := len(b.tokens) - 1
		for last > 0 && b.data[b.tokens[last]] != '\n' {
			last--
		}
		b.tokens = b.tokens[:last+1]
	}
}

func unclosedWithin(open int) *fault {
	return &fault{open, words.Errorf("a quoted field starts on this line and is not closed within %d MiB", maxRecord>>20)}
}

// tokenise writes the tokens of the data before end, and returns where a quote
// is open there, or -1. It stops at a fault.
func (b *block) tokenise(end int, separator byte) (open int) {
	b.tokens = append(b.tokens[:0], 1<<32-1)
	for at := 0; at < end; {
		window := (*[window]byte)(b.data[at : at+window]) // what lies behind end is masked
		found := positions(window, separator, '\n')
		var quotes uint64
		if b.quoted {
			quotes = positions(window, '"', '"')
		}
		if left := end - at; left < len(window) {
			found &= 1<<left - 1
			quotes &= 1<<left - 1
		}
		next := at + len(window)
		for quotes != 0 {
			quote := bits.TrailingZeros64(quotes)
			b.add(at, found&(1<<quote-1))
			behind := b.quote(at+quote, end, separator)
			if behind < 0 {
				return at + quote
			}
			if behind >= next {
				next, found = behind, 0
				break
			}
			found &= ^uint64(0) << (behind - at)
			quotes &= ^uint64(0) << (behind - at)
		}
		b.add(at, found)
		at = next
	}
	return -1
}

// window is how many bytes are looked at together.
const window = 64

// add appends the tokens of a window, whose bits are in found. It writes some
// more than there are, rather than ask after each whether there is another.
func (b *block) add(at int, found uint64) {
	n := len(b.tokens)
	tokens := b.tokens[:cap(b.tokens)]
	total := n + bits.OnesCount64(found)
	for ; found != 0; n += 4 {
		four := (*[4]uint32)(tokens[n : n+4])
		for i := range four {
			four[i] = uint32(at + bits.TrailingZeros64(found))
			found &= found - 1
		}
	}
	b.tokens = tokens[:total]
}

// quote goes on from a quote, and returns where to go on after it: behind the
// field that it encloses, or just behind it when it stands for itself. It
// returns -1 when the quote is not closed before end, and end at a fault.
func (b *block) quote(at, end int, separator byte) int {
	data := b.data[:end]
	if start := int(b.tokens[len(b.tokens)-1] + 1); at > start {
		if len(bytes.Trim(data[start:at], " \t")) > 0 {
			return at + 1
		}
		b.fault = &fault{at, words.Errorf("a quote follows white space: quotes must enclose the whole field, from one separator to the next")}
		return end
	}
	closing := at + 1
	for {
		next := bytes.IndexByte(data[closing:], '"')
		if next < 0 {
			return -1
		}
		closing += next
		if closing+1 == len(data) || data[closing+1] != '"' {
			break
		}
		closing += 2
	}
	if closing-at > maxRecord {
		b.fault = unclosedWithin(at)
		return end
	}
	rest := data[closing+1:]
	if len(rest) > 0 && (rest[0] == separator || rest[0] == '\n' || bytes.HasPrefix(rest, []byte("\r\n"))) {
		return closing + 1
	}
	line, _, _ := bytes.Cut(rest, []byte{'\n'})
	line = bytes.TrimSuffix(line, []byte{'\r'})
	b.fault = &fault{closing, words.Errorf("%q follows a closing quote: a quote inside a quoted field is written twice", truncate(line))}
	return end
}
