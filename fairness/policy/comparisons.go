package policy

import (
	"math"
	"slices"
	"strconv"
)

// How the keys of a policy are compared: a row for each, and a test that there is.
var policyComparisons = append(settingComparisons(policyKeyOf, (*Policy).settings), []comparison[*Policy]{
	{keys: []string{"version"}}, {keys: []string{"policy"}}, {keys: []string{"extends"}}, {keys: []string{"adopted"}},
	{keys: []string{"error"}}, {keys: []string{"groups"}}, {keys: []string{"rules"}}, {keys: []string{"intersections"}}, {keys: []string{"waivers"}}, {keys: []string{"disclosure"}}, {keys: []string{"preset"}},
	{keys: []string{"groups.missing"}}, // of which there is one way
	{keys: []string{"kind"}, value: func(p *Policy) string { return string(p.Kind) }},
	{keys: []string{"title"}, value: func(p *Policy) string { return p.Title }},
	{keys: []string{"basis"}, value: func(p *Policy) string { return p.Basis }},
	{keys: []string{"error.alpha"}, value: func(p *Policy) string { return strconv.FormatFloat(p.Error.Alpha, 'g', -1, 64) }, asks: alphaAsks,
		looser: "a pass may be wrong more often, and so may a fail", tighter: "a pass is wrong less often, and so is a fail"},
	{keys: []string{"error.family"}, value: func(p *Policy) string { return string(p.Error.Family) },
		asks:   more(func(p *Policy) int { return strictness(p.Error.Family, SeverityFamily, CheckFamily) }),
		looser: "checks share the error, so that each fail needs more proof", tighter: "each check has the error of its own, so that a fail needs less proof; some check fails by chance more often"},
	{keys: []string{"error.correction"}, value: func(p *Policy) string { return string(p.Error.Correction) },
		asks:   more(func(p *Policy) int { return strictness(p.Error.Correction, Bonferroni, Holm) }),
		looser: "a fail needs more proof where others are proven", tighter: "a fail needs less proof where others are proven"},
	{keys: []string{"needs"}, value: func(p *Policy) string { return shownNames(p.Needs, "(none)") }},
	{keys: []string{"intersections.rules"}, value: func(p *Policy) string { return shownNames(p.Intersections.Rules, "(none)") },
		asks:   wider(func(p *Policy) []string { return append([]string{}, p.Intersections.Rules...) }),
		looser: "fewer rules look at intersections", tighter: "more rules look at intersections"},
	{keys: []string{"intersections.severity"}, value: func(p *Policy) string { return string(p.Intersections.Severity) },
		asks: more(func(p *Policy) int { return severityStrictness(p.Intersections.Severity) })},
	{keys: []string{"waivers.max_days"}, value: func(p *Policy) string { return strconv.Itoa(p.Horizon) }, asks: less(func(p *Policy) int { return p.Horizon }),
		looser: "a finding can be accepted for longer", tighter: "a finding can be accepted for less long"},
	{keys: []string{"disclosure.min_cell"}, value: func(p *Policy) string { return shownNumber(int(p.MinCell)) }, asks: cellAsks,
		looser: "a published report may show smaller numbers of people", tighter: "a published report hides larger numbers of people"},
	{keys: []string{"max_age"}, value: func(p *Policy) string { return shownAge(p.MaxAge) }, asks: less(func(p *Policy) float64 { return p.MaxAge.days() }),
		looser: "an audit counts for longer", tighter: "an audit has to be made again sooner"},
	{keys: []string{"preset.quantiles"}, value: func(p *Policy) string { return shownNumber(p.Preset.Quantiles) }},
	{keys: []string{"preset.intersect"}, value: func(p *Policy) string { return shownSwitch(p.Preset.Intersect, "all") }, asks: more(func(p *Policy) string { return shownSwitch(p.Preset.Intersect, "yes") }),
		looser: "all attributes together are no longer audited", tighter: "all attributes together are audited too"},
	{keys: []string{"preset.without_decisions"}, value: func(p *Policy) string { return shownSwitch(p.Preset.TargetAlone, "target") }},
}...)

// How the keys of a rule are compared.
var ruleComparisons = append([]comparison[*Rule]{
	{keys: []string{"metric", "rate", "difference", "ratio", "significance", "share", "representation", "change", "inputs", "publish", "evidence"}, value: (*Rule).what},
	{keys: []string{"bound"}, value: (*Rule).bound, asks: asksMore},
	{keys: []string{"when"}, value: func(r *Rule) string { return shownNames(r.outcomes(), "(both)") }, asks: wider((*Rule).outcomes)},
	{keys: []string{"evidence"}, value: func(r *Rule) string { return shownNames(r.Evidence, "(none)") }, asks: wider(func(r *Rule) []string { return append([]string{}, r.Evidence...) })},
	{keys: []string{"criteria"}, value: (*Rule).criteria},
	{keys: []string{"inside"}, value: func(r *Rule) string { return shownNames(r.Inside, "(none)") }},
	{keys: []string{"min_shortfall"}, value: func(r *Rule) string { return strconv.FormatInt(r.MinShortfall, 10) }, asks: less(func(r *Rule) int64 { return r.MinShortfall }),
		looser: "a gap has to cost more people before it counts", tighter: "a gap counts that costs fewer people"},
	{keys: []string{"attributes"}, value: func(r *Rule) string { return shownNames(r.Attributes, "(all)") }, asks: wider(func(r *Rule) []string { return r.Attributes })},
	{keys: []string{"severity"}, value: func(r *Rule) string { return string(r.Severity) }, asks: more(func(r *Rule) int { return severityStrictness(r.Severity) })},
	{keys: []string{"require"}, value: func(r *Rule) string { return strconv.FormatBool(r.Require) }, asks: more(func(r *Rule) string { return shownSwitch(r.Require, "yes") }),
		looser: "what it needs may be left out", tighter: "no pass without what it needs"},
	{keys: []string{"nature"}, value: func(r *Rule) string { return r.Nature }},
	{keys: []string{"source"}, value: func(r *Rule) string { return r.Source }},
	{keys: []string{"rationale"}, value: func(r *Rule) string { return r.Rationale }},
}, settingComparisons(func(key string) string { return key }, (*Rule).settings)...)

