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

// testing finds the rejected pairs of a family at one level: those (higher, lower)
// whose hypothesis p ≤ rho·q + tau is rejected. With l and u the limits at that
// level and g those at the guard level, a pair is rejected when l ≥ rho·u + tau,
// and only if l_g > rho·u + tau.
type testing struct {
	family     *family
	rho, tau   float64
	at, guard  *limits
	lower      []int     // sides in ascending order of their threshold
	thresholds []float64 // rho·u + tau, in that order
}

// newTesting prepares the tests of a family; it is nil when none can reject.
func (f *family) newTesting(rho, tau, level float64) *testing {
	if len(f.sides) < 2 {
		return nil
	}
	t := &testing{family: f, rho: rho, tau: tau, at: f.at(level), guard: f.at(interval.Guard)}
	if slices.Max(t.guard.allLower()) <= rho*slices.Min(t.guard.allUpper())+tau {
		return nil
	}
	upper := t.at.allUpper()
	t.lower = ascending(upper)
	t.thresholds = make([]float64, len(t.lower))
	for i, j := range t.lower {
		t.thresholds[i] = rho*upper[j] + tau
	}
	return t
}

// certain is how many sides, in order, the side i is above for sure, and possible
// how many it can be above at all.
func (t *testing) certain(i int) (certain, possible int) {
	possible, _ = slices.BinarySearch(t.thresholds, t.guard.lower(i))
	if possible == 0 {
		return 0, 0
	}
	certain, _ = slices.BinarySearch(t.thresholds, t.at.lower(i))
	return certain, possible
}

func (t *testing) rejects(i, j int) bool {
	p, q := t.family.sides[i].Rate, t.family.sides[j].Rate
	switch {
	case p <= q || !t.family.compared(i, j):
		return false
	case t.rho == 1: // as rejects does, without what a lower limit does not need
		return interval.LowerDifference(p, t.at.lower(i), t.guard.lo[i], q, t.at.hi[j], t.guard.hi[j]) > t.tau
	}
	return rejects(t.rho, t.tau, t.at.below(i, t.guard), t.at.above(j, t.guard))
}

// each calls do for every rejected pair.
func (t *testing) each(do func(i, j int)) {
	if t == nil {
		return
	}
	for i := range t.family.sides {
		certain, possible := t.certain(i)
		for at, j := range t.lower[:possible] {
			if at < certain && t.family.compared(i, j) || at >= certain && t.rejects(i, j) {
				do(i, j)
			}
		}
	}
}

// count is how many pairs are rejected. A side is never above itself, so that the
// sides it is above for sure need not be looked at.
func (t *testing) count() int {
	if t == nil {
		return 0
	}
	n := 0
	if t.family.reference >= 0 {
		t.each(func(int, int) { n++ })
		return n
	}
	for i := range t.family.sides {
		certain, possible := t.certain(i)
		n += certain
		for _, j := range t.lower[certain:possible] {
			if t.rejects(i, j) {
				n++
			}
		}
	}
	return n
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
	highs, lows := f.fronts(level)
	f.sweep(o, level, highs, lows, func(i, j int, bound float64, limit limitOf) bool {
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

// fronts returns the sides that the furthest pair can be made of: a limit grows
// with the higher side's value, with its distance to its upper limit and with its
// upper guard limit, so that a side with another ahead of it in all three is not
// needed, and likewise of lower sides. Two are kept ahead of those left out, since
// a pair needs two different sides.
func (f *family) fronts(level float64) (highs, lows []int) {
	at, guard := f.at(level), f.at(interval.PassGuard(level))
	lower, upper := at.allLower(), at.allUpper()
	guard.allLower()
	guard.allUpper()
	up, down := make([][3]float64, len(f.sides)), make([][3]float64, len(f.sides))
	for i := range f.sides {
		v := f.sides[i].Rate
		up[i] = [3]float64{v, upper[i] - v, guard.hi[i]}
		down[i] = [3]float64{-v, v - lower[i], -guard.lo[i]}
	}
	if f.reference >= 0 { // few pairs, and not every side is compared with every other
		return ascending(firsts(up)), ascending(firsts(down))
	}
	return front(up), front(down)
}

// firsts returns the first component of each key.
func firsts(keys [][3]float64) []float64 {
	values := make([]float64, len(keys))
	for i, k := range keys {
		values[i] = k[0]
	}
	return values
}

// front returns the positions of those keys that fewer than two others are ahead
// of, in every component; of equal keys the first are ahead.
func front(keys [][3]float64) []int {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(keys[j][0], keys[i][0]) })
	var kept []int
	for _, i := range order {
		ahead := 0
		for _, j := range kept {
			if keys[j][1] >= keys[i][1] && keys[j][2] >= keys[i][2] {
				if ahead++; ahead == 2 {
					break
				}
			}
		}
		if ahead < 2 {
			kept = append(kept, i)
		}
	}
	return kept
}

// eachReaching calls do for every compared pair whose limit at a level is beyond
// the bound, until do returns false.
func (f *family) eachReaching(o metric.Operation, level float64, b Bound, do func(i, j int) bool) {
	more := true
	all := ascending(f.at(level).allLower())
	f.sweep(o, level, all, slices.Clone(all), func(i, j int, bound float64, limit limitOf) bool {
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

// sweep visits compared pairs of the given sides from the one that its sides'
// limits allow to reach furthest. visit gets that bound and the way to the limit
// itself; when it returns false, no later pair of the same higher side is visited.
func (f *family) sweep(o metric.Operation, level float64, highs, lows []int, visit func(i, j int, bound float64, limit limitOf) bool) {
	at, guard := f.at(level), f.at(interval.PassGuard(level))
	lower, upper := at.allLower(), at.allUpper()
	slices.SortStableFunc(lows, func(i, j int) int { return cmp.Compare(lower[i], lower[j]) })
	slices.SortStableFunc(highs, func(i, j int) int { return cmp.Compare(upper[j], upper[i]) })
	limit := func(i, j int) float64 { return f.furthest(o, at, guard, i, j) }
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
			if x := f.proven(o, at, guard, i, j); worse(o, x, least) {
				least = x
			}
		}
	}
	return least
}

// proven is the limit of the contrast of two sides, the higher first, that could
// prove a fail.
func (f *family) proven(o metric.Operation, at, guard *limits, i, j int) float64 {
	switch o {
	case metric.Difference:
		return interval.LowerDifference(f.sides[i].Rate, at.lower(i), guard.lower(i), f.sides[j].Rate, at.upper(j), guard.upper(j))
	case metric.MinMax:
		return interval.Ratio(at.above(j, guard), at.below(i, guard)).Hi
	}
	return interval.Ratio(at.below(i, guard), at.above(j, guard)).Lo
}

// furthest is the limit of the contrast of two sides, the higher first, that a
// pass rests on.
func (f *family) furthest(o metric.Operation, at, guard *limits, i, j int) float64 {
	return reachOf(o, at.above(i, guard), at.below(j, guard))
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
