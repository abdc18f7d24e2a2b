package metric_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

func TestRatesAreDescribed(t *testing.T) {
	directions := []metric.Direction{metric.WithDecision, metric.AgainstDecision, metric.HigherIsBetter, metric.LowerIsBetter, metric.Neutral}
	seen := map[string]bool{}
	for _, r := range metric.Rates {
		if r.ID == "" || seen[r.ID] {
			t.Errorf("the ID %q is empty or there twice", r.ID)
		}
		seen[r.ID] = true
		for what, text := range map[string]string{"name": r.Name, "formula": r.Formula, "range": r.Range, "source": r.Source, "unit": r.Unit} {
			if text == "" {
				t.Errorf("%s has no %s", r.ID, what)
			}
		}
		if !slices.Contains(directions, r.Direction) {
			t.Errorf("%s has the direction %q", r.ID, r.Direction)
		}
		kinds := 0
		for _, set := range []bool{r.Num != 0 || r.Den != 0, len(r.Terms) > 0, len(r.Over) > 0} {
			if set {
				kinds++
			}
		}
		if kinds != 1 {
			t.Errorf("%s is %d of a proportion, a sum and a quotient, want one", r.ID, kinds)
		}
		if r.Num&^r.Den != 0 {
			t.Errorf("%s counts successes outside its denominator", r.ID)
		}
		ids := slices.Clone(r.Over)
		for _, term := range r.Terms {
			ids = append(ids, term.Rate)
		}
		for _, id := range ids {
			if part, ok := metric.FindRate(id); !ok || len(part.Terms)+len(part.Over) > 0 {
				t.Errorf("%s combines %q, which is no plain rate", r.ID, id)
			}
		}
		if why := r.WhyUndefined(new(metric.Counts)); !strings.HasPrefix(why, "no ") || len(why) < len("no x") {
			t.Errorf("%s of an empty group: got the reason %q", r.ID, why)
		}
		if got, ok := metric.FindRate(r.ID); !ok || got.ID != r.ID {
			t.Errorf("FindRate(%q) finds %v", r.ID, got)
		}
	}
	if _, ok := metric.FindRate("TPR"); ok {
		t.Error("FindRate ignores case, want exact names")
	}
}

func TestContrastsAreDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range metric.Contrasts {
		for _, id := range append([]string{c.ID}, c.Aliases...) {
			if id == "" || seen[id] {
				t.Errorf("the name %q is empty or there twice", id)
			}
			seen[id] = true
			if got, ok := metric.FindContrast(id); !ok || got.ID != c.ID {
				t.Errorf("FindContrast(%q) finds %v, want %s", id, got, c.ID)
			}
			if _, ok := metric.FindRate(id); ok {
				t.Errorf("%q is a rate and a contrast", id)
			}
		}
		for what, text := range map[string]string{"name": c.Name, "formula": c.Formula, "source": c.Source} {
			if text == "" {
				t.Errorf("%s has no %s", c.ID, what)
			}
		}
		if !slices.Contains([]metric.Operation{metric.Difference, metric.MinMax, metric.MaxMin}, c.Operation) {
			t.Errorf("%s has the operation %q", c.ID, c.Operation)
		}
		if len(c.Rates) == 0 || c.Mean && len(c.Rates) < 2 {
			t.Errorf("%s has the rates %v", c.ID, c.Rates)
		}
		for _, id := range c.Rates {
			rateOf(t, id)
		}
	}
}

// complements are pairs of rates that add up to 1.
var complements = [][2]string{
	{"selection_rate", "non_selection_rate"}, {"tpr", "fnr"}, {"fpr", "tnr"}, {"ppv", "fdr"}, {"npv", "for"}, {"accuracy", "error_rate"},
}

