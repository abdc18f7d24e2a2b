package report

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Evidence is the evidence on a commitment that has a status.
func (p *page) Evidence(c Commitment, status string) []htmlEvidence {
	var out []htmlEvidence
	for _, e := range c.Evidence {
		if e.Status == status {
			out = append(out, htmlEvidence{e.Name.In(p.l), e.Text})
		}
	}
	return out
}

// htmlEvidence is a fact and what was said of it.
type htmlEvidence struct{ Name, Text string }

// waiverStatus says what became of a waiver.
func (p *page) waiverStatus(w WaiverUse) string {
	switch w.Status {
	case policy.Used:
		return p.l.Say("covers the check")
	case policy.Partial:
		return p.l.Say("covers a part of it")
	case policy.Expired:
		return p.l.Say("expired")
	}
	return p.l.Say("not needed: %s", p.l.Text(w.Why))
}

// Seal is that of the audit document, which the page was made from.
func (p *page) Seal() (string, error) { return p.D.seal() }

// Warnings are what a person should look at.
func (p *page) Warnings() []string {
	var out []string
	for _, w := range p.D.Warnings {
		out = append(out, p.warning(w))
	}
	return out
}

// htmlAttribute says how people are compared by an attribute.
type htmlAttribute struct {
	Name, Reference, Basis string
	Groups, Missing        Count
}

// Attributes are the attributes and intersections of the audit.
func (p *page) Attributes() []htmlAttribute {
	var out []htmlAttribute
	for i := range p.D.Attributes {
		a := &p.D.Attributes[i]
		row := htmlAttribute{Name: isolate(a.Name), Reference: p.reference(a), Basis: p.basis(a)}
		if p.D.Disclosure != nil && len(a.Groups) == 0 {
			row.Groups, row.Missing = Hidden, Hidden
		}
		for _, g := range a.Groups {
			if g.Missing {
				row.Missing = row.Missing.plus(g.N)
			} else {
				row.Groups++
			}
		}
		out = append(out, row)
	}
	return out
}

// basis is the lawful basis that was declared for an attribute, or for those of
// an intersection.
func (p *page) basis(a *Attribute) string {
	i := slices.IndexFunc(criteria.Bases, func(b criteria.Basis) bool { return b.ID == a.LawfulBasis })
	switch {
	case len(a.Attributes) > 1:
		return p.l.Say("those of its attributes")
	case i < 0:
		return ""
	}
	return p.l.Text(criteria.Bases[i].Name)
}

// rowsBy is a number of rows with what they have in common.
type rowsBy struct {
	Text string
	N    Count
}

