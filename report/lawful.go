package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/criteria"
)

// lawful says on what basis the attributes may be processed, as it was declared,
// and what a person should look at. It judges nothing.
func (p prose) lawful() []string {
	var lines []string
	if text := p.bases(); text != "" {
		lines = append(lines, text)
	}
	if text := p.article4a(); text != "" {
		lines = append(lines, text)
	}
	for _, w := range p.d.Warnings {
		lines = append(lines, p.l.Say("warning: %s", p.warning(w)))
	}
	return lines
}

// bases lists the attributes by the basis declared; nothing when none has one.
func (p prose) bases() string {
	of := map[string][]string{}
	for _, a := range p.d.Attributes {
		if len(a.Attributes) == 1 {
			of[a.LawfulBasis] = append(of[a.LawfulBasis], p.show(a.Name, 0))
		}
	}
	var parts []string
	for _, b := range criteria.Bases {
		if names := of[b.ID]; names != nil {
			parts = append(parts, fmt.Sprintf("%s (%s)", strings.Join(names, ", "), p.l.Text(b.Name)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	if names := of[""]; names != nil {
		parts = append(parts, fmt.Sprintf("%s (%s)", strings.Join(names, ", "), p.l.Say("none declared")))
	}
	return p.l.Say("lawful basis, as declared: %s", strings.Join(parts, " · "))
}

// article4a lists the conditions of Article 4a with what was declared of each.
func (p prose) article4a() string {
	if p.d.Article4a == nil {
		return ""
	}
	var parts []string
	for _, c := range p.d.Article4a {
		known := slices.IndexFunc(criteria.Conditions, func(k criteria.Condition) bool { return k.ID == c.Condition })
		if known < 0 {
			continue
		}
		answer := p.l.Say("not declared")
		switch {
		case c.Holds == nil:
		case *c.Holds:
			answer = p.l.Say("yes")
		default:
			answer = p.l.Say("no")
		}
		condition := criteria.Conditions[known]
		parts = append(parts, p.l.Say("(%s) %s: %s", condition.Letter, p.l.Text(condition.Name), answer))
	}
	return p.l.Say("Article 4a of the AI Act (Regulation (EU) 2026/1744), whose six conditions all have to hold, as declared: %s", strings.Join(parts, " · "))
}

func (p prose) warning(w Warning) string {
	if text := p.dateWarning(fairness.WarningKind(w.Kind)); text != "" {
		return text
	}
	name, as := p.show(w.Attribute, 30), ""
	if c, ok := criteria.Find(w.Criterion); ok {
		as = p.l.Text(c.Name)
	}
	switch fairness.WarningKind(w.Kind) {
	case fairness.NoBasis:
		return p.l.Say("%s, by its name, is about %s: a special category of personal data (Article 9 of the GDPR) without a declared lawful_basis", name, as)
	case fairness.OrdinaryBasis:
		return p.l.Say("%s, by its name, is about %s: a special category of personal data (Article 9 of the GDPR), declared to be ordinary", name, as)
	case fairness.Ethnoracial:
		return p.l.Say("%s, by its name, is about %s, which this policy does not ask for: French law bars ethnic and racial classes", name, as)
	}
	return name
}
