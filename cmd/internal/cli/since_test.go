package cli

import (
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

func TestSince(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("last.json", w.run(auditOn("fair.csv", "-o", "json")...).out)
	for file, want := range map[string]policy.Verdict{"fair.csv": policy.Pass, "unfair.csv": policy.Fail, "small.csv": policy.Inconclusive} {
		d := w.audited(on(file, "--since", "last.json")...)
		found := false
		for _, c := range d.Checks {
			if c.Rule == "change" {
				found = true
				if c.Verdict != want || c.Severity != policy.Warn || c.Pair == nil || c.Pair.Before == nil {
					t.Errorf("%s: got %s, %+v, want %s", file, c.Verdict, c.Pair, want)
				}
			}
		}
		if !found || d.Since == nil || d.Since.Model != "fair.csv" || d.Since.Date != "2026-11-23" {
			t.Errorf("%s: since %+v, not evaluated %+v", file, d.Since, d.NotEvaluated)
		}
	}
	w.write("conf/fairaudit.yaml", "version: 1\ndata: {predicted: selected, actual: hired, attributes: {sex: {}}, since: ../last.json}\n")
	out := w.run("audit", "unfair.csv", "--config", "conf/fairaudit.yaml", "--lang", "fr")
	text := strings.Join(strings.Fields(out.out), " ")
	for _, want := range []string{"comparé à l’audit de fair.csv du 23 novembre 2026", "taux de vrais positifs : F 700/2 000 = 35,0 % contre M 1 500/2 000 = 75,0 % ; auparavant 1 500/2 000 = 75,0 % contre 1 510/2 015 = 74,9 %"} {
		if !strings.Contains(text, want) || out.code != ExitFail {
			t.Errorf("the report has no %q:\n%s%s", want, out.out, out.err)
		}
	}
	w.write("again.json", w.run("audit", "unfair.csv", "--config", "conf/fairaudit.yaml", "-o", "json").out)
	if again := w.run("render", "again.json", "-o", "table", "--lang", "fr"); again.out != out.out {
		t.Errorf("rendered:\n%s%s", again.out, again.err)
	}
	// Of a rule on one rate, formats for machines name the group that is worse off.
	w.write("own.yaml", own(`change: {rate: tpr, change: since-last-audit, bound: "<= 0.05"}`))
	rows := w.run(auditOn("unfair.csv", "--policy", "own.yaml", "--since", "last.json", "-o", "csv")...).out
	if !strings.Contains(rows, "0.371361730082,,,,fail,0.399379652605,") || !strings.Contains(rows, "2.14285714286,,0.399379652605,") { // of F, and of M
		t.Errorf("the rows are\n%s", rows)
	}
}

func TestSinceErrors(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	whole := w.run(auditOn("fair.csv", "-o", "json")...).out
	w.write("last.json", whole)
	w.write("partial.json", strings.Replace(whole, `"complete": true`, `"complete": false`, 1))
	w.write("other.json", strings.Replace(whole, "fairaudit-audit/1", "fairaudit-audit/0", 1))
	w.write("changed.json", strings.Replace(whole, `"exit_code": 0`, `"exit_code": 1`, 1))
	for name, want := range map[string]string{
		"absent.json":  "absent.json: there is no such file",
		"partial.json": "partial.json: incomplete: the audit that wrote it was not finished",
		"other.json":   `other.json: its schema is "fairaudit-audit/0", and what is read is "fairaudit-audit/1"`,
		"changed.json": "changed.json: changed since it was written",
		"fair.csv":     "fair.csv: no audit document, which is JSON",
	} {
		if got := w.run(auditOn("fair.csv", "--since", name)...); got.code != ExitIncomplete || !strings.Contains(got.err, want) || got.out != "" {
			t.Errorf("%s: got %+v, want %s", name, got, want)
		}
	}
	if got := w.run(auditOn("fair.csv", "--since", "last.json", "-o", "json=last.json")...); got.code != ExitUsage || w.read("last.json") != whole {
		t.Errorf("written over: %+v", got)
	}
}
