package sql

// BigQuery.
var bigquery = Dialect{
	Name:    "bigquery",
	quote:   escaped("`"),
	literal: escaped("'"),
	text:    "CAST(<x> AS STRING)",
	float:   "CAST('<x>' AS FLOAT64)",
	number:  "SAFE_CAST(<x> AS FLOAT64)",
	matches: "REGEXP_CONTAINS(<x>, <y>)",
	whole:   "CAST(<x> AS INT64)",
	sum:     "SUM(CAST(<x> AS BIGNUMERIC))",
	squares: "SUM(CAST(<x> AS BIGNUMERIC) * CAST(<x> AS BIGNUMERIC))",
	concat:  "CONCAT(<x>, <y>)",
}