func TestComplements(t *testing.T) {
	r := seeded()
	one := big.NewRat(1, 1)
	for range 300 {
		c := anyCounts(r)
		for _, pair := range complements {
			a, b := rateOf(t, pair[0]).Exact(c), rateOf(t, pair[1]).Exact(c)
			if (a == nil) != (b == nil) {
				t.Fatalf("%v of %v: got %s and %s, want both or neither", pair, *c, write(a), write(b))
			}
			if a != nil && new(big.Rat).Add(a, b).Cmp(one) != 0 {
				t.Fatalf("%v of %v: got %s and %s, want a sum of 1", pair, *c, write(a), write(b))
			}
		}
	}
}

// TestEstimatesAgreeWithFractions: a rate has an estimate exactly when it has a
// value, both are the same number, within the range, and inside the limits.
func TestEstimatesAgreeWithFractions(t *testing.T) {
	r := seeded()
	for range 300 {
		c := anyCounts(r)
		for i := range metric.Rates {
			rate := &metric.Rates[i]
			exact := rate.Exact(c)
			estimate, ok := rate.Estimate(c, 1)
			if ok != (exact != nil) {
				t.Fatalf("%s of %v: got an estimate %v, want %v", rate.ID, *c, ok, !ok)
			}
			if !ok {
				continue
			}
			want, _ := exact.Float64()
			got, limits := estimate.Value(), estimate.Limits(0.025)
			if math.Abs(got-want) > 1e-12*max(1, want) {
				t.Fatalf("%s of %v: got %v, want %v", rate.ID, *c, got, want)
			}
			if !(limits.Lo <= got && got <= limits.Hi) {
				t.Fatalf("%s of %v: got %v outside its limits %v", rate.ID, *c, got, limits)
			}
			if got < 0 || rate.Range == "0 to 1" && (got > 1 || limits.Lo < 0 || limits.Hi > 1) {
				t.Fatalf("%s of %v: got %v in %v, want the range %s", rate.ID, *c, got, limits, rate.Range)
			}
			wide, _ := rate.Estimate(c, 4)
			if l := wide.Limits(0.025); math.Abs(wide.Value()-got) > 1e-12*max(1, got) || l.Lo > limits.Lo || l.Hi < limits.Hi {
				t.Fatalf("%s of %v with a design effect of 4: got %v in %v, want %v in no less than %v", rate.ID, *c, wide.Value(), l, got, limits)
			}
			if n, known := rate.Successes(c); known && (n < 0 || n > rate.Trials(c)) {
				t.Fatalf("%s of %v: got %d successes of %d", rate.ID, *c, n, rate.Trials(c))
			}
		}
	}
}

func TestUnlabelledPeopleCountForSelectionOnly(t *testing.T) {
	labelled := metric.Confusion(40, 10, 20, 30)
	more := labelled.Plus(metric.Outcomes(60, 40))
	for i := range metric.Rates {
		rate := &metric.Rates[i]
		if rate.NeedsDecisions() { // see TestFinalDecisions
			continue
		}
		if selects := rate.ID == "selection_rate" || rate.ID == "non_selection_rate"; rate.NeedsLabels() == selects {
			t.Errorf("%s: got needs labels %v, want %v", rate.ID, rate.NeedsLabels(), !selects)
		}
		before, after := rate.Exact(labelled), rate.Exact(more)
		if needs := rate.NeedsLabels(); needs != sameRat(before, after) {
			t.Errorf("%s: got %s without and %s with unlabelled people; it needs labels: %v", rate.ID, write(before), write(after), needs)
		}
		if rate.NeedsLabels() && rate.Exact(metric.Outcomes(60, 40)) != nil {
			t.Errorf("%s of unlabelled people alone: got a value, want none", rate.ID)
		}
	}
	if got, want := rateOf(t, "selection_rate").Exact(more), big.NewRat(110, 200); !sameRat(got, want) {
		t.Errorf("selection rate: got %s, want %s", write(got), write(want))
	}
	if got := more.N(metric.All); got != 200 {
		t.Errorf("people: got %d, want 200", got)
	}
	if got := more.N(metric.Labelled); got != 100 {
		t.Errorf("labelled people: got %d, want 100", got)
	}
}

