package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// withPopulation is a configuration of the verdict files with a population of sexes.
func withPopulation(sexes string) string {
	return "version: 1\ndata:\n  predicted: selected\n  attributes: {sex: {}}\n  population:\n    sex: " + sexes + "\n"
}

func TestPopulation(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, c := range []struct {
		sexes   string
		verdict policy.Verdict
		want    string // of the document
	}{
		{"{F: 0.5, M: 0.5}", policy.Pass, "F 0.5000 M 0.5000 X 0.0000"},
		{"{F: 1200, M: 1200}", policy.Pass, "F 0.5000 M 0.5000 X 0.0000"},
		{"{F: 0.30, M: 0.70}", policy.Fail, "F 0.3000 M 0.7000 X 0.0000"},
		{"{F: 0.40, M: 0.40, X: 0.195}", policy.Fail, "F 0.4020 M 0.4020 X 0.1960"}, // rounded shares
	} {
		w.write("p.yaml", withPopulation(c.sexes))
		d := w.audited("fair.csv", "--config", "p.yaml")
		for _, x := range d.Checks {
			if x.Rule == "representation" && (x.Verdict != c.verdict || x.Severity != policy.Warn) {
				t.Errorf("%s: got %s, want %s", c.sexes, x.Verdict, c.verdict)
			}
		}
		shares := attribute(t, d, "sex").Population
		if got := fmt.Sprintf("F %.4f M %.4f X %.4f", shares["F"], shares["M"], shares["X"]); got != c.want || d.ExitCode != ExitPass {
			t.Errorf("%s: got the population %s and exit %d", c.sexes, got, d.ExitCode)
		}
	}
	out := w.run("audit", "fair.csv", "--config", "p.yaml", "--lang", "fr").out
	if want := "X 0/8 000 = 0,0 % contre 19,6 % de la population"; !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
		t.Errorf("the report has no %q:\n%s", want, out)
	}
	if d := w.audited(on("fair.csv")...); len(d.NotEvaluated) < 2 || d.NotEvaluated[0].Rule != "representation" {
		t.Errorf("without a population: %+v", d.NotEvaluated)
	}
	w.write("t.tally.json", w.tallied(on("fair.csv")...))
	w.write("tally.yaml", "version: 1\ndata: {population: {sex: {F: 0.3, M: 0.7}}}\n")
	if d := w.audited("t.tally.json", "--config", "tally.yaml"); attribute(t, d, "sex").Population["F"] != 0.3 {
		t.Errorf("of a tally: %+v", attribute(t, d, "sex"))
	}
	w.write("audit.json", w.run("audit", "fair.csv", "--config", "p.yaml", "-o", "json").out)
	if again := w.run("render", "audit.json", "-o", "table", "--lang", "fr"); again.code != 0 || again.out != out {
		t.Errorf("rendered: %+v", again)
	}
}

func TestPopulationErrors(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, c := range []struct {
		config string
		code   int
		want   string
	}{
		{withPopulation("{F: 0.5}"), ExitUsage, `p.yaml:6:5: a population has at least two groups, and that of "sex" has 1`},
		{withPopulation("{F: 0.5, M: 0.4}"), ExitUsage, `p.yaml:6:5: the shares of the population of "sex" add up to 0.9000, and those of a whole to 1`},
		{withPopulation("{F: 48.5, M: 51.5}"), ExitUsage, `p.yaml:6:5: the population of "sex" has either shares between 0 and 1 or whole numbers of people`},
		{withPopulation("{F: 0, M: 12}"), ExitUsage, `p.yaml:6:14: a group of the population has a share, such as 0.48, or a number of people, and "0" is neither; leave out a group of nobody`},
		{withPopulation("{F: 1e9, M: 12}"), ExitUsage, `p.yaml:6:14: a group of the population has a share, such as 0.48, or a number of people, and "1e9" is neither; leave out a group of nobody`},
		{withPopulation("{F: -1, M: 12}"), ExitUsage, `p.yaml:6:14: a group of the population has a share, such as 0.48, or a number of people, and "-1" is neither; leave out a group of nobody`},
		{withPopulation("{F: 1, ' F': 12}"), ExitUsage, `p.yaml:6:17: a group of the population has a name of its own, and " F" is none`},
		{strings.Replace(withPopulation("{F: 1, M: 2}"), "    sex:", "    sexe:", 1), ExitUsage, `p.yaml:6:5: the population names "sexe", which is no attribute (did you mean "sex"?); the attributes are "sex"`},
		{strings.NewReplacer("    sex:", "    age:", "{sex: {}}", "{sex: {}, age: {column: hired, bands: [1]}}").Replace(withPopulation("{1-2: 2, <1: 3}")), ExitIncomplete, `the population of "age" has the group "1-2", which is none of its bands; they are "<1", "1+"`},
	} {
		w.write("p.yaml", c.config)
		if got := w.run("audit", "fair.csv", "--config", "p.yaml"); got.code != c.code || !strings.Contains(got.err, c.want) || got.out != "" {
			t.Errorf("%s\ngot %+v, want code %d and\n%s", c.config, got, c.code, c.want)
		}
	}
}
