package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/report"
)

// TestReports checks that each report goes where it was asked to go, and whole.
func TestReports(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	table, document := w.run(auditOn("unfair.csv")...), w.run(auditOn("unfair.csv", "-o", "json")...)
	if table.code != 1 || document.code != 1 || document.err != "" {
		t.Fatalf("%+v", table)
	}
	valid(t, "audit", document.out)
	tests := []struct {
		outputs []string
		stdout  string
		files   map[string]string
	}{
		{[]string{"table"}, table.out, nil},
		{[]string{"table="}, table.out, nil},
		{[]string{"json=-"}, document.out, nil},
		{[]string{"table", "json=r.json"}, table.out, map[string]string{"r.json": document.out}},
		{[]string{"json=r.json", "table=r.txt"}, "", map[string]string{"r.json": document.out, "r.txt": table.out}},
		{[]string{"json", "table=" + filepath.Join(w.dir, "r.txt")}, document.out, map[string]string{"r.txt": table.out}},
		{[]string{"json=a=b.json"}, "", map[string]string{"a=b.json": document.out}},
	}
	before := w.files()
	for _, test := range tests {
		args := auditOn("unfair.csv", "--color", "never")
		for _, o := range test.outputs {
			args = append(args, "-o", o)
		}
		if got := w.run(args...); got.code != 1 || got.out != test.stdout || got.err != "" {
			t.Errorf("%q: %+v", test.outputs, got)
		}
		if after, want := w.files(), slices.Sorted(slices.Values(append(sortedKeys(test.files), before...))); !slices.Equal(after, want) {
			t.Errorf("%q: files %q, want %q", test.outputs, after, want)
		}
		for name, text := range test.files {
			if got := w.read(name); got != text {
				t.Errorf("%q: %s holds\n%s", test.outputs, name, got)
			}
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o644 {
				t.Errorf("%s: mode %v, %v", name, info.Mode(), err)
			}
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestReportReplaces checks that a report replaces an older one only when it is
// whole, follows a link, and writes into what cannot be replaced.
func TestReportReplaces(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("r.json", "old")
	if got := w.run(auditOn("absent.csv", "-o", "json=r.json")...); got.code != ExitIncomplete || w.read("r.json") != "old" {
		t.Errorf("%+v, and the report holds %q", got, w.read("r.json"))
	}
	w.run(auditOn("fair.csv", "-o", "json=r.json")...)
	want := w.read("r.json")
	valid(t, "audit", want)

	w.write("elsewhere/r.json", "old")
	if err := os.Symlink("elsewhere/r.json", "link.json"); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	w.run(auditOn("fair.csv", "-o", "json=link.json")...)
	if info, err := os.Lstat("link.json"); err != nil || info.Mode()&os.ModeSymlink == 0 || w.read("elsewhere/r.json") != want {
		t.Errorf("the link is %v, %v; its target holds\n%s", info.Mode(), err, w.read("elsewhere/r.json"))
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Skip("no null device here")
	}
	if got := w.run(auditOn("fair.csv", "-o", "json="+os.DevNull)...); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatal("the null device has become a file")
	}
}

// TestAllOrNone checks that no report appears when one of them cannot be written.
func TestAllOrNone(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no full device here")
	}
	w := newWorld(t)
	w.writeVerdicts()
	before := w.files()
	for _, outputs := range [][]string{{"json=r.json", "table=/dev/full", "table"}, {"json=/dev/full", "table=r.txt", "table"}} {
		args := auditOn("fair.csv")
		for _, o := range outputs {
			args = append(args, "-o", o)
		}
		got := w.run(args...)
		if got.code != ExitIncomplete || got.out != "" || got.err != line("/dev/full: cannot be written: no space left on device") {
			t.Errorf("%+v", got)
		}
		if after := w.files(); !slices.Equal(after, before) {
			t.Errorf("files %q, want %q", after, before)
		}
	}
	got := w.run(append([]string{"tally", "-o", "json=/dev/full"}, on("fair.csv")...)...)
	if got.code != ExitIncomplete || got.err != line("/dev/full: cannot be written: no space left on device") {
		t.Errorf("%+v", got)
	}
}

func TestTallyToFile(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	want := w.tallied(on("fair.csv")...)
	got := w.run(append([]string{"tally", "-o", "json=t.json"}, on("fair.csv")...)...)
	if got != (outcome{}) || w.read("t.json") != want {
		t.Errorf("%+v", got)
	}
	if files := w.files(); !slices.Equal(files, []string{"fair.csv", "small.csv", "t.json", "unfair.csv"}) {
		t.Errorf("%q", files)
	}
}

// TestColour checks when colours are used, and that they repeat what is said.
func TestColour(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	plain := w.run(auditOn("unfair.csv")...).out
	tests := []struct {
		flag     string
		env      map[string]string
		terminal bool
		want     bool
	}{
		{"auto", nil, false, false},
		{"auto", nil, true, true},
		{"auto", map[string]string{"NO_COLOR": "1"}, true, false},
		{"auto", map[string]string{"NO_COLOR": ""}, true, true},
		{"auto", map[string]string{"TERM": "dumb"}, true, false},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{"auto", map[string]string{"CLICOLOR_FORCE": "0"}, false, false},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, true, false},
		{"always", map[string]string{"NO_COLOR": "1"}, false, true},
		{"never", map[string]string{"CLICOLOR_FORCE": "1"}, true, false},
	}
	for _, test := range tests {
		var out strings.Builder
		Run(t.Context(), auditOn("unfair.csv", "--color", test.flag), IO{Out: &out, Err: &out, Dir: w.dir, Terminal: test.terminal, Now: now,
			Env: func(name string) string { return test.env[name] }})
		if got := strings.Contains(out.String(), "\x1b["); got != test.want {
			t.Errorf("%+v: colours %t", test, got)
		}
		stripped := out.String()
		for _, code := range []string{"\x1b[32m", "\x1b[1;31m", "\x1b[33m", "\x1b[0m"} {
			stripped = strings.ReplaceAll(stripped, code, "")
		}
		if stripped != plain {
			t.Errorf("%+v: without its colours it says something else", test)
		}
	}
	// A file never has colours.
	w.run(auditOn("unfair.csv", "--color", "always", "-o", "table=r.txt")...)
	if w.read("r.txt") != plain {
		t.Error("colours in a file")
	}
}

