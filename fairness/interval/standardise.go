package interval

// Standardised compares two groups as if both had the stratum mix of all rows.
type Standardised struct {
	Rate1, Rate0         float64
	Difference, Variance float64
	Defined              bool
}

// Standardise returns the directly standardised rates and their difference:
//
//	Σ w·A/N1,  Σ w·B/N0,  w = (N1+N0)/Σ(N1+N0)
//
// with variance Σ w²(p₁(1−p₁)/N1 + p₀(1−p₀)/N0). It is not Defined when a stratum
// with rows lacks one of the groups: there is nothing to standardise to.
func Standardise(strata []Stratum) Standardised {
	total := 0.0
	for _, s := range strata {
		total += s.rows()
	}
	out := Standardised{Defined: total > 0}
	for _, s := range strata {
		if s.rows() == 0 {
			continue
		}
		if !(s.N1 > 0 && s.N0 > 0) {
			return Standardised{}
		}
		w, p1, p0 := s.rows()/total, s.A/s.N1, s.B/s.N0
		out.Rate1 += w * p1
		out.Rate0 += w * p0
		out.Variance += w * w * (p1*(1-p1)/s.N1 + p0*(1-p0)/s.N0)
	}
	out.Difference = out.Rate1 - out.Rate0
	return out
}

// Disparity is a difference of shares, where Defined.
type Disparity struct {
	Value   float64
	Defined bool
}

// Disparities holds the demographic disparity of each stratum and its conditional
// mean over the Used strata.
type Disparities struct {
	ByStratum   []Disparity
	Conditional Disparity
	Used        int
}

// ConditionalDemographicDisparity returns, per stratum, the share of group 1 among
// the negatives less its share among the positives,
//
//	(N1−A)/(N−A−B) − A/(A+B)
//
// undefined without negatives or without positives, and the mean over the strata
// where it is defined, weighted by their rows. It is descriptive: a difference of
// shares, not of rates.
//
// Reference: Wachter, Mittelstadt and Russell 2021, Computer Law and Security
// Review 41:105567.
func ConditionalDemographicDisparity(strata []Stratum) Disparities {
	out := Disparities{ByStratum: make([]Disparity, len(strata))}
	var sum, rows float64
	for i, s := range strata {
		d := s.disparity()
		out.ByStratum[i] = d
		if d.Defined {
			out.Used++
			sum += d.Value * s.rows()
			rows += s.rows()
		}
	}
	if out.Used > 0 {
		out.Conditional = Disparity{sum / rows, true}
	}
	return out
}

func (s Stratum) disparity() Disparity {
	positives := s.events()
	negatives := s.rows() - positives
	if !(positives > 0 && negatives > 0) {
		return Disparity{}
	}
	return Disparity{(s.N1-s.A)/negatives - s.A/positives, true}
}
