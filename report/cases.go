package report

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// groupCase is a rule on one group: what the formats for machines have a row, a
// test case or a series of. A rule that compares by several rates has a case for
// each, and one on a share of rows has one case for the attribute.
type groupCase struct {
	d         *Document
	check     *Check
	attribute *Attribute // nil where the check is on no attribute
	group     *Group     // nil where nobody is without a value
	rate      string     // by which the group is compared; empty for a share of rows
}

// cases lists the cases of a document in its order.
func cases(d *Document) iter.Seq[*groupCase] {
	attributes := map[string]*Attribute{}
	for i := range d.Attributes {
		attributes[d.Attributes[i].Name] = &d.Attributes[i]
	}
	return func(yield func(*groupCase) bool) {
		for i := range d.Checks {
			for _, c := range casesOf(d, &d.Checks[i], attributes[d.Checks[i].Attribute]) {
				if !yield(c) {
					return
				}
			}
		}
	}
}

func casesOf(d *Document, c *Check, a *Attribute) []*groupCase {
	if a == nil || len(c.Rates) == 0 {
		share := &groupCase{d: d, check: c, attribute: a}
		if a != nil && c.Metric == "missing_share" {
			if i := slices.IndexFunc(a.Groups, func(g Group) bool { return g.Missing }); i >= 0 && len(a.Attributes) == 1 {
				share.group = &a.Groups[i]
			}
		}
		return []*groupCase{share}
	}
	var out []*groupCase
	for i := range a.Groups {
		for _, rate := range c.Rates {
			out = append(out, &groupCase{d, c, a, &a.Groups[i], rate})
		}
	}
	return out
}

// label names the group of the case.
func (c *groupCase) label() string {
	if c.group == nil {
		return ""
	}
	return c.group.Label
}

// excluded says why the check does not compare the group; it is empty when it does.
func (c *groupCase) excluded() string {
	switch {
	case len(c.check.Rates) == 0:
		return ""
	case c.group.Missing:
		return "no value"
	}
	at := slices.IndexFunc(c.check.NotAssessed, func(u Unassessed) bool { return u.Label == c.group.Label && u.Stratum == "" })
	if at < 0 {
		return ""
	}
	return c.check.NotAssessed[at].Reason
}

// verdict is what the check comes to for the group. Where the check fails, it is
// fail for the worse group of a pair on which it does, and pass for one that is
// shown to keep to the bound beside the best-off group. Of any other group of such
// a check, and of one that is not compared, nothing is claimed: it is empty. A waived
// fail is waived where it would be one.
func (c *groupCase) verdict() policy.Verdict {
	switch {
	case c.excluded() != "" && c.check.K > 1:
		return ""
	case c.check.finding() != policy.Fail || len(c.check.Rates) == 0 || c.offends() != nil:
		return c.check.Verdict
	}
	return c.standing()
}

// standing is the worst verdict on the group beside the best-off one, over all
// strata, if it is fail or pass and none is left out.
func (c *groupCase) standing() policy.Verdict {
	verdict := policy.Verdict("")
	for i := range c.check.Standings {
		s := &c.check.Standings[i]
		switch {
		case s.Group.Label != c.group.Label || s.Rate != c.rate:
		case s.Verdict != policy.Pass:
			return map[policy.Verdict]policy.Verdict{policy.Fail: policy.Fail}[s.Verdict]
		default:
			verdict = policy.Pass
		}
	}
	if c.check.MoreStandings > 0 && c.check.Within != "" {
		return ""
	}
	return verdict
}

// offends is the worst pair on which the check fails and of which the group is
// the worse; nil when there is none.
func (c *groupCase) offends() *Pair {
	if c.group == nil || c.check.finding() != policy.Fail {
		return nil
	}
	for _, x := range c.check.failing() {
		if x.Group.Label == c.group.Label && x.Rate == c.rate {
			return x
		}
	}
	return nil
}

// subject names what the check is on.
func (c *Check) subject() string { return cmp.Or(c.Attribute, "model") }

// failing lists the pairs on which a failed check fails, the worst first.
func (c *Check) failing() []*Pair {
	var out []*Pair
	for i := range c.Offenders {
		out = append(out, &c.Offenders[i])
	}
	if len(out) == 0 && c.Pair != nil { // an estimate decides
		out = append(out, c.Pair)
	}
	return out
}

