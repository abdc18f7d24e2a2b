package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/report"
)

// decisions and attributes of 400 people, of whom 8 are only in one of the two;
// some decisions have no key, and some people two decisions.
func apart() (decisions, attributes, whole string) {
	var d, a, w strings.Builder
	d.WriteString("id,selected,hired,region\n")
	a.WriteString("person;sex;born;region\n")
	w.WriteString("id,selected,hired,region,sex,born\n")
	for i := range 400 {
		sex, born, region := []string{"F", "M"}[i%2], fmt.Sprintf("%d-06-30", 1950+i%60), []string{"north", "south"}[i/2%2]
		if i < 396 {
			fmt.Fprintf(&a, "%d;%s;%s;%s\n", 1000+i, sex, born, region)
		} else {
			sex, born = "", ""
		}
		if i >= 4 {
			row := fmt.Sprintf("%d,%d,%d,%s", 1000+i, i/3%2, i/5%2, region)
			if i%50 == 7 {
				row, sex, born = row[4:], "", ""
			}
			for range 1 + i%40/39 {
				d.WriteString(row + "\n")
				fmt.Fprintf(&w, "%s,%s,%s\n", row, sex, born)
			}
		}
	}
	return d.String(), a.String(), w.String()
}

var apartRoles = []string{"--predicted", "selected", "--actual", "hired", "--attribute", "sex", "--attribute", "born:age_at=2026-01-01,bands=26,50", "--intersect", "sex,born"}

// TestAttributesApart checks that attributes in a file of their own give the tally
// of one table, wherever that file comes from.
func TestAttributesApart(t *testing.T) {
	w := newWorld(t)
	decisions, attributes, whole := apart()
	w.write("decisions.csv", decisions)
	w.write("people.csv", attributes)
	w.write("people.csv.gz", gzipped(t, attributes))
	w.write("whole.csv", whole)
	lines := strings.SplitAfter(attributes, "\n")
	w.write("many/a.csv", lines[0]+strings.Join(lines[1:200], ""))
	w.write("many/b.csv", lines[0]+strings.Join(lines[200:], ""))
	for _, region := range []string{"north", "south"} {
		part := "person;sex;born\n"
		for _, l := range lines[1:] {
			if cut, ok := strings.CutSuffix(l, ";"+region+"\n"); ok {
				part += cut + "\n"
			}
		}
		w.write("hive/region="+region+"/part.csv", part)
	}
	w.write("conf/fairaudit.yaml", `version: 1
data:
  predicted: selected
  actual: hired
  attributes_file: {path: ../people.csv, key: [id=person, region]}
  attributes:
    sex: {column: sex}
    born: {column: born, age_at: 2026-01-01, bands: [26, 50]}
  intersections: [[sex, born]]
`)
	want := w.tallied(append([]string{"whole.csv"}, apartRoles...)...)
	for _, args := range []string{
		"decisions.csv --attributes people.csv --key id=person", "decisions.csv --attributes people.csv.gz --key id=person --threads 3",
		"decisions.csv --attributes people.csv --key id=person,region", "decisions.csv --attributes people.csv --key region --key id=person",
		"decisions.csv --attributes many --key id=person", "decisions.csv --attributes many/a.csv --attributes many/b.csv --key id=person",
		"decisions.csv --attributes hive --key id=person,region --threads 1", "decisions.csv --attributes - --key id=person", "- --attributes people.csv --key id=person",
		"decisions.csv --separator , --attributes people.csv --key id=person --max-memory 1GiB",
		"decisions.csv --config conf/fairaudit.yaml", "decisions.csv --config conf/fairaudit.yaml --key id=person", "decisions.csv --config conf/fairaudit.yaml --attributes many",
	} {
		arguments := strings.Fields(args)
		w.in = strings.NewReader(attributes)
		if arguments[0] == "-" {
			w.in = strings.NewReader(decisions)
		}
		if !strings.Contains(args, "--config") {
			arguments = append(arguments, apartRoles...)
		}
		got, joined := withoutJoin(t, w.tallied(arguments...))
		if got != want {
			t.Errorf("%s: the tally\n%swant\n%s", args, got, want)
		}
		if want := (tally.Joined{Matched: 393, Unmatched: 5, Keyless: 8, Repeated: 9, People: tally.People{Read: 396, Unused: 12}}); joined != want {
			t.Errorf("%s: %+v, want %+v", args, joined, want)
		}
	}
}

// withoutJoin takes the account of the join out of a tally.
func withoutJoin(t *testing.T, text string) (string, tally.Joined) {
	t.Helper()
	counts, err := tally.Decode(strings.NewReader(text))
	if err != nil || counts.Joined == nil {
		t.Fatal(err, text)
	}
	joined := *counts.Joined
	counts.Joined = nil
	var b strings.Builder
	if err := counts.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), joined
}

