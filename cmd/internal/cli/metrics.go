package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/words"
)

func newMetrics(streams *IO) *cobra.Command {
	return &cobra.Command{
		Use:       "metrics [ID]",
		Short:     "Define the rates and contrasts",
		Long:      "metrics prints what is measured: without an ID all of it, with one its definition, formula, direction, range and source.",
		Args:      needs(0, 1, words.Say("at most one ID")),
		ValidArgs: metricIDs(),
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := streams.language()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return listMetrics(streams, l)
			}
			return showMetric(args[0], streams, l)
		},
	}
}

func metricIDs() []string {
	var ids []string
	for _, r := range metric.Rates {
		ids = append(ids, r.ID)
	}
	for _, c := range metric.Contrasts {
		ids = append(ids, c.ID)
		ids = append(ids, c.Aliases...)
	}
	return ids
}

func listMetrics(streams *IO, l words.Language) error {
	var b strings.Builder
	b.WriteString(l.Say("rates of one group") + "\n")
	for _, r := range metric.Rates {
		fmt.Fprintf(&b, "  %-20s %s\n", r.ID, l.Text(r.Formula))
	}
	b.WriteString("\n" + l.Say("contrasts of groups") + "\n")
	for _, c := range metric.Contrasts {
		fmt.Fprintf(&b, "  %-36s %s\n", c.ID, l.Text(c.Formula))
	}
	_, err := fmt.Fprint(streams.Out, b.String())
	return err
}

func showMetric(id string, streams *IO, l words.Language) error {
	var b strings.Builder
	write := func(key, value string) { fmt.Fprintf(&b, "%-10s %s\n", key, value) }
	if r, ok := metric.FindRate(id); ok {
		write(l.Say("rate"), r.ID)
		write(l.Say("name"), l.Text(r.Name))
		write(l.Say("formula"), l.Text(r.Formula))
		write(l.Say("range"), l.Text(r.Range))
		write(l.Say("direction"), l.Text(string(r.Direction)))
		write(l.Say("labels"), map[bool]string{true: l.Say("needed"), false: l.Say("not needed")}[r.NeedsLabels()])
		write(l.Say("undefined"), l.Say("when the denominator is 0"))
		write(l.Say("source"), l.Text(r.Source))
	} else if c, ok := metric.FindContrast(id); ok {
		write(l.Say("contrast"), c.ID)
		write(l.Say("name"), l.Text(c.Name))
		write(l.Say("formula"), l.Text(c.Formula))
		write(l.Say("rates"), strings.Join(c.Rates, ", "))
		write(l.Say("range"), l.Text(contrastRange[c.Operation]))
		write(l.Say("direction"), l.Text(contrastDirection[c.Operation]))
		write(l.Say("undefined"), l.Say("when fewer than two groups have the rate, or for a ratio of zeros"))
		if c.Mean {
			write(l.Say("use"), l.Say("describes; rules judge equalized_odds_difference"))
		}
		if len(c.Aliases) > 0 {
			write(l.Say("also"), strings.Join(c.Aliases, ", "))
		}
		write(l.Say("source"), l.Text(c.Source))
	} else {
		return usageErrorf("there is no metric %q%s; fairaudit metrics lists them", id, words.DidYouMean(id, metricIDs()))
	}
	_, err := fmt.Fprint(streams.Out, b.String())
	return err
}

var (
	contrastRange     = map[metric.Operation]string{metric.Difference: "0 and up; to 1 for proportions", metric.MinMax: "0 to 1", metric.MaxMin: "1 and up"}
	contrastDirection = map[metric.Operation]string{metric.Difference: "0 is equality, lower is fairer", metric.MinMax: "1 is equality, higher is fairer", metric.MaxMin: "1 is equality, lower is fairer"}
)
