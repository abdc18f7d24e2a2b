package sql

// Trino writes a float of 1 as 1.0E0; of these, the ones of a single digit are
// made 1 again, which is what a code for a group is.
var trino = Dialect{
	Name:    "trino",
	quote:   doubled(`"`),
	literal: doubled("'"),
	text:    "regexp_replace(CAST(<x> AS varchar), '^(-?[0-9])[.]0E0$', '$1')",
	float:   "DOUBLE '<x>'",
	number:  "TRY_CAST(<x> AS double)",
	cast:    "CAST(<x> AS double)",
	finite:  "IF(is_finite(<x>), <x>)",
	matches: "regexp_like(<x>, <y>)",
	whole:   "CAST(<x> AS bigint)",
	sum:     "SUM(CAST(<x> AS decimal(38, 0)))",
	squares: "SUM(CAST(<x> AS decimal(38, 0)) * CAST(<x> AS decimal(38, 0)))",
	concat:  "concat(<x>, <y>)",
	anyCase: true,
}
