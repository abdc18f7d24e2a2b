package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// crowd is a tally in the making: people by the values of their attributes.
type crowd struct {
	attributes []string
	bands      map[string][]string
	sets       [][]string // intersections
	strata     []string   // whose values follow those of the attributes
	labels     bool
	human      bool // whether final decisions are known
	weighted   bool
	people     []bunch
}

// bunch is people with the same values: in the four cells, and two without an
// actual outcome.
type bunch struct {
	values                 []string
	tp, fp, fn, tn, up, un int64
	weight                 int64  // 0 stands for 1
	final                  string // the final decision; empty for none
}

func (c *crowd) add(values string, tp, fp, fn, tn int64) *crowd {
	c.people = append(c.people, bunch{values: strings.Split(values, "|"), tp: tp, fp: fp, fn: fn, tn: tn})
	return c
}

// decided adds people without an actual outcome.
func (c *crowd) decided(values string, selected, not int64) *crowd {
	c.people = append(c.people, bunch{values: strings.Split(values, "|"), up: selected, un: not})
	return c
}

// finally adds people without an actual outcome by their final decision, which may
// be empty.
func (c *crowd) finally(values, decision string, selected, not int64) *crowd {
	c.people = append(c.people, bunch{values: strings.Split(values, "|"), up: selected, un: not, final: decision})
	return c
}

func (c *crowd) tally(t testing.TB) *tally.Tally {
	t.Helper()
	var axes []tally.Axis
	at := map[string]int{} // "axis value" → position
	position := func(axis int, value string) int {
		key := fmt.Sprint(axis, " ", value)
		if _, ok := at[key]; !ok {
			at[key] = len(axes[axis].Values)
			axes[axis].Values = append(axes[axis].Values, value)
		}
		return at[key]
	}
	for _, name := range c.attributes {
		axes = append(axes, tally.Axis{Name: name, Role: tally.Attribute, Bands: c.bands[name]})
	}
	var outcomes []int // and the strata before them
	for _, name := range c.strata {
		outcomes = append(outcomes, len(axes))
		axes = append(axes, tally.Axis{Name: name, Role: tally.Stratum})
	}
	outcomes = append(outcomes, len(axes))
	if c.labels {
		axes = append(axes, tally.Axis{Name: "actual", Role: tally.Actual, Positive: []string{"1"}})
		outcomes = append(outcomes, len(axes))
	}
	if c.human {
		axes = append(axes, tally.Axis{Name: "human", Role: tally.Human, Positive: []string{"1"}})
		outcomes = append(outcomes, len(axes))
	}
	axes = append(axes, tally.Axis{Name: "predicted", Role: tally.Predicted, Positive: []string{"1"}})

	sets := [][]string{}
	for _, name := range c.attributes {
		sets = append(sets, []string{name})
	}
	var cuboids []tally.Cuboid
	for _, set := range append(sets, c.sets...) {
		var cuboid tally.Cuboid
		for _, name := range set {
			cuboid.Axes = append(cuboid.Axes, slices.Index(c.attributes, name))
		}
		cuboid.Axes = append(cuboid.Axes, outcomes...)
		for _, b := range c.people {
			for _, cell := range []struct {
				actual, predicted string
				n                 int64
			}{{"1", "1", b.tp}, {"0", "1", b.fp}, {"1", "0", b.fn}, {"0", "0", b.tn}, {"", "1", b.up}, {"", "0", b.un}} {
				if cell.n == 0 {
					continue
				}
				var index []int
				for _, axis := range cuboid.Axes[:len(set)+len(c.strata)] {
					index = append(index, position(axis, b.values[axis]))
				}
				if c.labels {
					index = append(index, position(outcomes[len(c.strata)], cell.actual))
				}
				if c.human {
					index = append(index, position(len(axes)-2, b.final))
				}
				index = append(index, position(len(axes)-1, cell.predicted))
				cuboid.Cells = append(cuboid.Cells, tally.Cell{Index: index, Sum: c.sum(cell.n, max(1, b.weight))})
			}
		}
		cuboids = append(cuboids, cuboid)
	}
	counted, err := tally.New(axes, c.weighted, cuboids)
	if err != nil {
		t.Fatal(err)
	}
	return counted
}

