package csv

import (
	"bufio"
	"bytes"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// utf8BOM may stand before the text.
const utf8BOM = "\xef\xbb\xbf"

// separators are the candidates, the likeliest first.
var separators = []byte{',', ';', '\t', '|'}

// foreign are the first bytes of what is not a table of text.
var foreign = []struct {
	magic string
	err   error
}{
	{"\xff\xfe", words.Errorf("the file is in UTF-16: save it as UTF-8")},
	{"\xfe\xff", words.Errorf("the file is in UTF-16: save it as UTF-8")},
	{"PAR1", words.Errorf("the file is a Parquet file, not CSV")},
	{"PARE", words.Errorf("the file is an encrypted Parquet file, not CSV")},
	{"\x1f\x8b", words.Errorf("the file is compressed with gzip: decompress it first")},
	{"\x28\xb5\x2f\xfd", words.Errorf("the file is compressed with zstd: decompress it first")},
	{"BZh", words.Errorf("the file is compressed with bzip2: decompress it first")},
	{"\xfd7zXZ\x00", words.Errorf("the file is compressed with xz: decompress it first")},
	{"PK\x03\x04", words.Errorf("the file is a ZIP archive or a workbook: save the sheet as CSV in UTF-8")},
	{"{\"", errJSON}, {"{\n", errJSON}, {"[{", errJSON}, {"[\n", errJSON},
}

var errJSON = words.Errorf("the file is JSON, not CSV; of JSON, only tallies are counted")

// dialect checks that a file which starts with head can be text, and returns
// the separator of its fields, wanted or found.
func dialect(head []byte, wanted rune) (byte, error) {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return 0, f.err
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return 0, words.Errorf("the file holds NUL bytes: it is binary, or in UTF-16; save it as CSV in UTF-8")
	}
	if wanted == 0 {
		return sniff(bytes.TrimPrefix(head, []byte(utf8BOM))), nil
	}
	if wanted > '~' || wanted < ' ' && wanted != '\t' || wanted == '"' {
		return 0, words.Errorf("%q cannot separate fields: choose a printable ASCII character other than the quote, or a tab", wanted)
	}
	return byte(wanted), nil
}

// sampled is how many records the separator is told from.
const sampled = 100

// sniff returns the candidate that splits the first record and gives most of
// the following records as many fields; among equals the one that gives the
// most fields, then the likeliest. Without any, as in a table of one column, it
// is the comma.
func sniff(head []byte) byte {
	best, bestScore := separators[0], []int{0, 1}
	for _, candidate := range separators {
		alike, fields := split(head, candidate)
		if score := []int{alike, fields}; fields > 1 && slices.Compare(score, bestScore) > 0 {
			best, bestScore = candidate, score
		}
	}
	return best
}

// split returns the number of fields of the first record, and how many of the
// records after it have as many.
func split(head []byte, separator byte) (alike, fields int) {
	s := newScanner(bufio.NewReader(bytes.NewReader(head)), separator)
	s.skipBlank = true
	if more, _ := s.next(); !more {
		return 0, 0
	}
	fields = s.fields()
	for range sampled {
		if more, _ := s.next(); !more {
			break
		}
		if s.fields() == fields {
			alike++
		}
	}
	return alike, fields
}

// columnName is the text by which a column is called.
func columnName(field []byte) (string, error) {
	name, err := dataset.Canonical(string(field))
	switch {
	case err != nil:
		return "", inAnotherEncoding(err)
	case strings.Contains(strings.ReplaceAll(name, "\r\n", "\n"), "\r"):
		return "", words.Errorf("%q holds a carriage return: lines must end with LF or CRLF", name)
	}
	return name, nil
}
