package report

import (
	"bufio"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// WritePolicy says in sentences what a policy asks, and what in it is worth a second
// look.
func WritePolicy(w io.Writer, p *policy.Policy, s Style) error {
	t := &table{prose: prose{l: s.Language}, s: s, w: bufio.NewWriter(w)}
	t.policyHead(p)
	for _, section := range []struct {
		title string
		has   func(*policy.Rule) bool
	}{
		{t.l.Say("rules that decide"), func(r *policy.Rule) bool { return r.Severity == policy.Block }},
		{t.l.Say("beside the decision"), func(r *policy.Rule) bool { return r.Severity != policy.Block }},
	} {
		for i, at := 0, 0; i < len(p.Rules); i++ {
			r := &p.Rules[i]
			if !section.has(r) {
				continue
			}
			if at++; at == 1 {
				t.line("\n" + section.title)
			}
			t.line("  " + clean(r.ID))
			t.paragraph(t.rule(p, r), 4)
		}
	}
	t.policyTail(p)
	if doubts := p.Doubts(); len(doubts) > 0 {
		t.line("\n" + t.l.Say("legal, and worth a second look"))
		for _, text := range t.doubts(doubts) {
			t.hanging("  ! ", text)
		}
	}
	return t.w.Flush()
}

// doubts are what is to be doubted with the rules that it holds for.
func (p prose) doubts(all []policy.Doubt) []string {
	var texts []string
	rules := map[string][]string{}
	for _, d := range all {
		if !slices.Contains(texts, d.Text) {
			texts = append(texts, d.Text)
		}
		if d.Rule != "" {
			rules[d.Text] = append(rules[d.Text], clean(d.Rule))
		}
	}
	for i, text := range texts {
		texts[i] = p.l.Text(text)
		if of := rules[text]; of != nil {
			texts[i] = p.l.Say("%s: %s", strings.Join(of, ", "), texts[i])
		}
	}
	return texts
}

// hanging writes wrapped text beside a head, below which nothing stands.
func (t *table) hanging(head, text string) {
	for i, line := range wrap(text, t.s.width(), widthOf(head)) {
		if i == 0 {
			line = head + strings.TrimLeft(line, " ")
		}
		t.line(line)
	}
}

// policyHead says what the policy is, what its verdicts rest on and who is compared.
func (t *table) policyHead(p *policy.Policy) {
	about := []string{clean(t.l.Text(p.Title)), clean(t.l.Text(p.Basis))}
	if p.Adopted != "" {
		about = append(about, t.l.Say("adopted %s", t.l.Date(p.Adopted)))
	}
	for _, e := range p.Extends {
		about = append(about, t.l.Say("extends %s (sha256 %s…)", clean(e.Name), e.Digest[:12]))
	}
	t.paragraph(strings.Join(slices.DeleteFunc(about, func(text string) bool { return text == "" }), " · "), 0)
	if p.Kind == policy.Record {
		t.line("")
		t.paragraph(t.l.Say("It judges nothing: the record is complete when every entry that decides is present."), 0)
		return
	}
	if !slices.ContainsFunc(p.Rules, func(r policy.Rule) bool { return r.Kind == policy.Compare }) {
		return
	}
	t.line("")
	t.paragraphs(t.modes(p.Error))
	t.paragraph(t.groupsOf(p), 0)
}

// groupsOf says who is compared, and how much error a verdict may make.
func (p prose) groupsOf(of *policy.Policy) string {
	texts := []string{p.compared(of.Error.Pairs), p.sizes(of.Groups), p.strata(of.Within)}
	if of.Error.Fail != policy.Point || of.Error.Pass != policy.Point {
		texts = append(texts, p.l.Say("A verdict that has to be proven is wrong at most %s times in 100%s.",
			p.l.Number(strconv.FormatFloat(100*of.Error.Alpha, 'g', 6, 64)), p.alone(of.Error)))
	}
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), " ")
}

func (p prose) compared(pairs policy.Pairs) string {
	if pairs == policy.ReferencePairs {
		return p.l.Say("Each group is compared with the reference.")
	}
	return p.l.Say("Each group is compared with every other.")
}

func (p prose) sizes(g policy.GroupRules) string {
	text := p.l.Say("those of at least %s", p.people(Count(g.MinGroup)))
	if g.MinShare != nil {
		text += p.l.Say(" and of at least %s of the people", p.shareOf(g.MinShare))
	}
	text = p.l.Say("Groups are assessed: %s.", text)
	if g.MinCoverage.Sign() > 0 {
		text += " " + p.l.Say("A pass needs %s of the people in assessed groups.", p.shareOf(g.MinCoverage))
	}
	return text
}

