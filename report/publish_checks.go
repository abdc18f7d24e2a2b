package report

import (
	"cmp"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// isClean reports whether a check rests on nothing that is hidden: neither a group
// that it compares, nor people without a value who changed it. Groups may be hidden that it
// leaves out for their size, where that tells too little of them.
func (p *publisher) isClean(c *Check) bool {
	a := p.find(c.Attribute)
	switch {
	case c.Within != "":
		return false // no numbers within strata are published
	case c.Metric == gapWidening, c.Pair != nil && c.Pair.Before != nil:
		return false // nor those of an earlier audit, which nothing here protects
	case c.Metric == "protected_inputs":
		return true // it is of columns
	case c.Metric == "unmatched_share":
		j := p.data.Join
		return j != nil && !j.Unmatched.IsHidden() && !j.Keyless.IsHidden() && !j.Matched.IsHidden()
	case a == nil:
		return false
	case c.Metric == "missing_share":
		return !p.hidesUnknown(a, size)
	case len(c.Rates) == 0:
		return false
	}
	need := needOf(c)
	switch {
	case p.showsAll(a, need):
		return true
	case p.full < need, len(p.asked[c]) == 0, c.Reason == policy.TooFew:
		return false
	}
	for i := range a.Groups {
		g := &a.Groups[i]
		switch isShown := p.shown[a.Name][g.Label] >= need; {
		case g.Missing && !isShown:
			if c.Unknown != nil || c.Reason == policy.SuppressedGroups {
				return false
			}
		case g.Missing:
		case !isShown && !p.leavesOut(c, a, g), isShown && p.mayCompare(c, g):
			return false
		}
	}
	return p.covers(c, a)
}

func (p *publisher) find(attribute string) *Attribute {
	i := slices.IndexFunc(p.d.Attributes, func(a Attribute) bool { return a.Name == attribute })
	if i < 0 {
		return nil
	}
	return &p.d.Attributes[i]
}

// needOf is the detail that a check tells of the groups that it compares.
func needOf(c *Check) detail {
	need := outcomes
	for _, id := range c.Rates {
		need = max(need, needs(id))
	}
	return need
}

// find is a group by its label, or nil.
func (a *Attribute) find(label string) *Group {
	i := slices.IndexFunc(a.Groups, func(g Group) bool { return g.Label == label })
	if i < 0 {
		return nil
	}
	return &a.Groups[i]
}

func (c *Check) leavesOut(label string) bool {
	return slices.ContainsFunc(c.NotAssessed, func(u Unassessed) bool { return u.Label == label })
}

// showsAll reports whether every group of an attribute is shown in some detail, so that
// numbers of all of them together tell nothing more.
func (p *publisher) showsAll(a *Attribute, need detail) bool { return p.least[a.Name] >= need }

// check is a clean check as it is published.
func (p *publisher) check(c *Check) Check {
	out := *c
	a := p.find(c.Attribute)
	if a == nil || len(c.Rates) == 0 {
		return out
	}
	need := needOf(c)
	if !p.showsAll(a, need) {
		out.Coverage, out.MoreRows = Undefined, nil
	}
	out.NotAssessed = nil
	for _, u := range c.NotAssessed {
		if shown := p.shown[a.Name][u.Label]; shown < need {
			u.N, u.Reason = Hidden, p.reason
			if g := a.find(u.Label); g != nil {
				u.Reason = cmp.Or(p.knownReason(g, shown), p.reason)
			}
		}
		out.NotAssessed = append(out.NotAssessed, u)
	}
	out.Pair, out.Blocking, out.Worst = p.pair(c.Pair), p.pair(c.Blocking), p.pair(c.Worst)
	out.Offenders, out.Standings = nil, nil
	for i := range c.Offenders {
		out.Offenders = append(out.Offenders, *p.pair(&c.Offenders[i]))
	}
	for _, s := range c.Standings {
		s.Group, s.Reference = p.side(s.Group), p.side(s.Reference)
		out.Standings = append(out.Standings, s)
	}
	return out
}

func (p *publisher) pair(x *Pair) *Pair {
	if x == nil {
		return nil
	}
	out := *x
	out.Group, out.Reference = p.side(x.Group), p.side(x.Reference)
	return &out
}

func (p *publisher) side(s Side) Side {
	s.Rate = (&Document{Disclosure: p.rule}).asPublished(s.Rate, Count(s.Den))
	return s
}

// forgetOthers removes what heeds other comparisons, some of which are of hidden groups:
// adjusted p-values, the people who would prove a fail, and how many checks there are
// that can be decided.
func (c *Check) forgetOthers() {
	c.M = Hidden
	if c.Reason == policy.MaybeChance {
		c.MoreRows = nil
	}
	pairs := []*Pair{c.Pair, c.Blocking, c.Worst}
	for i := range c.Offenders {
		pairs = append(pairs, &c.Offenders[i])
	}
	for _, x := range pairs {
		if x != nil {
			x.PAdjusted = nil
		}
	}
}

// impact is an impact table as it is published. Ratios are to the highest rate, so they
// are hidden with the rate of any category, and bounded by the people without a category.
func (p *publisher) impact(i *Impact) *Impact {
	if i == nil {
		return nil
	}
	a := p.find(i.Attribute)
	shown := func(label string) detail {
		if a == nil {
			return nothing
		}
		return p.shown[a.Name][label]
	}
	hides := func(level detail) bool { return a != nil && p.hidesUnknown(a, level) }
	best := allCells // is shown of all categories
	for _, c := range i.Categories {
		best = min(best, shown(c.Label))
	}
	out := *i
	out.Categories = []Category{}
	if hides(size) {
		out.N, out.Unknown = Hidden, Hidden
	}
	if hides(outcomes) {
		out.UnknownSelected = Hidden
	}
	if best < outcomes {
		out.Reference = ""
	}
	for _, c := range i.Categories {
		of := shown(c.Label)
		if of < size {
			c.N, c.LeftOut = Hidden, false // that it is left out tells its size
		}
		if of < size || hides(size) {
			c.Share = Undefined
		}
		if of < outcomes {
			c.Selected, c.Rate = Hidden, Undefined
		}
		if best < outcomes {
			c.Ratio = Undefined
		}
		if best < outcomes || hides(outcomes) {
			c.Low, c.High = Undefined, Undefined
		}
		c.Rate = (&Document{Disclosure: p.rule}).asPublished(c.Rate, c.N)
		out.Categories = append(out.Categories, c)
	}
	return &out
}
