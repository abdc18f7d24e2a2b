package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// limitsOf finds the bands of quantiles of the texts of one column.
func limitsOf(texts []string, quantiles int, reading Reading) ([]float64, error) {
	spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{{Name: "x", Column: "x", Quantiles: quantiles}}, Reading: reading}
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	l := NewLimits(spec, nil)
	for i, text := range texts {
		if err := l.Counter().Row(Position{File: "in", Line: int64(i + 2)}, []string{text}); err != nil {
			return nil, err
		}
	}
	spec, err := l.Apply(spec)
	return spec.Attributes[0].Bands, err
}

func TestQuantiles(t *testing.T) {
	var hundred []string
	for i := range 100 {
		hundred = append(hundred, strconv.Itoa(i+1))
	}
	tests := []struct {
		texts     []string
		quantiles int
		reading   Reading
		want      string // the labels, or the error
	}{
		{hundred, 4, Reading{}, "<26 26–50 51–75 76+"},
		{hundred, 2, Reading{}, "<51 51+"},
		{strings.Fields("1 2 3"), 2, Reading{}, "<3 3+"},
		{strings.Fields("0.1 0.2 0.3 0.4"), 4, Reading{}, "<0.2 0.2–<0.3 0.3–<0.4 0.4+"},
		{strings.Fields("0.123456 0.654321 0.777777 0.999999"), 2, Reading{}, "<0.7 0.7+"},
		{strings.Fields("-5 -4 3 4"), 2, Reading{}, "<0 0+"},
		{strings.Fields("0 0 0 0 0 0 1 2"), 4, Reading{}, "<1 1+"},
		{strings.Fields("1 1 1 2"), 2, Reading{}, "<2 2+"},
		{append(strings.Fields("7 8"), "", " "), 2, Reading{}, "<8 8+"},
		{strings.Fields("1,5 2,5 NA"), 2, Reading{Decimal: DecimalComma, MissingMarkers: []string{"NA"}}, "<2 2+"},
		{strings.Fields("5 5 5"), 4, Reading{}, `column "x": quantiles cannot part the rows: too many of them have the same value, 5`},
		{strings.Fields("1 5 5 5"), 2, Reading{}, `column "x": quantiles cannot part the rows: too many of them have the same value, 5`},
		{nil, 4, Reading{}, `column "x": no row has a value, so that there are no quantiles`},
		{strings.Fields("1 x"), 4, Reading{}, `in:3: column "x": "x" is not a number, and the column is to be cut into bands`},
		{nil, 1, Reading{}, `attribute "x": quantiles lie between 2 and 100, and 1 does not`},
	}
	for _, test := range tests {
		got, err := limitsOf(test.texts, test.quantiles, test.reading)
		text := fmt.Sprint(err)
		if err == nil {
			text = strings.Join(BandLabels(got), " ")
		}
		if text != test.want {
			t.Errorf("%q in %d: %s, want %s", test.texts, test.quantiles, text, test.want)
		}
	}
}

// TestManyDistinctValues checks that the limits of more values than are
// remembered hold nearly as many rows each, whatever the order of the rows.
func TestManyDistinctValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 3*maxBuckets)
	texts := make([]string, len(values))
	for i := range values {
		values[i] = random.NormFloat64() * 100
		texts[i] = strconv.FormatFloat(values[i], 'g', -1, 64)
	}
	limits, err := limitsOf(texts, 10, Reading{})
	if err != nil || len(limits) != 9 {
		t.Fatal(limits, err)
	}
	slices.Reverse(texts)
	if again, err := limitsOf(texts, 10, Reading{}); err != nil || !slices.Equal(again, limits) {
		t.Errorf("%v, in another order %v, %v", limits, again, err)
	}
	slices.Sort(values)
	for i, limit := range limits {
		below, _ := slices.BinarySearch(values, limit)
		if share := float64(below) / float64(len(values)); math.Abs(share-float64(i+1)/10) > 2e-4 {
			t.Errorf("limit %v: %v of the rows lie below", limit, share)
		}
	}
}

