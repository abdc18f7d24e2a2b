package interval

import (
	"cmp"
	"math"
	"slices"
)

// WeightedHolm returns the adjusted p-values of the weighted step-down procedure,
// in input order. Sorted by p/w,
//
//	p̃₍ᵢ₎ = max over l ≤ i of min(1, p₍ₗ₎·W₍ₗ₎/w₍ₗ₎)
//
// where W₍ₗ₎ is the weight not yet passed at step l. Weights are positive and sum
// to 1; len(w) must be at least len(p), and missing or zero weights give 1. With
// equal weights it is Holm. A check that is one of m and holds K comparisons gives
// each of them the weight 1/(m·K), so that a check with many comparisons does not
// drain the others. Equal p-values with equal weights get equal results, and the
// results are monotone in p/w.
//
// It controls the family-wise error rate under any dependence.
//
// Reference: Holm 1979, Scandinavian Journal of Statistics 6:65, section 4.
func WeightedHolm(p, w []float64) []float64 {
	weights := make([]float64, len(p))
	copy(weights, w)
	order := weightedOrder(p, weights)
	remaining := suffixSums(order, weights)
	out := stepDown(p, order, func(rank int) float64 {
		return remaining[rank] / weights[order[rank]]
	})
	for i, weight := range weights {
		if !(weight > 0) {
			out[i] = 1
		}
	}
	return out
}

// WeightedBonferroni returns the p-values adjusted by min(1, p/w), in input order:
// what [WeightedHolm] would give each if it came first. Missing or zero weights
// give 1.
//
// It controls the family-wise error rate under any dependence.
//
// Reference: Bonferroni 1936; Rosenthal and Rubin 1983, Journal of Applied
// Psychology 68:540 (weights).
func WeightedBonferroni(p, w []float64) []float64 {
	weights := make([]float64, len(p))
	copy(weights, w)
	out := make([]float64, len(p))
	for i, weight := range weights {
		out[i] = min(1, rate(p[i], weight))
	}
	return out
}

// weightedOrder sorts positions by p/w, and ties by weight: then the partial sums
// of the weights do not depend on the input order, to the last bit.
func weightedOrder(p, w []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(
			cmp.Compare(rate(p[i], w[i]), rate(p[j], w[j])),
			cmp.Compare(w[j], w[i]),
		)
	})
	return order
}

// rate is p/w, with what has no weight at the end.
func rate(p, w float64) float64 {
	if !(w > 0) {
		return math.Inf(1)
	}
	return p / w
}

// suffixSums adds the weights from the last to the first. Subtracting them from 1
// one by one would leave rounding of the size of the small remainders.
func suffixSums(order []int, w []float64) []float64 {
	sums := make([]float64, len(order))
	total := 0.0
	for rank, index := range slices.Backward(order) {
		total += w[index]
		sums[rank] = total
	}
	return sums
}
