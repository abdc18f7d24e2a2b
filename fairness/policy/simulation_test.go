package policy_test

import (
	"math/rand/v2"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/simulate"
)

// The promises, on audits drawn at random: the short form of make simulate, whose
// table stands in METHODS.md. Everything is seeded, so that a test that passes
// keeps passing; the margin of three standard errors is for whoever changes the
// seeds.

func seeding(a, b uint64) simulate.Source { return rand.New(rand.NewPCG(a, b)) }

// audits is how many audits are drawn, of those that the full form of a test draws.
func audits(full int) int {
	if testing.Short() {
		return full / 4
	}
	return full
}

// keeps reports a rate of wrong verdicts above 0.05 by three standard errors.
func keeps(t *testing.T, what string, wrong simulate.Rate) {
	t.Helper()
	if wrong.Audits == 0 || wrong.Exceeds(0.05) {
		t.Errorf("%s: %s of %d audits, more than 0.05 and three standard errors (%.3f)", what, wrong, wrong.Audits, wrong.StandardError(0.05))
	}
}

// effort draws as many audits of k groups. Settings of equal groups are drawn four
// times as often, as in the full form.
func effort(k, full int) simulate.Effort {
	return simulate.Effort{Audits: map[int]int{k: audits(full)}}
}

func simulationRules(t *testing.T) []simulate.Rule {
	t.Helper()
	rules, err := simulate.Rules()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestFairModelsRarelyFail(t *testing.T) {
	t.Parallel()
	rules := simulationRules(t)[:simulate.Ours]
	ratio := simulate.Limit{Ratio: true}
	for _, s := range []struct {
		simulate.Setting
		audits int
	}{
		{simulate.Setting{K: 2, Mean: 200, Base: 0.5}, 400},
		{simulate.Setting{K: 5, Mean: 200, Base: 0.2, Zipf: true}, 100},
		{simulate.Setting{Limit: ratio, K: 5, Mean: 200, Base: 0.5}, 100},
		{simulate.Setting{Limit: ratio, K: 20, Mean: 5000, Base: 0.02}, 25},
		{simulate.Setting{K: 100, Mean: 200, Base: 0.02, Zipf: true}, 8},
	} {
		r := simulate.Run(seeding, s.Setting, rules, effort(s.K, s.audits))
		for i := range rules {
			keeps(t, rules[i].Name+" fails, "+s.Name(), r.Rates[i].Fail)
		}
	}
}

// A limit is the hardest case of what lies beyond it, so that a pass there is held
// to the same.
func TestModelsBeyondTheLimitRarelyPass(t *testing.T) {
	t.Parallel()
	rules := simulationRules(t)[:simulate.Ours]
	ratio := simulate.Limit{Ratio: true}
	limit, beyond := simulate.Truth{Gap: simulate.AtLimit}, simulate.Truth{Gap: simulate.Beyond}
	one := simulate.Truth{Gap: simulate.AtLimit, One: true}
	for _, s := range []struct {
		simulate.Setting
		audits int
	}{
		{simulate.Setting{Truth: beyond, K: 2, Mean: 200, Base: 0.5}, 800},
		{simulate.Setting{Truth: limit, K: 2, Mean: 5000, Base: 0.5}, 800},
		{simulate.Setting{Limit: ratio, Truth: limit, K: 2, Mean: 5000, Base: 0.2, Zipf: true}, 800},
		{simulate.Setting{Limit: ratio, Truth: beyond, K: 5, Mean: 5000, Base: 0.2}, 200},
		{simulate.Setting{Truth: one, K: 20, Mean: 5000, Base: 0.02, Zipf: true}, 60},
	} {
		r := simulate.Run(seeding, s.Setting, rules, effort(s.K, s.audits))
		for i := range rules {
			keeps(t, rules[i].Name+" passes, "+s.Name(), r.Rates[i].Pass)
		}
		// At the limit a fail has to be demonstrated to be rare.
		if s.Truth.Gap == simulate.AtLimit {
			keeps(t, rules[1].Name+" fails, "+s.Name(), r.Rates[1].Fail)
		}
	}
}

// Many checks at once, tiny groups, weights, strata and repeated looks.
func TestPromisesOutsideTheGrid(t *testing.T) {
	t.Parallel()
	scenarios, err := simulate.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]int{ // audits
		"12,000 people, selection of 2.5 % of the people": 40,
		"12,000 people, true positive rate of a third":    20,
		"ratio, rate 0.02":                                          100,
		"difference, log weights of sd 1":                           300,
		"ratio, log weights of sd 1.5 in one group, none elsewhere": 300,
		"ratio, 2 groups in 3 strata, 400 people in each":           300,
		"difference, 5 groups in 3 strata, 2,000 people in each":    80,
		"difference, fail: demonstrated":                            40,
	}
	seen := map[string]bool{}
	for _, s := range scenarios {
		if wanted[s.Name] == 0 {
			continue
		}
		seen[s.Name] = true
		if s.Share > 0 && s.Truth == simulate.AtLimit {
			continue // costly, and the limit is tried above
		}
		s.Share = 0
		t.Run(s.Name+", "+s.Truth.String(), func(t *testing.T) {
			t.Parallel()
			first := s.Run(seeding, audits(wanted[s.Name])).Rates[0]
			if s.Truth == simulate.Equal {
				keeps(t, s.Part+", fails", first.Fail)
			} else {
				keeps(t, s.Part+", passes", first.Pass)
			}
		})
	}
	for name := range wanted {
		if !seen[name] {
			t.Errorf("there is no scenario %q", name)
		}
	}
}

// This is why fairaudit exists: a threshold on estimates fails twenty groups of
// two hundred people whom the model treats the same.
func TestThresholdsFailFairModels(t *testing.T) {
	t.Parallel()
	rules := simulationRules(t)
	for _, s := range []simulate.Setting{
		{K: 20, Mean: 200, Base: 0.5},
		{Limit: simulate.Limit{Ratio: true}, K: 20, Mean: 200, Base: 0.2},
	} {
		r := simulate.Run(seeding, s, rules[2:3], simulate.Effort{Audits: map[int]int{20: 200}})
		if fails := r.Rates[0].Fail; fails.Value() < 0.85 {
			t.Errorf("%s fails %s of fair models, want nearly all: %s", rules[2].Name, fails, s.Name())
		}
	}
}
