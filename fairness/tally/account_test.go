package tally_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// TestMergeAddsAccounts checks that nobody who was left out is lost.
func TestMergeAddsAccounts(t *testing.T) {
	with := func(a tally.Account) *tally.Tally {
		rows := make([]row, a.Used)
		for i := range rows {
			rows[i] = row{"F", "50+", "yes", "1", 1}
		}
		x := tallyOf(t, rows, false)
		x.Rows = a
		return x
	}
	none := map[string]int64{}
	for _, c := range []struct{ a, b, want tally.Account }{
		{tally.Account{5, 5, none, -1}, tally.Account{3, 3, none, -1}, tally.Account{8, 8, none, -1}},
		{tally.Account{5, 3, map[string]int64{"no prediction": 2}, -1}, tally.Account{3, 3, none, 0}, tally.Account{8, 6, map[string]int64{"no prediction": 2}, 0}},
		{tally.Account{5, 3, map[string]int64{"no prediction": 1, "no sex": 1}, 2}, tally.Account{9, 3, map[string]int64{"no prediction": 6}, 1},
			tally.Account{14, 6, map[string]int64{"no prediction": 7, "no sex": 1}, 3}},
	} {
		a, b := with(c.a), with(c.b)
		for _, got := range []*tally.Tally{merge(t, a, b), merge(t, b, a)} {
			x := got.Rows
			if x.Read != c.want.Read || x.Used != c.want.Used || x.Repeated != c.want.Repeated || !maps.Equal(x.Dropped, c.want.Dropped) {
				t.Errorf("%+v and %+v: got %+v, want %+v", c.a, c.b, x, c.want)
			}
		}
		if len(a.Rows.Dropped) != len(c.a.Dropped) {
			t.Errorf("merging changed an account: %+v", a.Rows)
		}
	}
}

// TestMergeAddsJoins checks the account of a join, whether all tallies have one or some.
func TestMergeAddsJoins(t *testing.T) {
	with := func(j *tally.Joined) *tally.Tally {
		x := tallyOf(t, slices.Repeat([]row{{"F", "50+", "yes", "1", 1}}, 12), false)
		x.Joined = j
		return x
	}
	a := tally.Joined{Matched: 6, Unmatched: 3, Keyless: 1, Repeated: 2, People: tally.People{Read: 9, Unused: 4, Keyless: 1}}
	b := tally.Joined{Matched: 1, Unmatched: 1, People: tally.People{Read: 1}}
	sum := tally.Joined{Matched: 7, Unmatched: 4, Keyless: 1, Repeated: 2, People: tally.People{Read: 10, Unused: 4, Keyless: 1}}
	for _, c := range []struct{ a, b, want *tally.Joined }{{&a, &b, &sum}, {&b, &a, &sum}, {&a, nil, &a}, {nil, &b, &b}, {nil, nil, nil}} {
		x := merge(t, with(c.a), with(c.b))
		if (x.Joined == nil) != (c.want == nil) || c.want != nil && *x.Joined != *c.want {
			t.Errorf("%+v and %+v: %+v", c.a, c.b, x.Joined)
		}
		var written bytes.Buffer
		if err := x.Encode(&written); err != nil {
			t.Fatal(err)
		}
		again, err := tally.Decode(&written)
		if err != nil || (again.Joined == nil) != (c.want == nil) || c.want != nil && *again.Joined != *c.want {
			t.Errorf("read again: %+v, %v", again, err)
		}
	}
	for _, bad := range []tally.Joined{
		{Matched: -1}, {Matched: 13, People: tally.People{Read: 13}}, {Matched: 1, Repeated: 2}, {Matched: 2, People: tally.People{Read: 1}}, {Unmatched: 1, People: tally.People{Unused: 1}},
		{Matched: 1, Unmatched: 1 << 62, People: tally.People{Read: 1}},
	} {
		if err := with(&bad).Validate(); err == nil || !strings.Contains(err.Error(), "account of the join") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
