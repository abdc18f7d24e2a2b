package cli

import "github.com/spf13/cobra"

func newEnvironment() *cobra.Command {
	return &cobra.Command{Use: "environment", Short: "The environment variables that are read", Long: `  NO_COLOR        when not empty, no colours (--color overrides it)
  CLICOLOR_FORCE  when neither empty nor 0, colours even without a terminal
  TERM            dumb means no colours
  COLUMNS         the width of the table where the output is no terminal
  CI              when not empty, no line of progress
  PG…             PGHOST, PGUSER, PGPASSWORD, PGSSLMODE and others, as for psql, when PostgreSQL is asked
  TRINO_…         TRINO_USER, TRINO_PASSWORD, TRINO_ACCESS_TOKEN, when Trino is asked; or TRINO_PASSWORD_FILE and
                  TRINO_ACCESS_TOKEN_FILE, which name files that hold them
  LC_ALL, LC_MESSAGES, LANG
                  the first that is set says the language of what people read: French
                  if it starts with fr, else English (--lang overrides it)
  SOURCE_DATE_EPOCH
                  seconds since 1970 that stand for now: they give the day of the
                  audit, on which waivers count or have expired
  GITHUB_STEP_SUMMARY
                  the file to which -o github adds the summary of the job

No other variable changes what is measured, judged or printed.`}
}
