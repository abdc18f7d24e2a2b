package interval

// ProportionMethod is a named way to compute the limits of one proportion, each at
// the one-sided level a.
type ProportionMethod struct {
	ID, Name, Reference string
	Limits              func(x, n, a float64) Interval
}

// PairMethod is a named way to compute the limits of a difference or ratio of two
// proportions, each at the one-sided level a. Limits reports false where the
// method has no answer.
type PairMethod struct {
	ID, Name, Reference string
	Limits              func(x1, n1, x2, n2, a float64) (Interval, bool)
}

// ProportionMethods lists the limits of one proportion, the one that gates first.
var ProportionMethods = []ProportionMethod{
	{"clopper-pearson", "Clopper–Pearson", "Clopper and Pearson 1934", ClopperPearson},
	{"wilson", "Wilson score", "Wilson 1927", Wilson},
	{"jeffreys", "Jeffreys", "Brown, Cai and DasGupta 2001", Jeffreys},
}

// DifferenceMethods lists the limits of p₁ − p₂, the one that gates first. The
// others are for comparison with other software: at the small levels that
// multiplicity needs they reject far too often when group sizes differ.
var DifferenceMethods = []PairMethod{
	{"mover-cp", "MOVER, Clopper–Pearson, quartile guard", "Zou and Donner 2008", guardedDifference},
	{"newcombe", "Newcombe hybrid score", "Newcombe 1998", Newcombe},
	{"miettinen-nurminen", "Miettinen–Nurminen score", "Miettinen and Nurminen 1985", MiettinenNurminenDifference},
	{"mee", "Mee score", "Mee 1984", MeeDifference},
	{"agresti-caffo", "Agresti–Caffo", "Agresti and Caffo 2000", AgrestiCaffo},
}

// RatioMethods lists the limits of p₁/p₂, the one that gates first; the others are
// for comparison with other software.
var RatioMethods = []PairMethod{
	{"mover-cp", "MOVER, Clopper–Pearson, quartile guard", "Donner and Zou 2012", guardedRatio},
	{"koopman", "Koopman score", "Koopman 1984", Koopman},
	{"miettinen-nurminen", "Miettinen–Nurminen score", "Miettinen and Nurminen 1985", MiettinenNurminenRatio},
	{"mover-r-wilson", "MOVER, Wilson", "Donner and Zou 2012", MoverRWilson},
	{"katz", "Katz log", "Katz et al. 1978", Katz},
}
