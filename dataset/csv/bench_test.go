package csv

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// BenchmarkCount counts four of twelve columns.
func BenchmarkCount(b *testing.B) {
	const rows = 100_000
	var table bytes.Buffer
	table.WriteString("id,sex,age,town,decision,actual,score,p,q,r,s,t\n")
	for i := range rows {
		fmt.Fprintf(&table, "%d,%s,%d,%s,%d,%d,%.4f,lorem,ipsum,\"dolor, sit\",amet,%d\n",
			i, []string{"F", "M"}[i%2], 18+i%60, []string{"Paris", "Lyon", "Lille"}[i%3], i/2%2, i/3%2, float64(i%1000)/1000, i*i)
	}
	spec := datasettest.Spec()
	spec.Actual.Column = "actual"
	spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: "age", Column: "age", Bands: []float64{26, 50}})
	b.SetBytes(int64(table.Len()))
	b.ReportAllocs()
	for b.Loop() {
		s, err := New("in", bytes.NewReader(table.Bytes()), Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, account := datasettest.Must(b, s, spec); account.Used != rows {
			b.Fatalf("%+v", account)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
