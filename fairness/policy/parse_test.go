package policy_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

const head = "version: 1\npolicy: p\n"

func TestParseErrors(t *testing.T) {
	rule := func(text string) string { return head + "rules:\n  r: " + text + "\n" }
	rates := "the rates are " + strings.Join(rateIDs(), ", ")
	ruleKeys := "the keys here are when, metric, rate, difference, ratio, significance, share, representation, change, inputs, evidence, publish, criteria, bound, inside, min_shortfall, attributes, within, pairs, min_group, min_share, min_coverage, severity, fail, pass, require, commitment, nature, source, rationale"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "f: the document is empty"},
		{"a list", "- a\n", "f:1:1: the document must be a mapping of keys to values\nf:1:1: version is missing; this is version 1\nf:1:1: policy is missing: the name of the policy\nf:1:1: rules are missing: a policy without rules decides nothing"},
		{"no version", "policy: p\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n", "f:1:1: version is missing; this is version 1"},
		{"another version", "version: 2\npolicy: p\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n", `f:1:10: version "2" is not read here; this is version 1`},
		{"no name", "version: 1\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n", "f:1:1: policy is missing: the name of the policy"},
		{"no rules", head, "f:1:1: rules are missing: a policy without rules decides nothing"},
		{"no rule among the rules", head + "rules: {}\n", "f:1:1: rules are missing: a policy without rules decides nothing"},
		{"an unknown key", head + "rule:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n",
			`f:1:1: rules are missing: a policy without rules decides nothing` + "\n" +
				`f:3:1: unknown key "rule" (did you mean "rules"?); the keys here are version, policy, kind, extends, title, adopted, commitment, basis, error, groups, within, needs, rules, intersections, waivers, disclosure, max_age, preset`},
		{"a second document", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "---\nversion: 1\n", "f:5:1: a second document follows; only one is read"},
		{"an anchor", rule(`&a {metric: impact_ratio, bound: ">= 0.8"}`), "f:4:6: anchors and aliases are not read; write the value out"},
		{"two rules of one name", head + "rules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n  r: {metric: impact_ratio, bound: \">= 0.7\"}\n",
			`f:5:3: the key "r" is there twice, first on line 4`},
		{"a rule's name", head + "rules:\n  Impact Ratio: {metric: impact_ratio, bound: \">= 0.8\"}\n", `f:4:3: a rule's name is made of a-z, 0-9, - and _, and "Impact Ratio" is not`},

		{"alpha 0", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "error: {alpha: 0}\n", "f:5:16: alpha must lie in (0, 0.25]"},
		{"alpha above a quarter", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "error: {alpha: 0.26}\n", "f:5:16: alpha must lie in (0, 0.25]"},
		{"alpha that is no number", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "error: {alpha: .nan}\n", "f:5:16: alpha must be a number, not \".nan\"\nf:5:16: alpha must lie in (0, 0.25]"},
		{"an unknown mode", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "error: {fail: proven}\n", `f:5:15: fail cannot be "proven"; it is one of supported, demonstrated, point`},
		{"a pass cannot be supported", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "error: {pass: supported}\n", `f:5:15: pass cannot be "supported"; it is one of demonstrated, point`},
		{"unknown pairs", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "error: {pairs: some}\n", `f:5:16: pairs cannot be "some"; it is one of all, reference`},
		{"min_group", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "groups: {min_group: -1}\n", `f:5:21: min_group must be a whole number of at least 0, not "-1"`},
		{"an empty min_group", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "groups: {min_group: \"\"}\n", "f:5:21: min_group needs a value"},
		{"min_coverage", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "groups: {min_coverage: 95}\n", `f:5:24: a share lies between 0 and 1, and "95" does not`},
		{"min_coverage in other forms", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "groups: {min_coverage: 1e-1, min_share: 95 %}\n",
			"f:5:24: a share lies between 0 and 1, and \"1e-1\" does not\nf:5:41: a share lies between 0 and 1, and \"95 %\" does not"},
		{"missing", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "groups: {missing: dropped}\n", `f:5:19: missing cannot be "dropped"; it is one of shown`},
		{"a date", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "adopted: 01/10/2026\n", `f:5:10: a date is a day of the calendar, written like 2026-10-01, and "01/10/2026" is none`},
		{"an age", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "max_age: a year\n", `f:5:10: an age is a number of days, months or years, as in "12 months", and "a year" is none`},
		{"an age of nothing", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "max_age: 0 months\n", `f:5:10: an age is a number of days, months or years, as in "12 months", and "0 months" is none`},
		{"a commitment", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "commitment: three\n", `f:5:13: commitment must be a whole number of at least 1, not "three"`},

		{"a rule of nothing", rule(""), "f:4:3: the rule \"r\" needs a metric, or a rate with either \"difference: max-min\" or \"ratio: min/max\" or \"ratio: max/min\"\nf:4:5: r must be a mapping of keys to values"},
		{"an unknown key of a rule", rule(`{metric: impact_ratio, bond: ">= 0.8", bound: ">= 0.8"}`), `f:4:29: unknown key "bond" (did you mean "bound"?); ` + ruleKeys},
		{"an unknown metric", rule(`{metric: impact_rato, bound: ">= 0.8"}`), `f:4:15: there is no metric "impact_rato" (did you mean "impact_ratio"?); see fairaudit metrics`},
		{"a metric that describes", rule(`{metric: equalized_odds_mean_difference, bound: "<= 0.1"}`), "f:4:15: equalized_odds_mean_difference describes and cannot be judged; use equalized_odds_difference"},
		{"an unknown rate", rule(`{rate: selecton_rate, ratio: min/max, bound: ">= 0.8"}`), `f:4:13: there is no rate "selecton_rate" (did you mean "selection_rate"?); ` + rates},
		{"a comparison without a rate", rule(`{difference: max-min, bound: "<= 0.1"}`), `f:4:3: the rule "r" needs a rate`},
		{"a ratio without a rate", rule(`{ratio: min/max, bound: ">= 0.8"}`), `f:4:3: the rule "r" needs a rate`},
		{"a rate without a comparison", rule(`{rate: tpr, bound: "<= 0.1"}`), `f:4:3: the rule "r" needs a metric, or a rate with either "difference: max-min" or "ratio: min/max" or "ratio: max/min"`},
		{"two comparisons", rule(`{rate: tpr, difference: max-min, ratio: min/max, bound: "<= 0.1"}`), `f:4:3: the rule "r" needs a metric, or a rate with either "difference: max-min" or "ratio: min/max" or "ratio: max/min"`},
		{"a metric and a rate", rule(`{metric: impact_ratio, rate: tpr, bound: ">= 0.8"}`), `f:4:35: a rule with a named metric has no key "rate"`},
		{"an unknown comparison", rule(`{rate: tpr, ratio: max/max, bound: ">= 0.8"}`), `f:4:25: ratio cannot be "max/max" (did you mean "min/max"?); it is one of min/max, max/min`},
		{"no bound", rule(`{metric: impact_ratio}`), `f:4:3: the rule "r" needs a bound`},
		{"a bound without a side", rule(`{metric: impact_ratio, bound: 0.8}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not "0.8"`},
		{"a strict bound", rule(`{metric: impact_ratio, bound: "> 0.8"}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not "> 0.8"`},
		{"a bound that is no number", rule(`{metric: impact_ratio, bound: ">= .nan"}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not ">= .nan"`},
		{"an infinite bound", rule(`{metric: burden_ratio, bound: "<= inf"}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not "<= inf"`},
		{"a bound over 0", rule(`{metric: impact_ratio, bound: ">= 4/0"}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not ">= 4/0"`},
		{"a negative bound", rule(`{metric: impact_ratio, bound: ">= -1"}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not ">= -1"`},
		{"a bound with an exponent", rule(`{metric: impact_ratio, bound: ">= 8e-1"}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not ">= 8e-1"`},
		{"an empty bound", rule(`{metric: impact_ratio, bound: ""}`), `f:4:36: a bound is written like ">= 4/5" or "<= 0.10", not ""`},
		{"min/max on the wrong side", rule(`{metric: impact_ratio, bound: "<= 0.8"}`), `f:4:36: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not "<= 0.8"`},
		{"min/max above 1", rule(`{metric: impact_ratio, bound: ">= 5/4"}`), `f:4:36: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not ">= 5/4"`},
		{"min/max of at least 0", rule(`{metric: impact_ratio, bound: ">= 0"}`), `f:4:36: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not ">= 0"`},
		{"max/min on the wrong side", rule(`{metric: burden_ratio, bound: ">= 5/4"}`), `f:4:36: the ratio max/min is at least 1: its bound is "<=" a number of at least 1, not ">= 5/4"`},
		{"max/min below 1", rule(`{metric: burden_ratio, bound: "<= 0.8"}`), `f:4:36: the ratio max/min is at least 1: its bound is "<=" a number of at least 1, not "<= 0.8"`},
		{"a difference on the wrong side", rule(`{rate: tpr, difference: max-min, bound: ">= 0.1"}`), `f:4:46: a difference of rates lies between 0 and 1: its bound is "<=" a number below 1, not ">= 0.1"`},
		{"a difference that every model keeps", rule(`{rate: tpr, difference: max-min, bound: "<= 1.5"}`), `f:4:46: a difference of rates lies between 0 and 1: its bound is "<=" a number below 1, not "<= 1.5"`},
		{"a difference of all and nothing", rule(`{metric: equalized_odds, bound: "<= 1"}`), `f:4:38: a difference of rates lies between 0 and 1: its bound is "<=" a number below 1, not "<= 1"`},
		{"a difference without limits on the wrong side", rule(`{metric: treatment_equality, bound: ">= 1.5"}`), `f:4:42: a difference max-min is at least 0: its bound is "<=" a number, not ">= 1.5"`},
		{"an unknown severity", rule(`{metric: impact_ratio, bound: ">= 0.8", severity: blok}`), `f:4:56: severity cannot be "blok" (did you mean "block"?); it is one of block, warn, report`},
		{"an empty severity", rule(`{metric: impact_ratio, bound: ">= 0.8", severity: ""}`), "f:4:56: severity needs a value"},
		{"an unknown outcome", rule(`{metric: impact_ratio, bound: ">= 0.8", when: penalty}`), `f:4:52: when cannot be "penalty"; it is one of benefit, burden`},
		{"require", rule(`{metric: impact_ratio, bound: ">= 0.8", require: yes}`), `f:4:55: require cannot be "yes"; it is one of false, true`},
		{"inside, where it has no meaning", rule(`{metric: impact_ratio, bound: ">= 0.8", inside: [r]}`), `f:4:54: a rule that compares rates has no key "inside"`},
		{"the share of something", rule(`{share: unknown, bound: "<= 0.1"}`), `f:4:14: share cannot be "unknown"; it is one of missing, unmatched`},
		{"the share of everybody", rule(`{share: missing, bound: "<= 1"}`), `f:4:30: a share lies between 0 and 1: its bound is "<=" a number below 1, not "<= 1"`},
		{"the share on the wrong side", rule(`{share: missing, bound: ">= 0.1"}`), `f:4:30: a share lies between 0 and 1: its bound is "<=" a number below 1, not ">= 0.1"`},
		{"the share with a mode", rule(`{share: missing, bound: "<= 0.1", fail: point}`), `f:4:46: a rule on the share of missing values has no key "fail"`},
		{"the share with a rate", rule(`{share: missing, rate: tpr, bound: "<= 0.1"}`), `f:4:29: a rule on the share of missing values has no key "rate"`},
		{"a share of something else", rule(`{share: unmatchd, bound: "<= 0.1"}`), `f:4:14: share cannot be "unmatchd" (did you mean "unmatched"?); it is one of missing, unmatched`},
		{"unmatched rows of some attributes", rule(`{share: unmatched, attributes: [sex], bound: "<= 0.1"}`), `f:4:37: a rule on the share of unmatched rows has no key "attributes"`},
		{"the share without a bound", rule(`{share: missing}`), `f:4:3: the rule "r" needs a bound`},
		{"the inputs of something", rule(`{inputs: all}`), `f:4:15: inputs cannot be "all"; it is one of protected`},
		{"inputs with a bound", rule(`{inputs: protected, bound: "<= 1"}`), `f:4:33: a rule on the inputs of the model has no key "bound"`},
		{"inputs of an attribute", rule(`{inputs: protected, attributes: [sex]}`), `f:4:38: a rule on the inputs of the model has no key "attributes"`},
		{"significance without inside", rule(`{rate: tpr, significance: inside-bound}`), `f:4:3: the rule "r" needs inside: the rules within whose bounds it looks`},
		{"significance inside nothing there is", head + "rules:\n  a: {metric: impact_ratio, bound: \">= 0.8\"}\n  r: {rate: tpr, significance: inside-bound, inside: [a, z]}\n",
			`f:5:58: "z" is no comparing rule of this policy`},
		{"significance inside itself", rule(`{rate: tpr, significance: inside-bound, inside: [r]}`), `f:4:55: "r" is no comparing rule of this policy`},
		{"significance without a rate", head + "rules:\n  a: {metric: impact_ratio, bound: \">= 0.8\"}\n  r: {significance: inside-bound, inside: [a]}\n", `f:5:3: the rule "r" needs a rate`},
		{"significance with a bound", head + "rules:\n  a: {metric: impact_ratio, bound: \">= 0.8\"}\n  r: {rate: tpr, significance: inside-bound, inside: [a], bound: \"<= 0.1\"}\n", `f:5:66: a rule on significance has no key "bound"`},
		{"significance with a mode", head + "rules:\n  a: {metric: impact_ratio, bound: \">= 0.8\"}\n  r: {rate: tpr, significance: inside-bound, inside: [a], fail: point}\n", `f:5:65: a rule on significance has no key "fail"`},
		{"two standard deviations inside a rule", head + "rules:\n  a: {metric: impact_ratio, bound: \">= 0.8\"}\n  r: {rate: tpr, significance: two-sd, inside: [a]}\n", `f:5:48: a rule of two standard deviations has no key "inside"`},
		{"an attribute twice", rule(`{metric: impact_ratio, bound: ">= 0.8", attributes: [sex, age, sex]}`), `f:4:69: attributes names "sex" twice`},
		{"a criterion that is none", head + "needs: [race, religio]\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n", `f:3:15: there is no criterion "religio" (did you mean "religion"?)`},
		{"no attribute", rule(`{metric: impact_ratio, bound: ">= 0.8", attributes: []}`), "f:4:58: attributes is an empty list"},
		{"a rule's share", rule(`{metric: impact_ratio, bound: ">= 0.8", min_coverage: 95}`), `f:4:60: a share lies between 0 and 1, and "95" does not`},
		{"a rule's pairs", rule(`{metric: impact_ratio, bound: ">= 0.8", pairs: some}`), `f:4:53: pairs cannot be "some"; it is one of all, reference`},
		{"a rule's commitment", rule(`{metric: impact_ratio, bound: ">= 0.8", commitment: 8}`), "f:4:58: the charter has 7 commitments, and 8 is none of them"},
		{"a day that does not exist", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "adopted: 2026-02-30\n", `f:5:10: a date is a day of the calendar, written like 2026-10-01, and "2026-02-30" is none`},
		{"a misspelt rule", head + "rules:\n  impact: {metric: impact_ratio, bound: \">= 0.8\"}\nintersections: {rules: [imapct]}\n", `f:5:25: "imapct" is no comparing rule of this policy (did you mean "impact"?)`},
		{"intersections of no rule", rule(`{metric: impact_ratio, bound: ">= 0.8"}`) + "intersections: {rules: [r, s]}\n", `f:5:28: "s" is no comparing rule of this policy`},

		{"everything at once", "version: 1\npolicy: p\nerror: {alpha: 2}\nrules:\n  a: {metric: impact_ratio, bound: \"<= 0.8\"}\n  b: {rate: tpr, bound: \"<= 0.8\"}\n  c: {metric: x, sevrity: warn}\n",
			"f:3:16: alpha must lie in (0, 0.25]\n" +
				`f:5:36: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not "<= 0.8"` + "\n" +
				`f:6:3: the rule "b" needs a metric, or a rate with either "difference: max-min" or "ratio: min/max" or "ratio: max/min"` + "\n" +
				`f:7:15: there is no metric "x"; see fairaudit metrics` + "\n" +
				`f:7:18: unknown key "sevrity" (did you mean "severity"?); ` + ruleKeys},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := policy.Parse("f", []byte(c.text))
			if err == nil {
				t.Fatalf("accepted, want\n%s", c.want)
			}
			if got := err.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func rateIDs() (ids []string) {
	for _, r := range metric.Rates {
		if !r.NeedsDecisions() {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func TestParseReadsEverything(t *testing.T) {
	text := `version: 1
policy: house
title: House rules
adopted: 2026-10-01
commitment: 3
basis: the house
error: {alpha: 0.01, fail: demonstrated, pass: point, pairs: reference}
groups: {min_group: 10, min_share: 1/50, min_coverage: 0.9, missing: shown}
rules:
  a:
    when: burden
    rate: fpr
    ratio: max/min
    bound: "<= 5/4"
    attributes: [sex, age]
    severity: warn
    fail: point
    pass: demonstrated
    require: true
    commitment: 2
    nature: law
    source: somewhere
    rationale: because
  b: {metric: disparate_impact, bound: " >= 0.80 "}
  c: {rate: tpr, significance: inside-bound, inside: b, min_shortfall: 4, severity: report}
  d: {share: missing, bound: "<= 0.05"}
intersections: {rules: [b], severity: block}
`
	p, err := policy.Parse("house.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "house" || p.Title != "House rules" || p.Adopted != "2026-10-01" || p.Commitment != 3 || p.Basis != "the house" || p.File != "house.yaml" || string(p.Source) != text || len(p.Digest) != 64 {
		t.Errorf("the head: got %+v", p)
	}
	if got, want := p.Error, (policy.ErrorControl{Alpha: 0.01, Fail: policy.Demonstrated, Pass: policy.Point, Pairs: policy.ReferencePairs, Family: policy.SeverityFamily, Correction: policy.Holm}); got != want {
		t.Errorf("error: got %+v, want %+v", got, want)
	}
	if g := p.Groups; g.MinGroup != 10 || g.MinShare.Cmp(big.NewRat(1, 50)) != 0 || g.MinCoverage.Cmp(big.NewRat(9, 10)) != 0 {
		t.Errorf("groups: got %+v", g)
	}
	a, b, c, d := &p.Rules[0], &p.Rules[1], &p.Rules[2], &p.Rules[3]
	if a.ID != "a" || a.Line != 10 || a.Kind != policy.Compare || a.When != policy.Burden || !slices.Equal(a.Contrast.Rates, []string{"fpr"}) || a.Contrast.Operation != metric.MaxMin ||
		a.Bound.String() != "≤ 1.25" || !slices.Equal(a.Attributes, []string{"sex", "age"}) || a.Severity != policy.Warn || a.Fail != policy.Point || a.Pass != policy.Demonstrated ||
		!a.Require || a.Commitment != 2 || a.Nature != "law" || a.Source != "somewhere" || a.Rationale != "because" {
		t.Errorf("a: got %+v", a)
	}
	if b.Contrast.ID != "impact_ratio" || b.Bound.String() != "≥ 0.80" || b.Severity != policy.Block || b.Fail != policy.Demonstrated || b.Pass != policy.Point || b.Require || b.Commitment != 3 || b.Nature != "convention" || b.Attributes != nil {
		t.Errorf("b: got %+v", b)
	}
	if c.Kind != policy.Significance || !slices.Equal(c.Inside, []string{"b"}) || c.MinShortfall != 4 || c.Severity != policy.Report {
		t.Errorf("c: got %+v", c)
	}
	if d.Kind != policy.MissingShare || d.Bound.String() != "≤ 0.05" {
		t.Errorf("d: got %+v", d)
	}
	if got := p.Intersections; !slices.Equal(got.Rules, []string{"b"}) || got.Severity != policy.Block {
		t.Errorf("intersections: got %+v", got)
	}
	if found, ok := p.Find("c"); !ok || found != c {
		t.Error("Find(c) does not find it")
	}
	if _, ok := p.Find("z"); ok {
		t.Error("Find(z) finds something")
	}
	if a.Applies(policy.Benefit) || !a.Applies(policy.Burden) || !b.Applies(policy.Benefit) || !a.NeedsLabels() || b.NeedsLabels() {
		t.Error("what the rules apply to and need")
	}
}

func TestParseDefaults(t *testing.T) {
	p := written(t, "", impactRatio)
	if got, want := p.Error, (policy.ErrorControl{Alpha: 0.05, Fail: policy.Supported, Pass: policy.Demonstrated, Pairs: policy.AllPairs, Family: policy.SeverityFamily, Correction: policy.Holm}); got != want {
		t.Errorf("error: got %+v, want %+v", got, want)
	}
	if g := p.Groups; g.MinGroup != 30 || g.MinShare != nil || g.MinCoverage.Cmp(big.NewRat(19, 20)) != 0 {
		t.Errorf("groups: got %+v", g)
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		text  string
		value *big.Rat
		shown string
	}{
		{">= 4/5", big.NewRat(4, 5), "≥ 0.80"},
		{">=0.8", big.NewRat(4, 5), "≥ 0.80"},
		{"  <=  0.10 ", big.NewRat(1, 10), "≤ 0.10"},
		{"<= 5/4", big.NewRat(5, 4), "≤ 1.25"},
		{"<= 0.125", big.NewRat(1, 8), "≤ 0.125"},
		{">= 1/3", big.NewRat(1, 3), "≥ 0.333333"},
		{"<= 0", new(big.Rat), "≤ 0.00"},
		{"<= 2", big.NewRat(2, 1), "≤ 2.00"},
		{"<= 0.000000001", big.NewRat(1, 1_000_000_000), "≤ 0.000000001"},
	} {
		b, err := policy.ParseBound(c.text)
		if err != nil || b.Value.Cmp(c.value) != 0 || b.String() != c.shown {
			t.Errorf("%q: got %v, shown %q (%v), want %v, shown %q", c.text, b.Value, b, err, c.value, c.shown)
		}
	}
	for _, text := range []string{"", "0.8", ">= ", ">= 0.8.1", "== 0.8", ">= 1/2/3", ">= 0,8", "≥ 0.8", ">= 0x1", ">= 1/ 2", ">= .5", ">= 1.", ">= 1234567890", ">= 0.8\n>= 0.7"} {
		if b, err := policy.ParseBound(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, b)
		}
	}
}

func TestBuiltinPolicies(t *testing.T) {
	names := policy.Names()
	if len(names) < 2 || names[0] != policy.Default || !slices.Contains(names, "four-fifths") {
		t.Fatalf("names: got %v, want charter first, and four-fifths", names)
	}
	for _, name := range names {
		p := builtin(t, name)
		if p.Name != name || p.File != name+".yaml" {
			t.Errorf("%s: got the name %s in %s", name, p.Name, p.File)
		}
		if p.Title == "" || p.Adopted == "" || p.Basis == "" {
			t.Errorf("%s has no title, date or basis", name)
		}
		again, err := policy.Parse(p.File, p.Source)
		if err != nil || again.Digest != p.Digest {
			t.Errorf("%s, read from its source: got %v, %v", name, again, err)
		}
		for _, r := range p.Rules {
			if r.Source == "" || r.Rationale == "" || r.Nature == "" || p.Kind == policy.Gate && r.Commitment < 1 || r.Commitment > len(policy.TheCharter().Commitments) {
				t.Errorf("%s, %s has no source, rationale, nature or commitment", name, r.ID)
			}
		}
	}
	_, err := policy.Builtin("chart")
	if want := `there is no built-in policy "chart" (did you mean "charter"?); there are ` + strings.Join(names, ", ") + ", and files ending in .yaml"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestCharterIsAsAgreed holds the default policy against the rules that were
// agreed on for it.
func TestCharterIsAsAgreed(t *testing.T) {
	p := builtin(t, "charter")
	if got, want := p.Error, (policy.ErrorControl{Alpha: 0.05, Fail: policy.Supported, Pass: policy.Demonstrated, Pairs: policy.AllPairs, Family: policy.SeverityFamily, Correction: policy.Holm}); got != want {
		t.Errorf("error: got %+v, want %+v", got, want)
	}
	if g := p.Groups; g.MinGroup != 30 || g.MinShare != nil || g.MinCoverage.Cmp(big.NewRat(19, 20)) != 0 {
		t.Errorf("groups: got %+v", g)
	}
	var got []string
	for _, r := range p.Rules {
		got = append(got, fmt.Sprintf("%s %s %s %s %s %s", r.ID, r.When, strings.Join(r.Contrast.Rates, "+"), r.Contrast.Operation, r.Severity, r.Bound.Text))
	}
	want := []string{
		"impact-ratio benefit selection_rate min/max block 4/5",
		"burden-ratio burden selection_rate max/min block 5/4",
		"selection-gap  selection_rate max-min block 0.10",
		"equal-opportunity  tpr max-min block 0.10",
		"fpr-gap  fpr max-min block 0.10",
		"fp-share-ratio burden fp_share max/min block 5/4",
		"predictive-parity  ppv max-min warn 0.10",
		"significant-within  selection_rate max-min warn ",
		"unknown-share   max-min warn 0.05",
		"representation   min/max warn 4/5",
		"change   max-min warn 0.05",
		"protected-inputs    warn ",
	}
	if got := strings.Join(got, "\n"); got != strings.ReplaceAll(strings.Join(want, "\n"), "unknown-share   max-min", "unknown-share   ") {
		t.Errorf("rules: got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if got := p.Intersections; !slices.Equal(got.Rules, []string{"impact-ratio", "burden-ratio", "selection-gap"}) || got.Severity != policy.Warn {
		t.Errorf("intersections: got %+v", got)
	}
}
