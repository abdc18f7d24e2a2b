package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// own is a policy file of one's own, with these rules.
func own(rules ...string) string {
	return "version: 1\npolicy: own\nrules:\n  " + strings.Join(rules, "\n  ") + "\n"
}

const ownGap = `gap: {rate: selection_rate, difference: max-min, bound: "<= 0.5"}`

// TestBadPolicies: a policy that is wrong ends with code 2 before any data are
// read, with all that is wrong and where.
func TestBadPolicies(t *testing.T) {
	w := newWorld(t)
	bomb := "a: &a [x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += fmt.Sprintf("%c: &%[1]c [*%[2]c, *%[2]c]\n", c, c-1)
	}
	anchors := "anchors and aliases are not read; write the value out"
	for _, test := range []struct{ name, text, want string }{
		{"a bomb", bomb, "own.yaml:1:4: " + anchors + "\nown.yaml:2:4: " + anchors + "\n…"},
		{"an anchor", own(`gap: &a {rate: selection_rate}`), "own.yaml:4:8: " + anchors},
		{"no YAML", "version: 1\npolicy: [a\nrules: {}\n", "own.yaml:3:6: did not find expected ',' or ']'"},
		{"two rules with one id", own(ownGap, ownGap), `own.yaml:5:3: the key "gap" is there twice, first on line 4`},
		{"a ratio above 1", own(`ratio: {metric: impact_ratio, bound: ">= 1.2"}`), `own.yaml:4:40: the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not ">= 1.2"`},
		{"a difference above 1", own(`gap: {rate: tpr, difference: max-min, bound: "<= 1.5"}`), `own.yaml:4:48: a difference of rates lies between 0 and 1: its bound is "<=" a number below 1, not "<= 1.5"`},
		{"a misspelt key", own(`gap: {rate: tpr, diference: max-min, bound: "<= 0.5"}`), "own.yaml:4:3: the rule \"gap\" needs a metric, …\nown.yaml:4:20: unknown key \"diference\" (did you mean \"difference\"?); the keys here are …"},
		{"several mistakes", own(`gap: {rate: tprr, difference: max-min, bound: "<= 0.5", severity: blok}`),
			"own.yaml:4:15: there is no rate \"tprr\" (did you mean \"tpr\"?); the rates are …\nown.yaml:4:69: severity cannot be \"blok\" (did you mean \"block\"?); it is one of block, warn, report"},
	} {
		w.write("own.yaml", test.text)
		for _, args := range [][]string{auditOn("absent.csv", "--policy", "own.yaml"), {"policy", "check", "own.yaml"}} {
			if got := w.run(args...); got.code != ExitUsage || got.out != "" || !tells(got.err, test.want) {
				t.Errorf("%s: %s: code %d\n%swant\n%s", test.name, args[0], got.code, got.err, test.want)
			}
		}
	}
}

// tells reports whether the standard error has these lines, of which one may end
// in "…" for anything, and a last one of "…" stands for any more.
func tells(got, want string) bool {
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	for i, l := range strings.Split(want, "\n") {
		if l == "…" {
			return true
		}
		if i >= len(lines) {
			return false
		}
		text := strings.TrimPrefix(lines[i], "fairaudit: ")
		if start, cut := strings.CutSuffix(l, "…"); !(text == l || cut && strings.HasPrefix(text, start)) {
			return false
		}
	}
	return len(lines) == strings.Count(want, "\n")+1
}

// TestNoRuleApplies: an audit in which no rule applies has decided nothing.
func TestNoRuleApplies(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, test := range []struct{ rule, why string }{
		{strings.Replace(ownGap, "}", ", attributes: [age]}", 1), "not evaluated: gap: it is for an attribute that this audit has not: age"},
		{strings.Replace(ownGap, "}", ", when: burden}", 1), "not evaluated: gap: it is for the other kind of decisions, which outcome would have to declare: burden"},
		{strings.Replace(ownGap, "}", ", within: [job]}", 1), "not evaluated: gap: it compares groups within strata that were not declared: job"},
	} {
		w.write("own.yaml", own(test.rule))
		got := w.run(auditOn("fair.csv", "--policy", "own.yaml")...)
		out := strings.Join(strings.Fields(got.out), " ")
		if got.code != ExitInconclusive || !strings.Contains(out, "no rule that decides could be evaluated") || !strings.Contains(out, test.why) {
			t.Errorf("%s: code %d\n%s%s", test.rule, got.code, got.out, got.err)
		}
	}
}

