package interval

import (
	"math"
)

// snapTolerance is the relative distance within which an effective count is taken
// for the whole number that equal weights give in exact arithmetic.
const snapTolerance = 1e-9

// Weighted holds what a weighted proportion needs: the number of rows with
// positive weight w and the sums Σw, Σw², Σwy, Σw²y over an outcome y of 0 or 1.
// The sums of two sets of rows add, so parts merge in any order.
type Weighted struct {
	N              int64
	W, W2, WY, W2Y float64
}

// Rate returns the weighted proportion Σwy/Σw, and false without positive weight.
func (s Weighted) Rate() (float64, bool) {
	if !(s.W > 0) || math.IsInf(s.W, 0) {
		return 0, false
	}
	return min(max(s.WY/s.W, 0), 1), true
}

// Kish returns the effective sample size (Σw)²/Σw², in [1, n], and 0 without
// positive weight.
//
// Reference: Kish 1965, Survey Sampling, section 11.7.
func Kish(s Weighted) float64 {
	if _, ok := s.Rate(); !ok || !(s.W2 > 0) {
		return 0
	}
	return s.W / s.W2 * s.W
}

// LinearisedVariance returns the variance of the weighted proportion by Taylor
// linearisation:
//
//	Σw²(y−p̂)²/(Σw)² = ((1−2p̂)·Σw²y + p̂²·Σw²)/(Σw)²
//
// There is no factor n/(n−1), so that equal weights give p̂(1−p̂)/n. It is written
// as the sum over successes and failures, whose terms cannot cancel; 0 without
// positive weight.
//
// Reference: Korn and Graubard 1998, Survey Methodology 24:193.
func LinearisedVariance(s Weighted) float64 {
	p, ok := s.Rate()
	if !ok {
		return 0
	}
	ones := s.W2Y / s.W / s.W
	zeros := max(s.W2-s.W2Y, 0) / s.W / s.W
	return float64((1-p)*(1-p)*ones) + float64(p*p*zeros)
}

// Effective returns the proportion whose limits stand for the weighted rows: rate
// Σwy/Σw on the effective number of rows
//
//	min(n, Kish, p̂(1−p̂)/LinearisedVariance) / deff
//
// The third term counts for 0 < p̂ < 1 only. Taking the least of the three keeps
// one heavy row from looking like many, and never claims more than n rows. The
// design effect deff ≥ 1 is the caller's allowance for dependence between rows; a
// value below 1 counts as 1. The scale of the weights does not matter, and equal
// weights give exactly the unweighted counts. It returns false without positive
// weight.
//
// Reference: Kish 1965; Korn and Graubard 1998, Survey Methodology 24:193.
func Effective(s Weighted, deff float64) (Proportion, bool) {
	p, ok := s.Rate()
	if !ok || s.N <= 0 {
		return Proportion{}, false
	}
	n := min(float64(s.N), Kish(s))
	if v := LinearisedVariance(s); p > 0 && p < 1 && v > 0 {
		n = min(n, p*(1-p)/v)
	}
	n = snap(n, float64(s.N))
	x := p * n
	if n == float64(s.N) {
		x = snap(x, math.Round(x))
	}
	if deff > 1 {
		x, n = x/deff, n/deff
	}
	return Proportion{X: x, N: n}, true
}

// snap returns whole when v differs from it by rounding only.
func snap(v, whole float64) float64 {
	if math.Abs(v-whole) <= snapTolerance*whole {
		return whole
	}
	return v
}
