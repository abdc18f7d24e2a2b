package interval

import (
	"math"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

// counts is a 2×2 table of whole numbers.
type counts struct{ X1, N1, X2, N2 int64 }

func TestOracleFisherExact(t *testing.T) {
	type vector struct {
		In  counts
		Out struct {
			TwoSided   oracle.Value `json:"two_sided"`
			Less       oracle.Value
			Greater    oracle.Value
			Point      oracle.Value `json:"point_probability"`
			MidLess    oracle.Value `json:"mid_p_less"`
			MidGreater oracle.Value `json:"mid_p_greater"`
		}
	}
	eachCase(t, "fisher_exact", func(c *check, v vector) {
		f := FisherExact(v.In.X1, v.In.N1, v.In.X2, v.In.N2)
		c.value("two_sided", f.TwoSided, v.Out.TwoSided)
		c.value("less", f.Less, v.Out.Less)
		c.value("greater", f.Greater, v.Out.Greater)
		c.value("point_probability", f.Point, v.Out.Point)
		c.value("mid_p_less", f.MidLess, v.Out.MidLess)
		c.value("mid_p_greater", f.MidGreater, v.Out.MidGreater)
	})
}

type impactVector struct {
	In  counts
	Out struct {
		Rate1     oracle.Value
		Rate2     oracle.Value
		Impact    oracle.Value `json:"impact_ratio"`
		Below     *bool        `json:"below_four_fifths"`
		Z         oracle.Value `json:"z_pooled"`
		P         oracle.Value `json:"p_two_sided"`
		Beyond    *bool        `json:"beyond_2sd"`
		FlipFlop  *bool        `json:"flip_flop_reverses"`
		Shortfall oracle.Value `json:"shortfall_lower_group"`
		Fisher    oracle.Value `json:"fisher_two_sided"`
		Joint     *bool        `json:"joint_flag_four_fifths_and_2sd"`
	}
}

func TestOracleAdverseImpact(t *testing.T) {
	eachCase(t, "adverse_impact", func(c *check, v impactVector) {
		in, low, high := v.In, v.In, v.In
		r1 := Proportion{float64(in.X1), float64(in.N1)}
		r2 := Proportion{float64(in.X2), float64(in.N2)}
		c.value("rate1", r1.Value(), v.Out.Rate1)
		c.value("rate2", r2.Value(), v.Out.Rate2)
		if r1.Value() < r2.Value() {
			high = counts{in.X2, in.N2, in.X1, in.N1}
		} else {
			low = counts{in.X2, in.N2, in.X1, in.N1}
		}
		c.impact(low.X1, low.N1, high.X1, high.N1, v)
		f := FisherExact(in.X1, in.N1, in.X2, in.N2)
		c.value("fisher_two_sided", f.TwoSided, v.Out.Fisher)
		shortfall, _ := Shortfall(in.X1, in.N1, in.X2, in.N2).Float64()
		c.value("shortfall", shortfall, v.Out.Shortfall)
	})
}

func (c *check) impact(xLow, nLow, xHigh, nHigh int64, v impactVector) {
	c.Helper()
	ratio := RatioOf{Proportion{float64(xLow), float64(nLow)}, Proportion{float64(xHigh), float64(nHigh)}}
	c.optional("impact_ratio", ratio.Value(), ratio.Defined(), v.Out.Impact)
	below := BelowFourFifths(xLow, nLow, xHigh, nHigh)
	c.flag("below_four_fifths", below, ratio.Defined(), v.Out.Below)
	reverses, ok := FlipFlop(xLow, nLow, xHigh, nHigh)
	c.flag("flip_flop_reverses", reverses, ok, v.Out.FlipFlop)
	z, ok := PooledZ(v.In.X1, v.In.N1, v.In.X2, v.In.N2)
	beyond := math.Abs(z) > 2
	c.optional("z_pooled", z, ok, v.Out.Z)
	c.optional("p_two_sided", TwoSidedNormal(z), ok, v.Out.P)
	c.flag("beyond_2sd", beyond, ok, v.Out.Beyond)
	c.flag("joint flag", below && beyond, ok, v.Out.Joint)
}

// flag compares a yes or no that may be undefined on both sides.
func (c *check) flag(what string, got, defined bool, want *bool) {
	c.Helper()
	c.same(what+" defined", defined, want != nil)
	if defined && want != nil {
		c.same(what, got, *want)
	}
}

func TestOraclePublishedZTests(t *testing.T) {
	var published struct {
		ZTest struct {
			Cases []struct {
				Table [2][2]int64
				Z     float64
			}
		} `json:"audit_ai_ztest"`
	}
	oracle.Read(t, "small_published_examples", &published)
	for _, c := range published.ZTest.Cases {
		a, b := c.Table[0], c.Table[1]
		// The publication subtracts the first rate from the second.
		got, ok := PooledZ(b[0], b[0]+b[1], a[0], a[0]+a[1])
		if !ok || math.Abs(got-c.Z) > 1e-12 {
			t.Errorf("PooledZ(%v) = %v, %v, want %v", c.Table, got, ok, c.Z)
		}
	}
	if len(published.ZTest.Cases) == 0 {
		t.Error("no published z tests")
	}
}
