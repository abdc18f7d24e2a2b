package dataset

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"sync"
)

// maxQuantiles bounds the bands that quantiles make.
const maxQuantiles = 100

// maxBuckets bounds the distinct values remembered of a column.
const maxBuckets = 1 << 16

// Limits finds the limits of quantile bands in a pass of its own over the rows,
// before they are counted. All rows count that have a value in the column, each
// once, whatever its weight.
//
// With Q quantiles over n rows, limit k is the least value with at least k·n/Q
// rows below it; equal limits make one, so that many equal values give fewer
// bands. A limit is told by the shortest number that parts the same rows.
//
// The memory is bounded: beyond 65,536 distinct values, all of a column are
// rounded down to as many binary digits as keep to that number, and a limit lies
// on such a value. What comes out does not depend on the order of the rows.
type Limits struct {
	counter *Counter
	columns []*distribution
	mu      sync.Mutex
	rows    int64
}

// distribution is the values of one attribute with their numbers of rows.
type distribution struct {
	attribute int // its position in the spec
	column    string
	at        int // its position among the counter's columns
	texts     *texts
	measure   func(text string) (float64, error)
	dropped   int // how many low binary digits are left out
	rows      map[uint64]int64
	n         int64
}

// NewLimits returns the limits that a valid spec leaves to be found, or nil when
// there are none.
func NewLimits(spec Spec) *Limits {
	l := &Limits{counter: &Counter{spec: spec, weight: -1, unit: -1, texts: spec.Reading.texts()}}
	for i := range spec.Attributes {
		a := &spec.Attributes[i]
		if a.Quantiles == 0 {
			continue
		}
		l.columns = append(l.columns, &distribution{attribute: i, column: a.Column, at: l.counter.columnAt(a.Column),
			texts: l.counter.texts, measure: a.measure(l.counter.texts), rows: map[uint64]int64{}})
	}
	if l.columns == nil {
		return nil
	}
	l.counter.observe = l.row
	return l
}

// Counter is what the sources are to add their rows to in the first pass. It
// makes no tally.
func (l *Limits) Counter() *Counter { return l.counter }

// Rows is how many rows the pass has read.
func (l *Limits) Rows() int64 { return l.rows }

// row takes in one row.
func (l *Limits) row(at Position, fields []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows++
	for _, d := range l.columns {
		text, err := d.texts.canonical(fields[d.at])
		if err == nil && text != "" {
			var x float64
			if x, err = d.measure(text); err == nil {
				d.add(x)
			}
		}
		if err != nil {
			return &Error{At: at, Column: d.column, Msg: err.Error()}
		}
	}
	return nil
}

// Apply replaces the quantiles of a spec by the bands found.
func (l *Limits) Apply(spec Spec) (Spec, error) {
	spec.Attributes = slices.Clone(spec.Attributes)
	for _, d := range l.columns {
		a := &spec.Attributes[d.attribute]
		bands, err := d.limits(a.Quantiles)
		if err != nil {
			return spec, &Error{Column: d.column, Msg: err.Error()}
		}
		a.Bands, a.Quantiles = bands, 0
	}
	return spec, nil
}

func (d *distribution) add(x float64) {
	d.n++
	d.rows[order(x)>>d.dropped]++
	if len(d.rows) > maxBuckets {
		d.coarsen()
	}
}

// coarsen leaves out as few more digits as it takes.
func (d *distribution) coarsen() {
	keys := slices.Sorted(maps.Keys(d.rows))
	more := 0
	for left := len(keys); left > maxBuckets; {
		more++
		left = 1
		for i := 1; i < len(keys); i++ {
			if keys[i]>>more != keys[i-1]>>more {
				left++
			}
		}
	}
	coarser := make(map[uint64]int64, maxBuckets)
	for key, n := range d.rows {
		coarser[key>>more] += n
	}
	d.rows, d.dropped = coarser, d.dropped+more
}

// order maps a number to an integer such that both have the same order.
func order(x float64) uint64 {
	bits := math.Float64bits(x + 0) // -0 is 0
	if bits>>63 == 1 {
		return ^bits
	}
	return bits | 1<<63
}

// unorder is the number that order maps to key.
func unorder(key uint64) float64 {
	if key>>63 == 1 {
		return math.Float64frombits(key &^ (1 << 63))
	}
	return math.Float64frombits(^key)
}

func (d *distribution) limits(quantiles int) ([]float64, error) {
	keys := slices.Sorted(maps.Keys(d.rows))
	var limits []float64
	below, k := int64(0), int64(1)
	for i, key := range keys {
		if reached := i > 0 && below*int64(quantiles) >= k*d.n; reached {
			// The last number that the bucket before may hold, and the first of this.
			limits = append(limits, shortest(unorder((keys[i-1]+1)<<d.dropped-1), unorder(key<<d.dropped)))
			for k < int64(quantiles) && below*int64(quantiles) >= k*d.n {
				k++
			}
			if k == int64(quantiles) {
				break
			}
		}
		below += d.rows[key]
	}
	switch {
	case len(keys) == 0:
		return nil, fmt.Errorf("no row has a value, so that there are no quantiles")
	case len(limits) == 0:
		return nil, fmt.Errorf("quantiles cannot part the rows: too many of them have the same value, %s", formatNumber(unorder(keys[len(keys)-1]<<d.dropped)))
	}
	return limits, nil
}

// shortest returns the number above low, and at most high, that takes the fewest digits.
func shortest(low, high float64) float64 {
	if low < 0 && high >= 0 {
		return 0
	}
	first := int(math.Floor(math.Log10(math.Abs(high)))) // the place of the first digit
	for place := first; place > first-16; place-- {
		down := math.Floor(high / math.Pow10(place))
		for _, digits := range []float64{down, down + 1} {
			x, err := strconv.ParseFloat(fmt.Sprintf("%.0fe%d", digits, place), 64)
			if err == nil && low < x && x <= high {
				return x
			}
		}
	}
	return high
}
