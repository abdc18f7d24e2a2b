package cli

import (
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

// small is data that a policy can be applied to, and its configuration.
const (
	smallData   = "sex,selected\nF,1\nF,0\nM,1\nM,0\n"
	smallConfig = "version: 1\ndata:\n  predicted: selected\n  attributes: {sex: {}}\n"
)

// TestEvidence: what is declared is listed as supplied, the rest as missing, and
// neither touches the verdict.
func TestEvidence(t *testing.T) {
	w := newWorld(t)
	w.write("data.csv", smallData)
	w.write("fairaudit.yaml", strings.Replace(smallConfig, "data:", "model: {name: m, purpose: to find work}\ndata:", 1)+
		"evidence:\n  notice: on the first screen\n  override: \"an adviser decides, and the file says so\"\n")
	got := w.run("audit", "data.csv")
	if got.code != ExitInconclusive {
		t.Fatalf("exit %d, want %d\n%s%s", got.code, ExitInconclusive, got.out, got.err)
	}
	for _, line := range []string{
		"1 purpose and legitimacy: evidence supplied: purpose of the model; missing: benefit or burden,",
		"4 freedom of choice: evidence supplied: possible and recorded override; missing: overridden\n",
		"5 transparency: evidence supplied: notice to the people concerned; missing: legal notices",
		"evidence missing on: 2 people at the centre, 7 environmental impact",
		"listed and never judged; source: press summary",
	} {
		if !strings.Contains(got.out, line) {
			t.Errorf("the report has no %q:\n%s", line, got.out)
		}
	}
	french := w.run("audit", "data.csv", "--lang", "fr").out
	for _, line := range []string{"4 liberté de choix : preuve fournie : possibilité consignée de passer outre ; absente : décisions\n", "preuve absente : 2 l’humain au centre, 7 impact"} {
		if !strings.Contains(french, line) {
			t.Errorf("the report in French has no %q:\n%s", line, french)
		}
	}
	d := w.audited("data.csv")
	if len(d.Commitments) != 7 || d.Commitments[2].Verdict != d.Verdict || d.Commitments[3].Verdict != "" {
		t.Errorf("got the commitments %+v", d.Commitments)
	}
	if e := d.Commitments[4].Evidence[0]; e.ID != "notice" || e.Status != report.Supplied || e.Text != "on the first screen" {
		t.Errorf("got the evidence %+v", e)
	}
}

func TestEvidenceErrors(t *testing.T) {
	w := newWorld(t)
	w.write("data.csv", smallData)
	for _, c := range []struct{ evidence, want string }{
		{"notise: x", `fairaudit.yaml:6:3: unknown key "notise" (did you mean "notice"?); the keys here are population,`},
		{"purpose: x", `fairaudit.yaml:6:3: "purpose" is not declared here: the audit knows it by itself`},
		{"notice: ''", `fairaudit.yaml:6:11: notice is a text: what there is, or where it stands`},
		{"notice: [a]", `fairaudit.yaml:6:11: notice needs a value`},
	} {
		w.write("fairaudit.yaml", smallConfig+"evidence:\n  "+c.evidence+"\n")
		got := w.run("audit", "data.csv", "--config", "fairaudit.yaml")
		if got.code != ExitUsage || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: exit %d, want %d and %q in\n%s", c.evidence, got.code, ExitUsage, c.want, got.err)
		}
	}
}

func TestCommitmentsAreListed(t *testing.T) {
	w := newWorld(t)
	for lang, want := range map[string]string{
		"en": "5  transparency\n   People know that they deal with an AI system",
		"fr": "5  transparence\n   Les personnes savent qu’elles ont affaire à un système",
	} {
		if got := w.run("policy", "commitments", "--lang", lang); got.code != ExitPass || !strings.Contains(got.out, want) {
			t.Errorf("%s: exit %d, want %q in\n%s", lang, got.code, want, got.out)
		}
	}
}

