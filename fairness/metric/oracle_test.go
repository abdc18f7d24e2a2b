package metric_test

import (
	"encoding/json"
	"maps"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

type auditCase struct {
	ID string
	In struct {
		Reference string
		Groups    map[string]struct{ TP, FP, FN, TN int64 }
	}
	Out struct {
		Groups   map[string]map[string]*string
		Overall  map[string]*string
		ByMetric map[string]struct {
			Undefined  []string `json:"undefined_groups"`
			Difference *string
			Ratio      *string
			MinusRef   map[string]*string `json:"difference_vs_reference"`
			OverRef    map[string]*string `json:"ratio_vs_reference"`
		} `json:"by_metric"`
		ParityDifference      *string            `json:"demographic_parity_difference"`
		ParityRatio           *string            `json:"demographic_parity_ratio"`
		OpportunityDifference *string            `json:"equal_opportunity_difference"`
		OddsDifference        *string            `json:"equalized_odds_difference"`
		OddsRatio             *string            `json:"equalized_odds_ratio"`
		OddsPartial           bool               `json:"equalized_odds_partial"`
		AverageOdds           map[string]*string `json:"average_odds_difference_vs_reference"`
	}
}

// notShipped are the entries of the file that no rate of the package stands for:
// the group's size, and three measures that are not reported.
var notShipped = []string{"n", "jaccard", "informedness", "mcc_squared_signed"}

// elsewhere are the rates that the file leaves out, with the test that has them.
var elsewhere = map[string]string{
	"non_selection_rate": "TestComplements",
	"fp_share":           "TestAmsterdamPublished",
	"average_odds":       "average_odds_difference_vs_reference",

	"override_rate":            "policy.TestFinalDecisionsOracle",
	"positive_acceptance_rate": "policy.TestFinalDecisionsOracle",
	"negative_acceptance_rate": "policy.TestFinalDecisionsOracle",
	"final_selection_rate":     "policy.TestFinalDecisionsOracle",
}

// TestOracleWholeAudit compares every rate and every contrast, exactly, with
// fractions computed elsewhere.
func TestOracleWholeAudit(t *testing.T) {
	for _, f := range oracle.Load[auditCase](t, "whole_audit") {
		t.Run(f.Name, func(t *testing.T) {
			covered := map[string]bool{}
			for _, c := range f.Cases {
				t.Run(c.ID, func(t *testing.T) { c.check(t, covered) })
			}
			for _, r := range metric.Rates {
				if !covered[r.ID] && elsewhere[r.ID] == "" {
					t.Errorf("no case has the rate %s: add one, or say which test has it", r.ID)
				}
			}
		})
	}
}

func (c *auditCase) check(t *testing.T, covered map[string]bool) {
	names := slices.Sorted(maps.Keys(c.In.Groups))
	groups := make([]metric.Group, len(names))
	counts := make([]*metric.Counts, len(names))
	overall := new(metric.Counts)
	for i, name := range names {
		g := c.In.Groups[name]
		counts[i] = metric.Confusion(g.TP, g.FP, g.FN, g.TN)
		groups[i] = metric.Group{Values: []string{name}, Counts: counts[i]}
		overall = overall.Plus(counts[i])
		c.rates(t, name, counts[i], c.Out.Groups[name], covered)
	}
	c.rates(t, "overall", overall, c.Out.Overall, covered)
	c.byMetric(t, groups, counts)
	c.contrasts(t, counts, names)

	at := slices.Index(names, c.In.Reference)
	average := rateOf(t, "average_odds")
	for i, name := range names {
		if i == at {
			continue
		}
		want := fraction(t, c.Out.AverageOdds[name])
		if got := minus(average.Exact(counts[i]), average.Exact(counts[at])); !sameRat(got, want) {
			t.Errorf("average odds of %s less those of %s: got %s, want %s", name, c.In.Reference, write(got), write(want))
		}
	}
}

func (c *auditCase) rates(t *testing.T, name string, counts *metric.Counts, want map[string]*string, covered map[string]bool) {
	for id, text := range want {
		r, ok := metric.FindRate(id)
		if !ok {
			if !slices.Contains(notShipped, id) {
				t.Errorf("the file has %s, which is no rate", id)
			}
			continue
		}
		covered[id] = true
		got := r.Exact(counts)
		if want := fraction(t, text); !sameRat(got, want) {
			t.Errorf("%s of %s: got %s, want %s", id, name, write(got), write(want))
		}
		if why := r.WhyUndefined(counts); (why == "") != (got != nil) {
			t.Errorf("%s of %s is %s, and the reason for that %q", id, name, write(got), why)
		}
	}
}

func (c *auditCase) byMetric(t *testing.T, groups []metric.Group, counts []*metric.Counts) {
	for id, want := range c.Out.ByMetric {
		r := rateOf(t, id)
		value := func(o metric.Operation) (*big.Rat, bool) {
			return (&metric.Contrast{Rates: []string{id}, Operation: o}).Value(counts)
		}
		difference, partial := value(metric.Difference)
		if want := fraction(t, want.Difference); !sameRat(difference, want) {
			t.Errorf("%s max-min: got %s, want %s", id, write(difference), write(want))
		}
		if partial != (len(want.Undefined) > 0) {
			t.Errorf("%s: got partial %v, want the undefined groups %v", id, partial, want.Undefined)
		}
		ratio, _ := value(metric.MinMax)
		if want := fraction(t, want.Ratio); !sameRat(ratio, want) {
			t.Errorf("%s min/max: got %s, want %s", id, write(ratio), write(want))
		}
		reciprocal, _ := value(metric.MaxMin)
		if want := over(big.NewRat(1, 1), ratio); !sameRat(reciprocal, want) {
			t.Errorf("%s max/min: got %s, want %s", id, write(reciprocal), write(want))
		}
		for i := range groups {
			name := groups[i].Label()
			if undefined := slices.Contains(want.Undefined, name); undefined != (r.Exact(counts[i]) == nil) {
				t.Errorf("%s of %s: got %s, want undefined %v", id, name, write(r.Exact(counts[i])), undefined)
			}
			label, reference, ok := metric.Reference(c.In.Reference).Choose(r, groups, false).Against(i)
			if ok != (name != c.In.Reference) {
				t.Fatalf("%s of %s against %s: got a reference %v, want %v", id, name, c.In.Reference, ok, !ok)
			}
			if !ok {
				continue
			}
			if label != c.In.Reference {
				t.Errorf("%s of %s: got the reference %s, want %s", id, name, label, c.In.Reference)
			}
			mine, theirs := r.Exact(counts[i]), r.Exact(reference)
			if got, want := minus(mine, theirs), fraction(t, want.MinusRef[name]); !sameRat(got, want) {
				t.Errorf("%s of %s less the reference's: got %s, want %s", id, name, write(got), write(want))
			}
			if got, want := over(mine, theirs), fraction(t, want.OverRef[name]); !sameRat(got, want) {
				t.Errorf("%s of %s over the reference's: got %s, want %s", id, name, write(got), write(want))
			}
		}
	}
}

// contrasts checks the contrasts that the file names, and every shipped contrast
// against its definition on the file's own rates.
func (c *auditCase) contrasts(t *testing.T, counts []*metric.Counts, names []string) {
	for id, text := range map[string]*string{
		"demographic_parity_difference": c.Out.ParityDifference, "demographic_parity_ratio": c.Out.ParityRatio,
		"equal_opportunity_difference": c.Out.OpportunityDifference,
		"equalized_odds_difference":    c.Out.OddsDifference, "equalized_odds_ratio": c.Out.OddsRatio,
	} {
		got, partial := contrastOf(t, id).Value(counts)
		if want := fraction(t, text); !sameRat(got, want) {
			t.Errorf("%s: got %s, want %s", id, write(got), write(want))
		}
		if len(contrastOf(t, id).Rates) == 2 && partial != c.Out.OddsPartial {
			t.Errorf("%s: got partial %v, want %v", id, partial, c.Out.OddsPartial)
		}
	}
	for i := range metric.Contrasts {
		m := &metric.Contrasts[i]
		var values []*big.Rat
		for _, id := range m.Rates {
			values = append(values, contrastByHand(m.Operation, c.ratesByHand(t, id, names)))
		}
		got, _ := m.Value(counts)
		if want := combineByHand(m, values); !sameRat(got, want) {
			t.Errorf("%s: got %s, want %s", m.ID, write(got), write(want))
		}
	}
}

// ratesByHand returns the defined rates of the groups from the file, or by their
// definition where the file leaves them out.
func (c *auditCase) ratesByHand(t *testing.T, id string, names []string) (rates []*big.Rat) {
	for _, name := range names {
		g, of := c.In.Groups[name], c.Out.Groups[name]
		var v *big.Rat
		switch id {
		case "average_odds":
			if tpr, fpr := fraction(t, of["tpr"]), fraction(t, of["fpr"]); tpr != nil && fpr != nil {
				v = tpr.Quo(tpr.Add(tpr, fpr), big.NewRat(2, 1))
			}
		case "fp_share":
			if n := g.TP + g.FP + g.FN + g.TN; n > 0 {
				v = big.NewRat(g.FP, n)
			}
		default:
			text, there := of[id]
			if !there {
				t.Fatalf("the file has no %s", id)
			}
			v = fraction(t, text)
		}
		if v != nil {
			rates = append(rates, v)
		}
	}
	return rates
}

func contrastByHand(o metric.Operation, rates []*big.Rat) *big.Rat {
	if len(rates) < 2 {
		return nil
	}
	low, high := rates[0], rates[0]
	for _, r := range rates {
		if r.Cmp(low) < 0 {
			low = r
		}
		if r.Cmp(high) > 0 {
			high = r
		}
	}
	switch o {
	case metric.Difference:
		return minus(high, low)
	case metric.MinMax:
		return over(low, high)
	}
	return over(high, low)
}

func combineByHand(m *metric.Contrast, values []*big.Rat) *big.Rat {
	if slices.Contains(values, nil) {
		return nil
	}
	slices.SortFunc(values, (*big.Rat).Cmp)
	switch {
	case m.Mean:
		sum := new(big.Rat)
		for _, v := range values {
			sum.Add(sum, v)
		}
		return over(sum, big.NewRat(int64(len(values)), 1))
	case m.Operation == metric.MinMax:
		return values[0]
	}
	return values[len(values)-1]
}

func TestFairlearnPublished(t *testing.T) {
	var file struct {
		Rows struct {
			True      []int    `json:"y_true"`
			Pred      []int    `json:"y_pred"`
			Sensitive []string `json:"sensitive"`
			ByGroup   map[string]struct {
				TP, FP, FN, TN, N int64
				TPR, FPR, Sel     float64
			} `json:"by_group"`
		} `json:"fairlearn_docs_18_rows"`
	}
	oracle.Read(t, "small_published_examples", &file)
	groups := groupsOf(t, count(t, people(file.Rows.Sensitive, file.Rows.True, file.Rows.Pred), false), 0)
	var counts []*metric.Counts
	for i := range groups {
		g := &groups[i]
		want := file.Rows.ByGroup[g.Label()]
		if *g.Counts != *metric.Confusion(want.TP, want.FP, want.FN, want.TN) {
			t.Errorf("group %s: got %v, want %+v", g.Label(), *g.Counts, want)
		}
		for id, want := range map[string]float64{"tpr": want.TPR, "fpr": want.FPR, "selection_rate": want.Sel} {
			if got, _ := rateOf(t, id).Exact(g.Counts).Float64(); got != want {
				t.Errorf("%s of %s: got %v, want %v", id, g.Label(), got, want)
			}
		}
		counts = append(counts, g.Counts)
	}
	// As published: 0.25, 0.66666..., 1.0 and 0.0.
	for id, want := range map[string]*big.Rat{
		"demographic_parity_difference": big.NewRat(1, 4), "demographic_parity_ratio": big.NewRat(2, 3),
		"equalized_odds_difference": big.NewRat(1, 1), "equalized_odds_ratio": new(big.Rat),
	} {
		if got, partial := contrastOf(t, id).Value(counts); !sameRat(got, want) || partial {
			t.Errorf("%s: got %s (partial %v), want %s", id, write(got), partial, write(want))
		}
	}
	overall := counts[0].Plus(counts[1]).Plus(counts[2])
	for id, want := range map[string]*big.Rat{"tpr": big.NewRat(1, 2), "fpr": big.NewRat(2, 3), "selection_rate": big.NewRat(5, 9)} {
		if got := rateOf(t, id).Exact(overall); !sameRat(got, want) {
			t.Errorf("overall %s: got %s, want %s", id, write(got), write(want))
		}
	}
}

// TestSmclarifyPublished has those of the published metrics that are contrasts of
// shipped rates. Five are not: CI is about the groups' sizes, KS about the labels'
// distribution, DCA and DCR divide actual by predicted outcomes, and GE is about
// individuals.
func TestSmclarifyPublished(t *testing.T) {
	var file struct {
		Rows struct {
			Group     []string
			Label     []int
			Pred      []int
			Published map[string]json.RawMessage
			OtherSide map[string]string `json:"published_other_side"`
		} `json:"smclarify_binary_12_rows"`
	}
	oracle.Read(t, "small_published_examples", &file)
	groups := groupsOf(t, count(t, people(file.Rows.Group, file.Rows.Label, file.Rows.Pred), false), 0)
	if len(groups) != 2 || groups[0].Label() != "F" || groups[1].Label() != "M" {
		t.Fatalf("groups = %v, want F and M", groups)
	}
	shipped := map[string]struct {
		rate       string
		ratio      bool
		fromOthers bool // the advantaged group's rate less the disadvantaged group's
	}{
		"DI": {rate: "selection_rate", ratio: true}, "RD": {rate: "tpr", fromOthers: true}, "AD": {rate: "accuracy", fromOthers: true},
		"DAR": {rate: "ppv", fromOthers: true}, "SD": {rate: "tnr"}, "DRR": {rate: "npv"}, "TE": {rate: "fn_fp_ratio"},
	}
	notShipped := []string{"CI", "KS", "DCA", "DCR", "GE"}
	value := func(name string, disadvantaged, advantaged *metric.Counts) *big.Rat {
		m := shipped[name]
		r := rateOf(t, m.rate)
		d, a := r.Exact(disadvantaged), r.Exact(advantaged)
		switch {
		case m.ratio:
			return over(d, a)
		case m.fromOthers:
			return minus(a, d)
		}
		return minus(d, a)
	}
	for name, raw := range file.Rows.Published {
		if _, ok := shipped[name]; !ok {
			if !slices.Contains(notShipped, name) {
				t.Errorf("%s is neither checked nor said to be missing", name)
			}
			continue
		}
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			t.Fatal(err)
		}
		if got, want := value(name, groups[0].Counts, groups[1].Counts), fraction(t, &text); !sameRat(got, want) {
			t.Errorf("%s: got %s, want %s", name, write(got), write(want))
		}
		other := file.Rows.OtherSide[name]
		if got, want := value(name, groups[1].Counts, groups[0].Counts), fraction(t, &other); !sameRat(got, want) {
			t.Errorf("%s from the other side: got %s, want %s", name, write(got), write(want))
		}
	}
}

