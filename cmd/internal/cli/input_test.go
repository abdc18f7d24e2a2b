package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

// TestBadInput checks that each input that cannot be audited ends with code 4,
// one line that says where and what, and no report.
func TestBadInput(t *testing.T) {
	all := people("F", 30, 30, 30, 30) + people("M", 30, 30, 30, 30)
	var scores string
	for i := range 20 {
		scores += fmt.Sprintf("F,0.%02d\n", 2*i+1)
	}
	tests := []struct {
		name, file, text string
		args             []string // in place of the roles
		err              string
	}{
		{"missing column", "in.csv", "sexe,selected,hired\nF,1,1\n", nil, `in.csv: there is no column "sex" (did you mean "sexe"?); the columns are "sexe", "selected", "hired"`},
		{"column twice", "in.csv", "sex,selected,hired,sex\nF,1,1,F\n", nil, `in.csv: column "sex": the input names it twice, as columns 1 and 4`},
		{"ragged row", "in.csv", csvHeader + all + "F,1\n", nil, `in.csv:242: the row has 2 fields, but the header has 3`},
		{"open quote", "in.csv", csvHeader + "F,1,1\n\"F,1,1\n", nil, `in.csv:3: a quoted field starts on this line and is never closed`},
		{"text behind a quote", "in.csv", csvHeader + "\"F\"M,1,1\n", nil, `in.csv:2: "M,1,1" follows a closing quote: a quote inside a quoted field is written twice`},
		{"not UTF-8", "in.csv", csvHeader + "F\xe9minin,1,1\n", nil, `in.csv:2: column "sex": "F\xe9minin" is not UTF-8: save the file as UTF-8, or read it with --encoding latin1`},
		{"UTF-16", "in.csv", "\xff\xfes\x00e\x00x\x00", nil, `in.csv: the file is in UTF-16: save it as UTF-8`},
		{"a workbook", "in.xlsx", "PK\x03\x04\x14\x00", nil, `in.xlsx: the file is a ZIP archive or a workbook: save the sheet as CSV in UTF-8`},
		{"compressed", "in.csv.gz", "\x1f\x8b\x08\x00", nil, `in.csv.gz: the gzip data end too early: the file is truncated`},
		{"outside the pair", "in.csv", csvHeader + all + "F,maybe,1\n", nil, `in.csv:242: column "selected": "maybe" is neither "0" nor "1"; name the positive values with --predicted-positive (the others are negative)`},
		{"scores as decisions", "in.csv", "sex,selected\n" + scores, []string{"--predicted", "selected", "--attribute", "sex"}, `in.csv: column "selected": 20 different numbers, and none of them a decision: name a column of scores with --score and --cutoff`},
		{"no usual pair", "in.csv", "sex,selected\nF,hired\nM,rejected\n", []string{"--predicted", "selected", "--attribute", "sex"}, `in.csv: column "selected": cannot tell which values are positive; found "hired", "rejected"; name the positive values with --predicted-positive (the others are negative)`},
		{"named value absent", "in.csv", csvHeader + all, append([]string{"--predicted-positive", "yes"}, roles...), `in.csv: column "selected": none of the positive values "yes" occurs; the values found are "0", "1"`},
		{"empty", "in.csv", "", nil, `in.csv: the file is empty: a first line with the names of the columns is needed`},
		{"header only", "in.csv", csvHeader, nil, `in.csv: there are no rows to audit`},
		{"all dropped", "in.csv", csvHeader + "F,,1\nM,,0\n", nil, `in.csv: all 2 rows were left out: 2 with no prediction`},
		{"missing refused", "in.csv", csvHeader + "F,1,1\n,1,1\n", append([]string{"--missing", "error"}, roles...), `in.csv:3: no value for attribute "sex", and missing values are to be errors`},
		{"too many values", "in.csv", csvHeader + "A,1,1\nB,1,1\nC,1,1\n", append([]string{"--max-values", "2"}, roles...), `in.csv:4: column "sex": more than 2 distinct values (the last is "C"); cut a number into bands, as in --attribute sex:bands=26,50, group the values, or raise --max-values`},
		{"not a number in bands", "in.csv", csvHeader + "young,1,1\n", []string{"--predicted", "selected", "--attribute", "sex:bands=26,50"}, `in.csv:2: column "sex": "young" is not a number, and the column is to be cut into bands`},
		{"not a number in a score", "in.csv", csvHeader + "F,high,1\n", []string{"--score", "selected", "--cutoff", "0.5", "--attribute", "sex"}, `in.csv:2: column "selected": "high" is not a number, and the column is to be compared with a cut-off`},
		{"negative weight", "in.csv", "sex,selected,hired,w\nF,1,1,-2\n", append([]string{"--weight", "w"}, roles...), `in.csv:2: column "w": the weight -2 is negative`},
		{"reference absent", "in.csv", csvHeader + all, []string{"--predicted", "selected", "--attribute", "sex:reference=H"}, `attribute "sex" has no group "H" to refer to; its groups are "F", "M"`},
		{"not Parquet", "in.parquet", csvHeader + all, nil, `in.parquet: …`},
		{"Parquet by force", "in.csv", csvHeader + all, append([]string{"--format", "parquet"}, roles...), `in.csv: …`},
		{"CSV by force", "in.parquet", "PAR1", append([]string{"--format", "csv"}, roles...), `in.parquet: the file is a Parquet file, not CSV`},
		{"truncated Parquet", "in.parquet", "PAR1\x15\x04\x15", nil, `in.parquet: …`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.write(test.file, test.text)
			args := test.args
			if args == nil {
				args = roles
			}
			got := w.run(slices.Concat([]string{"audit", test.file, "-o", "table", "-o", "json=report.json"}, args)...)
			if got.code != ExitIncomplete || got.out != "" || !says(got.err, line(test.err)) || strings.Count(got.err, "\n") != 1 {
				t.Errorf("code %d, output %q, standard error\n%swant\n%s", got.code, got.out, got.err, line(test.err))
			}
			if files := w.files(); !slices.Equal(files, []string{test.file}) {
				t.Errorf("files %q", files)
			}
		})
	}
}

