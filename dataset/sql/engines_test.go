package sql_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	stdsql "database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/sql"
)

// engine is an engine at hand that runs statements and queries.
type engine struct {
	dialect string
	types   map[string]string // of a contract's fields, where they differ
	run     func(statements []string, query string) (rows [][]string, err error)
	address string // where it can be asked over a network; empty for nowhere
	schema  string // in which tables are made
}

// TestContracts checks that each engine at hand makes the same tally of the same
// rows as a CSV does, byte for byte, by the query that is printed.
func TestContracts(t *testing.T) {
	all := engines(t)
	if len(all) == 0 {
		t.Skip("no engine is at hand: see make test-engines")
	}
	for _, e := range all {
		t.Run(e.dialect, func(t *testing.T) {
			dialect, _ := sql.Find(e.dialect)
			for i, c := range contracts() {
				if slices.Contains(c.unsure, e.dialect) {
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					want := c.tally(t)
					table := "rows" + string(rune('a'+i))
					q, err := sql.New(dialect, c.spec, sql.From{Table: table})
					if err != nil {
						t.Fatal(err)
					}
					rows, err := e.run(c.statements(dialect, table, e.types), q.Text)
					if err != nil {
						t.Fatalf("%v\n%s", err, q.Text)
					}
					if c.nan || c.name == "numbers as groups" { // which the query that is printed does not know
					} else if got := answer(t, q.Spec, q.Columns, rows); got != want {
						t.Errorf("got\n%s\nwant\n%s\nby\n%s", got, want, q.Text)
					}
					if e.address != "" {
						if got := counted(t, e, c.spec, sql.From{Table: e.schema + "." + table}); got != want {
							t.Errorf("asked, got\n%s\nwant\n%s", got, want)
						}
						if i > 0 { // what follows is no matter of types
							return
						}
						if got := counted(t, e, c.spec, sql.From{Query: "SELECT * FROM " + e.schema + "." + table + ";"}); got != want {
							t.Errorf("asked for a query, got\n%s\nwant\n%s", got, want)
						}
					}
				})
			}
		})
	}
}

// TestEngineReadsOnce checks that the rows are read once, whatever is asked of them:
// the engine's plan has one scan.
func TestEngineReadsOnce(t *testing.T) {
	for _, e := range asked(t) {
		t.Run(e.dialect, func(t *testing.T) {
			dialect, _ := sql.Find(e.dialect)
			spec := dataset.Spec{Predicted: dataset.Outcome{Column: "s", Cutoff: new(0.5)}, Actual: dataset.Outcome{Column: "y"}, Weight: "w", Strata: []string{"job"}, Attributes: []dataset.Attribute{
				{Name: "a", Column: "a"}, {Name: "age", Column: "age", Bands: []float64{26, 50}}}, Intersections: [][]string{{"a", "age"}}}
			c := (&contract{}).add("s", "double", "0.1", "0.9").add("y", "int", "0", "1").add("w", "double", "1", "2").add("job", "text", "x", "y").add("a", "text", "F", "M").add("age", "int", "20", "60")
			q, err := sql.New(dialect, spec, sql.From{Table: "once"})
			if err != nil {
				t.Fatal(err)
			}
			plan, err := e.run(c.statements(dialect, "once", e.types), "EXPLAIN "+q.Text)
			scan := map[string]string{"postgres": "Scan on once", "trino": "[table = memory:"}[e.dialect]
			if n := strings.Count(fmt.Sprint(plan), scan); err != nil || n != 1 {
				t.Errorf("%v, %d scans in\n%s", err, n, plan)
			}
		})
	}
}

