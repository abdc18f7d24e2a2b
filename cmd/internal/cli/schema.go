package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

func newSchema(streams *IO) *cobra.Command {
	names := report.SchemaNames()
	return &cobra.Command{
		Use:       "schema [" + strings.Join(names, "|") + "]",
		Short:     "Print the JSON Schema of a document",
		Long:      "schema prints the JSON Schema (2020-12) of what audit -o json writes, or of what tally writes.",
		Args:      needs(0, 1, words.Say("at most one name")),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			name := names[0]
			if len(args) > 0 {
				name = args[0]
			}
			schema, ok := report.JSONSchema(name)
			if !ok {
				return usageErrorf("there is no schema %q%s; the schemas are %s", name, words.DidYouMean(name, names), strings.Join(names, ", "))
			}
			_, err := streams.Out.Write(schema)
			return err
		},
	}
}
