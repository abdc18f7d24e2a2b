package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// writeJUnit writes a test case for each rule on each group, those that pass
// included, in a suite for each commitment, and a case for the verdict of the
// audit. A fail is a failure, and what is inconclusive an error, or skipped with
// --inconclusive=pass. What is waived is skipped. Rules that do not block never fail a case: what they say
// is in its system-out. A group of which nothing is claimed is skipped.
func writeJUnit(w io.Writer, d *Document, _ Style) error {
	out := junitSuites{Name: visible("fairaudit " + d.Model.Name)}
	p := prose{d: d, l: words.English, mark: visible}
	for c := range cases(d) {
		out.suite(suiteName(p, c.check.Commitment)).add(p.junitCase(c))
	}
	rest := out.suite(visible("policy " + d.Policy.Name))
	for i := range d.NotEvaluated {
		rest.add(p.junitNotEvaluated(&d.NotEvaluated[i]))
	}
	for i := range d.Record {
		rest.add(p.junitEntry(&d.Record[i]))
	}
	rest.add(p.junitVerdict())
	for _, s := range out.Suites {
		out.Tests, out.Failures, out.Errors, out.Skipped = out.Tests+s.Tests, out.Failures+s.Failures, out.Errors+s.Errors, out.Skipped+s.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitSuites struct {
	XMLName  xml.Name      `xml:"testsuites"`
	Name     string        `xml:"name,attr"`
	Tests    int           `xml:"tests,attr"`
	Failures int           `xml:"failures,attr"`
	Errors   int           `xml:"errors,attr"`
	Skipped  int           `xml:"skipped,attr"`
	Suites   []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class      string          `xml:"classname,attr"`
	Name       string          `xml:"name,attr"`
	Properties []junitProperty `xml:"properties>property,omitempty"`
	Failure    *junitText      `xml:"failure"`
	Error      *junitText      `xml:"error"`
	Skipped    *junitText      `xml:"skipped"`
	Out        string          `xml:"system-out,omitempty"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// suite returns the suite of that name, made if need be.
func (s *junitSuites) suite(name string) *junitSuite {
	i := slices.IndexFunc(s.Suites, func(x *junitSuite) bool { return x.Name == name })
	if i < 0 {
		i = len(s.Suites)
		s.Suites = append(s.Suites, &junitSuite{Name: name})
	}
	return s.Suites[i]
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

func suiteName(p prose, commitment int) string {
	for _, known := range p.d.Commitments {
		if known.Number == commitment {
			return p.l.Say("commitment %d – %s", known.Number, visible(known.Name[words.French]))
		}
	}
	return visible("policy " + p.d.Policy.Name)
}

// junitCase is the test case of a rule on a group.
func (p prose) junitCase(c *groupCase) junitCase {
	out := junitCase{Class: visible(c.check.Rule), Name: p.caseName(c)}
	for _, column := range columns[groupColumns:] {
		if text := column.value(c); text != "" {
			out.Properties = append(out.Properties, junitProperty{column.name, visible(text)})
		}
	}
	message, text, verdict := p.caseMessage(c), "", c.verdict()
	if verdict != "" && verdict != policy.Pass {
		text = strings.Join(p.details(c.check), "\n")
	}
	switch {
	case verdict == "":
		out.Skipped = &junitText{Message: message}
	case c.check.Severity != policy.Block:
		out.Out = strings.TrimSuffix(string(c.check.Severity)+": "+message+"\n"+text, "\n")
	case verdict == policy.Fail:
		out.Failure = &junitText{message, "fail", text}
	case verdict == policy.Waived, verdict == policy.Inconclusive && p.d.InconclusiveAs == "pass":
		out.Skipped = &junitText{Message: message, Text: text}
	case verdict == policy.Inconclusive:
		out.Error = &junitText{message, "inconclusive", text}
	default:
		out.Out = message
	}
	return out
}

// caseName names a case, the same in each run: "age = 50+".
func (p prose) caseName(c *groupCase) string {
	name := visible(c.check.subject())
	if c.group != nil && len(c.check.Rates) > 0 {
		name += " = " + visible(c.group.Label)
	}
	if len(c.check.Rates) > 1 {
		name += " (" + c.rate + ")"
	}
	if c.check.Within != "" {
		name += " within " + visible(c.check.Within)
	}
	return name
}

// caseMessage says in a line what a case comes to.
func (p prose) caseMessage(c *groupCase) string {
	bound := fmt.Sprintf("%s of %s: %s", visible(c.check.Rule), visible(c.check.subject()), p.against(c.check))
	who := ""
	if r, ok := c.value(); ok && r.Num != nil && r.Value.IsDefined() {
		who = p.side(Side{Label: c.group.Label, Num: *r.Num, Den: int64(r.Den), Rate: r.Value}, c.rate) + "; "
	}
	switch verdict := c.verdict(); {
	case verdict != "" && c.offends() != nil:
		return fmt.Sprintf("%s: %s; %s", verdict, p.pair(c.offends()), bound)
	case verdict != "":
		return fmt.Sprintf("%s: %s%s", verdict, who, bound)
	case c.excluded() != "":
		return fmt.Sprintf("not assessed: %s%s", who, c.excluded())
	}
	return fmt.Sprintf("nothing is claimed of this group: %sthe rule fails on other groups of %s", who, visible(c.check.subject()))
}

func (p prose) junitNotEvaluated(n *NotEvaluated) junitCase {
	text := n.Reason
	if n.About != "" {
		text += ": " + visible(n.About)
	}
	out := junitCase{Class: visible(n.Rule), Name: "evaluated"}
	if n.Required && n.Severity == policy.Block && p.d.InconclusiveAs != "pass" {
		out.Error = &junitText{Message: "not evaluated, and required: " + text, Type: "inconclusive"}
	} else {
		out.Skipped = &junitText{Message: "not evaluated: " + text}
	}
	return out
}

// junitEntry is the case of an entry of a record. Only one that is absent, and that
// the record needs, is an error.
func (p prose) junitEntry(e *Entry) junitCase {
	out := junitCase{Class: visible(e.Rule), Name: "present"}
	needed := e.Severity == policy.Block && p.isRecord() && p.d.InconclusiveAs != "pass"
	switch message := e.Status + ": " + p.entry(e); {
	case e.Status == Present:
		out.Out = message
	case needed:
		out.Error = &junitText{Message: message, Type: string(policy.Incomplete)}
	default:
		out.Skipped = &junitText{Message: message}
	}
	return out
}

// junitVerdict is the case of the whole audit.
func (p prose) junitVerdict() junitCase {
	out := junitCase{Class: "fairaudit", Name: "verdict"}
	message := fmt.Sprintf("%s: %s", p.d.Verdict, p.summary())
	text := &junitText{message, string(p.d.Verdict), strings.Join(append([]string{p.subject()}, p.meaning()...), "\n")}
	switch {
	case p.d.Verdict == policy.Fail, p.d.failsForWaivers():
		out.Failure = text
	case p.d.Verdict == policy.Pass || p.d.Verdict == policy.Complete:
		out.Out = message
	case p.d.Verdict == policy.Waived, p.d.InconclusiveAs == "pass":
		text.Type = ""
		out.Skipped = text
	default:
		out.Error = text
	}
	return out
}
