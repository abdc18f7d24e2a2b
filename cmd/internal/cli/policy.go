package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

func newPolicy(streams *IO) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "List, show and check policies",
	}
	list := &cobra.Command{
		Use: "list", Short: "List the built-in policies", Args: needs(0, 0, words.Say("no argument")),
		RunE: func(*cobra.Command, []string) error { return listPolicies(streams) },
	}
	show := &cobra.Command{
		Use: "show NAME", Short: "Print a policy verbatim: a built-in one, or a file", Args: needs(1, 1, words.Say("one NAME")), ValidArgs: policy.Names(),
		RunE: func(_ *cobra.Command, args []string) error { return showPolicy(args[0], streams) },
	}
	check := &cobra.Command{
		Use: "check FILE", Short: "Check a policy file", Args: needs(1, 1, words.Say("one FILE")), ValidArgs: policy.Names(),
		RunE: func(_ *cobra.Command, args []string) error { return checkPolicy(args[0], streams) },
	}
	cmd.AddCommand(list, show, check, newCommitments(streams))
	return cmd
}

func listPolicies(streams *IO) error {
	language, err := streams.language()
	if err != nil {
		return err
	}
	width := 0
	for _, name := range policy.Names() {
		width = max(width, len(name))
	}
	for _, name := range policy.Names() {
		p, err := policy.Builtin(name)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(streams.Out, "%-*s  %s\n", width, name, language.Text(p.Title)); err != nil {
			return err
		}
	}
	return nil
}

// showPolicy prints a policy's own text, and says beside it what it extends.
func showPolicy(name string, streams *IO) error {
	p, err := readPolicy(name, streams.Dir)
	if err != nil {
		return usageError{err}
	}
	if _, err := streams.Out.Write(p.Source); err != nil {
		return err
	}
	for _, e := range p.Extends {
		where := e.Name
		if e.File != "" {
			where = e.File
		}
		streams.say("it extends %s (sha256 %s): fairaudit policy show %s", e.Name, e.Digest, where)
	}
	return nil
}

func checkPolicy(name string, streams *IO) error {
	p, err := readPolicy(name, streams.Dir)
	if err != nil {
		return usageError{err}
	}
	_, err = fmt.Fprintln(streams.Out, streams.reader.Say("%s: policy %s with %d rules is valid, sha256 %s", name, p.Name, len(p.Rules), p.Digest))
	return err
}
