package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// writtenSchemas are the schemas of what people write, by name.
var writtenSchemas = map[string]func() ([]byte, error){"policy": policy.JSONSchema, "config": configSchema}

func newSchema(streams *IO) *cobra.Command {
	names := append(report.SchemaNames(), "config", "policy")
	return &cobra.Command{
		Use:   "schema [" + strings.Join(names, "|") + "]",
		Short: "Print the JSON Schema of a document",
		Long: `schema prints the JSON Schema (2020-12) of what audit -o json writes, or of what tally writes;
and for editors, of a configuration and of a policy.`,
		Args:      needs(0, 1, words.Say("at most one name")),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			name := names[0]
			if len(args) > 0 {
				name = args[0]
			}
			if !slices.Contains(names, name) {
				return usageErrorf("there is no schema %q%s; the schemas are %s", name, words.DidYouMean(name, names), strings.Join(names, ", "))
			}
			return printSchema(name, streams)
		},
	}
}

func printSchema(name string, streams *IO) error {
	schema, _ := report.JSONSchema(name)
	if of := writtenSchemas[name]; of != nil {
		var err error
		if schema, err = of(); err != nil {
			return err
		}
	}
	_, err := streams.Out.Write(schema)
	return err
}
