package dataset

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
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
	counter   *Counter
	columns   []distribution   // without values
	observers [][]distribution // of each part
}

// distribution is the values of one attribute with their numbers of rows.
type distribution struct {
	attribute int // its position in the spec
	column    string
	at        int // its position among the counter's columns
	measure   func(text string) (float64, error)
	simple    bool // whether measure only reads a number
	dropped   int  // how many low binary digits are left out
	rows      map[uint64]int64
	n         int64
}

// NewLimits returns the limits that a valid spec leaves to be found, or nil when
// there are none.
func NewLimits(spec Spec) *Limits {
	p, l := barePlan(spec), &Limits{}
	for i := range spec.Attributes {
		if a := &spec.Attributes[i]; a.Quantiles != 0 {
			l.columns = append(l.columns, distribution{attribute: i, column: a.Column, at: p.columnAt(a.Column), measure: a.measure(p.texts), simple: a.AgeAt.IsZero()})
		}
	}
	if l.columns == nil {
		return nil
	}
	p.observer = func() func(fields [][]byte) *Error { return l.observer(p.texts) }
	l.counter = newCounter(p)
	return l
}

// observer makes what takes in the rows of one part.
func (l *Limits) observer(t *texts) func(fields [][]byte) *Error {
	columns := slices.Clone(l.columns)
	for i := range columns {
		columns[i].rows = map[uint64]int64{}
	}
	l.observers = append(l.observers, columns)
	return func(fields [][]byte) *Error {
		for i := range columns {
			if err := columns[i].read(t, fields[columns[i].at]); err != nil {
				return &Error{Column: columns[i].column, Msg: err.Error()}
			}
		}
		return nil
	}
}

// Counter is what the sources are to add their rows to in the first pass. It
// makes no tally.
func (l *Limits) Counter() *Counter { return l.counter }

// Rows is how many rows the pass has read.
func (l *Limits) Rows() int64 { return l.counter.account.Read + l.counter.own.account.Read }

// Apply replaces the quantiles of a spec by the bands found.
func (l *Limits) Apply(spec Spec) (Spec, error) {
	spec.Attributes = slices.Clone(spec.Attributes)
	for i, d := range l.columns {
		d.rows = map[uint64]int64{}
		for _, observer := range l.observers {
			d.join(&observer[i])
		}
		a := &spec.Attributes[d.attribute]
		bands, err := d.limits(a.Quantiles)
		if err != nil {
			return spec, &Error{Column: d.column, Msg: err.Error()}
		}
		a.Bands, a.Quantiles = bands, 0
	}
	return spec, nil
}

// read takes in the value of one row.
func (d *distribution) read(t *texts, field []byte) error {
	x, ok := 0.0, false
	if d.simple && t.plain() {
		x, ok = parseNumber(field)
	}
	if !ok {
		text, err := t.canonical(string(field))
		if err != nil || text == "" {
			return err
		}
		if x, err = d.measure(text); err != nil {
			return err
		}
	}
	d.add(x)
	return nil
}

// join adds the values of another part, with as many digits as the coarser of
// the two has: the result is that of all rows in one part.
func (d *distribution) join(o *distribution) {
	d.n += o.n
	if d.dropped < o.dropped {
		d.drop(o.dropped - d.dropped)
	}
	for key, n := range o.rows {
		d.rows[key>>(d.dropped-o.dropped)] += n
	}
	if len(d.rows) > maxBuckets {
		d.coarsen()
	}
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
	d.drop(more)
}

// drop leaves out so many more digits.
func (d *distribution) drop(more int) {
	coarser := make(map[uint64]int64, len(d.rows))
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
