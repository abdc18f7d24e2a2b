package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

type tallyOptions struct {
	inputOptions
	output  string
	minCell int
}

func newTally(streams *IO) *cobra.Command {
	o := &tallyOptions{}
	cmd := &cobra.Command{
		Use:   "tally FILE…",
		Short: "Count only, and write the tally",
		Long: `tally counts the rows as audit does and writes the tally: how many people there
are in each combination of group, actual and predicted outcome. It holds no
person. The same rows give the same bytes, whatever their order and format.
A FILE may be a tally itself: tallies are added up.`,
		Example: "  fairaudit tally decisions.csv --predicted selected --attribute sex -o json=decisions.tally.json",
		Args:    needs(1, -1, words.Say("at least one FILE")),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.flags = cmd.Flags()
			return runTally(cmd.Context(), o, args, streams)
		},
	}
	o.register(cmd, streams.reader)
	o.registerEngine(cmd)
	cmd.Flags().StringVarP(&o.output, "output", "o", "json", "json or json=PATH")
	cmd.Flags().IntVar(&o.minCell, "min-cell", 0, "leave no cell of fewer people: small groups become (suppressed), of which\nno audit says that they pass")
	return cmd
}

func runTally(ctx context.Context, o *tallyOptions, paths []string, streams *IO) error {
	format, path, _ := strings.Cut(o.output, "=")
	switch {
	case format != "json":
		return usageErrorf("-o %s: a tally is written as json", o.output)
	case o.flags.Changed("min-cell") && o.minCell < policy.LeastMinCell:
		return usageErrorf("--min-cell is at least %d, and not %d", policy.LeastMinCell, o.minCell)
	}
	conf, err := o.configure(paths, nil, streams)
	if err != nil {
		return err
	}
	if path == "" || path == "-" {
		t, err := o.count(ctx, conf, paths, streams)
		if err != nil {
			return err
		}
		return writeTo(streams.Out, t.Encode)
	}
	file := newOutFile(path, streams.Dir)
	if err := file.spare(conf.reads(paths)); err != nil {
		return err
	}
	if err := file.open(); err != nil {
		return err
	}
	defer file.abandon()
	t, err := o.count(ctx, conf, paths, streams)
	if err != nil {
		return err
	}
	if err := file.write(t.Encode); err != nil {
		return err
	}
	return file.finish()
}

// count makes the tally that is to be written.
func (o *tallyOptions) count(ctx context.Context, conf *config, paths []string, streams *IO) (*tally.Tally, error) {
	c, err := count(ctx, conf, paths, o.reading(conf), streams)
	if err != nil {
		return nil, err
	}
	if o.minCell == 0 {
		return c.tally, nil
	}
	t, err := c.tally.Suppress(int64(o.minCell))
	if err != nil {
		return nil, words.Errorf("--min-cell %d: %w", o.minCell, err)
	}
	return t, nil
}
