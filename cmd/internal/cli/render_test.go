package cli

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

// TestRender checks that a document gives every report that its audit gave, from
// a file and from the standard input, and that the code is of the writing alone.
func TestRender(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, file := range []string{"fair.csv", "unfair.csv", "small.csv"} {
		w.run(auditOn(file, "-o", "json=audit.json")...)
		for _, f := range report.FormatNames() {
			for _, lang := range []string{"en", "fr"} {
				want := w.run(auditOn(file, "-o", f, "--lang", lang)...)
				got := w.run("render", "audit.json", "-o", f, "--lang", lang)
				if got.code != 0 || got.err != "" || got.out != want.out {
					t.Errorf("%s as %s: code %d, %s\n%s", file, f, got.code, got.err, got.out)
				}
			}
		}
		want := w.run(auditOn(file)...)
		w.in = strings.NewReader(w.read("audit.json"))
		if got := w.run("render", "-"); got.code != 0 || got.err != "" || got.out != want.out {
			t.Errorf("%s from the standard input: %+v", file, got)
		}
	}
	if got := w.run("render", "audit.json", "-o", "table=t.txt", "-o", "junit=j.xml", "-o", "csv=c.csv"); got != (outcome{}) {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"t.txt", "j.xml", "c.csv"} {
		if w.read(name) == "" {
			t.Errorf("%s is empty", name)
		}
	}
}

// TestRenderRefuses checks what is refused, with which code and message, and that
// nothing is left of it.
func TestRenderRefuses(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.run(auditOn("unfair.csv", "-o", "json=audit.json")...)
	text := w.read("audit.json")
	w.write("cut.json", text[:len(text)/2])
	w.write("open.json", strings.Replace(text, `"complete": true`, `"complete": false`, 1))
	w.write("changed.json", strings.Replace(text, `"exit_code": 1`, `"exit_code": 0`, 1))
	w.write("more.json", strings.Replace(text, `"complete": true`, `"complete": true, "countersignature": "yes"`, 1))
	w.write("tally.json", w.tallied(on("fair.csv")...))
	w.write("dir/x", "")
	before := w.files()
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"cut.json"}, 4, "cut.json: ends before the document does"},
		{[]string{"open.json"}, 4, "open.json: incomplete: the audit that wrote it was not finished"},
		{[]string{"changed.json"}, 4, "changed.json: changed since it was written: its content does not have the SHA-256 that its last key, seal, names"},
		{[]string{"more.json"}, 4, `more.json:5: the document: unknown key "countersignature"`},
		{[]string{"tally.json"}, 4, `tally.json: its schema is "fairaudit-tally/1", and what is read is "fairaudit-audit/1"`},
		{[]string{"fair.csv"}, 4, "fair.csv: no audit document, which is JSON"},
		{[]string{"absent.json"}, 4, w.dir + "/absent.json: there is no such file"},
		{[]string{"dir"}, 4, w.dir + "/dir: is a directory"},
		{[]string{}, 2, "render needs one AUDIT.json; see fairaudit render --help"},
		{[]string{"audit.json", "more.json"}, 2, `render takes one AUDIT.json, and "more.json" is one too many; see fairaudit render --help`},
		{[]string{"audit.json", "-o", "jsn"}, 2, `-o jsn: there is no format "jsn" (did you mean "json"?); …`},
		{[]string{"audit.json", "-o", "json=audit.json"}, 2, "audit.json: the report would replace what is read; give it another path"},
		{[]string{"absent.json", "-o", "csv=nowhere/r.csv"}, 4, "nowhere/r.csv: cannot be written: there is no directory " + w.dir + "/nowhere"},
	} {
		got := w.run(append([]string{"render", "-o", "junit=r.xml"}, test.args...)...)
		begin, open := strings.CutSuffix(test.want, "…")
		if got.code != test.code || got.out != "" || !strings.HasPrefix(got.err, "fairaudit: "+begin) || !open && got.err != line(test.want) {
			t.Errorf("%q: code %d, %q%s, want %s", test.args, got.code, got.out, got.err, test.want)
		}
	}
	if after := w.files(); strings.Join(after, " ") != strings.Join(before, " ") {
		t.Errorf("files %q, want %q", after, before)
	}

	// A place that cannot be written to is found before anything is read.
	w.in = unread{t}
	if got := w.run("render", "-", "-o", "csv=nowhere/r.csv"); got.code != ExitIncomplete {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat("audit.json"); err != nil {
		t.Error(err)
	}
}

// unread is an input that nobody may read from.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("it is read")
	return 0, io.EOF
}
