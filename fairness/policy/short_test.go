package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

func TestShortForm(t *testing.T) {
	for short, long := range map[string]string{
		`"impact_ratio >= 0.8"`:                                  `{metric: impact_ratio, bound: ">= 0.8"}`,
		`impact_ratio(sex) >= 0.8`:                               `{metric: impact_ratio, attributes: sex, bound: ">= 0.8"}`,
		`'fpr_difference ( sex ,  tranche d''âge ) <=1/10'`:      `{metric: fpr_difference, attributes: [sex, "tranche d'âge"], bound: "<= 1/10"}`,
		`"burden_ratio within job family, region<= 5/4 "`:        `{metric: burden_ratio, within: [job family, region], bound: "<= 5/4"}`,
		`" equalized_odds(sex)within declared <= 0.1"`:           `{metric: equalized_odds, attributes: sex, within: declared, bound: "<= 0.1"}`,
		`equalized_odds (sex, age) within none <= 0.10`:          `{metric: equalized_odds, attributes: [sex, age], within: none, bound: "<= 0.10"}`,
		"|\n    impact_ratio(sex)\n    within job\n    >= 0.8\n": `{metric: impact_ratio, attributes: sex, within: job, bound: ">= 0.8"}`,
	} {
		a, b := written(t, "", "r: "+short).Rules[0], written(t, "", "r: "+long).Rules[0]
		if x, y := described(&a), described(&b); x != y {
			t.Errorf("%s: got %s, want %s", short, x, y)
		}
		if a.Severity != policy.Block || a.Nature != "convention" {
			t.Errorf("%s: got %s, %s", short, a.Severity, a.Nature)
		}
	}
}

// described is what the short form says of a rule.
func described(r *policy.Rule) string {
	return fmt.Sprintf("%s %q %+v %s %v", r.Contrast.ID, r.Attributes, r.Within, r.Bound, r.Kind)
}

func TestShortFormErrors(t *testing.T) {
	form := `; a rule on one line is written like "impact_ratio(sex, age) within job >= 0.8"`
	for text, want := range map[string]string{
		`""`:                                      "f:4:7: the bound is missing" + form,
		`yes`:                                     "f:4:9: the bound is missing" + form,
		`">= 0.8"`:                                "f:4:7: the metric is missing" + form,
		`"(sex) >= 0.8"`:                          "f:4:7: the metric is missing" + form,
		`impact_rato(sex) >= 0.8`:                 `f:4:6: there is no metric "impact_rato" (did you mean "impact_ratio"?); see fairaudit metrics`,
		`"impact_ratio(sex >= 0.8"`:               "f:4:19: the bracket is not closed" + form,
		`"impact_ratio() >= 0.8"`:                 "f:4:20: a name is missing" + form,
		`"impact_ratio(sex,) >= 0.8"`:             "f:4:24: a name is missing" + form,
		`"impact_ratio(sex, sex) >= 0.8"`:         `f:4:25: attributes names "sex" twice`,
		`"impact_ratio(sex) by job >= 0.8"`:       `f:4:25: "by job" is not understood` + form,
		`"impact_ratio(sex)) >= 0.8"`:             `f:4:24: ")" is not understood` + form,
		`"impact_ratio(sex) within >= 0.8"`:       `f:4:31: a name is missing` + form,
		`"impact_ratio(sex) within (job) >= 0.8"`: `f:4:32: "(job)" is not understood` + form,
		`"impact_ratio(sex) within(job) >= 0.8"`:  `f:4:31: "(job)" is not understood` + form,
		`"impact_ratio withinjob >= 0.8"`:         `f:4:26: "job" is not understood` + form,
		`"impact_ratio(âge) > 0.8"`:               `f:4:25: a bound is written like ">= 4/5" or "<= 0.10", not "> 0.8"`,
		`"impact_ratio(sex) >= 0.8 warn"`:         `f:4:25: a bound is written like ">= 4/5" or "<= 0.10", not ">= 0.8 warn"`,
		`impact_ratio = 0.8`:                      `f:4:19: a bound is written like ">= 4/5" or "<= 0.10", not "= 0.8"`,
		`impact_ratio(sex) >= 1.2`:                `f:4:24: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not ">= 1.2"`,
		`impact_ratio(sex) <= 0.8`:                `f:4:24: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not "<= 0.8"`,
	} {
		_, err := policy.Parse("f", []byte(head+"rules:\n  r: "+text+"\n"))
		if err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", text, err, want)
		}
	}
}

