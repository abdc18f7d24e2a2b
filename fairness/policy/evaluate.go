package policy

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// working is a check while it is evaluated.
type working struct {
	Check
	families []*family // those with at least two groups to compare
	all      []*family
	compared []int64 // per rate: the people compared, of those known
	known    []int64
	before   []metric.Group // of a rule on change, the groups of the earlier audit
	changing []*metric.Rate // and the rates that it follows
	changed  []changed      // those with at least two groups in both audits
	rho, tau float64
	level    float64 // the level at which the step-down ended for its pairs
	entry    float64 // the level at which it took the first of them
	rejected int
	tested   map[testable]tested
	telling  []pairOf   // the worst of the rejected pairs, at most maxShown
	widened  []widening // those of a rule on change

	offending int // rejected pairs that make the check fail
}

// Evaluate applies every rule of the policy to every subject and decides.
//
// A check fails when its Fail mode does: supported, when some pair's equality
// is rejected and that pair's estimate is beyond the bound; demonstrated, when
// for some pair the hypothesis that the bound is kept is rejected. Both reject
// by the policy's correction over all comparisons of its family, all checks of one
// severity, with weight 1/(m·K) for each of the K comparisons of one of m checks
// (unless the policy says otherwise, by weighted Holm). It passes
// when its Pass mode does: demonstrated, when every pair's limit at alpha keeps
// to the bound. Everything else is inconclusive.
//
// Reference: Holm 1979; Berger 1982 (intersection–union); Roy 1953 (union–intersection).
func Evaluate(p *Policy, in Input) ([]Check, []NotEvaluated) {
	e := &evaluator{policy: p, in: in, families: map[familyKey]*family{}, known: map[limitsOf]interval.Level{}}
	for i := range p.Rules {
		if p.Rules[i].Judges() {
			e.plan(&p.Rules[i])
		}
	}
	e.noneApplies()
	for _, pool := range e.pools() {
		e.reject(pool)
		if !in.VerdictsOnly {
			e.adjust(pool)
		}
	}
	checks := make([]Check, len(e.checks))
	for i, c := range e.checks {
		e.decide(c)
		e.waive(c)
		checks[i] = c.Check
	}
	return checks, e.notEvaluated
}

type evaluator struct {
	policy       *Policy
	in           Input
	checks       []*working
	notEvaluated []NotEvaluated
	families     map[familyKey]*family
	known        map[limitsOf]interval.Level // what limitsAt has computed
}

type familyKey struct {
	subject       *Subject
	within        string
	stratum, rate string
	groups        GroupRules
	pairs         Pairs
}

// plan adds the checks of a rule.
func (e *evaluator) plan(r *Rule) {
	if !r.Applies(e.in.Outcome) {
		return
	}
	switch r.Kind {
	case Inputs:
		e.planInputs(r)
		return
	case Representation:
		e.planRepresentation(r)
		return
	case Widens:
		e.planChange(r)
		return
	}
	if r.NeedsLabels() && !e.in.Labels {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{Rule: r, Why: "it needs actual outcomes, and none were given"})
		return
	}
	if r.Kind == UnmatchedShare {
		e.planUnmatched(r)
		return
	}
	within, ok := r.Within.Key(e.in.Strata)
	if !ok {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{r, "it compares groups within strata that were not declared", strings.Join(r.Within.Names, " × ")})
		return
	}
	for i := range e.in.Subjects {
		s := &e.in.Subjects[i]
		severity, applies := e.policy.severity(r, s)
		if !applies {
			continue
		}
		c := &working{Check: Check{Rule: r, Subject: s, Severity: severity, Within: within}}
		if r.Kind != MissingShare {
			e.prepare(c)
		}
		e.checks = append(e.checks, c)
	}
	e.notAudited(r)
}

// noneApplies lists the rules of a policy that is wholly for the other outcome.
func (e *evaluator) noneApplies() {
	for i := range e.policy.Rules {
		if e.policy.Rules[i].Applies(e.in.Outcome) {
			return
		}
	}
	for i := range e.policy.Rules {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{&e.policy.Rules[i], "it is for the other kind of decisions, which outcome would have to declare", string(e.policy.Rules[i].When)})
	}
}

// notAudited lists the attributes that a rule names and the audit has not.
func (e *evaluator) notAudited(r *Rule) {
	for _, name := range r.Attributes {
		audited := slices.ContainsFunc(e.in.Subjects, func(s Subject) bool { return len(s.Attributes) == 1 && s.Name == name })
		if !audited {
			e.notEvaluated = append(e.notEvaluated, NotEvaluated{r, "it is for an attribute that this audit has not", name})
		}
	}
}

// planUnmatched adds the check of a rule on the share of unmatched rows, which is
// about the file of attributes and no single one of them.
func (e *evaluator) planUnmatched(r *Rule) {
	if e.in.Joined == nil {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{Rule: r, Why: "it bounds the rows without a match in a file of attributes, and none was given"})
		return
	}
	e.checks = append(e.checks, &working{Check: Check{Rule: r, Subject: &Subject{Name: e.in.Joined.File}, Severity: r.Severity}})
}

// severity says whether a rule applies to a subject, and how severely.
func (p *Policy) severity(r *Rule, s *Subject) (Severity, bool) {
	if len(s.Attributes) > 1 {
		if !slices.Contains(p.Intersections.Rules, r.ID) {
			return "", false
		}
		if r.Severity == Report {
			return Report, true
		}
		return p.Intersections.Severity, true
	}
	return r.Severity, r.Attributes == nil || slices.Contains(r.Attributes, s.Name)
}

