package sql

import (
	"context"
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
	return Address{u, &engines[at]}, nil
}

// passwordPlaces are where an engine's password may stand.
var passwordPlaces = map[string]words.Phrase{
	"postgres": words.Say("PGPASSWORD, in ~/.pgpass, or in a service file"),
	"trino":    words.Say("TRINO_PASSWORD, or an access token as TRINO_ACCESS_TOKEN"),
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

// Count has the engine count the rows for a valid spec. The error is a
// [*dataset.Error], or that of ctx.
func Count(ctx context.Context, a Address, spec dataset.Spec, from From, o Options) (*tally.Tally, error) {
	t, err := count(ctx, a, spec, from, o)
	switch {
	case err == nil:
		return t, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, input.Error(a.String(), err)
}

func count(ctx context.Context, a Address, spec dataset.Spec, from From, o Options) (*tally.Tally, error) {
	source, err := from.write(a.engine.dialect)
	if err != nil {
		return nil, err
	}
	s, err := a.engine.connect(ctx, a, o)
	if err != nil {
		return nil, err
	}
	defer s.close()
	known, err := describe(ctx, s, &spec, source+" AS fa_source")
	if err != nil {
		return nil, err
	}
	q, err := newQuery(a.engine.dialect, spec, source, known)
	if err != nil {
		return nil, err
	}
	return answer(ctx, s, q)
}

// describe finds the columns that a spec needs.
func describe(ctx context.Context, s session, spec *dataset.Spec, source string) (map[string]Column, error) {
	columns, err := s.columns(ctx, source)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range columns {
		names = append(names, canonical(c.Name))
	}
	want := dataset.NewCounter(*spec).Columns()
	at, err := dataset.Resolve(want, names)
	if err != nil {
		return nil, err
	}
	known := map[string]Column{}
	for i, k := range at {
		c := columns[k]
		if c.Refused != "" {
			return nil, &dataset.Error{Column: c.Name, Err: words.Errorf("it is of the type %s, whose values cannot be counted by: name a query that makes a text or a number of it", c.Refused)}
		}
		known[want[i]] = c
	}
	return known, nil
}

// answer counts by the query.
func answer(ctx context.Context, s session, q *Query) (*tally.Tally, error) {
	counter := dataset.NewCounter(q.Spec)
	at, err := dataset.Resolve(counter.Columns(), canonicals(q.Columns))
	if err != nil {
		return nil, err
	}
	row := make([]string, len(at))
	err = s.rows(ctx, q.Text, func(fields [][]byte) error {
		for i, k := range at {
			row[i] = q.kinds[k].read(string(fields[k]))
		}
		return counter.Row(dataset.Position{}, row)
	})
	if err != nil {
		return nil, err
	}
	t, _, err := counter.Tally()
	return t, err
}

func canonicals(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = canonical(name)
	}
	return out
}

// errLost is what a broken connection comes to.
var errLost = words.Errorf("the connection was lost")
