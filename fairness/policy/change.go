package policy

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// A rule on change bounds how much further apart two groups are than in an earlier
// audit of other people. With p the rates now and q those then, the gap of g and h has
// widened by
//
//	|p_g − p_h| − |q_g − q_h| = max over the order of g and h of p_g − p_h − |q_g − q_h|
//
// Since |x| is the larger of x and −x, an order is shown to have widened by more than τ
// when both p_g − p_h − (q_g − q_h) and p_g − p_h + (q_g − q_h) are shown to exceed τ,
// each at the same level. It is shown to have widened by no more when that one of the
// two is which the estimate of the earlier gap points to, at half the level: the choice
// is made by the data, between two.

// Previous is an earlier audit, by which change is measured.
type Previous struct {
	Outcome      Outcome
	Labels       bool
	Weighted     bool
	DesignEffect float64
	Subjects     []PreviousSubject
}

// PreviousSubject is an attribute of an earlier audit.
type PreviousSubject struct {
	Name   string
	Bands  []string // nil for plain values
	Groups []metric.Group
}

// Widening is how far two groups were apart in two audits, the worse off now first.
// Lower and Upper are one-sided limits of what the gap has widened by, at the levels
// of the check.
type Widening struct {
	Rate                     *metric.Rate
	Worse, Other             Side // now
	WorseBefore, OtherBefore Side
	Estimate, Lower, Upper   Value
}

func (r *Rule) readChange(e strictyaml.Entry, f map[string]strictyaml.Value) {
	r.Kind, r.Within = Widens, Within{}
	f["change"].OneOf("since-last-audit")
	r.Contrast = metric.Contrast{ID: "gap_widening", Name: "widening of a gap", Operation: metric.Difference}
	if f["rate"].Present() {
		r.Contrast.Rates = []string{r.readRate(e, f["rate"])}
		if rate, ok := metric.FindRate(r.Contrast.Rates[0]); ok && !rate.IsShare() {
			f["rate"].Errorf("a rule on change needs a rate between 0 and 1, which %s is not", rate.ID)
		}
	}
	r.readBound(e, f)
	refuseOthers(f, words.Say("a rule on change"), "change")
}

// planChange adds a check for each attribute that both audits have.
func (e *evaluator) planChange(r *Rule) {
	rates := e.changingRates(r)
	why := ""
	switch p := e.in.Previous; {
	case p == nil:
		why = "it compares with an earlier audit, and none was given"
	case p.Weighted || e.weighted():
		why = "it compares with an earlier audit, and people of one of the two have weights"
	case p.Outcome != e.in.Outcome:
		why = "it compares with an earlier audit, of decisions of another outcome"
	case len(rates) == 0:
		why = "it compares with an earlier audit, and there is no rate that both have and a rule compares"
	}
	if why != "" {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{Rule: r, Why: why})
		return
	}
	for i := range e.in.Subjects {
		s := &e.in.Subjects[i]
		severity, applies := e.policy.severity(r, s)
		if !applies {
			continue
		}
		before, why := e.in.Previous.of(s)
		if why != "" {
			e.notEvaluated = append(e.notEvaluated, NotEvaluated{r, why, s.Name})
			continue
		}
		c := &working{Check: Check{Rule: r, Subject: s, Severity: severity}, before: before, changing: rates}
		e.prepare(c)
		e.checks = append(e.checks, c)
	}
	e.notAudited(r)
}

func (e *evaluator) weighted() bool {
	return slices.ContainsFunc(e.in.Subjects, func(s Subject) bool {
		return slices.ContainsFunc(s.Groups, func(g metric.Group) bool { return g.Counts.In(metric.All).W != nil })
	})
}

// of finds the groups of an attribute in the earlier audit, or says why they cannot
// be compared.
func (p *Previous) of(s *Subject) (groups []metric.Group, why string) {
	at := slices.IndexFunc(p.Subjects, func(o PreviousSubject) bool { return o.Name == s.Name })
	switch {
	case at < 0:
		return nil, "the earlier audit has no such attribute"
	case !slices.Equal(p.Subjects[at].Bands, s.Bands):
		return nil, "the earlier audit has this attribute in other bands"
	}
	return p.Subjects[at].Groups, ""
}

