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
		quoted := strings.Trim(strconv.Quote(text), `"`)
		if said[english] == "" && !strings.Contains(english, "%s") && !strings.Contains(kept, text) && !strings.Contains(kept, quoted) {
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

// saidTexts finds the constants that are said, in Go and in templates, with their
// places: what is given to Count, and to each function whose parameter is called
// english and that takes what is put into it. Functions are known by their names.
func saidTexts(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	files, sources := token.NewFileSet(), []*ast.File{}
	walk(t, func(path string) error {
		if filepath.Base(filepath.Dir(path)) == "html" {
			return saidInTemplate(path, said)
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || isForNobody(path) {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		sources = append(sources, file)
		return err
	})
	speakers := map[string]int{}
	each(sources, func(f *ast.FuncDecl) {
		if at := englishParameter(f.Type); at >= 0 {
			speakers[f.Name.Name] = at
		}
	})
	sources = slices.DeleteFunc(sources, func(file *ast.File) bool { // these make what others say
		return slices.Contains([]string{"phrase.go", "language.go", "error.go"}, filepath.Base(files.File(file.Pos()).Name()))
	})
	each(sources, func(call *ast.CallExpr) {
		name := calledName(call)
		at, speaks := speakers[name[strings.LastIndex(name, ".")+1:]]
		from, to := at, at+1
		switch {
		case name == "fmt.Errorf", name == "errors.New":
			if _, ok := constant(call.Args[0]); ok || name == "fmt.Errorf" {
				t.Errorf("%s: an error is made by words.Errorf, which can be told in every language", files.Position(call.Pos()))
			}
			return
		case strings.HasSuffix(name, ".Count") && len(call.Args) == 3:
			from, to = 1, 3
		case !speaks || at >= len(call.Args) || strings.HasPrefix(name, "fmt."):
			return
		}
		for i, argument := range call.Args[from:] {
			place := files.Position(argument.Pos()).String()
			text, ok := constant(argument)
			switch passedOn, _ := argument.(*ast.Ident); {
			case i >= to-from && ok && prose.MatchString(text):
				t.Errorf("%s: %q goes into a sentence without French: words.Say it", place, text)
			case i >= to-from, passedOn != nil && passedOn.Name == "english":
			case !ok:
				t.Errorf("%s: what is said is no constant", place)
			default:
				said[text] = place
			}
		}
	})
	for text := range said {
		if !letter.MatchString(verbs.ReplaceAllString(text, "")) {
			delete(said, text)
		}
	}
	return said
}

var (
	verbs  = regexp.MustCompile(`%(\[\d\])?[-+ #0]*\d*(\.\d+)?[a-z%]`)
	letter = regexp.MustCompile(`\pL`)
	prose  = regexp.MustCompile(`\pL\pL+ \pL\pL+`)
)

// isForNobody reports whether a file only serves those who develop the program.
func isForNobody(path string) bool {
	for _, part := range []string{"testdata", "simulate", "oracle", "datasettest", "schematest"} {
		if slices.Contains(strings.Split(filepath.ToSlash(path), "/"), part) {
			return true
		}
	}
	return false
}

// each visits the nodes of a kind.
func each[N ast.Node](files []*ast.File, visit func(N)) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if n, ok := n.(N); ok {
				visit(n)
			}
			return true
		})
	}
}

// englishParameter is the position of the parameter that is a text with verbs, for
// what the last one holds, or -1.
func englishParameter(f *ast.FuncType) int {
	var names []string
	variadic := false
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
		_, variadic = field.Type.(*ast.Ellipsis)
	}
	if !variadic {
		return -1
	}
	return slices.Index(names, "english")
}

// calledName is the name of the function that is called, with what stands before
// the dot, if that is a name.
func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	}
	return ""
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
