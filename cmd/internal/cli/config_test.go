package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

const goodConfig = `version: 1
model: {name: matching, release: "2026.10", purpose: to test}
data:
  predicted: selected
  actual: hired
  outcome: benefit
  attributes:
    sex: {column: sex, reference: M}
policy: charter
`

// TestConfigIsFound checks where a configuration is looked for, and that a found one is named.
func TestConfigIsFound(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("fairaudit.yaml", goodConfig)
	w.write("deep/er/keep", "")
	input := filepath.Join(w.dir, "fair.csv")
	named := line("using " + filepath.Join(w.dir, "fairaudit.yaml") + " (--no-config ignores it)")

	for _, dir := range []string{w.dir, filepath.Join(w.dir, "deep"), filepath.Join(w.dir, "deep", "er")} {
		in := &world{t: t, dir: dir, in: strings.NewReader("")}
		if got := in.run("audit", input); got.code != 0 || got.err != named || !strings.HasPrefix(got.out, "matching 2026.10 · 8,000 people") {
			t.Errorf("%s: %+v", dir, got)
		}
	}
	if got := w.run("audit", input, "--no-config"); got.code != ExitUsage || got.err != line("nothing to audit: name the column of decisions with --predicted, or --score with --cutoff") {
		t.Errorf("%+v", got)
	}
	// What is named is not announced, and is relative to the working directory.
	deep := &world{t: t, dir: filepath.Join(w.dir, "deep"), in: strings.NewReader("")}
	for _, path := range []string{"../fairaudit.yaml", filepath.Join(w.dir, "fairaudit.yaml")} {
		if got := deep.run("audit", input, "--config", path); got.code != 0 || got.err != "" {
			t.Errorf("%s: %+v", path, got)
		}
	}
	// The nearest one wins, and the search ends at the root of the repository.
	w.write("deep/fairaudit.yaml", strings.Replace(goodConfig, "matching", "deeper", 1))
	if got := deep.run("audit", input); !strings.HasPrefix(got.out, "deeper 2026.10") {
		t.Errorf("%+v", got)
	}
	w.write("deep/er/.git/HEAD", "")
	inner := &world{t: t, dir: filepath.Join(w.dir, "deep", "er"), in: strings.NewReader("")}
	if got := inner.run(append([]string{"audit", input}, roles...)...); got.code != 0 || got.err != "" {
		t.Errorf("%+v", got)
	}
}

// TestConfigOutsideARepository checks that no directory above is searched then.
func TestConfigOutsideARepository(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for dir := w.dir; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if err := os.RemoveAll(filepath.Join(w.dir, ".git")); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			t.Skip("the temporary directory lies in a repository")
		}
	}
	w.write("fairaudit.yaml", goodConfig)
	w.write("deep/keep", "")
	if got := w.run("audit", "fair.csv"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	deep := &world{t: t, dir: filepath.Join(w.dir, "deep"), in: strings.NewReader("")}
	if got := deep.run("audit", "fair.csv"); got.code != ExitUsage {
		t.Errorf("%+v", got)
	}
}

