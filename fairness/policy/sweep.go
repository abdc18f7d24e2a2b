package policy

import (
	"cmp"
	"math"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/internal/parallel"
	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// The functions of this file look at all pairs of a family. With a thousand
// groups there are a million pairs, so that none of them computes a limit it
// does not need, and each visits pairs in an order that lets it stop early: the
// limit of a pair is never beyond what the limits of its two sides allow.

// limits are the sides' limits at one level, each computed when first asked for.
type limits struct {
	family *family
	level  float64
	lo, hi []float64 // NaN stands for not yet computed
}

// at returns the sides' limits at a level.
func (f *family) at(level float64) *limits {
	if l, ok := f.limits[level]; ok {
		return l
	}
	l := &limits{family: f, level: level, lo: make([]float64, len(f.sides)), hi: make([]float64, len(f.sides))}
	for i := range f.sides {
		l.lo[i], l.hi[i] = math.NaN(), math.NaN()
	}
	f.limits[level] = l
	return l
}

func (l *limits) lower(i int) float64 {
	if math.IsNaN(l.lo[i]) {
		l.lo[i] = interval.LowerLimit(l.family.sides[i].estimate, l.level)
	}
	return l.lo[i]
}

func (l *limits) upper(i int) float64 {
	if math.IsNaN(l.hi[i]) {
		l.hi[i] = interval.UpperLimit(l.family.sides[i].estimate, l.level)
	}
	return l.hi[i]
}

// allLower and allUpper return the limits of every side, computed side by side.
func (l *limits) allLower() []float64 {
	parallel.Each(len(l.lo), func(i int) { l.lower(i) })
	return l.lo
}

func (l *limits) allUpper() []float64 {
	parallel.Each(len(l.hi), func(i int) { l.upper(i) })
	return l.hi
}

// below and above are a side reduced to its lower or its upper limits: the other
// limits are the value itself, and nothing that depends on them is read.
func (l *limits) below(i int, guard *limits) interval.Level {
	v := l.family.sides[i].Rate
	return interval.Level{Value: v, At: interval.Interval{Lo: l.lower(i), Hi: v}, Guard: interval.Interval{Lo: guard.lower(i), Hi: v}}
}

func (l *limits) above(i int, guard *limits) interval.Level {
	v := l.family.sides[i].Rate
	return interval.Level{Value: v, At: interval.Interval{Lo: v, Hi: l.upper(i)}, Guard: interval.Interval{Lo: v, Hi: guard.upper(i)}}
}

// ascending returns the positions of keys in ascending order.
func ascending(keys []float64) []int {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(keys[i], keys[j]) })
	return order
}

// rejects reports whether the hypothesis p ≤ rho·q + tau is rejected.
func rejects(rho, tau float64, p, q interval.Level) bool {
	if p.Value <= q.Value {
		return false
	}
	if rho == 1 {
		return interval.Difference(p, q).Lo > tau
	}
	return interval.Ratio(p, q).Lo > rho
}

// eachRejected calls do for every compared pair (higher, lower) whose hypothesis
// p ≤ rho·q + tau is rejected at a level. With l and u the limits at that level
// and g those at the guard level, a pair is rejected when l ≥ rho·u + tau, and
// only if l_g > rho·u + tau.
func (f *family) eachRejected(rho, tau, level float64, do func(i, j int)) {
	if len(f.sides) < 2 {
		return
	}
	at, guard := f.at(level), f.at(interval.Guard)
	highest, lowest := slices.Max(guard.allLower()), slices.Min(guard.allUpper())
	if highest <= rho*lowest+tau {
		return
	}
	lower := ascending(at.allUpper()) // who can be the lower side of a rejected pair
	for i := range f.sides {
		if guard.lower(i) <= rho*lowest+tau {
			continue
		}
		for _, j := range lower {
			threshold := rho*at.upper(j) + tau
			if threshold >= guard.lower(i) {
				break
			}
			if !f.compared(i, j) {
				continue
			}
			if at.lower(i) > threshold || rejects(rho, tau, at.below(i, guard), at.above(j, guard)) {
				do(i, j)
			}
		}
	}
}