// TestTruncatedParquet cuts a real file short.
func TestTruncatedParquet(t *testing.T) {
	path := shared(t, "corpora/parquet/data/alltypes_plain.parquet")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	args := []string{"--predicted", "bool_col", "--attribute", "tinyint_col", "-o", "json=report.json"}
	if got := w.run(slices.Concat([]string{"audit", path}, args)...); got.code == ExitIncomplete {
		t.Errorf("the whole file: %+v", got)
	}
	if err := os.Remove("report.json"); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{len(data) - 1, len(data) / 2, 12, 4} {
		w.write("in.parquet", string(data[:size]))
		got := w.run(slices.Concat([]string{"audit", "in.parquet"}, args)...)
		if got.code != ExitIncomplete || got.out != "" || !strings.HasPrefix(got.err, "fairaudit: in.parquet: ") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%d bytes: %+v", size, got)
		}
		if files := w.files(); !slices.Equal(files, []string{"in.parquet"}) {
			t.Errorf("%d bytes: files %q", size, files)
		}
	}
}

// TestSameRows checks that the dialect of a CSV, its way in, the order of its
// rows and its split over files change nothing but the names of the sources.
func TestSameRows(t *testing.T) {
	w := newWorld(t)
	rows := strings.SplitAfter(people("F", 40, 31, 22, 63)+people("M", 51, 33, 34, 42)+people("", 2, 1, 2, 3), "\n")
	rows = rows[:len(rows)-1]
	all := strings.Join(rows, "")
	w.write("all.csv", csvHeader+all)
	wantTally := w.tallied(on("all.csv")...)
	wantDocument := sameDocument(w.audited(on("all.csv")...))

	reversed := slices.Clone(rows)
	slices.Reverse(reversed)
	w.write("reversed.csv", csvHeader+strings.Join(reversed, ""))
	w.write("first.csv", csvHeader+strings.Join(rows[:100], ""))
	w.write("second.csv", csvHeader+strings.Join(rows[100:], ""))
	w.write("semicolon.csv", strings.ReplaceAll(csvHeader+all, ",", ";"))
	w.write("tab.tsv", strings.ReplaceAll(csvHeader+all, ",", "\t"))
	w.write("bar.txt", strings.ReplaceAll(csvHeader+all, ",", "|"))
	w.write("crlf.csv", "\ufeff"+strings.ReplaceAll(csvHeader+all, "\n", "\r\n"))
	w.write("quoted.csv", csvHeader+strings.NewReplacer("F", `"F"`, "M", `"M"`).Replace(all))
	w.write("spaced.csv", strings.ReplaceAll(csvHeader+all, ",", " , "))
	w.write("floats.csv", csvHeader+strings.NewReplacer("1", "1.0", "0", "0.0").Replace(all))
	w.write("more.csv", "id,note,hired,selected,sex\n"+reordered(rows))
	w.write("bare.csv", all)
	numbers := []string{"bare.csv", "--no-header", "--predicted", "2", "--actual", "3", "--attribute", "1:name=sex"}

	for _, args := range [][]string{
		on("reversed.csv"), append([]string{"first.csv"}, on("second.csv")...), append([]string{"second.csv"}, on("first.csv")...), on("semicolon.csv"), on("tab.tsv"), on("bar.txt"), on("crlf.csv"),
		on("quoted.csv"), on("spaced.csv"), on("floats.csv"), on("more.csv"), on("-"), on("semicolon.csv", "--separator", ";"), on("tab.tsv", "--separator", "tab"),
		on("bar.txt", "--separator", "|", "--format", "csv"), numbers,
	} {
		w.in = strings.NewReader(csvHeader + all)
		if got := w.tallied(args...); got != wantTally {
			t.Errorf("%q: the tally\n%swant\n%s", args, got, wantTally)
		}
		w.in = strings.NewReader(csvHeader + all)
		d := w.audited(args...)
		if args[0] == "bare.csv" { // whose columns have other names
			d.Data.Predicted.Name, d.Data.Actual.Name = "selected", "hired"
		}
		if got := sameDocument(d); got != wantDocument {
			t.Errorf("%q: another document", args)
		}
	}
	// The wrong separator is an error, not a table of one column.
	if got := w.run(auditOn("semicolon.csv", "--separator", ",")...); got.code != ExitIncomplete || !strings.Contains(got.err, `there is no column "sex"; the columns are "sex;selected;hired"`) {
		t.Errorf("%+v", got)
	}
}

