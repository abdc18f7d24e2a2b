package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

type renderOptions struct {
	publishing
	outputs []string
	color   string
}

func newRender(streams *IO) *cobra.Command {
	o := &renderOptions{}
	cmd := &cobra.Command{
		Use:   "render AUDIT.json",
		Short: "Write the report of a past audit in other formats",
		Long: `render reads a document that audit -o json wrote (- is the standard input) and
writes it in other formats. A document that is incomplete, that was changed since
it was written or that contradicts itself is refused, with code 4. --publish makes
of it what audit --publish would have; what is hidden cannot be restored.

The exit code says whether the reports were written, and not what the verdict is:
0 even for an audit that failed. The gate is audit.`,
		Example: `  fairaudit render audit.json -o markdown
  fairaudit render audit.json -o junit=ci.xml -o sarif=audit.sarif --lang fr`,
		Args: needs(1, 1, words.Say("one AUDIT.json")),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(cmd); err != nil {
				return err
			}
			return runRender(cmd.Context(), o, args[0], streams)
		},
	}
	o.register(cmd)
	registerOutputs(cmd, &o.outputs, &o.color, streams.reader)
	return cmd
}

// runRender opens every place to write to, then reads, and writes.
func runRender(ctx context.Context, o *renderOptions, path string, streams *IO) error {
	outputs, err := openOutputs(o.outputs, o.color, streams)
	if err != nil {
		return err
	}
	defer outputs.abandon()
	if path != "-" {
		if err := outputs.spare([]string{at(path, streams.Dir)}); err != nil {
			return err
		}
	}
	d, err := await(ctx, func() (*report.Document, error) { return readDocument(path, streams) })
	if err != nil {
		return err
	}
	if err := o.under(d.Policy.Name, d.Policy.MinCell); err != nil {
		return err
	}
	if d, err = o.apply(d); err != nil {
		return err
	}
	return outputs.write(d)
}

func readDocument(path string, streams *IO) (*report.Document, error) {
	var in io.Reader = streams.In
	name := "standard input"
	if path != "-" {
		file, err := os.Open(at(path, streams.Dir))
		if err != nil {
			return nil, plainPathError(err)
		}
		defer file.Close()
		in, name = file, path
	}
	d, err := report.Read(name, in)
	return d, plainPathError(err)
}
