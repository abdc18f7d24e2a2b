package interval

import (
	"math"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

// tables is the strata input of the vector files, [A, N1, B, N0] each.
type tables struct {
	Strata [][4]float64 `json:"strata_a_n1_b_n0"`
}

func (in tables) strata() (out []Stratum) {
	for _, s := range in.Strata {
		out = append(out, Stratum{s[0], s[1], s[2], s[3]})
	}
	return out
}

func TestOracleMantelHaenszel(t *testing.T) {
	type vector struct {
		In  tables
		Out struct {
			CMH     oracle.Value
			CMHP    oracle.Value `json:"cmh_p"`
			CMHC    oracle.Value `json:"cmh_corrected"`
			CMHCP   oracle.Value `json:"cmh_corrected_p"`
			OR      oracle.Value
			ORSE    oracle.Value `json:"or_log_se"`
			ORCI    limits       `json:"or_ci95"`
			RR      oracle.Value
			RRSE    oracle.Value `json:"rr_log_se"`
			RRCI    limits       `json:"rr_ci95"`
			RD      oracle.Value
			RDGR    oracle.Value `json:"rd_var_greenland_robins"`
			RDSato  oracle.Value `json:"rd_var_sato"`
			RDCI    limits       `json:"rd_ci95_sato"`
			CrudeRD oracle.Value `json:"crude_rd"`
			CrudeRR oracle.Value `json:"crude_rr"`
			BD      oracle.Value `json:"breslow_day"`
			Tarone  oracle.Value
			DF      *int          `json:"bd_df"`
			BDP     *oracle.Value `json:"breslow_day_p"`
			TaroneP *oracle.Value `json:"tarone_p"`
		}
	}
	eachCase(t, "mantel_haenszel", func(c *check, v vector) {
		strata, out := v.In.strata(), v.Out
		mh := MantelHaenszel(strata)
		c.test("cmh", mh.CMH, out.CMH, &out.CMHP)
		c.test("cmh_corrected", mh.CMHCorrected, out.CMHC, &out.CMHCP)
		c.pooled("or", mh.OR, out.OR, out.ORSE, out.ORCI)
		c.pooled("rr", mh.RR, out.RR, out.RRSE, out.RRCI)
		c.pooled("rd", mh.RD, out.RD, oracle.Value{F: math.Sqrt(out.RDSato.F), Null: out.RDSato.Null}, out.RDCI)
		c.optional("rd_var_sato", mh.VarSato, mh.RD.Bounded, out.RDSato)
		c.optional("rd_var_gr", mh.VarGreenlandRobins, mh.RD.Bounded, out.RDGR)
		c.optional("crude_rd", mh.CrudeRD.Value, mh.CrudeRD.Defined, out.CrudeRD)
		c.optional("crude_rr", mh.CrudeRR.Value, mh.CrudeRR.Defined, out.CrudeRR)
		plain, tarone := BreslowDay(strata)
		c.test("breslow_day", plain, out.BD, out.BDP)
		c.test("tarone", tarone, out.Tarone, out.TaroneP)
		if out.DF != nil {
			c.same("bd_df", plain.DF, *out.DF)
		}
	})
}

func (c *check) test(what string, got ChiSquare, statistic oracle.Value, p *oracle.Value) {
	c.Helper()
	c.optional(what, got.Statistic, got.Defined, statistic)
	if p != nil {
		c.optional(what+" p", got.P, got.Defined, *p)
	}
}

func (c *check) pooled(what string, got Pooled, value, se oracle.Value, ci limits) {
	c.Helper()
	c.optional(what, got.Value, got.Defined, value)
	c.optional(what+" se", got.SE, got.Bounded, se)
	at, ok := got.Limits(0.025)
	c.interval(what+" 95%", at, ok, ci)
}

func TestOracleStandardisation(t *testing.T) {
	type vector struct {
		In  tables
		Out struct {
			Rate1     oracle.Value   `json:"standardised_rate_group1"`
			Rate0     oracle.Value   `json:"standardised_rate_group0"`
			Diff      oracle.Value   `json:"standardised_difference"`
			Var       oracle.Value   `json:"standardised_difference_var"`
			ByStratum []oracle.Value `json:"demographic_disparity_by_stratum"`
			CDD       oracle.Value   `json:"conditional_demographic_disparity"`
			Used      int            `json:"strata_used_for_cdd"`
		}
	}
	eachCase(t, "standardisation", func(c *check, v vector) {
		s := Standardise(v.In.strata())
		c.optional("rate1", s.Rate1, s.Defined, v.Out.Rate1)
		c.optional("rate0", s.Rate0, s.Defined, v.Out.Rate0)
		c.optional("difference", s.Difference, s.Defined, v.Out.Diff)
		c.optional("variance", s.Variance, s.Defined, v.Out.Var)
		d := ConditionalDemographicDisparity(v.In.strata())
		c.same("strata", len(d.ByStratum), len(v.Out.ByStratum))
		for i, want := range v.Out.ByStratum {
			c.optional("disparity", d.ByStratum[i].Value, d.ByStratum[i].Defined, want)
		}
		c.optional("conditional disparity", d.Conditional.Value, d.Conditional.Defined, v.Out.CDD)
		c.same("strata used", d.Used, v.Out.Used)
	})
}

func TestOraclePublishedDisparity(t *testing.T) {
	var published struct {
		CDD struct {
			Group     []string
			Positive  []float64
			Stratum   []int
			Published map[string]float64
		} `json:"smclarify_cdd_24_rows"`
	}
	oracle.Read(t, "small_published_examples", &published)
	in := published.CDD
	if len(in.Published) == 0 {
		t.Fatal("no published disparity")
	}
	for group, want := range in.Published {
		strata := make([]Stratum, 3)
		for i, stratum := range in.Stratum {
			s := &strata[stratum]
			if in.Group[i] == group {
				s.A, s.N1 = s.A+in.Positive[i], s.N1+1
			} else {
				s.B, s.N0 = s.B+in.Positive[i], s.N0+1
			}
		}
		got := ConditionalDemographicDisparity(strata).Conditional
		if !got.Defined || math.Abs(got.Value-want) > 1e-9 {
			t.Errorf("disparity of %s = %v, want %v", group, got, want)
		}
	}
}

func TestOraclePublishedCMH(t *testing.T) {
	var published struct {
		CMH struct {
			Tables    [][4]float64 `json:"tables_rows_94_non94_cols_Marine_Estuarine"`
			Published struct {
				OR      float64   `json:"common_odds_ratio_as_printed"`
				Chi     float64   `json:"cmh_chi2_no_continuity"`
				P       float64   `json:"cmh_p"`
				BD      float64   `json:"breslow_day_chi2"`
				BDP     float64   `json:"breslow_day_p"`
				Stratum []float64 `json:"per_stratum_or"`
			}
		} `json:"audit_ai_cmh"`
	}
	oracle.Read(t, "small_published_examples", &published)
	var strata []Stratum
	for _, cells := range published.CMH.Tables {
		strata = append(strata, Stratum{cells[0], cells[0] + cells[1], cells[2], cells[2] + cells[3]})
	}
	want := published.CMH.Published
	mh := MantelHaenszel(strata)
	bd, _ := BreslowDay(strata)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9*math.Abs(want) {
			t.Errorf("%s = %.15g, want %.15g", what, got, want)
		}
	}
	near("chi-square", mh.CMH.Statistic, want.Chi)
	near("p", mh.CMH.P, want.P)
	near("Breslow-Day", bd.Statistic, want.BD)
	near("Breslow-Day p", bd.P, want.BDP)
	// The publication prints odds ratios in the inverse orientation.
	near("odds ratio", 1/mh.OR.Value, want.OR)
	for i, or := range want.Stratum {
		near("stratum odds ratio", 1/MantelHaenszel(strata[i:i+1]).OR.Value, or)
	}
}
