package metric

import (
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
)

// Direction says what a higher rate means for the people of a group.
type Direction string

// The directions of rates.
const (
	WithDecision    Direction = "follows the decision" // higher is better for a benefit, worse for a burden
	AgainstDecision Direction = "opposes the decision" // the reverse
	HigherIsBetter  Direction = "higher is better"
	LowerIsBetter   Direction = "lower is better"
	Neutral         Direction = "neither"
)

// Rate is a rate of one group. It is a binomial proportion, a monotone map of
// one, or a combination of other rates.
type Rate struct {
	ID        string // as policies and documents name it
	Name      string
	Formula   string
	Range     string
	Direction Direction
	Source    string
	// Unit names one success in the plural, as in "12 more selections".
	Unit string
	// Num over Den is the proportion that the rate is, or is a map of.
	Num, Den Cells
	Map      *Map // nil for the proportion itself
	// Terms makes the rate a sum of coefficients times rates, in place of Num and Den.
	Terms []Term
	// Over makes the rate the quotient of two rates, in place of Num and Den.
	Over []string
}

// Map is a strictly increasing function of a proportion.
type Map struct {
	Of    func(q interval.Estimate) interval.Mapped
	Exact func(q *big.Rat) *big.Rat // nil result: undefined
}

// Term is a coefficient times a rate.
type Term struct {
	Coefficient float64
	Rate        string
}

// f1OfJaccard maps J = TP/(TP+FP+FN), a binomial proportion, to F1 = 2J/(1+J).
var f1OfJaccard = &Map{
	Of: interval.F1,
	Exact: func(q *big.Rat) *big.Rat {
		one := big.NewRat(1, 1)
		return new(big.Rat).Quo(new(big.Rat).Add(q, q), one.Add(one, q))
	},
}

// odds maps a proportion q to q/(1−q), undefined at 1.
var odds = &Map{
	Of: interval.Odds,
	Exact: func(q *big.Rat) *big.Rat {
		rest := new(big.Rat).Sub(big.NewRat(1, 1), q)
		if rest.Sign() == 0 {
			return nil
		}
		return rest.Quo(q, rest)
	},
}

const (
	fawcett  = "Fawcett 2006, Pattern Recognition Letters 27:861"
	verma    = "Verma and Rubin 2018, FairWare"
	berk     = "Berk et al. 2021, Sociological Methods & Research 50:3"
	zeroOne  = "0 to 1"
	anything = "0 and up"

	defenseur = "Défenseur des droits 2024, Algorithmes, systèmes d’IA et services publics"
)

