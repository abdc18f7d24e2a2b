package sql

import (
	"cmp"
	"context"
	"crypto/x509"
	stdsql "database/sql"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"regexp"
	"slices"
	"strings"

	client "github.com/trinodb/trino-go-client/trino"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// trinoSession asks each query by itself. The one that counts is one query, so that
// all it counts is of one snapshot, where the connector has these; the one that asks
// for the columns reads no row. Neither can write: what is counted stands behind
// FROM. There is no transaction around them, which a gateway before several
// coordinators would not keep together.
type trinoSession struct {
	db      *stdsql.DB
	options Options
}

// connectTrino makes a session. Whether there is a server shows at the first query.
func connectTrino(_ context.Context, a Address, o Options) (session, error) {
	config, err := trinoConfig(a)
	if err != nil {
		return nil, err
	}
	if config.SSLCertPath != "" { // which the client takes as it is
		certificates, err := os.ReadFile(config.SSLCertPath)
		if err != nil {
			return nil, unreadable(err)
		}
		if !x509.NewCertPool().AppendCertsFromPEM(certificates) {
			return nil, words.Errorf("the file %s, which SSLCertPath names, holds no certificate", config.SSLCertPath)
		}
	}
	connector, err := client.NewConnector(config)
	if err != nil {
		return nil, words.Errorf("the address or the environment cannot be used: %w", innermost(err))
	}
	return &trinoSession{stdsql.OpenDB(connector), o}, nil
}

// trinoAttempts is how often a request is sent to a server that does not answer,
// within about two seconds.
const trinoAttempts = 6

// trinoConfig reads the address and the environment. A server that is not this
// machine, or is sent a secret, must use TLS and prove who it is, unless the address
// says otherwise.
func trinoConfig(a Address) (*client.Config, error) {
	values, err := trinoValues(a.url)
	if err != nil {
		return nil, err
	}
	who, token, err := trinoCredentials(a.url)
	if err != nil {
		return nil, err
	}
	_, hasPassword := who.Password()
	hasSecret := hasPassword || token != ""
	server := url.URL{Scheme: "https", Host: a.url.Host, User: who}
	switch strings.ToLower(cmp.Or(values["SSL"], map[bool]string{true: "true", false: "false"}[hasSecret || !isLoopback(a.url.Hostname())])) {
	case "true":
	case "false":
		server.Scheme = "http"
		if hasSecret {
			return nil, words.Errorf("a password or an access token travels by TLS alone: leave out SSL=false, or take the secret out of the environment")
		}
	default:
		return nil, words.Errorf("SSL is true or false in the address, not %q", values["SSL"])
	}
	catalog, schema, _ := strings.Cut(strings.Trim(a.url.Path, "/"), "/")
	wait, attempts := connectTimeout, trinoAttempts
	config := &client.Config{ServerURI: server.String(), Source: "fairaudit", Catalog: catalog, Schema: schema, TimeZone: "UTC", AccessToken: token,
		RequestRetryTimeout: &wait, RequestRetryMaxAttempts: &attempts}
	if server.Scheme == "https" {
		config.SSLVerification, config.SSLCertPath = strings.ToUpper(values["SSLVerification"]), values["SSLCertPath"]
	}
	return config, nil
}

// trinoParameters are what an address may say behind its question mark, by the
// names that the other clients of Trino have for it.
var trinoParameters = []string{"SSL", "SSLVerification", "SSLCertPath"}

func trinoValues(u *url.URL) (map[string]string, error) {
	values := map[string]string{}
	for key, all := range u.Query() {
		at := slices.IndexFunc(trinoParameters, func(p string) bool { return strings.EqualFold(p, key) })
		if at < 0 {
			return nil, words.Errorf("the address has no parameter %q%s; there are %s", key, words.DidYouMean(key, trinoParameters), strings.Join(trinoParameters, ", "))
		}
		values[trinoParameters[at]] = all[0]
	}
	return values, nil
}

// trinoCredentials are who asks, with a password if there is one, and an access
// token. Each secret stands in a variable or in the file that one names.
func trinoCredentials(u *url.URL) (*url.Userinfo, string, error) {
	secret := func(name string) (string, error) {
		file := os.Getenv(name + "_FILE")
		if text := os.Getenv(name); text != "" || file == "" {
			return text, nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return "", words.Errorf("the file that %s_FILE names cannot be read: %w", name, innermost(err))
		}
		return strings.TrimRight(string(text), "\r\n"), nil
	}
	name := cmp.Or(u.User.Username(), os.Getenv("TRINO_USER"))
	if name == "" {
		current, err := user.Current()
		if err != nil {
			return nil, "", words.Errorf("nobody is named who asks: write the address as trino://user@host:port/catalog/schema")
		}
		name = current.Username
	}
	password, err := secret("TRINO_PASSWORD")
	if err != nil {
		return nil, "", err
	}
	token, err := secret("TRINO_ACCESS_TOKEN")
	if password == "" {
		return url.User(name), token, err
	}
	return url.UserPassword(name, password), token, err
}

func (s *trinoSession) close() { _ = s.db.Close() }

func (s *trinoSession) rows(ctx context.Context, query string, row func(fields [][]byte) error) error {
	return s.ask(ctx, query, func(rows *stdsql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		raw, into, fields := make([]stdsql.RawBytes, len(columns)), make([]any, len(columns)), make([][]byte, len(columns))
		for i := range raw {
			into[i] = &raw[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			for i := range raw {
				fields[i] = raw[i]
			}
			if err := row(fields); err != nil {
				return refusedRow{err}
			}
		}
		return rows.Err()
	})
}

// refusedRow is an error of whoever is handed a row, and none of the engine.
type refusedRow struct{ error }

// ask asks a query, and tells the server when its answer is no longer wanted.
func (s *trinoSession) ask(ctx context.Context, query string, read func(*stdsql.Rows) error) error {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if s.options.Timeout > 0 {
		limited, cancel = context.WithTimeout(ctx, s.options.Timeout)
	}
	defer cancel()
	rows, err := s.db.QueryContext(limited, query)
	if err == nil {
		defer rows.Close()
		err = read(rows)
	}
	var refused refusedRow
	switch {
	case errors.As(err, &refused):
		return refused.error
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		return s.tookLonger()
	}
	return s.failed(err)
}

func (s *trinoSession) tookLonger() error {
	return words.Errorf("the query took longer than %s: --timeout allows more", s.options.Timeout)
}

// trinoTypes are the types whose values can be counted by.
var trinoTypes = map[string]Kind{
	"TINYINT": Whole, "SMALLINT": Whole, "INTEGER": Whole, "BIGINT": Whole, "DECIMAL": Decimal, "DOUBLE": Float, "REAL": Real, "DATE": Date, "BOOLEAN": Other,
	"VARCHAR": Text, "CHAR": Any, "UUID": Any, "IPADDRESS": Any, "UNKNOWN": Any, "TIME": Any, "TIMESTAMP": Any, "TIME WITH TIME ZONE": Any, "TIMESTAMP WITH TIME ZONE": Any,
	"INTERVAL YEAR TO MONTH": Any, "INTERVAL DAY TO SECOND": Any,
}

func (s *trinoSession) columns(ctx context.Context, source string) ([]Column, error) {
	var columns []Column
	err := s.ask(ctx, "SELECT * FROM "+source+" LIMIT 0", func(rows *stdsql.Rows) error {
		types, err := rows.ColumnTypes()
		for _, t := range types {
			kind, known := trinoTypes[t.DatabaseTypeName()]
			c := Column{Name: t.Name(), Kind: kind}
			precision, scale, isDecimal := t.DecimalSize()
			c.Short = isDecimal && scale <= shortScale && precision-scale <= shortWhole
			if !known {
				c.Refused = strings.ToLower(t.DatabaseTypeName())
			}
			columns = append(columns, c)
		}
		return err
	})
	return columns, s.nearest(ctx, err)
}

// trinoMissing is something that is not there, in the engine's words, and the query
// for what is there in its place.
type trinoMissing struct{ message, name, query string }

func (m *trinoMissing) Error() string { return m.message }

// missing says what is not there; nil for any other error.
func missing(e *client.ErrTrino) error {
	message := atPlace.ReplaceAllString(e.Message, "")
	_, name, _ := strings.Cut(message, "'")
	name, _, _ = strings.Cut(name, "'")
	path := strings.Split(name, ".")
	switch {
	case e.ErrorName == "CATALOG_NOT_FOUND":
		return &trinoMissing{message, name, "SHOW CATALOGS"}
	case e.ErrorName == "TABLE_NOT_FOUND" && len(path) == 3:
		return &trinoMissing{message, path[2], "SHOW TABLES FROM " + trino.quote(path[0]) + "." + trino.quote(path[1])}
	case e.ErrorName == "SCHEMA_NOT_FOUND":
		return &trinoMissing{message, path[len(path)-1], "SHOW SCHEMAS"}
	}
	return nil
}

// nearest names what is there in place of what is not.
func (s *trinoSession) nearest(ctx context.Context, err error) error {
	var m *trinoMissing
	if !errors.As(err, &m) {
		return err
	}
	var names []string
	if s.rows(ctx, m.query, func(row [][]byte) error {
		names = append(names, string(row[0]))
		return nil
	}) != nil || len(names) == 0 { // who may not see what there is learns no more
		return err
	}
	return words.Errorf("%s%s; there are %s", m.message, words.DidYouMean(m.name, names), words.List(names))
}

// atPlace is where in a query something is wrong. It is a place in the query that
// fairaudit writes around what is counted.
var atPlace = regexp.MustCompile(`^line [0-9]+:[0-9]+: `)

// failed is an error in the user's words.
func (s *trinoSession) failed(err error) error {
	var refused *client.ErrTrino
	var answer *client.ErrQueryFailed
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return s.refused(refused)
	case errors.As(err, &answer) && (answer.StatusCode == http.StatusUnauthorized || answer.StatusCode == http.StatusForbidden):
		return words.Errorf("the server refuses who asks: %s; the password is read from %s", strings.TrimSpace(innermost(err).Error()), passwordPlaces["trino"])
	case errors.As(err, &answer) && answer.StatusCode != 0:
		return words.Errorf("%w: the server answers with status %d: %s", errLost, answer.StatusCode, strings.TrimSpace(innermost(err).Error()))
	}
	text := innermost(err).Error()
	if strings.Contains(text, "malformed HTTP response") {
		return words.Errorf("there is no connection: the server does not answer without TLS, which SSL=true in the address asks for: %s", text)
	}
	if strings.Contains(text, "tls:") || strings.Contains(text, "x509:") || strings.Contains(text, "HTTPS") {
		return words.Errorf("there is no connection: %s; off this machine the server must prove by TLS who it is: SSLCertPath=FILE names its authority, and SSL=false does without, as in trino://host:8080/catalog?SSL=false", text)
	}
	return words.Errorf("there is no connection, or it was lost: %s", text)
}

func (s *trinoSession) refused(e *client.ErrTrino) error {
	if err := missing(e); err != nil {
		return err
	}
	message := atPlace.ReplaceAllString(e.Message, "")
	switch e.ErrorName {
	case "PERMISSION_DENIED":
		return words.Errorf("%s: to count takes the right to SELECT", message)
	case "EXCEEDED_TIME_LIMIT":
		return words.Errorf("the engine ends the query: %s", message)
	case "MISSING_CATALOG_NAME", "MISSING_SCHEMA_NAME":
		return words.Errorf("%s: name it in the address, as trino://host:port/catalog/schema, or in the table's path", message)
	}
	return words.Errorf("the engine refuses: %s", message)
}
