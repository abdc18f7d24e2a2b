package csv

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// written writes a table, its texts now and then in another form that means the same.
func written(random *rand.Rand, tb datasettest.Table) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(tb.Names)
	other := random.IntN(2) == 0
	for _, row := range tb.Rows {
		row := append([]string(nil), row...)
		for i, text := range row {
			if other && text != "" && random.IntN(9) == 0 {
				row[i] = " " + text + "\t"
			}
		}
		_ = w.Write(row)
	}
	w.Flush()
	return out.Bytes()
}

// inFiles opens the rows of a table in some files.
func inFiles(t testing.TB, random *rand.Rand, tb datasettest.Table, files int, o Options, size int) datasettest.Sources {
	var texts [][]byte
	for i := range files {
		part := tb
		part.Rows = tb.Rows[len(tb.Rows)*i/files : len(tb.Rows)*(i+1)/files]
		texts = append(texts, written(random, part))
	}
	return func() []dataset.Source {
		var sources []dataset.Source
		for i, text := range texts {
			s, err := New(fmt.Sprintf("file %d", i), bytes.NewReader(text), o)
			if err != nil {
				t.Fatal(err)
			}
			s.blockSize = size
			sources = append(sources, s)
		}
		return sources
	}
}

// TestJoinIsTheWhole checks that rows and a file of attributes give what one table
// of both gives, whatever the blocks, the threads and the number of files.
func TestJoinIsTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	for range 60 {
		c := datasettest.RandomJoin(random)
		want, err := datasettest.CountWhole(inFiles(t, random, c.Whole, 1, Options{Separator: ',', Threads: 1}, blockSize), c.Spec)
		if err != nil {
			if strings.Contains(err.Error(), "rows were left out") || strings.Contains(err.Error(), "quantiles") {
				continue // there is nothing to compare
			}
			t.Fatalf("%v\n%+v", err, c.Spec)
		}
		for _, size := range []int{11, 700, blockSize} {
			for _, threads := range []int{1, 2, 5} {
				o := Options{Separator: ',', Threads: threads}
				rows, people := inFiles(t, random, c.Rows, 1+random.IntN(3), o, size), inFiles(t, random, c.People, 1+random.IntN(3), o, size)
				c.CheckJoin(t, fmt.Sprintf("blocks of %d, %d threads", size, threads), want, rows, people, threads)
			}
		}
	}
}

// TestJoinErrors checks that an error does not depend on blocks and threads, and
// that of keys that are there twice it tells the first.
func TestJoinErrors(t *testing.T) {
	random := rand.New(rand.NewPCG(23, 24))
	seen := map[string]int{}
	for range 150 {
		c := datasettest.RandomJoin(random)
		tables := []datasettest.Table{c.Rows, c.People}
		for range 1 + random.IntN(3) {
			tb := tables[random.IntN(2)]
			row := tb.Rows[random.IntN(len(tb.Rows))]
			switch i := random.IntN(len(row)); random.IntN(3) {
			case 0:
				row[i] = "\xff"
			case 1:
				row[i] = "no number"
			default:
				copy(row, tb.Rows[random.IntN(len(tb.Rows))])
			}
		}
		c.Spec.MaxValues = 2 + random.IntN(100)
		want := ""
		for _, size := range []int{blockSize, 13} {
			for _, threads := range []int{1, 4} {
				files := rand.New(rand.NewPCG(1, 1))
				o := Options{Separator: ',', Threads: threads}
				rows, people := inFiles(t, files, c.Rows, 2, o, size), inFiles(t, files, c.People, 2, o, size)
				got, joined, err := datasettest.CountJoined(rows, people, threads, c.Spec, c.Key)
				if outcome := fmt.Sprint(got, joined, err); want == "" {
					want = outcome
				} else if outcome != want {
					t.Fatalf("blocks of %d, %d threads: %s\nwant %s", size, threads, outcome, want)
				}
				for _, kind := range []string{"there twice", "UTF-8", "not a number", "not a date", "distinct values", "<nil>"} {
					if strings.Contains(fmt.Sprint(err), kind) {
						seen[kind]++
					}
				}
			}
		}
	}
	if len(seen) < 6 {
		t.Errorf("only %v occur", seen)
	}
}
