package policy_test

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

func TestAge(t *testing.T) {
	for _, c := range []struct {
		age       policy.Age
		day, want string
	}{
		{policy.Age{N: 12, Unit: "month"}, "2026-11-23", "2027-11-23"},
		{policy.Age{N: 1, Unit: "year"}, "2028-02-29", "2029-02-28"},
		{policy.Age{N: 4, Unit: "year"}, "2028-02-29", "2032-02-29"},
		{policy.Age{N: 6, Unit: "month"}, "2026-08-31", "2027-02-28"},
		{policy.Age{N: 1, Unit: "month"}, "2026-12-31", "2027-01-31"},
		{policy.Age{N: 90, Unit: "day"}, "2026-11-23", "2027-02-21"},
		{policy.Age{}, "2026-11-23", ""},
		{policy.Age{N: 1, Unit: "month"}, "", ""},
	} {
		if got := c.age.After(c.day); got != c.want {
			t.Errorf("%s after %s: got %q, want %q", c.age, c.day, got, c.want)
		}
	}
	for text, want := range map[string]string{"12 months": "12 months", "1 month": "1 month", "1 years": "1 year", "90 days": "90 days"} {
		if p := written(t, "max_age: "+text, selectionGap); p.MaxAge.String() != want {
			t.Errorf("%s: got %s, want %s", text, p.MaxAge, want)
		}
	}
	if got := builtin(t, "charter").MaxAge.String(); got != "12 months" {
		t.Errorf("charter: got %q, want 12 months", got)
	}
}