// TestRecord: a record is complete or incomplete, and never passes or fails.
func TestRecord(t *testing.T) {
	w := newWorld(t)
	w.write("data.csv", "sex,race,selected\n"+strings.Repeat("F,A,1\nM,A,1\nM,A,0\nF,B,0\nM,B,1\n", 20)+",B,1\n")
	roles := []string{"--predicted", "selected", "--attribute", "sex", "--attribute", "race", "--intersect", "sex,race"}
	incomplete := w.run(append([]string{"audit", "data.csv", "--policy", "nyc-ll144"}, roles...)...)
	if incomplete.code != ExitInconclusive || !strings.Contains(incomplete.out, "? INCOMPLETE   policy nyc-ll144\n4 of 8 present") {
		t.Errorf("exit %d\n%s%s", incomplete.code, incomplete.out, incomplete.err)
	}
	for _, line := range []string{
		"M        60        40  66.7 %  1.000  1.000 – 1.000\n",
		"F        40        20  50.0 %  0.750  0.744 – 0.768\n",
		"ratio: to the highest rate, of M · not in the table: 1 person of unknown category, 1",
	} {
		if !strings.Contains(incomplete.out, line) {
			t.Errorf("the report has no %q:\n%s", line, incomplete.out)
		}
	}
	if strings.Contains(incomplete.out, "pass") || strings.Contains(incomplete.out, "fail") {
		t.Errorf("the record passes or fails something:\n%s", incomplete.out)
	}
	w.write("house.yaml", "version: 1\npolicy: house\nkind: record\nrules:\n  told: {evidence: notice}\n  digest: {evidence: policy_digest}\n")
	w.write("fairaudit.yaml", "version: 1\nevidence: {notice: on every letter}\n")
	complete := w.run(append([]string{"audit", "data.csv", "--policy", "house.yaml"}, roles...)...)
	if complete.code != ExitPass || !strings.Contains(complete.out, "✓ COMPLETE   policy house\n2 of 2 present") {
		t.Errorf("exit %d\n%s%s", complete.code, complete.out, complete.err)
	}
	// In a gate an absent entry takes a pass away where it is required, and else nothing.
	w.writeVerdicts()
	for require, code := range map[string]int{"true": ExitInconclusive, "false": ExitPass} {
		w.write("gate.yaml", "version: 1\npolicy: gate\nrules:\n  gap: {rate: selection_rate, difference: max-min, bound: \"<= 0.5\"}\n  told: {evidence: override, require: "+require+"}\n")
		if got := w.run("audit", "fair.csv", "--predicted", "selected", "--attribute", "sex", "--policy", "gate.yaml"); got.code != code || !strings.Contains(got.out, "– absent told: missing: possible and recorded override") {
			t.Errorf("require %s: exit %d, want %d\n%s%s", require, got.code, code, got.out, got.err)
		}
	}
	if got := w.run("plan", "--group", "F=600:0.4", "--group", "M=600:0.4", "--policy", "nyc-ll144"); got.code != ExitUsage || !strings.Contains(got.err, "nyc-ll144 is a record, which judges nothing") {
		t.Errorf("plan: exit %d, %s", got.code, got.err)
	}
}

// TestCompleteRecords: everything that a record asks for can be supplied, and what is
// out of date is not.
func TestCompleteRecords(t *testing.T) {
	w := newWorld(t)
	w.env["SOURCE_DATE_EPOCH"] = "1795392000" // 2026-11-23
	w.write("data.csv", "sex,race,score,hired\n"+strings.Repeat("F,A,0.9,1\nM,A,0.8,0\nM,A,0.2,1\nF,B,0.1,0\nM,B,0.7,1\n", 20))
	config := func(policy, date, cutoff string) string {
		return `version: 1
model: {name: m, release: "1", purpose: to rank applicants}
data:
  score: score
  cutoff: ` + cutoff + `
  actual: hired
  date: ` + date + `
  attributes: {sex: {lawful_basis: ordinary}, race: {lawful_basis: art9-4a}}
  intersections: [[sex, race]]
  article_4a: {no_other_data: yes, safeguards: yes, access_controlled: yes, not_transmitted: yes, deleted: yes, recorded: yes}
policy: ` + policy + `
evidence: {data_origin: x, data_period: x, author: x, independence: x, distribution_date: x, public_report: x, provider: x, population: x, decision: x,
  metrics_rationale: x, risks: x, human_review: x, override: x, security: x, monitoring: x, reviewer: x, signed: x}
`
	}
	for _, c := range []struct {
		policy, date, cutoff, absent string
	}{
		{"nyc-ll144", "2026-11-01", "median", ""},
		{"nyc-ll144", "2025-11-22", "median", "– absent age: missing: data of the last year"},
		{"nyc-ll144", "2026-11-01", "0.5", "– absent scoring: missing: scores split at their median or decisions"},
		{"ai-act-record", "2026-11-01", "0.5", ""},
		{"ai-act-record", "2026-09-30", "0.5", "– absent prior-thresholds: digest of the policy; missing: policy adopted before the data"},
	} {
		w.write("fairaudit.yaml", config(c.policy, c.date, c.cutoff))
		got := w.run("audit", "data.csv", "--config", "fairaudit.yaml")
		want, word := ExitPass, "✓ COMPLETE"
		if c.absent != "" {
			want, word = ExitInconclusive, "? INCOMPLETE"
		}
		if got.code != want || !strings.Contains(got.out, word+"   policy "+c.policy) || !strings.Contains(got.out, c.absent) || (c.absent == "") == strings.Contains(got.out, "– absent") {
			t.Errorf("%s of %s at %s: exit %d, want %d and %q\n%s%s", c.policy, c.date, c.cutoff, got.code, want, c.absent, got.out, got.err)
		}
	}
}
