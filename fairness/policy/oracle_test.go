package policy_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// oracleInput is one check of the vector files.
type oracleInput struct {
	X, N      []int64
	Metric    string
	Threshold string
	Alpha     float64
	Reference *int `json:"reference_index"`
}

func (in oracleInput) policy(t *testing.T, fail policy.Mode) *policy.Policy {
	t.Helper()
	rule := fmt.Sprintf(`check: {rate: selection_rate, difference: max-min, bound: "<= %s"}`, in.Threshold)
	if in.Metric == "ratio" {
		rule = fmt.Sprintf(`check: {rate: selection_rate, ratio: min/max, bound: ">= %s"}`, in.Threshold)
	}
	pairs := policy.AllPairs
	if in.Reference != nil {
		pairs = policy.ReferencePairs
	}
	return written(t, fmt.Sprintf("error: {alpha: %v, fail: %s, pass: demonstrated, pairs: %s}\n%s", in.Alpha, fail, pairs, everyGroup), rule)
}

func (in oracleInput) input() policy.Input {
	s := policy.Subject{Name: "group", Attributes: []string{"group"}}
	for i := range in.X {
		s.Groups = append(s.Groups, selected(label(i), in.X[i], in.N[i]))
	}
	if in.Reference != nil {
		s.Reference = metric.Reference(label(*in.Reference))
	}
	return inputs(policy.Benefit, s)
}

func label(i int) string { return fmt.Sprintf("g%02d", i) }

func TestOracleSupportedVerdict(t *testing.T) {
	type vector struct {
		ID  string
		In  oracleInput
		Out struct {
			Verdict   policy.Verdict
			Offenders []struct {
				Higher, Lower int
				P             oracle.Value `json:"p_adjusted"`
			}
			Demonstrated *policy.Verdict `json:"demonstrated_verdict"`
		}
	}
	for _, f := range oracle.Load[vector](t, "supported_verdict") {
		t.Run(f.Name, func(t *testing.T) {
			for _, v := range f.Cases {
				c := one(t, v.In.policy(t, policy.Supported), v.In.input())
				if c.Verdict != v.Out.Verdict {
					t.Errorf("%s: got %s, want %s", v.ID, c.Verdict, v.Out.Verdict)
				}
				if got, want := len(c.Offenders)+c.MoreFailing, len(v.Out.Offenders); got != want {
					t.Errorf("%s: got %d offenders, want %d", v.ID, got, want)
				}
				for _, want := range v.Out.Offenders {
					name := label(want.Higher) + " > " + label(want.Lower)
					at := slices.IndexFunc(c.Offenders, func(p policy.Pair) bool { return sides(&p) == name })
					if at < 0 {
						t.Errorf("%s: %s is no offender", v.ID, name)
						continue
					}
					got := *c.Offenders[at].PAdjusted
					if below := want.P.Null; below && got >= 1e-13 || !below && !f.Tolerance.Close(got, want.P) {
						t.Errorf("%s: adjusted p of %s: got %v, want %+v", v.ID, name, got, want.P)
					}
				}
				if want := v.Out.Demonstrated; want != nil {
					if got := one(t, v.In.policy(t, policy.Demonstrated), v.In.input()).Verdict; got != *want {
						t.Errorf("%s demonstrated: got %s, want %s", v.ID, got, *want)
					}
				}
			}
		})
	}
}

