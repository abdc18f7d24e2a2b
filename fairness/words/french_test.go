package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// TestFrench holds that everything people read has French: each constant text
// that the code says, and each text that it keeps as data.
func TestFrench(t *testing.T) {
	verbs := regexp.MustCompile(`%(\[\d\])?[-+ #0]*\d*(\.\d+)?[a-z%]`)
	for english, place := range saidTexts(t) {
		french, ok := words.InFrench(english)
		switch {
		case !ok:
			t.Errorf("%s: %q has no French", place, english)
		case !slices.Equal(verbs.FindAllString(english, -1), verbs.FindAllString(french, -1)):
			t.Errorf("%s: %q and %q have not the same verbs", place, english, french)
		}
	}
	for _, english := range slices.Concat(dataTexts(), policyTexts(t), policy.Spoken()) {
		if _, ok := words.French.Translation(english); !ok {
			t.Errorf("%q has no French", english)
		}
	}
}

// TestFrenchIsUsed holds that the catalogue of sentences has none that nobody says.
func TestFrenchIsUsed(t *testing.T) {
	said := saidTexts(t)
	kept := keptTexts(t)
	for _, english := range words.Sentences() {
		text := strings.TrimPrefix(english, "no ") // "no " and what there is none of
		if said[english] == "" && !strings.Contains(english, "%s") && !strings.Contains(kept, text) {
			t.Errorf("%q is in the catalogue and nobody says it", english)
		}
	}
}

// keptTexts is the code and the policies, in which texts are kept as data.
func keptTexts(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	walk(t, func(path string) error {
		if strings.HasPrefix(filepath.Base(path), "french") || !slices.Contains([]string{".go", ".yaml"}, filepath.Ext(path)) {
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	return all.String()
}

// walk visits the files of the project.
func walk(t *testing.T, visit func(path string) error) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root:
			return filepath.SkipDir
		case entry.IsDir():
			return nil
		}
		return visit(path)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// saidTexts finds the constants that are given to Say and Count, in Go and in
// templates, with their places.
func saidTexts(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	walk(t, func(path string) error {
		if filepath.Base(filepath.Dir(path)) == "html" {
			return saidInTemplate(path, said)
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "language.go" {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			from, to := saidArguments(call)
			for _, argument := range call.Args[min(from, len(call.Args)):min(to, len(call.Args))] {
				place := files.Position(argument.Pos()).String()
				text, ok := constant(argument)
				if !ok {
					t.Errorf("%s: what is said is no constant", place)
				}
				said[text] = place
			}
			return true
		})
		return nil
	})
	delete(said, "")
	return said
}

// saidInTemplate finds what a template says: {{say "…"}}.
func saidInTemplate(path string, said map[string]string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, m := range regexp.MustCompile(`\bsay ("(?:[^"\\]|\\.)*")`).FindAllStringSubmatch(string(text), -1) {
		english, err := strconv.Unquote(m[1])
		if err != nil {
			return err
		}
		said[english] = path
	}
	return nil
}

// saidArguments is which arguments of a call are said, if any: those of
// words.Language's methods, which the receiver's name l or Language tells.
func saidArguments(call *ast.CallExpr) (from, to int) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return 0, 0
	}
	receiver := ""
	switch x := method.X.(type) {
	case *ast.Ident:
		receiver = x.Name
	case *ast.SelectorExpr:
		receiver = x.Sel.Name
	}
	if receiver != "l" && receiver != "Language" {
		return 0, 0
	}
	switch method.Sel.Name {
	case "Say":
		return 0, 1
	case "Count":
		return 1, 3
	}
	return 0, 0
}

func constant(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		a, oka := constant(x.X)
		b, okb := constant(x.Y)
		return a + b, oka && okb && x.Op == token.ADD
	}
	return "", false
}

// policyTexts lists what the built-in policies say to people.
func policyTexts(t *testing.T) []string {
	t.Helper()
	texts := []string{"convention", "guideline", "law"}
	for _, name := range policy.Names() {
		p, err := policy.Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, p.Title, p.Basis)
		for _, r := range p.Rules {
			texts = append(texts, r.Source, r.Rationale)
		}
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// dataTexts lists the texts that are kept as data and shown to people.
func dataTexts() []string {
	texts := []string{"pass", "fail", "inconclusive", "waived", "WAIVED", "RESPECTED", "NOT RESPECTED", "INCONCLUSIVE", "block", "warn", "report", "(missing)", "people"}
	for _, r := range metric.Rates {
		texts = append(texts, r.Unit, r.Name, r.Range, string(r.Direction))
	}
	for _, c := range metric.Contrasts {
		texts = append(texts, c.Name, c.Formula)
	}
	for _, b := range criteria.Bases {
		texts = append(texts, b.Name)
	}
	for _, c := range criteria.Conditions {
		texts = append(texts, c.Name)
	}
	for _, c := range criteria.Table {
		texts = append(texts, c.Name, c.Status.Name())
		if c.Note != "" {
			texts = append(texts, c.Note)
		}
	}
	return texts
}

// TestFrenchOnce holds that no text has two translations, of which one would be
// as good as lost.
func TestFrenchOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, english := range words.Sentences() {
		if seen[english] {
			t.Errorf("%q is in two areas of the catalogue", english)
		}
		seen[english] = true
	}
}