// value is the rate of the group, and whether there is one.
func (c *groupCase) value() (Rate, bool) {
	if c.group == nil {
		return Rate{}, false
	}
	r, ok := c.group.Rates[c.rate]
	return r, ok
}

func (c *groupCase) versus() (Versus, bool) {
	if c.group == nil {
		return Versus{}, false
	}
	v, ok := c.group.Versus[c.rate]
	return v, ok
}

// A column is one fact about a case. Text that came from the data or the policy
// is text; numbers never follow a language.
type column struct {
	name   string
	isText bool
	value  func(*groupCase) string
}

// groupColumns is where the columns begin that speak of the group, after those
// that name the case.
var groupColumns = slices.IndexFunc(columns, func(c column) bool { return c.name == "group" }) + 1

// columns are the facts about a case, in the order of the CSV.
var columns = []column{
	{"model", true, func(c *groupCase) string { return c.d.Model.Name }},
	{"release", true, func(c *groupCase) string { return c.d.Model.Release }},
	{"policy", true, func(c *groupCase) string { return c.d.Policy.Name }},
	{"rule", true, func(c *groupCase) string { return c.check.Rule }},
	{"severity", true, func(c *groupCase) string { return string(c.check.Severity) }},
	{"metric", true, func(c *groupCase) string { return c.check.Metric }},
	{"within", true, func(c *groupCase) string { return c.check.Within }},
	{"attribute", true, func(c *groupCase) string { return c.check.Attribute }},
	{"group", true, (*groupCase).label},
	{"missing", false, func(c *groupCase) string { return strconv.FormatBool(c.group != nil && c.group.Missing) }},
	{"not_assessed", true, (*groupCase).excluded},
	{"n", false, func(c *groupCase) string {
		if c.group == nil {
			return ""
		}
		return c.group.N.plain()
	}},
	{"rate", true, func(c *groupCase) string { return c.rate }},
	{"num", false, func(c *groupCase) string {
		if r, ok := c.value(); ok && r.Num != nil {
			return strconv.FormatInt(*r.Num, 10)
		}
		return ""
	}},
	{"den", false, func(c *groupCase) string {
		if r, ok := c.value(); ok {
			return r.Den.plain()
		}
		return ""
	}},
	{"value", false, func(c *groupCase) string {
		if r, ok := c.value(); ok {
			return r.Value.plain()
		}
		return ""
	}},
	{"value_lower", false, func(c *groupCase) string { return c.limit(0) }},
	{"value_upper", false, func(c *groupCase) string { return c.limit(1) }},
	{"reference", true, func(c *groupCase) string {
		v, _ := c.versus()
		return v.Reference
	}},
	{"difference", false, func(c *groupCase) string {
		if v, ok := c.versus(); ok {
			return v.Difference.plain()
		}
		return ""
	}},
	{"ratio", false, func(c *groupCase) string {
		if v, ok := c.versus(); ok {
			return v.Ratio.plain()
		}
		return ""
	}},
	{"group_verdict", true, func(c *groupCase) string { return string(c.verdict()) }},
	{"estimate", false, func(c *groupCase) string { return c.check.plain("estimate", c.check.Estimate) }},
	{"lower", false, func(c *groupCase) string { return c.check.plain("lower", c.check.Lower) }},
	{"upper", false, func(c *groupCase) string { return c.check.plain("upper", c.check.Upper) }},
	{"bound", true, func(c *groupCase) string { return c.check.Bound }},
	{"verdict", true, func(c *groupCase) string { return string(c.check.Verdict) }},
	{"reason", true, func(c *groupCase) string { return string(c.check.Reason) }},
}

// limit is a limit of the group's rate.
func (c *groupCase) limit(i int) string {
	r, _ := c.value()
	return r.limit(i)
}

// limit is a limit of the rate for machines: empty where there is none, inf.
func (r Rate) limit(i int) string {
	switch {
	case len(r.Interval) != 2:
		return ""
	case r.Interval[i] == nil:
		return "inf"
	}
	return r.Interval[i].plain()
}

// plain writes a number for machines: empty where it is undefined.
func (n Number) plain() string {
	if !n.IsDefined() {
		return ""
	}
	text, err := n.MarshalJSON()
	if err != nil {
		return ""
	}
	return string(text)
}

// plain writes one of a check's numbers for machines, which may be infinite.
func (c *Check) plain(name string, x Number) string {
	if slices.Contains(c.Infinite, name) {
		return "inf"
	}
	return x.plain()
}
