package report

import (
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
	// Page writes, for the format github, the summary of the job, on which so many
	// bytes stand already; it is nil for all others.
	Page func(w io.Writer, d *Document, s Style, taken int64) error
}

// Formats is the table of formats; help, completion and validation read it.
var Formats = []Format{
	{Name: "table", About: "verdicts, reasons and groups, for a person at a terminal", Write: writeTable},
	{Name: "html", About: "one page for a committee: charts, tables, what an auditor keeps", Write: writeHTML},
	{Name: "json", About: "the canonical, complete document", Write: writeJSON},
	{Name: "markdown", About: "for a merge request, a wiki or the page of a job", Write: writeMarkdown},
	{Name: "csv", About: "a row for each rule on each group, for analysis", Write: writeCSV},
	{Name: "junit", About: "a test case for each rule on each group, for CI", Write: writeJUnit},
	{Name: "sarif", About: "findings at the rules' lines in the policy file (SARIF 2.1.0)", Write: writeSARIF},
	{Name: "github", About: "annotations, and the summary of the job where GITHUB_STEP_SUMMARY is set", Write: writeGitHub, Page: writeStepSummary},
	{Name: "gitlab", About: "OpenMetrics text for the metrics report of a merge request", Write: writeGitLab},
	{Name: "cyclonedx", About: "the model with its metrics and what is claimed of each rule (CycloneDX 1.6)", Write: writeCycloneDX},
	{Name: "model-index", About: "metrics for the front matter of a model card on Hugging Face (YAML)", Write: writeModelIndex},
	{Name: "model-card", About: "the fairness part of a model card, in Markdown", Write: writeModelCard},
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
		return Format{}, words.Errorf("there is no format %q%s; the formats are %s", name, words.DidYouMean(name, FormatNames()), strings.Join(FormatNames(), ", "))
	}
	return Formats[i], nil
}
