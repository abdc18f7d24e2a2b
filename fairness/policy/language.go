package policy

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schema"
)

// The language of policies: every key of each mapping, what it says, and what its
// value may be. The parser takes the names from here, and editors the schema.
var (
	policyLanguage = schema.Keys{
		{Name: "version", Says: "The version of this language: 1.", Value: schema.Schema{"const": 1}},
		{Name: "policy", Says: "The name that reports show; those of built-in policies are taken.", Value: schema.Text()},
		{Name: "kind", Says: "gate: passes, fails or is inconclusive. record: complete or incomplete, and judges nothing. Without it: gate.", Value: schema.OneOf(Gate, Record)},
		{Name: "extends", Says: "A built-in policy, or a file, relative to this one, whose rules are inherited.", Value: schema.Text()},
		{Name: "title", Says: "What the policy is called.", Value: schema.Text()},
		{Name: "adopted", Says: "The day on which these thresholds were fixed, as 2026-11-02.", Value: schema.Day()},
		{Name: "commitment", Says: "Of the charter, 1 to 7, for rules that do not say.", Value: schema.Ref("commitment")},
		{Name: "basis", Says: "What the policy reads: a law, a guideline, a charter.", Value: schema.Text()},
		{Name: "error", Says: "How much error a verdict may make, and what it rests on.", Value: schema.Mapping(errorLanguage)},
		{Name: "groups", Says: "Which groups are assessed, by their sizes alone.", Value: schema.Mapping(groupLanguage)},
		{Name: "within", Says: "Strata that groups are compared within: declared, none, or names. Without it: none.", Value: schema.Some(schema.Text())},
		{Name: "needs", Says: "Protected criteria, such as race, that the policy asks for; reports warn of ethnic and racial classes under any other.", Value: schema.Some(criterion)},
		{Name: "rules", Says: "The rules by name, each a mapping or one line.", Value: schema.Schema{"type": "object", "propertyNames": schema.Pattern(ruleID.String())}},
		{Name: "intersections", Says: "How rules apply to the intersections that an audit declares.", Value: schema.Mapping(intersectionLanguage)},
		{Name: "waivers", Says: "What a waiver may be.", Value: schema.Mapping(waiverLimitLanguage)},
		{Name: "disclosure", Says: "What a published report may show.", Value: schema.Mapping(disclosureLanguage)},
		{Name: "max_age", Says: "How long an audit, and the data that it rests on, count: 12 months, 90 days, 1 year. Without it: for ever.", Value: schema.Pattern(ageForm.String())},
		{Name: "preset", Says: "How inputs are read where the audit does not say otherwise.", Value: schema.Mapping(presetLanguage)},
	}
	errorLanguage = schema.Keys{
		{Name: "alpha", Says: "How often a verdict may err, over 0 and up to 0.25. Without it: 0.05.", Value: schema.Schema{"type": "number", "exclusiveMinimum": 0, "maximum": interval.Guard}},
		{Name: "fail", Says: "What a fail rests on. supported: a proven gap whose estimate is beyond the bound. demonstrated: the bound is proven exceeded. point: the estimate alone. Without it: supported.", Value: failModes},
		{Name: "pass", Says: "What a pass rests on. demonstrated: the bound is proven kept. point: the estimate alone. Without it: demonstrated.", Value: passModes},
		{Name: "pairs", Says: "Which groups are compared: all, or each with the reference. Without it: all.", Value: pairs},
		{Name: "family", Says: "Which checks share the error of failing: severity, all of one severity; check, each has its own. Without it: severity.", Value: schema.OneOf(SeverityFamily, CheckFamily)},
		{Name: "correction", Says: "How a fail allows for the number of comparisons: holm, step by step; bonferroni, all at once. Without it: holm.", Value: schema.OneOf(Holm, Bonferroni)},
	}
	sizeLanguage = schema.Keys{
		{Name: "min_group", Says: "Least denominator of a group that is assessed. Without it: 30.", Value: schema.Whole(0)},
		{Name: "min_share", Says: "Least share of the people that a group has to be assessed, 0 to 1. Without it: none.", Value: shares},
		{Name: "min_coverage", Says: "Least share of the people in assessed groups, for a pass. Without it: 0.95.", Value: shares},
	}
	groupLanguage = slices.Concat(sizeLanguage, schema.Keys{
		{Name: "missing", Says: "People without a value are shown, and never compared; said for the reader.", Value: schema.OneOf("shown")},
	})
	intersectionLanguage = schema.Keys{
		{Name: "rules", Says: "The comparing rules that apply to declared intersections.", Value: schema.Some(schema.Text())},
		{Name: "severity", Says: "How severe they are there. Without it: warn.", Value: severities},
	}
	waiverLimitLanguage = schema.Keys{
		{Name: "max_days", Says: "How many days ahead a waiver may reach; 0 allows none. Without it: 180.", Value: schema.Whole(0, maxHorizon)},
	}
	disclosureLanguage = schema.Keys{
		{Name: "min_cell", Says: "The least number of people that it shows; --min-cell may only ask for more. Without it: 11, or what --min-cell says.", Value: schema.Whole(LeastMinCell)},
	}
	waiverLanguage = schema.Keys{
		{Name: "rule", Says: "The rule whose finding is accepted.", Value: schema.Text()},
		{Name: "attribute", Says: "The attribute, or the intersection as sexe × âge, as the report shows it; (none) for a rule that is on no attribute.", Value: schema.Text()},
		{Name: "group", Says: "The group, as the report shows it; for a rule on the model's inputs, the input.", Value: schema.Text()},
		{Name: "reason", Says: "Why the finding is accepted.", Value: schema.Text()},
		{Name: "owner", Says: "Who answers for it.", Value: schema.Text()},
		{Name: "until", Says: "The last day on which the waiver counts, as 2027-01-31.", Value: schema.Day()},
	}
	presetLanguage = schema.Keys{
		{Name: "quantiles", Says: "Columns of more than twenty distinct numbers are cut into so many bands.", Value: schema.Whole(2)},
		{Name: "intersect", Says: "all: all attributes together are audited too, unless the audit names intersections.", Value: schema.OneOf("all")},
		{Name: "without_decisions", Says: "target: the column of outcomes is audited as decisions where there are none.", Value: schema.OneOf("target")},
	}
	ruleLanguage = schema.Keys{
		{Name: "when", Says: "The outcome that the rule is for: benefit or burden. Without it: for both.", Value: schema.OneOf(Benefit, Burden)},
		{Name: "metric", Says: "A contrast that fairaudit metrics lists; it fails when two groups differ by more than the bound.", Value: schema.OneOf(judgedMetrics("")...)},
		{Name: "rate", Says: "The rate by which groups are compared, together with difference, ratio or significance.", Value: schema.OneOf(rateNames()...)},
		{Name: "difference", Says: "The highest less the lowest rate.", Value: schema.OneOf(metric.Difference)},
		{Name: "ratio", Says: "The lowest over the highest rate, or the reverse.", Value: schema.OneOf(metric.MinMax, metric.MaxMin)},
		{Name: "significance", Says: "inside-bound: a gap that chance does not explain, within the bounds of the rules named by inside. two-sd: a group two standard deviations below the best off.", Value: schema.OneOf("inside-bound", "two-sd")},
		{Name: "share", Says: "The share of people without a value, or of rows that find nobody in the file of attributes.", Value: schema.OneOf("missing", "unmatched")},
		{Name: "representation", Says: "population: the share of each group among the people, and in the reference population, the smaller over the larger.", Value: schema.OneOf("population")},
		{Name: "change", Says: "since-last-audit: how far gaps have widened since the audit that is given; by its rate, or by those that rules of the policy compare.", Value: schema.OneOf("since-last-audit")},
		{Name: "inputs", Says: "protected: the model reads a column that is protected, or stands for what is.", Value: schema.OneOf("protected")},
		{Name: "evidence", Says: "Evidence that has to be supplied; it gives no verdict.", Value: schema.Some(schema.Ref("evidence"))},
		{Name: "publish", Says: "Rates of selection with their ratios to the highest are printed; it gives no verdict.", Value: schema.OneOf("impact-ratios")},
		{Name: "criteria", Says: "By what a published table tells people apart: [sex], or [sex, [race, ethnicity]] for sex together with one of two.", Value: schema.List(schema.Some(criterion))},
		{Name: "bound", Says: "What the metric must keep to, as \">= 4/5\" or \"<= 0.10\"; a value at the bound keeps it.", Value: schema.Pattern(boundForm.String())},
		{Name: "inside", Says: "The rules within whose bounds a rule on significance looks.", Value: schema.Some(schema.Text())},
		{Name: "min_shortfall", Says: "Least number of people missing to parity that a rule on significance reports.", Value: schema.Whole(0)},
		{Name: "attributes", Says: "The attributes that the rule is for. Without it: for all.", Value: schema.Some(schema.Text())},
		{Name: "within", Says: "Strata that groups are compared within: declared, none, or names. Without it: as the policy.", Value: schema.Some(schema.Text())},
		{Name: "pairs", Says: "Which groups are compared: all, or each with the reference. Without it: as the policy.", Value: pairs},
		{Name: "min_group", Says: "Least denominator of a group that is assessed. Without it: as the policy.", Value: schema.Whole(0)},
		{Name: "min_share", Says: "Least share of the people that a group has to be assessed. Without it: as the policy.", Value: shares},
		{Name: "min_coverage", Says: "Least share of the people in assessed groups, for a pass. Without it: as the policy.", Value: shares},
		{Name: "severity", Says: "block decides the exit code; warn and report never change it. Without it: block.", Value: severities},
		{Name: "fail", Says: "What a fail rests on: supported, demonstrated or point. Without it: as the policy.", Value: failModes},
		{Name: "pass", Says: "What a pass rests on: demonstrated or point. Without it: as the policy.", Value: passModes},
		{Name: "require", Says: "true: inconclusive when what the rule needs was not supplied. Without it: listed as not evaluated.", Value: schema.Bool()},
		{Name: "commitment", Says: "Of the charter, 1 to 7. Without it: as the policy.", Value: schema.Ref("commitment")},
		{Name: "nature", Says: "What kind of text the bound comes from. Without it: convention.", Value: schema.OneOf("convention", "guideline", "law")},
		{Name: "source", Says: "Where the bound or the metric comes from.", Value: schema.Text()},
		{Name: "rationale", Says: "Why people want this rule.", Value: schema.Text()},
	}
)

