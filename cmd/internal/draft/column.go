package draft

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// column is a column with what its sampled values are like.
type column struct {
	name      string
	words     []string
	criterion *criteria.Criterion // nil for none
	values    []string            // the distinct ones, sorted, without markers
	markers   []string            // values that usually mean missing
	rows      int                 // with a value
}

func columnsOf(s *dataset.Sample) []*column {
	var out []*column
	for i := range s.Columns {
		c := &s.Columns[i]
		x := &column{name: c.Name, words: words.Split(c.Name)}
		x.criterion, _ = criteria.Match(c.Name)
		all := slices.Sorted(maps.Keys(c.Values))
		x.markers = dataset.UsualMarkers(all)
		x.values = slices.DeleteFunc(all, func(v string) bool { return slices.Contains(x.markers, v) })
		for _, v := range x.values {
			x.rows += c.Values[v]
		}
		out = append(out, x)
	}
	return out
}

// maxNamed is the most values of which a draft names any.
const maxNamed = 12

// few reports whether the column has at least two values, and few enough to name.
func (c *column) few() bool { return len(c.values) >= 2 && len(c.values) <= maxNamed }

// readings are the ways in which numbers may be written, the likeliest first.
var readings = []dataset.Reading{{}, {Thousands: dataset.ThousandsSpace}, {Decimal: dataset.DecimalComma}}

// numbers reads all values as numbers. It reports false when one is none.
func (c *column) numbers(r dataset.Reading) ([]float64, bool) {
	var out []float64
	for _, v := range c.values {
		x, err := r.Number(v)
		if err != nil {
			return nil, false
		}
		out = append(out, x)
	}
	return out, len(out) > 0
}

// isNumber reports whether all values are numbers, in one of the ways.
func (c *column) isNumber() bool { _, _, ok := c.span(); return ok }

// span is the least and the greatest of a column of numbers.
func (c *column) span() (least, most float64, ok bool) {
	for _, r := range readings {
		if x, ok := c.numbers(r); ok {
			return slices.Min(x), slices.Max(x), true
		}
	}
	return 0, 0, false
}

// isWhole reports whether all values are whole numbers.
func (c *column) isWhole() bool {
	for _, r := range readings {
		if x, ok := c.numbers(r); ok {
			return !slices.ContainsFunc(x, func(x float64) bool { return x != math.Trunc(x) })
		}
	}
	return false
}

// isDate reports whether all values are dates as an audit reads them.
func (c *column) isDate() bool {
	return len(c.values) > 0 && !slices.ContainsFunc(c.values, func(v string) bool {
		_, err := dataset.ParseDate(v)
		return err != nil
	})
}

// is reports whether the values are these, and no others, whatever their case.
func (c *column) is(values ...string) bool {
	return len(c.values) == len(values) && !slices.ContainsFunc(c.values, func(v string) bool {
		return !slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, w) })
	})
}
