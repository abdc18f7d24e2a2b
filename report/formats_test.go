package report_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // whose schema is read
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schematest"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// people lists the formats that people read in their language; all others are
// for machines.
var people = []string{"table", "html", "markdown", "github", "model-card"}

// TestFormatsGolden keeps each format from changing unseen.
func TestFormatsGolden(t *testing.T) {
	for _, f := range report.Formats {
		if f.Name == "table" || f.Name == "json" || f.Name == "html" { // which have goldens of their own
			continue
		}
		for _, name := range []string{"fail", "inconclusive", "report-only", "joined", "strata", "waived", "waived-in-part", "waived-strictly", "final-decisions"} {
			d := find(t, name).cached(t)
			golden(t, name+"."+f.Name, render(t, f.Name, d, report.Style{}))
			if slices.Contains(people, f.Name) && name != "report-only" {
				golden(t, name+"-fr."+f.Name, render(t, f.Name, d, report.Style{Language: words.French}))
			}
		}
	}
}

// TestFormatsAreTold checks that each format says what it is, and that the
// README names it.
func TestFormatsAreTold(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Formats {
		if f.About == "" || f.Write == nil {
			t.Errorf("%q has no description or nothing to write it", f.Name)
		}
		if !strings.Contains(string(readme), "| `"+f.Name+"` |") {
			t.Errorf("the README's table of formats has no row for %s", f.Name)
		}
	}
}

// TestMachinesHaveNoLanguage checks that what machines read is the same in every
// language, width and colour.
func TestMachinesHaveNoLanguage(t *testing.T) {
	for i := range goldens {
		d := goldens[i].cached(t)
		for _, f := range report.Formats {
			if slices.Contains(people, f.Name) {
				continue
			}
			want := render(t, f.Name, d, report.Style{})
			if got := render(t, f.Name, d, report.Style{Language: words.French, Width: 60, Color: true}); got != want {
				t.Errorf("%s as %s: %s", goldens[i].name, f.Name, diff(t, want, got))
			}
		}
	}
}

// TestFormatsAreValid holds every document in every format against what the
// readers of that format expect.
func TestFormatsAreValid(t *testing.T) {
	for i := range goldens {
		d := goldens[i].cached(t)
		for _, f := range report.Formats {
			check, ok := validity[f.Name]
			if !ok {
				t.Fatalf("no test says when %s is valid", f.Name)
			}
			t.Run(goldens[i].name+" "+f.Name, func(t *testing.T) { check(t, render(t, f.Name, d, report.Style{}), d) })
		}
	}
}

// hostileTexts is what nobody should have to be called: each tries to be more
// than text in some format.
var hostileTexts = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg onload="alert(1)"><a href="javascript:alert(1)">x</a></svg>`, `"><b onmouseover='x'>`,
	`</td></table><h1>pwned</h1>`, `<!-- `, ` -->`, `]]>`, `<![CDATA[x]]>`, `&lt;b&gt; &amp; &#x41;`, `&xxe;`, `<!DOCTYPE x [<!ENTITY a "b">]>`,
	`[link](https://example.org)`, `![image](https://example.org/i.png)`, `**bold** _it_ ~~no~~ ` + "`code`", `| a | b |`, `# heading`, `- item`, `1. item`, `> quote`, `---`, "```", `https://example.org`, `www.example.org`,
	`user@example.org`, `@everyone`, `#1`, `:smile:`, `$\sqrt{2}$`, `[^1]`, `\`, `\\|`, `<https://example.org>`,
	`=1+1`, `=cmd|' /C calc'!A0`, `+1`, `-1+1|cmd`, `@SUM(A1)`, "\t=1+1", ` =1+1`, `＝1+1`, `'=1`, `"quoted", comma; semi`, `a,b`, "a\nb,c", `"`,
	"\x1b[2J\x1b[31mred\x1b]8;;https://example.org\x07link\x1b]8;;\x07", "\u009b31m", "back\x08\x08space", "nul\x00byte", "del\x7f", "\u0085next", "\u2028line\u2029paragraph", "carriage\rreturn", "line\nbreak",
	"right\u202eotfel\u202c", "\u2066isolate\u2069", "\u200eleft\u200f", "\ufeffmark", "zero\u200bwidth", "soft\u00adhyphen", "\U000e0041tag", "\ufffenon", "\uffffcharacter",
	`::error::pwned`, "::error file=a,line=1::pwned", "x\n::set-output name=a::b", `::stop-commands::x`, `##[error]pwned`, `%0A::error::pwned`, `%25`, `100%`, `a:b,c=d`, "x\r::add-mask::y",
	`{"json": true}`, `\u0000`, `\u{1b}`, `\x1b`, `${{ github.token }}`, `$(rm -rf /)`, "`id`", `{{ . }}`, `{% raw %}`, `%s%n%d`, `# EOF`, `a="b",c`, "\n# EOF\n", `yes`, `null`, `~`, `!!python/object`, `&anchor`, `*alias`, `key: value`, `'single'`, `- dash`, `...`, `? x`,
	strings.Repeat("x", 500), "z" + strings.Repeat("\u0336\u0489", 50), "👨‍👩‍👧‍👦 family", "العربية", "\xff\xfe", "../../etc/passwd", "CON",
}

