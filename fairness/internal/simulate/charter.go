package simulate

import (
	"fmt"
	"math"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// population is people with four attributes, an actual outcome and a decision.
// The same people stand behind every check, as in a real audit.
type population struct {
	size  int64
	moved string // the attribute one of whose groups is treated differently, if any
	// tpr and fpr are the rates of selection of actual positives and negatives in
	// the group that is treated differently.
	tpr, fpr float64
}

// The rates that everybody else has.
const (
	commonBase, commonTPR, commonFPR = 0.3, 0.7, 0.2
)

// attributes and how many groups each has; those of more than five have shares
// proportional to 1/rank.
var attributes = []struct {
	name   string
	groups int
}{{"sex", 2}, {"age", 3}, {"residence", 5}, {"nationality", 20}}

// effect is how a model treats one group of an attribute worse: its rates of
// selection by gap.
type effect struct {
	name, attribute string
	rule            string // which the model breaks
	tpr, fpr        [3]float64
}

var effects = []effect{
	{"selection of a third of the people", "age", "impact-ratio", scaled(commonTPR), scaled(commonFPR)},
	{"selection of 2.5 % of the people", "nationality", "impact-ratio", scaled(commonTPR), scaled(commonFPR)},
	{"true positive rate of a third", "age", "equal-opportunity", [3]float64{commonTPR, commonTPR - 0.1, commonTPR - 0.15}, [3]float64{commonFPR, commonFPR, commonFPR}},
}

func scaled(p float64) [3]float64 {
	l := Limit{Ratio: true}
	return [3]float64{l.moved(p, Equal), l.moved(p, AtLimit), l.moved(p, Beyond)}
}

// charter is the built-in policy on four attributes and an intersection.
func charter() ([]Scenario, error) {
	p, err := policy.Builtin(policy.Default)
	if err != nil {
		return nil, err
	}
	var out []Scenario
	for _, size := range []int64{12000, 120000} {
		for _, f := range effects {
			for _, gap := range []Gap{Equal, AtLimit, Beyond} {
				people := population{size, f.attribute, f.tpr[gap], f.fpr[gap]}
				out = append(out, Scenario{
					Part: "Many checks: policy charter on 4 attributes and an intersection, 16 checks that block and 14 that warn", Truth: gap,
					Name: fmt.Sprintf("%s people, %s", thousands(int(size)), f.name), Share: 1.0 / 3,
					Judges: []string{"all that block", f.rule + " on " + f.attribute, "all that warn"},
					Draw: func(source Source) []Verdict {
						checks, _ := policy.Evaluate(p, people.draw(source))
						return f.judge(checks)
					},
				})
			}
		}
	}
	return out, nil
}

// judge sums up the checks that block, the one whose rule the effect breaks, and
// those that warn.
func (f effect) judge(checks []policy.Check) []Verdict {
	return []Verdict{
		together(checks, func(c *policy.Check) bool { return c.Severity == policy.Block }),
		together(checks, func(c *policy.Check) bool { return c.Rule.ID == f.rule && c.Subject.Name == f.attribute }),
		together(checks, func(c *policy.Check) bool { return c.Severity == policy.Warn }),
	}
}

// together fails when some of the checks does, and passes when all of them do.
func together(checks []policy.Check, counts func(*policy.Check) bool) Verdict {
	v := Verdict{Pass: true}
	for i := range checks {
		if counts(&checks[i]) {
			v.Fail = v.Fail || checks[i].Verdict == policy.Fail
			v.Pass = v.Pass && checks[i].Verdict == policy.Pass
		}
	}
	return v
}

// draw draws the people, combination by combination of their attributes, and
// counts them by each attribute and by sex × age.
func (p population) draw(source Source) policy.Input {
	var out []policy.Subject
	for _, a := range attributes {
		out = append(out, policy.Subject{Name: a.name, Attributes: []string{a.name}, Groups: make([]metric.Group, a.groups)})
	}
	out = append(out, policy.Subject{Name: "sex × age", Attributes: []string{"sex", "age"}, Groups: make([]metric.Group, 6)})
	left, room := p.size, 1.0
	for index := range combinations() {
		at := split(index)
		share := 1.0
		for a, i := range at {
			share *= shareOf(attributes[a].groups, i)
		}
		n := interval.DrawBinomial(left, min(1, share/room), source)
		left, room = left-n, math.Max(room-share, 1e-12)
		counts := p.decide(n, at, source)
		for a, i := range at {
			add(&out[a].Groups[i], counts, label(i))
		}
		add(&out[len(at)].Groups[3*at[0]+at[1]], counts, label(at[0]), label(at[1]))
	}
	in := input(out...)
	in.Labels = true
	return in
}

// decide draws what becomes of n people of a combination.
func (p population) decide(n int64, at []int, source Source) *metric.Counts {
	tpr, fpr := commonTPR, commonFPR
	for a, i := range at {
		if attributes[a].name == p.moved && i == attributes[a].groups/2 {
			tpr, fpr = p.tpr, p.fpr
		}
	}
	positives := interval.DrawBinomial(n, commonBase, source)
	tp := interval.DrawBinomial(positives, tpr, source)
	fp := interval.DrawBinomial(n-positives, fpr, source)
	return metric.Confusion(tp, fp, positives-tp, n-positives-fp)
}

func add(g *metric.Group, c *metric.Counts, values ...string) {
	if g.Counts == nil {
		g.Values, g.Counts = values, new(metric.Counts)
	}
	g.Counts = g.Counts.Plus(c)
}

// combinations is how many combinations of groups there are.
func combinations() int {
	n := 1
	for _, a := range attributes {
		n *= a.groups
	}
	return n
}

// split is the group of each attribute in a combination.
func split(index int) []int {
	at := make([]int, len(attributes))
	for a := range attributes {
		at[a], index = index%attributes[a].groups, index/attributes[a].groups
	}
	return at
}

// shareOf is the share of people in group i of k.
func shareOf(k, i int) float64 {
	if k <= 5 {
		return 1 / float64(k)
	}
	harmonic := 0.0
	for j := range k {
		harmonic += 1 / float64(j+1)
	}
	return 1 / float64(i+1) / harmonic
}
