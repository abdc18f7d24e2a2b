package sql_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/sql"
)

// server is the PostgreSQL that tests may use, and a connection to it.
type server struct {
	engine
	t testing.TB
}

func newServer(t *testing.T) *server {
	t.Helper()
	at := os.Getenv("FAIRAUDIT_TEST_POSTGRES")
	if at == "" {
		t.Skip("no PostgreSQL is at hand: see make test-engines")
	}
	return &server{postgres(t, at), t}
}

func (s *server) exec(statements ...string) {
	s.t.Helper()
	for _, text := range statements {
		if _, err := s.run(nil, text); err != nil {
			s.t.Fatal(err)
		}
	}
}

// count asks the server, as somebody else if a user is named.
func (s *server) count(ctx context.Context, user string, spec dataset.Spec, from sql.From, o sql.Options) (string, error) {
	s.t.Helper()
	u, err := url.Parse(s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	if user != "" {
		u.User = url.User(user)
	}
	a, err := sql.ParseAddress(u.String())
	if err != nil {
		s.t.Fatal(err)
	}
	x, _, err := sql.Count(ctx, a, spec, from, o)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = x.Encode(&b)
	return b.String(), err
}

func simple(attributes ...string) dataset.Spec {
	spec := dataset.Spec{Predicted: dataset.Outcome{Column: "d"}}
	for _, a := range attributes {
		spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: a, Column: a})
	}
	return spec
}

// TestPostgresErrors checks what is said of what goes wrong.
func TestPostgresErrors(t *testing.T) {
	s := newServer(t)
	name := func(table string) sql.From { return sql.From{Table: s.schema + "." + table} }
	role := s.schema + "_nobody"
	s.exec(`CREATE TABLE predictions (d int, sexe text, list int[], doc jsonb, raw bytea, "Née" date, range int4range, at point, age text)`,
		"INSERT INTO predictions (d, sexe, age) VALUES (1, 'F', '30'), (0, 'M', 'old')", "CREATE TABLE empty (d int, sexe text)",
		"CREATE SEQUENCE counter", "CREATE ROLE "+role+" LOGIN", "GRANT USAGE ON SCHEMA "+s.schema+" TO "+role)
	defer s.exec("DROP OWNED BY "+role, "DROP ROLE "+role)
	banded := simple("sexe")
	banded.Attributes = append(banded.Attributes, dataset.Attribute{Name: "age", Column: "age", Bands: []float64{26}})
	weighted := simple("sexe")
	weighted.Weight = "w"
	ages := simple("sexe")
	ages.Attributes = append(ages.Attributes, dataset.Attribute{Name: "age", Column: "age", AgeAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Bands: []float64{26}})
	u, _ := url.Parse(s.address)
	place := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String() + ": "
	refused := func(column, kind string) string {
		return fmt.Sprintf("column %q: it is of the type %s, whose values cannot be counted by: name a query that makes a text or a number of it", column, kind)
	}
	for _, c := range []struct {
		user string
		spec dataset.Spec
		from sql.From
		o    sql.Options
		want string // its beginning up to …
	}{
		{"", simple("sexe"), name("prediction"), sql.Options{}, fmt.Sprintf(`relation "%[1]s.prediction" does not exist (did you mean "%[1]s.predictions"?); the tables are …`, s.schema)},
		{"", simple("sexe"), sql.From{Table: "nowhere.predictions"}, sql.Options{}, `relation "nowhere.predictions" does not exist…`},
		{"", simple("sex"), name("predictions"), sql.Options{}, `there is no column "sex" (did you mean "sexe"?); the columns are "d", "sexe", "list", "doc", "raw", "Née", "range", "at", "age"`},
		{"", simple("list"), name("predictions"), sql.Options{}, refused("list", "integer[]")},
		{"", simple("doc"), name("predictions"), sql.Options{}, refused("doc", "jsonb")},
		{"", simple("raw"), name("predictions"), sql.Options{}, refused("raw", "bytea")},
		{"", simple("range"), name("predictions"), sql.Options{}, refused("range", "int4range")},
		{"", simple("at"), name("predictions"), sql.Options{}, refused("at", "point")},
		{"", banded, name("predictions"), sql.Options{}, `column "age": "old" is not a number, and the column is to be cut into bands`},
		{"", simple("sexe"), name("empty"), sql.Options{}, "there are no rows to audit"},
		{role, simple("sexe"), name("predictions"), sql.Options{}, "permission denied for table predictions: to count takes the right to SELECT, and to use the schema"},
		{s.schema + "_stranger", simple("sexe"), name("predictions"), sql.Options{}, fmt.Sprintf(`the server refuses the connection: role "%s_stranger" does not exist…`, s.schema)},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, 'x' AS a, 'y' AS a"}, sql.Options{}, `column "a": the input names it twice, as columns 2 and 3`},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, pg_sleep(20)::text AS a"}, sql.Options{Timeout: 50 * time.Millisecond}, "the query took longer than 50ms: --timeout allows more"},
		{"", banded, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, CAST('Infinity' AS float8) AS age"}, sql.Options{}, `column "age": "Infinity" is not a number, and the column is to be cut into bands`},
		{"", banded, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, x AS age FROM (VALUES (CAST(30 AS float8)), (NULL), ('NaN'), ('-Infinity')) AS t (x)"}, sql.Options{}, `column "age": "-Infinity" is not a number, and the column is to be cut into bands`},
		{"", weighted, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, CAST('Infinity' AS float8) AS w UNION ALL SELECT 1, 'F', CAST('NaN' AS float8)"}, sql.Options{}, `column "w": "Infinity" is not a number`},
		{"", ages, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, CAST('2030-01-01' AS date) AS age UNION ALL SELECT 1, 'F', CAST('1990-01-01' AS date)"}, sql.Options{}, `column "age": the date of birth 2030-01-01 lies after 2026-01-01, the day of the ages`},
		{"", simple("a"), sql.From{Query: "SELECT 1/0 AS d, 'x' AS a"}, sql.Options{}, "the engine refuses: division by zero"},
		{"", simple("a"), sql.From{Query: "SELEC 1"}, sql.Options{}, `the engine refuses: syntax error at or near "1"`},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, 'x' AS a) AS s; DROP TABLE predictions; SELECT * FROM (SELECT 1"}, sql.Options{}, "the engine refuses: cannot insert multiple commands into a prepared statement"},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, nextval('" + s.schema + ".counter')::text AS a"}, sql.Options{}, "the engine refuses: cannot execute nextval() in a read-only transaction"},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, set_config('transaction_read_only', 'off', true) AS a"}, sql.Options{}, "the engine refuses: transaction read-write mode must be set before any query"},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, pg_terminate_backend(pg_backend_pid())::text AS a"}, sql.Options{}, "the connection was lost: terminating connection due to administrator command"},
		{"", simple("a"), sql.From{Query: "SELECT 1 AS d, pg_cancel_backend(pg_backend_pid())::text AS a"}, sql.Options{Timeout: time.Minute}, "the engine ends the query: canceling statement due to user request"},
	} {
		_, err := s.count(context.Background(), c.user, c.spec, c.from, c.o)
		var known *dataset.Error
		want, isStart := strings.CutSuffix(place+c.want, "…")
		if err == nil || !errors.As(err, &known) || err.Error() != want && !(isStart && strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%+v: got %v\nwant %s", c.from, err, place+c.want)
		}
	}
	s.exec("SELECT * FROM predictions") // which is still there
}

