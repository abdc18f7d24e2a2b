package policy_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// only is a built-in policy with a single rule, as written there; each edit is a
// text of the file and what replaces it.
func only(t *testing.T, name, rule string, edits ...string) *policy.Policy {
	t.Helper()
	source := string(builtin(t, name).Source)
	if len(edits) > 0 {
		edits = append(edits, "policy: "+name+"\n", "policy: edited\n")
	}
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(source, edits[i]) {
			t.Fatalf("%s has no %q", name, edits[i])
		}
		source = strings.ReplaceAll(source, edits[i], edits[i+1])
	}
	p, err := policy.Parse(name+".yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	p.Rules = slices.DeleteFunc(p.Rules, func(r policy.Rule) bool { return r.ID != rule })
	p.Intersections.Rules = nil
	return p
}

// TestExpectedVerdicts has what four-fifths and charter are to say of published
// counts, each rule by itself and all groups assessed: Uniform Guidelines,
// questions 12 and 21; 6 RCNY 5-301, example 1; COMPAS; Amsterdam's Slimme Check.
func TestExpectedVerdicts(t *testing.T) {
	const pass, fail, inconclusive = policy.Pass, policy.Fail, policy.Inconclusive
	ofThirty := slices.DeleteFunc(slices.Clone(dcwpBoth), func(g metric.Group) bool { return g.Counts.N(metric.All) < 30 })
	for _, c := range []struct {
		name                    string
		groups, all             []metric.Group // of at least 30 people, and all if they are more
		fourFifths, ratio, wide policy.Verdict
	}{
		{"question 12", question12, nil, fail, fail, fail},
		{"question 21", question21, nil, inconclusive, inconclusive, inconclusive},
		{"DCWP example 1, sex", dcwpSex, nil, pass, pass, pass},
		{"DCWP example 1, intersection", ofThirty, dcwpBoth, inconclusive, inconclusive, inconclusive},
		{"COMPAS, favourable", compasFavourable, nil, fail, fail, fail},
		{"Amsterdam before, not flagged", notFlaggedBefore, nil, fail, fail, fail},
		{"Amsterdam after, not flagged", notFlaggedAfter, nil, pass, pass, inconclusive},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.all == nil {
				c.all = c.groups
			}
			everybody := only(t, "four-fifths", "four-fifths", "min_share: 0.02, ", "")
			verdict(t, "four-fifths", everybody, input(c.all...), c.fourFifths)
			verdict(t, "ratio", only(t, "charter", "impact-ratio"), input(c.groups...), c.ratio)
			verdict(t, "gap", only(t, "charter", "selection-gap"), input(c.groups...), c.wide)
		})
	}
	for rule, want := range map[string]policy.Verdict{"fpr-gap": fail, "equal-opportunity": fail, "predictive-parity": pass} {
		verdict(t, "COMPAS "+rule, only(t, "charter", rule), input(compas...), want)
	}
	after := inputs(policy.Burden, policy.Subject{Name: "nationality", Attributes: []string{"nationality"}, Groups: amsterdamAfter})
	for _, name := range []string{"charter", "burden"} {
		c := verdict(t, name+" of Amsterdam after, flagged", only(t, name, "burden-ratio"), after, fail)
		near(t, "adjusted p", *c.Pair.PAdjusted, 0.0045, 0.00005)
		near(t, "estimate", c.Estimate.Float, 1.30, 0.0005)
	}
	verdict(t, "gap of Amsterdam after, flagged", only(t, "charter", "selection-gap"), after, inconclusive)
	verdict(t, "exactly four fifths", only(t, "four-fifths", "four-fifths"), input(fourFifthsSharp...), pass)
}

func verdict(t *testing.T, what string, p *policy.Policy, in policy.Input, want policy.Verdict) *policy.Check {
	t.Helper()
	c := one(t, p, in)
	if c.Verdict != want {
		t.Errorf("%s: got %s (%s), want %s", what, c.Verdict, c.Reason, want)
	}
	return c
}

// TestFourFifthsJudgesNoIntersection: question 17 asks for none.
func TestFourFifthsJudgesNoIntersection(t *testing.T) {
	both := policy.Subject{Name: "sex × race", Attributes: []string{"sex", "race"}, Groups: dcwpBoth}
	checks, _ := policy.Evaluate(builtin(t, "four-fifths"), inputs(policy.Benefit, both))
	if len(checks) != 0 {
		t.Errorf("got %d checks on an intersection, want none", len(checks))
	}
}

