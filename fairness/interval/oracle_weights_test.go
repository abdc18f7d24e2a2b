package interval

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

func TestOracleWeights(t *testing.T) {
	type vector struct {
		In  struct{ W, Y []float64 }
		Out struct {
			SumW   oracle.Value `json:"sum_w"`
			SumW2  oracle.Value `json:"sum_w2"`
			SumWY  oracle.Value `json:"sum_wy"`
			SumW2Y oracle.Value `json:"sum_w2y"`
			PHat   oracle.Value `json:"p_hat"`
			Kish   oracle.Value `json:"kish_ess"`
			Deff   oracle.Value `json:"design_effect_kish"`
			Var    oracle.Value `json:"linearised_var"`
			VarN1  oracle.Value `json:"linearised_var_n_over_n_minus_1"`
			NEff   oracle.Value `json:"n_effective"`
			Limits limits       `json:"clopper_pearson_effective_95"`
		}
	}
	eachCase(t, "weights", func(c *check, v vector) {
		s := sums(v.In.W, v.In.Y)
		c.value("sum_w", s.W, v.Out.SumW)
		c.value("sum_w2", s.W2, v.Out.SumW2)
		c.value("sum_wy", s.WY, v.Out.SumWY)
		c.value("sum_w2y", s.W2Y, v.Out.SumW2Y)
		p, defined := s.Rate()
		c.optional("p_hat", p, defined, v.Out.PHat)
		n := float64(s.N)
		c.optional("kish_ess", Kish(s), defined, v.Out.Kish)
		c.optional("design_effect_kish", n/Kish(s), defined, v.Out.Deff)
		c.optional("linearised_var", LinearisedVariance(s), defined, v.Out.Var)
		c.optional("linearised_var_n_over_n_minus_1", LinearisedVariance(s)*n/(n-1), n > 1, v.Out.VarN1)
		e, ok := Effective(s, 1)
		c.optional("n_effective", e.N, ok, v.Out.NEff)
		c.interval("clopper_pearson_effective_95", e.Limits(0.025), ok, v.Out.Limits)
	})
}

// sums adds up weighted rows; rows without weight do not count.
func sums(w, y []float64) (s Weighted) {
	for i, weight := range w {
		if weight > 0 {
			s.N++
		}
		s.W += weight
		s.W2 += weight * weight
		s.WY += weight * y[i]
		s.W2Y += weight * weight * y[i]
	}
	return s
}
