package cli

import (
	"strings"
	"testing"
)

// TestSQL checks what the command prints and refuses; the queries themselves are
// tested where they are made.
func TestSQL(t *testing.T) {
	w := newWorld(t)
	w.write("q.sql", "SELECT * FROM t -- mine\n;")
	w.write("empty.sql", "\n")
	sql := func(args string) outcome {
		return w.run(append([]string{"sql"}, strings.Fields(args)...)...)
	}
	const roles = " --predicted d --attribute n"
	got := sql("--dialect spark --table lake.t --weight w" + roles)
	if want := "-- Save the result with the names of its columns, then: fairaudit audit counts.csv\n-- with the flags or the configuration that made this query, and --counts n_ --weight w --weight-squares w2\nSELECT\n  fa_v1 AS `n`,\n"; got.code != 0 || got.err != "" || !strings.HasPrefix(got.out, want) {
		t.Errorf("%+v", got)
	}
	if got := sql("--dialect duckdb --query q.sql" + roles); got.code != 0 || !strings.Contains(got.out, "FROM (\nSELECT * FROM t -- mine\n) AS fa_source") {
		t.Errorf("%+v", got)
	}
	w.in = strings.NewReader("SELECT 1")
	if got := sql("--dialect duckdb --query -" + roles); got.code != 0 || !strings.Contains(got.out, "FROM (\nSELECT 1\n) AS fa_source") {
		t.Errorf("%+v", got)
	}
	for args, want := range map[string]string{
		"--table t" + roles:                                                  "--dialect names the engine's language: postgres, trino, duckdb, spark, bigquery, snowflake, clickhouse",
		"--dialect postgre --table t" + roles:                                `--dialect is one of postgres, trino, duckdb, spark, bigquery, snowflake, clickhouse, not "postgre" (did you mean "postgres"?)`,
		"--dialect trino" + roles:                                            "name the rows with one of --table and --query",
		"--dialect trino --table t --query q.sql" + roles:                    "name the rows with one of --table and --query",
		"--dialect trino --table t":                                          "nothing to audit: name the column of decisions with --predicted, or --score with --cutoff",
		"--dialect trino --table t --threads 2" + roles:                      "--threads is about files, and an engine reads no file of ours: leave it out",
		"--dialect trino --table t --unit id" + roles:                        "--unit identifies people, and counts do not: leave it out, and allow for repeated people with --design-effect",
		"--dialect trino --query empty.sql" + roles:                          "the query is empty",
		"--dialect trino --table t. " + roles:                                `the table is written as table, schema.table or catalog.schema.table, with double quotes around a part that holds a dot, and not "t."`,
		"--dialect trino --table t --attribute a:quantiles=4" + roles:        `attribute "a": quantiles need a pass over the rows to find their limits: state these with bands`,
		"--dialect trino --table t --attributes people.csv --key id" + roles: "the attributes stand in a file of their own, which an engine does not read: name a table of it, as in --attributes table:people, or join them in the query of --query",
		"in.csv": `sql takes no argument, and "in.csv" is one too many; see fairaudit sql --help`,
	} {
		if got := sql(args); got.code != ExitUsage || got.out != "" || got.err != line(want) {
			t.Errorf("%s: %+v\nwant %s", args, got, want)
		}
	}
	if got := sql("--dialect trino --query absent.sql" + roles); got.code != ExitIncomplete || !strings.Contains(got.err, "absent.sql: there is no such file") {
		t.Errorf("%+v", got)
	}
}

// TestCountsOfJoin checks that counts which an engine has joined are audited with the
// configuration that made the query.
func TestCountsOfJoin(t *testing.T) {
	w := newWorld(t)
	w.write("c.yaml", "version: 1\ndata:\n  predicted: d\n  positive: 1\n  attributes: {sex: {column: sex}}\n  attributes_file: {path: \"table:people\", key: [id=person]}\n")
	got := w.run("sql", "--dialect", "postgres", "--table", "decisions", "--config", "c.yaml")
	if got.code != ExitPass || !strings.Contains(got.out, "LEFT JOIN") || !strings.Contains(got.out, `CAST("person" AS text)`) {
		t.Fatalf("%+v", got)
	}
	w.write("counts.csv", "sex,d,n\nF,1,2\nM,0,3\n,1,1\n")
	w.write("rows.csv", "sex,d\nF,1\nF,1\nM,0\nM,0\nM,0\n,1\n")
	want := w.tallied("rows.csv", "--no-config", "--predicted", "d", "--positive", "1", "--attribute", "sex")
	if got := w.tallied("counts.csv", "--counts", "n", "--config", "c.yaml"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	w.write("twice.csv", "sex,d,n\nF,1,a key is there twice\n")
	if got := w.run("tally", "twice.csv", "--counts", "n", "--config", "c.yaml"); got.code != ExitIncomplete || !strings.Contains(got.err, `"a key is there twice" is not a number`) {
		t.Errorf("%+v", got)
	}
}
