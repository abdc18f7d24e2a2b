// Package datasettest holds what the tests of several sources share.
package datasettest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
)

// requireShared is the environment variable that makes absent corpora a failure.
const requireShared = "FAIRAUDIT_REQUIRE_SHARED"

// Corpora is the directory of the shared corpora of files. The test is skipped
// when there is none, unless the environment requires it.
func Corpora(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(root(t), "..", "shared", "corpora")
	switch _, err := os.Stat(dir); {
	case err == nil:
	case os.Getenv(requireShared) == "1":
		t.Fatalf("%s=1, but the shared corpora are not at %s", requireShared, dir)
	default:
		t.Skipf("the shared corpora are not at %s", dir)
	}
	return dir
}

// root is the directory of the module.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// Count counts a source and returns the tally's JSON and the account.
func Count(s dataset.Source, spec dataset.Spec) ([]byte, dataset.Account, error) {
	c := dataset.NewCounter(spec)
	if err := s.Count(context.Background(), c); err != nil {
		return nil, dataset.Account{}, err
	}
	t, account, err := c.Tally()
	if err != nil {
		return nil, account, err
	}
	var b bytes.Buffer
	err = t.Encode(&b)
	return b.Bytes(), account, err
}

// Must counts a source that has nothing wrong with it.
func Must(t testing.TB, s dataset.Source, spec dataset.Spec) ([]byte, dataset.Account) {
	t.Helper()
	tally, account, err := Count(s, spec)
	if err != nil {
		t.Fatal(err)
	}
	return tally, account
}

// WantError checks the whole text of an error, and that it is about the input.
func WantError(t testing.TB, err error, want string) {
	t.Helper()
	var known *dataset.Error
	switch {
	case err == nil:
		t.Errorf("no error, want\n\t%s", want)
	case !errors.As(err, &known):
		t.Errorf("error of type %T: %v", err, err)
	case err.Error() != want:
		t.Errorf("error\n\t%s\nwant\n\t%s", err, want)
	}
}

// Spec is the usual spec of tests: attribute "sex", prediction "decision".
func Spec() dataset.Spec {
	return dataset.Spec{
		Predicted:  dataset.Outcome{Column: "decision"},
		Attributes: []dataset.Attribute{{Name: "sex", Column: "sex"}},
	}
}

// Write makes a file in a directory of the test's own and returns its path.
func Write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
