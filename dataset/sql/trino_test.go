package sql_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/sql"
)

func newTrino(t *testing.T) *server {
	t.Helper()
	at := os.Getenv("FAIRAUDIT_TEST_TRINO")
	if at == "" {
		t.Skip("no Trino is at hand: see make test-engines")
	}
	return &server{trino(t, at), t}
}

// TestTrinoErrors checks what is said of what goes wrong.
func TestTrinoErrors(t *testing.T) {
	s := newTrino(t)
	name := func(table string) sql.From { return sql.From{Table: s.schema + "." + table} }
	s.exec(`CREATE TABLE predictions (d integer, sexe varchar, list array(integer), pairs map(varchar, integer), raw varbinary, doc row(a integer), born date, age varchar)`,
		"INSERT INTO predictions (d, sexe, age) VALUES (1, 'F', '30'), (0, 'M', 'old')", "CREATE TABLE empty (d integer, sexe varchar)")
	banded := simple("sexe")
	banded.Attributes = append(banded.Attributes, dataset.Attribute{Name: "age", Column: "age", Bands: []float64{26}})
	weighted := simple("sexe")
	weighted.Weight = "w"
	ages := simple("sexe")
	ages.Attributes = append(ages.Attributes, dataset.Attribute{Name: "age", Column: "age", AgeAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Bands: []float64{26}})
	place := strings.Replace(s.address, "fairaudit@", "", 1) + ": "
	refused := func(column, kind string) string {
		return fmt.Sprintf("column %q: it is of the type %s, whose values cannot be counted by: name a query that makes a text or a number of it", column, kind)
	}
	for _, c := range []struct {
		spec dataset.Spec
		from sql.From
		o    sql.Options
		want string // its beginning up to …
	}{
		{simple("sexe"), name("prediction"), sql.Options{}, fmt.Sprintf(`Table 'memory.%s.prediction' does not exist (did you mean "predictions"?); there are "empty", "predictions"`, s.schema)},
		{simple("sexe"), sql.From{Table: "nowhere.predictions"}, sql.Options{}, `Schema 'nowhere' does not exist; there are …`},
		{simple("sexe"), sql.From{Table: "memor.nowhere.predictions"}, sql.Options{}, `Catalog 'memor' not found (did you mean "memory"?); there are …`},
		{simple("sexe"), sql.From{Table: "predictions"}, sql.Options{}, `Schema must be specified when session schema is not set: name it in the address, as trino://host:port/catalog/schema, or in the table's path`},
		{simple("sex"), name("predictions"), sql.Options{}, `there is no column "sex" (did you mean "sexe"?); the columns are "d", "sexe", "list", "pairs", "raw", "doc", "born", "age"`},
		{simple("list"), name("predictions"), sql.Options{}, refused("list", "array(integer)")},
		{simple("pairs"), name("predictions"), sql.Options{}, refused("pairs", "map(varchar, integer)")},
		{simple("raw"), name("predictions"), sql.Options{}, refused("raw", "varbinary")},
		{simple("doc"), name("predictions"), sql.Options{}, refused("doc", "row(a integer)")},
		{banded, name("predictions"), sql.Options{}, `column "age": "old" is not a number, and the column is to be cut into bands`},
		{simple("sexe"), name("empty"), sql.Options{}, "there are no rows to audit"},
		{simple("a"), sql.From{Query: "SELECT 1 AS d, 'x' AS a, 'y' AS a"}, sql.Options{}, `column "a": the input names it twice, as columns 2 and 3`},
		{simple("a"), sql.From{Query: "SELECT 1 AS d, CAST(max(x) AS varchar) AS a FROM (" + slow + ")"}, sql.Options{Timeout: time.Second}, "the query took longer than 1s: --timeout allows more"},
		{banded, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, infinity() AS age"}, sql.Options{}, `column "age": "Infinity" is not a number, and the column is to be cut into bands`},
		{banded, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, x AS age FROM (VALUES 3e1, NULL, nan(), -infinity()) AS t (x)"}, sql.Options{}, `column "age": "-Infinity" is not a number, and the column is to be cut into bands`},
		{weighted, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, infinity() AS w UNION ALL SELECT 1, 'F', CAST('NaN' AS double)"}, sql.Options{}, `column "w": "Infinity" is not a number`},
		{ages, sql.From{Query: "SELECT 1 AS d, 'F' AS sexe, CAST('2030-01-01' AS date) AS age UNION ALL SELECT 1, 'F', CAST('1990-01-01' AS date)"}, sql.Options{}, `column "age": the date of birth 2030-01-01 lies after 2026-01-01, the day of the ages`},
		{simple("a"), sql.From{Query: "SELECT 1/0 AS d, 'x' AS a"}, sql.Options{}, "the engine refuses: Division by zero"},
		{simple("a"), sql.From{Query: "SELEC 1"}, sql.Options{}, `the engine refuses: mismatched input '1'…`},
		{simple("a"), sql.From{Query: "SELECT 1 AS d, 'x' AS a) AS s; DROP TABLE predictions; SELECT * FROM (SELECT 1"}, sql.Options{}, "the engine refuses: mismatched input ';'…"},
		{simple("a"), sql.From{Query: "DROP TABLE " + s.schema + ".predictions"}, sql.Options{}, "the engine refuses: mismatched input 'DROP'…"},
	} {
		_, err := s.count(context.Background(), "", c.spec, c.from, c.o)
		var known *dataset.Error
		want, isStart := strings.CutSuffix(place+c.want, "…")
		if err == nil || !errors.As(err, &known) || err.Error() != want && !(isStart && strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%+v: got %v\nwant %s", c.from, err, place+c.want)
		}
	}
	s.exec("SELECT * FROM predictions") // which is still there
}

// slow is a query that takes minutes and no memory.
const slow = "SELECT a.x * b.x * c.x AS x FROM UNNEST(sequence(1, 10000)) AS a(x), UNNEST(sequence(1, 10000)) AS b(x), UNNEST(sequence(1, 10000)) AS c(x)"

// TestTrinoCancel checks that who no longer wants an answer leaves no query behind.
func TestTrinoCancel(t *testing.T) {
	s := newTrino(t)
	state := func() string {
		rows, err := s.run(nil, "SELECT state FROM system.runtime.queries WHERE source = 'fairaudit' AND query LIKE '%COUNT%"+s.schema+" */%' ORDER BY created DESC LIMIT 1")
		if err != nil || len(rows) == 0 {
			return fmt.Sprint(err)
		}
		return rows[0][0]
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		for range 100 {
			if state() == "RUNNING" {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	_, err := s.count(ctx, "", simple("a"), sql.From{Query: "SELECT 1 AS d, CAST(max(x) AS varchar) AS a FROM (" + slow + ") /* " + s.schema + " */"}, sql.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for range 100 {
		if state() == "FAILED" { // as the server calls it
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the query is %s", state())
}

// TestTrinoLakes checks that rows in Parquet files, behind the connectors of Hive and
// Iceberg, are counted as others are.
func TestTrinoLakes(t *testing.T) {
	at := newTrino(t).address
	for _, catalog := range []string{"hive", "iceberg"} {
		t.Run(catalog, func(t *testing.T) {
			e := trino(t, strings.Replace(at, "/memory", "/"+catalog, 1))
			dialect, _ := sql.Find("trino")
			for _, c := range contracts() {
				if c.name != "the usual" && c.name != "numbers" {
					continue
				}
				table := strings.ReplaceAll(c.name, " ", "_")
				if _, err := e.run(c.statements(dialect, table, e.types), "SELECT 1"); err != nil {
					t.Fatal(err)
				}
				if got, want := counted(t, e, c.spec, sql.From{Table: e.schema + "." + table}), c.tally(t); got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, want)
				}
			}
		})
	}
}

// TestTrinoAddresses checks what an address and the environment come to: no
// connection leaves this machine in the clear, and no secret goes where TLS does not.
func TestTrinoAddresses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	names := []string{"TRINO_USER", "TRINO_PASSWORD", "TRINO_PASSWORD_FILE", "TRINO_ACCESS_TOKEN", "TRINO_ACCESS_TOKEN_FILE"}
	for _, c := range []struct {
		address string
		env     map[string]string
		want    string
	}{
		{"trino://alice@lake.example/hive/people", nil, "https://alice@lake.example hive people"},
		{"trino://alice@lake.example:8080/hive?SSL=false", nil, "http://alice@lake.example:8080 hive "},
		{"trino://alice@lake.example/?sslverification=ca&SSLCertPath=x.pem", nil, "https://alice@lake.example   CA x.pem"},
		{"trino://localhost:8080/memory", map[string]string{"TRINO_USER": "bob"}, "http://bob@localhost:8080 memory "},
		{"trino://alice@127.0.0.1:8080/memory", nil, "http://alice@127.0.0.1:8080 memory "},
		{"trino://alice@[::1]:8080/memory", nil, "http://alice@[::1]:8080 memory "},
		{"trino://alice@127.0.0.1/memory?SSL=true", nil, "https://alice@127.0.0.1 memory "},
		{"trino://alice@127.0.0.1/memory", map[string]string{"TRINO_PASSWORD": "s3cret"}, "https://alice:s3cret@127.0.0.1 memory "},
		{"trino://alice@lake.example/", map[string]string{"TRINO_PASSWORD_FILE": file}, "https://alice:s3cret@lake.example  "},
		{"trino://alice@lake.example/", map[string]string{"TRINO_ACCESS_TOKEN_FILE": file}, "https://alice@lake.example   token s3cret"},
		{"trino://alice@lake.example/?SSL=false", map[string]string{"TRINO_ACCESS_TOKEN": "s3cret"}, "a password or an access token travels by TLS alone: leave out SSL=false, or take the secret out of the environment"},
		{"trino://alice@lake.example/?SSL=no", nil, `SSL is true or false in the address, not "no"`},
		{"trino://alice@lake.example/?sslmode=require", nil, `the address has no parameter "sslmode"; there are SSL, SSLVerification, SSLCertPath`},
		{"trino://alice@lake.example/", map[string]string{"TRINO_PASSWORD_FILE": file + "s"}, "the file that TRINO_PASSWORD_FILE names cannot be read: no such file or directory"},
	} {
		for _, name := range names {
			t.Setenv(name, c.env[name])
		}
		a, err := sql.ParseAddress(c.address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sql.TrinoConfig(a)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %v: %s\nwant %s", c.address, c.env, got, c.want)
		}
	}
}

// TestTrinoAnswers checks what is said of what a server, or what stands before it,
// may answer: nothing of it shows who asked, or by which password.
func TestTrinoAnswers(t *testing.T) {
	for _, name := range []string{"TRINO_PASSWORD", "TRINO_PASSWORD_FILE", "TRINO_ACCESS_TOKEN", "TRINO_ACCESS_TOKEN_FILE"} {
		t.Setenv(name, "")
	}
	const place = "trino://HOST/memory: "
	first := `{"id": "q1", "nextUri": "http://HOST/v1/next", "columns": [{"name": "d", "type": "integer", "typeSignature": {"rawType": "integer"}}], "stats": {"state": "RUNNING"}}`
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request)
		want   string
	}{
		"who asks is refused": {func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Authentication required", http.StatusUnauthorized)
		},
			"the server refuses who asks: Authentication required; the password is read from TRINO_PASSWORD, or an access token as TRINO_ACCESS_TOKEN, or in the file that TRINO_PASSWORD_FILE or TRINO_ACCESS_TOKEN_FILE names"},
		"something else answers": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "who are you?", http.StatusNotFound) },
			"the connection was lost: the server answers with status 404: who are you?"},
		"the connection breaks": {func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				w.Write([]byte(strings.ReplaceAll(first, "HOST", r.Host)))
				return
			}
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.Close()
			}
		}, "there is no connection, or it was lost: EOF"},
		"what may not be selected": {func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`{"id": "q1", "stats": {"state": "FAILED"}, "error": {"message": "line 3:15: Access Denied: Cannot select from columns [sexe] in table or view memory.default.people", "errorCode": 4, "errorName": "PERMISSION_DENIED", "errorType": "USER_ERROR"}}`))
		}, "Access Denied: Cannot select from columns [sexe] in table or view memory.default.people: to count takes the right to SELECT"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(c.answer))
			defer s.Close()
			host := strings.TrimPrefix(s.URL, "http://")
			a, err := sql.ParseAddress("trino://alice@" + host + "/memory")
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = sql.Count(context.Background(), a, simple("a"), sql.From{Table: "t"}, sql.Options{})
			want := strings.ReplaceAll(place+c.want, "HOST", host)
			if err == nil || err.Error() != want {
				t.Errorf("got %v\nwant %s", err, want)
			}
		})
	}
}
