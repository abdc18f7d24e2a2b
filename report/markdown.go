package report

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// maxMarkdownGroups bounds the groups listed per attribute, to the largest.
const maxMarkdownGroups = 50

// writeMarkdown writes the document as GitHub Flavored Markdown, for a merge
// request, a wiki or the summary of a job.
func writeMarkdown(w io.Writer, d *Document, s Style) error {
	m := &markdown{prose: prose{d: d, l: s.Language, mark: markdownText}, w: bufio.NewWriter(w)}
	m.line("# " + m.l.Say("Fairness audit: %s", m.show(strings.TrimSpace(d.Model.Name+" "+d.Model.Release), 0)))
	m.line("")
	for _, h := range m.headlines() {
		m.line("**" + symbols[h.verdict] + " " + h.word + "** · " + h.text)
		m.line("")
	}
	m.paragraphs(m.summary(), m.subject())
	m.record("##")
	m.checks("## "+m.l.Say("Rules that decide"), func(c *Check) bool { return c.Severity == policy.Block })
	m.checks("## "+m.l.Say("Rules beside the decision"), func(c *Check) bool { return c.Severity != policy.Block })
	if !m.published() {
		m.groups()
		m.decisions("##")
	}
	m.line("## " + m.l.Say("Account"))
	m.line("")
	m.paragraphs(slices.Concat(m.leftOut(), m.disclosure(), m.notEvaluated(), m.waivers(), m.lawful(), m.evidence(), m.account())...)
	m.paragraphs(m.meaning()...)
	return m.w.Flush()
}

type markdown struct {
	prose
	w *bufio.Writer
}

// line writes a line; the writer keeps its first error for Flush.
func (m *markdown) line(text string) { _, _ = m.w.WriteString(text + "\n") }

func (m *markdown) paragraphs(texts ...string) {
	for _, text := range texts {
		m.line(text)
		m.line("")
	}
}

// table writes a table. Columns whose header starts with ">" are aligned right.
func (m *markdown) table(header []string, rows [][]string) {
	names, rule := make([]string, len(header)), make([]string, len(header))
	for i, h := range header {
		names[i], rule[i] = strings.TrimPrefix(h, ">"), "---"
		if names[i] != h {
			rule[i] = "--:"
		}
	}
	for _, row := range append([][]string{names, rule}, rows...) {
		m.line("| " + strings.Join(row, " | ") + " |")
	}
	m.line("")
}

// checks writes the checks that belong to a section: a table, then what stands
// behind each of those that did not pass.
func (m *markdown) checks(title string, belongs func(*Check) bool) {
	of := slices.DeleteFunc(slices.Clone(m.d.Checks), func(c Check) bool { return !belongs(&c) })
	if len(of) == 0 {
		return
	}
	slices.SortStableFunc(of, func(a, b Check) int { return order[a.Verdict] - order[b.Verdict] })
	m.line(title)
	m.line("")
	var rows [][]string
	for i := range of {
		c := &of[i]
		rows = append(rows, []string{symbols[c.Verdict] + " " + m.l.Text(string(c.Verdict)), m.show(c.Rule, 0), m.show(c.Attribute, 0),
			m.estimate(c), m.interval(c), m.show(m.bound(c), 0)})
	}
	m.table([]string{m.l.Say("verdict"), m.l.Say("rule"), m.l.Say("attribute"), ">" + m.l.Say("estimate"), ">" + m.l.Say("interval"), ">" + m.l.Say("bound")}, rows)
	for i := range of {
		details := m.details(&of[i])
		if of[i].Verdict == policy.Pass || len(details) == 0 {
			continue
		}
		m.line("- **" + m.show(of[i].title(), 0) + "**")
		for _, detail := range details {
			m.line("  - " + detail)
		}
	}
	m.line("")
}

// record writes the entries of a record, and what is published, under a heading of a
// level.
func (m *markdown) record(level string) {
	if len(m.d.Record) == 0 {
		return
	}
	m.line(level + " " + m.l.Say("Record"))
	m.line("")
	for _, line := range m.prose.record() {
		m.line("- " + line)
	}
	m.line("")
	for _, e := range m.d.Record {
		if e.Impact != nil {
			m.table(m.impactRows(e.Impact))
			m.paragraphs(m.beside(e.Impact))
		}
	}
}

// groups writes a table of the groups of each attribute.
func (m *markdown) groups() {
	ids := []string{"tpr", "fpr", "ppv"}
	if m.d.Data.Actual == nil {
		ids = nil
	}
	m.line("## " + m.l.Say("Groups"))
	m.line("")
	for i := range m.d.Attributes {
		a := &m.d.Attributes[i]
		if len(a.Groups) == 0 {
			continue
		}
		m.line("### " + m.title(a))
		m.line("")
		header := []string{m.l.Say("group"), ">" + m.l.Say("people"), ">" + m.selectedWord(), ">" + m.l.Say("ratio")}
		for _, id := range ids {
			header = append(header, ">"+strings.ToUpper(id))
		}
		var rows [][]string
		shown := largestGroups(a.Groups, maxMarkdownGroups)
		for j := range shown {
			g := &shown[j]
			row := []string{m.label(g), m.count(g.N), m.share(g, "selection_rate"), m.ratio(g)}
			for _, id := range ids {
				row = append(row, m.share(g, id))
			}
			rows = append(rows, row)
		}
		m.table(header, rows)
		if rest := len(a.Groups) - len(shown); rest > 0 {
			m.paragraphs(m.l.Say("… %s more, none larger, in the JSON", m.l.Integer(int64(rest))))
		}
	}
	m.paragraphs(m.legend(nil))
}

// share writes a rate of a group in percent.
func (p prose) share(g *Group, id string) string {
	if r, ok := g.Rates[id]; ok && r.Value.IsDefined() {
		return p.percent(r.Value)
	} else if ok {
		return p.orHidden(r.Den, "–")
	}
	return "–"
}

// beforeDot is what a dot makes a link or the number of a list of.
var beforeDot = regexp.MustCompile(`^[0-9]+$|(?i:www)$`)

// markdownText makes text plain in Markdown: what it says is what is shown, and
// no link, mention, tag or formula comes of it.
func markdownText(text string) string {
	var b strings.Builder
	text = clean(text)
	for i, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '@': // which would mention somebody
			b.WriteString("@" + string(joiner))
		case strings.ContainsRune("\\`*_{}[]()#|~:$", r), i == 0 && strings.ContainsRune("+-=", r), r == '.' && beforeDot.MatchString(text[:i]):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
