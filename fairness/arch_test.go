package fairness_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/fairaudit/fairaudit"

// A fact limits what packages import. Packages of this module are written from
// its root, as ./fairness/tally. A pattern is a path, or a path and /... for the
// path and all below it; the pattern ... is every path.
type fact struct {
	name   string
	in     []string // the packages it speaks of,
	except []string // less these
	deny   []string // what they may not import,
	allow  []string // except these
	std    bool     // deny speaks of the standard library too
	tests  bool     // it holds for their tests too
	deep   bool     // it holds for all that they depend on, not only for their imports
	breach listed   // a made-up package that must be caught
}

var facts = []fact{
	home("github.com/spf13/...", "./cmd/internal/cli/..."),
	home("gonum.org/...", "./fairness/interval/..."),
	home("github.com/apache/arrow-go/...", "./dataset/parquet/..."),
	home("github.com/klauspost/...", "./dataset/open/..."),
	home("github.com/jackc/...", "./dataset/sql/..."),
	home("github.com/trinodb/...", "./dataset/sql/..."),
	home("github.com/olekukonko/...", "./report/..."),
	home("github.com/CycloneDX/...", "./report/..."),
	home("go.yaml.in/...", "./fairness/policy/strictyaml/..."),
	{
		name:   "fairness depends on no source, report or command",
		in:     []string{"./fairness/..."},
		deny:   []string{"./cmd/...", "./dataset/...", "./report/..."},
		tests:  true,
		deep:   true,
		breach: listed{ImportPath: "./fairness/metric", Deps: []string{"fmt", "./dataset/csv"}},
	},
	{
		name:   "fairness does no I/O and is deterministic",
		in:     []string{"./fairness/..."},
		except: []string{"./fairness/internal/oracle"}, // a helper of tests
		deny:   []string{"os/...", "net/...", "syscall/...", "log/...", "math/rand/...", "crypto/rand"},
		std:    true,
		breach: listed{ImportPath: "./fairness", Imports: []string{"fmt", "os"}},
	},
	{
		name:   "the tally depends on the standard library alone",
		in:     []string{"./fairness/tally"},
		deny:   []string{"..."},
		deep:   true,
		breach: listed{ImportPath: "./fairness/tally", Deps: []string{"fmt", "golang.org/x/text/cases"}},
	},
	{
		name:   "intervals know neither metrics nor policies",
		in:     []string{"./fairness/interval/..."},
		deny:   []string{"./fairness", "./fairness/metric/...", "./fairness/policy/..."},
		deep:   true,
		breach: listed{ImportPath: "./fairness/interval", Deps: []string{"./fairness/metric"}},
	},
	{
		name:   "metrics know no policy",
		in:     []string{"./fairness/metric/..."},
		deny:   []string{"./fairness", "./fairness/policy/..."},
		deep:   true,
		breach: listed{ImportPath: "./fairness/metric", Deps: []string{"./fairness/policy"}},
	},
	{
		name:   "policies know no pipeline",
		in:     []string{"./fairness/policy/..."},
		deny:   []string{"./fairness"},
		deep:   true,
		breach: listed{ImportPath: "./fairness/policy", Deps: []string{"./fairness"}},
	},
	{
		name:   "dataset knows the tally and no more",
		in:     []string{"./dataset/..."},
		deny:   []string{"./cmd/...", "./report/...", "./fairness/..."},
		allow:  []string{"./fairness/tally", "./fairness/words"},
		deep:   true,
		breach: listed{ImportPath: "./dataset", Deps: []string{"./fairness/tally", "./fairness/policy"}},
	},
	{
		name:   "report knows neither sources nor commands",
		in:     []string{"./report/..."},
		deny:   []string{"./cmd/...", "./dataset/..."},
		deep:   true,
		breach: listed{ImportPath: "./report", Deps: []string{"./fairness", "./dataset"}},
	},
}

// home is the fact that a third-party library is imported in one place only.
func home(library, place string) fact {
	return fact{
		name:   library + " lives in " + place,
		in:     []string{"./..."},
		except: []string{place},
		deny:   []string{library},
		tests:  true,
		breach: listed{ImportPath: "./fairness", XTestImports: []string{strings.TrimSuffix(library, "...") + "x"}},
	}
}

