package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

func newPolicy(streams *IO) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "List, show, check and compare policies",
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
		Use: "check FILE", Short: "Check a policy, and say in sentences what it asks", Args: needs(1, 1, words.Say("one FILE")), ValidArgs: policy.Names(),
		RunE: func(_ *cobra.Command, args []string) error { return checkPolicy(args[0], streams) },
	}
	diff := &cobra.Command{
		Use: "diff FROM TO", Short: "Say in words what was loosened or tightened between two policies",
		Long: `diff says in words what was loosened or tightened from one policy to another, built-in ones
or files, after what they extend: what is looser first. It is no gate, and ends with 0 when both are valid.

Looser is a change after which a model may pass that did not before, or, where no pass depends on it, after
which a fail may be lost. Tighter is the mirror of that; what does both, or neither, is different.`,
		Example: "  fairaudit policy diff charter house.yaml",
		Args:    needs(2, 2, words.Say("two policies, FROM and TO")), ValidArgs: policy.Names(),
		RunE: func(_ *cobra.Command, args []string) error { return diffPolicies(args[0], args[1], streams) },
	}
	schema := &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of policies, for editors", Args: needs(0, 0, words.Say("no argument")),
		RunE: func(*cobra.Command, []string) error { return printSchema("policy", streams) },
	}
	cmd.AddCommand(list, show, check, diff, schema, newCommitments(streams))
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
	style, err := styleFor("never", streams)
	if err != nil {
		return err
	}
	l := style.Language
	if _, err = fmt.Fprintln(streams.Out, l.Say("%s: policy %s with %s is valid, sha256 %s", name, p.Name, l.Count(int64(len(p.Rules)), "%s rule", "%s rules"), p.Digest)); err != nil {
		return err
	}
	return report.WritePolicy(streams.Out, p, style)
}

func diffPolicies(from, to string, streams *IO) error {
	a, errFrom := readPolicy(from, streams.Dir)
	b, errTo := readPolicy(to, streams.Dir)
	if err := errors.Join(errFrom, errTo); err != nil {
		return usageError{err}
	}
	style, err := styleFor("never", streams)
	if err != nil {
		return err
	}
	return report.WritePolicyDiff(streams.Out, a, b, style)
}

// loadPolicy finds the policy that the flag or the configuration names. A path
// in the configuration is relative to it.
func loadPolicy(flag string, conf *config, streams *IO) (*policy.Policy, error) {
	name, dir := flag, streams.Dir
	if name == "" {
		name, dir = conf.policy, conf.dir
	}
	if name == "" {
		name = policy.Default
	}
	p, err := readPolicy(name, dir)
	if err != nil {
		return nil, usageError{err}
	}
	names := []string{}
	if policy.IsFile(name) {
		names = append(names, name)
	}
	for _, e := range p.Extends {
		if e.File != "" {
			names = append(names, e.File)
		}
	}
	conf.policyFiles = map[string]string{}
	for _, name := range names {
		path := at(name, dir)
		conf.files = append(conf.files, path)
		conf.policyFiles[name] = streams.near(path)
	}
	return p, nil
}

// readPolicy reads a built-in policy or a file, and what it extends. What a file
// names is relative to it.
func readPolicy(name, dir string) (*policy.Policy, error) {
	if !policy.IsFile(name) {
		return policy.Builtin(name)
	}
	data, err := readText(at(name, dir))
	if err != nil {
		return nil, err
	}
	return policy.ParseExtending(name, data, func(name, from string) (string, []byte, error) {
		file := at(name, filepath.Dir(from))
		data, err := readText(at(file, dir))
		return file, data, err
	})
}
