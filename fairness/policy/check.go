package policy

import (
	"math/big"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// Verdict is what a check, or a policy, comes to.
type Verdict string

// The verdicts. Neither Inconclusive nor Waived is ever merged into Pass.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
	Waived       Verdict = "waived" // a fail or inconclusive that somebody answers for, for a time

	// Complete and Incomplete are what a record comes to: it passes or fails nothing.
	Complete   Verdict = "complete"
	Incomplete Verdict = "incomplete"
)

// Reason says why a check is inconclusive.
type Reason string

// The reasons.
const (
	MaybeChance Reason = "beyond_may_be_chance" // beyond the bound, but could be chance
	NotShown    Reason = "within_not_shown"     // within the bound, not shown to be
	TooFew      Reason = "too_few_rows"         // groups too small to assess
	OneGroup    Reason = "one_group"            // nobody to compare with
	Undefined   Reason = "undefined_rate"       // a group large enough has no rate
	AllZero     Reason = "all_rates_zero"       // a ratio of zeros
	NotSupplied Reason = "inputs_not_supplied"  // of a required rule

	UnknownValues    Reason = "unknown_values"    // the people without a value could change the verdict
	SuppressedGroups Reason = "suppressed_groups" // groups that might not pass may be hidden
)

// Subject is an attribute, or an intersection of several, with its groups.
type Subject struct {
	Name       string   // "sexe", or "sexe × âge"
	Attributes []string // one, or several
	Groups     []metric.Group
	Reference  metric.Reference // empty stands for Largest
	// Population has the share of each group in a declared population, by the group's
	// label; they add up to 1. It is nil for none.
	Population map[string]*big.Rat
	Bands      []string // of a banded attribute, in their order
	// Strata holds the groups within strata, by [Within.Key].
	Strata map[string][]metric.Stratum
}

// Input is everything a policy is evaluated on.
type Input struct {
	Subjects     []Subject
	Outcome      Outcome
	Labels       bool     // whether there are actual outcomes
	Strata       []string // the strata declared
	DesignEffect float64  // 0 and 1 stand for independent rows
	Model        Model
	Columns      map[string]string // the columns of the attributes, by their names
	Previous     *Previous         // an earlier audit; nil for none
	Joined       *Joined           // nil when the attributes stand in the rows themselves
	Evidence     map[string]string // what was supplied on the model's use, by ID
	Waivers      []Waiver          // those that count on the day
	// VerdictsOnly leaves out of the checks what explains a verdict: pairs,
	// p-values, shortfalls and the rows that would decide.
	VerdictsOnly bool
}

// Joined says how many rows found nobody in a file of attributes.
type Joined struct {
	File      string // what that file is called
	Rows      int64  // read
	Unmatched int64  // of these, with no key or one that the file has not
}

// Check is a rule on a subject, evaluated.
type Check struct {
	Rule        *Rule
	Subject     *Subject
	Severity    Severity
	Within      string // the strata in which groups are compared; empty for overall
	K           int    // groups compared, in the largest stratum
	Comparisons int    // ordered pairs that could have made the check fail
	M           int    // checks that share the error of failing with this one
	Estimate    Value  // the worst pair's contrast
	Lower       Value  // one-sided limits of the true contrast; see Levels
	Upper       Value
	FailLevel   float64 // the one-sided level of the limit that could prove a fail
	PassLevel   float64 // and of the one that proves a pass
	Coverage    float64 // share of rows with a known value in assessed groups
	NotAssessed []Unassessed
	Pair        *Pair // the pair shown
	Worst       *Pair // the pair of Estimate, when it is another: its inequality is not proven
	Blocking    *Pair // the pair that keeps the check from passing, when it is another
	Offenders   []Pair
	MoreFailing int // offenders beyond those listed
	Verdict     Verdict
	Reason      Reason
	Cover       *Cover   // of a waived check
	Partly      []Waiver // that are for groups of the check, and do not cover all that it finds
	Shortfall   *Shortfall
	More        []MoreRows
	Conditional *Conditional     // for a comparison within strata
	Inputs      []ProtectedInput // of a rule on the inputs of the model
	Unknown     *Unknown         // when the people without a value could change the verdict

	// Standings are the groups one by one, the worst first; a rule that compares
	// no rate with a bound has none.
	Standings     []Standing
	MoreStandings int // groups beyond those listed
}

// Value is a number that may be infinite or undefined.
type Value struct {
	Float    float64
	Infinite bool
	Defined  bool
}

// Unassessed is a group that a check leaves out, and why.
type Unassessed struct {
	Label   string
	Stratum string // in which it is left out; empty overall
	N       int64  // people in the denominator
	Reason  string
	closed  bool // more people would not bring it in: an earlier audit has too few
}

// Side is one group of a pair.
type Side struct {
	Label string
	Num   int64 // people in the numerator; 0 for a combined rate
	Den   int64
	Rate  float64
}

// Pair is two groups compared by a rate.
type Pair struct {
	Rate      *metric.Rate
	Stratum   string // where they are compared; empty for overall
	Worse     Side   // the group that is worse off
	Other     Side
	Estimate  Value
	P         *float64 // one-sided, of the hypothesis that could make the check fail
	PAdjusted *float64 // by the policy's correction over all comparisons of the family
	Tests     *Tests
	Before    *Before // of a rule on change
	// Intervals are the 95 % intervals by other methods, of the worse group minus
	// and over the other, for comparison with other software. No verdict uses them.
	Intervals []PairInterval
}

// Before is the two groups of a pair in an earlier audit.
type Before struct{ Worse, Other Side }

// PairInterval is an interval of a difference or a ratio by a named method.
type PairInterval struct {
	Of, Method string
	Limits     interval.Interval
}

// Tests are the classical companions of a pair of selection rates.
type Tests struct {
	Z              Value   // pooled two-proportion z, worse minus other
	FisherTwoSided float64 // Fisher's exact test
	FlipFlop       bool    // moving one success from the higher to the lower group reverses the order
	OneMoveIsKept  bool    // after that move the four-fifths rule is kept
}

// Shortfall is how many successes separate the worse group of the shown pair
// from what it would have at the bound, at the other group's rate, and at the
// rate of the two groups together. Fewer reports that successes would have to
// be fewer. Pooled is undefined for weighted rows.
type Shortfall struct {
	Bound, Parity int64
	Pooled        Value
	Fewer         bool
	Unit          string
}

// MoreRows is how many more people of a group, or without a label of any, would make
// the check conclusive at the rates observed.
type MoreRows struct {
	Label   string
	Stratum string // in which they are needed; empty overall
	Rows    int64
	Unit    string // what is counted: people, actual positives …
}

// NotEvaluated is a rule that was not applied, or not to all that it names, for
// want of inputs.
type NotEvaluated struct {
	Rule  *Rule
	Why   string // one of a few sentences
	About string // what the sentence is about, in the user's own words; may be empty
}

func finite(x float64) Value { return Value{Float: x, Defined: true} }

func ratValue(r *big.Rat) Value {
	if r == nil {
		return Value{}
	}
	f, _ := r.Float64()
	return finite(f)
}
