package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// A check leaves out groups for their size, and may be published although they are
// hidden. That it is says how large they can be at most, and that it is not, that one
// of them is larger. So a check is published only where what is shown makes sure that
// its hidden groups are left out, or where at one size, for all checks of the
// attribute, either answer leaves each hidden count wide enough: see [publisher.tells].

// asked is the size that a check asks of a group by one of its rates: at least least,
// or a number up to most where people without a value are hidden and it is a share of
// the others.
type asked struct {
	rate        string
	level       detail // at which a group shows how many it has
	least, most int64
	shown       int64 // people in the denominators that are shown, with a value
	hidden      int64 // and no more than this in the others
	isExact     bool  // whether it is as many, all with a value
}

// asks lists what a check asks of the size of groups, or nothing where that is not known.
func (p *publisher) asks(c *Check, a *Attribute) []asked {
	var out []asked
	for _, id := range c.Rates {
		r, ok := metric.FindRate(id)
		if !ok || c.Terms == nil {
			return nil
		}
		x := asked{rate: id, level: allCells, least: c.Terms.MinGroup, most: c.Terms.MinGroup, isExact: isProportion(r)}
		if isProportion(r) && r.Den == metric.All {
			x.level = size
		}
		for i := range a.Groups {
			g := &a.Groups[i]
			n := int64(g.Rates[id].Den)
			switch {
			case p.shown[a.Name][g.Label] < x.level && !isProportion(r):
				x.hidden += int64(g.N)
			case p.shown[a.Name][g.Label] < x.level:
				x.hidden += n
				x.isExact = x.isExact && !g.Missing
			case !g.Missing || slices.Contains(g.Values, tally.Suppressed):
				x.shown += n
			}
		}
		if share := c.Terms.MinShare; share != nil {
			of := func(people int64) int64 { return int64(math.Ceil(float64(*share)*float64(people) - 1e-6)) }
			x.most = max(x.most, of(x.shown+x.hidden))
			x.least = max(x.least, of(x.shown))
			if x.isExact {
				x.least = x.most
			}
		}
		out = append(out, x)
	}
	return out
}

// isProportion reports whether the denominators of a rate add up over groups.
func isProportion(r *metric.Rate) bool { return len(r.Terms)+len(r.Over) == 0 }

// comparesGroups reports whether a check compares groups by their counts in this audit.
func (c *Check) comparesGroups() bool {
	return len(c.Rates) > 0 && c.Within == "" && c.Metric != gapWidening
}

// sizes is how many people each hidden group of an attribute can have at most, as
// the published document tells, by its values.
func (p *publisher) sizes(a *Attribute) map[string]int64 {
	var total int64
	rows := make([]map[string]int64, len(a.Attributes)) // by axis and value
	for axis := range rows {
		rows[axis] = map[string]int64{}
	}
	var hidden []*Group
	for i := range a.Groups {
		g := &a.Groups[i]
		if p.shown[a.Name][g.Label] >= size {
			continue
		}
		hidden = append(hidden, g)
		total += int64(g.N)
		for axis := range rows {
			rows[axis][g.Values[axis]] += int64(g.N)
		}
	}
	if len(a.Attributes) == 1 {
		total = p.tells(a, hidden, total)
	}
	out := map[string]int64{}
	for _, g := range hidden {
		n := total
		for axis, name := range a.Attributes {
			if whole, isHidden := p.most[name][g.Values[axis]]; isHidden {
				n = min(n, whole)
			} else if len(a.Attributes) > 1 {
				n = min(n, rows[axis][g.Values[axis]])
			}
		}
		out[strings.Join(g.Values, "\x00")] = n
	}
	return out
}