func people(groups []string, actual, predicted []int) []person {
	out := make([]person, len(groups))
	for i, g := range groups {
		out[i] = person{group: g, actual: string(rune('0' + actual[i])), predicted: string(rune('0' + predicted[i]))}
	}
	return out
}

// TestAmsterdamPublished has the relative differences that the City of Amsterdam
// published for its Slimme Check in 2023, before reweighing, to the digits printed.
func TestAmsterdamPublished(t *testing.T) {
	men, women := metric.Confusion(173, 110, 176, 234), metric.Confusion(143, 74, 144, 199)
	dutch, others := metric.Confusion(183, 120, 229, 344), metric.Confusion(122, 61, 84, 78)
	for _, c := range []struct {
		rate      string
		of, to    *metric.Counts
		want, eps float64
	}{
		{"fp_share", women, men, -16.75, 0.005},
		{"fdr", women, men, -12.2664, 0.00005},
		{"selection_rate", women, men, -5.1104, 0.00005},
		{"fp_share", others, dutch, 29.0725, 0.00005},
		{"fdr", others, dutch, -15.8333, 0.00005},
		{"selection_rate", others, dutch, 53.3534, 0.00005},
	} {
		r := rateOf(t, c.rate)
		ratio, _ := over(r.Exact(c.of), r.Exact(c.to)).Float64()
		if got := 100 * (ratio - 1); math.Abs(got-c.want) > c.eps {
			t.Errorf("relative difference of %s: got %.5f %%, want %.4f %%", c.rate, got, c.want)
		}
	}
	value, _ := contrastOf(t, "fp_share_ratio").Value([]*metric.Counts{dutch, others})
	if got, _ := value.Float64(); math.Abs(got-1.290725) > 5e-7 {
		t.Errorf("fp_share_ratio: got %v, want 1.290725", got)
	}
}

// TestCompasPublished has the table that ProPublica printed in 2016, at its digits.
func TestCompasPublished(t *testing.T) {
	for _, c := range []struct {
		name                   string
		counts                 *metric.Counts
		fpr, fnr, ppv, npv, lr float64
	}{
		{"all", metric.Confusion(2035, 1282, 1216, 2681), 32.35, 37.40, 0.61, 0.69, 1.94},
		{"African-American", metric.Confusion(1369, 805, 532, 990), 44.85, 27.99, 0.63, 0.65, 1.61},
		{"Caucasian", metric.Confusion(505, 349, 461, 1139), 23.45, 47.72, 0.59, 0.71, 2.23},
	} {
		for id, want := range map[string]float64{"fpr": c.fpr / 100, "fnr": c.fnr / 100, "ppv": c.ppv, "npv": c.npv, "lr_plus": c.lr} {
			eps := 0.005
			if id == "fpr" || id == "fnr" {
				eps = 0.00005
			}
			if got, _ := rateOf(t, id).Exact(c.counts).Float64(); math.Abs(got-want) > eps+1e-12 {
				t.Errorf("%s of %s: got %v, want %v", id, c.name, got, want)
			}
		}
	}
}
