package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocs executes the documentation: each block marked console of each page at
// the root, and of those on policies and on data. A block marked yaml or csv with a name
// is a file of that name. A line that starts with "$ " is a command, the lines after it are
// what it prints, to both streams; a line of "…" stands for any number of lines.
// A command with nothing, or no more than that, after it only has to end with a verdict. Files that
// commands write land in a directory of the test.
func TestDocs(t *testing.T) {
	root := moduleRoot(t)
	pages, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(pages, filepath.Join(root, "README.md")) {
		t.Fatal("README.md is not there: the page whose commands this test executes")
	}
	pages = append(pages, filepath.Join(root, "fairness", "policy", "README.md"), filepath.Join(root, "dataset", "README.md"))
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(page)
		for _, b := range blocks(string(text)) {
			for i, l := range b.lines {
				l = strings.TrimPrefix(l, "$ ")
				if rest, ok := strings.CutPrefix(l, "make "); ok {
					checkTarget(t, fmt.Sprintf("%s:%d", name, b.line+i+1), rest, string(makefile))
				}
			}
		}
		t.Run(name, func(t *testing.T) {
			dir := mirror(t, root)
			writeFiles(t, dir, string(text))
			for _, c := range consoleCommands(t, name, string(text)) {
				commands++
				c.check(t, dir)
			}
		})
	}
	if commands == 0 {
		t.Error("no page at the root has a command")
	}
}

// block is a fenced block of a page.
type block struct {
	kind  string
	line  int // of the fence, from 1
	lines []string
}

func blocks(text string) []block {
	var out []block
	open := false
	for i, l := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(l)
		switch {
		case strings.HasPrefix(trimmed, "```") && !open:
			open = true
			out = append(out, block{kind: strings.TrimPrefix(trimmed, "```"), line: i + 1})
		case strings.HasPrefix(trimmed, "```"):
			open = false
		case open:
			last := &out[len(out)-1]
			last.lines = append(last.lines, l)
		}
	}
	return out
}

// checkTarget checks that a target of make exists.
func checkTarget(t *testing.T, place, args, makefile string) {
	t.Helper()
	for _, word := range strings.Fields(args) {
		if strings.Contains(word, "=") || strings.HasPrefix(word, "-") {
			continue
		}
		if strings.HasPrefix(word, "#") {
			return
		}
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(word) + `:`).MatchString(makefile) {
			t.Errorf("%s: the Makefile has no target %q", place, word)
		}
	}
}

// docCommand is a command of a page with what it is to print.
type docCommand struct {
	place string
	text  string
	want  []string
}

func consoleCommands(t *testing.T, page, text string) []docCommand {
	t.Helper()
	var out []docCommand
	for _, b := range blocks(text) {
		if b.kind != "console" {
			continue
		}
		continued := false
		for i, l := range b.lines {
			place := fmt.Sprintf("%s:%d", page, b.line+i+1)
			command, isCommand := strings.CutPrefix(l, "$ ")
			switch {
			case continued:
				command = strings.TrimSpace(l)
				out[len(out)-1].text += " " + strings.TrimSuffix(command, "\\")
			case isCommand:
				out = append(out, docCommand{place: place, text: strings.TrimSuffix(command, "\\")})
			case len(out) == 0 || i == 0:
				t.Errorf("%s: a console block starts with a command, not with %q", place, l)
			default:
				out[len(out)-1].want = append(out[len(out)-1].want, l)
			}
			continued = (isCommand || continued) && strings.HasSuffix(l, "\\")
		}
	}
	for i := range out { // blank lines before the next command are for the eye
		for n := len(out[i].want); n > 0 && out[i].want[n-1] == ""; n = len(out[i].want) {
			out[i].want = out[i].want[:n-1]
		}
	}
	return out
}

