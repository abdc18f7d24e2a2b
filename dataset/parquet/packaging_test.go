package parquet_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/dataset/parquet"
)

var names = []string{"sexe", "decision", "town"}

// rows are the same in every packaging. Some have no sexe.
func rows() [][]string {
	var all [][]string
	for i := range 300 {
		all = append(all, []string{[]string{"F", "H", "", "a/b %"}[i%4], fmt.Sprint(i / 3 % 2), []string{"Paris", "Lyon"}[i/7%2]})
	}
	return all
}

func asCSV(columns []string, rows [][]string) string {
	text := strings.Join(columns, ",") + "\n"
	for _, row := range rows {
		text += strings.Join(row, ",") + "\n"
	}
	return text
}

// tallyOf counts all files that the arguments name.
func tallyOf(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	inputs, _, err := open.Expand(arguments, "")
	if err != nil {
		t.Fatal(err)
	}
	counter := dataset.NewCounter(dataset.Spec{Predicted: dataset.Outcome{Column: "decision"},
		Attributes: []dataset.Attribute{{Name: "sexe", Column: "sexe"}, {Name: "town", Column: "town"}}})
	for _, in := range inputs {
		s, err := open.File(in.Path, open.Options{Constants: in.Constants})
		if err != nil {
			return "", err
		}
		if err := s.Count(context.Background(), counter); err != nil {
			return "", err
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	tally, _, err := counter.Tally()
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := tally.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), nil
}

// place puts content, or the file at from, at dir/name.
func place(t *testing.T, dir, name, content, from string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if from != "" {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		content = string(data)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPackaging checks that the same rows give the same bytes, however they are
// packed.
func TestPackaging(t *testing.T) {
	all := rows()
	dir := t.TempDir()
	place(t, dir, "all.csv", asCSV(names, all), "")
	want, err := tallyOf(t, filepath.Join(dir, "all.csv"))
	if err != nil {
		t.Fatal(err)
	}
	place(t, dir, "mixed/a.csv", asCSV(names, all[:100]), "")
	place(t, dir, "mixed/b.csv.gz", gzipped(t, asCSV(names, all[100:150])), "")
	place(t, dir, "mixed/c.parquet", "", parquet.WriteTable(t, names, all[150:]))
	partition(t, dir, "hive", all, 1, func(dir, name string, columns []string, rows [][]string) {
		place(t, dir, name+".csv", asCSV(columns, rows[:len(rows)/2]), "")
		place(t, dir, name+".parquet", "", parquet.WriteTable(t, columns, rows[len(rows)/2:]))
	})
	partition(t, dir, "bare", all, 3, func(dir, name string, columns []string, rows [][]string) {
		for _, row := range rows { // the file needs a column
			row[0] = "x"
		}
		place(t, dir, name+".parquet", "", parquet.WriteTable(t, []string{"other"}, rows))
	})
	for _, arguments := range [][]string{
		{"mixed"}, {"mixed/*"}, {"mixed/c.parquet", "mixed/a.csv", "mixed/b.csv.gz"}, {"hive"}, {"hive/**/*.csv", "hive/*/*.parquet"}, {"bare"},
	} {
		for i := range arguments {
			arguments[i] = filepath.Join(dir, arguments[i])
		}
		if got, err := tallyOf(t, arguments...); err != nil || got != want {
			t.Errorf("%s: %v\n%swant\n%s", arguments, err, got, want)
		}
	}
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// partition writes the rows below directories of the values of their first
// columns, which the files do not hold.
func partition(t *testing.T, dir, name string, rows [][]string, depth int, write func(dir, name string, columns []string, rows [][]string)) {
	t.Helper()
	parts := map[string][][]string{}
	for _, row := range rows {
		path := name
		for i, value := range row[:depth] {
			if value == "" {
				value = "__HIVE_DEFAULT_PARTITION__"
			}
			path += "/" + names[i] + "=" + url.PathEscape(value)
		}
		rest := slices.Clone(row[depth:])
		if len(rest) == 0 {
			rest = []string{""}
		}
		parts[path] = append(parts[path], rest)
	}
	for path, rows := range parts {
		write(dir, path+"/part-0", names[depth:], rows)
	}
}

// TestBothInFileAndPath checks that nobody has to guess which column is meant.
func TestBothInFileAndPath(t *testing.T) {
	dir := t.TempDir()
	place(t, dir, "sexe=F/a.csv", asCSV(names, rows()), "")
	place(t, dir, "sexe=H/b.parquet", "", parquet.WriteTable(t, names, rows()))
	for name, value := range map[string]string{"sexe=F/a.csv": "F", "sexe=H/b.parquet": "H"} {
		path := filepath.Join(dir, name)
		_, err := tallyOf(t, path)
		datasettest.WantError(t, err, path+`: column "sexe": the file has it, and so has its path, as sexe=`+value+`: rename the directory or the column`)
	}
	place(t, dir, "ville=Brest/c.parquet", "", parquet.WriteTable(t, []string{"decision"}, [][]string{{"1"}}))
	path := filepath.Join(dir, "ville=Brest", "c.parquet")
	_, err := tallyOf(t, path)
	datasettest.WantError(t, err, path+`: there is no column "sexe"; the columns are "decision", "ville"`)
}
