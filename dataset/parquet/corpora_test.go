package parquet

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// TestCorpora counts every column of every public hostile file: there must be
// values or a clear error, in time and within memory.
func TestCorpora(t *testing.T) {
	dir := filepath.Join(datasettest.Corpora(t), "parquet")
	for _, sub := range []string{"data", "bad_data"} {
		files, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			t.Run(sub+"/"+f.Name(), func(t *testing.T) {
				within(t, 30*time.Second, func() { countEveryColumn(t, filepath.Join(dir, sub, f.Name())) })
			})
		}
	}
}

func countEveryColumn(t *testing.T, path string) {
	s, err := Open(path)
	if err != nil {
		checkError(t, path, "", err)
		return
	}
	defer s.Close()
	for _, column := range s.Columns() {
		spec := dataset.Spec{
			Predicted:  dataset.Outcome{Column: column, Positive: []string{"1"}},
			Attributes: []dataset.Attribute{{Name: "a", Column: column}},
			MaxValues:  1<<16 - 1,
		}
		c := dataset.NewCounter(spec)
		if err := s.Count(context.Background(), c); err != nil {
			checkError(t, path, column, err)
			continue
		}
		_, account, err := c.Tally()
		if account.Read != s.footer.NumRows() {
			t.Errorf("%s: read %d rows of %d", column, account.Read, s.footer.NumRows())
		}
		if err != nil {
			checkError(t, path, column, err)
		} else {
			t.Logf("%s: %d rows", column, account.Read)
		}
	}
}

func checkError(t *testing.T, path, column string, err error) {
	t.Helper()
	var known *dataset.Error
	if !errors.As(err, &known) || known.At.File != path {
		t.Errorf("column %q: %T: %v", column, err, err)
	}
	t.Log(err)
}

// within fails the test when f takes too long or leaves too much memory in use.
func within(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("not done after %v", limit)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > 512<<20 {
		t.Errorf("%d MiB more memory than before", grown>>20)
	}
}
