package fairness

import (
	"github.com/fairaudit/fairaudit/fairness/internal/parallel"
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
	out := Subject{Name: s.Name, Attributes: s.Attributes, Reference: s.Reference, Population: s.Population, Bands: s.Bands, Groups: make([]Group, len(s.Groups))}
	references := map[string]metric.Chosen{}
	for i := range metric.Rates {
		rate := &metric.Rates[i]
		references[rate.ID] = s.Reference.Choose(rate, s.Groups, policy.HigherIsWorse(rate.Direction, o.Outcome))
	}
	parallel.Each(len(s.Groups), func(i int) { out.Groups[i] = rates(&s.Groups[i], o) })
	parallel.Each(len(s.Groups), func(i int) {
		if s.Groups[i].Missing {
			return
		}
		for j := range out.Groups[i].Rates {
			r := &out.Groups[i].Rates[j]
			reference := references[r.ID]
			r.Versus = r.versus(reference, i, out.valueOf(reference.At(), j, r.ID))
		}
	})
	return out
}

// valueOf is rate j of a group, where both exist and the rate is the one asked for:
// groups with labels have more rates than others.
func (s *Subject) valueOf(group, j int, id string) *float64 {
	if group < 0 || j >= len(s.Groups[group].Rates) || s.Groups[group].Rates[j].ID != id {
		return nil
	}
	return s.Groups[group].Rates[j].Value
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
	known := map[[2]metric.Cells]interval.Interval{}
	for i := range metric.Rates {
		rate := &metric.Rates[i]
		if rate.NeedsLabels() && !labels || rate.NeedsDecisions() && !o.decided {
			continue
		}
		r := Rate{Rate: rate, Den: rate.Trials(g.Counts), Reason: rate.WhyUndefined(g.Counts)}
		r.Num, r.HasNum = rate.Successes(g.Counts)
		if e, ok := rate.Estimate(g.Counts, max(1, o.DesignEffect)); ok {
			v := e.Value()
			r.Value, r.Limits = &v, o.limits(rate, e, known)
		}
		out.Rates = append(out.Rates, r)
	}
	return out
}

// limits computes the limits shown beside a rate, or takes those of its
// complement where they are known: the limits of 1−p are those of p turned round.
func (o *Options) limits(rate *metric.Rate, e interval.Estimate, known map[[2]metric.Cells]interval.Interval) interval.Interval {
	p, ok := e.(interval.Proportion)
	if !ok {
		return e.Limits(displayLevel)
	}
	if other, ok := known[[2]metric.Cells{rate.Den &^ rate.Num, rate.Den}]; ok {
		return interval.Interval{Lo: 1 - other.Hi, Hi: 1 - other.Lo}
	}
	limits := o.method()(p.X, p.N, displayLevel)
	known[[2]metric.Cells{rate.Num, rate.Den}] = limits
	return limits
}

// method is the one that Interval names, by default the one that gates.
func (o *Options) method() func(x, n, a float64) interval.Interval {
	for _, m := range interval.ProportionMethods {
		if m.ID == o.Interval {
			return m.Limits
		}
	}
	return interval.ClopperPearson
}

// IntervalMethods lists what Options.Interval may be.
func IntervalMethods() []string {
	var ids []string
	for _, m := range interval.ProportionMethods {
		ids = append(ids, m.ID)
	}
	return ids
}

// versus compares a rate of group i with the value of its reference's.
func (r *Rate) versus(reference metric.Chosen, i int, value *float64) *Versus {
	label, against, ok := reference.Against(i)
	if !ok || r.Value == nil {
		return nil
	}
	if value == nil {
		e, ok := r.Estimate(against, 1)
		if !ok {
			return nil
		}
		v := e.Value()
		value = &v
	}
	v := &Versus{Reference: label, Difference: *r.Value - *value}
	if *value > 0 {
		ratio := *r.Value / *value
		v.Ratio = &ratio
	}
	return v
}
