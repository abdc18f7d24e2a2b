// Package interval computes confidence limits, tests, corrections for
// multiplicity and sample sizes from counts.
//
// Everything is a pure function: the same counts give the same digits, there is
// no sampling, no clock and no state. The pieces build on each other:
//
//	counts → Estimate → Level → Difference, Ratio, PValue → WeightedHolm
//
// An Estimate is a quantity with one-sided limits at every level: a Proportion
// (or, under weights, the effective one of Effective), a Linear combination, a
// Mapped or a RatioOf one. LimitsAt reduces it to a Level once per group; each
// pair of groups then costs a few multiplications and a square root.
//
// The methods that decide a verdict are Clopper–Pearson limits for one
// proportion and MOVER on them with the quartile guard for two. They were chosen
// because a verdict rests on one-sided statements at the small levels that
// multiplicity needs, where score and Wald limits err up to thousands of times
// too often when groups differ in size. Those others are listed in
// ProportionMethods, DifferenceMethods and RatioMethods for comparison with
// other software.
//
// Levels are one-sided throughout: limits at a = 0.025 form a 95 % interval. A
// result that does not exist is reported as false, or by a field Defined; NaN is
// never returned for counts with 0 ≤ x ≤ n.
package interval
