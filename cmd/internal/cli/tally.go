package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

type tallyOptions struct {
	inputOptions
	output string
}

func newTally(streams *IO) *cobra.Command {
	o := &tallyOptions{}
	cmd := &cobra.Command{
		Use:   "tally FILE…",
		Short: "Count only, and write the tally",
		Long: `tally counts the rows as audit does and writes the tally: how many people there
are in each combination of group, actual and predicted outcome. It holds no
person. The same rows give the same bytes, whatever their order and format.`,
		Example: "  fairaudit tally decisions.csv --predicted selected --attribute sex -o json=decisions.tally.json",
		Args:    needs(1, -1, "at least one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.flags = cmd.Flags()
			return runTally(cmd.Context(), o, args, streams)
		},
	}
	o.register(cmd)
	cmd.Flags().StringVarP(&o.output, "output", "o", "json", "json or json=PATH")
	return cmd
}

func runTally(ctx context.Context, o *tallyOptions, paths []string, streams *IO) error {
	format, path, _ := strings.Cut(o.output, "=")
	if format != "json" {
		return usageErrorf("-o %s: a tally is written as json", o.output)
	}
	conf, err := o.configure(streams)
	if err != nil {
		return err
	}
	if path == "" || path == "-" {
		c, err := count(ctx, conf.spec, paths, o.reading(conf), streams)
		if err != nil {
			return err
		}
		return writeTo(streams.Out, c.tally.Encode)
	}
	file := newOutFile(path, streams.Dir)
	if err := file.spare(append(conf.files, paths...)); err != nil {
		return err
	}
	if err := file.open(); err != nil {
		return err
	}
	defer file.abandon()
	c, err := count(ctx, conf.spec, paths, o.reading(conf), streams)
	if err != nil {
		return err
	}
	if err := file.write(c.tally.Encode); err != nil {
		return err
	}
	return file.finish()
}
