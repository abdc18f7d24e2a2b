package policy

import (
	"math"
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// unitOf names the people in a denominator.
var unitOf = map[metric.Cells]string{
	metric.All: "people", metric.Labelled: "labelled people", metric.Positives: "actual positives", metric.Negatives: "actual negatives",
	metric.PredictedPositive: "predicted positives", metric.PredictedNegative: "predicted negatives",
}

func unit(rate *metric.Rate) string {
	if name, ok := unitOf[rate.Den]; ok {
		return name
	}
	return "people in its denominator"
}

// shortfall counts the successes that separate the worse group of a pair from
// the bound, from the other group's rate and from the pooled rate of both:
//
//	to the bound  ⌈target·n⌉ − x, with the target p−τ, ρ·p or p/β of the higher rate p
//	to parity     ⌈p·n⌉ − x
//	pooled        n·Σx/Σn − x    (29 CFR 1607, US practice)
//
// When the group with the higher rate is the worse off, successes have to be
// fewer, and the lower rate gives the targets.
func (e *evaluator) shortfall(c *working, x pairOf) *Shortfall {
	rate := x.family.rate
	if rate.Map != nil || len(rate.Terms)+len(rate.Over) > 0 || x.family.fixed {
		return nil
	}
	high, low := x.sides()
	s := &Shortfall{Unit: rate.Unit, Fewer: HigherIsWorse(rate.Direction, e.in.Outcome)}
	worse, other := low, high
	if s.Fewer {
		worse, other = high, low
	}
	n, successes := worse.total(rate.Den), worse.total(rate.Num)
	missing := func(target *big.Rat) int64 {
		gap := new(big.Rat).Sub(new(big.Rat).Mul(target, n), successes)
		if s.Fewer {
			gap.Neg(gap)
		}
		return max(0, ceil(gap))
	}
	s.Parity = missing(other.exact)
	if c.Rule.Kind == Compare {
		s.Bound = missing(target(c.Rule.Contrast.Operation, c.Rule.Bound.Value, other.exact, s.Fewer))
	}
	if !worse.weighted() {
		s.Pooled = ratValue(interval.Shortfall(worse.Num, worse.Den, other.Num, other.Den))
	}
	return s
}

// parity is the shortfall of a pair's worse group to the other's rate, as a float.
func (e *evaluator) parity(x pairOf) float64 {
	high, low := x.sides()
	n := low.Den
	if HigherIsWorse(x.family.rate.Direction, e.in.Outcome) {
		n = high.Den
	}
	return math.Ceil((high.Rate-low.Rate)*float64(n) - 1e-9)
}

func (s *side) total(set metric.Cells) *big.Rat { return s.counts.In(set).ExactWeight() }

// target is the rate at which a pair is exactly at the bound, given the other
// group's rate.
func target(o metric.Operation, bound, other *big.Rat, fewer bool) *big.Rat {
	switch {
	case o == metric.Difference && fewer:
		return new(big.Rat).Add(other, bound)
	case o == metric.Difference:
		return new(big.Rat).Sub(other, bound)
	case (o == metric.MinMax) == fewer:
		return new(big.Rat).Quo(other, bound)
	}
	return new(big.Rat).Mul(other, bound)
}

func ceil(x *big.Rat) int64 {
	q, m := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q.Int64()
}

// The search for more rows looks no further than this multiple of a group, and
// at no more than this many groups.
const (
	maxMultiple = 1e4
	maxBlocking = 20
)

// more finds how many rows would make an inconclusive check conclusive at the
// rates observed: the smallest factor by which the groups that block have to
// grow. Of each blocking pair the smaller group grows; when that cannot do it,
// both grow. It returns nil when no number of rows would, within bounds, and when more
// than maxBlocking groups would have to.
func (e *evaluator) more(c *working, worst pairOf) []MoreRows {
	if c.Reason == TooFew {
		return c.moreToAssess()
	}
	var blocking []pairOf
	switch c.Reason {
	case MaybeChance:
		blocking = []pairOf{worst}
	case NotShown:
		if blocking = c.blockingPairs(e.policy.Error.Alpha); blocking == nil {
			return nil
		}
	}
	return leastGrowth(blocking, func(grow []sideOf, factor float64) bool {
		if c.Reason == MaybeChance {
			return e.conclusive(c, append(c.beyondWith(grow), worst), grow, factor)
		}
		return e.conclusive(c, blocking, grow, factor)
	})
}

// beyondWith lists the pairs beyond the bound in which a group grows: any of them,
// once proven, decides.
func (c *working) beyondWith(grow []sideOf) []pairOf {
	var pairs []pairOf
	for _, s := range grow {
		for j := range s.family.sides {
			if s.family.fixed || !s.family.compared(s.at, j) {
				continue
			}
			x := pairOf{s.family, s.at, j}.higherFirst()
			if high, low := x.sides(); beyond(c.Rule.Contrast.Operation, c.Rule.Bound, high, low) {
				pairs = append(pairs, x)
			}
		}
	}
	return pairs
}

// leastGrowth finds the least growth of the groups of blocking pairs that is conclusive.
func leastGrowth(blocking []pairOf, conclusive func(grow []sideOf, factor float64) bool) []MoreRows {
	for _, both := range []bool{false, true} {
		grow := growing(blocking, both)
		if len(grow) == 0 || len(grow) > maxBlocking {
			return nil
		}
		if factor, ok := leastFactor(func(factor float64) bool { return conclusive(grow, factor) }); ok {
			return rowsAt(grow, factor)
		}
	}
	return nil
}

// moreToAssess counts the rows that would bring each group to the least size.
func (c *working) moreToAssess() []MoreRows {
	var rows []MoreRows
	for _, f := range c.all {
		for _, u := range f.unassessed {
			unit := unit(f.rate)
			known := slices.ContainsFunc(rows, func(r MoreRows) bool { return r.Label == u.Label && r.Stratum == u.Stratum && r.Unit == unit })
			if missing := c.Rule.Groups.MinGroup - u.N; missing > 0 && !known && !u.closed {
				rows = append(rows, MoreRows{u.Label, u.Stratum, missing, unit})
			}
		}
	}
	if len(rows) > maxBlocking {
		return nil
	}
	return rows
}

// blockingPairs lists the pairs whose limit at alpha is beyond the bound, or
// nothing when they are too many to be of help.
func (c *working) blockingPairs(alpha float64) []pairOf {
	var pairs []pairOf
	for _, f := range c.families {
		f.eachReaching(c.Rule.Contrast.Operation, alpha, c.Rule.Bound, func(i, j int) bool {
			pairs = append(pairs, pairOf{f, i, j})
			return len(pairs) <= maxBlocking*maxBlocking
		})
	}
	if len(pairs) > maxBlocking*maxBlocking {
		return nil
	}
	return pairs
}

// sideOf names one side of a family.
type sideOf struct {
	family *family
	at     int
}

// growing lists the sides of blocking pairs that would have to grow.
func growing(blocking []pairOf, both bool) []sideOf {
	var grow []sideOf
	add := func(s sideOf) {
		if !slices.Contains(grow, s) {
			grow = append(grow, s)
		}
	}
	for _, x := range blocking {
		high, low := x.sides()
		switch {
		case x.family.fixed:
			add(sideOf{x.family, 0})
			continue
		case both || high.Den <= low.Den:
			add(sideOf{x.family, x.high})
		}
		if both || high.Den > low.Den {
			add(sideOf{x.family, x.low})
		}
	}
	return grow
}

// conclusive reports whether the pairs would decide the check if the growing sides
// had factor times their rows: one of them by a proof that fails it, or all by
// keeping to the bound.
func (e *evaluator) conclusive(c *working, judged []pairOf, grow []sideOf, factor float64) bool {
	level := func(s sideOf, a, guard float64) interval.Level {
		estimate := s.family.sides[s.at].estimate
		if slices.Contains(grow, s) {
			estimate = interval.Scale(estimate, factor)
		}
		return interval.LimitsAt(estimate, a, guard)
	}
	if c.Reason == MaybeChance {
		return slices.ContainsFunc(judged, func(x pairOf) bool {
			high, low := sideOf{x.family, x.high}, sideOf{x.family, x.low}
			return rejects(c.rho, c.tau, level(high, c.level, interval.Guard), level(low, c.level, interval.Guard))
		})
	}
	alpha := e.policy.Error.Alpha
	guard := interval.PassGuard(alpha)
	return !slices.ContainsFunc(judged, func(x pairOf) bool {
		high, low := sideOf{x.family, x.high}, sideOf{x.family, x.low}
		return !c.Rule.Bound.kept(reachOf(c.Rule.Contrast.Operation, level(high, alpha, guard), level(low, alpha, guard)))
	})
}

// leastFactor finds the least factor above 1 that is conclusive, to one part in
// a thousand.
func leastFactor(conclusive func(float64) bool) (float64, bool) {
	low, high := 1.0, 2.0
	for ; !conclusive(high); low, high = high, high*2 {
		if high > maxMultiple {
			return 0, false
		}
	}
	for high/low > 1.001 {
		if middle := math.Sqrt(low * high); conclusive(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}

func rowsAt(grow []sideOf, factor float64) []MoreRows {
	var rows []MoreRows
	for _, s := range grow {
		side := s.family.sides[s.at]
		label := side.Label
		if s.family.fixed { // more people of every group, whose share is that of one
			label = ""
		}
		row := MoreRows{label, s.family.stratum, int64(math.Ceil(float64(side.Den) * (factor - 1))), unit(s.family.rate)}
		if !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b MoreRows) int { return int(max(-1, min(1, b.Rows-a.Rows))) })
	return rows
}
