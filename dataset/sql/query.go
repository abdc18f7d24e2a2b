// Package sql lets an engine count: one GROUP BY where the rows are, of which
// only counts come back.
//
// The query does not name groups. It makes values alike that the audit's roles do
// not tell apart, and leaves the rest to whoever reads the counts with the same
// spec: of ages to be cut at 26 and 50 it gives 0, 26 or 50. So labels, canonical
// texts, missing values, inference and errors stay in one place, and a tally is the
// same, byte for byte, wherever the rows were counted. What the engine is not sure
// to understand, such as "abc" where a number should be, comes back as it is, for
// the reader to refuse.
//
// Engines disagree on much, and the query avoids it:
//   - numbers are compared as floats of 64 bits, and so are edges. A number is
//     read from its text, which makes a 32-bit 0.7 the same as in a CSV;
//   - what has not the form of a number, such as NaN or Infinity, is compared with
//     nothing;
//   - days of birth are compared as texts of the form 1990-12-31, that exist;
//   - weights are rounded to nine places and added up as integers, which no order
//     of rows changes;
//   - texts are neither trimmed nor put in order: the reader does it;
//   - keys of a join do not come back, so that the query has to make their canonical
//     texts. It does so of visible ASCII, and refuses others.
//
// Where an engine is asked, it tells what the columns are, and the query is shorter:
// it compares numbers as they are, and groups by numbers of bands. What comes of it
// is the same.
package sql

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Query is a tally query.
type Query struct {
	Text string
	// Columns are those of its result: the values, then the count, then with weights
	// their sum and that of their squares.
	Columns []string
	kinds   []Kind // of the columns that hold values as the engine writes them
	// Spec reads the result as the spec it was made for reads the rows.
	Spec dataset.Spec
}

// From is what is counted: a table or the result of a query.
type From struct {
	Table string // schema.table, where a part may be in double quotes
	Query string // in place of Table
	// Attributes are where the rows find their people; nil for rows that have all
	// attributes themselves.
	Attributes *Attributes
}

// New makes the tally query for a valid spec. The error is a mistake in the options.
func New(d *Dialect, spec dataset.Spec, from From) (*Query, error) {
	source, err := from.write(d)
	if err != nil {
		return nil, err
	}
	if from.Attributes == nil {
		return newQuery(d, spec, source, nil)
	}
	people, err := From{Table: from.Attributes.Table}.write(d)
	if err == nil {
		err = Supported(&spec)
	}
	if err != nil {
		return nil, err
	}
	return newJoining(d, &spec, from.Attributes, source, people, nil).leftQuery(), nil
}

// newQuery makes the query of what is written as source. Of what the columns are,
// if it is known, depends how values are read, not what comes of it.
func newQuery(d *Dialect, spec dataset.Spec, source string, known map[string]Column) (*Query, error) {
	if err := Supported(&spec); err != nil {
		return nil, err
	}
	w := newWriter(d, &spec, known)
	return w.finish(w.list("COUNT(*)"), source), nil
}

func newWriter(d *Dialect, spec *dataset.Spec, known map[string]Column) *writer {
	w := &writer{Dialect: d, spec: spec, prefix: prefix(spec), known: known}
	w.missing, w.missingNumbers = markers(spec)
	return w
}

// list adds what is counted by, and the measures: how many rows there are, by an
// expression, and sums of weights.
func (w *writer) list(count string) *Query {
	for i, c := range columns(w.spec) {
		w.value(i, c)
	}
	q := &Query{Spec: *w.spec}
	q.Spec.Counts = w.measure("n", count)
	if w.spec.Weight != "" {
		sum, squares := w.weights()
		q.Spec.Weight = w.measure("w", sum)
		q.Spec.SquaredWeight = w.measure("w2", squares)
	}
	return q
}

// finish makes the query of what was added.
func (w *writer) finish(q *Query, source string) *Query {
	q.Text, q.Columns, q.kinds = w.query(source), w.names, w.kinds
	return q
}

