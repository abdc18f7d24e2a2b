package sql

import (
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
)

// Kind is what is known of the type of a column.
type Kind int

// The kinds.
const (
	Any     Kind = iota // what is counted by its text
	Text                // texts
	Whole               // integers
	Decimal             // exact numbers
	Float               // floats of 64 bits
	Real                // floats of 32 bits
	Date                // days
	Other               // a few values of another type, such as booleans
)

// mayBeNaN reports whether values of the kind may be NaN, which is missing then.
func (k Kind) mayBeNaN() bool { return k == Decimal || k == Float || k == Real }

// isNumber reports whether the engine compares values of the kind with an edge as
// floats of 64 bits of the same values would be.
func (k Kind) isNumber() bool { return k == Whole || k == Decimal || k == Float }

// Column is a column of what is counted.
type Column struct {
	Name string // as the engine has it
	Kind Kind
	// Short says of a decimal that it has at most six digits before and nine behind
	// the point, as many as a float of 64 bits and a weight keep.
	Short bool
	// Refused is the type of a column whose values cannot be counted by.
	Refused string
}

// The digits that a short decimal has at most before and behind the point.
const (
	shortWhole = 6
	shortScale = 9
)

// read returns the text of a value as a table of that type would give it, from
// that which the engine has written.
func (k Kind) read(text string) string {
	switch k {
	case Decimal:
		if strings.Contains(text, ".") {
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		if strings.EqualFold(text, "NaN") {
			return ""
		}
	case Float, Real:
		bits := map[Kind]int{Float: 64, Real: 32}[k]
		if x, err := strconv.ParseFloat(text, bits); err == nil {
			return string(dataset.AppendFloat(nil, x, bits))
		}
	}
	return text
}
