package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// writeSARIF writes SARIF 2.1.0: a result for each group on which a rule fails
// and for each check that is inconclusive, at the rule's line in the policy file.
// What is waived is suppressed, and what passes is no result, since viewers show each as a finding. A fingerprint
// rests on rule, attribute and group, so that a finding stays one between runs.
func writeSARIF(w io.Writer, d *Document, _ Style) error {
	p := prose{d: d, l: words.English, mark: visible}
	run := sarifRun{
		Automation:  sarifID{"fairaudit/" + url.PathEscape(d.Model.Name) + "/"},
		Invocations: []sarifInvocation{{Successful: true, ExitCode: d.ExitCode}},
		Results:     []sarifResult{},
	}
	run.Tool.Driver = sarifDriver{Name: d.Tool.Name, Version: d.Tool.Version, Rules: []sarifRule{}}
	if slices.ContainsFunc(d.Checks, func(c Check) bool { return c.BuiltIn }) || slices.ContainsFunc(d.Record, func(e Entry) bool { return e.BuiltIn }) {
		run.Bases = map[string]sarifBase{builtinBase: {sarifText{"the policies built into fairaudit, which fairaudit policy show prints"}}}
	}
	for i := range d.Checks {
		c := &d.Checks[i]
		if !slices.ContainsFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == c.Rule }) {
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(c))
		}
		run.Results = append(run.Results, p.sarifResults(c)...)
	}
	for i := range d.Record {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOfEntry(&d.Record[i]))
		if d.Record[i].Status == Absent {
			run.Results = append(run.Results, p.sarifEntry(&d.Record[i]))
		}
	}
	e := json.NewEncoder(jsonWriter{w})
	e.SetIndent("", "  ")
	return e.Encode(sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Automation  sarifID              `json:"automationDetails"`
	Invocations []sarifInvocation    `json:"invocations"`
	Bases       map[string]sarifBase `json:"originalUriBaseIds,omitempty"`
	Results     []sarifResult        `json:"results"`
}

type sarifID struct {
	ID string `json:"id"`
}

type sarifInvocation struct {
	Successful bool `json:"executionSuccessful"`
	ExitCode   int  `json:"exitCode"`
}

