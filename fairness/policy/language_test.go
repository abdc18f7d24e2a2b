package policy_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schema"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schematest"
)

func policySchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := policy.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	return schematest.Compile(t, text)
}

// TestPoliciesAreOfTheSchema holds every built-in policy and every policy of the
// documentation against the schema.
func TestPoliciesAreOfTheSchema(t *testing.T) {
	s := policySchema(t)
	for _, name := range policy.Names() {
		if err := schematest.Validate(s, string(builtin(t, name).Source)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	documented := 0
	for _, page := range []string{"README.md", "../../README.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?s)```yaml (\\S+)\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(m[2], "\npolicy: ") {
				continue
			}
			documented++
			if err := schematest.Validate(s, m[2]); err != nil {
				t.Errorf("%s, %s: %v", page, m[1], err)
			}
		}
	}
	if documented < 3 {
		t.Errorf("%d policies in the documentation", documented)
	}
}

// examples has a value of each key of a rule.
var examples = map[string]string{
	"when": "benefit", "metric": "impact_ratio", "rate": "selection_rate", "difference": "max-min", "ratio": "min/max", "significance": "two-sd",
	"share": "missing", "representation": "population", "change": "since-last-audit", "inputs": "protected", "evidence": "purpose", "publish": "impact-ratios", "criteria": "[sex]", "bound": `">= 0.8"`, "inside": "[base]",
	"min_shortfall": "2", "attributes": "[sex]", "within": "job", "pairs": "reference", "min_group": "10", "min_share": "0.02", "min_coverage": "9/10",
	"severity": "warn", "fail": "point", "pass": "point", "require": "true", "commitment": "3", "nature": "law", "source": "2026", "rationale": "because",
}

// TestSchemaAndParserAgree writes rules of every form with every other key, and
// with what a form needs left out: what the parser refuses, the schema does, and
// no more.
func TestSchemaAndParserAgree(t *testing.T) {
	s := policySchema(t)
	keys := policy.LanguageOf("rules")
	forms := []map[string]string{
		{"metric": "impact_ratio", "bound": `">= 4/5"`}, {"metric": "burden_ratio", "bound": `"<= 5/4"`}, {"metric": "equalized_odds", "bound": `"<= 0.1"`},
		{"rate": "tpr", "ratio": "min/max", "bound": `">= 0.8"`}, {"rate": "fp_share", "ratio": "max/min", "bound": `"<= 1.25"`}, {"rate": "tpr", "difference": "max-min", "bound": `"<= 0.1"`},
		{"rate": "tpr", "significance": "two-sd"}, {"rate": "tpr", "significance": "inside-bound", "inside": "base"},
		{"share": "missing", "bound": `"<= 0.1"`}, {"share": "unmatched", "bound": `"<= 0.1"`}, {"representation": "population", "bound": `">= 0.8"`}, {"change": "since-last-audit", "bound": `"<= 0.05"`}, {"rate": "tpr", "change": "since-last-audit", "bound": `"<= 0.05"`}, {"inputs": "protected"}, {"evidence": "[purpose, override]"},
		{"publish": "impact-ratios", "criteria": "[sex, [race, ethnicity]]"}, {},
	}
	var texts []string
	for _, form := range forms {
		texts = append(texts, ruleText(keys, form, "", ""))
		for _, k := range keys {
			if form[k.Name] != "" {
				texts = append(texts, ruleText(keys, form, k.Name, ""))
				continue
			}
			if examples[k.Name] == "" {
				t.Fatalf("no example of the key %s", k.Name)
			}
			texts = append(texts, ruleText(keys, form, k.Name, examples[k.Name]), ruleText(keys, form, k.Name, "no such thing"), ruleText(keys, form, k.Name, "{a: b}"))
		}
	}
	for _, rule := range texts {
		text := head + "rules:\n  base: impact_ratio >= 0.8\n  r: " + rule + "\n"
		_, err := policy.Parse("f", []byte(text))
		if of := schematest.Validate(s, text); (err == nil) != (of == nil) {
			t.Errorf("%s\nthe parser says: %v\nthe schema says: %v", rule, err, of)
		}
	}
}

