package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Entry is a rule that says what there is, and judges none of it.
type Entry struct {
	Rule      string          `json:"rule"`
	Severity  policy.Severity `json:"severity"`
	Required  bool            `json:"required"` // whether a gate does not pass without it
	Nature    string          `json:"nature"`
	Source    string          `json:"source,omitempty"`
	Rationale string          `json:"rationale,omitempty"`
	File      string          `json:"file"`
	BuiltIn   bool            `json:"built_in,omitempty"` // the file is one of the program's own
	Line      int             `json:"line"`
	Status    string          `json:"status"` // present or absent
	Reason    string          `json:"reason,omitempty"`
	About     string          `json:"about,omitempty"` // what the reason is about
	Evidence  []Evidence      `json:"evidence,omitempty"`
	Impact    *Impact         `json:"impact,omitempty"`
}

// The statuses of an entry.
const (
	Present = "present"
	Absent  = "absent"
)

// Impact is the rates of selection of the categories of an attribute or an
// intersection, and their ratios to the highest.
type Impact struct {
	Attribute       string     `json:"attribute"`
	Reference       string     `json:"reference"`
	Categories      []Category `json:"categories"`
	N               Count      `json:"n"` // with a category
	Unknown         Count      `json:"unknown"`
	UnknownSelected Count      `json:"unknown_selected"`
	LeftOut         string     `json:"left_out,omitempty"` // why small categories are left out of the ratios
}

// Category is a line of an impact table. Low and High bound the ratio, were all
// people without a category in any one of those compared.
type Category struct {
	Label    string `json:"label"`
	N        Count  `json:"n"`
	Selected Count  `json:"selected"`
	Share    Number `json:"share"`
	Rate     Number `json:"rate"`
	Ratio    Number `json:"ratio"`
	Low      Number `json:"low"`
	High     Number `json:"high"`
	LeftOut  bool   `json:"left_out"`
}

func (c *Context) entries(r *fairness.Result) []Entry {
	out := []Entry{}
	for _, e := range r.Entries {
		entry := Entry{Rule: e.Rule.ID, Severity: e.Rule.Severity, Required: e.Rule.Require, Nature: e.Rule.Nature, Source: e.Rule.Source, Rationale: e.Rule.Rationale,
			Line: e.Rule.Line, Status: Absent, Reason: e.Why, About: e.About, Impact: impact(e.Table)}
		entry.File, entry.BuiltIn = c.place(e.Rule.File)
		if e.Present {
			entry.Status = Present
		}
		if e.Evidence != nil {
			entry.Evidence = evidence(e.Evidence)
		}
		out = append(out, entry)
	}
	return out
}

func impact(t *policy.ImpactTable) *Impact {
	if t == nil {
		return nil
	}
	out := &Impact{Attribute: t.Subject, Reference: t.Reference, N: Count(t.People), Unknown: Count(t.Unknown), UnknownSelected: Count(t.UnknownSelected), LeftOut: t.LeftOut, Categories: []Category{}}
	for _, c := range t.Categories {
		out.Categories = append(out.Categories, Category{c.Label, Count(c.N), Count(c.Selected), Number(c.Share), number(c.Rate), number(c.Ratio), number(c.Low), number(c.High), c.LeftOut})
	}
	return out
}

// heed is the verdict of a document whose checks come to one: that of a record, and
// of a gate without an entry that it requires.
func (d *Document) heed(ofChecks policy.Verdict) policy.Verdict {
	absent := func(counts func(*Entry) bool) bool {
		return slices.ContainsFunc(d.Record, func(e Entry) bool { return e.Status == Absent && e.Severity == policy.Block && counts(&e) })
	}
	switch {
	case d.Policy.Kind == policy.Record && absent(func(*Entry) bool { return true }):
		return policy.Incomplete
	case d.Policy.Kind == policy.Record:
		return policy.Complete
	case ofChecks != policy.Fail && absent(func(e *Entry) bool { return e.Required }):
		return policy.Inconclusive
	}
	return ofChecks
}

// contradiction says where an entry cannot be one of an audit.
func (e *Entry) contradiction(isPublished bool) error {
	missing := slices.ContainsFunc(e.Evidence, func(x Evidence) bool { return x.Status != Supplied })
	if e.Status != Present && e.Status != Absent || (e.Status == Present) == (missing || e.Reason != "") {
		return words.Errorf("%q, which its evidence does not say", e.Status)
	}
	if e.Impact == nil {
		return nil
	}
	var people Count
	for _, c := range e.Impact.Categories {
		people = people.plus(c.N)
		switch {
		case !c.Selected.IsHidden() && (c.Selected < 0 || c.Selected > c.N):
			return words.Errorf("%d of %d people of %s are selected", c.Selected, c.N, c.Label)
		case c.Ratio.IsDefined() && !(isPublished && !c.Low.IsDefined()) && !(c.Low <= c.Ratio && c.Ratio <= c.High && c.High <= 1):
			return words.Errorf("the ratio of %s is not within its bounds and 1", c.Label)
		}
	}
	if !people.plus(e.Impact.N).IsHidden() && people != e.Impact.N || e.Impact.UnknownSelected > e.Impact.Unknown {
		return words.Errorf("the categories have %d people, and the table %d", people, e.Impact.N)
	}
	return nil
}