func TestImports(t *testing.T) {
	packages := list(t)
	for _, f := range facts {
		t.Run(f.name, func(t *testing.T) {
			for _, breach := range f.breaches(packages) {
				t.Error(breach)
			}
		})
	}
}

// A fact that catches nothing would always hold.
func TestFactsCatch(t *testing.T) {
	for _, f := range facts {
		if got := f.breaches([]listed{f.breach}); len(got) != 1 {
			t.Errorf("%s: %d breaches found in %+v, want 1", f.name, len(got), f.breach)
		}
	}
}

// A third-party module that no fact names has one importer all the same. The
// extensions of the standard library are free.
func TestOneHome(t *testing.T) {
	packages := list(t)
	owner := map[string]string{}
	for _, p := range packages {
		if p.Module != nil {
			owner[p.ImportPath] = p.Module.Path
		}
	}
	importers := map[string][]string{}
	for _, p := range packages {
		if !matches("./...", p.ImportPath) {
			continue
		}
		for _, path := range p.Imports {
			m := owner[path]
			if m == "" || m == module || strings.HasPrefix(m, "golang.org/x/") || named(path) {
				continue
			}
			if !slices.Contains(importers[m], p.ImportPath) {
				importers[m] = append(importers[m], p.ImportPath)
			}
		}
	}
	for m, in := range importers {
		if len(in) > 1 {
			t.Errorf("%s is imported by %s: give it one home", m, strings.Join(in, ", "))
		}
	}
}

// named reports whether a fact about a library covers the path.
func named(path string) bool {
	return slices.ContainsFunc(facts, func(f fact) bool {
		return f.in[0] == "./..." && matches(f.deny[0], path)
	})
}

// breaches describes each import that the fact forbids.
func (f *fact) breaches(packages []listed) []string {
	var out []string
	for _, p := range packages {
		if !matchesAny(f.in, p.ImportPath) || matchesAny(f.except, p.ImportPath) {
			continue
		}
		paths := p.Imports
		if f.deep {
			paths = p.Deps
		}
		if f.tests {
			paths = slices.Concat(paths, p.TestImports, p.XTestImports)
		}
		for _, path := range paths {
			if standard(path) && !f.std || path == p.ImportPath {
				continue
			}
			if matchesAny(f.deny, path) && !matchesAny(f.allow, path) {
				out = append(out, p.ImportPath+" must not depend on "+path)
			}
		}
	}
	return out
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, path) })
}

func matches(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	root, below := strings.CutSuffix(pattern, "/...")
	return path == root || below && strings.HasPrefix(path, root+"/")
}

// standard reports whether the path is one of the standard library, whose first
// element has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// listed is a package as the go command describes it.
type listed struct {
	ImportPath                               string
	Module                                   *struct{ Path string }
	Imports, TestImports, XTestImports, Deps []string
}

// list returns the packages of this module and all that they depend on.
func list(t *testing.T) []listed {
	t.Helper()
	touch(t)
	cmd := exec.Command("go", "list", "-e", "-deps",
		"-json=ImportPath,Module,Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var out []listed
	own := 0
	for dec := json.NewDecoder(bytes.NewReader(text)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		p.ImportPath = short(p.ImportPath)
		for _, paths := range [][]string{p.Imports, p.TestImports, p.XTestImports, p.Deps} {
			for i := range paths {
				paths[i] = short(paths[i])
			}
		}
		if matches("./...", p.ImportPath) {
			own++
		}
		out = append(out, p)
	}
	if own == 0 {
		t.Fatal("go list found no package of this module")
	}
	return out
}

// short writes a path of this module from its root.
func short(path string) string {
	if rest, ok := strings.CutPrefix(path, module+"/"); ok {
		return "./" + rest
	}
	return path
}

// touch reads the module's folders. Go reuses the result of a test until a file
// or folder changes that the test itself has opened; what go list opens does
// not count.
func touch(t *testing.T) {
	t.Helper()
	for _, root := range []string{"cmd", "dataset", "fairness", "report"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(path string, _ fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
