package report

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
)

// writeCSV writes a row for each rule on each group, and by each rate for rules
// that compare by several; then, without a rule, one for each rate of final
// decisions of each group. Empty stands for what is undefined.
func writeCSV(w io.Writer, d *Document, _ Style) error {
	out := csv.NewWriter(w)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, x := range append(slices.Collect(cases(d)), decisionCases(d)...) {
		for i, c := range columns {
			row[i] = c.value(x)
			if c.isText {
				row[i] = noFormula(visible(row[i]))
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// noFormula keeps a spreadsheet from computing text: what would start a formula
// follows an apostrophe.
func noFormula(text string) string {
	if strings.HasPrefix(text, "'") || strings.IndexAny(strings.TrimLeft(text, " \u00a0"), "=+-@＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}