func (p prose) strata(w policy.Within) string {
	switch {
	case w.Declared:
		return p.l.Say("Where an audit declares strata, groups are compared within them.")
	case w.Names != nil:
		return p.l.Say("Groups are compared within %s.", clean(strings.Join(w.Names, ", ")))
	}
	return ""
}

// rule says what a rule asks, of whom, and where it departs from its policy.
func (p prose) rule(of *policy.Policy, r *policy.Rule) string {
	texts := []string{p.asks(r)}
	switch r.When {
	case policy.Benefit:
		texts = append(texts, p.l.Say("Only where a decision is a benefit."))
	case policy.Burden:
		texts = append(texts, p.l.Say("Only where a decision is a burden."))
	}
	if r.Attributes != nil {
		texts = append(texts, p.l.Say("Only for %s.", clean(strings.Join(r.Attributes, ", "))))
	}
	if r.Severity == policy.Report {
		texts = append(texts, p.l.Say("It is only reported."))
	}
	if slices.Contains(of.Intersections.Rules, r.ID) {
		texts = append(texts, p.l.Say("On declared intersections too (%s).", p.l.Text(string(of.Intersections.Severity))))
	}
	if r.NeedsLabels() {
		texts = append(texts, p.l.Say("It needs actual outcomes."))
	}
	if r.Require {
		texts = append(texts, p.l.Say("Without what it needs there is no pass."))
	}
	texts = append(texts, p.departs(of, r)...)
	texts = append(texts, p.l.Say("Nature: %s.", p.l.Text(r.Nature)))
	if r.Source != "" {
		texts = append(texts, p.l.Say("Source: %s.", clean(p.l.Text(r.Source))))
	}
	return strings.Join(texts, " ")
}

// departs says where a rule that compares has settings of its own.
func (p prose) departs(of *policy.Policy, r *policy.Rule) []string {
	var texts []string
	if r.Kind != policy.Compare {
		return nil
	}
	with := of.Error
	with.Fail, with.Pass = r.Fail, r.Pass
	modes, own := p.modes(of.Error), p.modes(with)
	for i := range own {
		if own[i] != modes[i] {
			texts = append(texts, own[i])
		}
	}
	for _, pair := range [][2]string{{p.compared(of.Error.Pairs), p.compared(r.Pairs)}, {p.sizes(of.Groups), p.sizes(r.Groups)}, {p.strata(of.Within), p.strata(r.Within)}} {
		if pair[0] != pair[1] && pair[1] != "" {
			texts = append(texts, pair[1])
		} else if pair[0] != pair[1] {
			texts = append(texts, p.l.Say("Groups are compared overall."))
		}
	}
	return texts
}

// asks is the sentence of what a rule measures.
func (p prose) asks(r *policy.Rule) string {
	bound := ""
	if r.Bound.Value != nil {
		bound = p.l.Number(r.Bound.Text)
	}
	switch r.Kind {
	case policy.MissingShare:
		return p.l.Say("At most %s of the people have no value.", p.shareOf(r.Bound.Value))
	case policy.UnmatchedShare:
		return p.l.Say("At most %s of the rows find nobody in the file of attributes.", p.shareOf(r.Bound.Value))
	case policy.Representation:
		return p.l.Say("Of each group's share of the people and its share of the declared population, the smaller is at least %s of the larger.", bound)
	case policy.Widens:
		what := p.l.Say("any rate that another rule compares")
		if r.Contrast.Rates != nil {
			what = p.rateNames(r)
		}
		return p.l.Say("Since the earlier audit no gap between two groups has widened by more than %s, by %s.", bound, what)
	case policy.Inputs:
		return p.l.Say("The model reads no column that is protected, or stands for what is.")
	case policy.EvidenceRule:
		return p.l.Say("There is evidence: %s.", strings.Join(p.evidenceNames(r), ", "))
	case policy.Publish:
		return p.l.Say("Rates of selection and their ratios to the highest are published by %s.", p.criteria(r))
	case policy.Significance:
		return p.l.Say("%s: no gap within the bounds of %s that chance does not explain and that costs a group at least %s.",
			p.rateNames(r), strings.Join(r.Inside, ", "), p.people(Count(r.MinShortfall)))
	case policy.TwoSD:
		return p.l.Say("%s: no group is two standard deviations below the best off and at least %s short of parity.", p.rateNames(r), p.people(Count(r.MinShortfall)))
	}
	switch r.Contrast.Operation {
	case metric.MinMax:
		return p.l.Say("%s: the lowest of a group is at least %s of the highest.", p.rateNames(r), bound)
	case metric.MaxMin:
		return p.l.Say("%s: the highest of a group is at most %s times the lowest.", p.rateNames(r), bound)
	}
	return p.l.Say("%s: no two groups differ by more than %s.", p.rateNames(r), bound)
}

