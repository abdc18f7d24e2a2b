package interval

import (
	"math"
)

// sameMass is the relative difference below which two tables count as equally
// likely in the two-sided test, so that rounding does not drop a tied table.
const sameMass = 1e-7

// Fisher holds the p-values of Fisher's exact test of a 2×2 table.
type Fisher struct {
	TwoSided   float64 // all tables at most as likely as the observed one
	Less       float64 // P(X₁ ≤ x₁)
	Greater    float64 // P(X₁ ≥ x₁)
	Point      float64 // P(X₁ = x₁)
	MidLess    float64 // Less − Point/2
	MidGreater float64 // Greater − Point/2
}

// FisherExact returns Fisher's exact test for x₁ of n₁ against x₂ of n₂, where X₁
// is hypergeometric given the margins. The two-sided value sums the tables with
// probability at most that of the observed one times 1+1e-7.
//
// Domain: 0 ≤ x ≤ n in both groups; counts outside it are moved to its border. A
// table without rows or with only one outcome gives 1 (mid-p ½). The work grows
// with the standard deviation of X₁, not with the counts.
//
// Reference: Fisher 1935; Lancaster 1961, JASA 56:223, for the mid-p values.
func FisherExact(x1, n1, x2, n2 int64) Fisher {
	n1, n2 = max(n1, 0), max(n2, 0)
	x1, x2 = min(max(x1, 0), n1), min(max(x2, 0), n2)
	if n1+n2 == 0 {
		return Fisher{1, 1, 1, 1, 0.5, 0.5}
	}
	h := newHypergeometric(n1, n2, x1+x2)
	logPoint := h.logMass(x1)
	f := Fisher{
		TwoSided: h.noLikelier(logPoint + math.Log1p(sameMass)),
		Less:     min(1, h.below(x1)),
		Greater:  min(1, h.above(x1)),
		Point:    math.Exp(logPoint),
	}
	f.MidLess, f.MidGreater = f.Less-f.Point/2, f.Greater-f.Point/2
	return f
}

// PooledZ returns the pooled two-sample statistic
//
//	z = (p̂₁ − p̂₂)/√(p̄(1−p̄)(1/n₁ + 1/n₂)),  p̄ = (x₁+x₂)/(n₁+n₂)
//
// and false when a group is empty or p̄ is 0 or 1.
func PooledZ(x1, n1, x2, n2 int64) (float64, bool) {
	if n1 <= 0 || n2 <= 0 {
		return 0, false
	}
	a, b := float64(n1), float64(n2)
	x := float64(x1) + float64(x2)
	p, q := x/(a+b), (a+b-x)/(a+b)
	if !(p > 0 && q > 0) {
		return 0, false
	}
	return (float64(x1)/a - float64(x2)/b) / math.Sqrt(p*q*(1/a+1/b)), true
}

// TwoSidedNormal returns P(|Z| ≥ |z|) for a standard normal Z, as erfc(|z|/√2):
// 1 minus the distribution function would be 0 beyond z = 8.3.
func TwoSidedNormal(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
