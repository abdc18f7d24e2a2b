package report

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

func TestNumberInJSON(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{0.1 + 0.2, "0.3"},
		{1.0 / 3, "0.333333333333"},
		{2.0 / 3, "0.666666666667"},
		{-0.25, "-0.25"},
		{1, "1"},
		{123456789012345, "123456789012000"},
		{1e-300, "1e-300"},
		{1.5e21, "1.5e+21"},
		{math.NaN(), "null"},
		{math.Inf(1), "null"},
		{math.Inf(-1), "null"},
	} {
		got, err := json.Marshal(Number(c.x))
		if err != nil || string(got) != c.want {
			t.Errorf("%v: got %s (%v), want %s", c.x, got, err, c.want)
		}
		var back Number
		if err := json.Unmarshal(got, &back); err != nil || back.IsDefined() != (c.want != "null") {
			t.Errorf("%v read back: got %v (%v)", c.x, back, err)
		}
		if again, _ := json.Marshal(back); string(again) != c.want {
			t.Errorf("%v written again: got %s, want %s", c.x, again, c.want)
		}
	}
	var n Number
	if err := json.Unmarshal([]byte(`"0.5"`), &n); err == nil {
		t.Error("a text was read as a number")
	}
}

func TestCleanMakesLabelsHarmless(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "Hors Union européenne", "Hors Union européenne"},
		{"a colour", "\x1b[31mred\x1b[0m", "�[31mred�[0m"},
		{"a title", "\x1b]0;owned\x07", "�]0;owned�"},
		{"the cursor", "a\rb\bc\x7f", "a�b�c�"},
		{"line breaks", "a\nb\u2028c\u2029d\u0085e", "a�b�c�d�e"},
		{"a tabulator", "a\tb", "a�b"},
		{"C1 controls", "a\u009b31m", "a�31m"},
		{"direction", "abc\u202edef\u202c", "abc�def�"},
		{"isolates", "\u2066abc\u2069", "�abc�"},
		{"marks of direction", "a\u200eb\u200fc\u061cd", "a�b�c�d"},
		{"nothing to see", "a\u200bb\ufeffc\u00add", "a�b�c�d"},
		{"tags", "a\U000e0041", "a�"},
		{"a joined sign", "\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"},
		{"bytes that are no text", "a\xffb", "a�b"},
		{"scripts", "العربية 日本語 עברית", "العربية 日本語 עברית"},
		{"a letter with a mark", "e\u0301", "e\u0301"},
	} {
		if got := clean(c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if got := clean(clean(c.text)); got != clean(c.text) {
			t.Errorf("%s, cleaned twice: got %q, want %q", c.name, got, clean(c.text))
		}
	}
	if got := clean("a" + strings.Repeat("\u0301", 500)); utf8.RuneCountInString(got) > 20 {
		t.Errorf("five hundred marks on a letter: got %d characters, want a few", utf8.RuneCountInString(got))
	}
}

