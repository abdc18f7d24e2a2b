package words_test

import (
	"math"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/words"
)

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 12480: "12,480", 999999: "999,999", 1000000: "1,000,000",
		-1: "-1", -999: "-999", -1000: "-1,000", math.MaxInt64: "9,223,372,036,854,775,807", math.MinInt64: "-9,223,372,036,854,775,808",
	} {
		if got := words.English.Integer(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
		if got, want := words.French.Integer(n), strings.ReplaceAll(want, ",", "\u202f"); got != want {
			t.Errorf("%d in French: got %s, want %s", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64][2]string{0: {"0 rows", "0 ligne"}, 1: {"1 row", "1 ligne"}, 2: {"2 rows", "2 lignes"}, 1200: {"1,200 rows", "1\u202f200 lignes"}} {
		for i, l := range words.Languages {
			if got := l.Count(n, "%s row", "%s rows"); got != want[i] {
				t.Errorf("%d in %s: got %s, want %s", n, l, got, want[i])
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{words.English.Decimal(0.631, 2), "0.63"},
		{words.French.Decimal(0.631, 2), "0,63"},
		{words.English.Percent(0.125), "12.5 %"},
		{words.French.Percent(0.125), "12,5\u202f%"},
		{words.English.Date("2026-10-01"), "2026-10-01"},
		{words.French.Date("2026-10-01"), "1er octobre 2026"},
		{words.French.Date("2026-02-28"), "28 février 2026"},
		{words.French.Date("soon"), "soon"},
		{words.French.Text("fewer than 30"), "moins de 30"},
		{words.French.Text("fewer than all"), "fewer than all"},
		{words.English.Text("fewer than 30"), "fewer than 30"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
