package interval

import (
	"math"
)

// hypergeometric is the distribution of the successes of group 1 when the group
// sizes r and b and the total of m successes are given.
type hypergeometric struct {
	r, b, m      int64
	lo, hi, mode int64
	p, q         float64 // m/(r+b) and its complement
}

// newHypergeometric needs r+b > 0. The mode is computed in floating point, which
// cannot overflow; being one off would only move where a tail is cut in two.
func newHypergeometric(r, b, m int64) hypergeometric {
	h := hypergeometric{r: r, b: b, m: m, lo: max(0, m-b), hi: min(m, r)}
	n := float64(r) + float64(b)
	h.p, h.q = float64(m)/n, (n-float64(m))/n
	mode := math.Floor((float64(r) + 1) * ((float64(m) + 1) / (n + 2)))
	h.mode = min(max(int64(mode), h.lo), h.hi)
	return h
}

// logMass is the log probability of k, as the quotient of three binomial masses at
// the same rate. Differences of log-gamma values would lose eight digits at a
// million rows; here the large terms cancel before they are computed.
//
// Reference: Loader 2000, Fast and Accurate Computation of Binomial Probabilities.
func (h hypergeometric) logMass(k int64) float64 {
	if h.lo == h.hi {
		return 0
	}
	x, m := float64(k), float64(h.m)
	r, b := float64(h.r), float64(h.b)
	return logBinomial(x, r, h.p, h.q) + logBinomial(m-x, b, h.p, h.q) -
		logBinomial(m, r+b, h.p, h.q)
}

// below is P(X ≤ k), above is P(X ≥ k). The smaller side is summed, so a small
// probability is never the remainder of a large one.
func (h hypergeometric) below(k int64) float64 {
	if k <= h.mode {
		return h.tailDown(k)
	}
	return 1 - h.tailUp(k+1)
}

func (h hypergeometric) above(k int64) float64 {
	if k > h.mode {
		return h.tailUp(k)
	}
	return 1 - h.tailDown(k-1)
}

// tailDown sums the masses from k downwards; they fall, so the sum ends where they
// no longer count.
func (h hypergeometric) tailDown(k int64) float64 {
	if k < h.lo {
		return 0
	}
	sum, term := 1.0, 1.0
	for i := k; i > h.lo && term > 1e-17*sum; i-- {
		term *= float64(i) / float64(h.r-i+1) * (float64(h.b-h.m+i) / float64(h.m-i+1))
		sum += term
	}
	return math.Exp(h.logMass(k)) * sum
}

// tailUp sums the masses from k upwards, likewise.
func (h hypergeometric) tailUp(k int64) float64 {
	if k > h.hi {
		return 0
	}
	sum, term := 1.0, 1.0
	for i := k; i < h.hi && term > 1e-17*sum; i++ {
		term *= float64(h.r-i) / float64(i+1) * (float64(h.m-i) / float64(h.b-h.m+i+1))
		sum += term
	}
	return math.Exp(h.logMass(k)) * sum
}

// noLikelier is the probability of all tables whose log mass is at most limit. The
// mass rises to the mode and falls after it, so such tables form two tails, and
// bisection finds where each begins. Comparing logarithms keeps tables apart whose
// masses are too small for a double.
func (h hypergeometric) noLikelier(limit float64) float64 {
	if h.logMass(h.mode) <= limit {
		return 1
	}
	down, up := h.lo-1, h.mode // the largest below the mode, found by bisection
	for up-down > 1 {
		if mid := down + (up-down)/2; h.logMass(mid) <= limit {
			down = mid
		} else {
			up = mid
		}
	}
	left, right := h.mode, h.hi+1 // and the smallest above it
	for right-left > 1 {
		if mid := left + (right-left)/2; h.logMass(mid) <= limit {
			right = mid
		} else {
			left = mid
		}
	}
	return min(1, h.tailDown(down)+h.tailUp(right))
}

// logBinomial is the log mass of x successes of n at rate p = 1−q, in the form
//
//	δ(n) − δ(x) − δ(n−x) − D(x, np) − D(n−x, nq) − ½·ln(2πx(n−x)/n)
//
// with δ the stirlingError and D the entropy, all of them small near the mean.
func logBinomial(x, n, p, q float64) float64 {
	switch {
	case n == 0:
		return 0
	case x == 0:
		return n * math.Log1p(-p)
	case x == n:
		return n * math.Log1p(-q)
	}
	stirling := stirlingError(n) - stirlingError(x) - stirlingError(n-x)
	deviance := entropy(x, n*p) + entropy(n-x, n*q)
	return stirling - deviance - math.Log(2*math.Pi*x*((n-x)/n))/2
}

// stirlingError is ln n! less Stirling's formula: from the log-gamma function while
// that is small enough to subtract from, then from its asymptotic series.
func stirlingError(n float64) float64 {
	if n <= 15 {
		lgamma, _ := math.Lgamma(n + 1)
		return lgamma - (n+0.5)*math.Log(n) + n - math.Log(2*math.Pi)/2
	}
	s := n * n
	return (1.0/12 - (1.0/360-(1.0/1260-(1.0/1680-1.0/1188/s)/s)/s)/s) / n
}

// entropy is x·ln(x/m) + m − x, by its series in (x−m)/(x+m) where the two are
// close and the closed form would cancel.
func entropy(x, m float64) float64 {
	v := (x - m) / (x + m)
	if math.Abs(v) >= 0.1 {
		return x*math.Log(x/m) + m - x
	}
	sum, term := (x-m)*v, 2*x*v
	for j := 3.0; ; j += 2 {
		term *= v * v
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}