// TestFinalDecisions: what people finally decided changes no other rate, and only
// those with a final decision count for the rates of these.
func TestFinalDecisions(t *testing.T) {
	r := seeded()
	for range 300 {
		c := anyCounts(r)
		decided, undecided := c.Only(metric.Decided), c.Only(metric.Undecided)
		merged := new(metric.Counts)
		for i := range c {
			merged[i%6] = merged[i%6].Plus(c[i])
		}
		for i := range metric.Rates {
			rate := &metric.Rates[i]
			if !rate.NeedsDecisions() {
				if got, want := rate.Exact(c), rate.Exact(merged); !sameRat(got, want) {
					t.Fatalf("%s of %v: got %s, and %s without final decisions", rate.ID, *c, write(got), write(want))
				}
				continue
			}
			if got, want := rate.Exact(c), rate.Exact(decided); !sameRat(got, want) || rate.Exact(undecided) != nil || rate.NeedsLabels() {
				t.Fatalf("%s of %v: got %s, and %s of the decided alone", rate.ID, *c, write(got), write(want))
			}
		}
		// Of all final decisions, those that differ are the advice of either kind not followed.
		overridden, _ := rateOf(t, "override_rate").Successes(c)
		positive, _ := rateOf(t, "positive_acceptance_rate").Successes(c)
		negative, _ := rateOf(t, "negative_acceptance_rate").Successes(c)
		if got, want := overridden+positive+negative, c.N(metric.Decided); got != want {
			t.Fatalf("%v: got %d decisions, want %d", *c, got, want)
		}
	}
}

func TestUndefinedRatesSayWhy(t *testing.T) {
	for _, c := range []struct {
		rate   string
		counts *metric.Counts
		want   string
	}{
		{"tpr", metric.Confusion(0, 5, 0, 5), "no actual positives"},
		{"fpr", metric.Confusion(5, 0, 5, 0), "no actual negatives"},
		{"ppv", metric.Confusion(0, 0, 5, 5), "no labelled predicted positives"},
		{"npv", metric.Confusion(5, 5, 0, 0), "no labelled predicted negatives"},
		{"accuracy", metric.Outcomes(5, 5), "no labelled people"},
		{"selection_rate", new(metric.Counts), "no people"},
		{"override_rate", metric.Confusion(5, 5, 5, 5), "no final decisions"},
		{"positive_acceptance_rate", metric.Outcomes(5, 5), "no final decisions on predicted positives"},
		{"negative_acceptance_rate", metric.Outcomes(5, 5), "no final decisions on predicted negatives"},
		{"f1", metric.Confusion(0, 0, 0, 5), "no positives, actual or predicted"},
		{"fn_fp_ratio", metric.Confusion(5, 0, 0, 5), "no errors"},
		{"fn_fp_ratio", metric.Confusion(5, 0, 3, 5), "a denominator of 0"},
		{"lr_plus", metric.Confusion(5, 0, 3, 5), "a denominator of 0"},
		{"lr_plus", metric.Confusion(5, 0, 3, 0), "no actual negatives"},
		{"balanced_accuracy", metric.Confusion(0, 5, 0, 5), "no actual positives"},
		{"tpr", metric.Confusion(0, 0, 5, 0), ""},
	} {
		if got := rateOf(t, c.rate).WhyUndefined(c.counts); got != c.want {
			t.Errorf("%s of %v: got %q, want %q", c.rate, *c.counts, got, c.want)
		}
	}
}

