package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
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
		header, rows = []string{t.l.Say("group"), ">" + t.l.Say("people"), ">" + t.selectedWord(), ">" + t.l.Say("ratio")}, nil
		for _, id := range ids {
			header = append(header, fmt.Sprintf(">%5s %5s", strings.ToUpper(id), t.l.Say("gap")))
		}
		for i := range t.d.Attributes {
			a := &t.d.Attributes[i]
			if len(a.Groups) == 0 {
				continue
			}
			titles[len(rows)] = t.title(a)
			rows = append(rows, t.groupRows(a, ids)...)
			if rest := len(a.Groups) - maxGroupsShown; rest > 0 {
				more[len(rows)-1] = "  " + t.l.Say("… %s more, none larger, in the JSON", t.l.Integer(int64(rest)))
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
		t.err = words.Errorf("laying out the groups: %d lines for %d rows: %w", len(lines), len(rows), err)
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
	t.paragraph(t.legend(ids), 0)
	t.line("")
}

// legend says what the numbers of the groups are.
func (p prose) legend(ids []string) string {
	text := p.l.Say("ratio: the share selected, divided by the reference's")
	if p.d.Data.Outcome == policy.Burden {
		text = p.l.Say("ratio: the share not burdened, divided by the reference's")
	}
	if len(ids) > 0 {
		text += p.l.Say(" · %s: in %%, with the gap to the reference in points; fairaudit metrics tells what they are", strings.ToUpper(strings.Join(ids, ", ")))
	}
	return text
}

// selectedWord heads the column of selection rates.
func (p prose) selectedWord() string {
	if p.d.Data.Outcome == policy.Burden {
		return p.l.Say("burdened")
	}
	return p.l.Say("selected")
}

// title names an attribute and what its groups are shown against.
func (p prose) title(a *Attribute) string {
	reference := p.reference(a)
	if reference == "" {
		return p.show(a.Name, 0)
	}
	return p.l.Say("%s, against %s", p.show(a.Name, 0), reference)
}

// reference names what the groups of an attribute are shown against; it is empty
// where none is, for want of another group or because that would tell of hidden ones.
func (p prose) reference(a *Attribute) string {
	if largest(a) == "" {
		return ""
	}
	switch metric.Reference(a.Reference) {
	case metric.Overall:
		return p.l.Say("everybody")
	case metric.Rest:
		return p.l.Say("everybody else")
	case metric.Best:
		return p.l.Say("the best group by each rate")
	case metric.Worst:
		return p.l.Say("the worst group by each rate")
	case metric.Largest:
		return p.show(largest(a), 0)
	}
	return p.show(a.Reference, 0)
}

// largest is the group that the largest is, if another is shown against it.
func largest(a *Attribute) string {
	for _, g := range a.Groups {
		for _, v := range g.Versus {
			return v.Reference
		}
	}
	return ""
}

func (p prose) groupRows(a *Attribute, ids []string) [][]string {
	var rows [][]string
	for _, g := range largestGroups(a.Groups, maxGroupsShown) {
		row := []string{"  " + p.label(&g), p.count(g.N), p.orHidden(g.Rates["selection_rate"].Den, p.percent(g.Rates["selection_rate"].Value)), p.ratio(&g)}
		for _, id := range ids {
			row = append(row, p.rate(&g, id))
		}
		rows = append(rows, row)
	}
	return rows
}

// label names a group, with the language's word for a value that is missing.
func (p prose) label(g *Group) string {
	if !g.Missing {
		return p.show(g.Label, 0)
	}
	label := strings.ReplaceAll(g.Label, metric.MissingLabel, p.l.Text(metric.MissingLabel))
	return p.show(strings.ReplaceAll(label, tally.Suppressed, p.l.Text(tally.Suppressed)), 0)
}

// largestGroups are the groups to show, in their order.
func largestGroups(groups []Group, most int) []Group {
	if len(groups) <= most {
		return groups
	}
	bySize := make([]int, len(groups))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(i, j int) int { return cmp.Compare(groups[j].N, groups[i].N) })
	shown := bySize[:most]
	slices.Sort(shown)
	var out []Group
	for _, i := range shown {
		out = append(out, groups[i])
	}
	return out
}

// ratio writes the ratio of the favourable rates, the group's to the reference's.
func (p prose) ratio(g *Group) string {
	v, ok := g.Versus["favourable"]
	if !ok || !v.Ratio.IsDefined() {
		return "–"
	}
	return p.l.Decimal(float64(v.Ratio), 3)
}

// rate writes a rate in percent with its difference from the reference in points.
func (p prose) rate(g *Group, id string) string {
	r, ok := g.Rates[id]
	switch {
	case ok && r.Den.IsHidden():
		return fmt.Sprintf("%-11s", p.l.Say("hidden"))
	case !ok || !r.Value.IsDefined():
		return fmt.Sprintf("%5s %5s", "–", "")
	}
	gap := ""
	if v, ok := g.Versus[id]; ok {
		if gap = fmt.Sprintf("%+.1f", 100*float64(v.Difference)); gap == "+0.0" || gap == "-0.0" {
			gap = "0.0"
		}
	}
	return p.l.Number(fmt.Sprintf("%5.1f", 100*float64(r.Value))) + fmt.Sprintf(" %5s", p.l.Number(gap))
}