// Rates is the table of rates, in the order of display.
var Rates = []Rate{
	{ID: "selection_rate", Name: "selection rate", Formula: "(TP+FP) / n, labelled or not", Range: zeroOne, Direction: WithDecision,
		Source: "29 CFR 1607.16(R), 1978", Unit: "selections", Num: Selected, Den: All},
	{ID: "non_selection_rate", Name: "non-selection rate", Formula: "(FN+TN) / n, labelled or not", Range: zeroOne, Direction: AgainstDecision,
		Source: "complement of the selection rate", Unit: "people not selected", Num: NotSelected, Den: All},
	{ID: "base_rate", Name: "base rate", Formula: "(TP+FN) / n", Range: zeroOne, Direction: Neutral,
		Source: fawcett, Unit: "actual positives", Num: Positives, Den: Labelled},
	{ID: "tpr", Name: "true positive rate", Formula: "TP / (TP+FN)", Range: zeroOne, Direction: WithDecision,
		Source: fawcett, Unit: "selections of actual positives", Num: TP, Den: Positives},
	{ID: "fpr", Name: "false positive rate", Formula: "FP / (FP+TN)", Range: zeroOne, Direction: WithDecision,
		Source: fawcett, Unit: "selections of actual negatives", Num: FP, Den: Negatives},
	{ID: "tnr", Name: "true negative rate", Formula: "TN / (FP+TN)", Range: zeroOne, Direction: AgainstDecision,
		Source: fawcett, Unit: "actual negatives not selected", Num: TN, Den: Negatives},
	{ID: "fnr", Name: "false negative rate", Formula: "FN / (TP+FN)", Range: zeroOne, Direction: AgainstDecision,
		Source: fawcett, Unit: "actual positives not selected", Num: FN, Den: Positives},
	{ID: "ppv", Name: "positive predictive value", Formula: "TP / (TP+FP)", Range: zeroOne, Direction: HigherIsBetter,
		Source: fawcett, Unit: "actual positives among the selected", Num: TP, Den: PredictedPositive},
	{ID: "npv", Name: "negative predictive value", Formula: "TN / (FN+TN)", Range: zeroOne, Direction: HigherIsBetter,
		Source: fawcett, Unit: "true negatives", Num: TN, Den: PredictedNegative},
	{ID: "fdr", Name: "false discovery rate", Formula: "FP / (TP+FP)", Range: zeroOne, Direction: LowerIsBetter,
		Source: fawcett, Unit: "actual negatives among the selected", Num: FP, Den: PredictedPositive},
	{ID: "for", Name: "false omission rate", Formula: "FN / (FN+TN)", Range: zeroOne, Direction: LowerIsBetter,
		Source: fawcett, Unit: "false negatives", Num: FN, Den: PredictedNegative},
	{ID: "accuracy", Name: "accuracy", Formula: "(TP+TN) / n", Range: zeroOne, Direction: HigherIsBetter,
		Source: fawcett, Unit: "right predictions", Num: TP | TN, Den: Labelled},
	{ID: "error_rate", Name: "error rate", Formula: "(FP+FN) / n", Range: zeroOne, Direction: LowerIsBetter,
		Source: fawcett, Unit: "wrong predictions", Num: FP | FN, Den: Labelled},
	{ID: "fp_share", Name: "false positive share", Formula: "FP / n", Range: zeroOne, Direction: WithDecision,
		Source: "City of Amsterdam 2023, Slimme Check bias analysis", Unit: "false positives", Num: FP, Den: Labelled},
	{ID: "f1", Name: "F1", Formula: "2TP / (2TP+FP+FN)", Range: zeroOne, Direction: HigherIsBetter,
		Source: "van Rijsbergen 1979, Information Retrieval", Unit: "true positives", Num: TP, Den: TP | FP | FN, Map: f1OfJaccard},
	{ID: "fn_fp_ratio", Name: "false negatives per false positive", Formula: "FN / FP", Range: anything, Direction: Neutral,
		Source: berk, Unit: "false negatives", Num: FN, Den: FN | FP, Map: odds},
	{ID: "balanced_accuracy", Name: "balanced accuracy", Formula: "(TPR+TNR) / 2", Range: zeroOne, Direction: HigherIsBetter,
		Source: "Brodersen et al. 2010, ICPR", Unit: "right predictions", Terms: []Term{{0.5, "tpr"}, {0.5, "tnr"}}},
	{ID: "average_odds", Name: "average odds", Formula: "(TPR+FPR) / 2", Range: zeroOne, Direction: WithDecision,
		Source: "Bellamy et al. 2019, IBM Journal of Research and Development 63:4", Unit: "selections", Terms: []Term{{0.5, "tpr"}, {0.5, "fpr"}}},
	{ID: "lr_plus", Name: "positive likelihood ratio", Formula: "TPR / FPR", Range: anything, Direction: HigherIsBetter,
		Source: "Altman and Bland 1994, BMJ 309:102", Unit: "true positives", Over: []string{"tpr", "fpr"}},
	{ID: "override_rate", Name: "override rate", Formula: "final decisions that differ from the prediction / final decisions", Range: zeroOne, Direction: Neutral,
		Source: defenseur, Unit: "overridden predictions", Num: Selected&DecidedNegative | NotSelected&DecidedPositive, Den: Decided},
	{ID: "positive_acceptance_rate", Name: "acceptance of positive predictions", Formula: "final decisions that are positive / final decisions on predicted positives", Range: zeroOne, Direction: WithDecision,
		Source: defenseur, Unit: "accepted positive predictions", Num: Selected & DecidedPositive, Den: DecidedSelected},
	{ID: "negative_acceptance_rate", Name: "acceptance of negative predictions", Formula: "final decisions that are negative / final decisions on predicted negatives", Range: zeroOne, Direction: AgainstDecision,
		Source: defenseur, Unit: "accepted negative predictions", Num: NotSelected & DecidedNegative, Den: DecidedNotSelected},
	{ID: "final_selection_rate", Name: "final selection rate", Formula: "final decisions that are positive / final decisions", Range: zeroOne, Direction: WithDecision,
		Source: defenseur, Unit: "positive final decisions", Num: DecidedPositive, Den: Decided},
}

