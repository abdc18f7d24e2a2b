package sql

import (
	"strings"
)

// Snowflake, whose texts take backslashes for escapes and whose names do not.
// Names are quoted, and so have to be written as Snowflake holds them: most are
// in capitals.
var snowflake = Dialect{
	Name:  "snowflake",
	quote: doubled(`"`),
	literal: func(text string) string {
		return doubled("'")(strings.ReplaceAll(text, `\`, `\\`))
	},
	text:    "CAST(<x> AS VARCHAR)",
	float:   "CAST('<x>' AS DOUBLE)",
	number:  "TRY_CAST(<x> AS DOUBLE)",
	matches: "REGEXP_LIKE(<x>, <y>)",
	whole:   "CAST(<x> AS NUMBER(38, 0))",
	sum:     "SUM(CAST(<x> AS NUMBER(38, 0)))",
	squares: "SUM(CAST(<x> AS NUMBER(38, 0)) * CAST(<x> AS NUMBER(38, 0)))",
	concat:  "CONCAT(<x>, <y>)",
}
