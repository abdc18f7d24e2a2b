package sql

// ClickHouse.
var clickhouse = Dialect{
	Name:    "clickhouse",
	quote:   escaped("`"),
	literal: escaped("'"),
	text:    "toString(<x>)",
	float:   "toFloat64(<x>)",
	number:  "toFloat64OrNull(<x>)",
	matches: "match(<x>, <y>)",
	whole:   "toInt64(<x>)",
	sum:     "SUM(toInt256(<x>))",
	squares: "SUM(toInt256(<x>) * toInt256(<x>))",
	concat:  "concat(<x>, <y>)",
}
