package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// TestEveryKeyIsCompared holds that each key of the language has a row that says
// which way a change of it goes.
func TestEveryKeyIsCompared(t *testing.T) {
	ofPolicy, ofRules := policy.ComparedKeys()
	var keys []string
	for _, mapping := range policy.Mappings() {
		for _, k := range policy.LanguageOf(mapping) {
			switch mapping {
			case "rules":
				if !slices.Contains(ofRules, k.Name) {
					t.Errorf("nothing says which way a change of %s of a rule goes", k.Name)
				}
			case "":
				keys = append(keys, k.Name)
			default:
				keys = append(keys, mapping+"."+k.Name)
			}
		}
	}
	for _, key := range keys {
		if !slices.Contains(ofPolicy, key) {
			t.Errorf("nothing says which way a change of %s goes", key)
		}
	}
	for _, key := range ofPolicy {
		if !slices.Contains(keys, key) {
			t.Errorf("%s is compared and is no key", key)
		}
	}
	for _, key := range ofRules {
		if !slices.Contains(policy.LanguageOf("rules").Names(), key) {
			t.Errorf("%s of a rule is compared and is no key", key)
		}
	}
}

const comparedPolicy = `version: 1
policy: p
title: A
basis: B
adopted: 2026-10-01
commitment: 3
error: {alpha: 0.05, fail: supported, pass: demonstrated, pairs: all}
groups: {min_group: 30, min_share: 0.02, min_coverage: 0.95}
within: none
needs: race
preset: {quantiles: 5}
rules:
  gap: {when: benefit, rate: tpr, difference: max-min, bound: "<= 0.1", attributes: [sex, age], source: S}
  other: {rate: fpr, difference: max-min, bound: "<= 0.1", severity: warn}
  third: impact_ratio >= 4/5
  look: {rate: selection_rate, significance: inside-bound, inside: [gap], min_shortfall: 2}
  unknown: {share: missing, bound: "<= 0.05"}
  inputs: {inputs: protected}
  evidence: {evidence: [purpose, override]}
  table: {publish: impact-ratios, criteria: [sex], min_share: 0.02}
intersections: {rules: [gap, other], severity: warn}
waivers: {max_days: 180}
disclosure: {min_cell: 11}
max_age: 12 months
`