// TestShortFormExtends: a rule on one line replaces what is measured, by which
// bound and of whom, and nothing else.
func TestShortFormExtends(t *testing.T) {
	p := shelf{"a.yaml": "version: 1\npolicy: a\nextends: charter\nrules:\n  predictive-parity: accuracy_difference(sex) <= 0.2\n"}.mustParse(t, "a.yaml")
	r, _ := p.Find("predictive-parity")
	if r.Contrast.ID != "accuracy_difference" || !slices.Equal(r.Attributes, []string{"sex"}) || r.Bound.Text != "0.2" || r.Severity != policy.Warn || !r.Within.Declared {
		t.Errorf("got %+v", r)
	}
}

// FuzzShortForm: what is accepted says the same when it is written out again.
func FuzzShortForm(f *testing.F) {
	for _, text := range []string{"impact_ratio >= 0.8", "impact_ratio(sex, age) within job >= 4/5", "burden_ratio<=1.25", "fpr_difference within a,b <= 0.1",
		"impact_ratio(sex >= 0.8", "equalized_odds() <= 1", "(((", ">=", "impact_ratio(é) within within >= 0.8", "off"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsFunc(text, unicode.IsControl) {
			return // which YAML folds or refuses before
		}
		parse := func(short string) (*policy.Policy, error) {
			return policy.Parse("f", []byte(head+"rules:\n  r: '"+strings.ReplaceAll(short, "'", "''")+"'\n"))
		}
		p, err := parse(text)
		if err != nil {
			return
		}
		r := &p.Rules[0]
		again := r.Contrast.ID
		if len(r.Attributes) > 0 {
			again += "(" + strings.Join(r.Attributes, ",") + ")"
		}
		switch {
		case r.Within.Declared:
			again += " within declared"
		case len(r.Within.Names) > 0:
			again += " within " + strings.Join(r.Within.Names, ",")
		}
		sign := "<="
		if r.Bound.AtLeast {
			sign = ">="
		}
		q, err := parse(again + sign + r.Bound.Text)
		if err != nil {
			t.Fatalf("%q was accepted, and %q is not: %v", text, again, err)
		}
		if got, want := described(&q.Rules[0]), described(r); got != want {
			t.Fatalf("%q: got %s, then %s", text, want, got)
		}
	})
}

// FuzzPolicy: any text is a policy or an error with a place in it.
func FuzzPolicy(f *testing.F) {
	for _, name := range policy.Names() {
		p, err := policy.Builtin(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p.Source)
	}
	f.Add([]byte("version: 1\npolicy: a\nextends: charter\nrules: {fpr-gap: off, impact-ratio: {bound: \">= 0.9\"}, x: impact_ratio(sex) >= 0.8}\n"))
	f.Add([]byte("version: 1\npolicy: a\nextends: a.yaml\nrules: [x]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Parse("f", text)
		if err != nil {
			for _, l := range strings.Split(err.Error(), "\n") {
				if !strings.HasPrefix(l, "f:") && !strings.HasPrefix(l, "charter.yaml:") && len(policy.Names()) > 0 && !builtinFile(l) {
					t.Errorf("%q has no place", l)
				}
			}
			return
		}
		for i := range p.Rules {
			if r := &p.Rules[i]; r.Line == 0 || r.File == "" || r.ID == "" || r.Kind == policy.Compare && r.Bound.Value == nil {
				t.Errorf("accepted: %+v", r)
			}
		}
	})
}

func builtinFile(line string) bool {
	return slices.ContainsFunc(policy.Names(), func(n string) bool { return strings.HasPrefix(line, n+".yaml:") })
}
