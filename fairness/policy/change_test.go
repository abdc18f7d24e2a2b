package policy_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

const widens = `change: {rate: selection_rate, change: since-last-audit, bound: "<= 0.05"}`

type changeCase struct {
	ID  string
	In  struct{ Groups map[string][4]int64 }
	Out struct {
		Estimate, Lower, Upper float64
		Comparisons            int
		Verdict                policy.Verdict
		Reason                 policy.Reason
		Offenders              []struct {
			Higher, Lower string
			P             float64
			Adjusted      float64 `json:"p_adjusted"`
		}
	}
}

// since is an audit of groups, and an earlier one of others.
func since(now, before []metric.Group) policy.Input {
	in := input(now...)
	in.Previous = &policy.Previous{Outcome: policy.Benefit, Subjects: []policy.PreviousSubject{{Name: "sex", Groups: before}}}
	return in
}

func (c *changeCase) input() policy.Input {
	var now, before []metric.Group
	for label, n := range c.In.Groups {
		now, before = append(now, selected(label, n[0], n[1])), append(before, selected(label, n[2], n[3]))
	}
	slices.SortFunc(now, func(a, b metric.Group) int { return strings.Compare(a.Label(), b.Label()) })
	return since(now, before)
}

// TestChangeOracle compares verdicts, estimates and limits with those made with SciPy.
func TestChangeOracle(t *testing.T) {
	p := written(t, "", widens)
	for _, f := range oracle.Load[changeCase](t, "change") {
		for _, want := range f.Cases {
			c := one(t, p, want.input())
			expect(t, c, want.Out.Verdict, want.Out.Reason)
			for what, x := range map[string][2]float64{"estimate": {c.Estimate.Float, want.Out.Estimate}, "lower": {c.Lower.Float, want.Out.Lower}, "upper": {c.Upper.Float, want.Out.Upper}} {
				near(t, want.ID+" "+what, x[0], x[1], f.Tolerance.Abs)
			}
			if c.Comparisons != want.Out.Comparisons || c.Pair == nil || c.Pair.Before == nil || c.Pair.Rate.ID != "selection_rate" {
				t.Errorf("%s: got %d comparisons, and %+v", want.ID, c.Comparisons, c.Pair)
			}
			if len(c.Offenders) != len(want.Out.Offenders) || c.MoreFailing != 0 {
				t.Fatalf("%s: got the offenders %+v and %d more, want %+v", want.ID, c.Offenders, c.MoreFailing, want.Out.Offenders)
			}
			for i, o := range want.Out.Offenders {
				x := &c.Offenders[i]
				if x.Worse.Label != o.Lower || x.Other.Label != o.Higher || x.Before.Worse.Label != o.Lower {
					t.Errorf("%s: got %+v, want %+v", want.ID, x, o)
				}
				near(t, want.ID+" p", *x.P/o.P, 1, 1e-6)
				near(t, want.ID+" adjusted p", *x.PAdjusted/o.Adjusted, 1, 1e-6)
			}
		}
	}
}

// TestChangeIsPlanned: a rule is evaluated where both audits have the attribute, in the
// same bands, and otherwise says why not.
func TestChangeIsPlanned(t *testing.T) {
	now := []metric.Group{selected("F", 400, 1000), selected("M", 400, 1000)}
	p := written(t, "", widens)
	for why, change := range map[string]func(in *policy.Input){
		"it compares with an earlier audit, and none was given":                        func(in *policy.Input) { in.Previous = nil },
		"it compares with an earlier audit, of decisions of another outcome":           func(in *policy.Input) { in.Previous.Outcome = policy.Burden },
		"it compares with an earlier audit, and people of one of the two have weights": func(in *policy.Input) { in.Previous.Weighted = true },
		"the earlier audit has no such attribute":                                      func(in *policy.Input) { in.Previous.Subjects[0].Name = "age" },
		"the earlier audit has this attribute in other bands":                          func(in *policy.Input) { in.Previous.Subjects[0].Bands = []string{"<26", "26+"} },
	} {
		in := since(now, now)
		change(&in)
		if checks, missing := policy.Evaluate(p, in); len(checks) != 0 || len(missing) != 1 || missing[0].Why != why {
			t.Errorf("%s: got %v, %v", why, checks, missing)
		}
	}
	labels := written(t, "", `tpr: {rate: tpr, difference: max-min, bound: "<= 0.1"}`, `change: {change: since-last-audit, bound: "<= 0.05"}`)
	if _, missing := policy.Evaluate(labels, since(now, now)); len(missing) != 2 || missing[1].Why != "it compares with an earlier audit, and there is no rate that both have and a rule compares" {
		t.Errorf("without labels: %v", missing)
	}
	more := append(slices.Clone(now), selected("X", 40, 100))
	few := append(slices.Clone(now), selected("X", 4, 10))
	for _, c := range []struct {
		now, before []metric.Group
		want        string
	}{{more, now, "not in the earlier audit"}, {more, few, "too few in the earlier audit"}, {few, more, "fewer than 30"}} {
		x := one(t, p, since(c.now, c.before))
		if len(x.NotAssessed) != 1 || x.NotAssessed[0].Label != "X" || x.NotAssessed[0].Reason != c.want || x.K != 2 {
			t.Errorf("got %+v, want X left out: %s", x.NotAssessed, c.want)
		}
	}
	expect(t, one(t, p, since(now[:1], now)), policy.Inconclusive, policy.OneGroup)
}