// leftOut lists who was not compared.
func (p prose) leftOut() []string {
	var missing, suppressed, small, hidden, out []string
	for _, a := range p.d.Attributes {
		if a.isHidden() {
			hidden = append(hidden, p.l.Say("all groups of %s", p.show(a.Name, 0)))
			continue
		}
		for _, g := range a.Groups {
			switch {
			case g.N.IsHidden():
				hidden = append(hidden, p.show(a.Name, 0)+" "+p.show(p.label(&g), 30))
			case slices.Contains(g.Values, tally.Suppressed):
				suppressed = append(suppressed, p.show(a.Name, 0)+" "+p.people(g.N))
			case g.Missing && len(a.Attributes) == 1:
				missing = append(missing, p.show(a.Name, 0)+" "+p.people(g.N))
			case !g.Missing && !g.Assessed && len(p.d.Checks) > 0:
				small = append(small, fmt.Sprintf("%s %s (%s, %s)", p.show(a.Name, 0), p.show(g.Label, 30), p.people(g.N), p.l.Text(g.Reason)))
			}
		}
	}
	if len(missing) > 0 {
		out = append(out, p.l.Say("not compared, value missing: %s", strings.Join(missing, " · ")))
	}
	if len(suppressed) > 0 {
		out = append(out, p.l.Say("not compared, suppressed to protect few people: %s", strings.Join(suppressed, " · ")))
	}
	if len(hidden) > 0 {
		out = append(out, p.l.Say("hidden: %s", p.several(hidden, maxGroupsShown)))
	}
	if len(small) > 0 {
		out = append(out, p.l.Say("not assessed: %s", p.several(small, maxGroupsShown)))
	}
	return out
}

// notEvaluated lists the rules without their inputs, those with the same reason together.
func (p prose) notEvaluated() []string {
	var reasons, out []string
	rules := map[string][]string{}
	for _, n := range p.d.NotEvaluated {
		reason := p.l.Text(n.Reason)
		if n.About != "" {
			reason += p.l.Say(": %s", p.show(n.About, 0))
		}
		if rules[reason] == nil {
			reasons = append(reasons, reason)
		}
		name := p.show(n.Rule, 0)
		if n.Required {
			name += p.l.Say(" (required)")
		}
		rules[reason] = append(rules[reason], name)
	}
	for _, reason := range reasons {
		out = append(out, p.l.Say("not evaluated: %s: %s", strings.Join(rules[reason], ", "), reason))
	}
	return out
}

