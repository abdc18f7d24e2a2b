package report_test

import (
	"bytes"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

const checkedPolicy = `version: 1
policy: own
extends: burden
adopted: 2026-11-02
error: {alpha: 0.1, correction: bonferroni}
groups: {min_group: 10}
rules:
  burden-ratio: off
  fp-share-ratio: {bound: "<= 1.2", nature: law, source: ""}
  odds: equalized_odds(sex, age) within job <= 0.15
  few: {metric: impact_ratio, bound: ">= 4/5", severity: report, when: benefit, fail: point, pairs: reference, min_coverage: 0.4, require: true}
  look: {rate: selection_rate, significance: inside-bound, inside: few, min_shortfall: 2, severity: warn}
  unknown: {share: missing, bound: "<= 0.05", severity: warn}
  unmatched: {share: unmatched, bound: "<= 0.01", severity: warn}
  seen: {rate: selection_rate, significance: two-sd, min_shortfall: 1, severity: warn}
  inputs: {inputs: protected, severity: warn}
  known: {evidence: [purpose, override], severity: warn}
  table: {publish: impact-ratios, criteria: [sex, [race, ethnicity]], severity: warn}
intersections: {rules: [few]}
waivers: {max_days: 0}
disclosure: {min_cell: 4}
`

const changedPolicy = `version: 1
policy: house
extends: charter
adopted: 2026-11-02
error: {alpha: 0.1, family: check}
groups: {min_group: 10}
max_age: 90 days
disclosure: {min_cell: 15}
rules:
  impact-ratio: {bound: ">= 0.85"}
  fpr-gap: {severity: warn, attributes: sex}
  calm: equalized_odds(sex) <= 0.15
  predictive-parity: off
  selection-gap: {metric: burden_ratio, bound: "<= 1.25", rationale: decided by us}
`

// TestPoliciesInWords compares what a policy with a rule of every kind is said to ask,
// and how another differs from the one that it extends, in both languages.
func TestPoliciesInWords(t *testing.T) {
	parse := func(text string) *policy.Policy {
		p, err := policy.Parse("own.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	charter, err := policy.Builtin("charter")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[policy.Kind]bool{}
	for _, r := range parse(checkedPolicy).Rules {
		kinds[r.Kind] = true
	}
	if len(kinds) != 8 {
		t.Errorf("the policy has rules of %d kinds", len(kinds))
	}
	for _, l := range words.Languages {
		var check, diff bytes.Buffer
		if err := report.WritePolicy(&check, parse(checkedPolicy), report.Style{Language: l}); err != nil {
			t.Fatal(err)
		}
		if err := report.WritePolicyDiff(&diff, charter, parse(changedPolicy), report.Style{Language: l}); err != nil {
			t.Fatal(err)
		}
		golden(t, "policy-words-"+string(l), check.String())
		golden(t, "policy-diff-"+string(l), diff.String())
	}
}
