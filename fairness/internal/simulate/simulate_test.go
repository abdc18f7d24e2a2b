package simulate

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

func seeding(a, b uint64) Source { return rand.New(rand.NewPCG(a, b)) }

func rules(t *testing.T) []Rule {
	t.Helper()
	r, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		s    Setting
		want []int64
	}{
		{Setting{K: 2, Mean: 200}, []int64{200, 200}},
		{Setting{K: 2, Mean: 200, Zipf: true}, []int64{380, 20}},
		{Setting{K: 3, Mean: 110, Zipf: true}, []int64{180, 90, 60}},
		{Setting{K: 2, Mean: 10, Zipf: true}, []int64{19, 5}},
	} {
		if got := c.s.Sizes(); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.s.Name(), got, c.want)
		}
	}
}

func TestTruths(t *testing.T) {
	s := Setting{K: 4, Base: 0.2}
	s.Truth = Truth{Gap: Beyond, One: true}
	if got, want := fmt.Sprintf("%.2f", s.Rates()), "[0.20 0.20 0.35 0.20]"; got != want {
		t.Errorf("one group beyond: got %s, want %s", got, want)
	}
	s.Limit.Ratio, s.Truth = true, Truth{Gap: AtLimit}
	if got, want := fmt.Sprintf("%.2f", s.Rates()), "[0.20 0.16 0.20 0.16]"; got != want {
		t.Errorf("half at the limit: got %s, want %s", got, want)
	}
}

func TestRulesDecide(t *testing.T) {
	ratio := Limit{Ratio: true}
	fail, pass, neither := Verdict{Fail: true}, Verdict{Pass: true}, Verdict{}
	for _, c := range []struct {
		name   string
		limit  Limit
		groups []Group
		want   [6]Verdict
	}{
		{"large and the same", Limit{}, []Group{{5000, 10000}, {5000, 10000}}, [6]Verdict{pass, pass, pass, pass, pass, pass}},
		{"large and far apart", ratio, []Group{{5000, 10000}, {2000, 10000}}, [6]Verdict{fail, fail, fail, fail, fail, fail}},
		{"exactly at the limit", ratio, []Group{{80, 100}, {100, 100}}, [6]Verdict{neither, neither, pass, pass, pass, neither}},
		{"a tiny group apart", Limit{}, []Group{{500, 1000}, {10, 29}}, [6]Verdict{neither, neither, fail, pass, pass, neither}},
		{"nobody selected", ratio, []Group{{0, 100}, {0, 100}}, [6]Verdict{neither, neither, pass, pass, pass, pass}},
		{"proven, not demonstrated", ratio, []Group{{48, 80}, {12, 40}}, [6]Verdict{fail, neither, fail, fail, fail, fail}},
	} {
		for i, r := range rules(t) {
			if got := r.Judge(c.limit, c.groups, seeding(1, 2)); got != c.want[i] {
				t.Errorf("%s, %s: got %+v, want %+v", c.name, r.Name, got, c.want[i])
			}
		}
	}
}

// Two of three groups differ from the best one at 5 %, but not after Holm.
func TestTwoSDIsCorrected(t *testing.T) {
	groups := []Group{{60, 100}, {46, 100}, {60, 100}}
	if got := twoSD(Limit{}, groups[:2], nil); !got.Fail {
		t.Error("one comparison with z = 1.98 has to fail")
	}
	if got := twoSD(Limit{}, groups, nil); !got.Pass {
		t.Error("two comparisons, the smaller p 0.047, have to pass")
	}
}

// The people of a charter audit are the same in every attribute.
func TestPopulation(t *testing.T) {
	p := population{12000, "age", 0.5, 0.1}
	for _, s := range p.draw(seeding(1, 2)).Subjects {
		var n int64
		for _, g := range s.Groups {
			n += g.Counts.N(metric.All)
		}
		if n != p.size {
			t.Errorf("%s counts %d people, want %d", s.Name, n, p.size)
		}
	}
}

func TestSameOnAnyNumberOfThreads(t *testing.T) {
	scenarios, err := Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	effort := Effort{Audits: map[int]int{5: 70}, Bootstrap: map[int]int{5: 66}}
	run := func(threads int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		text := fmt.Sprint(Run(seeding, Setting{K: 5, Mean: 200, Base: 0.3}, rules(t), effort).Rates)
		for _, s := range scenarios {
			if s.Share == 0 && s.Truth == AtLimit {
				text += fmt.Sprint(s.Run(seeding, 64).Rates)
			}
		}
		return text
	}
	if one, three := run(1), run(3); one != three {
		t.Errorf("one thread and three differ:\n%s\n%s", one, three)
	}
}

func TestReplace(t *testing.T) {
	got, err := Replace("a\n"+Start+"\nold\n"+End+"\nb\n", "new\n")
	if want := "a\n" + Start + "\n\nnew\n\n" + End + "\nb\n"; err != nil || got != want {
		t.Errorf("got %q and %v, want %q", got, err, want)
	}
	for _, text := range []string{"", Start, End, End + Start} {
		if _, err := Replace(text, "new"); err == nil {
			t.Errorf("%q has no section to replace, and is accepted", text)
		}
	}
}

// What exceeds a promise is said in the section, and nothing else is.
func TestBrokenPromisesAreNamed(t *testing.T) {
	at := func(hits int) Rates { return Rates{Fail: Rate{hits, 1000}, Pass: Rate{hits, 1000}} }
	for hits, want := range map[int]int{50: 0, 70: 0, 72: 1} { // the standard error is 6.9
		for _, gap := range []Gap{Equal, Beyond} {
			study := []Result{{Setting{Truth: Truth{Gap: gap}}, []Rates{at(hits), at(0), at(1000)}}}
			if got := Broken(rules(t), study, nil); len(got) != want {
				t.Errorf("%d of 1000 when %s: got %q, want %d of them", hits, Truth{Gap: gap}, got, want)
			}
		}
	}
}

// The section of METHODS.md has a line for every rule and every scenario.
func TestSectionIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../METHODS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), Start)
	section, _, _ = strings.Cut(section, End)
	scenarios, err := Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rules(t) {
		lines = append(lines, "| "+r.Name+" |")
	}
	for _, q := range questions {
		lines = append(lines, "**"+q.title+"**")
	}
	for _, s := range scenarios {
		for _, judge := range s.Judges {
			lines = append(lines, "| "+s.Name+" | "+judge+" |")
		}
	}
	for _, line := range lines {
		if !strings.Contains(section, line) {
			t.Errorf("the simulation in METHODS.md has no %q: make simulate", line)
		}
	}
}
