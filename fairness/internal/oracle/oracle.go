// Package oracle loads the reference vectors under testdata/oracles for tests.
//
// A vector file holds a method, its conventions, a tolerance and cases. The
// numbers come from independent implementations (40-digit or rational
// arithmetic, R, SciPy, statsmodels); each file names its producers.
package oracle

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Tolerance is the largest accepted deviation of a result from its reference:
// absolute, or relative to the reference, whichever allows more.
type Tolerance struct {
	Abs float64 `json:"abs"`
	Rel float64 `json:"rel"`
}

// File is one vector file with its cases decoded to T.
type File[T any] struct {
	Name      string    // base name without extension, the name of the subtest
	Tolerance Tolerance `json:"tolerance"`
	Cases     []T       `json:"cases"`
}

// Load returns every vector file of a topic, in name order. The files are
// <topic>.json and <topic> followed by a digit or punctuation, so a second file
// of a topic is found without code while a longer word is another topic.
//
// A topic without a file, an unreadable file and a file without cases fail the
// test: a renamed file must not turn a check into a skip.
func Load[T any](tb testing.TB, topic string) []File[T] {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(Dir(tb), topic+"*.json"))
	if err != nil {
		tb.Fatalf("oracle %s: %v", topic, err)
	}
	var files []File[T]
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if !ofTopic(name, topic) {
			continue
		}
		f := File[T]{}
		read(tb, path, &f)
		f.Name = name
		if len(f.Cases) == 0 {
			tb.Fatalf("oracle %s: no cases", path)
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		tb.Fatalf("oracle %s: no file", topic)
	}
	return files
}

// Read decodes one free-form vector file into v.
func Read(tb testing.TB, name string, v any) {
	tb.Helper()
	read(tb, filepath.Join(Dir(tb), name+".json"), v)
}

// Dir returns testdata/oracles of the module that the test runs in.
func Dir(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "testdata", "oracles")
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("oracle: no go.mod above the test")
		}
		dir = parent
	}
}

// ofTopic reports whether a file belongs to the topic: what follows the topic in
// its name must not continue a word.
func ofTopic(name, topic string) bool {
	rest, ok := strings.CutPrefix(name, topic)
	if !ok {
		return false
	}
	return rest == "" || !isLetter(rest[0])
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func read(tb testing.TB, path string, v any) {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatalf("oracle: %v", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		tb.Fatalf("oracle %s: %v", path, err)
	}
}
