package interval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Proportion is X successes of N trials; it implements Estimate by the limits of
// Clopper and Pearson.
//
// Under weights X and N are effective counts and need not be integers. N must be
// positive: a group without rows has no rate, and callers must not construct one
// for it. If they do, Value is 0 and the limits are [0, 1].
type Proportion struct{ X, N float64 }

// Value returns X/N.
func (p Proportion) Value() float64 {
	if !(p.N > 0) {
		return 0
	}
	return p.X / p.N
}

// Limits returns ClopperPearson(X, N, a).
func (p Proportion) Limits(a float64) Interval { return ClopperPearson(p.X, p.N, a) }

func (p Proportion) lower(a float64) float64 {
	if a = clampLevel(a); unusable(p.X, p.N, a) {
		return 0
	}
	return exactLower(p.X, p.N, a)
}

func (p Proportion) upper(a float64) float64 {
	if a = clampLevel(a); unusable(p.X, p.N, a) {
		return 1
	}
	return exactUpper(p.X, p.N, a)
}

// ClopperPearson returns the exact limits of a proportion, each at the one-sided
// level a:
//
//	lower = BetaInv(a; x, n−x+1)
//	upper = 1 − BetaInv(a; n−x, x+1)
//
// The upper limit is taken by complement, since 1−a would be rounded. Special
// cases: x = 0 has lower limit exactly 0, x = n has upper limit exactly 1; n ≤ 0
// or a ≤ 0 gives [0, 1]; a above ½ counts as ½. Each limit errs with probability
// at most a for every n, which neither Wilson nor Jeffreys limits guarantee.
//
// Reference: Clopper and Pearson 1934, Biometrika 26:404.
func ClopperPearson(x, n, a float64) Interval {
	p := Proportion{x, n}
	return Interval{p.lower(a), p.upper(a)}
}

// Wilson returns the score limits of a proportion, each at the one-sided level a:
// the roots θ of
//
//	(p̂ − θ)² = z²·θ(1−θ)/n,  z = the 1−a quantile of the normal distribution
//
// Special cases as for ClopperPearson. The lower root is taken from the product
// of the roots, which has no cancellation near 0.
//
// Reference: Wilson 1927, JASA 22:209.
func Wilson(x, n, a float64) Interval {
	if a = clampLevel(a); unusable(x, n, a) {
		return unit
	}
	z := normalQuantile(a)
	return Interval{wilsonLower(x, n, z), 1 - wilsonLower(n-x, n, z)}
}

func wilsonLower(x, n, z float64) float64 {
	if x <= 0 {
		return 0
	}
	p, h := x/n, z*z/n
	mid := p + h/2
	root := math.Sqrt(float64(p*(1-p)*h) + float64(h*h/4))
	return p * p / (mid + root)
}

// Jeffreys returns the equal-tailed limits of the Beta(½, ½) prior, each at the
// one-sided level a:
//
//	lower = BetaInv(a; x+½, n−x+½),  upper = 1 − BetaInv(a; n−x+½, x+½)
//
// Special cases as for ClopperPearson.
//
// Reference: Brown, Cai and DasGupta 2001, Statistical Science 16:101.
func Jeffreys(x, n, a float64) Interval {
	if a = clampLevel(a); unusable(x, n, a) {
		return unit
	}
	limits := unit
	if x > 0 {
		limits.Lo, _ = betaQuantile(x+0.5, math.Max(n-x, 0)+0.5, a)
	}
	if x < n {
		_, limits.Hi = betaQuantile(n-x+0.5, math.Max(x, 0)+0.5, a)
	}
	return limits
}

// exactLower is the lower Clopper–Pearson limit; x > n, possible only by rounding
// of effective counts, counts as n.
func exactLower(x, n, a float64) float64 {
	if x <= 0 {
		return 0
	}
	q, _ := betaQuantile(x, math.Max(n-x, 0)+1, a)
	return q
}

func exactUpper(x, n, a float64) float64 {
	if x >= n {
		return 1
	}
	_, u := betaQuantile(n-x, math.Max(x, 0)+1, a)
	return u
}

// unusable reports arguments for which only the whole range can be said.
func unusable(x, n, a float64) bool {
	return !(n > 0) || math.IsInf(n, 0) || !(a > 0) || math.IsNaN(x)
}

// clampLevel treats a level above ½ as ½, so that limits never cross.
func clampLevel(a float64) float64 {
	if a > 0.5 {
		return 0.5
	}
	return a
}

// normalQuantile returns the 1−a quantile of the normal distribution from the
// lower tail, where a keeps its relative accuracy.
func normalQuantile(a float64) float64 { return -mathext.NormalQuantile(a) }
