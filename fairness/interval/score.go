package interval

import (
	"math"
)

// scoreTolerance is the width to which score limits are bracketed: absolute for a
// difference, relative (on the log scale) for a ratio.
const scoreTolerance = 1e-14

// logRange bounds the search for the logarithm of a ratio limit, far beyond what
// counts can show and far from overflow.
const logRange = 100

// MiettinenNurminenDifference returns the score limits of p₁ − p₂ at the one-sided
// level a: the d at which
//
//	|d̂ − d| = z·√V(d),  V(d) = (p̃₁(1−p̃₁)/n₁ + p̃₂(1−p̃₂)/n₂)·N/(N−1)
//
// with p̃ the maximum-likelihood rates under p₁ − p₂ = d and N = n₁+n₂. Special
// cases: d̂ = −1 has lower limit −1, d̂ = 1 has upper limit 1.
//
// Reference: Miettinen and Nurminen 1985, Statistics in Medicine 4:213.
func MiettinenNurminenDifference(x1, n1, x2, n2, a float64) (Interval, bool) {
	return scoreDifference(x1, n1, x2, n2, a, (n1+n2)/(n1+n2-1))
}

// MeeDifference returns MiettinenNurminenDifference without the factor N/(N−1).
//
// Reference: Mee 1984, Biometrics 40:1175.
func MeeDifference(x1, n1, x2, n2, a float64) (Interval, bool) {
	return scoreDifference(x1, n1, x2, n2, a, 1)
}

func scoreDifference(x1, n1, x2, n2, a, factor float64) (Interval, bool) {
	if !usablePair(x1, n1, x2, n2, a) {
		return Interval{-1, 1}, false
	}
	z := normalQuantile(clampLevel(a)) * math.Sqrt(factor)
	lower := differenceLower(x1, n1, x2, n2, z)
	upper := 0 - differenceLower(x2, n2, x1, n1, z)
	return Interval{lower, upper}, true
}

// differenceLower finds where the standardised distance below the estimate is z.
func differenceLower(x1, n1, x2, n2, z float64) float64 {
	estimate := x1/n1 - x2/n2
	if estimate <= -1 {
		return -1
	}
	excess := func(d float64) float64 {
		p1, p2 := differenceRates(x1, n1, x2, n2, d)
		v := p1*(1-p1)/n1 + p2*(1-p2)/n2
		return estimate - d - z*math.Sqrt(max(v, 0))
	}
	return root(excess, at(excess, -1), at(excess, estimate), scoreTolerance)
}

// differenceRates returns the maximum-likelihood rates under p₁ − p₂ = d. Their
// likelihood equation is a cubic in p₂ with three real roots, of which the middle
// one is feasible; rounding is kept inside the domain of the cosine and of the
// rates, and Newton steps restore the digits that the cubic loses near 0 and 1.
func differenceRates(x1, n1, x2, n2, d float64) (p1, p2 float64) {
	c3 := n1 + n2
	c2 := (n1+2*n2)*d - c3 - x1 - x2
	c1 := (n2*d-c3-2*x2)*d + x1 + x2
	c0 := x2 * d * (1 - d)
	shift := c2 / (3 * c3)
	q := shift*shift*shift - c1*c2/(6*c3*c3) + c0/(2*c3)
	r := math.Copysign(math.Sqrt(max(shift*shift-c1/(3*c3), 0)), q)
	angle := math.Pi
	if r != 0 {
		angle += math.Acos(min(max(q/(r*r*r), -1), 1))
	}
	least, most := max(0, -d), min(1, 1-d)
	p2 = min(max(2*r*math.Cos(angle/3)-shift, least), most)
	for range 4 {
		p2 = min(max(p2+scoreStep(x1, n1, x2, n2, p2+d, p2), least), most)
	}
	return min(max(p2+d, 0), 1), p2
}

// scoreStep is the Newton step on the likelihood equation at (p₁, p₂), 0 where the
// equation has a pole.
func scoreStep(x1, n1, x2, n2, p1, p2 float64) float64 {
	slope, curve := 0.0, 0.0
	for _, term := range [4][2]float64{{x1, p1}, {n1 - x1, p1 - 1}, {x2, p2}, {n2 - x2, p2 - 1}} {
		if count, at := term[0], term[1]; count > 0 {
			slope += count / at
			curve += count / at / at
		}
	}
	if step := slope / curve; math.Abs(step) < 1e-3 {
		return step
	}
	return 0
}

// MiettinenNurminenRatio returns the score limits of p₁/p₂ at the one-sided level
// a: the φ at which
//
//	|p̂₁ − φp̂₂| = z·√V(φ),  V(φ) = (p̃₁(1−p̃₁)/n₁ + φ²p̃₂(1−p̃₂)/n₂)·N/(N−1)
//
// with p̃ the maximum-likelihood rates under p₁ = φp₂ and N = n₁+n₂. Special cases:
// x₁ = 0 has lower limit 0, x₂ = 0 has upper limit ∞.
//
// Reference: Miettinen and Nurminen 1985, Statistics in Medicine 4:213.
func MiettinenNurminenRatio(x1, n1, x2, n2, a float64) (Interval, bool) {
	return scoreRatio(x1, n1, x2, n2, a, (n1+n2)/(n1+n2-1))
}

// Koopman returns MiettinenNurminenRatio without the factor N/(N−1).
//
// Reference: Koopman 1984, Biometrics 40:513; Gart and Nam 1988, Biometrics 44:323.
func Koopman(x1, n1, x2, n2, a float64) (Interval, bool) {
	return scoreRatio(x1, n1, x2, n2, a, 1)
}

func scoreRatio(x1, n1, x2, n2, a, factor float64) (Interval, bool) {
	if !usablePair(x1, n1, x2, n2, a) {
		return Interval{0, math.Inf(1)}, false
	}
	z := normalQuantile(clampLevel(a)) * math.Sqrt(factor)
	lower := ratioScoreLower(x1, n1, x2, n2, z)
	upper := 1 / ratioScoreLower(x2, n2, x1, n1, z)
	return Interval{lower, upper}, true
}

func ratioScoreLower(x1, n1, x2, n2, z float64) float64 {
	if x1 <= 0 {
		return 0
	}
	excess := func(t float64) float64 {
		phi := math.Exp(t)
		p1, p2 := ratioRates(x1, n1, x2, n2, phi)
		v := p1*(1-p1)/n1 + phi*phi*p2*(1-p2)/n2
		return x1/n1 - phi*x2/n2 - z*math.Sqrt(max(v, 0))
	}
	top := float64(logRange)
	if x2 > 0 {
		top = math.Log(x1 / n1 * n2 / x2)
	}
	return math.Exp(root(excess, at(excess, -logRange), at(excess, top), scoreTolerance))
}

// ratioRates returns the maximum-likelihood rates under p₁ = φp₂: p₂ is the smaller
// root of a quadratic, taken in the form that does not cancel.
func ratioRates(x1, n1, x2, n2, phi float64) (p1, p2 float64) {
	b := phi*(n1+x2) + x1 + n2
	c := x1 + x2
	disc := b*b - 4*(n1+n2)*phi*c
	p2 = min(2*c/(b+math.Sqrt(max(disc, 0))), 1)
	return min(phi*p2, 1), p2
}

// usablePair reports whether both groups have rows and the level is positive.
func usablePair(x1, n1, x2, n2, a float64) bool {
	return !unusable(x1, n1, a) && !unusable(x2, n2, a)
}
