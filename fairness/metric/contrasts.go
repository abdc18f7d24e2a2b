package metric

import (
	"math/big"
	"slices"
)

// Operation is how the rates of two groups are compared.
type Operation string

// The operations. Difference compares the highest with the lowest rate; MinMax
// and MaxMin are the two ways round of the ratio.
const (
	Difference Operation = "max-min" // ≥ 0; 0 when all groups have the same rate
	MinMax     Operation = "min/max" // 0 to 1; 1 when all groups have the same rate
	MaxMin     Operation = "max/min" // ≥ 1; 1 when all groups have the same rate
)

// Contrast compares groups by one rate, or by the worse of several.
type Contrast struct {
	ID        string // as policies and documents name it
	Name      string
	Rates     []string // more than one: the worst of them counts
	Operation Operation
	// Mean makes the value the mean over the rates in place of the worst. The
	// mean describes; it is not judged.
	Mean    bool
	Formula string
	Source  string
	Aliases []string
}

const (
	hardt     = "Hardt, Price and Srebro 2016, NeurIPS"
	dwork     = "Dwork et al. 2012, ITCS"
	uniform   = "29 CFR 1607.4(D), 1978"
	chould    = "Chouldechova 2017, Big Data 5:153"
	amsterdam = "City of Amsterdam 2023, Slimme Check bias analysis"
)

// Contrasts is the table of named contrasts, in the order of display.
var Contrasts = []Contrast{
	{ID: "impact_ratio", Name: "impact ratio", Rates: []string{"selection_rate"}, Operation: MinMax,
		Formula: "lowest / highest selection rate", Source: uniform, Aliases: []string{"disparate_impact", "demographic_parity_ratio"}},
	{ID: "burden_ratio", Name: "burden ratio", Rates: []string{"selection_rate"}, Operation: MaxMin,
		Formula: "highest / lowest selection rate", Source: "reciprocal of the impact ratio, for decisions nobody wants"},
	{ID: "demographic_parity_difference", Name: "demographic parity difference", Rates: []string{"selection_rate"}, Operation: Difference,
		Formula: "highest − lowest selection rate", Source: dwork, Aliases: []string{"selection_gap", "statistical_parity_difference"}},
	{ID: "equal_opportunity_difference", Name: "equal opportunity difference", Rates: []string{"tpr"}, Operation: Difference,
		Formula: "highest − lowest TPR", Source: hardt, Aliases: []string{"equal_opportunity"}},
	{ID: "equal_opportunity_ratio", Name: "equal opportunity ratio", Rates: []string{"tpr"}, Operation: MinMax,
		Formula: "lowest / highest TPR", Source: hardt},
	{ID: "fpr_difference", Name: "false positive rate difference", Rates: []string{"fpr"}, Operation: Difference,
		Formula: "highest − lowest FPR", Source: chould, Aliases: []string{"predictive_equality"}},
	{ID: "equalized_odds_difference", Name: "equalized odds difference", Rates: []string{"tpr", "fpr"}, Operation: Difference,
		Formula: "the larger of the TPR and FPR differences", Source: hardt, Aliases: []string{"equalized_odds"}},
	{ID: "equalized_odds_ratio", Name: "equalized odds ratio", Rates: []string{"tpr", "fpr"}, Operation: MinMax,
		Formula: "the smaller of the TPR and FPR ratios", Source: hardt},
	{ID: "equalized_odds_mean_difference", Name: "mean equalized odds difference", Rates: []string{"tpr", "fpr"}, Operation: Difference, Mean: true,
		Formula: "mean of the TPR and FPR differences, both absolute", Source: hardt},
	{ID: "average_odds_difference", Name: "average odds difference", Rates: []string{"average_odds"}, Operation: Difference,
		Formula: "highest − lowest (TPR+FPR)/2; opposite gaps cancel", Source: "Bellamy et al. 2019, IBM Journal of Research and Development 63:4"},
	{ID: "predictive_parity_difference", Name: "predictive parity difference", Rates: []string{"ppv"}, Operation: Difference,
		Formula: "highest − lowest PPV", Source: chould, Aliases: []string{"predictive_parity"}},
	{ID: "conditional_use_accuracy_difference", Name: "conditional use accuracy difference", Rates: []string{"ppv", "npv"}, Operation: Difference,
		Formula: "the larger of the PPV and NPV differences", Source: berk, Aliases: []string{"conditional_use_accuracy"}},
	{ID: "treatment_equality_difference", Name: "treatment equality difference", Rates: []string{"fn_fp_ratio"}, Operation: Difference,
		Formula: "highest − lowest FN/FP", Source: berk, Aliases: []string{"treatment_equality"}},
	{ID: "accuracy_difference", Name: "accuracy difference", Rates: []string{"accuracy"}, Operation: Difference,
		Formula: "highest − lowest accuracy", Source: verma, Aliases: []string{"accuracy_equality", "overall_accuracy_equality"}},
	{ID: "balanced_accuracy_difference", Name: "balanced accuracy difference", Rates: []string{"balanced_accuracy"}, Operation: Difference,
		Formula: "highest − lowest (TPR+TNR)/2", Source: "Brodersen et al. 2010, ICPR"},
	{ID: "fp_share_ratio", Name: "false positive share ratio", Rates: []string{"fp_share"}, Operation: MaxMin,
		Formula: "highest / lowest FP / n", Source: amsterdam},
}

