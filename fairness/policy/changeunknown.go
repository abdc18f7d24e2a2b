package policy

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

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
		if more := f.enlarge(g.Label(), rules, designEffect); more != nil {
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
