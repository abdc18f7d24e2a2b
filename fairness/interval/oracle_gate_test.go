package interval

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

func TestOracleOneProportion(t *testing.T) {
	type vector struct {
		In struct {
			X, N  float64
			Alpha float64 `json:"alpha_one_sided"`
		}
		Out struct {
			PHat           oracle.Value `json:"p_hat"`
			Wilson         limits       `json:"wilson"`
			ClopperPearson limits       `json:"clopper_pearson"`
			Jeffreys       limits       `json:"jeffreys"`
		}
	}
	eachCase(t, "one_proportion", func(c *check, v vector) {
		c.value("p_hat", Proportion{v.In.X, v.In.N}.Value(), v.Out.PHat)
		want := map[string]limits{
			"clopper-pearson": v.Out.ClopperPearson,
			"wilson":          v.Out.Wilson,
			"jeffreys":        v.Out.Jeffreys,
		}
		for _, m := range ProportionMethods {
			c.interval(m.ID, m.Limits(v.In.X, v.In.N, v.In.Alpha), true, want[m.ID])
		}
	})
}

func TestOracleGatePairLimits(t *testing.T) {
	type vector struct {
		In struct {
			pair
			Alpha float64 `json:"alpha_one_sided"`
		}
		Out map[string]limits
	}
	eachCase(t, "gate_pair_limits", func(c *check, v vector) {
		p := LimitsAt(v.In.first(), v.In.Alpha, Guard)
		q := LimitsAt(v.In.second(), v.In.Alpha, Guard)
		c.interval("diff_mover_cp", MoverDifference(p, q), true, v.Out["diff_mover_cp"])
		c.interval("diff_gate", Difference(p, q), true, v.Out["diff_gate"])
		c.interval("ratio_mover_cp", MoverRatio(p, q), true, v.Out["ratio_mover_cp"])
		c.interval("ratio_gate", Ratio(p, q), true, v.Out["ratio_gate"])
	})
}

func TestOracleGatePairPValue(t *testing.T) {
	type vector struct {
		In struct {
			pair
			Rho, Tau oracle.Value
		}
		Out struct {
			P     oracle.Value
			Below bool `json:"below_1e-13"`
		}
	}
	eachCase(t, "gate_pair_pvalue", func(c *check, v vector) {
		got := PValue(v.In.first(), v.In.second(), v.In.Rho.F, v.In.Tau.F)
		c.tinyP("p", got, v.Out.P, v.Out.Below)
	})
}

// tinyP compares a p-value that the file leaves out below 1e-13.
func (c *check) tinyP(what string, got float64, want oracle.Value, below bool) {
	c.Helper()
	c.same(what+" below 1e-13", got < 1e-13, below)
	if !below {
		c.value(what, got, want)
	}
}

type verdictVector struct {
	In struct {
		X, N      []float64
		Metric    string
		Threshold oracle.Value
		Alpha     float64
		Reference *int `json:"reference_index"`
	}
	Out struct {
		Comparisons  int
		Point        oracle.Value
		Lower, Upper oracle.Value
		PFail        oracle.Value `json:"p_fail"`
		PPass        oracle.Value `json:"p_pass"`
		FailBelow    bool         `json:"p_fail_below_1e-13"`
		PassBelow    bool         `json:"p_pass_below_1e-13"`
		Verdict      string
	}
}

func TestOracleGateVerdict(t *testing.T) {
	eachCase(t, "gate_verdict", func(c *check, v verdictVector) {
		got := v.verdict()
		c.same("comparisons", got.comparisons, v.Out.Comparisons)
		c.value("lower", got.lower, v.Out.Lower)
		c.value("upper", got.upper, v.Out.Upper)
		c.tinyP("p_fail", got.pFail, v.Out.PFail, v.Out.FailBelow)
		c.tinyP("p_pass", got.pPass, v.Out.PPass, v.Out.PassBelow)
		c.same("verdict", got.word(v), v.Out.Verdict)
		c.optional("point", got.point, got.pointDefined, v.Out.Point)
	})
}

type verdict struct {
	comparisons  int
	lower, upper float64
	pFail, pPass float64
	point        float64
	pointDefined bool
}

// pairs returns the ordered pairs of groups that the check compares.
func (v verdictVector) pairs() (out [][2]int) {
	for i := range v.In.X {
		for j := range v.In.X {
			fixed := v.In.Reference
			if i != j && (fixed == nil || *fixed == i || *fixed == j) {
				out = append(out, [2]int{i, j})
			}
		}
	}
	return out
}

func (v verdictVector) group(i int) Proportion { return Proportion{v.In.X[i], v.In.N[i]} }

func (v verdictVector) verdict() verdict {
	if v.In.Metric == "difference" {
		return v.difference()
	}
	return v.ratio()
}

func (v verdictVector) difference() verdict {
	pairs, tau := v.pairs(), v.In.Threshold.F
	out := verdict{comparisons: len(pairs), upper: -1, pFail: 1, pointDefined: true}
	for _, ij := range pairs {
		p, q := v.group(ij[0]), v.group(ij[1])
		fail := v.In.Alpha / float64(len(pairs))
		lower := Difference(LimitsAt(p, fail, Guard), LimitsAt(q, fail, Guard)).Lo
		upper := Difference(LimitsAt(p, v.In.Alpha, Guard), LimitsAt(q, v.In.Alpha, Guard)).Hi
		out.lower = max(out.lower, lower)
		out.upper = max(out.upper, upper)
		out.pFail = min(out.pFail, float64(len(pairs))*PValue(p, q, 1, tau))
		out.pPass = max(out.pPass, PValue(q, p, 1, -tau))
		out.point = max(out.point, p.Value()-q.Value())
	}
	return out
}

func (v verdictVector) ratio() verdict {
	pairs, rho := v.pairs(), v.In.Threshold.F
	out := verdict{comparisons: len(pairs), lower: 1, upper: 1, pFail: 1, point: 1}
	for _, ij := range pairs {
		p, q := v.group(ij[0]), v.group(ij[1])
		fail := v.In.Alpha / float64(len(pairs))
		upper := Ratio(LimitsAt(p, fail, Guard), LimitsAt(q, fail, Guard)).Hi
		lower := Ratio(LimitsAt(p, v.In.Alpha, Guard), LimitsAt(q, v.In.Alpha, Guard)).Lo
		out.lower = min(out.lower, lower)
		out.upper = min(out.upper, upper)
		out.pFail = min(out.pFail, float64(len(pairs))*PValue(q, p, 1/rho, 0))
		out.pPass = max(out.pPass, PValue(p, q, rho, 0))
		if q.X > 0 {
			out.point = min(out.point, p.Value()/q.Value())
			out.pointDefined = true
		}
	}
	return out
}

func (o verdict) word(v verdictVector) string {
	threshold := v.In.Threshold.F
	fail, pass := o.lower > threshold, o.upper <= threshold
	if v.In.Metric == "ratio" {
		fail, pass = o.upper < threshold, o.lower >= threshold
	}
	switch {
	case fail:
		return "fail"
	case pass:
		return "pass"
	}
	return "inconclusive"
}
