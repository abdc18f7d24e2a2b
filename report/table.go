package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// writeTable writes the document for a person who decides: the answer on the
// first lines, every number with its people, the reason beside the verdict and
// what to do next.
func writeTable(w io.Writer, d *Document, s Style) error {
	t := &table{d: d, s: s, w: bufio.NewWriter(w)}
	t.headline()
	t.checks("rule", func(c *Check) bool { return c.Severity == policy.Block })
	t.checks("beside the decision", func(c *Check) bool { return c.Severity != policy.Block && c.Verdict != policy.Pass })
	t.alsoHold()
	t.groups()
	t.leftOut()
	t.account()
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

type table struct {
	d   *Document
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

func (t *table) headline() {
	d := t.d
	name := strings.TrimSpace(clean(d.Model.Name + " " + d.Model.Release))
	counted := people(d.Data.Used)
	if d.Data.Weighted {
		counted += ", weighted"
	}
	t.paragraph(fmt.Sprintf("%s · %s · %s is a %s · policy %s%s", name, counted, positiveText(d), d.Data.Outcome,
		clean(d.Policy.Name), adopted(d)), 0)
	t.line("")
	for _, c := range commitments(d) {
		text := fmt.Sprintf("%s %s", symbols[c.verdict], headlineWord[c.verdict])
		t.line(t.s.paint(c.verdict, text) + "   " + c.text)
	}
	t.paragraph(summary(d), 0)
	t.line("")
}

func people(n int64) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(n) + " people"
}

// positiveText says what the prediction is: "recommandé = 1", "score ≥ 0.5".
func positiveText(d *Document) string {
	p := d.Data.Predicted
	if p.Cutoff != "" {
		return clean(p.Name) + " ≥ " + p.Cutoff
	}
	return clean(p.Name + " = " + strings.Join(p.Positive, " or "))
}

func adopted(d *Document) string {
	digest := d.Policy.Digest[:min(12, len(d.Policy.Digest))]
	if d.Policy.Adopted == "" {
		return fmt.Sprintf(" (sha256 %s…)", digest)
	}
	return fmt.Sprintf(" (adopted %s, sha256 %s…)", d.Policy.Adopted, digest)
}

var headlineWord = map[policy.Verdict]string{policy.Pass: "RESPECTED", policy.Fail: "NOT RESPECTED", policy.Inconclusive: "INCONCLUSIVE"}

type commitmentVerdict struct {
	verdict policy.Verdict
	text    string
}

// commitments gives each commitment that blocking rules speak of its worst verdict.
func commitments(d *Document) []commitmentVerdict {
	var out []commitmentVerdict
	for _, known := range policy.Commitments {
		of := slices.DeleteFunc(slices.Clone(d.Checks), func(c Check) bool {
			return c.Severity != policy.Block || c.Commitment != known.Number
		})
		if len(of) > 0 {
			out = append(out, commitmentVerdict{worstOf(of), fmt.Sprintf("commitment %d – %s", known.Number, known.Name)})
		}
	}
	if len(out) == 1 {
		out[0].verdict = d.Verdict
	}
	if len(out) == 0 {
		out = []commitmentVerdict{{d.Verdict, "policy " + clean(d.Policy.Name)}}
	}
	return out
}

func worstOf(checks []Check) policy.Verdict {
	worst := policy.Pass
	for _, c := range checks {
		if c.Verdict == policy.Fail {
			return policy.Fail
		}
		if c.Verdict == policy.Inconclusive {
			worst = policy.Inconclusive
		}
	}
	return worst
}

// summary counts the checks: "1 failed · 1 inconclusive · 6 passed · 2 warnings".
func summary(d *Document) string {
	counts := map[policy.Verdict]int{}
	var warned, undecided int
	for _, c := range d.Checks {
		switch {
		case c.Severity == policy.Block:
			counts[c.Verdict]++
		case c.Verdict == policy.Fail:
			warned++
		case c.Verdict == policy.Inconclusive:
			undecided++
		}
	}
	parts := []string{fmt.Sprintf("%d failed", counts[policy.Fail]), fmt.Sprintf("%d inconclusive", counts[policy.Inconclusive]),
		fmt.Sprintf("%d passed", counts[policy.Pass])}
	if warned+undecided > 0 {
		parts = append(parts, fmt.Sprintf("beside the decision: %s, %d inconclusive", plural(int64(warned), "warning"), undecided))
	}
	if len(counts) == 0 {
		parts = append(parts, "no rule that decides could be evaluated")
	}
	return strings.Join(parts, " · ")
}

// order is how verdicts are sorted: what needs a person first.
var order = map[policy.Verdict]int{policy.Fail: 0, policy.Inconclusive: 1, policy.Pass: 2}

// checks writes the section of the checks that belong to it.
func (t *table) checks(title string, belongs func(*Check) bool) {
	of := slices.DeleteFunc(slices.Clone(t.d.Checks), func(c Check) bool { return !belongs(&c) })
	if len(of) == 0 {
		return
	}
	slices.SortStableFunc(of, func(a, b Check) int { return order[a.Verdict] - order[b.Verdict] })
	header := []string{"verdict", title, ">estimate", ">interval", ">bound"}
	var rows [][]string
	for _, c := range of {
		verdict := fmt.Sprintf("%-14s", symbols[c.Verdict]+" "+string(c.Verdict))
		rows = append(rows, []string{verdict, c.Rule + " · " + c.Attribute, estimateText(&c), intervalText(&c), c.Bound})
	}
	width := max(minLabel, room(header, rows, 1, t.s.width()))
	for i, row := range rows {
		row[0], row[1] = t.s.paint(of[i].Verdict, row[0]), fit(row[1], width)
	}
	lines, err := grid(header, rows)
	if err != nil || len(lines) != len(of)+1 {
		t.err = fmt.Errorf("laying out the table: %d lines for %d checks: %w", len(lines), len(of), err)
		return
	}
	t.line(lines[0])
	for i := range of {
		t.line(lines[i+1])
		for _, detail := range details(t.d, &of[i]) {
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
		of[c.Rule] = append(of[c.Rule], clean(c.Attribute))
	}
	if len(rules) == 0 {
		return
	}
	for i, r := range rules {
		rules[i] = r + " (" + strings.Join(of[r], ", ") + ")"
	}
	t.paragraph("beside the decision and holding: "+strings.Join(rules, " · "), 0)
	t.line("")
}

func estimateText(c *Check) string {
	switch {
	case slices.Contains(c.Infinite, "estimate"):
		return "infinite"
	case !c.Estimate.IsDefined():
		return "undefined"
	}
	return decimal(c.Estimate, c.BoundValue)
}

func intervalText(c *Check) string {
	limit := func(name string, x Number) string {
		if slices.Contains(c.Infinite, name) {
			return "∞"
		}
		return decimal(x, c.BoundValue)
	}
	if !c.Lower.IsDefined() && len(c.Infinite) == 0 {
		return ""
	}
	return limit("lower", c.Lower) + " – " + limit("upper", c.Upper)
}
