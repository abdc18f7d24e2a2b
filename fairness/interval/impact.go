package interval

import (
	"math/big"
)

// BelowFourFifths reports whether the selection rate x/n is below four fifths of
// the reference rate: 5·x·nRef < 4·xRef·n, in exact integers, since a float
// comparison misjudges a ratio of exactly 0.8. False when either group is empty or
// the reference rate is 0.
//
// Reference: 29 CFR 1607.4(D).
func BelowFourFifths(x, n, xRef, nRef int64) bool {
	if n <= 0 || nRef <= 0 {
		return false
	}
	return product(5, x, nRef).Cmp(product(4, xRef, n)) < 0
}

// FlipFlop reports whether moving one selection from the group with the higher
// rate to the one with the lower would make the lower strictly higher:
//
//	(xLow+1)/nLow > (xHigh−1)/nHigh
//
// The second result is false where the question does not arise: an empty group,
// or a first rate that is not the lower one.
//
// Reference: Questions and Answers on the Uniform Guidelines 1979, 44 FR 11996,
// question 21.
func FlipFlop(xLow, nLow, xHigh, nHigh int64) (reverses, ok bool) {
	if nLow <= 0 || nHigh <= 0 || product(xLow, nHigh).Cmp(product(xHigh, nLow)) >= 0 {
		return false, false
	}
	return product(xLow+1, nHigh).Cmp(product(xHigh-1, nLow)) > 0, true
}

// OnePersonSensitive reports whether a group below four fifths of the reference
// would no longer be after moving one selection to it from the reference:
//
//	5·(x+1)·nRef ≥ 4·(xRef−1)·n
//
// It is weaker than FlipFlop, which asks for a reversal. False when the group is
// not below four fifths.
func OnePersonSensitive(x, n, xRef, nRef int64) bool {
	return BelowFourFifths(x, n, xRef, nRef) && !BelowFourFifths(x+1, n, xRef-1, nRef)
}

// Shortfall returns how many more selections the group with the lower rate would
// have at the pooled rate: n_low·(x₁+x₂)/(n₁+n₂) − x_low, exact. It is 0 for equal
// rates and nil when a group is empty.
func Shortfall(x1, n1, x2, n2 int64) *big.Rat {
	if n1 <= 0 || n2 <= 0 {
		return nil
	}
	if product(x1, n2).Cmp(product(x2, n1)) > 0 {
		x1, n1, x2, n2 = x2, n2, x1, n1
	}
	total := new(big.Int).Add(big.NewInt(x1), big.NewInt(x2))
	rows := new(big.Int).Add(big.NewInt(n1), big.NewInt(n2))
	expected := new(big.Rat).SetFrac(total.Mul(total, big.NewInt(n1)), rows)
	return expected.Sub(expected, new(big.Rat).SetInt64(x1))
}

// product multiplies without overflow: two counts and a factor can exceed 128 bits.
func product(first int64, factors ...int64) *big.Int {
	out := big.NewInt(first)
	for _, f := range factors {
		out.Mul(out, big.NewInt(f))
	}
	return out
}
