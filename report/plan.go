package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// WritePlan writes what an audit can decide, for a person.
func WritePlan(w io.Writer, p *fairness.Planned, s Style) error {
	t := &table{s: s, w: bufio.NewWriter(w)}
	t.paragraph(fmt.Sprintf("chance of each verdict, from %s drawn audits of the expected sizes and rates", thousands(int64(p.Replicates))), 0)
	t.line("")
	var rows [][]string
	for _, c := range p.Checks {
		name := c.Rule + " · " + c.Attribute
		if c.Severity != policy.Block {
			name += " (" + string(c.Severity) + ")"
		}
		rows = append(rows, []string{fit(name, s.width()-48), c.Bound, percent(Number(c.Pass)), percent(Number(c.Fail)), percent(Number(c.Inconclusive))})
	}
	t.grid([]string{"rule", ">bound", ">pass", ">fail", ">inconclusive"}, rows)
	t.line("")
	t.paragraph(fmt.Sprintf("per group, with a chance of %s: the smallest gap to the largest group that a fail would find, and the people needed for a conclusive verdict at the expected rates",
		percent(Number(p.Power))), 0)
	t.line("")
	rows = nil
	for _, c := range p.Checks {
		for _, g := range c.Groups {
			rows = append(rows, []string{fit(c.Rule, 24), fit(planLabel(c, g), max(16, s.width()-78)), thousands(g.People), percent(Number(g.Expected)), smallestText(g.Smallest), neededText(g.Needed)})
		}
	}
	t.grid([]string{"rule", "group", ">people", ">expected", ">smallest gap", ">people needed"}, rows)
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

// grid writes rows in columns.
func (t *table) grid(header []string, rows [][]string) {
	lines, err := grid(header, rows)
	if err != nil {
		t.err = err
		return
	}
	for _, line := range lines {
		t.line(line)
	}
}

func planLabel(c fairness.PlannedCheck, g fairness.PlannedGroup) string {
	label := c.Attribute + " " + g.Label
	if g.Stratum != "" {
		label += " in " + g.Stratum
	}
	return label
}

func smallestText(x *float64) string {
	if x == nil {
		return "none"
	}
	return strconv.FormatFloat(*x, 'f', 3, 64)
}

func neededText(n *int64) string {
	if n == nil {
		return "not this group alone"
	}
	return about(*n)
}

// WritePlanJSON writes the plan as JSON.
func WritePlanJSON(w io.Writer, p *fairness.Planned) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p)
}
