package interval

import (
	"math"
)

// Term is a coefficient times an estimate.
type Term struct {
	C float64
	E Estimate
}

// Linear is the combination Constant + Σ cᵢ·θᵢ of independent estimates, such as
// informedness or balanced accuracy; it implements Estimate by MOVER.
type Linear struct {
	Constant float64
	Terms    []Term
}

// Value returns the combination of the values.
func (l Linear) Value() float64 {
	sum := l.Constant
	for _, t := range l.Terms {
		sum += float64(t.C * t.E.Value())
	}
	return sum
}

// Limits returns, at the one-sided level a,
//
//	L = θ̂ − √Σ(cᵢ·δᵢ)²
//
// where δᵢ is the distance from θ̂ᵢ to its lower limit if cᵢ > 0 and to its upper
// limit if cᵢ < 0; U is the mirror image. The limits stay within the range that
// the limits of the terms allow. A deviation that is ∞−∞ gives an infinite limit.
//
// Reference: Zou and Donner 2008, Statistics in Medicine 27:1693.
func (l Linear) Limits(a float64) Interval { return Interval{l.lower(a), l.upper(a)} }

func (l Linear) lower(a float64) float64 {
	return orElse(l.Value()-math.Sqrt(l.reach(a, -1)), math.Inf(-1))
}

func (l Linear) upper(a float64) float64 {
	return orElse(l.Value()+math.Sqrt(l.reach(a, 1)), math.Inf(1))
}

// reach is the sum of the squared deviations of the terms toward the limit on
// one side: of a negative term, toward the other.
func (l Linear) reach(a, side float64) float64 {
	sum := 0.0
	for _, t := range l.Terms {
		limit := upperOf
		if t.C*side < 0 {
			limit = lowerOf
		}
		d := t.C * (limit(t.E, a) - t.E.Value())
		sum += float64(d * d)
	}
	return sum
}

// orElse replaces an undefined limit by the one that excludes nothing.
func orElse(limit, unbounded float64) float64 {
	if limit == limit {
		return limit
	}
	return unbounded
}

// Mapped is a monotone increasing map of an estimate, such as F1 or odds; it
// implements Estimate by mapping the limits, which keeps their error rates.
type Mapped struct {
	Of  Estimate
	Map func(float64) float64
}

// Value returns the map of the value.
func (m Mapped) Value() float64 { return m.Map(m.Of.Value()) }

// Limits returns the map of the limits at the one-sided level a.
func (m Mapped) Limits(a float64) Interval {
	return Interval{m.lower(a), m.upper(a)}
}

func (m Mapped) lower(a float64) float64 { return m.Map(lowerOf(m.Of, a)) }
func (m Mapped) upper(a float64) float64 { return m.Map(upperOf(m.Of, a)) }

// F1 returns the F1 score 2J/(1+J) of the Jaccard index J = TP/(TP+FP+FN), which,
// unlike F1, is a binomial proportion.
func F1(jaccard Estimate) Mapped {
	return Mapped{jaccard, func(j float64) float64 { return 2 * j / (1 + j) }}
}

// Odds returns q/(1−q) of a proportion q, +∞ at q = 1.
func Odds(q Estimate) Mapped {
	return Mapped{q, func(q float64) float64 {
		if q >= 1 {
			return math.Inf(1)
		}
		return q / (1 - q)
	}}
}

// RatioOf is the quotient of two independent non-negative estimates, such as the
// positive likelihood ratio TPR/FPR; it implements Estimate by Ratio.
type RatioOf struct{ Num, Den Estimate }

// Defined reports whether the quotient has a value: it has none at 0/0 and ∞/∞.
func (r RatioOf) Defined() bool { return !math.IsNaN(r.Num.Value() / r.Den.Value()) }

// Value returns Num/Den: +∞ at a zero denominator, and 0 where Defined is false.
func (r RatioOf) Value() float64 {
	if !r.Defined() {
		return 0
	}
	return r.Num.Value() / r.Den.Value()
}

// Limits returns the guarded MOVER limits of the quotient at the one-sided level
// a; [0, ∞] at 0/0.
func (r RatioOf) Limits(a float64) Interval {
	return Ratio(LimitsAt(r.Num, a, Guard), LimitsAt(r.Den, a, Guard))
}

// Deviation is one of several independent quantities that are added up, reduced to
// what one limit of the sum needs: its value, and its own limits on that side at the
// level and at the guard level.
type Deviation struct{ Value, At, Guard float64 }

// GuardedLower returns the lower limit of a sum by MOVER, with the quartile guard of
// Difference carried over to any number of terms:
//
//	L = min( Σθ̂ᵢ − √Σ(θ̂ᵢ − lᵢ(a))²,  lᵢ(a) + Σ_{j≠i} lⱼ(g) for each i )
//
// Of two terms p and −q this is the lower limit of Difference. An upper limit is that
// of the negated terms, negated.
func GuardedLower(terms ...Deviation) float64 {
	sum, reach, guard := 0.0, 0.0, 0.0
	for _, t := range terms {
		d := t.Value - t.At
		sum, reach, guard = sum+t.Value, reach+float64(d*d), guard+t.Guard
	}
	lower := sum - math.Sqrt(reach)
	for _, t := range terms {
		lower = min(lower, guard-t.Guard+t.At)
	}
	return orElse(lower, math.Inf(-1))
}
