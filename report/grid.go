package report

import (
	"bytes"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// grid lays out cells in columns without borders, one line per row, the header
// first. Columns whose header starts with ">" are aligned right.
func grid(header []string, rows [][]string) ([]string, error) {
	align := make([]tw.Align, len(header))
	names := make([]string, len(header))
	for i, h := range header {
		align[i] = tw.AlignLeft
		names[i] = strings.TrimPrefix(h, ">")
		if names[i] != h {
			align[i] = tw.AlignRight
		}
	}
	cells := tw.CellConfig{
		Alignment:  tw.CellAlignment{PerColumn: align},
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Padding:    tw.CellPadding{Global: tw.Padding{Right: "  ", Overwrite: true}},
	}
	twwidth.SetOptions(twwidth.Options{}) // in place of what the locale says
	var out bytes.Buffer
	table := tablewriter.NewTable(&out,
		tablewriter.WithConfig(tablewriter.Config{Header: cells, Row: cells, Behavior: tw.Behavior{TrimSpace: tw.Off}}),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})))
	table.Header(names)
	if err := table.Bulk(rows); err != nil {
		return nil, err
	}
	if err := table.Render(); err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines, nil
}

// grid writes rows in columns.
func (t *table) grid(header []string, rows [][]string) {
	lines, err := grid(header, rows)
	if err != nil {
		t.err = err
		return
	}
	for _, line := range lines {
		t.line(line)
	}
}

// room is what the other columns of a grid leave for one of them.
func room(header []string, rows [][]string, column, width int) int {
	for i, h := range header {
		if i == column {
			continue
		}
		widest := widthOf(strings.TrimPrefix(h, ">"))
		for _, row := range rows {
			widest = max(widest, widthOf(row[i]))
		}
		width -= widest + 2
	}
	return width
}
