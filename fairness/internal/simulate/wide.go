package simulate

import (
	"fmt"
	"math"
	"math/big"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// Scenario is an audit outside the grid: many checks, weights, strata, looks.
type Scenario struct {
	// Part is what scenarios of a table share; scenarios of one Name differ in Truth.
	Part, Name string
	Truth      Gap
	// Judges name what is asked of each audit, one for each verdict of Draw.
	Judges []string
	// Share is the part of the effort that an expensive audit gets; 0 stands for 1.
	Share float64
	Draw  func(Source) []Verdict
}

// Outcome is a scenario with what came of it.
type Outcome struct {
	Scenario Scenario
	Rates    []Rates
}

// Run draws the audits of the scenario.
func (s Scenario) Run(seeding Seeding, audits int) Outcome {
	if s.Share > 0 {
		audits = int(float64(audits) * s.Share)
	}
	name := fmt.Sprintf("%s, %s, %s", s.Part, s.Name, s.Truth)
	return Outcome{s, Repeat(seeding, name, audits, s.Draw)}
}

// Scenarios lists all audits outside the grid.
func Scenarios() ([]Scenario, error) {
	var out []Scenario
	for _, part := range []func() ([]Scenario, error){charter, smallGroups, weighted, stratified, looks} {
		s, err := part()
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	return out, nil
}

// smallGroups are 5 large groups and a tail of 45 tiny ones, all treated equally,
// assessed at every size: the guard for very unequal groups is what holds.
func smallGroups() ([]Scenario, error) {
	sizes := make([]int64, 50)
	for i := range sizes {
		sizes[i] = 20000
		if i >= 5 {
			sizes[i] = int64(2 + (i-5)%14)
		}
	}
	var out []Scenario
	for _, base := range []float64{0.002, 0.02, 0.2} {
		s := Setting{Limit: Limit{Ratio: true}, Base: base, K: len(sizes)}
		if base == 0.2 {
			s.Limit.Ratio = false
		}
		p, err := Written(settings(0.05, policy.Supported, 1), s.Limit.rule())
		if err != nil {
			return nil, err
		}
		out = append(out, Scenario{
			Part: "Tiny groups: 5 groups of 20,000 and 45 of 2 to 15 people, min_group 1", Name: fmt.Sprintf("%s, rate %g", s.Limit, base),
			Judges: []string{"fairaudit", "threshold", "threshold and 2 sd, Holm"},
			Draw: func(source Source) []Verdict {
				groups := draw(sizes, s.Rates(), source)
				return []Verdict{Judge(p, groups), threshold(s.Limit, groups, source), twoSD(s.Limit, groups, source)}
			},
		})
	}
	return out, nil
}

// spread is the standard deviation of log weights, of one group or of all.
type spread struct {
	sigma float64
	one   bool
}

func (s spread) String() string {
	if s.one {
		return fmt.Sprintf("log weights of sd %g in one group, none elsewhere", s.sigma)
	}
	return fmt.Sprintf("log weights of sd %g", s.sigma)
}

// weighted are two groups of people with log-normal weights that say nothing of
// their outcome.
func weighted() ([]Scenario, error) {
	var out []Scenario
	for _, l := range []Limit{{}, {Ratio: true}} {
		p, err := Written(settings(0.05, policy.Supported, 30), l.rule())
		if err != nil {
			return nil, err
		}
		for _, w := range []spread{{0.5, false}, {1, false}, {1.5, true}} {
			for _, gap := range []Gap{Equal, AtLimit, Beyond} {
				s := Setting{Limit: l, Truth: Truth{Gap: gap}, K: 2, Mean: 1500, Base: 0.5}
				out = append(out, Scenario{
					Part: "Weighted rows: 2 groups of 1,500 people, rate 0.5", Name: fmt.Sprintf("%s, %s", l, w), Truth: gap,
					Judges: []string{"fairaudit"},
					Draw:   func(source Source) []Verdict { return []Verdict{judgeWeighted(p, s, w, source)} },
				})
			}
		}
	}
	return out, nil
}

func judgeWeighted(p *policy.Policy, s Setting, w spread, source Source) Verdict {
	sizes, rates := s.Sizes(), s.Rates()
	groups := make([]metric.Group, s.K)
	for i := range groups {
		sigma := w.sigma
		if w.one && i != 1 {
			sigma = 0
		}
		selected := interval.DrawBinomial(sizes[i], rates[i], source)
		var c metric.Counts
		c[4], c[5] = people(selected, sigma, source), people(sizes[i]-selected, sigma, source)
		groups[i] = metric.Group{Values: []string{label(i)}, Counts: &c}
	}
	checks, _ := policy.Evaluate(p, input(policy.Subject{Name: "group", Attributes: []string{"group"}, Groups: groups}))
	return verdictOf(checks[0].Verdict)
}

// people draws n people with log-normal weights, kept to 10⁻⁴ so that their sums
// are exact.
func people(n int64, sigma float64, source Source) tally.Sum {
	var w, w2 int64
	for range n {
		v := max(1, int64(math.Round(1e4*math.Exp(sigma*source.NormFloat64()))))
		w, w2 = w+v, w2+v*v
	}
	scale := big.NewInt(100000) // from 10⁻⁴ to 10⁻⁹
	sum := tally.Sum{N: n, W: new(big.Int).Mul(big.NewInt(w), scale)}
	sum.W2 = new(big.Int).Mul(new(big.Int).Mul(big.NewInt(w2), scale), scale)
	return sum
}

// looked is how often the same growing data are audited.
const looked = 24

// looks audit two groups 24 times as their people become more, at the limit: the
// verdict counts if any look gives it.
func looks() ([]Scenario, error) {
	spent, naive := make([]*policy.Policy, looked), make([]*policy.Policy, looked)
	for i := range looked {
		var err error
		if spent[i], err = Written(settings(interval.Spending(0.05, i+1), policy.Demonstrated, 30), Limit{}.rule()); err != nil {
			return nil, err
		}
		if naive[i], err = Written(settings(0.05, policy.Demonstrated, 30), Limit{}.rule()); err != nil {
			return nil, err
		}
	}
	rates := Setting{K: 2, Base: 0.3, Truth: Truth{Gap: AtLimit}}.Rates()
	return []Scenario{{
		Part: "Looks: 24 audits of 2 groups that grow by 200 people each, a verdict at any look counts", Name: "difference, fail: demonstrated", Truth: AtLimit,
		Judges: []string{"alpha/(t(t+1)) at look t", "alpha at every look"},
		Draw: func(source Source) []Verdict {
			out := make([]Verdict, 2)
			groups := make([]Group, 2)
			for t := range looked {
				for i, g := range draw([]int64{200, 200}, rates, source) {
					groups[i].X, groups[i].N = groups[i].X+g.X, groups[i].N+g.N
				}
				for i, p := range []*policy.Policy{spent[t], naive[t]} {
					v := Judge(p, groups)
					out[i].Fail, out[i].Pass = out[i].Fail || v.Fail, out[i].Pass || v.Pass
				}
			}
			return out
		},
	}}, nil
}
