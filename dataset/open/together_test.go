package open

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
)

// togetherRows are more than a few blocks: sexe, âge, né, poids, score, the
// numbers with a decimal point.
func togetherRows() [][]string {
	rows := make([][]string, 20_000)
	for i := range rows {
		rows[i] = []string{
			[]string{"F", "H", ""}[i%3], fmt.Sprintf("%d.%d", 18+i*7%60, i%10), time.Date(1950+i%50, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC).Format("02/01/2006"),
			[]string{"1", "0.25", "1234.5", "", "0", "1e-3"}[i%6], []string{"0.5", "0.49", "1.0", "NR", "0"}[i/4%5],
		}
	}
	return rows
}

func togetherSpec() dataset.Spec {
	return dataset.Spec{
		Predicted: dataset.Outcome{Column: "score", Cutoff: new(0.5)},
		Attributes: []dataset.Attribute{
			{Name: "sexe", Column: "sexe"}, {Name: "âge", Column: "âge", Quantiles: 4}, {Name: "bande", Column: "âge", Bands: []float64{26.5, 50}},
			{Name: "né", Column: "né", AgeAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Quantiles: 3}, {Name: "ans", Column: "né", AgeAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		},
		Intersections: [][]string{{"sexe", "bande"}},
		Weight:        "poids",
		Reading:       dataset.Reading{MissingMarkers: []string{"NR"}},
	}
}

// countTogether makes the two passes over all inputs, and returns the bytes of
// the tally, the account and how far the reading has come.
func countTogether(t *testing.T, spec dataset.Spec, o Options, argument string) string {
	t.Helper()
	inputs, _, err := Expand([]string{argument}, "")
	if err != nil {
		t.Fatal(err)
	}
	o.Progress = new(dataset.Progress)
	count := func(c *dataset.Counter) {
		for _, in := range inputs {
			o.Constants = in.Constants
			s, err := File(in.Path, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Count(context.Background(), c); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	limits := dataset.NewLimits(spec, nil)
	count(limits.Counter())
	if spec, err = limits.Apply(spec); err != nil {
		t.Fatal(err)
	}
	c := dataset.NewCounter(spec)
	count(c)
	tally, account, err := c.Tally()
	if err != nil {
		t.Fatal(err)
	}
	if _, rows, _ := o.Progress.Read(); rows != 2*account.Read || limits.Rows() != account.Read {
		t.Errorf("%d rows are told of, %d read in each pass, %d in the first", rows, account.Read, limits.Rows())
	}
	var b bytes.Buffer
	if err := tally.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v %s", account, b.String())
}

// TestTogether reads the same rows as one plain table, and as compressed parts
// in latin1 with decimal commas below directories of Hive, by one thread and by
// several: the bytes are the same.
func TestTogether(t *testing.T) {
	dir, rows := t.TempDir(), togetherRows()
	names := []string{"sexe", "âge", "né", "poids", "score"}
	table := func(separator string, names []string, rows [][]string) string {
		var b strings.Builder
		for _, row := range slices.Concat([][]string{names}, rows) {
			b.WriteString(strings.Join(row, separator) + "\n")
		}
		return b.String()
	}
	put := func(path, content string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("plain/all.csv", table(",", names, rows))
	parts := map[string][][]string{}
	for _, row := range rows {
		comma := slices.Clone(row[1:])
		for i := range comma {
			comma[i] = strings.Replace(comma[i], ".", ",", 1)
		}
		if comma[2] == "1234,5" {
			comma[2] = "1\u00a0234,5"
		}
		parts[row[0]] = append(parts[row[0]], comma)
	}
	for sex, rows := range parts {
		if sex == "" {
			sex = "__HIVE_DEFAULT_PARTITION__"
		}
		latin1 := strings.NewReplacer("é", "\xe9", "â", "\xe2", "\u00a0", "\xa0")
		half := len(rows) / 2
		put("hive/sexe="+sex+"/a.csv.gz", gzipped(t, latin1.Replace(table(";", names[1:], rows[:half]))))
		put("hive/sexe="+sex+"/b.csv.zst", zstded(t, latin1.Replace(table(";", names[1:], rows[half:]))))
	}
	want := countTogether(t, togetherSpec(), Options{Threads: 1}, filepath.Join(dir, "plain"))
	comma := togetherSpec()
	comma.Reading.Decimal = dataset.DecimalComma
	for _, threads := range []int{1, 4, 16} {
		if got := countTogether(t, togetherSpec(), Options{Threads: threads}, filepath.Join(dir, "plain")); got != want {
			t.Errorf("%d threads:\n%s\nwant\n%s", threads, got, want)
		}
		o := Options{Threads: threads, Encoding: Latin1, CSV: csv.Options{Separator: ';'}}
		if got := countTogether(t, comma, o, filepath.Join(dir, "hive")); got != want {
			t.Errorf("compressed, %d threads:\n%s\nwant\n%s", threads, got, want)
		}
	}
}
