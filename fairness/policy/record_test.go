package policy_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Examples 1 and 2 of the New York City rule (6 RCNY 5-301): categories with their
// people, those selected, and the rates and ratios as they are printed there.
type printed struct {
	label       string
	selected, n int64
	rate, ratio float64
}

var (
	exampleSex = []printed{{"Male", 667, 1390, 48, 1}, {"Female", 555, 1181, 47, 0.979}}
	// The row of Hispanic or Latino does not agree with the table of intersections
	// and is printed as 408 and 204.
	exampleRace = []printed{
		{"Hispanic or Latino", 204, 408, 50, 0.97}, {"White", 412, 797, 52, 1}, {"Black", 170, 390, 44, 0.84}, {"Native Hawaiian or Pacific Islander", 52, 119, 44, 0.85},
		{"Asian", 302, 616, 49, 0.95}, {"Native American", 18, 41, 44, 0.85}, {"Two or more", 96, 213, 45, 0.87},
	}
	exampleBoth = []printed{
		{"Hispanic × Male", 90, 205, 43.9, 0.841}, {"White × Male", 215, 412, 52.2, 1}, {"Black × Male", 95, 226, 42.0, 0.805}, {"NHPI × Male", 37, 87, 42.5, 0.815},
		{"Asian × Male", 167, 321, 52.0, 0.997}, {"Native American × Male", 11, 24, 45.8, 0.878}, {"Two or more × Male", 52, 115, 45.2, 0.866},
		{"Hispanic × Female", 82, 190, 43.2, 0.827}, {"White × Female", 197, 385, 51.2, 0.980}, {"Black × Female", 75, 164, 45.7, 0.876}, {"NHPI × Female", 15, 32, 46.9, 0.898},
		{"Asian × Female", 135, 295, 45.8, 0.877}, {"Native American × Female", 7, 17, 41.2, 0.789}, {"Two or more × Female", 44, 98, 44.9, 0.860},
	}
	// Scoring rates; the rule truncates 64.29 to 64.2.
	exampleScores = []printed{
		{"Hispanic or Latino", 18, 28, 64.2, 1}, {"White", 15, 40, 37.5, 0.58}, {"Black", 16, 32, 50, 0.78}, {"Native Hawaiian or Pacific Islander", 5, 8, 62.5, 0.97},
		{"Asian", 10, 24, 41.7, 0.65}, {"Native American", 8, 16, 50, 0.78}, {"Two or more", 12, 20, 60, 0.93},
	}
	exampleScoresSex = []printed{{"Male", 50, 92, 54.3, 1}, {"Female", 34, 76, 44.7, 0.82}}
)

// subjectOf makes a subject of categories, and of people without one.
func subjectOf(name string, of []printed, unknown ...int64) policy.Subject {
	s := policy.Subject{Name: name, Attributes: strings.Split(name, " × ")}
	for _, c := range of {
		values := strings.Split(c.label, " × ")
		s.Groups = append(s.Groups, metric.Group{Values: values, Counts: metric.Outcomes(c.selected, c.n-c.selected)})
	}
	if len(unknown) == 2 {
		none := make([]string, len(s.Attributes))
		s.Groups = append(s.Groups, metric.Group{Values: none, Missing: true, Counts: metric.Outcomes(unknown[0], unknown[1]-unknown[0])})
	}
	return s
}

func entry(t *testing.T, entries []policy.Entry, rule string) *policy.Entry {
	t.Helper()
	at := slices.IndexFunc(entries, func(e policy.Entry) bool { return e.Rule.ID == rule })
	if at < 0 {
		t.Fatalf("there is no entry %s", rule)
	}
	return &entries[at]
}

