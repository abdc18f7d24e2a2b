package policy_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// written is a policy of the tests: the settings and the rules as lines of YAML.
func written(t testing.TB, settings string, rules ...string) *policy.Policy {
	t.Helper()
	text := "version: 1\npolicy: test\n" + settings + "\nrules:\n  " + strings.Join(rules, "\n  ") + "\n"
	return parsed(t, text)
}

// parsed is a policy that is valid.
func parsed(t testing.TB, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, text)
	}
	return p
}

func builtin(t testing.TB, name string) *policy.Policy {
	t.Helper()
	p, err := policy.Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// everyGroup assesses groups of any size, and asks for no coverage.
const everyGroup = "groups: {min_group: 1, min_coverage: 0}"

const (
	impactRatio  = `ratio: {rate: selection_rate, ratio: min/max, bound: ">= 4/5"}`
	burdenRatio  = `burden: {rate: selection_rate, ratio: max/min, bound: "<= 5/4"}`
	selectionGap = `gap: {rate: selection_rate, difference: max-min, bound: "<= 0.10"}`
)

// selected is a group of n people of whom x are selected.
func selected(label string, x, n int64) metric.Group {
	return metric.Group{Values: []string{label}, Counts: metric.Outcomes(x, n-x), Missing: label == ""}
}

func confusion(label string, tp, fp, fn, tn int64) metric.Group {
	return metric.Group{Values: []string{label}, Counts: metric.Confusion(tp, fp, fn, tn)}
}

func input(groups ...metric.Group) policy.Input {
	return inputs(policy.Benefit, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: groups})
}

func inputs(outcome policy.Outcome, subjects ...policy.Subject) policy.Input {
	labels := false
	for _, s := range subjects {
		for i := range s.Groups {
			labels = labels || s.Groups[i].Counts.N(metric.Labelled) > 0
		}
	}
	return policy.Input{Subjects: subjects, Outcome: outcome, Labels: labels}
}

// one evaluates a policy that makes a single check.
func one(t *testing.T, p *policy.Policy, in policy.Input) *policy.Check {
	t.Helper()
	checks, missing := policy.Evaluate(p, in)
	if len(checks) != 1 {
		t.Fatalf("got %d checks and %v not evaluated, want one check", len(checks), missing)
	}
	return &checks[0]
}

func find(t *testing.T, checks []policy.Check, rule, subject string) *policy.Check {
	t.Helper()
	i := slices.IndexFunc(checks, func(c policy.Check) bool { return c.Rule.ID == rule && c.Subject.Name == subject })
	if i < 0 {
		t.Fatalf("there is no check of %s on %s", rule, subject)
	}
	return &checks[i]
}

func expect(t *testing.T, c *policy.Check, verdict policy.Verdict, reason policy.Reason) {
	t.Helper()
	if c.Verdict != verdict || c.Reason != reason {
		t.Errorf("%s on %s: got %s %q (estimate %v, limits %v to %v), want %s %q",
			c.Rule.ID, c.Subject.Name, c.Verdict, c.Reason, c.Estimate.Float, c.Lower.Float, c.Upper.Float, verdict, reason)
	}
}

func near(t *testing.T, what string, got, want, eps float64) {
	t.Helper()
	if !(math.Abs(got-want) <= eps) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// sides writes a pair as higher and lower rate.
func sides(p *policy.Pair) string {
	if p.Worse.Rate > p.Other.Rate {
		return p.Worse.Label + " > " + p.Other.Label
	}
	return p.Other.Label + " > " + p.Worse.Label
}

// told is all that a check says, for comparing two of them.
func told(c *policy.Check) string {
	pair := func(p *policy.Pair) string {
		if p == nil {
			return "none"
		}
		text := fmt.Sprintf("%s: %+v against %+v, %+v", p.Rate.ID, p.Worse, p.Other, p.Estimate)
		for _, x := range []*float64{p.P, p.PAdjusted} {
			if x != nil {
				text += fmt.Sprintf(", %v", *x)
			}
		}
		return text
	}
	lines := []string{
		fmt.Sprintf("%s on %s: %s %q", c.Rule.ID, c.Subject.Name, c.Verdict, c.Reason),
		fmt.Sprintf("k %d, %d comparisons, m %d, %v in [%v, %v] at %v and %v, coverage %v", c.K, c.Comparisons, c.M, c.Estimate, c.Lower, c.Upper, c.FailLevel, c.PassLevel, c.Coverage),
		"pair " + pair(c.Pair), "blocked by " + pair(c.Blocking), fmt.Sprintf("and %d more", c.MoreFailing), fmt.Sprintf("%+v", c.Shortfall),
	}
	for i := range c.Offenders {
		lines = append(lines, "offends "+pair(&c.Offenders[i]))
	}
	var rest []string
	for _, u := range c.NotAssessed {
		rest = append(rest, fmt.Sprintf("not assessed %+v", u))
	}
	for _, m := range c.More {
		rest = append(rest, fmt.Sprintf("more %+v", m))
	}
	slices.Sort(rest)
	return strings.Join(append(lines, rest...), "\n")
}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(13, 17)) }

// anyGroups draws k groups of very different sizes with rates that are the same,
// close or far apart; some are at the edge.
func anyGroups(r *rand.Rand, k int) []metric.Group {
	spread := []float64{0, 0.1, 0.4}[r.IntN(3)]
	base := r.Float64() * (1 - spread)
	groups := make([]metric.Group, k)
	draw := func(n int64) int64 {
		x := int64(0)
		rate := base + spread*r.Float64()
		switch r.IntN(12) {
		case 0:
			rate = 0
		case 1:
			rate = 1
		}
		for range n {
			if r.Float64() < rate {
				x++
			}
		}
		return x
	}
	for i := range groups {
		n := 2 + r.Int64N(int64(1)<<uint(4+r.IntN(9)))
		p := 1 + r.Int64N(n-1)
		tp, fp := draw(p), draw(n-p)
		groups[i] = confusion(fmt.Sprintf("g%02d", i), tp, fp, p-tp, n-p-fp)
	}
	return groups
}
