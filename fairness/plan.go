package fairness

import (
	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
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
	// Smallest is the smallest gap below the reference that a fail would find with
	// the power asked for: a difference, or the ratio nearest to 1. It is nil when
	// even a rate of 0 would not be found, or a group is too small to be assessed.
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
	if t.Weighted {
		return nil, words.Errorf("a plan draws people, each of whom counts once: leave the weights out, and say what they cost by a design effect")
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
				Rule: c.Rule.ID, Attribute: c.Subject.Name, Severity: c.Severity, Bound: c.Rule.Bound.String(), Groups: outlook(c, p, o)})
		}
	}
	plan.draw(p, in, o)
	return plan, nil
}

// draw estimates the chance of each verdict from audits drawn at random.
func (plan *Planned) draw(p *policy.Policy, in policy.Input, o PlanOptions) {
	counts := make([]map[policy.Verdict]int, len(plan.Checks))
	for i := range counts {
		counts[i] = map[policy.Verdict]int{}
	}
	for range o.Replicates {
		checks, _ := policy.Evaluate(p, redraw(in, o.Source))
		at := 0
		for i := range checks {
			if checks[i].Rule.Kind == policy.Compare {
				counts[at][checks[i].Verdict]++
				at++
			}
		}
	}
	share := func(n int) float64 { return float64(n) / float64(o.Replicates) }
	for i := range plan.Checks {
		c := &plan.Checks[i]
		c.Fail, c.Pass, c.Inconclusive = share(counts[i][policy.Fail]), share(counts[i][policy.Pass]), share(counts[i][policy.Inconclusive])
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
