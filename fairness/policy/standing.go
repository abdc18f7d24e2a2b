package policy

import (
	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// Standing is where one group stands in a check: its contrast with the group that
// is best off by the rate, or with the reference where the policy compares with
// one. Lower and Upper are one-sided limits of that pair alone, at the levels of
// the check, and unlike the check's may lie on the far side of equality. Verdict is
// of the pair alone, among those with a value: fail for an offender of the check,
// pass when the pair keeps to the bound as the policy's mode asks, else inconclusive.
type Standing struct {
	Rate                   *metric.Rate
	Stratum                string
	Group, Reference       Side
	Estimate, Lower, Upper Value
	Verdict                Verdict
}

// standings lists where the groups of a check stand, the worst first, at most
// maxShown of them, and counts the others.
func (e *evaluator) standings(c *working) {
	top := &worstPairs{o: c.Rule.Contrast.Operation}
	best, tests := map[*family]int{}, map[*family]*testing{}
	n := 0
	for _, f := range c.families {
		best[f], tests[f] = e.best(f, top.o), f.newTesting(c.rho, c.tau, c.level)
		for i := range f.sides {
			if i != best[f] {
				top.offer(pairOf{f, i, best[f]}.higherFirst())
				n++
			}
		}
	}
	for _, x := range top.sorted() {
		c.Standings = append(c.Standings, c.standing(x, best[x.family], tests[x.family]))
	}
	c.MoreStandings = n - len(c.Standings)
}

// best is the group of a family that others are shown against.
func (e *evaluator) best(f *family, o metric.Operation) int {
	worst := f.worst(o)
	switch {
	case f.reference >= 0:
		return f.reference
	case HigherIsWorse(f.rate.Direction, e.in.Outcome):
		return worst.low
	}
	return worst.high
}

// standing describes a pair of which one side is the best; t may be nil.
func (c *working) standing(x pairOf, best int, t *testing) Standing {
	f, o, bound := x.family, c.Rule.Contrast.Operation, c.Rule.Bound
	high, low := x.sides()
	group, reference := high, low
	if x.high == best {
		group, reference = low, high
	}
	near := f.proven(o, f.at(c.FailLevel), f.at(interval.Guard), x.high, x.low)
	at, guard := f.at(c.PassLevel), f.at(interval.PassGuard(c.PassLevel))
	far := f.furthest(o, at, guard, x.high, x.low)
	if back := f.furthest(o, at, guard, x.low, x.high); worse(o, back, far) { // either way round
		far = back
	}
	s := Standing{Rate: f.rate, Stratum: f.stratum, Group: group.Side, Reference: reference.Side,
		Estimate: estimateValue(o, high.exact, low.exact), Lower: limitValue(near), Upper: limitValue(far), Verdict: Inconclusive}
	if o == metric.MinMax {
		s.Lower, s.Upper = s.Upper, s.Lower
	}
	isBeyond := beyond(o, bound, high, low)
	switch {
	case !s.Estimate.Defined:
	case c.Rule.Fail == Point && isBeyond, c.Rule.Fail != Point && t != nil && t.rejects(x.high, x.low) && c.offends(x):
		s.Verdict = Fail
	case !isBeyond && (c.Rule.Pass == Point || bound.kept(far)):
		s.Verdict = Pass
	}
	return s
}