func TestGroupsNameTheMissing(t *testing.T) {
	rows := []person{
		{"F", "a", "1", "1", 1}, {"F", "a", "0", "1", 1}, {"F", "b", "1", "0", 1}, {"F", tally.Missing, "0", "0", 1},
		{tally.Missing, "a", "", "1", 1}, {"M", "a", "", "0", 1}, {"M", "a", "1", "1", 1},
	}
	x := count(t, rows, false)
	describe := func(groups []metric.Group) (out []string) {
		for i := range groups {
			out = append(out, fmt.Sprintf("%s %v %d", groups[i].Label(), groups[i].Missing, groups[i].Counts.N(metric.All)))
		}
		return out
	}
	if got, want := describe(groupsOf(t, x, 0)), []string{"(missing) true 1", "F false 4", "M false 2"}; !slices.Equal(got, want) {
		t.Errorf("groups: got %q, want %q", got, want)
	}
	if got, want := describe(groupsOf(t, x, 0, 1)), []string{"(missing) × a true 1", "F × (missing) true 1", "F × a false 2", "F × b false 1", "M × a false 2"}; !slices.Equal(got, want) {
		t.Errorf("intersection: got %q, want %q", got, want)
	}
	groups := groupsOf(t, x, 0)
	for i, want := range []*metric.Counts{metric.Outcomes(1, 0), metric.Confusion(1, 1, 1, 1), metric.Confusion(1, 0, 0, 0).Plus(metric.Outcomes(0, 1))} {
		if *groups[i].Counts != *want {
			t.Errorf("%s: got %v, want %v", groups[i].Label(), *groups[i].Counts, *want)
		}
	}
}

func TestGroupsOfLabelsThatLookAlike(t *testing.T) {
	rows := []person{{"a", "\x00b", "1", "1", 1}, {"a\x00", "b", "1", "0", 1}}
	groups := groupsOf(t, count(t, rows, false), 0, 1)
	if len(groups) != 2 {
		t.Errorf("two groups whose joined labels agree: got %d", len(groups))
	}
}

