package sql

// Spark SQL, and Databricks.
var spark = Dialect{
	Name:    "spark",
	quote:   doubled("`"),
	literal: escaped("'"),
	text:    "CAST(<x> AS STRING)",
	float:   "CAST('<x>' AS DOUBLE)",
	number:  "CAST(<x> AS DOUBLE)",
	matches: "<x> RLIKE <y>",
	whole:   "CAST(<x> AS BIGINT)",
	sum:     "SUM(CAST(<x> AS DECIMAL(38, 0)))",
	squares: "SUM(CAST(<x> AS DECIMAL(38, 0)) * CAST(<x> AS DECIMAL(38, 0)))",
	concat:  "concat(<x>, <y>)",
}
