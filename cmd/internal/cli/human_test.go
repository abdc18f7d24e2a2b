package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

// advised are rows of what a model advised and a person decided: F's favourable
// advice is followed 40 times of 50, M's 55 times of 60.
const advisedHeader = "sex,selected,final,region\n"

func advised() string {
	row := func(text string, n int) string { return strings.Repeat(text+"\n", n) }
	return row("F,1,yes,north", 40) + row("F,1,no,south", 10) + row("F,0,no,north", 45) + row("F,0,yes,south", 3) + row("F,1,,north", 2) +
		row("M,1,yes,south", 55) + row("M,1,no,north", 5) + row("M,0,no,south", 38) + row("M,0,yes,north", 2)
}

// byHuman are the flags for those rows.
func byHuman(more ...string) []string {
	return append([]string{"--predicted", "selected", "--human", "final", "--attribute", "sex"}, more...)
}

func TestHuman(t *testing.T) {
	w := newWorld(t)
	w.write("rows.csv", advisedHeader+advised())
	d := w.audited(append([]string{"rows.csv"}, byHuman()...)...)
	if got := fmt.Sprint(d.Data.Human.Name, d.Data.Human.Positive, d.Data.Human.Negative, d.Data.Undecided, d.Data.Used); got != "final[yes] [no] 2 200" {
		t.Error(got)
	}
	var got []string
	for _, g := range attribute(t, d, "sex").Groups {
		for _, id := range []string{"selection_rate", "override_rate", "positive_acceptance_rate", "negative_acceptance_rate", "final_selection_rate"} {
			got = append(got, fmt.Sprintf("%d/%d", *g.Rates[id].Num, g.Rates[id].Den))
		}
	}
	if got, want := strings.Join(got, " "), "52/100 13/98 40/50 45/48 43/98 60/100 7/100 55/60 38/40 57/100"; got != want {
		t.Errorf("got the rates %s, want %s", got, want)
	}
	if gaps := attribute(t, d, "sex").Gaps; len(gaps) != 4 || gaps[0].High.Label != "F" || gaps[0].Comparisons != 2 || !(gaps[0].Lower < gaps[0].Estimate && gaps[0].Estimate < gaps[0].Upper) {
		t.Errorf("got the gaps %+v", gaps)
	}
	for _, c := range d.Checks {
		if strings.Contains(c.Metric, "final") || strings.Contains(c.Metric, "override") {
			t.Errorf("%s judges final decisions", c.Rule)
		}
	}
	for number, id := range map[int]string{2: "human_decision", 4: "override_rate"} {
		if got := statusOf(d, number, id); got != report.Supplied {
			t.Errorf("commitment %d, %s: got %q, want it supplied, and no verdict", number, id, got)
		}
	}
	without := w.audited("rows.csv", "--predicted", "selected", "--attribute", "sex")
	if without.Data.Human != nil || without.Verdict != d.Verdict || statusOf(without, 4, "override_rate") != report.Missing || attribute(t, without, "sex").Gaps != nil {
		t.Errorf("without final decisions: %+v", without.Data)
	}

	table := strings.Join(strings.Fields(w.run(append([]string{"audit", "rows.csv"}, byHuman("--lang", "fr")...)...).out), " ")
	for _, want := range []string{"décisions finales humaines (final), décrites et jamais jugées", "contraires : F 13/98 = 13,3 % contre M 7/100 = 7,0 %, un écart de 6,3 points", "2 personnes sans décision finale"} {
		if !strings.Contains(table, want) {
			t.Errorf("the report has no %q:\n%s", want, table)
		}
	}
	// They are part of the model card, and of nothing that is published.
	for flag, shown := range map[string]bool{"--strict-waivers": true, "--publish": false} {
		card := w.run(append([]string{"audit", "rows.csv", "-o", "model-card", flag}, byHuman()...)...)
		if strings.Contains(card.out, "### Final decisions") != shown || strings.Contains(card.out, "13/98") != shown || !strings.Contains(card.out, "### Limits") {
			t.Errorf("%s: %+v", flag, card)
		}
	}
}