func (c *crowd) sum(n, weight int64) tally.Sum {
	if !c.weighted {
		return tally.Sum{N: n}
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(tally.WeightDigits), nil)
	w := new(big.Int).Mul(big.NewInt(n*weight), unit)
	w2 := new(big.Int).Mul(big.NewInt(n*weight*weight), unit)
	return tally.Sum{N: n, W: w, W2: w2.Mul(w2, unit)}
}

// audit judges the crowd and makes the document.
func (c *crowd) audit(t testing.TB, rules string, o fairness.Options) *report.Document {
	t.Helper()
	counted := c.tally(t)
	result, err := fairness.Audit(counted, rulesOf(t, rules), o)
	if err != nil {
		t.Fatal(err)
	}
	n := counted.Total().N
	data := report.Data{Sources: []string{"decisions.csv"}, Read: report.Count(n + 3), Used: n, Dropped: map[string]report.Count{"no prediction": 3},
		Predicted: report.Column{Name: "selected", Positive: []string{"1"}, Negative: []string{"0"}}}
	if c.labels {
		data.Actual = &report.Column{Name: "hired", Positive: []string{"1"}, Negative: []string{"0"}}
	}
	if c.human {
		data.Human = &report.Column{Name: "final", Positive: []string{"1"}, Negative: []string{"0"}}
	}
	if j := o.Joined; j != nil {
		data.Repeated = -1
		data.Join = &report.Join{Sources: []string{j.File}, Key: []string{"id", "region=région"}, Columns: c.attributes, Matched: report.Count(j.Rows - j.Unmatched), Unmatched: report.Count(j.Unmatched - 7), Keyless: 7,
			Repeated: 40, People: report.People{Read: 5_000_000, Unused: 4_991_000, Keyless: 3}}
	}
	return report.New(report.Context{Tool: report.Tool{Name: "fairaudit", Version: "test"}, Model: report.Model{Name: "matching", Release: "2026.11"}, Data: data,
		PolicyFiles: map[string]string{"rules.yaml": "rules.yaml"}}, result)
}

// goldenCase is an audit of a small crowd.
type goldenCase struct {
	name   string
	crowd  *crowd
	policy string // empty for the default
	option fairness.Options
}

