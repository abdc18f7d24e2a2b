package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schematest"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/report"
)

// compiled returns a published schema, ready to validate.
func compiled(t testing.TB, name string) *jsonschema.Schema {
	t.Helper()
	source, ok := report.JSONSchema(name)
	if !ok {
		t.Fatalf("there is no schema %q", name)
	}
	return schematest.Compile(t, source)
}

func validate(t testing.TB, schema *jsonschema.Schema, text string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestDocumentsAreValid(t *testing.T) {
	audit, counted := compiled(t, "audit"), compiled(t, "tally")
	for i := range goldens {
		g := &goldens[i]
		if err := validate(t, audit, render(t, "json", g.cached(t), report.Style{})); err != nil {
			t.Errorf("%s: %v", g.name, err)
		}
		var b bytes.Buffer
		if err := g.crowd.tally(t).Encode(&b); err != nil {
			t.Fatal(err)
		}
		if err := validate(t, counted, b.String()); err != nil {
			t.Errorf("the tally of %s: %v", g.name, err)
		}
	}
}

// TestSchemasRefuse checks that the schemas are not so wide that anything passes.
func TestSchemasRefuse(t *testing.T) {
	document := render(t, "json", find(t, "fail").cached(t), report.Style{})
	var b bytes.Buffer
	if err := find(t, "fail").crowd.tally(t).Encode(&b); err != nil {
		t.Fatal(err)
	}
	counts := b.String()
	for _, test := range []struct{ schema, document, old, new string }{
		{"audit", document, `"complete": true`, `"complete": false`},
		{"audit", document, `"complete": true,`, ``},
		{"audit", document, `"complete": true`, `"complete": true, "more": 1`},
		{"audit", document, `"verdict": "fail"`, `"verdict": "maybe"`},
		{"audit", document, `"severity": "block"`, `"severity": "high"`},
		{"audit", document, `"exit_code": 1`, `"exit_code": 2`},
		{"audit", document, `"n": `, `"n": -`},
		{"audit", document, `"tp": `, `"TP": `},
		{"audit", document, `"adopted": "2026-10-01"`, `"adopted": "yesterday"`},
		{"audit", document, `"schema": "fairaudit-audit/1"`, `"schema": "fairaudit-audit/2"`},
		{"tally", counts, `"measures":["n"]`, `"measures":["w"]`},
		{"tally", counts, `"role":"attribute"`, `"role":"person"`},
		{"tally", counts, `"axes":[`, `"people":[],"axes":[`},
		{"tally", counts, `"used":`, `"used":-`},
	} {
		changed := strings.Replace(test.document, test.old, test.new, 1)
		if changed == test.document {
			t.Errorf("%s does not occur", test.old)
		} else if validate(t, compiled(t, test.schema), changed) == nil {
			t.Errorf("the schema of the %s takes %s for %s", test.schema, test.new, test.old)
		}
	}
}

// TestSchemaHasTheKeys checks that the schema and the Go types name the same
// keys, and require the same.
func TestSchemaHasTheKeys(t *testing.T) {
	var root node
	source, _ := report.JSONSchema("audit")
	if err := json.Unmarshal(source, &root); err != nil {
		t.Fatal(err)
	}
	sameKeys(t, "document", reflect.TypeFor[report.Document](), &root, &root)
}

// TestSchemaHasTheKeysOfTheTally compares with the tally's own form, whose types
// are not exported, by what it writes.
func TestSchemaHasTheKeysOfTheTally(t *testing.T) {
	var root node
	source, _ := report.JSONSchema("tally")
	if err := json.Unmarshal(source, &root); err != nil {
		t.Fatal(err)
	}
	axis := root.Defs["axis"]
	sameKeys(t, "axis", reflect.TypeFor[tally.Axis](), axis, &root)
	var written map[string]any
	var b bytes.Buffer
	weighted := find(t, "weighted").crowd.tally(t)
	weighted.Joined = new(tally.Joined)
	sameKeys(t, "joined", reflect.TypeFor[tally.Joined](), root.Defs["joined"], &root)
	if err := weighted.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &written); err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(root.Properties)), slices.Sorted(maps.Keys(written)); !slices.Equal(got, want) {
		t.Errorf("the schema has the keys %s, the tally %s", got, want)
	}
	for _, cuboid := range written["cuboids"].([]any) {
		got, want := slices.Sorted(maps.Keys(root.Defs["cuboid"].Properties)), slices.Sorted(maps.Keys(cuboid.(map[string]any)))
		if !slices.Equal(got, want) {
			t.Errorf("the schema has the keys %s, a cuboid %s", got, want)
		}
	}
}

