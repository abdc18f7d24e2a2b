package sql

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// engine is a kind of engine that can be asked over a network.
type engine struct {
	schemes []string // of its addresses
	dialect *Dialect
	// connect opens a session in which all queries see the same rows and can change
	// none.
	connect func(ctx context.Context, a Address, o Options) (session, error)
}

// engines lists the engines.
var engines = []engine{
	{[]string{"postgres", "postgresql"}, &postgres, connectPostgres},
	{[]string{"trino"}, &trino, connectTrino},
}

// session is a connection to an engine.
type session interface {
	// columns describes what source, an expression behind FROM, holds.
	columns(ctx context.Context, source string) ([]Column, error)
	// rows hands over the rows of a query, whose fields are valid until the next.
	rows(ctx context.Context, query string, row func(fields [][]byte) error) error
	// close ends the session.
	close()
}

// CancelTime is how long an engine has to stop a query that is no longer wanted.
const CancelTime = 2 * time.Second

// Options say how an engine is asked.
type Options struct {
	// Timeout is how long one query may take; 0 is without a limit.
	Timeout time.Duration
}

// Address is the address of an engine: a URL without secrets.
type Address struct {
	url    *url.URL
	engine *engine
}

// IsAddress reports whether an argument is meant as the address of an engine.
func IsAddress(text string) bool {
	scheme, _, found := strings.Cut(text, "://")
	return found && scheme != "" && strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
}

// secrets are the parameters of addresses that hold some.
var secrets = []string{"password", "sslpassword", "accesstoken", "access_token"}

// ParseAddress reads an address such as postgres://user@host:5432/database. One
// with a password is refused: whoever lists the processes, or reads the log of a
// pipeline, would see it. No error repeats the address.
func ParseAddress(text string) (Address, error) {
	scheme, _, _ := strings.Cut(text, "://")
	at := slices.IndexFunc(engines, func(e engine) bool { return slices.Contains(e.schemes, strings.ToLower(scheme)) })
	if at < 0 {
		var schemes []string
		for _, e := range engines {
			schemes = append(schemes, e.schemes[0])
		}
		return Address{}, words.Errorf("%s:// is the address of no engine that can be asked%s; these are %s, and for others fairaudit sql prints the query", scheme, words.DidYouMean(scheme, schemes), strings.Join(schemes, ", "))
	}
	u, err := url.Parse(text)
	if err != nil {
		return Address{}, words.Errorf("the address is not written as %s://user@host:port/database", scheme)
	}
	_, hasPassword := u.User.Password()
	for key := range u.Query() {
		hasPassword = hasPassword || slices.Contains(secrets, strings.ToLower(key))
	}
	if hasPassword {
		return Address{}, words.Errorf("the address holds a password, which process lists and logs would show: take it out, and give it as %s", passwordPlaces[engines[at].dialect.Name])
	}
	if u.Path == "" { // without a host, it would not be written as an address again
		u.Path = "/"
	}
	return Address{u, &engines[at]}, nil
}

// passwordPlaces are where an engine's password may stand.
var passwordPlaces = map[string]words.Phrase{
	"postgres": words.Say("PGPASSWORD, in ~/.pgpass, or in a service file"),
	"trino":    words.Say("TRINO_PASSWORD, or an access token as TRINO_ACCESS_TOKEN, or in the file that TRINO_PASSWORD_FILE or TRINO_ACCESS_TOKEN_FILE names"),
}

// String is the address as messages and reports show it: without the user and
// without parameters.
func (a Address) String() string {
	return (&url.URL{Scheme: a.url.Scheme, Host: a.url.Host, Path: a.url.Path}).String()
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasPrefix(host, "/") || ip != nil && ip.IsLoopback()
}

// Count has the engine count the rows for a valid spec. The join is that with the
// table of attributes, nil without one. The error is a [*dataset.Error], or that of
// ctx.
func Count(ctx context.Context, a Address, spec dataset.Spec, from From, o Options) (*tally.Tally, *dataset.Join, error) {
	t, join, err := count(ctx, a, spec, from, o)
	switch {
	case err == nil:
		return t, join, nil
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	}
	return nil, nil, input.Error(a.String(), err)
}

