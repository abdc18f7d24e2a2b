package report

import (
	"slices"
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
	out := []string{p.l.Say("disclosure control: a number of fewer than %s people, or one that leaves fewer out, is hidden, and so is what would tell it to within fewer than %s or was computed from it; rates of fewer than 100 people are whole percentages; the verdict is that of all the data",
		p.l.Integer(d.MinCell), p.l.Integer(d.MinCell))}
	var rules []string
	of := map[string][]string{}
	for _, c := range d.Checks {
		if of[c.Rule] == nil {
			rules = append(rules, c.Rule)
		}
		of[c.Rule] = append(of[c.Rule], p.show(c.Attribute, 0))
	}
	for i, rule := range rules {
		rules[i] = p.show(rule, 0) + " (" + strings.Join(of[rule], ", ") + ")"
	}
	if len(rules) > 0 {
		out = append(out, p.l.Say("not published, for they rest on hidden numbers: %s", strings.Join(rules, " · ")))
	}
	if d.Waivers > 0 {
		out = append(out, p.l.Count(int64(d.Waivers), "nor is %s waiver of what they find", "nor are %s waivers of what they find"))
	}
	return out
}

// isHidden reports whether no group of an attribute is shown.
func (a *Attribute) isHidden() bool {
	return !slices.ContainsFunc(a.Groups, func(g Group) bool { return !g.N.IsHidden() })
}

// disclosed says in the auditor's record what disclosure control was applied.
func (p *page) disclosed() []string {
	if p.D.Disclosure == nil {
		lines := []string{p.l.Say("none was applied: this report shows every count and is for internal use")}
		if n := p.D.Policy.MinCell; n > 0 {
			lines = append(lines, p.l.Say("the policy publishes no number of fewer than %s", p.people(Count(n))))
		}
		return lines
	}
	return []string{p.l.Say("applied, with a minimum cell of %s people: under “What is hidden”", p.l.Integer(p.D.Disclosure.MinCell))}
}
