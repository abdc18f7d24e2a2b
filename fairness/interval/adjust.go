package interval

import (
	"cmp"
	"slices"
)

// Bonferroni returns the p-values adjusted by min(1, n·p), in input order.
//
// It controls the family-wise error rate under any dependence.
func Bonferroni(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = min(1, float64(len(p))*v)
	}
	return out
}

// Holm returns the step-down adjusted p-values, in input order:
//
//	p̃₍ᵢ₎ = max over l ≤ i of min(1, (n−l+1)·p₍ₗ₎)
//
// It controls the family-wise error rate under any dependence.
//
// Reference: Holm 1979, Scandinavian Journal of Statistics 6:65.
func Holm(p []float64) []float64 {
	n := len(p)
	return stepDown(p, ascending(p), func(rank int) float64 { return float64(n - rank) })
}

// Hochberg returns the step-up adjusted p-values, in input order:
//
//	p̃₍ᵢ₎ = min over l ≥ i of min(1, (n−l+1)·p₍ₗ₎)
//
// It controls the family-wise error rate for independent and for positively
// dependent tests, not under any dependence.
//
// Reference: Hochberg 1988, Biometrika 75:800.
func Hochberg(p []float64) []float64 {
	n := len(p)
	return stepUp(p, func(rank int) float64 { return float64(n - rank) })
}

// BenjaminiHochberg returns the adjusted p-values of the false discovery rate, in
// input order:
//
//	p̃₍ᵢ₎ = min over l ≥ i of min(1, n·p₍ₗ₎/l)
//
// Reference: Benjamini and Hochberg 1995, JRSS B 57:289.
func BenjaminiHochberg(p []float64) []float64 {
	n := float64(len(p))
	return stepUp(p, func(rank int) float64 { return n / float64(rank+1) })
}

// BenjaminiYekutieli returns the adjusted p-values of the false discovery rate
// under any dependence, in input order: those of BenjaminiHochberg before the cap
// at 1, times Σ 1/i for i = 1…n.
//
// Reference: Benjamini and Yekutieli 2001, Annals of Statistics 29:1165.
func BenjaminiYekutieli(p []float64) []float64 {
	n, harmonic := float64(len(p)), 0.0
	for i := len(p); i > 0; i-- {
		harmonic += 1 / float64(i)
	}
	return stepUp(p, func(rank int) float64 { return harmonic * n / float64(rank+1) })
}

// Hommel returns the p-values adjusted by closed testing with Simes tests, in
// input order. The work grows with the square of their number.
//
// It controls the family-wise error rate where the Simes test is valid, and is
// never larger than Hochberg.
//
// Reference: Hommel 1988, Biometrika 75:383; Wright 1992, Biometrics 48:1005.
func Hommel(p []float64) []float64 {
	n, order := len(p), ascending(p)
	at := func(i int) float64 { return p[order[i]] }
	adjusted := slices.Repeat([]float64{simes(at, 0, n, n)}, n)
	q := slices.Clone(adjusted)
	for m := n - 1; m >= 2; m-- {
		first := n - m + 1
		tail := simes(at, first, n, m)
		for i := range n {
			if i < first {
				q[i] = min(float64(m)*at(i), tail)
			} else {
				q[i] = q[first-1]
			}
			adjusted[i] = max(adjusted[i], q[i])
		}
	}
	out := make([]float64, n)
	for i, index := range order {
		out[index] = min(1, max(adjusted[i], at(i)))
	}
	return out
}

// simes is the minimum of m·p/rank over positions [from, to), where the last of
// m ranks is the last position.
func simes(at func(int) float64, from, to, m int) float64 {
	least := 1.0
	for i := from; i < to; i++ {
		least = min(least, float64(m)*at(i)/float64(m-to+i+1))
	}
	return least
}

// ascending returns the positions of p by rising value; equal values keep their
// order.
func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	return order
}

// stepDown multiplies by the factor of each rank and takes running maxima from the
// smallest p-value on; equal values get equal results, since the first of them has
// the largest factor.
func stepDown(p []float64, order []int, factor func(rank int) float64) []float64 {
	out := make([]float64, len(p))
	running := 0.0
	for rank, index := range order {
		running = max(running, min(1, p[index]*factor(rank)))
		out[index] = running
	}
	return out
}

// stepUp takes running minima from the largest p-value down.
func stepUp(p []float64, factor func(rank int) float64) []float64 {
	out := make([]float64, len(p))
	running := 1.0
	for rank, index := range slices.Backward(ascending(p)) {
		running = min(running, p[index]*factor(rank))
		out[index] = running
	}
	return out
}
