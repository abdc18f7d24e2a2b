package cli

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// inputOptions are the flags that say what is read and which column plays which role.
type inputOptions struct {
	readingOptions
	engineOptions
	flags             *pflag.FlagSet
	config            string
	noConfig          bool
	actual            string
	human             string
	predicted         string
	score             string
	cutoff            string
	positive          []string
	actualPositive    []string
	humanPositive     []string
	predictedPositive []string
	attributes        []string
	attributesFiles   []string
	key               []string
	intersections     []string
	strata            []string
	weight            string
	counts            string
	weightSquares     string
	unit              string
	designEffect      float64
	missing           string
	outcome           string
	maxValues         int
	format            string
	separator         string
	noHeader          bool
	threads           int

	counted bool // whether all inputs are tallies
}

func (o *inputOptions) register(cmd *cobra.Command, l words.Language) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.config, "config", "", "the configuration; by default fairaudit.yaml, here or above in the repository")
	f.BoolVar(&o.noConfig, "no-config", false, "ignore a fairaudit.yaml that lies around")
	f.StringVar(&o.predicted, "predicted", "", "column of the model's decisions")
	f.StringVar(&o.score, "score", "", "column of scores, in place of decisions; needs --cutoff")
	f.StringVar(&o.cutoff, "cutoff", "", "a score at or above it is a positive decision; median: above the median of all scores")
	f.StringVar(&o.actual, "actual", "", "column of actual outcomes (labels); without it only outcome rates are judged")
	f.StringVar(&o.human, "human", "", "column of the final decisions of people, to see by group how they follow the model")
	f.StringSliceVar(&o.positive, "positive", nil, "positive values of these columns; inferred for 0/1, false/true, no/yes, non/oui")
	f.StringSliceVar(&o.predictedPositive, "predicted-positive", nil, "positive values of the decisions")
	f.StringSliceVar(&o.actualPositive, "actual-positive", nil, "positive values of the outcomes")
	f.StringSliceVar(&o.humanPositive, "human-positive", nil, "positive values of the final decisions")
	f.StringArrayVar(&o.attributes, "attribute", nil, "protected attribute, repeatable: COLUMN[:OPTION…]\nwith bands=26,50  quantiles=4  age_at=2026-01-01  reference=GROUP  name=NAME  values=1=yes,0=no  lawful_basis=ordinary")
	f.StringArrayVar(&o.attributesFiles, "attributes", nil, "the file that holds the attributes, when they are kept apart, repeatable; needs --key;\nwith an engine table:people, a table of it")
	f.StringArrayVar(&o.key, "key", nil, "columns by which a row finds its person in that file: id,region, or id=person\nwhere the file calls it person")
	f.StringArrayVar(&o.intersections, "intersect", nil, "attributes to audit together, repeatable: sex,age")
	f.StringArrayVar(&o.strata, "stratum", nil, "column that may legitimately explain a gap, repeatable")
	f.StringVar(&o.weight, "weight", "", "column of weights")
	f.StringVar(&o.counts, "counts", "", "column of how many people a row stands for, as a GROUP BY gives it")
	f.StringVar(&o.weightSquares, "weight-squares", "", "with --counts, column of the sums of squared weights; --weight then holds sums too")
	f.StringVar(&o.unit, "unit", "", "column that identifies people, to count those with several rows")
	f.Float64Var(&o.designEffect, "design-effect", 1, "how many rows are worth one independent row, at least 1")
	f.StringVar(&o.missing, "missing", "", "rows without an attribute's value: group (default), drop or error")
	f.StringVar(&o.outcome, "outcome", "", "a positive decision is a benefit (default) or a burden")
	f.IntVar(&o.maxValues, "max-values", 0, l.Say("most distinct values of a column (default %d)", dataset.DefaultMaxValues))
	f.StringVar(&o.format, "format", "", l.Say("format of the input: %s; by default its content decides", strings.Join(open.Formats(), ", ")))
	f.StringVar(&o.separator, "separator", "", "separator of a CSV: , ; | or tab; by default found out")
	f.BoolVar(&o.noHeader, "no-header", false, "the CSV has no header; columns are named 1, 2, 3 …")
	f.IntVar(&o.threads, "threads", 0, "how many threads read and count; 0 for one per processor, and the result is the same for any")
	o.registerReading(cmd, l)
	complete(cmd, "missing", "group", "drop", "error")
	complete(cmd, "outcome", "benefit", "burden")
	complete(cmd, "format", open.Formats()...)
}

