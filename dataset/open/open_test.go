package open

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

const table = "sex,decision\nF,1\nM,0\n"

func TestFile(t *testing.T) {
	tests := []struct {
		name, file, content string
		options             Options
		want                string // the columns, or the error without its place
	}{
		{"CSV", "in.csv", table, Options{}, "sex decision"},
		{"CSV by another name", "in.txt", table, Options{}, "sex decision"},
		{"CSV forced", "in.parquet", table, Options{Format: "csv"}, "sex decision"},
		{"CSV with options", "in.csv", "a,b;c\n", Options{CSV: csv.Options{Separator: ';'}}, "a,b c"},
		{"CSV by the name of Parquet", "in.parquet", table, Options{}, `it is not a Parquet file, which would start with "PAR1"`},
		{"the same in capitals", "IN.PQ", table, Options{}, `it is not a Parquet file, which would start with "PAR1"`},
		{"Parquet forced", "in.csv", table, Options{Format: "parquet"}, `it is not a Parquet file, which would start with "PAR1"`},
		{"truncated Parquet", "in", "PAR1 and no end", Options{}, `the Parquet file is truncated: its end, with the description of its content, is missing`},
		{"encrypted Parquet", "in", "PARE and no end", Options{}, `the Parquet file is encrypted: decrypt it first`},
		{"Parquet forced to CSV", "in", "PAR1", Options{Format: "csv"}, `the file is a Parquet file, not CSV`},
		{"gzip", "in.csv.gz", "\x1f\x8b\x08\x00", Options{}, `the gzip data end too early: the file is truncated`},
		{"empty", "in.csv", "", Options{}, `the file is empty: a first line with the names of the columns is needed`},
		{"unknown format", "in.csv", table, Options{Format: "parket"}, `there is no input format "parket" (did you mean "parquet"?); the formats are "parquet", "csv", "tally"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := datasettest.Write(t, test.file, test.content)
			s, err := File(path, test.options)
			if err != nil {
				datasettest.WantError(t, err, path+": "+test.want)
				if s != nil {
					t.Errorf("a source beside the error: %#v", s)
				}
				return
			}
			defer s.Close()
			if got := strings.Join(s.Columns(), " "); got != test.want {
				t.Errorf("columns %q, want %q", got, test.want)
			}
		})
	}
}

func TestNoFile(t *testing.T) {
	dir := t.TempDir()
	_, err := File(dir, Options{})
	datasettest.WantError(t, err, dir+": it is a directory: name a file")
	absent := filepath.Join(dir, "absent.csv")
	_, err = File(absent, Options{})
	datasettest.WantError(t, err, absent+": there is no such file")
}

func TestStdin(t *testing.T) {
	s, err := File("-", Options{Stdin: strings.NewReader(table)})
	if err != nil {
		t.Fatal(err)
	}
	if _, account := datasettest.Must(t, s, datasettest.Spec()); account.Used != 2 {
		t.Error(account)
	}
	s, err = File("-", Options{Stdin: strings.NewReader("sex,decision\nF\n")})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = datasettest.Count(s, datasettest.Spec())
	datasettest.WantError(t, err, "stdin:2: the row has 1 field, but the header has 2")
	_, err = File("-", Options{Format: "parquet", Stdin: strings.NewReader("PAR1")})
	datasettest.WantError(t, err, "stdin: a parquet input must be a file, not a stream: save it and name the file")
	_, err = File("-", Options{Stdin: strings.NewReader("PAR1")})
	datasettest.WantError(t, err, "stdin: a parquet input must be a file, not a stream: save it and name the file")
	_, err = File("-", Options{Stdin: iotest.ErrReader(errors.New("the line is cut"))})
	datasettest.WantError(t, err, "stdin: the line is cut")
}

// TestChangedStdin changes the file that a shell opened for the standard input.
func TestChangedStdin(t *testing.T) {
	path := datasettest.Write(t, "in.csv", table)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := File("-", Options{Stdin: f})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(len(table)-4)); err != nil {
		t.Fatal(err)
	}
	_, _, err = datasettest.Count(s, datasettest.Spec())
	datasettest.WantError(t, err, "stdin: the file changed while it was read, from 21 to 17 bytes: name a copy that nothing writes to")
}

// TestFormats checks that each row of the table is complete.
func TestFormats(t *testing.T) {
	for i, f := range formats {
		if f.name == "" || f.file == nil {
			t.Errorf("format %d (%s) is incomplete", i, f.name)
		}
		if last := i == len(formats)-1; last != (len(f.magics) == 0) {
			t.Errorf("format %s: only the last may take what the others do not recognise", f.name)
		}
		if slices.Index(Formats(), f.name) != i {
			t.Errorf("format %s is listed %v", f.name, Formats())
		}
	}
}

// TestCorpora opens every shared file as it would be given to the program.
func TestCorpora(t *testing.T) {
	dir := datasettest.Corpora(t)
	for _, pattern := range []string{"csv/csvs/*", "parquet/data/*", "parquet/bad_data/*"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatal("no files", err)
		}
		for _, path := range paths {
			s, err := File(path, Options{})
			if err != nil {
				datasettest.WantError(t, err, err.Error())
				continue
			}
			if want := filepath.Ext(path) == ".csv"; want != isCSV(s) {
				t.Errorf("%s is taken for %T", path, s)
			}
			s.Close()
		}
	}
}

func isCSV(s any) bool {
	_, ok := s.(*csv.Source)
	return ok
}
