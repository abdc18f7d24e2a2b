package interval

import (
	"math"
)

// Difference returns the interval of p − q with the quartile guard: MoverDifference
// widened to
//
//	L = min(L, l₁(a) − u₂(g), l₁(g) − u₂(a))
//	U = max(U, u₁(a) − l₂(g), u₁(g) − l₂(a))
//
// where g is the guard level. Each limit is one-sided at level a.
//
// MOVER alone treats the distance to a limit as normal, which fails when one
// group is tiny and the other huge; the guard repairs exactly that corner and
// costs next to nothing elsewhere. Both forms stay inside the difference of the
// two ranges ([−1, 1] for proportions), so there is nothing to clip.
func Difference(p, q Level) Interval {
	lo, hi := moverDifference(p, q)
	lo = min(lo, p.At.Lo-q.Guard.Hi, p.Guard.Lo-q.At.Hi)
	hi = max(hi, p.At.Hi-q.Guard.Lo, p.Guard.Hi-q.At.Lo)
	return Interval{orElse(lo, math.Inf(-1)), orElse(hi, math.Inf(1))}
}

// MoverDifference returns the interval of p − q by the method of variance
// estimates recovery:
//
//	L = p̂−q̂ − √((p̂−l₁)² + (u₂−q̂)²)
//	U = p̂−q̂ + √((u₁−p̂)² + (q̂−l₂)²)
//
// It is antisymmetric: swapping the arguments swaps and negates the limits, to the
// last bit. A limit that would be ∞−∞ becomes the infinite one.
//
// Reference: Newcombe 1998, Statistics in Medicine 17:873; Zou and Donner 2008,
// Statistics in Medicine 27:1693.
func MoverDifference(p, q Level) Interval {
	lo, hi := moverDifference(p, q)
	return Interval{orElse(lo, math.Inf(-1)), orElse(hi, math.Inf(1))}
}

// moverDifference leaves NaN where an infinite deviation meets an infinite value.
func moverDifference(p, q Level) (lo, hi float64) {
	d := p.Value - q.Value
	pDown, pUp := p.Value-p.At.Lo, p.At.Hi-p.Value
	qDown, qUp := q.Value-q.At.Lo, q.At.Hi-q.Value
	// The conversions keep the compiler from fusing multiply and add on some
	// platforms only.
	lo = d - math.Sqrt(float64(pDown*pDown)+float64(qUp*qUp))
	hi = d + math.Sqrt(float64(pUp*pUp)+float64(qDown*qDown))
	return lo, hi
}

// LowerDifference is the lower limit of Difference alone, from the numbers it
// rests on: the values p and q, the lower limits of p and the upper limits of q at
// the level and at the guard level.
func LowerDifference(p, pLo, pGuardLo, q, qHi, qGuardHi float64) float64 {
	down, up := p-pLo, qHi-q
	lo := p - q - math.Sqrt(float64(down*down)+float64(up*up))
	return orElse(min(lo, pLo-qGuardHi, pGuardLo-qHi), math.Inf(-1))
}
