package policy_test

import (
	"math"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Published counts: the Uniform Guidelines' questions 12 and 21 (44 FR 11996,
// 1979), example 1 of the New York City rule on automated employment decision
// tools (6 RCNY 5-301), ProPublica's COMPAS tables (2016), and the City of
// Amsterdam's Slimme Check before and after reweighing (2023).
var (
	question12 = []metric.Group{selected("a", 48, 80), selected("b", 12, 40)}
	question21 = []metric.Group{selected("a", 16, 80), selected("b", 3, 20)}
	dcwpSex    = []metric.Group{selected("female", 555, 1181), selected("male", 667, 1390)}
	dcwpBoth   = []metric.Group{
		selected("Hispanic M", 90, 205), selected("Hispanic F", 82, 190), selected("White M", 215, 412), selected("Black M", 95, 226),
		selected("NHPI M", 37, 87), selected("Asian M", 167, 321), selected("Native American M", 11, 24), selected("Two+ M", 52, 115),
		selected("White F", 197, 385), selected("Black F", 75, 164), selected("NHPI F", 15, 32), selected("Asian F", 135, 295),
		selected("Native American F", 7, 17), selected("Two+ F", 44, 98),
	}
	// Positive is a high score, which is a burden.
	compas = []metric.Group{confusion("African-American", 1369, 805, 532, 990), confusion("Caucasian", 505, 349, 461, 1139)}
	// Positive is a low score, which is what a person wants.
	compasFavourable = []metric.Group{selected("African-American", 1522, 3696), selected("Caucasian", 1600, 2454)}
	// Positive is to be flagged for an investigation, which is a burden.
	amsterdamBefore = []metric.Group{confusion("Dutch", 183, 120, 229, 344), confusion("not Dutch", 122, 61, 84, 78)}
	amsterdamAfter  = []metric.Group{confusion("Dutch", 147, 103, 265, 361), confusion("not Dutch", 98, 30, 108, 109)}
	// Positive is not to be flagged.
	notFlaggedBefore = []metric.Group{selected("Dutch", 573, 876), selected("not Dutch", 162, 345)}
	notFlaggedAfter  = []metric.Group{selected("Dutch", 626, 876), selected("not Dutch", 217, 345)}
	fourFifthsSharp  = []metric.Group{selected("a", 48, 100), selected("b", 60, 100)}
)

// TestPublishedCasesOneAtATime has the verdicts that the charter's rules are
// expected to give on published counts, each rule as the only check. Under the
// whole policy the checks share the error of failing, and adjusted p are larger.
func TestPublishedCasesOneAtATime(t *testing.T) {
	const settings = "error: {alpha: 0.05, fail: supported, pass: demonstrated, pairs: all}\ngroups: {min_group: 30, min_coverage: 0.95}"
	// None of the counts has a group left out, but those with fewer than 30 people.
	const ofThirty = "error: {alpha: 0.05, fail: supported, pass: demonstrated, pairs: all}\ngroups: {min_group: 30, min_coverage: 0.9}"
	const tpr, fpr, ppv = `tpr: {rate: tpr, difference: max-min, bound: "<= 0.10"}`, `fpr: {rate: fpr, difference: max-min, bound: "<= 0.10"}`, `ppv: {rate: ppv, difference: max-min, bound: "<= 0.10"}`
	none := math.NaN() // no number is printed for it
	for _, c := range []struct {
		name                     string
		groups                   []metric.Group
		settings, rule           string
		verdict                  policy.Verdict
		reason                   policy.Reason
		estimate, lower, upper   float64
		digits                   float64 // half a unit of the last printed digit of the limits
		adjusted, adjustedDigits float64
	}{
		{"question 12, ratio", question12, settings, impactRatio, policy.Fail, "", 0.5, none, none, 0, 0.0029, 0.00005},
		{"question 12, gap", question12, settings, selectionGap, policy.Fail, "", 0.3, none, none, 0, 0.0029, 0.00005},
		{"question 21, ratio", question21, settings, impactRatio, policy.Inconclusive, policy.TooFew, none, none, none, 0, none, 0},
		{"question 21, gap", question21, settings, selectionGap, policy.Inconclusive, policy.TooFew, none, none, none, 0, none, 0},
		{"DCWP sex, ratio", dcwpSex, settings, impactRatio, policy.Pass, "", 0.97934, 0.911, none, 0.0005, none, 0},
		{"DCWP sex, gap", dcwpSex, settings, selectionGap, policy.Pass, "", 0.00991, none, 0.0436, 0.00005, none, 0},
		{"DCWP intersection, ratio", dcwpBoth, ofThirty, impactRatio, policy.Inconclusive, policy.NotShown, 0.8055, 0.58, none, 0.005, none, 0},
		{"DCWP intersection, gap", dcwpBoth, ofThirty, selectionGap, policy.Inconclusive, policy.MaybeChance, 0.1015, none, 0.242, 0.0005, none, 0},
		{"COMPAS favourable, ratio", compasFavourable, settings, impactRatio, policy.Fail, "", 0.6316, none, none, 0, none, 0},
		{"COMPAS favourable, gap", compasFavourable, settings, selectionGap, policy.Fail, "", 0.2402, none, none, 0, none, 0},
		{"COMPAS FPR", compas, settings, fpr, policy.Fail, "", 0.2139, 0.182, 0.241, 0.0005, none, 0},
		{"COMPAS TPR", compas, settings, tpr, policy.Fail, "", 0.1974, 0.158, 0.2315, 0.0005, none, 0},
		{"COMPAS PPV", compas, settings, ppv, policy.Pass, "", 0.0384, none, 0.074, 0.0005, none, 0},
		{"Amsterdam before, not flagged, ratio", notFlaggedBefore, settings, impactRatio, policy.Fail, "", 0.7179, none, none, 0, none, 0},
		{"Amsterdam before, not flagged, gap", notFlaggedBefore, settings, selectionGap, policy.Fail, "", 0.1845, none, none, 0, none, 0},
		{"Amsterdam after, not flagged, ratio", notFlaggedAfter, settings, impactRatio, policy.Pass, "", 0.8802, 0.805, none, 0.0005, none, 0},
		{"Amsterdam after, not flagged, gap", notFlaggedAfter, settings, selectionGap, policy.Inconclusive, policy.NotShown, 0.0856, none, 0.141, 0.0005, none, 0},
		{"Amsterdam after, flagged, ratio", amsterdamAfter, settings, burdenRatio, policy.Fail, "", 1.30, none, none, 0, 0.0045, 0.00005},
		{"Amsterdam after, flagged, gap", amsterdamAfter, settings, selectionGap, policy.Inconclusive, policy.NotShown, 0.0856, none, 0.141, 0.0005, none, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := one(t, written(t, c.settings, c.rule), input(c.groups...))
			expect(t, got, c.verdict, c.reason)
			compare := func(what string, got policy.Value, want, eps float64) {
				if math.IsNaN(want) {
					return
				}
				if !got.Defined || got.Infinite || math.Abs(got.Float-want) > eps {
					t.Errorf("%s: got %+v, want %v", what, got, want)
				}
			}
			compare("estimate", got.Estimate, c.estimate, 0.005)
			compare("lower limit", got.Lower, c.lower, c.digits)
			compare("upper limit", got.Upper, c.upper, c.digits)
			if !math.IsNaN(c.adjusted) && c.verdict == policy.Fail {
				near(t, "adjusted p", *got.Pair.PAdjusted, c.adjusted, c.adjustedDigits)
			}
		})
	}
}

