package simulate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Rule is a way to decide a one-check audit.
type Rule struct {
	Name string
	// Judge decides; only the bootstrap draws from the source.
	Judge func(l Limit, groups []Group, source Source) Verdict
	// Costly rules judge only some audits of some settings.
	Costly bool
}

// Rules are those compared: fairaudit in its two modes, then what other tools do.
func Rules() ([]Rule, error) {
	supported, err := gate("fairaudit", policy.Supported)
	if err != nil {
		return nil, err
	}
	demonstrated, err := gate("fairaudit, fail: demonstrated", policy.Demonstrated)
	return []Rule{
		supported,
		demonstrated,
		{Name: "threshold", Judge: threshold},
		{Name: "threshold, groups under 30 dropped", Judge: thresholdOver30},
		{Name: "threshold and 2 sd, Holm", Judge: twoSD},
		{Name: "bootstrap percentile", Judge: bootstrap, Costly: true},
	}, err
}

// Ours is how many of the rules, at the beginning, are fairaudit's.
const Ours = 2

// Written parses a policy of the simulation. Rules are lines of YAML.
func Written(settings string, rules ...string) (*policy.Policy, error) {
	text := "version: 1\npolicy: simulation\n" + settings + "\nrules:\n"
	for _, r := range rules {
		text += "  " + r + "\n"
	}
	return policy.Parse("simulation.yaml", []byte(text))
}

// settings are the error control and the group rules of fairaudit's policies here.
func settings(alpha float64, fail policy.Mode, minGroup int) string {
	return fmt.Sprintf("error: {alpha: %.12g, fail: %s, pass: demonstrated, pairs: all}\ngroups: {min_group: %d, min_coverage: 0.95}", alpha, fail, minGroup)
}

// gate decides by fairaudit.
func gate(name string, fail policy.Mode) (Rule, error) {
	difference, err := Written(settings(0.05, fail, 30), Limit{}.rule())
	if err != nil {
		return Rule{}, err
	}
	ratio, err := Written(settings(0.05, fail, 30), Limit{Ratio: true}.rule())
	return Rule{Name: name, Judge: func(l Limit, groups []Group, _ Source) Verdict {
		if l.Ratio {
			return Judge(ratio, groups)
		}
		return Judge(difference, groups)
	}}, err
}

// Judge evaluates a policy with a single check.
func Judge(p *policy.Policy, groups []Group) Verdict {
	checks, _ := policy.Evaluate(p, input(policy.Subject{Name: "group", Attributes: []string{"group"}, Groups: counted(groups)}))
	return verdictOf(checks[0].Verdict)
}

func input(s ...policy.Subject) policy.Input {
	return policy.Input{Subjects: s, Outcome: policy.Benefit, VerdictsOnly: true}
}

func counted(groups []Group) []metric.Group {
	out := make([]metric.Group, len(groups))
	for i, g := range groups {
		out[i] = metric.Group{Values: []string{label(i)}, Counts: metric.Outcomes(g.X, g.N-g.X)}
	}
	return out
}

func label(i int) string { return fmt.Sprintf("g%03d", i) }

// threshold compares the extreme estimates with the limit. The ratio of two rates
// of 0 is undefined, and no threshold is exceeded.
func threshold(l Limit, groups []Group, _ Source) Verdict {
	low, high := math.Inf(1), math.Inf(-1)
	for _, g := range groups {
		low, high = min(low, g.rate()), max(high, g.rate())
	}
	fail := l.beyond(high, low)
	return Verdict{Fail: fail, Pass: !fail}
}

// thresholdOver30 is threshold without small groups; fewer than two groups differ
// in nothing, and pass.
func thresholdOver30(l Limit, groups []Group, source Source) Verdict {
	large := slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return g.N < 30 })
	return threshold(l, large, source)
}

// twoSD fails when some group is beyond the limit from the one with the highest
// rate, and differs from it by the pooled z at 5 % after Holm's correction over
// the groups; otherwise it passes.
func twoSD(l Limit, groups []Group, _ Source) Verdict {
	best := slices.MaxFunc(groups, func(a, b Group) int { return cmp.Compare(a.rate(), b.rate()) })
	p := make([]float64, len(groups))
	for i, g := range groups {
		z, _ := interval.PooledZ(best.X, best.N, g.X, g.N) // undefined is 0: no evidence
		p[i] = interval.TwoSidedNormal(z)
	}
	at := slices.Index(groups, best)
	others := slices.Delete(slices.Clone(groups), at, at+1)
	for i, adjusted := range interval.Holm(slices.Delete(p, at, at+1)) {
		if adjusted <= 0.05 && l.beyond(best.rate(), others[i].rate()) {
			return Verdict{Fail: true}
		}
	}
	return Verdict{Pass: true}
}

// resamples of the bootstrap.
const resamples = 200

// bootstrap draws every group anew at its estimate, and fails or passes when the
// whole 95 % percentile interval of the extreme contrast is beyond or within the
// limit. Resampling people of a group with replacement is drawing a binomial.
func bootstrap(l Limit, groups []Group, source Source) Verdict {
	sizes, rates := make([]int64, len(groups)), make([]float64, len(groups))
	for i, g := range groups {
		sizes[i], rates[i] = g.N, g.rate()
	}
	contrasts := make([]float64, resamples)
	for r := range contrasts {
		low, high := math.Inf(1), math.Inf(-1)
		for _, g := range draw(sizes, rates, source) {
			low, high = min(low, g.rate()), max(high, g.rate())
		}
		switch {
		case !l.Ratio:
			contrasts[r] = high - low
		case high > 0:
			contrasts[r] = -low / high
		default:
			contrasts[r] = -1
		}
	}
	slices.Sort(contrasts)
	bound := 0.1
	if l.Ratio {
		bound = -0.8
	}
	tail := resamples / 40
	return Verdict{Fail: contrasts[tail] > bound+1e-12, Pass: contrasts[resamples-1-tail] <= bound+1e-12}
}
