package policy

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
)

// place is where a group stands among the sides of the two audits.
type place struct{ now, before int }

// widening is an ordered pair of groups: the first has the higher rate now, if the
// gap has widened in this order.
type widening struct {
	changed
	i, j place
}

// each calls do for every ordered pair.
func (x changed) each(do func(w widening)) {
	for i := range x.now.sides {
		for j := range x.now.sides {
			if i != j {
				do(widening{x, place{i, i}, place{j, j}})
			}
		}
	}
}

// estimate is p_i − p_j − |q_i − q_j|.
func (w widening) estimate() float64 {
	p, q := w.now.sides, w.before.sides
	return p[w.i.now].Rate - p[w.j.now].Rate - math.Abs(q[w.i.before].Rate-q[w.j.before].Rate)
}

// beyond reports whether the estimate is beyond the bound, as fractions where floats
// cannot tell.
func (w widening) beyond(b Bound) bool {
	if excess := w.estimate() - b.Float(); math.Abs(excess) > 1e-9 {
		return excess > 0
	}
	p, q := w.now.sides, w.before.sides
	before := new(big.Rat).Sub(q[w.i.before].exact, q[w.j.before].exact)
	now := new(big.Rat).Sub(p[w.i.now].exact, p[w.j.now].exact)
	return now.Sub(now, before.Abs(before)).Cmp(b.Value) > 0
}

// edges are the limits of all rates of both audits at a level and at its guard.
type edges struct{ nowLo, nowHi, beforeLo, beforeHi, nowLoGuard, nowHiGuard, beforeLoGuard, beforeHiGuard []float64 }

func (x changed) edges(level, guard float64) *edges {
	now, before, nowGuard, beforeGuard := x.now.at(level), x.before.at(level), x.now.at(guard), x.before.at(guard)
	return &edges{now.allLower(), now.allUpper(), before.allLower(), before.allUpper(),
		nowGuard.allLower(), nowGuard.allUpper(), beforeGuard.allLower(), beforeGuard.allUpper()}
}

// failEdges and passEdges are those that a fail and a pass rest on.
func (x changed) failEdges(level float64) *edges { return x.edges(level, interval.Guard) }

func (x changed) passEdges(level float64) *edges { return x.edges(level, interval.PassGuard(level)) }

// ownEdges are the limits of the two groups alone; those of others may be missing.
func (w widening) ownEdges(level, guard float64) *edges {
	now, before, nowGuard, beforeGuard := w.now.at(level), w.before.at(level), w.now.at(guard), w.before.at(guard)
	for _, of := range []place{w.i, w.j} {
		for _, l := range []*limits{now, nowGuard} {
			l.lower(of.now)
			l.upper(of.now)
		}
		for _, l := range []*limits{before, beforeGuard} {
			l.lower(of.before)
			l.upper(of.before)
		}
	}
	return &edges{now.lo, now.hi, before.lo, before.hi, nowGuard.lo, nowGuard.hi, beforeGuard.lo, beforeGuard.hi}
}

// lower is the limit that could show that the gap has widened: the lower of both.
func (w widening) lower(e *edges) float64 { return min(w.limit(e, 1), w.limit(e, -1)) }

// upper is the limit that shows that it has not: that of the sum which the earlier gap
// points to.
func (w widening) upper(e *edges) float64 {
	sign := 1.0
	if w.before.sides[w.i.before].Rate < w.before.sides[w.j.before].Rate {
		sign = -1
	}
	return -widening{w.changed, w.j, w.i}.limit(e, sign)
}

// limit is the lower limit of p_i − p_j − sign·(q_i − q_j).
func (w widening) limit(e *edges, sign float64) float64 {
	p, q, i, j := w.now.sides, w.before.sides, w.i.now, w.j.now
	up, down := w.j.before, w.i.before // of the earlier rates, which is added and which taken away
	if sign < 0 {
		up, down = down, up
	}
	return interval.GuardedLower(
		interval.Deviation{Value: p[i].Rate, At: e.nowLo[i], Guard: e.nowLoGuard[i]},
		interval.Deviation{Value: -p[j].Rate, At: -e.nowHi[j], Guard: -e.nowHiGuard[j]},
		interval.Deviation{Value: q[up].Rate, At: e.beforeLo[up], Guard: e.beforeLoGuard[up]},
		interval.Deviation{Value: -q[down].Rate, At: -e.beforeHi[down], Guard: -e.beforeHiGuard[down]})
}

// pValue is that of the gap having widened by no more than tau: the larger one of both
// sums, since one of them does not exceed tau.
func (w widening) pValue(_, tau float64) float64 {
	p, q := w.now.sides, w.before.sides
	up, down := p[w.i.now].estimate, p[w.j.now].estimate
	first, second := q[w.i.before].estimate, q[w.j.before].estimate
	return max(interval.SumPValue([]interval.Estimate{up, second}, []interval.Estimate{down, first}, tau),
		interval.SumPValue([]interval.Estimate{up, first}, []interval.Estimate{down, second}, tau))
}

// exceeds reports whether limits show that the gap has widened by more than tau.
func (w widening) exceeds(tau float64, tested *edges) bool {
	return tested != nil && w.estimate() > tau && w.lower(tested) > tau
}

// worstWidenings are the worst of some pairs, at most maxShown of them.
func worstWidenings(of []widening) []widening {
	slices.SortStableFunc(of, func(a, b widening) int { return cmp.Compare(b.estimate(), a.estimate()) })
	return of[:min(maxShown, len(of))]
}

// testedEdges are those at the level of a check's tests; nil where it has none.
func (x changed) testedEdges(level float64) *edges {
	if level == 0 {
		return nil
	}
	return x.failEdges(level)
}