// TestAmsterdam has the verdicts of whole policies on all attributes together, as
// an independent implementation gives them.
func TestAmsterdam(t *testing.T) {
	type vector struct {
		ID string
		In struct {
			Policy     string
			Attributes map[string]map[string][4]int64 // TN, FP, FN, TP
		}
		Out []struct {
			Rule, Attribute           string
			Estimate, Limit, Adjusted float64
			Verdict                   policy.Verdict
		}
	}
	for _, f := range oracle.Load[vector](t, "amsterdam") {
		for _, v := range f.Cases {
			var subjects []policy.Subject
			for name, groups := range v.In.Attributes {
				s := policy.Subject{Name: name, Attributes: []string{name}}
				for label, n := range groups {
					s.Groups = append(s.Groups, confusion(label, n[3], n[1], n[2], n[0]))
				}
				subjects = append(subjects, s)
			}
			checks, _ := policy.Evaluate(builtin(t, v.In.Policy), inputs(policy.Burden, subjects...))
			for _, want := range v.Out {
				c := find(t, checks, want.Rule, want.Attribute)
				what := v.ID + ", " + want.Rule + " of " + want.Attribute
				if c.Verdict != want.Verdict {
					t.Errorf("%s: got %s (%s), want %s", what, c.Verdict, c.Reason, want.Verdict)
				}
				near(t, what+": estimate", c.Estimate.Float, want.Estimate, 1e-9)
				near(t, what+": limit", c.Upper.Float, want.Limit, 1e-9)
				if c.Verdict == policy.Fail && math.Abs(*c.Pair.PAdjusted-want.Adjusted) > f.Tolerance.Rel*want.Adjusted {
					t.Errorf("%s: got the adjusted p %v, want %v", what, *c.Pair.PAdjusted, want.Adjusted)
				}
			}
			if blocking := slices.DeleteFunc(checks, func(c policy.Check) bool { return c.Severity != policy.Block }); len(blocking) != len(v.Out) {
				t.Errorf("%s: got %d blocking checks, want %d", v.ID, len(blocking), len(v.Out))
			}
		}
	}
}

// TestEqualizedOddsStrict: both verdicts are proofs, and a group of fewer than a
// hundred positives or negatives takes a pass away.
func TestEqualizedOddsStrict(t *testing.T) {
	p := builtin(t, "equalized-odds-strict")
	for _, c := range []struct {
		name     string
		groups   []metric.Group
		tpr, fpr policy.Verdict
		reason   policy.Reason // of the first
	}{
		// 0.80 against 0.50 and 0.10 against 0.30, of a thousand each
		{"far beyond", []metric.Group{confusion("a", 800, 100, 200, 900), confusion("b", 500, 300, 500, 700)}, policy.Fail, policy.Fail, ""},
		// A gap of 0.06 that is real but not proven to exceed 0.05.
		{"a little beyond", []metric.Group{confusion("a", 800, 100, 200, 900), confusion("b", 740, 100, 260, 900)}, policy.Inconclusive, policy.Pass, policy.MaybeChance},
		{"equal, and many", []metric.Group{confusion("a", 8000, 1000, 2000, 9000), confusion("b", 8000, 1000, 2000, 9000)}, policy.Pass, policy.Pass, ""},
		{"equal, but 99 positives in one group", []metric.Group{confusion("a", 8000, 1000, 2000, 9000), confusion("b", 8000, 1000, 2000, 9000), confusion("c", 79, 1000, 20, 9000)},
			policy.Inconclusive, policy.Pass, policy.TooFew},
	} {
		t.Run(c.name, func(t *testing.T) {
			checks, _ := policy.Evaluate(p, input(c.groups...))
			tpr := find(t, checks, "true-positive-gap", "sex")
			expect(t, tpr, c.tpr, c.reason)
			if got := find(t, checks, "false-positive-gap", "sex").Verdict; got != c.fpr {
				t.Errorf("false-positive-gap: got %s, want %s", got, c.fpr)
			}
		})
	}
	_, missing := policy.Evaluate(p, input(dcwpSex...))
	if len(missing) != 2 || !missing[0].Rule.Require || !missing[1].Rule.Require {
		t.Errorf("without labels: got %v not evaluated, want both rules, required", missing)
	}
}