func TestOracleGateVerdict(t *testing.T) {
	type vector struct {
		ID  string
		In  oracleInput
		Out struct {
			Comparisons         int
			Point, Lower, Upper oracle.Value
			PFail               oracle.Value `json:"p_fail"`
			FailBelow           bool         `json:"p_fail_below_1e-13"`
			Verdict             policy.Verdict
		}
	}
	for _, f := range oracle.Load[vector](t, "gate_verdict") {
		t.Run(f.Name, func(t *testing.T) {
			for _, v := range f.Cases {
				c := one(t, v.In.policy(t, policy.Demonstrated), v.In.input())
				if c.Verdict != v.Out.Verdict {
					t.Errorf("%s: got %s, want %s", v.ID, c.Verdict, v.Out.Verdict)
				}
				if c.Comparisons != v.Out.Comparisons {
					t.Errorf("%s: got %d comparisons, want %d", v.ID, c.Comparisons, v.Out.Comparisons)
				}
				if c.Estimate.Defined != !v.Out.Point.Null || c.Estimate.Defined && !f.Tolerance.Close(c.Estimate.Float, v.Out.Point) {
					t.Errorf("%s: got the estimate %+v, want %+v", v.ID, c.Estimate, v.Out.Point)
				}
				if !f.Tolerance.Close(c.Lower.Float, v.Out.Lower) || !f.Tolerance.Close(c.Upper.Float, v.Out.Upper) {
					t.Errorf("%s: got the limits %v to %v, want %v to %v", v.ID, c.Lower.Float, c.Upper.Float, v.Out.Lower.F, v.Out.Upper.F)
				}
				if c.Verdict != policy.Fail {
					continue
				}
				// With one check the smallest adjusted p is K times the smallest p.
				p := 1.0
				for _, o := range c.Offenders {
					p = min(p, *o.PAdjusted)
				}
				if v.Out.FailBelow != (p < 1e-13) || !v.Out.FailBelow && !f.Tolerance.Close(p, v.Out.PFail) {
					t.Errorf("%s: got p_fail %v, want %+v", v.ID, p, v.Out.PFail)
				}
			}
		})
	}
}

// TestLimitsAreOverAllPairs computes the limits of every pair, one by one: the
// check's are the furthest of them, whatever order it looks at pairs in.
func TestLimitsAreOverAllPairs(t *testing.T) {
	r := seeded()
	for range 300 {
		alpha := []float64{0.01, 0.05, 0.25}[r.IntN(3)]
		rule := []string{impactRatio, burdenRatio, selectionGap, `treatment: {metric: treatment_equality, bound: "<= 0.5"}`, `lr: {rate: lr_plus, ratio: min/max, bound: ">= 0.5"}`}[r.IntN(5)]
		p := written(t, fmt.Sprintf("error: {alpha: %v}\n%s", alpha, everyGroup), rule)
		in := input(anyGroups(r, 2+r.IntN(6))...)
		in.Labels = true
		c := one(t, p, in)
		o := c.Rule.Contrast.Operation
		rate, _ := metric.FindRate(c.Rule.Contrast.Rates[0])
		var groups []interval.Estimate
		for i := range in.Subjects[0].Groups {
			if e, ok := rate.Estimate(in.Subjects[0].Groups[i].Counts, 1); ok {
				groups = append(groups, e)
			}
		}
		if len(groups) < 2 {
			continue
		}
		proof, reach := 0.0, math.Inf(-1) // of a difference, and of the ratios' logarithms
		for i, x := range groups {
			for j, y := range groups {
				if i == j {
					continue
				}
				level := alpha / float64(len(groups)*(len(groups)-1))
				far, low := interval.LimitsAt(x, level, interval.Guard), interval.LimitsAt(y, level, interval.Guard)
				near, other := interval.LimitsAt(x, alpha, interval.PassGuard(alpha)), interval.LimitsAt(y, alpha, interval.PassGuard(alpha))
				if o == metric.Difference {
					proof, reach = max(proof, interval.Difference(far, low).Lo), max(reach, interval.Difference(near, other).Hi)
				} else {
					proof, reach = max(proof, math.Log(interval.Ratio(far, low).Lo)), max(reach, math.Log(interval.Ratio(near, other).Hi))
				}
			}
		}
		lower, upper := proof, reach
		switch o {
		case metric.MaxMin:
			lower, upper = math.Exp(proof), math.Exp(reach)
		case metric.MinMax:
			lower, upper = math.Exp(-reach), math.Exp(-proof)
		}
		same := func(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }
		if !same(c.Lower.Float, lower) || !same(c.Upper.Float, upper) {
			t.Fatalf("%s at %v: got %v to %v, want %v to %v\n%s", rule, alpha, c.Lower.Float, c.Upper.Float, lower, upper, told(c))
		}
	}
}

