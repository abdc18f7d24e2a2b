package cli

import (
	"regexp"
	"testing"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// TestHelpIsInFrench holds that every command, and every flag, is described in
// French, and that nothing else differs.
func TestHelpIsInFrench(t *testing.T) {
	env := func(string) string { return "" }
	english := newRoot(&IO{Env: env})
	french := newRoot(&IO{Env: env, reader: words.French})
	compareHelp(t, english, french)
	var parts []string // of longer texts
	for _, f := range report.Formats {
		parts = append(parts, f.About)
	}
	for _, c := range exitCodes {
		parts = append(parts, c.meaning)
	}
	for _, text := range parts {
		if _, known := words.French.Translation(text); !known {
			t.Errorf("%q has no French", text)
		}
	}
}

func compareHelp(t *testing.T, english, french *cobra.Command) {
	t.Helper()
	english.InitDefaultHelpFlag()
	a, b := helpTexts(english), helpTexts(french)
	if len(a) != len(b) || len(english.Commands()) != len(french.Commands()) || english.Example != french.Example {
		t.Fatalf("%s: not the same command", english.CommandPath())
	}
	if placeholder.MatchString(french.Use) || french.Name() != english.Name() {
		t.Errorf("%s: %q has no French", english.CommandPath(), english.Use)
	}
	for i := range a {
		if a[i] == &english.Use {
			continue
		}
		if _, known := words.French.Translation(*a[i]); !known && *a[i] == *b[i] && isProse(*a[i]) {
			t.Errorf("%s: %q has no French", english.CommandPath(), *a[i])
		}
	}
	for i, sub := range english.Commands() {
		compareHelp(t, sub, french.Commands()[i])
	}
}

// placeholder is an English word for what a command is given.
var placeholder = regexp.MustCompile(`\b(FILE|NAME|DIRECTORY|PATH|command)\b`)

// isProse reports whether a text has words, which the names of commands are not.
func isProse(text string) bool {
	for _, r := range text {
		if unicode.IsSpace(r) {
			return true
		}
	}
	return false
}
