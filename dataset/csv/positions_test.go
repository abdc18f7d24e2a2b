package csv

import (
	"math/rand/v2"
	"testing"
)

// TestPositions checks both forms byte by byte.
func TestPositions(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var w [window]byte
		one, other := byte(random.Uint32()), byte(random.Uint32())
		var want uint64
		for i := range w {
			w[i] = []byte{one, other, one ^ 1, other ^ 0x80, 0, 0xff, byte(random.Uint32())}[random.IntN(7)]
			if w[i] == one || w[i] == other {
				want |= 1 << i
			}
		}
		if got := positions(&w, one, other); got != want {
			t.Fatalf("%q, %q and %q: %x, want %x", w, one, other, got, want)
		}
		if got := positionsByWord(&w, one, other); got != want {
			t.Fatalf("by word: %q, %q and %q: %x, want %x", w, one, other, got, want)
		}
	}
}
