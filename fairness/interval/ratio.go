package interval

import (
	"math"
)

// Ratio returns the interval of p/q with the quartile guard: MoverRatio widened
// to
//
//	L = min(L, l₁(a)/u₂(g), l₁(g)/u₂(a))
//	U = max(U, u₁(a)/l₂(g), u₁(g)/l₂(a))
//
// where g is the guard level. Both quantities must be non-negative; a negative
// limit gives (−∞, ∞). With q̂ = 0 the upper limit is ∞, with p̂ = 0 the lower limit
// is 0, so 0/0, whose value is undefined, has the interval [0, ∞].
func Ratio(p, q Level) Interval {
	m := MoverRatio(p, q)
	if m.Lo < 0 {
		return m
	}
	// A product decides whether the guard binds; the division is rarely needed.
	if p.At.Lo < m.Lo*q.Guard.Hi {
		m.Lo = low(p.At.Lo, q.Guard.Hi)
	}
	if p.Guard.Lo < m.Lo*q.At.Hi {
		m.Lo = low(p.Guard.Lo, q.At.Hi)
	}
	if p.At.Hi > m.Hi*q.Guard.Lo {
		m.Hi = high(p.At.Hi, q.Guard.Lo)
	}
	if p.Guard.Hi > m.Hi*q.At.Lo {
		m.Hi = high(p.Guard.Hi, q.At.Lo)
	}
	return m
}

// MoverRatio returns the interval of p/q by the method of variance estimates
// recovery, which is the inversion of MOVER on p − ρq: with A = p̂q̂,
//
//	L = l₁(2p̂−l₁) / (A + √(A² − l₁(2p̂−l₁)·u₂(2q̂−u₂)))
//	U = (A + √(A² − u₁(2p̂−u₁)·l₂(2q̂−l₂))) / (l₂(2q̂−l₂))
//
// The form of L has no 0/0 at q̂ = 0. Swapping the arguments gives the reciprocal
// limits. Domain and special cases as for Ratio.
//
// Reference: Donner and Zou 2012, Statistical Methods in Medical Research 21:347.
func MoverRatio(p, q Level) Interval {
	if p.At.Lo < 0 || q.At.Lo < 0 {
		return Interval{math.Inf(-1), math.Inf(1)}
	}
	out := Interval{0, math.Inf(1)}
	a := p.Value * q.Value
	if p.At.Lo > 0 {
		root := ratioRoot(p.Value, p.Value-p.At.Lo, q.Value, q.At.Hi-q.Value)
		out.Lo = p.At.Lo * (2*p.Value - p.At.Lo) / (a + root)
	}
	if q.At.Lo > 0 {
		root := ratioRoot(p.Value, p.At.Hi-p.Value, q.Value, q.Value-q.At.Lo)
		out.Hi = (a + root) / (q.At.Lo * (2*q.Value - q.At.Lo))
	}
	if math.IsNaN(out.Lo + out.Hi) {
		return Interval{low(p.At.Lo, q.At.Hi), high(p.At.Hi, q.At.Lo)}
	}
	return out
}

// ratioRoot is √(A² − N·M) with N = p²−d² and M = q²−e², written in the deviations
// d and e: A² − N·M would cancel when the deviations are small.
func ratioRoot(p, d, q, e float64) float64 {
	pe, qd, de := p*e, q*d, d*e
	return math.Sqrt(max(0, float64(pe*pe)+float64(qd*qd)-float64(de*de)))
}

// low and high divide limits; what cannot be divided excludes nothing.
func low(num, den float64) float64 {
	if r := num / den; r >= 0 {
		return r
	}
	return 0
}

func high(num, den float64) float64 {
	if r := num / den; r >= 0 {
		return r
	}
	return math.Inf(1)
}
