package dataset

import "fmt"

// What the parts of a counter take, in bytes, as measured and rounded up: with
// the maps that hold them, half empty after they have grown.
const (
	cellBytes   = 256
	personBytes = 48
	textBytes   = 96 // beside the text
)

// hold notes that the counter keeps so many bytes more, and refuses when that is
// more than the spec allows.
func (c *Counter) hold(bytes int) error {
	c.held += int64(bytes)
	if c.spec.MaxHeld == 0 || c.held <= c.spec.MaxHeld {
		return nil
	}
	cells := 0
	for _, t := range c.tables {
		cells += len(t.cells)
	}
	return fmt.Errorf("the counts take more than the %d MiB they are allowed, which is half of --max-memory (%d combinations of values, %d people): audit fewer attributes together or in wider bands, leave out --unit, or allow more",
		c.spec.MaxHeld>>20, cells, len(c.units))
}
