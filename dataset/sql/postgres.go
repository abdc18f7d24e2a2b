package sql

import (
	"strings"
)

// PostgreSQL, and what speaks its language. A text with a backslash is written
// as E'…', which means the same whether or not standard_conforming_strings is on.
// It takes a CASE to have as many values as its column, for which it would sort the
// rows on disk; and where an expression of a subquery is asked for several times, it
// works it out each time. Sums of its bigint are numeric, and fast: a square, which
// may have 37 digits, is added up by its parts.
var postgres = Dialect{
	Name:  "postgres",
	quote: doubled(`"`),
	literal: func(text string) string {
		if strings.Contains(text, `\`) {
			return "E" + doubled("'")(strings.ReplaceAll(text, `\`, `\\`))
		}
		return doubled("'")(text)
	},
	text:    "CAST(<x> AS text)",
	float:   "CAST('<x>' AS double precision)",
	number:  "CAST(<x> AS double precision)",
	cast:    "CAST(<x> AS double precision)",
	finite:  "CASE WHEN <x> > '-Infinity' AND <x> < 'Infinity' THEN <x> END",
	matches: "<x> ~ <y>",
	whole:   "CAST(<x> AS bigint)",
	sum:     "SUM(<x>)",
	squares: "SUM((<x> / 1000000000) * (<x> / 1000000000)) * 1000000000000000000 + SUM((<x> / 1000000000) * (<x> % 1000000000)) * 2000000000 + SUM((<x> % 1000000000) * (<x> % 1000000000))",
	once:    " OFFSET '0'", // OFFSET 0, without the quotes, would leave all to one process
	truths:  true,
	concat:  "concat(<x>, <y>)",
}
