package cli

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

type planOptions struct {
	inputOptions
	policy     string
	groups     []string
	power      float64
	replicates int
	seed       uint64
	output     string
}

func newPlan(streams *IO) *cobra.Command {
	o := &planOptions{}
	cmd := &cobra.Command{
		Use:   "plan [FILE…]",
		Short: "How many people are needed to be able to decide?",
		Long: `plan says what an audit can decide before its data exist: the chance of each
verdict, the smallest gap that a fail would find, and the people needed in each
group. It starts from expected sizes and rates, given with --group, or from the
counts of a past audit's files, read as audit reads them.

  --group LABEL=PEOPLE:RATE                     a selection rate alone
  --group LABEL=PEOPLE:base=0.2,tpr=0.8,fpr=0.3  with labels`,
		Example: `  fairaudit plan --group F=600:0.40 --group M=650:0.42
  fairaudit plan last-month.csv --predicted selected --actual hired --attribute sex`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.flags = cmd.Flags()
			return runPlan(cmd.Context(), o, args, streams)
		},
	}
	f, l := cmd.Flags(), streams.reader
	f.SortFlags = false
	f.StringArrayVar(&o.groups, "group", nil, "an expected group, repeatable: LABEL=PEOPLE:RATE or LABEL=PEOPLE:base=…,tpr=…,fpr=…")
	f.Float64Var(&o.power, "power", 0.8, "the chance of finding a gap, or of deciding, that is asked for")
	f.IntVar(&o.replicates, "replicates", 1000, "audits drawn to estimate the chances of verdicts")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the drawing")
	f.StringVar(&o.policy, "policy", "", l.Say("the rules: a built-in policy or a file ending in .yaml (default %s)", policy.Default))
	f.StringVarP(&o.output, "output", "o", "table", "table or json, each to the standard output")
	o.register(cmd, l)
	o.registerEngine(cmd)
	complete(cmd, "policy", policy.Names()...)
	complete(cmd, "output", "table", "json")
	return cmd
}

func runPlan(ctx context.Context, o *planOptions, paths []string, streams *IO) error {
	switch {
	case o.output != "table" && o.output != "json":
		return usageErrorf("-o is table or json, not %q", o.output)
	case !(o.power > 0.05 && o.power < 1):
		return usageErrorf("--power lies between 0.05 and 1, and %g does not", o.power)
	case o.replicates < 1 || o.replicates > 1_000_000:
		return usageErrorf("--replicates lies between 1 and 1000000, and %d does not", o.replicates)
	case len(o.groups) > 0 && len(paths) > 0:
		return usageErrorf("--group and files exclude each other: expected groups, or those of a past audit")
	case len(o.groups) == 0 && len(paths) == 0:
		return usageErrorf("nothing to plan: give the expected groups with --group, or the files of a past audit")
	}
	conf, rules, err := o.judged(paths, streams)
	if err != nil {
		return err
	}
	if rules.Kind == policy.Record {
		return usageErrorf("the policy %s is a record, which judges nothing: there is nothing to plan", rules.Name)
	}
	t, err := o.expected(ctx, paths, conf, streams)
	if err != nil {
		return err
	}
	plan, err := fairness.Plan(t, rules, fairness.PlanOptions{
		Options: fairness.Options{Outcome: conf.outcome, References: conf.references, DesignEffect: conf.designEffect},
		Power:   o.power, Replicates: o.replicates, Source: rand.NewPCG(o.seed, 0)})
	if err != nil {
		return err
	}
	if o.output == "json" {
		return report.WritePlanJSON(streams.Out, plan)
	}
	style, err := styleFor("never", streams)
	if err != nil {
		return err
	}
	return report.WritePlan(streams.Out, plan, style)
}

// judged is how the expected people are described, and the policy that judges them.
func (o *planOptions) judged(paths []string, streams *IO) (*config, *policy.Policy, error) {
	if len(paths) > 0 {
		return o.configureUnder(o.policy, paths, streams)
	}
	conf := &config{dir: streams.Dir, designEffect: 1}
	if err := o.applyWords(conf); err != nil {
		return nil, nil, err
	}
	rules, err := loadPolicy(o.policy, conf, streams)
	return conf, rules, err
}

