package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// maxGroupsShown bounds the groups listed per attribute, to the largest; the
// JSON has them all.
const maxGroupsShown = 12

// groups writes the groups of each attribute with their main rates, as many of
// these as fit.
func (t *table) groups() {
	ids := []string{"tpr", "fpr", "ppv"}
	if t.d.Data.Actual == nil {
		ids = nil
	}
	var header []string
	var rows [][]string
	titles := map[int]string{} // by row: the attribute that starts there
	more := map[int]string{}   // by row: what follows it
	var width int
	for {
		header, rows = []string{"group", ">people", ">" + selectedWord(t.d), ">ratio"}, nil
		for _, id := range ids {
			header = append(header, fmt.Sprintf(">%5s %5s", strings.ToUpper(id), "gap"))
		}
		for i := range t.d.Attributes {
			a := &t.d.Attributes[i]
			titles[len(rows)] = title(a)
			rows = append(rows, groupRows(a, ids)...)
			if rest := len(a.Groups) - maxGroupsShown; rest > 0 {
				more[len(rows)-1] = fmt.Sprintf("  … %s more, none larger, in the JSON", thousands(int64(rest)))
			}
		}
		if width = room(header, rows, 0, t.s.width()); width >= minLabel+2 || len(ids) == 0 {
			break
		}
		ids = ids[:len(ids)-1]
	}
	for _, row := range rows {
		row[0] = fit(row[0], max(minLabel, width))
	}
	lines, err := grid(header, rows)
	if err != nil || len(lines) != len(rows)+1 {
		t.err = fmt.Errorf("laying out the groups: %d lines for %d rows: %w", len(lines), len(rows), err)
		return
	}
	t.line(lines[0])
	for i, line := range lines[1:] {
		if title, ok := titles[i]; ok {
			t.line(fit(title, t.s.width()))
		}
		t.line(line)
		if text, ok := more[i]; ok {
			t.line(text)
		}
	}
	t.paragraph(legend(t.d, ids), 0)
	t.line("")
}

// legend says what the numbers of the groups are.
func legend(d *Document, ids []string) string {
	text := fmt.Sprintf("ratio: the share %s, divided by the reference's", map[bool]string{true: "not burdened", false: "selected"}[d.Data.Outcome == policy.Burden])
	if len(ids) > 0 {
		text += fmt.Sprintf(" · %s: in %%, with the gap to the reference in points; fairaudit metrics tells what they are", strings.ToUpper(strings.Join(ids, ", ")))
	}
	return text
}

// selectedWord heads the column of selection rates.
func selectedWord(d *Document) string {
	if d.Data.Outcome == policy.Burden {
		return "burdened"
	}
	return "selected"
}

// title names an attribute and what its groups are shown against.
func title(a *Attribute) string {
	reference := clean(a.Reference)
	switch metric.Reference(a.Reference) {
	case metric.Overall:
		reference = "everybody"
	case metric.Rest:
		reference = "everybody else"
	case metric.Best, metric.Worst:
		reference = "the " + reference + " group by each rate"
	case metric.Largest:
		reference = largest(a)
	}
	if reference == "" {
		return clean(a.Name)
	}
	return clean(a.Name) + ", against " + reference
}

// largest is the group that the largest is, if another is shown against it.
func largest(a *Attribute) string {
	for _, g := range a.Groups {
		for _, v := range g.Versus {
			return clean(v.Reference)
		}
	}
	return ""
}

func groupRows(a *Attribute, ids []string) [][]string {
	var rows [][]string
	for _, g := range largestGroups(a.Groups) {
		row := []string{"  " + clean(g.Label), thousands(g.N), percent(g.Rates["selection_rate"].Value), ratioText(&g)}
		for _, id := range ids {
			row = append(row, rateText(&g, id))
		}
		rows = append(rows, row)
	}
	return rows
}

// largestGroups are the groups to show, in their order.
func largestGroups(groups []Group) []Group {
	if len(groups) <= maxGroupsShown {
		return groups
	}
	bySize := make([]int, len(groups))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(i, j int) int { return cmp.Compare(groups[j].N, groups[i].N) })
	shown := bySize[:maxGroupsShown]
	slices.Sort(shown)
	var out []Group
	for _, i := range shown {
		out = append(out, groups[i])
	}
	return out
}

// ratioText writes the ratio of the favourable rates, the group's to the reference's.
func ratioText(g *Group) string {
	v, ok := g.Versus["favourable"]
	if !ok || !v.Ratio.IsDefined() {
		return "–"
	}
	return strconv.FormatFloat(float64(v.Ratio), 'f', 3, 64)
}

// rateText writes a rate in percent with its difference from the reference in points.
func rateText(g *Group, id string) string {
	r, ok := g.Rates[id]
	if !ok || !r.Value.IsDefined() {
		return fmt.Sprintf("%5s %5s", "–", "")
	}
	gap := ""
	if v, ok := g.Versus[id]; ok {
		if gap = fmt.Sprintf("%+.1f", 100*float64(v.Difference)); gap == "+0.0" || gap == "-0.0" {
			gap = "0.0"
		}
	}
	if gap == "-0.0" {
		gap = "+0.0"
	}
	return fmt.Sprintf("%5.1f %5s", 100*float64(r.Value), gap)
}

