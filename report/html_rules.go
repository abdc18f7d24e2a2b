package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// htmlRule is a rule with its checks, the worst first.
type htmlRule struct {
	N          int // from 1, in the order of the document
	ID, Name   string
	First      *Check
	Checks     []*Check
	Severities []policy.Severity
	Forest     *forest
}

// Rules are the rules that were evaluated, in the order of the document.
func (p *page) Rules() []*htmlRule {
	var rules []*htmlRule
	for i := range p.D.Checks {
		c := &p.D.Checks[i]
		at := slices.IndexFunc(rules, func(r *htmlRule) bool { return r.ID == c.Rule })
		if at < 0 {
			at = len(rules)
			rules = append(rules, &htmlRule{N: at + 1, ID: c.Rule, Name: clean(p.l.Text(c.Name)), First: c})
		}
		r := rules[at]
		r.Checks = append(r.Checks, c)
		if !slices.Contains(r.Severities, c.Severity) {
			r.Severities = append(r.Severities, c.Severity)
		}
	}
	for _, r := range rules {
		slices.SortStableFunc(r.Checks, func(a, b *Check) int { return order[a.Verdict] - order[b.Verdict] })
		r.Forest = p.forest(r)
	}
	return rules
}

// Compared are the checks that compare groups.
func (p *page) Compared() []Check {
	return slices.DeleteFunc(slices.Clone(p.D.Checks), func(c Check) bool { return c.Comparisons == 0 })
}

// glance is a table of rules by attributes.
type glance struct {
	ID, Caption string
	Attributes  []string
	Rows        []glanceRow
}

type glanceRow struct {
	N          int
	ID, Name   string
	Checks     []*Check // by attribute; nil where the rule does not judge it, or it is not told
	Attributes []string // their names
}

// Glances are the tables of the checks that decide and of those beside them.
func (p *page) Glances() []glance {
	var out []glance
	for _, g := range []struct {
		id, caption string
		deciding    bool
	}{{"decides", p.l.Say("The rules that decide"), true}, {"beside", p.l.Say("Rules beside the decision"), false}} {
		table := glance{ID: g.id, Caption: g.caption}
		for _, r := range p.Rules() {
			row := glanceRow{N: r.N, ID: r.ID, Name: r.Name}
			for _, c := range r.Checks {
				if (c.Severity == policy.Block) != g.deciding {
					continue
				}
				at := slices.Index(table.Attributes, c.Attribute)
				if at < 0 {
					at = len(table.Attributes)
					table.Attributes = append(table.Attributes, c.Attribute)
				}
				for len(row.Checks) <= at {
					row.Checks = append(row.Checks, nil)
				}
				row.Checks[at] = c
			}
			if row.Checks == nil {
				continue
			}
			table.Rows = append(table.Rows, row)
			for _, c := range p.notPublished(r.ID) {
				if (c.Severity == policy.Block) == g.deciding && !slices.Contains(table.Attributes, c.Attribute) {
					table.Attributes = append(table.Attributes, c.Attribute)
				}
			}
		}
		if table.Rows != nil {
			out = append(out, p.inOrder(table))
		}
	}
	return out
}

// notPublished lists the checks of a rule that are hidden.
func (p *page) notPublished(rule string) []HiddenCheck {
	if p.D.Disclosure == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.D.Disclosure.Checks), func(c HiddenCheck) bool { return c.Rule != rule })
}

// IsHidden reports whether the check in a column of a row is one that is hidden.
func (p *page) IsHidden(r glanceRow, column int) bool {
	return slices.ContainsFunc(p.notPublished(r.ID), func(c HiddenCheck) bool { return c.Attribute == r.Attributes[column] })
}

// inOrder puts the columns of a glance in the order of the attributes.
func (p *page) inOrder(g glance) glance {
	sorted := slices.Clone(g.Attributes)
	position := func(name string) int {
		return slices.IndexFunc(p.D.Attributes, func(a Attribute) bool { return a.Name == name })
	}
	slices.SortStableFunc(sorted, func(a, b string) int { return position(a) - position(b) })
	for i, row := range g.Rows {
		checks := make([]*Check, len(sorted))
		for j, c := range row.Checks {
			checks[slices.Index(sorted, g.Attributes[j])] = c
		}
		g.Rows[i].Checks, g.Rows[i].Attributes = checks, sorted
	}
	g.Attributes = sorted
	return g
}