// changingRates are the rates whose gaps a rule follows: its own, or those that the
// rules of the policy compare.
func (e *evaluator) changingRates(r *Rule) []*metric.Rate {
	labels := e.in.Labels && e.in.Previous != nil && e.in.Previous.Labels
	var rates []*metric.Rate
	for i := range e.policy.Rules {
		o := &e.policy.Rules[i]
		if r.Contrast.Rates != nil && o != r || o.Kind != Compare && o != r || !o.Applies(e.in.Outcome) {
			continue
		}
		for _, id := range o.Contrast.Rates {
			if rate, ok := metric.FindRate(id); ok && rate.IsShare() && (labels || !rate.NeedsLabels()) && !slices.Contains(rates, rate) {
				rates = append(rates, rate)
			}
		}
	}
	return rates
}

// changed is the groups that both audits assess by a rate, in the same order.
type changed struct{ now, before *family }

// prepareChange finds the groups whose gaps a check follows.
func (e *evaluator) prepareChange(c *working) {
	c.Coverage = 1
	for _, rate := range c.changing {
		x := changed{
			now:    newFamily(rate, "", c.Subject.Groups, c.Rule.Groups, max(1, e.in.DesignEffect)),
			before: newFamily(rate, "", c.before, c.Rule.Groups, max(1, e.in.Previous.DesignEffect)),
		}
		x.keepBoth()
		c.all = append(c.all, x.now)
		c.NotAssessed = append(c.NotAssessed, x.now.newlyUnassessed(c.NotAssessed)...)
		k := len(x.now.sides)
		compared := int64(0)
		if k > 1 {
			c.changed = append(c.changed, x)
			c.K = max(c.K, k)
			c.Comparisons += k * (k - 1)
			compared = x.now.assessed
		}
		c.compared, c.known = append(c.compared, compared), append(c.known, x.now.known)
		c.Coverage = min(c.Coverage, float64(compared)/float64(max(1, x.now.known)))
	}
}

// keepBoth leaves out the groups that one of the audits does not assess.
func (x *changed) keepBoth() {
	var before []side
	x.now.sides = slices.DeleteFunc(x.now.sides, func(s side) bool {
		at := slices.IndexFunc(x.before.sides, func(o side) bool { return o.Label == s.Label })
		if at >= 0 {
			before = append(before, x.before.sides[at])
			return false
		}
		reason := "not in the earlier audit"
		if u := slices.IndexFunc(x.before.unassessed, func(u Unassessed) bool { return u.Label == s.Label }); u >= 0 {
			reason = "too few in the earlier audit"
		}
		x.now.unassessed = append(x.now.unassessed, Unassessed{Label: s.Label, N: s.Den, Reason: reason})
		x.now.assessed -= s.Den
		return true
	})
	x.before.sides = before
}

// widening is an ordered pair of groups: the first has the higher rate now, if the
// gap has widened in this order.
type widening struct {
	changed
	i, j int
}

// each calls do for every ordered pair.
func (x changed) each(do func(w widening)) {
	for i := range x.now.sides {
		for j := range x.now.sides {
			if i != j {
				do(widening{x, i, j})
			}
		}
	}
}

// eachWith calls do for every ordered pair that the group with a label is in.
func (x changed) eachWith(label string, do func(w widening)) {
	i := slices.IndexFunc(x.now.sides, func(s side) bool { return s.Label == label })
	for j := range x.now.sides {
		if i >= 0 && i != j {
			do(widening{x, i, j})
			do(widening{x, j, i})
		}
	}
}

// estimate is p_i − p_j − |q_i − q_j|.
func (w widening) estimate() float64 {
	p, q := w.now.sides, w.before.sides
	return p[w.i].Rate - p[w.j].Rate - math.Abs(q[w.i].Rate-q[w.j].Rate)
}

