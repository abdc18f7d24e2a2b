package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
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
		parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(got.out))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		if err := c.AddResource(name, parsed); err != nil {
			t.Fatal(err)
		}
		if schema, err = c.Compile(name); err != nil {
			t.Fatal(err)
		}
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
	want := outcome{ExitUsage, "", "fairaudit: there is no schema \"aduit\" (did you mean \"audit\"?); the schemas are audit, tally\n"}
	if got := w.run("schema", "aduit"); got != want {
		t.Errorf("%+v", got)
	}
}
