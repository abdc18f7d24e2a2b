package dataset

import "fmt"

// What the parts of a counter take, in bytes, as measured and rounded up: with
// the maps that hold them, half empty after they have grown.
const (
	cellBytes   = 256
	personBytes = 48
	textBytes   = 96 // beside the text
)

// hold notes that so many bytes more are kept, and refuses when that is more
// than the spec allows.
func (p *plan) hold(bytes int) error {
	held := p.held.Add(int64(bytes))
	if p.spec.MaxHeld == 0 || held <= p.spec.MaxHeld {
		return nil
	}
	return fmt.Errorf("the counts take more than the %d MiB they are allowed, which is half of --max-memory: audit fewer attributes together or in wider bands, leave out --unit, or allow more", p.spec.MaxHeld>>20)
}