func TestGroupsRefuse(t *testing.T) {
	axis := func(name string, role tally.Role, values ...string) tally.Axis {
		return tally.Axis{Name: name, Role: role, Values: values, Positive: []string{"1"}}
	}
	cell := func(n int64, index ...int) tally.Cell { return tally.Cell{Index: index, Sum: tally.Sum{N: n}} }
	for _, c := range []struct {
		name       string
		axes       []tally.Axis
		cuboid     tally.Cuboid
		attributes []int
		want       string
	}{
		{"no prediction", []tally.Axis{axis("sex", tally.Attribute, "F")}, tally.Cuboid{Axes: []int{0}, Cells: []tally.Cell{cell(1, 0)}},
			[]int{0}, "the tally has 0 predicted axes, expected one"},
		{"two predictions", []tally.Axis{axis("sex", tally.Attribute, "F"), axis("old", tally.Predicted, "1"), axis("new", tally.Predicted, "1")},
			tally.Cuboid{Axes: []int{0, 1, 2}, Cells: []tally.Cell{cell(1, 0, 0, 0)}}, []int{0}, "the tally has 2 predicted axes, expected one"},
		{"people without a prediction", []tally.Axis{axis("sex", tally.Attribute, "F"), axis("picked", tally.Predicted, "", "1")},
			tally.Cuboid{Axes: []int{0, 1}, Cells: []tally.Cell{cell(1, 0, 0), cell(1, 0, 1)}}, []int{0}, "the tally counts people without a prediction (picked)"},
		{"an attribute that was not counted", []tally.Axis{axis("sex", tally.Attribute, "F"), axis("age", tally.Attribute), axis("picked", tally.Predicted, "1")},
			tally.Cuboid{Axes: []int{0, 2}, Cells: []tally.Cell{cell(1, 0, 0)}}, []int{1}, "the tally has no table over age × picked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, err := tally.New(c.axes, false, []tally.Cuboid{c.cuboid})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := metric.Groups(x, c.attributes); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// TestWeightTwoIsTwoRows counts each row twice, and once with twice the weight.
func TestWeightTwoIsTwoRows(t *testing.T) {
	r := seeded()
	for range 30 {
		rows := anyPeople(r, 1+r.IntN(60))
		var doubled []person
		for i := range rows {
			rows[i].weight = 1_000_000_000
			if r.IntN(2) == 0 {
				rows[i].weight *= 2
				doubled = append(doubled, rows[i])
			}
			doubled = append(doubled, rows[i])
		}
		weighted, plain := groupsOf(t, count(t, rows, true), 0), groupsOf(t, count(t, doubled, false), 0)
		for g := range weighted {
			for i := range metric.Rates {
				rate := &metric.Rates[i]
				if got, want := rate.Exact(weighted[g].Counts), rate.Exact(plain[g].Counts); !sameRat(got, want) {
					t.Fatalf("%s of %s: got %s by weight, want %s by rows", rate.ID, weighted[g].Label(), write(got), write(want))
				}
			}
		}
	}
}

// TestWeightsClaimNoMoreThanTheirRows: the scale of weights changes nothing, equal
// weights are no weights, and unequal ones only widen the limits.
func TestWeightsClaimNoMoreThanTheirRows(t *testing.T) {
	r := seeded()
	for range 30 {
		rows := anyPeople(r, 1+r.IntN(60))
		scaled, equal := slices.Clone(rows), slices.Clone(rows)
		for i := range rows {
			rows[i].weight = 1 + r.Int64N(1_000_000_000)
			scaled[i].weight, equal[i].weight = 1000*rows[i].weight, 500_000_000
		}
		a, b := groupsOf(t, count(t, rows, true), 0), groupsOf(t, count(t, scaled, true), 0)
		c, d := groupsOf(t, count(t, equal, true), 0), groupsOf(t, count(t, rows, false), 0)
		for g := range a {
			for i := range metric.Rates {
				rate := &metric.Rates[i]
				if x, y := rate.Exact(a[g].Counts), rate.Exact(b[g].Counts); !sameRat(x, y) {
					t.Fatalf("%s: got %s with weights 1000 times as large, want %s", rate.ID, write(y), write(x))
				}
				if x, y := rate.Exact(c[g].Counts), rate.Exact(d[g].Counts); !sameRat(x, y) {
					t.Fatalf("%s: got %s with equal weights, want %s", rate.ID, write(x), write(y))
				}
				x, ok := rate.Estimate(a[g].Counts, 1)
				y, _ := rate.Estimate(b[g].Counts, 1)
				u, _ := rate.Estimate(c[g].Counts, 1)
				v, _ := rate.Estimate(d[g].Counts, 1)
				if !ok {
					continue
				}
				if p, q := x.Limits(0.05), y.Limits(0.05); math.Abs(p.Lo-q.Lo) > 1e-9*max(1, p.Lo) || math.Abs(p.Hi-q.Hi) > 1e-9*max(1, p.Hi) {
					t.Fatalf("%s: got the limits %v with weights 1000 times as large, want %v", rate.ID, q, p)
				}
				if p, q := u.Limits(0.05), v.Limits(0.05); p != q {
					t.Fatalf("%s: got the limits %v with equal weights, want %v", rate.ID, p, q)
				}
			}
		}
	}
}

func anyPeople(r *rand.Rand, n int) []person {
	pick := func(values ...string) string { return values[r.IntN(len(values))] }
	rows := make([]person, n)
	for i := range rows {
		rows[i] = person{pick("a", "b", "c", tally.Missing), pick("x", "y"), pick("0", "1", "1", tally.Missing), pick("0", "1"), 1}
	}
	return rows
}

func TestContrastsDoNotDependOnOrder(t *testing.T) {
	r := seeded()
	for range 100 {
		groups := make([]*metric.Counts, 1+r.IntN(6))
		for i := range groups {
			groups[i] = anyCounts(r)
		}
		for i := range metric.Contrasts {
			c := &metric.Contrasts[i]
			want, partial := c.Value(groups)
			shuffled := slices.Clone(groups)
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			got, again := c.Value(shuffled)
			if !sameRat(got, want) || again != partial {
				t.Fatalf("%s of shuffled groups: got %s (partial %v), want %s (%v)", c.ID, write(got), again, write(want), partial)
			}
			if len(groups) == 1 && want != nil {
				t.Fatalf("%s of one group: got %s, want undefined", c.ID, write(want))
			}
			if want == nil {
				continue
			}
			same := []*metric.Counts{groups[0], groups[0]}
			if got, _ := c.Value(same); got != nil && !sameRat(got, none(c.Operation)) {
				t.Fatalf("%s of twice the same group: got %s, want %s", c.ID, write(got), write(none(c.Operation)))
			}
			if c.Operation.Worse(none(c.Operation), want) {
				t.Fatalf("%s: got %s, which is better than equal", c.ID, write(want))
			}
		}
	}
}

// none is the contrast of equal rates.
func none(o metric.Operation) *big.Rat {
	if o == metric.Difference {
		return new(big.Rat)
	}
	return big.NewRat(1, 1)
}

func TestContrastsSayWhatTheyLeaveOut(t *testing.T) {
	// Nobody is a true positive, so that the ratio of the TPR is 0/0; b has no negatives.
	groups := []*metric.Counts{metric.Confusion(0, 1, 2, 1), metric.Confusion(0, 0, 2, 0), metric.Confusion(0, 1, 2, 3)}
	value, partial := contrastOf(t, "equalized_odds_ratio").Value(groups)
	if value != nil || !partial {
		t.Errorf("got %s, partial %v; want undefined and partial", write(value), partial)
	}
	value, partial = contrastOf(t, "burden_ratio").Value([]*metric.Counts{metric.Outcomes(0, 5), metric.Outcomes(1, 5)})
	if value != nil || partial {
		t.Errorf("max/min beside a rate of 0: got %s, partial %v; want undefined, since it is infinite, and complete", write(value), partial)
	}
}

func TestReferences(t *testing.T) {
	groups := []metric.Group{
		{Values: []string{tally.Missing}, Missing: true, Counts: metric.Outcomes(900, 100)},
		{Values: []string{"a"}, Counts: metric.Outcomes(10, 40)},  // 0.2
		{Values: []string{"b"}, Counts: metric.Outcomes(40, 60)},  // 0.4
		{Values: []string{"c"}, Counts: metric.Outcomes(25, 25)},  // 0.5
		{Values: []string{"d"}, Counts: metric.Outcomes(5, 5)},    // 0.5
		{Values: []string{"e"}, Counts: metric.Outcomes(100, 0)},  // 1, as many people as b
		{Values: []string{"f"}, Counts: new(metric.Counts)},       // no rate
		{Values: []string{"best"}, Counts: metric.Outcomes(1, 9)}, // 0.1, with a name that means something else
	}
	selection := rateOf(t, "selection_rate")
	for _, c := range []struct {
		reference   metric.Reference
		group       int
		lowerIsBest bool
		label       string
		selected, n int64
	}{
		{metric.Largest, 1, false, "b", 40, 100}, // the first of the largest
		{"", 1, false, "b", 40, 100},
		{metric.Largest, 2, false, "", 0, 0}, // itself
		{metric.Best, 1, false, "e", 100, 100},
		{metric.Best, 1, true, "best", 1, 10},
		{metric.Worst, 1, false, "best", 1, 10},
		{metric.Worst, 1, true, "e", 100, 100},
		{metric.Best, 5, false, "", 0, 0},
		{metric.Overall, 1, false, "overall", 900 + 10 + 40 + 25 + 5 + 100 + 1, 1000 + 50 + 100 + 50 + 10 + 100 + 10},
		{metric.Rest, 1, false, "rest", 40 + 25 + 5 + 100 + 1, 100 + 50 + 10 + 100 + 10},
		{"c", 1, false, "c", 25, 50},
		{"c", 3, false, "", 0, 0},
		{"z", 1, false, "", 0, 0},
		{metric.MissingLabel, 1, false, "", 0, 0}, // is never compared
	} {
		label, counts, ok := c.reference.Choose(selection, groups, c.lowerIsBest).Against(c.group)
		if ok != (c.label != "") || label != c.label {
			t.Errorf("%q for %s (lower is best: %v): got %q %v, want %q", c.reference, groups[c.group].Label(), c.lowerIsBest, label, ok, c.label)
			continue
		}
		if ok && (counts.N(metric.Selected) != c.selected || counts.N(metric.All) != c.n) {
			t.Errorf("%q for %s: got %d of %d, want %d of %d", c.reference, groups[c.group].Label(),
				counts.N(metric.Selected), counts.N(metric.All), c.selected, c.n)
		}
	}
	if _, _, ok := metric.Rest.Choose(selection, groups[1:2], false).Against(0); ok {
		t.Error("the rest of a group alone: got somebody, want nobody")
	}
	if _, _, ok := metric.Best.Choose(rateOf(t, "tpr"), groups, false).Against(1); ok {
		t.Error("the best by a rate that no group has: got somebody, want nobody")
	}
	if want := []metric.Reference{metric.Largest, metric.Best, metric.Worst, metric.Overall, metric.Rest}; !slices.Equal(metric.References, want) {
		t.Errorf("References = %v, want %v", metric.References, want)
	}
}

// TestReferencesSwap: two groups against each other give opposite differences and
// reciprocal ratios.
func TestReferencesSwap(t *testing.T) {
	r := seeded()
	for range 100 {
		groups := []metric.Group{{Values: []string{"a"}, Counts: anyCounts(r)}, {Values: []string{"b"}, Counts: anyCounts(r)}}
		for i := range metric.Rates {
			rate := &metric.Rates[i]
			_, b, _ := metric.Reference("b").Choose(rate, groups, false).Against(0)
			_, a, _ := metric.Reference("a").Choose(rate, groups, false).Against(1)
			x, y := rate.Exact(a), rate.Exact(b)
			if forth, back := minus(x, y), minus(y, x); forth != nil && !sameRat(forth, back.Neg(back)) {
				t.Fatalf("%s: got the differences %s and %s", rate.ID, write(forth), write(back))
			}
			if forth, back := over(x, y), over(y, x); forth != nil && back != nil && !sameRat(forth, back.Inv(back)) {
				t.Fatalf("%s: got the ratios %s and %s", rate.ID, write(forth), write(back))
			}
		}
	}
}

func TestStrataSplitTheGroups(t *testing.T) {
	rows := anyPeople(seeded(), 80)
	x := count(t, rows, false)
	strata, err := metric.Strata(x, []int{0}, []int{1})
	if err != nil {
		t.Fatal(err)
	}
	together := map[string]*metric.Counts{}
	var labels []string
	for i := range strata {
		labels = append(labels, strata[i].Label())
		for j := range strata[i].Groups {
			g := &strata[i].Groups[j]
			if g.Missing != (g.Label() == metric.MissingLabel) {
				t.Errorf("%s in %s: got missing %v", g.Label(), strata[i].Label(), g.Missing)
			}
			if together[g.Label()] == nil {
				together[g.Label()] = new(metric.Counts)
			}
			together[g.Label()] = together[g.Label()].Plus(g.Counts)
		}
	}
	if want := []string{"x", "y"}; !slices.Equal(labels, want) {
		t.Errorf("strata: got %q, want %q", labels, want)
	}
	for _, g := range groupsOf(t, x, 0) {
		if got := together[g.Label()]; got == nil || *got != *g.Counts {
			t.Errorf("%s over all strata: got %v, want %v", g.Label(), got, *g.Counts)
		}
	}
}
