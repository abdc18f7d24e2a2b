package fairness

import (
	"math/big"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// displayLevel is the one-sided level of the limits shown beside a rate, which
// together make a 95 % interval.
const displayLevel = 0.025

// Group is the people of one group, with every rate.
type Group struct {
	Label   string
	Values  []string
	Missing bool
	Counts  *metric.Counts
	Rates   []Rate
}

// Rate is a rate of a group. Value is nil where the rate is undefined, and
// Reason says why.
type Rate struct {
	*metric.Rate
	Num, Den int64
	HasNum   bool // a combined rate has no single numerator
	Value    *float64
	Limits   interval.Interval
	Reason   string
	Versus   *Versus
}

// Versus compares a rate with the reference's: difference and ratio, the group's
// first. Ratio is nil where the reference's rate is 0.
type Versus struct {
	Reference  string
	Difference float64
	Ratio      *float64
}

// measure computes every rate of every group of a subject.
func measure(s *policy.Subject, o Options) Subject {
	out := Subject{Name: s.Name, Attributes: s.Attributes, Reference: s.Reference}
	for i := range s.Groups {
		g := &s.Groups[i]
		group := rates(g, o)
		if !g.Missing {
			for j := range group.Rates {
				group.Rates[j].Versus = versus(s, i, group.Rates[j].Rate, o)
			}
		}
		out.Groups = append(out.Groups, group)
	}
	return out
}

// everybody measures all groups of a subject together.
func everybody(groups []metric.Group, o Options) Group {
	all := metric.Group{Values: []string{"overall"}, Counts: new(metric.Counts)}
	for i := range groups {
		all.Counts = all.Counts.Plus(groups[i].Counts)
	}
	return rates(&all, o)
}

func rates(g *metric.Group, o Options) Group {
	out := Group{Label: g.Label(), Values: g.Values, Missing: g.Missing, Counts: g.Counts}
	labels := g.Counts.N(metric.Labelled) > 0
	for i := range metric.Rates {
		rate := &metric.Rates[i]
		if rate.NeedsLabels() && !labels {
			continue
		}
		r := Rate{Rate: rate, Den: rate.Trials(g.Counts), Reason: rate.WhyUndefined(g.Counts)}
		r.Num, r.HasNum = rate.Successes(g.Counts)
		if e, ok := rate.Estimate(g.Counts, max(1, o.DesignEffect)); ok {
			v := e.Value()
			r.Value, r.Limits = &v, e.Limits(displayLevel)
		}
		out.Rates = append(out.Rates, r)
	}
	return out
}

// versus compares group i of a subject with its reference by a rate.
func versus(s *policy.Subject, i int, rate *metric.Rate, o Options) *Versus {
	lowerIsBest := policy.HigherIsWorse(rate.Direction, o.Outcome)
	label, counts, ok := s.Reference.Against(rate, s.Groups, i, lowerIsBest)
	if !ok {
		return nil
	}
	mine, theirs := rate.Exact(s.Groups[i].Counts), rate.Exact(counts)
	if mine == nil || theirs == nil {
		return nil
	}
	v := &Versus{Reference: label}
	v.Difference, _ = new(big.Rat).Sub(mine, theirs).Float64()
	if theirs.Sign() > 0 {
		ratio, _ := new(big.Rat).Quo(mine, theirs).Float64()
		v.Ratio = &ratio
	}
	return v
}
