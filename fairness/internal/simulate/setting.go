package simulate

import (
	"fmt"
	"math"

	"github.com/fairaudit/fairaudit/fairness/interval"
)

// Limit is the rule of a one-check audit: what is compared, and its bound.
type Limit struct {
	Ratio bool // min/max of at least 4/5; else max−min of at most 0.10
}

func (l Limit) String() string {
	if l.Ratio {
		return "ratio"
	}
	return "difference"
}

// rule is the limit as a line of a policy.
func (l Limit) rule() string {
	if l.Ratio {
		return `check: {rate: selection_rate, ratio: min/max, bound: ">= 0.8"}`
	}
	return `check: {rate: selection_rate, difference: max-min, bound: "<= 0.10"}`
}

// beyond reports whether a higher and a lower rate are beyond the limit. What is
// within rounding of it keeps it.
func (l Limit) beyond(high, low float64) bool {
	if l.Ratio {
		return low < 0.8*high-1e-12
	}
	return high-low > 0.1+1e-12
}

// Truth is how the model really treats the groups.
type Truth struct {
	Gap Gap
	One bool // one group of middling size differs; else every second one
}

// Gap is how far apart the groups are.
type Gap int

// The gaps. Beyond is 0.15, or a ratio of 0.7.
const (
	Equal Gap = iota
	AtLimit
	Beyond
)

func (g Gap) String() string { return [...]string{"equal", "at the limit", "beyond"}[g] }

func (t Truth) String() string {
	if t.One {
		return t.Gap.String() + ", one group"
	}
	return t.Gap.String()
}

// moved is the rate of a group that the model treats differently.
func (l Limit) moved(p float64, g Gap) float64 {
	if l.Ratio {
		return p * [...]float64{1, 0.8, 0.7}[g]
	}
	return p + [...]float64{0, 0.1, 0.15}[g]
}

// Setting is one attribute of an audit: its groups, and what the model does to them.
type Setting struct {
	Limit Limit
	Truth Truth
	K     int // groups
	Mean  int // their mean size
	Zipf  bool
	Base  float64 // the rate of groups that are not moved
}

// Name identifies the setting, and seeds its audits.
func (s Setting) Name() string {
	sizes := "equal sizes"
	if s.Zipf {
		sizes = "Zipf sizes"
	}
	return fmt.Sprintf("%s, %s, %d groups of %s, %s, base rate %g", s.Limit, s.Truth, s.K, thousands(s.Mean), sizes, s.Base)
}

// Sizes are the people of each group: the same number, or a share proportional
// to 1/rank (of two groups, 95 % and 5 %), and at least 5.
func (s Setting) Sizes() []int64 {
	out := make([]int64, s.K)
	harmonic := 0.0
	for i := range out {
		harmonic += 1 / float64(i+1)
	}
	total := float64(s.K * s.Mean)
	for i := range out {
		share := 1 / float64(s.K)
		switch {
		case s.Zipf && s.K == 2:
			share = [...]float64{0.95, 0.05}[i]
		case s.Zipf:
			share = 1 / float64(i+1) / harmonic
		}
		out[i] = max(5, int64(math.Round(total*share)))
	}
	return out
}

// Rates are the true rates of the groups.
func (s Setting) Rates() []float64 {
	out := make([]float64, s.K)
	for i := range out {
		out[i] = s.Base
		if s.Truth.One && i == s.K/2 || !s.Truth.One && i%2 == 1 {
			out[i] = s.Limit.moved(s.Base, s.Truth.Gap)
		}
	}
	return out
}

// Group is x selections of n people.
type Group struct{ X, N int64 }

func (g Group) rate() float64 { return float64(g.X) / float64(g.N) }

// draw draws the selections of each group.
func draw(sizes []int64, rates []float64, source Source) []Group {
	out := make([]Group, len(sizes))
	for i, n := range sizes {
		out[i] = Group{interval.DrawBinomial(n, rates[i], source), n}
	}
	return out
}