// prepare finds the groups that a check compares. Strata in which there are not
// two groups to compare count against the coverage.
func (e *evaluator) prepare(c *working) {
	c.rho, c.tau = hypothesis(c.failing(), c.Rule.Contrast.Operation, c.Rule.Bound)
	switch c.Rule.Kind {
	case Representation:
		e.prepareShares(c)
		return
	case Widens:
		e.prepareChange(c)
		return
	}
	c.Coverage = 1
	for _, id := range c.Rule.Contrast.Rates {
		var compared, known int64
		for _, f := range e.rateFamilies(c, id) {
			c.all = append(c.all, f)
			c.NotAssessed = append(c.NotAssessed, f.newlyUnassessed(c.NotAssessed)...)
			known += f.known
			if len(f.sides) < 2 {
				continue
			}
			c.families = append(c.families, f)
			c.K = max(c.K, len(f.sides))
			c.Comparisons += f.comparisons()
			compared += f.assessed
		}
		c.compared, c.known = append(c.compared, compared), append(c.known, known)
		c.Coverage = min(c.Coverage, float64(compared)/float64(max(1, known)))
	}
}

// failing is the mode in which a check fails.
func (c *working) failing() Mode {
	if c.Rule.Kind == Significance {
		return Supported
	}
	return c.Rule.Fail
}

// newlyUnassessed lists the groups left out that are not listed yet.
func (f *family) newlyUnassessed(listed []Unassessed) []Unassessed {
	var out []Unassessed
	for _, u := range f.unassessed {
		if !slices.ContainsFunc(listed, func(o Unassessed) bool { return o.Label == u.Label && o.Stratum == u.Stratum }) {
			out = append(out, u)
		}
	}
	return out
}

// rateFamilies returns the families of a check by one rate: one overall, or one
// for each stratum. People without a stratum are compared with nobody.
func (e *evaluator) rateFamilies(c *working, rateID string) []*family {
	if c.Within == "" {
		return []*family{e.family(c, "", c.Subject.Groups, rateID)}
	}
	var families []*family
	for i := range c.Subject.Strata[c.Within] {
		stratum := &c.Subject.Strata[c.Within][i]
		if !stratum.Missing {
			families = append(families, e.family(c, stratum.Label(), stratum.Groups, rateID))
		}
	}
	return families
}

func (e *evaluator) family(c *working, stratum string, groups []metric.Group, rateID string) *family {
	key := familyKey{c.Subject, c.Within, stratum, rateID, c.Rule.Groups, c.Rule.Pairs}
	if f, ok := e.families[key]; ok {
		return f
	}
	rate, _ := metric.FindRate(rateID)
	f := newFamily(rate, stratum, groups, c.Rule.Groups, max(1, e.in.DesignEffect))
	if c.Rule.Pairs == ReferencePairs {
		f.reference = f.fixedReference(c.Subject.Reference)
	}
	e.families[key] = f
	return f
}

// fixedReference returns the side of a reference that does not depend on the
// rates, or -1: a reference chosen by the data needs all pairs. The largest group
// has the most people, whatever the rate's denominator.
func (f *family) fixedReference(r metric.Reference) int {
	switch r {
	case "", metric.Largest:
		largest := -1
		for i, s := range f.sides {
			if largest < 0 || s.counts.N(metric.All) > f.sides[largest].counts.N(metric.All) {
				largest = i
			}
		}
		return largest
	case metric.Best, metric.Worst, metric.Overall, metric.Rest:
		return -1
	}
	return slices.IndexFunc(f.sides, func(s side) bool { return s.Label == string(r) })
}

// pools returns the checks that share the error of failing: those that block,
// and those that warn, unless the policy gives each its own. A check that only
// reports stands alone. A check that cannot be decided for want of groups takes no
// share.
func (e *evaluator) pools() [][]*working {
	shared := map[Severity][]*working{}
	var pools [][]*working
	for _, c := range e.checks {
		switch {
		case c.Comparisons == 0 || c.Rule.Kind == TwoSD || c.Rule.IsBounded() && c.Rule.Fail == Point:
		case c.Severity == Report || e.policy.Error.Family == CheckFamily:
			pools = append(pools, []*working{c})
		default:
			shared[c.Severity] = append(shared[c.Severity], c)
		}
	}
	return append(pools, shared[Block], shared[Warn])
}

// reject runs the weighted step-down over all comparisons of the pool, by level:
// with W the weight of the hypotheses not yet rejected, all pairs of a check are
// tested at alpha·w/W; rejections lower W, until none is added. It rejects
// exactly what the procedure on sorted p-values rejects. Its first step alone, with
// W = 1, is the correction of Bonferroni.
func (e *evaluator) reject(pool []*working) {
	m := float64(len(pool))
	for {
		remaining := 0.0
		for _, c := range pool {
			remaining += float64(c.Comparisons-c.rejected) / (m * float64(c.Comparisons))
		}
		if remaining < 1e-12 {
			return
		}
		changed := false
		for _, c := range pool {
			c.M = len(pool)
			weight := m * float64(c.Comparisons) * remaining
			c.level = min(e.policy.Error.Alpha, e.policy.Error.Alpha/weight)
			c.entry = min(e.policy.Error.Alpha, e.policy.Error.Alpha/(weight+float64(c.rejected)))
			if n := c.countRejected(); n > c.rejected {
				c.rejected, changed = n, true
			}
		}
		if !changed || e.policy.Error.Correction == Bonferroni {
			return
		}
	}
}

func (c *working) countRejected() int {
	n := 0
	for _, f := range c.families {
		n += f.newTesting(c.rho, c.tau, c.level).count()
	}
	c.eachWidened(func(widening) { n++ })
	return n
}
