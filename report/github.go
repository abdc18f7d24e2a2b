package report

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// maxAnnotations is how many annotations of a level GitHub shows for a step.
const maxAnnotations = 10

// writeGitHub writes workflow commands, which GitHub shows as annotations: the
// verdict as a notice, then each check that does not pass, at the rule's line in
// the policy file, and each waiver that does nothing. Of each level there are at most ten; the last
// of them then says how many more there are.
func writeGitHub(w io.Writer, d *Document, s Style) error {
	p := prose{d: d, l: s.Language, mark: visible}
	out := bufio.NewWriter(w)
	var verdict []string
	for _, h := range p.headlines() {
		verdict = append(verdict, h.word+" "+h.text)
	}
	_, _ = out.WriteString(annotation("notice", "", 0, "fairaudit", strings.Join(verdict, "\n")+"\n"+p.summary()+"\n"+p.subject()))
	levels := []string{"error", "warning", "notice"}
	texts := map[string][]string{}
	for i := range d.Checks {
		if level := d.Checks[i].annotates(); level != "" {
			texts[level] = append(texts[level], p.annotate(&d.Checks[i], level))
		}
	}
	for i := range d.Record {
		if e := &d.Record[i]; e.Status == Absent {
			texts[e.annotates()] = append(texts[e.annotates()], p.annotateEntry(e))
		}
	}
	for _, w := range d.idleWaivers() {
		level := "warning"
		if d.StrictWaivers {
			level = "error"
		}
		texts[level] = append(texts[level], annotation(level, w.File, w.Line, p.l.Say("waiver"), p.idle(&w)))
	}
	for _, level := range levels {
		room := maxAnnotations
		if level == "notice" {
			room--
		}
		shown := texts[level]
		if rest := len(shown) - room + 1; rest > 1 {
			shown = append(shown[:room-1:room-1], annotation(level, "", 0, "fairaudit", p.l.Say("and %d more, in the summary of the job", rest)))
		}
		for _, text := range shown {
			_, _ = out.WriteString(text) // the writer keeps its first error for Flush
		}
	}
	return out.Flush()
}

// annotates is the level of a check's annotation; a check that passes has none.
func (c *Check) annotates() string {
	switch {
	case c.Verdict == policy.Pass:
		return ""
	case c.Severity == policy.Report, c.Verdict == policy.Waived:
		return "notice"
	case c.Severity == policy.Block && c.Verdict == policy.Fail:
		return "error"
	}
	return "warning"
}

// annotates is the level of the annotation of an absent entry, which no rule judges.
func (e *Entry) annotates() string {
	if e.Severity == policy.Block {
		return "warning"
	}
	return "notice"
}

func (p prose) annotateEntry(e *Entry) string {
	file := e.File
	if e.BuiltIn {
		file = ""
	}
	return annotation(e.annotates(), file, e.Line, p.l.Say("absent")+": "+visible(e.Rule), p.entry(e))
}

func (p prose) annotate(c *Check, level string) string {
	title := fmt.Sprintf("%s: %s", p.l.Text(string(c.Verdict)), visible(c.title()))
	text := p.against(c)
	for _, detail := range p.details(c) {
		text += "\n" + detail
	}
	file := c.File
	if c.BuiltIn {
		file = ""
	}
	return annotation(level, file, c.Line, title, text)
}

// annotation is a workflow command. Neither message nor properties can end it or
// begin another.
func annotation(level, file string, line int, title, message string) string {
	var properties []string
	if file != "" {
		properties = append(properties, "file="+propertyEscapes.Replace(file), fmt.Sprintf("line=%d", max(1, line)))
	}
	properties = append(properties, "title="+propertyEscapes.Replace(title))
	return "::" + level + " " + strings.Join(properties, ",") + "::" + messageEscapes.Replace(message) + "\n"
}

var (
	messageEscapes  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// maxStepSummary is how much a step may write into its summary: of more, GitHub
// shows nothing.
const maxStepSummary = 1 << 20

// writeStepSummary writes the document in Markdown for the page of a job, on
// which so many bytes stand already. What has no room is left out with a notice.
func writeStepSummary(w io.Writer, d *Document, s Style, taken int64) error {
	var b bytes.Buffer
	if err := writeMarkdown(&b, d, s); err != nil {
		return err
	}
	text := b.Bytes()
	notice := "\n" + s.Language.Say("… more than this page has room for; the other reports have it all") + "\n"
	if room := maxStepSummary - taken - 1; int64(len(text)) > room {
		cut := max(0, int(room)-len(notice))
		text = append(text[:bytes.LastIndexByte(text[:cut], '\n')+1], notice...)
		if int64(len(text)) > room {
			return nil
		}
	}
	_, err := w.Write(text)
	return err
}
