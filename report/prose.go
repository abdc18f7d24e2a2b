package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// prose writes the sentences of a document, the same for every format that
// people read.
type prose struct {
	d *Document
	l words.Language
	// mark makes text from the data harmless in the format. Without it such text
	// is clean, and cut to lengths that keep a line of a terminal readable.
	mark func(text string) string
}

// show is text from the data as the format shows it, with a width for terminals;
// 0 is any.
func (p prose) show(text string, width int) string {
	switch {
	case p.mark != nil:
		return p.mark(text)
	case width == 0:
		return clean(text)
	}
	return fit(text, width)
}

// details says of a check who is compared, why the verdict is what it is, and
// what would change it.
func (p prose) details(c *Check) []string {
	var lines []string
	add := func(text string) {
		if text != "" {
			lines = append(lines, text)
		}
	}
	if c.Pair != nil {
		add(p.pair(c.Pair))
	}
	add(p.conditional(c))
	add(p.unknown(c))
	add(p.inputs(c))
	if c.Verdict == policy.Pass {
		add(p.companions(c))
		return lines
	}
	add(p.why(c))
	lines = append(lines, p.waived(c)...)
	if c.Worst != nil {
		add(p.l.Say("the worst estimate, %s, is not proven: %s", p.decimal(c.Worst.Estimate, c.BoundValue), p.pair(c.Worst)))
	}
	if c.Blocking != nil {
		add(p.l.Say("a pass is blocked by %s", p.pair(c.Blocking)))
	}
	if more := len(c.Offenders) - 1 + c.MoreFailing; more > 0 {
		pairs, others := p.l.Count(int64(more), "%s other pair", "%s other pairs"), p.otherOffenders(c)
		if c.Metric == gapWidening {
			add(p.l.Say("%s beyond the bound and proven to have widened: %s", pairs, others))
		} else {
			add(p.l.Say("%s beyond the bound and proven unequal: %s", pairs, others))
		}
	}
	if len(c.NotAssessed) > 0 {
		add(p.l.Say("not assessed: %s", p.unassessed(c.NotAssessed)))
	}
	return lines
}

// representation is the metric of a rule on the shares of groups in a population.
const representation = "representation_ratio"

// gapWidening is the metric of a rule on change.
const gapWidening = "gap_widening"

// unknown gives the people behind a share of unknown values, or of unmatched rows.
func (p prose) unknown(c *Check) string {
	if j := p.d.Data.Join; j != nil && c.Metric == "unmatched_share" {
		return p.l.Say("%s of %s have nobody in the file of attributes", p.count(j.Unmatched.plus(j.Keyless)), p.rows(j.Matched.plus(j.Unmatched).plus(j.Keyless)))
	}
	if c.Metric != "missing_share" {
		return ""
	}
	for _, a := range p.d.Attributes {
		for _, g := range a.Groups {
			if a.Name == c.Attribute && g.Missing {
				return p.l.Say("%s of %s have no value", p.count(g.N), p.people(Count(p.d.Data.Used)))
			}
		}
	}
	return ""
}

