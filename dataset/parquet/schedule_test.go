package parquet

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// TestSchedule breaks some rows of tables of many row groups, and checks that the
// number of threads shows in nothing, nor do pages, where the pages are sound.
func TestSchedule(t *testing.T) {
	random := rand.New(rand.NewPCG(19, 20))
	for range 30 {
		tb := population(2000)
		for range random.IntN(4) {
			column := &tb[random.IntN(2)]
			column.values[random.IntN(2000)] = fmt.Sprint("value ", random.IntN(5))
		}
		spec := dataset.Spec{
			Predicted:  dataset.Outcome{Column: "senior"},
			Attributes: []dataset.Attribute{{Name: "sex", Column: "sex"}, {Name: "town", Column: "town"}},
			MaxValues:  4 + random.IntN(3),
			Unit:       "note",
		}
		if random.IntN(2) == 0 {
			spec.Unit = ""
		}
		s := decode(t, tb.encode(t, pqarrow.DefaultWriterProps(), parquet.WithMaxRowGroupLength(int64(50+random.IntN(300)))))
		var want string
		for _, run := range []struct {
			threads     int
			decodedOnly bool
		}{{1, false}, {2, false}, {7, false}, {3, true}} {
			s.options.Threads, s.decodedOnly = run.threads, run.decodedOnly
			tally, account, err := datasettest.Count(s, spec)
			got := fmt.Sprint(string(tally), account, err)
			if want == "" {
				want = got
			}
			if got != want || strings.Contains(got, "row group") {
				t.Fatalf("%+v: %s\nwant %s", run, got, want)
			}
		}
	}
}
