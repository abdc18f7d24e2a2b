package dataset

import (
	"sync/atomic"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// What the parts of a counter take, in bytes, as measured and rounded up: with
// the maps that hold them, half empty after they have grown.
const (
	cellBytes   = 256
	personBytes = 48
	textBytes   = 96 // beside the text
	sumBytes    = 48 // in a flat cube
)

// budget is what a counter and its parts hold, all together.
type budget struct {
	most int64 // 0 is without a bound
	held atomic.Int64
}

// hold notes that so many bytes more are kept, and reports whether that may be.
func (b *budget) hold(bytes int) bool {
	held := b.held.Add(int64(bytes))
	return b.most == 0 || held <= b.most
}

func (b *budget) release(bytes int) { b.held.Add(-int64(bytes)) }

// errFull stands for what [Counter.tooMuch] says.
var errFull = words.Errorf("more is held than may be")

// tooMuch says that more is held than the spec allows. Parts hold what they have
// in common several times, so that with more of them it is sooner too much.
func (c *Counter) tooMuch() error {
	if c.plan.gathers != nil {
		return words.Errorf("the file of attributes takes more than the %d MiB it is allowed, which is half of --max-memory (%d rows read): allow more, or take out of the file who is in no prediction",
			c.plan.spec.MaxHeld>>20, c.account.Read)
	}
	cells := 0
	for _, t := range c.tables {
		cells += len(t.cells)
	}
	return words.Errorf("the counts take more than the %d MiB they are allowed, which is half of --max-memory (%d combinations of values, %d people): audit fewer attributes together or in wider bands, leave out --unit, or allow more",
		c.plan.spec.MaxHeld>>20, cells, len(c.units))
}
