package fairness

import (
	"math"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// outlook plans every pair of a group with the largest one.
func outlook(c *policy.Check, p *policy.Policy, o PlanOptions) []PlannedGroup {
	pair := pairPlan{rule: c.Rule, failLevel: p.Error.Alpha, alpha: p.Error.Alpha, miss: 1 - o.Power,
		designEffect: max(1, o.DesignEffect), minGroup: float64(c.Rule.Groups.MinGroup)}
	if c.Comparisons > 0 {
		pair.failLevel /= float64(max(1, c.M) * c.Comparisons)
	}
	var out []PlannedGroup
	for _, id := range c.Rule.Contrast.Rates {
		rate, _ := metric.FindRate(id)
		if c.Within == "" {
			out = append(out, pair.groups(rate, "", c.Subject.Groups)...)
			continue
		}
		for i := range c.Subject.Strata[c.Within] {
			if s := &c.Subject.Strata[c.Within][i]; !s.Missing {
				out = append(out, pair.groups(rate, s.Label(), s.Groups)...)
			}
		}
	}
	return out
}

// pairPlan is a group (p, n) beside its reference (pRef, nRef), with the levels
// of a fail and of a pass and the chance of missing either. Sizes are effective:
// people divided by the design effect.
type pairPlan struct {
	rule                   *policy.Rule
	p, pRef, n, nRef       float64
	failLevel, alpha, miss float64
	designEffect, minGroup float64
}

// groups plans the groups of one attribute by one rate. The formulas are those of
// proportions, so that other rates have none.
func (g pairPlan) groups(rate *metric.Rate, stratum string, groups []metric.Group) []PlannedGroup {
	if rate.Map != nil || len(rate.Terms)+len(rate.Over) > 0 {
		return nil
	}
	var out []PlannedGroup
	largest := metric.Largest.Choose(rate, groups, false)
	for i := range groups {
		label, reference, ok := largest.Against(i)
		if groups[i].Missing || !ok || rate.Exact(groups[i].Counts) == nil || rate.Exact(reference) == nil {
			continue
		}
		expected, people := rateOf(rate, groups[i].Counts)
		referenceRate, referencePeople := rateOf(rate, reference)
		g.n, g.nRef = people/g.designEffect, referencePeople/g.designEffect
		g.p, g.pRef = offEnds(expected, g.n), offEnds(referenceRate, g.nRef)
		out = append(out, PlannedGroup{Label: groups[i].Label(), Reference: label, Rate: rate.ID, Stratum: stratum,
			People: int64(people), Expected: expected, Smallest: g.smallest(), Needed: g.needed()})
	}
	return out
}

// rateOf is a rate with the number of people it is of.
func rateOf(rate *metric.Rate, c *metric.Counts) (value, people float64) {
	value, _ = rate.Exact(c).Float64()
	return value, float64(rate.Trials(c))
}

// offEnds keeps a rate half a person away from 0 and 1, where the normal
// approximation sees no variance.
func offEnds(p, n float64) float64 {
	return min(max(p, 0.5/max(1, n)), 1-0.5/max(1, n))
}

// detection is what a fail of the rule takes.
func (g pairPlan) detection() interval.Detection {
	d := interval.Detection{Equal: 0.5, Beyond: 0.5, Miss: g.miss}
	switch g.rule.Fail {
	case policy.Supported:
		d.Equal = g.failLevel
	case policy.Demonstrated:
		d.Beyond = g.failLevel
	}
	return d
}

// smallest is the smallest gap below the reference that a fail would find.
func (g pairPlan) smallest() *float64 {
	if min(g.n, g.nRef)*g.designEffect < g.minGroup {
		return nil
	}
	bound, d := g.rule.Bound.Float(), g.detection()
	var x float64
	var ok bool
	switch g.rule.Contrast.Operation {
	case metric.Difference:
		x, ok = d.SmallestDifference(g.pRef, g.nRef, g.n, bound)
	case metric.MinMax:
		x, ok = d.LargestRatio(g.pRef, g.nRef, g.n, bound)
	default:
		x, ok = d.LargestRatio(g.pRef, g.nRef, g.n, 1/bound)
		x = 1 / x
	}
	if !ok || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// needed is how many people make the pair conclusive at the expected rates: a
// fail when they are beyond the bound, else a pass; at least the policy's least group.
func (g pairPlan) needed() *int64 {
	high, low := max(g.p, g.pRef), min(g.p, g.pRef)
	pass, excess := g.against(high, low)
	d := g.detection()
	var n float64
	var ok bool
	switch {
	case excess.Margin > 0: // the inequality has to be proven, and the bound to be exceeded
		var other float64
		var otherOK bool
		n, ok = g.rows(excess, d.Beyond, g.miss)
		other, otherOK = g.rows(interval.PlanFailDifference(high, low, 0), d.Equal, g.miss)
		n, ok = max(n, other), ok && otherOK
	case g.rule.Pass == policy.Point:
		n, ok = g.rows(pass, 0.5, g.miss)
	case high == low: // either order of the two groups can miss
		n, ok = g.rows(pass, g.alpha, g.miss/2)
	default:
		n, ok = g.rows(pass, g.alpha, g.miss)
	}
	if n = max(n*g.designEffect, g.minGroup); !ok || n > 1e12 {
		return nil
	}
	needed := int64(math.Ceil(n))
	return &needed
}

// against plans the bound to be kept, and to be exceeded.
func (g pairPlan) against(high, low float64) (pass, excess interval.Planned) {
	bound := g.rule.Bound.Float()
	switch g.rule.Contrast.Operation {
	case metric.Difference:
		return interval.PlanPassDifference(high, low, bound), interval.PlanFailDifference(high, low, bound)
	case metric.MaxMin:
		bound = 1 / bound
	}
	return interval.PlanPassRatio(low, high, bound), interval.PlanFailRatio(low, high, bound)
}

// rows is how many people the group needs for a plan, with the reference as it is.
func (g pairPlan) rows(plan interval.Planned, level, miss float64) (float64, bool) {
	if plan.P1 != g.p {
		return plan.OtherRowsGiven(level, miss, g.nRef)
	}
	return plan.RowsGiven(level, miss, g.nRef)
}
