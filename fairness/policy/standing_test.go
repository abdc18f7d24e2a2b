package policy_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// TestStandingsAgree checks that groups shown one by one never contradict their
// check: the worst of them is its estimate, none reaches further than its limits,
// each that fails is an offender, and in a check that passes all pass.
func TestStandingsAgree(t *testing.T) {
	eachAudit(t, func(t *testing.T, _ *rand.Rand, p *policy.Policy, in policy.Input) {
		checks, _ := policy.Evaluate(p, in)
		for i := range checks {
			c := &checks[i]
			if len(c.Standings) == 0 {
				if c.Rule.Kind == policy.Compare && c.Comparisons > 0 {
					t.Fatalf("nobody stands anywhere in\n%s", told(c))
				}
				continue
			}
			if first := c.Standings[0]; first.Estimate != c.Estimate {
				t.Fatalf("the first standing has %+v, the check\n%s", first.Estimate, told(c))
			}
			for _, s := range c.Standings {
				checkStanding(t, c, &s)
			}
		}
	})
}

func checkStanding(t *testing.T, c *policy.Check, s *policy.Standing) {
	t.Helper()
	offender := slices.ContainsFunc(c.Offenders, func(o policy.Pair) bool {
		return o.Rate == s.Rate && o.Stratum == s.Stratum && (o.Worse == s.Group && o.Other == s.Reference || o.Worse == s.Reference && o.Other == s.Group)
	})
	beyondUpper, beyondLower := s.Upper.Float > c.Upper.Float, s.Lower.Float > c.Lower.Float
	if c.Rule.Contrast.Operation == metric.MinMax {
		beyondUpper, beyondLower = s.Upper.Float < c.Upper.Float, s.Lower.Float < c.Lower.Float
	}
	kept := c.Verdict
	if c.Unknown != nil {
		kept = c.Unknown.Kept
	}
	switch {
	case beyondUpper || beyondLower:
		t.Fatalf("%+v reaches beyond\n%s", s, told(c))
	case (s.Verdict == policy.Fail) != (offender || c.Rule.Fail == policy.Point && s.Verdict == policy.Fail):
		t.Fatalf("%+v is not the offender it should be in\n%s", s, told(c))
	case s.Verdict == policy.Fail && kept != policy.Fail:
		t.Fatalf("%+v fails, and not\n%s", s, told(c))
	case kept == policy.Pass && s.Verdict != policy.Pass:
		t.Fatalf("%+v does not pass, unlike\n%s", s, told(c))
	}
}

// TestStandingEitherWayRound: of a small and a large group with nearly the same rate,
// either may truly have the higher one. A pair that is the whole of its check has its
// limits and its verdict.
func TestStandingEitherWayRound(t *testing.T) {
	for _, rule := range []string{selectionGap, impactRatio, burdenRatio} {
		for _, groups := range [][]metric.Group{
			{selected("small", 4, 40), selected("large", 1010, 10000)},
			{selected("small", 4, 40), selected("large", 990, 10000)},
			{selected("small", 36, 40), selected("large", 9010, 10000)},
			{selected("small", 36, 40), selected("large", 8990, 10000)},
		} {
			c := one(t, written(t, everyGroup, rule), input(groups...))
			s := c.Standings[0]
			if s.Verdict != c.Verdict || c.Rule.Contrast.Operation != metric.MinMax && s.Upper != c.Upper || c.Rule.Contrast.Operation == metric.MinMax && s.Lower != c.Lower {
				t.Errorf("%s of %v and %v: got %s in [%v, %v], want %s in [%v, %v]", rule, groups[0].Label(), groups[1].Label(), s.Verdict, s.Lower.Float, s.Upper.Float, c.Verdict, c.Lower.Float, c.Upper.Float)
			}
		}
	}
}

// TestStandingOfFourFifths has the classical example: 12 of 40 against 48 of 80
// (29 CFR 1607, question 12), a ratio of one half.
func TestStandingOfFourFifths(t *testing.T) {
	c := one(t, written(t, everyGroup, impactRatio), input(selected("white", 48, 80), selected("black", 12, 40), selected("asian", 29, 50)))
	if len(c.Standings) != 2 || c.Standings[0].Group.Label != "black" || c.Standings[1].Group.Label != "asian" {
		t.Fatalf("%+v", c.Standings)
	}
	for _, s := range c.Standings {
		if s.Reference.Label != "white" {
			t.Errorf("%s stands against %s, not against the best off", s.Group.Label, s.Reference.Label)
		}
	}
	near(t, "ratio", c.Standings[0].Estimate.Float, 0.5, 1e-15)
	if c.Standings[0].Verdict != policy.Fail || c.Standings[1].Verdict != policy.Inconclusive {
		t.Errorf("%s and %s", c.Standings[0].Verdict, c.Standings[1].Verdict)
	}
}
