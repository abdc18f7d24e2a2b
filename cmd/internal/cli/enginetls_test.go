package cli

import (
	"net/url"
	"os"
	"strings"
	"testing"
)

// locked is an engine that has itself asked by TLS and with a password.
type locked struct {
	address  string // of the engine that proves who it is by 127.0.0.1
	ca       string // what precedes the file of an authority in the address
	password string // the variable that holds the password
	file     string // the variable that names a file with it
	wrong    string // what the server says of a wrong password, and
	none     string // of none
	hint     string // what is said about passwords
	unproven string // what is said of a server that proves nothing
}

func lockedEngines(t *testing.T) map[string]locked {
	t.Helper()
	all := map[string]locked{}
	if at, err := url.Parse(os.Getenv("FAIRAUDIT_TEST_POSTGRES")); err == nil && at.Host != "" {
		refused := `the server refuses the connection: password authentication failed for user "locked"`
		all["postgres"] = locked{"postgres://locked@" + at.Host + at.Path, "?sslmode=verify-full&sslrootcert=", "PGPASSWORD", "PGPASSFILE", refused, refused,
			"; the password is read from PGPASSWORD, in ~/.pgpass, or in a service file", "; off this machine the server must prove by TLS who it is: sslrootcert=FILE names its authority"}
	}
	if at := os.Getenv("FAIRAUDIT_TEST_TRINO_TLS"); at != "" {
		all["trino"] = locked{at, "?SSL=true&SSLCertPath=", "TRINO_PASSWORD", "TRINO_PASSWORD_FILE", "the server refuses who asks: Access Denied: Invalid credentials", "the server refuses who asks: Unauthorized",
			"; the password is read from TRINO_PASSWORD, or an access token as TRINO_ACCESS_TOKEN, or in the file that TRINO_PASSWORD_FILE or TRINO_ACCESS_TOKEN_FILE names",
			"; off this machine the server must prove by TLS who it is: SSLCertPath=FILE names its authority"}
	}
	return all
}

// TestEnginesByTLS checks that an engine which asks for a password, and proves who it
// is by an authority, is asked where both are right and nowhere else, and that what
// is said then holds no password.
func TestEnginesByTLS(t *testing.T) {
	certificates, password := os.Getenv("FAIRAUDIT_TEST_CERTIFICATES"), os.Getenv("FAIRAUDIT_TEST_PASSWORD")
	all := lockedEngines(t)
	if certificates == "" || len(all) == 0 {
		t.Skip("no engine with a certificate is at hand: see make test-engines")
	}
	for name, e := range all {
		t.Run(name, func(t *testing.T) { e.test(t, certificates, password) })
	}
}

func (e locked) test(t *testing.T, certificates, password string) {
	w := newWorld(t)
	w.write("q.sql", "SELECT * FROM (VALUES ('F', 1), ('M', 0)) AS people (sex, selected)")
	w.write("rows.csv", "sex,selected\nF,1\nM,0\n")
	entry := password
	at, err := url.Parse(e.address)
	if err != nil {
		t.Fatal(err)
	}
	if e.file == "PGPASSFILE" {
		entry = at.Hostname() + ":" + at.Port() + ":*:locked:" + password
	}
	w.write("secret", entry+"\n")
	w.write("empty", "")
	roles := []string{"--no-config", "--predicted", "selected", "--attribute", "sex"}
	want := w.tallied(append([]string{"rows.csv"}, roles...)...)
	proven := e.address + e.ca + certificates + "/ca.pem"
	const guess = "s3cret-guess"
	for _, c := range []struct {
		name, address, variable, value string
		code                           int
		says                           string // among other things
	}{
		{"the password in a variable", proven, e.password, password, ExitPass, ""},
		{"the password in a file", proven, e.file, w.dir + "/secret", ExitPass, ""},
		{"an unknown authority", e.address + e.ca + certificates + "/other.pem", e.password, password, ExitIncomplete, "x509: certificate signed by unknown authority" + e.unproven},
		{"the authorities of this machine", e.address + strings.NewReplacer("&sslrootcert=", "", "&SSLCertPath=", "").Replace(e.ca), e.password, password, ExitIncomplete, "x509: certificate signed by unknown authority" + e.unproven},
		{"another name", strings.Replace(proven, "@127.0.0.1", "@localhost", 1), e.password, password, ExitIncomplete, "x509: certificate is not valid for any names, but wanted to match localhost" + e.unproven},
		{"no file of an authority", e.address + e.ca + w.dir + "/absent.pem", e.password, password, ExitIncomplete, "the file " + w.dir + "/absent.pem, which the address or the environment names, cannot be read: no such file or directory"},
		{"a file of nothing", e.address + e.ca + w.dir + "/empty", e.password, password, ExitIncomplete, ""},
		{"a wrong password", proven, e.password, guess, ExitIncomplete, e.wrong + e.hint},
		{"no password", proven, e.password, "", ExitIncomplete, e.none + e.hint},
		{"a password in the address", strings.Replace(proven, "locked@", "locked:"+guess+"@", 1), e.password, password, ExitUsage, "the address holds a password, which process lists and logs would show: take it out, and give it as "},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range []string{e.password, e.file, "PGSSLROOTCERT", "PGSSLMODE", "TRINO_ACCESS_TOKEN", "TRINO_ACCESS_TOKEN_FILE"} {
				t.Setenv(name, "")
			}
			t.Setenv(c.variable, c.value)
			got := w.run(append([]string{"tally", c.address, "--query", "q.sql"}, roles...)...)
			out := map[bool]string{true: want}[c.code == ExitPass]
			if got.code != c.code || got.out != out || (got.err == "") != (c.code == ExitPass) || !strings.Contains(got.err, c.says) {
				t.Errorf("%+v\nwant %s%s", got, out, c.says)
			}
			if strings.Contains(got.err, password) || strings.Contains(got.err, guess) {
				t.Errorf("a password is said: %s", got.err)
			}
		})
	}
}