// TestImpactRatiosAsPrinted holds the tables of the rule to the printed digit, and
// to a tenth of a point where it truncates.
func TestImpactRatiosAsPrinted(t *testing.T) {
	p := builtin(t, "nyc-ll144")
	for _, c := range []struct {
		rule, subject, reference string
		of                       []printed
		points, ratio            float64 // half a unit of the last digit printed, or a tenth of a point
	}{
		{"sex", "sex", "Male", exampleSex, 0.5, 0.0005},
		{"race-ethnicity", "race", "White", exampleRace, 0.5, 0.005},
		{"intersection", "race × sex", "White × Male", exampleBoth, 0.1, 0.001},
		{"sex", "gender", "Male", exampleScoresSex, 0.1, 0.005},
		{"race-ethnicity", "ethnicity", "Hispanic or Latino", exampleScores, 0.1, 0.005},
	} {
		e := entry(t, p.Entries(inputs(policy.Benefit, subjectOf(c.subject, c.of, 100, 250))), c.rule)
		if !e.Present || e.Table == nil || e.Table.Reference != c.reference || e.Table.Unknown != 250 || e.Table.UnknownSelected != 100 {
			t.Fatalf("%s: got %+v, want the table against %s", c.subject, e, c.reference)
		}
		for i, want := range c.of {
			got := e.Table.Categories[i]
			if got.Label != want.label || got.N != want.n || got.Selected != want.selected || got.LeftOut {
				t.Errorf("%s: got %+v, want %+v", c.subject, got, want)
			}
			if math.Abs(100*got.Rate.Float-want.rate) > c.points || math.Abs(got.Ratio.Float-want.ratio) > c.ratio {
				t.Errorf("%s, %s: got %.2f %% and %.4f, want %v %% and %v", c.subject, got.Label, 100*got.Rate.Float, got.Ratio.Float, want.rate, want.ratio)
			}
		}
	}
	// 92 and 76 people, of whom half score above the median.
	if all := exampleScoresSex[0].selected + exampleScoresSex[1].selected; all != 84 {
		t.Errorf("%d above the median, want half of 168", all)
	}
}

// TestSmallCategories are left out only where it was said why, and only from the
// ratios.
func TestSmallCategories(t *testing.T) {
	p := builtin(t, "nyc-ll144")
	in := inputs(policy.Benefit, subjectOf("sex × race", exampleBoth))
	small := func() (labels []string) {
		for _, c := range entry(t, p.Entries(in), "intersection").Table.Categories {
			if c.LeftOut {
				labels = append(labels, c.Label)
				if c.Ratio.Defined || !c.Rate.Defined || c.N == 0 {
					t.Errorf("left out: got %+v, want its people and its rate, and no ratio", c)
				}
			}
		}
		return labels
	}
	if got := small(); got != nil {
		t.Errorf("without a reason: left out %q", got)
	}
	in.Evidence = map[string]string{"small_categories": "too few to read anything into"}
	if got, want := small(), []string{"Native American × Male", "NHPI × Female", "Native American × Female"}; !slices.Equal(got, want) {
		t.Errorf("with a reason: left out %q, want those under 2 %% of the people, %q", got, want)
	}
}

// TestImpactRatiosProperties: no ratio exceeds 1, the highest is the reference's, and
// the bounds are what putting all unknown people into each category in turn gives.
func TestImpactRatiosProperties(t *testing.T) {
	r := seeded()
	p := builtin(t, "nyc-ll144")
	for range 300 {
		var of []printed
		for i := range 2 + r.IntN(5) {
			n := 1 + r.Int64N(40)
			of = append(of, printed{label: fmt.Sprint("g", i), n: n, selected: r.Int64N(n + 1)})
		}
		n := 1 + r.Int64N(20)
		unknown := r.Int64N(n + 1)
		table := entry(t, p.Entries(inputs(policy.Benefit, subjectOf("sex", of, unknown, n))), "sex").Table
		for i, c := range table.Categories {
			if !c.Ratio.Defined {
				if highest(of) != 0 {
					t.Fatalf("%+v has no ratio", c)
				}
				continue
			}
			if c.Ratio.Float > 1 || (c.Label == table.Reference) && c.Ratio.Float != 1 || c.Low.Float > c.Ratio.Float || c.High.Float < c.Ratio.Float || c.High.Float > 1 {
				t.Fatalf("%+v, against %s", c, table.Reference)
			}
			low, high := 1.0, 0.0
			for in := -1; in < len(of); in++ {
				moved := slices.Clone(of)
				if in >= 0 {
					moved[in].n, moved[in].selected = of[in].n+n, of[in].selected+unknown
				}
				if best := highest(moved); best > 0 {
					ratio := float64(moved[i].selected) / float64(moved[i].n) / best
					low, high = min(low, ratio), max(high, ratio)
				}
			}
			near(t, "least", c.Low.Float, low, 1e-12)
			near(t, "greatest", c.High.Float, high, 1e-12)
		}
	}
}

