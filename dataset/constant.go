package dataset

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Constant is a column that has one value in all rows of an input: a directory
// named sexe=F gives one to the files in it.
type Constant struct{ Column, Text string }

// WithConstants returns the names of an input's columns, its constants last.
func WithConstants(exist []string, constants []Constant) []string {
	all := slices.Clip(exist)
	for _, k := range constants {
		all = append(all, k.Column)
	}
	return all
}

// ResolveWith is [Resolve] for an input with constants. The position of a
// constant is -1, and row, which has a text for each wanted column, holds its
// text; the others' are empty.
func ResolveWith(want, exist []string, constants []Constant) (at []int, row []string, err error) {
	at, err = Resolve(want, WithConstants(exist, constants))
	if err != nil {
		return nil, nil, err
	}
	row = make([]string, len(want))
	for i := range at {
		if k := at[i] - len(exist); k >= 0 {
			at[i], row[i] = -1, constants[k].Text
		}
	}
	return at, row, nil
}

// CheckConstants refuses a column that an input has both in itself and as a
// constant: nobody could tell which of the two is meant.
func CheckConstants(exist []string, constants []Constant) error {
	for _, k := range constants {
		if slices.Contains(exist, k.Column) {
			return &Error{Column: k.Column, Err: words.Errorf("the file has it, and so has its path, as %s=%s: rename the directory or the column", k.Column, k.Text)}
		}
	}
	return nil
}

// defaultPartition is what Hive and Spark name the directory of missing values.
const defaultPartition = "__HIVE_DEFAULT_PARTITION__"

// PathConstants returns the columns that a path gives to a file: each directory
// named column=value above it, as Hive and Spark write partitions. Both parts
// may hold %XX for a byte XX. The path is written with slashes.
func PathConstants(path string) ([]Constant, error) {
	parts := strings.Split(path, "/")
	var constants []Constant
	for _, part := range parts[:len(parts)-1] {
		column, text, ok := strings.Cut(part, "=")
		if !ok || column == "" {
			continue
		}
		column, err := Canonical(unescape(column))
		if err != nil {
			return nil, &Error{Err: words.Errorf("the directory %s: %v", quote(part), err)}
		}
		if slices.ContainsFunc(constants, func(k Constant) bool { return k.Column == column }) {
			return nil, &Error{Column: column, Err: words.Errorf("two directories of the path give it a value")}
		}
		if text = unescape(text); text == defaultPartition {
			text = ""
		}
		constants = append(constants, Constant{column, text})
	}
	return constants, nil
}

// unescape decodes %XX. A % that no two hexadecimal digits follow stands for
// itself, as Spark reads it.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			high, low := strings.IndexByte(hexDigits, text[i+1]), strings.IndexByte(hexDigits, text[i+2])
			if high >= 0 && low >= 0 {
				b.WriteByte(nibble(high)<<4 | nibble(low))
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

const hexDigits = "0123456789abcdefABCDEF"

// nibble is the value of the digit at a position in hexDigits.
func nibble(at int) byte {
	if at > 15 {
		at -= 6
	}
	return byte(at)
}