// TestExtendedPolicy: a policy extends a file beside it, wherever the program runs,
// and the report says which texts took part.
func TestExtendedPolicy(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("conf/fairaudit.yaml", strings.Replace(goodConfig, "policy: charter", "policy: rules/own.yaml", 1))
	w.write("conf/rules/own.yaml", "version: 1\npolicy: own\nextends: ../shared/house.yaml\nrules:\n  fpr-gap: off\n  bonus: fpr_difference(sex) <= 0.5\n")
	w.write("conf/shared/house.yaml", "version: 1\npolicy: house\nextends: charter\nadopted: 2026-10-02\nrules: {selection-gap: {bound: \"<= 0.5\"}}\n")
	d := w.audited("unfair.csv", "--config", "conf/fairaudit.yaml")
	var names []string
	for _, e := range d.Policy.Extends {
		names = append(names, e.Name)
	}
	if d.Policy.Name != "own" || d.Policy.Adopted != "" || strings.Join(names, " ") != "house charter" {
		t.Errorf("%+v", d.Policy)
	}
	places := map[string]string{}
	for _, c := range d.Checks {
		places[c.Rule] = fmt.Sprintf("%s:%d %s", c.File, c.Line, c.Bound)
	}
	if places["bonus"] != "conf/rules/own.yaml:6 ≤ 0.50" || places["selection-gap"] != "conf/shared/house.yaml:5 ≤ 0.50" || places["fpr-gap"] != "" || !strings.HasPrefix(places["impact-ratio"], "charter.yaml:") {
		t.Errorf("%v", places)
	}
	got := w.run("audit", "unfair.csv", "--config", "conf/fairaudit.yaml")
	if got.code != ExitFail || !strings.Contains(strings.Join(strings.Fields(got.out), " "), "policy own, extending house, extending charter (sha256 "+d.Policy.Digest[:12]) {
		t.Errorf("%+v", got)
	}
	shown := w.run("policy", "show", "conf/rules/own.yaml")
	if shown.code != 0 || shown.out != w.read("conf/rules/own.yaml") || !tells(shown.err, "it extends house (sha256 "+d.Policy.Extends[0].Digest+"): fairaudit policy show conf/shared/house.yaml\n"+
		"it extends charter (sha256 "+d.Policy.Extends[1].Digest+"): fairaudit policy show charter") {
		t.Errorf("%+v", shown)
	}
	if got := w.run("audit", "fair.csv", "--config", "conf/fairaudit.yaml", "-o", "json=conf/shared/house.yaml"); got.code != ExitUsage ||
		got.err != line("conf/shared/house.yaml: the report would replace what is read; give it another path") {
		t.Errorf("%+v", got)
	}
	w.write("conf/shared/house.yaml", "version: 1\npolicy: house\nextends: ../rules/own.yaml\n")
	if got := w.run("audit", "absent.csv", "--config", "conf/fairaudit.yaml"); got.code != ExitUsage || got.err != line(
		"rules/own.yaml:3:10: extends ../shared/house.yaml: shared/house.yaml:3:10: extends ../rules/own.yaml: the policies extend each other in a circle: rules/own.yaml → shared/house.yaml → rules/own.yaml") {
		t.Errorf("%+v", got)
	}
}

// TestPolicyDiff compares files with what they extend, and says so in both languages.
func TestPolicyDiff(t *testing.T) {
	w := newWorld(t)
	w.write("base.yaml", "version: 1\npolicy: base\nextends: charter\n")
	w.write("house.yaml", "version: 1\npolicy: house\nextends: base.yaml\nerror: {alpha: 0.1}\nrules:\n  impact-ratio: {bound: \">= 0.85\"}\n")
	for language, lines := range map[string][]string{
		"en": {"− looser     error.alpha: from 0.05 to 0.1: a pass may be wrong more often, and so may a fail", "+ tighter    rule impact-ratio: bound: from ≥ 0.80 to ≥ 0.85", "1 looser, 1 different, 1 tighter"},
		"fr": {"− assoupli  error.alpha : de 0,05 à 0,1 : un respect", "+ durci     règle impact-ratio : bound : de ≥ 0,80 à ≥ 0,85", "assouplies : 1, autres : 1, durcies : 1"},
	} {
		got := w.run("policy", "diff", "charter", "house.yaml", "--lang", language)
		if got.code != 0 || got.err != "" || slices.ContainsFunc(lines, func(l string) bool { return !strings.Contains(got.out, "\n"+l) }) {
			t.Errorf("%+v", got)
		}
	}
	if got := w.run("policy", "diff", "charter", "base.yaml"); got.code != 0 || !strings.Contains(got.out, "title: nothing any more") || !strings.Contains(got.out, "0 looser, 1 different, 0 tighter") {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy", "diff", "burden", "burden"); got.code != 0 || !strings.HasSuffix(got.out, "\n\nBoth ask the same.\n") {
		t.Errorf("%+v", got)
	}
}

// TestPolicyDiffOfWhatIsWrong: everything wrong with either is said, and nothing else.
func TestPolicyDiffOfWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.write("own.yaml", own(`gap: {rate: tprr, difference: max-min, bound: "<= 0.5"}`))
	got := w.run("policy", "diff", "chartr", "own.yaml")
	if got.code != ExitUsage || got.out != "" || !tells(got.err, "there is no built-in policy \"chartr\" (did you mean \"charter\"?); there are …\nown.yaml:4:15: there is no rate \"tprr\" (did you mean \"tpr\"?); the rates are …") {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy", "diff", "charter"); got.code != ExitUsage || got.out != "" {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy", "check", "charter", "--lang", "de"); got.code != ExitUsage || got.out != "" {
		t.Errorf("%+v", got)
	}
}