// Values that several keys have.
var (
	failModes  = schema.OneOf(Supported, Demonstrated, Point)
	passModes  = schema.OneOf(Demonstrated, Point)
	pairs      = schema.OneOf(AllPairs, ReferencePairs)
	severities = schema.OneOf(Block, Warn, Report)
	criterion  = schema.OneOf(criteria.IDs()...)
	shares     = schema.Either(schema.Schema{"type": "number", "minimum": 0, "maximum": 1}, schema.Pattern(`^[0-9]+/[0-9]+$`))
)

// commonKeys are those of every rule; the others are heeded by some kinds only.
var commonKeys = []string{"severity", "require", "commitment", "nature", "source", "rationale"}

// ruleForm is a way to say what a rule measures: a key, those that it needs beside
// it, and those that it may have besides.
type ruleForm struct {
	by           string
	needs, takes []string
}

// ruleForms are the ways to say what a rule measures.
var ruleForms = []ruleForm{
	{"metric", []string{"bound"}, compareKeys},
	{"difference", []string{"rate", "bound"}, compareKeys},
	{"ratio", []string{"rate", "bound"}, compareKeys},
	{"significance", []string{"rate"}, []string{"when", "inside", "min_shortfall", "attributes", "within", "pairs", "min_group", "min_share"}},
	{"share", []string{"bound"}, []string{"when", "attributes"}},
	{"representation", []string{"bound"}, []string{"when", "attributes", "min_group", "min_coverage", "fail", "pass"}},
	{"change", []string{"bound"}, []string{"rate", "when", "attributes", "min_group", "min_coverage", "fail", "pass"}},
	{"inputs", nil, []string{"when"}},
	{"evidence", nil, nil},
	{"publish", []string{"criteria"}, []string{"min_share"}},
}

