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
	r.Kind, r.Within, r.Pairs = Widens, Within{}, AllPairs
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

// place is where a group stands among the sides of the two audits.
type place struct{ now, before int }

// widening is an ordered pair of groups: the first has the higher rate now, if the
// gap has widened in this order.
type widening struct {
	changed
	i, j place
}

// each calls do for every ordered pair.
func (x changed) each(do func(w widening)) {
	for i := range x.now.sides {
		for j := range x.now.sides {
			if i != j {
				do(widening{x, place{i, i}, place{j, j}})
			}
		}
	}
}

// estimate is p_i − p_j − |q_i − q_j|.
func (w widening) estimate() float64 {
	p, q := w.now.sides, w.before.sides
	return p[w.i.now].Rate - p[w.j.now].Rate - math.Abs(q[w.i.before].Rate-q[w.j.before].Rate)
}

// beyond reports whether the estimate is beyond the bound, as fractions where floats
// cannot tell.
func (w widening) beyond(b Bound) bool {
	if excess := w.estimate() - b.Float(); math.Abs(excess) > 1e-9 {
		return excess > 0
	}
	p, q := w.now.sides, w.before.sides
	before := new(big.Rat).Sub(q[w.i.before].exact, q[w.j.before].exact)
	now := new(big.Rat).Sub(p[w.i.now].exact, p[w.j.now].exact)
	return now.Sub(now, before.Abs(before)).Cmp(b.Value) > 0
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
	if w.before.sides[w.i.before].Rate < w.before.sides[w.j.before].Rate {
		sign = -1
	}
	return -widening{w.changed, w.j, w.i}.limit(e, sign)
}

// limit is the lower limit of p_i − p_j − sign·(q_i − q_j).
func (w widening) limit(e *edges, sign float64) float64 {
	p, q, i, j := w.now.sides, w.before.sides, w.i.now, w.j.now
	up, down := w.j.before, w.i.before // of the earlier rates, which is added and which taken away
	if sign < 0 {
		up, down = down, up
	}
	return interval.GuardedLower(
		interval.Deviation{Value: p[i].Rate, At: e.nowLo[i], Guard: e.nowLoGuard[i]},
		interval.Deviation{Value: -p[j].Rate, At: -e.nowHi[j], Guard: -e.nowHiGuard[j]},
		interval.Deviation{Value: q[up].Rate, At: e.beforeLo[up], Guard: e.beforeLoGuard[up]},
		interval.Deviation{Value: -q[down].Rate, At: -e.beforeHi[down], Guard: -e.beforeHiGuard[down]})
}

