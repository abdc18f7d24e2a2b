package policy

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// weighSuppressed takes back a pass of a check on people of whom some are
// suppressed ([tally.Tally.Suppress]), unless no tally that looks like this with
// them hidden could do otherwise than pass.
func (e *evaluator) weighSuppressed(c *working) {
	if c.Rule.Kind == MissingShare || c.Rule.Kind == UnmatchedShare {
		return
	}
	hidden := slices.ContainsFunc(c.Subject.Groups, func(g metric.Group) bool { return g.Suppressed() })
	if c.Verdict == Pass && hidden && !e.passesWhoeverIsHidden(c) {
		c.Verdict, c.Reason = Inconclusive, SuppressedGroups
	}
}

// passesWhoeverIsHidden reports whether a check that passes does so wherever the
// people of unknown value belong. No group may be hidden that is large enough to
// be assessed: it could take in all of them, and the people of one visible group
// that is not assessed. And every pair must keep the bound with the successes
// among them all in one of its groups, and the failures all in the other. Screens,
// combined rates and comparisons within strata are not looked into.
func (e *evaluator) passesWhoeverIsHidden(c *working) bool {
	if c.Rule.Kind != Compare || c.Within != "" {
		return false
	}
	unknown := new(metric.Counts)
	for i := range c.Subject.Groups {
		if g := &c.Subject.Groups[i]; g.Missing {
			unknown = unknown.Plus(g.Counts)
		}
	}
	var small int64
	for _, u := range c.NotAssessed {
		small = max(small, u.N)
	}
	if unknown.N(metric.All)+small >= c.Rule.Groups.MinGroup {
		return false
	}
	return !slices.ContainsFunc(c.families, func(f *family) bool { return !e.keepsWith(c, f, unknown) })
}

// keepsWith reports whether every pair of a family keeps the bound, as a pass
// asks, with the worst of the unknown people in its two groups.
func (e *evaluator) keepsWith(c *working, f *family, unknown *metric.Counts) bool {
	if _, single := f.rate.Successes(unknown); !single {
		return false
	}
	high, low := e.enlargedSides(c, f, unknown.Only(f.rate.Num)), e.enlargedSides(c, f, unknown.Only(f.rate.Den&^f.rate.Num))
	guard := interval.PassGuard(e.policy.Error.Alpha)
	limits := func(sides []side) []interval.Level {
		var all []interval.Level
		for i := range sides {
			all = append(all, interval.LimitsAt(sides[i].estimate, e.policy.Error.Alpha, guard))
		}
		return all
	}
	upper, lower := limits(high), limits(low)
	for i := range high {
		for j := range low {
			switch {
			case high[i].Label == low[j].Label:
			case c.Rule.Pass == Point && beyond(c.Rule.Contrast.Operation, c.Rule.Bound, &high[i], &low[j]):
				return false
			case c.Rule.Pass != Point && !c.Rule.Bound.kept(reachOf(c.Rule.Contrast.Operation, upper[i], lower[j])):
				return false
			}
		}
	}
	return true
}

// enlargedSides assesses each assessed group of a family anew with more people.
func (e *evaluator) enlargedSides(c *working, f *family, more *metric.Counts) []side {
	enlarged := family{rate: f.rate, known: f.known}
	for i := range f.groups {
		g := f.groups[i]
		if !g.Missing && slices.ContainsFunc(f.sides, func(s side) bool { return s.Label == g.Label() }) {
			g.Counts = g.Counts.Plus(more)
			enlarged.assess(&g, c.Rule.Groups, max(1, e.in.DesignEffect))
		}
	}
	return enlarged.sides
}
