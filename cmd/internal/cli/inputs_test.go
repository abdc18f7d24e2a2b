package cli

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSameRowsInManyFiles checks that the packing of rows into files,
// directories and compression changes no byte of the tally.
func TestSameRowsInManyFiles(t *testing.T) {
	w := newWorld(t)
	women, men := people("F", 40, 31, 22, 63), people("M", 51, 33, 34, 42)
	all := csvHeader + women + men
	w.write("all.csv", all)
	want := w.tallied(on("all.csv")...)

	bare := func(rows string) string { // without the column of the path
		return "selected,hired\n" + strings.NewReplacer("F,", "", "M,", "").Replace(rows)
	}
	w.write("all.csv.gz", gzipped(t, all))
	w.write("no-extension", gzipped(t, all))
	w.write("parts/one.csv", csvHeader+women)
	w.write("parts/more/two.csv.gz", gzipped(t, csvHeader+men))
	w.write("parts/_SUCCESS", "")
	w.write("parts/.one.csv.crc", "crc")
	w.write("hive/sex=F/part-0.csv", bare(women))
	w.write("hive/sex=%4D/part-0.csv.gz", gzipped(t, bare(men)))
	w.write("utf8.csv", strings.ReplaceAll(all, "M", "\u00c9"))
	w.write("latin1.csv", strings.ReplaceAll(all, "M", "\xc9"))
	for _, args := range [][]string{
		on("all.csv.gz"), on("no-extension"), on("-"), on("parts"), on("parts/"), on("parts/**/*.csv*"), on("parts/**"), on("hive"), on("hive/*/part-*"),
		append([]string{"parts/more"}, on("parts/one.csv")...),
	} {
		w.in = strings.NewReader(gzipped(t, all))
		if got := w.tallied(args...); got != want {
			t.Errorf("%q: the tally\n%swant\n%s", args, got, want)
		}
	}
	if utf8, latin1 := w.tallied(on("utf8.csv")...), w.tallied(on("latin1.csv", "--encoding", "latin1")...); utf8 != latin1 || utf8 == want {
		t.Errorf("the tally in latin1\n%swant\n%s", latin1, utf8)
	}
}

// TestSourcesOfManyFiles checks how a report names its inputs.
func TestSourcesOfManyFiles(t *testing.T) {
	w := newWorld(t)
	rows := csvHeader + people("F", 40, 31, 22, 63) + people("M", 51, 33, 34, 42)
	for _, name := range []string{"a.csv", "deep/data/b.csv", "deep/data/more/c.csv"} {
		w.write(name, rows)
	}
	for args, want := range map[string]string{
		"a.csv":            "[a.csv] a.csv",
		"deep/data":        "[data] data",
		"deep/data a.csv":  "[data a.csv] data",
		"deep/data/*.csv":  "[b.csv] b.csv",
		"deep/**/*.csv":    "[b.csv c.csv] b.csv",
		"a.csv deep/data/": "[a.csv data] a.csv",
	} {
		d := w.audited(slices.Concat(strings.Fields(args), roles)...)
		if got := fmt.Sprint(d.Data.Sources, " ", d.Model.Name); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
	w.write("deep/data/notes.txt", "")
	got := w.run(append([]string{"tally", "deep"}, roles...)...)
	if want := line("left out, since their names promise no known format (--format takes them): deep/data/notes.txt"); got.code != 0 || got.err != want {
		t.Errorf("%+v", got)
	}
}

// TestOneBadFileAmongMany checks that nothing is judged then.
func TestOneBadFileAmongMany(t *testing.T) {
	w := newWorld(t)
	rows := csvHeader + people("F", 1500, 500, 500, 1500) + people("M", 1510, 490, 505, 1495)
	gz := gzipped(t, rows)
	for _, test := range []struct{ name, content, want string }{
		{"cut.csv.gz", gz[:len(gz)-3], "data/cut.csv.gz: …"},
		{"bad.csv", csvHeader + "F,1\n", "data/bad.csv:2: the row has 2 fields, but the header has 3"},
		{"bad.parquet", "PAR1 and no end", "data/bad.parquet: the Parquet file is truncated: its end, with the description of its content, is missing"},
		{"other.csv", "sexe,selected,hired\n", `data/other.csv: there is no column "sex" (did you mean "sexe"?); the columns are "sexe", "selected", "hired"`},
		{"sex=F/both.csv", rows, `data/sex=F/both.csv: column "sex": the file has it, and so has its path, as sex=F: rename the directory or the column`},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			for _, good := range []string{"a.csv", "z.csv"} {
				w.write("data/"+good, rows)
			}
			w.write("data/"+test.name, test.content)
			for _, arguments := range [][]string{{"data"}, {"data/**/*"}} {
				got := w.run(slices.Concat([]string{"audit"}, arguments, roles, []string{"-o", "table", "-o", "json=report.json"})...)
				if got.code != ExitIncomplete || got.out != "" || !says(got.err, line(test.want)) {
					t.Errorf("%s: %+v", arguments, got)
				}
				if files := w.files(); !slices.Equal(files, []string{"data"}) {
					t.Errorf("files %q", files)
				}
			}
		})
	}
	w.write("a.csv", rows)
	for args, want := range map[string]string{
		"a.csv absent.csv": "absent.csv: there is no such file",
		"a.csv *.tsv":      "*.tsv: no file matches this pattern",
		"a.csv *.csv":      "a.csv: it is named twice, by a.csv and by *.csv: its rows would count double",
	} {
		if got := w.run(slices.Concat([]string{"audit"}, strings.Fields(args), roles)...); got.code != ExitIncomplete || got.out != "" || got.err != line(want) {
			t.Errorf("%s: %+v", args, got)
		}
	}
}
