package strictyaml

import (
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Value is a value of a document, or the absence of one. Its methods report
// what is wrong to the document and return a zero value, so that a reader goes
// on and finds the next mistake too.
type Value struct {
	doc    *Document
	node   *yaml.Node   // nil when absent
	name   words.Phrase // for messages
	base   *Value       // the mapping that this one is laid over, or nil
	hidden []string     // keys that are not seen
}

// Present reports whether the value is there.
func (v Value) Present() bool { return v.node != nil }

// Line is the value's line, from 1; 0 when it is absent.
func (v Value) Line() int {
	if v.node == nil {
		return 0
	}
	return v.node.Line
}

// File is the name of the value's document; empty when it is absent.
func (v Value) File() string {
	if v.node == nil {
		return ""
	}
	return v.doc.name
}

// Errorf reports something wrong with the value.
func (v Value) Errorf(english string, args ...any) {
	if v.node != nil {
		v.doc.report(v.node, words.Say(english, args...))
	}
}

// Entry is a key of a mapping with its value.
type Entry struct {
	Key   Value
	Value Value
}

// Entries returns the entries of a mapping in their order, those of the mapping
// beneath it first.
func (v Value) Entries() []Entry {
	own := v.ownEntries()
	if v.base == nil {
		return own
	}
	entries := v.base.Entries()
	at := map[string]int{}
	for i, e := range entries {
		at[e.Key.node.Value] = i
	}
	for _, e := range own {
		if i, there := at[e.Key.node.Value]; there {
			entries[i] = Entry{e.Key, e.Value.Over(entries[i].Value)}
		} else {
			entries = append(entries, e)
		}
	}
	return entries
}

func (v Value) ownEntries() []Entry {
	if v.node == nil {
		return nil
	}
	if v.node.Kind != yaml.MappingNode {
		v.Errorf("%s must be a mapping of keys to values", v.name)
		return nil
	}
	var entries []Entry
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := v.node.Content[i]
		if !slices.Contains(v.hidden, key.Value) {
			entries = append(entries, Entry{Value{doc: v.doc, node: key, name: words.Say("a key")}, Value{doc: v.doc, node: v.node.Content[i+1], name: words.Say("%s", key.Value)}})
		}
	}
	return entries
}

// Fields returns the values of a mapping whose keys are among those known; any
// other key is reported with the nearest known one.
func (v Value) Fields(known ...string) map[string]Value {
	fields := map[string]Value{}
	for _, e := range v.Entries() {
		key := e.Key.node.Value
		if !slices.Contains(known, key) {
			e.Key.Errorf("unknown key %q%s; the keys here are %s", key, words.DidYouMean(key, known), strings.Join(known, ", "))
			continue
		}
		fields[key] = e.Value
	}
	for _, key := range known {
		if _, ok := fields[key]; !ok {
			fields[key] = Value{doc: v.doc, name: words.Say("%s", key)}
		}
	}
	return fields
}

// List returns the items of a list.
func (v Value) List() []Value {
	if v.node == nil {
		return nil
	}
	if v.node.Kind != yaml.SequenceNode {
		v.Errorf("%s must be a list, as in [a, b]", v.name)
		return nil
	}
	items := make([]Value, len(v.node.Content))
	for i, n := range v.node.Content {
		items[i] = Value{doc: v.doc, node: n, name: words.Say("an item of %s", v.name)}
	}
	return items
}

// Text returns a scalar's text as it is written.
func (v Value) Text() string {
	if v.node == nil {
		return ""
	}
	if v.node.Kind != yaml.ScalarNode || v.node.Tag == "!!null" {
		v.Errorf("%s needs a value", v.name)
		return ""
	}
	return v.node.Value
}

// Scalar returns a scalar's text as it is written, and whether the value is one.
func (v Value) Scalar() (string, bool) {
	if v.node == nil || v.node.Kind != yaml.ScalarNode || v.node.Tag == "!!null" {
		return "", false
	}
	return v.node.Value, true
}

// Items returns the items of a list, or a lone scalar as a list of one.
func (v Value) Items() []Value {
	if v.node != nil && v.node.Kind == yaml.ScalarNode {
		return []Value{v}
	}
	return v.List()
}

// Texts returns the texts of a list of scalars, or of a lone scalar.
func (v Value) Texts() []string {
	var texts []string
	for _, item := range v.Items() {
		texts = append(texts, item.Text())
	}
	return texts
}

// Names returns the texts of a list of scalars, or of a lone scalar, of which
// there must be one, none empty and none twice.
func (v Value) Names() []string {
	var names []string
	for _, item := range v.Items() {
		name := item.word()
		if name != "" && slices.Contains(names, name) {
			item.Errorf("%s names %q twice", v.name, name)
			continue
		}
		names = append(names, name)
	}
	if v.node != nil && v.node.Kind == yaml.SequenceNode && len(names) == 0 {
		v.Errorf("%s is an empty list", v.name)
	}
	return names
}

// word returns the text of a scalar that must not be empty; an empty one is
// reported, quoted or not.
func (v Value) word() string {
	text := v.Text()
	if text == "" {
		v.Errorf("%s needs a value", v.name)
	}
	return text
}

// OneOf returns a scalar that must be one of the choices; absent, it is the first.
func (v Value) OneOf(choices ...string) string {
	if v.node == nil {
		return choices[0]
	}
	text := v.word()
	if text == "" {
		return choices[0]
	}
	if !slices.Contains(choices, text) {
		v.Errorf("%s cannot be %q%s; it is one of %s", v.name, text, words.DidYouMean(text, choices), strings.Join(choices, ", "))
		return choices[0]
	}
	return text
}

// Number returns a finite decimal number.
func (v Value) Number() float64 {
	text := v.word()
	if text == "" {
		return 0
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x-x != 0 || strings.ContainsAny(text, "xX_") {
		v.Errorf("%s must be a number, not %q", v.name, text)
		return 0
	}
	return x
}

// Int returns a whole number of at least least.
func (v Value) Int(least int) int {
	text := v.word()
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		v.Errorf("%s must be a whole number of at least %d, not %q", v.name, least, text)
		return 0
	}
	return n
}

// Bool returns true or false.
func (v Value) Bool() bool { return v.OneOf("false", "true") == "true" }
