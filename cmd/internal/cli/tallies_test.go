package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// TestShards checks that counting in many places and adding up changes no byte of
// the tally, nor of the report but for the names of the sources.
func TestShards(t *testing.T) {
	w := newWorld(t)
	women, men := people("F", 400, 310, 220, 630), people("M", 510, 330, 340, 420)
	w.write("all.csv", csvHeader+women+"F,,1\n"+men+"M,1,\n,0,1\n")
	w.write("women.csv", csvHeader+women+"F,,1\n")
	w.write("men.csv", csvHeader+men)
	w.write("rest.csv", csvHeader+"M,1,\n,0,1\n")
	want := w.tallied(on("all.csv")...)
	for _, shard := range []string{"women", "men", "rest"} {
		w.write("shards/"+shard+".tally.json", w.tallied(on(shard+".csv")...))
	}
	w.write("indented.json", indented(t, want))
	for _, args := range [][]string{
		{"shards"}, {"shards/*.json"}, {"shards/rest.tally.json", "shards/women.tally.json", "shards/men.tally.json"}, {"indented.json"},
		on("shards/women.tally.json", "men.csv", "rest.csv"), on("rest.csv", "shards/women.tally.json", "shards/men.tally.json"),
	} {
		if got := w.tallied(args...); got != want {
			t.Errorf("%q: the tally\n%swant\n%s", args, got, want)
		}
	}
	w.in = strings.NewReader(want)
	if got := w.tallied("-", "--format", "tally"); got != want {
		t.Errorf("from the standard input\n%s", got)
	}

	rows, shards := w.audited(on("all.csv")...), w.audited("shards")
	if got := fmt.Sprintln(shards.Data.Sources, shards.Model.Name, shards.Data.Predicted.Name, shards.Data.Actual.Name); got != "[shards] shards predicted actual\n" {
		t.Error(got)
	}
	shards.Data.Sources, shards.Model.Name = rows.Data.Sources, rows.Model.Name
	shards.Seal = rows.Seal // of other names
	shards.Data.Predicted.Name, shards.Data.Actual.Name = rows.Data.Predicted.Name, rows.Data.Actual.Name
	if got, want := documentText(t, shards), documentText(t, rows); got != want {
		t.Errorf("the audit of shards\n%s\nwant\n%s", got, want)
	}
	if rows.Data.Dropped["no prediction"] != 1 || rows.Data.Read != report.Count(len(strings.Split(women+men, "\n"))-1+3) {
		t.Errorf("the account %+v", rows.Data)
	}
}

// indented writes a tally as a person, or another program, might.
func indented(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", "  "); err != nil {
		t.Fatal(err)
	}
	return "\n" + b.String()
}

