package parquet

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
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
	s, err := Open(path, Options{})
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
		alike(t, s, spec)
		c := dataset.NewCounter(spec)
		if err := s.Count(context.Background(), c); err != nil {
			checkError(t, path, column, err)
			continue
		}
		if _, account, err := c.Tally(); account.Read != s.footer.NumRows() {
			t.Errorf("%s: read %d rows of %d (%v)", column, account.Read, s.footer.NumRows(), err)
		}
	}
}

// alike checks that the record reader, for every column and in one thread, gives
// the same as pages and threads do. Only what is damaged may be refused by one and
// not by the other.
func alike(t *testing.T, s *Source, spec dataset.Spec) {
	t.Helper()
	s.options.Threads = 3
	tally, account, err := datasettest.Count(s, spec)
	got := fmt.Sprint(string(tally), account)
	s.decodedOnly, s.options.Threads = true, 1
	tally, account, errByRecords := datasettest.Count(s, spec)
	want := fmt.Sprint(string(tally), account)
	s.decodedOnly, s.options.Threads = false, 0
	switch {
	case fmt.Sprint(err) == fmt.Sprint(errByRecords):
		if got != want {
			t.Errorf("by pages %s\nby records %s", got, want)
		}
	case strings.Contains(fmt.Sprint(err, errByRecords), "row group "): // damage
	default:
		t.Errorf("by pages %v\nby records %v", err, errByRecords)
	}
}

func checkError(t *testing.T, path, column string, err error) {
	t.Helper()
	var known *dataset.Error
	if !errors.As(err, &known) || known.At.File != path {
		t.Errorf("column %q: %T: %v", column, err, err)
	}
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

// TestCorporaValues checks columns whose values the corpus documents, and pairs
// of columns or files that hold the same values in different encodings.
func TestCorporaValues(t *testing.T) {
	dir := filepath.Join(datasettest.Corpora(t), "parquet", "data")
	texts := func(file, column string) []string {
		t.Helper()
		s, err := Open(filepath.Join(dir, file+".parquet"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return allTexts(t, s, slices.Index(s.Columns(), column))
	}
	var to24 []string
	for i := range 24 {
		to24 = append(to24, strconv.Itoa(i+1))
	}
	for _, want := range []struct {
		file, column string
		values       []string
	}{
		{"int32_decimal", "value", to24},
		{"int64_decimal", "value", to24},
		{"fixed_length_decimal", "value", to24},
		{"fixed_length_decimal_legacy", "value", to24},
		{"byte_array_decimal", "value", to24},
		{"alltypes_plain", "id", []string{"4", "5", "6", "7", "2", "3", "0", "1"}},
		{"alltypes_dictionary", "timestamp_col", []string{"2009-01-01T00:00:00", "2009-01-01T00:01:00"}},
		{"float16_nonzeros_and_nans", "x", []string{"", "1", "-2", "", "0", "-1", "-0", "2"}},
		{"single_nan", "mycol", []string{""}},
		{"datapage_v2_empty_datapage.snappy", "value", []string{""}},
		{"hadoop_lz4_compressed", "v11", []string{"42", "7.7", "42.125", "7.7"}},
		{"non_hadoop_lz4_compressed", "v11", []string{"42", "7.7", "42.125", "7.7"}},
	} {
		if got := texts(want.file, want.column); !slices.Equal(got, want.values) {
			t.Errorf("%s, %s: %q, want %q", want.file, want.column, got, want.values)
		}
	}
	if x, y := texts("hadoop_lz4_compressed_larger", "a"), texts("lz4_raw_compressed_larger", "a"); !slices.Equal(x, y) {
		t.Error("LZ4 differs between its framings")
	}
	booleans := map[string]int{}
	for _, text := range texts("rle_boolean_encoding", "datatype_boolean") {
		booleans[text]++
	}
	if want := map[string]int{"": 6, "false": 26, "true": 36}; !maps.Equal(booleans, want) {
		t.Errorf("levels of repetition that say nothing: %v, want %v", booleans, want)
	}
	const split = "byte_stream_split_extended.gzip"
	for _, kind := range []string{"float16", "float", "double", "int32", "int64", "flba5", "decimal"} {
		if x, y := texts(split, kind+"_plain"), texts(split, kind+"_byte_stream_split"); !slices.Equal(x, y) {
			t.Errorf("%s: plain %q, split %q", kind, x, y)
		}
	}
	for _, column := range []string{"id", "bool_col", "bigint_col", "float_col", "double_col", "string_col", "timestamp_col"} {
		if x, y := texts("alltypes_tiny_pages", column), texts("alltypes_tiny_pages_plain", column); !slices.Equal(x, y) {
			t.Errorf("%s differs between dictionary and plain pages", column)
		}
	}
}
