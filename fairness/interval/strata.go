package interval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Stratum is a 2×2 table: A events of N1 in group 1, B events of N0 in group 0.
type Stratum struct{ A, N1, B, N0 float64 }

func (s Stratum) rows() float64   { return s.N1 + s.N0 }
func (s Stratum) events() float64 { return s.A + s.B }

// ChiSquare is a test statistic with its degrees of freedom and p-value; the
// numbers are 0 and P is 1 where it is not Defined.
type ChiSquare struct {
	Statistic float64
	DF        int
	P         float64
	Defined   bool
}

func chiSquare(statistic float64, df int) ChiSquare {
	return ChiSquare{statistic, df, mathext.GammaIncRegComp(float64(df)/2, statistic/2), true}
}

// Pooled is an estimate over strata. SE is its standard error, on the log scale
// for a ratio (Log). Defined says whether Value exists and Bounded whether SE does:
// an odds ratio of 0 has no standard error.
type Pooled struct {
	Value, SE        float64
	Log              bool
	Defined, Bounded bool
}

// Limits returns Value ± z·SE at the one-sided level a, or Value·exp(±z·SE) on the
// log scale, and false where Bounded is.
func (p Pooled) Limits(a float64) (Interval, bool) {
	if !p.Bounded || !(a > 0) {
		return Interval{}, false
	}
	reach := normalQuantile(clampLevel(a)) * p.SE
	if p.Log {
		return Interval{p.Value * math.Exp(-reach), p.Value * math.Exp(reach)}, true
	}
	return Interval{p.Value - reach, p.Value + reach}, true
}

// MH is the Mantel–Haenszel summary of two groups over strata.
type MH struct {
	CMH, CMHCorrected  ChiSquare
	OR, RR, RD         Pooled // the standard error of RD is Sato's
	VarSato            float64
	VarGreenlandRobins float64
	CrudeRD, CrudeRR   Pooled // ignoring the strata, without standard errors
}

// MantelHaenszel returns the Mantel–Haenszel summary of the strata, with N = N1+N0:
//
//	RD = Σ(A·N0 − B·N1)/N / Σ N1·N0/N
//	RR = Σ A·N0/N / Σ B·N1/N
//	OR = Σ A(N0−B)/N / Σ B(N1−A)/N
//
// RD has Sato's variance, which is consistent for few large and for many small
// strata, and the one of Greenland and Robins beside it; ln RR has the variance of
// Greenland and Robins, ln OR that of Robins, Breslow and Greenland. Strata without
// rows in one group add nothing to RD, RR and OR.
//
// Reference: Mantel and Haenszel 1959, JNCI 22:719; Greenland and Robins 1985,
// Biometrics 41:55; Robins, Breslow and Greenland 1986, Biometrics 42:311; Sato
// 1989, Biometrics 45:1323.
func MantelHaenszel(strata []Stratum) MH {
	out := MH{OR: oddsRatio(strata), RR: riskRatio(strata)}
	out.CMH, out.CMHCorrected = cochran(strata)
	out.RD, out.VarSato, out.VarGreenlandRobins = riskDifference(strata)
	out.CrudeRD, out.CrudeRR = crude(strata)
	return out
}

// cochran is the Cochran–Mantel–Haenszel test, without and with the continuity
// correction. The correction is ½, or none where the deviation is below ½.
func cochran(strata []Stratum) (plain, corrected ChiSquare) {
	var deviation, variance float64
	for _, s := range strata {
		n, m := s.rows(), s.events()
		if !(n > 1) {
			continue
		}
		deviation += s.A - s.N1*m/n
		variance += s.N1 * s.N0 / n * m / n * (n - m) / (n - 1)
	}
	if !(variance > 0) {
		return ChiSquare{P: 1}, ChiSquare{P: 1}
	}
	reduced := math.Abs(deviation)
	if reduced >= 0.5 {
		reduced -= 0.5
	}
	return chiSquare(deviation*deviation/variance, 1), chiSquare(reduced*reduced/variance, 1)
}

