package report

import (
	"fmt"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// why gives the reason of a verdict and the way out of it.
func (p prose) why(c *Check) string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if c.finding() == policy.Fail && c.Pair != nil && c.Pair.PAdjusted != nil {
		add(p.l.Say("adjusted %s", p.pValue(*c.Pair.PAdjusted)))
	}
	add(p.reason(c))
	if c.finding() == policy.Fail && c.Shortfall != nil {
		add(p.shortfall(c))
	}
	add(p.companions(c))
	return strings.Join(parts, " · ")
}

// reason says why a check is inconclusive.
func (p prose) reason(c *Check) string {
	switch c.Reason {
	case policy.MaybeChance:
		return p.l.Say("beyond the bound, but it could be chance") + p.more(c)
	case policy.NotShown:
		return p.l.Say("within the bound, not shown to be") + p.more(c)
	case policy.TooFew:
		switch {
		case c.Metric == representation && c.K > 0:
			return p.l.Say("only %s of the people are in groups of the population, of %s asked for", p.percentBelow(c.Coverage, c.Terms.MinCoverage), p.percent(c.Terms.MinCoverage))
		case c.Metric == representation:
			return p.l.Say("too few people to compare with a population") + p.more(c)
		}
		switch {
		case c.K > 1 && c.Coverage < c.Terms.MinCoverage:
			return p.l.Say("only %s of the people are in groups large enough, of %s asked for", p.percentBelow(c.Coverage, c.Terms.MinCoverage), p.percent(c.Terms.MinCoverage)) + p.more(c)
		case c.K > 1:
			return p.l.Say("by one of the rates, fewer than two groups are large enough to compare") + p.more(c)
		}
		return p.l.Say("fewer than two groups are large enough to compare") + p.more(c)
	case policy.OneGroup:
		return p.l.Say("there is only one group, nobody to compare with")
	case policy.Undefined:
		return p.l.Say("a group has no such rate: %s", p.unassessed(c.NotAssessed))
	case policy.UnknownValues:
		return p.unknownValues(c.Unknown)
	case policy.SuppressedGroups:
		return p.l.Say("passes among the groups that are visible; others are suppressed to protect few people, and may be large enough not to")
	case policy.AllZero:
		return p.l.Say("every rate is 0, so the ratio is undefined")
	}
	return ""
}

// unknownValues says how the people without a value could change a verdict.
func (p prose) unknownValues(u *Unknown) string {
	people, label := p.l.Integer(u.People), p.show(u.Label, 30)
	if u.Kept == policy.Fail {
		return p.l.Say("fails among the people with a value; were the %s without one all in %s, it would not", people, label)
	}
	return p.l.Say("passes among the people with a value; were the %s without one all in %s, it would not", people, label)
}

// more says how many more people would decide.
func (p prose) more(c *Check) string {
	toMinimum := c.Reason == policy.TooFew // to the least size, which is known
	if len(c.MoreRows) == 0 {
		switch {
		case toMinimum, p.d.Disclosure != nil: // where it may be hidden
			return ""
		case c.Metric == gapWidening:
			return p.l.Say("; at these rates, and with the people of the earlier audit, no feasible number of people in a few groups would decide")
		}
		return p.l.Say("; at these rates no feasible number of people in a few groups would decide")
	}
	const most = 2
	count := func(n int64) string { return p.l.Say("about %s", p.about(n)) }
	if toMinimum {
		count = p.l.Integer
	}
	var parts, units []string
	of := map[string][]string{} // by unit
	total := map[string]int64{}
	for _, m := range c.MoreRows {
		text := p.l.Say("%s more %s in %s", count(m.Rows), p.l.Text(m.Unit), p.within(m.Label, m.Stratum))
		if m.Label == "" {
			text = p.l.Say("%s more %s", count(m.Rows), p.l.Text(m.Unit))
		}
		if of[m.Unit] == nil {
			units = append(units, m.Unit)
		}
		of[m.Unit], total[m.Unit] = append(of[m.Unit], text), total[m.Unit]+m.Rows
		parts = append(parts, text)
	}
	if len(parts) > most {
		parts = parts[:0]
		for _, unit := range units {
			if n := len(of[unit]); n > 1 {
				of[unit] = []string{p.l.Say("%s more %s over %d groups", count(total[unit]), p.l.Text(unit), n)}
			}
			parts = append(parts, of[unit]...)
		}
	}
	text := strings.Join(parts, p.l.Say(" and "))
	if toMinimum {
		return p.l.Say(": %s would allow a comparison", text)
	}
	return p.l.Say(": %s would decide", text)
}

