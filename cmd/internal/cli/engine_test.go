package cli

import (
	"os"
	"strings"
	"testing"
)

// TestEngineUsage checks what is refused before any engine is asked.
func TestEngineUsage(t *testing.T) {
	w := newWorld(t)
	w.write("q.sql", "SELECT 1")
	w.write("empty.sql", " ")
	w.write("in.csv", "d,a\n1,x\n")
	const roles = " --predicted d --attribute a"
	for args, want := range map[string]string{
		"postgres://db/x" + roles:                                            "name what the engine is to count with one of --table and --query",
		"postgres://db/x --table t --query q.sql" + roles:                    "name what the engine is to count with one of --table and --query",
		"postgres://db/x postgres://db/y --table t" + roles:                  "one engine at a time: write the counts of each with fairaudit tally, and audit these together",
		"in.csv --table t" + roles:                                           "--table and --query belong to an engine, as in fairaudit audit postgres://host/database --table predictions",
		"postgres://u:s3cret@db/x --table t" + roles:                         "the address holds a password, which process lists and logs would show: take it out, and give it as PGPASSWORD, in ~/.pgpass, or in a service file",
		"oracle://u:s3cret@db/x --table t" + roles:                           "oracle:// is the address of no engine that can be asked; these are postgres, trino, and for others fairaudit sql prints the query",
		"postgres://db/x --table t --separator ;" + roles:                    "--separator is about files, and an engine reads no file of ours: leave it out",
		"postgres://db/x --table t --decimal comma" + roles:                  "an engine reads numbers with a decimal point and without marks between thousands: leave out --decimal and --thousands, and name a query that makes numbers of such texts",
		"postgres://db/x --table t --unit id" + roles:                        "--unit identifies people, and counts do not: leave it out, and allow for repeated people with --design-effect",
		"postgres://db/x --table t --predicted d --attribute a:quantiles=4":  `attribute "a": quantiles need a pass over the rows to find their limits: state these with bands`,
		"postgres://db/x --table t --attributes people.csv --key id" + roles: "the attributes stand in a file of their own, which an engine does not read: name a table of it, as in --attributes table:people, or join them in the query of --query",
		"postgres://db/x --table t --attributes table:a..b --key id" + roles: `the table is written as table, schema.table or catalog.schema.table, with double quotes around a part that holds a dot, and not "a..b"`,
		"postgres://db/x --table t --attributes table:people" + roles:        "--attributes needs --key: the columns by which a row finds its person, as --key id",
		"in.csv --attributes table:people --key id" + roles:                  "--attributes table:people is a table of an engine, in which the rows of files find nobody: name a file",
		"postgres://db/x --table t. " + roles:                                `the table is written as table, schema.table or catalog.schema.table, with double quotes around a part that holds a dot, and not "t."`,
		"postgres://db/x --query empty.sql" + roles:                          "the query is empty",
		"postgres://db/x --table t --timeout -1s" + roles:                    "--timeout is how long a query may take, as 10m, or 0 for no limit, and not -1s",
		"postgres://db/x --table t --timeout soon" + roles:                   `--timeout: "soon" is not a time, as 10m`,
		"postgres://db/x --table t":                                          "nothing to audit: name the column of decisions with --predicted, or --score with --cutoff",
	} {
		got := w.run(append([]string{"audit"}, strings.Fields(args)...)...)
		if got.code != ExitUsage || got.out != "" || got.err != line(want) {
			t.Errorf("%s: %+v\nwant %s", args, got, want)
		}
	}
	for args, want := range map[string]string{
		"postgres://127.0.0.1:1/x --table t" + roles:      "postgres://127.0.0.1:1/x: there is no connection: …",
		"postgres://127.0.0.1:1/x --query no.sql" + roles: w.dir + "/no.sql: there is no such file",
	} {
		got := w.run(append([]string{"audit"}, strings.Fields(args)...)...)
		if got.code != ExitIncomplete || got.out != "" || !says(got.err, line(want)) {
			t.Errorf("%s: %+v\nwant %s", args, got, want)
		}
	}
}