// beyond reports whether the estimate is beyond the bound, as fractions where floats
// cannot tell.
func (w widening) beyond(b Bound) bool {
	if excess := w.estimate() - b.Float(); math.Abs(excess) > 1e-9 {
		return excess > 0
	}
	gap := func(f *family) *big.Rat { return new(big.Rat).Sub(f.sides[w.i].exact, f.sides[w.j].exact) }
	before := gap(w.before)
	return new(big.Rat).Sub(gap(w.now), before.Abs(before)).Cmp(b.Value) > 0
}

// edges are the limits of all rates of both audits at a level and at its guard.
type edges struct{ nowLo, nowHi, beforeLo, beforeHi, nowLoGuard, nowHiGuard, beforeLoGuard, beforeHiGuard []float64 }

func (x changed) edges(level, guard float64) *edges {
	now, before, nowGuard, beforeGuard := x.now.at(level), x.before.at(level), x.now.at(guard), x.before.at(guard)
	return &edges{now.allLower(), now.allUpper(), before.allLower(), before.allUpper(),
		nowGuard.allLower(), nowGuard.allUpper(), beforeGuard.allLower(), beforeGuard.allUpper()}
}

// failEdges and passEdges are those that a fail and a pass rest on.
func (x changed) failEdges(level float64) *edges { return x.edges(level, interval.Guard) }
func (x changed) passEdges(level float64) *edges { return x.edges(level, interval.PassGuard(level)) }

// lower is the limit that could show that the gap has widened: the lower of both.
func (w widening) lower(e *edges) float64 { return min(w.limit(e, 1), w.limit(e, -1)) }

// upper is the limit that shows that it has not: that of the sum which the earlier gap
// points to.
func (w widening) upper(e *edges) float64 {
	sign := 1.0
	if w.before.sides[w.i].Rate < w.before.sides[w.j].Rate {
		sign = -1
	}
	return -widening{w.changed, w.j, w.i}.limit(e, sign)
}

// limit is the lower limit of p_i − p_j − sign·(q_i − q_j).
func (w widening) limit(e *edges, sign float64) float64 {
	p, q, up, down := w.now.sides, w.before.sides, w.j, w.i // of the earlier rates, which is added and which taken away
	if sign < 0 {
		up, down = down, up
	}
	return interval.GuardedLower(
		interval.Deviation{Value: p[w.i].Rate, At: e.nowLo[w.i], Guard: e.nowLoGuard[w.i]},
		interval.Deviation{Value: -p[w.j].Rate, At: -e.nowHi[w.j], Guard: -e.nowHiGuard[w.j]},
		interval.Deviation{Value: q[up].Rate, At: e.beforeLo[up], Guard: e.beforeLoGuard[up]},
		interval.Deviation{Value: -q[down].Rate, At: -e.beforeHi[down], Guard: -e.beforeHiGuard[down]})
}

// decideChange settles the verdict of a check of gaps that may have widened.
func (e *evaluator) decideChange(c *working) {
	alpha := e.policy.Error.Alpha
	c.FailLevel, c.PassLevel = alpha/float64(c.Comparisons), alpha/2
	lower, upper := math.Inf(-1), math.Inf(-1)
	var worst *widening
	var failing []widening
	for _, x := range c.changed {
		fail, pass, tested := x.failEdges(c.FailLevel), x.passEdges(c.PassLevel), c.testedEdges(x)
		x.each(func(w widening) {
			estimate := w.estimate()
			if worst == nil || estimate > worst.estimate() {
				worst = &w
			}
			if estimate > lower { // which no limit is above
				lower = max(lower, w.lower(fail))
			}
			upper = max(upper, w.upper(pass))
			if c.fails(w, tested) {
				failing = append(failing, w)
			}
		})
	}
	shown := worst
	c.Estimate, c.Lower, c.Upper = finite(worst.estimate()), finite(lower), finite(upper)
	switch {
	case len(failing) > 0:
		slices.SortStableFunc(failing, func(a, b widening) int { return cmp.Compare(b.estimate(), a.estimate()) })
		c.Verdict, shown = Fail, &failing[0]
	case c.uncompared() != "":
		c.Verdict, c.Reason = Inconclusive, c.uncompared()
	case worst.beyond(c.Rule.Bound):
		c.Verdict, c.Reason = Inconclusive, MaybeChance
	default:
		c.Verdict, c.Reason = c.unlessUncovered()
		if c.Verdict == Pass && c.Rule.Pass == Demonstrated && !c.Rule.Bound.kept(upper) {
			c.Verdict, c.Reason = Inconclusive, NotShown
		}
	}
	e.weighUnknownChange(c, failing)
	c.Widening = e.change(c, shown)
}

