package report_test

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// few is an audit in which few people are in some groups: two of three origins are
// small, and so are the people without a value. Ages are all large.
func few() *crowd {
	return (&crowd{attributes: []string{"origin", "age"}, labels: true, sets: [][]string{{"origin", "age"}}}).
		add("national|old", 300, 200, 110, 700).add("national|young", 410, 180, 90, 650).
		add("foreign|old", 40, 30, 18, 95).add("foreign|young", 60, 41, 19, 120).
		add("stateless|old", 2, 1, 0, 3).add("stateless|young", 0, 1, 2, 1).
		add("|old", 5, 4, 3, 7).add("|young", 2, 3, 4, 9)
}

func publishedFew(t testing.TB) *report.Document {
	t.Helper()
	return publish(t, few().audit(t, policy.Default, fairness.Options{}), 11)
}

func publish(t testing.TB, d *report.Document, minCell int64) *report.Document {
	t.Helper()
	p, err := report.Publish(d, minCell)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPublishedGolden keeps what is published in each format from changing unseen.
func TestPublishedGolden(t *testing.T) {
	d := publishedFew(t)
	for _, f := range report.Formats {
		golden(t, "published."+f.Name, render(t, f.Name, d, report.Style{}))
		if slices.Contains(people, f.Name) {
			golden(t, "published-fr."+f.Name, render(t, f.Name, d, report.Style{Language: words.French}))
		}
	}
}

// TestPublishedCases publishes every golden case: the document keeps to the schema and
// is read again, no format fails or writes a hidden count as a number, and all that
// people read say that something is hidden.
func TestPublishedCases(t *testing.T) {
	schema := compiled(t, "audit")
	for i := range goldens {
		t.Run(goldens[i].name, func(t *testing.T) {
			full := goldens[i].cached(t)
			d := publish(t, full, 11)
			text := render(t, "json", d, report.Style{})
			if err := validate(t, schema, text); err != nil {
				t.Error(err)
			}
			read, err := report.Read("published.json", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if again := render(t, "json", publish(t, read, 11), report.Style{}); again != text {
				t.Error("published again, it is another document")
			}
			if d.Verdict != full.Verdict || d.ExitCode != full.ExitCode {
				t.Errorf("the verdict is %s, that of all the data %s", d.Verdict, full.Verdict)
			}
			checkPage(t, render(t, "html", d, report.Style{}))
			for _, f := range report.Formats {
				out := render(t, f.Name, d, report.Style{})
				if strings.Contains(out, fmt.Sprint(int64(report.Hidden))) || strings.Contains(out, "9,223,372") || strings.Contains(out, "NaN") {
					t.Errorf("%s: a hidden count is a number", f.Name)
				}
				told := slices.Contains([]string{"table", "markdown", "html", "model-card"}, f.Name)
				if told && !strings.Contains(strings.ToLower(strings.Join(strings.Fields(out), " ")), "disclosure control: a number of fewer than 11 people") {
					t.Errorf("%s does not say what is hidden", f.Name)
				}
				if strings.Contains(out, "none was applied") {
					t.Errorf("%s says that nothing is hidden", f.Name)
				}
			}
		})
	}
}

// checkPage checks a page tag by tag.
func checkPage(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	walkHTML(root, func(n *html.Node) { checkNode(t, n) })
	checkNesting(t, page)
}

// TestPublishedStandsAlone checks that a published document tells nothing within
// strata, of final decisions, and of the p-values that others have a part in.
func TestPublishedStandsAlone(t *testing.T) {
	for _, name := range []string{"strata", "final-decisions", "fail"} {
		text := render(t, "json", publish(t, find(t, name).cached(t), 11), report.Style{})
		for _, bad := range []string{`"stratum"`, `"conditional"`, `"override_rate": {`, `"undecided"`, `"gaps"`} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: there is %s", name, bad)
			}
		}
	}
	if text := render(t, "json", publishedFew(t), report.Style{}); strings.Contains(text, `"p_adjusted"`) {
		t.Error("p-values are adjusted for those of hidden groups")
	}
}

