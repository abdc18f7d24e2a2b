package report

import (
	"bufio"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

//go:embed html
var htmlFiles embed.FS

// writeHTML writes the document as one page for a committee: the answer on the
// first screen, then what stands behind it. The page has no script and asks
// nothing of the network.
func writeHTML(w io.Writer, d *Document, s Style) error {
	style, err := htmlFiles.ReadFile("html/style.css")
	if err != nil {
		return err
	}
	p := &page{prose: prose{d: d, l: s.Language, mark: isolate}, D: d, Language: s.Language, Style: template.CSS(style)}
	if p.Language == "" {
		p.Language = words.English
	}
	t, err := p.templates()
	if err != nil {
		return err
	}
	if err := p.write(t); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	if err := t.ExecuteTemplate(out, "page.html", p); err != nil {
		return err
	}
	return out.Flush()
}

// parsed are the templates, whose functions are those of no page.
var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Funcs(new(page).funcs()).ParseFS(htmlFiles, "html/*.html")
})

// templates are the templates with the functions of the page.
func (p *page) templates() (*template.Template, error) {
	t, err := parsed()
	if err != nil {
		return nil, err
	}
	if t, err = t.Clone(); err != nil {
		return nil, err
	}
	return t.Funcs(p.funcs()), nil
}

// page is the document on its way to HTML. Its templates lie in html, one for
// each section, and are given the page.
type page struct {
	prose
	D        *Document
	Language words.Language
	Style    template.CSS
	Sections []htmlSection
}

// htmlSection is a section of the page. Its template is html/ID.html; one that
// writes nothing leaves the section out.
type htmlSection struct {
	ID, Title string
	Body      template.HTML
}

// outline lists the sections in their order.
func (p *page) outline() []htmlSection {
	return []htmlSection{
		{ID: "entries", Title: p.l.Say("What the record holds")},
		{ID: "glance", Title: p.l.Say("At a glance")},
		{ID: "commitments", Title: p.l.Say("The charter's commitments")},
		{ID: "subject", Title: p.l.Say("What was audited")},
		{ID: "rules", Title: p.l.Say("Rule by rule")},
		{ID: "groups", Title: p.l.Say("Group by group")},
		{ID: "decisions", Title: p.l.Say("Final decisions")},
		{ID: "waivers", Title: p.l.Say("Waivers")},
		{ID: "policy", Title: p.l.Say("The policy and its numbers")},
		{ID: "disclosure", Title: p.l.Say("What is hidden")},
		{ID: "method", Title: p.l.Say("Method and conventions")},
		{ID: "data", Title: p.l.Say("Account of the data")},
		{ID: "digests", Title: p.l.Say("Digests")},
		{ID: "record", Title: p.l.Say("The auditor's record")},
		{ID: "criteria", Title: p.l.Say("Accessibility of this page")},
	}
}

// write fills the sections.
func (p *page) write(t *template.Template) error {
	for _, s := range p.outline() {
		var body strings.Builder
		if err := t.ExecuteTemplate(&body, s.ID+".html", p); err != nil {
			return err
		}
		if strings.TrimSpace(body.String()) != "" {
			s.Body = template.HTML(body.String())
			p.Sections = append(p.Sections, s)
		}
	}
	return nil
}

// funcs are what templates call: words and numbers of the language, sentences,
// places in charts.
func (p *page) funcs() template.FuncMap {
	say := p.l.Say // of the constants in templates
	return template.FuncMap{
		// words
		"say":  func(english string, args ...any) template.HTML { return rich(say(english, args...)) },
		"text": func(x any) string { return clean(p.l.Text(fmt.Sprint(x))) },
		"rich": rich, "sentence": sentence, "capital": capital, "plain": plain, "mark": isolate,
		"headlineWord": func(v policy.Verdict) string { return p.l.Text(headlineWord[v]) },
		"waiverStatus": p.waiverStatus, "disclosure": p.disclosure,
		// numbers
		"integer": func(n any) (string, error) {
			if count, ok := n.(Count); ok {
				return p.count(count), nil
			}
			x, err := strconv.ParseInt(fmt.Sprint(n), 10, 64)
			return p.l.Integer(x), err
		},
		"date": p.l.Date, "day": func(iso string) string { return keepStart + p.l.Date(iso) + keepEnd },
		"share": p.shareOf, "level": p.level, "pc": percentage, "em": ems,
		// sentences
		"summary": p.summary, "counted": p.counted, "outcome": p.outcome, "policy": p.policy, "promise": p.promise, "exit": p.exit,
		"intervals": p.intervals, "columns": p.columns, "join": p.join, "repeated": p.repeated, "leftOut": p.leftOut, "notEvaluated": p.notEvaluated,
		"estimate": p.estimate, "interval": p.interval, "bound": p.bound, "details": p.details, "pair": p.pair, "dropped": p.dropped,
		"article4a": p.article4a, "groupRule": p.groupRule, "designEffect": p.designEffect, "legend": func() string { return p.legend(nil) },
		"presence":   func(e Entry) string { return p.presence(&e) },
		"entryFound": func(e Entry) string { return strings.TrimPrefix(p.found(&e), ": ") }, "isRecord": p.isRecord, "published": p.published,
		"decided": p.decided,
	}
}

