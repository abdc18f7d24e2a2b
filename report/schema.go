package report

import (
	"embed"
	"slices"
)

//go:embed schema/*.schema.json
var schemas embed.FS

// SchemaNames lists the documents that have a JSON Schema, the audit first.
func SchemaNames() []string { return []string{"audit", "tally"} }

// JSONSchema returns the JSON Schema of a document by its name.
func JSONSchema(name string) ([]byte, bool) {
	if !slices.Contains(SchemaNames(), name) {
		return nil, false
	}
	data, err := schemas.ReadFile("schema/" + name + ".schema.json")
	return data, err == nil
}