// configure joins the configuration file, where there is one, with the flags,
// which replace it role by role.
//
// What the caller adds to both, such as what a policy presets, complete adds; it may be nil.
func (o *inputOptions) configure(paths []string, complete func(*config) error, streams *IO) (*config, error) {
	conf, err := o.readConfig(streams)
	if err != nil {
		return nil, usageError{err}
	}
	if err := o.apply(conf); err != nil {
		return nil, err
	}
	if complete != nil {
		if err := complete(conf); err != nil {
			return nil, err
		}
	}
	if conf.engine, err = o.engineInput(paths, streams); err != nil {
		return nil, err
	}
	if o.counted = allTallies(paths, o.format); o.counted {
		err = o.refuseRowFlags()
	} else if err = conf.spec.Validate(); err == nil {
		err = sharedColumns(&conf.spec)
	}
	if err != nil {
		return nil, usageError{err}
	}
	if err := conf.engine.check(conf); err != nil {
		return nil, err
	}
	if _, err := separator(o.separator); err != nil {
		return nil, err
	}
	if o.threads < 0 {
		return nil, usageErrorf("--threads cannot be %d: it is how many threads read and count, or 0 for one per processor", o.threads)
	}
	if o.format != "" && !slices.Contains(open.Formats(), o.format) {
		return nil, usageErrorf("--format is one of %s, not %q%s", strings.Join(open.Formats(), ", "), o.format, words.DidYouMean(o.format, open.Formats()))
	}
	return conf, nil
}

// sharedColumns refuses decisions or labels that are attributes, or each other:
// the audit would compare those selected with those who are not. Bands of a score
// are another matter.
func sharedColumns(spec *dataset.Spec) error {
	outcomes := spec.Outcomes()
	for i, o := range outcomes {
		for _, other := range outcomes[i+1:] {
			if o.Column != "" && o.Column == other.Column {
				return usageErrorf("column %q is both %s and %s", o.Column, roleNames[other.Role], roleNames[o.Role])
			}
		}
		for _, a := range spec.Attributes {
			if a.Column == o.Column && !o.IsScore() {
				return usageErrorf("column %q is both an outcome and attribute %q", a.Column, a.Name)
			}
		}
	}
	return nil
}

// roleNames say what an outcome is.
var roleNames = map[tally.Role]words.Phrase{
	tally.Predicted: words.Say("what was predicted"), tally.Human: words.Say("what was finally decided"), tally.Actual: words.Say("what came of it"),
}

func (o *inputOptions) apply(conf *config) error {
	if err := o.applyPredicted(conf); err != nil {
		return err
	}
	for _, p := range []struct {
		flag []string
		to   []*[]string
	}{
		{o.positive, []*[]string{&conf.spec.Actual.Positive, &conf.spec.Human.Positive, &conf.spec.Predicted.Positive}},
		{o.humanPositive, []*[]string{&conf.spec.Human.Positive}},
		{o.actualPositive, []*[]string{&conf.spec.Actual.Positive}},
		{o.predictedPositive, []*[]string{&conf.spec.Predicted.Positive}},
	} {
		for _, to := range p.to {
			if len(p.flag) > 0 {
				*to = p.flag
			}
		}
	}
	for _, column := range []struct {
		flag string
		to   *string
	}{{o.actual, &conf.spec.Actual.Column}, {o.human, &conf.spec.Human.Column}, {o.weight, &conf.spec.Weight}, {o.unit, &conf.spec.Unit}, {o.counts, &conf.spec.Counts}, {o.weightSquares, &conf.spec.SquaredWeight}} {
		if column.flag != "" {
			*column.to = column.flag
		}
	}
	if o.flags.Changed("design-effect") {
		conf.designEffect = o.designEffect
	}
	if !(conf.designEffect >= 1) || conf.designEffect > 1e6 {
		return usageErrorf("the design effect is a number from 1 to 1000000, not %g", conf.designEffect)
	}
	if len(o.strata) > 0 {
		conf.spec.Strata = o.strata
	}
	if o.maxValues != 0 {
		conf.spec.MaxValues = o.maxValues
	}
	if err := o.applyWords(conf); err != nil {
		return err
	}
	if err := o.applyReading(conf); err != nil {
		return err
	}
	if err := o.applyAttributesFile(conf); err != nil {
		return err
	}
	return o.applyAttributes(conf)
}

func (o *inputOptions) applyPredicted(conf *config) error {
	cutoff := o.flags.Changed("cutoff")
	switch {
	case o.predicted != "" && o.score != "":
		return usageErrorf("--predicted and --score exclude each other: a score with its cut-off is the decision")
	case o.predicted != "" && cutoff:
		return usageErrorf("--cutoff belongs to --score, not to --predicted")
	case o.predicted != "":
		conf.spec.Predicted = dataset.Outcome{Column: o.predicted, Positive: conf.spec.Predicted.Positive}
	case o.score != "":
		conf.spec.Predicted = dataset.Outcome{Column: o.score, Cutoff: conf.spec.Predicted.Cutoff, AtMedian: conf.spec.Predicted.AtMedian}
	}
	if cutoff {
		if o.score == "" && !conf.spec.Predicted.IsScore() {
			return usageErrorf("--cutoff needs --score: the column of scores")
		}
		var err error
		if conf.spec.Predicted.Cutoff, conf.spec.Predicted.AtMedian, err = parseCutoff(o.cutoff); err != nil {
			return usageErrorf("--cutoff: %v", err)
		}
	}
	if o.score != "" && !conf.spec.Predicted.IsScore() {
		return usageErrorf("--score needs --cutoff: the score from which the decision is positive")
	}
	return nil
}