var compareKeys = []string{"when", "attributes", "within", "pairs", "min_group", "min_share", "min_coverage", "fail", "pass"}

// others lists the keys of rules that the form does not take.
func (f *ruleForm) others() []string {
	own := slices.Concat([]string{f.by}, f.needs, f.takes, commonKeys)
	return slices.DeleteFunc(ruleLanguage.Names(), func(key string) bool { return slices.Contains(own, key) })
}

// JSONSchema is the JSON Schema of a policy file.
func JSONSchema() ([]byte, error) {
	root := schema.Mapping(policyLanguage, "version", "policy").With("$defs", schema.Schema{
		"change":     ruleSchema(),
		"commitment": schema.Whole(1, len(TheCharter().Commitments)),
		"evidence":   schema.OneOf(evidenceNames()...),
		"rule":       wholeRule(),
		"line": schema.Pattern(shortPattern()).With("description",
			`A rule on one line, as "impact_ratio(sex, age) within job >= 0.8": metric, attributes in brackets, strata after within, bound.`),
	})
	rules := func(value schema.Schema) schema.Schema {
		return schema.Schema{"properties": schema.Schema{"rules": schema.MapOf(value)}}
	}
	root["if"] = schema.Schema{"required": []string{"extends"}}
	root["then"] = rules(schema.Either(schema.Ref("change"), schema.Ref("line"),
		schema.Schema{"const": "off"}.With("description", "Removes a rule of the policy that this one extends.")))
	root["else"] = rules(schema.Either(schema.Ref("rule"), schema.Ref("line"))).With("required", []string{"rules"})
	root["else"].(schema.Schema)["properties"].(schema.Schema)["rules"].(schema.Schema)["minProperties"] = 1
	return schema.Document(root, "policy", "fairaudit policy, version 1", "The rules by which an audit is judged. fairaudit policy check finds what no schema can.")
}

