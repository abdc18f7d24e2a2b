package policy

import (
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// Gap is how far the assessed groups of a subject lie apart by a rate that describes
// and is not judged. Lower and Upper are one-sided limits of the true difference, as
// those of a check are: Lower at alpha/K for the K ordered pairs, Upper at alpha.
type Gap struct {
	Rate                   *metric.Rate
	High, Low              Side // the groups that lie furthest apart
	Estimate, Lower, Upper Value
	Comparisons            int
	NotAssessed            []Unassessed
	Reason                 Reason // why there is no estimate; empty when there is one
}

// Gaps measures how final human decisions differ between the groups of a subject.
func Gaps(p *Policy, s *Subject, designEffect float64) []Gap {
	var gaps []Gap
	for i := range metric.Rates {
		if metric.Rates[i].NeedsDecisions() {
			gaps = append(gaps, p.gap(&metric.Rates[i], s, designEffect))
		}
	}
	return gaps
}

func (p *Policy) gap(rate *metric.Rate, s *Subject, designEffect float64) Gap {
	f := newFamily(rate, "", s.Groups, p.Groups, max(1, designEffect))
	g := Gap{Rate: rate, Comparisons: f.comparisons(), NotAssessed: f.unassessed}
	if len(f.sides) < 2 {
		g.Comparisons, g.Reason = 0, OneGroup
		if len(f.sides)+len(f.unassessed) > 1 {
			g.Reason = TooFew
		}
		return g
	}
	high, low := f.worst(metric.Difference).sides()
	g.High, g.Low = high.Side, low.Side
	g.Estimate = estimateValue(metric.Difference, high.exact, low.exact)
	_, _, reach := f.reach(metric.Difference, p.Error.Alpha)
	g.Lower = limitValue(f.floor(metric.Difference, p.Error.Alpha/float64(g.Comparisons), 0))
	g.Upper = limitValue(reach)
	return g
}
