package tally

import (
	"cmp"
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

// Joined says what became of rows that looked for somebody in a file of attributes.
// Matched, unmatched and keyless rows are all that were read and looked.
type Joined struct {
	Matched   int64 `json:"matched"`
	Unmatched int64 `json:"unmatched"` // whose key nobody has
	Keyless   int64 `json:"keyless"`   // without a value in some column of the key
	// Repeated is how many matched rows found somebody whom a row had found before.
	Repeated int64  `json:"repeated"`
	People   People `json:"people"`
}

// People says what became of the rows of a file of attributes.
type People struct {
	Read    int64 `json:"read"`
	Unused  int64 `json:"unused"` // with a key that no row had
	Keyless int64 `json:"keyless"`
}

// Rows is how many rows looked for somebody.
func (j *Joined) Rows() int64 { return j.Matched + j.Unmatched + j.Keyless }

// plus returns the account of the rows of both, either of which may be nil. Who is
// in two files of attributes, or was read twice, counts twice.
func (j *Joined) plus(o *Joined) *Joined {
	if j == nil || o == nil {
		return cmp.Or(j, o)
	}
	return &Joined{j.Matched + o.Matched, j.Unmatched + o.Unmatched, j.Keyless + o.Keyless, j.Repeated + o.Repeated,
		People{j.People.Read + o.People.Read, j.People.Unused + o.People.Unused, j.People.Keyless + o.People.Keyless}}
}

// validate reports why j, which may be nil, is not the account of a join of rows
// of which so many were read.
func (j *Joined) validate(read int64) error {
	if j == nil {
		return nil
	}
	for _, n := range []int64{j.Matched, j.Unmatched, j.Keyless, j.Repeated, j.People.Read, j.People.Unused, j.People.Keyless} {
		if n < 0 || n > maxRows {
			return errorf("the account of the join counts %d rows", n)
		}
	}
	if j.Rows() > read || j.Repeated > j.Matched || j.People.Unused+j.People.Keyless+j.Matched-j.Repeated != j.People.Read {
		return errorf("the account of the join does not add up: %d of %d rows matched, %d not, %d without a key; %d people read, %d not used", j.Matched, read, j.Unmatched, j.Keyless, j.People.Read, j.People.Unused)
	}
	return nil
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
			return errorf("the account of the rows leaves out %d for the reason %q, of %d read and %d used", n, reason, a.Read, a.Used)
		}
		left -= n
	}
	switch {
	case a.Dropped == nil:
		return errorf("there is no account of the rows")
	case a.Used != used:
		return errorf("the account of the rows says that %d were used, and the tables count %d", a.Used, used)
	case left != 0 || a.Read > maxRows:
		return errorf("the account of the rows does not add up: %d read, %d used", a.Read, a.Used)
	case a.Repeated < -1 || a.Repeated > a.Used:
		return errorf("the account of the rows has %d of repeated people", a.Repeated)
	}
	return nil
}