// oddsRatio is the pooled odds ratio R/S with the Robins–Breslow–Greenland variance
// of its logarithm:
//
//	ΣPR/2R² + Σ(PS+QR)/2RS + ΣQS/2S²
//
// where P and Q are the shares of concordant and discordant rows of a stratum.
func oddsRatio(strata []Stratum) Pooled {
	var r, s, pr, cross, qs float64
	for _, t := range strata {
		n := t.rows()
		if !(n > 0) {
			continue
		}
		ri, si := t.A*(t.N0-t.B)/n, t.B*(t.N1-t.A)/n
		p := (t.A + t.N0 - t.B) / n
		q := (t.B + t.N1 - t.A) / n
		r, s = r+ri, s+si
		pr, cross, qs = pr+p*ri, cross+p*si+q*ri, qs+q*si
	}
	return logPooled(r, s, pr/r/r/2+cross/r/s/2+qs/s/s/2)
}

// riskRatio is the pooled risk ratio R/S with the Greenland–Robins variance of its
// logarithm, Σ(N1·N0·(A+B) − A·B·N)/N² / (R·S).
func riskRatio(strata []Stratum) Pooled {
	var r, s, variance float64
	for _, t := range strata {
		n := t.rows()
		if !(n > 0) {
			continue
		}
		r += t.A * t.N0 / n
		s += t.B * t.N1 / n
		variance += t.N1/n*t.N0*t.events()/n - t.A*t.B/n
	}
	return logPooled(r, s, variance/r/s)
}

// logPooled is the ratio r/s with the variance of its logarithm, which means
// something only when both are positive.
func logPooled(r, s, variance float64) Pooled {
	out := Pooled{Log: true, Defined: s > 0, Bounded: r > 0 && s > 0}
	if out.Defined {
		out.Value = r / s
	}
	if out.Bounded {
		out.SE = math.Sqrt(max(variance, 0))
	}
	return out
}

// riskDifference is the pooled risk difference with its two variances:
//
//	Sato               (RD·ΣP + ΣQ)/W²,  W = Σ N1·N0/N
//	P = (N1²B − N0²A + N1·N0(N0−N1)/2)/N²
//	Q = (A(N0−B) + B(N1−A))/2N
//	Greenland–Robins   Σ(A(N1−A)N0²/N1 + B(N0−B)N1²/N0)/N² / W²
//
// Sato's can come out below 0 by rounding or with single rows; it is cut at 0.
func riskDifference(strata []Stratum) (rd Pooled, sato, greenland float64) {
	var weight, sum, p, q, gr float64
	for _, t := range strata {
		n := t.rows()
		if !(t.N1 > 0 && t.N0 > 0) {
			continue
		}
		weight += t.N1 * t.N0 / n
		sum += (t.A*t.N0 - t.B*t.N1) / n
		p += (t.N1*t.N1*t.B - t.N0*t.N0*t.A + t.N1*t.N0*(t.N0-t.N1)/2) / n / n
		q += (t.A*(t.N0-t.B) + t.B*(t.N1-t.A)) / n / 2
		gr += (t.A*(t.N1-t.A)/t.N1*t.N0*t.N0 + t.B*(t.N0-t.B)/t.N0*t.N1*t.N1) / n / n
	}
	if !(weight > 0) {
		return Pooled{}, 0, 0
	}
	value := sum / weight
	sato = max(value*p+q, 0) / weight / weight
	return Pooled{Value: value, SE: math.Sqrt(sato), Defined: true, Bounded: true},
		sato, gr / weight / weight
}

// crude compares the groups without regard to the strata.
func crude(strata []Stratum) (rd, rr Pooled) {
	var t Stratum
	for _, s := range strata {
		t.A, t.N1, t.B, t.N0 = t.A+s.A, t.N1+s.N1, t.B+s.B, t.N0+s.N0
	}
	if !(t.N1 > 0 && t.N0 > 0) {
		return Pooled{}, Pooled{Log: true}
	}
	p1, p0 := t.A/t.N1, t.B/t.N0
	rd = Pooled{Value: p1 - p0, Defined: true}
	rr = Pooled{Log: true, Defined: p0 > 0}
	if rr.Defined {
		rr.Value = p1 / p0
	}
	return rd, rr
}