func TestWidth(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	widest := func(columns string, terminal int) int {
		var out strings.Builder
		Run(t.Context(), auditOn("unfair.csv"), IO{Out: &out, Err: &out, Dir: w.dir, Width: terminal,
			Env: func(name string) string { return map[string]string{"COLUMNS": columns}[name] }})
		most := 0
		for l := range strings.Lines(out.String()) {
			most = max(most, len([]rune(strings.TrimSuffix(l, "\n"))))
		}
		return most
	}
	for _, test := range []struct {
		columns  string
		terminal int
		most     int
	}{{"", 0, 100}, {"80", 0, 80}, {"120", 0, 120}, {"120", 80, 80}, {"wide", 0, 100}, {"", 72, 72}, {"-5", 0, 100}} {
		if got := widest(test.columns, test.terminal); got > test.most || got < test.most-12 {
			t.Errorf("%+v: a line of %d", test, got)
		}
	}
}

// TestHostileLabels checks that what stands in the data can neither move the
// cursor nor break the table, and that the JSON keeps it as it is.
func TestHostileLabels(t *testing.T) {
	labels := []string{
		"\x1b[2J\x1b[1;31mred\x1b]0;title\x07", "\u202egnp.exe\u202c", "\u2066isolated\u2069", "two\nlines", "carriage\rreturn", "tab\tin", "del\x7f", "next\u0085line", "line\u2028separator", "\ufeffmark",
		strings.Repeat("0123456789", 50), "👨‍👩‍👧‍👦👩🏽‍🚀🏳️‍🌈", "العربية", "e\u0301\u0302\u0303", "z" + strings.Repeat("\u0336", 20), "漢字", `"quoted", comma; semicolon`, "::error::x", "<script>",
	}
	w := newWorld(t)
	var b strings.Builder
	b.WriteString("gr\x1b[31moup,decision\n")
	for i, label := range labels {
		quoted := `"` + strings.ReplaceAll(label, `"`, `""`) + `"`
		b.WriteString(strings.Repeat(quoted+",1\n", 40+i) + strings.Repeat(quoted+",0\n", 40))
	}
	w.write("in.csv", b.String())
	args := []string{"audit", "in.csv", "--predicted", "decision", "--attribute", "gr\x1b[31moup"}
	for _, columns := range []string{"80", "120"} {
		w.env["COLUMNS"] = columns
		got := w.run(args...)
		if got.code == ExitIncomplete || got.err != "" {
			t.Fatalf("%+v", got)
		}
		for l := range strings.Lines(got.out) {
			for _, r := range strings.TrimSuffix(l, "\n") {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' || r == '\u2028' {
					t.Errorf("%U in %q", r, l)
				}
			}
		}
	}
	d := w.audited(args[1:]...)
	if got := len(d.Attributes[0].Groups); got != len(labels) {
		t.Errorf("%d groups of %d labels", got, len(labels))
	}
	for _, g := range d.Attributes[0].Groups {
		if !slices.ContainsFunc(labels, func(l string) bool { return canonicalText(l) == g.Label }) {
			t.Errorf("the JSON has %q", g.Label)
		}
	}
	// Messages quote what they name.
	for _, more := range [][]string{{"--max-values", "2"}, {"--attribute", "gr\x1b[31moup:name=x:reference=\x1b[1m"}, {"--actual", "\x1b[1m\u202e"}, {"--policy", "\x1b[1m\u202e"}, {"--\x1b[1m"}, {"-o", "\x1b[1m"}} {
		got := w.run(append(args, more...)...)
		if got.code != ExitIncomplete && got.code != ExitUsage || strings.ContainsAny(got.err, "\x1b\x07\r\u202e\u2028") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%q: code %d, %q", more, got.code, got.err)
		}
	}
}

