package interval

import (
	"math"
)

// BreslowDay returns the test that the odds ratio is the same in every stratum, at
// the Mantel–Haenszel odds ratio ψ, without and with Tarone's correction:
//
//	BD     = Σ (A − E)²/V
//	Tarone = BD − (Σ(A − E))²/ΣV
//
// where E and V are the expectation and variance of A given the margins and ψ.
// Strata with a zero margin carry no information and are left out; with fewer than
// two others, or ψ of 0 or ∞, the test is not Defined. Tarone's form has the
// stated distribution; the plain one is for comparison with other software.
//
// Reference: Breslow and Day 1980; Tarone 1985, Biometrika 72:91.
func BreslowDay(strata []Stratum) (plain, tarone ChiSquare) {
	undefined := ChiSquare{P: 1}
	psi := oddsRatio(strata)
	var statistic, deviation, variance float64
	used := 0
	for _, s := range strata {
		if s.zeroMargin() || !psi.Bounded {
			continue
		}
		used++
		d, v := s.departure(psi.Value)
		statistic += d * d / v
		deviation, variance = deviation+d, variance+v
	}
	if used < 2 {
		return undefined, undefined
	}
	corrected := max(statistic-deviation*deviation/variance, 0)
	return chiSquare(statistic, used-1), chiSquare(corrected, used-1)
}

func (s Stratum) zeroMargin() bool {
	m := s.events()
	return !(s.N1 > 0 && s.N0 > 0 && m > 0 && m < s.rows())
}

// departure is A less its expectation E under the odds ratio psi, and the variance
// of A. E solves E·(N0−m+E) = ψ·(N1−E)(m−E) with m = A+B; of the two forms of the
// root the one without cancellation is taken.
func (s Stratum) departure(psi float64) (deviation, variance float64) {
	m := s.events()
	a, b, c := 1-psi, s.N0-m+psi*(s.N1+m), psi*s.N1*m
	root := math.Sqrt(max(b*b+4*a*c, 0))
	e := 2 * c / (b + root)
	if b < 0 {
		e = (root - b) / (2 * a)
	}
	inverse := 1/e + 1/(s.N1-e) + 1/(m-e) + 1/(s.N0-m+e)
	return s.A - e, 1 / inverse
}
