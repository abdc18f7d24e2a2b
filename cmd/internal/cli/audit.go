package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

type auditOptions struct {
	inputOptions
	published    publishing
	policy       string
	inconclusive string
	interval     string
	waivers      string
	strict       bool
	since        string
	outputs      []string
	color        string
}

func newAudit(streams *IO) *cobra.Command {
	o := &auditOptions{}
	cmd := &cobra.Command{
		Use:   "audit FILE…",
		Short: "Measure and judge the decisions in a file",
		Long: `audit counts the rows of one or more files (CSV, also compressed with gzip or
zstd, or Parquet; - is the standard input), measures every group, judges the
rules of the policy and prints the result. A FILE may be a pattern, such as
'data/**/*.csv', or a directory, in which sexe=F gives its files a column sexe.
It may also be a tally that fairaudit tally has written: tallies are added up,
with each other and with the rows of other files, and tell their columns' roles.
The exit code is the verdict: see fairaudit help exit-codes.`,
		Example: `  fairaudit audit decisions.csv --predicted selected --actual hired --attribute sex --attribute age:bands=26,50
  fairaudit audit scores.parquet --score score --cutoff 0.5 --attribute sex --policy four-fifths -o json=audit.json -o table`,
		Args: needs(1, -1, words.Say("at least one FILE")),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.flags = cmd.Flags()
			if err := o.published.check(cmd); err != nil {
				return err
			}
			return runAudit(cmd.Context(), o, args, streams)
		},
	}
	l := streams.reader
	o.register(cmd, l)
	o.registerEngine(cmd)
	f := cmd.Flags()
	f.StringVar(&o.policy, "policy", "", l.Say("the rules: a built-in policy or a file ending in .yaml (default %s)", policy.Default))
	f.StringVar(&o.waivers, "waivers", "", "a file of waivers, in place of those of the configuration")
	f.StringVar(&o.since, "since", "", "the document of an earlier audit (-o json), by which rules on change measure")
	f.BoolVar(&o.strict, "strict-waivers", false, "fail when a waiver is not needed or has expired")
	f.StringVar(&o.inconclusive, "inconclusive", "", "what exit code 3 becomes: pass (0) or fail (1)")
	f.StringVar(&o.interval, "ci", fairness.IntervalMethods()[0], l.Say("intervals shown beside rates: %s; verdicts always rest on the first", strings.Join(fairness.IntervalMethods(), ", ")))
	o.published.register(cmd)
	registerOutputs(cmd, &o.outputs, &o.color, l)
	complete(cmd, "policy", policy.Names()...)
	complete(cmd, "ci", fairness.IntervalMethods()...)
	complete(cmd, "inconclusive", "pass", "fail")
	return cmd
}

