package parquet

import (
	"bytes"
	stdcsv "encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// population makes rows of every kind of column that an audit uses.
func population(rows int) table {
	random := rand.New(rand.NewPCG(3, 4))
	tb := table{
		{name: "sex", kind: arrow.BinaryTypes.String},
		{name: "town", kind: arrow.BinaryTypes.String},
		{name: "age", kind: arrow.PrimitiveTypes.Int32},
		{name: "senior", kind: arrow.FixedWidthTypes.Boolean},
		{name: "level", kind: arrow.PrimitiveTypes.Float64},
		{name: "label", kind: arrow.PrimitiveTypes.Int64},
		{name: "score", kind: arrow.PrimitiveTypes.Float32},
		{name: "weight", kind: arrow.PrimitiveTypes.Float64},
		{name: "final", kind: arrow.PrimitiveTypes.Int64},
		{name: "note", kind: arrow.BinaryTypes.String},
	}
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	for i := range rows {
		for j, value := range []string{
			pick("F", "M", "X, \"autre\"", null),
			pick("Orle\u0301ans", "Orl\u00e9ans", " Nîmes ", "Bou\nlogne", "", null),
			pick("17", "18", "25", "26", "49", "50", "99", null),
			pick("true", "false", null),
			strconv.Itoa(1+random.IntN(4)) + pick("", ".5"),
			pick("0", "1", null),
			strconv.FormatFloat(float64(random.Float32()), 'f', -1, 32),
			pick("0", "0.1", "1", "2.5", "1e-06", "123456.789", null),
			pick("0", "1", "1"),
			"note " + strconv.Itoa(i),
		} {
			tb[j].values = append(tb[j].values, value)
		}
	}
	return tb
}

// asCSV writes the table as pandas does: True and False, and whole floats with
// a ".0".
func (tb table) asCSV(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w := stdcsv.NewWriter(&out)
	record := make([]string, len(tb))
	for i, c := range tb {
		record[i] = c.name
	}
	w.Write(record)
	for i := range tb[0].values {
		for j, c := range tb {
			record[j] = pandas(c.kind, c.values[i])
		}
		w.Write(record)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pandas(kind arrow.DataType, value string) string {
	switch {
	case value == null:
		return ""
	case value == "true":
		return "True"
	case value == "false":
		return "False"
	case kind.ID() == arrow.INT64 || kind.ID() == arrow.INT32: // with gaps a column of floats
		return value + ".0"
	}
	return value
}

// TestSameAsCSV checks that the same rows give the same bytes, however they are written.
func TestSameAsCSV(t *testing.T) {
	tb := population(20_011)
	spec := dataset.Spec{
		Actual:    dataset.Outcome{Column: "label"},
		Predicted: dataset.Outcome{Column: "score", Cutoff: new(0.5)},
		Attributes: []dataset.Attribute{
			{Name: "sex", Column: "sex"},
			{Name: "age", Column: "age", Bands: []float64{18, 26, 50}},
			{Name: "senior", Column: "senior"},
			{Name: "level", Column: "level"},
			{Name: "town", Column: "town", Values: map[string]string{"Orle\u0301ans": "Centre", "N\u00eemes": "Sud"}},
		},
		Intersections: [][]string{{"sex", "age"}},
		Strata:        []string{"level"},
		Weight:        "weight",
	}
	fromCSV := func(spec dataset.Spec) ([]byte, dataset.Account) {
		text, err := csv.New("in", bytes.NewReader(tb.asCSV(t)), csv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return datasettest.Must(t, text, spec)
	}
	want, wantAccount := fromCSV(spec)
	decided := spec // and decided on by people
	decided.Human = dataset.Outcome{Column: "final"}
	wantDecided, _ := fromCSV(decided)
	for name, options := range map[string][]parquet.WriterProperty{
		"dictionary": {parquet.WithDictionaryDefault(true), parquet.WithMaxRowGroupLength(3000)},
		"plain":      {parquet.WithDictionaryDefault(false), parquet.WithMaxRowGroupLength(9000)},
		"fallback":   {parquet.WithDictionaryDefault(true), parquet.WithDictionaryPageSizeLimit(64), parquet.WithDataPageSize(512)},
		"version 2":  {parquet.WithDataPageVersion(parquet.DataPageV2), parquet.WithCompression(compress.Codecs.Zstd)},
		"snappy":     {parquet.WithCompression(compress.Codecs.Snappy), parquet.WithMaxRowGroupLength(101)},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(tb.write(t, options...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			alike(t, s, spec)
			unweighted := spec // which is counted by codes
			unweighted.Weight = ""
			alike(t, s, unweighted)
			if got, _ := datasettest.Must(t, s, decided); !bytes.Equal(got, wantDecided) {
				t.Errorf("with final decisions, tally\n%s\nwant\n%s", got, wantDecided)
			}
			got, account := datasettest.Must(t, s, spec)
			if !bytes.Equal(got, want) {
				t.Errorf("tally\n%s\nwant\n%s", got, want)
			}
			if fmt.Sprint(account) != fmt.Sprint(wantAccount) {
				t.Errorf("account %v, want %v", account, wantAccount)
			}
		})
	}
}

// TestCountsSameAsCSV checks that rows which stand for many people count as in a CSV.
func TestCountsSameAsCSV(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	tb := table{
		{name: "sex", kind: arrow.BinaryTypes.String}, {name: "senior", kind: arrow.FixedWidthTypes.Boolean}, {name: "n", kind: arrow.PrimitiveTypes.Int64},
		{name: "w", kind: arrow.PrimitiveTypes.Float64}, {name: "w2", kind: arrow.PrimitiveTypes.Float64},
	}
	for range 5000 {
		n := random.IntN(100)
		for i, v := range []string{[]string{"F", "M", null}[random.IntN(3)], strconv.FormatBool(n%2 == 0), strconv.Itoa(n), strconv.Itoa(2 * n), strconv.Itoa(4 * n)} {
			tb[i].values = append(tb[i].values, v)
		}
	}
	spec := dataset.Spec{
		Predicted: dataset.Outcome{Column: "senior"}, Attributes: []dataset.Attribute{{Name: "sex", Column: "sex"}}, Counts: "n", Weight: "w", SquaredWeight: "w2",
	}
	for _, weighted := range []bool{true, false} {
		if !weighted {
			spec.Weight, spec.SquaredWeight = "", ""
		}
		text, err := csv.New("in", bytes.NewReader(tb.asCSV(t)), csv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, wantAccount := datasettest.Must(t, text, spec)
		s, err := Open(tb.write(t, parquet.WithMaxRowGroupLength(900)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		alike(t, s, spec)
		if got, account := datasettest.Must(t, s, spec); !bytes.Equal(got, want) || fmt.Sprint(account) != fmt.Sprint(wantAccount) {
			t.Errorf("%v\n%s\nwant %v\n%s", account, got, wantAccount, want)
		}
	}
}

// BenchmarkCount counts four of nine columns.
func BenchmarkCount(b *testing.B) {
	const rows = 200_000
	tb := population(rows)
	spec := dataset.Spec{
		Actual:    dataset.Outcome{Column: "label"},
		Predicted: dataset.Outcome{Column: "senior"},
		Attributes: []dataset.Attribute{
			{Name: "sex", Column: "sex"},
			{Name: "age", Column: "age", Bands: []float64{26, 50}},
		},
	}
	for name, dictionary := range map[string]bool{"dictionary": true, "plain": false} {
		b.Run(name, func(b *testing.B) {
			data := tb.encode(b, pqarrow.DefaultWriterProps(), parquet.WithDictionaryDefault(dictionary), parquet.WithMaxRowGroupLength(rows/4))
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, account := datasettest.Must(b, decode(b, data), spec); account.Read != rows {
					b.Fatal(account)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