// TestContractsOfHostileTexts puts names and values that would end a quote, start a
// comment or stand for something else through each engine at hand, and looks
// whether a table beside is still there.
func TestContractsOfHostileTexts(t *testing.T) {
	all := engines(t)
	if len(all) == 0 {
		t.Skip("no engine is at hand: see make test-engines")
	}
	pieces := []string{"'", `"`, "`", `\`, ";", "--", "/*", "*/", "#", "\n", "\r\n", "$1", "$$", "?", ":a", "%s", "{{", "}}", "<x>", "e'", "u&'", "\u2019", "é", "x", " drop table canary; ", "(", ")", "@"}
	r := rand.New(rand.NewPCG(3, 4))
	hostile := func() string {
		text := ""
		for range 2 + r.IntN(4) {
			text += pieces[r.IntN(len(pieces))]
		}
		return "a" + text + "z" // no white space around it, which would not stay
	}
	for _, e := range all {
		t.Run(e.dialect, func(t *testing.T) {
			dialect, _ := sql.Find(e.dialect)
			for i := range 8 {
				a, b, c := hostile(), hostile(), hostile()
				names := []string{"1" + hostile(), "2" + hostile(), "3" + hostile(), "4" + hostile()}
				h := &contract{spec: dataset.Spec{Predicted: dataset.Outcome{Column: "d"}, Strata: names[2:3], Weight: names[3], Attributes: []dataset.Attribute{
					{Name: "1", Column: names[0], Values: map[string]string{a: b, b: c}}, {Name: "2", Column: names[1]}}, Reading: dataset.Reading{MissingMarkers: []string{c + "m"}}}}
				h.add("d", "int", cycle(40, "0", "1")...).add(names[0], "text", drawn(r, 40, a, b, c, c+"m")...).add(names[1], "text", drawn(r, 40, a, b, hostile(), null)...).
					add(names[2], "text", drawn(r, 40, a, c+"m", hostile())...).add(names[3], "int", cycle(40, "1", "2")...)
				table := fmt.Sprintf("h%d%s", i, hostile())
				q, err := sql.New(dialect, h.spec, sql.From{Table: `"` + strings.ReplaceAll(table, `"`, `""`) + `"`})
				if err != nil {
					t.Fatal(err)
				}
				canary := []string{"CREATE TABLE " + fmt.Sprintf("canary%d", i) + " (x " + cmp.Or(e.types["int"], "int") + ")"}
				rows, err := e.run(append(canary, h.statements(dialect, table, e.types)...), q.Text)
				if err != nil {
					t.Fatalf("%v\n%s", err, q.Text)
				}
				want := h.tally(t)
				if got := answer(t, q.Spec, q.Columns, rows); got != want {
					t.Errorf("got\n%s\nwant\n%s\nby\n%s", got, want, q.Text)
				}
				if e.address == "" {
					continue
				}
				if got := counted(t, e, h.spec, sql.From{Table: e.schema + `."` + strings.ReplaceAll(table, `"`, `""`) + `"`}); got != want {
					t.Errorf("asked, got\n%s\nwant\n%s", got, want)
				}
				if _, err := e.run(nil, fmt.Sprintf("SELECT * FROM canary%d", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// statements make the table of a contract.
func (c *contract) statements(d *sql.Dialect, table string, types map[string]string) []string {
	var columns []string
	for _, f := range c.fields {
		kind := f.kind
		if t, ok := types[kind]; ok {
			kind = t
		}
		columns = append(columns, d.Quote(f.name)+" "+kind)
	}
	out := []string{"CREATE TABLE " + d.Quote(table) + " (" + strings.Join(columns, ", ") + ")" + types["CREATE"]}
	var rows []string
	if types["SELECT"] != "" { // in which each cast is written once: a thousand of them take seconds
		var casts, names []string
		for i, f := range c.fields {
			kind := cmp.Or(types[f.kind], f.kind)
			names = append(names, fmt.Sprintf("c%d", i))
			casts = append(casts, fmt.Sprintf("CAST(c%d AS %s)", i, kind))
		}
		for i := range c.fields[0].values {
			var values []string
			for _, f := range c.fields {
				values = append(values, map[bool]string{true: "NULL", false: d.Literal(f.values[i])}[f.values[i] == null])
			}
			rows = append(rows, "("+strings.Join(values, ", ")+")")
		}
		return append(out, "INSERT INTO "+d.Quote(table)+" SELECT "+strings.Join(casts, ", ")+" FROM (VALUES "+strings.Join(rows, ",\n")+") AS v ("+strings.Join(names, ", ")+")")
	}
	for i := range c.fields[0].values {
		var values []string
		for _, f := range c.fields {
			kind := f.kind
			if t, ok := types[kind]; ok {
				kind = t
			}
			text := "NULL"
			if f.values[i] != null {
				text = "CAST(" + d.Literal(f.values[i]) + " AS " + kind + ")"
			}
			values = append(values, text)
		}
		rows = append(rows, "("+strings.Join(values, ", ")+")")
	}
	return append(out, "INSERT INTO "+d.Quote(table)+" VALUES "+strings.Join(rows, ",\n"))
}

func engines(t testing.TB) []engine {
	var all []engine
	if at := os.Getenv("FAIRAUDIT_TEST_POSTGRES"); at != "" {
		all = append(all, postgres(t, at))
	}
	if at := os.Getenv("FAIRAUDIT_TEST_TRINO"); at != "" {
		all = append(all, trino(t, at))
	}
	if python := os.Getenv("FAIRAUDIT_TEST_PYTHON"); python != "" {
		for _, e := range []engine{
			{dialect: "duckdb", types: map[string]string{"char(6)": "text"}},
			{dialect: "clickhouse", types: map[string]string{"CREATE": " ENGINE = Memory", "text": "Nullable(String)", "char(6)": "Nullable(FixedString(6))", "int": "Nullable(Int32)", "bigint": "Nullable(Int64)", "double": "Nullable(Float64)",
				"real": "Nullable(Float32)", "numeric(12,3)": "Nullable(Decimal(12,3))", "numeric(12,6)": "Nullable(Decimal(12,6))", "bool": "Nullable(Bool)", "date": "Nullable(Date32)", "timestamp": "Nullable(DateTime64(0))"}},
			{dialect: "spark", types: map[string]string{"CREATE": " USING parquet", "text": "string", "char(6)": "string", "bool": "boolean"}},
		} {
			if only := os.Getenv("FAIRAUDIT_TEST_ONLY"); only != "" && !strings.Contains(only, e.dialect) {
				continue
			}
			e.run = pythonEngine(t, python, e.dialect)
			if e.run != nil {
				all = append(all, e)
			}
		}
	}
	return all
}

func pythonEngine(t testing.TB, python, name string) func([]string, string) ([][]string, error) {
	cmd := exec.Command(python, "testdata/engine.py", name, t.TempDir())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	answers := bufio.NewScanner(out)
	answers.Buffer(nil, 64<<20)
	return func(statements []string, query string) ([][]string, error) {
		job, _ := json.Marshal(map[string]any{"statements": statements, "query": query})
		if _, err := in.Write(append(job, '\n')); err != nil {
			return nil, err
		}
		if !answers.Scan() {
			return nil, errors.New("the engine is gone")
		}
		var a struct {
			Rows  [][]*string
			Error string
		}
		if err := json.Unmarshal(answers.Bytes(), &a); err != nil {
			return nil, err
		}
		if a.Error != "" {
			return nil, errors.New(a.Error)
		}
		rows := make([][]string, len(a.Rows))
		for i, row := range a.Rows {
			for _, v := range row {
				text := ""
				if v != nil {
					text = *v
				}
				rows[i] = append(rows[i], text)
			}
		}
		return rows, nil
	}
}

// counted has an engine count.
func counted(t *testing.T, e engine, spec dataset.Spec, from sql.From) string {
	t.Helper()
	address, err := sql.ParseAddress(e.address)
	if err != nil {
		t.Fatal(err)
	}
	x, _, err := sql.Count(context.Background(), address, spec, from, sql.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// postgres is the server at an address, with a schema for the test.
func postgres(t testing.TB, at string) engine {
	t.Helper()
	c, err := pgconn.Connect(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("fairaudit_test_%d_%d", os.Getpid(), schemas.Add(1))
	ask := func(text string) [][]string {
		t.Helper()
		result := c.ExecParams(context.Background(), text, nil, nil, nil, nil).Read()
		if result.Err != nil {
			t.Fatalf("%v\n%.500s", result.Err, text)
		}
		rows := make([][]string, len(result.Rows))
		for i, row := range result.Rows {
			for _, v := range row {
				rows[i] = append(rows[i], string(v))
			}
		}
		return rows
	}
	ask("CREATE SCHEMA " + schema)
	ask("SET search_path = " + schema)
	t.Cleanup(func() {
		ask("DROP SCHEMA " + schema + " CASCADE")
		c.Close(context.Background())
	})
	run := func(statements []string, query string) (rows [][]string, err error) {
		for _, s := range append(statements, query) {
			rows = ask(s)
		}
		return rows, nil
	}
	return engine{dialect: "postgres", types: map[string]string{"double": "double precision"}, run: run, address: at, schema: schema}
}

var schemas atomic.Int64

// trino is the server at an address, with a schema for the test in each catalog
// that holds tables.
func trino(t testing.TB, at string) engine {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	catalog := strings.Trim(u.Path, "/")
	schema := fmt.Sprintf("fairaudit_test_%d_%d", os.Getpid(), schemas.Add(1))
	db, err := stdsql.Open("trino", "http://fairaudit@"+u.Host+"?catalog="+catalog+"&schema="+schema)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(text string) (out [][]string, err error) {
		rows, err := db.Query(text)
		if err != nil {
			return nil, fmt.Errorf("%w\n%.500s", err, text)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			row, into := make([]stdsql.NullString, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				return nil, err
			}
			var texts []string
			for _, v := range row {
				texts = append(texts, v.String)
			}
			out = append(out, texts)
		}
		return out, rows.Err()
	}
	run := func(statements []string, query string) (rows [][]string, err error) {
		for _, s := range append(statements, query) {
			if rows, err = ask(s); err != nil {
				return nil, err
			}
		}
		return rows, nil
	}
	if _, err := ask("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := ask("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	return engine{dialect: "trino", run: run, address: at, schema: schema, types: map[string]string{"SELECT": "once", "text": "varchar", "int": "integer", "numeric(12,3)": "decimal(12, 3)", "numeric(12,6)": "decimal(12, 6)",
		"bool": "boolean", "timestamp": "timestamp(0)"}}
}
