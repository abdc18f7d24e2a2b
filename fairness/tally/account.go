package tally

import (
	"fmt"
	"maps"
)

// Account says what became of the rows that were read. A tally carries it, so
// that an audit far from the rows can tell who was left out.
type Account struct {
	Read    int64            `json:"read"`
	Used    int64            `json:"used"`
	Dropped map[string]int64 `json:"dropped"` // reason → rows
	// Repeated is how many used rows are of a person who had one before; -1 when
	// no column identifies people. Of merged tallies it is the least number: a
	// person with rows in two of them looks like two.
	Repeated int64 `json:"repeated"`
}

// plus returns the account of the rows of both.
func (a Account) plus(b Account) Account {
	sum := Account{Read: a.Read + b.Read, Used: a.Used + b.Used, Dropped: map[string]int64{}, Repeated: max(a.Repeated, b.Repeated)}
	maps.Copy(sum.Dropped, a.Dropped)
	for reason, n := range b.Dropped {
		sum.Dropped[reason] += n
	}
	if a.Repeated >= 0 && b.Repeated >= 0 {
		sum.Repeated = a.Repeated + b.Repeated
	}
	return sum
}

// validate reports why a is not the account of a tally of so many rows.
func (a *Account) validate(used int64) error {
	left := a.Read - a.Used
	for reason, n := range a.Dropped {
		if n <= 0 || n > max(left, 0) || reason == "" {
			return fmt.Errorf("the account of the rows leaves out %d for the reason %q, of %d read and %d used", n, reason, a.Read, a.Used)
		}
		left -= n
	}
	switch {
	case a.Dropped == nil:
		return fmt.Errorf("there is no account of the rows")
	case a.Used != used:
		return fmt.Errorf("the account of the rows says that %d were used, and the tables count %d", a.Used, used)
	case left != 0 || a.Read > maxRows:
		return fmt.Errorf("the account of the rows does not add up: %d read, %d used", a.Read, a.Used)
	case a.Repeated < -1 || a.Repeated > a.Used:
		return fmt.Errorf("the account of the rows has %d of repeated people", a.Repeated)
	}
	return nil
}