// goldens are the cases of the table.
var goldens = []goldenCase{
	{name: "pass", crowd: fair()},
	{name: "fail", crowd: unfair()},
	{name: "inconclusive", crowd: (&crowd{attributes: []string{"sex", "disability"}, labels: true}).
		add("F|no", 150, 52, 80, 210).add("M|no", 180, 60, 70, 170).add("F|yes", 9, 5, 11, 16).add("M|yes", 10, 3, 9, 14)},
	{name: "too-few", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 5, 4, 3, 4).add("M", 5, 2, 3, 4)},
	{name: "one-group", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 50, 40, 30, 40)},
	{name: "nobody-selected", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 0, 0, 60, 500).add("M", 0, 0, 70, 450)},
	{name: "undefined", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 0, 200, 0, 300).add("M", 150, 50, 50, 250).add("X", 0, 0, 0, 40)},
	{name: "no-labels", crowd: (&crowd{attributes: []string{"sex"}}).decided("F", 900, 1100).decided("M", 1000, 1000)},
	{name: "unlabelled", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 300, 200, 100, 400).add("M", 300, 200, 100, 400).decided("F", 250, 250).decided("M", 240, 260)},
	{name: "burden", crowd: (&crowd{attributes: []string{"origin"}, labels: true}).add("national", 300, 700, 300, 4700).add("foreign", 120, 580, 90, 1210).add("", 3, 4, 2, 9),
		option: fairness.Options{Outcome: policy.Burden, References: map[string]metric.Reference{"origin": "national"}}},
	{name: "intersections", crowd: crossed()},
	{name: "best-reference", crowd: unfair(), option: fairness.Options{References: map[string]metric.Reference{"age": metric.Best, "sex": metric.Overall}}},
	{name: "many-groups", crowd: thousand()},
	{name: "weighted", crowd: weighted()},
	{name: "strata", crowd: (&crowd{attributes: []string{"sex"}, strata: []string{"trade"}, labels: true}).
		add("F|care", 400, 300, 100, 1200).add("M|care", 50, 35, 15, 150).add("F|building", 60, 40, 12, 90).add("M|building", 700, 350, 120, 830).
		add("F|law", 40, 30, 10, 120).add("M|law", 90, 60, 10, 40)},
	{name: "unknown-values", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).
		add("F", 1400, 550, 550, 1500).add("M", 1510, 490, 505, 1495).add("", 40, 20, 300, 900)},
	{name: "infinite", crowd: (&crowd{attributes: []string{"origin"}, labels: true}).add("national", 0, 0, 300, 4700).add("foreign", 120, 580, 90, 1210),
		option: fairness.Options{Outcome: policy.Burden}},
	{name: "combined-rates", crowd: (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 300, 100, 200, 900).add("M", 400, 200, 100, 800).add("X", 30, 0, 20, 50), policy: `version: 1
policy: combined
error: {fail: demonstrated, pass: point}
rules:
  odds: {rate: average_odds, difference: max-min, bound: "<= 0.1"}
  likelihood: {rate: lr_plus, ratio: min/max, bound: ">= 0.8"}
  errors: {rate: fn_fp_ratio, difference: max-min, bound: "<= 0.1"}
  strict: {rate: tpr, difference: max-min, bound: "<= 0.05", fail: point}
`},
	{name: "low-coverage", crowd: scattered()},
	{name: "four-fifths", crowd: (&crowd{attributes: []string{"sex", "town"}, labels: true}).
		add("F|A", 20, 10, 20, 30).add("M|A", 30, 18, 10, 22).add("F|B", 15, 10, 20, 40).add("M|B", 28, 12, 10, 25), policy: "four-fifths"},
	{name: "report-only", crowd: fair(), policy: `version: 1
policy: watch
rules:
  tpr: {rate: tpr, difference: max-min, bound: "<= 0.01", severity: report}
  ppv: {rate: ppv, ratio: min/max, bound: ">= 0.9", severity: warn}
  odds: {metric: equalized_odds_difference, bound: "<= 0.1", severity: report}
`},
	{name: "inputs", crowd: fair(), option: fairness.Options{Attributes: map[string]fairness.Declared{"sex": {Column: "col_7"}},
		Model: policy.Model{Inputs: []string{"skills", "col_7", "birth_country", "hand\x1b[2J", "code_postal"}, Proxies: []string{"hand\x1b[2J"}}}},
	{name: "joined", crowd: fair(), policy: `version: 1
policy: joined
rules:
  ratio: {rate: selection_rate, ratio: min/max, bound: ">= 4/5"}
  unmatched: {share: unmatched, bound: "<= 0.02"}
  watched: {share: unmatched, bound: "<= 0.10", severity: warn}
`, option: fairness.Options{Joined: &policy.Joined{File: "people.parquet", Rows: 8003, Unmatched: 312}}},
	{name: "lawful", crowd: (&crowd{attributes: []string{"sexe", "boe", "ethnie", "origine_nationale", "town"}}).
		decided("F|oui|x|y|A", 90, 110).decided("F|non|x|y|A", 100, 100).decided("M|oui|x|y|B", 100, 100).decided("M|non|x|y|B", 100, 100),
		option: fairness.Options{Article4a: map[string]bool{"no_other_data": true, "safeguards": true, "access_controlled": false, "not_transmitted": true}, Attributes: map[string]fairness.Declared{
			"sexe": {Column: "sexe", LawfulBasis: "ordinary"}, "boe": {Column: "boe", LawfulBasis: "art9-4a"},
			"ethnie": {Column: "ethnie", LawfulBasis: "art9-other"}, "origine_nationale": {Column: "origine_nationale", LawfulBasis: "ordinary"}}}},
	{name: "record", crowd: (&crowd{attributes: []string{"sex", "race"}, sets: [][]string{{"sex", "race"}}}).
		decided("Female|Asian", 135, 160).decided("Male|Asian", 167, 154).decided("Female|Native American", 7, 10).decided("Male|Native American", 11, 13).
		decided("Female|White", 197, 188).decided("Male|White", 215, 197).decided("|", 100, 150).decided("Male|", 3, 4),
		policy: "nyc-ll144", option: fairness.Options{Evidence: map[string]string{"author": "A. Auditor", "small_categories": "too few\x1b[2J to be read"}}},
	{name: "record-complete", crowd: fair(), policy: "version: 1\npolicy: house\nkind: record\nrules:\n  told: {evidence: [notice, legal_notice], severity: warn}\n  digest: {evidence: policy_digest}\n"},
	{name: "waived", crowd: unfair(), policy: aged, option: fairness.Options{Day: "2026-11-23", Waivers: []policy.Waiver{
		waiver("ratio", "age", "50+", "2027-03-31"), waiver("tpr", "age", "50+", "2027-03-31"), waiver("watched", "age", "50+", "2027-03-31"),
		waiver("ratio", "age", "26–49", "2027-04-30"), waiver("tpr", "sex", "F", "2026-11-22"), waiver("ratio", "age", "65+", "2026-12-31")}}},
	{name: "waived-in-part", crowd: unfair(), policy: aged, option: fairness.Options{Day: "2026-11-23", StrictWaivers: true, Waivers: []policy.Waiver{
		waiver("ratio", "age", "<26", "2027-03-31"), waiver("tpr", "age", "50+", "2026-11-22")}}},
	{name: "waived-strictly", crowd: fair(), option: fairness.Options{Day: "2026-11-23", StrictWaivers: true, Waivers: []policy.Waiver{
		waiver("impact-ratio", "sex", "F", "2026-11-23")}}},
	{name: "final-decisions", crowd: overruled()},
	{name: "final-burdens", crowd: (&crowd{attributes: []string{"origin"}, human: true}).finally("national", "1", 300, 0).finally("national", "0", 0, 4700).finally("foreign", "1", 12, 3).finally("foreign", "0", 2, 10),
		option: fairness.Options{Outcome: policy.Burden}},
	{name: "population", crowd: unfair(), option: fairness.Options{Populations: map[string]map[string]*big.Rat{
		"sex": {"F": big.NewRat(1, 2), "M": big.NewRat(1, 2)},
		"age": {"<26": big.NewRat(2, 10), "26–49": big.NewRat(5, 10), "50+": big.NewRat(3, 10)}}}},
	{name: "change", crowd: unfair(), option: fairness.Options{Previous: &policy.Previous{Outcome: policy.Benefit, Labels: true, Subjects: []policy.PreviousSubject{
		{Name: "sex", Groups: earlier(map[string][4]int64{"F": {1000, 1100, 400, 2900}, "M": {1100, 1000, 350, 2800}})},
		{Name: "age", Bands: []string{"<26", "26–49", "50+"}, Groups: earlier(map[string][4]int64{"<26": {300, 300, 100, 800}, "26–49": {1600, 1500, 400, 3500}, "65+": {5, 5, 5, 5}, "50+": {400, 500, 120, 1400}})}}}}},
	{name: "hostile", crowd: hostile()},
}