// TestPublishedShows checks how much of each group is shown: what is too small is
// hidden, another group with it, and what can be shown is.
func TestPublishedShows(t *testing.T) {
	d := publishedFew(t)
	shown := func(g *report.Group) string {
		switch {
		case g.TP != nil:
			return "cells"
		case g.Selected != nil:
			return "selected"
		case !g.N.IsHidden():
			return "size"
		}
		return "nothing"
	}
	got := map[string]string{}
	for _, a := range d.Attributes {
		for i := range a.Groups {
			got[a.Name+" "+a.Groups[i].Label] = shown(&a.Groups[i])
		}
	}
	for group, want := range map[string]string{"origin national": "cells", "origin stateless": "nothing", "age old": "cells", "age young": "cells"} {
		if got[group] != want {
			t.Errorf("%s shows %s, want %s", group, got[group], want)
		}
	}
	if got["origin (missing)"] == "cells" && got["origin foreign"] == "cells" {
		t.Errorf("stateless people are what is left: %v", got)
	}
	if !slices.ContainsFunc(d.Disclosure.Checks, func(c report.HiddenCheck) bool { return c.Attribute == "origin" }) {
		t.Error("no check on origin is hidden")
	}
	if !slices.ContainsFunc(d.Checks, func(c report.Check) bool { return c.Attribute == "age" }) {
		t.Error("every check on age is hidden")
	}
}

// TestPublishedShowsParts checks that hidden groups of an attribute cost an intersection
// their parts, and not the parts of others.
func TestPublishedShowsParts(t *testing.T) {
	c := (&crowd{attributes: []string{"origin", "age"}, labels: true, sets: [][]string{{"origin", "age"}}}).
		add("A|old", 300, 200, 110, 700).add("A|young", 410, 180, 90, 650).add("B|old", 340, 230, 118, 595).add("B|young", 260, 141, 119, 520).
		add("C|old", 20, 21, 23, 25).add("C|young", 22, 21, 22, 24).add("D|old", 2, 1, 0, 3).add("D|young", 0, 1, 2, 1)
	d := publish(t, c.audit(t, policy.Default, fairness.Options{}), 11)
	for _, a := range d.Attributes {
		for _, g := range a.Groups {
			if hides := g.Values[0] == "C" || g.Values[0] == "D"; g.N.IsHidden() != hides || (g.TP == nil) != hides {
				t.Errorf("%s of %s: %+v", g.Label, a.Name, g)
			}
		}
		if len(a.Groups) == 0 {
			t.Errorf("%s is hidden whole", a.Name)
		}
	}
}

// TestPublishedRates checks that rates of fewer than 100 people are whole percentages.
func TestPublishedRates(t *testing.T) {
	c := (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 17, 14, 13, 19).add("M", 400, 200, 130, 811)
	d := publish(t, c.audit(t, policy.Default, fairness.Options{}), 11)
	whole := func(x report.Number) bool { return math.Abs(100*float64(x)-math.Round(100*float64(x))) < 1e-9 }
	for _, g := range d.Attributes[0].Groups {
		for id, r := range g.Rates {
			if r.Value.IsDefined() && r.Den < 100 && !whole(r.Value) {
				t.Errorf("%s of %s is %g", id, g.Label, float64(r.Value))
			}
		}
	}
	if table := render(t, "table", d, report.Style{}); !strings.Contains(table, "F 31/63 = 49 %") || !regexp.MustCompile(`M 600/1,541 = 38\.9 %`).MatchString(table) {
		t.Error(table)
	}
}

// TestPublishAccount checks that few rows that were left out, or found nobody, are
// hidden in a way that no other number of the account tells.
func TestPublishAccount(t *testing.T) {
	d := find(t, "joined").cached(t)
	p := publish(t, d, 11)
	if !p.Data.Read.IsHidden() || !p.Data.Dropped["no prediction"].IsHidden() {
		t.Errorf("3 rows are left out: %d read, %v", p.Data.Read, p.Data.Dropped)
	}
	if j := p.Data.Join; !j.Keyless.IsHidden() || !j.Matched.IsHidden() || !j.People.Keyless.IsHidden() {
		t.Errorf("7 rows have no key, and 3 people: %+v", j)
	}
	for _, minCell := range []int64{2, 3} {
		if p := publish(t, d, minCell); p.Data.Read.IsHidden() || p.Data.Join.Keyless.IsHidden() {
			t.Errorf("with %d, %+v", minCell, p.Data)
		}
	}
}

func TestPublishRefuses(t *testing.T) {
	tiny := (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 1, 2, 1, 1).add("M", 1, 1, 1, 0).audit(t, policy.Default, fairness.Options{})
	if _, err := report.Publish(tiny, 11); err == nil || !strings.Contains(err.Error(), "8 people, fewer than the minimum cell of 11") {
		t.Error(err)
	}
	if _, err := report.Publish(publishedFew(t), 12); err == nil || !strings.Contains(err.Error(), "published with a minimum cell of 11") {
		t.Error(err)
	}
	// A document in which counts are null must say that they are hidden.
	d := *publishedFew(t)
	d.Disclosure = nil
	if _, err := report.Read("x", strings.NewReader(render(t, "json", &d, report.Style{}))); err == nil || !strings.Contains(err.Error(), "a count is null") {
		t.Error(err)
	}
	// And one that hides less than its policy asks for is none that publishing makes.
	d = *publishedFew(t)
	d.Policy.MinCell = 12
	if _, err := report.Read("x", strings.NewReader(render(t, "json", &d, report.Style{}))); err == nil || !strings.Contains(err.Error(), "it is published with a minimum cell of 11, and its policy allows none below 12") {
		t.Error(err)
	}
}