// inputs names the inputs of the model that are protected, and as what.
func (p prose) inputs(c *Check) string {
	const most = 12
	var parts []string
	for _, in := range c.Inputs[:min(most, len(c.Inputs))] {
		var as []string
		if in.Attribute != "" {
			as = append(as, p.l.Say("attribute %s", p.show(in.Attribute, 30)))
		}
		if known, ok := criteria.Find(in.Criterion); ok {
			as = append(as, p.l.Text(known.Name))
		}
		if in.Proxy {
			as = append(as, p.l.Say("a proxy"))
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", p.show(in.Column, 30), strings.Join(as, ", ")))
	}
	if len(parts) == 0 {
		return ""
	}
	if rest := len(c.Inputs) - most; rest > 0 {
		parts = append(parts, p.l.Say("and %d more", rest))
	}
	return p.l.Say("the model reads what is protected, or stands for it: %s", strings.Join(parts, ", "))
}

// pair writes two groups with their counts, the worse off first.
func (p prose) pair(x *Pair) string {
	text := p.l.Say("%s  against  %s", p.side(x.Group, x.Rate), p.side(x.Reference, x.Rate))
	if x.Rate == policy.PopulationShare {
		text = p.l.Say("%s  against  %s of the population", p.side(x.Group, x.Rate), p.percent(x.Reference.Rate))
	}
	if x.Stratum != "" {
		text += p.l.Say("  in %s", p.show(x.Stratum, 40))
	}
	if b := x.Before; b != nil {
		text = p.l.Say("%s: %s; before %s against %s", p.l.Text(rateName(x.Rate)), text, p.rateOf(b.Group, x.Rate), p.rateOf(b.Reference, x.Rate))
	}
	return text
}

// conditional says how the pair differs overall and, summed up, within strata.
func (p prose) conditional(c *Check) string {
	x := c.Conditional
	if x == nil {
		return ""
	}
	text := p.l.Say("%s against %s over %s of %s: difference %s with these strata put together", p.show(c.Pair.Group.Label, 30), p.show(c.Pair.Reference.Label, 30),
		p.l.Count(int64(x.Strata), "the %s stratum", "the %s strata"), p.show(c.Within, 30), p.signed(x.Crude))
	if x.Difference.IsDefined() {
		text += p.l.Say(", %s within", p.signed(x.Difference))
	}
	if x.Lower.IsDefined() {
		text += p.l.Say(" (%s to %s)", p.signed(x.Lower), p.signed(x.Upper))
	}
	if x.Simpson {
		text += " · " + p.l.Say("the sign reverses within strata")
	}
	if x.Heterogeneous {
		text += " · " + p.l.Say("the strata differ from each other, so read them one by one")
		if x.Standardised.IsDefined() {
			text += p.l.Say("; standardised difference %s", p.signed(x.Standardised))
		}
	}
	return text
}

func (p prose) signed(x Number) string {
	if !x.IsDefined() {
		return p.l.Say("undefined")
	}
	return p.l.Number(strings.Replace(fmt.Sprintf("%+.3f", float64(x)), "-", "−", 1))
}

// side writes a group with its counts and its rate: "50+ 402/1,340 = 30.0 %".
func (p prose) side(s Side, rate string) string {
	return p.show(s.Label, 40) + " " + p.rateOf(s, rate)
}

// rateOf writes a group's rate with its counts. A rate that is weighted or
// combined is not the quotient of its counts.
func (p prose) rateOf(s Side, rate string) string {
	r, _ := metric.FindRate(rate)
	value := p.bareRate(s, rate)
	switch {
	case s.Den == 0: // of a population
		return value
	case r != nil && (len(r.Terms)+len(r.Over) > 0 || r.Map != nil):
		return p.l.Say("%s (of %s)", value, p.l.Integer(s.Den))
	case p.d.Data.Weighted:
		return p.l.Say("%s weighted (%s of %s)", value, p.l.Integer(s.Num), p.people(Count(s.Den)))
	}
	return fmt.Sprintf("%s/%s = %s", p.l.Integer(s.Num), p.l.Integer(s.Den), value)
}

// bareRate writes a group's rate without its counts.
func (p prose) bareRate(s Side, rate string) string {
	if r, ok := metric.FindRate(rate); ok && !r.IsShare() {
		return p.decimal(s.Rate, Undefined)
	}
	return p.percent(s.Rate)
}

// fourFifths is the bound of which the tests of a pair say whether one person moved
// meets it.
const fourFifths = Number(0.8)

// within names a group, and the stratum in which it is spoken of.
func (p prose) within(label, stratum string) string {
	name := p.show(label, 30)
	if stratum != "" {
		name += p.l.Say(" in %s", p.show(stratum, 30))
	}
	return name
}

// headline is the answer of a document, one line for each commitment that rules
// which decide speak of.
type headline struct {
	verdict policy.Verdict
	word    string // the verdict on a commitment
	text    string // what it is the verdict on
}

// headlines gives each commitment that deciding rules speak of its worst verdict.
func (p prose) headlines() []headline {
	var out []headline
	for _, c := range p.d.Commitments {
		if c.Verdict != "" {
			out = append(out, headline{c.Verdict, "", p.l.Say("commitment %d – %s", c.Number, c.Name[words.French])})
		}
	}
	if len(out) == 0 {
		out = []headline{{p.d.Verdict, "", p.l.Say("policy %s", p.show(p.d.Policy.Name, 0))}}
	}
	for i := range out {
		out[i].word = p.l.Text(headlineWord[out[i].verdict])
	}
	return out
}

var headlineWord = map[policy.Verdict]string{policy.Pass: "RESPECTED", policy.Fail: "NOT RESPECTED", policy.Inconclusive: "INCONCLUSIVE",
	policy.Waived: "WAIVED", policy.Complete: "COMPLETE", policy.Incomplete: "INCOMPLETE"}

// summary counts the checks: "1 failed · 1 inconclusive · 6 passed · 2 warnings".
func (p prose) summary() string {
	if p.isRecord() {
		return p.tally()
	}
	counts := map[policy.Verdict]int64{}
	var warned, undecided, waived int64
	for _, c := range p.d.Checks {
		switch {
		case c.Severity == policy.Block:
			counts[c.Verdict]++
		case c.Verdict == policy.Fail:
			warned++
		case c.Verdict == policy.Inconclusive:
			undecided++
		case c.Verdict == policy.Waived:
			waived++
		}
	}
	inconclusive := func(n int64) string { return p.l.Say("%s inconclusive", p.l.Integer(n)) }
	parts := []string{p.l.Say("%s failed", p.l.Integer(counts[policy.Fail])), inconclusive(counts[policy.Inconclusive]),
		p.l.Say("%s passed", p.l.Integer(counts[policy.Pass]))}
	if n := counts[policy.Waived]; n > 0 {
		parts = slices.Insert(parts, 2, p.l.Say("%s waived", p.l.Integer(n)))
	}
	if warned+undecided+waived > 0 {
		text := p.l.Say("beside the decision: %s, %s", p.l.Count(warned, "%s warning", "%s warnings"), inconclusive(undecided))
		if waived > 0 {
			text += ", " + p.l.Say("%s waived", p.l.Integer(waived))
		}
		parts = append(parts, text)
	}
	if d := p.d.Disclosure; d != nil && len(d.Checks) > 0 {
		parts = append(parts, p.l.Say("%s not published", p.l.Integer(int64(len(d.Checks)))))
	}
	var required int64
	for _, n := range p.d.NotEvaluated {
		if n.Required && n.Severity == policy.Block {
			required++
		}
	}
	if required > 0 {
		parts = append(parts, p.l.Say("%s required and not evaluated", p.l.Integer(required)))
	}
	if len(counts) == 0 && p.d.Disclosure == nil {
		parts = append(parts, p.l.Say("no rule that decides could be evaluated"))
	}
	return strings.Join(parts, " · ")
}

// subject says what was audited: the model, its people, its decision and the policy.
func (p prose) subject() string {
	d := p.d
	return fmt.Sprintf("%s · %s · %s · %s", p.show(strings.TrimSpace(d.Model.Name+" "+d.Model.Release), 0), p.counted(), p.outcome(), p.policy())
}

// counted is how many people the audit is about.
func (p prose) counted() string {
	text := p.people(Count(p.d.Data.Used))
	if p.d.Data.Weighted {
		text += p.l.Say(", weighted")
	}
	return text
}

// outcome says what is decided, and whether people want it.
func (p prose) outcome() string {
	if p.d.Data.Outcome == policy.Burden {
		return p.l.Say("%s is a burden", p.positive())
	}
	return p.l.Say("%s is a benefit", p.positive())
}

// positive says what the prediction is: "recommandé = 1", "score ≥ 0.5".
func (p prose) positive() string {
	c := p.d.Data.Predicted
	if c.Cutoff != "" {
		text := p.show(c.Name+" ≥ "+c.Cutoff, 0)
		if c.Median {
			text += p.l.Say(" (above the median)")
		}
		return text
	}
	return p.show(c.Name+" = "+strings.Join(c.Positive, p.l.Say(" or ")), 0)
}

// policy names the policy by what cannot be changed without notice.
func (p prose) policy() string {
	digest := p.d.Policy.Digest[:min(12, len(p.d.Policy.Digest))]
	name := p.show(p.d.Policy.Name, 0)
	for _, e := range p.d.Policy.Extends {
		name += p.l.Say(", extending %s", p.show(e.Name, 0))
	}
	if p.d.Policy.Adopted == "" {
		return p.l.Say("policy %s (sha256 %s…)", name, digest)
	}
	return p.l.Say("policy %s (adopted %s, sha256 %s…)", name, p.l.Date(p.d.Policy.Adopted), digest)
}

func (p prose) estimate(c *Check) string {
	switch {
	case slices.Contains(c.Infinite, "estimate"):
		return p.l.Say("infinite")
	case !c.Estimate.IsDefined():
		return p.l.Say("undefined")
	case c.Metric == "protected_inputs":
		return p.l.Integer(int64(c.Estimate))
	}
	return strings.Replace(p.decimal(c.Estimate, c.BoundValue), "-", "−", 1)
}

func (p prose) interval(c *Check) string {
	limit := func(name string, x Number) string {
		if slices.Contains(c.Infinite, name) {
			return "∞"
		}
		return strings.Replace(p.decimal(x, c.BoundValue), "-", "−", 1)
	}
	if !c.Lower.IsDefined() && len(c.Infinite) == 0 {
		return ""
	}
	return limit("lower", c.Lower) + " – " + limit("upper", c.Upper)
}

// against writes the estimate and, where there is one, the bound.
func (p prose) against(c *Check) string {
	if c.Bound == "" {
		return p.l.Say("estimate %s", p.estimate(c))
	}
	return p.l.Say("estimate %s, bound %s", p.estimate(c), p.bound(c))
}

func (p prose) bound(c *Check) string { return p.l.Number(c.Bound) }