// expected is the tally of the expected groups: made up, or counted.
func (o *planOptions) expected(ctx context.Context, paths []string, conf *config, streams *IO) (*tally.Tally, error) {
	if len(paths) == 0 {
		return tallyOf(o.groups)
	}
	if conf.spec.Weight != "" {
		return nil, usageErrorf("a plan draws people, each of whom counts once: leave --weight out, and say what the weights cost by --design-effect")
	}
	c, err := count(ctx, conf, paths, o.reading(conf), streams)
	if err != nil {
		return nil, err
	}
	if c.tally.Weighted {
		return nil, words.Errorf("%s: a plan draws people, each of whom counts once, and this tally has weights", paths[0])
	}
	return c.tally, nil
}

// expectedGroup is one --group: its people in the order TP, FP, FN, TN with
// labels, or selected and not selected without.
type expectedGroup struct {
	label  string
	people []int64
}

// tallyOf makes up the tally of groups of the expected sizes and rates.
func tallyOf(specs []string) (*tally.Tally, error) {
	axes := []tally.Axis{{Name: "group", Role: tally.Attribute}}
	var cells []tally.Cell
	var labelled bool
	for i, spec := range specs {
		g, err := parseGroup(spec)
		if err != nil {
			return nil, err
		}
		if i > 0 && labelled != (len(g.people) == 4) {
			return nil, usageErrorf("--group: give base, tpr and fpr for every group, or for none")
		}
		labelled = len(g.people) == 4
		axes[0].Values = append(axes[0].Values, g.label)
		for j, n := range g.people {
			index := []int{i, 1 - j} // selected, not selected
			if labelled {
				index = []int{i, 1 - j%2, 1 - j/2} // actual, then predicted
			}
			cells = append(cells, tally.Cell{Index: index, Sum: tally.Sum{N: n}})
		}
	}
	outcome := func(role tally.Role) tally.Axis {
		return tally.Axis{Name: string(role), Role: role, Values: []string{"0", "1"}, Positive: []string{"1"}}
	}
	cuboid := tally.Cuboid{Axes: []int{0, 1}, Cells: cells}
	if labelled {
		axes = append(axes, outcome(tally.Actual))
		cuboid.Axes = []int{0, 1, 2}
	}
	t, err := tally.New(append(axes, outcome(tally.Predicted)), false, []tally.Cuboid{cuboid})
	if err != nil {
		return nil, usageErrorf("--group: %v", err)
	}
	return t, nil
}

// parseGroup reads LABEL=PEOPLE:RATE or LABEL=PEOPLE:base=…,tpr=…,fpr=….
func parseGroup(spec string) (expectedGroup, error) {
	wrong := func(why words.Phrase) (expectedGroup, error) {
		return expectedGroup{}, usageErrorf("--group %s: %s; it is written F=600:0.40 or F=600:base=0.2,tpr=0.8,fpr=0.3", spec, why)
	}
	label, rest, _ := strings.Cut(spec, "=")
	size, rates, found := strings.Cut(rest, ":")
	n, err := strconv.ParseInt(size, 10, 64)
	if label == "" || !found || err != nil || n < 1 || n > 1e12 {
		return wrong(words.Say("a label, a number of people and their rate are needed"))
	}
	share := func(text string) (float64, bool) {
		x, err := strconv.ParseFloat(text, 64)
		return x, err == nil && x >= 0 && x <= 1
	}
	part := func(people int64, rate float64) int64 { return int64(math.Round(float64(people) * rate)) }
	if !strings.Contains(rates, "=") {
		rate, ok := share(rates)
		if !ok {
			return wrong(words.Say("the rate %q does not lie between 0 and 1", rates))
		}
		selected := part(n, rate)
		return expectedGroup{label, []int64{selected, n - selected}}, nil
	}
	known := []string{"base", "tpr", "fpr"}
	given := map[string]float64{}
	for _, pair := range strings.Split(rates, ",") {
		key, text, _ := strings.Cut(pair, "=")
		x, ok := share(text)
		if !ok {
			return wrong(words.Say("%q does not lie between 0 and 1", pair))
		}
		given[key] = x
	}
	for _, key := range known {
		if _, ok := given[key]; !ok || len(given) != len(known) {
			return wrong(words.Say("the rates are %s", words.List(known)))
		}
	}
	positives := part(n, given["base"])
	tp, fp := part(positives, given["tpr"]), part(n-positives, given["fpr"])
	return expectedGroup{label, []int64{tp, fp, positives - tp, n - positives - fp}}, nil
}