func BenchmarkPublish(b *testing.B) {
	for _, places := range []int64{50, 1000} {
		b.Run(fmt.Sprintf("%d×5", places), func(b *testing.B) {
			c := &crowd{attributes: []string{"place", "age"}, sets: [][]string{{"place", "age"}}, labels: true}
			for i := range places {
				for j := range int64(5) {
					n := 1 + (i*7919+j*104729)%400
					c.add(fmt.Sprintf("p%d|a%d", i, j), n*(1+i%3)/4, n/3, n*(1+j%2)/5, n)
				}
			}
			d := c.audit(b, policy.Default, fairness.Options{})
			for b.Loop() {
				publish(b, d, 11)
			}
		})
	}
}

// TestPublishTellsNothingOfUnknown checks what else would tell how many people have no
// value: the account of the join, comparisons with the rest, and what became of a waiver.
func TestPublishTellsNothingOfUnknown(t *testing.T) {
	c := (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 300, 200, 110, 700).add("M", 410, 180, 90, 650).add("X", 1, 1, 1, 2).add("", 15, 14, 13, 16)
	waiver := func(rule, until string) policy.Waiver {
		return policy.Waiver{Rule: rule, Attribute: "sex", Group: "(missing)", Reason: "few", Owner: "us", Until: until, File: "waivers.yaml", Line: 3}
	}
	full := c.audit(t, policy.Default, fairness.Options{Joined: &policy.Joined{File: "people.csv", Rows: 2703, Unmatched: 58}, Day: "2026-11-27", StrictWaivers: true,
		References: map[string]metric.Reference{"sex": metric.Rest}, Waivers: []policy.Waiver{waiver("unknown-share", "2027-01-01"), waiver("impact-ratio", "2026-01-01")}})
	full.ExitCode = fairness.ExitFail
	d := publish(t, full, 11)
	for _, g := range d.Attributes[0].Groups {
		if few := g.Label == "X" || g.Missing; g.N.IsHidden() != few || g.Versus != nil {
			t.Errorf("%+v", g)
		}
	}
	if j := d.Data.Join; !j.Matched.IsHidden() || !j.Unmatched.IsHidden() || !j.People.Read.IsHidden() {
		t.Errorf("that 58 rows found nobody tells that 5 people are X: %+v", j)
	}
	if len(d.Waivers) != 1 || d.Waivers[0].Status != policy.Expired || d.Disclosure.Waivers != 1 {
		t.Errorf("%+v", d.Waivers)
	}
	text := render(t, "json", d, report.Style{})
	if err := validate(t, compiled(t, "audit"), text); err != nil {
		t.Error(err)
	}
	if _, err := report.Read("public.json", strings.NewReader(text)); err != nil {
		t.Error(err)
	}
	if table := render(t, "table", d, report.Style{}); !strings.Contains(strings.Join(strings.Fields(table), " "), "nor is 1 waiver of what they find") {
		t.Error(table)
	}
}

// TestPublishTellsNoOrder checks that no comparison says that a hidden group is smaller
// or worse off than another, and no impact table that it is too small for its ratios.
func TestPublishTellsNoOrder(t *testing.T) {
	c := (&crowd{attributes: []string{"sex"}, labels: true}).add("X", 1, 1, 3, 3).add("Y", 13, 14, 17, 16).add("Z", 16, 15, 15, 16).add("W", 15, 15, 15, 16)
	for reference, tells := range map[metric.Reference]bool{metric.Largest: false, metric.Best: false, metric.Worst: false, "Z": true, metric.Overall: true} {
		d := publish(t, c.audit(t, policy.Default, fairness.Options{References: map[string]metric.Reference{"sex": reference}}), 11)
		hidden := 0
		for _, g := range d.Attributes[0].Groups {
			if _, ok := g.Versus["selection_rate"]; g.Label == "W" && ok != tells {
				t.Errorf("against %s, %s: %v", reference, g.Label, g.Versus)
			}
			if g.N.IsHidden() {
				hidden++
			}
		}
		if hidden != 2 {
			t.Errorf("%d groups are hidden", hidden)
		}
	}
	c.add("W", 3000, 3000, 3000, 3000)
	for _, e := range publish(t, c.audit(t, "nyc-ll144", fairness.Options{Evidence: map[string]string{"small_categories": "too few for a ratio"}}), 11).Record {
		if e.Impact != nil && slices.ContainsFunc(e.Impact.Categories, func(c report.Category) bool { return c.N.IsHidden() && c.LeftOut }) {
			t.Errorf("%+v", e.Impact)
		}
	}
}

