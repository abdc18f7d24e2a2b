package policy

import (
	"math"
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// decide settles the verdict of a check whose pairs have been tested.
func (e *evaluator) decide(c *working) {
	switch {
	case c.Rule.Kind == MissingShare:
		c.decideMissing()
	case c.Rule.Kind == Inputs:
		e.decideInputs(c)
	case c.Rule.Kind == UnmatchedShare:
		c.decideShare(e.in.Joined.Unmatched, e.in.Joined.Rows)
	case len(c.families)+len(c.changed) == 0:
		c.Verdict, c.Reason = Inconclusive, c.uncompared()
		if !e.in.VerdictsOnly {
			c.More = e.more(c, pairOf{})
		}
	case c.Rule.Kind == Widens:
		e.decideChange(c)
	case c.Rule.Kind == Significance:
		e.decideSignificance(c)
	case c.Rule.Kind == TwoSD:
		e.decideTwoSD(c)
	default:
		e.decideComparison(c)
	}
	e.weighSuppressed(c)
}

// decideMissing settles a check of the rows without a value. Those whose value
// is suppressed may have none.
func (c *working) decideMissing() {
	var missing, suppressed, total int64
	for i := range c.Subject.Groups {
		g := &c.Subject.Groups[i]
		n := g.Counts.N(metric.All)
		total += n
		switch {
		case g.Suppressed():
			suppressed += n
		case g.Missing:
			missing += n
		}
	}
	c.decideShare(missing, total)
	if c.Verdict == Pass && big.NewRat(missing+suppressed, total).Cmp(c.Rule.Bound.Value) > 0 {
		c.Verdict, c.Reason = Inconclusive, SuppressedGroups
	}
}

// decideShare compares the share n/total of rows with the bound, exactly.
func (c *working) decideShare(n, total int64) {
	if total == 0 {
		c.Verdict, c.Reason = Inconclusive, OneGroup
		return
	}
	share := big.NewRat(n, total)
	c.Estimate, c.Verdict = ratValue(share), Pass
	if share.Cmp(c.Rule.Bound.Value) > 0 {
		c.Verdict = Fail
	}
}

// uncompared says why there are no two groups to compare by some rate; it is
// empty when there are two by every rate.
func (c *working) uncompared() Reason {
	if !slices.Contains(c.compared, 0) {
		return ""
	}
	few := slices.ContainsFunc(c.all, func(f *family) bool { return len(f.sides)+len(f.unassessed) > 1 })
	switch {
	case few && c.hasUndefined():
		return Undefined
	case few:
		return TooFew
	}
	return OneGroup
}

// decideSignificance finds pairs whose inequality is proven, whose estimate is
// inside the bounds of the rules it looks inside, and whose shortfall to parity
// is worth a person's look.
func (e *evaluator) decideSignificance(c *working) {
	worst := c.worst()
	high, low := worst.sides()
	c.Estimate = estimateValue(metric.Difference, high.exact, low.exact)
	found := c.collect(e.reported(c))
	c.Verdict = Pass
	if len(found) > 0 {
		c.Verdict = Fail
		worst = found[0]
		c.Shortfall = e.shortfall(c, worst)
	}
	if !e.in.VerdictsOnly {
		e.show(c, worst, found)
	}
}

// reported returns a test of whether a rejected pair is one that a Significance
// check reports.
func (e *evaluator) reported(c *working) func(pairOf) bool {
	outside := e.outside(c)
	return func(x pairOf) bool { return !outside(x) && e.parity(x) >= float64(c.Rule.MinShortfall) }
}

// outside returns a test of whether a pair is beyond the bound of a rule that
// the check looks inside: that rule then speaks for itself.
func (e *evaluator) outside(c *working) func(pairOf) bool {
	type inside struct {
		rule *Rule
		f    *family
		at   map[string]int
	}
	rules := map[string][]inside{} // by stratum
	for _, id := range c.Rule.Inside {
		r, ok := e.policy.Find(id)
		if !ok || !r.Applies(e.in.Outcome) {
			continue
		}
		for _, rate := range r.Contrast.Rates {
			for _, f := range e.rateFamilies(c, rate) {
				at := map[string]int{}
				for i := range f.sides {
					at[f.sides[i].Label] = i
				}
				rules[f.stratum] = append(rules[f.stratum], inside{r, f, at})
			}
		}
	}
	return func(x pairOf) bool {
		high, low := x.sides()
		for _, in := range rules[x.family.stratum] {
			i, known := in.at[high.Label]
			j, alsoKnown := in.at[low.Label]
			if !known || !alsoKnown {
				continue
			}
			if in.f.compare(i, j) < 0 {
				i, j = j, i
			}
			if beyond(in.rule.Contrast.Operation, in.rule.Bound, &in.f.sides[i], &in.f.sides[j]) {
				return true
			}
		}
		return false
	}
}

// decideComparison settles the verdict of a contrast against its bound.
func (e *evaluator) decideComparison(c *working) {
	o := c.Rule.Contrast.Operation
	blocking := e.limits(c)
	shown := c.worst()
	high, low := shown.sides()
	c.Estimate = estimateValue(o, high.exact, low.exact)
	isBeyond := c.Estimate.Defined && beyond(o, c.Rule.Bound, high, low)
	var offenders []pairOf
	if c.Rule.Fail != Point {
		offenders = c.offenders()
	}
	switch {
	case len(offenders) > 0:
		c.Verdict, shown = Fail, offenders[0]
	case c.Rule.Fail == Point && isBeyond:
		c.Verdict = Fail
	case c.uncompared() != "": // by one rate; by another a fail would have been shown
		c.Verdict, c.Reason = Inconclusive, c.uncompared()
	case isBeyond:
		c.Verdict, c.Reason = Inconclusive, MaybeChance
	case c.allZero():
		c.Verdict, c.Reason = Inconclusive, AllZero
	default:
		c.Verdict, c.Reason = c.unlessUncovered()
		if c.Verdict == Pass && c.Rule.Pass == Demonstrated && !c.Rule.Bound.kept(c.passLimit()) {
			c.Verdict, c.Reason = Inconclusive, NotShown
		}
	}
	kept := c.Verdict
	e.weighUnknown(c)
	if e.in.VerdictsOnly {
		return
	}
	e.show(c, shown, offenders)
	e.standings(c)
	if worse(o, c.Estimate.Float, c.Pair.Estimate.Float) {
		c.Worst = e.pair(c, c.worst())
	}
	if kept == Fail || c.Reason == MaybeChance {
		c.Shortfall = e.shortfall(c, shown)
	}
	if alpha := e.policy.Error.Alpha; c.Reason == NotShown && worse(o, c.passLimit(), shown.reach(o, alpha)) {
		c.Blocking = e.pair(c, blocking.higherFirst())
	}
	c.Conditional = e.conditional(c)
}

// unlessUncovered is a pass, unless a group has no rate or too many people are
// in groups that were not assessed.
func (c *working) unlessUncovered() (Verdict, Reason) {
	if c.hasUndefined() {
		return Inconclusive, Undefined
	}
	for i := range c.compared {
		if below(c.compared[i], c.known[i], c.Rule.Groups.MinCoverage) {
			return Inconclusive, TooFew
		}
	}
	return Pass, ""
}

// hasUndefined reports whether a group of sufficient size has no rate.
func (c *working) hasUndefined() bool {
	return slices.ContainsFunc(c.all, func(f *family) bool { return f.undefined })
}

// allZero reports whether some rate is 0 in all groups, so that its ratio is 0/0.
func (c *working) allZero() bool {
	o := c.Rule.Contrast.Operation
	return slices.ContainsFunc(c.families, func(f *family) bool {
		high, low := f.worst(o).sides()
		return !estimateValue(o, high.exact, low.exact).Defined
	})
}

// show fills in what the report says about the pairs of a decided check.
func (e *evaluator) show(c *working, shown pairOf, offenders []pairOf) {
	c.Pair = e.pair(c, shown)
	c.Pair.Intervals = e.alternatives(shown)
	for _, x := range offenders {
		c.Offenders = append(c.Offenders, *e.pair(c, x))
	}
	if c.Verdict == Inconclusive {
		c.More = e.more(c, shown)
	}
}

// limits sets the one-sided limits of the true contrast: over all pairs, the
// limit that could prove a fail at alpha/K and the one that proves a pass at
// alpha. It returns the pair that the latter rests on.
func (e *evaluator) limits(c *working) (blocking pairOf) {
	o, alpha := c.Rule.Contrast.Operation, e.policy.Error.Alpha
	c.FailLevel, c.PassLevel = alpha/float64(c.Comparisons), alpha
	near := none(o)
	var far float64
	for _, f := range c.families {
		near = f.floor(o, c.FailLevel, near)
		if i, j, x := f.reach(o, alpha); blocking.family == nil || worse(o, x, far) {
			blocking, far = pairOf{f, i, j}, x
		}
	}
	c.Lower, c.Upper = limitValue(near), limitValue(far)
	if o == metric.MinMax {
		c.Lower, c.Upper = c.Upper, c.Lower
	}
	return blocking
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
