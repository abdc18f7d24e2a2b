package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// writeGitLab writes OpenMetrics text (1.0.0), which GitLab compares with that of
// the target branch in each merge request. The labels of a series do not depend
// on what was measured, so that a series is found again in the next run.
func writeGitLab(w io.Writer, d *Document, _ Style) error {
	out := &openMetrics{w: bufio.NewWriter(w)}
	verdicts := []policy.Verdict{policy.Pass, policy.Fail, policy.Inconclusive, policy.Waived}
	ofAudit := verdicts
	if d.Policy.Kind == policy.Record {
		ofAudit = []policy.Verdict{policy.Complete, policy.Incomplete}
	}
	out.family("fairaudit_verdict", "stateset", "verdict of the audit")
	out.states("fairaudit_verdict", nil, ofAudit, d.Verdict)
	out.family("fairaudit_present", "gauge", "whether what a rule asks for is there")
	for _, e := range d.Record {
		value := "0"
		if e.Status == Present {
			value = "1"
		}
		out.sample("fairaudit_present", []string{"rule", e.Rule, "severity", string(e.Severity)}, value)
	}
	out.family("fairaudit_check", "stateset", "verdict of a rule on an attribute")
	for i := range d.Checks {
		out.states("fairaudit_check", d.Checks[i].series(), verdicts, d.Checks[i].Verdict)
	}
	for _, part := range []struct {
		name, help string
		value      func(*Check) string
	}{
		{"estimate", "contrast of the worst pair of groups", func(c *Check) string { return c.plain("estimate", c.Estimate) }},
		{"lower", "one-sided lower limit of the contrast", func(c *Check) string { return c.plain("lower", c.Lower) }},
		{"upper", "one-sided upper limit of the contrast", func(c *Check) string { return c.plain("upper", c.Upper) }},
	} {
		out.family("fairaudit_check_"+part.name, "gauge", part.help)
		for i := range d.Checks {
			out.sample("fairaudit_check_"+part.name, d.Checks[i].series(), part.value(&d.Checks[i]))
		}
	}
	out.family("fairaudit_group_people", "gauge", "people of a group")
	for i := range d.Attributes {
		for j := range d.Attributes[i].Groups {
			g := &d.Attributes[i].Groups[j]
			out.sample("fairaudit_group_people", []string{"attribute", d.Attributes[i].Name, "group", g.Label}, g.N.plain())
		}
	}
	out.family("fairaudit_group_rate", "gauge", "rate of a group, of the rates that rules compare")
	for i := range d.Attributes {
		for j := range d.Attributes[i].Groups {
			g := &d.Attributes[i].Groups[j]
			for _, id := range comparedRates(d) {
				out.sample("fairaudit_group_rate", []string{"attribute", d.Attributes[i].Name, "group", g.Label, "rate", id}, g.rateOr(id).plain())
			}
		}
	}
	out.line("# EOF")
	return out.w.Flush()
}

// comparedRates lists the rates that rules compare, in the order of the rules.
func comparedRates(d *Document) []string {
	var ids []string
	for i := range d.Checks {
		for _, id := range d.Checks[i].Rates {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// rateOr is a rate of the group, or Undefined.
func (g *Group) rateOr(id string) Number {
	if r, ok := g.Rates[id]; ok {
		return r.Value
	}
	return Undefined
}

// series is what tells a check from the others, whatever it measured.
func (c *Check) series() []string {
	labels := []string{"attribute", c.Attribute, "rule", c.Rule, "severity", string(c.Severity)}
	if c.Within != "" {
		labels = append(labels, "within", c.Within)
	}
	return labels
}

type openMetrics struct{ w *bufio.Writer }

// line writes a line; the writer keeps its first error for Flush.
func (o *openMetrics) line(text string) { _, _ = o.w.WriteString(text + "\n") }

func (o *openMetrics) family(name, kind, help string) {
	o.line("# TYPE " + name + " " + kind)
	o.line("# HELP " + name + " " + help)
}

// sample writes a series and its value, unless it has none. Labels are pairs of
// name and text.
func (o *openMetrics) sample(name string, labels []string, value string) {
	if value == "" {
		return
	}
	if value == "inf" {
		value = "+Inf"
	}
	var parts []string
	for i := 0; i < len(labels); i += 2 {
		parts = append(parts, fmt.Sprintf(`%s="%s"`, labels[i], labelEscapes.Replace(visible(labels[i+1]))))
	}
	o.line(name + "{" + strings.Join(parts, ",") + "} " + value)
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// states writes a set of states, of which one holds.
func (o *openMetrics) states(name string, labels []string, states []policy.Verdict, holds policy.Verdict) {
	for _, s := range states {
		value := "0"
		if s == holds {
			value = "1"
		}
		o.sample(name, append(slices.Clip(labels), name, string(s)), value)
	}
}
