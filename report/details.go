package report

import (
	"fmt"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// details says, below the line of a check, who is compared, why the verdict is
// what it is, and what would change it.
func details(d *Document, c *Check) []string {
	var lines []string
	if c.Pair != nil {
		lines = append(lines, pairText(d, c.Pair))
	}
	if c.Conditional != nil {
		lines = append(lines, conditionalText(c))
	}
	if text := unknownText(d, c); text != "" {
		lines = append(lines, text)
	}
	if c.Verdict == policy.Pass {
		return lines
	}
	if why := whyText(d, c); why != "" {
		lines = append(lines, why)
	}
	if c.Worst != nil {
		lines = append(lines, fmt.Sprintf("the largest estimate, %s, is not proven: %s", decimal(c.Worst.Estimate, c.BoundValue), pairText(d, c.Worst)))
	}
	if c.Blocking != nil {
		lines = append(lines, "a pass is blocked by "+pairText(d, c.Blocking))
	}
	if more := len(c.Offenders) - 1 + c.MoreFailing; more > 0 {
		lines = append(lines, fmt.Sprintf("%s beyond the bound and proven unequal: %s", plural(int64(more), "other pair"), otherOffenders(c)))
	}
	if len(c.NotAssessed) > 0 {
		lines = append(lines, "not assessed: "+unassessedText(c.NotAssessed))
	}
	return lines
}

// unknownText gives the people behind a share of unknown values.
func unknownText(d *Document, c *Check) string {
	if c.Metric != "missing_share" {
		return ""
	}
	for _, a := range d.Attributes {
		for _, g := range a.Groups {
			if a.Name == c.Attribute && g.Missing {
				return fmt.Sprintf("%s of %s have no value", thousands(g.N), people(d.Data.Used))
			}
		}
	}
	return ""
}

// verb is what a check does with a verdict.
var verb = map[policy.Verdict]string{policy.Pass: "passes", policy.Fail: "fails"}

func pairText(d *Document, p *Pair) string {
	text := sideText(p.Group, p.Rate, d.Data.Weighted) + "  against  " + sideText(p.Reference, p.Rate, d.Data.Weighted)
	if p.Stratum != "" {
		text += "  in " + fit(p.Stratum, 40)
	}
	return text
}

// conditionalText says how the pair differs overall and, summed up, within strata.
func conditionalText(c *Check) string {
	x := c.Conditional
	text := fmt.Sprintf("%s against %s over %s of %s: difference %s with these strata put together", fit(c.Pair.Group.Label, 30), fit(c.Pair.Reference.Label, 30),
		yes(x.Strata == 1, "the 1 stratum", fmt.Sprintf("the %d strata", x.Strata)), fit(c.Within, 30), signed(x.Crude))
	if x.Difference.IsDefined() {
		text += fmt.Sprintf(", %s within", signed(x.Difference))
	}
	if x.Lower.IsDefined() {
		text += fmt.Sprintf(" (%s to %s)", signed(x.Lower), signed(x.Upper))
	}
	if x.Simpson {
		text += " · the sign reverses within strata"
	}
	if x.Heterogeneous {
		text += " · the strata differ from each other, so read them one by one"
		if x.Standardised.IsDefined() {
			text += fmt.Sprintf("; standardised difference %s", signed(x.Standardised))
		}
	}
	return text
}

func signed(x Number) string {
	if !x.IsDefined() {
		return "undefined"
	}
	return strings.Replace(fmt.Sprintf("%+.3f", float64(x)), "-", "−", 1)
}

// sideText writes a group with its counts and its rate: "50+ 402/1,340 = 30.0 %".
// A rate that is weighted or combined is not the quotient of its counts.
func sideText(s Side, rate string, weighted bool) string {
	r, _ := metric.FindRate(rate)
	value := percent(s.Rate)
	if r != nil && r.Range != "0 to 1" {
		value = decimal(s.Rate, Undefined)
	}
	if r != nil && (len(r.Terms)+len(r.Over) > 0 || r.Map != nil) {
		return fmt.Sprintf("%s %s (of %s)", fit(s.Label, 40), value, thousands(s.Den))
	}
	if weighted {
		return fmt.Sprintf("%s %s weighted (%s of %s)", fit(s.Label, 40), value, thousands(s.Num), people(s.Den))
	}
	return fmt.Sprintf("%s %s/%s = %s", fit(s.Label, 40), thousands(s.Num), thousands(s.Den), value)
}

// whyText gives the reason of a verdict and the way out of it.
func whyText(d *Document, c *Check) string {
	var parts []string
	if c.Verdict == policy.Fail && c.Pair != nil && c.Pair.PAdjusted != nil {
		parts = append(parts, "adjusted "+pValue(*c.Pair.PAdjusted))
	}
	if text := reasonText(d, c); text != "" {
		parts = append(parts, text)
	}
	if s := c.Shortfall; s != nil && c.Verdict == policy.Fail {
		parts = append(parts, shortfallText(d, c, s))
	}
	if text := companions(d, c); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

func reasonText(d *Document, c *Check) string {
	switch c.Reason {
	case policy.MaybeChance:
		return "beyond the bound, but it could be chance" + moreText(c, ": ")
	case policy.NotShown:
		return "within the bound, not shown to be" + moreText(c, ": ")
	case policy.TooFew:
		if c.Coverage.IsDefined() && c.K > 1 {
			return fmt.Sprintf("only %s of the people are in groups large enough, of %s asked for%s", percent(c.Coverage), percent(d.Policy.MinCoverage), moreText(c, ": "))
		}
		return "fewer than two groups are large enough to compare" + moreText(c, ": ")
	case policy.OneGroup:
		return "there is only one group, nobody to compare with"
	case policy.Undefined:
		return "a group has no such rate: " + unassessedText(c.NotAssessed)
	case policy.UnknownValues:
		return fmt.Sprintf("%s among the people with a value; were the %s without one all in %s, it would not", verb[c.Unknown.Kept], thousands(c.Unknown.People), fit(c.Unknown.Label, 30))
	case policy.SuppressedGroups:
		return "it passes among the groups that are visible; others, suppressed to protect few people, may be large enough not to"
	case policy.AllZero:
		return "every rate is 0, so the ratio is undefined"
	}
	return ""
}

// moreText says how many more people would decide.
func moreText(c *Check, lead string) string {
	if len(c.MoreRows) == 0 {
		if c.Reason == policy.TooFew {
			return ""
		}
		return "; at these rates no feasible number of people would decide"
	}
	const most = 2
	count := func(n int64) string { return "about " + about(n) }
	if c.Reason == policy.TooFew { // to the least size, which is known
		count = thousands
	}
	var parts []string
	var total int64
	for _, m := range c.MoreRows {
		total += m.Rows
		parts = append(parts, fmt.Sprintf("%s more %s in %s", count(m.Rows), m.Unit, fit(m.Label, 30)))
	}
	text := strings.Join(parts, " and ")
	if len(parts) > most {
		text = fmt.Sprintf("%s more %s over %d groups", count(total), c.MoreRows[0].Unit, len(parts))
	}
	if c.Reason == policy.TooFew {
		return lead + text + " would allow a comparison"
	}
	return lead + text + " would decide"
}

func shortfallText(d *Document, c *Check, s *Shortfall) string {
	word := "more"
	if s.Fewer {
		word = "fewer"
	}
	unit := s.Unit + " in " + fit(c.Pair.Group.Label, 30)
	if d.Data.Weighted {
		unit += ", by weight,"
	}
	if c.BoundValue.IsDefined() {
		return fmt.Sprintf("%s %s %s would bring this pair to the bound, %s to parity", thousands(s.Bound), word, unit, thousands(s.Parity))
	}
	return fmt.Sprintf("%s %s %s would reach parity", thousands(s.Parity), word, unit)
}

// companions writes the classical tests, which a policy that passes on the
// estimate shows beside its own verdict.
func companions(d *Document, c *Check) string {
	if d.Policy.Pass != string(policy.Point) || c.Pair == nil || c.Pair.Tests == nil {
		return ""
	}
	t := c.Pair.Tests
	text := fmt.Sprintf("z = %.2f, Fisher %s", float64(t.Z), pValue(Number(t.FisherTwoSided)))
	if !t.Z.IsDefined() {
		text = "Fisher " + pValue(Number(t.FisherTwoSided))
	}
	if c.Operation == string(metric.MinMax) && c.Estimate < c.BoundValue {
		text += fmt.Sprintf(", one person moved %s the order and %s the bound", yes(t.FlipFlop, "reverses", "keeps"), yes(t.OneMoveIsKept, "meets", "does not meet"))
	}
	return text
}

func yes(condition bool, this, that string) string {
	if condition {
		return this
	}
	return that
}

func otherOffenders(c *Check) string {
	const most = 3
	var names []string
	for _, p := range c.Offenders[1:] {
		if len(names) == most {
			names = append(names, "…")
			break
		}
		name := fmt.Sprintf("%s against %s", fit(p.Group.Label, 30), fit(p.Reference.Label, 30))
		if p.Stratum != "" {
			name += " in " + fit(p.Stratum, 30)
		}
		names = append(names, fmt.Sprintf("%s (%s against %s)", name, percent(p.Group.Rate), percent(p.Reference.Rate)))
	}
	return strings.Join(names, ", ")
}

func unassessedText(groups []Unassessed) string {
	const most = 6
	var parts []string
	for _, u := range groups[:min(most, len(groups))] {
		parts = append(parts, fmt.Sprintf("%s (%s, %s)", fit(u.Label, 30), thousands(u.N), u.Reason))
	}
	if rest := len(groups) - most; rest > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(parts, ", ")
}