// parseCutoff reads a number, or the word median.
func parseCutoff(text string) (cutoff *float64, atMedian bool, err error) {
	if text == "median" {
		return nil, true, nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, false, words.Errorf("%q is not a number, as 0.5, nor median", text)
	}
	return &x, false, nil
}

func (o *inputOptions) applyWords(conf *config) error {
	switch m := dataset.Missing(o.missing); m {
	case "":
	case dataset.MissingGroup, dataset.MissingDrop, dataset.MissingError:
		conf.spec.Missing = m
	default:
		return usageErrorf("--missing is group, drop or error, not %q", o.missing)
	}
	switch out := policy.Outcome(o.outcome); out {
	case "":
	case policy.Benefit, policy.Burden:
		conf.outcome = out
	default:
		return usageErrorf("--outcome is benefit or burden, not %q", o.outcome)
	}
	return nil
}

// applyAttributes replaces the configuration's attributes by those of the flags.
// Its intersections go with them, unless they still make sense.
func (o *inputOptions) applyAttributes(conf *config) error {
	if len(o.attributes) > 0 {
		conf.spec.Attributes, conf.references, conf.bases = nil, nil, nil
		if len(o.intersections) == 0 {
			conf.spec.Intersections = nil
		}
	}
	for _, text := range o.attributes {
		a, reference, basis, err := parseAttribute(text)
		if err != nil {
			return err
		}
		conf.addAttribute(a, reference, basis)
	}
	if len(o.intersections) > 0 {
		conf.spec.Intersections = nil
		for _, in := range o.intersections {
			conf.spec.Intersections = append(conf.spec.Intersections, strings.Split(in, ","))
		}
	}
	return nil
}

// parseAttribute reads COLUMN[:OPTION=VALUE]…; an option's value ends where the
// next option starts, so that names and values may hold colons.
func parseAttribute(text string) (a dataset.Attribute, reference, basis string, err error) {
	parts, err := splitOptions(text)
	if err != nil {
		return a, "", "", err
	}
	a = dataset.Attribute{Name: parts[0], Column: parts[0]}
	for _, option := range parts[1:] {
		key, value, _ := strings.Cut(option, "=")
		switch key {
		case "name":
			a.Name = value
		case "reference":
			reference = value
		case "lawful_basis":
			if basis, err = parseBasis(value); err != nil {
				return a, "", "", usageErrorf("--attribute %s: %v", text, err)
			}
		case "bands":
			if a.Bands, err = parseBands(value); err != nil {
				return a, "", "", usageErrorf("--attribute %s: %v", text, err)
			}
		case "quantiles":
			if a.Quantiles, err = strconv.Atoi(value); err != nil {
				return a, "", "", usageErrorf("--attribute %s: quantiles is a whole number, not %q", text, value)
			}
		case "age_at":
			if err := parseAgeAt(&a, value); err != nil {
				return a, "", "", usageErrorf("--attribute %s: %v", text, err)
			}
		case "values":
			if a.Values, err = parseValues(value); err != nil {
				return a, "", "", usageErrorf("--attribute %s: %v", text, err)
			}
		}
	}
	return a, reference, basis, nil
}

var attributeOptions = []string{"name", "reference", "bands", "values", "quantiles", "age_at", "lawful_basis"}

// optionStart finds where an option of an attribute starts.
var optionStart = regexp.MustCompile(`:([a-z_]+)=`)

// splitOptions cuts COLUMN:OPTION=VALUE… before each option.
func splitOptions(text string) ([]string, error) {
	var parts []string
	start := 0
	for _, m := range optionStart.FindAllStringSubmatchIndex(text, -1) {
		if key := text[m[2]:m[3]]; !slices.Contains(attributeOptions, key) {
			return nil, usageErrorf("--attribute %s: there is no option %q%s; the options are %s",
				text, key, words.DidYouMean(key, attributeOptions), strings.Join(attributeOptions, ", "))
		}
		parts = append(parts, text[start:m[0]])
		start = m[0] + 1
	}
	return append(parts, text[start:]), nil
}

func parseBands(text string) ([]float64, error) {
	var edges []float64
	for _, part := range strings.Split(text, ",") {
		x, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || x-x != 0 {
			return nil, words.Errorf("bands are the numbers between them, as in bands=26,50; %q is none", part)
		}
		edges = append(edges, x)
	}
	return edges, nil
}

func parseValues(text string) (map[string]string, error) {
	values := map[string]string{}
	for _, part := range strings.Split(text, ",") {
		from, to, ok := strings.Cut(part, "=")
		if !ok {
			return nil, words.Errorf("values are written as values=1=yes,0=no; %q has no =", part)
		}
		values[from] = to
	}
	return values, nil
}

func separator(text string) (rune, error) {
	switch text {
	case "":
		return 0, nil
	case "tab", `\t`, "\t":
		return '\t', nil
	}
	r, size := utf8.DecodeRuneInString(text)
	if size != len(text) || !strings.ContainsRune(",;|", r) {
		return 0, usageErrorf("--separator is one of , ; | or tab, not %q", text)
	}
	return r, nil
}

// complete offers words for a flag's value.
func complete(cmd *cobra.Command, flag string, words ...string) {
	// The only error is a flag that does not exist, which a test would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}