// tells is how many people a hidden group of an attribute can have at most, given how
// many all of them have, and given which checks are published.
//
// People can be moved between the hidden groups at will, so that their sizes are any
// numbers with the sum that is known. A check asks for t people. Where the sum is
// less, it leaves all hidden groups out for sure. Otherwise that it is published makes
// each of k groups at most t−1, and so at least the sum less (k−1)·(t−1), unless
// people without a value, of whom there can be any number, are hidden too; that it is
// not makes one group at least t, and so the people without a value at most the sum
// less t. Both must leave the minimum cell, whichever it is. The least such t of all
// checks decides for all of them, so that none tells a range between two.
func (p *publisher) tells(a *Attribute, hidden []*Group, total int64) int64 {
	m := p.rule.MinCell
	var groups, largest int64
	for _, g := range hidden {
		if !g.Missing {
			groups, largest = groups+1, max(largest, int64(g.N))
		}
	}
	var sizes []int64
	for i := range p.d.Checks {
		for _, x := range p.asked[&p.d.Checks[i]] {
			if p.d.Checks[i].Attribute == a.Name && x.level == size {
				sizes = append(sizes, x.least)
			}
		}
	}
	slices.Sort(sizes)
	for _, t := range sizes {
		unknown := int(groups) < len(hidden)
		switch {
		case t > total:
			return total
		case t <= m, unknown && total < t+m, !unknown && total > groups*(t-1)-m:
			// it would tell too much
		case largest < t:
			return t - 1
		default:
			return total
		}
	}
	return total
}

// atMost is how many people a group can have at most in the denominator of a rate.
func (p *publisher) atMost(a *Attribute, g *Group, x *asked) int64 {
	if p.shown[a.Name][g.Label] >= x.level {
		return int64(g.Rates[x.rate].Den)
	}
	n, isHidden := p.most[a.Name][strings.Join(g.Values, "\x00")]
	if !isHidden {
		n = int64(g.N)
	}
	return min(n, x.hidden)
}

// leavesOut reports whether a check leaves out a group for sure.
func (p *publisher) leavesOut(c *Check, a *Attribute, g *Group) bool {
	return !slices.ContainsFunc(p.asked[c], func(x asked) bool { return p.atMost(a, g, &x) >= x.least })
}

// mayCompare reports whether a check compares a group or not by how many hidden people
// have a value.
func (p *publisher) mayCompare(c *Check, g *Group) bool {
	return slices.ContainsFunc(p.asked[c], func(x asked) bool {
		n := int64(g.Rates[x.rate].Den)
		return x.least <= n && n < x.most
	})
}

// levelOf is the detail at which a group shows whether a check compares it.
func (p *publisher) levelOf(c *Check) detail {
	if len(p.asked[c]) == 0 {
		return needOf(c)
	}
	return slices.MaxFunc(p.asked[c], func(a, b asked) int { return cmp.Compare(a.level, b.level) }).level
}

// covers reports whether a verdict tells nothing of how many people have a value, by
// the share of them that a check compares.
func (p *publisher) covers(c *Check, a *Attribute) bool {
	if c.Terms.Pass == "" || c.finding() != policy.Pass && c.Reason != policy.NotShown {
		return true // it does not heed that
	}
	for _, x := range p.asked[c] {
		var compared int64
		for i := range a.Groups {
			g := &a.Groups[i]
			if n := int64(g.Rates[x.rate].Den); !g.Missing && p.shown[a.Name][g.Label] >= x.level && n >= x.most {
				compared += n
			}
		}
		if !x.isExact && float64(compared) < float64(c.Terms.MinCoverage)*float64(x.shown+x.hidden)-1e-6 {
			return false
		}
	}
	return true
}

// assessed says whether a check compares a group, and if none why not, as far as what
// is shown tells it.
func (p *publisher) assessed(a *Attribute, g *Group, shown detail) (is bool, reason string) {
	if shown < size {
		return false, p.reason
	}
	if a == nil || g.Missing {
		return g.Assessed, g.Reason
	}
	unsure := false
	for i := range p.d.Checks {
		c := &p.d.Checks[i]
		switch {
		case c.Attribute != a.Name || len(c.Rates) == 0 || c.Metric == gapWidening:
		case c.Within != "":
			return g.Assessed, g.Reason // whatever its size
		case shown >= p.levelOf(c) && !p.mayCompare(c, g):
			if !c.leavesOut(g.Label) {
				return true, ""
			}
		case !p.leavesOut(c, a, g):
			unsure = true
		}
	}
	switch {
	case unsure:
		return false, p.reason
	case shown >= p.full:
		return false, g.Reason
	}
	return false, cmp.Or(p.knownReason(g, shown), p.reason)
}

// knownReason says that a group is too small to be assessed where its size is shown and
// says so; otherwise it is empty.
func (p *publisher) knownReason(g *Group, shown detail) string {
	if least := p.d.Policy.MinGroup; shown >= size && int64(g.N) < least {
		return fmt.Sprintf("fewer than %d", least)
	}
	return ""
}
