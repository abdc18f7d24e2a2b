package strictyaml_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
)

// hostile are inputs that YAML allows or a library lets through, with what this
// package says of them.
var hostile = []struct{ name, text, want string }{
	{"nothing", "", "f: the document is empty"},
	{"a comment", "# nothing\n", "f: the document is empty"},
	{"a key twice", "a: 1\nb: 2\na: 3\n", `f:3:1: the key "a" is there twice, first on line 1`},
	{"a key three times", "{a: 1, a: 2, a: 3}", "f:1:8: the key \"a\" is there twice, first on line 1\nf:1:14: the key \"a\" is there twice, first on line 1"},
	{"a key twice, quoted", "a: 1\n\"a\": 3\n", `f:2:1: the key "a" is there twice, first on line 1`},
	{"a key twice, within a list", "- a: 1\n- {b: 1, b: 2}\n", `f:2:10: the key "b" is there twice, first on line 2`},
	{"an anchor", "a: &x 1\nb: 2\n", "f:1:4: anchors and aliases are not read; write the value out"},
	{"an alias", "a: &x 1\nb: *x\n", "f:1:4: anchors and aliases are not read; write the value out\nf:2:4: anchors and aliases are not read; write the value out"},
	{"a merge key", "a: &x {c: 1}\nb:\n  <<: *x\n", "f:1:4: anchors and aliases are not read; write the value out\nf:3:3: merge keys are not read; write the keys out\nf:3:7: anchors and aliases are not read; write the value out"},
	{"a tag", "a: !!float 3\n", "f:1:4: the tag !!float is not read; write the value plainly"},
	{"a tag of its own", "a: !foo {b: 1}\n", "f:1:4: the tag !foo is not read; write the value plainly"},
	{"a key that is a list", "? [a]\n: 1\n", "f:1:3: a key must be a plain word"},
	{"a second document", "a: 1\n---\nb: 2\n", "f:2:1: a second document follows; only one is read"},
	{"a merge key", "a: {<<: {b: 1}}", "f:1:5: merge keys are not read; write the keys out"},
	{"a second document that is no YAML", "a: 1\n---\nb: [\n", "f:4:1: did not find expected node content"},
	{"text after the end", "a: 1\n...\nb", "f:3:1: a second document follows; only one is read"},
	{"invalid UTF-8", "a: \xff\n", "f:1:4: invalid leading UTF-8 octet (value: 255)"},
	{"a control character", "a: 1\nb: \x01\n", "f:2:4: control characters are not allowed (value: 1)"},
	{"a syntax error", "a: b: c\n", "f:1:5: mapping values are not allowed in this context"},
	{"a tabulator", "\ta: 1\n", "f:1:1: found character that cannot start any token"},
	{"an unfinished text", "a: 'x\n", "f:2:1: found unexpected end of stream"},
	{"nested brackets", strings.Repeat("[", 20000), "f:1:10001: exceeded max depth of 10000"},
	{"too long", "a: " + strings.Repeat("x", 1<<20), "f: larger than 1048576 bytes, which no policy or configuration is"},
}

func TestParseRefuses(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			_, err := strictyaml.Parse("f", []byte(c.text))
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestLargeDocuments would not end if the work grew with the square of the keys.
func TestLargeDocuments(t *testing.T) {
	var many strings.Builder
	for i := range 90_000 {
		fmt.Fprintf(&many, "k%05x: 1\n", i)
	}
	if _, err := strictyaml.Parse("f", []byte(many.String())); err != nil {
		t.Errorf("many keys: %v", err)
	}
	_, err := strictyaml.Parse("f", []byte(strings.Repeat("a: 1\n", 100_000)))
	if err == nil || strings.Count(err.Error(), "\n") != 99_998 {
		t.Error("a key a hundred thousand times: want each repetition reported once")
	}
}

// TestAliasBomb: an alias is reported and never followed.
func TestAliasBomb(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += fmt.Sprintf("%c: &%[1]c [*%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c, *%[2]c]\n", c, c-1)
	}
	if _, err := strictyaml.Parse("f", []byte(bomb)); err == nil || !strings.HasPrefix(err.Error(), "f:1:4: anchors and aliases are not read") {
		t.Errorf("got %.100v, want anchors refused", err)
	}
}