// runAudit checks everything that can be checked, then reads, judges and prints.
func runAudit(ctx context.Context, o *auditOptions, paths []string, streams *IO) error {
	conf, rules, err := o.configureUnder(o.policy, paths, streams)
	if err != nil {
		return err
	}
	if err := o.published.under(rules.Name, rules.MinCell); err != nil {
		return err
	}
	day, err := streams.today()
	if err != nil {
		return err
	}
	if conf.date > day {
		return usageErrorf("data.date is %s, and the audit is on %s: data cannot be of a later day", conf.date, day)
	}
	waivers, err := o.loadWaivers(conf, rules, day, streams)
	if err != nil {
		return err
	}
	if !slices.Contains(fairness.IntervalMethods(), o.interval) {
		return usageErrorf("--ci is one of %s, not %q", strings.Join(fairness.IntervalMethods(), ", "), o.interval)
	}
	moved, err := moveInconclusive(o.inconclusive)
	if err != nil {
		return err
	}
	outputs, err := openOutputs(o.outputs, o.color, streams)
	if err != nil {
		return err
	}
	defer outputs.abandon()
	o.resolveSince(conf, streams)
	if err := outputs.spare(conf.reads(paths)); err != nil {
		return err
	}
	since, err := o.loadSince(ctx, conf, streams)
	if err != nil {
		return err
	}
	counted, err := count(ctx, conf, paths, o.reading(conf), streams)
	if err != nil {
		return err
	}
	result, err := await(ctx, func() (*fairness.Result, error) {
		return fairness.Audit(counted.tally, rules, fairness.Options{
			Outcome: conf.outcome, References: conf.references, DesignEffect: conf.designEffect, Interval: o.interval, Populations: conf.populations, Previous: previous(since),
			Model: policy.Model{Inputs: conf.model.Inputs, Proxies: conf.model.Proxies}, Attributes: conf.declared(),
			Article4a: conf.article4a, Evidence: conf.supplied(), Day: day, DataDay: conf.date, Waivers: waivers, StrictWaivers: o.strict, Joined: counted.unmatched()})
	})
	if err != nil {
		return quoteGroups(err)
	}
	if result.ExitCode == ExitInconclusive && moved >= 0 {
		result.ExitCode = moved
	}
	document := report.New(report.Context{
		Tool: report.Tool{Name: "fairaudit", Version: version()}, Model: conf.modelOr(counted.sources[0]), Data: dataOf(conf.spec, counted),
		Since: told(since), PolicyFiles: conf.policyFiles, InconclusiveAs: o.inconclusive}, result)
	if document, err = o.published.apply(document); err != nil {
		return err
	}
	if err := outputs.write(document); err != nil {
		return err
	}
	if result.ExitCode != ExitPass {
		return verdictError(result.ExitCode)
	}
	return nil
}

// quoteGroups names the groups of a reference that does not exist as other
// messages name values: quoted, the nearest first, and not thousands of them.
func quoteGroups(err error) error {
	var e *fairness.UnknownReference
	if !errors.As(err, &e) {
		return err
	}
	return words.Errorf("attribute %q has no group %q to refer to%s; its groups are %s", e.Attribute, e.Reference, words.DidYouMean(e.Reference, e.Groups), words.List(e.Groups))
}

func moveInconclusive(word string) (int, error) {
	switch word {
	case "":
		return -1, nil
	case "pass":
		return ExitPass, nil
	case "fail":
		return ExitFail, nil
	}
	return 0, usageErrorf("--inconclusive is pass or fail, not %q", word)
}

// dataOf describes the inputs for the document.
func dataOf(spec dataset.Spec, c *counted) report.Data {
	d := report.Data{Sources: c.sources, Read: report.Count(c.account.Read), Used: c.account.Used, Dropped: map[string]report.Count{}, Repeated: report.Count(c.account.Repeated)}
	for reason, n := range c.account.Dropped {
		d.Dropped[reason] = report.Count(n)
	}
	d.Join = c.join()
	d.Predicted = *column(spec.Predicted.Column, c.tally, tally.Predicted)
	d.Actual = column(spec.Actual.Column, c.tally, tally.Actual)
	d.Human = column(spec.Human.Column, c.tally, tally.Human)
	return d
}

// column describes the outcome of a role; nil where there is none.
func column(name string, t *tally.Tally, role tally.Role) *report.Column {
	of := t.ByRole(role)
	if len(of) == 0 {
		return nil
	}
	axis := t.Axes[of[0]]
	c := &report.Column{Name: cmp.Or(name, axis.Name), Cutoff: axis.Cutoff, Median: axis.Median, Positive: axis.Positive, Negative: []string{}}
	for i, positive := range axis.IsPositive() {
		if !positive && axis.Values[i] != tally.Missing {
			c.Negative = append(c.Negative, axis.Values[i])
		}
	}
	return c
}

// atFile adds the file's name to an input error that has none.
func atFile(err error, path string) error {
	var e *dataset.Error
	if errors.As(err, &e) && e.At.File == "" {
		e.At.File = path
		return e
	}
	if err != nil && e == nil {
		return words.Errorf("%s: %w", path, err)
	}
	return err
}
