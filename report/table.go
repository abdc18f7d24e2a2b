package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// writeTable writes the document for a person who decides: the answer on the
// first lines, every number with its people, the reason beside the verdict and
// what to do next.
func writeTable(w io.Writer, d *Document, s Style) error {
	t := &table{prose: prose{d: d, l: s.Language}, s: s, w: bufio.NewWriter(w)}
	t.headline()
	t.record()
	t.checks(t.l.Say("rule"), func(c *Check) bool { return c.Severity == policy.Block })
	t.checks(t.l.Say("beside the decision"), func(c *Check) bool { return c.Severity != policy.Block && c.Verdict != policy.Pass })
	t.alsoHold()
	if !t.published() {
		t.groups()
		t.decisions()
	}
	t.paragraphs(slices.Concat(t.leftOut(), t.disclosure(), t.notEvaluated(), t.waivers(), t.lawful()))
	t.evidence()
	t.paragraphs(t.account())
	t.line("")
	t.paragraphs(t.meaning())
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

type table struct {
	prose
	s   Style
	w   *bufio.Writer
	err error
}

// line writes a line; the writer keeps its first error for Flush.
func (t *table) line(text string) { _, _ = t.w.WriteString(text + "\n") }

// paragraph writes wrapped text, its later lines indented.
func (t *table) paragraph(text string, indent int) {
	for _, line := range wrap(text, t.s.width(), indent) {
		t.line(line)
	}
}

func (t *table) paragraphs(texts []string) {
	for _, text := range texts {
		t.paragraph(text, 0)
	}
}

func (t *table) headline() {
	t.paragraph(t.subject(), 0)
	t.line("")
	for _, h := range t.headlines() {
		t.line(t.s.paint(h.verdict, symbols[h.verdict]+" "+h.word) + "   " + h.text)
	}
	t.paragraph(t.summary(), 0)
	t.line("")
}

// order is how verdicts are sorted: what needs a person first.
var order = map[policy.Verdict]int{policy.Fail: 0, policy.Inconclusive: 1, policy.Waived: 2, policy.Pass: 3}

// checks writes the section of the checks that belong to it.
func (t *table) checks(title string, belongs func(*Check) bool) {
	of := slices.DeleteFunc(slices.Clone(t.d.Checks), func(c Check) bool { return !belongs(&c) })
	if len(of) == 0 {
		return
	}
	slices.SortStableFunc(of, func(a, b Check) int { return order[a.Verdict] - order[b.Verdict] })
	header := []string{t.l.Say("verdict"), title, ">" + t.l.Say("estimate"), ">" + t.l.Say("interval"), ">" + t.l.Say("bound")}
	var rows [][]string
	for _, c := range of {
		verdict := fmt.Sprintf("%-14s", symbols[c.Verdict]+" "+t.l.Text(string(c.Verdict)))
		rows = append(rows, []string{verdict, c.title(), t.estimate(&c), t.interval(&c), t.bound(&c)})
	}
	width := max(minLabel, room(header, rows, 1, t.s.width()))
	for i, row := range rows {
		row[0], row[1] = t.s.paint(of[i].Verdict, row[0]), fit(row[1], width)
	}
	lines, err := grid(header, rows)
	if err != nil || len(lines) != len(of)+1 {
		t.err = words.Errorf("laying out the table: %d lines for %d checks: %w", len(lines), len(of), err)
		return
	}
	t.line(lines[0])
	for i := range of {
		t.line(lines[i+1])
		if name := clean(of[i].title()); widthOf(name) > width {
			t.paragraph(name, detailIndent)
		}
		for _, detail := range t.details(&of[i]) {
			t.paragraph(detail, detailIndent)
		}
	}
	t.line("")
}

// minLabel is the least width of a column of names.
const minLabel = 12

// detailIndent puts details below the rule, past the verdict.
const detailIndent = 16

// alsoHold names the rules beside the decision that hold.
func (t *table) alsoHold() {
	var rules []string
	of := map[string][]string{}
	for _, c := range t.d.Checks {
		if c.Severity == policy.Block || c.Verdict != policy.Pass {
			continue
		}
		if of[c.Rule] == nil {
			rules = append(rules, c.Rule)
		}
		of[c.Rule] = append(of[c.Rule], clean(cmp.Or(c.Attribute, t.l.Say("the model"))))
	}
	if len(rules) == 0 {
		return
	}
	for i, r := range rules {
		rules[i] = r + " (" + strings.Join(of[r], ", ") + ")"
	}
	t.paragraph(t.l.Say("beside the decision and holding: %s", strings.Join(rules, " · ")), 0)
	t.line("")
}