func (p prose) shortfall(c *Check) string {
	s, label := c.Shortfall, p.show(c.Pair.Group.Label, 30)
	of := p.l.Say("more %s in %s", p.l.Text(s.Unit), label)
	if s.Fewer {
		of = p.l.Say("fewer %s in %s", p.l.Text(s.Unit), label)
	}
	if p.d.Data.Weighted {
		of += p.l.Say(", by weight,")
	}
	if c.BoundValue.IsDefined() {
		return p.l.Say("%s %s would bring this pair to the bound, %s to parity", p.l.Integer(s.Bound), of, p.l.Integer(s.Parity))
	}
	return p.l.Say("%s %s would reach parity", p.l.Integer(s.Parity), of)
}

// companions writes the classical tests, which a policy that passes on the
// estimate shows beside its own verdict.
func (p prose) companions(c *Check) string {
	onEstimate := c.Terms != nil && c.Terms.Pass == policy.Point || c.Bound == boundOfZ
	if !onEstimate || c.Pair == nil || c.Pair.Tests == nil {
		return ""
	}
	t := c.Pair.Tests
	text := "Fisher " + p.pValue(t.FisherTwoSided)
	if t.Z.IsDefined() {
		text = p.l.Number(fmt.Sprintf("z = %.2f", float64(t.Z))) + ", " + text
	}
	if c.Shortfall != nil && c.Shortfall.Pooled.IsDefined() {
		pooled := p.l.Decimal(float64(c.Shortfall.Pooled), 1)
		if c.Shortfall.Fewer {
			text += p.l.Say(", %s above the pooled rate", pooled)
		} else {
			text += p.l.Say(", %s short of the pooled rate", pooled)
		}
	}
	if c.Operation != string(metric.MinMax) || c.Estimate >= c.BoundValue || c.BoundValue != fourFifths {
		return text
	}
	if t.FlipFlop {
		text += p.l.Say(", one person moved reverses the order")
	} else {
		text += p.l.Say(", one person moved keeps the order")
	}
	if t.OneMoveIsKept {
		return text + p.l.Say(" and meets the bound")
	}
	return text + p.l.Say(" and does not meet the bound")
}

func (p prose) otherOffenders(c *Check) string {
	const most = 3
	var names []string
	for _, x := range c.Offenders[1:] {
		if len(names) == most {
			names = append(names, "…")
			break
		}
		name := p.l.Say("%s against %s", p.show(x.Group.Label, 30), p.show(x.Reference.Label, 30))
		if x.Stratum != "" {
			name += p.l.Say(" in %s", p.show(x.Stratum, 30))
		}
		rates := p.l.Say("%s against %s", p.percent(x.Group.Rate), p.percent(x.Reference.Rate))
		if b := x.Before; b != nil {
			rates = p.l.Say("%s: %s; before %s against %s", p.l.Text(rateName(x.Rate)), rates, p.percent(b.Group.Rate), p.percent(b.Reference.Rate))
		}
		names = append(names, fmt.Sprintf("%s (%s)", name, rates))
	}
	return strings.Join(names, ", ")
}

func (p prose) unassessed(groups []Unassessed) string {
	const most = 6
	var parts []string
	for _, u := range groups[:min(most, len(groups))] {
		parts = append(parts, fmt.Sprintf("%s (%s, %s)", p.within(u.Label, u.Stratum), p.count(u.N), p.l.Text(u.Reason)))
	}
	if rest := len(groups) - most; rest > 0 {
		parts = append(parts, p.l.Say("and %d more", rest))
	}
	return strings.Join(parts, ", ")
}
