package policy

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
)

// moreChange is [evaluator.more] for a check of change: how many more people now. Those
// of the earlier audit stay as they are.
func (e *evaluator) moreChange(c *working, worst widening) []MoreRows {
	var blocking []widening
	switch c.Reason {
	case TooFew:
		return c.moreToAssess()
	case MaybeChance:
		blocking = []widening{worst}
	case NotShown:
		blocking = c.blockingChanges()
	}
	var now []pairOf
	for _, w := range blocking {
		now = append(now, pairOf{w.now, w.i.now, w.j.now})
	}
	return leastGrowth(now, func(grow []sideOf, factor float64) bool { return e.conclusiveChange(c, blocking, grow, factor) })
}

// blockingChanges lists the pairs whose limit is beyond the bound, or nothing when they
// are too many to be of help.
func (c *working) blockingChanges() []widening {
	var pairs []widening
	for _, x := range c.changed {
		pass := x.passEdges(c.PassLevel)
		x.each(func(w widening) {
			if len(pairs) <= maxBlocking*maxBlocking && !c.Rule.Bound.kept(w.upper(pass)) {
				pairs = append(pairs, w)
			}
		})
	}
	if len(pairs) > maxBlocking*maxBlocking {
		return nil
	}
	return pairs
}

// conclusiveChange is [evaluator.conclusive] for a check of change.
func (e *evaluator) conclusiveChange(c *working, blocking []widening, grow []sideOf, factor float64) bool {
	grown := map[*family]*family{}
	for _, w := range blocking {
		now := grown[w.now]
		if now == nil {
			now = w.now.grown(grow, factor)
			grown[w.now] = now
		}
		w := widening{changed{now, w.before}, w.i, w.j}
		switch {
		case c.Reason == MaybeChance && !w.exceeds(c.tau, w.ownEdges(c.level, interval.Guard)):
			return false
		case c.Reason == NotShown && !c.Rule.Bound.kept(w.upper(w.ownEdges(c.PassLevel, interval.PassGuard(c.PassLevel)))):
			return false
		}
	}
	return true
}

// grown is a family of which some sides have factor times their people, at the same rates.
func (f *family) grown(grow []sideOf, factor float64) *family {
	out := *f
	out.sides, out.limits = slices.Clone(f.sides), map[float64]*limits{}
	for _, s := range grow {
		if s.family == f {
			out.sides[s.at].estimate = interval.Scale(out.sides[s.at].estimate, factor)
		}
	}
	return &out
}
