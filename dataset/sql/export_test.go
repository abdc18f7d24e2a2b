package sql

import (
	"context"
	"crypto/tls"
	"strings"
)

// Quote writes a name.
func (d *Dialect) Quote(name string) string { return d.quote(name) }

// Literal writes a text.
func (d *Dialect) Literal(text string) string { return d.literal(text) }

// Tries lists the hosts that would be tried, and how the connection would be kept.
func Tries(a Address) (string, error) {
	c, err := postgresConfig(a)
	if err != nil {
		return "", err
	}
	describe := func(host string, config *tls.Config) string {
		switch {
		case config == nil:
			return host + " plain"
		case config.InsecureSkipVerify:
			return host + " encrypted"
		}
		return host + " verified"
	}
	all := []string{describe(c.Host, c.TLSConfig)}
	for _, f := range c.Fallbacks {
		all = append(all, describe(f.Host, f.TLSConfig))
	}
	return strings.Join(all, ", "), nil
}

// TrinoConfig tells where and as whom a server would be asked.
func TrinoConfig(a Address) (string, error) {
	c, err := trinoConfig(a)
	if err != nil {
		return "", err
	}
	text := c.ServerURI + " " + c.Catalog + " " + c.Schema
	if c.SSLVerification != "" {
		text += " " + c.SSLVerification + " " + c.SSLCertPath
	}
	if c.AccessToken != "" {
		text += " token " + c.AccessToken
	}
	return text, nil
}

// Counting is the address with a count of the rows that come back.
func Counting(a Address, rows *int) Address {
	e := *a.engine
	connect := e.connect
	e.connect = func(ctx context.Context, a Address, o Options) (session, error) {
		s, err := connect(ctx, a, o)
		return countingSession{s, rows}, err
	}
	return Address{a.url, &e}
}

type countingSession struct {
	session
	n *int
}

func (s countingSession) rows(ctx context.Context, query string, row func(fields [][]byte) error) error {
	return s.session.rows(ctx, query, func(fields [][]byte) error {
		*s.n++
		return row(fields)
	})
}
