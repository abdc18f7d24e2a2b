package policy

import (
	"regexp"
	"strconv"
	"time"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
)

// Age is a length of time: so many days, months or years. The zero value is none.
type Age struct {
	N    int
	Unit string // day, month or year
}

var ageForm = regexp.MustCompile(`^([1-9][0-9]{0,3}) (day|month|year)s?$`)

func readAge(v strictyaml.Value) Age {
	if !v.Present() {
		return Age{}
	}
	m := ageForm.FindStringSubmatch(v.Text())
	if m == nil {
		v.Errorf(`an age is a number of days, months or years, as in "12 months", and %q is none`, v.Text())
		return Age{}
	}
	n, _ := strconv.Atoi(m[1]) // at most four digits
	return Age{n, m[2]}
}

// String writes the age as a policy does: 12 months.
func (a Age) String() string {
	switch a.N {
	case 0:
		return ""
	case 1:
		return "1 " + a.Unit
	}
	return strconv.Itoa(a.N) + " " + a.Unit + "s"
}

// After is the day that follows another, both ISO 8601, by the age; empty when
// there is no age or no day. A month that has no such day ends on its last one.
func (a Age) After(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil || a.N == 0:
		return ""
	case a.Unit == "day":
		return t.AddDate(0, 0, a.N).Format(time.DateOnly)
	}
	months := a.N
	if a.Unit == "year" {
		months *= 12
	}
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly)
}
