package fairness

import (
	"math"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// PlanOptions say how an audit is planned.
type PlanOptions struct {
	Options
	Power      float64 // the chance that is asked for, in (0, 1); 0 stands for 0.8
	Replicates int     // audits drawn to estimate the chances of verdicts; 0 stands for 1,000
	Source     interval.Source
}

// Planned is what an audit of groups of the expected sizes and rates can decide.
type Planned struct {
	Power      float64        `json:"power"`
	Replicates int            `json:"replicates"`
	Checks     []PlannedCheck `json:"checks"`
}

// PlannedCheck is the outlook of one check.
type PlannedCheck struct {
	Rule         string          `json:"rule"`
	Attribute    string          `json:"attribute"`
	Severity     policy.Severity `json:"severity"`
	Bound        string          `json:"bound"`
	Fail         float64         `json:"p_fail"` // the chance of each verdict
	Pass         float64         `json:"p_pass"`
	Inconclusive float64         `json:"p_inconclusive"`
	Groups       []PlannedGroup  `json:"groups"`
}

// PlannedGroup compares a group with the largest one by the check's rate.
type PlannedGroup struct {
	Label     string  `json:"label"`
	Reference string  `json:"reference"`
	Rate      string  `json:"rate"`
	People    int64   `json:"people"` // expected in the rate's denominator
	Expected  float64 `json:"expected"`
	Stratum   string  `json:"stratum,omitempty"`
	// Smallest is the smallest gap below the reference (of a ratio, the largest
	// ratio to it) that a fail would find with the power asked for; nil when even
	// a rate of 0 would not be found.
	Smallest *float64 `json:"smallest_found"`
	// Needed is how many people the group would need for a conclusive verdict on
	// this pair with the power asked for, at the expected rates and with the
	// reference as it is; nil when adding people to this group cannot do it.
	Needed *int64 `json:"people_needed"`
}

// Plan works out what an audit can decide before its data exist: the chance of
// each verdict, by drawing audits of the expected sizes and rates, and by the
// formulas of Farrington and Manning 1990 the smallest gap that could be found
// and the people needed. The tally holds the expected counts: those of a past
// audit, or made up by hand.
func Plan(t *tally.Tally, p *policy.Policy, o PlanOptions) (*Planned, error) {
	if o.Power == 0 {
		o.Power = 0.8
	}
	if o.Replicates == 0 {
		o.Replicates = 1000
	}
	in, err := input(t, p, &o.Options)
	if err != nil {
		return nil, err
	}
	in.VerdictsOnly = true
	expected, _ := policy.Evaluate(p, in)
	plan := &Planned{Power: o.Power, Replicates: o.Replicates}
	for i := range expected {
		c := &expected[i]
		if c.Rule.Kind == policy.Compare {
			plan.Checks = append(plan.Checks, PlannedCheck{
				Rule: c.Rule.ID, Attribute: c.Subject.Name, Severity: c.Severity, Bound: c.Rule.Bound.String(), Groups: outlook(c, p, o.Power)})
		}
	}
	plan.draw(p, in, o)
	return plan, nil
}

// draw estimates the chance of each verdict from audits drawn at random.
func (plan *Planned) draw(p *policy.Policy, in policy.Input, o PlanOptions) {
	share := 1 / float64(o.Replicates)
	for range o.Replicates {
		checks, _ := policy.Evaluate(p, redraw(in, o.Source))
		at := 0
		for i := range checks {
			if checks[i].Rule.Kind != policy.Compare {
				continue
			}
			c := &plan.Checks[at]
			at++
			switch checks[i].Verdict {
			case policy.Fail:
				c.Fail += share
			case policy.Pass:
				c.Pass += share
			default:
				c.Inconclusive += share
			}
		}
	}
}

// redraw draws the people of every group anew, each with the chances of its
// group's cells.
func redraw(in policy.Input, source interval.Source) policy.Input {
	subjects := make([]policy.Subject, len(in.Subjects))
	for i, s := range in.Subjects {
		s.Groups = drawGroups(s.Groups, source)
		strata := map[string][]metric.Stratum{}
		for key, list := range s.Strata {
			for _, stratum := range list {
				stratum.Groups = drawGroups(stratum.Groups, source)
				strata[key] = append(strata[key], stratum)
			}
		}
		s.Strata = strata
		subjects[i] = s
	}
	in.Subjects = subjects
	return in
}

func drawGroups(groups []metric.Group, source interval.Source) []metric.Group {
	out := make([]metric.Group, len(groups))
	for i, g := range groups {
		g.Counts = drawCounts(g.Counts, source)
		out[i] = g
	}
	return out
}

// drawCounts draws a multinomial of as many people, cell by cell.
func drawCounts(c *metric.Counts, source interval.Source) *metric.Counts {
	var out metric.Counts
	people, left := c.N(metric.All), c.N(metric.All)
	for i := range c {
		if left == 0 || people == 0 {
			break
		}
		out[i].N = interval.DrawBinomial(left, float64(c[i].N)/float64(people), source)
		left -= out[i].N
		people -= c[i].N
	}
	return &out
}

// outlook plans every pair of a group with the largest one.
func outlook(c *policy.Check, p *policy.Policy, power float64) []PlannedGroup {
	level := p.Error.Alpha
	if c.Comparisons > 0 {
		level /= float64(max(1, c.M) * c.Comparisons)
	}
	var out []PlannedGroup
	for _, id := range c.Rule.Contrast.Rates {
		rate, _ := metric.FindRate(id)
		if c.Within == "" {
			out = append(out, planGroups(c, rate, "", c.Subject.Groups, level, p.Error.Alpha, power)...)
			continue
		}
		for i := range c.Subject.Strata[c.Within] {
			s := &c.Subject.Strata[c.Within][i]
			out = append(out, planGroups(c, rate, s.Label(), s.Groups, level, p.Error.Alpha, power)...)
		}
	}
	return out
}

func planGroups(c *policy.Check, rate *metric.Rate, stratum string, groups []metric.Group, level, alpha, power float64) []PlannedGroup {
	var out []PlannedGroup
	if rate.Map != nil || len(rate.Terms)+len(rate.Over) > 0 {
		return nil // the formulas are those of proportions
	}
	largest := metric.Largest.Choose(rate, groups, false)
	for i := range groups {
		if groups[i].Missing {
			continue
		}
		label, reference, ok := largest.Against(i)
		if !ok || rate.Exact(groups[i].Counts) == nil || rate.Exact(reference) == nil {
			continue
		}
		g := pairPlan{c.Rule, float(rate, groups[i].Counts), float(rate, reference),
			float64(rate.Trials(groups[i].Counts)), float64(rate.Trials(reference)), level, alpha, 1 - power}
		out = append(out, PlannedGroup{Label: groups[i].Label(), Reference: label, Rate: rate.ID, Stratum: stratum,
			People: int64(g.n), Expected: g.p, Smallest: g.smallest(), Needed: g.needed()})
	}
	return out
}

func float(rate *metric.Rate, c *metric.Counts) float64 {
	f, _ := rate.Exact(c).Float64()
	return f
}

// pairPlan is a group (p, n) beside its reference (pRef, nRef), with the levels
// of a fail and of a pass and the chance b of missing either.
type pairPlan struct {
	rule             *policy.Rule
	p, pRef, n, nRef float64
	failLevel, alpha float64
	b                float64
}

// smallest is the smallest gap below the reference that a fail would find.
func (g pairPlan) smallest() *float64 {
	bound := g.rule.Bound.Float()
	var x float64
	var ok bool
	switch g.rule.Contrast.Operation {
	case metric.Difference:
		x, ok = interval.DetectableDifference(g.pRef, g.nRef, g.n, bound, g.failLevel, g.b)
	case metric.MinMax:
		x, ok = interval.DetectableRatio(g.pRef, g.nRef, g.n, bound, g.failLevel, g.b)
	default:
		x, ok = interval.DetectableRatio(g.pRef, g.nRef, g.n, 1/bound, g.failLevel, g.b)
		x = 1 / x
	}
	if !ok || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// needed is how many people make the pair conclusive at the expected rates: a
// pass when they keep to the bound, else a proof of the inequality.
func (g pairPlan) needed() *int64 {
	high, low := max(g.p, g.pRef), min(g.p, g.pRef)
	bound := g.rule.Bound.Float()
	var plan interval.Planned
	var beyond bool
	switch g.rule.Contrast.Operation {
	case metric.Difference:
		beyond, plan = high-low > bound, interval.PlanPassDifference(high, low, bound)
	case metric.MinMax:
		beyond, plan = low < bound*high, interval.PlanPassRatio(low, high, bound)
	default:
		beyond, plan = high > bound*low, interval.PlanPassRatio(low, high, 1/bound)
	}
	level, b := g.alpha, g.b
	switch {
	case beyond: // the inequality has to be proven, and the estimate to be beyond
		return g.most(interval.PlanFailDifference(high, low, 0), g.failLevel, g.excess(high, low), 0.5)
	case high == low:
		b /= 2 // either order of the two groups can miss
	}
	return g.rows(plan, level, b)
}

// excess plans an estimate beyond the bound.
func (g pairPlan) excess(high, low float64) interval.Planned {
	bound := g.rule.Bound.Float()
	switch g.rule.Contrast.Operation {
	case metric.Difference:
		return interval.PlanFailDifference(high, low, bound)
	case metric.MinMax:
		return interval.PlanFailRatio(low, high, bound)
	}
	return interval.PlanFailRatio(low, high, 1/bound)
}

// most is the larger of the people that two plans need.
func (g pairPlan) most(one interval.Planned, oneLevel float64, two interval.Planned, twoLevel float64) *int64 {
	a, b := g.rows(one, oneLevel, g.b), g.rows(two, twoLevel, g.b)
	if a == nil || b == nil {
		return nil
	}
	n := max(*a, *b)
	return &n
}

// rows is how many people the group needs for a plan, with the reference as it is.
func (g pairPlan) rows(plan interval.Planned, level, b float64) *int64 {
	grow := plan.RowsGiven
	if plan.P1 != g.p {
		grow = plan.OtherRowsGiven
	}
	n, ok := grow(level, b, g.nRef)
	if !ok || n > 1e12 {
		return nil
	}
	needed := int64(math.Ceil(n))
	return &needed
}
