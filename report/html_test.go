package report_test

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

func TestHTMLGolden(t *testing.T) {
	d := find(t, "intersections").cached(t)
	golden(t, "intersections-html", render(t, "html", d, report.Style{}))
	golden(t, "intersections-html-fr", render(t, "html", d, report.Style{Language: words.French}))
}

var pages = flag.String("pages", "", "a directory to write the pages of all cases to")

// TestHTMLPages writes the page of every case for a browser to look at, by turns
// in one language and the other.
func TestHTMLPages(t *testing.T) {
	if *pages == "" {
		t.Skip("-pages names no directory; testdata/screenshots/look.sh does")
	}
	for i := range goldens {
		l := words.Languages[i%len(words.Languages)]
		page := render(t, "html", goldens[i].cached(t), report.Style{Language: l})
		if err := os.WriteFile(filepath.Join(*pages, goldens[i].name+".html"), []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, d := range map[string]*report.Document{"hostile-names": hostileDocument(t), "published": publishedFew(t)} {
		if err := os.WriteFile(filepath.Join(*pages, name+".html"), []byte(render(t, "html", d, report.Style{})), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// eachPage renders every case in both languages, and gives the page with its tree.
func eachPage(t *testing.T, do func(t *testing.T, g *goldenCase, page string, root *html.Node)) {
	t.Helper()
	for i := range goldens {
		g := &goldens[i]
		for _, l := range words.Languages {
			t.Run(g.name+" "+string(l), func(t *testing.T) {
				page := render(t, "html", g.cached(t), report.Style{Language: l})
				if trees[page] == nil {
					root, err := html.Parse(strings.NewReader(page))
					if err != nil {
						t.Fatal(err)
					}
					trees[page] = root
				}
				do(t, g, page, trees[page])
			})
		}
	}
}

var trees = map[string]*html.Node{}

// TestHTMLIsWellFormed checks every page tag by tag, for a browser mends without a
// word what nobody should have written.
func TestHTMLIsWellFormed(t *testing.T) {
	eachPage(t, func(t *testing.T, _ *goldenCase, page string, root *html.Node) {
		ids, uses := map[string]bool{}, []string{}
		walkHTML(root, func(n *html.Node) {
			checkNode(t, n)
			if id := attribute(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("two elements have the id %q", id)
				}
				ids[id] = true
			}
			for _, key := range []string{"aria-labelledby", "aria-describedby", "href"} {
				if of, ok := strings.CutPrefix(attribute(n, key), "#"); ok || key != "href" {
					uses = append(uses, strings.Fields(of)...)
				}
			}
		})
		for _, id := range uses {
			if !ids[id] {
				t.Errorf("there is no element with the id %q", id)
			}
		}
		checkNesting(t, page)
	})
}

// checkNode checks what a reader who does not see relies on.
func checkNode(t *testing.T, n *html.Node) {
	t.Helper()
	switch n.Data {
	case "script", "iframe", "object", "embed", "link", "img", "form", "base", "foreignObject", "style":
		if n.Data != "style" || n.Parent.Data != "head" {
			t.Errorf("there is a %s", n.Data)
		}
	case "table":
		if n.FirstChild == nil || firstElement(n).Data != "caption" {
			t.Error("a table has no caption")
		}
		if n.Parent.Data != "div" || attribute(n.Parent, "tabindex") != "0" || attribute(n.Parent, "aria-labelledby") == "" {
			t.Error("a table is in no region that scrolls by keyboard")
		}
	case "th":
		if scope := attribute(n, "scope"); scope != "row" && scope != "col" {
			t.Errorf("a header has the scope %q", scope)
		}
		if attribute(n, "colspan")+attribute(n, "rowspan") != "" {
			t.Error("cells are merged")
		}
	case "svg":
		if attribute(n, "role") == "img" {
			if first := firstElement(n); first.Data != "title" || nextElement(first).Data != "desc" || text(first) == "" || text(nextElement(first)) == "" {
				t.Error("a chart has no title and description")
			}
			if !followedByTable(n) {
				t.Error("a chart is not followed by its table")
			}
		} else if attribute(n, "aria-hidden") != "true" && n.Parent.Data != "svg" && n.Parent.Data != "g" {
			t.Error("an ornament is not hidden")
		}
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "src" || strings.Contains(a.Val, "javascript:") || strings.Contains(a.Val, "ZgotmplZ") {
			t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
		}
	}
}

func followedByTable(chart *html.Node) bool {
	figure := chart
	for figure != nil && figure.Data != "figure" {
		figure = figure.Parent
	}
	found := false
	if figure != nil {
		walkHTML(figure, func(n *html.Node) { found = found || n.Data == "table" })
	}
	return found
}

// checkNesting checks that each element that is opened is closed, in order.
func checkNesting(t *testing.T, page string) {
	t.Helper()
	void := []string{"meta", "br"}
	var open []string
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Fatal(z.Err())
			}
			if len(open) > 0 {
				t.Errorf("not closed: %v", open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func walkHTML(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walkHTML(c, visit)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func firstElement(n *html.Node) *html.Node { return nextElement(&html.Node{NextSibling: n.FirstChild}) }

func nextElement(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil; n = n.NextSibling {
		if n.Type == html.ElementNode {
			return n
		}
	}
	return &html.Node{}
}

func text(n *html.Node) string {
	var b strings.Builder
	var collect func(*html.Node)
	collect = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	collect(n)
	return b.String()
}

// TestHTMLHeadings checks that headings follow in order below one h1.
func TestHTMLHeadings(t *testing.T) {
	eachPage(t, func(t *testing.T, _ *goldenCase, page string, root *html.Node) {
		level, firsts := 0, 0
		walkHTML(root, func(n *html.Node) {
			if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				return
			}
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("%s %q follows a heading of level %d", n.Data, text(n), level)
			}
			if level = next; next == 1 {
				firsts++
			}
		})
		if firsts != 1 {
			t.Errorf("there are %d headings of level 1", firsts)
		}
	})
}

// TestHTMLSaysWhatTheTableSays checks that no number of a check is lost on the way.
func TestHTMLSaysWhatTheTableSays(t *testing.T) {
	eachPage(t, func(t *testing.T, g *goldenCase, page string, root *html.Node) {
		var said string
		walkHTML(root, func(n *html.Node) {
			if n.Data == "body" {
				said = text(n)
			}
		})
		for _, c := range g.cached(t).Checks {
			if !strings.Contains(said, c.Rule) {
				t.Errorf("%s is not on the page", c.Rule)
			}
		}
		for _, bad := range []string{"NaN", "%!", "MISSING", "<no value>", "\x02", "\x03"} {
			if strings.Contains(said, bad) {
				t.Errorf("%q is on the page", bad)
			}
		}
		if zero := regexp.MustCompile(`[-−]0([.,]0+)?[^0-9.,].{9}`).FindString(said); zero != "" {
			t.Errorf("0 has a sign: %q", zero)
		}
	})
}

// TestHTMLHostileLabels checks that a label is never more than text.
func TestHTMLHostileLabels(t *testing.T) {
	labels := append([]string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</title><script>alert(1)</script>`, `</style><svg onload=alert(1)>`,
		`javascript:alert(1)`, `{{.D}}`, `<!--`, `]]>`, `&lt;b&gt;`, `' onmouseover='alert(1)`, `=cmd|' /C calc'!A0`, "::error::x%0A", `<a href="http://example.org">x</a>`,
	}, hostileLabels...)
	for _, attributes := range [][]string{{`se<x>"'`}, {`</svg><script>`, `b&b`}} {
		c := &crowd{attributes: attributes, labels: true}
		for i, label := range labels {
			values := strings.Repeat("|"+strings.ReplaceAll(label, "|", "¦"), len(attributes))[1:]
			c.add(values, 100+9*int64(i), 100, 100, 100)
		}
		if len(attributes) > 1 {
			c.sets = [][]string{attributes}
		}
		d := c.audit(t, policy.Default, fairness.Options{})
		d.Model = report.Model{Name: labels[0], Release: labels[1], Purpose: labels[2]}
		d.Data.Sources = labels
		d.Data.Dropped[labels[0]] = 7
		page := render(t, "html", d, report.Style{})
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		walkHTML(root, func(n *html.Node) { checkNode(t, n) })
		checkNesting(t, page)
		if bad := strings.IndexFunc(page, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r >= 0x202a && r <= 0x202e }); bad >= 0 {
			t.Errorf("the page holds %q", page[bad:bad+4])
		}
		for _, label := range labels[:1] {
			if !strings.Contains(text(root), label) {
				t.Errorf("%q is not on the page as text", label)
			}
		}
	}
}

// TestHTMLSize checks that fifty groups fit a page that can be sent by mail.
func TestHTMLSize(t *testing.T) {
	c := &crowd{attributes: []string{"département"}, labels: true}
	for i := range int64(50) {
		c.add(fmt.Sprintf("Département numéro %d", i+1), 150+i%7, 60, 40+i%5, 300)
	}
	for _, l := range words.Languages {
		page := render(t, "html", c.audit(t, policy.Default, fairness.Options{}), report.Style{Language: l})
		if most := 300_000; len(page) >= most {
			t.Errorf("%d bytes in %s for 50 groups, at most %d", len(page), l, most)
		}
	}
	if page := render(t, "html", find(t, "many-groups").cached(t), report.Style{}); len(page) >= 400_000 {
		t.Errorf("%d bytes for 1,000 groups", len(page))
	}
}

// pairs of colours that meet on the page, by the names of the style sheet, with
// the least contrast: 4.5 for text (RGAA 3.2), 3 for parts of charts (RGAA 3.3).
var pairs = []struct {
	fore, back string
	least      float64
}{
	{"ink", "paper", 4.5}, {"ink", "tint", 4.5}, {"soft", "paper", 4.5}, {"soft", "tint", 4.5}, {"accent", "paper", 4.5}, {"accent", "tint", 4.5},
	{"fail", "paper", 4.5}, {"pass", "paper", 4.5}, {"inconclusive", "paper", 4.5}, {"waived", "paper", 4.5},
	{"fail", "fail-wash", 4.5}, {"pass", "pass-wash", 4.5}, {"inconclusive", "inconclusive-wash", 4.5}, {"waived", "waived-wash", 4.5},
	{"ink", "fail-wash", 4.5}, {"ink", "pass-wash", 4.5}, {"ink", "inconclusive-wash", 4.5}, {"ink", "waived-wash", 4.5},
	{"ink", "zone", 4.5}, {"soft", "zone", 4.5}, {"fail", "zone", 3}, {"pass", "zone", 3}, {"inconclusive", "zone", 3}, {"waived", "zone", 3},
	{"edge", "paper", 3}, {"edge", "zone", 3}, {"bar", "paper", 3}, {"whisker", "bar", 3}, {"whisker", "bar-faint", 3}, {"whisker", "paper", 3},
	{"on-heat-0", "heat-0", 4.5}, {"on-heat-1", "heat-1", 4.5}, {"on-heat-2", "heat-2", 4.5}, {"on-heat-3", "heat-3", 4.5}, {"on-heat-4", "heat-4", 4.5},
}

// TestContrast computes the contrast of every pair of colours, on light and dark.
func TestContrast(t *testing.T) {
	source, err := os.ReadFile("html/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(source), "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("there is no dark scheme")
	}
	dark, _, _ = strings.Cut(dark, "\n}\n")
	used := map[string]bool{}
	for name, css := range map[string]string{"light": light, "dark": dark} {
		palette := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
			palette[m[1]] = luminance(t, m[2])
		}
		for _, p := range pairs {
			a, okA := palette[p.fore]
			b, okB := palette[p.back]
			if !okA || !okB {
				t.Fatalf("%s: there is no %s or no %s", name, p.fore, p.back)
			}
			if c := (max(a, b) + 0.05) / (min(a, b) + 0.05); c < p.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, at least %g is asked for", name, p.fore, p.back, c, p.least)
			}
			used[p.fore], used[p.back] = true, true
		}
		for colour := range palette {
			if !used[colour] && colour != "line" { // which parts what is told apart without it
				t.Errorf("%s: %s is in no pair", name, colour)
			}
		}
	}
}

// luminance is the relative luminance of a colour, by the definition of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// TestHTMLRecordHoldsEvidence checks that the auditor's record asks for nothing that
// was supplied.
func TestHTMLRecordHoldsEvidence(t *testing.T) {
	d := fair().audit(t, policy.Default, fairness.Options{Evidence: map[string]string{"population": "all job seekers"}})
	page := render(t, "html", d, report.Style{})
	record := page[strings.Index(page, `id="record-table"`):]
	if held := "population: <bdi>all job seekers</bdi>"; !strings.Contains(record, held) || strings.Contains(record, "<div>population<br>") {
		t.Errorf("the record has not %q, or asks for it", held)
	}
}