// TestPostgresSession checks that the rows are read in one snapshot, and that
// settings of the server and of who asks do not matter.
func TestPostgresSession(t *testing.T) {
	s := newServer(t)
	got, err := s.count(context.Background(), "", simple("iso", "ro", "born", "x"), sql.From{Query: `SELECT 1 AS d, current_setting('transaction_isolation') AS iso,
		current_setting('transaction_read_only') AS ro, DATE '1990-12-31' AS born, 0.1::float8 + 0.2::float8 AS x`}, sql.Options{})
	for _, want := range []string{`"values":["repeatable read"]`, `"values":["on"]`, `"values":["1990-12-31"]`, `"values":["0.30000000000000004"]`} {
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%v, no %s in %s", err, want, got)
		}
	}
	u, _ := url.Parse(s.address)
	u.RawQuery += "&options=" + strings.ReplaceAll(url.QueryEscape("-c DateStyle=German -c extra_float_digits=-15 -c standard_conforming_strings=off"), "+", "%20")
	other := *s
	other.address = u.String()
	spec := simple("born", "x", "b")
	spec.Attributes[2].Values = map[string]string{`a\'b`: `it's \`}
	from := sql.From{Query: `SELECT 1 AS d, DATE '1990-12-31' AS born, 0.1::float8 + 0.2::float8 AS x, CAST(E'a\\''b' AS text) AS b`}
	want, err := s.count(context.Background(), "", spec, from, sql.Options{})
	got, otherErr := other.count(context.Background(), "", spec, from, sql.Options{})
	if err != nil || otherErr != nil || got != want || !strings.Contains(got, `"values":["it's \\"]`) {
		t.Errorf("%v %v\n%s\nwant\n%s", err, otherErr, got, want)
	}
}

// TestPostgresCancel checks that who no longer wants an answer leaves no query behind.
func TestPostgresCancel(t *testing.T) {
	s := newServer(t)
	ctx, cancel := context.WithCancel(context.Background())
	started := make(chan struct{})
	go func() {
		defer cancel()
		<-started
		for range 100 {
			if s.active() == "1" {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	close(started)
	_, err := s.count(ctx, "", simple("a"), sql.From{Query: "SELECT 1 AS d, pg_sleep(60)::text AS a /* " + s.schema + " */"}, sql.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for range 100 {
		if s.active() == "0" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the query is still there")
}

// active is how many queries of the test are at work.
func (s *server) active() string {
	c, err := pgconn.Connect(context.Background(), s.address)
	if err != nil {
		return err.Error()
	}
	defer c.Close(context.Background())
	result := c.ExecParams(context.Background(), "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND application_name = 'fairaudit' AND query LIKE '%"+s.schema+" */%'", nil, nil, nil, nil).Read()
	if result.Err != nil {
		return result.Err.Error()
	}
	return string(result.Rows[0][0])
}