// testedEdges are those at the level of the check's tests; nil where it has none.
func (c *working) testedEdges(x changed) *edges {
	if c.level == 0 {
		return nil
	}
	return x.failEdges(c.level)
}

// fails reports whether a pair makes the check fail.
func (c *working) fails(w widening, tested *edges) bool {
	switch {
	case c.Rule.Fail == Point:
		return w.beyond(c.Rule.Bound)
	case c.Rule.Fail == Supported && !w.beyond(c.Rule.Bound):
		return false
	}
	return tested != nil && w.estimate() > c.tau && w.lower(tested) > c.tau
}

// weighUnknownChange is [evaluator.weighUnknown] for a check of change: the people
// without a value are put into each group in turn, those of now and then those of the
// earlier audit.
func (e *evaluator) weighUnknownChange(c *working, failing []widening) {
	kept := c.Verdict
	if kept == Inconclusive {
		return
	}
	now, before := c.Subject.Groups, c.before
	for _, groups := range [][]metric.Group{now, before} {
		for i := range groups {
			unknown := unknownIn(groups, &groups[i])
			if groups[i].Missing || unknown == nil {
				continue
			}
			enlarged := slices.Clone(groups)
			enlarged[i].Counts = groups[i].Counts.Plus(unknown)
			s := *c.Subject
			w := &working{Check: Check{Rule: c.Rule, Subject: &s}, before: before, changing: c.changing, level: c.entry, tau: c.tau}
			if &groups[0] == &now[0] {
				s.Groups = enlarged
			} else {
				w.before = enlarged
			}
			if e.standsChanged(w, kept, failing, groups[i].Label()) {
				continue
			}
			c.Unknown = &Unknown{groups[i].Label(), unknown.N(metric.All), kept}
			c.Verdict, c.Reason = Inconclusive, UnknownValues
			return
		}
	}
}

// standsChanged reports whether a verdict stands with more people in one group: the
// pairs without it are as they were.
func (e *evaluator) standsChanged(w *working, kept Verdict, failing []widening, label string) bool {
	has := func(x widening) bool { return x.now.sides[x.i].Label == label || x.now.sides[x.j].Label == label }
	if kept == Fail && slices.ContainsFunc(failing, func(x widening) bool { return !has(x) }) {
		return true
	}
	e.prepareChange(w)
	stands := kept == Pass
	for _, x := range w.changed {
		tested, pass := w.testedEdges(x), x.passEdges(e.policy.Error.Alpha/2)
		x.eachWith(label, func(p widening) {
			switch {
			case kept == Fail:
				stands = stands || w.fails(p, tested)
			case w.Rule.Pass == Point:
				stands = stands && !p.beyond(w.Rule.Bound)
			default:
				stands = stands && w.Rule.Bound.kept(p.upper(pass))
			}
		})
	}
	return stands
}

// worseOf names the group of a pair that is worse off now.
func (e *evaluator) worseOf(w widening) string { return e.change(&working{}, &w).Worse.Label }

// change describes a pair, the worse off now first.
func (e *evaluator) change(c *working, w *widening) *Widening {
	first, second := w.j, w.i
	if HigherIsWorse(w.now.rate.Direction, e.in.Outcome) {
		first, second = second, first
	}
	x := &Widening{
		Rate: w.now.rate, Worse: w.now.sides[first].Side, Other: w.now.sides[second].Side,
		WorseBefore: w.before.sides[first].Side, OtherBefore: w.before.sides[second].Side,
		Estimate: finite(w.estimate()),
	}
	if c.FailLevel > 0 {
		x.Lower, x.Upper = finite(w.lower(w.failEdges(c.FailLevel))), finite(w.upper(w.passEdges(c.PassLevel)))
	}
	return x
}
