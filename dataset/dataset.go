// Package dataset turns rows into a tally: a [Spec] says which column plays
// which role, a [Source] reads the rows, a [Counter] counts them.
//
// Conventions, the same for every source:
//   - A value is compared and shown by its canonical text ([Canonical]).
//   - NULL, an empty field and a field of white space are missing, and so is what
//     a [Reading] says; no other text is, not even NA.
//   - A row without a prediction, or with a weight of 0, is left out and
//     accounted for. A row without an actual outcome is kept: it counts for the
//     rates that need no label. So is a row without a final decision.
//   - Banded and scored columns must hold numbers; anything else is an error
//     with its place, never a guess.
package dataset

import (
	"context"
	"runtime"
	"time"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Source is one input that can be counted.
type Source interface {
	// Columns lists the names of the columns in their order.
	Columns() []string
	// Count adds the source's rows to c. It reads no column that c does not
	// need, and returns promptly when ctx is done.
	Count(ctx context.Context, c *Counter) error
	// Close releases what the source holds.
	Close() error
}

// Threads is how many goroutines count rows when n are asked for; 0 asks for one
// per processor.
func Threads(n int) int {
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return min(n, maxThreads)
}

// maxThreads bounds the memory of buffers and cells that each goroutine has.
const maxThreads = 64

// Missing says what becomes of a row without a value for an attribute.
type Missing string

// The ways to treat missing attribute values.
const (
	MissingGroup Missing = "group" // counted and shown as (missing), never compared
	MissingDrop  Missing = "drop"  // left out of the audit, and accounted for
	MissingError Missing = "error" // refused, with the place of the first
)

// DefaultMaxValues caps the distinct values of a column that is counted as it
// stands: more are a sign of a number that needs bands, or of an identifier.
const DefaultMaxValues = 1000

// Spec says which column plays which role.
type Spec struct {
	Actual        Outcome // Column is empty when there are no labels
	Human         Outcome // the final decision; Column is empty when it is not known
	Predicted     Outcome
	Attributes    []Attribute
	Intersections [][]string // names of attributes
	Strata        []string   // columns
	Weight        string     // column; empty for none
	// Counts is the column of how many people a row stands for; empty for one each.
	// Weight then holds the sum of their weights, and SquaredWeight the sum of the
	// squares of these.
	Counts, SquaredWeight string
	Unit                  string // column that identifies people; empty for none
	Missing               Missing
	MaxValues             int // 0 stands for DefaultMaxValues
	Reading               Reading
	// MaxHeld is how many bytes the counts, values and people that a [Counter]
	// keeps may take, by its own estimate; 0 is without a bound of this kind.
	MaxHeld int64
}

// Outcome is a column of outcomes.
type Outcome struct {
	Column string
	// Positive are the values that count as positive; when empty they are
	// inferred for the usual pairs (see [Counter.Tally]).
	Positive []string
	// Cutoff makes the column a score: at or above it a row is positive.
	Cutoff *float64
	// AtMedian makes the column a score that is positive above the median of all
	// rows with one; [Limits] finds its Cutoff before rows are counted.
	AtMedian bool
}

// RoleOutcome is an outcome with its role.
type RoleOutcome struct {
	Role tally.Role
	*Outcome
}

// Outcomes lists the outcomes of a spec in the order of their axes, also those
// without a column.
func (s *Spec) Outcomes() []RoleOutcome {
	return []RoleOutcome{{tally.Actual, &s.Actual}, {tally.Human, &s.Human}, {tally.Predicted, &s.Predicted}}
}

// IsScore reports whether the column is one of scores.
func (o *Outcome) IsScore() bool { return o.Cutoff != nil || o.AtMedian }

// Attribute is a protected characteristic held by a column.
type Attribute struct {
	Name   string
	Column string
	// Bands are the inner edges, ascending, of the bands of a number: a value
	// belongs to the band that starts at or below it.
	Bands []float64
	// Quantiles cuts a number into so many bands of about as many rows; [Limits]
	// makes Bands of it before rows are counted. 0 is none.
	Quantiles int
	// IfMany leaves a column as it stands, in place of quantiles, when it has texts
	// or at most twenty distinct numbers.
	IfMany bool
	// AgeAt makes the column one of dates of birth: its number is the age in
	// completed years on that day. The zero time is none.
	AgeAt time.Time
	// Values renames values; a value that is not listed keeps its own name.
	Values map[string]string
}

// Position is a place in an input.
type Position struct {
	File string
	Line int64 // of a CSV file, the line on which the row starts; of others, the row, from 1
	Row  bool  // whether Line counts rows
}

func (p Position) String() string { return p.phrase().String() }

// Parts are what the position is written with, for [words.Language.Tell].
func (p Position) Parts() (english string, args []any) { return p.phrase().Parts() }

func (p Position) phrase() words.Phrase {
	switch {
	case p.Line == 0:
		return words.Say("%s", p.File)
	case p.Row:
		return words.Say("%s: row %d", p.File, p.Line)
	}
	return words.Say("%s:%d", p.File, p.Line)
}

// Error is an input that cannot be audited: what is wrong, where, and what
// would be valid.
type Error struct {
	At     Position
	Column string // empty when no one column is at fault
	Err    error  // what is wrong
}

func (e *Error) Error() string { return e.phrase().String() }

func (e *Error) Unwrap() error { return e.Err }

// Parts are what the message is made of, for [words.Language.Tell].
func (e *Error) Parts() (english string, args []any) { return e.phrase().Parts() }

func (e *Error) phrase() words.Phrase {
	switch at := e.At.String(); {
	case e.Column == "" && at == "":
		return words.Say("%v", e.Err)
	case e.Column == "":
		return words.Say("%s: %v", e.At, e.Err)
	case at == "":
		return words.Say("column %q: %v", e.Column, e.Err)
	}
	return words.Say("%s: column %q: %v", e.At, e.Column, e.Err)
}

// Account says what became of the rows. The tally carries it too.
type Account = tally.Account

// Reasons for leaving out a row, as [Account] names them. A row without a value
// for an attribute is left out for the reason "no <attribute>".
const (
	NoPrediction = "no prediction"
	NoWeight     = "no weight"
	ZeroWeight   = "weight 0"
)