// mirror makes a directory that looks like the root of the module.
func mirror(t *testing.T, root string) string {
	t.Helper()
	dir := t.TempDir()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.Symlink(filepath.Join(root, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// writeFiles writes the blocks of a page that are files.
func writeFiles(t *testing.T, dir, text string) {
	t.Helper()
	for _, b := range blocks(text) {
		if kind, name, ok := strings.Cut(b.kind, " "); ok && (kind == "yaml" || kind == "csv") {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(b.lines, "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (c *docCommand) check(t *testing.T, dir string) {
	t.Helper()
	args, err := shellWords(c.text)
	switch {
	case err != nil:
		t.Errorf("%s: %v: write a command that needs no shell", c.place, err)
		return
	case len(args) > 0 && args[0] == "make":
		return // its targets are checked beside those of the other blocks
	case len(args) == 0 || args[0] != "fairaudit":
		t.Errorf("%s: a console block is executed, and %q is no command of fairaudit or make; use a plain block for it", c.place, c.text)
		return
	}
	t.Chdir(dir)
	var out strings.Builder
	code := Run(context.Background(), args[1:], IO{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" }, Dir: dir, Now: now})
	if len(c.want) == 0 || slices.Equal(c.want, []string{"…"}) {
		if code != ExitPass && code != ExitFail && code != ExitInconclusive {
			t.Errorf("%s: %s ends with code %d\n%s", c.place, c.text, code, out.String())
		}
		return
	}
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if at := mismatch(c.want, got); at >= 0 {
		t.Errorf("%s: what %s prints has no line where the page says, in its order\n%s\nit prints\n%s", c.place, c.text, c.want[at], out.String())
	}
}

// mismatch returns the first wanted line that the lines do not match, or -1.
func mismatch(want, got []string) int {
	furthest := 0
	var match func(w, g int) bool
	match = func(w, g int) bool {
		furthest = max(furthest, w)
		switch {
		case w == len(want):
			return g == len(got)
		case want[w] == "…":
			for ; g <= len(got); g++ {
				if match(w+1, g) {
					return true
				}
			}
			return false
		}
		return g < len(got) && strings.TrimRight(got[g], " ") == strings.TrimRight(want[w], " ") && match(w+1, g+1)
	}
	if match(0, 0) {
		return -1
	}
	return min(furthest, len(want)-1)
}

// shellWords splits a command as a shell does where it only has words and quotes.
func shellWords(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ' || r == '\t':
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		case strings.ContainsRune("|&;<>$`*?(){}\\", r):
			return nil, fmt.Errorf("%q means something to a shell", r)
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote is not closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// TestDocsWouldFail checks the checker.
func TestDocsWouldFail(t *testing.T) {
	for _, test := range []struct {
		want, got string
		at        int
	}{
		{"a|b", "a|b", -1}, {"a|…|c", "a|b|b|c", -1}, {"a|…|c", "a|c", -1}, {"…", "a|b", -1}, {"…|c|…", "a|c|b|c|d", -1},
		{"a", "a|b", 0}, {"a|b", "a", 1}, {"a|x|c", "a|b|c", 1}, {"a|…|x", "a|b|c", 2}, {"…|c", "c|d", 1},
	} {
		if at := mismatch(strings.Split(test.want, "|"), strings.Split(test.got, "|")); at != test.at {
			t.Errorf("%s against %s: %d, want %d", test.want, test.got, at, test.at)
		}
	}
	text := "x\n```console\n$ fairaudit a 'b c' \\\n    d\nout\n\n$ make x\n```\n```\n$ not this\n```\n"
	got := consoleCommands(t, "p.md", text)
	if fmt.Sprint(got) != "[{p.md:3 fairaudit a 'b c'  d [out]} {p.md:7 make x []}]" {
		t.Errorf("%+v", got)
	}
	if words, err := shellWords(got[0].text); err != nil || strings.Join(words, "|") != "fairaudit|a|b c|d" {
		t.Errorf("%q %v", words, err)
	}
	if _, err := shellWords("fairaudit audit x | head"); err == nil {
		t.Error("a pipe is no word")
	}
}
