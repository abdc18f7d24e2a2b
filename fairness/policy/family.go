package policy

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
)

// family is the assessed groups of a subject by one rate, overall or within one
// stratum, with their limits.
type family struct {
	rate       *metric.Rate
	stratum    string
	groups     []metric.Group // all groups, assessed or not
	sides      []side
	unassessed []Unassessed
	undefined  bool // whether a group of sufficient size has no rate
	assessed   int64
	known      int64 // rows with a known value in the rate's denominator
	limits     map[float64]*limits
	reference  int  // the group every other is compared with, or -1 for all pairs
	fixed      bool // whether the reference is a population, whose share is exact
}

// side is one assessed group.
type side struct {
	Side
	counts   *metric.Counts
	exact    *big.Rat
	estimate interval.Estimate
}

// newFamily assesses the groups of a subject by size alone: looking at rates to
// choose groups would spoil the error that the verdict promises.
func newFamily(rate *metric.Rate, stratum string, groups []metric.Group, rules GroupRules, designEffect float64) *family {
	f := &family{rate: rate, stratum: stratum, groups: groups, limits: map[float64]*limits{}, reference: -1}
	for i := range groups {
		if !groups[i].Missing || groups[i].Suppressed() { // hidden, but there
			f.known += rate.Trials(groups[i].Counts)
		}
	}
	for i := range groups {
		if !groups[i].Missing {
			f.assess(&groups[i], rules, designEffect)
		}
	}
	return f
}

func (f *family) assess(g *metric.Group, rules GroupRules, designEffect float64) {
	n := f.rate.Trials(g.Counts)
	leave := func(reason string) {
		f.unassessed = append(f.unassessed, Unassessed{Label: g.Label(), Stratum: f.stratum, N: n, Reason: reason})
	}
	switch {
	case n < rules.MinGroup && n == 0:
		leave(f.rate.WhyUndefined(g.Counts))
		return
	case n < rules.MinGroup:
		leave(fmt.Sprintf("fewer than %d", rules.MinGroup))
		return
	case rules.MinShare != nil && below(n, f.known, rules.MinShare):
		leave(fmt.Sprintf("under %s of the people", percent(rules.MinShare)))
		return
	}
	e, ok := f.rate.Estimate(g.Counts, designEffect)
	if !ok {
		leave(f.rate.WhyUndefined(g.Counts))
		f.undefined = true
		return
	}
	num, _ := f.rate.Successes(g.Counts)
	f.assessed += n
	f.sides = append(f.sides, side{
		Side:   Side{Label: g.Label(), Num: num, Den: n, Rate: e.Value()},
		counts: g.Counts, exact: f.rate.Exact(g.Counts), estimate: e,
	})
}

// below reports whether n/total < share, exactly.
func below(n, total int64, share *big.Rat) bool {
	return total > 0 && big.NewRat(n, total).Cmp(share) < 0
}

func percent(share *big.Rat) string {
	p, _ := new(big.Rat).Mul(share, big.NewRat(100, 1)).Float64()
	return fmt.Sprintf("%g %%", p)
}

// comparisons is the number of ordered pairs.
func (f *family) comparisons() int {
	k := len(f.sides)
	if f.reference >= 0 {
		return 2 * (k - 1)
	}
	return k * (k - 1)
}

// compared reports whether the ordered pair (i, j) is among those compared.
func (f *family) compared(i, j int) bool {
	return i != j && (f.reference < 0 || f.reference == i || f.reference == j)
}

// compare orders two sides by their exact rates.
func (f *family) compare(i, j int) int {
	a, b := &f.sides[i], &f.sides[j]
	if math.Abs(a.Rate-b.Rate) > 1e-9 {
		return cmp.Compare(a.Rate, b.Rate)
	}
	return a.exact.Cmp(b.exact)
}

// worstPair returns the pair with the largest disparity, higher side first. Of
// equal rates the smaller group is taken, then the first label.
func (f *family) worstPair() (high, low int) {
	order := make([]int, len(f.sides))
	for i := range order {
		order[i] = i
	}
	tie := func(i, j int) int {
		return cmp.Or(cmp.Compare(f.sides[i].Den, f.sides[j].Den), cmp.Compare(f.sides[i].Label, f.sides[j].Label))
	}
	high = slices.MinFunc(order, func(i, j int) int { return cmp.Or(f.compare(j, i), tie(i, j)) })
	rest := slices.DeleteFunc(order, func(i int) bool { return i == high })
	low = slices.MinFunc(rest, func(i, j int) int { return cmp.Or(f.compare(i, j), tie(i, j)) })
	return high, low
}