// TestPublishDecidesOnAll names what a document can say. What is new fails here, until
// it is decided in Publish whether it may be published, and it is in the golden.
func TestPublishDecidesOnAll(t *testing.T) {
	var types []string
	seen := map[reflect.Type]bool{}
	var walk func(x reflect.Type)
	walk = func(x reflect.Type) {
		for x.Kind() == reflect.Pointer || x.Kind() == reflect.Slice || x.Kind() == reflect.Map {
			x = x.Elem()
		}
		if x.Kind() != reflect.Struct || seen[x] {
			return
		}
		seen[x] = true
		line := x.Name() + ":"
		for i := range x.NumField() {
			line += " " + x.Field(i).Name
			walk(x.Field(i).Type)
		}
		types = append(types, line)
	}
	walk(reflect.TypeFor[report.Document]())
	golden(t, "published.fields", strings.Join(types, "\n")+"\n")
}

// TestPublishTellsNoRest checks what tells of hidden groups only together with what they
// are compared with: the highest of all rates, and how many people more would decide.
func TestPublishTellsNoRest(t *testing.T) {
	c := (&crowd{attributes: []string{"sex", "age"}}).decided("X|old", 10, 30).decided("Y|old", 13, 32).decided("F|old", 290, 710).decided("M|young", 300, 800)
	for _, e := range publish(t, c.audit(t, "nyc-ll144", fairness.Options{}), 11).Record {
		if i := e.Impact; i != nil && i.Attribute == "sex" {
			if i.Reference != "" || slices.ContainsFunc(i.Categories, func(c report.Category) bool { return c.Ratio.IsDefined() || c.Low.IsDefined() }) {
				t.Errorf("that the highest rate is F's tells that 10 of X are selected, or 11: %+v", i)
			}
		}
	}
	const rules = `version: 1
policy: proven
groups: {min_coverage: 0}
rules:
  within: {rate: selection_rate, difference: max-min, bound: "<= 0.1"}
  beyond: {rate: selection_rate, difference: max-min, bound: "<= 0.01"}
  others: {rate: selection_rate, difference: max-min, bound: "<= 0.01", min_group: 20}
`
	c = (&crowd{attributes: []string{"sex", "age", "town"}}).decided("X|old|A", 12, 12).decided("Y|old|B", 5, 5).decided("F|old|A", 60, 140).decided("M|young|A", 60, 120).decided("M|young|B", 25, 80)
	d := publish(t, c.audit(t, rules, fairness.Options{}), 11)
	seen := map[string]bool{}
	for _, x := range d.Checks {
		seen[x.Attribute+" "+string(x.Reason)] = true
		if (x.Attribute == "sex" || x.Reason == policy.MaybeChance) && (x.MoreRows != nil || x.Coverage.IsDefined() && x.Attribute == "sex") {
			t.Errorf("%s of %s: %+v", x.Rule, x.Attribute, x.MoreRows)
		}
	}
	if text := render(t, "table", d, report.Style{}); strings.Contains(text, "no feasible") {
		t.Errorf("that no number of people would decide is said of numbers that are hidden:\n%s", text)
	}
	for _, want := range []string{"sex within_not_shown", "town beyond_may_be_chance"} {
		if !seen[want] {
			t.Errorf("there is no check with %s: %v", want, seen)
		}
	}
}

// TestPublishTradesWithOne checks that a count is not taken for protected by trades with
// one group in one intersection and with another in the next. X shares a sex with Y and
// V, and an age with Z and U: who is selected of X, Y and V, less who is of Y and V.
func TestPublishTradesWithOne(t *testing.T) {
	c := &crowd{attributes: []string{"place", "sex", "age"}, sets: [][]string{{"place", "sex"}, {"place", "age"}}}
	c.decided("X|F|old", 8, 40).decided("Y|F|young", 8, 40).decided("V|F|young", 8, 40).decided("Z|M|old", 8, 40).decided("U|M|old", 8, 40)
	for _, place := range []string{"A", "B"} {
		for _, of := range []string{"F|old", "F|young", "M|old", "M|young"} {
			c.decided(place+"|"+of, 100, 150)
		}
	}
	p := publish(t, c.audit(t, "four-fifths", fairness.Options{}), 11)
	attackDocument(t, "X", render(t, "json", p, report.Style{}), "four-fifths", false, false, 11)
}