// TestChangeHeedsTheUnknown: people without a value, now or in the earlier audit, who
// could change a verdict take it back.
func TestChangeHeedsTheUnknown(t *testing.T) {
	p := written(t, "", widens)
	even := []metric.Group{selected("F", 20000, 50000), selected("M", 20000, 50000)}
	wide := []metric.Group{selected("F", 15000, 50000), selected("M", 20000, 50000)}
	with := func(groups []metric.Group, n int64) []metric.Group {
		return append([]metric.Group{selected("", n, n)}, groups...)
	}
	expect(t, one(t, p, since(with(even, 100), with(even, 100))), policy.Pass, "")
	expect(t, one(t, p, since(with(even, 9000), even)), policy.Inconclusive, policy.UnknownValues)
	expect(t, one(t, p, since(with(wide, 100), with(even, 100))), policy.Fail, "")
	expect(t, one(t, p, since(with(wide, 9000), even)), policy.Inconclusive, policy.UnknownValues)
	expect(t, one(t, p, since(wide, with(even, 30000))), policy.Inconclusive, policy.UnknownValues)
}

// TestChangeKeepsItsPromise: of audits of the same model at most 5 in 100 fail, and of
// one whose gap has widened beyond the bound at most 5 in 100 pass.
func TestChangeKeepsItsPromise(t *testing.T) {
	p := written(t, "", widens)
	r := rand.New(rand.NewPCG(3, 4))
	draw := func(rate float64) int64 {
		n := int64(0)
		for range 600 {
			if r.Float64() < rate {
				n++
			}
		}
		return n
	}
	groups := func(f, m float64) []metric.Group {
		return []metric.Group{selected("F", draw(f), 600), selected("M", draw(m), 600)}
	}
	const trials = 600
	fails, passes := 0, 0
	for range trials {
		in := since(groups(0.3, 0.3), groups(0.3, 0.3))
		if one(t, p, in).Verdict == policy.Fail {
			fails++
		}
		in = since(groups(0.3, 0.3501), groups(0.3, 0.3))
		if one(t, p, in).Verdict == policy.Pass {
			passes++
		}
	}
	if fails > trials/20+16 || passes > trials/20+16 { // three standard deviations
		t.Errorf("of %d: %d wrong fails and %d wrong passes", trials, fails, passes)
	}
}

// BenchmarkChange1000Groups measures rules on two rates of a thousand groups, with
// people without a value in both audits.
func BenchmarkChange1000Groups(b *testing.B) {
	p := written(b, "", `tpr: {rate: tpr, difference: max-min, bound: "<= 0.5"}`, `selection: {rate: selection_rate, difference: max-min, bound: "<= 0.5"}`,
		`change: {change: since-last-audit, bound: "<= 0.9"}`)
	r := rand.New(rand.NewPCG(1, 2))
	draw := func() []metric.Group {
		groups := []metric.Group{confusion("", 1, 1, 1, 1)}
		groups[0].Missing = true
		for i := range 1000 {
			groups = append(groups, confusion(fmt.Sprint("g", i), 300+r.Int64N(100), 300+r.Int64N(100), 300+r.Int64N(100), 300+r.Int64N(100)))
		}
		return groups
	}
	in := since(draw(), draw())
	in.Previous.Labels = true
	b.ReportAllocs()
	for b.Loop() {
		policy.Evaluate(p, in)
	}
}

