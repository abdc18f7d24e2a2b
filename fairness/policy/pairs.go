package policy

import (
	"cmp"
	"container/heap"
	"math"
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

// higherFirst turns the pair round when its first rate is the lower one.
func (x pairOf) higherFirst() pairOf {
	if x.family.compare(x.high, x.low) < 0 {
		x.high, x.low = x.low, x.high
	}
	return x
}

// reach is how far the limits at alpha let the disparity of two groups go, either
// way round.
func (x pairOf) reach(o metric.Operation, alpha float64) float64 {
	high, low := x.sides()
	guard := interval.PassGuard(alpha)
	p, q := interval.LimitsAt(high.estimate, alpha, guard), interval.LimitsAt(low.estimate, alpha, guard)
	forth, back := reachOf(o, p, q), reachOf(o, q, p)
	if worse(o, back, forth) {
		return back
	}
	return forth
}

// worst returns the pair with the largest disparity over all families. Ties go as
// in [worstPairs].
func (c *working) worst() pairOf {
	top := worstPairs{o: c.Rule.Contrast.Operation}
	for _, f := range c.families {
		top.pairs = append(top.pairs, f.worst(top.o))
	}
	return slices.MinFunc(top.pairs, top.order)
}

// worst returns the worst pair among those that are compared.
func (f *family) worst(o metric.Operation) pairOf {
	if f.reference < 0 {
		high, low := f.worstPair()
		return pairOf{f, high, low}
	}
	top := worstPairs{o: o}
	for i := range f.sides {
		for j := range f.sides {
			if f.compared(i, j) && f.compare(i, j) >= 0 {
				top.pairs = append(top.pairs, pairOf{f, i, j})
			}
		}
	}
	return slices.MinFunc(top.pairs, top.order)
}

// offenders lists the pairs that make the check fail, the worst first, and counts
// those beyond the first hundred. Under Supported these are the rejected pairs
// beyond the bound, which are the worst of the rejected ones.
func (c *working) offenders() []pairOf {
	if c.telling == nil {
		c.tell()
	}
	pairs := slices.DeleteFunc(slices.Clone(c.telling), func(x pairOf) bool { return !c.offends(x) })
	c.MoreFailing = c.offending - len(pairs)
	return pairs
}

// tell lists the worst of the rejected pairs, and counts those that offend.
func (c *working) tell() {
	c.tellWidened()
	c.offending = 0
	c.telling = c.collect(func(x pairOf) bool {
		if c.offends(x) {
			c.offending++
		}
		return true
	})
	c.MoreFailing = 0
}

// offends reports whether a rejected pair makes the check fail.
func (c *working) offends(x pairOf) bool {
	high, low := x.sides()
	return !c.Rule.IsBounded() || c.Rule.Fail != Supported || beyond(c.Rule.Contrast.Operation, c.Rule.Bound, high, low)
}

// maxShown bounds the offenders listed with their p-values; the rest are counted.
const maxShown = 100

// collect lists the rejected pairs that a test accepts, the worst first, at most
// maxShown of them, and counts the others in MoreFailing. Ties go to the smaller
// groups, then to the first labels.
func (c *working) collect(accept func(pairOf) bool) []pairOf {
	if c.rejected == 0 {
		return nil
	}
	top := &worstPairs{o: c.Rule.Contrast.Operation}
	n := 0
	for _, f := range c.families {
		f.newTesting(c.rho, c.tau, c.level).each(func(i, j int) {
			if x := (pairOf{f, i, j}); accept(x) {
				n++
				top.offer(x)
			}
		})
	}
	pairs := top.sorted()
	c.MoreFailing = n - len(pairs)
	return pairs
}

// worstPairs keeps the maxShown worst of the pairs offered, the mildest on top.
type worstPairs struct {
	o       metric.Operation
	pairs   []pairOf
	mildest float64 // the contrast of the mildest, once there are maxShown
}

func (w *worstPairs) Len() int           { return len(w.pairs) }
func (w *worstPairs) Less(i, j int) bool { return w.order(w.pairs[i], w.pairs[j]) > 0 }
func (w *worstPairs) Swap(i, j int)      { w.pairs[i], w.pairs[j] = w.pairs[j], w.pairs[i] }
func (w *worstPairs) Push(x any)         { w.pairs = append(w.pairs, x.(pairOf)) }
func (w *worstPairs) Pop() any {
	last := w.pairs[len(w.pairs)-1]
	w.pairs = w.pairs[:len(w.pairs)-1]
	return last
}

func (w *worstPairs) offer(x pairOf) {
	high, low := x.sides()
	switch full := len(w.pairs) == maxShown; {
	case !full:
		heap.Push(w, x)
	case worse(w.o, w.mildest, roughly(w.o, high.Rate, low.Rate)): // as nearly all are
		return
	case w.order(x, w.pairs[0]) < 0:
		w.pairs[0] = x
		heap.Fix(w, 0)
	}
	high, low = w.pairs[0].sides()
	w.mildest = roughly(w.o, high.Rate, low.Rate)
}

func (w *worstPairs) sorted() []pairOf {
	slices.SortFunc(w.pairs, w.order)
	return w.pairs
}

// order puts the larger disparity first. Floats decide where they can.
func (w *worstPairs) order(x, y pairOf) int {
	p, q := x.sides()
	r, s := y.sides()
	a, b := roughly(w.o, p.Rate, q.Rate), roughly(w.o, r.Rate, s.Rate)
	if math.Abs(a-b) > 1e-9*max(1, math.Abs(a)) {
		if worse(w.o, a, b) {
			return -1
		}
		return 1
	}
	switch {
	case worsePair(w.o, p, q, r, s):
		return -1
	case worsePair(w.o, r, s, p, q):
		return 1
	}
	return cmp.Or(cmp.Compare(p.Den+q.Den, r.Den+s.Den), cmp.Compare(p.Label, r.Label), cmp.Compare(q.Label, s.Label))
}

// roughly is the contrast of two rates as a float; of 0/0, none.
func roughly(o metric.Operation, p, q float64) float64 {
	switch {
	case o == metric.Difference:
		return p - q
	case p == 0:
		return 1
	case o == metric.MinMax:
		return q / p
	case q == 0:
		return math.MaxFloat64
	}
	return p / q
}

// tested is a rejected pair's p-value, plain and adjusted.
type tested struct{ p, adjusted float64 }

// testable is a pair whose hypothesis has a p-value: now, or of two audits.
type testable interface {
	pValue(rho, tau float64) float64
}

func (x pairOf) pValue(rho, tau float64) float64 {
	high, low := x.sides()
	return interval.PValue(high.estimate, low.estimate, rho, tau)
}

// told are the pairs that have been told as rejected.
func (c *working) told() []testable {
	var pairs []testable
	for _, x := range c.telling {
		pairs = append(pairs, x)
	}
	for _, w := range c.widened {
		pairs = append(pairs, w)
	}
	return pairs
}

// adjust computes p-values of rejected pairs and adjusts them by the policy's
// correction over the whole pool. For a check with more than maxShown rejected pairs the
// others count as if they were not rejected, which can only raise the adjusted
// p of those shown; that of a rejected pair never exceeds alpha.
func (e *evaluator) adjust(pool []*working) {
	var p, w []float64
	var where []testable
	for _, c := range pool {
		weight := 1 / (float64(len(pool)) * float64(c.Comparisons))
		c.tell()
		shown := c.told()
		for _, x := range shown {
			p, w, where = append(p, x.pValue(c.rho, c.tau)), append(w, weight), append(where, x)
		}
		p, w, where = append(p, 1), append(w, weight*float64(c.Comparisons-len(shown))), append(where, nil)
	}
	correct := interval.WeightedHolm
	if e.policy.Error.Correction == Bonferroni {
		correct = interval.WeightedBonferroni
	}
	adjusted := correct(p, w)
	at := 0
	for _, c := range pool {
		c.tested = map[testable]tested{}
		for ; where[at] != nil; at++ {
			c.tested[where[at]] = tested{p[at], min(adjusted[at], e.policy.Error.Alpha)}
		}
		at++
	}
}

// pair describes two sides for the report.
func (e *evaluator) pair(c *working, x pairOf) *Pair {
	high, low := x.sides()
	rate := x.family.rate
	worse, other := e.worseFirst(x)
	pair := &Pair{
		Rate: rate, Stratum: x.family.stratum, Worse: worse.Side, Other: other.Side,
		Estimate: estimateValue(c.Rule.Contrast.Operation, high.exact, low.exact),
		Tests:    e.tests(x),
	}
	c.giveP(pair, x)
	return pair
}

// giveP adds the p-values of a pair, where its rule tests it.
func (c *working) giveP(pair *Pair, x testable) {
	if t, ok := c.tested[x]; ok {
		pair.P, pair.PAdjusted = &t.p, &t.adjusted
	} else if c.Rule.Kind == Significance || c.Rule.IsBounded() && c.Rule.Fail != Point {
		p := x.pValue(c.rho, c.tau)
		pair.P = &p
	}
}

// worseFirst returns the sides of a pair, the worse off first.
func (e *evaluator) worseFirst(x pairOf) (worse, other *side) {
	high, low := x.sides()
	switch {
	case x.family.fixed: // a group that is too many or too few
		return &x.family.sides[0], &x.family.sides[x.family.reference]
	case HigherIsWorse(x.family.rate.Direction, e.in.Outcome):
		return high, low
	}
	return low, high
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

// plain reports whether the sides of a pair are unweighted proportions of people,
// which the classical methods are made for.
func (x pairOf) plain() bool {
	rate := x.family.rate
	high, low := x.sides()
	return !x.family.fixed && rate.Map == nil && len(rate.Terms)+len(rate.Over) == 0 && !high.weighted() && !low.weighted()
}

// tests computes the classical companions of a pair; nil where it is not plain.
func (e *evaluator) tests(x pairOf) *Tests {
	if !x.plain() {
		return nil
	}
	worse, other := e.worseFirst(x)
	high, low := x.sides()
	t := &Tests{FisherTwoSided: interval.FisherExact(worse.Num, worse.Den, other.Num, other.Den).TwoSided}
	t.FlipFlop, _ = interval.FlipFlop(low.Num, low.Den, high.Num, high.Den)
	t.OneMoveIsKept = interval.OnePersonSensitive(low.Num, low.Den, high.Num, high.Den)
	if z, ok := interval.PooledZ(worse.Num, worse.Den, other.Num, other.Den); ok {
		t.Z = finite(z)
	}
	return t
}

// alternatives computes a pair's 95 % intervals by every named method; none
// where it is not plain.
func (e *evaluator) alternatives(x pairOf) []PairInterval {
	if !x.plain() {
		return nil
	}
	worse, other := e.worseFirst(x)
	var out []PairInterval
	for _, of := range []struct {
		name    string
		methods []interval.PairMethod
	}{{"difference", interval.DifferenceMethods}, {"ratio", interval.RatioMethods}} {
		for _, m := range of.methods {
			limits, ok := m.Limits(float64(worse.Num), float64(worse.Den), float64(other.Num), float64(other.Den), 0.025)
			if ok {
				out = append(out, PairInterval{of.name, m.ID, limits})
			}
		}
	}
	return out
}

func (s *side) weighted() bool { return s.counts.In(metric.All).W != nil }
