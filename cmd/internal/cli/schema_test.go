package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schema"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schematest"
)

var compiledSchemas = map[string]*jsonschema.Schema{}

// valid checks a document against the schema that the program prints.
func valid(t testing.TB, name, document string) {
	t.Helper()
	schema := compiledSchemas[name]
	if schema == nil {
		w := &world{t: t, in: strings.NewReader("")}
		got := w.run("schema", name)
		if got.code != 0 {
			t.Fatal(got.err)
		}
		schema = schematest.Compile(t, []byte(got.out))
		compiledSchemas[name] = schema
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(document)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("not what the schema %s describes: %v", name, err)
	}
}

func TestSchema(t *testing.T) {
	w := newWorld(t)
	audit := w.run("schema", "audit")
	if got := w.run("schema"); got != audit {
		t.Errorf("without a name: %+v", got)
	}
	if got := w.run("schema", "tally"); got.code != 0 || !strings.Contains(got.out, `"fairaudit tally, version 1"`) {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy", "schema"); got.code != 0 || got != w.run("schema", "policy") || !strings.Contains(got.out, `"fairaudit policy, version 1"`) {
		t.Errorf("%+v", got)
	}
	want := outcome{ExitUsage, "", "fairaudit: there is no schema \"aduit\" (did you mean \"audit\"?); the schemas are audit, tally, config, policy\n"}
	if got := w.run("schema", "aduit"); got != want {
		t.Errorf("%+v", got)
	}
}

// TestConfigSchema holds configurations against the schema that editors get and
// against the program.
func TestConfigSchema(t *testing.T) {
	w := newWorld(t)
	s := schematest.Compile(t, []byte(w.run("schema", "config").out))
	demo, err := os.ReadFile(filepath.Join(moduleRoot(t), "testdata", "demo", "fairaudit.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	uncommented := regexp.MustCompile(`(?m)^( *)# (article_4a|inputs):`).ReplaceAllString(string(demo), "$1$2:")
	everything := `version: 1
model: {name: m, release: 2026.11, purpose: p, inputs: [rome, sexe], proxies: qpv}
data:
  actual: hired
  human: final
  human_positive: [oui]
  score: score
  cutoff: median
  positive: [1, oui]
  actual_positive: yes
  predicted_positive: [true]
  outcome: burden
  weight: w
  counts: n
  weight_squares: w2
  unit: person
  design_effect: 1.5
  attributes:
    sexe: {column: sexe, reference: F, lawful_basis: art9-4a, values: {1: F, 2: H}}
    âge: {bands: [26, 50.5]}
    né: {age_at: "2026-01-01,bands=26,50"}
    revenu: {quantiles: 5}
    autre: {}
  attributes_file: {path: people.csv, key: [id, region=place]}
  intersections: [[sexe, âge]]
  strata: rome
  missing: drop
  max_values: 50
  encoding: utf-8
  decimal: comma
  thousands: space
  missing_markers: [NA, 9]
  article_4a: {no_other_data: yes, safeguards: no}
  date: 2026-10-31
  since: last.json
  population: {sexe: {F: 0.48, H: 0.52}}
policy: own.yaml
waivers:
  - {rule: r, attribute: (none), group: sexe, reason: because, owner: A, until: 2027-01-31}
evidence: {notice: the first screen}
`
	for key, keys := range map[string]schema.Keys{"": configLanguage, "model": modelLanguage, "data": dataLanguage, "attributes": attributeLanguage, "attributes_file": attributesFileLanguage} {
		for _, k := range keys {
			if !strings.Contains(everything, k.Name+":") && k.Name != "predicted" {
				t.Errorf("the example of everything has no %s of %s", k.Name, key)
			}
			if !strings.HasSuffix(k.Says, ".") {
				t.Errorf("%s of %s has the description %q", k.Name, key, k.Says)
			}
		}
	}
	for _, text := range []string{goodConfig, string(demo), uncommented, everything, "version: 1\n"} {
		if err := schematest.Validate(s, text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		if _, err := parseConfig("f", []byte(text)); err != nil {
			t.Errorf("the program refuses it: %v\n%s", err, text)
		}
	}
	for _, change := range [][2]string{
		{"version: 1", "version: 2"}, {"version: 1\n", ""}, {"model: {", "model: {nam: x, "}, {"cutoff: median", "cutoff: mean"}, {"  cutoff: median\n", ""},
		{"  score: score\n", ""}, {"score: score", "score: score\n  predicted: d"}, {"outcome: burden", "outcome: good"}, {"missing: drop", "missing: hide"}, {"max_values: 50", "max_values: 0"},
		{"quantiles: 5", "quantiles: 1"}, {"quantiles: 5", "quantile: 5"}, {"bands: [26, 50.5]", "bands: 26"}, {"design_effect: 1.5", "design_effect: much"},
		{"lawful_basis: art9-4a", "lawful_basis: consent"}, {"path: people.csv, ", ""}, {"path: people.csv", "file: people.csv"}, {"decimal: comma", "decimal: dot"}, {"encoding: utf-8", "encoding: ebcdic"},
		{"safeguards: no", "safeguards: never"}, {"date: 2026-10-31", "date: 31/10/2026"}, {"owner: A, ", ""}, {"until: 2027-01-31", "until: 2027-02-30"}, {"notice:", "notices:"}, {"age_at: \"2026", "age_at: \"26"},
		{"autre: {}", "autre: x"}, {"inputs: [rome, sexe]", "inputs: []"},
	} {
		text := strings.Replace(everything, change[0], change[1], 1)
		if text == everything {
			t.Errorf("%s does not occur", change[0])
		}
		if schematest.Validate(s, text) == nil {
			t.Errorf("the schema takes %q for %q", change[1], change[0])
		}
		if _, err := parseConfig("f", []byte(text)); err == nil {
			t.Errorf("the program takes %q for %q", change[1], change[0])
		}
	}
}
