package policy

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// Unknown says how a verdict depends on the people without a value: were all of
// them in this group, the check would not stand.
type Unknown struct {
	Label  string // the group
	People int64
	Kept   Verdict // the verdict among the people with a value
}

// weighUnknown puts the people without a value into each group in turn, all of
// them, and takes back a verdict that any of these assignments would change. A
// pass must keep the bound for every pair of the enlarged group, and its coverage;
// a fail must keep an offender, proven at the level at which the check's first pair
// is: no other pair of it is known to be proven. Who is unknown changes who is
// compared, not how much error is allowed.
func (e *evaluator) weighUnknown(c *working) {
	if c.Rule.Kind == Representation {
		e.weighUnknownShares(c)
		return
	}
	if c.Verdict == Inconclusive {
		return
	}
	var o *offending
	for i := range c.Subject.Groups {
		g := &c.Subject.Groups[i]
		if g.Missing {
			continue
		}
		unknown := unknownIn(c.Subject.Groups, g)
		if unknown == nil {
			continue
		}
		if o == nil {
			o = c.countOffending()
		}
		if e.stands(c, o, g) {
			continue
		}
		c.Unknown = &Unknown{g.Label(), unknown.N(metric.All), c.Verdict}
		c.Verdict, c.Reason = Inconclusive, UnknownValues
		return
	}
}

// unknownIn adds up the people who may belong to a group: those whose known
// values are the group's and whose other values are missing. It is nil for nobody.
func unknownIn(groups []metric.Group, g *metric.Group) *metric.Counts {
	var sum *metric.Counts
	for i := range groups {
		other := &groups[i]
		if !other.Missing || !agree(other.Values, g.Values) {
			continue
		}
		if sum == nil {
			sum = new(metric.Counts)
		}
		sum = sum.Plus(other.Counts)
	}
	return sum
}

func agree(partial, whole []string) bool {
	for i, v := range partial {
		if v != tally.Missing && v != tally.Suppressed && v != whole[i] {
			return false
		}
	}
	return true
}

// offending counts the pairs that make a failing check fail, in all and by each
// of their groups.
type offending struct {
	all int
	of  map[string]int
}

func (c *working) countOffending() *offending {
	o := &offending{of: map[string]int{}}
	if c.Verdict != Fail {
		return o
	}
	count := func(x pairOf) {
		high, low := x.sides()
		o.all++
		o.of[high.Label]++
		o.of[low.Label]++
	}
	for _, f := range c.families {
		if c.Rule.Fail == Point {
			f.eachBeyond(c.Rule, count)
			continue
		}
		f.newTesting(c.rho, c.tau, c.entry).each(func(i, j int) {
			if x := (pairOf{f, i, j}); c.offends(x) {
				count(x)
			}
		})
	}
	return o
}

// stands reports whether the verdict of a check would be the same if all people
// without a value were in one group.
func (e *evaluator) stands(c *working, o *offending, g *metric.Group) bool {
	label := g.Label()
	if c.Verdict == Fail && o.all > o.of[label] {
		return true
	}
	enlarged := make([]*side, len(c.all))
	for i, f := range c.all {
		enlarged[i] = f.enlarge(label, c.Rule.Groups, max(1, e.in.DesignEffect))
	}
	if c.Verdict == Pass && !c.staysCovered(g, enlarged) {
		return false
	}
	for at, f := range c.all {
		for i := range f.sides {
			if enlarged[at] != nil && f.comparedWith(i, label) && e.offends(c, enlarged[at], &f.sides[i]) {
				return c.Verdict == Fail
			}
		}
	}
	return c.Verdict == Pass
}

// staysCovered reports whether enough people would be compared for a pass if those
// without a value were all in one group, whose value is then known. Enlarged is that
// group in each family, nil where it is too small to assess.
func (c *working) staysCovered(g *metric.Group, enlarged []*side) bool {
	compared, known := map[*metric.Rate]int64{}, map[*metric.Rate]int64{}
	for i, f := range c.all {
		known[f.rate] += f.knownWith(g)
		assessed, groups := f.assessed, len(f.sides)
		if s := enlarged[i]; s != nil {
			if at := slices.IndexFunc(f.sides, func(o side) bool { return o.Label == s.Label }); at >= 0 {
				assessed -= f.sides[at].Den
				groups--
			}
			assessed += s.Den
			groups++
		}
		if groups > 1 {
			compared[f.rate] += assessed
		}
	}
	for rate := range known {
		if below(compared[rate], known[rate], c.Rule.Groups.MinCoverage) {
			return false
		}
	}
	return true
}

// comparedWith reports whether a side is compared with the group of that label.
func (f *family) comparedWith(i int, label string) bool {
	if f.sides[i].Label == label {
		return false
	}
	return f.reference < 0 || f.reference == i || f.sides[f.reference].Label == label
}

// enlarge is a group with the people who may belong to it, as a side of a
// family; nil when even so the group is too small to assess.
func (f *family) enlarge(label string, rules GroupRules, designEffect float64) *side {
	at := slices.IndexFunc(f.groups, func(g metric.Group) bool { return g.Label() == label })
	if at < 0 {
		return nil
	}
	g := f.groups[at]
	alone := family{rate: f.rate, known: f.knownWith(&g)}
	if unknown := unknownIn(f.groups, &g); unknown != nil {
		g.Counts = g.Counts.Plus(unknown)
	}
	alone.assess(&g, rules, designEffect)
	if len(alone.sides) == 0 {
		return nil
	}
	return &alone.sides[0]
}

// knownWith counts the people in the denominator whose value is known, or hidden, if
// those who may belong to a group do.
func (f *family) knownWith(g *metric.Group) int64 {
	var n int64
	for i := range f.groups {
		if other := &f.groups[i]; !other.Missing || other.Suppressed() || agree(other.Values, g.Values) {
			n += f.rate.Trials(other.Counts)
		}
	}
	return n
}

// offends reports whether a pair speaks against the check's verdict: it makes a
// failing check fail, or keeps a passing one from passing.
func (e *evaluator) offends(c *working, a, b *side) bool {
	o, alpha := c.Rule.Contrast.Operation, e.policy.Error.Alpha
	high, low := a, b
	if order := high.Rate - low.Rate; order < -1e-9 || order <= 1e-9 && high.exact.Cmp(low.exact) < 0 {
		high, low = low, high
	}
	isBeyond := func() bool { return beyond(o, c.Rule.Bound, high, low) }
	if c.Verdict == Fail {
		if c.Rule.Fail == Point {
			return isBeyond()
		}
		p, q := e.limitsAt(high, c.entry, interval.Guard), e.limitsAt(low, c.entry, interval.Guard)
		return rejects(c.rho, c.tau, p, q) && (c.Rule.Fail == Demonstrated || isBeyond())
	}
	if c.Rule.Pass == Point {
		return isBeyond()
	}
	guard := interval.PassGuard(alpha)
	p, q := e.limitsAt(high, alpha, guard), e.limitsAt(low, alpha, guard)
	return !c.Rule.Bound.kept(reachOf(o, p, q)) || !c.Rule.Bound.kept(reachOf(o, q, p))
}

// limitsOf names the limits of a side.
type limitsOf struct {
	side         *side
	level, guard float64
}

// limitsAt are the limits of a side, of which each is in many pairs.
func (e *evaluator) limitsAt(s *side, level, guard float64) interval.Level {
	key := limitsOf{s, level, guard}
	l, ok := e.known[key]
	if !ok {
		l = interval.LimitsAt(s.estimate, level, guard)
		e.known[key] = l
	}
	return l
}