// FindContrast returns the contrast with that ID or alias.
func FindContrast(id string) (*Contrast, bool) {
	i := slices.IndexFunc(Contrasts, func(c Contrast) bool { return c.ID == id || slices.Contains(c.Aliases, id) })
	if i < 0 {
		return nil, false
	}
	return &Contrasts[i], true
}

// ContrastOf returns the contrast of one rate: the named one, where there is one,
// so that the same comparison has the same name however a rule writes it.
func ContrastOf(rate string, o Operation) Contrast {
	for _, c := range Contrasts {
		if len(c.Rates) == 1 && c.Rates[0] == rate && c.Operation == o {
			return c
		}
	}
	c := Contrast{ID: rate + " " + string(o), Name: rate + " " + string(o), Rates: []string{rate}, Operation: o}
	if r, ok := FindRate(rate); ok {
		c.Name = r.Name + " " + string(o)
	}
	return c
}

// Value returns the contrast over groups as a fraction: the worst pair of the
// worst rate, or with Mean the mean over the rates. Groups whose rate is
// undefined are left out and reported as partial. The value is nil when fewer
// than two groups have the rate, when a ratio has only rates of 0, or when
// MaxMin has a rate of 0 beside a positive one, which makes it infinite.
func (c *Contrast) Value(groups []*Counts) (value *big.Rat, partial bool) {
	var values []*big.Rat
	for _, id := range c.Rates {
		rate, _ := FindRate(id)
		least, most, left := extremes(rate, groups)
		partial = partial || left
		values = append(values, c.Operation.apply(most, least))
	}
	if slices.Contains(values, nil) {
		return nil, partial
	}
	return c.combine(values), partial
}

func (c *Contrast) combine(values []*big.Rat) *big.Rat {
	if c.Mean {
		sum := new(big.Rat)
		for _, v := range values {
			sum.Add(sum, v)
		}
		return sum.Quo(sum, new(big.Rat).SetInt64(int64(len(values))))
	}
	worst := values[0]
	for _, v := range values[1:] {
		if c.Operation.Worse(v, worst) {
			worst = v
		}
	}
	return worst
}

// extremes returns the least and the greatest rate, nil unless two groups have
// it, and whether some group has not.
func extremes(r *Rate, groups []*Counts) (least, most *big.Rat, partial bool) {
	defined := 0
	for _, g := range groups {
		v := r.Exact(g)
		if v == nil {
			partial = true
			continue
		}
		defined++
		if least == nil || v.Cmp(least) < 0 {
			least = v
		}
		if most == nil || v.Cmp(most) > 0 {
			most = v
		}
	}
	if defined < 2 {
		return nil, nil, partial
	}
	return least, most, partial
}

// apply compares a higher rate with a lower one; nil is undefined or infinite.
func (o Operation) apply(high, low *big.Rat) *big.Rat {
	switch {
	case high == nil || low == nil:
		return nil
	case o == Difference:
		return new(big.Rat).Sub(high, low)
	case o == MinMax && high.Sign() > 0:
		return new(big.Rat).Quo(low, high)
	case o == MaxMin && low.Sign() > 0:
		return new(big.Rat).Quo(high, low)
	}
	return nil
}

// Worse reports whether the contrast a is a larger disparity than b.
func (o Operation) Worse(a, b *big.Rat) bool {
	if o == MinMax {
		return a.Cmp(b) < 0
	}
	return a.Cmp(b) > 0
}
