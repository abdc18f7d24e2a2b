package report

import (
	"fmt"
	"strings"
)

// evidence lists what was supplied and what is missing on the commitments that no
// rule decides, and says nothing of what it is worth.
func (p prose) evidence() []string {
	var lines, without []string
	for _, c := range p.d.Commitments {
		if c.Verdict != "" || len(c.Evidence) == 0 {
			continue
		}
		of := map[string][]string{}
		for _, e := range c.Evidence {
			of[e.Status] = append(of[e.Status], e.Name.In(p.l))
		}
		name := fmt.Sprintf("%d %s", c.Number, c.Name.In(p.l))
		switch {
		case len(of[Supplied]) == 0:
			without = append(without, name)
		case len(of[Missing]) == 0:
			lines = append(lines, p.l.Say("%s: evidence supplied: %s", name, strings.Join(of[Supplied], ", ")))
		default:
			lines = append(lines, p.l.Say("%s: evidence supplied: %s; missing: %s", name, strings.Join(of[Supplied], ", "), strings.Join(of[Missing], ", ")))
		}
	}
	if len(without) > 0 {
		lines = append(lines, p.l.Say("evidence missing on: %s", strings.Join(without, ", ")))
	}
	return lines
}

// evidence writes the evidence on the charter's other commitments.
func (t *table) evidence() {
	lines := t.prose.evidence()
	if len(lines) == 0 {
		return
	}
	t.paragraph(t.l.Say("other commitments of the charter, listed and never judged; source: %s", t.d.Commitments[0].Source.In(t.l)), 0)
	for _, line := range lines {
		t.paragraph(line, 2)
	}
	t.line("")
}
