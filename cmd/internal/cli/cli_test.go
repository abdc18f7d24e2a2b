package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/report"
)

// world is a directory of its own with an environment, in which the program runs.
type world struct {
	t   testing.TB
	dir string
	env map[string]string
	in  io.Reader
}

// newWorld makes a directory and the working directory of the process of it,
// against which the program resolves the paths of inputs.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), env: map[string]string{}, in: strings.NewReader("")}
	t.Chdir(w.dir)
	w.write(".git/HEAD", "") // where the search for a configuration ends
	return w
}

// write writes a file below the directory.
func (w *world) write(name, text string) {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) read(name string) string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

// files lists what lies in the directory, temporary files included.
func (w *world) files() []string {
	w.t.Helper()
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != ".git" {
			names = append(names, e.Name())
		}
	}
	return names
}

// outcome is what a run of the program came to.
type outcome struct {
	code     int
	out, err string
}

// now is the day on which the tests and the documentation are: 2026-11-23.
func now() time.Time { return time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC) }

func (w *world) run(args ...string) outcome { return w.runContext(context.Background(), args...) }

func (w *world) runContext(ctx context.Context, args ...string) outcome {
	var out, err bytes.Buffer
	code := Run(ctx, args, IO{In: w.in, Out: &out, Err: &err, Env: func(name string) string { return w.env[name] }, Dir: w.dir, Now: now})
	return outcome{code, out.String(), err.String()}
}

// audited runs an audit that is to end with a verdict, and returns its document.
func (w *world) audited(args ...string) *report.Document {
	w.t.Helper()
	got := w.run(slices.Concat([]string{"audit"}, args, []string{"-o", "json"})...)
	var d report.Document
	if err := json.Unmarshal([]byte(got.out), &d); err != nil || got.code == ExitIncomplete || got.code != d.ExitCode {
		w.t.Fatalf("audit %q: code %d, %v\n%s", args, got.code, err, got.err)
	}
	valid(w.t, "audit", got.out)
	return &d
}

// tallied runs tally and returns what it wrote.
func (w *world) tallied(args ...string) string {
	w.t.Helper()
	got := w.run(append([]string{"tally"}, args...)...)
	if got.code != 0 || got.err != "" {
		w.t.Fatalf("tally %q: code %d\n%s", args, got.code, got.err)
	}
	valid(w.t, "tally", got.out)
	return got.out
}

// attribute returns an attribute of a document.
func attribute(t testing.TB, d *report.Document, name string) *report.Attribute {
	t.Helper()
	i := slices.IndexFunc(d.Attributes, func(a report.Attribute) bool { return a.Name == name })
	if i < 0 {
		t.Fatalf("no attribute %q", name)
	}
	return &d.Attributes[i]
}

// cells writes the groups of an attribute with their counts: "F 1/2/3/4".
func cells(a *report.Attribute) string {
	var parts []string
	for _, g := range a.Groups {
		if g.TP == nil {
			parts = append(parts, fmt.Sprintf("%s %d/%d", g.Label, *g.Selected, *g.NotSelected))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %d/%d/%d/%d", g.Label, *g.TP, *g.FP, *g.FN, *g.TN))
	}
	return strings.Join(parts, ", ")
}

// csvHeader is the header of the rows that people makes.
const csvHeader = "sex,selected,hired\n"

// people writes rows of a group: so many in each cell.
func people(sex string, tp, fp, fn, tn int) string {
	return strings.Repeat(sex+",1,1\n", tp) + strings.Repeat(sex+",1,0\n", fp) + strings.Repeat(sex+",0,1\n", fn) + strings.Repeat(sex+",0,0\n", tn)
}

// The files that most tests use, by the verdict of the default policy.
func (w *world) writeVerdicts() {
	w.write("fair.csv", csvHeader+people("F", 1500, 500, 500, 1500)+people("M", 1510, 490, 505, 1495))
	w.write("unfair.csv", csvHeader+people("F", 700, 300, 1300, 1700)+people("M", 1500, 500, 500, 1500))
	w.write("small.csv", csvHeader+people("F", 20, 10, 12, 30)+people("M", 22, 11, 10, 28))
}

// roles are the flags for those files.
var roles = []string{"--predicted", "selected", "--actual", "hired", "--attribute", "sex"}

// on is the arguments of an audit of files, with the usual roles and more.
func on(file string, more ...string) []string {
	return slices.Concat([]string{file}, roles, more)
}

func auditOn(file string, more ...string) []string {
	return append([]string{"audit"}, on(file, more...)...)
}

// shared is a file of the reference data beside the repository. Where they are
// absent the test is skipped, unless they are required.
func shared(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(moduleRoot(t), "..", "shared", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("FAIRAUDIT_REQUIRE_SHARED") == "1" {
			t.Fatalf("%v, and FAIRAUDIT_REQUIRE_SHARED asks for it", err)
		}
		t.Skipf("the reference data are not here: %v", err)
	}
	return path
}

// moduleRoot is the directory of go.mod, taken from where the tests started.
func moduleRoot(t testing.TB) string {
	t.Helper()
	for dir := packageDir; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above ", packageDir)
		}
	}
}

// packageDir is where go test starts the tests.
var packageDir = func() string {
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	return dir
}()

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
