package policy

import (
	"math"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// Conditional sums up, over the strata, how a pair of groups differs. It
// describes: the verdict rests on the comparison within each stratum.
type Conditional struct {
	Strata        int // in which both groups have people
	Crude         Value
	Difference    Value // Mantel–Haenszel, with its one-sided limits at alpha by Sato's variance
	Lower, Upper  Value
	Ratio         Value // Mantel–Haenszel
	CMH           Value // p of the Cochran–Mantel–Haenszel test, without continuity correction
	Homogeneity   Value // p of the Breslow–Day test with Tarone's correction
	Standardised  Value // the difference at the strata's pooled sizes
	Disparity     Value // conditional demographic disparity
	Simpson       bool  // the difference changes its sign within the strata
	Heterogeneous bool  // the strata differ: one number for all misleads
}

// Levels of what Conditional flags.
const (
	heterogeneity = 0.05 // p below which strata differ
	reversal      = 0.05 // least difference whose change of sign is flagged, for a ratio rule
)

// conditional compares the groups of the shown pair across strata: differences
// and ratios are the worse group's minus or over the other's. It is nil for a
// comparison overall, for weighted rows and for rates that are no proportions.
//
// Reference: Mantel and Haenszel 1959; Sato 1989; Tarone 1985; Wachter,
// Mittelstadt and Russell 2021.
func (e *evaluator) conditional(c *working) *Conditional {
	rate := c.Pair.Rate
	if c.Within == "" || rate.Map != nil || len(rate.Terms)+len(rate.Over) > 0 {
		return nil
	}
	strata, weighted := stratumTables(c, rate)
	if len(strata) == 0 || weighted {
		return nil
	}
	mh := interval.MantelHaenszel(strata)
	_, tarone := interval.BreslowDay(strata)
	standard := interval.Standardise(strata)
	disparity := interval.ConditionalDemographicDisparity(strata).Conditional
	out := &Conditional{
		Strata: len(strata), Crude: valueIf(mh.CrudeRD.Value, mh.CrudeRD.Defined),
		Difference: valueIf(mh.RD.Value, mh.RD.Defined), Ratio: valueIf(mh.RR.Value, mh.RR.Defined),
		CMH: valueIf(mh.CMH.P, mh.CMH.Defined), Homogeneity: valueIf(tarone.P, tarone.Defined),
		Standardised: valueIf(standard.Difference, standard.Defined), Disparity: valueIf(disparity.Value, disparity.Defined),
	}
	if limits, ok := mh.RD.Limits(e.policy.Error.Alpha); ok {
		out.Lower, out.Upper = finite(max(-1, limits.Lo)), finite(min(1, limits.Hi)) // normal, of a difference
	}
	least := reversal
	if c.Rule.Contrast.Operation == metric.Difference && c.Rule.Bound.Value != nil {
		least = c.Rule.Bound.Float()
	}
	out.Simpson = out.Crude.Float*out.Difference.Float < 0 && max(math.Abs(out.Crude.Float), math.Abs(out.Difference.Float)) > least
	out.Heterogeneous = out.Homogeneity.Defined && out.Homogeneity.Float < heterogeneity || opposed(strata)
	return out
}

// stratumTables gives the two-by-two table of the shown pair in each stratum
// where both groups have people.
func stratumTables(c *working, rate *metric.Rate) (strata []interval.Stratum, weighted bool) {
	for i := range c.Subject.Strata[c.Within] {
		s := &c.Subject.Strata[c.Within][i]
		if s.Missing {
			continue
		}
		var worse, other *metric.Counts
		for j := range s.Groups {
			switch s.Groups[j].Label() {
			case c.Pair.Worse.Label:
				worse = s.Groups[j].Counts
			case c.Pair.Other.Label:
				other = s.Groups[j].Counts
			}
		}
		if worse == nil || other == nil || worse.N(rate.Den) == 0 || other.N(rate.Den) == 0 {
			continue
		}
		weighted = weighted || worse.In(metric.All).W != nil
		strata = append(strata, interval.Stratum{
			A: float64(worse.N(rate.Num)), N1: float64(worse.N(rate.Den)),
			B: float64(other.N(rate.Num)), N0: float64(other.N(rate.Den)),
		})
	}
	return strata, weighted
}

// opposed reports whether two strata show significant differences of opposite sign.
func opposed(strata []interval.Stratum) bool {
	var up, down bool
	for _, s := range strata {
		if interval.FisherExact(int64(s.A), int64(s.N1), int64(s.B), int64(s.N0)).TwoSided >= heterogeneity {
			continue
		}
		difference := s.A/s.N1 - s.B/s.N0
		up, down = up || difference > 0, down || difference < 0
	}
	return up && down
}

func valueIf(x float64, defined bool) Value {
	if !defined {
		return Value{}
	}
	return finite(x)
}