// hostileDocument is an audit in which everything that a user names is hostile.
func hostileDocument(t testing.TB) *report.Document {
	t.Helper()
	c := &crowd{attributes: []string{"na\x1b[31m|<b>=me", "::error::=b"}, sets: [][]string{{"na\x1b[31m|<b>=me", "::error::=b"}}, labels: true}
	for i, label := range hostileTexts {
		c.add(label+"|"+hostileTexts[len(hostileTexts)-1-i], 100+int64(i)%7, 100, 100, 100-int64(i)%60)
	}
	d := c.audit(t, policy.Default, fairness.Options{})
	d.Model = report.Model{Name: "=cmd|<script>\x1b[31m::error::\u202e", Release: "%0A::error::**x**", Purpose: "<img src=x> @everyone\x1b"}
	d.Policy.Name, d.Policy.Title = "=po|<b>\x1b\u202elicy", "<script>"
	d.Data.Sources = hostileTexts
	d.Data.Dropped = map[string]report.Count{"<b>\x1b =x|": 3}
	d.Data.Predicted = report.Column{Name: "=x|<b>\x1b", Positive: hostileTexts[:20], Negative: hostileTexts[20:]}
	for i := range d.Checks {
		d.Checks[i].File, d.Checks[i].BuiltIn = hostileFile, false
		d.Checks[i].Source, d.Checks[i].Rationale = "<script>|\x1b[31m::error::", "=1+1 @everyone \u202e"
	}
	d.NotEvaluated = append(d.NotEvaluated, report.NotEvaluated{Rule: "rule", Severity: policy.Block, Reason: "it needs actual outcomes, and none were given", About: "<b>|\x1b::error::\u202e"})
	return d
}

const hostileFile = "a b/::error,%:é<.yaml"

// TestHostile checks that nothing in the data is more than text, in any format
// and language.
func TestHostile(t *testing.T) {
	d := hostileDocument(t)
	for _, f := range report.Formats {
		check, ok := validity[f.Name]
		if !ok {
			t.Errorf("no test says when %s is harmless", f.Name)
			continue
		}
		for _, l := range words.Languages {
			t.Run(f.Name+" "+string(l), func(t *testing.T) {
				text := render(t, f.Name, d, report.Style{Language: l, Width: 100})
				checkCharacters(t, text)
				check(t, text, d)
			})
		}
	}
}

// checkCharacters checks that no character moves a cursor, turns text or hides.
func checkCharacters(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Error("not UTF-8")
	}
	for i, r := range text {
		if r == '\n' || r == '\t' || r == '\u200d' {
			continue
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == '\ufffe' || r == '\uffff' {
			t.Fatalf("%U in %q", r, text[max(0, i-40):min(len(text), i+40)])
		}
	}
}

// validity says of each format when it is well formed, and its text only text.
var validity = map[string]func(t *testing.T, text string, d *report.Document){
	"table":       func(t *testing.T, text string, _ *report.Document) { checkLines(t, text, report.Style{Width: 100}) },
	"json":        validJSON,
	"markdown":    validMarkdown,
	"csv":         validCSV,
	"junit":       validJUnit,
	"sarif":       validSARIF,
	"github":      validGitHub,
	"gitlab":      validOpenMetrics,
	"html":        func(t *testing.T, text string, _ *report.Document) { checkElements(t, text, nil) },
	"cyclonedx":   validCycloneDX,
	"model-index": validModelIndex,
	"model-card":  validMarkdown,
}

func validJSON(t *testing.T, text string, d *report.Document) {
	var back report.Document
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	for i, a := range d.Attributes {
		for j, g := range a.Groups {
			if got, want := back.Attributes[i].Groups[j].Label, string([]rune(g.Label)); got != want {
				t.Errorf("the label %q has become %q", want, got)
			}
		}
	}
}