// statusOf is the status of evidence on a commitment that no rule judges.
func statusOf(d *report.Document, number int, id string) string {
	for _, e := range d.Commitments[number-1].Evidence {
		if e.ID == id && d.Commitments[number-1].Verdict == "" {
			return e.Status
		}
	}
	return ""
}

// TestHumanByAnyWay: counts, shards, configurations, partitions and joins give the
// same tally of the final decisions.
func TestHumanByAnyWay(t *testing.T) {
	w := newWorld(t)
	w.write("rows.csv", advisedHeader+advised())
	want := w.tallied(append([]string{"rows.csv"}, byHuman()...)...)
	if !strings.Contains(want, `{"name":"human","role":"human","positive":["yes"],"values":["","no","yes"]}`) {
		t.Errorf("the tally has no axis of final decisions: %s", want)
	}

	w.write("counts.csv", "sex,selected,final,n\nF,1,yes,40\nF,1,no,10\nF,0,no,45\nF,0,yes,3\nF,1,,2\nM,1,yes,55\nM,1,no,5\nM,0,no,38\nM,0,yes,2\n")
	w.write("all.tally.json", want)
	half := strings.SplitAfter(advised(), "\n")
	w.write("a.csv", advisedHeader+strings.Join(half[:90], ""))
	w.write("b.csv", advisedHeader+strings.Join(half[90:], ""))
	for _, part := range []string{"a", "b"} {
		w.write("shards/"+part+".tally.json", w.tallied(append([]string{part + ".csv"}, byHuman()...)...))
	}
	w.write("hive/final=yes/f.csv", "sex,selected\n"+strings.Repeat("F,1\n", 40)+strings.Repeat("F,0\n", 3)+strings.Repeat("M,1\n", 55)+strings.Repeat("M,0\n", 2))
	w.write("hive/final=no/f.csv", "sex,selected\n"+strings.Repeat("F,1\n", 10)+strings.Repeat("F,0\n", 45)+strings.Repeat("M,1\n", 5)+strings.Repeat("M,0\n", 38))
	w.write("hive/final=__HIVE_DEFAULT_PARTITION__/f.csv", "sex,selected\n"+strings.Repeat("F,1\n", 2))
	for _, args := range [][]string{append([]string{"counts.csv"}, byHuman("--counts", "n")...), {"all.tally.json"}, {"shards"}, append([]string{"hive"}, byHuman()...)} {
		if got := w.tallied(args...); got != want {
			t.Errorf("%q: the tally\n%swant\n%s", args, got, want)
		}
	}

	w.write("fairaudit.yaml", "version: 1\ndata: {predicted: selected, human: final, attributes: {sex: {}}}\n")
	if got := w.run("tally", "rows.csv"); got.out != want {
		t.Errorf("under a configuration: %+v", got)
	}
	rows, people := "id,selected,final\n", "id,sex\n"
	for i, line := range strings.Split(strings.TrimSpace(advised()), "\n") {
		fields := strings.Split(line, ",")
		rows += fmt.Sprintf("%d,%s,%s\n", i, fields[1], fields[2])
		people += fmt.Sprintf("%d,%s\n", i, fields[0])
	}
	w.write("joined.csv", rows)
	w.write("people.csv", people)
	joined := w.audited(append([]string{"joined.csv", "--attributes", "people.csv", "--key", "id", "--no-config"}, byHuman()...)...)
	if got, want := attribute(t, joined, "sex"), attribute(t, w.audited("rows.csv"), "sex"); fmt.Sprint(got.Gaps[0].Estimate, got.Groups[0].Rates["override_rate"].Den) != fmt.Sprint(want.Gaps[0].Estimate, want.Groups[0].Rates["override_rate"].Den) {
		t.Errorf("joined: got %+v, want %+v", got.Gaps, want.Gaps)
	}
	if query := w.run("sql", "--dialect", "duckdb", "--table", "t"); query.code != 0 || !strings.Contains(query.out, `AS "final"`) {
		t.Errorf("the query: %+v", query)
	}
	if got := w.run("tally", "rows.csv", "--min-cell", "6"); got.code != ExitIncomplete || !strings.Contains(got.err, "even of all people together, a combination of outcomes has fewer than 6") {
		t.Errorf("a cell of 5 people shows: %+v", got)
	}
	if got := w.run("tally", "rows.csv", "--min-cell", "2"); got.code != ExitPass || got.out != want {
		t.Errorf("no cell of fewer than 2: %+v", got)
	}
}