// leftOut lists who and what was not compared.
func (t *table) leftOut() {
	var missing, small []string
	for _, a := range t.d.Attributes {
		for _, g := range a.Groups {
			switch {
			case g.Missing && len(a.Attributes) == 1:
				missing = append(missing, fmt.Sprintf("%s %s", clean(a.Name), people(g.N)))
			case !g.Missing && !g.Assessed:
				small = append(small, fmt.Sprintf("%s %s (%s, %s)", clean(a.Name), fit(g.Label, 30), people(g.N), g.Reason))
			}
		}
	}
	if len(missing) > 0 {
		t.paragraph("not compared, value missing: "+strings.Join(missing, " · "), 0)
	}
	if len(small) > 0 {
		rest := len(small) - maxGroupsShown
		text := "not assessed: " + strings.Join(small[:min(len(small), maxGroupsShown)], " · ")
		if rest > 0 {
			text += fmt.Sprintf(" · and %d more", rest)
		}
		t.paragraph(text, 0)
	}
	t.notEvaluated()
}

// notEvaluated lists the rules without their inputs, those with the same reason together.
func (t *table) notEvaluated() {
	var reasons []string
	rules := map[string][]string{}
	for _, n := range t.d.NotEvaluated {
		if rules[n.Reason] == nil {
			reasons = append(reasons, n.Reason)
		}
		name := n.Rule
		if n.Required {
			name += " (required)"
		}
		rules[n.Reason] = append(rules[n.Reason], name)
	}
	for _, reason := range reasons {
		t.paragraph(fmt.Sprintf("not evaluated: %s: %s", strings.Join(rules[reason], ", "), reason), 0)
	}
}

// account writes what was read, and what the exit code promises.
func (t *table) account() {
	d := t.d
	text := fmt.Sprintf("read %s, used %s", plural(d.Data.Read, "row"), thousands(d.Data.Used))
	var dropped []string
	for reason, n := range d.Data.Dropped {
		dropped = append(dropped, fmt.Sprintf("%s with %s", thousands(n), clean(reason)))
	}
	slices.Sort(dropped)
	if len(dropped) > 0 {
		text += " (left out: " + strings.Join(dropped, ", ") + ")"
	}
	if d.Data.Unlabelled > 0 {
		text += fmt.Sprintf(" · %s without an actual outcome", people(d.Data.Unlabelled))
	}
	t.paragraph(text, 0)
	if d.Data.Repeated > 0 && d.Data.DesignEffect == 1 {
		t.paragraph(fmt.Sprintf("warning: %s of %s are of people who had one before; repeated people make intervals too narrow; --design-effect allows for them",
			plural(d.Data.Repeated, "row"), thousands(d.Data.Used)), 0)
	}
	if columns := columnsText(d); columns != "" {
		t.paragraph(columns, 0)
	}
	t.line("")
	t.paragraph(fmt.Sprintf("interval: each limit is one-sided, the one that could show a pass at %s %%, the one that could prove a fail at %s %%/K for the K comparisons of a check",
		trimFloat(100*(1-d.Policy.Alpha)), "100 − "+trimFloat(100*d.Policy.Alpha)), 0)
	exit := fmt.Sprintf("exit %d", d.ExitCode)
	if d.Verdict == policy.Inconclusive && d.ExitCode != fairness.ExitInconclusive {
		exit += ", as asked for what is inconclusive"
	}
	t.paragraph(exit+" · "+promise(d), 0)
}

// columnsText says how the values of the outcome columns were read.
func columnsText(d *Document) string {
	var parts []string
	for _, c := range []*Column{&d.Data.Predicted, d.Data.Actual} {
		if c != nil && c.Cutoff == "" {
			parts = append(parts, fmt.Sprintf("%s: positive %s, negative %s", clean(c.Name), listValues(c.Positive), listValues(c.Negative)))
		}
	}
	return strings.Join(parts, " · ")
}

func listValues(values []string) string {
	if len(values) == 0 {
		return "none"
	}
	const most = 8
	shown := make([]string, 0, most)
	for _, v := range values[:min(most, len(values))] {
		shown = append(shown, fit(v, 24))
	}
	text := strings.Join(shown, ", ")
	if rest := len(values) - most; rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

// promise says what the verdict is worth under the policy's modes, and which
// rules have others.
func promise(d *Document) string {
	rate := fmt.Sprintf("at most %s times in 100", trimFloat(100*d.Policy.Alpha))
	var fail, pass string
	switch policy.Mode(d.Policy.Fail) {
	case policy.Supported:
		fail = "a model that treats groups equally fails " + rate
	case policy.Demonstrated:
		fail = "a model within the limit fails " + rate
	default:
		fail = "a fail rests on estimates alone"
	}
	if policy.Mode(d.Policy.Pass) == policy.Demonstrated {
		pass = "one beyond the limit, among the groups assessed, passes " + rate
	} else {
		pass = "a pass rests on estimates alone and controls no error"
	}
	return fail + "; " + pass + otherModes(d) + ". The bounds are the policy's; a pass is not a legal finding."
}

// otherModes lists the rules that block on other evidence than the policy's.
func otherModes(d *Document) string {
	var others []string
	for _, c := range d.Checks {
		if t := c.Terms; t == nil || c.Severity != policy.Block || string(t.Fail) == d.Policy.Fail && string(t.Pass) == d.Policy.Pass {
			continue
		}
		text := fmt.Sprintf("%s (fail: %s, pass: %s)", c.Rule, c.Terms.Fail, c.Terms.Pass)
		if !slices.Contains(others, text) {
			others = append(others, text)
		}
	}
	if len(others) == 0 {
		return ""
	}
	return "; on other evidence: " + strings.Join(others, ", ")
}

func trimFloat(x float64) string { return fmt.Sprintf("%g", x) }
