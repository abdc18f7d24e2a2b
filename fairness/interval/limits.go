package interval

// Interval is a closed interval; a limit may be infinite, never NaN.
type Interval struct{ Lo, Hi float64 }

// unit is the interval that says nothing about a proportion.
var unit = Interval{0, 1}

// Estimate is a quantity with one-sided confidence limits at every level.
//
// Limits(a) returns the lower and the upper limit, each wrong with probability
// at most a on its own, for a in (0, ½]. Limits nest: a smaller level gives an
// interval that contains the one of a larger level, and every interval contains
// Value.
type Estimate interface {
	Value() float64
	Limits(a float64) Interval
}

// Level is an estimate reduced to what comparisons need: its value, its limits
// at the level of the comparison and its limits at the guard level.
//
// Computing it once per group leaves only arithmetic for each pair of groups.
type Level struct {
	Value     float64
	At, Guard Interval
}

// Guard is the level of the second limits in the quartile guard of Difference,
// Ratio and PValue.
const Guard = 0.25

// passGuard replaces Guard when a pass is shown at a level below passGuardBelow:
// there a quarter is too wide a guard for an equivalence statement.
const (
	passGuard      = 0.1
	passGuardBelow = 0.02
)

// PassGuard returns the guard level for showing, at level a, that a threshold is
// kept: 0.1 for a < 0.02, else Guard.
func PassGuard(a float64) float64 {
	if a < passGuardBelow {
		return passGuard
	}
	return Guard
}

// LimitsAt returns the value of e with its limits at level a and at the guard
// level, both in (0, ½].
func LimitsAt(e Estimate, a, guard float64) Level {
	return Level{Value: e.Value(), At: e.Limits(a), Guard: e.Limits(guard)}
}

// oneSided is an Estimate that can compute one limit without the other, which
// halves the work of a root search that needs only one.
type oneSided interface {
	lower(a float64) float64
	upper(a float64) float64
}

func lowerOf(e Estimate, a float64) float64 {
	if s, ok := e.(oneSided); ok {
		return s.lower(a)
	}
	return e.Limits(a).Lo
}

func upperOf(e Estimate, a float64) float64 {
	if s, ok := e.(oneSided); ok {
		return s.upper(a)
	}
	return e.Limits(a).Hi
}

// LowerLimit returns the lower limit of e at level a alone, where that is less
// work than both.
func LowerLimit(e Estimate, a float64) float64 { return lowerOf(e, a) }

// UpperLimit returns the upper limit of e at level a alone.
func UpperLimit(e Estimate, a float64) float64 { return upperOf(e, a) }
