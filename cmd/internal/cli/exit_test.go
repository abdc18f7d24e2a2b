package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestExitCodes holds the whole table of exit codes. The input "absent.csv" does
// not exist: where the code is not 4, it was not looked for.
func TestExitCodes(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("ragged.csv", csvHeader+"F,1,1\nM,1\n")
	w.write("dir/keep", "")
	w.write("policies/bad.yaml", "version: 1\npolicy: mine\nrules:\n  gap: {rate: tprr, difference: max-min, bound: \"<= 0.1\"}\n")
	w.write("policies/labels.yaml", "version: 1\npolicy: mine\nrules:\n  gap: {rate: tpr, difference: max-min, bound: \"<= 0.1\", severity: block}\n")
	w.write("policies/required.yaml", "version: 1\npolicy: mine\nrules:\n  gap: {rate: tpr, difference: max-min, bound: \"<= 0.1\", severity: block, require: true}\n  sel: {rate: selection_rate, difference: max-min, bound: \"<= 0.1\", severity: block}\n")
	w.write("policies/warn.yaml", "version: 1\npolicy: mine\nrules:\n  gap: {rate: selection_rate, difference: max-min, bound: \"<= 0.5\", severity: block}\n  ideal: {rate: selection_rate, difference: max-min, bound: \"<= 0.01\", severity: warn}\n  report: {rate: selection_rate, ratio: min/max, bound: \">= 0.99\", severity: report}\n")
	w.write("policies/bad-config.yaml", "version: 1\ndata:\n  predictd: selected\n")
	before := w.files()
	nobody := func(file string, more ...string) []string {
		return slices.Concat([]string{"audit", file, "--predicted", "selected", "--attribute", "sex"}, more)
	}

	tests := []struct {
		name string
		args []string
		code int
		out  string // which the output must hold; empty for no output
		err  string // the whole standard error, without "fairaudit: ", or its beginning up to "…"
	}{
		{"fair and large", auditOn("fair.csv"), 0, "✓ RESPECTED", ""},
		{"a warning that fails", auditOn("unfair.csv", "--policy", "policies/warn.yaml"), 0, "1 passed · beside the decision: 2 warnings", ""},
		{"unfair", auditOn("unfair.csv"), 1, "✗ NOT RESPECTED", ""},
		{"unfair, all the same", auditOn("unfair.csv", "--inconclusive", "pass"), 1, "✗ NOT RESPECTED", ""},
		{"small", auditOn("small.csv"), 3, "? INCONCLUSIVE", ""},
		{"small, to pass", auditOn("small.csv", "--inconclusive", "pass"), 0, "exit 0, as asked", ""},
		{"small, to fail", auditOn("small.csv", "--inconclusive=fail"), 1, "exit 1, as asked", ""},
		{"no rule to block", nobody("fair.csv", "--policy", "policies/labels.yaml"), 3, "no rule that decides could be evaluated", ""},
		{"a required rule without labels", nobody("fair.csv", "--policy", "policies/required.yaml"), 3, "not evaluated: gap (required)", ""},
		{"a required rule without labels, counted", nobody("fair.csv", "--policy", "policies/required.yaml"), 3, "0 failed · 0 inconclusive · 1 passed · 1 required and not evaluated", ""},

		{"unknown flag", auditOn("absent.csv", "--atribute", "sex"), 2, "", `there is no flag --atribute (did you mean "--attribute"?); see fairaudit audit --help`},
		{"unknown short flag", auditOn("absent.csv", "-z"), 2, "", `unknown shorthand flag: 'z' in -z; see fairaudit audit --help`},
		{"flag without value", []string{"audit", "absent.csv", "--predicted"}, 2, "", `flag needs an argument: --predicted; see fairaudit audit --help`},
		{"flag that is no number", auditOn("absent.csv", "--max-values", "many"), 2, "", `--max-values: "many" is not a whole number`},
		{"unknown command", []string{"audti", "absent.csv"}, 2, "", `there is no command "audti" (did you mean "audit"?); see fairaudit --help`},
		{"unknown subcommand", []string{"policy", "lst"}, 2, "", `there is no command "policy lst" (did you mean "list"?); see fairaudit policy --help`},
		{"unknown topic", []string{"help", "exit-code"}, 2, "", `there is no command "exit-code" (did you mean "exit-codes"?); see fairaudit help --help`},
		{"unknown shell", []string{"completion", "dash"}, 2, "", `there is no command "completion dash" (did you mean "bash"?); see fairaudit completion --help`},
		{"no input", append([]string{"audit"}, roles...), 2, "", `audit needs at least one FILE; see fairaudit audit --help`},
		{"too many arguments", []string{"version", "1"}, 2, "", `version takes no argument, and "1" is one too many; see fairaudit version --help`},
		{"bad policy", auditOn("absent.csv", "--policy", "policies/bad.yaml"), 2, "",
			`policies/bad.yaml:4:15: there is no rate "tprr" (did you mean "tpr"?); the rates are selection_rate, …`},
		{"unknown policy", auditOn("absent.csv", "--policy", "chartr"), 2, "", `there is no built-in policy "chartr" (did you mean "charter"?); there are charter, …`},
		{"absent policy", auditOn("absent.csv", "--policy", "rules.yaml"), 2, "", w.dir + `/rules.yaml: there is no such file`},
		{"bad configuration", []string{"audit", "absent.csv", "--config", "policies/bad-config.yaml"}, 2, "",
			`policies/bad-config.yaml:3:3: unknown key "predictd" (did you mean "predicted"?); the keys here are actual, human, predicted, …`},
		{"absent configuration", auditOn("absent.csv", "--config", "no.yaml"), 2, "", w.dir + `/no.yaml: there is no such file`},
		{"two wishes about the configuration", auditOn("absent.csv", "--config", "x.yaml", "--no-config"), 2, "", `--config and --no-config exclude each other`},
		{"score without cut-off", []string{"audit", "absent.csv", "--score", "s", "--attribute", "sex"}, 2, "", `--score needs --cutoff: the score from which the decision is positive`},
		{"cut-off without score", []string{"audit", "absent.csv", "--cutoff", "1", "--attribute", "sex"}, 2, "", `--cutoff needs --score: the column of scores`},
		{"cut-off of decisions", auditOn("absent.csv", "--cutoff", "1"), 2, "", `--cutoff belongs to --score, not to --predicted`},
		{"cut-off that is none", []string{"audit", "absent.csv", "--score", "s", "--cutoff", "NaN", "--attribute", "sex"}, 2, "", `--cutoff must be a number, not NaN`},
		{"decisions and score", auditOn("absent.csv", "--score", "s", "--cutoff", "1"), 2, "", `--predicted and --score exclude each other: a score with its cut-off is the decision`},
		{"no attribute", []string{"audit", "absent.csv", "--predicted", "selected"}, 2, "", `nobody to compare: name at least one column with --attribute`},
		{"no decisions", []string{"audit", "absent.csv", "--attribute", "sex"}, 2, "", `nothing to audit: name the column of decisions with --predicted, or --score with --cutoff`},
		{"attribute twice", auditOn("absent.csv", "--attribute", "sex"), 2, "", `attribute "sex" is named twice`},
		{"unknown intersection", auditOn("absent.csv", "--intersect", "sex,aeg"), 2, "", `the intersection names "aeg", which is no attribute; the attributes are "sex"`},
		{"bad bands", auditOn("absent.csv", "--attribute", "age:bands=26,x"), 2, "", `--attribute age:bands=26,x: bands are the numbers between them, as in bands=26,50; "x" is none`},
		{"bad values", auditOn("absent.csv", "--attribute", "age:values=1"), 2, "", `--attribute age:values=1: values are written as values=1=yes,0=no; "1" has no =`},
		{"unknown report format", auditOn("absent.csv", "-o", "jsn"), 2, "", `-o jsn: there is no format "jsn" (did you mean "json"?); the formats are table, html, …`},
		{"unknown input format", auditOn("absent.csv", "--format", "xlsx"), 2, "", `--format is one of parquet, csv, tally, not "xlsx"`},
		{"unknown separator", auditOn("absent.csv", "--separator", "::"), 2, "", `--separator is one of , ; | or tab, not "::"`},
		{"unknown word", auditOn("absent.csv", "--missing", "ignore"), 2, "", `--missing is group, drop or error, not "ignore"`},
		{"unknown outcome", auditOn("absent.csv", "--outcome", "good"), 2, "", `--outcome is benefit or burden, not "good"`},
		{"unknown colour", auditOn("absent.csv", "--color", "red"), 2, "", `--color is auto, always or never, not "red"`},
		{"unknown move", auditOn("absent.csv", "--inconclusive", "ignore"), 2, "", `--inconclusive is pass or fail, not "ignore"`},
		{"two reports on the standard output", auditOn("absent.csv", "-o", "table", "-o", "json=-"), 2, "", `-o: at most one report goes to the standard output; write the others as FORMAT=PATH`},
		{"two reports at one path", auditOn("absent.csv", "-o", "table=r", "-o", "json=./r"), 2, "", `-o json=./r: another report goes to that path`},
		{"a tally as a table", append([]string{"tally", "-o", "table"}, on("absent.csv")...), 2, "", `-o table: a tally is written as json`},

		{"no such file", auditOn("absent.csv"), 4, "", `absent.csv: there is no such file`},
		{"no such file beside one", auditOn("fair.csv", "absent.csv"), 4, "", `absent.csv: there is no such file`},
		{"a directory", auditOn("dir"), 4, "", `dir: no file of a known format lies below this directory; their names end in .csv, .tsv, .csv.gz, .tsv.gz, .csv.zst, .tsv.zst, .parquet, .pq, .tally.json`},
		{"missing column", []string{"audit", "fair.csv", "--predicted", "selectd", "--attribute", "sex"}, 4, "",
			`fair.csv: there is no column "selectd" (did you mean "selected"?); the columns are "sex", "selected", "hired"`},
		{"malformed", auditOn("ragged.csv"), 4, "", `ragged.csv:3: the row has 2 fields, but the header has 3`},
		{"absent reference", []string{"audit", "fair.csv", "--predicted", "selected", "--attribute", "sex:reference=H"}, 4, "", `attribute "sex" has no group "H" to refer to; its groups are "F", "M"`},
		{"report in no directory", auditOn("fair.csv", "-o", "json=no/dir/r.json"), 4, "", `no/dir/r.json: cannot be written: there is no directory ` + w.dir + `/no/dir`},
		{"report at a directory", auditOn("fair.csv", "-o", "json=dir"), 4, "", `dir: cannot be written: it is a directory`},
		{"tally in no directory", append([]string{"tally", "-o", "json=no/dir/t.json"}, on("absent.csv")...), 4, "", `no/dir/t.json: cannot be written: there is no directory ` + w.dir + `/no/dir`},
		{"manual in no directory", []string{"man", "no"}, 4, "", w.dir + `/no/fairaudit-audit.1: there is no such file`},
	}
	for _, test := range tests {
		got := w.run(test.args...)
		if got.code != test.code {
			t.Errorf("%s: code %d, want %d", test.name, got.code, test.code)
		}
		if !strings.Contains(got.out, test.out) || test.out == "" && got.out != "" {
			t.Errorf("%s: the output holds no %q:\n%s", test.name, test.out, got.out)
		}
		if want := line(test.err); !says(got.err, want) {
			t.Errorf("%s: standard error\n%swant\n%s", test.name, got.err, want)
		}
		if after := w.files(); !slices.Equal(after, before) {
			t.Fatalf("%s: files %q, want %q", test.name, after, before)
		}
		if test.args[0] == "audit" && test.code != ExitUsage && !slices.Contains(test.args, "-o") {
			if code := w.run(append(test.args, "-o", "json")...).code; code != test.code {
				t.Errorf("%s: code %d as JSON, %d as a table", test.name, code, test.code)
			}
		}
	}
	if code := w.run("help", "exit-codes"); !strings.Contains(code.out, "  130  interrupted") {
		t.Errorf("%+v", code)
	}
}

