package dataset

import (
	"testing"
	"time"
)

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestAge(t *testing.T) {
	for _, test := range []struct {
		born, on string
		want     int
	}{
		{"2000-01-01", "2026-01-01", 26},
		{"2000-01-02", "2026-01-01", 25},
		{"2000-12-31", "2026-01-01", 25},
		{"1999-12-31", "2026-01-01", 26},
		{"2026-01-01", "2026-01-01", 0},
		{"1976-06-15", "2026-06-14", 49},
		{"1976-06-15", "2026-06-15", 50},
		// Born on a day that few years have.
		{"2000-02-29", "2026-02-28", 25},
		{"2000-02-29", "2026-03-01", 26},
		{"2000-02-29", "2024-02-28", 23},
		{"2000-02-29", "2024-02-29", 24},
		{"2000-02-28", "2024-02-29", 24},
		{"2000-03-01", "2024-02-29", 23},
	} {
		if got := age(day(test.born), day(test.on)); got != test.want {
			t.Errorf("born %s, on %s: %d, want %d", test.born, test.on, got, test.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{
		"1990-12-31": "1990-12-31", "31/12/1990": "1990-12-31", "03/04/1990": "1990-04-03", "29/02/2000": "2000-02-29",
		"1990-12-31T00:00:00": "1990-12-31", "1990-12-31T23:59:59Z": "1990-12-31", "1990-12-31 00:00:00": "1990-12-31",
		"1990-12-31 10:20": "1990-12-31", "1990-12-31T10:20:30.5+02:00": "1990-12-31",
	} {
		if got, err := ParseDate(text); err != nil || got.Format(time.DateOnly) != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "1990", "12/31/1990", "1/2/1990", "31-12-1990", "1990/12/31", "29/02/1999", "1999-02-29", "1990-12-31x", "1990-12-31Tea", "31/12/90", "19901231"} {
		if got, err := ParseDate(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func TestAgeErrors(t *testing.T) {
	on := day("2026-01-01")
	for text, want := range map[string]string{
		"02/01/2026": "the date of birth 02/01/2026 lies after 2026-01-01, the day of the ages",
		"0001-01-01": "the date of birth 0001-01-01 gives an age of 2025 years; if it means missing: --missing-marker 0001-01-01",
		"12/31/1990": `"12/31/1990" is not a date; dates are written 1990-12-31 or 31/12/1990`,
		"NA":         `"NA" is not a date; dates are written 1990-12-31 or 31/12/1990; if it means missing: --missing-marker NA`,
	} {
		if x, err := ageAt(text, on); err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v; want %s", text, x, err, want)
		}
	}
}

// FuzzDate checks that what is read as a date is one, and the same in both forms.
func FuzzDate(f *testing.F) {
	for _, seed := range []string{"1990-12-31", "31/12/1990", "1990-12-31T00:00:00Z", "29/02/2000", "0000-00-00", "1990-12-31 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := ParseDate(text)
		if err != nil {
			return
		}
		for _, layout := range []string{time.DateOnly, "02/01/2006", "2006-01-02T15:04:05Z"} {
			if again, err := ParseDate(date.Format(layout)); err != nil || !again.Equal(date) {
				t.Errorf("%q is %v, and as %s %v, %v", text, date, layout, again, err)
			}
		}
		if years := age(date, date.AddDate(1, 0, 0)); years != 1 {
			t.Errorf("%v: %d years after one year", date, years)
		}
	})
}
