package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/cmd/internal/draft"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// sampleRows is how many rows init looks at.
const sampleRows = 10_000

type initOptions struct {
	config string
	force  bool
	policy string
}

func newInit(streams *IO) *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use:   "init FILE",
		Short: "Look at a file and write a first configuration",
		Long: `init looks at the first rows of a file, guesses which column plays which role, and
writes a fairaudit.yaml with comments that say what to check. It proposes as
attributes the columns that are named after a protected criterion of French law,
and warns of those that need a decision first. No value of a row leaves the file
but the values of columns that have few.`,
		Example: "  fairaudit init decisions.csv\n  fairaudit init decisions.csv --config - --lang fr",
		Args:    needs(1, 1, words.Say("one FILE")),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runInit(cmd.Context(), o, args[0], streams)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.config, "config", configName, "where to write; - is the standard output")
	f.BoolVar(&o.force, "force", false, "replace a file that is there")
	f.StringVar(&o.policy, "policy", policy.Default, "the policy that the configuration names; some ask for attributes that others do not propose")
	complete(cmd, "policy", policy.Names()...)
	return cmd
}

// runInit checks where to write, looks at the file, and writes.
func runInit(ctx context.Context, o *initOptions, path string, streams *IO) error {
	l, err := streams.language()
	if err != nil {
		return err
	}
	rules, err := readPolicy(o.policy, streams.Dir)
	if err != nil {
		return usageError{err}
	}
	day, err := streams.today()
	if err != nil {
		return err
	}
	out, err := o.place(path, streams)
	if err != nil {
		return err
	}
	if out != nil {
		defer out.abandon()
	}
	proposed, err := await(ctx, func() (*draft.Draft, error) {
		return propose(ctx, path, draft.Options{File: path, Policy: rules, Rules: o.rules(streams.Dir), Today: day}, streams)
	})
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		_, err := io.WriteString(w, proposed.Text(l))
		return err
	}
	if out == nil {
		err = writeTo(streams.Out, write)
	} else if err = out.write(write); err == nil {
		err = out.finish()
	}
	if err == nil {
		o.tell(proposed, l, streams)
	}
	return err
}

// place opens the file to write, or returns nil for the standard output. One that
// is there is replaced only when that is asked for.
func (o *initOptions) place(input string, streams *IO) (*outFile, error) {
	if o.config == "-" {
		return nil, nil
	}
	out := newOutFile(o.config, streams.Dir)
	if err := out.spare([]string{input}); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(at(o.config, streams.Dir)); !o.force && !errors.Is(err, fs.ErrNotExist) {
		return nil, usageErrorf("%s is there already: --force replaces it, --config writes elsewhere", o.config)
	}
	return out, out.open()
}

// propose looks at the file.
func propose(ctx context.Context, path string, o draft.Options, streams *IO) (*draft.Draft, error) {
	inputs, _, err := open.Expand([]string{path}, "")
	if err != nil {
		return nil, err
	}
	sample, err := open.Sample(ctx, inputs, open.Options{Stdin: streams.In}, sampleRows)
	if err != nil {
		return nil, err
	}
	if sample.Rows == 0 {
		return nil, atFile(words.Errorf("there are no rows to look at"), path)
	}
	o.Once = slices.ContainsFunc(inputs, open.Input.Once)
	return draft.New(sample, o), nil
}

// rules names the policy as the configuration has to: the path of a file is
// relative to it.
func (o *initOptions) rules(dir string) string {
	if !policy.IsFile(o.policy) || o.config == "-" {
		return o.policy
	}
	path, err := filepath.Rel(filepath.Dir(at(o.config, dir)), at(o.policy, dir))
	if err != nil || !policy.IsFile(path) {
		return at(o.policy, dir)
	}
	return path
}

// tell says what was written, and what is left to do.
func (o *initOptions) tell(d *draft.Draft, l words.Language, streams *IO) {
	if o.config != "-" {
		streams.say("%s", l.Say("wrote %s: every line is a guess to be checked", o.config))
	}
	fill := map[draft.Gap]string{
		draft.NoDecision:  l.Say("no column of decisions was found: fill in data.predicted"),
		draft.NoCutoff:    l.Say("a score was found and no decision: fill in data.cutoff"),
		draft.NoPositive:  l.Say("the positive values of an outcome cannot be told: fill them in"),
		draft.NoAttribute: l.Say("no column is named after a protected criterion: fill in data.attributes"),
	}
	for _, gap := range d.Gaps() {
		streams.say("%s", fill[gap])
	}
	if names := d.Special(); names != nil {
		streams.say("%s", l.Say("special category of personal data, lawful_basis to be declared: %s", strings.Join(names, ", ")))
	}
	if names := d.Ethnoracial(); names != nil {
		streams.say("%s", l.Say("ethnic or racial classes, not proposed: %s", strings.Join(names, ", ")))
	}
}