// Text from the data stands between two control characters, which clean text
// cannot hold, until it is written: as an element whose direction of writing
// does not spread to what is around it.
const isolateStart, isolateEnd = "\x02", "\x03"

// What stands between these two is not broken where there is room for it.
const keepStart, keepEnd = "\x04", "\x05"

func isolate(text string) string { return isolateStart + clean(text) + isolateEnd }

// rich is a sentence as HTML. No line breaks before a percent sign, nor before
// the signs that French sets apart.
func rich(text string) template.HTML {
	return template.HTML(isolates.Replace(template.HTMLEscapeString(text)))
}

// sentence is rich, with a capital and a full stop: other formats join what it is
// given with more.
func sentence(text string) template.HTML {
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "…") {
		text += "."
	}
	return capital(text)
}

// capital is rich, with a capital.
func capital(text string) template.HTML {
	first, size := utf8.DecodeRuneInString(text)
	return rich(string(unicode.ToUpper(first)) + text[size:])
}

// plain is a sentence where no element can stand.
func plain(text string) string { return withoutIsolates.Replace(text) }

var (
	isolates = strings.NewReplacer(isolateStart, "<bdi>", isolateEnd, "</bdi>", keepStart, `<span class="keep">`, keepEnd, "</span>", " %", "\u00a0%",
		" :", "\u00a0:", " ;", "\u202f;", "« ", "«\u00a0", " »", "\u00a0»")
	withoutIsolates = strings.NewReplacer(isolateStart, "", isolateEnd, "", keepStart, "", keepEnd, "")
)

// percentage and ems are lengths in a chart.
func percentage(x float64) string { return trimmed(x) + "%" }
func ems(x float64) string        { return trimmed(x) + "em" }

func trimmed(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x+0, 'f', 2, 64), "0"), ".")
}

// Name names the model.
func (p *page) Name() string { return strings.TrimSpace(p.D.Model.Name + " " + p.D.Model.Release) }

// Tool names the program that made the document.
func (p *page) Tool() string { return strings.TrimSpace(p.D.Tool.Name + " " + p.D.Tool.Version) }

// Title is the title of the page: the answer first.
func (p *page) Title() string {
	return p.l.Text(headlineWord[p.D.Verdict]) + " · " + clean(p.Name()) + " · " + p.l.Say("fairness audit")
}

// answer is a headline of the page.
type answer struct {
	Verdict    policy.Verdict
	Word, Text string
}

// Answers are the headlines.
func (p *page) Answers() []answer {
	var out []answer
	for _, h := range p.headlines() {
		out = append(out, answer{h.verdict, h.word, h.text})
	}
	return out
}

// Finding is the check that the answer rests on, if it is not a pass: the first
// of the worst.
func (p *page) Finding() *Check {
	for _, v := range []policy.Verdict{policy.Fail, policy.Inconclusive, policy.Waived} {
		i := slices.IndexFunc(p.D.Checks, func(c Check) bool { return c.Severity == policy.Block && c.Verdict == v })
		if i >= 0 {
			return &p.D.Checks[i]
		}
	}
	return nil
}

func (p *page) level(x Number) string {
	if !x.IsDefined() {
		return "–"
	}
	return p.l.Number(strconv.FormatFloat(float64(x), 'g', 3, 64))
}

func (p *page) shareOf(x Number) string {
	if !x.IsDefined() {
		return "–"
	}
	return p.percent(x)
}