func documentText(t *testing.T, d *report.Document) string {
	t.Helper()
	b, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestShardsUnderAConfiguration checks that what the configuration says of rows is
// held against the tally, and what it says of judging is used.
func TestShardsUnderAConfiguration(t *testing.T) {
	w := newWorld(t)
	rows := strings.Repeat("F,30,1\nM,30,1\nF,60,0\nM,60,0\n", 50)
	w.write("in.csv", "sex,age,selected\n"+rows)
	config := `version: 1
model: {name: matching}
data:
  predicted: selected
  outcome: burden
  attributes:
    sex: {column: sex, reference: M}
    years: {column: age, bands: [26, 50]}
  intersections: [[sex, years]]
`
	w.write("fairaudit.yaml", config)
	w.write("a.tally.json", w.run("tally", "in.csv", "-o", "json").out)
	d := w.audited("a.tally.json")
	if d.Model.Name != "matching" || d.Data.Outcome != "burden" || attribute(t, d, "sex").Reference != "M" || d.Data.Predicted.Name != "selected" {
		t.Errorf("%+v %+v", d.Model, d.Data)
	}
	for _, test := range []struct{ old, new, want string }{
		{"[26, 50]", "[26, 55]", `the tally has other bands of years: <26, 26–49, 50+, where the configuration has <26, 26–54, 55+`},
		{"years: {", "year: {", `the tally has no attribute "year" (did you mean "years"?); it has "sex", "years"`},
		{"  predicted: selected", "  predicted: selected\n  actual: hired", `the tally has no actual "actual"; it has none`},
		{"  predicted: selected", "  score: selected\n  cutoff: 0.5", `the tally has other cut-off of predicted: none, where the configuration has 0.5`},
		{"  predicted: selected", "  predicted: selected\n  positive: 0", `the tally has other positive values of predicted: 1, where the configuration has 0`},
	} {
		changed := strings.Replace(strings.Replace(config, "  intersections: [[sex, years]]\n", "", 1), test.old, test.new, 1)
		w.write("fairaudit.yaml", changed)
		got := w.run("audit", "a.tally.json", "--config", "fairaudit.yaml")
		if got.code != ExitIncomplete || got.out != "" || got.err != line("a.tally.json: "+test.want) {
			t.Errorf("%s: %+v", test.new, got)
		}
	}
}

// TestTallyRefusals checks what cannot be added up, and options that mean nothing.
func TestTallyRefusals(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "sex,age,selected,w\n"+strings.Repeat("F,30,1,1\nM,60,0,2\n", 40))
	base := []string{"in.csv", "--predicted", "selected", "--attribute", "sex"}
	tallied := func(name string, args ...string) {
		got := w.run(append([]string{"tally"}, args...)...)
		if got.code != 0 {
			t.Fatal(got.err)
		}
		w.write(name, got.out)
	}
	tallied("base.json", base...)
	tallied("age.json", append(base, "--attribute", "age:bands=26,50")...)
	tallied("age2.json", append(base, "--attribute", "age:bands=26,55")...)
	tallied("weighted.json", append(base, "--weight", "w")...)
	tallied("zero.json", append(base, "--predicted-positive", "0")...)
	tallied("same.json", base...)
	w.write("broken.json", `{"schema":"fairaudit-tally/1","measures":[]}`)
	for _, test := range []struct {
		args []string
		code int
		err  string
	}{
		{[]string{"base.json", "age.json"}, 4, "age.json: tallies with different axes cannot be added up: sex (attribute), predicted (predicted), against sex (attribute), age (attribute), predicted (predicted); the first are of base.json"},
		{[]string{"age.json", "age2.json"}, 4, "age2.json: tallies with different bands of age cannot be added up: <26, 26–49, 50+, against <26, 26–54, 55+; the first are of age.json"},
		{[]string{"base.json", "weighted.json"}, 4, "weighted.json: one tally has weights, another has none; the first are of base.json"},
		{[]string{"base.json", "zero.json"}, 4, "zero.json: tallies with different positive values of predicted cannot be added up: 1, against 0; the first are of base.json"},
		{append([]string{"zero.json"}, base...), 4, "zero.json: tallies with different positive values of predicted cannot be added up: 1, against 0; the first are of the rows"},
		{[]string{"broken.json"}, 4, "broken.json: not a tally this version reads: measures []"},
		{[]string{"in.csv", "--format", "tally"}, 4, "in.csv: not a tally: invalid character 's' looking for beginning of value"},
		{[]string{"base.json", "base.json"}, 4, "base.json: it is named twice, by base.json and by base.json: its rows would count double"},
		{[]string{"base.json", "absent.json"}, 2, "nothing to audit: name the column of decisions with --predicted, or --score with --cutoff"},
		{[]string{"base.json", "--predicted", "selected"}, 2, "--predicted says how rows are counted, and tallies are counted already: leave it out; reference groups stand in the configuration"},
		{[]string{"base.json", "--missing-marker", "NA"}, 2, "--missing-marker says how rows are counted, and tallies are counted already: leave it out; reference groups stand in the configuration"},
	} {
		got := w.run(append([]string{"audit"}, test.args...)...)
		if got.code != test.code || got.out != "" || got.err != line(test.err) {
			t.Errorf("%q: %+v\nwant %s", test.args, got, test.err)
		}
	}
	if got := w.run("audit", "base.json", "same.json"); got.code == ExitIncomplete || got.err != line("base.json and same.json hold the same counts; if they are copies, their people count double") {
		t.Errorf("%+v", got)
	}
	if got := w.run("plan", "weighted.json"); got.code != ExitIncomplete || got.err != line("weighted.json: a plan draws people, each of whom counts once, and this tally has weights") {
		t.Errorf("%+v", got)
	}
	if got := w.run("plan", "base.json", "--replicates", "10"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

// TestRowFlags holds that each flag of the inputs is known to matter to rows, or not to.
func TestRowFlags(t *testing.T) {
	judging := []string{"config", "no-config", "design-effect", "outcome", "format", "threads", "max-memory"}
	o := &inputOptions{}
	cmd := newTally(&IO{})
	cmd.ResetFlags()
	o.register(cmd, words.English)
	for _, name := range rowFlags {
		if cmd.Flags().Lookup(name) == nil {
			t.Errorf("there is no flag --%s", name)
		}
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(rowFlags, f.Name) && !slices.Contains(judging, f.Name) {
			t.Errorf("does --%s mean anything with tallies alone? List it in rowFlags, or here", f.Name)
		}
	})
}

// TestMinCell checks that few people are protected, and that no pass rests on it.
func TestMinCell(t *testing.T) {
	w := newWorld(t)
	large := people("F", 1500, 500, 500, 1500) + people("M", 1510, 490, 505, 1495)
	w.write("few.csv", csvHeader+large+people("X", 2, 1, 3, 9))
	w.write("more.csv", csvHeader+large+people("X", 20, 3, 30, 9)) // 62 people, of whom three make a cell too small
	for name, want := range map[string]string{"few.csv": "pass", "more.csv": "fail"} {
		if d := w.audited(on(name)...); string(d.Verdict) != want {
			t.Fatalf("%s: %s", name, d.Verdict)
		}
		w.write(name+".tally.json", w.tallied(on(name, "--min-cell", "5")...))
		d := w.audited(name + ".tally.json")
		if got := fmt.Sprintf("%s %d %s", attribute(t, d, "sex").Groups[0].Label, len(attribute(t, d, "sex").Groups), d.Verdict); got != "(suppressed) 2 inconclusive" {
			t.Errorf("%s: %s", name, got)
		}
	}
	table := w.run("audit", "few.csv.tally.json")
	for _, want := range []string{"not compared, suppressed to protect few people: sex 4,015 people", "there is only one group, nobody to compare with"} {
		if !strings.Contains(table.out, want) {
			t.Errorf("the table does not say %q\n%s", want, table.out)
		}
	}
	for args, want := range map[string]string{
		"--min-cell 1":    "--min-cell is at least 2, and not 1",
		"--min-cell many": `--min-cell: "many" is not a whole number`,
	} {
		if got := w.run(slices.Concat([]string{"tally"}, on("few.csv"), strings.Fields(args))...); got.code != ExitUsage || got.err != line(want) {
			t.Errorf("%s: %+v", args, got)
		}
	}
	got := w.run("tally", "few.csv", "--predicted", "selected", "--attribute", "sex", "--min-cell", "5000", "-o", "json=out.json")
	if got.code != ExitIncomplete || got.err != line("--min-cell 5000: the table over sex × predicted cannot be protected: even of all people together, a combination of outcomes has fewer than 5000") || slices.Contains(w.files(), "out.json") {
		t.Errorf("%+v", got)
	}
}
