package csv

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// TestReference counts tables, of whose rows most are counted by columns, in blocks of
// few bytes and of many, and compares the cells with a count of what encoding/csv reads.
func TestReference(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		data, separator := referenceTable(random)
		reference := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(utf8BOM))))
		reference.Comma = separator
		records, err := reference.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sex, decision := slices.Index(records[0], "sex"), slices.Index(records[0], "decision")
		want := map[string]int{}
		for _, r := range records[1:] {
			want[strings.TrimSpace(r[sex])+"/"+r[decision]]++
		}
		for _, size := range []int{1 + random.IntN(100), 1 + random.IntN(3000), blockSize} {
			s, err := New("in", bytes.NewReader(data), Options{Threads: 1 + random.IntN(4)})
			if err != nil {
				t.Fatal(err)
			}
			s.blockSize = size
			tally, _ := datasettest.Must(t, s, datasettest.Spec())
			if got := cells(t, tally); !maps.Equal(got, want) {
				t.Fatalf("blocks of %d: %v, want %v\n%.2000q", size, got, want, data)
			}
		}
	}
}

// referenceTable writes a table in which any field may stand in quotes, and some
// hold what must. A share of its rows has line breaks within a field.
func referenceTable(random *rand.Rand) (data []byte, separator rune) {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	separator = []rune(",;\t|")[random.IntN(4)]
	end, quoting, breaks := pick("\n", "\r\n"), random.Float64(), random.IntN(2) == 0
	field := func(text string) string {
		if strings.ContainsAny(text, "\"\n"+string(separator)) || random.Float64() < quoting {
			return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		return text
	}
	columns := []string{"sex", "decision", "note"}
	random.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	var b strings.Builder
	b.WriteString(pick("", utf8BOM) + strings.Join(columns, string(separator)) + end)
	for row := range 1 + random.IntN(3000) {
		values := map[string]string{
			"decision": pick("0", "1"),
			"sex":      pick("F", "M", "é", "日本🎈", "a,b;c|d\te", `says "hi"`, `"`, `""`, "", " F ", strings.Repeat("long ", 20)),
			"note":     strings.Repeat("x", random.IntN(70)),
		}
		if row == 0 {
			values["decision"] = "1" // so that there is one
		} else if breaks && random.IntN(20) == 0 {
			values["note"] = pick("\n", "\n\"\n", strings.Repeat("line\n", 30))
		}
		for i, c := range columns {
			if i > 0 {
				b.WriteRune(separator)
			}
			b.WriteString(field(values[c]))
		}
		b.WriteString(end)
	}
	return []byte(b.String()), separator
}

// cells are the counts of a tally of sexes and decisions.
func cells(t *testing.T, text []byte) map[string]int {
	t.Helper()
	var tally struct {
		Axes    []struct{ Values []string }
		Cuboids []struct{ Cells [][]int }
	}
	if err := json.Unmarshal(text, &tally); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, c := range tally.Cuboids[0].Cells {
		counts[fmt.Sprint(tally.Axes[0].Values[c[0]], "/", tally.Axes[1].Values[c[1]])] = c[2]
	}
	return counts
}
