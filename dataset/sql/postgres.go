package sql

import (
	"strings"
)

// PostgreSQL, and what speaks its language. A text with a backslash is written
// as E'…', which means the same whether or not standard_conforming_strings is on.
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
	exact:   "CAST(<x> AS numeric)",
	concat:  "concat(<x>, <y>)",
}
