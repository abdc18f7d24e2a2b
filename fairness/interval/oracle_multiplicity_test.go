package interval

import (
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

func TestOraclePAdjust(t *testing.T) {
	type vector struct {
		In  struct{ P []float64 }
		Out map[string][]oracle.Value
	}
	methods := map[string]func([]float64) []float64{
		"bonferroni": Bonferroni, "holm": Holm, "hochberg": Hochberg,
		"hommel": Hommel, "bh": BenjaminiHochberg, "by": BenjaminiYekutieli,
	}
	eachCase(t, "p_adjust", func(c *check, v vector) {
		for name, want := range v.Out {
			method, ok := methods[name]
			if !ok {
				c.Fatalf("case %d: no method for %q", c.index+1, name)
			}
			c.values(name, method(slices.Clone(v.In.P)), want)
		}
	})
}

func TestOracleWeightedHolmChecks(t *testing.T) {
	type vector struct {
		In struct {
			ChecksP [][]float64 `json:"checks_p"`
		}
		Out struct {
			Adjusted [][]oracle.Value
			CheckP   []oracle.Value `json:"check_p"`
			Failed   []int          `json:"failed_checks_alpha_0.05"`
		}
	}
	eachCase(t, "weighted_holm_checks", func(c *check, v vector) {
		var p, w []float64
		m := len(v.In.ChecksP)
		for _, check := range v.In.ChecksP {
			for _, value := range check {
				p = append(p, value)
				w = append(w, 1/float64(m*len(check)))
			}
		}
		adjusted := WeightedHolm(p, w)
		var failed []int
		for i, want := range v.Out.Adjusted {
			got := adjusted[:len(want)]
			adjusted = adjusted[len(want):]
			c.values("adjusted", got, want)
			c.value("check_p", slices.Min(got), v.Out.CheckP[i])
			if slices.Min(got) <= 0.05 {
				failed = append(failed, i)
			}
		}
		c.same("failed checks", slices.Equal(failed, v.Out.Failed), true)
	})
}

func (c *check) values(what string, got []float64, want []oracle.Value) {
	c.Helper()
	c.same(what+" count", len(got), len(want))
	for i := range want {
		c.value(what, got[i], want[i])
	}
}