// earlier are the groups of an earlier audit, by their four cells.
func earlier(cells map[string][4]int64) []metric.Group {
	var groups []metric.Group
	for _, label := range slices.Sorted(maps.Keys(cells)) {
		n := cells[label]
		groups = append(groups, metric.Group{Values: []string{label}, Counts: metric.Confusion(n[0], n[1], n[2], n[3])})
	}
	return groups
}

// overruled is a crowd whose final decisions are known, but for a few, and follow
// the model's less often for one group.
func overruled() *crowd {
	return (&crowd{attributes: []string{"sex"}, human: true}).
		finally("F", "1", 850, 40).finally("F", "0", 150, 940).finally("F", "", 10, 10).
		finally("M", "1", 960, 45).finally("M", "0", 50, 930).finally("M", "", 5, 10).
		finally("X", "1", 0, 3).finally("X", "0", 0, 4).finally("", "0", 2, 1)
}

// aged is a policy with rules that the unfair crowd breaks.
const aged = `version: 1
policy: house
extends: charter
adopted: 2026-11-01
rules:
  impact-ratio: off
  burden-ratio: off
  selection-gap: off
  equal-opportunity: off
  fpr-gap: off
  fp-share-ratio: off
  predictive-parity: off
  significant-within: off
  unknown-share: off
  protected-inputs: off
  ratio: impact_ratio(age) >= 4/5
  tpr: equal_opportunity_difference <= 0.10
  watched: {metric: fpr_difference, bound: "<= 0.05", severity: warn, attributes: [age]}
`

