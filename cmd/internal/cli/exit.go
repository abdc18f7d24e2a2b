package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// The exit codes. An audit that is incomplete outranks one that failed, which
// outranks one that is inconclusive.
const (
	ExitPass         = fairness.ExitPass
	ExitFail         = fairness.ExitFail
	ExitUsage        = 2
	ExitInconclusive = fairness.ExitInconclusive
	ExitIncomplete   = 4
	ExitInterrupted  = 130
)

// exitCodes is the table behind `fairaudit help exit-codes`.
var exitCodes = []struct {
	code    int
	meaning string
}{
	{ExitPass, "every rule passed or is covered by a valid waiver"},
	{ExitFail, "at least one rule failed"},
	{ExitUsage, "bad usage, or an invalid policy or configuration: nothing was read"},
	{ExitInconclusive, "no rule failed, but at least one is inconclusive"},
	{ExitIncomplete, "the audit is incomplete: input unreadable or malformed, an engine failed, a report could not be written"},
	{ExitInterrupted, "interrupted"},
}

// verdictError ends the program with a verdict's code and says nothing: the
// report has said it.
type verdictError int

func (v verdictError) Error() string { return fmt.Sprintf("exit code %d", int(v)) }

// usageError is a mistake in the command line, a policy or a configuration.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usageErrorf(english string, args ...any) error {
	return usageError{words.Errorf(english, args...)}
}

func newExitCodes(l words.Language) *cobra.Command {
	var b strings.Builder
	b.WriteString(l.Say("The exit code depends on the verdict alone, never on the output format.") + "\n\n")
	for _, c := range exitCodes {
		fmt.Fprintf(&b, "  %3d  %s\n", c.code, l.Text(c.meaning))
	}
	b.WriteString("\n" + l.Say(`Only rules of severity block decide between 0, 1 and 3; an audit in which no such
rule could be evaluated ends with 3. --inconclusive=pass turns 3 into 0 and
--inconclusive=fail turns it into 1.`))
	return &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: b.String()}
}