func TestOrder(t *testing.T) {
	numbers := []float64{math.Inf(-1), -math.MaxFloat64, -1.5, -1, -math.SmallestNonzeroFloat64, 0, math.SmallestNonzeroFloat64, 1, 1.5, math.Inf(1)}
	for i, x := range numbers {
		if unorder(order(x)) != x || i > 0 && order(x) <= order(numbers[i-1]) {
			t.Errorf("%v", x)
		}
	}
	if order(math.Copysign(0, -1)) != order(0) {
		t.Error("-0 is another number than 0")
	}
}

func TestShortest(t *testing.T) {
	for _, test := range []struct{ low, high, want float64 }{
		{0.4, 0.5, 0.5}, {0.449, 0.4512, 0.45}, {-1, 1, 0}, {-1.26, -1.24, -1.25}, {1234, 1239, 1235}, {25, 26, 26}, {19, 21, 20}, {0, 1e-300, 1e-300},
	} {
		got := shortest(test.low, test.high)
		if !(test.low < got && got <= test.high) || len(formatNumber(got)) > len(formatNumber(test.want)) {
			t.Errorf("above %v, at most %v: %v, want %v", test.low, test.high, got, test.want)
		}
	}
}

// TestMedian checks that the cut-off parts the scores above the median from the
// others, as the definition of the median has it, however many are equal.
func TestMedian(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		scores := make([]float64, 1+random.IntN(30))
		for i := range scores {
			scores[i] = float64(random.IntN(1+random.IntN(20))) / 4
		}
		cutoff, err := medianOf(scores)
		sorted := slices.Sorted(slices.Values(scores))
		n := len(sorted)
		median := (sorted[(n-1)/2] + sorted[n/2]) / 2
		if sorted[n-1] == median {
			if err == nil || !strings.Contains(err.Error(), `column "s": no score is above the median`) {
				t.Fatalf("%v: got %v, %v", sorted, cutoff, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%v: %v", sorted, err)
		}
		for _, x := range sorted {
			if (x > median) != (x >= cutoff) {
				t.Fatalf("%v: the cut-off %v parts %v otherwise than the median %v", sorted, cutoff, x, median)
			}
		}
	}
}

// medianOf is the cut-off of the scores at their median.
func medianOf(scores []float64) (float64, error) {
	spec := Spec{Predicted: Outcome{Column: "s", AtMedian: true}, Attributes: []Attribute{{Name: "x", Column: "x"}}}
	if err := spec.Validate(); err != nil {
		return 0, err
	}
	l := NewLimits(spec, nil)
	for i, x := range scores {
		if err := l.Counter().Row(Position{File: "in", Line: int64(i + 2)}, []string{formatNumber(x)}); err != nil {
			return 0, err
		}
	}
	spec, err := l.Apply(spec)
	if err != nil {
		return 0, err
	}
	return *spec.Predicted.Cutoff, nil
}

// TestQuantilesIfMany: a column of texts, or of few numbers, stays as it stands.
func TestQuantilesIfMany(t *testing.T) {
	var numbers []string
	for i := range fewNumbers {
		numbers = append(numbers, strconv.Itoa(i))
	}
	for _, test := range []struct {
		texts []string
		want  []float64
	}{
		{append(slices.Clone(numbers), "3", "4", ""), nil},
		{append(slices.Clone(numbers), "99"), []float64{11}},
		{append(slices.Clone(numbers), "99", "x"), nil},
		{[]string{"Femme", "Homme"}, nil},
		{nil, nil},
	} {
		spec := Spec{Predicted: Outcome{Column: "d"}, Attributes: []Attribute{{Name: "x", Column: "x", Quantiles: 2, IfMany: true}}}
		l := NewLimits(spec, nil)
		for i, text := range test.texts {
			if err := l.Counter().Row(Position{File: "in", Line: int64(i + 2)}, []string{text}); err != nil {
				t.Fatal(err)
			}
		}
		spec, err := l.Apply(spec)
		if a := spec.Attributes[0]; err != nil || !slices.Equal(a.Bands, test.want) || a.Quantiles != 0 {
			t.Errorf("%q: got the bands %v, %v; want %v", test.texts, a.Bands, err, test.want)
		}
	}
}