func parse(t *testing.T, text string) (*strictyaml.Document, strictyaml.Value) {
	t.Helper()
	d, err := strictyaml.Parse("f", []byte(text))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return d, d.Root()
}

// TestTextIsWhatIsWritten: group labels are not numbers, dates or booleans.
func TestTextIsWhatIsWritten(t *testing.T) {
	want := []string{"no", "017", "2.50", "1_000", ".inf", "0x1F", "2026-10-01", "1e3", "True", " a ", "é", "no # comment", "null", "~"}
	d, v := parse(t, `[no, 017, 2.50, 1_000, .inf, 0x1F, 2026-10-01, 1e3, True, " a ", "\u00e9", 'no # comment', "null", '~'] # a comment`)
	if got := v.Texts(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := d.Err(); err != nil {
		t.Error(err)
	}
	_, v = parse(t, "\xef\xbb\xbfa: 1\n")
	if got := v.Fields("a")["a"].Text(); got != "1" {
		t.Errorf("after a byte order mark: got %q, want 1", got)
	}
}

func TestReading(t *testing.T) {
	read := func(f func(v strictyaml.Value) any) func(strictyaml.Value) any { return f }
	text := read(func(v strictyaml.Value) any { return v.Text() })
	texts := read(func(v strictyaml.Value) any { return fmt.Sprintf("%q", v.Texts()) })
	number := read(func(v strictyaml.Value) any { return v.Number() })
	whole := read(func(v strictyaml.Value) any { return v.Int(1) })
	boolean := read(func(v strictyaml.Value) any { return v.Bool() })
	oneOf := read(func(v strictyaml.Value) any { return v.OneOf("block", "warn", "report") })
	entries := read(func(v strictyaml.Value) any { return len(v.Entries()) })
	for _, c := range []struct {
		text string
		read func(strictyaml.Value) any
		want any
		err  string
	}{
		{"a: x", text, "x", ""},
		{`a: ""`, text, "", ""},
		{"a:", text, "", "f:1:3: a needs a value"},
		{"a: ~", text, "", "f:1:4: a needs a value"},
		{"a: null", text, "", "f:1:4: a needs a value"},
		{"a: [x]", text, "", "f:1:4: a needs a value"},
		{"a: {x: y}", text, "", "f:1:4: a needs a value"},
		{"a: x", texts, `["x"]`, ""},
		{"a: [x, y]", texts, `["x" "y"]`, ""},
		{"a: []", texts, "[]", ""},
		{"a: [x, ~]", texts, `["x" ""]`, "f:1:8: an item of a needs a value"},
		{"a: [x, [y]]", texts, `["x" ""]`, "f:1:8: an item of a needs a value"},
		{"a: {x: y}", texts, "[]", "f:1:4: a must be a list, as in [a, b]"},
		{"a: 2.5", number, 2.5, ""},
		{"a: 1e-3", number, 0.001, ""},
		{"a: .5", number, 0.5, ""},
		{"a: two", number, 0.0, `f:1:4: a must be a number, not "two"`},
		{"a: .nan", number, 0.0, `f:1:4: a must be a number, not ".nan"`},
		{"a: NaN", number, 0.0, `f:1:4: a must be a number, not "NaN"`},
		{"a: -inf", number, 0.0, `f:1:4: a must be a number, not "-inf"`},
		{"a: .inf", number, 0.0, `f:1:4: a must be a number, not ".inf"`},
		{"a: 1e999", number, 0.0, `f:1:4: a must be a number, not "1e999"`},
		{"a: 0x1p-4", number, 0.0, `f:1:4: a must be a number, not "0x1p-4"`},
		{"a: 1_000", number, 0.0, `f:1:4: a must be a number, not "1_000"`},
		{`a: ""`, number, 0.0, "f:1:4: a needs a value"},
		{"a: 5 %", number, 0.0, `f:1:4: a must be a number, not "5 %"`},
		{"a: 12", whole, 12, ""},
		{"a: 2.5", whole, 0, `f:1:4: a must be a whole number of at least 1, not "2.5"`},
		{"a: 1e3", whole, 0, `f:1:4: a must be a whole number of at least 1, not "1e3"`},
		{"a: 0", whole, 0, `f:1:4: a must be a whole number of at least 1, not "0"`},
		{"a: -1", whole, 0, `f:1:4: a must be a whole number of at least 1, not "-1"`},
		{"a: 99999999999999999999", whole, 0, `f:1:4: a must be a whole number of at least 1, not "99999999999999999999"`},
		{`a: ""`, whole, 0, "f:1:4: a needs a value"},
		{"a: true", boolean, true, ""},
		{"a: false", boolean, false, ""},
		{"a: yes", boolean, false, `f:1:4: a cannot be "yes"; it is one of false, true`},
		{"a: on", boolean, false, `f:1:4: a cannot be "on"; it is one of false, true`},
		{"a: tru", boolean, false, `f:1:4: a cannot be "tru" (did you mean "true"?); it is one of false, true`},
		{"a: warn", oneOf, "warn", ""},
		{"a: wran", oneOf, "block", `f:1:4: a cannot be "wran" (did you mean "warn"?); it is one of block, warn, report`},
		{"a: WARN", oneOf, "block", `f:1:4: a cannot be "WARN" (did you mean "warn"?); it is one of block, warn, report`},
		{`a: ""`, oneOf, "block", "f:1:4: a needs a value"},
		{"a:", oneOf, "block", "f:1:3: a needs a value"},
		{"a: {x: 1, y: 2}", entries, 2, ""},
		{"a: {}", entries, 0, ""},
		{"a: x", entries, 0, "f:1:4: a must be a mapping of keys to values"},
		{"a: [x]", entries, 0, "f:1:4: a must be a mapping of keys to values"},
	} {
		d, root := parse(t, c.text)
		if got := c.read(root.Fields("a")["a"]); got != c.want {
			t.Errorf("%s: got %v, want %v", c.text, got, c.want)
		}
		got := ""
		if err := d.Err(); err != nil {
			got = err.Error()
		}
		if got != c.err {
			t.Errorf("%s:\ngot  %s\nwant %s", c.text, got, c.err)
		}
	}
}

func TestAbsentValues(t *testing.T) {
	d, root := parse(t, "a: 1")
	v := root.Fields("a", "b")["b"]
	if v.Present() || v.Line() != 0 || v.Text() != "" || v.Texts() != nil || v.Number() != 0 || v.Int(3) != 0 || v.Bool() || v.OneOf("x", "y") != "x" || v.Entries() != nil || v.List() != nil {
		t.Error("an absent value has something")
	}
	v.Errorf("is not reported")
	for key, sub := range v.Fields("c") {
		if sub.Present() {
			t.Errorf("an absent value has the field %s", key)
		}
	}
	if err := d.Err(); err != nil {
		t.Errorf("an absent value is wrong: %v", err)
	}
}

func TestEverythingIsReportedInOrder(t *testing.T) {
	d, root := parse(t, "sevrity: block\nbound: x\nzzz: 1\nalpha: .nan\n")
	f := root.Fields("severity", "bound", "alpha")
	f["alpha"].Number()
	f["bound"].Errorf("is wrong")
	f["bound"].Errorf("is wrong") // told once
	want := `f:1:1: unknown key "sevrity" (did you mean "severity"?); the keys here are severity, bound, alpha
f:2:8: is wrong
f:3:1: unknown key "zzz"; the keys here are severity, bound, alpha
f:4:8: alpha must be a number, not ".nan"`
	if err := d.Err(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if got := f["bound"].Line(); got != 2 {
		t.Errorf("line: got %d, want 2", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range hostile {
		if len(c.text) < 1000 {
			f.Add([]byte(c.text))
		}
	}
	f.Add([]byte("version: 1\nrules:\n  a: {metric: impact_ratio, bound: \">= 4/5\"}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := strictyaml.Parse("f", data)
		if err != nil {
			if strings.Contains(err.Error(), "f:0:") {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		walk(d.Root(), 0)
		if err := d.Err(); err != nil && strings.Contains(err.Error(), "f:0:") {
			t.Fatalf("an error without a place: %v", err)
		}
	})
}

// walk reads a value in every way there is.
func walk(v strictyaml.Value, depth int) {
	v.Text()
	v.Texts()
	v.Number()
	v.Int(0)
	v.Bool()
	v.Fields("version", "rules")
	if depth > 50 {
		return
	}
	for _, e := range v.Entries() {
		walk(e.Key, depth+1)
		walk(e.Value, depth+1)
	}
	for _, item := range v.List() {
		walk(item, depth+1)
	}
}
