package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// isHostile reports whether a character moves a cursor, turns the direction of
// text, hides in it, or may not stand in XML. The joiner of emoji is none.
func isHostile(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != joiner || r == '\u2028' || r == '\u2029' || r == '\ufffe' || r == '\uffff'
}

const joiner = '\u200d'

// visible is text from the data for formats that machines read: hostile
// characters are written as \u{1b}, so that two labels that differ stay two.
func visible(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, isHostile) && !strings.Contains(text, `\u{`) {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		if isHostile(r) || strings.HasPrefix(text[i:], `\u{`) {
			fmt.Fprintf(&b, `\u{%x}`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// jsonWriter writes JSON on, with hostile characters as escapes: within strings,
// the only place for them, that changes how they are written and not what they are.
type jsonWriter struct{ w io.Writer }

func (j jsonWriter) Write(data []byte) (int, error) {
	// What stands for bytes that are no text is an escape already when it was just
	// put there, and has to be one always for the same text to have the same seal.
	hostile := func(r rune) bool { return r > '~' && (isHostile(r) || r == utf8.RuneError) }
	at := bytes.IndexFunc(data, hostile)
	if at < 0 {
		return j.w.Write(data)
	}
	var b bytes.Buffer
	for rest := data; ; at = bytes.IndexFunc(rest, hostile) {
		if at < 0 {
			b.Write(rest)
			break
		}
		b.Write(rest[:at])
		r, size := utf8.DecodeRune(rest[at:])
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
		rest = rest[at+size:]
	}
	if _, err := j.w.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(data), nil
}