// TestJoinIsReported checks the account of a join in the document and the table,
// the rule on unmatched rows, and that tallies carry what it needs.
func TestJoinIsReported(t *testing.T) {
	w := newWorld(t)
	decisions, attributes, whole := apart()
	w.write("decisions.csv", decisions)
	w.write("people.csv", attributes)
	w.write("whole.csv", whole)
	w.write("rules.yaml", "version: 1\npolicy: mine\nrules:\n  gap: {rate: selection_rate, difference: max-min, bound: \"<= 0.5\"}\n  unmatched: {share: unmatched, bound: \"<= 0.02\"}\n")
	args := append([]string{"decisions.csv", "--attributes", "people.csv", "--key", "id=person,region", "--policy", "rules.yaml"}, apartRoles...)
	d := w.audited(args...)
	got, _ := json.Marshal(d.Data.Join)
	want := `{"sources":["people.csv"],"key":["id=person","region"],"columns":["sex","born"],"matched":393,"unmatched":5,"keyless":8,"repeated":9,"people":{"read":396,"unused":12,"keyless":0}}`
	if string(got) != want {
		t.Errorf("the account\n%s\nwant\n%s", got, want)
	}
	i := slices.IndexFunc(d.Checks, func(c report.Check) bool { return c.Rule == "unmatched" })
	if c := d.Checks[i]; c.Attribute != "people.csv" || c.Verdict != "fail" || fmt.Sprintf("%.4f", c.Estimate) != "0.0320" {
		t.Errorf("%+v", c)
	}
	table := w.run(append([]string{"audit"}, args...)...)
	if want := "joined people.csv by id=person, region: 393 rows matched (9 of somebody who had one before), 5 not,\n8 without a key · of its 396 rows, 12 unused\n"; !strings.Contains(table.out, want) {
		t.Errorf("%s\nhas not\n%s", table.out, want)
	}

	w.write("counts.json", w.run(append([]string{"tally"}, slices.Concat(args[:5], apartRoles)...)...).out)
	d = w.audited("counts.json", "--policy", "rules.yaml")
	if j := d.Data.Join; j == nil || j.Unmatched != 5 || len(j.Sources) != 0 || len(d.Checks) != 3 || d.Checks[2].Verdict != "fail" {
		t.Errorf("of the tally: %+v, %+v", d.Data.Join, d.Checks)
	}
	table = w.run("audit", "counts.json", "--policy", "rules.yaml")
	if want := "joined with a file of attributes where the tallies were made: 393 rows matched"; !strings.Contains(table.out, want) {
		t.Errorf("%s\nhas not\n%s", table.out, want)
	}
	d = w.audited(append([]string{"whole.csv", "--policy", "rules.yaml"}, apartRoles...)...)
	if d.Data.Join != nil || len(d.NotEvaluated) != 1 || d.NotEvaluated[0].Rule != "unmatched" {
		t.Errorf("%+v %+v", d.Data.Join, d.NotEvaluated)
	}
}

