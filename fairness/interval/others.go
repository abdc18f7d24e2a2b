package interval

import (
	"math"
)

// Newcombe returns the hybrid score limits of p₁ − p₂ (his method 10) at the
// one-sided level a: MoverDifference on Wilson limits.
//
// Reference: Newcombe 1998, Statistics in Medicine 17:873.
func Newcombe(x1, n1, x2, n2, a float64) (Interval, bool) {
	if !usablePair(x1, n1, x2, n2, a) {
		return Interval{-1, 1}, false
	}
	return MoverDifference(wilsonLevel(x1, n1, a), wilsonLevel(x2, n2, a)), true
}

// MoverRWilson returns the limits of p₁/p₂ at the one-sided level a: MoverRatio on
// Wilson limits. Special cases: x₁ = 0 has lower limit 0, x₂ = 0 upper limit ∞.
//
// Reference: Donner and Zou 2012, Statistical Methods in Medical Research 21:347.
func MoverRWilson(x1, n1, x2, n2, a float64) (Interval, bool) {
	if !usablePair(x1, n1, x2, n2, a) {
		return Interval{0, math.Inf(1)}, false
	}
	return MoverRatio(wilsonLevel(x1, n1, a), wilsonLevel(x2, n2, a)), true
}

func wilsonLevel(x, n, a float64) Level {
	return Level{Value: x / n, At: Wilson(x, n, a)}
}

// AgrestiCaffo returns the limits of p₁ − p₂ at the one-sided level a: the normal
// approximation after adding one success and one failure to each group,
//
//	p̃₁ − p̃₂ ± z·√(p̃₁(1−p̃₁)/(n₁+2) + p̃₂(1−p̃₂)/(n₂+2)),  p̃ = (x+1)/(n+2)
//
// clipped to [−1, 1].
//
// Reference: Agresti and Caffo 2000, American Statistician 54:280.
func AgrestiCaffo(x1, n1, x2, n2, a float64) (Interval, bool) {
	if !usablePair(x1, n1, x2, n2, a) {
		return Interval{-1, 1}, false
	}
	p1, p2 := (x1+1)/(n1+2), (x2+1)/(n2+2)
	se := math.Sqrt(p1*(1-p1)/(n1+2) + p2*(1-p2)/(n2+2))
	reach := normalQuantile(clampLevel(a)) * se
	return Interval{max(p1-p2-reach, -1), min(p1-p2+reach, 1)}, true
}

// Katz returns the limits of p₁/p₂ at the one-sided level a from the normal
// approximation to its logarithm:
//
//	ln(p̂₁/p̂₂) ± z·√(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)
//
// It is undefined (false) when x₁ = 0, x₂ = 0, or both rates are 1.
//
// Reference: Katz, Baptista, Azen and Pike 1978, Biometrics 34:469.
func Katz(x1, n1, x2, n2, a float64) (Interval, bool) {
	if !usablePair(x1, n1, x2, n2, a) || x1 <= 0 || x2 <= 0 || (x1 >= n1 && x2 >= n2) {
		return Interval{0, math.Inf(1)}, false
	}
	variance := max(1/x1-1/n1, 0) + max(1/x2-1/n2, 0)
	centre := math.Log(x1 / n1 / (x2 / n2))
	reach := normalQuantile(clampLevel(a)) * math.Sqrt(variance)
	return Interval{math.Exp(centre - reach), math.Exp(centre + reach)}, true
}

func guardedDifference(x1, n1, x2, n2, a float64) (Interval, bool) {
	p, q := guardedLevels(x1, n1, x2, n2, a)
	return Difference(p, q), usablePair(x1, n1, x2, n2, a)
}

func guardedRatio(x1, n1, x2, n2, a float64) (Interval, bool) {
	p, q := guardedLevels(x1, n1, x2, n2, a)
	return Ratio(p, q), usablePair(x1, n1, x2, n2, a)
}

func guardedLevels(x1, n1, x2, n2, a float64) (p, q Level) {
	return LimitsAt(Proportion{x1, n1}, a, Guard), LimitsAt(Proportion{x2, n2}, a, Guard)
}
