package dataset

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// maxQuantiles bounds the bands that quantiles make.
const maxQuantiles = 100

// maxBuckets bounds the distinct values remembered of a column.
const maxBuckets = 1 << 16

// Limits finds the limits of quantile bands in a pass of its own over the rows,
// before they are counted. All rows count that have a value in the column, each
// once, or for as many people as it stands for, whatever its weight.
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
}

// distribution is the values of one column with their numbers of rows.
type distribution struct {
	attribute int // its position in the spec; -1 for the score, to be cut at its median
	quantiles int
	ifMany    bool // whether a column of texts, or of few numbers, is left as it stands
	texty     bool // whether such a column has texts
	column    string
	at        int // its position among the counter's columns
	joined    int // its position among the people's measures, or -1
	texts     *texts
	plain     bool // whether the texts are numbers, rather than dates
	measure   func(text string) (float64, error)
	dropped   int // how many low binary digits are left out
	rows      map[uint64]int64
	n         int64
}

// NewLimits returns the limits that a valid spec leaves to be found, or nil when
// there are none. The people are those of whom quantiles are to be found, or nil.
func NewLimits(spec Spec, people *People) *Limits {
	p := &plan{spec: spec, measures: noMeasures, unit: -1, texts: spec.Reading.texts(), lookup: people}
	p.addLimits()
	if p.limits == nil {
		return nil
	}
	p.people = p.optional(spec.Counts)
	p.addKeys()
	return &Limits{newCounter(p)}
}

// addLimits plans to find the limits of all quantiles and of a median. Where the
// rows are people, it is for the quantiles of what is taken from them.
func (p *plan) addLimits() {
	joined := 0
	for i := range p.spec.Attributes {
		a := &p.spec.Attributes[i]
		if a.Quantiles == 0 || p.gathers != nil && !p.gathers.join.has(a.Column) {
			continue
		}
		d := &distribution{attribute: i, quantiles: a.Quantiles, ifMany: a.IfMany, column: a.Column, joined: -1,
			texts: p.texts, plain: a.AgeAt.IsZero(), measure: a.measure(p.texts)}
		if p.lookup != nil && p.lookup.join.has(a.Column) {
			d.joined = joined
			joined++
		} else {
			d.at = p.columnAt(a.Column)
		}
		p.limits = append(p.limits, d)
	}
	if score := p.spec.Predicted; score.AtMedian && score.Cutoff == nil && p.gathers == nil {
		p.limits = append(p.limits, &distribution{attribute: -1, quantiles: 2, column: score.Column, at: p.columnAt(score.Column), joined: -1,
			texts: p.texts, plain: true, measure: p.texts.score})
	}
}

// Counter is what the sources are to add their rows to in the first pass. It
// makes no tally.
func (l *Limits) Counter() *Counter { return l.counter }

// Rows is how many rows the pass has read, once [Limits.Apply] has ended it.
func (l *Limits) Rows() int64 { return l.counter.account.Read }

// look takes in one row. That of somebody who is to be found is only gathered: how
// often its numbers count, those who find it say.
func (p *Part) look(key int64, fields [][]byte) bool {
	people, ok := p.peopleOf(key, fields)
	if !ok || people == 0 {
		return ok
	}
	if p.plan.keys != nil && !p.rowKey(key, fields, people) {
		return false
	}
	for rank, d := range p.limits {
		var x float64
		var err error
		if d.joined >= 0 {
			x = p.matching.measure(d.joined)
		} else if x, err = d.number(fields[d.at]); err != nil {
			return p.fail(key, rank, d.column, err)
		}
		if p.gathering != nil {
			p.gathering.measures = append(p.gathering.measures, x)
		} else {
			d.add(x, people)
		}
	}
	if g := p.gathering; g != nil {
		return p.gather(key, 0, uint32(len(g.measures)/len(p.limits)-1))
	}
	return true
}

// isText stands for a text in a column that may hold texts; NaN stands for no value.
var isText = math.Inf(1)

// number is the number of a field.
func (d *distribution) number(field []byte) (float64, error) {
	if d.plain {
		if x, ok := d.texts.parse(field); ok {
			return x, nil
		}
	}
	text, err := d.texts.canonical(string(field))
	if err != nil || text == "" {
		return math.NaN(), err
	}
	x, err := d.measure(text)
	if err != nil && d.ifMany {
		return isText, nil
	}
	return x, err
}

// Apply replaces the quantiles of a spec by the bands found.
func (l *Limits) Apply(spec Spec) (Spec, error) {
	if err := l.counter.join([]*Part{l.counter.own}, l.counter.place); err != nil {
		return spec, err
	}
	spec.Attributes = slices.Clone(spec.Attributes)
	for _, d := range l.counter.limits {
		limits, err := d.limits()
		switch {
		case err != nil:
			return spec, &Error{Column: d.column, Err: err}
		case d.attribute < 0:
			spec.Predicted.Cutoff = &limits[0]
		default:
			a := &spec.Attributes[d.attribute]
			a.Bands, a.Quantiles = limits, 0
		}
	}
	return spec, nil
}

func (d *distribution) add(x float64, people int64) {
	if math.IsNaN(x) || x == isText {
		d.texty = d.texty || x == isText
		return
	}
	d.n += people
	d.rows[order(x)>>d.dropped] += people
	if len(d.rows) > maxBuckets {
		d.coarsen()
	}
}

// take moves the rows of another distribution to d. As many digits are left out
// in the end as when all rows had been added to d: the fewest that it takes.
func (d *distribution) take(o *distribution) {
	if o.dropped > d.dropped {
		d.leaveOut(o.dropped - d.dropped)
	}
	for key, n := range o.rows {
		d.rows[key>>(d.dropped-o.dropped)] += n
		if len(d.rows) > maxBuckets {
			d.coarsen()
		}
	}
	d.n, d.texty = d.n+o.n, d.texty || o.texty
	o.n, o.dropped, o.rows = 0, 0, map[uint64]int64{}
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
	d.leaveOut(more)
}

// leaveOut leaves out so many more digits.
func (d *distribution) leaveOut(more int) {
	coarser := make(map[uint64]int64, min(len(d.rows), maxBuckets))
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

// fewNumbers is how many distinct numbers are groups as they stand.
const fewNumbers = 20

func (d *distribution) limits() ([]float64, error) {
	if d.ifMany && (d.texty || len(d.rows) <= fewNumbers) {
		return nil, nil
	}
	quantiles := d.quantiles
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
	case len(limits) == 0 && d.attribute < 0:
		return nil, words.Errorf("no score is above the median, so that it parts nobody")
	case len(keys) == 0:
		return nil, words.Errorf("no row has a value, so that there are no quantiles")
	case len(limits) == 0:
		return nil, words.Errorf("quantiles cannot part the rows: too many of them have the same value, %s", formatNumber(unorder(keys[len(keys)-1]<<d.dropped)))
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
