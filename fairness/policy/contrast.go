package policy

import (
	"math"
	"math/big"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// The functions of this file read a pair (higher, lower) by an operation and a
// bound. Differences are p − q; MinMax is q/p; MaxMin is p/q.

// estimate is the contrast of a pair: undefined for 0/0, infinite for MaxMin of
// a positive rate and 0.
func estimate(o metric.Operation, p, q *big.Rat) (v *big.Rat, infinite bool) {
	switch {
	case o == metric.Difference:
		return new(big.Rat).Sub(p, q), false
	case o == metric.MinMax && p.Sign() > 0:
		return new(big.Rat).Quo(q, p), false
	case o == metric.MaxMin && q.Sign() > 0:
		return new(big.Rat).Quo(p, q), false
	}
	return nil, o == metric.MaxMin && p.Sign() > 0
}

// estimateValue is the contrast of a pair as a value.
func estimateValue(o metric.Operation, p, q *big.Rat) Value {
	v, infinite := estimate(o, p, q)
	if infinite {
		return Value{Float: math.Inf(1), Infinite: true, Defined: true}
	}
	return ratValue(v)
}

// worsePair reports whether the pair (p, q) is a larger disparity than (r, s):
// an undefined contrast is the least, an infinite one the greatest.
func worsePair(o metric.Operation, p, q, r, s *side) bool {
	x, xInfinite := estimate(o, p.exact, q.exact)
	y, yInfinite := estimate(o, r.exact, s.exact)
	switch {
	case xInfinite || yInfinite:
		return xInfinite && !yInfinite
	case x == nil || y == nil:
		return x != nil
	case o == metric.MinMax:
		return x.Cmp(y) < 0
	}
	return x.Cmp(y) > 0
}

// beyond reports whether the estimate of a pair is beyond the bound. Rates that
// floats cannot tell from the bound are compared as fractions, so that a ratio
// of exactly 4/5 keeps to 4/5.
func beyond(o metric.Operation, b Bound, p, q *side) bool {
	bound := b.Float()
	var excess float64
	switch o {
	case metric.Difference:
		excess = p.Rate - q.Rate - bound
	case metric.MinMax:
		excess = float64(bound*p.Rate) - q.Rate
	case metric.MaxMin:
		excess = p.Rate - float64(bound*q.Rate)
	}
	if math.Abs(excess) > 1e-9*max(1, p.Rate) {
		return excess > 0
	}
	switch o {
	case metric.Difference:
		return new(big.Rat).Sub(p.exact, q.exact).Cmp(b.Value) > 0
	case metric.MinMax:
		return q.exact.Cmp(new(big.Rat).Mul(b.Value, p.exact)) < 0
	}
	return p.exact.Cmp(new(big.Rat).Mul(b.Value, q.exact)) > 0
}

// hypothesis is what failing rejects for a pair: p − rho·q ≤ tau.
func hypothesis(mode Mode, o metric.Operation, b Bound) (rho, tau float64) {
	switch {
	case mode == Supported:
		return 1, 0
	case o == metric.Difference:
		return 1, b.Float()
	case o == metric.MinMax:
		return 1 / b.Float(), 0
	}
	return b.Float(), 0
}

// worse reports whether the contrast x is a larger disparity than y.
func worse(o metric.Operation, x, y float64) bool {
	if o == metric.MinMax {
		return x < y
	}
	return x > y
}

// none is the contrast of equal rates, the least disparity there is.
func none(o metric.Operation) float64 {
	if o == metric.Difference {
		return 0
	}
	return 1
}

// kept reports whether a limit keeps to the bound.
func (b Bound) kept(limit float64) bool {
	if b.AtLeast {
		return limit >= b.Float()
	}
	return limit <= b.Float()
}
