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

func simulationRules(t *testing.T) []simulate.Rule {
	t.Helper()
	rules, err := simulate.Rules()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestFairModelsRarelyFail(t *testing.T) {
	rules := simulationRules(t)[:simulate.Ours]
	ratio := simulate.Limit{Ratio: true}
	for _, s := range []struct {
		simulate.Setting
		audits int
	}{
		{simulate.Setting{K: 2, Mean: 200, Base: 0.5}, 2000},
		{simulate.Setting{K: 5, Mean: 200, Base: 0.2, Zipf: true}, 1000},
		{simulate.Setting{Limit: ratio, K: 5, Mean: 200, Base: 0.5}, 1000},
		{simulate.Setting{Limit: ratio, K: 20, Mean: 5000, Base: 0.02}, 200},
		{simulate.Setting{K: 100, Mean: 200, Base: 0.02, Zipf: true}, 40},
	} {
		r := simulate.Run(seeding, s.Setting, rules, simulate.Effort{Audits: map[int]int{s.K: audits(s.audits)}})
		for i := range rules {
			keeps(t, rules[i].Name+" fails, "+s.Name(), r.Rates[i].Fail)
		}
	}
}

// A limit is the hardest case of what lies beyond it, so that a pass there is held
// to the same.
func TestModelsBeyondTheLimitRarelyPass(t *testing.T) {
	rules := simulationRules(t)[:simulate.Ours]
	ratio := simulate.Limit{Ratio: true}
	limit, beyond := simulate.Truth{Gap: simulate.AtLimit}, simulate.Truth{Gap: simulate.Beyond}
	one := simulate.Truth{Gap: simulate.AtLimit, One: true}
	for _, s := range []struct {
		simulate.Setting
		audits int
	}{
		{simulate.Setting{Truth: beyond, K: 2, Mean: 200, Base: 0.5}, 2000},
		{simulate.Setting{Truth: limit, K: 2, Mean: 5000, Base: 0.5}, 2000},
		{simulate.Setting{Limit: ratio, Truth: limit, K: 2, Mean: 5000, Base: 0.2, Zipf: true}, 2000},
		{simulate.Setting{Limit: ratio, Truth: beyond, K: 5, Mean: 5000, Base: 0.2}, 500},
		{simulate.Setting{Truth: one, K: 20, Mean: 5000, Base: 0.02, Zipf: true}, 200},
	} {
		r := simulate.Run(seeding, s.Setting, rules, simulate.Effort{Audits: map[int]int{s.K: audits(s.audits)}})
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
	scenarios, err := simulate.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]int{ // audits
		"12,000 people, selection of 2.5 % of the people": 100,
		"12,000 people, true positive rate of a third":    100,
		"ratio, rate 0.02":                                          200,
		"difference, log weights of sd 1":                           400,
		"ratio, log weights of sd 1.5 in one group, none elsewhere": 400,
		"ratio, 2 groups in 3 strata, 400 people in each":           800,
		"difference, 5 groups in 3 strata, 2,000 people in each":    400,
		"difference, fail: demonstrated":                            100,
	}
	seen := map[string]bool{}
	for _, s := range scenarios {
		if wanted[s.Name] == 0 {
			continue
		}
		seen[s.Name] = true
		s.Share = 0
		o := s.Run(seeding, audits(wanted[s.Name]))
		what := s.Part + ", " + s.Name
		switch s.Truth {
		case simulate.Equal:
			keeps(t, what+", fails when equal", o.Rates[0].Fail)
		case simulate.Beyond:
			keeps(t, what+", passes beyond the limit", o.Rates[0].Pass)
		default:
			keeps(t, what+", passes at the limit", o.Rates[0].Pass)
		}
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
	rules := simulationRules(t)
	for _, s := range []simulate.Setting{
		{K: 20, Mean: 200, Base: 0.5},
		{Limit: simulate.Limit{Ratio: true}, K: 20, Mean: 200, Base: 0.2},
	} {
		r := simulate.Run(seeding, s, rules[2:3], simulate.Effort{Audits: map[int]int{20: audits(400)}})
		if fails := r.Rates[0].Fail; fails.Value() < 0.85 {
			t.Errorf("%s fails %s of fair models, want nearly all: %s", rules[2].Name, fails, s.Name())
		}
	}
}