// TestRejectionByLevelIsRejectionByP computes the p-value of every comparison of every
// check and adjusts those of a family all together: the procedure by level must reject
// the same pairs.
func TestRejectionByLevelIsRejectionByP(t *testing.T) {
	r := seeded()
	rules := []string{impactRatio, burdenRatio, selectionGap,
		`odds: {metric: equalized_odds, bound: "<= 0.05"}`, `ppv: {metric: predictive_parity, bound: "<= 0.08"}`}
	for range 120 {
		mode := []policy.Mode{policy.Supported, policy.Demonstrated}[r.IntN(2)]
		alpha := []float64{0.01, 0.05, 0.25}[r.IntN(3)]
		family := []policy.Family{policy.SeverityFamily, policy.CheckFamily}[r.IntN(2)]
		correction := []policy.Correction{policy.Holm, policy.Bonferroni}[r.IntN(2)]
		p := written(t, fmt.Sprintf("error: {alpha: %v, fail: %s, family: %s, correction: %s}\n%s", alpha, mode, family, correction, everyGroup),
			rules[:1+r.IntN(len(rules))]...)
		in := inputs(policy.Benefit, policy.Subject{Name: "sex", Attributes: []string{"sex"}, Groups: anyGroups(r, 2+r.IntN(2))},
			policy.Subject{Name: "age", Attributes: []string{"age"}, Groups: anyGroups(r, 2+r.IntN(4))})
		in.Labels = true
		checks, _ := policy.Evaluate(p, in)
		if family == policy.SeverityFamily {
			comparePool(t, checks, p.Error)
			continue
		}
		for i := range checks {
			comparePool(t, checks[i:i+1], p.Error)
		}
	}
}

// comparison is one hypothesis of a check.
type comparison struct {
	check *policy.Check
	name  string
	p     float64
	fails bool // whether its rejection makes the check fail
}

func comparePool(t *testing.T, checks []policy.Check, of policy.ErrorControl) {
	t.Helper()
	var all []comparison
	var p, w []float64
	m := 0
	for i := range checks {
		if hypotheses, ok := comparisonsOf(&checks[i], of.Fail); ok {
			all = append(all, hypotheses...)
			m++
		}
	}
	for _, h := range all {
		p, w = append(p, h.p), append(w, 1/float64(h.check.Comparisons))
	}
	for i := range w {
		w[i] /= float64(m)
	}
	correct := map[policy.Correction]func(p, w []float64) []float64{policy.Holm: interval.WeightedHolm, policy.Bonferroni: interval.WeightedBonferroni}
	adjusted := correct[of.Correction](p, w)
	want := map[*policy.Check]map[string]float64{}
	for i, h := range all {
		if h.fails && adjusted[i] <= of.Alpha {
			if want[h.check] == nil {
				want[h.check] = map[string]float64{}
			}
			want[h.check][h.name] = adjusted[i]
		}
	}
	for i := range checks {
		c := &checks[i]
		if (c.Verdict == policy.Fail) != (len(want[c]) > 0) {
			t.Fatalf("%s on %s, %s at %v: got %s, want the offenders %v", c.Rule.ID, c.Subject.Name, of.Fail, of.Alpha, c.Verdict, want[c])
		}
		if len(c.Offenders) != len(want[c]) {
			t.Fatalf("%s on %s, %s at %v: got %d offenders, want %v", c.Rule.ID, c.Subject.Name, of.Fail, of.Alpha, len(c.Offenders), want[c])
		}
		for _, o := range c.Offenders {
			name := o.Rate.ID + " " + sides(&o)
			if p, ok := want[c][name]; !ok || math.Abs(*o.PAdjusted-p) > 1e-6*p {
				t.Fatalf("%s on %s, %s at %v: adjusted p of %s: got %v, want %v %v", c.Rule.ID, c.Subject.Name, of.Fail, of.Alpha, name, *o.PAdjusted, p, ok)
			}
		}
		if len(want[c]) > 0 && c.M != m {
			t.Fatalf("%s on %s: got m %d, want %d", c.Rule.ID, c.Subject.Name, c.M, m)
		}
	}
}