// sameDocument is a document as text, without what may differ between inputs.
func sameDocument(d *report.Document) string {
	d.Data.Sources, d.Model.Name = nil, ""
	var b strings.Builder
	f, _ := report.FindFormat("json")
	if err := f.Write(&b, d, report.Style{}); err != nil {
		return err.Error()
	}
	return b.String()
}

// reordered turns the columns of rows round and adds some that nobody asked for.
func reordered(rows []string) string {
	var b strings.Builder
	for i, row := range rows {
		f := strings.Split(strings.TrimSuffix(row, "\n"), ",")
		fmt.Fprintf(&b, "%d,\"a note, with \"\"quotes\"\"\nand lines\",%s,%s,%s\n", i, f[2], f[1], f[0])
	}
	return b.String()
}

// TestRoles checks what the flags make of the columns.
func TestRoles(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "sex,age,town: name,score,rank,decision,label,w\n"+
		"F,20,A,0.2,low,no,1,1\nF,30,A,0.5,mid,yes,1,1\nM,26,B,0.7,high,yes,0,1\nM,50,B,0.4999,low,no,0,1\n,49.5,A,0.9,mid,yes,1,1\nM,,B,0.1,low,no,1,1\n")
	tests := []struct {
		args      []string
		attribute string
		want      string // groups with TP/FP/FN/TN, or selected/not
	}{
		{[]string{"--predicted", "decision", "--attribute", "sex"}, "sex", "(missing) 1/0, F 1/1, M 1/2"},
		{[]string{"--predicted", "decision", "--actual", "label", "--attribute", "sex"}, "sex", "(missing) 1/0/0/0, F 1/0/1/0, M 0/1/1/1"},
		{[]string{"--predicted", "decision", "--attribute", "sex", "--missing", "drop"}, "sex", "F 1/1, M 1/2"},
		{[]string{"--predicted", "decision", "--attribute", "sex", "--missing", "group"}, "sex", "(missing) 1/0, F 1/1, M 1/2"},
		{[]string{"--score", "score", "--cutoff", "0.5", "--attribute", "sex"}, "sex", "(missing) 1/0, F 1/1, M 1/2"},
		{[]string{"--score", "score", "--cutoff", "0.2", "--attribute", "sex"}, "sex", "(missing) 1/0, F 2/0, M 2/1"},
		{[]string{"--predicted", "rank", "--predicted-positive", "mid,high", "--attribute", "sex"}, "sex", "(missing) 1/0, F 1/1, M 1/2"},
		{[]string{"--predicted", "rank", "--positive", "low", "--attribute", "sex"}, "sex", "(missing) 0/1, F 1/1, M 2/1"},
		{[]string{"--predicted", "decision", "--attribute", "age:bands=26,50"}, "age", "(missing) 0/1, <26 0/1, 26–49 3/0, 50+ 0/1"},
		{[]string{"--predicted", "decision", "--attribute", "age:bands=26,50:name=years:reference=50+"}, "years", "(missing) 0/1, <26 0/1, 26–49 3/0, 50+ 0/1"},
		{[]string{"--predicted", "decision", "--attribute", "sex:values=F=women,M=men"}, "sex", "(missing) 1/0, men 1/2, women 1/1"},
		{[]string{"--predicted", "decision", "--attribute", "town: name"}, "town: name", "A 2/1, B 1/2"},
		{[]string{"--predicted", "decision", "--attribute", "town: name:reference=B:values=A=x:y,B=B"}, "town: name", "B 1/2, x:y 2/1"},
		{[]string{"--predicted", "decision", "--attribute", "sex", "--attribute", "town: name:name=town", "--intersect", "sex,town"}, "sex × town", "(missing) × A 1/0, F × A 1/1, M × B 1/2"},
		{[]string{"--predicted", "decision", "--attribute", "sex", "--attribute", "age:bands=40", "--missing", "drop"}, "age", "<40 2/1, 40+ 0/1"},
	}
	for _, test := range tests {
		d := w.audited(append([]string{"in.csv"}, test.args...)...)
		if got := cells(attribute(t, d, test.attribute)); got != test.want {
			t.Errorf("%q: %s, want %s", test.args, got, test.want)
		}
	}
	d := w.audited("in.csv", "--score", "score", "--cutoff", "0.50", "--attribute", "sex", "--outcome", "burden", "--missing", "drop")
	if got := fmt.Sprint(d.Data.Predicted, d.Data.Outcome, d.Data.Dropped, d.Data.Read, d.Data.Used); got != "{score 0.5 false [1] [0]}burdenmap[no sex:1] 6 5" {
		t.Error(got)
	}
	d = w.audited("in.csv", "--predicted", "rank", "--predicted-positive", "mid,high", "--attribute", "sex:reference=M")
	if got := fmt.Sprint(d.Data.Predicted, d.Data.Actual, d.Attributes[0].Reference); got != "{rank  false [high mid] [low]} <nil>M" {
		t.Error(got)
	}
}

