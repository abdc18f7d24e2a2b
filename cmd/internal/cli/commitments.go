package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

func newCommitments(streams *IO) *cobra.Command {
	return &cobra.Command{
		Use:   "commitments",
		Short: "List the charter's commitments, and the evidence that an audit lists on them",
		Args:  needs(0, 0, words.Say("no argument")),
		RunE: func(*cobra.Command, []string) error {
			language, err := streams.language()
			if err != nil {
				return err
			}
			return writeTo(streams.Out, func(w io.Writer) error { return listCommitments(w, language) })
		},
	}
}

// listCommitments writes what each commitment says, and the keys of its evidence
// as evidence: of a configuration takes them.
func listCommitments(out io.Writer, l words.Language) error {
	w := bufio.NewWriter(out) // which keeps the first error for Flush
	line := func(text string) { _, _ = w.WriteString(text + "\n") }
	charter := policy.TheCharter()
	line(charter.Title + " (" + charter.Act + ")")
	line(l.Say("source: %s", charter.Source.In(l)))
	for _, c := range charter.Commitments {
		line(fmt.Sprintf("\n%d  %s\n   %s", c.Number, c.Name.In(l), c.Says.In(l)))
		for _, id := range c.Evidence {
			e, _ := charter.Find(id)
			name := e.Name.In(l)
			if e.ByAudit {
				name += l.Say(" (known without being declared)")
			}
			line(strings.TrimRight(fmt.Sprintf("   %-20s %s", id, name), " "))
		}
	}
	return w.Flush()
}