// canonicalText is a label as the program reads it: composed.
func canonicalText(label string) string {
	return strings.NewReplacer("e\u0301\u0302\u0303", "é\u0302\u0303").Replace(label)
}

func TestPolicyCommands(t *testing.T) {
	w := newWorld(t)
	list := w.run("policy", "list")
	for _, name := range policy.Names() {
		p, err := policy.Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(list.out, name+" ") || !strings.Contains(list.out, p.Title+"\n") {
			t.Errorf("the list lacks %s:\n%s", name, list.out)
		}
		file, err := os.ReadFile(filepath.Join(moduleRoot(t), "fairness", "policy", "builtin", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if got := w.run("policy", "show", name); got != (outcome{0, string(file), ""}) {
			t.Errorf("show %s is not the file: %+v", name, got)
		}
		w.write("own.yaml", string(file))
		got := w.run("policy", "check", "own.yaml")
		if got.code != 0 || !strings.HasPrefix(got.out, "own.yaml: policy "+name+" with ") || !strings.Contains(got.out, p.Digest) {
			t.Errorf("%+v", got)
		}
	}
	if !strings.HasPrefix(list.out, policy.Default+" ") || list.code != 0 {
		t.Errorf("%+v", list)
	}
	w.write("bad.yaml", "version: 1\npolicy: bad\nrules:\n  a: {rate: tpr, difference: max-min, bound: \">= 0.1\"}\n  b: {rate: tpr, boundd: 1}\n")
	got := w.run("policy", "check", "bad.yaml")
	if got.code != ExitUsage || got.out != "" || !strings.Contains(got.err, "fairaudit: bad.yaml:4:46: ") || !strings.Contains(got.err, `fairaudit: bad.yaml:5:18: unknown key "boundd" (did you mean "bound"?)`) {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy", "check", "absent.yaml"); got.code != ExitUsage || !strings.HasSuffix(got.err, "absent.yaml: there is no such file\n") {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy", "show", "four-fith"); got.code != ExitUsage || !strings.Contains(got.err, `(did you mean "four-fifths"?)`) {
		t.Errorf("%+v", got)
	}
	if got := w.run("policy"); got.code != 0 || !strings.Contains(got.out, "check       Check a policy, and say in sentences") {
		t.Errorf("%+v", got)
	}
}

// TestMetrics checks that every row of both tables is defined.
func TestMetrics(t *testing.T) {
	w := newWorld(t)
	list := w.run("metrics")
	if list.code != 0 || list.err != "" {
		t.Errorf("%+v", list)
	}
	show := func(id string, fields ...string) {
		t.Helper()
		got := w.run("metrics", id)
		for _, field := range fields {
			if !strings.Contains(got.out, field+" ") {
				t.Errorf("%s has no %s: %+v", id, field, got)
			}
		}
		for l := range strings.Lines(got.out) {
			if f := strings.Fields(l); len(f) < 2 {
				t.Errorf("%s: %s is empty", id, f[0])
			}
		}
		if !strings.Contains(list.out, "  "+id+" ") {
			t.Errorf("the list lacks %s", id)
		}
	}
	for _, r := range metric.Rates {
		show(r.ID, "rate", "name", "formula", "range", "direction", "labels", "undefined", "source")
	}
	for _, c := range metric.Contrasts {
		show(c.ID, "contrast", "name", "formula", "rates", "range", "direction", "undefined", "source")
		for _, alias := range c.Aliases {
			if w.run("metrics", alias) != w.run("metrics", c.ID) {
				t.Errorf("%s is another metric than %s", alias, c.ID)
			}
		}
	}
	if got := w.run("metrics", "true_positve_rate"); got.code != ExitUsage || !strings.HasPrefix(got.err, `fairaudit: there is no metric "true_positve_rate"`) {
		t.Errorf("%+v", got)
	}
	if got := w.run("metrics", "acuracy"); got != (outcome{ExitUsage, "", line(`there is no metric "acuracy" (did you mean "accuracy"?); fairaudit metrics lists them`)}) {
		t.Errorf("%+v", got)
	}
}

func TestHelp(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "  fairaudit [command]\n"},
		{[]string{"--help"}, "Available Commands:"},
		{[]string{"help"}, "Additional help topics:"},
		{[]string{"help", "audit"}, "--predicted string"},
		{[]string{"audit", "--help"}, "--predicted string"},
		{[]string{"help", "policy", "check"}, "fairaudit policy check FILE"},
		{[]string{"help", "exit-codes"}, "  130  interrupted"},
		{[]string{"help", "environment"}, "NO_COLOR"},
		{[]string{"version"}, report.Schema + "\n"},
		{[]string{"completion", "bash"}, "__start_fairaudit"},
		{[]string{"completion", "zsh"}, "#compdef fairaudit"},
		{[]string{"completion", "fish"}, "complete -c fairaudit"},
		{[]string{"completion", "powershell"}, "Register-ArgumentCompleter"},
		{[]string{"__complete", "audit", "--policy", ""}, "four-fifths\n"},
		{[]string{"__complete", "metrics", "fp"}, "fpr\n"},
		{[]string{"__complete", "audit", "-o", ""}, "json\n"},
	} {
		got := w.run(test.args...)
		if got.code != 0 || !strings.Contains(got.out, test.want) || got.err != "" && test.args[0] != "__complete" {
			t.Errorf("%q: %+v", test.args, got)
		}
	}
}

