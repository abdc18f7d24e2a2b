// Package strictyaml reads the YAML of policies and configurations strictly:
// unknown keys, empty values, repeated keys, anchors, tags and second documents
// are errors, all of them reported in one pass with file, line and column.
// Scalars are read from their raw text, so that a group label such as no, 017
// or 2.50 stays what it says.
package strictyaml

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// MaxSize bounds a document, in bytes: policies and configurations are written by people.
const MaxSize = 1 << 20

// Document is a parsed document that collects what is wrong with it.
type Document struct {
	name string
	root *yaml.Node
	errs []positioned
}

type positioned struct {
	line, column int
	msg          words.Phrase
}

// Parse parses one document. The name stands in messages.
func Parse(name string, data []byte) (*Document, error) {
	if len(data) > MaxSize {
		return nil, words.Errorf("%s: larger than %d bytes, which no policy or configuration is", name, MaxSize)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	d := &Document{name: name, root: new(yaml.Node)}
	switch err := dec.Decode(d.root); {
	case errors.Is(err, io.EOF):
		return nil, words.Errorf("%s: the document is empty", name)
	case err != nil:
		return nil, syntaxError(name, data, err)
	}
	second := new(yaml.Node)
	switch err := dec.Decode(second); {
	case err == nil:
		return nil, words.Errorf("%s:%d:%d: a second document follows; only one is read", name, second.Line, second.Column)
	case !errors.Is(err, io.EOF):
		return nil, syntaxError(name, data, err)
	}
	d.refuse(d.root)
	return d, d.Err()
}

// syntaxError says where the text is no YAML, in this package's form.
func syntaxError(name string, data []byte, err error) error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return words.Errorf("%s: %w", name, err)
	}
	line, column := load.Mark.Line, load.Mark.Column
	if line == 0 {
		line, column = firstUnreadable(data)
	}
	return words.Errorf("%s:%d:%d: %s", name, line, column, load.Message)
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
		d.report(n, words.Say("anchors and aliases are not read; write the value out"))
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.report(n, words.Say("the tag %s is not read; write the value plainly", n.Tag))
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
		d.report(key, words.Say("a key must be a plain word"))
		return
	}
	if key.Tag == "!!merge" {
		d.report(key, words.Say("merge keys are not read; write the keys out"))
		return
	}
	if line, known := first[key.Value]; known {
		d.report(key, words.Say("the key %q is there twice, first on line %d", key.Value, line))
		return
	}
	first[key.Value] = key.Line
}

func (d *Document) report(n *yaml.Node, msg words.Phrase) {
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
	var lines []error
	told := map[string]bool{}
	for _, e := range d.errs {
		line := words.Errorf("%s:%d:%d: %s", d.name, e.line, e.column, e.msg)
		if !told[line.Error()] {
			told[line.Error()] = true
			lines = append(lines, line)
		}
	}
	return errors.Join(lines...)
}

// Root returns the document's value.
func (d *Document) Root() Value {
	return Value{doc: d, node: d.root.Content[0], name: words.Say("the document")}
}