// account says what was read and how.
func (p prose) account() []string {
	d := p.d
	text := p.l.Say("read %s, used %s", p.rows(d.Data.Read), p.l.Integer(d.Data.Used))
	var dropped []string
	for reason, n := range d.Data.Dropped {
		rows := p.count(n)
		if n.IsHidden() {
			rows = p.rows(n)
		}
		dropped = append(dropped, p.l.Say("%s with %s", rows, p.dropReason(reason)))
	}
	slices.Sort(dropped)
	if len(dropped) > 0 {
		text += p.l.Say(" (left out: %s)", strings.Join(dropped, ", "))
	}
	if d.Data.Unlabelled > 0 {
		text += " · " + p.l.Say("%s without an actual outcome", p.people(d.Data.Unlabelled))
	}
	if d.Data.Undecided > 0 {
		text += " · " + p.l.Say("%s without a final decision", p.people(d.Data.Undecided))
	}
	out := []string{text}
	if dates := p.dates(); dates != "" {
		out = append(out, dates)
	}
	if d.Data.Join != nil {
		out = append(out, p.join(d.Data.Join))
	}
	for _, text := range []string{p.repeated(), p.columns()} {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}

// meaning says what the intervals, the exit code and the verdict mean.
func (p prose) meaning() []string {
	if p.isRecord() {
		return []string{p.exit() + " · " + p.promise()}
	}
	return []string{p.intervals(), p.exit() + " · " + p.promise()}
}

// repeated warns of people with several rows that nothing allows for. Without a
// column that identifies people, the key of a join does.
func (p prose) repeated() string {
	repeated := p.d.Data.Repeated
	if j := p.d.Data.Join; j != nil && repeated < 0 {
		repeated = j.Repeated
	}
	if repeated <= 0 || p.d.Data.DesignEffect != 1 {
		return ""
	}
	return p.l.Say("warning: %s of %s are of people who had one before; repeated people make intervals too narrow; --design-effect allows for them",
		p.rows(repeated), p.l.Integer(p.d.Data.Used))
}

// intervals says what the limits of a check are.
func (p prose) intervals() string {
	return p.l.Say("interval: each limit is one-sided, the one that could show a pass at %s %%, the one that could prove a fail at %s %%/K for the K comparisons of a check",
		p.trim(100*(1-p.d.Policy.Alpha)), "100 − "+p.trim(100*p.d.Policy.Alpha))
}

// join is the account of a join with a file of attributes.
func (p prose) join(j *Join) string {
	text := p.l.Say("joined with a file of attributes where the tallies were made: %s matched", p.rows(j.Matched))
	if len(j.Sources) > 0 {
		text = p.l.Say("joined %s by %s: %s matched", p.show(strings.Join(j.Sources, ", "), 0), p.show(strings.Join(j.Key, ", "), 0), p.rows(j.Matched))
	}
	if j.Repeated > 0 {
		text += p.l.Say(" (%s of somebody who had one before)", p.count(j.Repeated))
	}
	text += p.l.Say(", %s not", p.count(j.Unmatched))
	if j.Keyless > 0 {
		text += p.l.Say(", %s without a key", p.count(j.Keyless))
	}
	text += " · " + p.l.Say("of its %s, %s unused", p.rows(j.People.Read), p.count(j.People.Unused))
	if j.People.Keyless > 0 {
		text += p.l.Say(", %s without a key", p.count(j.People.Keyless))
	}
	return text
}

// columns says how the values of the outcome columns were read.
func (p prose) columns() string {
	var parts []string
	for _, c := range []*Column{&p.d.Data.Predicted, p.d.Data.Human, p.d.Data.Actual} {
		if c != nil && c.Cutoff == "" {
			parts = append(parts, p.l.Say("%s: positive %s, negative %s", p.show(c.Name, 0), p.values(c.Positive), p.values(c.Negative)))
		}
	}
	return strings.Join(parts, " · ")
}

func (p prose) values(values []string) string {
	if len(values) == 0 {
		return p.l.Say("none")
	}
	const most = 8
	shown := make([]string, 0, most)
	for _, v := range values[:min(most, len(values))] {
		shown = append(shown, p.show(v, 24))
	}
	text := strings.Join(shown, ", ")
	if rest := len(values) - most; rest > 0 {
		text += " " + p.l.Say("and %d more", rest)
	}
	return text
}

// atMost says how often a verdict may be wrong.
func (p prose) atMost(alpha float64) string {
	n := p.trim(100 * alpha)
	if n == "1" {
		return p.l.Say("at most once in 100")
	}
	return p.l.Say("at most %s times in 100", n)
}

// promise says what the verdict is worth under the policy's modes, and which
// rules have others.
func (p prose) promise() string {
	if p.isRecord() {
		return p.l.Say("a record says what there is and judges none of it; it is not a legal finding")
	}
	rate := p.atMost(float64(p.d.Policy.Alpha))
	var fail, pass string
	switch policy.Mode(p.d.Policy.Fail) {
	case policy.Supported:
		fail = p.l.Say("a model that treats groups equally fails %s", rate)
	case policy.Demonstrated:
		fail = p.l.Say("a model within the limit fails %s", rate)
	default:
		fail = p.l.Say("a fail rests on estimates alone")
	}
	fail += p.alone(p.d.Policy.errorControl())
	if policy.Mode(p.d.Policy.Pass) == policy.Demonstrated {
		pass = p.l.Say("one beyond the limit, among the groups assessed, passes %s", rate)
	} else {
		pass = p.l.Say("a pass rests on estimates alone and controls no error")
	}
	text := p.l.Say("%s; %s.", fail, pass+p.otherModes())
	if of := p.natures(); of != "" {
		text += p.l.Say(" The bounds are %s.", of)
	}
	return text + p.l.Say(" A pass is not a legal finding.")
}

// natures says what the bounds of the checks are: few of them are law.
func (p prose) natures() string {
	var of []string
	for _, nature := range []struct{ name, bounds string }{
		{"convention", p.l.Say("conventions, not law")}, {"guideline", p.l.Say("guidelines, not law")}, {"law", p.l.Say("law")},
	} {
		if slices.ContainsFunc(p.d.Checks, func(c Check) bool { return c.Nature == nature.name }) {
			of = append(of, nature.bounds)
		}
	}
	return strings.Join(of, p.l.Say(" and "))
}

// otherModes lists the rules that block on other evidence than the policy's.
func (p prose) otherModes() string {
	var others []string
	for _, c := range p.d.Checks {
		if t := c.Terms; t == nil || t.Fail == "" || c.Severity != policy.Block || string(t.Fail) == p.d.Policy.Fail && string(t.Pass) == p.d.Policy.Pass {
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
	return p.l.Say("; on other evidence: %s", strings.Join(others, ", "))
}

func (p prose) trim(x float64) string { return p.l.Number(fmt.Sprintf("%.10g", x)) }

// dropReason says what a row that was left out has not.
func (p prose) dropReason(reason string) string {
	if text, ok := p.l.Translation(reason); ok {
		return p.show(text, 0)
	}
	return p.show(p.l.Say("no %s", strings.TrimPrefix(reason, "no ")), 0)
}