func highest(of []printed) float64 {
	best := 0.0
	for _, c := range of {
		best = max(best, float64(c.selected)/float64(c.n))
	}
	return best
}

// TestWhatIsAudited: a subject is one of the rule by the name of its attributes or of
// their columns.
func TestWhatIsAudited(t *testing.T) {
	p := builtin(t, "nyc-ll144")
	for _, c := range []struct {
		subject string
		columns map[string]string
		rule    string
		present bool
	}{
		{"sex", nil, "sex", true},
		{"sexe", nil, "sex", true},
		{"g", map[string]string{"g": "gender"}, "sex", true},
		{"g", nil, "sex", false},
		{"race", nil, "race-ethnicity", true},
		{"ethnicity", nil, "race-ethnicity", true},
		{"sex × race", nil, "intersection", true},
		{"ethnic_group × gender", nil, "intersection", true},
		{"sex × age", nil, "intersection", false},
		{"sex × gender", nil, "intersection", false},
		{"sex × race", nil, "sex", false},
	} {
		in := inputs(policy.Benefit, subjectOf(c.subject, []printed{{label: strings.Repeat("a × ", strings.Count(c.subject, "×")) + "a", n: 2, selected: 1}}))
		in.Columns = c.columns
		if got := entry(t, p.Entries(in), c.rule); got.Present != c.present || got.Present == (got.Why != "") {
			t.Errorf("%s of %s: got present %v, %q; want %v", c.rule, c.subject, got.Present, got.Why, c.present)
		}
	}
}

func TestRecordErrors(t *testing.T) {
	rule := func(text string) string { return head + "kind: record\nrules:\n  r: " + text + "\n" }
	for _, c := range []struct{ name, text, want string }{
		{"a record that judges", rule(`{metric: impact_ratio, bound: ">= 0.8"}`), `f:5:3: a record judges nothing, and the rule "r" does: kind: gate`},
		{"unknown evidence", rule(`{evidence: [notise]}`), `f:5:18: there is no evidence "notise" (did you mean "notice"?); there is purpose, outcome,`},
		{"evidence twice", rule(`{evidence: [notice, notice]}`), `f:5:26: evidence names "notice" twice`},
		{"no evidence", rule(`{evidence: []}`), `f:5:17: evidence is an empty list`},
		{"evidence with a bound", rule(`{evidence: notice, bound: ">= 1"}`), `f:5:32: a rule on evidence has no key "bound"`},
		{"publish what", rule(`{publish: ratios, criteria: [sex]}`), `f:5:16: publish cannot be "ratios"`},
		{"publish by what", rule(`{publish: impact-ratios}`), `f:5:3: the rule "r" needs criteria`},
		{"an unknown criterion", rule(`{publish: impact-ratios, criteria: [sexx]}`), `f:5:42: there is no criterion "sexx" (did you mean "sex"?)`},
		{"an unknown alternative", rule(`{publish: impact-ratios, criteria: [sex, [race, etnicity]]}`), `f:5:47: there is no criterion "etnicity" (did you mean "ethnicity"?)`},
		{"criteria of a comparison", head + "rules:\n  r: {metric: impact_ratio, bound: \">= 0.8\", criteria: [sex]}\n", `f:4:56: a rule that compares rates has no key "criteria"`},
		{"a preset", head + "preset: {quantile: 5}\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n", `f:3:10: unknown key "quantile" (did you mean "quantiles"?); the keys here are quantiles, intersect, without_decisions`},
		{"a preset of one band", head + "preset: {quantiles: 1}\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n", `f:3:21: quantiles must be a whole number of at least 2, not "1"`},
		{"a preset without a meaning", head + "preset: {intersect: pairs, without_decisions: labels}\nrules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n",
			"f:3:21: intersect cannot be \"pairs\"; it is one of all\nf:3:47: without_decisions cannot be \"labels\"; it is one of target"},
		{"an unknown kind", head + "kind: recrod\nrules:\n  r: {evidence: notice}\n", `f:3:7: kind cannot be "recrod" (did you mean "record"?); it is one of gate, record`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := policy.Parse("f", []byte(c.text))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}
