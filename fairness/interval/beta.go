package interval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// quantileTolerance is how closely the distribution function at a quantile must
// reproduce the probability, relative to it. Beyond a million rows the function
// itself is only good to roundingPerRow for each row: asking more of a quantile
// would reject good ones.
const (
	quantileTolerance = 1e-10
	roundingPerRow    = 2e-16
)

func toleranceAt(a, b float64) float64 {
	return max(quantileTolerance, roundingPerRow*(a+b))
}

// quantileWidth is how closely the search brackets the logarithm of a quantile.
const quantileWidth = 1e-12

// betaQuantile returns q with I_q(a, b) = p and its complement 1−q, for a, b > 0
// and p in (0, 1).
//
// The closed forms at a = 1 and b = 1 keep full relative accuracy in both parts.
// Elsewhere the library's inverse is a proposal only: it converges to a wrong
// value, without an error, when a ≫ b and p is small, which is where the upper
// limit of a rare event in a large group lies. The proposal is therefore put back
// into the distribution function, and replaced by a bracketed search when it does
// not fit.
func betaQuantile(a, b, p float64) (q, complement float64) {
	switch {
	case b == 1:
		t := math.Log(p) / a
		return math.Exp(t), -math.Expm1(t)
	case a == 1:
		t := math.Log1p(-p) / b
		return -math.Expm1(t), math.Exp(t)
	}
	if q, ok := newtonBeta(a, b, p); ok {
		return q, 1 - q
	}
	q = mathext.InvRegIncBeta(a, b, p)
	if fitsQuantile(a, b, p, q) {
		return q, 1 - q
	}
	return searchBeta(a, b, p)
}

// newtonBeta is the quick way to a quantile: Halley's iteration on ln I_q(a, b)
// from the normal approximation of Abramowitz and Stegun 1964, 26.5.22. It
// reports false unless the distribution function confirms the result, and always
// in the corners that the approximation does not serve.
func newtonBeta(a, b, p float64) (float64, bool) {
	if a < 2 || b < 2 {
		return 0, false
	}
	y := math.Sqrt2 * math.Erfcinv(2*p)
	s, t := 1/(2*a-1), 1/(2*b-1)
	h, lambda := 2/(s+t), (y*y-3)/6
	if h+lambda <= 0 {
		return 0, false
	}
	w := y*math.Sqrt(h+lambda)/h - (t-s)*(lambda+5.0/6-2/(3*h))
	q := a / (a + b*math.Exp(2*w))
	logBeta := mathext.Lbeta(a, b)
	for range 8 {
		if !(q > 0 && q < 1) {
			return 0, false
		}
		mass := mathext.RegIncBeta(a, b, q)
		excess := mass/p - 1
		if math.Abs(excess) < toleranceAt(a, b) {
			return q, true
		}
		density := math.Exp((a-1)*math.Log(q) + (b-1)*math.Log1p(-q) - logBeta)
		if !(mass > 0 && density > 0) {
			return 0, false
		}
		move := math.Log1p(excess) * mass / density
		curvature := (a-1)/q - (b-1)/(1-q) - density/mass
		q -= move / max(0.5, 1-move*curvature/2)
	}
	return 0, false
}

func fitsQuantile(a, b, p, q float64) bool {
	if !(q > 0 && q < 1) {
		return false
	}
	return math.Abs(mathext.RegIncBeta(a, b, q)/p-1) < toleranceAt(a, b)
}

// searchBeta inverts the distribution function by a bracketed search for the
// logarithm of the smaller part, q or 1−q: at a small level a quantile can be any
// power of ten, and so can its distance from 1.
func searchBeta(a, b, p float64) (q, complement float64) {
	target := math.Log(p)
	excess := func(q float64) float64 {
		e := math.Log(mathext.RegIncBeta(a, b, q)) - target
		if math.Abs(e) < toleranceAt(a, b)/10 {
			return 0 // the rest is rounding of the distribution function
		}
		return max(e, -1e4)
	}
	// Both directions are arranged so that the excess falls with t.
	if a <= b {
		t := fallingRoot(func(t float64) float64 { return excess(math.Exp(min(-t, 0))) },
			math.Log1p(b/a), 1/math.Sqrt(a))
		q = math.Exp(-t)
		return q, 1 - q
	}
	t := fallingRoot(func(t float64) float64 { return excess(-math.Expm1(min(t, 0))) },
		-math.Log1p(a/b), 1/math.Sqrt(b))
	complement = math.Exp(t)
	return 1 - complement, complement
}

// fallingRoot finds the zero of the falling function f, from a start and a first
// step that grows until the zero is bracketed.
func fallingRoot(f func(float64) float64, start, step float64) float64 {
	here := at(f, start)
	sign := 1.0
	if here.f <= 0 {
		sign = -1
	}
	for range 64 {
		next := at(f, here.x+sign*step)
		switch {
		case sign > 0 && next.f <= 0:
			return root(f, here, next, quantileWidth)
		case sign < 0 && next.f > 0:
			return root(f, next, here, quantileWidth)
		}
		here, step = next, 2*step
	}
	return here.x
}
