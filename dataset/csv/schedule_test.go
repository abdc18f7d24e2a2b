package csv

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// scheduleSpec asks for every kind of column.
func scheduleSpec(random *rand.Rand) dataset.Spec {
	spec := dataset.Spec{
		Predicted:  dataset.Outcome{Column: "score", Cutoff: new(0.5)},
		Actual:     dataset.Outcome{Column: "label"},
		Attributes: []dataset.Attribute{{Name: "sex", Column: "sex"}, {Name: "age", Column: "age", Bands: []float64{26, 50}}},
		Strata:     []string{"job"},
		MaxValues:  3 + random.IntN(4),
	}
	if random.IntN(2) == 0 {
		spec.Weight = "weight"
	}
	if random.IntN(2) == 0 {
		spec.Unit = "id"
	}
	if random.IntN(4) == 0 {
		spec.Missing = dataset.MissingError
	}
	return spec
}

// scheduleTable writes rows, some of which may have something wrong.
func scheduleTable(random *rand.Rand) []byte {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	rare := func(usual, other string) string {
		if random.IntN(300) == 0 {
			return other
		}
		return usual
	}
	end := pick("\n", "\r\n")
	var b strings.Builder
	b.WriteString("id,sex,note,age,job,label,score,weight" + end)
	for range random.IntN(400) {
		note := rare("plain", pick("\"a\nb\"", "\"x,y\"", "\"open", "a,b", "\x00"))
		row := []string{
			fmt.Sprint(random.IntN(200)), rare(pick("F", "M", "\"F\""), pick("", "X", "Y", "\xff", "someone else altogether")), note,
			rare(pick("17", "26", "50.5", "5e1"), "old"), pick("a", "b"), rare(pick("0", "1"), pick("", "2", "yes")),
			rare(fmt.Sprintf("%.3f", random.Float64()), pick("high", "")), rare(pick("1", "0.25", "2"), pick("-1", "0", "1e20")),
		}
		b.WriteString(strings.Join(row, ",") + rare(end, end+end))
	}
	return []byte(b.String())
}

// TestSchedule checks that neither the size of the blocks nor the number of
// threads shows, in the tally, the account or the error.
func TestSchedule(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	for range 300 {
		spec, data := scheduleSpec(random), scheduleTable(random)
		outcome := func(size, threads int) string {
			s, err := New("in", bytes.NewReader(data), Options{Separator: ',', Threads: threads})
			if err != nil {
				return err.Error()
			}
			s.blockSize = size
			tally, account, err := datasettest.Count(s, spec)
			return fmt.Sprint(string(tally), account, err)
		}
		want := outcome(1<<20, 1)
		for _, size := range []int{7, 300, 5000} {
			for _, threads := range []int{1, 2, 5} {
				if got := outcome(size, threads); got != want {
					t.Fatalf("blocks of %d, %d threads: %s\nwant %s\n%s", size, threads, got, want, data)
				}
			}
		}
	}
}