// changes of comparedPolicy, each with what is said of it.
var changes = []struct {
	key, from, to string
	want          []string
}{
	{"nothing", "title: A", "title: A", nil},
	{"version", "policy: p", "policy: q", nil},
	{"adopted", "adopted: 2026-10-01", "adopted: 2026-11-01", nil},
	{"title", "title: A", "title: B", []string{"different  title A → B"}},
	{"basis", "basis: B\n", "", []string{"different  basis B → "}},
	{"kind", "policy: p", "policy: p\nkind: gate", nil},
	{"commitment", "commitment: 3", "commitment: 4", []string{"different  commitment 3 → 4"}},
	{"error.alpha", "alpha: 0.05", "alpha: 0.10", []string{"looser  error.alpha 0.05 → 0.1"}},
	{"error.alpha", "alpha: 0.05", "alpha: 0.01", []string{"tighter  error.alpha 0.05 → 0.01"}},
	{"error.fail", "fail: supported", "fail: point", []string{"tighter  error.fail supported → point"}},
	{"error.fail", "fail: supported", "fail: demonstrated", []string{"looser  error.fail supported → demonstrated"}},
	{"error.pass", "pass: demonstrated", "pass: point", []string{"looser  error.pass demonstrated → point"}},
	{"error.pairs", "pairs: all", "pairs: reference", []string{"looser  error.pairs all → reference"}},
	{"error.family", "pairs: all", "pairs: all, family: check", []string{"tighter  error.family severity → check"}},
	{"error.correction", "pairs: all", "pairs: all, correction: bonferroni", []string{"looser  error.correction holm → bonferroni"}},
	{"groups.min_group", "min_group: 30", "min_group: 10", []string{"tighter  groups.min_group 30 → 10"}},
	{"groups.min_group", "min_group: 30", "min_group: 300", []string{"looser  groups.min_group 30 → 300"}},
	{"groups.min_share", "min_share: 0.02, min_cov", "min_share: 1/20, min_cov", []string{"looser  groups.min_share 0.02 → 0.05"}},
	{"groups.min_share", "min_share: 0.02, min_cov", "min_cov", []string{"tighter  groups.min_share 0.02 → (none)"}},
	{"groups.min_coverage", "min_coverage: 0.95", "min_coverage: 0.5", []string{"looser  groups.min_coverage 0.95 → 0.5"}},
	{"within", "within: none", "within: declared", []string{"different  within none → declared"}},
	{"needs", "needs: race", "needs: [race, ethnicity]", []string{"different  needs race → ethnicity, race"}},
	{"preset.quantiles", "quantiles: 5", "quantiles: 4", []string{"different  preset.quantiles 5 → 4"}},
	{"preset.intersect", "quantiles: 5", "quantiles: 5, intersect: all", []string{"tighter  preset.intersect (none) → all"}},
	{"preset.without_decisions", "quantiles: 5", "quantiles: 5, without_decisions: target", []string{"different  preset.without_decisions (none) → target"}},
	{"intersections.rules", "rules: [gap, other]", "rules: [gap, third, other]", []string{"tighter  intersections.rules gap, other → gap, other, third"}},
	{"intersections.rules", "rules: [gap, other]", "rules: [gap, third]", []string{"different  intersections.rules gap, other → gap, third"}},
	{"intersections.severity", "[gap, other], severity: warn", "[gap, other], severity: block", []string{"tighter  intersections.severity warn → block"}},
	{"waivers.max_days", "max_days: 180", "max_days: 0", []string{"tighter  waivers.max_days 180 → 0"}},
	{"disclosure.min_cell", "min_cell: 11", "min_cell: 10", []string{"looser  disclosure.min_cell 11 → 10"}},
	{"disclosure.min_cell", "min_cell: 11", "min_cell: 12", []string{"tighter  disclosure.min_cell 11 → 12"}},
	{"disclosure", "disclosure: {min_cell: 11}\n", "", []string{"looser  disclosure.min_cell 11 → (none)"}},
	{"max_age", "max_age: 12 months\n", "", []string{"looser  max_age 1 year → (for ever)"}},
	{"max_age", "max_age: 12 months", "max_age: 90 days", []string{"tighter  max_age 1 year → 90 days"}},
	{"max_age", "max_age: 12 months", "max_age: 1 year", nil},

	{"rules", "  third: impact_ratio >= 4/5\n", "", []string{"looser  third: selection_rate min/max ≥ 0.80 → "}},
	{"rules", "  third: impact_ratio >= 4/5\n", "  third: impact_ratio >= 4/5\n  fourth: burden_ratio <= 1.3333\n", []string{"tighter  fourth:  → selection_rate max/min ≤ 1.3333"}},
	{"a renamed rule of others", "  other: {", "  another: {", nil},
	{"bound", `bound: "<= 0.1", attributes`, `bound: "<= 1/10", attributes`, nil},
	{"bound", `bound: "<= 0.1", attributes`, `bound: "<= 0.2", attributes`, []string{"looser  gap: bound ≤ 0.10 → ≤ 0.20"}},
	{"bound", "impact_ratio >= 4/5", "impact_ratio >= 2/3", []string{"looser  third: bound ≥ 0.80 → ≥ 2/3"}},
	{"bound", "impact_ratio >= 4/5", "impact_ratio >= 0.9", []string{"tighter  third: bound ≥ 0.80 → ≥ 0.90"}},
	{"bound", `bound: "<= 0.05"`, `bound: "<= 0.01"`, []string{"tighter  unknown: bound ≤ 0.05 → ≤ 0.01"}},
	{"metric", "impact_ratio >= 4/5", "burden_ratio <= 5/4", []string{"different  third: metric selection_rate min/max → selection_rate max/min", "different  third: bound ≥ 0.80 → ≤ 1.25"}},
	{"metric", "third: impact_ratio >= 4/5", `third: {rate: selection_rate, ratio: min/max, bound: ">= 4/5"}`, nil},
	{"rate", "rate: fpr", "rate: fnr", []string{"different  other: metric fpr max-min → fnr max-min"}},
	{"change", "{inputs: protected}", `{change: since-last-audit, bound: "<= 0.05"}`, []string{"different  inputs: metric inputs → change"}},
	{"representation", "{inputs: protected}", `{representation: population, bound: ">= 0.9"}`, []string{"different  inputs: metric inputs → representation"}},
	{"share", "{inputs: protected}", `{share: unmatched, bound: "<= 0.1"}`, []string{"different  inputs: metric inputs → unmatched"}},
	{"significance", "significance: inside-bound, inside: [gap]", "significance: two-sd", []string{"different  look: metric selection_rate significance → selection_rate two-sd", "different  look: inside gap → (none)"}},
	{"when", "when: benefit, ", "", []string{"tighter  gap: when benefit → (both)"}},
	{"when", "when: benefit", "when: burden", []string{"different  gap: when benefit → burden"}},
	{"attributes", "attributes: [sex, age], ", "", []string{"tighter  gap: attributes age, sex → (all)"}},
	{"attributes", "attributes: [sex, age]", "attributes: [sex]", []string{"looser  gap: attributes age, sex → sex"}},
	{"attributes", "attributes: [sex, age]", "attributes: [sex, job]", []string{"different  gap: attributes age, sex → job, sex"}},
	{"attributes", "attributes: [sex, age]", "attributes: [age, sex]", nil},
	{"severity", `severity: warn}` + "\n  third", `severity: report}` + "\n  third", []string{"looser  other: severity warn → report"}},
	{"severity", "{inputs: protected}", "{inputs: protected, severity: warn}", []string{"looser  inputs: severity block → warn"}},
	{"require", "{inputs: protected}", "{inputs: protected, require: true}", []string{"tighter  inputs: require false → true"}},
	{"evidence", "[purpose, override]", "[purpose, override, notice]", []string{"tighter  evidence: evidence override, purpose → notice, override, purpose"}},
	{"criteria", "criteria: [sex]", "criteria: [[race, ethnicity]]", []string{"different  table: criteria sex → race/ethnicity"}},
	{"min_share", "min_share: 0.02}", "min_share: 0.05}", []string{"looser  table: min_share 0.02 → 0.05"}},
	{"inside", "inside: [gap]", "inside: [gap, other]", []string{"different  look: inside gap → gap, other"}},
	{"min_shortfall", "min_shortfall: 2", "min_shortfall: 10", []string{"looser  look: min_shortfall 2 → 10"}},
	{"nature", "source: S", "source: S, nature: law", []string{"different  gap: nature convention → law"}},
	{"source", "source: S", "source: T", []string{"different  gap: source S → T"}},
	{"rationale", "source: S", "source: S, rationale: R", []string{"different  gap: rationale  → R"}},
	{"fail", "source: S", "source: S, fail: point", []string{"tighter  gap: fail supported → point"}},
	{"pass", "source: S", "source: S, pass: point", []string{"looser  gap: pass demonstrated → point"}},
	{"pairs", "source: S", "source: S, pairs: reference", []string{"looser  gap: pairs all → reference"}},
	{"min_group", "source: S", "source: S, min_group: 100", []string{"looser  gap: min_group 30 → 100"}},
	{"min_coverage", "source: S", "source: S, min_coverage: 1", []string{"tighter  gap: min_coverage 0.95 → 1"}},
	{"within", "source: S", "source: S, within: job", []string{"different  gap: within none → job"}},
	{"commitment", "source: S", "source: S, commitment: 1", []string{"different  gap: commitment 3 → 1"}},
}

