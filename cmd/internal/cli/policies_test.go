package cli

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// demonstration is what each built-in policy says of the demonstration data, and
// how it is asked.
var demonstration = map[string]struct {
	flags []string
	code  int
	line  string // a line of the report in English
}{
	"charter":               {code: ExitFail, line: "✗ NOT RESPECTED   commitment 3 – équité et non-discrimination"},
	"four-fifths":           {code: ExitFail, line: "4 passed"},
	"two-sd":                {code: ExitFail, line: "|z| < 1.96"},
	"equalized-odds-strict": {code: ExitFail, line: "✗ fail          true-positive-gap · âge"},
	"nyc-ll144":             {code: ExitInconclusive, line: "– absent race-ethnicity: nothing audited is by name or column race/ethnicity"},
	"ai-act-record":         {code: ExitInconclusive, line: "✓ present group-performance: performance for each group"},
	"gabarit":               {code: ExitFail, line: "✗ fail          accuracy-gap · âge"},
	"burden":                {flags: []string{"--outcome", "burden"}, code: ExitFail, line: "✗ fail          burden-ratio · âge"},
}

// TestBuiltInPolicies shows, checks and applies each policy of the list, in both
// languages.
func TestBuiltInPolicies(t *testing.T) {
	demo := filepath.Join(moduleRoot(t), "testdata", "demo")
	w := newWorld(t)
	listed, french := w.run("policy", "list").out, w.run("policy", "list", "--lang", "fr").out
	for _, name := range policy.Names() {
		t.Run(name, func(t *testing.T) {
			want, ok := demonstration[name]
			if !ok {
				t.Fatal("nothing says what it is to make of the demonstration data")
			}
			p, err := policy.Builtin(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(listed, p.Title) || !strings.Contains(french, words.French.Text(p.Title)) {
				t.Errorf("policy list does not name it:\n%s%s", listed, french)
			}
			shown := w.run("policy", "show", name)
			if shown.code != ExitPass || shown.out != string(p.Source) {
				t.Errorf("policy show: exit %d, and not the file verbatim", shown.code)
			}
			w.write(name+".yaml", shown.out)
			if checked := w.run("policy", "check", name+".yaml"); checked.code != ExitPass || !strings.Contains(checked.out, p.Digest) {
				t.Errorf("policy check: exit %d, %s%s", checked.code, checked.out, checked.err)
			}
			for _, line := range strings.Split(w.run("policy", "check", name, "--lang", "fr").out, "\n") {
				stays := strings.NewReplacer("Equality of Opportunity", "", "pass: point", "") // a title, a key of the language
				if spoken := english(stays.Replace(line)); spoken != "" {
					t.Errorf("policy check in French says %q: %s", spoken, line)
				}
			}
			args := append([]string{"audit", filepath.Join(demo, "appariement.csv"), "--config", filepath.Join(demo, "fairaudit.yaml"), "--policy", name}, want.flags...)
			got := w.run(args...)
			if got.code != want.code || !strings.Contains(got.out, want.line) {
				t.Errorf("exit %d, want %d and the line %q in\n%s%s", got.code, want.code, want.line, got.out, got.err)
			}
			inFrench := w.run(append(args, "--lang", "fr")...)
			if inFrench.code != want.code {
				t.Errorf("in French: exit %d, want %d", inFrench.code, want.code)
			}
			for _, line := range strings.Split(inFrench.out, "\n") {
				if spoken := english(line); spoken != "" {
					t.Errorf("in French it says %q: %s", spoken, line)
				}
			}
		})
	}
	for name := range demonstration {
		if !slices.Contains(policy.Names(), name) {
			t.Errorf("%s is no built-in policy", name)
		}
	}
}

// english is a word of a line that is English, and none of what stays so: names
// of rules, metrics and policies.
func english(line string) string {
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" ,.;:()", r) }) {
		if slices.Contains([]string{"the", "of", "and", "with", "bound", "missing", "people", "against", "more", "not", "passed", "failed", "pass", "fail"}, word) {
			return word
		}
	}
	return ""
}