// TestDCWPIntersectionLeavesOut: the three groups under 30 people are not assessed.
func TestDCWPIntersectionLeavesOut(t *testing.T) {
	c := one(t, written(t, "groups: {min_group: 30, min_coverage: 0.95}", impactRatio), input(dcwpBoth...))
	if len(c.NotAssessed) != 2 || c.K != 12 || c.Comparisons != 12*11 {
		t.Errorf("got %v left out, %d groups in %d comparisons; want the two Native American groups, 12 in 132", c.NotAssessed, c.K, c.Comparisons)
	}
	near(t, "coverage", c.Coverage, 2530.0/2571, 1e-12)
}

// TestWholePolicyShares: under the whole charter two outcome rules judge a benefit,
// so that the same counts have twice the adjusted p.
func TestWholePolicyShares(t *testing.T) {
	in := input(question12...)
	in.Model.Inputs = []string{"skills"}
	checks, missing := policy.Evaluate(builtin(t, "charter"), in)
	for _, rule := range []string{"impact-ratio", "selection-gap"} {
		c := find(t, checks, rule, "sex")
		expect(t, c, policy.Fail, "")
		if c.M != 2 {
			t.Errorf("%s: got m %d, want 2", rule, c.M)
		}
		near(t, rule+" adjusted p", *c.Pair.PAdjusted, 2*0.002923234777730513, 1e-8)
	}
	if len(missing) != 5 || missing[3].Rule.ID != "representation" || missing[4].Rule.ID != "change" {
		t.Errorf("got %d rules not evaluated, want the three that need outcomes and those that need a population and an earlier audit: %v", len(missing), missing)
	}
	// Rules of the burden stay silent where the prediction is a benefit, and the other way round.
	for _, c := range checks {
		if c.Rule.ID == "burden-ratio" || c.Rule.ID == "fp-share-ratio" {
			t.Errorf("%s judged a benefit", c.Rule.ID)
		}
	}
	checks, _ = policy.Evaluate(builtin(t, "charter"), inputs(policy.Burden, policy.Subject{Name: "nationality", Attributes: []string{"nationality"}, Groups: amsterdamAfter}))
	burden := find(t, checks, "burden-ratio", "nationality")
	expect(t, burden, policy.Fail, "")
	if burden.Pair.Worse.Label != "not Dutch" || !burden.Shortfall.Fewer {
		t.Errorf("got the worse group %s, fewer %v; want not Dutch, fewer", burden.Pair.Worse.Label, burden.Shortfall.Fewer)
	}
	if burden.M != 5 {
		t.Errorf("burden-ratio: got m %d, want the 5 rules that block a burden with labels", burden.M)
	}
}

