package cli

import (
	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schema"
)

// The language of fairaudit.yaml: every key, what it says, and what its value may
// be. The reader takes the names from here, and editors the schema.
var (
	configLanguage = schema.Keys{
		{Name: "version", Says: "The version of this form: 1.", Value: schema.Schema{"const": 1}},
		{Name: "model", Says: "What is audited; it is copied into the report.", Value: schema.Mapping(modelLanguage)},
		{Name: "data", Says: "Which column plays which role.", Value: schema.Ref("data")},
		{Name: "policy", Says: "A built-in policy, or the path of a policy file.", Value: schema.Text()},
		{Name: "waivers", Says: "Findings that are accepted until a day.", Value: schema.Ref("waivers")},
		{Name: "evidence", Says: "What is declared of the model's use; fairaudit policy commitments lists the keys.", Value: schema.Ref("evidence")},
	}
	modelLanguage = schema.Keys{
		{Name: "name", Says: "The name that reports show.", Value: schema.Text()},
		{Name: "release", Says: "The release; quote it, since 2026.10 and 2026.1 are the same number.", Value: schema.Text()},
		{Name: "purpose", Says: "What the model is for.", Value: schema.Text()},
		{Name: "inputs", Says: "The columns that the model reads; protected ones, and what stands for them, are found there.", Value: schema.Some(schema.Text())},
		{Name: "proxies", Says: "Columns that are declared to stand for a protected attribute.", Value: schema.Some(schema.Text())},
	}
	dataLanguage = schema.Keys{
		{Name: "actual", Says: "The column of actual outcomes; without it only outcome rates are judged.", Value: schema.Text()},
		{Name: "human", Says: "The column of the final decisions of people, where the model advises.", Value: schema.Text()},
		{Name: "predicted", Says: "The column of decisions.", Value: schema.Text()},
		{Name: "score", Says: "The column of scores, in place of decisions.", Value: schema.Text()},
		{Name: "cutoff", Says: "The score from which the decision is positive, or median: above that of all rows.", Value: schema.Either(schema.Number(), schema.Schema{"const": "median"})},
		{Name: "positive", Says: "The values that are positive, in both columns.", Value: schema.Any(schema.Text())},
		{Name: "actual_positive", Says: "The values that are positive in the column of actual outcomes.", Value: schema.Any(schema.Text())},
		{Name: "human_positive", Says: "The values that are positive in the column of final decisions.", Value: schema.Any(schema.Text())},
		{Name: "predicted_positive", Says: "The values that are positive in the column of decisions.", Value: schema.Any(schema.Text())},
		{Name: "outcome", Says: "What a positive decision is to a person: benefit or burden.", Value: schema.OneOf(policy.Benefit, policy.Burden)},
		{Name: "weight", Says: "The column of weights.", Value: schema.Text()},
		{Name: "counts", Says: "The column of counts, where a row is several people.", Value: schema.Text()},
		{Name: "weight_squares", Says: "The column of sums of squared weights, beside counts.", Value: schema.Text()},
		{Name: "unit", Says: "The column that says whose a row is, for rows that are not independent.", Value: schema.Text()},
		{Name: "design_effect", Says: "How many rows are worth one independent row.", Value: schema.Number()},
		{Name: "attributes", Says: "The protected attributes by name.", Value: schema.MapOf(schema.Ref("attribute"))},
		{Name: "attributes_file", Says: "The file that has the attributes, where the rows have not.", Value: schema.Mapping(attributesFileLanguage, "path", "key")},
		{Name: "intersections", Says: "Lists of attributes that are audited together, as [[sex, age]].", Value: schema.List(schema.Any(schema.Text()))},
		{Name: "strata", Says: "Columns within whose values groups may be compared.", Value: schema.Any(schema.Text())},
		{Name: "missing", Says: "What becomes of people without a value: group shows them, drop leaves them out, error ends the audit. Without it: group.", Value: schema.OneOf(dataset.MissingGroup, dataset.MissingDrop, dataset.MissingError)},
		{Name: "max_values", Says: "How many different values a column may have.", Value: schema.Whole(1)},
		{Name: "encoding", Says: "The encoding of a CSV.", Value: schema.OneOf(open.Encodings()...)},
		{Name: "decimal", Says: "What parts the whole and the fraction of a number.", Value: schema.OneOf(dataset.DecimalPoint, dataset.DecimalComma)},
		{Name: "thousands", Says: "What parts the thousands of a number.", Value: schema.OneOf(dataset.ThousandsNone, dataset.ThousandsSpace)},
		{Name: "missing_markers", Says: "Values that mean missing in every column, as NA; empty ones always do.", Value: schema.Any(schema.Text())},
		{Name: "article_4a", Says: "Which conditions of Article 4a of the AI Act are declared to hold.", Value: schema.Mapping(conditionLanguage())},
		{Name: "date", Says: "The day on which the data were produced: a policy adopted later is flagged.", Value: schema.Day()},
		{Name: "since", Says: "The document of an earlier audit, relative to this file, by which rules on change measure.", Value: schema.Text()},
		{Name: "population", Says: "The reference population: of an attribute, the share of each group, adding up to 1, or how many people it has.", Value: schema.MapOf(schema.MapOf(schema.Number()))},
	}
	attributeLanguage = schema.Keys{
		{Name: "column", Says: "The column. Without it: the name of the attribute.", Value: schema.Text()},
		{Name: "bands", Says: "Edges that cut a number: [26, 50] makes <26, 26–49, 50+.", Value: schema.List(schema.Number())},
		{Name: "values", Says: "New names of values, as {1: QPV, 0: hors QPV}.", Value: schema.MapOf(schema.Text())},
		{Name: "reference", Says: "The group that others are shown against: largest, or a group.", Value: schema.Text()},
		{Name: "lawful_basis", Says: "Why these data may be processed.", Value: schema.OneOf(basisNames()...)},
		{Name: "quantiles", Says: "A number is cut into so many bands of equal size.", Value: schema.Whole(2)},
		{Name: "age_at", Says: "The column has dates of birth; the day of the ages, as \"2026-01-01\", or with bands \"2026-01-01,bands=26,50\".", Value: schema.Pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(,bands=.+)?$`)},
	}
	attributesFileLanguage = schema.Keys{
		{Name: "path", Says: "The file, or the files, of the attributes, relative to this one.", Value: schema.Any(schema.Text())},
		{Name: "key", Says: "The columns by which a row finds its person, as [id]; id=person where the file calls it person.", Value: schema.Any(schema.Text())},
	}
)

func conditionLanguage() schema.Keys {
	var keys schema.Keys
	for _, c := range criteria.Conditions {
		keys = append(keys, schema.Key{Name: c.ID, Says: c.Name + ".", Value: schema.OneOf("no", "yes")})
	}
	return keys
}

// configSchema is the JSON Schema of a configuration.
func configSchema() ([]byte, error) {
	charter := policy.TheCharter()
	var evidence schema.Keys
	for _, id := range charter.Declarable() {
		e, _ := charter.Find(id)
		evidence = append(evidence, schema.Key{Name: id, Says: e.Name["en"] + ".", Value: schema.Text()})
	}
	root := schema.Mapping(configLanguage, "version").With("$defs", schema.Schema{
		"data": schema.Mapping(dataLanguage).
			With("dependentRequired", schema.Schema{"score": []string{"cutoff"}, "cutoff": []string{"score"}}).
			With("dependentSchemas", schema.Schema{"score": schema.Schema{"properties": schema.Schema{"predicted": false}}}),
		"attribute": schema.Mapping(attributeLanguage),
		"waivers":   policy.WaiversSchema(),
		"evidence":  schema.Mapping(evidence),
	})
	return schema.Document(root, "config", "fairaudit configuration, version 1", "The settings of an audit, fairaudit.yaml. Flags override them.")
}
