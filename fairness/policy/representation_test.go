package policy_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

const represents = `shares: {representation: population, bound: ">= 4/5"}`

type representationCase struct {
	ID string
	In struct {
		People     map[string]int64
		Population map[string]string
	}
	Out struct {
		Groups map[string]struct {
			Num, Den           int64
			Estimate, Limit, P float64
			Adjusted           float64
		}
		Estimate, Limit float64
		Comparisons     int
		Verdict         policy.Verdict
		Reason          policy.Reason
	}
}

// represented is an audit of people by group, and of a population.
func represented(people map[string]int64, population map[string]string) policy.Input {
	var groups []metric.Group
	for label, n := range people {
		groups = append(groups, selected(label, n/2, n))
	}
	slices.SortFunc(groups, func(a, b metric.Group) int { return strings.Compare(a.Label(), b.Label()) })
	in := input(groups...)
	shares, sum := map[string]*big.Rat{}, new(big.Rat)
	for label, text := range population {
		shares[label], _ = new(big.Rat).SetString(text)
		sum.Add(sum, shares[label])
	}
	for label, x := range shares {
		shares[label] = new(big.Rat).Quo(x, sum)
	}
	in.Subjects[0].Population = shares
	return in
}

// TestRepresentationOracle compares verdicts, estimates, limits and p-values with
// SciPy's.
func TestRepresentationOracle(t *testing.T) {
	p := written(t, "", represents)
	for _, f := range oracle.Load[representationCase](t, "representation") {
		for _, want := range f.Cases {
			t.Run(want.ID, func(t *testing.T) {
				c := one(t, p, represented(want.In.People, want.In.Population))
				expect(t, c, want.Out.Verdict, want.Out.Reason)
				if want.Out.Groups == nil {
					return
				}
				near(t, "estimate", c.Estimate.Float, want.Out.Estimate, f.Tolerance.Abs)
				near(t, "limit", c.Lower.Float, want.Out.Limit, f.Tolerance.Abs)
				if c.Comparisons != want.Out.Comparisons || c.K != len(want.Out.Groups) {
					t.Errorf("got %d comparisons of %d groups, want %d", c.Comparisons, c.K, want.Out.Comparisons)
				}
				for _, s := range c.Standings {
					g := want.Out.Groups[s.Group.Label]
					if s.Group.Num != g.Num || s.Group.Den != g.Den || s.Reference.Label != policy.PopulationLabel {
						t.Errorf("got the standing %+v, want %+v", s, g)
					}
					near(t, s.Group.Label+" estimate", s.Estimate.Float, g.Estimate, f.Tolerance.Abs)
					near(t, s.Group.Label+" limit", s.Lower.Float, g.Limit, f.Tolerance.Abs)
				}
				for _, x := range append(slices.Clone(c.Offenders), *c.Pair) {
					g := want.Out.Groups[x.Worse.Label]
					if g.P < 0.25 { // above, there is no evidence to tell apart
						near(t, x.Worse.Label+" p", *x.P/g.P, 1, f.Tolerance.Rel)
					}
					if x.PAdjusted != nil {
						near(t, x.Worse.Label+" adjusted p", min(1, *x.PAdjusted/min(0.05, g.Adjusted)), 1, f.Tolerance.Rel)
					}
				}
			})
		}
	}
}

// TestRepresentationIsPlanned: a rule is evaluated where a population is declared, and
// what the population has not counts against the coverage.
func TestRepresentationIsPlanned(t *testing.T) {
	p := written(t, "", represents)
	why := "it compares with a reference population, and none was declared"
	if checks, missing := policy.Evaluate(p, input(question12...)); len(checks) != 0 || len(missing) != 1 || missing[0].Why != why || missing[0].About != "" {
		t.Errorf("without a population: %v, %v", checks, missing)
	}
	in := represented(map[string]int64{"F": 500, "M": 500}, map[string]string{"F": "1", "M": "1"})
	in.Subjects = append(in.Subjects, policy.Subject{Name: "age", Attributes: []string{"age"}, Groups: question12},
		policy.Subject{Name: "sex × age", Attributes: []string{"sex", "age"}, Groups: question12})
	if checks, missing := policy.Evaluate(p, in); len(checks) != 1 || len(missing) != 1 || missing[0].Why != why || missing[0].About != "age" {
		t.Errorf("with the population of one of two: %v, %v", checks, missing)
	}
	other := one(t, p, represented(map[string]int64{"F": 500, "M": 500, "X": 100}, map[string]string{"F": "1", "M": "1"}))
	expect(t, other, policy.Inconclusive, policy.TooFew)
	if len(other.NotAssessed) != 1 || other.NotAssessed[0].Label != "X" || other.NotAssessed[0].Reason != "not in the declared population" {
		t.Errorf("a group that the population has not: %+v", other.NotAssessed)
	}
	few := one(t, p, represented(map[string]int64{"F": 500, "M": 500, "X": 10}, map[string]string{"F": "1", "M": "1"}))
	expect(t, few, policy.Pass, "")
}