func waiver(rule, attribute, group, until string) policy.Waiver {
	return policy.Waiver{Rule: rule, Attribute: attribute, Group: group, Until: until, Owner: "Awa Diallo, head of the service",
		Reason: "the model is being trained again; every file of this group is read by two people meanwhile", File: "fairaudit.yaml", Line: 12}
}

func fair() *crowd {
	return (&crowd{attributes: []string{"sex"}, labels: true}).add("F", 1500, 500, 500, 1500).add("M", 1510, 490, 505, 1495)
}

func unfair() *crowd {
	return (&crowd{attributes: []string{"sex", "age"}, labels: true, bands: map[string][]string{"age": {"<26", "26–49", "50+"}}}).
		add("F|<26", 150, 160, 50, 380).add("F|26–49", 800, 760, 220, 1700).add("F|50+", 120, 190, 90, 760).
		add("M|<26", 160, 150, 55, 390).add("M|26–49", 820, 770, 200, 1720).add("M|50+", 125, 200, 85, 770).
		add("|26–49", 1, 2, 1, 3)
}

func crossed() *crowd {
	c := unfair()
	c.sets = [][]string{{"sex", "age"}}
	return c
}

// weighted is a crowd whose weights turn the rates of the people round.
func weighted() *crowd {
	c := fair()
	c.weighted = true
	c.people[0].weight, c.people[1].weight = 1, 3
	c.people = append(c.people, bunch{values: []string{"F"}, tn: 400, weight: 4})
	return c
}

func thousand() *crowd {
	c := &crowd{attributes: []string{"town"}, labels: true}
	for i := range int64(1000) {
		c.add(fmt.Sprintf("town number %d of the thousand", i), 20+i%3, 10, 10, 20+i%7)
	}
	return c
}

// scattered is a crowd of which many live in groups too small to assess.
func scattered() *crowd {
	c := (&crowd{attributes: []string{"town"}, labels: true}).add("north", 150, 50, 50, 150).add("south", 148, 52, 52, 148)
	for i := range int64(20) {
		c.add(fmt.Sprintf("village %d", i+1), 1, 1+i%3, 0, 1)
	}
	c.people = append(c.people, bunch{values: []string{"hamlet"}, tn: 1})
	return c
}

func hostile() *crowd {
	c := &crowd{attributes: []string{"na\x1b[31mme\r\n"}, labels: true}
	for i, label := range hostileLabels {
		c.add(label, 100+int64(i), 100, 100, 100)
	}
	return c
}

var hostileLabels = []string{
	"\x1b[2J\x1b[31mred\x1b]8;;http://example.org\x07link", "right\u202eotfel\u202c \u2066isolate\u2069", "line\nbreak\r\nand\ttab", "nul\x00byte\x7f\u0085\u2028",
	strings.Repeat("five hundred characters without end", 15)[:500], strings.Repeat("x", 500),
	"👨‍👩‍👧‍👦 family 👩🏽‍🚀🏳️‍🌈", "العربية والفارسية", "e\u0301a\u0300o\u0302u\u0308n\u0303 combined", "z" + strings.Repeat("\u0336\u0489", 50) + "algo", "漢字かな交じり文の長い名前の町", "",
}