// TestFlagsReplaceTheConfig checks that a flag replaces its role, and only that.
func TestFlagsReplaceTheConfig(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "sex,age,a,b,s,label\nF,20,1,0,0.1,1\nM,60,0,1,0.9,0\nF,30,1,1,0.5,1\nM,40,1,0,0.4,1\n")
	w.write("c.yaml", `version: 1
data:
  predicted: a
  actual: label
  positive: [1]
  attributes:
    sex: {reference: M}
    years: {column: age, bands: [26, 50]}
  intersections: [[sex, years]]
policy: charter
`)
	w.write("score.yaml", "version: 1\ndata: {score: s, cutoff: 0.5, attributes: {sex: {}}}\n")
	tests := []struct {
		args []string
		want string // of the first attribute
		sets int    // attributes and intersections
	}{
		{[]string{"--config", "c.yaml"}, "F 2/0/0/0, M 1/0/0/1", 3},
		{[]string{"--config", "c.yaml", "--predicted", "b"}, "F 1/0/1/0, M 0/1/1/0", 3},
		{[]string{"--config", "c.yaml", "--predicted", "b", "--predicted-positive", "0"}, "F 1/0/1/0, M 1/0/0/1", 3},
		{[]string{"--config", "c.yaml", "--score", "s", "--cutoff", "0.5"}, "F 1/0/1/0, M 0/1/1/0", 3},
		{[]string{"--config", "c.yaml", "--attribute", "age:bands=50"}, "<50 3/0/0/0, 50+ 0/0/0/1", 1},
		{[]string{"--config", "c.yaml", "--attribute", "sex", "--attribute", "age:bands=50", "--intersect", "age,sex"}, "F 2/0/0/0, M 1/0/0/1", 3},
		{[]string{"--config", "score.yaml"}, "F 1/1, M 1/1", 1},
		{[]string{"--config", "score.yaml", "--cutoff", "0.45"}, "F 1/1, M 1/1", 1},
		{[]string{"--config", "score.yaml", "--cutoff", "0.1"}, "F 2/0, M 2/0", 1},
		{[]string{"--config", "score.yaml", "--predicted", "b"}, "F 1/1, M 1/1", 1},
		{[]string{"--config", "score.yaml", "--predicted", "a", "--actual", "label"}, "F 2/0/0/0, M 1/0/0/1", 1},
	}
	for _, test := range tests {
		d := w.audited(append([]string{"in.csv"}, test.args...)...)
		if got := cells(&d.Attributes[0]); got != test.want || len(d.Attributes) != test.sets {
			t.Errorf("%q: %s in %d sets, want %s in %d", test.args, got, len(d.Attributes), test.want, test.sets)
		}
	}
	if got := w.run("audit", "in.csv", "--config", "c.yaml", "--cutoff", "0.5"); got.code != ExitUsage || got.err != line("--cutoff needs --score: the column of scores") {
		t.Errorf("%+v", got)
	}
	d := w.audited("in.csv", "--config", "c.yaml", "--policy", "four-fifths", "--outcome", "burden")
	if d.Policy.Name != "four-fifths" || d.Data.Outcome != "burden" {
		t.Errorf("%+v %+v", d.Policy, d.Data)
	}
}

// TestPolicyOfTheConfig checks that its path is relative to the configuration.
func TestPolicyOfTheConfig(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("conf/fairaudit.yaml", strings.Replace(goodConfig, "policy: charter", "policy: rules/own.yaml", 1))
	w.write("conf/rules/own.yaml", "version: 1\npolicy: own\nrules:\n  gap: {rate: selection_rate, difference: max-min, bound: \"<= 0.5\"}\n")
	if d := w.audited("fair.csv", "--config", "conf/fairaudit.yaml"); d.Policy.Name != "own" || d.ExitCode != 0 {
		t.Errorf("%+v", d.Policy)
	}
	if d := w.audited("fair.csv", "--config", "conf/fairaudit.yaml", "--policy", "conf/rules/own.yaml"); d.Policy.Name != "own" {
		t.Errorf("%+v", d.Policy)
	}
}

// TestConfigIsStrict checks that each mistake is told with its place, all at once.
func TestConfigIsStrict(t *testing.T) {
	w := newWorld(t)
	w.write("bad.yaml", `version: 2
modle: {name: x}
data:
  predicted: a
  score: s
  outcome: benefits
  attributes:
    age: {band: [26]}
    sex: {lawful_basis: consent, bands: [x]}
  max_values: -1
  missing:
`)
	got := w.run("audit", "absent.csv", "--config", "bad.yaml")
	want := []string{
		`bad.yaml:1:10: version "2" is not read here; this is version 1`,
		`bad.yaml:2:1: unknown key "modle" (did you mean "model"?); the keys here are version, model, data, policy, waivers, evidence`,
		`bad.yaml:5:10: predicted and score exclude each other`,
		`bad.yaml:5:10: score needs cutoff: the score from which the decision is positive`,
		`bad.yaml:6:12: outcome cannot be "benefits" (did you mean "benefit"?); it is one of benefit, burden`,
		`bad.yaml:8:11: unknown key "band" (did you mean "bands"?); the keys here are column, bands, values, reference, lawful_basis, quantiles, age_at`,
		`bad.yaml:9:25: lawful_basis cannot be "consent"; it is one of ordinary, art9-4a, art9-other, public-statistic, synthetic`,
		`bad.yaml:9:42: an item of bands must be a number, not "x"`,
		`bad.yaml:10:15: max_values must be a whole number of at least 1, not "-1"`,
		`bad.yaml:11:11: missing needs a value`,
	}
	if text := line(strings.Join(want, "\nfairaudit: ")); got.code != ExitUsage || got.out != "" || got.err != text {
		t.Errorf("code %d\n%swant\n%s", got.code, got.err, text)
	}
	for text, want := range map[string]string{
		"":                            "c.yaml: the document is empty",
		"model: {name: x}\n":          "c.yaml:1:1: version is missing; this is version 1",
		"version: 1\n---\nversion: 1": "c.yaml:2:1: a second document follows; only one is read",
		"version: 1\ndata: {score: s, cutoff: x}\n": `c.yaml:2:26: cutoff must be a number, not "x"`,
		"version: 1\ndata: {cutoff: 1}\n":           "c.yaml:2:16: cutoff needs score: the column of scores",
		"version: 1\nversion: 1\n":                  `c.yaml:2:1: the key "version" is there twice, first on line 1`,
	} {
		w.write("c.yaml", text)
		if got := w.run("audit", "absent.csv", "--config", "c.yaml"); got.code != ExitUsage || got.err != line(want) {
			t.Errorf("%q: %+v, want %s", text, got, want)
		}
	}
}