// forest is the chart of a rule: where each group stands, with its table.
type forest struct {
	ID, Title, Desc, Caption, More string
	RateName, ContrastName         string
	Height, End, Foot, Bottom      float64 // in em
	Zone                           struct{ X, Width float64 }
	Equal, Bound                   tick
	Ticks                          []tick
	Rows                           []forestRow
	Table                          []forestLine
}

type forestRow struct {
	Head, Best, Shown, CutLo, CutHi bool
	Label, Rate                     string
	Verdict                         policy.Verdict
	Y, Mid, Base                    float64 // in em
	X, Lo, Hi                       float64 // in percent
}

type forestLine struct {
	Group, Attribute, Rate, Against, AgainstRate, Estimate, Interval string
	Verdict                                                          policy.Verdict
}

// maxStandings bounds the groups of a check that the page shows; the JSON has more.
const maxStandings = 50

// Labels are cut to these lengths; the JSON has the whole of them.
const (
	chartLabel = 60
	tableLabel = 120
)

// The heights of a chart, in em of its text.
const (
	headHeight = 2.0
	rowHeight  = 1.7
	footHeight = 2.0
)

// forest lays out the chart of a rule; nil where no group stands anywhere.
func (p *page) forest(r *htmlRule) *forest {
	f := &forest{ID: fmt.Sprintf("forest-%d", r.N), RateName: p.l.Say("its own rate"), ContrastName: p.contrastName(r.First.Operation)}
	checks := slices.DeleteFunc(slices.Clone(r.Checks), func(c *Check) bool { return len(c.Standings) == 0 })
	if len(checks) == 0 {
		return nil
	}
	equal := parity(r.First.Operation)
	s := forestScale(checks, equal)
	y, left := headHeight, 0
	row := func(x forestRow) {
		x.Y, x.Mid, x.Base = y, y+rowHeight/2, y+1.2
		y += rowHeight
		f.Rows = append(f.Rows, x)
	}
	for _, c := range checks {
		row(forestRow{Head: true, Label: fit(c.Attribute, chartLabel), Verdict: c.Verdict})
		shown := c.Standings[:min(maxStandings, len(c.Standings))]
		left += len(c.Standings) - len(shown) + c.MoreStandings
		for i := range shown {
			row(s.row(&shown[i], p.standingLabel(c, &shown[i]), p.bareRate(shown[i].Group, shown[i].Rate)))
			f.Table = append(f.Table, p.standingLine(c, &shown[i]))
		}
		if best := &c.Standings[0]; c.Within == "" && c.K == len(c.Standings)+1 {
			row(forestRow{Best: true, Label: fit(best.Reference.Label, chartLabel), Rate: p.bareRate(best.Reference, best.Rate), X: s.at(equal)})
		}
	}
	f.End, f.Bottom = y, y-headHeight
	f.Foot, f.Height = y+1.3, y+footHeight
	f.Equal, f.Bound = tick{X: s.at(equal)}, tick{X: s.at(float64(r.First.BoundValue)), Text: p.bound(r.First)}
	f.Zone.X, f.Zone.Width = min(f.Equal.X, f.Bound.X), max(f.Equal.X, f.Bound.X)-min(f.Equal.X, f.Bound.X)
	f.Ticks = s.ticks(func(x float64, places int) string { return strings.Replace(p.l.Decimal(x, places), "-", "−", 1) })
	f.Title = p.l.Say("%s: where each group stands", r.Name)
	f.Desc = p.l.Say("For each attribute, each group's estimate with its interval, beside the line of equality at %s and the bound, %s. The table below holds the same numbers.", p.trim(equal), p.bound(r.First))
	f.Caption = p.l.Say("%s: each group against the one it is compared with", r.Name)
	if left > 0 {
		f.More = p.l.Say("%s more groups, none worse than those shown of their attribute.", p.l.Integer(int64(left)))
	}
	return f
}

