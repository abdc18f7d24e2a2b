package policy

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// pairOf names two sides of a family, the higher rate first.
type pairOf struct {
	family    *family
	high, low int
}

func (x pairOf) sides() (high, low *side) {
	return &x.family.sides[x.high], &x.family.sides[x.low]
}

func (x pairOf) worseThan(y pairOf, o metric.Operation) bool {
	p, q := x.sides()
	r, s := y.sides()
	return worsePair(o, p, q, r, s)
}

// worst returns the pair with the largest disparity over all families.
func (c *working) worst() pairOf {
	worst := c.families[0].worst(c.Rule.Contrast.Operation)
	for _, f := range c.families[1:] {
		if x := f.worst(c.Rule.Contrast.Operation); x.worseThan(worst, c.Rule.Contrast.Operation) {
			worst = x
		}
	}
	return worst
}

// worst returns the worst pair among those that are compared.
func (f *family) worst(o metric.Operation) pairOf {
	if f.reference < 0 {
		high, low := f.worstPair()
		return pairOf{f, high, low}
	}
	var worst pairOf
	f.eachPair(func(i, j int) {
		if f.compare(i, j) < 0 {
			return
		}
		if x := (pairOf{f, i, j}); worst.family == nil || x.worseThan(worst, o) {
			worst = x
		}
	})
	return worst
}

// rejectedPairs lists the pairs whose hypothesis Holm's procedure rejected.
func (c *working) rejectedPairs() []pairOf {
	if c.rejected == 0 {
		return nil
	}
	var pairs []pairOf
	for _, f := range c.families {
		levels := f.levels(c.level, interval.Guard)
		f.eachPair(func(i, j int) {
			if rejected(c.rho, c.tau, levels[i], levels[j]) {
				pairs = append(pairs, pairOf{f, i, j})
			}
		})
	}
	return pairs
}

// offenders lists the pairs that make the check fail, the worst first.
func (c *working) offenders() []pairOf {
	o := c.Rule.Contrast.Operation
	pairs := slices.DeleteFunc(c.rejectedPairs(), func(x pairOf) bool {
		high, low := x.sides()
		return c.Rule.Fail == Supported && !beyond(o, c.Rule.Bound, high, low)
	})
	c.sortWorstFirst(pairs)
	return pairs
}

// sortWorstFirst sorts pairs by their disparity. Ties go to the smaller worse
// group, then to the first label, as for the worst pair.
func (c *working) sortWorstFirst(pairs []pairOf) {
	o := c.Rule.Contrast.Operation
	slices.SortStableFunc(pairs, func(x, y pairOf) int {
		switch {
		case x.worseThan(y, o):
			return -1
		case y.worseThan(x, o):
			return 1
		}
		return 0
	})
}

// maxShown bounds the offenders listed with their p-values; the rest are counted.
const maxShown = 100

// adjust computes p-values of rejected pairs and adjusts them by weighted Holm
// over the whole pool. For a check with more than maxShown rejected pairs the
// others count as if they were not rejected, which can only raise the adjusted
// p of those shown; that of a rejected pair never exceeds alpha.
func (e *evaluator) adjust(pool []*working) {
	var p, w []float64
	var where []*float64
	for _, c := range pool {
		weight := 1 / (float64(len(pool)) * float64(c.Comparisons))
		shown := c.mostTelling()
		c.adjusted = map[pairOf]*float64{}
		for _, x := range shown {
			high, low := x.sides()
			at := new(float64)
			c.adjusted[x] = at
			p = append(p, interval.PValue(high.estimate, low.estimate, c.rho, c.tau))
			w, where = append(w, weight), append(where, at)
		}
		p, w, where = append(p, 1), append(w, weight*float64(c.Comparisons-len(shown))), append(where, new(float64))
	}
	for i, adjusted := range interval.WeightedHolm(p, w) {
		*where[i] = min(adjusted, e.policy.Error.Alpha)
	}
}

// mostTelling lists the rejected pairs with the worst estimates.
func (c *working) mostTelling() []pairOf {
	pairs := c.rejectedPairs()
	c.sortWorstFirst(pairs)
	return pairs[:min(len(pairs), maxShown)]
}

// pair describes two sides for the report.
func (e *evaluator) pair(c *working, x pairOf) *Pair {
	high, low := x.sides()
	rate := x.family.rate
	worse, other := low, high
	if HigherIsWorse(rate.Direction, e.in.Outcome) {
		worse, other = high, low
	}
	pair := &Pair{
		Rate: rate, Worse: worse.Side, Other: other.Side,
		Estimate:  estimateValue(c.Rule.Contrast.Operation, high.exact, low.exact),
		PAdjusted: c.adjusted[x],
		Tests:     tests(rate, worse, other),
	}
	if c.Rule.Kind == Significance || c.Rule.Fail != Point {
		p := interval.PValue(high.estimate, low.estimate, c.rho, c.tau)
		pair.P = &p
	}
	return pair
}

// HigherIsWorse reports whether the group with the higher rate is the worse off.
func HigherIsWorse(d metric.Direction, o Outcome) bool {
	switch d {
	case metric.WithDecision:
		return o == Burden
	case metric.AgainstDecision:
		return o != Burden
	}
	return d == metric.LowerIsBetter
}

// tests computes the classical companions of a pair of unweighted proportions.
func tests(rate *metric.Rate, worse, other *side) *Tests {
	if rate.Map != nil || len(rate.Terms)+len(rate.Over) > 0 || worse.weighted() || other.weighted() {
		return nil
	}
	t := &Tests{FisherTwoSided: interval.FisherExact(worse.Num, worse.Den, other.Num, other.Den).TwoSided}
	high, low := worse, other
	if high.exact.Cmp(low.exact) < 0 {
		high, low = low, high
	}
	t.FlipFlop, _ = interval.FlipFlop(low.Num, low.Den, high.Num, high.Den)
	t.OneMoveIsKept = interval.OnePersonSensitive(low.Num, low.Den, high.Num, high.Den)
	if z, ok := interval.PooledZ(worse.Num, worse.Den, other.Num, other.Den); ok {
		t.Z = finite(z)
	}
	return t
}

func (s *side) weighted() bool { return s.counts.In(metric.All).W != nil }
