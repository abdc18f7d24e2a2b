package report

import (
	"fmt"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// What people make of a model's advice is described by group and never judged.

// decisionRates are the rates of final decisions in the order of display, each with
// the heading of its column. Advice is favourable when it is what a person wants.
func (p prose) decisionRates() (ids, headings []string) {
	ids = []string{"override_rate", "positive_acceptance_rate", "negative_acceptance_rate", "final_selection_rate"}
	last := p.l.Say("finally selected")
	if p.d.Data.Outcome == policy.Burden {
		ids[1], ids[2] = ids[2], ids[1]
		last = p.l.Say("finally burdened")
	}
	return ids, []string{p.l.Say("overridden"), p.l.Say("favourable followed"), p.l.Say("unfavourable followed"), last}
}

const allDecisionRates = 4

// decisionRows is a table of the final decisions about the groups of an attribute by
// some of the rates, from the first to before the last; how many there are stands beside
// the first. Columns of numbers have headings that start with ">".
func (p prose) decisionRows(a *Attribute, most, first, last int) (header []string, rows [][]string) {
	ids, headings := p.decisionRates()
	ids, headings = ids[first:last], headings[first:last]
	header = []string{p.l.Say("group")}
	if first == 0 {
		header = append(header, ">"+p.l.Say("decided"))
	}
	for _, h := range headings {
		header = append(header, ">"+h)
	}
	for _, g := range largestGroups(a.Groups, most) {
		row := []string{p.label(&g)}
		if first == 0 {
			row = append(row, p.count(g.Rates[ids[0]].Den))
		}
		for _, id := range ids {
			row = append(row, p.decisionRate(g.Rates[id]))
		}
		rows = append(rows, row)
	}
	return header, rows
}

func (p prose) decisionRate(r Rate) string {
	if !r.Value.IsDefined() {
		return "–"
	}
	text := p.percent(r.Value)
	if len(r.Interval) == 2 && r.Interval[0] != nil && r.Interval[1] != nil {
		text += fmt.Sprintf(" (%s–%s)", p.points(*r.Interval[0]), p.points(*r.Interval[1]))
	}
	return text
}

// points writes a share in hundredths, without a sign.
func (p prose) points(x Number) string { return p.l.Number(fmt.Sprintf("%.1f", 100*float64(x))) }

// decided says what the tables of final decisions are.
func (p prose) decided() string {
	return p.l.Say("final decisions of people (%s), described and never judged: of the %s with one, the share in which it differs from the model's, the share that follows favourable and unfavourable advice, and the share that is positive",
		p.show(p.d.Data.Human.Name, 30), p.people(Count(p.d.Data.Used)-p.d.Data.Undecided))
}

// gaps says how far the groups of an attribute lie apart by each rate of final
// decisions.
func (p prose) gaps(a *Attribute) []string {
	ids, headings := p.decisionRates()
	var lines []string
	for i, id := range ids {
		for _, g := range a.Gaps {
			if g.Rate == id {
				lines = append(lines, p.l.Say("%s: %s", headings[i], p.gap(&g)))
			}
		}
	}
	return lines
}

func (p prose) gap(g *Gap) string {
	switch {
	case g.Reason == policy.TooFew:
		return p.l.Say("fewer than two groups are large enough to compare")
	case g.High == nil || g.Low == nil:
		return p.l.Say("there is only one group, nobody to compare with")
	}
	return p.l.Say("%s against %s, a gap of %s points (%s to %s)", p.side(*g.High, g.Rate), p.side(*g.Low, g.Rate), p.points(g.Estimate), p.points(g.Lower), p.points(g.Upper))
}

// decisions writes the final decisions by attribute: all rates side by side where they
// fit, and otherwise in grids of two or of one, below each other.
func (t *table) decisions() {
	if t.d.Data.Human == nil {
		return
	}
	t.paragraph(t.decided(), 0)
	for i := range t.d.Attributes {
		a := &t.d.Attributes[i]
		abreast := allDecisionRates
		for abreast > 1 && !t.decisionsFit(a, abreast) {
			abreast /= 2
		}
		for first := 0; first < allDecisionRates; first += abreast {
			t.decisionGrid(a, first, first+abreast)
		}
		if rest := len(a.Groups) - maxGroupsShown; rest > 0 {
			t.line("  " + t.l.Say("… %s more, none larger, in the JSON", t.l.Integer(int64(rest))))
		}
		for _, line := range t.gaps(a) {
			t.paragraph(line, 2)
		}
	}
	t.line("")
}

// decisionsFit says whether grids of so many rates leave room for the groups.
func (t *table) decisionsFit(a *Attribute, abreast int) bool {
	for first := 0; first < allDecisionRates; first += abreast {
		header, rows := t.decisionRows(a, maxGroupsShown, first, first+abreast)
		names := widthOf(a.Name)
		for _, row := range rows {
			names = max(names, widthOf(row[0]))
		}
		if room(header, rows, 0, t.s.width()) < min(names, minLabel) {
			return false
		}
	}
	return true
}

// decisionGrid writes some rates of the final decisions about the groups of an attribute.
func (t *table) decisionGrid(a *Attribute, first, last int) {
	header, rows := t.decisionRows(a, maxGroupsShown, first, last)
	header[0] = a.Name
	width := room(header, rows, 0, t.s.width())
	for _, row := range append(rows, header) {
		row[0] = fit(row[0], max(minLabel, width))
	}
	t.grid(header, rows)
}

// decisions writes a table of the final decisions for each attribute, under headings
// from a level on.
func (m *markdown) decisions(level string) {
	if m.d.Data.Human == nil {
		return
	}
	m.line(level + " " + m.l.Say("Final decisions"))
	m.line("")
	m.paragraphs(m.decided())
	for i := range m.d.Attributes {
		a := &m.d.Attributes[i]
		m.line(level + "# " + m.show(a.Name, 0))
		m.line("")
		m.table(m.decisionRows(a, maxMarkdownGroups, 0, allDecisionRates))
		if rest := len(a.Groups) - maxMarkdownGroups; rest > 0 {
			m.paragraphs(m.l.Say("… %s more, none larger, in the JSON", m.l.Integer(int64(rest))))
		}
		for _, line := range m.gaps(a) {
			m.line("- " + line)
		}
		m.line("")
	}
}

// htmlDecisions are the final decisions about the groups of an attribute.
type htmlDecisions struct {
	ID, Title, Caption string
	Header             []htmlColumn
	Rows               [][]string
	Gaps               []string
}

// Decisions are the final decisions by attribute; none where they are not known.
func (p *page) Decisions() []htmlDecisions {
	var out []htmlDecisions
	for i := range p.D.Attributes {
		a := &p.D.Attributes[i]
		if p.D.Data.Human == nil || p.published() {
			break
		}
		d := htmlDecisions{ID: fmt.Sprintf("decisions-%d", i+1), Title: isolate(a.Name), Caption: p.l.Say("Final decisions by %s", p.show(a.Name, 0)), Gaps: p.gaps(a)}
		header, rows := p.decisionRows(a, maxGroupsOnPage, 0, allDecisionRates)
		for _, h := range header {
			name := strings.TrimPrefix(h, ">")
			d.Header = append(d.Header, htmlColumn{name, name != h})
		}
		d.Rows = rows
		out = append(out, d)
	}
	return out
}

// decisionCases are the cases of the CSV that no rule makes: each rate of final
// decisions of each group, with the gap in place of what a check finds.
func decisionCases(d *Document) []*groupCase {
	var out []*groupCase
	for i := range d.Attributes {
		a := &d.Attributes[i]
		for _, g := range a.Gaps {
			c := &Check{Attribute: a.Name, Metric: g.Rate, Rates: []string{g.Rate}, Severity: policy.Report, K: 2,
				Estimate: g.Estimate, Lower: g.Lower, Upper: g.Upper, NotAssessed: g.NotAssessed, Reason: g.Reason}
			for j := range a.Groups {
				out = append(out, &groupCase{d, c, a, &a.Groups[j], g.Rate})
			}
		}
	}
	return out
}
