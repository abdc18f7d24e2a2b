package report_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// cycloneSchema is the schema of CycloneDX 1.6, which its Go library keeps beside
// its tests.
var cycloneSchema = onceFor(func(t *testing.T) *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	dir := filepath.Join(moduleDir(t, "github.com/CycloneDX/cyclonedx-go"), "schema")
	for name, file := range map[string]string{"bom-1.6.schema.json": "bom-1.6.schema.json", "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schema.json": "jsf-0.82.schemax.json"} {
		text, err := os.Open(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		defer text.Close()
		parsed, err := jsonschema.UnmarshalJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("http://cyclonedx.org/schema/"+name, parsed); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
})

// validCycloneDX holds the bill against the published schema, and checks that its
// references lead somewhere and that it claims what the audit says, and no more.
func validCycloneDX(t *testing.T, text string, d *report.Document) {
	if err := validate(t, cycloneSchema(t), text); err != nil {
		t.Error(err)
	}
	checkReferences(t, text)
	bom := new(cdx.BOM)
	if err := cdx.NewBOMDecoder(strings.NewReader(text), cdx.BOMFileFormatJSON).Decode(bom); err != nil {
		t.Fatal(err)
	}
	if card := (*bom.Components)[0].ModelCard; card == nil || card.QuantitativeAnalysis.PerformanceMetrics == nil {
		t.Error("the model has no card with metrics")
	}
	failed, undecided := map[string]bool{}, map[string]bool{}
	for _, c := range d.Checks {
		verdict := c.Verdict
		if c.Waived != nil {
			verdict = c.Waived.Verdict
		}
		failed[c.Rule] = failed[c.Rule] || verdict == policy.Fail
		undecided[c.Rule] = undecided[c.Rule] || verdict == policy.Inconclusive
	}
	for _, a := range *bom.Declarations.Attestations {
		if !strings.Contains(a.Summary, "not a legal finding") {
			t.Errorf("an attestation does not say what it is no finding of: %s", a.Summary)
		}
		for _, m := range *a.Map {
			rule, ok := strings.CutPrefix(m.Requirement, "rule:")
			if !ok || m.Confidence == nil {
				continue
			}
			if (m.CounterClaims != nil) != failed[rule] {
				t.Errorf("%s: failed is %v, and the counter-claims are %v", rule, failed[rule], m.CounterClaims)
			}
			score, sure := m.Conformance.Score, m.Confidence.Score
			switch {
			case failed[rule] && (score == nil || *score != 0), !failed[rule] && undecided[rule] && (score != nil || sure == nil || *sure != 0),
				!failed[rule] && !undecided[rule] && (score == nil || *score != 1):
				t.Errorf("%s: failed %v, undecided %v: conformance %v, confidence %v", rule, failed[rule], undecided[rule], score, sure)
			}
		}
	}
	if standards := *bom.Definitions.Standards; len(d.Commitments) > 0 && (len(standards) != 2 || len(*standards[1].Requirements) != len(d.Commitments)) {
		t.Errorf("the charter has not %d requirements", len(d.Commitments))
	}
}

// checkReferences checks that each name is of one thing, and each reference of
// something.
func checkReferences(t *testing.T, text string) {
	t.Helper()
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	names, used := map[any]bool{}, []any{}
	var walk func(any)
	walk = func(x any) {
		switch x := x.(type) {
		case []any:
			for _, of := range x {
				walk(of)
			}
		case map[string]any:
			for key, value := range x {
				list, isList := value.([]any)
				switch {
				case key == "bom-ref" && names[value]:
					t.Errorf("two things are called %q", value)
				case key == "bom-ref":
					names[value] = true
				case slices.Contains([]string{"requirement", "target", "assessor"}, key):
					used = append(used, value)
				case isList && slices.Contains([]string{"claims", "counterClaims", "evidence", "mitigationStrategies"}, key):
					if _, inline := list[0].(map[string]any); !inline {
						used = append(used, list...)
					}
				}
				walk(value)
			}
		}
	}
	walk(tree)
	for _, name := range used {
		if !names[name] {
			t.Errorf("nothing is called %q", name)
		}
	}
}

// TestCycloneDXIsDeterministic checks that the serial number stands and falls with
// the audit.
func TestCycloneDXIsDeterministic(t *testing.T) {
	serial := func(name string) string {
		return regexp.MustCompile(`"serialNumber": "urn:uuid:.*"`).FindString(render(t, "cyclonedx", find(t, name).cached(t), report.Style{}))
	}
	if a, b := serial("fail"), serial("fail"); a != b || a == "" || a == serial("pass") {
		t.Errorf("the serial numbers %s and %s", a, b)
	}
}

// validModelIndex reads the text as YAML: one model with one result, whose metrics
// have what Hugging Face asks for.
func validModelIndex(t *testing.T, text string, _ *report.Document) {
	doc, err := strictyaml.Parse("model-index", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	models := doc.Root().Fields("model-index")["model-index"].Items()
	if len(models) != 1 {
		t.Fatalf("there are %d models", len(models))
	}
	model := models[0].Fields("name", "results")
	result := model["results"].Items()[0].Fields("task", "dataset", "source", "metrics")
	for _, v := range []strictyaml.Value{model["name"], result["task"].Fields("type", "name")["type"], result["dataset"].Fields("type", "name")["type"]} {
		if v.Text() == "" {
			t.Error("something has no name")
		}
	}
	result["source"].Fields("name", "url")
	for _, m := range result["metrics"].Items() {
		metric := m.Fields("type", "value", "name", "args")
		if metric["type"].Text() == "" || metric["name"].Text() == "" {
			t.Error("a metric has no name")
		}
		metric["value"].Number()
		metric["args"].Fields("rule", "attribute", "group", "people", "lower", "upper", "bound", "severity", "verdict")
	}
	if err := doc.Err(); err != nil {
		t.Error(err)
	}
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		if at := strings.Index(lines.Text(), ` {"`); at >= 0 && !json.Valid([]byte(lines.Text()[at:])) {
			t.Errorf("no JSON: %s", lines.Text())
		}
	}
}

// TestModelCard checks that the card says what its reader must not miss, in the
// reader's language.
func TestModelCard(t *testing.T) {
	d := find(t, "inconclusive").cached(t)
	for l, wants := range map[words.Language][]string{
		words.English: {"## Fairness\n", "INCONCLUSIVE", "A pass is not a legal finding.", "### Intended use", "### Limits", "95 % interval", "### Data"},
		words.French:  {"## Équité\n", "NON CONCLUANT", "### Usage prévu", "### Limites", "intervalle à 95 %", "### Données"},
	} {
		text := render(t, "model-card", d, report.Style{Language: l})
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", l, want, text)
			}
		}
	}
}
