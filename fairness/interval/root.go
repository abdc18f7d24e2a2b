package interval

import (
	"math"
)

// root returns the end of a bracket of width at most tol around the zero of f
// between the points lo and hi: the end where f ≤ 0. f must be positive at lo and
// at most 0 at hi.
//
// Each step is an inverse quadratic interpolation where the last three points
// make it trustworthy, else a bisection, so it converges fast on smooth functions
// and never worse than bisection by more than a constant.
//
// Reference: Chandrupatla 1997, Advances in Engineering Software 28:145.
func root(f func(float64) float64, lo, hi point, tol float64) float64 {
	a, fa := hi.x, hi.f
	b, fb := lo.x, lo.f
	var c, fc float64
	t := 0.5
	for range 200 {
		x := a + t*(b-a)
		if x == a || x == b {
			break
		}
		fx := f(x)
		if (fx <= 0) == (fa <= 0) {
			c, fc = a, fa
		} else {
			c, fc = b, fb
			b, fb = a, fa
		}
		a, fa = x, fx
		width := math.Abs(b - a)
		if width <= tol || fx == 0 {
			break
		}
		t = min(max(step(a, b, c, fa, fb, fc), tol/2/width), 1-tol/2/width)
	}
	if fa <= 0 {
		return a
	}
	return b
}

// point is a place and the value of the function there.
type point struct{ x, f float64 }

func at(f func(float64) float64, x float64) point { return point{x, f(x)} }

// step is the next point as a fraction of the way from a to b.
func step(a, b, c, fa, fb, fc float64) float64 {
	xi := (a - b) / (c - b)
	phi := (fa - fb) / (fc - fb)
	if !(phi*phi < xi && (1-phi)*(1-phi) < 1-xi) {
		return 0.5
	}
	return fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
}