func TestHumanErrors(t *testing.T) {
	w := newWorld(t)
	w.write("rows.csv", advisedHeader+advised())
	w.write("odd.csv", "sex,selected,final\nF,1,kept\nM,0,turned\n")
	w.write("t.tally.json", w.tallied(append([]string{"rows.csv"}, byHuman()...)...))
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{append([]string{"rows.csv"}, byHuman("--human", "finally")...), ExitIncomplete, `rows.csv: there is no column "finally" (did you mean "final"?); the columns are "sex", "selected", "final", "region"`},
		{append([]string{"rows.csv"}, byHuman("--human", "selected")...), ExitUsage, `column "selected" is both what was predicted and what was finally decided`},
		{append([]string{"rows.csv"}, byHuman("--actual", "final")...), ExitUsage, `column "final" is both what was finally decided and what came of it`},
		{append([]string{"rows.csv"}, byHuman("--human", "sex")...), ExitUsage, `column "sex" is both an outcome and attribute "sex"`},
		{append([]string{"odd.csv"}, byHuman()...), ExitIncomplete, `odd.csv: column "final": cannot tell which values are positive; found "kept", "turned"; name the positive values with --human-positive (the others are negative)`},
		{[]string{"t.tally.json", "--human", "final"}, ExitUsage, "--human says how rows are counted, and tallies are counted already: leave it out; reference groups stand in the configuration"},
	} {
		if got := w.run(append([]string{"audit"}, c.args...)...); got.code != c.code || got.err != line(c.want) || got.out != "" {
			t.Errorf("%q: got %+v, want code %d and\n%s", c.args, got, c.code, c.want)
		}
	}
	named := w.audited(append([]string{"odd.csv"}, byHuman("--human-positive", "kept")...)...)
	if got := fmt.Sprint(named.Data.Human.Positive, named.Data.Human.Negative); got != "[kept] [turned]" {
		t.Errorf("named positive values: got %s", got)
	}
	w.write("fairaudit.yaml", "version: 1\ndata: {predicted: selected, human: final, human_positive: turned, attributes: {sex: {}}}\n")
	if d := w.audited("odd.csv"); fmt.Sprint(d.Data.Human.Positive) != "[turned]" {
		t.Errorf("under a configuration: %+v", d.Data.Human)
	}
}

// TestInitFindsFinalDecisions: a column named after a person's decision is not the
// model's, unless there is no other.
func TestInitFindsFinalDecisions(t *testing.T) {
	w := newWorld(t)
	rows := strings.Repeat("F,1,1\nM,0,1\nF,0,0\nM,1,1\n", 20)
	w.write("both.csv", "sexe,recommandé,décision_finale\n"+rows)
	if got := settings(w.accepted("both.csv")); !strings.Contains(got, "predicted: recommandé\nhuman: décision_finale\n") {
		t.Errorf("got\n%s", got)
	}
	w.write("one.csv", "sexe,x,décision_finale\n"+rows)
	if got := settings(w.accepted("one.csv")); !strings.Contains(got, "predicted: décision_finale\n") || strings.Contains(got, "human:") {
		t.Errorf("got\n%s", got)
	}
}
