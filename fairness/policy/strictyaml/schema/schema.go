// Package schema describes the keys of a strict YAML text once: their names, for
// who reads it, and their JSON Schema, with which editors complete and check while
// somebody writes.
//
// A schema knows what a value may look like, and not what the rest of the text says:
// that a rule which another one names is there, or that a bound is one that a model
// can miss. What it refuses is wrong; what it lets pass is still read strictly.
package schema

import (
	"bytes"
	"encoding/json"
	"maps"
)

// Schema is a JSON Schema of a value, draft 2020-12.
type Schema map[string]any

// Key is a key of a mapping: its name, what it says, and what its value may be.
type Key struct {
	Name, Says string
	Value      Schema
}

// Keys are the keys of a mapping, in the order in which messages list them.
type Keys []Key

// Names lists the names of the keys.
func (keys Keys) Names() []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	return names
}

// Mapping is a mapping of the keys and no others, of which some are required.
func Mapping(keys Keys, required ...string) Schema {
	properties := map[string]any{}
	for _, k := range keys {
		properties[k.Name] = k.Value.With("description", k.Says)
	}
	s := Schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// MapOf is a mapping of any names to values.
func MapOf(value Schema) Schema { return Schema{"type": "object", "additionalProperties": value} }

// Text is any text, which may look like a number: texts are read as they stand.
func Text() Schema { return Schema{"type": []string{"string", "number", "boolean"}} }

// Pattern is a text of a form, as a regular expression of ECMA-262.
func Pattern(form string) Schema { return Schema{"type": "string", "pattern": form} }

// Day is a day of the calendar.
func Day() Schema { return Schema{"type": "string", "format": "date"} }

// OneOf is one of some words.
func OneOf[T ~string](values ...T) Schema { return Schema{"enum": values} }

// Bool is true or false.
func Bool() Schema { return Schema{"type": "boolean"} }

// Whole is a whole number between two others; without a most, of at least the one.
func Whole(least int, most ...int) Schema {
	s := Schema{"type": "integer", "minimum": least}
	if len(most) > 0 {
		s["maximum"] = most[0]
	}
	return s
}

// Number is any number.
func Number() Schema { return Schema{"type": "number"} }

// Either is what one of several schemas describes.
func Either(schemas ...Schema) Schema { return Schema{"anyOf": schemas} }

// List is a list of any length.
func List(item Schema) Schema { return Schema{"type": "array", "items": item} }

// Some is a value, or a list of at least one, none of them twice.
func Some(item Schema) Schema {
	return Either(item, List(item).With("minItems", 1).With("uniqueItems", true))
}

// Any is a value, or a list of any length.
func Any(item Schema) Schema { return Either(item, List(item)) }

// Ref refers to a definition of the document.
func Ref(name string) Schema { return Schema{"$ref": "#/$defs/" + name} }

// With is the schema with a keyword set.
func (s Schema) With(keyword string, value any) Schema {
	s = maps.Clone(s)
	s[keyword] = value
	return s
}

// Document writes the schema of a whole text, under a title and with what it is for.
func Document(root Schema, id, title, description string) ([]byte, error) {
	root = root.With("$schema", "https://json-schema.org/draft/2020-12/schema").
		With("$id", "https://github.com/fairaudit/fairaudit/schema/"+id+".schema.json").
		With("title", title).With("description", description)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(root)
	return b.Bytes(), err
}