func validMarkdown(t *testing.T, text string, _ *report.Document) {
	var b strings.Builder
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	checkElements(t, page, []string{"h1", "h2", "h3", "h4", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "html", "head", "body"})
	if strings.Contains(page, "<!--") || regexp.MustCompile(`@[A-Za-z0-9]`).MatchString(page) {
		t.Error("it holds a comment, left out HTML or a mention")
	}
}

// checkElements checks the elements of a page: only those that are allowed, or
// with none named, none that could run or load something.
func checkElements(t *testing.T, page string, allowed []string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if allowed != nil && !slices.Contains(allowed, n.Data) || slices.Contains([]string{"script", "img", "iframe", "object", "embed", "link", "form", "input", "base"}, n.Data) {
			t.Errorf("an element %s", n.Data)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") || (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(value, "#") {
				t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
}

func validCSV(t *testing.T, text string, d *report.Document) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`^(-?[0-9][-+.0-9e]*|inf|true|false|)$`)
	seen := map[string]bool{}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		key := ""
		for _, name := range []string{"rule", "attribute", "within", "group", "rate"} {
			key += row[at[name]] + "\x00"
		}
		if seen[key] {
			t.Errorf("two rows for %q", key)
		}
		seen[key] = true
		for i, cell := range row {
			if cell != "" && strings.ContainsAny(strings.TrimSpace(cell)[:1], "=+-@\t\r") && !number.MatchString(cell) {
				t.Errorf("%s: %q is a formula", rows[0][i], cell)
			}
		}
		for _, name := range []string{"n", "num", "den", "value", "value_lower", "value_upper", "difference", "ratio", "estimate", "lower", "upper", "missing"} {
			if !number.MatchString(row[at[name]]) {
				t.Errorf("%s: %q is no number", name, row[at[name]])
			}
		}
	}
	want := 0
	for _, c := range d.Checks {
		for _, a := range d.Attributes {
			if a.Name == c.Attribute {
				want += len(a.Groups) * len(c.Rates)
			}
		}
		if len(c.Rates) == 0 {
			want++
		}
	}
	for _, a := range d.Attributes {
		want += len(a.Groups) * len(a.Gaps)
	}
	if len(rows)-1 != want {
		t.Errorf("%d rows, want %d", len(rows)-1, want)
	}
}

type junitResult struct {
	Message string `xml:"message,attr"`
}