// changeText writes a change on one line.
func changeText(c policy.Change) string {
	key := c.Key
	if c.Rule != "" {
		key = strings.TrimSpace(c.Rule + ": " + key)
	}
	return fmt.Sprintf("%s  %s %s → %s", c.Direction, key, c.Was, c.Is)
}

// TestDiff changes one key after the other, and back.
func TestDiff(t *testing.T) {
	before := parsed(t, comparedPolicy)
	compared := map[string]bool{}
	for _, c := range changes {
		compared[c.key] = true
		text := strings.Replace(comparedPolicy, c.from, c.to, 1)
		if text == comparedPolicy && c.from != c.to {
			t.Errorf("%s: %q does not occur", c.key, c.from)
		}
		if c.key == "a renamed rule of others" {
			text = strings.Replace(text, "rules: [gap, other]", "rules: [gap, another]", 1)
			c.want = []string{"looser  other: fpr max-min ≤ 0.10 → ", "tighter  another:  → fpr max-min ≤ 0.10"}
		}
		after := parsed(t, text)
		var got []string
		for _, change := range policy.Diff(before, after) {
			got = append(got, changeText(change))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q for %q: got\n%s\nwant\n%s", c.key, c.to, c.from, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		mirrored(t, c.key, policy.Diff(before, after), policy.Diff(after, before))
	}
	ofPolicy, ofRules := policy.ComparedKeys()
	for _, key := range slices.Concat(ofPolicy, ofRules) {
		if covered := compared[key] || slices.Contains([]string{"policy", "extends", "error", "groups", "intersections", "waivers", "preset", "groups.missing",
			"difference", "ratio", "inputs", "publish"}, key); !covered {
			t.Errorf("no change of %s is tried", key)
		}
	}
}

// mirrored holds that what is tighter one way is looser the other way.
func mirrored(t *testing.T, what string, there, back []policy.Change) {
	t.Helper()
	opposite := map[policy.Direction]policy.Direction{policy.Looser: policy.Tighter, policy.Tighter: policy.Looser, policy.Different: policy.Different}
	if len(there) != len(back) {
		t.Fatalf("%s: %d changes there and %d back", what, len(there), len(back))
	}
	for _, c := range there {
		if !slices.ContainsFunc(back, func(b policy.Change) bool {
			return b.Rule == c.Rule && b.Key == c.Key && b.Was == c.Is && b.Is == c.Was && b.Direction == opposite[c.Direction]
		}) {
			t.Errorf("%s: nothing mirrors %s", what, changeText(c))
		}
	}
}

// TestDiffOfWhatIsInherited: a key of the policy is told once, beside the rules that
// have their own, and as no change where no rule follows it.
func TestDiffOfWhatIsInherited(t *testing.T) {
	pinned := strings.NewReplacer("source: S}", "source: S, fail: point}", `severity: warn}`+"\n  third", `severity: warn, fail: point}`+"\n  third",
		"impact_ratio >= 4/5", `{metric: impact_ratio, bound: ">= 4/5", fail: point}`).Replace(comparedPolicy)
	changed := strings.Replace(pinned, "fail: supported", "fail: demonstrated", 1)
	got := policy.Diff(parsed(t, pinned), parsed(t, changed))
	if len(got) != 1 || changeText(got[0]) != "different  error.fail supported → demonstrated" || got[0].Means != "no rule of both policies follows it" {
		t.Errorf("%+v", got)
	}
	some := strings.Replace(comparedPolicy, "source: S}", "source: S, fail: point}", 1)
	got = policy.Diff(parsed(t, some), parsed(t, strings.Replace(some, "fail: supported", "fail: demonstrated", 1)))
	if len(got) != 1 || changeText(got[0]) != "looser  error.fail supported → demonstrated" {
		t.Errorf("%+v", got)
	}
	// Where nothing has to be proven for a pass, alpha decides only about fails.
	screen := strings.Replace(comparedPolicy, "pass: demonstrated", "pass: point", 1)
	got = policy.Diff(parsed(t, screen), parsed(t, strings.Replace(screen, "0.05, fail", "0.1, fail", 1)))
	if len(got) != 1 || changeText(got[0]) != "different  error.alpha 0.05 → 0.1" {
		t.Errorf("%+v", got)
	}
}

// TestDiffOfBuiltIns holds that each is like itself and can be compared with each.
func TestDiffOfBuiltIns(t *testing.T) {
	for _, from := range policy.Names() {
		for _, to := range policy.Names() {
			there, back := policy.Diff(builtin(t, from), builtin(t, to)), policy.Diff(builtin(t, to), builtin(t, from))
			if from == to && len(there) > 0 {
				t.Errorf("%s differs from itself: %s", from, changeText(there[0]))
			}
			mirrored(t, from+" and "+to, there, back)
			if !slices.IsSortedFunc(there, func(a, b policy.Change) int {
				return slices.Index(policy.Directions, a.Direction) - slices.Index(policy.Directions, b.Direction)
			}) {
				t.Errorf("%s and %s: what is looser does not come first", from, to)
			}
		}
	}
	extending := "version: 1\npolicy: house\nextends: charter\ntitle: " + builtin(t, "charter").Title + "\n"
	if got := policy.Diff(builtin(t, "charter"), parsed(t, extending)); len(got) > 0 {
		t.Errorf("a policy that only extends another differs from it: %s", changeText(got[0]))
	}
}

// TestDiffOfDisclosure: a policy that states its minimum cell where another leaves it to
// --min-cell forbids smaller ones; whether it hides more by default is another matter.
func TestDiffOfDisclosure(t *testing.T) {
	plain := "version: 1\npolicy: p\nrules: {r: impact_ratio >= 0.8}\n"
	for cell, want := range map[string]policy.Direction{"11": policy.Tighter, "15": policy.Tighter, "5": policy.Different} {
		got := policy.Diff(parsed(t, plain), parsed(t, plain+"disclosure: {min_cell: "+cell+"}\n"))
		if len(got) != 1 || got[0].Direction != want || got[0].Was != "(none)" || got[0].Is != cell {
			t.Errorf("%s: got %+v", cell, got)
		}
	}
}

// TestDoubts has policies that are legal and worth a second look.
func TestDoubts(t *testing.T) {
	plain := "version: 1\npolicy: p\nadopted: 2026-10-01\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n"
	if got := parsed(t, plain).Doubts(); len(got) > 0 {
		t.Errorf("%+v", got)
	}
	raised := map[string]bool{}
	for _, c := range []struct{ from, to, rule, want string }{
		{"adopted: 2026-10-01\n", "", "", "adopted is missing"},
		{"\"}", "\", severity: warn}", "", "no rule blocks: "},
		{"\"}", "\", when: burden}", "", "no rule blocks where a decision is a benefit"},
		{"\"}", "\", when: benefit}", "", "no rule blocks where a decision is a burden"},
		{"rules:", "error: {alpha: 0.06}\nrules:", "", "alpha is over 0.05"},
		{"rules:", "waivers: {max_days: 400}\nrules:", "", "waivers: max_days"},
		{"rules:", "disclosure: {min_cell: 4}\nrules:", "", "disclosure: min_cell is under"},
		{"rules:", "disclosure: {min_cell: 30}\nrules:", "", "disclosure: min_cell is min_group or more"},
		{"rules:", "error: {pass: point}\nrules:", "r", "pass: point"},
		{"\"}", "\", fail: point}", "r", "fail: point"},
		{"rules:", "groups: {min_coverage: 0}\nrules:", "r", "min_coverage is"},
		{"\"}", "\", nature: law}", "r", "nature names"},
	} {
		got := parsed(t, strings.Replace(plain, c.from, c.to, 1)).Doubts()
		if len(got) != 1 || got[0].Rule != c.rule || !strings.HasPrefix(got[0].Text, c.want) {
			t.Errorf("%q for %q: %+v", c.to, c.from, got)
			continue
		}
		raised[got[0].Text] = true
	}
	for _, text := range policy.DoubtTexts() {
		if !raised[text] {
			t.Errorf("nothing raises %q", text)
		}
	}
	record := "version: 1\npolicy: p\nkind: record\nadopted: 2026-10-01\nrules:\n  r: {evidence: purpose}\n"
	if got := parsed(t, record).Doubts(); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}
