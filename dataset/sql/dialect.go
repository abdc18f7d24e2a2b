package sql

import (
	"strconv"
	"strings"
)

// Dialect is how an engine writes what a tally query needs. In the templates <x>
// is an expression and <y> a second one.
type Dialect struct {
	Name string
	// quote writes a name, literal a text.
	quote, literal func(string) string
	text           string // any value as text; NULL stays NULL
	number         string // a text of the form of a number as a float of 64 bits
	float          string // the same of digits, as a constant
	cast           string // a number of any type, or the text of one, as a float
	finite         string // a float, or NULL where it is infinite or NaN
	matches        string // whether a text has the form <y>, a regular expression
	whole          string // a float without a fraction as an integer of 64 bits
	sum            string // the sum of such integers, which no number of rows overflows
	squares        string // the same of their squares
	concat         string // two texts, one behind the other
	once           string // behind a subquery, so that what it selects is worked out once
	truths         bool   // whether it knows how few values a truth value has, and of other expressions does not
	anyCase        bool   // whether a name is the same in capitals and in small letters
}

// Dialects lists the dialects; each has a file of its name.
var Dialects = []*Dialect{&postgres, &trino, &duckdb, &spark, &bigquery, &snowflake, &clickhouse}

// DialectNames lists their names.
func DialectNames() []string {
	names := make([]string, len(Dialects))
	for i, d := range Dialects {
		names[i] = d.Name
	}
	return names
}

// Find returns the dialect of that name.
func Find(name string) (*Dialect, bool) {
	for _, d := range Dialects {
		if d.Name == name {
			return d, true
		}
	}
	return nil, false
}

// fill puts expressions into a template.
func fill(template string, expressions ...string) string {
	marks := []string{"<x>", "<y>"}
	var pairs []string
	for i, e := range expressions {
		pairs = append(pairs, marks[i], e)
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// double writes a number as a float of 64 bits, never as a decimal: an engine
// would compare a float with a decimal otherwise than two floats.
func (d *Dialect) double(x float64) string {
	return fill(d.float, strconv.FormatFloat(x, 'f', -1, 64))
}

// literals writes texts one after the other.
func (d *Dialect) literals(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = d.literal(text)
	}
	return strings.Join(all, ", ")
}

// doubled writes a text between two marks, each of these within it twice. It is
// the standard's way for names and texts.
func doubled(mark string) func(string) string {
	return func(text string) string { return mark + strings.ReplaceAll(text, mark, mark+mark) + mark }
}

// escaped writes a text between two marks, with a backslash before these and
// before backslashes, and without line breaks.
func escaped(mark string) func(string) string {
	replacer := strings.NewReplacer(`\`, `\\`, mark, `\`+mark, "\n", `\n`, "\r", `\r`)
	return func(text string) string { return mark + replacer.Replace(text) + mark }
}
