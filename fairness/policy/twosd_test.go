package policy_test

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// TestTwoSDAgainstTheLargestOfEquals: which of the groups that are equally well off
// others are compared with does not depend on what the groups are called. 16/19
// against 1/1 says nothing, and against 58/58 Fisher's exact test gives p < 0.05.
func TestTwoSDAgainstTheLargestOfEquals(t *testing.T) {
	p := written(t, everyGroup, `z: {rate: selection_rate, significance: two-sd, min_shortfall: 1}`)
	for _, labels := range []string{"abc", "bca", "cab", "acb"} {
		got := one(t, p, input(selected(labels[:1], 16, 19), selected(labels[1:2], 1, 1), selected(labels[2:], 58, 58)))
		expect(t, got, policy.Fail, "")
		if got.Pair.Worse.Den != 19 || got.Pair.Other.Den != 58 {
			t.Errorf("%s: got %+v against %+v, want 16/19 against 58/58", labels, got.Pair.Worse, got.Pair.Other)
		}
	}
}

// TestTwoSDShowsWhatFails: the pair shown is one that fails, not the one of the
// largest z where that lacks too few people.
func TestTwoSDShowsWhatFails(t *testing.T) {
	p := written(t, everyGroup, `z: {rate: selection_rate, significance: two-sd, min_shortfall: 10}`)
	few := selected("few", 0, 12) // z = 4.9, and 5.4 short of the pooled rate
	got := one(t, p, input(selected("a", 500, 1000), few, selected("many", 440, 1000)))
	expect(t, got, policy.Fail, "")
	if got.Pair.Worse.Label != "many" {
		t.Errorf("got %+v, want the group that fails", got.Pair.Worse)
	}
	near(t, "z", got.Estimate.Float, 2.6882, 1e-3)
	got = one(t, p, input(selected("a", 500, 1000), few))
	expect(t, got, policy.Pass, "")
	if x := got.Shortfall; x == nil || x.Pooled.Float >= 10 {
		t.Errorf("got %+v, want what is short of the pooled rate, under 10", x)
	}
}

// TestChangeComparesAllPairs, whatever others do.
func TestChangeComparesAllPairs(t *testing.T) {
	p := written(t, "error: {pairs: reference}\n"+everyGroup, `r: {change: since-last-audit, rate: selection_rate, bound: "<= 0.05"}`)
	groups := []metric.Group{selected("a", 10, 100), selected("b", 20, 100), selected("c", 30, 100)}
	in := input(groups...)
	in.Previous = &policy.Previous{Outcome: in.Outcome, DesignEffect: 1, Subjects: []policy.PreviousSubject{{Name: "sex", Groups: groups}}}
	if got := one(t, p, in); got.Comparisons != 6 || got.Rule.Pairs != policy.AllPairs {
		t.Errorf("got %d comparisons of %s pairs, want 6 of all", got.Comparisons, got.Rule.Pairs)
	}
}