// Supported refuses what only the reading of rows can do.
func Supported(spec *dataset.Spec) error {
	for _, a := range spec.Attributes {
		if a.Quantiles != 0 {
			return words.Errorf("attribute %q: quantiles need a pass over the rows to find their limits: state these with bands", a.Name)
		}
	}
	switch {
	case spec.Counts != "":
		return words.Errorf("--counts is for the result of this query")
	case spec.Unit != "":
		return words.Errorf("--unit identifies people, and counts do not: leave it out, and allow for repeated people with --design-effect")
	case spec.Reading.Decimal == dataset.DecimalComma || spec.Reading.Thousands == dataset.ThousandsSpace:
		return words.Errorf("an engine reads numbers with a decimal point and without marks between thousands: leave out --decimal and --thousands, and name a query that makes numbers of such texts")
	}
	for _, text := range texts(spec) {
		if strings.ContainsRune(text, 0) {
			return words.Errorf("%q holds a NUL character, which no engine takes", text)
		}
	}
	return nil
}

// texts are the names and values that go into a query.
func texts(spec *dataset.Spec) []string {
	all := slices.Concat(spec.Strata, spec.Reading.MissingMarkers, []string{spec.Weight})
	for _, o := range spec.Outcomes() {
		all = append(all, o.Column)
	}
	for _, a := range spec.Attributes {
		all = append(all, a.Column)
		for from, to := range a.Values {
			all = append(all, from, to)
		}
	}
	return all
}

// prefix starts the query's own names, and no name of the spec.
func prefix(spec *dataset.Spec) string {
	p := "fa_"
	for slices.ContainsFunc(texts(spec), func(name string) bool { return strings.HasPrefix(strings.ToLower(name), p) }) {
		p += "x_"
	}
	return p
}

// Check reports what is wrong with the tables or the query as they are written.
func (f From) Check() error {
	_, err := f.write(&postgres)
	if err == nil && f.Attributes != nil {
		_, err = splitPath(f.Attributes.Table)
		for _, k := range f.Attributes.Key {
			if err == nil && strings.ContainsRune(k.String(), 0) {
				err = words.Errorf("%q holds a NUL character, which no engine takes", k)
			}
		}
	}
	return err
}

// write writes what is counted.
func (f From) write(d *Dialect) (string, error) {
	if f.Query != "" {
		text := strings.TrimRight(strings.TrimSpace(f.Query), "; \t\r\n")
		switch {
		case text == "":
			return "", words.Errorf("the query is empty")
		case strings.ContainsRune(text, 0):
			return "", words.Errorf("the query holds a NUL character")
		}
		return "(\n" + text + "\n)", nil // a comment at its end takes no bracket with it
	}
	parts, err := splitPath(f.Table)
	for i := range parts {
		parts[i] = d.quote(parts[i])
	}
	return strings.Join(parts, "."), err
}

// splitPath cuts a table's path at its dots, but for those within double quotes.
func splitPath(path string) ([]string, error) {
	wrong := words.Errorf("the table is written as table, schema.table or catalog.schema.table, with double quotes around a part that holds a dot, and not %q", path)
	var parts []string
	for rest := path; ; rest = rest[1:] {
		var part string
		if strings.HasPrefix(rest, `"`) {
			end := 1
			for end < len(rest) && (rest[end] != '"' || strings.HasPrefix(rest[end:], `""`)) {
				if end++; rest[end-1] == '"' {
					end++
				}
			}
			if end >= len(rest) {
				return nil, wrong
			}
			part, rest = strings.ReplaceAll(rest[1:end], `""`, `"`), rest[end+1:]
		} else {
			end := strings.IndexAny(rest, `."`)
			if end < 0 {
				end = len(rest)
			}
			part, rest = rest[:end], rest[end:]
		}
		if part == "" || strings.ContainsRune(part, 0) || rest != "" && rest[0] != '.' {
			return nil, wrong
		}
		if parts = append(parts, part); rest == "" {
			return parts, nil
		}
	}
}

// DialectError says that there is no such dialect.
func DialectError(name string) error {
	return words.Errorf("--dialect is one of %s, not %q%s", strings.Join(DialectNames(), ", "), name, words.DidYouMean(name, DialectNames()))
}