// TestChangeHeedsTheUnknownOfBoth: the people without a value of two audits may belong
// to different groups, and together undo what neither does alone.
func TestChangeHeedsTheUnknownOfBoth(t *testing.T) {
	p := written(t, "", widens)
	known := []metric.Group{selected("F", 21500, 50000), selected("M", 20000, 50000)}
	with := append([]metric.Group{selected("", 2500, 2500)}, known...)
	expect(t, one(t, p, since(with, known)), policy.Pass, "") // F may have 24000 of 52500, 5.7 points more than M, for 3 before
	expect(t, one(t, p, since(known, with)), policy.Pass, "") // M may have had 22500 of 52500, as many as F
	both := one(t, p, since(with, with))                      // 5.7 points for 0.1
	expect(t, both, policy.Inconclusive, policy.UnknownValues)
	if both.Unknown.Label != "F" || both.Unknown.People != 2500 {
		t.Errorf("got the unknown %+v", both.Unknown)
	}
}

// TestChangeIsWaived: a waiver for the group that is worse off now covers the pairs
// that it is in, and no others; one for the other group of the pair covers nothing.
func TestChangeIsWaived(t *testing.T) {
	p := written(t, "", widens)
	even := []metric.Group{selected("F", 20000, 50000), selected("M", 20000, 50000), selected("X", 20000, 50000)}
	wide := []metric.Group{selected("F", 15000, 50000), selected("M", 20000, 50000), selected("X", 20000, 50000)}
	both := []metric.Group{selected("F", 15000, 50000), selected("M", 20000, 50000), selected("X", 15000, 50000)}
	for _, c := range []struct {
		now   []metric.Group
		group string
		want  policy.Verdict
	}{{wide, "F", policy.Waived}, {wide, "M", policy.Fail}, {both, "F", policy.Fail}} {
		in := since(c.now, even)
		in.Waivers = []policy.Waiver{{Rule: "change", Attribute: "sex", Group: c.group, Until: "2026-12-31"}}
		if got := one(t, p, in).Verdict; got != c.want {
			t.Errorf("a waiver for %s: got %s, want %s", c.group, got, c.want)
		}
	}
}

// TestChangeTellsOfItsPairs: of a fail that is not of the largest estimate both pairs are
// told, and of what keeps a check from passing the pair whose limit goes furthest.
func TestChangeTellsOfItsPairs(t *testing.T) {
	p := written(t, "", widens)
	before := []metric.Group{selected("F", 20000, 50000), selected("M", 20000, 50000), selected("X", 12, 30)}
	c := one(t, p, since([]metric.Group{selected("F", 15000, 50000), selected("M", 20000, 50000), selected("X", 8, 30)}, before))
	expect(t, c, policy.Fail, "")
	if c.Pair.Worse.Label != "F" || c.Worst == nil || c.Worst.Worse.Label != "X" || c.Worst.PAdjusted != nil || *c.Worst.P < 0.05 || c.More != nil {
		t.Errorf("got %+v, and the largest estimate %+v", c.Pair, c.Worst)
	}
	c = one(t, p, since([]metric.Group{selected("F", 19500, 50000), selected("M", 20000, 50000), selected("X", 12, 30)}, before))
	expect(t, c, policy.Inconclusive, policy.NotShown)
	if c.Pair.Worse.Label != "F" || c.Blocking == nil || c.Blocking.Worse.Label != "F" || c.Blocking.Other.Label != "X" {
		t.Errorf("got %+v, blocked by %+v", c.Pair, c.Blocking)
	}
	point := written(t, "error: {fail: point}", widens)
	c = one(t, point, since([]metric.Group{selected("F", 15000, 50000), selected("M", 20000, 50000), selected("X", 8, 30)}, before))
	expect(t, c, policy.Fail, "")
	if c.Pair.Worse.Label != "X" || c.Pair.P != nil || len(c.Offenders)+c.MoreFailing > 0 {
		t.Errorf("where the estimate decides: got %+v, %+v", c.Pair, c.Offenders)
	}
}

