package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Style is how a format may look; it never changes what is said.
type Style struct {
	Language words.Language // of what people read; machine formats do not heed it
	Width    int            // columns of the terminal; 0 stands for 100
	Color    bool           // whether ANSI colours are understood
}

// Format is a face of the document.
type Format struct {
	Name  string
	About string
	Write func(io.Writer, *Document, Style) error
}

// Formats is the table of formats; help, completion and validation read it.
var Formats = []Format{
	{"table", "verdicts, reasons and groups, for a person at a terminal", writeTable},
	{"html", "one page for a committee: charts, tables, what to keep", writeHTML},
	{"json", "the canonical, complete document", writeJSON},
}

// FormatNames lists the names of the formats.
func FormatNames() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}

// FindFormat returns a format by its name.
func FindFormat(name string) (Format, error) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, fmt.Errorf("there is no format %q%s; the formats are %s", name, words.DidYouMean(name, FormatNames()), strings.Join(FormatNames(), ", "))
	}
	return Formats[i], nil
}
