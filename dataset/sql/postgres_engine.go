package sql

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// postgresSession is a read-only transaction with one snapshot. All values travel
// as texts.
type postgresSession struct {
	conn    *pgconn.PgConn
	options Options
	asked   time.Time // when it was asked last
}

// connectTimeout bounds the time it takes to connect to one host, unless the
// address or the environment says otherwise.
const connectTimeout = 30 * time.Second

// connectPostgres connects as the address and the usual places say: PG… variables,
// the password file, the service file.
func connectPostgres(ctx context.Context, a Address, o Options) (session, error) {
	config, err := postgresConfig(a)
	if err != nil {
		return nil, err
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.RuntimeParams["application_name"] = "fairaudit"
	config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: CancelTime}
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, connectError(err)
	}
	s := &postgresSession{conn: conn, options: o}
	if err := s.begin(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// postgresConfig reads the address and the environment. Where neither says a word
// on TLS, a server that is not this machine must use it and prove who it is.
func postgresConfig(a Address) (*pgconn.Config, error) {
	config, err := pgconn.ParseConfig(a.url.String())
	values := a.url.Query()
	if err == nil && !values.Has("sslmode") && !values.Has("ssl") && os.Getenv("PGSSLMODE") == "" && mayBePlain(config) {
		u := *a.url
		u.RawQuery = strings.TrimPrefix(u.RawQuery+"&sslmode=verify-full", "&")
		config, err = pgconn.ParseConfig(u.String())
	}
	if err := unreadable(err); err != nil {
		return nil, err
	}
	if err != nil { // whose whole text would repeat the address
		return nil, words.Errorf("the address, the PG… variables or the service file cannot be used: %w", innermost(err))
	}
	return config, nil
}

// mayBePlain reports whether a connection to another machine tries TLS and goes on
// without it, which is the protocol's default.
func mayBePlain(config *pgconn.Config) bool {
	encrypted := map[string]bool{config.Host: config.TLSConfig != nil}
	for _, f := range config.Fallbacks {
		if f.TLSConfig == nil && encrypted[f.Host] && !isLoopback(f.Host) {
			return true
		}
		encrypted[f.Host] = encrypted[f.Host] || f.TLSConfig != nil
	}
	return false
}

func innermost(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// connectError says why there is no connection, without who asked for one.
func connectError(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		if refused.Code == "28P01" {
			return words.Errorf("the server refuses the connection: %s; the password is read from %s", refused.Message, passwordPlaces["postgres"])
		}
		return words.Errorf("the server refuses the connection: %s", refused.Message)
	}
	var reasons []string // of each host, and with TLS and without
	for reason := range strings.SplitSeq(innermost(err).Error(), "\n") {
		if !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	text := strings.Join(reasons, "; ")
	if strings.Contains(text, "tls:") || strings.Contains(text, "x509:") || strings.Contains(text, "TLS") {
		return words.Errorf("there is no connection: %s; off this machine the server must prove by TLS who it is: sslrootcert=FILE names its authority, and sslmode=require encrypts without proof, as in postgres://host/db?sslmode=require", text)
	}
	return words.Errorf("there is no connection: %s", text)
}

// begin starts the transaction. Texts of days and numbers are the same whatever
// the server's settings.
func (s *postgresSession) begin(ctx context.Context) error {
	_, err := s.conn.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"+
		"SET LOCAL DateStyle = ISO; SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = "+
		strconv.FormatInt(s.options.Timeout.Milliseconds(), 10)).ReadAll()
	return s.failed(err)
}

func (s *postgresSession) close() {
	ctx, cancel := context.WithTimeout(context.Background(), CancelTime)
	defer cancel()
	_ = s.conn.Close(ctx) // which ends the transaction; nothing is kept
}

func (s *postgresSession) rows(ctx context.Context, query string, row func(fields [][]byte) error) error {
	s.asked = time.Now()
	result := s.conn.ExecParams(ctx, query, nil, nil, nil, nil)
	var refused error
	for refused == nil && result.NextRow() {
		refused = row(result.Values())
	}
	if refused != nil {
		return refused // the session ends with the rest
	}
	_, err := result.Close()
	return s.failed(err)
}

// postgresTypes are the types whose columns have a kind of their own, by their
// object identifiers, which do not change.
var postgresTypes = map[uint32]Kind{
	21: Whole, 23: Whole, 20: Whole, 1700: Decimal, 701: Float, 700: Real, 1082: Date, 16: Other, 25: Text, 1043: Text,
}

func (s *postgresSession) columns(ctx context.Context, source string) ([]Column, error) {
	s.asked = time.Now()
	described, err := s.conn.Prepare(ctx, "", "SELECT * FROM "+source, nil)
	if err != nil {
		return nil, s.notFound(ctx, err)
	}
	types, err := s.types(ctx, described.Fields)
	if err != nil {
		return nil, err
	}
	columns := make([]Column, len(described.Fields))
	for i, f := range described.Fields {
		columns[i] = Column{Name: f.Name, Kind: postgresTypes[f.DataTypeOID], Refused: types[f.DataTypeOID]}
		if f.TypeModifier >= 4 && columns[i].Kind == Decimal {
			precision, scale := (f.TypeModifier-4)>>16, (f.TypeModifier-4)&0x7ff // below 0 it is above 1000 here
			columns[i].Short = scale <= shortScale && precision-scale <= shortWhole
		}
	}
	return columns, nil
}

// types names the types among those of the fields whose values cannot be counted
// by: arrays, rows, ranges, figures, bits, and such as JSON.
func (s *postgresSession) types(ctx context.Context, fields []pgconn.FieldDescription) (map[uint32]string, error) {
	ids := make([]string, len(fields))
	for i, f := range fields {
		ids[i] = strconv.FormatUint(uint64(f.DataTypeOID), 10)
	}
	refused := map[uint32]string{}
	err := s.rows(ctx, "SELECT oid, format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid IN (0"+strings.Join(append([]string{""}, ids...), ", ")+
		") AND (typcategory IN ('A', 'C', 'G', 'P', 'R', 'V', 'X') OR typcategory = 'U' AND typname NOT IN ('uuid', 'citext'))", func(row [][]byte) error {
		id, err := strconv.ParseUint(string(row[0]), 10, 32)
		refused[uint32(id)] = string(row[1])
		return err
	})
	return refused, err
}

// notFound names the nearest table where there is none of that name.
func (s *postgresSession) notFound(ctx context.Context, err error) error {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "42P01" && refused.Code != "3F000" {
		return s.failed(err)
	}
	if _, err := s.conn.Exec(ctx, "ROLLBACK").ReadAll(); err != nil {
		return s.failed(err)
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	var tables []string
	err = s.rows(ctx, `SELECT CASE WHEN pg_table_is_visible(c.oid) THEN relname ELSE nspname || '.' || relname END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'v', 'm', 'f', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%'
AND has_schema_privilege(n.oid, 'USAGE') ORDER BY 1 LIMIT 1000`, func(row [][]byte) error {
		tables = append(tables, string(row[0]))
		return nil
	})
	if err != nil {
		return err
	}
	return noTable(refused.Message, tables)
}

// noTable names what there is in place of a table that is not there.
func noTable(message string, tables []string) error {
	name := message
	if _, rest, ok := strings.Cut(message, `"`); ok {
		name, _, _ = strings.Cut(rest, `"`)
	}
	if len(tables) == 0 {
		return words.Errorf("%s, nor any other table that may be seen", message)
	}
	return words.Errorf("%s%s; the tables are %s", message, words.DidYouMean(name, tables), words.List(tables))
}

// failed is an error in the user's words.
func (s *postgresSession) failed(err error) error {
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused):
		return words.Errorf("%w: %v", errLost, innermost(err))
	case refused.Code == "57014" && s.options.Timeout > 0 && time.Since(s.asked) >= s.options.Timeout:
		return words.Errorf("the query took longer than %s: --timeout allows more", s.options.Timeout)
	case refused.Code == "57014": // by somebody else
		return words.Errorf("the engine ends the query: %s", refused.Message)
	case strings.HasPrefix(refused.Code, "57P"):
		return words.Errorf("%w: %s", errLost, refused.Message)
	case refused.Code == "42501":
		return words.Errorf("%s: to count takes the right to SELECT, and to use the schema", refused.Message)
	}
	if refused.Hint != "" {
		return words.Errorf("the engine refuses: %s (%s)", refused.Message, refused.Hint)
	}
	return words.Errorf("the engine refuses: %s", refused.Message)
}