func TestTableGolden(t *testing.T) {
	for i := range goldens {
		g := &goldens[i]
		d := g.cached(t)
		for _, style := range []report.Style{{Width: 80}, {Width: 120}, {Width: 120, Color: true}, {Width: 100, Language: words.French}} {
			name := fmt.Sprintf("%s-%d", g.name, style.Width)
			if style.Language == words.French {
				name += "-fr"
			}
			if style.Color {
				if g.name != "fail" && g.name != "inconclusive" {
					continue
				}
				name += "-colour"
			}
			t.Run(name, func(t *testing.T) {
				text := render(t, "table", d, style)
				checkLines(t, text, style)
				golden(t, name, text)
			})
		}
	}
}

func find(t testing.TB, name string) *goldenCase {
	t.Helper()
	i := slices.IndexFunc(goldens, func(g goldenCase) bool { return g.name == name })
	if i < 0 {
		t.Fatalf("there is no case %q", name)
	}
	return &goldens[i]
}

// cached is document, for a test that does not care whether it is a new one.
func (g *goldenCase) cached(t testing.TB) *report.Document {
	if documents[g.name] == nil {
		documents[g.name] = g.document(t)
		rendered[documents[g.name]] = map[face]string{}
	}
	return documents[g.name]
}

// documents are the cases' documents, which no test changes, and rendered what
// they look like in the formats that some test has asked for.
var (
	documents = map[string]*report.Document{}
	rendered  = map[*report.Document]map[face]string{}
)

type face struct {
	format string
	style  report.Style
}

// document audits the case.
func (g *goldenCase) document(t testing.TB) *report.Document {
	t.Helper()
	rules := g.policy
	if rules == "" {
		rules = policy.Default
	}
	return g.crowd.audit(t, rules, g.option)
}

// TestJSONGolden keeps the canonical document from changing unseen.
func TestJSONGolden(t *testing.T) {
	golden(t, "fail-json", render(t, "json", find(t, "fail").cached(t), report.Style{}))
}

// TestAnyWidth checks that no terminal is too narrow or too wide.
func TestAnyWidth(t *testing.T) {
	for i := range goldens {
		g := &goldens[i]
		d := g.cached(t)
		for _, width := range []int{-1, 0, 1, 40, 60, 72, 79, 100, 200, 1000} {
			text := render(t, "table", d, report.Style{Width: width})
			if width >= 72 {
				t.Run(fmt.Sprint(g.name, " ", width), func(t *testing.T) { checkLines(t, text, report.Style{Width: width}) })
			}
		}
	}
}

// TestNarrow checks that a narrow terminal loses no rate of final decisions, none of
// their intervals and no name of a rule.
func TestNarrow(t *testing.T) {
	d := find(t, "final-decisions").cached(t)
	for _, width := range []int{40, 60, 80, 100, 140} {
		text := render(t, "table", d, report.Style{Width: width})
		lines := strings.Split(text, "\n")
		for _, heading := range []string{"overridden", "favourable followed", "unfavourable followed", "finally selected"} {
			at := slices.IndexFunc(lines, func(l string) bool {
				return strings.HasPrefix(l, d.Attributes[0].Name+" ") && strings.Contains(l+"  ", " "+heading+"  ")
			})
			if at < 0 || !strings.Contains(lines[at+1], " (") {
				t.Errorf("width %d: no column %q with intervals in\n%s", width, heading, text)
			}
		}
		for i := range d.Checks {
			if name := d.Checks[i].Rule + " · " + d.Checks[i].Attribute; d.Checks[i].Severity == policy.Block && !strings.Contains(text, name) {
				t.Errorf("width %d: the rule %q has no name in\n%s", width, name, text)
			}
		}
	}
}

// TestSame checks that the same document gives the same bytes each time.
func TestSame(t *testing.T) {
	for i := range goldens {
		g := &goldens[i]
		first := g.cached(t)
		for range 2 {
			again := g.document(t)
			for _, format := range report.FormatNames() {
				want, got := render(t, format, first, report.Style{}), render(t, format, again, report.Style{})
				if got != want {
					t.Errorf("%s as %s differs from one time to the next: %s", g.name, format, diff(t, want, got))
				}
			}
		}
	}
}

