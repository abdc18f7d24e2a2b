package interval

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Planned is the comparison p₁ − Rho·p₂ against a threshold that the true rates
// exceed, or keep, by Margin. Build it with one of the four Plan functions.
type Planned struct{ P1, P2, Rho, Margin float64 }

// PlanFailDifference plans to show p₁ − p₂ > threshold.
func PlanFailDifference(p1, p2, threshold float64) Planned {
	return Planned{p1, p2, 1, p1 - p2 - threshold}
}

// PlanPassDifference plans to show p₁ − p₂ < threshold.
func PlanPassDifference(p1, p2, threshold float64) Planned {
	return Planned{p1, p2, 1, threshold - (p1 - p2)}
}

// PlanFailRatio plans to show p₁/p₂ < threshold.
func PlanFailRatio(p1, p2, threshold float64) Planned {
	return Planned{p1, p2, threshold, threshold*p2 - p1}
}

// PlanPassRatio plans to show p₁/p₂ > threshold.
func PlanPassRatio(p1, p2, threshold float64) Planned {
	return Planned{p1, p2, threshold, p1 - threshold*p2}
}

// Rows returns how many rows group 1 needs, with r = n₂/n₁ fixed, to reach the
// conclusion at the one-sided level a with probability 1−b:
//
//	n₁ = (z_a + z_b)²·(p₁(1−p₁) + ρ²p₂(1−p₂)/r)/margin²
//
// and false when the margin is not positive: no number of rows shows what is not
// so. When a pass must hold on two sides at once, as for a true difference of 0,
// give b/2. The result is not rounded.
//
// Reference: Farrington and Manning 1990, Statistics in Medicine 9:1447, without
// their constrained rates.
func (p Planned) Rows(a, b, r float64) (float64, bool) {
	if !p.reachable(a, b) || !(r > 0) {
		return 0, false
	}
	v1, v2 := p.variances()
	z := normalQuantile(a) + normalQuantile(b)
	return z * z * (v1 + v2/r) / (p.Margin * p.Margin), true
}

// RowsGiven returns how many rows group 1 needs when the n₂ rows of group 2 stay
// as they are:
//
//	n₁ = p₁(1−p₁)/(margin²/(z_a + z_b)² − ρ²p₂(1−p₂)/n₂)
//
// and false when adding rows to group 1 alone can never suffice.
func (p Planned) RowsGiven(a, b, n2 float64) (float64, bool) {
	if !p.reachable(a, b) || !(n2 > 0) {
		return 0, false
	}
	v1, v2 := p.variances()
	z := normalQuantile(a) + normalQuantile(b)
	room := p.Margin*p.Margin/(z*z) - v2/n2
	if !(room > 0) {
		return 0, false
	}
	return v1 / room, true
}

// OtherRowsGiven returns how many rows group 2 needs when the n₁ rows of group 1
// stay as they are:
//
//	n₂ = ρ²p₂(1−p₂)/(margin²/(z_a + z_b)² − p₁(1−p₁)/n₁)
//
// and false when adding rows to group 2 alone can never suffice.
func (p Planned) OtherRowsGiven(a, b, n1 float64) (float64, bool) {
	if !p.reachable(a, b) || !(n1 > 0) {
		return 0, false
	}
	v1, v2 := p.variances()
	z := normalQuantile(a) + normalQuantile(b)
	room := p.Margin*p.Margin/(z*z) - v1/n1
	if !(room > 0) {
		return 0, false
	}
	return v2 / room, true
}

// reachable also asks for a power above the level, where z_a + z_b is positive.
func (p Planned) reachable(a, b float64) bool {
	return p.Margin > 0 && a > 0 && b > 0 && a+b < 1
}

func (p Planned) variances() (v1, v2 float64) {
	return p.P1 * (1 - p.P1), p.Rho * p.Rho * p.P2 * (1 - p.P2)
}

// Spending returns the level of the t-th look at a growing or repeated data set:
// alpha/(t(t+1)). The levels of all looks sum to alpha, whatever their dependence,
// so looking again until the answer pleases gains nothing. A look below 1 counts
// as the first.
func Spending(alpha float64, look int) float64 {
	t := float64(max(look, 1))
	return alpha / (t * (t + 1))
}

// Detection is what it takes to find a gap: its inequality proven at the one-sided
// level Equal, and the threshold shown to be exceeded at the level Beyond, both
// with probability 1−Miss. A level of ½ asks for no more than the estimate.
type Detection struct{ Equal, Beyond, Miss float64 }

// SmallestDifference returns the smallest true difference p − q, with q below p,
// that is found in groups of n₁ and n₂ people:
//
//	p − q ≥ max((z_Equal + z_Miss)·s, threshold + (z_Beyond + z_Miss)·s)    s² = p(1−p)/n₁ + q(1−q)/n₂
//
// It reports false when no q of 0 or more is found so often.
func (d Detection) SmallestDifference(p, n1, n2, threshold float64) (float64, bool) {
	return d.smallest(p, n1, n2, threshold)
}

// LargestRatio is SmallestDifference for a threshold on the ratio q/p; it returns
// the largest ratio that is found.
func (d Detection) LargestRatio(p, n1, n2, threshold float64) (float64, bool) {
	gap, ok := d.smallest(p, n1, n2, p*(1-threshold))
	if !ok || p == 0 {
		return 0, false
	}
	return (p - gap) / p, true
}

func (d Detection) smallest(p, n1, n2, threshold float64) (float64, bool) {
	equal := normalQuantile(d.Equal) + normalQuantile(d.Miss)
	beyond := normalQuantile(d.Beyond) + normalQuantile(d.Miss)
	found := func(gap float64) bool {
		q := p - gap
		s := math.Sqrt(p*(1-p)/n1 + q*(1-q)/n2)
		return gap >= max(equal*s, threshold+beyond*s)
	}
	if !(n1 > 0 && n2 > 0) || !found(p) {
		return 0, false
	}
	low, high := 0.0, p
	for range 60 {
		if middle := (low + high) / 2; found(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}

// Source is where drawing takes its randomness from: a seeded generator, so that
// the same seed draws the same.
type Source interface{ Uint64() uint64 }

// DrawBinomial draws the number of successes of n people at the rate p.
func DrawBinomial(n int64, p float64, source Source) int64 {
	if n <= 0 || p <= 0 {
		return 0
	}
	if p >= 1 {
		return n
	}
	return int64(distuv.Binomial{N: float64(n), P: p, Src: source}.Rand())
}
