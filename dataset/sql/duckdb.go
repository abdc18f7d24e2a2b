package sql

// DuckDB.
var duckdb = Dialect{
	Name:    "duckdb",
	quote:   doubled(`"`),
	literal: doubled("'"),
	text:    "CAST(<x> AS VARCHAR)",
	float:   "CAST('<x>' AS DOUBLE)",
	number:  "TRY_CAST(<x> AS DOUBLE)",
	matches: "regexp_matches(<x>, <y>)",
	whole:   "CAST(<x> AS BIGINT)",
	sum:     "SUM(CAST(<x> AS HUGEINT))",
	squares: "SUM(CAST(<x> AS HUGEINT) * CAST(<x> AS HUGEINT))",
	concat:  "concat(<x>, <y>)",
}