// TestWeights checks that a row of weight 2 has the rates of two rows.
func TestWeights(t *testing.T) {
	w := newWorld(t)
	once := people("F", 40, 30, 20, 60) + people("M", 50, 30, 35, 40)
	w.write("twice.csv", csvHeader+once+people("M", 50, 30, 35, 40))
	weighted := "sex,selected,hired,w\n"
	for _, row := range strings.Split(strings.TrimSuffix(once, "\n"), "\n") {
		weighted += row + map[byte]string{'F': ",1.0\n", 'M': ",2\n"}[row[0]]
	}
	w.write("weighted.csv", weighted+"F,1,1,0\nM,1,1,\n")
	twice, once2 := w.audited(on("twice.csv")...), w.audited(on("weighted.csv", "--weight", "w")...)
	if !once2.Data.Weighted || twice.Data.Weighted || fmt.Sprint(once2.Data.Dropped) != "map[no weight:1 weight 0:1]" {
		t.Errorf("%+v", once2.Data)
	}
	for i, g := range twice.Attributes[0].Groups {
		for id, rate := range g.Rates {
			if other := once2.Attributes[0].Groups[i].Rates[id]; fmt.Sprint(other.Value) != fmt.Sprint(rate.Value) {
				t.Errorf("%s of %s: %v by weight, %v by rows", id, g.Label, other.Value, rate.Value)
			}
		}
	}
	if once2.Attributes[0].Groups[1].N != 155 { // people are counted once, whatever their weight
		t.Errorf("%+v", once2.Attributes[0].Groups[1])
	}
	if got := w.run(auditOn("weighted.csv", "--weight", "w")...); !strings.Contains(got.out, "305 people, weighted") || !strings.Contains(got.out, "% weighted (") {
		t.Error(got.out)
	}
}
