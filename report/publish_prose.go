package report

import (
	"strings"
)

// orHidden is a text, or that what it is about is hidden.
func (p prose) orHidden(n Count, text string) string {
	if n.IsHidden() {
		return p.l.Say("hidden")
	}
	return text
}

// several joins texts, at most so many of them.
func (p prose) several(texts []string, most int) string {
	text := strings.Join(texts[:min(len(texts), most)], " · ")
	if rest := len(texts) - most; rest > 0 {
		text += " · " + p.l.Say("and %d more", rest)
	}
	return text
}

// disclosure says what a published document hides and by which rule; nothing of a
// document that hides nothing.
func (p prose) disclosure() []string {
	d := p.d.Disclosure
	if d == nil {
		return nil
	}
	out := []string{p.l.Say("published: hidden is what is of fewer than %s people, or leaves fewer, and as many other numbers as it takes to keep it hidden; rates of fewer than 100 people are whole percentages; the verdict is that of all the data",
		p.l.Integer(d.MinCell))}
	var names []string
	for _, c := range d.Checks {
		title := (&Check{Rule: c.Rule, Attribute: c.Attribute}).title()
		names = append(names, p.show(title, 0))
	}
	if len(names) > 0 {
		out = append(out, p.l.Say("not published, for they rest on hidden numbers: %s", p.several(names, 4*maxGroupsShown)))
	}
	return out
}

// disclosed says in the auditor's record what disclosure control was applied.
func (p *page) disclosed() []string {
	if p.D.Disclosure == nil {
		return []string{p.l.Say("none was applied: this report shows every count and is for internal use")}
	}
	return []string{p.l.Say("applied, with a minimum cell of %s people: under “What is hidden”", p.l.Integer(p.D.Disclosure.MinCell))}
}
