// Package schematest validates YAML texts against the schemas that editors get, for
// tests.
package schematest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	yaml "go.yaml.in/yaml/v4"
)

// Compile returns a schema, ready to validate; it is held against the draft that it
// names.
func Compile(t testing.TB, source []byte) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// Validate holds a YAML text against a schema, as an editor does.
func Validate(s *jsonschema.Schema, text string) error {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		return err
	}
	if len(root.Content) != 1 {
		return fmt.Errorf("the document is empty")
	}
	value, err := valueOf(root.Content[0])
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// valueOf is a value as YAML 1.2 reads it for JSON, in which a day is a text.
func valueOf(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := valueOf(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[n.Content[i].Value] = v
		}
		return m, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			v, err := valueOf(item)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	if n.Tag == "!!timestamp" {
		return n.Value, nil
	}
	var v any
	err := n.Decode(&v)
	return v, err
}
