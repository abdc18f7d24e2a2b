package open

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// tree makes files, all empty, below a directory that becomes the working one.
func tree(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range names {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExpand(t *testing.T) {
	tree(t, "a.csv", "b.csv", "b[1].csv", "data/z.csv", "data/c.parquet", "data/.hidden.csv", "data/_SUCCESS", "data/_tmp/x.csv",
		"data/_y=1/p.csv", "data/notes.txt", "data/deep/er/D.CSV.GZ", "data/deep/e.tsv.zst", "none/readme.md",
		"hive/sexe=F/age=20/p0.csv", "hive/sexe=F/age=30/p0.csv", "hive/sexe=__HIVE_DEFAULT_PARTITION__/age=30/p0.csv")
	tests := []struct {
		arguments string // separated by spaces
		format    string
		want      string // paths, with constants; after a | what was left out
	}{
		{"a.csv", "", "a.csv"},
		{"b.csv - a.csv", "", "b.csv - a.csv"},
		{"absent.csv", "", "absent.csv"},
		{"b[1].csv", "", "b[1].csv"},
		{"b[[]1].csv", "", "b[1].csv"},
		{"*.csv", "", "a.csv b.csv b[1].csv"},
		{"[b-z]*.csv", "", "b.csv b[1].csv"},
		{"?.csv", "", "a.csv b.csv"},
		{"./data/*.csv", "", "data/z.csv"},
		{"data/.*.csv", "", "data/.hidden.csv"},
		{"data", "", "data/_y=1/p.csv[{_y 1}] data/c.parquet data/deep/e.tsv.zst data/deep/er/D.CSV.GZ data/z.csv | data/notes.txt"},
		{"data/deep/", "", "data/deep/e.tsv.zst data/deep/er/D.CSV.GZ"},
		{"none", "csv", "none/readme.md"},
		{"data/**/*.csv", "", "data/_tmp/x.csv data/_y=1/p.csv[{_y 1}] data/z.csv"},
		{"**/*.parquet", "", "data/c.parquet"},
		{"data/deep/**", "", "data/deep/e.tsv.zst data/deep/er/D.CSV.GZ"},
		{"data/deep/**/*", "", "data/deep/e.tsv.zst data/deep/er/D.CSV.GZ"},
		{"hive/*/*/p0.csv", "", "hive/sexe=F/age=20/p0.csv[{sexe F} {age 20}] hive/sexe=F/age=30/p0.csv[{sexe F} {age 30}] hive/sexe=__HIVE_DEFAULT_PARTITION__/age=30/p0.csv[{sexe } {age 30}]"},
		{"hive/sexe=F", "", "hive/sexe=F/age=20/p0.csv[{sexe F} {age 20}] hive/sexe=F/age=30/p0.csv[{sexe F} {age 30}]"},
		{"hive/*=F", "", "hive/sexe=F/age=20/p0.csv[{sexe F} {age 20}] hive/sexe=F/age=30/p0.csv[{sexe F} {age 30}]"},
	}
	for _, test := range tests {
		inputs, left, err := Expand(strings.Fields(test.arguments), test.format)
		if err != nil {
			t.Errorf("%s: %v", test.arguments, err)
			continue
		}
		var got []string
		for _, in := range inputs {
			text := filepath.ToSlash(in.Path)
			if len(in.Constants) > 0 {
				text += fmt.Sprint(in.Constants)
			}
			got = append(got, text)
		}
		if len(left) > 0 {
			got = append(append(got, "|"), left...)
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.arguments, text, test.want)
		}
	}
}

func TestExpandErrors(t *testing.T) {
	tree(t, "a.csv", "b.csv", "none/readme.md", "x=1/x=2/a.csv")
	for arguments, want := range map[string]string{
		"*.tsv":            "*.tsv: no file matches this pattern",
		"nowhere/*.csv":    "nowhere/*.csv: no file matches this pattern",
		"nowhere/**/*.csv": "nowhere/**/*.csv: no file matches this pattern",
		"a[.csv":           "a[.csv: there is no such file, and as a pattern it is malformed: [ needs its ]",
		"none":             "none: no file of a known format lies below this directory; their names end in .csv, .tsv, .csv.gz, .tsv.gz, .csv.zst, .tsv.zst, .parquet, .pq, .tally.json",
		"no*":              "no*: no file of a known format lies below the directories that match this pattern",
		"*.csv ./a.csv":    "./a.csv: it is named twice, by *.csv and by ./a.csv: its rows would count double",
		"a.csv a.csv":      "a.csv: it is named twice, by a.csv and by a.csv: its rows would count double",
		"- -":              "-: it is named twice, by - and by -: its rows would count double",
		"x=1":              "x=1/x=2/a.csv: column \"x\": two directories of the path give it a value",
	} {
		_, _, err := Expand(strings.Fields(arguments), "")
		datasettest.WantError(t, err, filepath.FromSlash(want))
	}
}

// TestLinks checks that a link to a file is that file, and that links to
// directories, which could lead in circles, are not followed below one.
func TestLinks(t *testing.T) {
	tree(t, "data/a.csv", "real/b.csv")
	for from, to := range map[string]string{"data/link.csv": "../real/b.csv", "data/round": "..", "start": "data"} {
		if err := os.Symlink(filepath.FromSlash(to), filepath.FromSlash(from)); err != nil {
			t.Skip(err)
		}
	}
	for _, argument := range []string{"data", "start", "data/**/*.csv"} {
		inputs, left, err := Expand([]string{argument}, "")
		if err != nil || len(inputs) != 2 || argument == "data" && strings.Join(left, " ") != filepath.Join("data", "round") {
			t.Errorf("%s: %+v, %q, %v", argument, inputs, left, err)
		}
	}
}
