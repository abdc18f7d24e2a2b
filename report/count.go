package report

import (
	"encoding/json"
	"math"
	"strconv"
)

// Count is a number of people or rows, which a published document may hide: it is
// null in JSON then, and never 0.
type Count int64

// Hidden is the Count that is not shown.
const Hidden Count = math.MinInt64

// IsHidden reports whether the number is not shown.
func (n Count) IsHidden() bool { return n == Hidden }

// MarshalJSON writes the number, or null.
func (n Count) MarshalJSON() ([]byte, error) {
	if n.IsHidden() {
		return []byte("null"), nil
	}
	return json.Marshal(int64(n))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Count) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Hidden
		return nil
	}
	return json.Unmarshal(data, (*int64)(n))
}

// plain writes a count for machines: empty where it is hidden.
func (n Count) plain() string {
	if n.IsHidden() {
		return ""
	}
	return strconv.FormatInt(int64(n), 10)
}

// plus adds counts; a hidden one hides the sum.
func (n Count) plus(more Count) Count {
	if n.IsHidden() || more.IsHidden() {
		return Hidden
	}
	return n + more
}

// count writes a count, or that it is hidden.
func (p prose) count(n Count) string {
	if n.IsHidden() {
		return p.l.Say("hidden")
	}
	return p.l.Integer(int64(n))
}

func (p prose) people(n Count) string {
	if n.IsHidden() {
		return p.l.Say("a hidden number of people")
	}
	return p.l.Count(int64(n), "%s person", "%s people")
}

func (p prose) rows(n Count) string {
	if n.IsHidden() {
		return p.l.Say("a hidden number of rows")
	}
	return p.l.Count(int64(n), "%s row", "%s rows")
}