type sarifBase struct {
	Description sarifText `json:"description"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID      string     `json:"id"`
	Short   sarifText  `json:"shortDescription"`
	Full    *sarifText `json:"fullDescription,omitempty"`
	Help    sarifText  `json:"help"`
	Default struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
	Properties struct {
		Tags []string `json:"tags"`
	} `json:"properties"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	Kind         string             `json:"kind"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]any     `json:"properties"`
}

// sarifSuppression is a waiver.
type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI  string `json:"uri"`
			Base string `json:"uriBaseId,omitempty"`
		} `json:"artifactLocation"`
		Region struct {
			Line int `json:"startLine"`
		} `json:"region"`
	} `json:"physicalLocation"`
	Logical []sarifLogical `json:"logicalLocations"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

const builtinBase = "FAIRAUDIT_POLICIES"

// sarifLevel is what a fail of a severity amounts to.
var sarifLevel = map[policy.Severity]string{policy.Block: "error", policy.Warn: "warning", policy.Report: "note"}

func sarifRuleOf(c *Check) sarifRule {
	r := sarifRule{ID: c.Rule, Short: sarifText{strings.TrimSpace(c.Name + " " + c.Bound)}, Help: sarifText{"The bound is a " + c.Nature + "."}}
	if c.Nature == "law" {
		r.Help.Text = "The bound is law."
	}
	if c.Source != "" {
		r.Help.Text += " Source: " + c.Source + "."
	}
	if c.Rationale != "" {
		r.Full = &sarifText{c.Rationale}
	}
	r.Default.Level = sarifLevel[c.Severity]
	r.Properties.Tags = []string{"fairness", c.Nature}
	return r
}

// sarifResults are the results of a check.
func (p prose) sarifResults(c *Check) []sarifResult {
	switch c.finding() {
	case policy.Fail:
		return p.sarifFails(c)
	case policy.Inconclusive:
		// SARIF: too little information to decide, which has no level.
		return []sarifResult{p.sarifResult(c, "", "open", "none", strings.Join(p.details(c), "\n"))}
	}
	return nil
}

// sarifFails are the results of a failed check: one for each group that is the
// worse of a failing pair, with the worst such pair.
func (p prose) sarifFails(c *Check) []sarifResult {
	var out []sarifResult
	var told []string
	for _, x := range c.failing() {
		if slices.Contains(told, x.Group.Label) {
			continue
		}
		told = append(told, x.Group.Label)
		text := p.pair(x)
		if len(out) == 0 {
			text = strings.Join(p.details(c), "\n")
		}
		out = append(out, p.sarifResult(c, x.Group.Label, "fail", sarifLevel[c.Severity], text))
	}
	if len(out) == 0 { // a share of rows has no pairs
		out = append(out, p.sarifResult(c, "", "fail", sarifLevel[c.Severity], strings.Join(p.details(c), "\n")))
	}
	return out
}

func (p prose) sarifResult(c *Check, group, kind, level, text string) sarifResult {
	subject := visible(c.subject())
	if group != "" {
		subject += " = " + visible(group)
	}
	if text != "" {
		text = "\n" + text
	}
	r := sarifResult{RuleID: c.Rule, Kind: kind, Level: level,
		Message:    sarifText{string(c.Verdict) + ": " + c.Rule + " on " + subject + ": " + p.against(c) + text},
		Properties: map[string]any{"verdict": c.Verdict, "severity": c.Severity, "attribute": c.Attribute, "estimate": c.Estimate, "lower": c.Lower, "upper": c.Upper, "bound": c.BoundValue},
	}
	if group != "" {
		r.Properties["group"] = group
	}
	if c.Waived != nil {
		for _, w := range c.Waived.Waivers {
			if group == "" || w.Group == group {
				r.Suppressions = append(r.Suppressions, sarifSuppression{"external", "accepted", visible(fmt.Sprintf("%s, until %s: %s", w.Owner, w.Until, w.Reason))})
			}
		}
	}
	r.Fingerprints = sarifPrints(c.Rule, c.Attribute, c.Within, group)
	r.Locations = []sarifLocation{sarifPlace(c.File, c.BuiltIn, c.Line, subject)}
	return r
}

// sarifPrints are the fingerprints of a finding that is told by these texts.
func sarifPrints(of ...string) map[string]string {
	digest := sha256.Sum256([]byte(strings.Join(of, "\x00")))
	print := hex.EncodeToString(digest[:16])
	return map[string]string{"fairaudit/v1": print, "primaryLocationLineHash": print} // the second is the one that GitHub reads
}

// sarifPlace is where a rule stands: its policy file, or a name among the built-in ones.
func sarifPlace(file string, builtIn bool, line int, subject string) sarifLocation {
	at := sarifLocation{Logical: []sarifLogical{{subject, "member"}}}
	u := url.URL{Path: file}
	if path.IsAbs(file) {
		u.Scheme = "file"
	}
	at.Physical.Artifact.URI = u.String()
	if builtIn {
		at.Physical.Artifact.URI, at.Physical.Artifact.Base = url.PathEscape(file), builtinBase
	}
	at.Physical.Region.Line = max(1, line)
	return at
}

func sarifRuleOfEntry(e *Entry) sarifRule {
	r := sarifRule{ID: e.Rule, Short: sarifText{e.Rule}, Help: sarifText{"It says what there is, and judges none of it. Source: " + e.Source + "."}}
	if e.Rationale != "" {
		r.Full = &sarifText{e.Rationale}
	}
	r.Default.Level = "none"
	r.Properties.Tags = []string{"record", e.Nature}
	return r
}

// sarifEntry is the result of an absent entry: open, which has no level.
func (p prose) sarifEntry(e *Entry) sarifResult {
	return sarifResult{RuleID: e.Rule, Kind: "open", Level: "none", Message: sarifText{e.Status + ": " + p.entry(e)},
		Fingerprints: sarifPrints(e.Rule), Locations: []sarifLocation{sarifPlace(e.File, e.BuiltIn, e.Line, e.Rule)},
		Properties: map[string]any{"status": e.Status, "severity": e.Severity}}
}