type junitFile struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
	Suites   []struct {
		Name  string `xml:"name,attr"`
		Cases []struct {
			Class   string       `xml:"classname,attr"`
			Name    string       `xml:"name,attr"`
			Failure *junitResult `xml:"failure"`
			Error   *junitResult `xml:"error"`
			Skipped *junitResult `xml:"skipped"`
			Out     string       `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// validJUnit checks that the counts add up, that each case has a name of its own
// and one result, and that CI comes to the verdict of the audit.
func validJUnit(t *testing.T, text string, d *report.Document) {
	var file, got junitFile
	if err := xml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range file.Suites {
		for _, c := range s.Cases {
			key := s.Name + "\x00" + c.Class + "\x00" + c.Name
			if seen[key] || c.Class == "" || c.Name == "" {
				t.Errorf("two cases are called %q", key)
			}
			seen[key] = true
			got.Tests++
			results := 0
			for result, n := range map[*junitResult]*int{c.Failure: &got.Failures, c.Error: &got.Errors, c.Skipped: &got.Skipped} {
				if result != nil {
					results++
					*n++
					if result.Message == "" {
						t.Errorf("%q has a result without a message", key)
					}
				}
			}
			if results > 1 || results == 0 && c.Out == "" {
				t.Errorf("%q has %d results", key, results)
			}
		}
	}
	if got.Tests != file.Tests || got.Failures != file.Failures || got.Errors != file.Errors || got.Skipped != file.Skipped {
		t.Errorf("the counts are %+v, and it says %+v", got, file)
	}
	if (d.Verdict == policy.Fail || d.StrictWaivers && d.ExitCode == fairness.ExitFail) != (got.Failures > 0) || d.Verdict == policy.Pass && got.Errors > 0 || d.Verdict == policy.Inconclusive && got.Errors == 0 {
		t.Errorf("%d failures and %d errors for the verdict %s", got.Failures, got.Errors, d.Verdict)
	}
}

// validSARIF holds the log against the published schema, and checks that each
// fingerprint is of one result.
func validSARIF(t *testing.T, text string, d *report.Document) {
	if err := validate(t, sarifSchema(t), text); err != nil {
		t.Error(err)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID, Kind, Level string
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	seen, told := map[string]bool{}, map[string]bool{}
	for _, r := range log.Runs[0].Results {
		print := r.PartialFingerprints["primaryLocationLineHash"]
		if print == "" || seen[print] {
			t.Errorf("the fingerprint %q is not of one result alone", print)
		}
		seen[print], told[r.RuleID] = true, true
		if r.Kind != "fail" && r.Level != "none" {
			t.Errorf("%s with the level %s", r.Kind, r.Level)
		}
		if uri := r.Locations[0].PhysicalLocation.ArtifactLocation.URI; strings.ContainsAny(uri, " <>\x1b") {
			t.Errorf("the address %q", uri)
		}
	}
	for _, c := range d.Checks {
		if c.Verdict != policy.Pass && !told[c.Rule] {
			t.Errorf("%s on %q is %s and has no result", c.Rule, c.Attribute, c.Verdict)
		}
	}
}

// sarifSchema is the schema that OASIS publishes, which go-sarif keeps as a constant.
var sarifSchema = onceFor(func(t *testing.T) *jsonschema.Schema {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(moduleDir(t, "github.com/owenrumney/go-sarif/v3"), "pkg/report/v210/sarif/schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	constant := file.Decls[0].(*ast.GenDecl).Specs[0].(*ast.ValueSpec).Values[0].(*ast.BasicLit)
	text, err := strconv.Unquote(constant.Value)
	if err != nil {
		t.Fatal(err)
	}
	return schematest.Compile(t, []byte(text))
})

// onceFor makes a value the first time that a test asks for it.
func onceFor[T any](make func(*testing.T) T) func(*testing.T) T {
	var value T
	done := false
	return func(t *testing.T) T {
		t.Helper()
		if !done {
			value, done = make(t), true
		}
		return value
	}
}

// moduleDir is where the source of a module lies.
func moduleDir(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// validGitHub reads workflow commands as the runner does.
func validGitHub(t *testing.T, text string, d *report.Document) {
	command := regexp.MustCompile(`^::(error|warning|notice) ([^:]*)::(.*)$`)
	unescape := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	count := map[string]int{}
	var files []string
	for _, c := range d.Checks {
		files = append(files, c.File)
	}
	for _, e := range d.Record {
		files = append(files, e.File)
	}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		m := command.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no command: %q", line)
		}
		count[m[1]]++
		for _, p := range strings.Split(m[2], ",") {
			key, value, ok := strings.Cut(p, "=")
			if !ok || !slices.Contains([]string{"file", "line", "title"}, key) {
				t.Errorf("the property %q of %q", p, line)
			}
			ofWaiver := slices.ContainsFunc(d.Waivers, func(w report.WaiverUse) bool { return w.File == unescape.Replace(value) })
			if key == "file" && !slices.Contains(files, unescape.Replace(value)) && !ofWaiver {
				t.Errorf("the file %q is none of %q", unescape.Replace(value), files)
			}
		}
	}
	for level, n := range count {
		if n > 10 {
			t.Errorf("%d annotations of level %s, of which 10 are shown", n, level)
		}
	}
}

// validOpenMetrics reads the text as OpenMetrics: families, each series once, and
// the end.
func validOpenMetrics(t *testing.T, text string, _ *report.Document) {
	label := `[a-z_]+="(?:[^"\\]|\\[\\"n])*"`
	sample := regexp.MustCompile(`^([a-z_]+)\{((?:` + label + `)(?:,` + label + `)*)\} (-?[0-9][-+.0-9e]*|\+Inf)$`)
	body, ok := strings.CutSuffix(text, "# EOF\n")
	if !ok {
		t.Error("it does not end as it should")
	}
	seen := map[string]bool{}
	family := ""
	for _, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			family, _, _ = strings.Cut(rest, " ")
			if seen[family] {
				t.Errorf("the family %s comes twice", family)
			}
			seen[family] = true
			continue
		}
		if strings.HasPrefix(line, "# HELP "+family+" ") {
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil || m[1] != family || seen[m[1]+m[2]] {
			t.Errorf("in the family %s: %q", family, line)
			continue
		}
		seen[m[1]+m[2]] = true
	}
}
