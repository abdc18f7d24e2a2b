package policy

import (
	"math/big"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// ImpactTable is the rates of selection of the categories of an attribute or an
// intersection, each with its ratio to the highest of them. Under New York City's
// rule (6 RCNY 5-300) a selection is a score above the median of the full sample,
// where there are scores. No ratio exceeds 1. People without a category are counted
// beside the table; bounds tell what they could change.
type ImpactTable struct {
	Subject    string
	Reference  string // the category with the highest rate, the first of equals
	Categories []Category
	People     int64 // with a category
	Unknown    int64 // without one
	// UnknownSelected are those of them who are selected.
	UnknownSelected int64
	LeftOut         string // why small categories are left out of the ratios
}

// Category is a line of an impact table.
type Category struct {
	Label       string
	N, Selected int64
	Share       float64 // of the people with a category
	Rate        Value
	// Ratio is Rate divided by the highest; undefined when that is 0, and for a
	// category that was left out.
	Ratio Value
	// Low and High bound the ratio, were all people without a category in any one of
	// those compared.
	Low, High Value
	LeftOut   bool
}

// smallCategories is the evidence that says why small categories were left out.
const smallCategories = "small_categories"

// leavesOut is the share of the people below which a category is left out of the
// ratios: none, unless it was said why.
func (r *Rule) leavesOut(supplied map[string]string) *big.Rat {
	if _, ok := supplied[smallCategories]; !ok {
		return nil
	}
	return r.Groups.MinShare
}

func impactTable(s *Subject, under *big.Rat, why string) *ImpactTable {
	t := &ImpactTable{Subject: s.Name}
	for i := range s.Groups {
		if s.Groups[i].Missing {
			t.Unknown += s.Groups[i].Counts.N(metric.All)
			t.UnknownSelected += s.Groups[i].Counts.N(metric.Selected)
		} else {
			t.People += s.Groups[i].Counts.N(metric.All)
		}
	}
	rates := newImpactRates(s, t.People, under)
	best := rates.highest(rates.rate)
	if best >= 0 {
		t.Reference = s.Groups[best].Label()
	}
	low, high := rates.bounds()
	for i := range s.Groups {
		if s.Groups[i].Missing {
			continue
		}
		n := s.Groups[i].Counts.N(metric.All)
		c := Category{Label: s.Groups[i].Label(), N: n, Selected: s.Groups[i].Counts.N(metric.Selected),
			Share: float64(n) / float64(t.People), Rate: finite(rates.rate[i]), LeftOut: !rates.compared[i]}
		if rates.compared[i] && rates.rate[best] > 0 {
			c.Ratio = finite(rates.rate[i] / rates.rate[best])
			c.Low, c.High = finite(low[i]), finite(high[i])
		}
		if c.LeftOut {
			t.LeftOut = why
		}
		t.Categories = append(t.Categories, c)
	}
	return t
}

// impactRates are the rates of selection of groups, as they are and with the people
// who may belong to them.
type impactRates struct {
	rate     []float64
	with     []float64 // were all who may belong to the group in it
	compared []bool
}

func newImpactRates(s *Subject, people int64, under *big.Rat) *impactRates {
	rate, _ := metric.FindRate("selection_rate")
	value := func(c *metric.Counts) float64 {
		v, _ := rate.Exact(c).Float64()
		return v
	}
	r := &impactRates{}
	for i := range s.Groups {
		g := &s.Groups[i]
		r.compared = append(r.compared, !g.Missing && !(under != nil && below(g.Counts.N(metric.All), people, under)))
		r.rate = append(r.rate, value(g.Counts))
		with := g.Counts
		if unknown := unknownIn(s.Groups, g); unknown != nil && !g.Missing {
			with = with.Plus(unknown)
		}
		r.with = append(r.with, value(with))
	}
	return r
}

// highest is the compared group with the highest rate, the first of equals; -1 for none.
func (r *impactRates) highest(rates []float64) int {
	best := -1
	for i, x := range rates {
		if r.compared[i] && (best < 0 || x > rates[best]) {
			best = i
		}
	}
	return best
}

// bounds are the least and the greatest ratio of each compared group to the
// highest, were those who may belong to any one compared group all in it, or nowhere.
func (r *impactRates) bounds() (low, high []float64) {
	low, high = make([]float64, len(r.rate)), make([]float64, len(r.rate))
	for i := range low {
		low[i], high[i] = 1, 0
	}
	for in := -1; in < len(r.rate); in++ {
		if in >= 0 && !r.compared[in] {
			continue
		}
		rates := append([]float64(nil), r.rate...)
		if in >= 0 {
			rates[in] = r.with[in]
		}
		best := r.highest(rates)
		if best < 0 || rates[best] == 0 {
			continue
		}
		for i, x := range rates {
			if r.compared[i] {
				low[i], high[i] = min(low[i], x/rates[best]), max(high[i], x/rates[best])
			}
		}
	}
	return low, high
}