// settings are what a rule has and, for those that do not say, a policy.
type settings struct {
	Fail, Pass Mode
	Pairs      Pairs
	Groups     GroupRules
	Within     Within
	Commitment int
}

func (p *Policy) settings() settings {
	return settings{p.Error.Fail, p.Error.Pass, p.Error.Pairs, p.Groups, p.Within, p.Commitment}
}

func (r *Rule) settings() settings {
	return settings{r.Fail, r.Pass, r.Pairs, r.Groups, r.Within, r.Commitment}
}

// settingKeys are the keys of a policy from which rules inherit one of theirs.
var settingKeys = map[string]string{"fail": "error.fail", "pass": "error.pass", "pairs": "error.pairs", "min_group": "groups.min_group",
	"min_share": "groups.min_share", "min_coverage": "groups.min_coverage", "within": "within", "commitment": "commitment"}

// policyKeyOf is the key of the policy from which rules inherit one of theirs, or "".
func policyKeyOf(key string) string { return settingKeys[key] }

// settingComparisons compare settings under the keys of whatever has them.
func settingComparisons[H any](key func(string) string, of func(h H) settings) []comparison[H] {
	return []comparison[H]{
		{keys: []string{key("fail")}, value: func(h H) string { return string(of(h).Fail) },
			asks:   more(func(h H) int { return strictness(of(h).Fail, Demonstrated, Supported, Point) }),
			looser: "a fail needs more proof", tighter: "a fail needs less proof"},
		{keys: []string{key("pass")}, value: func(h H) string { return string(of(h).Pass) },
			asks:   more(func(h H) int { return strictness(of(h).Pass, Point, Demonstrated) }),
			looser: "a pass needs no proof", tighter: "a pass has to be proven"},
		{keys: []string{key("pairs")}, value: func(h H) string { return string(of(h).Pairs) },
			asks:   more(func(h H) int { return strictness(of(h).Pairs, ReferencePairs, AllPairs) }),
			looser: "gaps between groups other than the reference no longer count", tighter: "gaps between all groups count, and more comparisons share the error"},
		{keys: []string{key("min_group")}, value: func(h H) string { return strconv.FormatInt(of(h).Groups.MinGroup, 10) },
			asks: less(func(h H) int64 { return of(h).Groups.MinGroup }), looser: groupsLooser, tighter: groupsTighter},
		{keys: []string{key("min_share")}, value: func(h H) string { return shownShare(of(h).Groups.MinShare) },
			asks: less(func(h H) float64 { return float(of(h).Groups.MinShare) }), looser: groupsLooser, tighter: groupsTighter},
		{keys: []string{key("min_coverage")}, value: func(h H) string { return shownShare(of(h).Groups.MinCoverage) },
			asks:   more(func(h H) float64 { return float(of(h).Groups.MinCoverage) }),
			looser: "a pass may leave more people unassessed", tighter: "a pass may leave fewer people unassessed"},
		{keys: []string{key("within")}, value: func(h H) string { return of(h).Within.shown() }},
		{keys: []string{key("commitment")}, value: func(h H) string { return shownNumber(of(h).Commitment) }},
	}
}

// What a change of the size of assessed groups does.
const (
	groupsLooser  = "small groups are no longer assessed"
	groupsTighter = "smaller groups are assessed, and more comparisons share the error"
)

// outcomes are the outcomes that the rule is for; nil for both.
func (r *Rule) outcomes() []string {
	if r.When == "" {
		return nil
	}
	return []string{string(r.When)}
}

// days is about how many days an age has; no age is for ever.
func (a Age) days() float64 {
	of := map[string]float64{"day": 1, "month": 365.25 / 12, "year": 365.25}
	if a.N == 0 {
		return math.Inf(1)
	}
	return float64(a.N) * of[a.Unit]
}

func shownAge(a Age) string {
	switch {
	case a.N == 0:
		return "(for ever)"
	case a.Unit == "month" && a.N%12 == 0:
		a = Age{a.N / 12, "year"}
	}
	return a.String()
}

func shownNumber(n int) string {
	if n == 0 {
		return "(none)"
	}
	return strconv.Itoa(n)
}

func shownSwitch(on bool, word string) string {
	if on {
		return word
	}
	return "(none)"
}

// Spoken lists what changes and doubts say to people, in English.
func Spoken() []string {
	texts := []string{"(all)", "(both)", "(none)", "(for ever)", "no rule of both policies follows it"}
	for _, d := range Directions {
		texts = append(texts, string(d))
	}
	for _, c := range policyComparisons {
		texts = append(texts, c.looser, c.tighter)
	}
	for _, c := range ruleComparisons {
		texts = append(texts, c.looser, c.tighter)
	}
	for _, d := range policyDoubts {
		texts = append(texts, d.text)
	}
	for _, d := range ruleDoubts {
		texts = append(texts, d.text)
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}