// TestRepresentationHeedsTheUnknown: people without a value who could change a verdict
// take it back, and so do those who are suppressed.
func TestRepresentationHeedsTheUnknown(t *testing.T) {
	p := written(t, "", represents)
	even := map[string]string{"F": "1", "M": "1"}
	for _, c := range []struct {
		people  map[string]int64
		verdict policy.Verdict
		reason  policy.Reason
	}{
		{map[string]int64{"F": 5000, "M": 5000, "": 100}, policy.Pass, ""},
		{map[string]int64{"F": 5000, "M": 5000, "": 4000}, policy.Inconclusive, policy.UnknownValues},
		{map[string]int64{"F": 1000, "M": 5000, "": 100}, policy.Fail, ""},
		{map[string]int64{"F": 1000, "M": 5000, "": 3000}, policy.Inconclusive, policy.UnknownValues},
	} {
		in := represented(c.people, even)
		x := one(t, p, in)
		expect(t, x, c.verdict, c.reason)
		if c.reason != "" && (x.Unknown == nil || x.Unknown.People != c.people[""]) {
			t.Errorf("%v: got the unknown %+v", c.people, x.Unknown)
		}
	}
	hidden := represented(map[string]int64{"F": 5000, "M": 5000, "(suppressed)": 1}, even)
	i := slices.IndexFunc(hidden.Subjects[0].Groups, func(g metric.Group) bool { return g.Suppressed() })
	hidden.Subjects[0].Groups[i].Missing = true
	expect(t, one(t, p, hidden), policy.Inconclusive, policy.SuppressedGroups)
}

// TestRepresentationErrors: what a rule on representation would not heed is refused,
// and so is a bound on the wrong side.
func TestRepresentationErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{representation: population}`:                                `f:4:3: the rule "r" needs a bound`,
		`{representation: sample, bound: ">= 0.8"}`:                   `f:4:23: representation cannot be "sample"; it is one of population`,
		`{representation: population, bound: "<= 0.8"}`:               `f:4:42: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not "<= 0.8"`,
		`{representation: population, bound: ">= 0.8", within: job}`:  `f:4:60: a rule on representation has no key "within"`,
		`{representation: population, bound: ">= 0.8", metric: ppv}`:  `f:4:60: a rule on representation has no key "metric"`,
		`{representation: population, bound: ">= 0.8", pairs: all}`:   `f:4:59: a rule on representation has no key "pairs"`,
		`{representation: population, bound: ">= 0.8", inside: [x]}`:  `f:4:60: a rule on representation has no key "inside"`,
		`{representation: population, bound: ">= 1.25", pass: point}`: `f:4:42: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not ">= 1.25"`,
	} {
		_, err := policy.Parse("f", []byte("version: 1\npolicy: p\nrules:\n  r: "+text+"\n"))
		if err == nil || strings.Split(err.Error(), "\n")[0] != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

// TestRepresentationKeepsItsPromise: people drawn from the population itself fail at
// most 5 times in 100, and people of whom one group is too few pass no more often.
func TestRepresentationKeepsItsPromise(t *testing.T) {
	p := written(t, "", represents)
	r := rand.New(rand.NewPCG(5, 6))
	const trials = 2000
	fails, passes := 0, 0
	for range trials {
		fails += drawnFrom(t, p, r, 0.2, policy.Fail)
		passes += drawnFrom(t, p, r, 0.2*0.8*0.999, policy.Pass)
	}
	if fails > trials/20 || passes > trials/20+30 { // three standard deviations
		t.Errorf("of %d: %d wrong fails and %d wrong passes", trials, fails, passes)
	}
}

// drawnFrom is 1 if 900 people, each of group a with that chance, get the verdict
// against a population in which one in five is.
func drawnFrom(t *testing.T, p *policy.Policy, r *rand.Rand, chance float64, verdict policy.Verdict) int {
	people := map[string]int64{"a": 0, "b": 0}
	for range 900 {
		if r.Float64() < chance {
			people["a"]++
		} else {
			people["b"]++
		}
	}
	in := represented(people, map[string]string{"a": "0.2", "b": "0.8"})
	in.VerdictsOnly = true
	if one(t, p, in).Verdict == verdict {
		return 1
	}
	return 0
}

// TestRepresentationIsWaived: a waiver for a group covers its share, and no other's,
// also if nobody audited is of the group.
func TestRepresentationIsWaived(t *testing.T) {
	p := written(t, "", represents)
	for _, c := range []struct {
		people map[string]int64
		groups []string
		want   policy.Verdict
	}{
		{map[string]int64{"F": 9000, "M": 9000, "X": 500}, []string{"X"}, policy.Waived},
		{map[string]int64{"F": 9000, "M": 9000, "X": 500, "": 10}, []string{"X"}, policy.Waived},
		{map[string]int64{"F": 9000, "M": 9000, "X": 500}, []string{"F"}, policy.Fail},
		{map[string]int64{"F": 9000, "M": 9000}, []string{"X"}, policy.Waived},
		{map[string]int64{"F": 14000, "M": 5000, "X": 500}, []string{"X"}, policy.Fail},
		{map[string]int64{"F": 14000, "M": 5000, "X": 500}, []string{"F", "M", "X"}, policy.Waived},
	} {
		in := represented(c.people, map[string]string{"F": "0.45", "M": "0.45", "X": "0.10"})
		for _, group := range c.groups {
			in.Waivers = append(in.Waivers, policy.Waiver{Rule: "shares", Attribute: "sex", Group: group, Until: "2026-12-31"})
		}
		if got := one(t, p, in); got.Verdict != c.want {
			t.Errorf("waivers for %v of %v: got %s %s, want %s", c.groups, c.people, got.Verdict, got.Reason, c.want)
		}
	}
}
