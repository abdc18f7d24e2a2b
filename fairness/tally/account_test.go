package tally_test

import (
	"maps"
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
