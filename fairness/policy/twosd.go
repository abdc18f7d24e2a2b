package policy

import (
	"math"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// The screen of two standard deviations, as practised with US adverse impact
// figures: the exact test takes over where the normal approximation is poor.
const (
	twoSD         = 1.96
	twoSDLevel    = 0.05
	fewPeople     = 30
	fewSelections = 5
)

// decideTwoSD compares each group with the best off one: the check fails when
// the pooled z is 1.96 or more in size (in small samples, when Fisher's exact
// test gives p < 0.05) and at least MinShortfall successes are missing to the
// pooled rate; otherwise it passes. It is a screen: no error is controlled over
// several comparisons, and a pass is no evidence of equality.
//
// Reference: Castaneda v. Partida, 430 U.S. 482 (1977), note 17; Hazelwood School
// District v. United States, 433 U.S. 299 (1977).
func (e *evaluator) decideTwoSD(c *working) {
	if c.families[0].sides[0].weighted() {
		c.Verdict, c.Reason = Inconclusive, Undefined
		return
	}
	var shown pairOf // of those that fail, if any does
	var largest float64
	c.Verdict = Pass
	for _, f := range c.families {
		for _, x := range f.withBest(e.in.Outcome) {
			z := x.pooledZ()
			fails := c.screens(x, z)
			if fails && c.Verdict == Pass || (fails || c.Verdict == Pass) && (shown.family == nil || z > largest) {
				shown, largest = x, z
			}
			if fails {
				c.Verdict = Fail
			}
		}
	}
	c.Estimate = finite(largest)
	if !e.in.VerdictsOnly {
		c.Shortfall = e.shortfall(c, shown)
	}
	if !e.in.VerdictsOnly {
		e.show(c, shown, nil)
	}
}

// withBest lists the pairs of the other groups with the one that is best off.
func (f *family) withBest(o Outcome) []pairOf {
	var pairs []pairOf
	best := f.best(o)
	for i := range f.sides {
		if i != best {
			pairs = append(pairs, pairOf{f, best, i}.higherFirst())
		}
	}
	return pairs
}

// screens reports whether a pair with that z makes the check fail.
func (c *working) screens(x pairOf, z float64) bool {
	return x.screened(z) && x.pooledShortfall() >= float64(c.Rule.MinShortfall)
}

// best returns the group that is best off, of equals the largest, so that no verdict
// rests on what groups are called.
func (f *family) best(o Outcome) int {
	best := 0
	for i := range f.sides {
		d := f.compare(i, best)
		if HigherIsWorse(f.rate.Direction, o) {
			d = -d
		}
		if d > 0 || d == 0 && f.sides[i].Den > f.sides[best].Den {
			best = i
		}
	}
	return best
}

// pooledZ is the size of the pair's pooled z; 0 where it is undefined.
func (x pairOf) pooledZ() float64 {
	high, low := x.sides()
	z, _ := interval.PooledZ(high.Num, high.Den, low.Num, low.Den)
	return math.Abs(z)
}

// screened reports whether a pair is significant by z, or by the exact test
// where fewer than 30 people, or fewer than 5 expected successes, stand behind it.
func (x pairOf) screened(z float64) bool {
	high, low := x.sides()
	pooled := float64(high.Num+low.Num) / float64(high.Den+low.Den)
	if high.Den+low.Den < fewPeople || pooled*float64(min(high.Den, low.Den)) < fewSelections {
		return interval.FisherExact(high.Num, high.Den, low.Num, low.Den).TwoSided < twoSDLevel
	}
	return z >= twoSD
}

// pooledShortfall is how many successes the lower group lacks to the pooled rate.
func (x pairOf) pooledShortfall() float64 {
	high, low := x.sides()
	f, _ := interval.Shortfall(low.Num, low.Den, high.Num, high.Den).Float64()
	return f
}

// ratesAreCounts reports whether a rule's rates are plain proportions, which
// tests on counts need.
func ratesAreCounts(c metric.Contrast) bool {
	for _, id := range c.Rates {
		rate, ok := metric.FindRate(id)
		if !ok || rate.Map != nil || len(rate.Terms)+len(rate.Over) > 0 {
			return false
		}
	}
	return true
}