// TestEngineCounts checks the way from a server to a report, beside files.
func TestEngineCounts(t *testing.T) {
	for _, name := range []string{"FAIRAUDIT_TEST_POSTGRES", "FAIRAUDIT_TEST_TRINO"} {
		t.Run(name, func(t *testing.T) {
			at := os.Getenv(name)
			if at == "" {
				t.Skip("no such engine is at hand: see make test-engines")
			}
			countsOf(t, at)
		})
	}
}

func countsOf(t *testing.T, at string) {
	w := newWorld(t)
	values := []string{}
	for range 40 {
		values = append(values, "('F', 1, 0)", "('M', 0, 1)", "('F', 1, NULL)")
	}
	w.write("q.sql", "SELECT * FROM (VALUES "+strings.Join(values, ", ")+") AS people (sex, selected, hired) -- made up")
	w.write("in.csv", csvHeader+strings.Repeat("F,1,0\nM,0,1\nF,1,\n", 40))
	w.write("half.csv", csvHeader+strings.Repeat("F,1,0\nM,0,1\nF,1,\n", 20))
	want := w.tallied(on("in.csv")...)
	if got := w.tallied(on(at, "--query", "q.sql")...); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	double := w.tallied(on("in.csv", "half.csv", "--no-config")...)
	if got := w.tallied(on(at, "half.csv", "--query", "q.sql")...); got != double {
		t.Errorf("with a file, got\n%swant\n%s", got, double)
	}
	d := w.audited(on(at, "--query", "q.sql")...)
	if d.Data.Sources[0] != "q.sql" || d.Model.Name != "q.sql" || d.Data.Read != 120 {
		t.Errorf("%+v %+v", d.Model, d.Data)
	}
	if text := documentText(t, d); strings.Contains(text, "127.0.0.1") || strings.Contains(text, "://") {
		t.Errorf("the report tells where the rows are\n%s", text)
	}
	w.write("other.csv", "sex,selected,hired\nF,yes,0\nM,no,1\n")
	got := w.run(auditOn(at, "other.csv", "--query", "q.sql")...)
	if got.code != ExitIncomplete || !strings.Contains(got.err, "tallies with different positive values of predicted cannot be added up: yes, against 1; the first are of the other rows") {
		t.Errorf("%+v", got)
	}
	joinOf(t, w, at)
}

// joinOf checks that a table of attributes gives what a file of them does, in the
// tally and in what the report says of it. The table is one that every server has.
func joinOf(t *testing.T, w *world, at string) {
	table, key, attribute, of := "pg_catalog.pg_am", "amname", "amtype", map[string]string{"btree": "i", "heap": "t"}
	if strings.HasPrefix(at, "trino:") {
		table, key, attribute, of = "system.metadata.catalogs", "catalog_name", "connector_name", map[string]string{"memory": "memory", "hive": "hive"}
	}
	people, rows, values := key+","+attribute+"\n", "id,selected\n,1\nnobody,0\n", "(NULL, 1), ('nobody', 0)"
	for name, group := range of {
		people += name + "," + group + "\n"
		rows += name + ",1\n" + name + ",0\n"
		values += ", ('" + name + "', 1), ('" + name + "', 0)"
	}
	w.write("rows.sql", "SELECT * FROM (VALUES "+values+") AS decisions (id, selected)")
	w.write("rows.csv", rows)
	w.write("people.csv", people)
	roles := []string{"--no-config", "--predicted", "selected", "--attribute", attribute, "--key", "id=" + key}
	want, _, _ := strings.Cut(w.tallied(append([]string{"rows.csv", "--attributes", "people.csv"}, roles...)...), `"people"`)
	got, _, _ := strings.Cut(w.tallied(append([]string{at, "--query", "rows.sql", "--attributes", "table:" + table}, roles...)...), `"people"`) // there are more in the table
	if got != want || !strings.Contains(got, `"joined":{"matched":4,"unmatched":1,"keyless":1,"repeated":2,`) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	d := w.audited(append([]string{at, "--query", "rows.sql", "--attributes", "table:" + table}, roles...)...)
	if j := d.Data.Join; j == nil || j.Key[0] != "id="+key || j.Sources[0] != table || j.Matched != 4 {
		t.Errorf("the report tells of the join: %+v", j)
	}
}
