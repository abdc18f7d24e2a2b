package interval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// smallestLevel is where the search for a p-value stops. A p-value below it is
// returned as it: an upper bound, and never 0.
const smallestLevel = 1e-300

// logTolerance is the accuracy of a p-value found by root search, on the log
// scale.
const logTolerance = 1e-8

// PValue returns the p-value of H0: p − ρq ≤ τ against p − ρq > τ, for ρ > 0.
//
// It is the smallest level at which the guarded interval of Difference (ρ = 1) or
// Ratio (τ = 0) excludes the hypothesis, the maximum of
//
//	p_mover = min{a ≤ ½ : (p̂ − ρq̂ − τ)² ≥ (p̂ − l₁(a))² + ρ²(u₂(a) − q̂)²}
//	q₁      = min{a : l₁(a) ≥ ρ·u₂(¼) + τ}
//	q₂      = min{a : u₂(a) ≤ (l₁(¼) − τ)/ρ}
//
// with p_mover = ½ if no level does. For a Proportion q₁ and q₂ are the binomial
// tails P(X₁ ≥ x₁) and P(X₂ ≤ x₂), extended to non-integer counts by the
// incomplete beta function. Special cases: 1 when p̂ − ρq̂ − τ ≤ 0 or ρ ≤ 0.
// Values above ¼ only mean "no evidence"; values below 1e-13 are computed, but
// too far in the tail to be worth printing.
func PValue(p, q Estimate, rho, tau float64) float64 {
	return PValueGuarded(p, q, rho, tau, Guard)
}

// PValueGuarded is PValue with another guard level than ¼, in (0, ½]; PassGuard
// says which one a demonstrated pass needs.
func PValueGuarded(p, q Estimate, rho, tau, guard float64) float64 {
	c := contrast{p: p, q: q, rho: rho, tau: tau, pv: p.Value(), qv: q.Value()}
	if !c.positive() {
		return 1
	}
	q1 := levelAbove(p, float64(rho*upperOf(q, guard))+tau)
	q2 := levelBelow(q, (lowerOf(p, guard)-tau)/rho)
	return max(q1, q2, c.moverLevel())
}

// SumPValue returns the p-value of H0: Σp − Σq ≤ τ against Σp − Σq > τ, for independent
// estimates p and q: the smallest level a ≤ ½ at which the lower limit of
// [GuardedLower] at a, with the guard Guard, reaches τ.
//
// Of one p and one q it is [PValue] with ρ = 1. Special cases: 1 when the estimate is
// not above τ, or no level reaches it. Values above ¼ only mean "no evidence".
func SumPValue(p, q []Estimate, tau float64) float64 {
	var terms []Deviation
	sum, scale := 0.0, math.Abs(tau)
	add := func(value, guard float64) {
		terms = append(terms, Deviation{Value: value, Guard: guard})
		sum, scale = sum+value, scale+math.Abs(value)
	}
	for _, e := range p {
		add(e.Value(), lowerOf(e, Guard))
	}
	for _, e := range q {
		add(-e.Value(), -upperOf(e, Guard))
	}
	if !(sum-tau > 4e-16*scale) {
		return 1
	}
	return smallestRejecting(1, func(a float64) float64 {
		for i, e := range p {
			terms[i].At = lowerOf(e, a)
		}
		for i, e := range q {
			terms[len(p)+i].At = -upperOf(e, a)
		}
		down := sum - GuardedLower(terms...)
		return float64(down*down) - float64((sum-tau)*(sum-tau)) // close to a straight line in log a
	})
}

// contrast is p − ρq − τ with the values of p and q.
type contrast struct {
	p, q     Estimate
	rho, tau float64
	pv, qv   float64
}

func (c contrast) estimate() float64 { return c.pv - float64(c.rho*c.qv) - c.tau }

// positive reports whether the estimate is above 0 by more than its rounding: a
// tie such as 0.3 − 0.2 against 0.1 must not look like a tiny excess.
func (c contrast) positive() bool {
	scale := math.Abs(c.pv) + math.Abs(c.rho*c.qv) + math.Abs(c.tau)
	return c.rho > 0 && c.estimate() > 4e-16*scale
}

// excess is the squared MOVER deviation at level a less the squared estimate: at
// most 0 exactly when the level rejects. In log a it is close to a straight line.
func (c contrast) excess(a float64) float64 {
	d := c.estimate()
	down := c.pv - lowerOf(c.p, a)
	up := c.rho * (upperOf(c.q, a) - c.qv)
	return float64(down*down) + float64(up*up) - float64(d*d)
}

func (c contrast) moverLevel() float64 {
	return smallestRejecting(0.5, c.excess)
}

// smallestRejecting returns the smallest level in [smallestLevel, ½] at which f,
// which falls as the level grows, is at most 0, and none if there is no such level.
//
// The search runs on the log of the level, where f is close to a straight line, so
// extrapolation from the last two points finds the other side in few steps.
func smallestRejecting(none float64, f func(a float64) float64) float64 {
	onLog := func(t float64) float64 { return f(math.Exp(t)) }
	least := math.Log(smallestLevel)
	hi := at(onLog, math.Log(0.5))
	if !(hi.f <= 0) {
		return none
	}
	lo := at(onLog, 4*hi.x)
	for lo.f <= 0 {
		if lo.x <= least {
			return smallestLevel
		}
		next := 1.2 * (lo.x - lo.f*(hi.x-lo.x)/(hi.f-lo.f))
		if !(next <= 1.2*lo.x) {
			next = 4 * lo.x
		}
		hi, lo = lo, at(onLog, max(next, least))
	}
	return math.Exp(root(onLog, lo, hi, logTolerance))
}

// levelAbove is the smallest level at which the lower limit of e reaches t.
func levelAbove(e Estimate, t float64) float64 {
	if p, ok := e.(Proportion); ok {
		return upperTail(p.X, p.N, t)
	}
	return smallestRejecting(1, func(a float64) float64 { return t - lowerOf(e, a) })
}

// levelBelow is the smallest level at which the upper limit of e falls to t.
func levelBelow(e Estimate, t float64) float64 {
	if p, ok := e.(Proportion); ok {
		return upperTail(p.N-p.X, p.N, 1-t)
	}
	return smallestRejecting(1, func(a float64) float64 { return upperOf(e, a) - t })
}

// upperTail is P(X ≥ x) for X ~ Bin(n, t), extended to t outside [0, 1] by the
// statement it decides: no rate at or below 0 needs evidence against it, and no
// evidence excludes a rate of 1 or, at x = 0, any rate.
func upperTail(x, n, t float64) float64 {
	switch {
	case t <= 0:
		return 0
	case !(t < 1) || x <= 0 || !(n > 0):
		return 1
	}
	return mathext.RegIncBeta(x, math.Max(n-x, 0)+1, t)
}
