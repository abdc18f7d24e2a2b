package parquet

import (
	"bytes"
	"encoding/base64"
	stdcsv "encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// asParquet writes a table, the columns that hold integers as some type of numbers.
func asParquet(t testing.TB, random *rand.Rand, in datasettest.Table, integers []string) []byte {
	tb := make(table, len(in.Names))
	for i, name := range in.Names {
		tb[i] = tableColumn{name: name, kind: arrow.BinaryTypes.String}
		if random.IntN(4) == 0 {
			tb[i].kind = arrow.BinaryTypes.Binary
		}
		largest := 0
		for _, row := range in.Rows {
			value := row[i]
			if value == "" {
				value = null
			} else if tb[i].kind == arrow.BinaryTypes.Binary {
				value = base64.StdEncoding.EncodeToString([]byte(value))
			}
			largest = max(largest, len(row[i]))
			tb[i].values = append(tb[i].values, value)
		}
		if slices.Contains(integers, name) && tb[i].kind == arrow.BinaryTypes.String && random.IntN(5) > 0 {
			tb[i].kind = arrow.PrimitiveTypes.Int64
			if largest <= 5 {
				tb[i].kind = []arrow.DataType{arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Float64, arrow.PrimitiveTypes.Int16, &arrow.Decimal128Type{Precision: 9, Scale: 2}}[random.IntN(5)]
			}
		}
	}
	options := []parquet.WriterProperty{
		parquet.WithDictionaryDefault(random.IntN(2) == 0), parquet.WithMaxRowGroupLength(int64(1 + random.IntN(500))),
		parquet.WithDataPageSize(int64(64 + random.IntN(5000))), parquet.WithDictionaryPageSizeLimit(int64(64 + random.IntN(5000))),
	}
	return tb.encode(t, pqarrow.DefaultWriterProps(), options...)
}

func asText(t testing.TB, in datasettest.Table) []byte {
	var out bytes.Buffer
	w := stdcsv.NewWriter(&out)
	_ = w.Write(in.Names)
	if err := w.WriteAll(in.Rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestJoinIsTheWhole checks that rows and a file of attributes, in any formats,
// give what one table of both gives.
func TestJoinIsTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(25, 26))
	for range 60 {
		c := datasettest.RandomJoin(random)
		var integers []string
		if c.Integers[0] {
			integers = []string{"id", "person"}
		}
		open := func(in datasettest.Table, asCSV bool, threads int) datasettest.Sources {
			var data []byte
			if asCSV {
				data = asText(t, in)
			} else {
				data = asParquet(t, random, in, integers)
			}
			return func() []dataset.Source {
				if asCSV {
					s, err := csv.New("in", bytes.NewReader(data), csv.Options{Separator: ',', Threads: threads})
					if err != nil {
						t.Fatal(err)
					}
					return []dataset.Source{s}
				}
				s := decode(t, data)
				s.options.Threads = threads
				s.decodedOnly = random.IntN(5) == 0
				return []dataset.Source{s}
			}
		}
		want, err := datasettest.CountWhole(open(c.Whole, true, 1), c.Spec)
		if err != nil {
			if strings.Contains(err.Error(), "rows were left out") || strings.Contains(err.Error(), "quantiles") {
				continue // there is nothing to compare
			}
			t.Fatal(err)
		}
		for _, csvs := range [][2]bool{{false, false}, {true, false}, {false, true}} {
			for _, threads := range []int{1, 3} {
				what := fmt.Sprintf("CSV: %v, %d threads", csvs, threads)
				c.CheckJoin(t, what, want, open(c.Rows, csvs[0], threads), open(c.People, csvs[1], threads), threads)
			}
		}
	}
}
