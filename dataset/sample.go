package dataset

import (
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Sample is the first rows of some inputs, column by column: what there is to
// guess from which column plays which role. It is bounded in rows and bytes and
// keeps no row.
type Sample struct {
	Columns []SampledColumn
	Rows    int
	Foreign bool // whether there is a text that is not UTF-8
	full    bool
	most    int // rows
	held    int // bytes
}

// SampledColumn is the values of a column in the sample.
type SampledColumn struct {
	Name    string
	Missing int            // rows without a value
	Values  map[string]int // canonical texts, with their numbers of rows
}

// maxSampled bounds the bytes of values that a sample holds.
const maxSampled = 32 << 20

var errFullSample = words.Errorf("the sample is full")

// NewSample returns an empty sample of columns.
func NewSample(columns []string) *Sample {
	s := &Sample{}
	for _, name := range columns {
		s.Columns = append(s.Columns, SampledColumn{Name: name, Values: map[string]int{}})
	}
	return s
}

// Counter returns a counter that takes at most so many rows more, of one input. It
// makes no tally: when it has them it fails, so that the source ends there, and
// [Sample.Full] tells this from an error.
func (s *Sample) Counter(rows int) *Counter {
	p := &plan{measures: noMeasures, unit: -1, texts: new(Reading).texts(), sample: s}
	for i := range s.Columns {
		p.columnAt(s.Columns[i].Name)
	}
	s.most, s.full = s.Rows+rows, false
	return newCounter(p)
}

// Full reports whether the last counter took as many rows as it may.
func (s *Sample) Full() bool { return s.full }

// sampled takes in one row.
func (p *Part) sampled(key int64, fields [][]byte) bool {
	s := p.plan.sample
	s.Rows++
	for i, field := range fields {
		s.take(&s.Columns[i], field)
	}
	if s.full = s.Rows >= s.most || s.held > maxSampled; s.full {
		return p.fail(key, 0, "", errFullSample)
	}
	return true
}

func (s *Sample) take(c *SampledColumn, field []byte) {
	if !utf8.Valid(field) {
		s.Foreign = true
		return
	}
	text := canonical(string(field))
	if text == "" {
		c.Missing++
		return
	}
	if c.Values[text] == 0 {
		s.held += len(text) + textBytes
	}
	c.Values[text]++
}
