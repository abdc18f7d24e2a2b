// Package cli is the command line: one file per command, each an options struct
// and a plain function that does the work. Streams and environment come in as
// [IO]; the exit code goes out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// IO is what the program knows of the process around it.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Dir      string // the working directory
	Terminal bool   // whether Out is a terminal
	Width    int    // of that terminal, in columns; 0 when there is none

	ErrTerminal bool // whether Err is a terminal
	ErrWidth    int  // of that terminal, in columns; 0 when it is not known

	Now func() time.Time // the clock; nil stands for the system's

	lang   string         // what --lang says
	reader words.Language // of errors and help
}

// Main runs the program in the process's own surroundings.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	untouched := make([]byte, reserve)
	defer runtime.KeepAlive(untouched)
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	surroundings := IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Dir: dir}
	if fd := int(os.Stdout.Fd()); term.IsTerminal(fd) {
		surroundings.Terminal = true
		surroundings.Width, _, _ = term.GetSize(fd)
	}
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) {
		surroundings.ErrTerminal = true
		surroundings.ErrWidth, _, _ = term.GetSize(fd)
	}
	return Run(ctx, args, surroundings)
}

// Run runs the program and returns its exit code. It is the one place where
// errors become exit codes.
func Run(ctx context.Context, args []string, streams IO) (code int) {
	defer func() {
		if r := recover(); r != nil {
			code = streams.tell(crashed(r))
		}
	}()
	streams.findReader(args)
	root := newRoot(&streams)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var verdict verdictError
	switch {
	case err == nil:
		return ExitPass
	case errors.As(err, &verdict):
		return int(verdict)
	case ctx.Err() != nil:
		streams.say("interrupted")
		return ExitInterrupted
	}
	return streams.tell(err)
}

// tell writes an error that is no verdict, and returns its exit code.
func (streams *IO) tell(err error) int {
	for _, line := range strings.Split(streams.reader.Tell(err), "\n") {
		streams.say("%s", line)
	}
	var usage usageError
	if errors.As(err, &usage) {
		return ExitUsage
	}
	return ExitIncomplete
}

// crashed is what a panic comes to, which is a mistake of the program's own.
func crashed(cause any) error {
	return words.Errorf("a fault of its own, please report it: %v\n%s", cause, debug.Stack())
}

// say writes a line for the person at the terminal, beside the data, in their
// language. What it took from data or arguments cannot move the cursor. That it
// cannot be written changes nothing.
func (streams *IO) say(english string, args ...any) {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return '�'
		}
		return r
	}, words.Say(english, args...).In(streams.reader))
	_, _ = fmt.Fprintf(streams.Err, "fairaudit: %s\n", line)
}

func newRoot(streams *IO) *cobra.Command {
	root := &cobra.Command{
		Use:   "fairaudit",
		Short: "Audit a model's decisions for algorithmic bias",
		Long: `fairaudit counts who gets which decision, measures the rates of every group with
honest uncertainty, and says pass, fail or inconclusive for each rule of a policy.`,
		Example:       "  fairaudit init decisions.csv\n  fairaudit audit decisions.csv --predicted selected --attribute sex --attribute age:bands=26,50",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(streams.In)
	root.SetOut(streams.Out) // before the completion command, which keeps it
	root.SetErr(streams.Err)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newInit(streams), newAudit(streams), newRender(streams), newTally(streams), newSQL(streams), newPlan(streams), newPolicy(streams), newMetrics(streams), newSchema(streams), newVersion(streams),
		newMan(streams), newExitCodes(streams.reader), newEnvironment())
	registerLanguage(root, streams)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	l := streams.reader
	describeDefaults(root, l)
	if l != words.English {
		translateHelp(root, l)
		root.SetHelpFunc(printHelp(l))
	}
	wrapArgs(root)
	return root
}

// wrapArgs makes a wrong number of arguments, anywhere in the tree, a usage
// error. A command that only holds others prints its help, and refuses what is
// none of them.
func wrapArgs(cmd *cobra.Command) {
	check := cmd.Args
	switch {
	case cmd.HasSubCommands():
		check = unknownCommand
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	case cmd.Name() == "help":
		check = unknownTopic
	}
	if check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageErrorf("%w; see %s --help", err, cmd.CommandPath())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		wrapArgs(sub)
	}
}

// unknownTopic refuses help on what does not exist.
func unknownTopic(cmd *cobra.Command, args []string) error {
	topic, rest, err := cmd.Root().Find(args)
	if err != nil {
		return err
	}
	return unknownCommand(topic, rest)
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	return words.Errorf("there is no command %q%s", strings.TrimPrefix(cmd.CommandPath()+" "+args[0], "fairaudit "), words.DidYouMean(args[0], names))
}

// needs is the check of a command's arguments: from least to most of them, -1
// for any number.
func needs(least, most int, what words.Phrase) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return words.Errorf("%s needs %s", cmd.Name(), what)
		case most >= 0 && len(args) > most:
			return words.Errorf("%s takes %s, and %q is one too many", cmd.Name(), what, args[most])
		}
		return nil
	}
}

// flagError says what is wrong with a flag and what would be valid.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var empty *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "":
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		name := "--" + unknown.GetSpecifiedName()
		return usageErrorf("there is no flag %s%s; see %s --help", name, words.DidYouMean(name, names), cmd.CommandPath())
	case errors.As(err, &unknown):
		return usageErrorf("unknown shorthand flag: '%s' in -%s; see %s --help", unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames(), cmd.CommandPath())
	case errors.As(err, &empty):
		return usageErrorf("flag needs an argument: --%s; see %s --help", empty.GetFlag().Name, cmd.CommandPath())
	case errors.As(err, &invalid):
		if wants, known := flagWants[invalid.GetFlag().Value.Type()]; known {
			return usageErrorf("--%s: %q is not %s", invalid.GetFlag().Name, invalid.GetValue(), wants)
		}
	}
	return usageErrorf("%w; see %s --help", err, cmd.CommandPath())
}

// flagWants names what the flags of a type are given.
var flagWants = map[string]words.Phrase{
	"float64": words.Say("a number"), "int": words.Say("a whole number"), "bool": words.Say("true or false"), "duration": words.Say("a time, as 10m"),
}
