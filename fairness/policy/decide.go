package policy

import (
	"math"
	"math/big"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// decide settles the verdict of a check whose pairs have been tested.
func (e *evaluator) decide(c *working) {
	switch {
	case c.Rule.Kind == MissingShare:
		c.decideMissing()
	case !c.canCompare():
	case c.Rule.Kind == Significance:
		e.decideSignificance(c)
	default:
		e.decideComparison(c)
	}
}

// decideMissing compares the share of rows without a value with the bound, exactly.
func (c *working) decideMissing() {
	var missing, total int64
	for i := range c.Subject.Groups {
		n := c.Subject.Groups[i].Counts.N(metric.All)
		total += n
		if c.Subject.Groups[i].Missing {
			missing += n
		}
	}
	share := big.NewRat(missing, max(1, total))
	c.Estimate, c.Verdict = ratValue(share), Pass
	if share.Cmp(c.Rule.Bound.Value) > 0 {
		c.Verdict = Fail
	}
}

// canCompare reports whether there are two groups to compare in every family,
// and settles the verdict when there are not.
func (c *working) canCompare() bool {
	for _, f := range c.families {
		if len(f.sides) >= 2 {
			continue
		}
		c.Verdict, c.Reason = Inconclusive, OneGroup
		if len(f.sides)+len(f.unassessed) > 1 {
			c.Reason = TooFew
		}
		return false
	}
	return true
}

// decideSignificance finds pairs whose inequality is proven, whose estimate is
// inside the bounds of the rules it looks inside, and whose shortfall to parity
// is worth a person's look.
func (e *evaluator) decideSignificance(c *working) {
	worst := c.worst()
	c.Estimate = estimateValue(metric.Difference, worst.family.sides[worst.high].exact, worst.family.sides[worst.low].exact)
	var found []pairOf
	for _, x := range c.rejectedPairs() {
		if !e.beyondSomeRule(c, x) && e.shortfall(c, x).Parity >= c.Rule.MinShortfall {
			found = append(found, x)
		}
	}
	c.sortWorstFirst(found)
	c.Verdict = Pass
	if len(found) > 0 {
		c.Verdict = Fail
		worst = found[0]
	}
	e.show(c, worst, found)
}

// beyondSomeRule reports whether the pair is beyond the bound of a rule that the
// check looks inside: that rule then speaks for itself.
func (e *evaluator) beyondSomeRule(c *working, x pairOf) bool {
	for _, id := range c.Rule.Inside {
		r, ok := e.policy.Find(id)
		if !ok || !r.Applies(e.in.Outcome) {
			continue
		}
		for _, rate := range r.Contrast.Rates {
			f := e.family(c.Subject, rate)
			high, low := f.pairNamed(x)
			if high != nil && low != nil && beyond(r.Contrast.Operation, r.Bound, high, low) {
				return true
			}
		}
	}
	return false
}

// pairNamed finds the groups of a pair of another family, the higher rate first.
func (f *family) pairNamed(x pairOf) (high, low *side) {
	p, q := x.sides()
	for i := range f.sides {
		switch s := &f.sides[i]; s.Label {
		case p.Label:
			high = s
		case q.Label:
			low = s
		}
	}
	if high != nil && low != nil && high.exact.Cmp(low.exact) < 0 {
		high, low = low, high
	}
	return high, low
}

// decideComparison settles the verdict of a contrast against its bound.
func (e *evaluator) decideComparison(c *working) {
	o := c.Rule.Contrast.Operation
	e.limits(c)
	shown := c.worst()
	high, low := shown.sides()
	c.Estimate = estimateValue(o, high.exact, low.exact)
	isBeyond := c.Estimate.Defined && beyond(o, c.Rule.Bound, high, low)
	var offenders []pairOf
	if c.Rule.Fail != Point {
		offenders = c.offenders()
	}
	switch {
	case !c.Estimate.Defined:
		c.Verdict, c.Reason = Inconclusive, AllZero
	case len(offenders) > 0:
		c.Verdict, shown = Fail, offenders[0]
	case c.Rule.Fail == Point && isBeyond:
		c.Verdict = Fail
	case isBeyond:
		c.Verdict, c.Reason = Inconclusive, MaybeChance
	case c.Rule.Pass == Demonstrated && !c.Rule.Bound.kept(c.passLimit()):
		c.Verdict, c.Reason = Inconclusive, NotShown
	default:
		c.Verdict, c.Reason = c.unlessUncovered(e.policy.Groups)
	}
	e.show(c, shown, offenders)
}

// unlessUncovered is a pass, unless a group has no rate or too many people are
// in groups that were not assessed.
func (c *working) unlessUncovered(rules GroupRules) (Verdict, Reason) {
	for _, f := range c.families {
		if f.undefined {
			return Inconclusive, Undefined
		}
		if below(f.assessed, f.known, rules.MinCoverage) {
			return Inconclusive, TooFew
		}
	}
	return Pass, ""
}

// show fills in what the report says about the pairs of a decided check.
func (e *evaluator) show(c *working, shown pairOf, offenders []pairOf) {
	c.Pair = e.pair(c, shown)
	for _, x := range offenders[:min(len(offenders), maxShown)] {
		c.Offenders = append(c.Offenders, *e.pair(c, x))
	}
	c.MoreFailing = len(offenders) - len(c.Offenders)
	if c.Verdict == Fail || c.Reason == MaybeChance {
		c.Shortfall = e.shortfall(c, shown)
	}
	if c.Verdict != Inconclusive {
		return
	}
	c.More = e.more(c, shown)
	if c.Reason == NotShown {
		if x := c.mostBlocking(e.policy.Error.Alpha); x != shown {
			c.Blocking = e.pair(c, x)
		}
	}
}

// mostBlocking is the pair whose limit at alpha is furthest beyond the bound.
func (c *working) mostBlocking(alpha float64) pairOf {
	o := c.Rule.Contrast.Operation
	var most pairOf
	var furthest float64
	for _, f := range c.families {
		levels := f.levels(alpha, interval.PassGuard(alpha))
		f.eachPair(func(i, j int) {
			if x := reach(o, levels[i], levels[j]); most.family == nil || worse(o, x, furthest) {
				most, furthest = pairOf{f, i, j}, x
			}
		})
	}
	return most
}

// limits sets the one-sided limits of the true contrast: over all pairs, the
// limit that could prove a fail at alpha/K and the one that proves a pass at alpha.
func (e *evaluator) limits(c *working) {
	o, alpha := c.Rule.Contrast.Operation, e.policy.Error.Alpha
	c.FailLevel, c.PassLevel = alpha/float64(c.Comparisons), alpha
	near, far := none(o), none(o)
	first := true
	for _, f := range c.families {
		failing := f.levels(c.FailLevel, interval.Guard)
		passing := f.levels(c.PassLevel, interval.PassGuard(alpha))
		f.eachPair(func(i, j int) {
			if x := floor(o, failing[i], failing[j]); worse(o, x, near) {
				near = x
			}
			if x := reach(o, passing[i], passing[j]); first || worse(o, x, far) {
				far, first = x, false
			}
		})
	}
	c.Lower, c.Upper = limitValue(near), limitValue(far)
	if o == metric.MinMax {
		c.Lower, c.Upper = c.Upper, c.Lower
	}
}

// passLimit is the limit on which a demonstrated pass rests.
func (c *working) passLimit() float64 {
	if c.Rule.Contrast.Operation == metric.MinMax {
		return c.Lower.Float
	}
	return c.Upper.Float
}

func limitValue(x float64) Value {
	return Value{Float: x, Infinite: math.IsInf(x, 0), Defined: true}
}