// TestLocale checks that a locale in which some signs are wide changes nothing.
func TestLocale(t *testing.T) {
	d := find(t, "hostile").cached(t)
	want := render(t, "table", d, report.Style{Width: 100})
	twwidth.SetOptions(twwidth.Options{EastAsianWidth: true})
	defer twwidth.SetOptions(twwidth.Options{})
	if got := render(t, "table", d, report.Style{Width: 100}); got != want {
		t.Error(diff(t, want, got))
	}
}

// TestLinesAreBounded checks that a thousand groups do not drown the answer.
func TestLinesAreBounded(t *testing.T) {
	text := render(t, "table", find(t, "many-groups").cached(t), report.Style{Width: 100})
	if lines := strings.Count(text, "\n"); lines > 80 {
		t.Errorf("%d lines for a thousand groups:\n%s", lines, text)
	}
}

// TestJSONReadsBack checks that a reader of the JSON has the whole document.
func TestJSONReadsBack(t *testing.T) {
	for i := range goldens {
		g := &goldens[i]
		want := render(t, "json", g.cached(t), report.Style{})
		var d report.Document
		if err := json.Unmarshal([]byte(want), &d); err != nil {
			t.Fatal(err)
		}
		if got := render(t, "json", &d, report.Style{}); got != want {
			t.Errorf("%s: %s", g.name, diff(t, want, got))
		}
		for _, width := range []int{80, 120} {
			before := render(t, "table", g.cached(t), report.Style{Width: width})
			if got := render(t, "table", &d, report.Style{Width: width}); got != before {
				t.Errorf("%s: the table of the document read back: %s", g.name, diff(t, before, got))
			}
		}
	}
}

func TestFindFormat(t *testing.T) {
	_, err := report.FindFormat("jsn")
	if want := `there is no format "jsn" (did you mean "json"?); the formats are table, html, json, markdown, csv, junit, sarif, github, gitlab, cyclonedx, model-index, model-card`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestWriteError checks that a full disk is told, whatever the format.
func TestWriteError(t *testing.T) {
	d := unfair().audit(t, policy.Default, fairness.Options{})
	for _, f := range report.Formats {
		if err := f.Write(full{}, d, report.Style{}); err == nil || err.Error() != "the disk is full" {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("the disk is full") }

func render(t testing.TB, format string, d *report.Document, s report.Style) string {
	t.Helper()
	if text, ok := rendered[d][face{format, s}]; ok {
		return text
	}
	f, err := report.FindFormat(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, d, s); err != nil {
		t.Fatal(err)
	}
	if faces := rendered[d]; faces != nil {
		faces[face{format, s}] = b.String()
	}
	return b.String()
}

// checkLines checks that no line is too wide, ends in white space or holds a
// character that moves the cursor.
func checkLines(t testing.TB, text string, s report.Style) {
	t.Helper()
	if s.Color {
		for _, code := range []string{"\x1b[32m", "\x1b[1;31m", "\x1b[33m", "\x1b[0m"} {
			text = strings.ReplaceAll(text, code, "")
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if width := twwidth.WidthWithOptions(line, twwidth.Options{}); width > s.Width {
			t.Errorf("line %d is %d wide, of %d: %s", i+1, width, s.Width, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("line %d ends in white space: %q", i+1, line)
		}
		for _, r := range line {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' || r == '\u2028' {
				t.Errorf("line %d holds %U: %q", i+1, r, line)
			}
		}
	}
}

// golden compares text with a file of testdata.
func golden(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test ./report -update writes it", err)
	}
	if string(want) != text {
		t.Errorf("%s differs; look at the difference, then accept it with go test ./report -update\n%s", path, diff(t, string(want), text))
	}
}

// diff shows what changed, by diff where there is one.
func diff(t testing.TB, want, got string) string {
	t.Helper()
	a, b := filepath.Join(t.TempDir(), "want"), filepath.Join(t.TempDir(), "got")
	for path, text := range map[string]string{a: want, b: got} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("diff", "-u", a, b).Output(); err != nil && len(out) > 0 {
		return string(out)
	}
	return fmt.Sprintf("want\n%s\ngot\n%s", want, got)
}
