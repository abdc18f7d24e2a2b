package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxDocument bounds the documents that are read: that of ten thousand groups is
// smaller.
const maxDocument = 256 << 20

// Read reads a document that writeJSON wrote, and nothing else: no other schema,
// no incomplete one, no key that is not known, none that is there twice, none
// that was changed since (see the seal), and none that contradicts itself. The
// name stands in messages.
func Read(name string, r io.Reader) (*Document, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	switch {
	case err != nil:
		return nil, words.Errorf("%s: %w", name, err)
	case len(text) > maxDocument:
		return nil, words.Errorf("%s: larger than %d MiB, which no audit document is", name, maxDocument>>20)
	case !utf8.Valid(text):
		return nil, words.Errorf("%s: not UTF-8, so no audit document", name)
	}
	if err := isDocument(text); err != nil {
		return nil, words.Errorf("%s: %w", name, err)
	}
	d := new(Document)
	if err := decodeStrictly(name, text, d); err != nil {
		return nil, err
	}
	if !isSealed(text, d.Seal) {
		return nil, words.Errorf("%s: changed since it was written: its content does not have the SHA-256 that its last key, seal, names", name)
	}
	if err := d.contradiction(); err != nil {
		return nil, words.Errorf("%s: contradicts itself: %w", name, err)
	}
	return d, nil
}

// isDocument looks at what tells a document, before anything else in it can be wrong.
func isDocument(text []byte) error {
	var head struct {
		Schema   string `json:"schema"`
		Complete bool   `json:"complete"`
	}
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(text, &head); {
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(text)):
		return words.Errorf("ends before the document does")
	case errors.As(err, &syntax) && !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")):
		return words.Errorf("no audit document, which is JSON")
	case errors.As(err, &syntax):
		return words.Errorf("line %d: %w", lineAt(text, syntax.Offset), err)
	case err != nil || head.Schema == "":
		return words.Errorf("no audit document: its schema is %q", Schema)
	case head.Schema != Schema:
		return words.Errorf("its schema is %q, and what is read is %q", head.Schema, Schema)
	case !head.Complete:
		return words.Errorf("incomplete: the audit that wrote it was not finished")
	}
	return nil
}

// decodeStrictly decodes JSON into a value, whose keys must all be known, be
// spelt as they are, and occur once.
func decodeStrictly(name string, text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	s := &strictly{name: name, text: text, dec: dec}
	if err := s.value(reflect.TypeOf(into).Elem(), wholeDocument); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return s.errorf("something follows the document")
	}
	var wrong *json.UnmarshalTypeError
	err := json.Unmarshal(text, into)
	if errors.As(err, &wrong) {
		return words.Errorf("%s:%d: %s: a %s cannot stand here", name, lineAt(text, wrong.Offset), wrong.Field, wrong.Value)
	}
	if err != nil {
		return words.Errorf("%s: %w", name, err)
	}
	return nil
}

type strictly struct {
	name string
	text []byte
	dec  *json.Decoder
}

// errorf names the line that has been read last.
func (s *strictly) errorf(english string, args ...any) error {
	return words.Errorf("%s:%d: %s", s.name, lineAt(s.text, s.dec.InputOffset()), words.Say(english, args...))
}

// lineAt is the line of an offset, from 1.
func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(max(0, offset), int64(len(text)))], []byte("\n"))
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// value reads the next value, which is to be of a type. Whether a plain value fits
// is left to the decoder.
func (s *strictly) value(t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	token, err := s.dec.Token()
	if err != nil {
		return s.errorf("%s: %v", placeOf(path), err)
	}
	opens, ok := token.(json.Delim)
	switch {
	case !ok:
		return nil
	case reflect.PointerTo(t).Implements(unmarshaler):
	case opens == '{' && t.Kind() == reflect.Struct:
		return s.object(path, func(key string) (reflect.Type, error) { return fieldOf(t, key) })
	case opens == '{' && t.Kind() == reflect.Map:
		return s.object(path, func(string) (reflect.Type, error) { return t.Elem(), nil })
	case opens == '[' && t.Kind() == reflect.Slice:
		for i := 0; s.dec.More(); i++ {
			if err := s.value(t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return s.end(path)
	}
	return s.errorf("%s: %s cannot stand here", placeOf(path), map[json.Delim]words.Phrase{'{': words.Say("an object"), '[': words.Say("an array")}[opens])
}

// wholeDocument stands for the path of what has none.
const wholeDocument = "the document"

func placeOf(path string) words.Phrase {
	if path == wholeDocument {
		return words.Say("the document")
	}
	return words.Say("%s", path)
}

// object reads an object up to its end.
func (s *strictly) object(path string, typeOf func(key string) (reflect.Type, error)) error {
	seen := map[string]bool{}
	for s.dec.More() {
		token, err := s.dec.Token()
		if err != nil {
			return s.errorf("%s: %v", placeOf(path), err)
		}
		key, _ := token.(string)
		if seen[key] {
			return s.errorf("%s has the key %q twice", placeOf(path), key)
		}
		seen[key] = true
		t, err := typeOf(key)
		if err != nil {
			return s.errorf("%s: %v", placeOf(path), err)
		}
		if err := s.value(t, strings.TrimPrefix(path+"."+key, wholeDocument+".")); err != nil {
			return err
		}
	}
	return s.end(path)
}

// end reads the end of an object or array.
func (s *strictly) end(path string) error {
	if _, err := s.dec.Token(); err != nil {
		return s.errorf("%s: %v", placeOf(path), err)
	}
	return nil
}

// fieldOf is the type of the field that a key stands for.
func fieldOf(t reflect.Type, key string) (reflect.Type, error) {
	var keys []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == key {
			return t.Field(i).Type, nil
		}
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return nil, words.Errorf("unknown key %q%s", key, words.DidYouMean(key, keys))
}