// rateNames are the rates that a rule compares, as the start of a sentence.
func (p prose) rateNames(r *policy.Rule) string {
	var names []string
	for _, id := range r.Contrast.Rates {
		rate, _ := metric.FindRate(id)
		names = append(names, p.l.Text(rate.Name))
	}
	return upper(strings.Join(names, p.l.Say(" or ")))
}

func (p prose) evidenceNames(r *policy.Rule) []string {
	var names []string
	for _, id := range r.Evidence {
		e, _ := policy.TheCharter().Find(id)
		names = append(names, e.Name.In(p.l))
	}
	return names
}

// criteria are what a published table tells people apart by.
func (p prose) criteria(r *policy.Rule) string {
	var parts []string
	for _, oneOf := range r.Criteria {
		var names []string
		for _, id := range oneOf {
			c, _ := criteria.Find(id)
			names = append(names, p.l.Text(c.Name))
		}
		parts = append(parts, strings.Join(names, p.l.Say(" or ")))
	}
	return strings.Join(parts, " × ")
}

// policyTail says how long an audit counts, what may be published and what a waiver may be.
func (t *table) policyTail(p *policy.Policy) {
	var texts []string
	if p.MaxAge.N > 0 {
		texts = append(texts, t.l.Say("An audit, and its data, count for %s.", t.age(p.MaxAge.String())))
	}
	if p.MinCell > 0 {
		texts = append(texts, t.l.Say("A published report shows no number of fewer than %s.", t.people(Count(p.MinCell))))
	}
	if p.Kind == policy.Gate && p.Horizon > 0 {
		texts = append(texts, t.l.Say("A waiver reaches at most %s ahead.", t.l.Count(int64(p.Horizon), "%s day", "%s days")))
	} else if p.Kind == policy.Gate {
		texts = append(texts, t.l.Say("No waiver is allowed."))
	}
	if texts != nil {
		t.line("")
		t.paragraph(strings.Join(texts, " "), 0)
	}
}

func (p prose) shareOf(x *big.Rat) string {
	f, _ := x.Float64()
	return p.l.Percent(f)
}

// upper is a text with a capital.
func upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// modes say what a fail and a pass rest on.
func (p prose) modes(of policy.ErrorControl) []string {
	var out []string
	switch of.Fail {
	case policy.Supported:
		out = append(out, p.l.Say("A check fails when the inequality of two groups is proven, %s, and their estimate is beyond the bound.", p.among(of)))
	case policy.Demonstrated:
		out = append(out, p.l.Say("A check fails when the data prove the bound exceeded, %s.", p.among(of)))
	default:
		out = append(out, p.l.Say("A check fails when the estimate is beyond the bound; no error is controlled."))
	}
	if of.Pass == policy.Demonstrated {
		out = append(out, p.l.Say("A check passes when the limit of every pair of groups keeps to the bound."))
	} else {
		out = append(out, p.l.Say("A check passes when the estimate keeps to the bound."))
	}
	return append(out, p.l.Say("Everything else is inconclusive, with its reason, and never counts as a pass."))
}

// alone says that what fails promise, each check promises by itself.
func (p prose) alone(of policy.ErrorControl) string {
	if of.Family == policy.CheckFamily && of.Fail != policy.Point {
		return p.l.Say(", on each check by itself")
	}
	return ""
}

// among says over which comparisons a fail is proven, and how it allows for their number.
func (p prose) among(of policy.ErrorControl) string {
	correction := p.l.Say("weighted Holm")
	if of.Correction == policy.Bonferroni {
		correction = p.l.Say("weighted Bonferroni")
	}
	if of.Family == policy.CheckFamily {
		return p.l.Say("over all its own comparisons at once (%s)", correction)
	}
	return p.l.Say("over all comparisons of all checks of its severity at once (%s)", correction)
}
