package cli

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// TestCompas reproduces what ProPublica published on COMPAS scores, cell by cell.
func TestCompas(t *testing.T) {
	data, published := shared(t, "data/compas/compas-two-years.csv"), shared(t, "data/compas/published.json")
	text, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		TwoYear map[string]struct{ TP, FP, FN, TN, N int64 } `json:"two_year"`
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}

	w := newWorld(t)
	d := w.audited(data, "--predicted", "score_text", "--predicted-positive", "Medium,High", "--actual", "two_year_recid",
		"--actual-positive", "1", "--attribute", "race:reference=Caucasian", "--outcome", "burden")
	if d.Verdict != policy.Fail || d.ExitCode != ExitFail {
		t.Errorf("verdict %s, code %d", d.Verdict, d.ExitCode)
	}
	found := 0
	for _, g := range append(attribute(t, d, "race").Groups, d.Overall) {
		name := g.Label
		if name == "overall" {
			name = "All"
		}
		p, ok := want.TwoYear[name]
		if !ok {
			continue
		}
		found++
		if *g.TP != p.TP || *g.FP != p.FP || *g.FN != p.FN || *g.TN != p.TN || int64(g.N) != p.N {
			t.Errorf("%s: TP %d FP %d FN %d TN %d n %d, published %+v", name, *g.TP, *g.FP, *g.FN, *g.TN, g.N, p)
		}
		if name != "African-American" {
			continue
		}
		for _, x := range []struct {
			what      string
			got, want float64
			places    int
		}{
			{"ratio of favourable rates", float64(g.Versus["favourable"].Ratio), 0.6316, 4},
			{"gap of false positive rates, in points", 100 * float64(g.Versus["fpr"].Difference), 21.39, 2},
			{"gap of positive predictive values", float64(g.Versus["ppv"].Difference), 0.038, 3},
		} {
			scale := math.Pow10(x.places)
			if math.Round(x.got*scale) != math.Round(x.want*scale) {
				t.Errorf("%s: %v, published %v", x.what, x.got, x.want)
			}
		}
	}
	if found != len(want.TwoYear) {
		t.Errorf("%d of %d published tables found", found, len(want.TwoYear))
	}
}