// WaiversSchema describes a list of waivers, all of whose keys have to be there.
func WaiversSchema() schema.Schema {
	return schema.List(schema.Mapping(waiverLanguage, waiverLanguage.Names()...))
}

// ruleSchema describes a rule, or a change of one, as a mapping.
func ruleSchema() schema.Schema {
	rule := schema.Mapping(ruleLanguage)
	forms := schema.Schema{}
	for _, f := range ruleForms {
		refused := schema.Schema{}
		for _, key := range f.others() {
			refused[key] = false
		}
		form := schema.Schema{"properties": refused}
		if f.needs != nil {
			form["required"] = f.needs
		}
		forms[f.by] = form
	}
	rule["dependentSchemas"] = forms
	atLeast, atMost := schema.Schema{"bound": schema.Pattern(`^\s*>=`)}, schema.Schema{"bound": schema.Pattern(`^\s*<=`)}
	rule["allOf"] = []schema.Schema{
		where("ratio", []string{string(metric.MinMax)}, schema.Schema{"properties": atLeast}),
		where("ratio", []string{string(metric.MaxMin)}, schema.Schema{"properties": atMost}),
		where("metric", judgedMetrics(metric.MinMax), schema.Schema{"properties": atLeast}),
		where("metric", slices.Concat(judgedMetrics(metric.MaxMin), judgedMetrics(metric.Difference)), schema.Schema{"properties": atMost}),
		where("difference", []string{string(metric.Difference)}, schema.Schema{"properties": atMost}),
		where("share", []string{"missing", "unmatched"}, schema.Schema{"properties": atMost}),
		where("change", []string{"since-last-audit"}, schema.Schema{"properties": atMost}),
		where("representation", []string{"population"}, schema.Schema{"properties": atLeast}),
		where("share", []string{"unmatched"}, schema.Schema{"properties": schema.Schema{"attributes": false}}),
		where("significance", []string{"inside-bound"}, schema.Schema{"required": []string{"inside"}}),
		where("significance", []string{"two-sd"}, schema.Schema{"properties": schema.Schema{"inside": false, "pairs": false}}),
	}
	return rule
}

// where is what holds of a mapping in which a key has one of some values.
func where(key string, values []string, then schema.Schema) schema.Schema {
	return schema.Schema{
		"if":   schema.Schema{"required": []string{key}, "properties": schema.Schema{key: schema.OneOf(values...)}},
		"then": then,
	}
}

// wholeRule is a rule that says what it measures.
func wholeRule() schema.Schema {
	var forms []schema.Schema
	for _, f := range ruleForms {
		forms = append(forms, schema.Schema{"required": []string{f.by}})
	}
	return schema.Ref("change").With("anyOf", forms)
}

// shortPattern is the grammar of [shortForm] as one regular expression.
func shortPattern() string {
	const name = `[^,()<>=]*[^,()<>=\s][^,()<>=]*`
	names := name + `(,` + name + `)*`
	bound := strings.TrimPrefix(boundForm.String(), "^")
	return `^\s*(` + strings.Join(judgedMetrics(""), "|") + `)\s*(\(` + names + `\))?\s*(within\s` + names + `)?` + bound
}

// judgedMetrics lists the metrics that a rule may name, those of an operation if
// one is given, with their other names.
func judgedMetrics(o metric.Operation) []string {
	var names []string
	for _, c := range metric.Contrasts {
		if !c.Mean && (o == "" || c.Operation == o) {
			names = append(append(names, c.ID), c.Aliases...)
		}
	}
	return names
}

func rateNames() []string {
	var names []string
	for _, r := range metric.Rates {
		if !r.NeedsDecisions() {
			names = append(names, r.ID)
		}
	}
	return names
}

func evidenceNames() []string {
	var names []string
	for _, e := range TheCharter().Evidence {
		names = append(names, e.ID)
	}
	return names
}
