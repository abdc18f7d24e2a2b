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
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// IO is what the program knows of the process around it.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Dir      string // the working directory
	Terminal bool   // whether Out is a terminal
	Width    int    // of that terminal, in columns; 0 when there is none
}

// Main runs the program in the process's own surroundings.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	surroundings := IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Dir: dir}
	if fd := int(os.Stdout.Fd()); term.IsTerminal(fd) {
		surroundings.Terminal = true
		surroundings.Width, _, _ = term.GetSize(fd)
	}
	return Run(ctx, args, surroundings)
}

// Run runs the program and returns its exit code. It is the one place where
// errors become exit codes.
func Run(ctx context.Context, args []string, streams IO) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(streams.Err, "fairaudit: a fault of its own: %v\n%s", r, debug.Stack())
			code = ExitIncomplete
		}
	}()
	root := newRoot(&streams)
	root.SetArgs(args)
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	err := root.ExecuteContext(ctx)
	var verdict verdictError
	switch {
	case err == nil:
		return ExitPass
	case errors.As(err, &verdict):
		return int(verdict)
	case ctx.Err() != nil:
		fmt.Fprintln(streams.Err, "fairaudit: interrupted")
		return ExitInterrupted
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Fprintf(streams.Err, "fairaudit: %s\n", line)
	}
	var usage usageError
	if errors.As(err, &usage) {
		return ExitUsage
	}
	return ExitIncomplete
}

func newRoot(streams *IO) *cobra.Command {
	root := &cobra.Command{
		Use:   "fairaudit",
		Short: "Audit a model's decisions for algorithmic bias",
		Long: `fairaudit counts who gets which decision, measures the rates of every group with
honest uncertainty, and says pass, fail or inconclusive for each rule of a policy.`,
		Example:       "  fairaudit audit decisions.csv --predicted selected --attribute sex --attribute age:bands=26,50",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newAudit(streams), newTally(streams), newPolicy(streams), newMetrics(streams), newVersion(streams),
		newMan(streams), newExitCodes(), newEnvironment())
	wrapArgs(root)
	return root
}

// wrapArgs makes a wrong number of arguments, anywhere in the tree, a usage error.
func wrapArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageErrorf("%v; see fairaudit %s --help", err, strings.TrimPrefix(cmd.CommandPath(), "fairaudit "))
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		wrapArgs(sub)
	}
}