func count(ctx context.Context, a Address, spec dataset.Spec, from From, o Options) (*tally.Tally, *dataset.Join, error) {
	d := a.engine.dialect
	source, err := from.write(d)
	if err != nil {
		return nil, nil, err
	}
	s, err := a.engine.connect(ctx, a, o)
	if err != nil {
		return nil, nil, err
	}
	defer s.close()
	var key []dataset.KeyColumn
	if from.Attributes != nil {
		key = from.Attributes.Key
	}
	rows, err := describe(ctx, s, d, &spec, source, key)
	if err != nil {
		return nil, nil, err
	}
	if from.Attributes != nil {
		return countJoined(ctx, s, d, spec, from, rows)
	}
	known := map[string]Column{}
	if err := rows.find(dataset.NewCounter(spec).Columns(), known, ""); err != nil {
		return nil, nil, err
	}
	q, err := newQuery(d, spec, source, known)
	if err != nil {
		return nil, nil, err
	}
	counter := dataset.NewCounter(q.Spec)
	if err := answer(ctx, s, q, counter, func([][]byte) (bool, error) { return true, nil }); err != nil {
		return nil, nil, err
	}
	t, _, err := counter.Tally()
	return t, nil, err
}

// described is what an expression behind FROM holds.
type described struct {
	source  string
	columns []Column
	names   []string // canonical
}

// describe finds out what there is to count. Where the engine does not tell capitals
// from small letters, a column has the name that the spec has for it.
func describe(ctx context.Context, s session, d *Dialect, spec *dataset.Spec, source string, key []dataset.KeyColumn) (described, error) {
	columns, err := s.columns(ctx, source+" AS fa_source")
	if err != nil {
		return described{}, err
	}
	out, want := described{source: source, columns: columns}, dataset.NewCounter(*spec).Columns()
	for _, k := range key {
		want = append(want, k.Row, k.Person)
	}
	for _, c := range columns {
		name := canonical(c.Name)
		if i := slices.IndexFunc(want, func(w string) bool { return strings.EqualFold(w, name) }); d.anyCase && i >= 0 {
			name = want[i]
		}
		out.names = append(out.names, name)
	}
	return out, nil
}

// find adds the wanted columns to the known ones, behind a prefix.
func (d *described) find(want []string, known map[string]Column, prefix string) error {
	at, err := dataset.Resolve(want, d.names)
	if err != nil {
		return err
	}
	for i, k := range at {
		c := d.columns[k]
		if c.Refused != "" {
			return &dataset.Error{Column: c.Name, Err: words.Errorf("it is of the type %s, whose values cannot be counted by: name a query that makes a text or a number of it", c.Refused)}
		}
		known[prefix+want[i]] = c
	}
	return nil
}

// answer counts by the query, but for the rows of its result that keep refuses.
func answer(ctx context.Context, s session, q *Query, counter *dataset.Counter, keep func(fields [][]byte) (bool, error)) error {
	at, err := dataset.Resolve(counter.Columns(), canonicals(q.Columns))
	if err != nil {
		return err
	}
	row := make([]string, len(at))
	return s.rows(ctx, q.Text, func(fields [][]byte) error {
		if kept, err := keep(fields); err != nil || !kept {
			return err
		}
		for i, k := range at {
			row[i] = q.kinds[k].read(string(fields[k]))
		}
		return counter.Row(dataset.Position{}, row)
	})
}

func canonicals(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = canonical(name)
	}
	return out
}

// unreadable is an error of a file that an address or the environment names; nil of
// anything else.
func unreadable(err error) error {
	var file *fs.PathError
	if !errors.As(err, &file) {
		return nil
	}
	return words.Errorf("the file %s, which the address or the environment names, cannot be read: %v", file.Path, file.Err)
}

// errLost is what a broken connection comes to.
var errLost = words.Errorf("the connection was lost")