// reachOf is the limit of a pair's contrast on the side that could show it
// larger than it looks: a pass rests on it.
func reachOf(o metric.Operation, p, q interval.Level) float64 {
	switch o {
	case metric.Difference:
		return interval.Difference(p, q).Hi
	case metric.MinMax:
		return interval.Ratio(q, p).Lo
	}
	return interval.Ratio(p, q).Hi
}

// reachable is a bound on reachOf from the sides' limits alone.
func reachable(o metric.Operation, upper, lower float64) float64 {
	switch {
	case o == metric.Difference:
		return upper - lower
	case o == metric.MinMax && upper == 0:
		return 0
	case o == metric.MinMax:
		return lower / upper
	case lower == 0:
		return math.Inf(1)
	}
	return upper / lower
}

// reach returns the pair with the furthest limit at a level, and that limit.
func (f *family) reach(o metric.Operation, level float64) (high, low int, furthest float64) {
	first := true
	f.sweep(o, level, func(i, j int, bound float64, limit limitOf) bool {
		if !first && !worse(o, bound, furthest) {
			return false
		}
		if x := limit(i, j); first || worse(o, x, furthest) {
			high, low, furthest, first = i, j, x, false
		}
		return true
	})
	return high, low, furthest
}

// eachReaching calls do for every compared pair whose limit at a level is beyond
// the bound, until do returns false.
func (f *family) eachReaching(o metric.Operation, level float64, b Bound, do func(i, j int) bool) {
	more := true
	f.sweep(o, level, func(i, j int, bound float64, limit limitOf) bool {
		if !more || b.kept(bound) {
			return false
		}
		if !b.kept(limit(i, j)) {
			more = do(i, j)
		}
		return more
	})
}

// limitOf computes the limit of a pair.
type limitOf func(i, j int) float64

// sweep visits compared pairs from the one that its sides' limits allow to reach
// furthest. visit gets that bound and the way to the limit itself; when it
// returns false, no later pair of the same higher side is visited.
func (f *family) sweep(o metric.Operation, level float64, visit func(i, j int, bound float64, limit limitOf) bool) {
	at, guard := f.at(level), f.at(interval.PassGuard(level))
	lows, highs := ascending(at.allLower()), ascending(at.allUpper())
	slices.Reverse(highs)
	limit := func(i, j int) float64 { return reachOf(o, at.above(i, guard), at.below(j, guard)) }
	for _, i := range highs {
		for _, j := range lows {
			if !f.compared(i, j) {
				continue
			}
			if !visit(i, j, reachable(o, at.upper(i), at.lower(j)), limit) {
				break
			}
		}
	}
}

// floor returns the limit of the worst pair on the side that could prove a fail,
// at a level, or the given value when no pair's is larger.
func (f *family) floor(o metric.Operation, level, least float64) float64 {
	at, guard := f.at(level), f.at(interval.Guard)
	highs, lows := ascending(guard.allLower()), ascending(guard.allUpper())
	slices.Reverse(highs)
	for _, i := range highs {
		for _, j := range lows {
			if !f.compared(i, j) {
				continue
			}
			if !worse(o, provable(o, guard.lower(i), guard.upper(j)), least) {
				break
			}
			if !worse(o, provable(o, at.lower(i), guard.upper(j)), least) {
				break
			}
			p, q := at.below(i, guard), at.above(j, guard)
			var x float64
			switch o {
			case metric.Difference:
				x = interval.Difference(p, q).Lo
			case metric.MinMax:
				x = interval.Ratio(q, p).Hi
			default:
				x = interval.Ratio(p, q).Lo
			}
			if worse(o, x, least) {
				least = x
			}
		}
	}
	return least
}

// provable is a bound on what a pair could prove, from its sides' limits alone.
func provable(o metric.Operation, lower, upper float64) float64 {
	switch {
	case o == metric.Difference:
		return lower - upper
	case o == metric.MinMax && lower <= 0:
		return math.Inf(1)
	case o == metric.MinMax:
		return upper / lower
	case upper <= 0:
		return math.Inf(1)
	}
	return lower / upper
}
