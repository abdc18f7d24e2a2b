package report

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// WritePlan writes what an audit can decide, for a person.
func WritePlan(w io.Writer, p *fairness.Planned, s Style) error {
	t := &table{prose: prose{l: s.Language}, s: s, w: bufio.NewWriter(w)}
	t.paragraph(t.l.Say("chance of each verdict, from %s drawn audits of the expected sizes and rates", t.l.Integer(int64(p.Replicates))), 0)
	t.line("")
	var rows [][]string
	for _, c := range p.Checks {
		name := c.Rule + " · " + c.Attribute
		if c.Severity != policy.Block {
			name += " (" + t.l.Text(string(c.Severity)) + ")"
		}
		rows = append(rows, []string{fit(name, s.width()-48), t.l.Number(c.Bound), t.l.Percent(c.Pass), t.l.Percent(c.Fail), t.l.Percent(c.Inconclusive)})
	}
	t.grid([]string{t.l.Say("rule"), ">" + t.l.Say("bound"), ">" + t.l.Text("pass"), ">" + t.l.Text("fail"), ">" + t.l.Text("inconclusive")}, rows)
	t.line("")
	t.paragraph(t.l.Say("per group, with a chance of %s: the smallest gap to the largest group that a fail would find, and the people needed for a conclusive verdict at the expected rates",
		t.l.Percent(p.Power)), 0)
	t.line("")
	rows = nil
	for _, c := range p.Checks {
		for _, g := range c.Groups {
			rows = append(rows, []string{fit(c.Rule, 24), fit(t.planLabel(c, g), max(16, s.width()-78)), t.l.Integer(g.People), t.l.Percent(g.Expected), t.smallest(g.Smallest), t.needed(g.Needed)})
		}
	}
	t.grid([]string{t.l.Say("rule"), t.l.Say("group"), ">" + t.l.Say("people"), ">" + t.l.Say("expected"), ">" + t.l.Say("smallest gap"), ">" + t.l.Say("people needed")}, rows)
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

func (p prose) planLabel(c fairness.PlannedCheck, g fairness.PlannedGroup) string {
	label := c.Attribute + " " + g.Label
	if g.Stratum != "" {
		label += p.l.Say(" in %s", g.Stratum)
	}
	return label
}

func (p prose) smallest(x *float64) string {
	if x == nil {
		return p.l.Say("none")
	}
	return p.l.Decimal(*x, 3)
}

func (p prose) needed(n *int64) string {
	if n == nil {
		return p.l.Say("not this group alone")
	}
	return p.about(*n)
}

// WritePlanJSON writes the plan as JSON.
func WritePlanJSON(w io.Writer, p *fairness.Planned) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p)
}
