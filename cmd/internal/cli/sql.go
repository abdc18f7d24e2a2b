package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/dataset/sql"
	"github.com/fairaudit/fairaudit/fairness/words"
)

type sqlOptions struct {
	inputOptions
	dialect string
}

func newSQL(streams *IO) *cobra.Command {
	o := &sqlOptions{}
	cmd := &cobra.Command{
		Use:   "sql",
		Short: "Print the query that counts, for any engine",
		Long: `sql prints the query that makes an engine count what an audit needs: one GROUP BY
of the columns with a role. Its result, saved as CSV or Parquet with the names of
the columns, is audited with the same flags or configuration and --counts n:

  fairaudit sql --dialect trino --table lake.predictions --config fairaudit.yaml > tally.sql
  trino --file tally.sql --output-format CSV_HEADER > counts.csv
  fairaudit audit counts.csv --counts n --config fairaudit.yaml

With --weight, the result has sums: add --weight w --weight-squares w2 to the audit.
The tally is the same, byte for byte, as that of the rows.

Names are quoted, so they are written as the engine holds them: in Snowflake most
are in capitals. What comes back are counts, of small groups too.`,
		Example: "  fairaudit sql --dialect postgres --table public.predictions --predicted selected --attribute sex --attribute age:bands=26,50",
		Args:    needs(0, 0, words.Say("no argument")),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.flags = cmd.Flags()
			return runSQL(o, streams)
		},
	}
	f, l := cmd.Flags(), streams.reader
	f.SortFlags = false
	f.StringVar(&o.dialect, "dialect", "", l.Say("the engine's language: %s", strings.Join(sql.DialectNames(), ", ")))
	f.StringVar(&o.table, "table", "", "the table, as schema.table; double quotes around a part that holds a dot")
	f.StringVar(&o.queryFile, "query", "", queryUsage)
	o.register(cmd, l)
	complete(cmd, "dialect", sql.DialectNames()...)
	return cmd
}

// fileFlags say how files are read, which an engine does not.
var fileFlags = []string{"format", "separator", "no-header", "encoding", "threads", "max-memory"}

func (o *inputOptions) refuseFileFlags() error {
	for _, name := range fileFlags {
		if o.flags.Changed(name) {
			return usageErrorf("--%s is about files, and an engine reads no file of ours: leave it out", name)
		}
	}
	return nil
}

func runSQL(o *sqlOptions, streams *IO) error {
	if err := o.refuseFileFlags(); err != nil {
		return err
	}
	dialect, ok := sql.Find(o.dialect)
	switch {
	case o.dialect == "":
		return usageErrorf("--dialect names the engine's language: %s", strings.Join(sql.DialectNames(), ", "))
	case !ok:
		return usageError{sql.DialectError(o.dialect)}
	case (o.table == "") == (o.queryFile == ""):
		return usageErrorf("name the rows with one of --table and --query")
	}
	conf, err := o.configure(nil, nil, streams)
	if err != nil {
		return err
	}
	from := sql.From{Table: o.table}
	if o.queryFile != "" {
		if from.Query, err = readQuery(o.queryFile, streams); err != nil {
			return err
		}
	}
	if err := conf.complete(&from); err != nil {
		return err
	}
	query, err := sql.New(dialect, conf.spec, from)
	if err != nil {
		return usageError{err}
	}
	return writeTo(streams.Out, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "-- Save the result with the names of its columns, then: fairaudit audit counts.csv\n-- with the flags or the configuration that made this query, and --counts %s%s\n%s",
			query.Spec.Counts, weightFlags(query), query.Text)
		return err
	})
}

// weightFlags are the flags by which the sums of a query's weights are read. The
// names are the query's own.
func weightFlags(q *sql.Query) string {
	if q.Spec.Weight == "" {
		return ""
	}
	return fmt.Sprintf(" --weight %s --weight-squares %s", q.Spec.Weight, q.Spec.SquaredWeight)
}

// readQuery reads the query in a file.
func readQuery(path string, streams *IO) (string, error) {
	if path == "-" {
		text, err := io.ReadAll(streams.In)
		return string(text), err
	}
	text, err := os.ReadFile(at(path, streams.Dir))
	if err != nil {
		return "", plainPathError(err)
	}
	return string(text), nil
}
