package dataset

import (
	"math"
	"testing"
)

func TestValidate(t *testing.T) {
	tests := []struct {
		change func(*Spec)
		want   string // empty for a valid spec
	}{
		{func(*Spec) {}, ""},
		{func(s *Spec) { s.Missing = MissingDrop }, ""},
		{func(s *Spec) { s.Attributes[0].Bands = []float64{26, 50} }, ""},
		{func(s *Spec) { s.Intersections = [][]string{{"sex", "age"}} }, ""},
		{func(s *Spec) { s.Strata = []string{"a", "b", "c", "d", "e"} }, ""},
		{func(s *Spec) { s.Predicted.Cutoff = new(0.5) }, ""},
		{func(s *Spec) { s.Predicted.Column = "" }, `nothing to audit: name the column of decisions with --predicted, or --score with --cutoff`},
		{func(s *Spec) { s.Attributes = nil }, `nobody to compare: name at least one column with --attribute`},
		{func(s *Spec) { s.MaxValues = -1 }, `--max-values must lie between 1 and 65535`},
		{func(s *Spec) { s.MaxValues = 65536 }, `--max-values must lie between 1 and 65535`},
		{func(s *Spec) { s.Missing = "drpo" }, `--missing cannot be "drpo"; it is "group", "drop" or "error"`},
		{func(s *Spec) { s.Predicted.Cutoff = new(math.NaN()) }, `--cutoff must be a number, not NaN`},
		{func(s *Spec) { s.Attributes[1].Name = "sex" }, `attribute "sex" is named twice`},
		{func(s *Spec) { s.Attributes[0].Name = "" }, `an attribute needs a name and a column`},
		{func(s *Spec) { s.Attributes[0].Column = "" }, `an attribute needs a name and a column`},
		{func(s *Spec) { s.Attributes[0].Column = "\xff" }, `"\xff" is not UTF-8`},
		{func(s *Spec) {
			s.Attributes[0].Bands, s.Attributes[0].Values = []float64{1}, map[string]string{"a": "b"}
		}, `attribute "sex": bands and values exclude each other`},
		{func(s *Spec) { s.Attributes[0].Bands = []float64{50, 26} }, `attribute "sex": bands must ascend, and 26 does not follow 50`},
		{func(s *Spec) { s.Attributes[0].Bands = []float64{26, 26} }, `attribute "sex": bands must ascend, and 26 does not follow 26`},
		{func(s *Spec) { s.Attributes[0].Bands = []float64{math.NaN()} }, `attribute "sex": a band cannot start at NaN`},
		{func(s *Spec) { s.Attributes[0].Bands = []float64{1, math.Inf(1)} }, `attribute "sex": a band cannot start at +Inf`},
		{func(s *Spec) { s.Attributes[0].Values = map[string]string{"\u00e9": "x", "e\u0301": "y"} }, "attribute \"sex\": values names the same value twice, as \"e\u0301\" and \"\u00e9\""},
		{func(s *Spec) { s.Intersections = [][]string{{"sex"}} }, `an intersection needs at least two attributes`},
		{func(s *Spec) { s.Intersections = [][]string{{"sex", "aga"}} }, `the intersection names "aga", which is no attribute (did you mean "age"?); the attributes are "sex", "age"`},
		{func(s *Spec) { s.Intersections = [][]string{{"sex", "age", "sex"}} }, `the intersection names "sex" twice`},
		{func(s *Spec) {
			s.Intersections, s.Strata = [][]string{{"sex", "age"}}, []string{"a", "b", "c", "d", "e"}
		}, `an intersection of 2 attributes is more than can be counted`},
		{func(s *Spec) { s.Strata = []string{"a", "b", "c", "d", "e", "f"} }, `at most 5 strata can be counted together`},
		{func(s *Spec) { s.Strata = []string{"a", "b", "a"} }, `stratum "a" is named twice`},
	}
	for _, test := range tests {
		spec := Spec{
			Predicted:  Outcome{Column: "decision"},
			Attributes: []Attribute{{Name: "sex", Column: "sex"}, {Name: "age", Column: "age"}},
		}
		test.change(&spec)
		got := ""
		if err := spec.Validate(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
