package policy_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// TestShortfall: how many more successes, or fewer, would meet the bound, reach
// the other group's rate, and reach the rate of both together.
func TestShortfall(t *testing.T) {
	lower := metric.Outcomes(402, 1340-402)
	higher := metric.Outcomes(2415, 5100-2415)
	benefit := func(rule string, groups ...metric.Group) *policy.Check {
		return one(t, written(t, "", rule), input(groups...))
	}
	burden := func(rule string, groups ...metric.Group) *policy.Check {
		return one(t, written(t, "", rule), inputs(policy.Burden, policy.Subject{Name: "age", Attributes: []string{"age"}, Groups: groups}))
	}
	example := []metric.Group{{Values: []string{"50+"}, Counts: lower}, {Values: []string{"26–49"}, Counts: higher}}
	for _, c := range []struct {
		name  string
		check *policy.Check
		want  policy.Shortfall
	}{
		{"ratio", benefit(impactRatio, example...), policy.Shortfall{Bound: 106, Parity: 233, Fewer: false, Unit: "selections"}},
		// ⌈(2415/5100 − 0.1)·1340⌉ = ⌈500.53⌉ = 501
		{"gap", benefit(selectionGap, example...), policy.Shortfall{Bound: 99, Parity: 233, Unit: "selections"}},
		// 402/1340 = 0.3; the bound is 5/4 of it, 0.375·5100 = 1912.5, and parity 1530.
		{"burden ratio", burden(burdenRatio, example...), policy.Shortfall{Bound: 2415 - 1912, Parity: 2415 - 1530, Fewer: true, Unit: "selections"}},
		// The same by the ratio of the lower to the higher rate.
		{"impact ratio of a burden", burden(impactRatio, example...), policy.Shortfall{Bound: 2415 - 1912, Parity: 2415 - 1530, Fewer: true, Unit: "selections"}},
		{"gap of a burden", burden(selectionGap, example...), policy.Shortfall{Bound: 2415 - 2040, Parity: 2415 - 1530, Fewer: true, Unit: "selections"}},
		// The burden ratio of a benefit: the lower group needs 4/5 of the higher rate.
		{"burden ratio of a benefit", benefit(burdenRatio, example...), policy.Shortfall{Bound: 106, Parity: 233, Unit: "selections"}},
		// Exactly at the bound and at parity nothing is rounded up: 0.8·0.5·1000 = 400.
		{"whole numbers", benefit(impactRatio, selected("a", 300, 1000), selected("b", 500, 1000)), policy.Shortfall{Bound: 100, Parity: 200, Unit: "selections"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			expect(t, c.check, policy.Fail, "")
			got := *c.check.Shortfall
			if got.Bound != c.want.Bound || got.Parity != c.want.Parity || got.Fewer != c.want.Fewer || got.Unit != c.want.Unit {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
	// 29 CFR 1607: at the pooled rate of 2817/6440, 1340 people have 586.15 selections.
	pooled := benefit(impactRatio, example...).Shortfall.Pooled
	near(t, "pooled", pooled.Float, 1340*2817.0/6440-402, 1e-9)
}

// TestShortfallMeetsTheBound: with as many more successes the pair keeps to the
// bound, and with one less it does not.
func TestShortfallMeetsTheBound(t *testing.T) {
	r := seeded()
	seen := 0
	for range 300 {
		rule := []string{impactRatio, burdenRatio, selectionGap}[r.IntN(3)]
		p := written(t, everyGroup, rule)
		outcome := []policy.Outcome{policy.Benefit, policy.Burden}[r.IntN(2)]
		evaluate := func(groups ...metric.Group) *policy.Check {
			return one(t, p, inputs(outcome, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: groups}))
		}
		a, b := 20+r.Int64N(3000), 20+r.Int64N(3000)
		groups := []metric.Group{selected("a", r.Int64N(a+1), a), selected("b", r.Int64N(b+1), b)}
		c := evaluate(groups...)
		if c.Verdict != policy.Fail {
			continue
		}
		seen++
		worse := 0
		if c.Pair.Worse.Label == "b" {
			worse = 1
		}
		move := func(n int64) *big.Rat {
			if c.Shortfall.Fewer {
				n = -n
			}
			x, all := c.Pair.Worse.Num+n, c.Pair.Worse.Den
			if x < 0 || x > all {
				return nil
			}
			rate := big.NewRat(x, all)
			other := big.NewRat(c.Pair.Other.Num, c.Pair.Other.Den)
			contrast := metric.Contrast{Rates: []string{"selection_rate"}, Operation: c.Rule.Contrast.Operation}
			moved := []*metric.Counts{metric.Outcomes(x, all-x), groups[1-worse].Counts}
			if c.Shortfall.Fewer && rate.Cmp(other) <= 0 || !c.Shortfall.Fewer && rate.Cmp(other) >= 0 {
				return new(big.Rat).SetInt64(map[metric.Operation]int64{metric.Difference: 0, metric.MinMax: 1, metric.MaxMin: 1}[contrast.Operation])
			}
			v, _ := contrast.Value(moved)
			return v
		}
		o := c.Rule.Contrast.Operation
		if v := move(c.Shortfall.Bound); v != nil && o.Worse(v, c.Rule.Bound.Value) {
			t.Fatalf("%d would meet the bound: got %s\n%s", c.Shortfall.Bound, v, told(c))
		}
		if v := move(c.Shortfall.Bound - 1); v != nil && !o.Worse(v, c.Rule.Bound.Value) {
			t.Fatalf("%d would do: got %s\n%s", c.Shortfall.Bound-1, v, told(c))
		}
		if v := move(c.Shortfall.Parity); v != nil && v.Cmp(map[metric.Operation]*big.Rat{metric.Difference: new(big.Rat), metric.MinMax: big.NewRat(1, 1), metric.MaxMin: big.NewRat(1, 1)}[o]) != 0 {
			t.Fatalf("%d would reach parity: got %s\n%s", c.Shortfall.Parity, v, told(c))
		}
		if c.Shortfall.Bound < 1 || c.Shortfall.Parity < c.Shortfall.Bound {
			t.Fatalf("got %+v, want 1 ≤ bound ≤ parity", c.Shortfall)
		}
	}
	if seen < 50 {
		t.Errorf("got %d failing checks, want many", seen)
	}
}

// TestMoreRowsDecide: a check that says how many more people would decide is
// conclusive with them, and not with much fewer.
func TestMoreRowsDecide(t *testing.T) {
	r := seeded()
	seen := map[policy.Reason]int{}
	for range 500 {
		p := written(t, everyGroup, []string{impactRatio, burdenRatio, selectionGap}[r.IntN(3)])
		groups := make([]metric.Group, 2+r.IntN(2))
		for i := range groups {
			// Rates in hundredths and sizes in hundreds keep the rate when a group grows by hundreds.
			n := 100 * (1 + r.Int64N([]int64{3, 20}[r.IntN(2)]))
			groups[i] = selected(fmt.Sprintf("g%d", i), n/100*(20+r.Int64N(40)), n)
		}
		c := one(t, p, input(groups...))
		if len(c.More) == 0 {
			continue
		}
		if c.Reason != policy.MaybeChance && c.Reason != policy.NotShown {
			t.Fatalf("rows that would decide where none can\n%s", told(c))
		}
		seen[c.Reason]++
		grown := func(share float64) *policy.Check {
			larger := append([]metric.Group{}, groups...)
			for _, m := range c.More {
				if m.Rows < 1 || m.Unit != "people" {
					t.Fatalf("got %+v, want some people", m)
				}
				for i := range larger {
					if larger[i].Label() == m.Label {
						x, n := groups[i].Counts.N(metric.Selected), groups[i].Counts.N(metric.All)
						more := 100 * int64(math.Ceil(share*float64(m.Rows)/100))
						larger[i] = selected(m.Label, x+more*x/n, n+more)
					}
				}
			}
			return one(t, p, input(larger...))
		}
		if got := grown(1); got.Verdict == policy.Inconclusive {
			t.Fatalf("with %+v: got\n%s\nwant a verdict; it was\n%s", c.More, told(got), told(c))
		} else if want := map[policy.Reason]policy.Verdict{policy.MaybeChance: policy.Fail, policy.NotShown: policy.Pass}[c.Reason]; got.Verdict != want {
			t.Fatalf("with %+v: got %s, want %s\n%s", c.More, got.Verdict, want, told(c))
		}
		large := true
		for _, m := range c.More {
			large = large && m.Rows > 2000
		}
		if got := grown(0.85); large && got.Verdict != policy.Inconclusive {
			t.Fatalf("with 85 %% of %+v: got %s, want inconclusive\n%s", c.More, got.Verdict, told(c))
		}
	}
	if seen[policy.MaybeChance] < 20 || seen[policy.NotShown] < 20 {
		t.Errorf("got %v, want many of both", seen)
	}
}

func TestMoreRowsToAssess(t *testing.T) {
	c := one(t, written(t, "", selectionGap), input(question21...))
	if len(c.More) != 1 || c.More[0] != (policy.MoreRows{Label: "b", Rows: 10, Unit: "people"}) {
		t.Errorf("got %+v, want 10 people in b", c.More)
	}
	in := input(confusion("a", 100, 50, 100, 50), confusion("b", 10, 50, 10, 50))
	in.Labels = true
	c = one(t, written(t, "", `tpr: {rate: tpr, difference: max-min, bound: "<= 0.10"}`), in)
	if len(c.More) != 1 || c.More[0] != (policy.MoreRows{Label: "b", Rows: 10, Unit: "actual positives"}) {
		t.Errorf("got %+v, want 10 actual positives in b", c.More)
	}
	c = one(t, written(t, "", selectionGap), input(selected("a", 10, 20)))
	expect(t, c, policy.Inconclusive, policy.OneGroup)
	if len(c.More) != 0 {
		t.Errorf("one group: got %+v, want nothing, since nobody is there to compare with", c.More)
	}
}

// TestSignificantWithin: a proven gap is told only where no other rule speaks, and
// from the least shortfall on.
func TestSignificantWithin(t *testing.T) {
	check := func(least int, groups ...metric.Group) *policy.Check {
		p := written(t, everyGroup, impactRatio, fmt.Sprintf("within: {rate: selection_rate, significance: inside-bound, inside: [ratio], min_shortfall: %d, severity: warn}", least))
		checks, _ := policy.Evaluate(p, input(groups...))
		return find(t, checks, "within", "sex")
	}
	expect(t, check(2, selected("a", 4500, 10000), selected("b", 5000, 10000)), policy.Fail, "")
	expect(t, check(2, selected("a", 3900, 10000), selected("b", 5000, 10000)), policy.Pass, "") // the ratio fails by itself
	expect(t, check(2, selected("a", 45, 100), selected("b", 50, 100)), policy.Pass, "")         // may be chance
	expect(t, check(500, selected("a", 4500, 10000), selected("b", 5000, 10000)), policy.Fail, "")
	expect(t, check(501, selected("a", 4500, 10000), selected("b", 5000, 10000)), policy.Pass, "")
	expect(t, check(2, selected("a", 4500, 10000)), policy.Inconclusive, policy.OneGroup)
	c := check(2, selected("a", 4500, 10000), selected("b", 5000, 10000), selected("c", 2000, 10000))
	expect(t, c, policy.Fail, "")
	if len(c.Offenders) != 1 || sides(c.Pair) != "b > a" {
		t.Errorf("got %d offenders, %s; want b > a alone, since c is beyond the ratio", len(c.Offenders), sides(c.Pair))
	}
}

// thousand is an attribute of a thousand groups, some of them treated unequally.
func thousand(spread int64) policy.Input {
	groups := make([]metric.Group, 1000)
	for i := range groups {
		n := int64(i)
		extra := spread * (n % 2)
		groups[i] = confusion(fmt.Sprintf("g%04d", i), 200+extra+n%7, 100+n%5+extra, 100, 300+n%11)
	}
	return inputs(policy.Benefit, policy.Subject{Name: "place", Attributes: []string{"place"}, Groups: groups})
}

func TestThousandGroups(t *testing.T) {
	checks, _ := policy.Evaluate(builtin(t, "charter"), thousand(400))
	c := find(t, checks, "selection-gap", "place")
	expect(t, c, policy.Fail, "")
	if c.K != 1000 || c.Comparisons != 999_000 || len(c.Offenders)+c.MoreFailing != 250_000 {
		t.Errorf("got %d groups, %d comparisons, %d offenders; want 1000, 999000 and 250000", c.K, c.Comparisons, len(c.Offenders)+c.MoreFailing)
	}
	if len(c.Offenders) > 100 || sides(c.Pair) != sides(&c.Offenders[0]) {
		t.Errorf("got %d offenders listed and %s shown, want at most 100 and %s", len(c.Offenders), sides(c.Pair), sides(&c.Offenders[0]))
	}
}

func BenchmarkEvaluate1000Groups12Rules(b *testing.B) {
	rules := []string{impactRatio, burdenRatio, selectionGap,
		`tpr: {rate: tpr, difference: max-min, bound: "<= 0.10"}`, `fpr: {rate: fpr, difference: max-min, bound: "<= 0.10"}`,
		`ppv: {rate: ppv, difference: max-min, bound: "<= 0.10"}`, `npv: {rate: npv, difference: max-min, bound: "<= 0.10"}`,
		`tpr-ratio: {metric: equal_opportunity_ratio, bound: ">= 4/5"}`, `odds: {metric: equalized_odds, bound: "<= 0.10"}`,
		`accuracy: {metric: accuracy_difference, bound: "<= 0.10"}`, `share: {rate: fp_share, ratio: max/min, bound: "<= 5/4"}`,
		`within: {rate: selection_rate, significance: inside-bound, inside: [ratio, gap], severity: warn}`}
	for name, spread := range map[string]int64{"fair": 0, "unfair": 400} {
		b.Run(name, func(b *testing.B) {
			p := written(b, "", rules...)
			in := thousand(spread)
			b.ReportAllocs()
			for b.Loop() {
				if checks, _ := policy.Evaluate(p, in); len(checks) != len(rules) {
					b.Fatalf("got %d checks, want %d", len(checks), len(rules))
				}
			}
		})
	}
	b.Run("charter", func(b *testing.B) {
		p := builtin(b, "charter")
		in := thousand(0)
		b.ReportAllocs()
		for b.Loop() {
			policy.Evaluate(p, in)
		}
	})
}

// TestMoreRowsOfAnyPair: the group of the worst pair that grows may be proven unequal
// to a large group long before it is to the other small one.
func TestMoreRowsOfAnyPair(t *testing.T) {
	p := written(t, everyGroup, selectionGap)
	with := func(n int64) *policy.Check {
		return one(t, p, input(selected("a", n, n), selected("b", 1, 2), selected("c", 8800, 10000)))
	}
	got := with(2)
	expect(t, got, policy.Inconclusive, policy.MaybeChance)
	if len(got.More) != 1 || got.More[0].Label != "a" || got.More[0].Rows > 100 {
		t.Fatalf("got %+v, want few more people in a", got.More)
	}
	expect(t, with(2+got.More[0].Rows), policy.Fail, "")
	expect(t, with(got.More[0].Rows-1), policy.Inconclusive, policy.MaybeChance)
}
