package interval

import (
	"math"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

func TestOraclePower(t *testing.T) {
	type vector struct {
		In struct {
			Kind      string
			P1, P2    float64
			Threshold oracle.Value
			Alpha     float64 `json:"alpha_one_sided"`
			Beta      float64
			Ratio     float64 `json:"n2_over_n1"`
		}
		Out struct {
			N1    oracle.Value
			Ceil  oracle.Value `json:"n1_ceil"`
			Fixed oracle.Value `json:"n1_when_n2_fixed_20000"`
		}
	}
	plans := map[string]func(p1, p2, threshold float64) Planned{
		"fail_difference": PlanFailDifference, "pass_difference": PlanPassDifference,
		"fail_ratio": PlanFailRatio, "pass_ratio": PlanPassRatio,
	}
	eachCase(t, "power", func(c *check, v vector) {
		plan, ok := plans[v.In.Kind]
		if !ok {
			c.Fatalf("case %d: unknown kind %q", c.index+1, v.In.Kind)
		}
		p := plan(v.In.P1, v.In.P2, v.In.Threshold.F)
		n, ok := p.Rows(v.In.Alpha, v.In.Beta, v.In.Ratio)
		c.optional("n1", n, ok, v.Out.N1)
		c.optional("n1_ceil", math.Ceil(n), ok, v.Out.Ceil)
		n, ok = p.RowsGiven(v.In.Alpha, v.In.Beta, 20000)
		c.optional("n1 with n2 fixed", n, ok, v.Out.Fixed)
	})
}
