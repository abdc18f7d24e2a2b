// Package strictyaml reads the YAML of policies and configurations strictly:
// unknown keys, empty values, repeated keys, anchors, tags and second documents
// are errors, all of them reported in one pass with file, line and column.
// Scalars are read from their raw text, so that a group label such as no, 017
// or 2.50 stays what it says.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxSize bounds a document: policies and configurations are written by people.
const maxSize = 1 << 20

// Document is a parsed document that collects what is wrong with it.
type Document struct {
	name string
	root *yaml.Node
	errs []positioned
}

type positioned struct {
	line, column int
	msg          string
}

// Parse parses one document. The name stands in messages.
func Parse(name string, data []byte) (*Document, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("%s: larger than %d bytes, which no policy or configuration is", name, maxSize)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	d := &Document{name: name, root: new(yaml.Node)}
	switch err := dec.Decode(d.root); {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s: the document is empty", name)
	case err != nil:
		return nil, syntaxError(name, data, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: a second document follows; only one is read", name)
	}
	d.refuse(d.root)
	return d, d.Err()
}

// syntaxError says where the text is no YAML, in this package's form.
func syntaxError(name string, data []byte, err error) error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return fmt.Errorf("%s: %w", name, err)
	}
	line, column := load.Mark.Line, load.Mark.Column
	if line == 0 {
		line, column = firstUnreadable(data)
	}
	return fmt.Errorf("%s:%d:%d: %s", name, line, column, load.Message)
}

// firstUnreadable finds the first character that no YAML text may hold, for
// which the library gives no place.
func firstUnreadable(data []byte) (line, column int) {
	line, column = 1, 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1, unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r):
			return line, column
		case r == '\n':
			line, column = line+1, 0
		}
		data = data[size:]
		column++
	}
	return line, column
}

// refuse reports what YAML allows and this package does not.
func (d *Document) refuse(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		d.report(n, "anchors and aliases are not read; write the value out")
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.report(n, "the tag "+n.Tag+" is not read; write the value plainly")
	}
	first := map[string]int{} // by key: its line
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			d.refuseKey(child, first)
		}
		d.refuse(child)
	}
}

func (d *Document) refuseKey(key *yaml.Node, first map[string]int) {
	if key.Kind != yaml.ScalarNode {
		d.report(key, "a key must be a plain word")
		return
	}
	if line, known := first[key.Value]; known {
		d.report(key, fmt.Sprintf("the key %q is there twice, first on line %d", key.Value, line))
		return
	}
	first[key.Value] = key.Line
}

func (d *Document) report(n *yaml.Node, msg string) {
	d.errs = append(d.errs, positioned{n.Line, n.Column, msg})
}

// Err returns everything reported so far, in the order of the document, one
// message a line.
func (d *Document) Err() error {
	if len(d.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(d.errs, func(a, b positioned) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return a.column - b.column
	})
	var lines []string
	told := map[string]bool{}
	for _, e := range d.errs {
		line := fmt.Sprintf("%s:%d:%d: %s", d.name, e.line, e.column, e.msg)
		if !told[line] {
			told[line] = true
			lines = append(lines, line)
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}

// Root returns the document's value.
func (d *Document) Root() Value { return Value{d, d.root.Content[0], "the document"} }

// Value is a value of a document, or the absence of one. Its methods report
// what is wrong to the document and return a zero value, so that a reader goes
// on and finds the next mistake too.
type Value struct {
	doc  *Document
	node *yaml.Node // nil when absent
	name string     // for messages
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

// Errorf reports something wrong with the value.
func (v Value) Errorf(format string, args ...any) {
	if v.node != nil {
		v.doc.report(v.node, fmt.Sprintf(format, args...))
	}
}

// Entry is a key of a mapping with its value.
type Entry struct {
	Key   Value
	Value Value
}

// Entries returns the entries of a mapping in their order.
func (v Value) Entries() []Entry {
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
		entries = append(entries, Entry{Value{v.doc, key, "a key"}, Value{v.doc, v.node.Content[i+1], key.Value}})
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
			fields[key] = Value{v.doc, nil, key}
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
		items[i] = Value{v.doc, n, "an item of " + v.name}
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
