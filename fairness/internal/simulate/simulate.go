// Package simulate estimates the error rates of verdicts from audits drawn at
// random: how often groups that are treated equally fail, and how often a model
// beyond the limit passes. fairaudit is judged as its users meet it, by
// [policy.Parse] and [policy.Evaluate], beside the rules that other tools use.
//
// Every audit has a generator of its own, seeded by the name of its setting and
// its number, and results are counts: the same seed gives the same table, to the
// last digit, on any number of threads.
//
// The program in main.go writes the table into METHODS.md; make simulate runs it.
package simulate

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/fairaudit/fairaudit/fairness/internal/parallel"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Source is where chance comes from; *rand.Rand of math/rand/v2 is one.
type Source interface {
	Uint64() uint64
	Float64() float64
	NormFloat64() float64
}

// Seeding makes the generator of an audit from two words of seed.
type Seeding func(a, b uint64) Source

// Verdict is what a rule says of one audit. Neither is inconclusive.
type Verdict struct{ Fail, Pass bool }

// verdictOf reads the verdict of a check.
func verdictOf(v policy.Verdict) Verdict {
	return Verdict{Fail: v == policy.Fail, Pass: v == policy.Pass}
}

// Rate is how often something happened in audits drawn at random.
type Rate struct{ Hits, Audits int }

// Value is the share; of no audits, 0.
func (r Rate) Value() float64 {
	if r.Audits == 0 {
		return 0
	}
	return float64(r.Hits) / float64(r.Audits)
}

// StandardError is the Monte-Carlo standard error of a rate that is truly p.
func (r Rate) StandardError(p float64) float64 {
	return math.Sqrt(p * (1 - p) / float64(max(1, r.Audits)))
}

// Exceeds reports whether the rate is above p by more than three standard errors.
func (r Rate) Exceeds(p float64) bool {
	return r.Value() > p+3*r.StandardError(p)
}

func (r Rate) String() string { return fmt.Sprintf("%.3f", r.Value()) }

// Rates are the two rates of one rule in one setting.
type Rates struct{ Fail, Pass Rate }

// Repeat draws audits, each judged by the same number of rules, and counts their
// verdicts by rule. What draw returns must depend on its source alone.
func Repeat(seeding Seeding, name string, audits int, draw func(Source) []Verdict) []Rates {
	verdicts := make([][]Verdict, audits)
	seed := seedOf(name)
	parallel.Each(audits, func(i int) { verdicts[i] = draw(seeding(seed, uint64(i))) })
	var out []Rates
	for _, judged := range verdicts {
		if out == nil {
			out = make([]Rates, len(judged))
		}
		for rule, v := range judged {
			out[rule].Fail.count(v.Fail)
			out[rule].Pass.count(v.Pass)
		}
	}
	return out
}

func (r *Rate) count(hit bool) {
	r.Audits++
	if hit {
		r.Hits++
	}
}

// seedOf turns the name of a setting into a seed, so that adding a setting
// changes no other.
func seedOf(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name)) // never fails
	return h.Sum64()
}
