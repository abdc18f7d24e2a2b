package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/report"
)

// smallAudit is an audit of a few people: labelled, unlabelled and missing ones,
// a group too small, and rates that are undefined or infinite.
func smallAudit(t *testing.T, name string, outcome policy.Outcome, labels bool) *fairness.Result {
	t.Helper()
	axes := []tally.Axis{
		{Name: "sex", Role: tally.Attribute, Values: []string{"", "F", "M", "X\x1b[31m"}},
		{Name: "picked", Role: tally.Predicted, Values: []string{"0", "1"}, Positive: []string{"1"}},
	}
	var cells []tally.Cell
	add := func(n int64, index ...int) {
		if !labels {
			index = index[:2]
		}
		cells = append(cells, tally.Cell{Index: index, Sum: tally.Sum{N: n}})
	}
	if labels {
		axes = append(axes, tally.Axis{Name: "hired", Role: tally.Actual, Values: []string{"", "0", "1"}, Positive: []string{"1"}})
	}
	add(2, 0, 1, 2)
	add(40, 1, 0, 1)
	add(30, 1, 1, 2)
	add(10, 1, 0, 0)
	add(50, 2, 0, 1)
	add(40, 2, 0, 2)
	add(3, 3, 0, 1)
	table := tally.Cuboid{Axes: []int{0, 1, 2}[:len(axes)], Cells: cells}
	x, err := tally.New(axes, false, []tally.Cuboid{table})
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := fairness.Audit(x, p, fairness.Options{Outcome: outcome})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestDocumentIsSound: valid JSON without NaN or infinities, complete, with
// verdicts that are verdicts, as many checks as there are, and null beside a reason.
func TestDocumentIsSound(t *testing.T) {
	for _, name := range policy.Names() {
		for _, outcome := range []policy.Outcome{policy.Benefit, policy.Burden} {
			for _, labels := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %s, labels %v", name, outcome, labels), func(t *testing.T) {
					r := smallAudit(t, name, outcome, labels)
					sound(t, r)
				})
			}
		}
	}
}

func sound(t *testing.T, r *fairness.Result) {
	t.Helper()
	d := report.New(report.Context{Tool: report.Tool{Name: "fairaudit"}, Model: report.Model{Name: "m"}, Data: report.Data{Read: report.Count(r.People), Used: r.People}}, r)
	format, err := report.FindFormat("json")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := format.Write(&out, d, report.Style{}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "\x1b") {
		t.Errorf("the document has a NaN, an Inf or an escape sequence:\n%s", text)
	}
	var document map[string]any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatalf("the document is no JSON: %v", err)
	}
	if document["complete"] != true || document["schema"] != report.Schema {
		t.Errorf("got complete %v, schema %v", document["complete"], document["schema"])
	}
	verdicts := map[any]bool{"pass": true, "fail": true, "inconclusive": true, "complete": true, "incomplete": true}
	if !verdicts[document["verdict"]] || document["verdict"] != string(r.Verdict) || document["exit_code"] != float64(r.ExitCode) {
		t.Errorf("got the verdict %v and exit %v, want %s and %d", document["verdict"], document["exit_code"], r.Verdict, r.ExitCode)
	}
	checks := document["checks"].([]any)
	if len(checks) != len(r.Checks) {
		t.Fatalf("got %d checks, want %d", len(checks), len(r.Checks))
	}
	for i, x := range checks {
		c := x.(map[string]any)
		if !verdicts[c["verdict"]] || c["verdict"] != string(r.Checks[i].Verdict) || c["rule"] != r.Checks[i].Rule.ID {
			t.Errorf("check %d: got %v of %v, want %s of %s", i, c["verdict"], c["rule"], r.Checks[i].Verdict, r.Checks[i].Rule.ID)
		}
		if (c["verdict"] == "inconclusive") != (c["reason"] != nil) {
			t.Errorf("check of %v: got %v with the reason %v", c["rule"], c["verdict"], c["reason"])
		}
	}
	for _, x := range document["attributes"].([]any) {
		for _, y := range x.(map[string]any)["groups"].([]any) {
			g := y.(map[string]any)
			for id, z := range g["rates"].(map[string]any) {
				rate := z.(map[string]any)
				if (rate["value"] == nil) != (rate["reason"] != nil) {
					t.Errorf("%s of %v: got the value %v with the reason %v", id, g["label"], rate["value"], rate["reason"])
				}
			}
			if (g["assessed"] == false) != (g["reason"] != nil) {
				t.Errorf("%v: got assessed %v with the reason %v", g["label"], g["assessed"], g["reason"])
			}
			if g["missing"] == true && g["assessed"] != false {
				t.Errorf("%v: a missing value is assessed", g["label"])
			}
			_, hasCells := g["tp"]
			_, hasOutcomes := g["selected"]
			if hasCells != r.Labels || !r.Labels && !hasOutcomes {
				t.Errorf("%v: got the four cells %v and the outcomes %v, with labels %v", g["label"], hasCells, hasOutcomes, r.Labels)
			}
		}
	}
}

// TestDocumentTellsInfinite: null stands for two things, and the document says for which.
func TestDocumentTellsInfinite(t *testing.T) {
	r := smallAudit(t, policy.Default, policy.Burden, true)
	d := report.New(report.Context{}, r)
	found := false
	for _, c := range d.Checks {
		if c.Rule != "burden-ratio" {
			continue
		}
		found = true
		if c.Estimate.IsDefined() || len(c.Infinite) == 0 || c.Infinite[0] != "estimate" {
			t.Errorf("nobody of M is selected: got the estimate %v and infinite %q, want null and estimate", c.Estimate, c.Infinite)
		}
	}
	if !found {
		t.Error("burden-ratio was not judged")
	}
}