// TestMan checks that there is a page for each command, the same each time.
func TestMan(t *testing.T) {
	w := newWorld(t)
	w.write("man/keep", "")
	w.write("again/keep", "")
	for _, dir := range []string{"man", filepath.Join(w.dir, "again")} {
		if got := w.run("man", dir); got != (outcome{}) {
			t.Errorf("%+v", got)
		}
	}
	pages, err := filepath.Glob("man/*.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"fairaudit.1", "fairaudit-audit.1", "fairaudit-policy-check.1", "fairaudit-schema.1"} {
		if !slices.Contains(pages, filepath.Join("man", want)) {
			t.Errorf("%q lacks %s", pages, want)
		}
	}
	if text := w.read("man/fairaudit-audit.1"); !strings.Contains(text, "data/**/*") {
		t.Errorf("a pattern lost its stars:\n%s", text)
	}
	for _, page := range pages {
		text := w.read(page)
		if !strings.Contains(text, ".TH") || strings.Contains(text, w.dir) {
			t.Errorf("%s:\n%s", page, text)
		}
		if again := w.read(filepath.Join("again", filepath.Base(page))); again != text {
			t.Errorf("%s differs from one time to the next", page)
		}
	}
}

// TestDocumentIsComplete checks what every reader may rely on.
func TestDocumentIsComplete(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for file, code := range map[string]int{"fair.csv": 0, "unfair.csv": 1, "small.csv": 3} {
		got := w.run(auditOn(file, "-o", "json")...)
		var d map[string]any
		if err := json.Unmarshal([]byte(got.out), &d); err != nil {
			t.Fatal(err)
		}
		if d["complete"] != true || d["exit_code"] != float64(code) || d["schema"] != report.Schema || got.code != code {
			t.Errorf("%s: complete %v, code %v, schema %v", file, d["complete"], d["exit_code"], d["schema"])
		}
		if strings.Contains(got.out, "NaN") || strings.Contains(got.out, "Inf") {
			t.Errorf("%s: no number", file)
		}
		valid(t, "audit", got.out)
	}
}