// FindRate returns the rate with that ID.
func FindRate(id string) (*Rate, bool) {
	i := slices.IndexFunc(Rates, func(r Rate) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return &Rates[i], true
}

// IsShare reports whether the rate lies between 0 and 1.
func (r *Rate) IsShare() bool { return r.Range == zeroOne }

// parts returns the rates that r combines, or r itself.
func (r *Rate) parts() []*Rate {
	ids := r.Over
	for _, t := range r.Terms {
		ids = append(ids, t.Rate)
	}
	if len(ids) == 0 {
		return []*Rate{r}
	}
	parts := make([]*Rate, len(ids))
	for i, id := range ids {
		parts[i], _ = FindRate(id)
	}
	return parts
}

// NeedsLabels reports whether the rate rests on actual outcomes.
func (r *Rate) NeedsLabels() bool {
	return r.parts()[0].Den&(UP|UN) == 0
}

// NeedsDecisions reports whether the rate rests on final human decisions. Such a
// rate describes what people make of a model, and is not judged.
func (r *Rate) NeedsDecisions() bool { return r.Den&Undecided == 0 && r.Den != 0 }

// Trials is the number of people in the rate's denominator: for a combination,
// the smallest of its parts.
func (r *Rate) Trials(c *Counts) int64 {
	least := int64(-1)
	for _, p := range r.parts() {
		if n := c.N(p.Den); least < 0 || n < least {
			least = n
		}
	}
	return least
}

// Successes is the number of people in the rate's numerator; of a combination,
// which has no single numerator, 0 and false.
func (r *Rate) Successes(c *Counts) (int64, bool) {
	if len(r.parts()) > 1 {
		return 0, false
	}
	return c.N(r.Num), true
}

// Estimate returns the rate of a group with its limits. It reports false when
// the rate is undefined. designEffect ≥ 1 divides the effective number of
// people; weights lower it by themselves.
func (r *Rate) Estimate(c *Counts, designEffect float64) (interval.Estimate, bool) {
	switch {
	case !r.defined(c):
		return nil, false
	case len(r.Terms) > 0:
		sum := interval.Linear{}
		for i, p := range r.parts() {
			e, _ := p.Estimate(c, designEffect)
			sum.Terms = append(sum.Terms, interval.Term{C: r.Terms[i].Coefficient, E: e})
		}
		return sum, true
	case len(r.Over) > 0:
		parts := r.parts()
		num, _ := parts[0].Estimate(c, designEffect)
		den, _ := parts[1].Estimate(c, designEffect)
		return interval.RatioOf{Num: num, Den: den}, true
	}
	p, ok := r.proportion(c, designEffect)
	if r.Map == nil || !ok {
		return p, ok
	}
	return r.Map.Of(p), true
}

// proportion returns the binomial proportion of the rate: the counts of people,
// or for weighted rows their effective counts.
func (r *Rate) proportion(c *Counts, designEffect float64) (interval.Proportion, bool) {
	num, den := c.In(r.Num), c.In(r.Den)
	return interval.Effective(interval.Weighted{
		N: den.N, W: den.Weight(), W2: den.SquaredWeight(), WY: num.Weight(), W2Y: num.SquaredWeight(),
	}, designEffect)
}

// Exact returns the rate of a group as a fraction, weights included, or nil when
// it is undefined.
func (r *Rate) Exact(c *Counts) *big.Rat {
	switch {
	case len(r.Terms) > 0:
		sum := new(big.Rat)
		for i, p := range r.parts() {
			v := p.Exact(c)
			if v == nil {
				return nil
			}
			sum.Add(sum, v.Mul(v, new(big.Rat).SetFloat64(r.Terms[i].Coefficient)))
		}
		return sum
	case len(r.Over) > 0:
		num, den := r.parts()[0].Exact(c), r.parts()[1].Exact(c)
		if num == nil || den == nil || den.Sign() == 0 {
			return nil
		}
		return num.Quo(num, den)
	}
	den := c.weight(r.Den)
	if den.Sign() == 0 {
		return nil
	}
	q := den.Quo(c.weight(r.Num), den)
	if r.Map != nil {
		return r.Map.Exact(q)
	}
	return q
}

// defined reports whether Exact has a value, without computing it where the
// counts tell.
func (r *Rate) defined(c *Counts) bool {
	if r.Map != nil || len(r.Over) > 0 {
		return r.Exact(c) != nil
	}
	for _, p := range r.parts() {
		if c.N(p.Den) == 0 {
			return false
		}
	}
	return true
}

// WhyUndefined says why the rate of a group is undefined; it is empty when the
// rate is defined.
func (r *Rate) WhyUndefined(c *Counts) string {
	if r.defined(c) {
		return ""
	}
	for _, p := range r.parts() {
		if c.N(p.Den) == 0 {
			return "no " + emptyName[p.Den]
		}
	}
	return "a denominator of 0"
}

// emptyName names what a group with an empty denominator lacks.
var emptyName = map[Cells]string{
	All: "people", Labelled: "labelled people", Positives: "actual positives", Negatives: "actual negatives",
	PredictedPositive: "labelled predicted positives", PredictedNegative: "labelled predicted negatives",
	TP | FP | FN: "positives, actual or predicted", FN | FP: "errors",
	Decided: "final decisions", DecidedSelected: "final decisions on predicted positives", DecidedNotSelected: "final decisions on predicted negatives",
}