// decideChange settles the verdict of a check of gaps that may have widened.
func (e *evaluator) decideChange(c *working) {
	alpha := e.policy.Error.Alpha
	c.FailLevel, c.PassLevel = alpha/float64(c.Comparisons), alpha/2
	lower, upper := math.Inf(-1), math.Inf(-1)
	var worst widening
	var failing []widening
	for _, x := range c.changed {
		fail, pass, tested := x.failEdges(c.FailLevel), x.passEdges(c.PassLevel), x.testedEdges(c.level)
		x.each(func(w widening) {
			estimate := w.estimate()
			if worst.now == nil || estimate > worst.estimate() {
				worst = w
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
		c.Verdict, shown = Fail, failing[0]
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

// testedEdges are those at the level of a check's tests; nil where it has none.
func (x changed) testedEdges(level float64) *edges {
	if level == 0 {
		return nil
	}
	return x.failEdges(level)
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

// possible is a group as it may be in the two audits: with or without the people who
// have no value, in either.
type possible struct {
	label            string
	at               place
	more, moreBefore bool
}

// possibles are all ways in which each group of both audits may be, with the sides
// that they need.
func (e *evaluator) possibles(c *working, x changed) (changed, []possible) {
	now, at := x.now.enlarged(c.Rule.Groups, max(1, e.in.DesignEffect))
	before, atBefore := x.before.enlarged(c.Rule.Groups, max(1, e.in.Previous.DesignEffect))
	var all []possible
	for i := range c.Subject.Groups {
		label := c.Subject.Groups[i].Label()
		of, known := at[label]
		ofBefore, knownBefore := atBefore[label]
		if !known || !knownBefore {
			continue
		}
		for more, i := range of {
			for moreBefore, j := range ofBefore {
				if i >= 0 && j >= 0 {
					all = append(all, possible{label, place{i, j}, more == 1, moreBefore == 1})
				}
			}
		}
	}
	return changed{now, before}, all
}

// enlarged is a family with a second side for each group, which has the people who may
// belong to it, and where the two stand by the group's label; -1 for one too small to
// assess.
func (f *family) enlarged(rules GroupRules, designEffect float64) (*family, map[string][2]int) {
	out := &family{rate: f.rate, known: f.known, limits: map[float64]*limits{}, reference: -1}
	at := map[string][2]int{}
	for i := range f.groups {
		g := &f.groups[i]
		if g.Missing {
			continue
		}
		two := [2]int{-1, -1}
		n := len(out.sides)
		if out.assess(g, rules, designEffect); len(out.sides) > n {
			two[0] = n
		}
		if more, ok := f.enlarge(g.Label(), rules, designEffect); ok {
			two[1] = len(out.sides)
			out.sides = append(out.sides, *more)
		}
		at[g.Label()] = two
	}
	return out, at
}

// weighUnknownChange is [evaluator.weighUnknown] for a check of change. The people
// without a value of either audit are put into each group in turn; of a pass, also
// those of the two audits into different groups.
func (e *evaluator) weighUnknownChange(c *working, failing []widening) {
	isMissing := func(g metric.Group) bool { return g.Missing }
	if c.Verdict == Inconclusive || !slices.ContainsFunc(c.Subject.Groups, isMissing) && !slices.ContainsFunc(c.before, isMissing) {
		return
	}
	undone := e.passUndone
	if c.Verdict == Fail {
		undone = func(c *working) *possible { return e.failUndone(c, failing) }
	}
	if by := undone(c); by != nil {
		c.Unknown = &Unknown{by.label, c.unknownIn(by), c.Verdict}
		c.Verdict, c.Reason = Inconclusive, UnknownValues
	}
}

// unknownIn counts the people who are put into a group.
func (c *working) unknownIn(p *possible) int64 {
	groups := c.before
	if p.more {
		groups = c.Subject.Groups
	}
	at := slices.IndexFunc(groups, func(g metric.Group) bool { return !g.Missing && g.Label() == p.label })
	return unknownIn(groups, &groups[at]).N(metric.All)
}

// passUndone finds a group that keeps a check from passing with people who may belong
// to it; nil for none.
func (e *evaluator) passUndone(c *working) *possible {
	for _, x := range c.changed {
		y, all := e.possibles(c, x)
		pass := y.passEdges(e.policy.Error.Alpha / 2)
		for i := range all {
			for j := range all {
				p, q := &all[i], &all[j]
				if p.label == q.label || p.more && q.more || p.moreBefore && q.moreBefore {
					continue
				}
				w := widening{y, p.at, q.at}
				if c.Rule.Pass == Point && !w.beyond(c.Rule.Bound) || c.Rule.Pass != Point && c.Rule.Bound.kept(w.upper(pass)) {
					continue
				}
				if !p.more && !p.moreBefore {
					p = q
				}
				return p
			}
		}
	}
	return nil
}

// failUndone finds a group with which no pair makes a check fail any more, once it has
// the people who may belong to it; nil for none.
func (e *evaluator) failUndone(c *working, failing []widening) *possible {
	elsewhere := func(label string) bool {
		return slices.ContainsFunc(failing, func(w widening) bool {
			return w.now.sides[w.i.now].Label != label && w.now.sides[w.j.now].Label != label
		})
	}
	kept := map[possible]bool{}
	var order []possible
	for _, x := range c.changed {
		y, all := e.possibles(c, x)
		tested := y.testedEdges(c.entry)
		for _, p := range all {
			if !p.more && !p.moreBefore || elsewhere(p.label) {
				continue
			}
			key := possible{p.label, place{}, p.more, p.moreBefore}
			if _, known := kept[key]; !known {
				order = append(order, key)
			}
			kept[key] = kept[key] || slices.ContainsFunc(all, func(q possible) bool {
				return !q.more && !q.moreBefore && q.label != p.label &&
					(c.fails(widening{y, p.at, q.at}, tested) || c.fails(widening{y, q.at, p.at}, tested))
			})
		}
	}
	if i := slices.IndexFunc(order, func(p possible) bool { return !kept[p] }); i >= 0 {
		return &order[i]
	}
	return nil
}

// worseOf names the group of a pair that is worse off now.
func (e *evaluator) worseOf(w widening) string { return e.change(&working{}, w).Worse.Label }

// change describes a pair, the worse off now first.
func (e *evaluator) change(c *working, w widening) *Widening {
	first, second := w.j, w.i
	if HigherIsWorse(w.now.rate.Direction, e.in.Outcome) {
		first, second = second, first
	}
	x := &Widening{
		Rate: w.now.rate, Worse: w.now.sides[first.now].Side, Other: w.now.sides[second.now].Side,
		WorseBefore: w.before.sides[first.before].Side, OtherBefore: w.before.sides[second.before].Side,
		Estimate: finite(w.estimate()),
	}
	if c.FailLevel > 0 {
		x.Lower, x.Upper = finite(w.lower(w.failEdges(c.FailLevel))), finite(w.upper(w.passEdges(c.PassLevel)))
	}
	return x
}