// node is as much of a JSON Schema as the tests look at.
type node struct {
	Ref         string           `json:"$ref"`
	Description string           `json:"description"`
	Properties  map[string]*node `json:"properties"`
	Required    []string         `json:"required"`
	Items       *node            `json:"items"`
	OneOf       []*node          `json:"oneOf"`
	Enum        []any            `json:"enum"`
	// Additional is false, or the schema of all values of a map.
	Additional json.RawMessage  `json:"additionalProperties"`
	Defs       map[string]*node `json:"$defs"`
}

// resolve follows references, and the first of alternatives.
func (n *node) resolve(root *node) *node {
	for n != nil && (n.Ref != "" || len(n.OneOf) > 0) {
		if len(n.OneOf) > 0 {
			n = n.OneOf[0]
			continue
		}
		n = root.Defs[strings.TrimPrefix(n.Ref, "#/$defs/")]
	}
	return n
}

// sameKeys compares a type with its schema, and all within it.
func sameKeys(t *testing.T, path string, typ reflect.Type, n, root *node) {
	t.Helper()
	if n = n.resolve(root); n == nil {
		t.Errorf("%s: the schema says nothing of it", path)
		return
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch typ.Kind() {
	case reflect.Slice:
		if n.Items == nil {
			t.Errorf("%s: the schema has no items", path)
			return
		}
		sameKeys(t, path+"[]", typ.Elem(), n.Items, root)
	case reflect.Map:
		values := new(node)
		if err := json.Unmarshal(n.Additional, values); err != nil {
			t.Errorf("%s: the schema of its values: %v", path, err)
			return
		}
		sameKeys(t, path+"{}", typ.Elem(), values, root)
	case reflect.Struct:
		if string(n.Additional) != "false" {
			t.Errorf("%s: the schema allows other keys", path)
		}
		var keys, required []string
		for i := range typ.NumField() {
			key, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			keys = append(keys, key)
			if options != "omitempty" {
				required = append(required, key)
			}
			if p := n.Properties[key]; p != nil {
				sameKeys(t, path+"."+key, typ.Field(i).Type, p, root)
			}
		}
		slices.Sort(keys)
		if got := slices.Sorted(maps.Keys(n.Properties)); !slices.Equal(got, keys) {
			t.Errorf("%s: the schema has the keys %s, the document %s", path, got, keys)
		}
		got := slices.Clone(n.Required)
		slices.Sort(got)
		slices.Sort(required)
		if !slices.Equal(got, required) {
			t.Errorf("%s: the schema requires %s, the document always has %s", path, got, required)
		}
	}
}

// TestSchemaHasTheWords checks that each list of words is the one of the program.
func TestSchemaHasTheWords(t *testing.T) {
	var root node
	source, _ := report.JSONSchema("audit")
	if err := json.Unmarshal(source, &root); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]any{
		"verdict":  {policy.Pass, policy.Fail, policy.Inconclusive, policy.Waived},
		"severity": {policy.Block, policy.Warn, policy.Report},
		"reason": {policy.MaybeChance, policy.NotShown, policy.TooFew, policy.OneGroup, policy.Undefined, policy.AllZero, policy.NotSupplied,
			policy.UnknownValues, policy.SuppressedGroups},
	} {
		if got := root.Defs[name].Enum; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: the schema lists %s, the program %s", name, got, want)
		}
	}
}

func TestUnknownSchema(t *testing.T) {
	if _, ok := report.JSONSchema("../schema/audit"); ok {
		t.Error("a path is no name")
	}
}