// comparisonsOf lists the hypotheses of a check; it reports false when some rate
// has no two groups, so that the check cannot be decided.
func comparisonsOf(c *policy.Check, mode policy.Mode) (all []comparison, ok bool) {
	o, bound := c.Rule.Contrast.Operation, c.Rule.Bound.Float()
	rho, tau := 1.0, 0.0
	if mode == policy.Demonstrated {
		switch o {
		case metric.Difference:
			tau = bound
		case metric.MinMax:
			rho = 1 / bound
		default:
			rho = bound
		}
	}
	for _, id := range c.Rule.Contrast.Rates {
		rate, _ := metric.FindRate(id)
		var groups []*metric.Group
		for i := range c.Subject.Groups {
			if rate.Exact(c.Subject.Groups[i].Counts) != nil {
				groups = append(groups, &c.Subject.Groups[i])
			}
		}
		if len(groups) < 2 {
			return nil, false
		}
		for _, x := range groups {
			for _, y := range groups {
				if x == y {
					continue
				}
				p, _ := rate.Estimate(x.Counts, 1)
				q, _ := rate.Estimate(y.Counts, 1)
				contrast := &metric.Contrast{Rates: []string{id}, Operation: o}
				v, _ := contrast.Value([]*metric.Counts{x.Counts, y.Counts})
				beyond := v != nil && o.Worse(v, c.Rule.Bound.Value) ||
					o == metric.MaxMin && v == nil && p.Value() > 0 // infinite
				all = append(all, comparison{c, id + " " + x.Label() + " > " + y.Label(),
					interval.PValue(p, q, rho, tau), mode == policy.Demonstrated || beyond})
			}
		}
	}
	return all, true
}

// TestOraclePolicies compares random policies on random audits with what an implementation
// of the method notes in another language says of them.
func TestOraclePolicies(t *testing.T) {
	type judged struct {
		Verdict                          policy.Verdict
		Comparisons                      int
		Estimate, Lower, Upper, Coverage oracle.Value
		Offenders                        []struct {
			Rate, High, Low string
			P               oracle.Value `json:"p_adjusted"`
		}
	}
	type vector struct {
		ID string
		In struct {
			Policy string
			Groups map[string][6]int64 // tp, fp, fn, tn; selected and not, without an actual outcome
		}
		Out map[string]judged // by rule
	}
	for _, f := range oracle.Load[vector](t, "policies") {
		for _, v := range f.Cases {
			s := policy.Subject{Name: "sex", Attributes: []string{"sex"}}
			for _, label := range slices.Sorted(maps.Keys(v.In.Groups)) {
				n := v.In.Groups[label]
				g := confusion(label, n[0], n[1], n[2], n[3])
				g.Counts = g.Counts.Plus(metric.Outcomes(n[4], n[5]))
				s.Groups = append(s.Groups, g)
			}
			checks, _ := policy.Evaluate(parsed(t, "version: 1\npolicy: test\n"+v.In.Policy), inputs(policy.Benefit, s))
			for rule, want := range v.Out {
				got := find(t, checks, rule, "sex")
				if got.Verdict != want.Verdict || got.Comparisons != want.Comparisons {
					t.Errorf("%s, %s: got %s of %d comparisons, want %s of %d", v.ID, rule, got.Verdict, got.Comparisons, want.Verdict, want.Comparisons)
				}
				for what, x := range map[string]struct {
					got  float64
					want oracle.Value
				}{"estimate": {got.Estimate.Float, want.Estimate}, "lower": {got.Lower.Float, want.Lower}, "upper": {got.Upper.Float, want.Upper}, "coverage": {got.Coverage, want.Coverage}} {
					if !f.Tolerance.Close(x.got, x.want) {
						t.Errorf("%s, %s: got the %s %v, want %v", v.ID, rule, what, x.got, x.want.F)
					}
				}
				if n := len(got.Offenders) + got.MoreFailing; n != len(want.Offenders) {
					t.Errorf("%s, %s: got %d offenders, want %d", v.ID, rule, n, len(want.Offenders))
				}
				for _, o := range want.Offenders {
					name := o.High + " > " + o.Low
					at := slices.IndexFunc(got.Offenders, func(p policy.Pair) bool { return p.Rate.ID == o.Rate && sides(&p) == name })
					if at < 0 {
						t.Errorf("%s, %s: %s is no offender", v.ID, rule, name)
					} else if p := got.Offenders[at].PAdjusted; p == nil || !f.Tolerance.Close(*p, o.P) && *p > 1e-13 {
						t.Errorf("%s, %s: adjusted p of %s: got %v, want %v", v.ID, rule, name, p, o.P.F)
					}
				}
			}
		}
	}
}