func TestFourFifthsPublishedCases(t *testing.T) {
	burden := func(groups []metric.Group) policy.Input {
		return inputs(policy.Burden, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: groups})
	}
	for _, c := range []struct {
		name    string
		in      policy.Input
		rule    string
		verdict policy.Verdict
		reason  policy.Reason
		warning policy.Verdict
	}{
		{"question 12", input(question12...), "four-fifths", policy.Fail, "", policy.Pass},
		{"question 21", input(question21...), "four-fifths", policy.Inconclusive, policy.MaybeChance, policy.Pass},
		{"DCWP sex", input(dcwpSex...), "four-fifths", policy.Pass, "", policy.Pass},
		{"COMPAS favourable", input(compasFavourable...), "four-fifths", policy.Fail, "", policy.Pass},
		{"COMPAS as a burden", burden(compas), "four-fifths-of-the-favourable", policy.Fail, "", policy.Pass},
		{"Amsterdam before", input(notFlaggedBefore...), "four-fifths", policy.Fail, "", policy.Pass},
		{"Amsterdam before as a burden", burden(amsterdamBefore), "four-fifths-of-the-favourable", policy.Fail, "", policy.Pass},
		{"Amsterdam after", input(notFlaggedAfter...), "four-fifths", policy.Pass, "", policy.Fail},
		{"Amsterdam after as a burden", burden(amsterdamAfter), "four-fifths-of-the-favourable", policy.Pass, "", policy.Fail},
		{"exactly four fifths", input(fourFifthsSharp...), "four-fifths", policy.Pass, "", policy.Pass},
		{"exactly four fifths, and many", input(selected("a", 48000, 100000), selected("b", 60000, 100000)), "four-fifths", policy.Pass, "", policy.Fail},
		{"one below four fifths, and many", input(selected("a", 47999, 100000), selected("b", 60000, 100000)), "four-fifths", policy.Fail, "", policy.Pass},
	} {
		t.Run(c.name, func(t *testing.T) {
			checks, _ := policy.Evaluate(builtin(t, "four-fifths"), c.in)
			expect(t, find(t, checks, c.rule, "sex"), c.verdict, c.reason)
			expect(t, find(t, checks, "significant-within", "sex"), c.warning, "")
		})
	}
}

// TestCompanionTests compares what is shown beside a pair with published values.
func TestCompanionTests(t *testing.T) {
	check := func(groups ...metric.Group) *policy.Check {
		checks, _ := policy.Evaluate(builtin(t, "four-fifths"), input(groups...))
		return find(t, checks, "four-fifths", "sex")
	}
	c := check(question12...)
	near(t, "question 12 z", c.Pair.Tests.Z.Float, -3.0983866769659336, 1e-12)
	near(t, "question 12 Fisher", c.Pair.Tests.FisherTwoSided, 0.0034092217678491827, 1e-12)
	near(t, "question 12 pooled shortfall", c.Shortfall.Pooled.Float, 8, 1e-12)
	if c.Pair.Tests.FlipFlop || c.Pair.Tests.OneMoveIsKept {
		t.Errorf("question 12: got flip-flop %v, kept %v; want neither", c.Pair.Tests.FlipFlop, c.Pair.Tests.OneMoveIsKept)
	}
	c = check(question21...)
	near(t, "question 21 z", c.Pair.Tests.Z.Float, -0.510, 0.0005)
	near(t, "question 21 Fisher", c.Pair.Tests.FisherTwoSided, 0.757, 0.0005)
	near(t, "question 21 pooled shortfall", c.Shortfall.Pooled.Float, 0.8, 1e-12)
	if !c.Pair.Tests.FlipFlop || !c.Pair.Tests.OneMoveIsKept {
		t.Errorf("question 21: got flip-flop %v, kept %v; want both", c.Pair.Tests.FlipFlop, c.Pair.Tests.OneMoveIsKept)
	}

	// Of all the groups of the DCWP's example only Native American women are below
	// four fifths; the built-in policy leaves groups under 2 % of the people out.
	all := one(t, written(t, "error: {fail: supported, pass: point}\ngroups: {min_group: 1, min_coverage: 0}", impactRatio), input(dcwpBoth...))
	expect(t, all, policy.Inconclusive, policy.MaybeChance)
	if all.Pair.Worse.Label != "Native American F" || all.Pair.Tests.FlipFlop || !all.Pair.Tests.OneMoveIsKept {
		t.Errorf("DCWP intersection: got %s, flip-flop %v, kept %v; want Native American F, not reversed, kept", all.Pair.Worse.Label, all.Pair.Tests.FlipFlop, all.Pair.Tests.OneMoveIsKept)
	}
	near(t, "DCWP intersection ratio", all.Estimate.Float, 0.7891, 0.00005)
	large := check(dcwpBoth...)
	expect(t, large, policy.Pass, "")
	if len(large.NotAssessed) != 3 {
		t.Errorf("under 2 %% of the people: got %v, want three groups", large.NotAssessed)
	}
}