// dropped is the rows that were left out, by reason.
func (p *page) dropped() []rowsBy {
	var reasons []string
	for reason := range p.D.Data.Dropped {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	var out []rowsBy
	for _, reason := range reasons {
		out = append(out, rowsBy{p.dropReason(reason), p.D.Data.Dropped[reason]})
	}
	return out
}

// Modes say what a fail and a pass of the policy rest on.
func (p *page) Modes() []string {
	return p.modes(p.D.Policy.errorControl())
}

// groupRule says which groups are assessed.
func (p *page) groupRule() string {
	text := p.l.Say("those of at least %s", p.people(Count(p.D.Policy.MinGroup)))
	if share := p.D.Policy.MinShare; share != nil {
		text += p.l.Say(" and of at least %s of the people", p.percent(*share))
	}
	return text
}

// designEffect says by how much people who resemble each other widen intervals.
func (p *page) designEffect() string {
	if p.D.Data.DesignEffect <= 1 {
		return ""
	}
	return p.l.Say("A design effect of %s widens every interval, for rows that are not independent.", p.trim(p.D.Data.DesignEffect))
}

// recordItem is something an auditor must keep: what the report holds of it, and
// what people have to supply.
type recordItem struct {
	Item        string
	Held, Asked []string
}

// question is something to supply, perhaps as evidence under a name.
type question struct{ evidence, text string }

// recordItem answers the questions that were answered as evidence.
func (p *page) recordItem(item string, held []string, asked ...question) recordItem {
	r := recordItem{Item: item}
	for _, text := range held {
		if text != "" {
			r.Held = append(r.Held, text)
		}
	}
	for _, q := range asked {
		if answer := p.answerTo(q.evidence); answer != "" {
			r.Held = append(r.Held, p.l.Say("%s: %s", q.text, isolate(answer)))
		} else {
			r.Asked = append(r.Asked, q.text)
		}
	}
	return r
}

// answerTo is what was supplied as evidence under a name.
func (p *page) answerTo(id string) string {
	var all []Evidence
	for _, c := range p.D.Commitments {
		all = append(all, c.Evidence...)
	}
	for _, e := range p.D.Record {
		all = append(all, e.Evidence...)
	}
	at := slices.IndexFunc(all, func(e Evidence) bool { return e.ID == id && e.Status == Supplied && e.Text != "" })
	if at < 0 {
		return ""
	}
	return all[at].Text
}

// Record is what the texts ask an auditor to keep, taken together: the AI Act with
// its annex IV, UGESP, New York City's Local Law 144 and French administrative law.
func (p *page) Record() []recordItem {
	d := p.D
	read := p.l.Say("read %s, used %s", p.rows(d.Data.Read), p.l.Integer(d.Data.Used))
	groups := []question{{"", p.l.Say("why these groups and this reference")}}
	if slices.ContainsFunc(d.Attributes, func(a Attribute) bool { return len(a.Attributes) == 1 && a.LawfulBasis == "" }) {
		groups = slices.Insert(groups, 0, question{"", p.l.Say("lawful basis of each attribute")})
	}
	return []recordItem{
		p.recordItem(p.l.Say("Identity of the system"), []string{isolate(strings.Trim(p.Name()+" · "+d.Model.Purpose, " ·")), p.outcome()},
			question{"provider", p.l.Say("provider")}, question{"", p.l.Say("deployer")}, question{"distribution_date", p.l.Say("date of distribution")}, question{"", p.l.Say("stage audited")}),
		p.recordItem(p.l.Say("Data"), []string{read, p.dates(), p.l.Say("people without a value: in the tables of groups")},
			question{"data_origin", p.l.Say("origin")}, question{"data_period", p.l.Say("period")}, question{"population", p.l.Say("population")},
			question{"", p.l.Say("historical or test data")}, question{"", p.l.Say("digest of the data")}),
		p.recordItem(p.l.Say("Groups"), []string{p.l.Say("definitions and references: under “What was audited”"), p.bases()}, groups...),
		p.recordItem(p.l.Say("Rules"), []string{p.policy(), p.l.Say("thresholds with their nature and source: under “The policy and its numbers”")}),
		p.recordItem(p.l.Say("Results"), []string{p.summary(), p.l.Say("counts, rates, intervals, tests and reasons: in this page and the audit document")}),
		p.recordItem(p.l.Say("Uncertainty and multiplicity"), []string{p.l.Say("methods and error levels: under “Method and conventions”")}),
		p.recordItem(p.l.Say("Disclosure control"), p.disclosed()),
		p.recordItem(p.l.Say("Decisions"), p.inForce(),
			question{"", p.l.Say("justification of a difference as necessary and proportionate")}, question{"", p.l.Say("corrective action")}, question{"", p.l.Say("owner and deadline")}),
		p.recordItem(p.l.Say("People"), nil,
			question{"author", p.l.Say("author")}, question{"reviewer", p.l.Say("reviewer")}, question{"independence", p.l.Say("statement of independence")}, question{"signed", p.l.Say("date and signature")}),
		p.recordItem(p.l.Say("Comparison with the previous audit"), nil, question{"", p.l.Say("reference of that audit, and what has changed")}),
		p.recordItem(p.l.Say("Tool"), []string{isolate(p.Tool()), p.l.Say("the same rows give the same report to the last byte")},
			question{"", p.l.Say("command line")}, question{"", p.l.Say("machine and duration")}),
	}
}

// criterion is a rule of design with the criteria of RGAA 4.1.2 it comes from.
type criterion struct{ Numbers, Done string }

// Criteria are the criteria of RGAA that the page was built to.
func (p *page) Criteria() []criterion {
	return []criterion{
		{"1.1, 1.3", p.l.Say("Every chart is an image with a title that says what it shows.")},
		{"1.2", p.l.Say("Ornaments are hidden from assistive technology.")},
		{"1.6, 1.7", p.l.Say("Every chart has a description and is followed by its data table.")},
		{"1.8", p.l.Say("There are no images of text.")},
		{"3.1", p.l.Say("A verdict is a word, a sign and a colour, never a colour alone.")},
		{"3.2, 3.3", p.l.Say("Text has a contrast of at least 4.5 to 1 and parts of charts of at least 3 to 1, on light and on dark.")},
		{"5.4–5.7", p.l.Say("Tables are simple: a caption, one line of column headers and one column of row headers, with their scope.")},
		{"6.1", p.l.Say("Links name what they lead to.")},
		{"7.1–7.5", p.l.Say("There are no scripts.")},
		{"8.1–8.9", p.l.Say("The page is valid, has a language and a title, and marks what is in another language.")},
		{"9.1–9.3", p.l.Say("Headings follow in order, the structure has landmarks, and lists are lists.")},
		{"10.1–10.12", p.l.Say("The page can be read at 200 %% and at a width of 320 pixels, with wider spacing and without its style; focus is visible.")},
		{"12.6–12.9", p.l.Say("A link leads to the report, and what scrolls can be reached by keyboard.")},
	}
}