// line is a message as the program writes it.
func line(text string) string {
	if text == "" {
		return ""
	}
	return "fairaudit: " + text + "\n"
}

// says reports whether the program wrote what was wanted, and one line only.
func says(got, want string) bool {
	if start, cut := strings.CutSuffix(want, "…\n"); cut {
		return strings.HasPrefix(got, start) && strings.Count(got, "\n") == 1
	}
	return got == want
}

// TestUnwritable checks a directory that nobody may write to.
func TestUnwritable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	w := newWorld(t)
	w.writeVerdicts()
	w.write("locked/keep", "")
	if err := os.Chmod("locked", 0o500); err != nil {
		t.Fatal(err)
	}
	want := outcome{ExitIncomplete, "", line("locked/r.json: cannot be written: permission denied")}
	if got := w.run(auditOn("fair.csv", "-o", "json=locked/r.json")...); got != want {
		t.Errorf("%+v", got)
	}
}

// TestStandardOutputFails checks that a report that could not be written is told.
func TestStandardOutputFails(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, args := range [][]string{auditOn("fair.csv"), auditOn("fair.csv", "-o", "json"), append([]string{"tally"}, on("fair.csv")...)} {
		var err strings.Builder
		code := Run(context.Background(), args, IO{Out: broken{}, Err: &err, Env: func(string) string { return "" }, Dir: w.dir})
		if code != ExitIncomplete || err.String() != line("writing to the standard output: the pipe is closed") {
			t.Errorf("%q: code %d, %s", args, code, err.String())
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("the pipe is closed") }

// TestInterrupted checks that a cancelled run ends at once, whatever it waits
// for, says so and leaves no file.
func TestInterrupted(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	before := w.files()
	tests := []struct {
		name  string
		input func(cancel func()) io.Reader
	}{
		{"before", func(cancel func()) io.Reader {
			cancel()
			return strings.NewReader(csvHeader + people("F", 1, 1, 1, 1))
		}},
		{"while a read waits", func(cancel func()) io.Reader { return &waiting{cancel: cancel} }},
		{"while rows come", func(cancel func()) io.Reader { return &coming{cancel: cancel, left: 100} }},
	}
	for _, test := range tests {
		for _, args := range [][]string{
			auditOn("-", "-o", "table", "-o", "json=report.json"),
			append([]string{"tally", "-o", "json=tally.json"}, on("-")...),
			append([]string{"tally"}, on("-")...),
		} {
			ctx, cancel := context.WithCancel(context.Background())
			w.in = test.input(cancel)
			done := make(chan outcome, 1)
			go func() { done <- w.runContext(ctx, args...) }()
			select {
			case got := <-done:
				if want := (outcome{ExitInterrupted, "", line("interrupted")}); got != want {
					t.Errorf("%s, %q: %+v", test.name, args, got)
				}
			case <-time.After(30 * time.Second):
				t.Fatalf("%s, %q: it goes on", test.name, args)
			}
			cancel()
			if after := w.files(); !slices.Equal(after, before) {
				t.Errorf("%s, %q: files %q, want %q", test.name, args, after, before)
			}
		}
	}
}

// waiting is interrupted while it waits for a row that never comes.
type waiting struct{ cancel func() }

func (w *waiting) Read([]byte) (int, error) {
	w.cancel()
	select {}
}

// coming is interrupted amid rows that never end.
type coming struct {
	cancel func()
	left   int
	begun  bool
}

func (c *coming) Read(p []byte) (int, error) {
	if !c.begun {
		c.begun = true
		return copy(p, csvHeader), nil
	}
	if c.left--; c.left == 0 {
		c.cancel()
	}
	return copy(p, "F,1,1\n"), nil
}

// TestFault checks that a fault of the program's own is no verdict.
func TestFault(t *testing.T) {
	w := newWorld(t)
	w.in = faulty{}
	got := w.run(auditOn("-")...)
	if got.code != ExitIncomplete || got.out != "" || !strings.HasPrefix(got.err, "fairaudit: a fault of its own, please report it: the reader is broken\n") {
		t.Errorf("%+v", got)
	}
}

type faulty struct{}

func (faulty) Read([]byte) (int, error) { panic("the reader is broken") }