func TestFitKeepsTheWidth(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"日本語", 6, "日本語"},
		{"日本語", 5, "日本…"},
		{"日本語", 4, "日…"},
		{"\x1b[31mred", 5, "�[31…"},
		{"", 3, ""},
	} {
		if got := fit(c.text, c.width); got != c.want {
			t.Errorf("%q in %d: got %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestAbout(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 99: "99", 100: "100", 101: "110", 999: "1,000", 1000: "1,000", 1001: "1,100", 7095: "7,100", 123456: "130,000"} {
		if got := (prose{}).about(n); got != want {
			t.Errorf("about %d: got %s, want %s", n, got, want)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		x    Number
		want string
	}{{0, "0.0 %"}, {0.3, "30.0 %"}, {1, "100.0 %"}, {0.12345, "12.3 %"}, {Undefined, "undefined"}} {
		if got := (prose{}).percent(c.x); got != c.want {
			t.Errorf("%v: got %s, want %s", c.x, got, c.want)
		}
	}
}

func TestPercentBelow(t *testing.T) {
	for _, c := range []struct {
		x    Number
		want string
	}{{0.5, "50.0 %"}, {0.9494, "94.9 %"}, {0.94999, "94.999 %"}, {0.9495, "94.95 %"}, {0, "0.0 %"}} {
		if got := (prose{}).percentBelow(c.x, 0.95); got != c.want {
			t.Errorf("%v below 0.95: got %s, want %s", c.x, got, c.want)
		}
	}
}

// TestTooFewPeople says what is too few, and how many more people of each kind
// would do.
func TestTooFewPeople(t *testing.T) {
	more := func(unit string, labels ...string) []MoreRows {
		var rows []MoreRows
		for _, label := range labels {
			rows = append(rows, MoreRows{Label: label, Rows: 10, Unit: unit})
		}
		return rows
	}
	for _, c := range []struct {
		check Check
		want  string
	}{
		{Check{Coverage: 0}, "fewer than two groups are large enough to compare"},
		{Check{K: 2, Coverage: 0.94996}, "only 94.996 % of the people are in groups large enough, of 95.0 % asked for"},
		{Check{K: 2, Coverage: 0, Terms: &Terms{}, MoreRows: more("actual positives", "a")}, "by one of the rates, fewer than two groups are large enough to compare: 10 more actual positives in a would allow a comparison"},
		{Check{MoreRows: append(more("actual positives", "a", "b"), more("actual negatives", "a")...)}, "fewer than two groups are large enough to compare: 20 more actual positives over 2 groups and 10 more actual negatives in a would allow a comparison"},
	} {
		c.check.Verdict, c.check.Reason = policy.Inconclusive, policy.TooFew
		if c.check.Terms == nil {
			c.check.Terms = &Terms{MinCoverage: 0.95}
		}
		if got := (prose{}).reason(&c.check); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAtMost(t *testing.T) {
	for alpha, want := range map[float64]string{0.05: "at most 5 times in 100", 0.07: "at most 7 times in 100", 0.01: "at most once in 100", 0.005: "at most 0.5 times in 100", 0.05 / 6: "at most 0.8333333333 times in 100"} {
		if got := (prose{}).atMost(alpha); got != want {
			t.Errorf("%v: got %s, want %s", alpha, got, want)
		}
	}
}

// TestCompanions: what the classical tests say is said of the bound that they know,
// and on the side that the pair is on.
func TestCompanions(t *testing.T) {
	tests := &Tests{Z: -2, FisherTwoSided: 0.04, OneMoveIsKept: true}
	for _, c := range []struct {
		check Check
		want  string
	}{
		{Check{Operation: "min/max", Estimate: 0.79, BoundValue: 0.8, Shortfall: &Shortfall{Pooled: 1.5}}, "z = -2.00, Fisher p = 0.040, 1.5 short of the pooled rate, one person moved keeps the order and meets the bound"},
		{Check{Operation: "min/max", Estimate: 0.79, BoundValue: 0.9, Shortfall: &Shortfall{Pooled: 1.5, Fewer: true}}, "z = -2.00, Fisher p = 0.040, 1.5 above the pooled rate"},
		{Check{Terms: &Terms{Pass: policy.Demonstrated}}, ""},
		{Check{Terms: &Terms{}, Bound: boundOfZ, BoundValue: Undefined}, "z = -2.00, Fisher p = 0.040"},
	} {
		if c.check.Terms == nil {
			c.check.Terms = &Terms{Pass: policy.Point}
		}
		c.check.Pair = &Pair{Tests: tests}
		if got := (prose{}).companions(&c.check); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestDecimalTellsFromTheBound: what is printed is on the same side of the bound
// as the number.
func TestDecimalTellsFromTheBound(t *testing.T) {
	for _, c := range []struct {
		x, bound Number
		want     string
	}{
		{0.5, 0.8, "0.50"},
		{0.7996, 0.8, "0.7996"},
		{0.79996, 0.8, "0.79996"},
		{0.8, 0.8, "0.80"},
		{0.8004, 0.8, "0.8004"},
		{0.1, 0.1, "0.10"},
		{0.3 - 0.2, 0.1, "0.10"}, // floats apart by rounding are the same number
		{0.1004, 0.1, "0.1004"},
		{0.0996, 0.1, "0.0996"},
		{1.249, 1.25, "1.249"},
		{0.7999999, 0.8, "0.7999999"},
		{0.123456, Undefined, "0.12"},
		{2, 0.8, "2.00"},
	} {
		if got := (prose{}).decimal(c.x, c.bound); got != c.want {
			t.Errorf("%v against %v: got %s, want %s", c.x, c.bound, got, c.want)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		bound := Number(math.Round(100*r.Float64()) / 100)
		x := bound + Number(math.Pow(10, -9*r.Float64())*(2*r.Float64()-1))
		var shown Number
		if err := json.Unmarshal([]byte((prose{}).decimal(x, bound)), &shown); err != nil {
			t.Fatalf("%v: got %s, which is no number", x, (prose{}).decimal(x, bound))
		}
		if (x < bound) != (shown < bound) || (x > bound) != (shown > bound) {
			t.Fatalf("%v against %v: got %v, on the other side", x, bound, shown)
		}
	}
}

func TestPValue(t *testing.T) {
	for _, c := range []struct {
		p    Number
		want string
	}{{0.5, "p = 0.500"}, {0.0125, "p = 0.013"}, {0.001, "p = 0.001"}, {0.000999, "p < 0.001"}, {1e-12, "p < 0.001"}, {1e-14, "p < 1e-13"}, {1, "p = 1.000"}} {
		if got := (prose{}).pValue(c.p); got != c.want {
			t.Errorf("%v: got %s, want %s", c.p, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text          string
		width, indent int
		want          []string
	}{
		{"", 20, 2, nil},
		{"  \n ", 20, 2, nil},
		{"one two three", 20, 0, []string{"one two three"}},
		{"one two three", 8, 0, []string{"one two", "three"}},
		{"one two three", 10, 3, []string{"   one two", "   three"}},
		{"one\n two\t three", 20, 0, []string{"one two three"}},
		{"a 12/40 = 30.0 % b", 9, 0, []string{"a", "12/40 = 3", "0.0 % b"}},
		{"a 30.0 % b", 8, 0, []string{"a 30.0 %", "b"}},
		{"abcdefgh", 3, 0, []string{"abc", "def", "gh"}},
		{"日本語 日本", 6, 0, []string{"日本語", "日本"}},
	} {
		if got := wrap(c.text, c.width, c.indent); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d after %d: got %q, want %q", c.text, c.width, c.indent, got, c.want)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	letters := []rune("ab é日  \U0001f469")
	for range 2000 {
		var text []rune
		for range r.IntN(80) {
			text = append(text, letters[r.IntN(len(letters))])
		}
		indent := r.IntN(8)
		width := indent + 2 + r.IntN(40) // room for any character
		lines := wrap(string(text), width, indent)
		for _, line := range lines {
			if !strings.HasPrefix(line, strings.Repeat(" ", indent)) || strings.TrimSpace(line) == "" {
				t.Fatalf("%q in %d after %d: got the line %q", string(text), width, indent, line)
			}
			if widthOf(line) > width {
				t.Fatalf("%q in %d after %d: got %q, %d wide", string(text), width, indent, line, widthOf(line))
			}
		}
		if got, want := strings.Join(strings.Fields(strings.Join(lines, "")), ""), strings.Join(strings.Fields(string(text)), ""); got != want {
			t.Fatalf("%q in %d after %d: got the letters %q, want %q", string(text), width, indent, got, want)
		}
	}
}
