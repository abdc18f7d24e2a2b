package parquet

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// WriteTable makes a file of columns of texts and returns its path.
func WriteTable(t testing.TB, names []string, rows [][]string) string {
	t.Helper()
	tb := make(table, len(names))
	for i, name := range names {
		tb[i] = tableColumn{name: name, kind: arrow.BinaryTypes.String}
		for _, row := range rows {
			value := row[i]
			if value == "" {
				value = null
			}
			tb[i].values = append(tb[i].values, value)
		}
	}
	return tb.write(t)
}
