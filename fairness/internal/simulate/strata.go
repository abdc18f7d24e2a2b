package simulate

import (
	"fmt"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// stratified are groups whose people work in different jobs, with different
// rates in each job: overall they differ, within jobs only if the model does so.
func stratified() ([]Scenario, error) {
	type shape struct {
		groups, strata int
		mean           int64 // people per group and stratum
	}
	var out []Scenario
	for _, l := range []Limit{{}, {Ratio: true}} {
		within, err := Written(settings(0.05, policy.Supported, 30)+"\nwithin: declared", l.rule())
		if err != nil {
			return nil, err
		}
		overall, err := Written(settings(0.05, policy.Supported, 30), l.rule())
		if err != nil {
			return nil, err
		}
		for _, s := range []shape{{2, 3, 400}, {5, 3, 2000}, {2, 40, 60}} {
			for _, gap := range []Gap{Equal, AtLimit, Beyond} {
				out = append(out, Scenario{
					Part: "Strata: rates from 0.2 to 0.6 by stratum, groups spread unevenly over them, the model unequal in one stratum", Truth: gap,
					Name:   fmt.Sprintf("%s, %d groups in %d strata, %s people in each", l, s.groups, s.strata, thousands(int(s.mean))),
					Judges: []string{"within strata", "overall"},
					Draw: func(source Source) []Verdict {
						in := drawStrata(l, gap, s.groups, s.strata, s.mean, source)
						a, _ := policy.Evaluate(within, in)
						b, _ := policy.Evaluate(overall, in)
						return []Verdict{verdictOf(a[0].Verdict), verdictOf(b[0].Verdict)}
					},
				})
			}
		}
	}
	return out, nil
}

// drawStrata draws groups whose people concentrate in different strata. In the
// middle stratum every second group is moved by the gap.
func drawStrata(l Limit, gap Gap, groups, strata int, mean int64, source Source) policy.Input {
	s := policy.Subject{Name: "group", Attributes: []string{"group"}, Groups: make([]metric.Group, groups), Strata: map[string][]metric.Stratum{}}
	for j := range strata {
		stratum := metric.Stratum{Values: []string{fmt.Sprintf("job %d", j)}, Groups: make([]metric.Group, groups)}
		base := 0.2 + 0.4*float64(j)/float64(strata-1)
		for i := range groups {
			// A group has half as many people again, or half of them, by the third of
			// the strata that it leans to.
			n := mean * []int64{3, 2, 1}[(3*j/strata+i)%3] / 2
			p := base
			if j == strata/2 && i%2 == 1 {
				p = l.moved(base, gap)
			}
			x := interval.DrawBinomial(n, p, source)
			add(&stratum.Groups[i], metric.Outcomes(x, n-x), label(i))
			add(&s.Groups[i], metric.Outcomes(x, n-x), label(i))
		}
		s.Strata["job"] = append(s.Strata["job"], stratum)
	}
	in := input(s)
	in.Strata = []string{"job"}
	return in
}
