package interval

import (
	"fmt"
	"testing"
)

// sink keeps results alive.
var sink float64

func BenchmarkClopperPearson(b *testing.B) {
	for _, c := range []struct{ x, n, a float64 }{
		{20, 100, 0.05}, {200, 1000, 5e-8}, {5e4, 1e5, 0.05}, {10, 1e6, 5e-8},
	} {
		b.Run(fmt.Sprintf("%g of %g at %g", c.x, c.n, c.a), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = ClopperPearson(c.x, c.n, c.a).Hi
			}
		})
	}
}

func thousand() []Level {
	r := seeded()
	levels := make([]Level, 1000)
	for i := range levels {
		n := 100 + r.IntN(10000)
		levels[i] = LimitsAt(Proportion{float64(r.IntN(n)), float64(n)}, 5e-8, Guard)
	}
	return levels
}

func BenchmarkDifferenceAllPairs(b *testing.B) { allPairs(b, Difference) }

func BenchmarkRatioAllPairs(b *testing.B) { allPairs(b, Ratio) }

// allPairs reports the time for one pair; an iteration does all ordered ones.
func allPairs(b *testing.B, limits func(p, q Level) Interval) {
	levels := thousand()
	b.ReportAllocs()
	for b.Loop() {
		for i := range levels {
			for j := range levels {
				sink = limits(levels[i], levels[j]).Lo
			}
		}
	}
	pairs := float64(len(levels)*len(levels)) * float64(b.N)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/pairs, "ns/pair")
}

func BenchmarkPValue(b *testing.B) {
	p, q := Proportion{300, 1000}, Proportion{200, 1000}
	b.ReportAllocs()
	for b.Loop() {
		sink = PValue(p, q, 1, 0)
	}
}

func BenchmarkFisherExact(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sink = FisherExact(1000, 1e6, 1100, 1e6).TwoSided
	}
}

func BenchmarkWeightedHolm(b *testing.B) {
	r := seeded()
	p, w := make([]float64, 10000), make([]float64, 10000)
	for i := range p {
		p[i], w[i] = r.Float64(), 1e-4
	}
	b.ReportAllocs()
	for b.Loop() {
		sink = WeightedHolm(p, w)[0]
	}
}
