package parquet

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// TestDecimalComma checks that typed numbers are the same values as those of a
// CSV with a decimal comma, where texts of the file are read as that CSV is.
func TestDecimalComma(t *testing.T) {
	tb := table{
		{"sex", arrow.BinaryTypes.String, []string{"F", "M", "F", "M"}},
		{"decision", arrow.PrimitiveTypes.Float64, []string{"0.25", "0.5", "0.75", "1e-05"}},
		{"level", arrow.PrimitiveTypes.Float32, []string{"1", "2.5", "1", "1.5"}},
		{"pay", &arrow.Decimal128Type{Precision: 9, Scale: 2}, []string{"1000.50", "999.00", "1000.25", null}},
		{"text", arrow.BinaryTypes.String, []string{"1 000,5", "999,0", "1000,25", null}},
	}
	const text = "sex;decision;level;pay;text\nF;0,25;1,0;1000,5;1 000,5\nM;0,5;2,5;999;999,0\nF;0,75;1;1000,25;1000,25\nM;0,00001;1,5;;\n"
	spec := datasettest.Spec()
	spec.Reading.Decimal = dataset.DecimalComma
	spec.Predicted.Cutoff = new(0.5)
	spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: "level", Column: "level"},
		dataset.Attribute{Name: "pay", Column: "pay", Bands: []float64{1000.3}}, dataset.Attribute{Name: "text", Column: "text", Bands: []float64{1000.3}})
	plain, err := csv.New("in", strings.NewReader(text), csv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := datasettest.Must(t, plain, spec)
	s, err := Open(tb.write(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, _ := datasettest.Must(t, s, spec); string(got) != string(want) {
		t.Errorf("the tally\n%s\nwant\n%s", got, want)
	}
}