// ruleText is a rule of a form with one key set, or left out where there is no value.
func ruleText(keys schema.Keys, form map[string]string, key, value string) string {
	var parts []string
	for _, k := range keys {
		v := form[k.Name]
		if k.Name == key {
			v = value
		}
		if v != "" {
			parts = append(parts, k.Name+": "+v)
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// TestSchemaRefuses has what is wrong in a policy and what a schema can know of.
func TestSchemaRefuses(t *testing.T) {
	s := policySchema(t)
	const good = "version: 1\npolicy: own\nrules:\n  gap: demographic_parity_difference <= 0.1\n"
	changed := "version: 1\npolicy: own\nextends: charter\nrules: {impact-ratio: {bound: \">= 0.9\"}, fpr-gap: off}\n"
	for _, text := range []string{good, changed, "version: 1\npolicy: own\nextends: charter\n", good + "error: {alpha: 0.25}\nwithin: [job, region]\nneeds: race\n", good + "disclosure: {min_cell: 2}\n", good + "disclosure: {}\n",
		good + "  two: impact_ratio ( sex ,âge en mois) within declared  >= 4/5\n"} {
		if err := schematest.Validate(s, text); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
		if _, err := policy.Parse("f", []byte(text)); err != nil {
			t.Errorf("the parser refuses\n%s\n%v", text, err)
		}
	}
	for _, text := range []string{
		"policy: own\nrules:\n  gap: impact_ratio >= 0.8\n",
		"version: 2\npolicy: own\nrules:\n  gap: impact_ratio >= 0.8\n",
		"version: 1\npolicy: own\n", "version: 1\npolicy: own\nrules: {}\n",
		"version: 1\npolicy: own\nrules: {gap: off}\n",
		"version: 1\npolicy: own\nrules: {gap: {severity: warn}}\n",
		"version: 1\npolicy: own\nrules: {Big Gap: impact_ratio >= 0.8}\n",
		good + "rule: 1\n", good + "adopted: 2026-02-30\n", good + "adopted: yesterday\n", good + "commitment: 8\n", good + "kind: gates\n",
		good + "error: {alpha: 0}\n", good + "error: {alpha: 0.3}\n", good + "error: {fail: proven}\n", good + "error: {pass: supported}\n", good + "error: {beta: 0.1}\n",
		good + "groups: {min_group: -1}\n", good + "groups: {min_coverage: 95}\n", good + "groups: {missing: dropped}\n", good + "needs: religio\n",
		good + "max_age: a year\n", good + "waivers: {max_days: 4000}\n", good + "disclosure: {min_cell: 1}\n", good + "disclosure: {min_cell: few}\n", good + "disclosure: {min_cel: 11}\n", good + "disclosure: 11\n", good + "preset: {quantiles: 1}\n", good + "preset: {intersect: some}\n",
		good + "intersections: {severity: blok}\n", good + "intersections: {rules: []}\n", good + "title: [a]\n", good + "extends:\n",
		good + "  b: impact_rato >= 0.8\n", good + "  b: impact_ratio > 0.8\n", good + "  b: impact_ratio(sex >= 0.8\n", good + "  b: impact_ratio() >= 0.8\n", good + "  b: impact_ratio(sex) job >= 0.8\n",
		good + "  b: {metric: impact_ratio, bound: \"<= 0.8\"}\n", good + "  b: {metric: equalized_odds, bound: \">= 0.1\"}\n", good + "  b: {rate: tpr, ratio: max/min, bound: \">= 5/4\"}\n",
		good + "  b: {share: missing, bound: \">= 0.1\"}\n", good + "  b: {metric: equalized_odds_mean_difference, bound: \"<= 0.1\"}\n",
		changed + "  c: [a]\n",
	} {
		if schematest.Validate(s, text) == nil {
			t.Errorf("the schema takes\n%s", text)
		}
		if _, err := policy.Parse("f", []byte(text)); err == nil {
			t.Errorf("the parser takes\n%s", text)
		}
	}
}

// TestSchemaDescribes holds that every key has a description, and no mapping takes
// other keys than its own.
func TestSchemaDescribes(t *testing.T) {
	text, err := policy.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	mappings := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if properties, ok := v["properties"].(map[string]any); ok && v["additionalProperties"] != nil {
				mappings++
				if v["additionalProperties"] != false {
					t.Errorf("a mapping takes other keys than %v", properties)
				}
				for name, key := range properties {
					if says, _ := key.(map[string]any)["description"].(string); !strings.HasSuffix(says, ".") && !strings.HasSuffix(says, "1") {
						t.Errorf("%s has the description %q", name, says)
					}
				}
			}
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(root)
	if want := len(policy.Mappings()) - 1; mappings < want { // all of the rules are one
		t.Errorf("%d mappings, want %d", mappings, want)
	}
	for _, mapping := range policy.Mappings() {
		if names := policy.LanguageOf(mapping).Names(); len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
			t.Errorf("%s: a key is there twice", mapping)
		}
	}
}
