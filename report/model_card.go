package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// writeModelCard writes the part of a model card that is about fairness, as
// Markdown whose headings begin at the second level: for whom the model is, who was
// compared, what was found, what people make of the model's advice, and what that does
// not say.
func writeModelCard(w io.Writer, d *Document, s Style) error {
	m := &markdown{prose: prose{d: d, l: s.Language, mark: markdownText}, w: bufio.NewWriter(w)}
	m.line("## " + m.l.Say("Fairness"))
	m.line("")
	for _, h := range m.headlines() {
		m.paragraphs("**" + symbols[h.verdict] + " " + h.word + "** · " + h.text)
	}
	m.paragraphs(m.summary(), m.promise())
	m.use()
	m.compared()
	m.checks("### "+m.l.Say("Rules that decide"), func(c *Check) bool { return c.Severity == policy.Block })
	m.checks("### "+m.l.Say("Rules beside the decision"), func(c *Check) bool { return c.Severity != policy.Block })
	m.record("###")
	if !m.published() {
		m.ratesByGroup()
		m.decisions("###")
	}
	m.limits()
	m.line("### " + m.l.Say("Data"))
	m.line("")
	m.paragraphs(m.account()...)
	m.paragraphs(m.policy())
	return m.w.Flush()
}

// section writes a heading with a list below it; nothing where the list is empty.
func (m *markdown) section(title string, items []string) {
	if len(items) == 0 {
		return
	}
	m.line("### " + title)
	m.line("")
	for _, item := range items {
		m.line("- " + item)
	}
	m.line("")
}

// use says what the model is for: what was declared of it, and of its use.
func (m *markdown) use() {
	purpose := m.l.Say("nothing declared")
	if m.d.Model.Purpose != "" {
		purpose = m.show(m.d.Model.Purpose, 0)
	}
	items := []string{m.l.Say("purpose: %s", purpose), m.outcome()}
	for _, c := range m.d.Commitments {
		for _, e := range c.Evidence {
			if slices.Contains([]string{"population", "decision", "prohibited_uses", "human_review", "override"}, e.ID) {
				text := m.l.Say("nothing declared")
				if e.Status == Supplied {
					text = m.show(e.Text, 0)
				}
				items = append(items, m.l.Say("%s: %s", e.Name.In(m.l), text))
			}
		}
	}
	m.section(m.l.Say("Intended use"), items)
}

// compared lists the attributes with their groups.
func (m *markdown) compared() {
	var items []string
	for i := range m.d.Attributes {
		a := &m.d.Attributes[i]
		var groups []string
		shown := largestGroups(a.Groups, maxGroupsShown)
		for j := range shown {
			groups = append(groups, fmt.Sprintf("%s (%s)", m.label(&shown[j]), m.people(shown[j].N)))
		}
		if rest := len(a.Groups) - len(shown); rest > 0 {
			groups = append(groups, m.l.Say("and %d more", rest))
		}
		if len(groups) == 0 {
			groups = append(groups, m.l.Say("hidden"))
		}
		items = append(items, m.l.Say("%s: %s", m.title(a), strings.Join(groups, ", ")))
	}
	if text := m.bases(); text != "" {
		items = append(items, text)
	}
	m.section(m.l.Say("Groups compared"), items)
}

// ratesByGroup writes the rates that rules compare, with their intervals and people.
func (m *markdown) ratesByGroup() {
	ids := documentedRates(m.d)
	header := []string{m.l.Say("group"), ">" + m.l.Say("people")}
	for _, id := range ids {
		header = append(header, ">"+m.l.Text(rateName(id)))
	}
	m.line("### " + m.l.Say("Metrics by group"))
	m.line("")
	m.paragraphs(m.l.Say("Each rate with its 95 %% interval and the people it is of, for the groups that were compared."))
	for i := range m.d.Attributes {
		a := &m.d.Attributes[i]
		if len(a.Groups) == 0 {
			continue
		}
		m.line("#### " + m.show(a.Name, 0))
		m.line("")
		var rows [][]string
		documented := slices.DeleteFunc(slices.Clone(a.Groups), func(g Group) bool { return !m.d.isDocumented(&g) })
		shown := largestGroups(documented, maxMarkdownGroups)
		for j := range shown {
			g := &shown[j]
			row := []string{m.label(g), m.count(g.N)}
			for _, id := range ids {
				row = append(row, m.rateWithin(g, id))
			}
			rows = append(rows, row)
		}
		m.table(header, rows)
		if rest := len(documented) - len(shown); rest > 0 {
			m.paragraphs(m.l.Say("… %s more, none larger, in the JSON", m.l.Integer(int64(rest))))
		}
	}
}

// rateWithin writes a rate of a group with its interval and the people it is of.
func (p prose) rateWithin(g *Group, id string) string {
	r, ok := g.Rates[id]
	if !ok || !r.Value.IsDefined() {
		return p.percentOf(g, id)
	}
	text := p.percentOf(g, id)
	if known, _ := metric.FindRate(id); known != nil && known.IsShare() && len(r.Interval) == 2 {
		text += " (" + p.rateInterval(r) + ")"
	}
	return text + ", n = " + p.count(r.Den)
}

// limits says what the audit could not tell.
func (m *markdown) limits() {
	items := slices.Concat(m.leftOut(), m.disclosure(), m.notEvaluated(), m.inForce(), m.waivers())
	for _, w := range m.d.Warnings {
		items = append(items, m.warning(w))
	}
	if !m.isRecord() {
		items = append(items, m.intervals())
	}
	if slices.ContainsFunc(m.d.Checks, func(c Check) bool { return c.Verdict == policy.Inconclusive }) {
		items = append(items, m.l.Say("inconclusive is no pass: the data cannot tell"))
	}
	m.section(m.l.Say("Limits"), items)
}