func (p *page) contrastName(operation string) string {
	if operation == string(metric.Difference) {
		return p.l.Say("difference")
	}
	return p.l.Say("ratio")
}

// parity is the contrast of equal rates.
func parity(operation string) float64 {
	if operation == string(metric.Difference) {
		return 0
	}
	return 1
}

// standingLabel names a group in a chart, with its rate or stratum where the check
// has several.
func (p *page) standingLabel(c *Check, s *Standing) string {
	label := fit(s.Group.Label, chartLabel)
	if known, ok := metric.FindContrast(c.Metric); ok && len(known.Rates) > 1 {
		label += " · " + p.l.Text(rateName(s.Rate))
	}
	if s.Stratum != "" {
		label += plain(p.l.Say(" in %s", clean(s.Stratum)))
	}
	return label
}

func rateName(id string) string {
	if r, ok := metric.FindRate(id); ok {
		return r.Name
	}
	return id
}

func (p *page) standingLine(c *Check, s *Standing) forestLine {
	line := forestLine{Group: isolate(fit(s.Group.Label, tableLabel)), Attribute: isolate(fit(c.Attribute, tableLabel)), Rate: p.rateOf(s.Group, s.Rate), Against: isolate(fit(s.Reference.Label, tableLabel)),
		AgainstRate: p.bareRate(s.Reference, s.Rate), Verdict: s.Verdict}
	if s.Stratum != "" {
		line.Group += p.l.Say(" in %s", isolate(s.Stratum))
	}
	if known, ok := metric.FindContrast(c.Metric); ok && len(known.Rates) > 1 {
		line.Rate = p.l.Text(rateName(s.Rate)) + " " + line.Rate
	}
	write := func(name string, x Number) string {
		switch {
		case slices.Contains(s.Infinite, name):
			return "∞"
		case !x.IsDefined():
			return p.l.Say("undefined")
		}
		return p.apart(x, c.BoundValue, Number(parity(c.Operation)))
	}
	line.Estimate, line.Interval = write("estimate", s.Estimate), write("lower", s.Lower)+" – "+write("upper", s.Upper)
	return line
}

// apart writes a number with as many places as tell it from both of two others.
func (p *page) apart(x, a, b Number) string {
	text := plainDecimal(x, a)
	if longer := plainDecimal(x, b); len(longer) > len(text) {
		text = longer
	}
	return p.l.Number(strings.Replace(text, "-", "−", 1))
}

// forestScale spans equality, the bounds and the estimates; limits stretch it by
// no more than a bit over half, and are cut beyond.
func forestScale(checks []*Check, equal float64) scale {
	core := span{equal, equal}
	var limits span
	core.include(checks[0].BoundValue)
	for _, c := range checks {
		for i := range c.Standings[:min(maxStandings, len(c.Standings))] {
			core.include(c.Standings[i].Estimate)
		}
	}
	limits = core
	for _, c := range checks {
		for i := range c.Standings[:min(maxStandings, len(c.Standings))] {
			limits.include(c.Standings[i].Lower)
			limits.include(c.Standings[i].Upper)
		}
	}
	room := 0.6 * (core.hi - core.lo)
	lo, hi := max(limits.lo, core.lo-room), min(limits.hi, core.hi+room)
	pad := 0.03 * (hi - lo)
	lo, hi = lo-pad, hi+pad
	if equal == 1 {
		lo = max(0, lo)
	}
	return scale{lo: lo, hi: hi, from: 40, to: 95}
}

// row places a group.
func (s scale) row(x *Standing, label, rate string) forestRow {
	row := forestRow{Label: label, Rate: rate, Verdict: x.Verdict, Shown: x.Estimate.IsDefined() && s.holds(float64(x.Estimate))}
	row.X = s.at(float64(x.Estimate))
	row.Lo, row.CutLo = s.cut(x.Lower, slices.Contains(x.Infinite, "lower"), false)
	row.Hi, row.CutHi = s.cut(x.Upper, slices.Contains(x.Infinite, "upper"), true)
	return row
}
