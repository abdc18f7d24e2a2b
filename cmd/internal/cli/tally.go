package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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
		Args:    cobra.MinimumNArgs(1),
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
	c, err := count(ctx, conf.spec, paths, o.reading(), streams)
	if err != nil {
		return err
	}
	if path == "" || path == "-" {
		return c.tally.Encode(streams.Out)
	}
	return writeFile(path, streams.Dir, func(f *os.File) error { return c.tally.Encode(f) })
}

// writeFile writes a file whole or not at all.
func writeFile(path, dir string, write func(*os.File) error) error {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", path, err)
	}
	err = write(temp)
	if err == nil {
		err = temp.Chmod(0o644)
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // the first error is the one to tell
		return fmt.Errorf("%s: cannot be written: %w", path, err)
	}
	return nil
}
