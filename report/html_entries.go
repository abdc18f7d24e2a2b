package report

import (
	"strings"
)

// htmlImpact is an impact table of the page.
type htmlImpact struct {
	Title, Beside string
	Header        []htmlColumn
	Rows          [][]string
}

// Impacts are the impact tables that are published.
func (p *page) Impacts() []htmlImpact {
	var out []htmlImpact
	for _, e := range p.D.Record {
		if e.Impact == nil {
			continue
		}
		t := htmlImpact{Title: p.l.Say("Impact ratios by %s", p.show(e.Impact.Attribute, 0)), Beside: p.beside(e.Impact)}
		header, rows := p.impactRows(e.Impact)
		for _, h := range header {
			text := strings.TrimPrefix(h, ">")
			t.Header = append(t.Header, htmlColumn{text, text != h})
		}
		t.Rows = rows
		out = append(out, t)
	}
	return out
}
