package strictyaml

import (
	"slices"
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Over lays the value over another. A mapping then also has the other's entries
// under keys that it lacks, at any depth; anything else hides the other. Each
// entry keeps its place, in whichever document it stands.
func (v Value) Over(base Value) Value {
	switch {
	case v.node == nil:
		return base
	case base.node != nil && v.node.Kind == yaml.MappingNode && base.node.Kind == yaml.MappingNode:
		v.base = &base
	}
	return v
}

// Without is a mapping less some keys.
func (v Value) Without(keys ...string) Value {
	v.hidden = append(slices.Clone(v.hidden), keys...)
	if v.base != nil {
		base := v.base.Without(keys...)
		v.base = &base
	}
	return v
}

// Piece is a part of a scalar's text under a key.
type Piece struct {
	Key   string
	Start int // in bytes of the text
	Text  string
}

// Mapping is what a scalar's text comes to when it is short for a mapping. Each
// value stands where its piece does; several pieces under one key are a list.
func (v Value) Mapping(pieces []Piece) Value {
	at := func(kind yaml.Kind, text string, start int) *yaml.Node {
		return &yaml.Node{Kind: kind, Tag: "!!str", Value: text, Line: v.node.Line, Column: v.columnAt(start)}
	}
	mapping := at(yaml.MappingNode, "", 0)
	values := map[string]*yaml.Node{}
	for _, p := range pieces {
		piece := at(yaml.ScalarNode, p.Text, p.Start)
		switch value := values[p.Key]; {
		case value == nil:
			values[p.Key] = piece
			mapping.Content = append(mapping.Content, at(yaml.ScalarNode, p.Key, 0), piece)
		case value.Kind == yaml.ScalarNode:
			first := *value
			*value = yaml.Node{Kind: yaml.SequenceNode, Line: first.Line, Column: first.Column, Content: []*yaml.Node{&first, piece}}
		default:
			value.Content = append(value.Content, piece)
		}
	}
	return Value{doc: v.doc, node: mapping, name: v.name}
}

// ErrorAt reports something wrong with a scalar, so many bytes into its text.
func (v Value) ErrorAt(start int, english string, args ...any) {
	n := *v.node
	n.Column = v.columnAt(start)
	v.doc.report(&n, words.Say(english, args...))
}

// columnAt is the column of a place in a scalar's text, as far as it can be told:
// where the text is not written on one line as it stands, that of the scalar.
func (v Value) columnAt(start int) int {
	n := v.node
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || strings.Contains(n.Value, "\n") {
		return n.Column
	}
	column := n.Column + utf8.RuneCountInString(n.Value[:start])
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		column++
	}
	return column
}

// Has reports whether a mapping has one of the keys.
func (v Value) Has(keys ...string) bool {
	return v.node != nil && v.node.Kind == yaml.MappingNode &&
		slices.ContainsFunc(v.Entries(), func(e Entry) bool { return slices.Contains(keys, e.Key.node.Value) })
}
