package open_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset/open"
)

// sampleOf samples what the arguments name.
func sampleOf(t *testing.T, rows int, o open.Options, arguments ...string) (*open.Sampled, error) {
	t.Helper()
	inputs, _, err := open.Expand(arguments, o.Format)
	if err != nil {
		t.Fatal(err)
	}
	return open.Sample(context.Background(), inputs, o, rows)
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// described writes a sample: the rows, then each column with what it misses and its values.
func described(s *open.Sampled) string {
	var parts []string
	for _, c := range s.Columns {
		var values []string
		for v, n := range c.Values {
			values = append(values, fmt.Sprintf("%s:%d", v, n))
		}
		slices.Sort(values)
		parts = append(parts, fmt.Sprintf("%s -%d %s", c.Name, c.Missing, strings.Join(values, " ")))
	}
	return fmt.Sprintf("%d rows %s; %s", s.Rows, s.Encoding, strings.Join(parts, "; "))
}

func TestSample(t *testing.T) {
	const people = "sex;âge\nF;20\nM; 30.0\n;NA\nF;20\n"
	for _, test := range []struct {
		name, text string
		rows       int
		want       string
	}{
		{"a.csv", people, 100, "4 rows ; sex -1 F:2 M:1; âge -0 20:2 30:1 NA:1"},
		{"a.csv", people, 4, "4 rows ; sex -1 F:2 M:1; âge -0 20:2 30:1 NA:1"},
		{"a.csv", people, 2, "2 rows ; sex -0 F:1 M:1; âge -0 20:1 30:1"},
		{"a.csv", "sex,sex,age,\nF,G,1,2\n", 9, "1 rows ; age -0 1:1"},
		{"a.csv", "sex,age\n", 9, "0 rows ; sex -0 ; age -0 "},
		{"a.csv", "sex,prénom\nF,Zoé\n", 9, "1 rows ; sex -0 F:1; prénom -0 Zoé:1"},
		{"a.csv", "sex,pr\xe9nom\nF,Zo\xe9\n", 9, "1 rows latin1; sex -0 F:1; prénom -0 Zoé:1"},
		{"a.csv", "sex,name\nF,Zo\xe9\n", 9, "1 rows latin1; sex -0 F:1; name -0 Zoé:1"},
		{"sexe=F/a.csv", "age\n1\n", 9, "1 rows ; age -0 1:1; sexe -0 F:1"},
	} {
		s, err := sampleOf(t, test.rows, open.Options{}, file(t, test.name, test.text))
		if err != nil || described(s) != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
			if err == nil {
				t.Error(described(s))
			}
		}
	}
}

// TestSampleOfMany: the sample has rows of several files, which may be compressed,
// and ends early: what is wrong behind it does not matter.
func TestSampleOfMany(t *testing.T) {
	dir := t.TempDir()
	for i, sex := range []string{"F", "M"} {
		path := filepath.Join(dir, "sexe="+sex, "part.csv.gz")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		z := gzip.NewWriter(f)
		_, _ = fmt.Fprintf(z, "age,n\n%s", strings.Repeat(fmt.Sprintf("2%d,1\n", i), 40_000)+"broken\n")
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	s, err := sampleOf(t, 1000, open.Options{}, dir)
	if want := "1000 rows ; age -0 20:500 21:500; n -0 1:1000; sexe -0 F:500 M:500"; err != nil || described(s) != want {
		t.Errorf("%v, want %s", err, want)
	}
	if _, err := sampleOf(t, 100_000, open.Options{}, dir); err == nil || !strings.Contains(err.Error(), "the row has 1 field") {
		t.Errorf("a sample that reaches the broken row: %v", err)
	}
}

func TestSampleErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "the file is empty",
		"a,b\n1\n":                         "the row has 1 field, but the header has 2",
		`{"schema":"fairaudit-tally/1"}`:   "it is a tally",
		"\xff\xfea\x00":                    "UTF-16",
		"sex,pr\xe9nom\nF,\"Zo\xe9\"x,y\n": "is not UTF-8",
	} {
		if _, err := sampleOf(t, 10, open.Options{}, file(t, "a.csv", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	inputs, _, _ := open.Expand([]string{file(t, "a.csv", "a\n1\n")}, "")
	if _, err := open.Sample(ctx, inputs, open.Options{}, 10); err == nil {
		t.Error("a sample after the end of its context")
	}
}
