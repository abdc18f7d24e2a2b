package sql_test

import (
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset/sql"
)

func TestAddresses(t *testing.T) {
	const refused = "the address holds a password, which process lists and logs would show: take it out, and give it as "
	for text, want := range map[string]string{
		"postgres://alice@db.example:5433/people?sslmode=require": "postgres://db.example:5433/people",
		"postgresql://db/people":                                  "postgresql://db/people",
		"postgres:///people?host=/run/x":                          "postgres:///people",
		"POSTGRES://db/people":                                    "postgres://db/people",
		"postgres://alice:s3cret@db/people":                       refused + "PGPASSWORD, in ~/.pgpass, or in a service file",
		"postgres://alice:@db/people":                             refused + "PGPASSWORD, in ~/.pgpass, or in a service file",
		"postgres://db/people?password=s3cret&user=alice":         refused + "PGPASSWORD, in ~/.pgpass, or in a service file",
		"postgres://db/people?sslPassword=s3cret":                 refused + "PGPASSWORD, in ~/.pgpass, or in a service file",
		"trino://alice@lake.example:8443/hive/people?SSL=true":    "trino://lake.example:8443/hive/people",
		"trino://alice:s3cret@lake.example/hive":                  refused + "TRINO_PASSWORD, or an access token as TRINO_ACCESS_TOKEN, or in the file that TRINO_PASSWORD_FILE or TRINO_ACCESS_TOKEN_FILE names",
		"trino://lake.example/hive?accessToken=s3cret":            refused + "TRINO_PASSWORD, or an access token as TRINO_ACCESS_TOKEN, or in the file that TRINO_PASSWORD_FILE or TRINO_ACCESS_TOKEN_FILE names",
		"trin://alice:s3cret@lake.example/hive":                   `trin:// is the address of no engine that can be asked (did you mean "trino"?)`,
		"postgres://alice:s3cret%zz@db/people":                    "the address is not written as postgres://user@host:port/database",
		"postgres://db:s3cret/people":                             "the address is not written as postgres://user@host:port/database",
		"mysql://alice:s3cret@db/people":                          "mysql:// is the address of no engine that can be asked",
		"postgre://alice:s3cret@db/people":                        `postgre:// is the address of no engine that can be asked (did you mean "postgres"?)`,
	} {
		if !sql.IsAddress(text) {
			t.Errorf("%s is no address", text)
		}
		a, err := sql.ParseAddress(text)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = a.String()
		}
		if !strings.HasPrefix(got, want) || strings.Contains(got, "s3cret") || strings.Contains(got, "alice") {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"in.csv", "-", "a b://c", "://x", "data/**/*.csv", "x:/y", "C:\\data"} {
		if sql.IsAddress(text) {
			t.Errorf("%q is an address", text)
		}
	}
}

// TestEncryption checks that no connection leaves this machine in the clear, or to a
// server that proves nothing, unless somebody says so.
func TestEncryption(t *testing.T) {
	for _, name := range []string{"PGSSLMODE", "PGHOST", "PGSERVICE", "PGSERVICEFILE", "PGSSLROOTCERT"} {
		t.Setenv(name, "")
	}
	for _, c := range []struct {
		address string
		env     map[string]string
		want    string // for each host that is tried
	}{
		{"postgres://db.example/people", nil, "db.example verified"},
		{"postgres://a.example,127.0.0.1/people", nil, "a.example verified, 127.0.0.1 verified"},
		{"postgres://192.0.2.1/people", nil, "192.0.2.1 verified"},
		{"postgres:///people", map[string]string{"PGHOST": "db.example"}, "db.example verified"},
		{"postgres://db.example/people?sslmode=require", nil, "db.example encrypted"},
		{"postgres://db.example/people", map[string]string{"PGSSLMODE": "require"}, "db.example encrypted"},
		{"postgres://db.example/people?sslmode=disable", nil, "db.example plain"},
		{"postgres://db.example/people?sslmode=prefer", nil, "db.example encrypted, db.example plain"},
		{"postgres://127.0.0.1/people", nil, "127.0.0.1 encrypted, 127.0.0.1 plain"},
		{"postgres://[::1]/people", nil, "::1 encrypted, ::1 plain"},
		{"postgres://localhost/people", nil, "localhost encrypted, localhost plain"},
		{"postgres:///people?host=/run/postgresql", nil, "/run/postgresql plain"},
	} {
		for name, value := range c.env {
			t.Setenv(name, value)
		}
		a, err := sql.ParseAddress(c.address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sql.Tries(a)
		if err != nil || got != c.want {
			t.Errorf("%s %v: %s, %v, want %s", c.address, c.env, got, err, c.want)
		}
		for name := range c.env {
			t.Setenv(name, "")
		}
	}
	a, err := sql.ParseAddress("postgres://db.example/people?sslmode=sometimes")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sql.Tries(a); err == nil || err.Error() != "the address, the PG… variables or the service file cannot be used: sslmode is invalid" {
		t.Error(err)
	}
}
