package policy

import (
	"math"
	"slices"

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
	assessedBefore := func(label string) bool {
		return slices.ContainsFunc(x.before.sides, func(s side) bool { return s.Label == label })
	}
	for i := range x.now.unassessed {
		x.now.unassessed[i].closed = !assessedBefore(x.now.unassessed[i].Label)
	}
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
		x.now.unassessed = append(x.now.unassessed, Unassessed{Label: s.Label, N: s.Den, Reason: reason, closed: true})
		x.now.assessed -= s.Den
		return true
	})
	x.before.sides = before
}

// eachWidened calls do for every pair that is shown to have widened by more than tau.
func (c *working) eachWidened(do func(w widening)) {
	for _, x := range c.changed {
		tested := x.testedEdges(c.level)
		x.each(func(w widening) {
			if w.exceeds(c.tau, tested) {
				do(w)
			}
		})
	}
}

// tellWidened lists the worst of the pairs that are shown to have widened.
func (c *working) tellWidened() {
	c.widened = nil
	if c.rejected > 0 {
		c.eachWidened(func(w widening) { c.widened = append(c.widened, w) })
		c.widened = worstWidenings(c.widened)
	}
}

// decideChange settles the verdict of a check of gaps that may have widened.
func (e *evaluator) decideChange(c *working) {
	alpha := e.policy.Error.Alpha
	c.FailLevel, c.PassLevel = alpha/float64(c.Comparisons), alpha/2
	lower, upper := math.Inf(-1), math.Inf(-1)
	var worst, blocking widening
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
			if reach := w.upper(pass); blocking.now == nil || reach > upper {
				blocking, upper = w, reach
			}
			if c.fails(w, tested) {
				failing = append(failing, w)
			}
		})
	}
	c.Estimate, c.Lower, c.Upper = finite(worst.estimate()), finite(lower), finite(upper)
	switch {
	case len(failing) > 0:
		c.Verdict = Fail
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
	if !e.in.VerdictsOnly {
		e.showChange(c, failing, worst, blocking)
	}
}

// showChange is [evaluator.show] for a check of change, of which the report may tell of
// the pair with the largest estimate and of the one whose limit goes furthest, too.
func (e *evaluator) showChange(c *working, failing []widening, worst, blocking widening) {
	shown := worst
	if len(failing) > 0 && c.Rule.Fail != Point {
		offenders := worstWidenings(failing)
		shown, c.MoreFailing = offenders[0], len(failing)-len(offenders)
		for _, w := range offenders {
			c.Offenders = append(c.Offenders, *e.change(c, w))
		}
	}
	c.Pair = e.change(c, shown)
	if worst.estimate() > shown.estimate() {
		c.Worst = e.change(c, worst)
	}
	if c.Reason == NotShown && blocking != shown {
		c.Blocking = e.change(c, blocking)
	}
	if c.Verdict == Inconclusive {
		c.More = e.moreChange(c, worst)
	}
}

// fails reports whether a pair makes the check fail.
func (c *working) fails(w widening, tested *edges) bool {
	switch {
	case c.Rule.Fail == Point:
		return w.beyond(c.Rule.Bound)
	case c.Rule.Fail == Supported && !w.beyond(c.Rule.Bound):
		return false
	}
	return w.exceeds(c.tau, tested)
}

// worseNow returns the places of a pair, that of the worse off now first.
func (e *evaluator) worseNow(w widening) (worse, other place) {
	if HigherIsWorse(w.now.rate.Direction, e.in.Outcome) {
		return w.i, w.j
	}
	return w.j, w.i
}

// change describes a pair, the worse off now first.
func (e *evaluator) change(c *working, w widening) *Pair {
	worse, other := e.worseNow(w)
	pair := &Pair{
		Rate: w.now.rate, Worse: w.now.sides[worse.now].Side, Other: w.now.sides[other.now].Side, Estimate: finite(w.estimate()),
		Before: &Before{w.before.sides[worse.before].Side, w.before.sides[other.before].Side},
	}
	c.giveP(pair, w)
	return pair
}