// TestConfigSaysAll checks every key of a configuration.
func TestConfigSaysAll(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "id,sex,age,qpv,job,w,predicted,label\n1,F,20,1,a,2,yes,hired\n2,M,60,0,a,1,no,hired\n2,F,30,0,b,1,maybe,fired\n3,,40,1,b,1,no,fired\n4,M,40,1,b,0.5,yes,fired\n")
	w.write("c.yaml", `version: 1
model: {name: matching, release: 2026.10, purpose: to test}
data:
  predicted: predicted
  predicted_positive: [yes, maybe]
  actual: label
  actual_positive: hired
  outcome: burden
  weight: w
  unit: id
  design_effect: 1.5
  strata: [job]
  missing: drop
  max_values: 10
  attributes:
    sex: {reference: M, lawful_basis: ordinary}
    years: {column: age, bands: [26, 50]}
    qpv: {values: {1: QPV, 0: hors QPV}}
  intersections: [[sex, qpv]]
policy: charter
`)
	d := w.audited("in.csv", "--config", "c.yaml")
	if got := fmt.Sprint(d.Model, d.Data.Predicted, *d.Data.Actual, d.Data.Outcome, d.Data.Weighted, d.Data.Repeated, d.Data.DesignEffect, d.Data.Dropped); got !=
		"{matching 2026.10 to test [] []} {predicted  false [maybe yes] [no]} {label  false [hired] [fired]}burdentrue 1 1.5 map[no sex:1]" {
		t.Error(got)
	}
	for name, want := range map[string]string{
		"sex": "F 1/1/0/0, M 0/1/1/0", "years": "<26 1/0/0/0, 26–49 0/2/0/0, 50+ 0/0/1/0", "qpv": "QPV 1/1/0/0, hors QPV 0/1/1/0",
		"sex × qpv": "F × QPV 1/0/0/0, F × hors QPV 0/1/0/0, M × QPV 0/1/0/0, M × hors QPV 0/0/1/0",
	} {
		if got := cells(attribute(t, d, name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	// The flags for the same give the same.
	flags := []string{"in.csv", "--predicted", "predicted", "--predicted-positive", "yes,maybe", "--actual", "label", "--actual-positive", "hired", "--outcome", "burden",
		"--weight", "w", "--unit", "id", "--design-effect", "1.5", "--stratum", "job", "--missing", "drop", "--max-values", "10", "--attribute", "sex:reference=M:lawful_basis=ordinary",
		"--attribute", "age:bands=26,50:name=years", "--attribute", "qpv:values=1=QPV,0=hors QPV", "--intersect", "sex,qpv"}
	d.Model.Release, d.Model.Purpose = "", "" // which are the configuration's alone
	purpose := &d.Commitments[0].Evidence[0]
	purpose.Status, purpose.Text = report.Missing, ""
	if got, want := sameDocument(w.audited(flags...)), sameDocument(d); got != want {
		t.Errorf("by flags\n%s\nby the configuration\n%s", got, want)
	}
}