func TestJoinErrors(t *testing.T) {
	w := newWorld(t)
	decisions, attributes, _ := apart()
	w.write("decisions.csv", decisions)
	w.write("people.csv", attributes)
	w.write("bare.csv", "id,sex\n1,F\n")
	w.write("twice.csv", "id,sex\n7,F\n\"8\",M\n 7.0,F\n8,F\n7,M\n")
	w.write("other.csv", "id,sex\n9,F\n10,\n")
	w.write("several.csv", "id,region,sex\nA,north,F\nB,north,F\nA,north,F\n")
	w.write("number.csv", "id,sex,age\n1,F,30\n2,F,old\n")
	w.write("bad.yaml", "version: 1\ndata:\n  attributes_file: {pth: a.csv}\n")
	w.write("keyless.yaml", "version: 1\ndata:\n  attributes_file: {path: a.csv, key: [\"=b\"]}\n")
	for _, test := range []struct {
		args string
		code int
		want string
	}{
		{"decisions.csv --attributes people.csv", ExitUsage, "--attributes needs --key: the columns by which a row finds its person, as --key id"},
		{"decisions.csv --key id", ExitUsage, "--key needs --attributes: the file in which a row finds its person"},
		{"decisions.csv --attributes people.csv --key id,id", ExitUsage, "--key: the key names a column twice, in id and in id"},
		{"decisions.csv --attributes people.csv --key id=", ExitUsage, `--key: a column of the key is written as id, or as id=person where the file of attributes calls it person, not "id="`},
		{"- --attributes - --key id", ExitUsage, "both the rows and the attributes are to be read from the standard input: save one of them to a file"},
		{"decisions.csv --config keyless.yaml", ExitUsage, `keyless.yaml:3:39: a column of the key is written as id, or as id=person where the file of attributes calls it person, not "=b"`},
		{"decisions.csv --attributes people.csv --key id=person -o json=people.csv", ExitUsage, "people.csv: the report would replace what is read; give it another path"},
		{"decisions.csv --attributes absent.csv --key id", ExitIncomplete, "absent.csv: there is no such file"},
		{"decisions.csv --attributes bare.csv --key id --stratum job", ExitIncomplete,
			`neither decisions.csv nor bare.csv has a column "job"; the columns are "id", "selected", "hired", "region", and of the attributes "id", "sex"`},
		{"decisions.csv --attributes several.csv --key id --attribute region", ExitIncomplete,
			`column "region": both decisions.csv and several.csv have it, and nobody could tell which is meant: rename it in one of them, or take it out`},
		{"decisions.csv --attributes bare.csv --key person", ExitIncomplete, `bare.csv: there is no column "person"; the columns are "id", "sex"`},
		{"decisions.csv --attributes people.csv --key ids=person", ExitIncomplete, `decisions.csv: there is no column "ids" (did you mean "id"?); the columns are "id", "selected", "hired", "region"`},
		{"decisions.csv --attributes twice.csv --key id", ExitIncomplete, `twice.csv:4: the key id = "7" is there twice, first at twice.csv:2; a file of attributes has one row for each person`},
		{"decisions.csv --attributes other.csv --attributes twice.csv --attributes bare.csv --key id", ExitIncomplete,
			`twice.csv:4: the key id = "7" is there twice, first at twice.csv:2; a file of attributes has one row for each person`},
		{"decisions.csv --attributes other.csv --attributes number.csv --attributes bare.csv --key id", ExitIncomplete,
			`bare.csv:2: the key id = "1" is there twice, first at number.csv:2; a file of attributes has one row for each person`},
		{"decisions.csv --attributes several.csv --key id,region", ExitIncomplete, `several.csv:4: the key id = "A", region = "north" is there twice, first at several.csv:2; a file of attributes has one row for each person`},
		{"decisions.csv --attributes number.csv --key id --attribute age:bands=26,50", ExitIncomplete, `number.csv:3: column "age": "old" is not a number, and the column is to be cut into bands`},
		{"decisions.csv --attributes - --key id --attribute age:quantiles=2", ExitIncomplete,
			"-: quantiles and medians need two passes over the rows, and this can be read only once: save it to a file and name that, or state the limits with bands or --cutoff"},
		{"decisions.csv --attributes other.csv --key id --missing error", ExitIncomplete, `decisions.csv:2: no value for attribute "sex", and missing values are to be errors`},
	} {
		w.in = strings.NewReader("id,sex,age\n1,F,3\n")
		got := w.run(append([]string{"audit"}, slices.Concat(strings.Fields(test.args), []string{"--predicted", "selected", "--attribute", "sex"})...)...)
		if got.code != test.code || got.out != "" || got.err != line(test.want) {
			t.Errorf("%s: code %d\n%s%s\nwant %d\n%s", test.args, got.code, got.out, got.err, test.code, line(test.want))
		}
	}
	if got := w.run("audit", "decisions.csv", "--config", "bad.yaml", "--predicted", "selected", "--attribute", "sex"); got.code != ExitUsage ||
		!strings.Contains(got.err, `bad.yaml:3:21: unknown key "pth" (did you mean "path"?)`) || !strings.Contains(got.err, "attributes_file needs key") {
		t.Errorf("%+v", got)
	}
}

// TestJoinWithinMemory checks that a file of attributes which would take too much
// is refused with advice.
func TestJoinWithinMemory(t *testing.T) {
	w := newWorld(t)
	w.write("decisions.csv", "id,selected\n1,1\n")
	var people strings.Builder
	people.WriteString("id,sex\n")
	for i := range 900_000 {
		fmt.Fprintf(&people, "person number %d of a million,F\n", i)
	}
	w.write("people.csv", people.String())
	args := []string{"audit", "decisions.csv", "--attributes", "people.csv", "--key", "id", "--predicted", "selected", "--attribute", "sex"}
	got := w.run(append(args, "--max-memory", "64MiB")...)
	if want := "fairaudit: people.csv"; got.code != ExitIncomplete || !strings.HasPrefix(got.err, want) || !strings.Contains(got.err, "the file of attributes takes more than the 32 MiB it is allowed, which is half of --max-memory") {
		t.Errorf("%+v", got)
	}
	if got := w.run(append(args, "--max-memory", "512MiB")...); got.code != ExitInconclusive {
		t.Errorf("%+v", got)
	}
}