// record lists the entries: what there is, and what of it is missing.
func (p prose) record() []string {
	var lines []string
	for i := range p.d.Record {
		e := &p.d.Record[i]
		lines = append(lines, fmt.Sprintf("%s %s", p.presence(e), p.entry(e)))
	}
	return lines
}

// presence says whether an entry is there.
func (p prose) presence(e *Entry) string {
	if e.Status == Absent {
		return "– " + p.l.Say("absent")
	}
	return "✓ " + p.l.Say("present")
}

// entry names an entry, with what there is of it.
func (p prose) entry(e *Entry) string { return p.show(e.Rule, 0) + p.found(e) }

// found says what there is of an entry, and what is missing.
func (p prose) found(e *Entry) string {
	of := map[string][]string{}
	for _, item := range e.Evidence {
		of[item.Status] = append(of[item.Status], item.Name.In(p.l))
	}
	var parts []string
	if e.Impact != nil {
		parts = append(parts, p.l.Say("impact ratios by %s", p.show(e.Impact.Attribute, 40)))
	}
	if e.Reason != "" {
		parts = append(parts, p.l.Text(e.Reason)+" "+p.show(e.About, 0))
	}
	if len(of[Supplied]) > 0 {
		parts = append(parts, strings.Join(of[Supplied], ", "))
	}
	if len(of[Missing]) > 0 {
		parts = append(parts, p.l.Say("missing: %s", strings.Join(of[Missing], ", ")))
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

// beside says who stands outside an impact table, and what the ratios are.
func (p prose) beside(i *Impact) string {
	text := p.l.Say("ratio: to the highest rate, which is hidden")
	if i.Reference != "" {
		text = p.l.Say("ratio: to the highest rate, of %s", p.show(i.Reference, 40))
	}
	if i.Unknown > 0 {
		text += " · " + p.l.Say("not in the table: %s of unknown category, %s selected; bounds: the ratio, were all of them in any one category",
			p.people(i.Unknown), p.count(i.UnknownSelected))
	}
	if i.LeftOut != "" {
		text += " · " + p.l.Say("left out of the ratios for being small: %s", p.show(i.LeftOut, 0))
	}
	return text
}

// published reports whether impact ratios are published, beside which there are no
// other ratios.
func (p prose) published() bool {
	return slices.ContainsFunc(p.d.Record, func(e Entry) bool { return e.Impact != nil })
}

// isRecord reports whether the policy gives no verdict.
func (p prose) isRecord() bool { return p.d.Policy.Kind == policy.Record }

// tally counts the entries that are there: "9 of 11 present".
func (p prose) tally() string {
	n := 0
	for _, e := range p.d.Record {
		if e.Status == Present {
			n++
		}
	}
	return p.l.Say("%d of %d present", n, len(p.d.Record))
}

// record writes the entries and the tables that are published.
func (t *table) record() {
	if len(t.d.Record) == 0 {
		return
	}
	t.paragraphs(t.prose.record())
	t.line("")
	for i := range t.d.Record {
		if t.d.Record[i].Impact != nil {
			t.impact(t.d.Record[i].Impact)
		}
	}
}

func (t *table) impact(i *Impact) {
	header, rows := t.impactRows(i)
	width := max(minLabel, room(header, rows, 0, t.s.width()))
	header[0] = fit(header[0], width)
	for _, row := range rows {
		row[0] = fit(row[0], width)
	}
	lines, err := grid(header, rows)
	if err != nil {
		t.err = words.Errorf("laying out the impact ratios: %w", err)
		return
	}
	for _, line := range lines {
		t.line(line)
	}
	t.paragraph(t.beside(i), 0)
	t.line("")
}

// impactRows are the header and the rows of an impact table.
func (p prose) impactRows(i *Impact) (header []string, rows [][]string) {
	header = []string{p.show(i.Attribute, 0), ">" + p.l.Say("people"), ">" + p.selectedWord(), ">" + p.l.Say("rate"), ">" + p.l.Say("ratio"), ">" + p.l.Say("bounds")}
	for _, c := range i.Categories {
		ratio, bounds := p.l.Say("left out"), ""
		if !c.LeftOut {
			ratio = p.orHidden(c.Selected, p.contrast(c.Ratio))
		}
		if i.Unknown > 0 && c.Low.IsDefined() {
			bounds = p.contrast(c.Low) + " – " + p.contrast(c.High)
		}
		rows = append(rows, []string{p.show(c.Label, 0), p.count(c.N), p.count(c.Selected), p.orHidden(c.Selected, p.percent(c.Rate)), ratio, bounds})
	}
	return header, rows
}

// contrast writes a ratio with three places.
func (p prose) contrast(x Number) string {
	if !x.IsDefined() {
		return p.l.Say("undefined")
	}
	return p.l.Decimal(float64(x), 3)
}