// TestChangeListsAHundred: no more pairs than that are listed, the worst first; the others
// are counted.
func TestChangeListsAHundred(t *testing.T) {
	p := written(t, "", widens)
	var now, before []metric.Group
	for i := range 40 {
		label := fmt.Sprintf("g%02d", i)
		now, before = append(now, selected(label, 10000+int64(i%2)*10000, 50000)), append(before, selected(label, 15000, 50000))
	}
	c := one(t, p, since(now, before))
	if len(c.Offenders) != 100 || c.MoreFailing != 20*20-100 || *c.Offenders[0].PAdjusted > 0.05 {
		t.Errorf("%d are listed, and %d more", len(c.Offenders), c.MoreFailing)
	}
}

// TestChangeSaysWhatWouldDecide: with so many more people of the groups named, at the
// same rates, the check is conclusive, and not with a tenth fewer.
func TestChangeSaysWhatWouldDecide(t *testing.T) {
	p := written(t, "", widens)
	even := []metric.Group{selected("F", 40000, 100000), selected("M", 40000, 100000)}
	for _, c := range []struct {
		name        string
		now, before []metric.Group
		reason      policy.Reason
		then        policy.Verdict
		grows       string
	}{
		{"beyond", []metric.Group{selected("F", 30, 90), selected("M", 8000, 20000)}, even, policy.MaybeChance, policy.Fail, "F"},
		{"within", []metric.Group{selected("F", 375, 1000), selected("M", 8000, 20000)}, even, policy.NotShown, policy.Pass, "F"},
		{"both have to grow", []metric.Group{selected("F", 100, 250), selected("M", 120, 300)}, even, policy.NotShown, policy.Pass, "F M"},
		{"the earlier audit is too small", []metric.Group{selected("F", 400, 1000), selected("M", 400, 1000)}, []metric.Group{selected("F", 16, 40), selected("M", 16, 40)}, policy.NotShown, "", ""},
		{"few now", []metric.Group{selected("F", 400, 1000), selected("M", 8, 20)}, even, policy.TooFew, "", "M"},
		{"few in both", []metric.Group{selected("F", 400, 1000), selected("M", 8, 20)}, []metric.Group{selected("F", 400, 1000), selected("M", 8, 20)}, policy.TooFew, "", ""},
	} {
		x := one(t, p, since(c.now, c.before))
		expect(t, x, policy.Inconclusive, c.reason)
		with := func(share float64) policy.Verdict {
			groups := slices.Clone(c.now)
			for i, g := range groups {
				for _, m := range x.More {
					if m.Label == g.Label() {
						x, n := g.Counts.N(metric.Selected), g.Counts.N(metric.All)
						least := n / new(big.Int).GCD(nil, nil, big.NewInt(x), big.NewInt(n)).Int64() // that have the same rate
						n = (n + int64(share*float64(m.Rows)) + least - 1) / least * least
						groups[i] = selected(m.Label, n*x/g.Counts.N(metric.All), n)
					}
				}
			}
			return one(t, p, since(groups, c.before)).Verdict
		}
		var grows []string
		for _, m := range x.More {
			grows = append(grows, m.Label)
		}
		slices.Sort(grows)
		if got := strings.Join(grows, " "); got != c.grows {
			t.Errorf("%s: more people of %q, want %q: %+v", c.name, got, c.grows, x.More)
		}
		if c.then != "" && (with(1.02) != c.then || with(0.9) != policy.Inconclusive) {
			t.Errorf("%s: with %+v it %ss, and with fewer it %ss", c.name, x.More, with(1.02), with(0.9))
		}
	}
}

// TestChangeAddsUpWithOthers: the p-values of a check of change are adjusted with those
// of the checks of its severity, and theirs with it.
func TestChangeAddsUpWithOthers(t *testing.T) {
	now := []metric.Group{selected("F", 300, 1000), selected("M", 400, 1000)}
	p := written(t, "", `gap: {rate: selection_rate, difference: max-min, bound: "<= 0.01"}`, widens)
	checks, _ := policy.Evaluate(p, since(now, []metric.Group{selected("F", 4100, 10000), selected("M", 4000, 10000)}))
	if len(checks) != 2 || checks[0].Verdict != policy.Fail || checks[1].Verdict != policy.Fail {
		t.Fatalf("%+v", checks)
	}
	small, large := *checks[0].Pair.P, *checks[1].Pair.P
	if small > large {
		t.Fatalf("%g and %g", small, large)
	}
	near(t, "the first of four", *checks[0].Pair.PAdjusted/(4*small), 1, 1e-9)
	near(t, "the second", *checks[1].Pair.PAdjusted/(3*large), 1, 1e-9)
}
