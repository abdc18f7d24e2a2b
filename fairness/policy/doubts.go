package policy

import "slices"

// Doubt is what is legal in a policy, and seldom meant.
type Doubt struct {
	Rule string // empty for the policy
	Text string // in English
}

// Doubts lists what is worth a second look in a policy that is valid.
func (p *Policy) Doubts() []Doubt {
	var doubts []Doubt
	for _, d := range policyDoubts {
		if d.holds(p) {
			doubts = append(doubts, Doubt{Text: d.text})
		}
	}
	for i := range p.Rules {
		for _, d := range ruleDoubts {
			if d.holds(&p.Rules[i]) {
				doubts = append(doubts, Doubt{p.Rules[i].ID, d.text})
			}
		}
	}
	return doubts
}

// doubt is a text, and when it is to be said.
type doubt[H any] struct {
	text  string
	holds func(h H) bool
}

var policyDoubts = []doubt[*Policy]{
	{"adopted is missing: nobody can tell whether the thresholds were fixed before the data were known", func(p *Policy) bool { return p.Adopted == "" }},
	{"no rule blocks: no audit can pass or fail", func(p *Policy) bool { return p.Kind == Gate && !p.blocks(Benefit) && !p.blocks(Burden) }},
	{"no rule blocks where a decision is a benefit", func(p *Policy) bool { return p.Kind == Gate && !p.blocks(Benefit) && p.blocks(Burden) }},
	{"no rule blocks where a decision is a burden", func(p *Policy) bool { return p.Kind == Gate && p.blocks(Benefit) && !p.blocks(Burden) }},
	{"alpha is over 0.05: a verdict may be wrong more often than is usual", func(p *Policy) bool { return p.Kind == Gate && p.Error.Alpha > 0.05 }},
	{"disclosure: min_cell is under 5: official statistics seldom show so few people", func(p *Policy) bool { return p.MinCell > 0 && p.MinCell < fewPublished }},
	{"disclosure: min_cell is min_group or more: a published report shows no check of an attribute of which it hides a group", (*Policy).hidesBesideFew},
	{"waivers: max_days is over a year", func(p *Policy) bool { return p.Kind == Gate && p.Horizon > 366 }},
}

var ruleDoubts = []doubt[*Rule]{
	{"pass: point: the estimate alone decides, so that a model beyond the bound may well pass", func(r *Rule) bool { return r.Kind == Compare && r.Pass == Point }},
	{"fail: point: the estimate alone decides, so that a model that treats groups equally may well fail", func(r *Rule) bool { return r.Kind == Compare && r.Fail == Point }},
	{"min_coverage is under 0.5: it may pass while nobody assesses the groups of most people", func(r *Rule) bool { return r.Kind == Compare && float(r.Groups.MinCoverage) < 0.5 }},
	{"nature names a law or a guideline, and source is missing", func(r *Rule) bool { return r.Nature != "convention" && r.Source == "" }},
}

// blocks reports whether some rule decides on this kind of outcome.
func (p *Policy) blocks(o Outcome) bool {
	return slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Judges() && r.Severity == Block && r.Applies(o) })
}
