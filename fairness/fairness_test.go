package fairness_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// people is a number of people with the same values.
type people struct {
	sex, age, job, hired, picked string
	n                            int64
}

// counted makes the tally of people over sex, over age and over both, with the
// job as a stratum in the table over sex where asked.
func counted(t *testing.T, rows []people, labels, strata bool) *tally.Tally {
	t.Helper()
	axes := []tally.Axis{{Name: "sex", Role: tally.Attribute}, {Name: "age", Role: tally.Attribute, Bands: []string{"<50", "50+"}},
		{Name: "job", Role: tally.Stratum}, {Name: "picked", Role: tally.Predicted, Positive: []string{"1"}}}
	tables := [][]int{{0, 3}, {1, 3}, {0, 1, 3}}
	if strata {
		tables = append(tables, []int{0, 2, 3}, []int{1, 2, 3}, []int{0, 1, 2, 3})
	}
	if labels {
		axes = append(axes, tally.Axis{Name: "hired", Role: tally.Actual, Positive: []string{"1"}})
		for i := range tables {
			tables[i] = append(tables[i], 4)
		}
	}
	cuboids := make([]tally.Cuboid, len(tables))
	for i, axes := range tables {
		cuboids[i].Axes = axes
	}
	for _, r := range rows {
		at := make([]int, len(axes))
		for i, v := range []string{r.sex, r.age, r.job, r.picked, r.hired}[:len(axes)] {
			if at[i] = slices.Index(axes[i].Values, v); at[i] < 0 {
				at[i] = len(axes[i].Values)
				axes[i].Values = append(axes[i].Values, v)
			}
		}
		for i := range cuboids {
			index := make([]int, len(cuboids[i].Axes))
			for j, a := range cuboids[i].Axes {
				index[j] = at[a]
			}
			cuboids[i].Cells = append(cuboids[i].Cells, tally.Cell{Index: index, Sum: tally.Sum{N: r.n}})
		}
	}
	if !strata { // nobody asks for the job
		axes = slices.Delete(axes, 2, 3)
		for i := range cuboids {
			for j, a := range cuboids[i].Axes {
				if a > 2 {
					cuboids[i].Axes[j] = a - 1
				}
			}
		}
	}
	got, err := tally.New(axes, false, cuboids)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// crowd has n people in each of the four groups, of whom those of the first sex
// are selected at another rate, in per cent; half of all are hired.
func crowd(n, first, second int64) (rows []people) {
	for _, age := range []string{"<50", "50+"} {
		for _, hired := range []string{"0", "1"} {
			rows = append(rows,
				people{"F", age, "a", hired, "1", n / 2 * first / 100}, people{"F", age, "a", hired, "0", n/2 - n/2*first/100},
				people{"M", age, "b", hired, "1", n / 2 * second / 100}, people{"M", age, "b", hired, "0", n/2 - n/2*second/100})
		}
	}
	return rows
}

func parsed(t *testing.T, rules string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse("test.yaml", []byte("version: 1\npolicy: test\nrules:\n"+rules))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	ratio = `  ratio: {metric: impact_ratio, bound: ">= 4/5"%s}` + "\n"
	odds  = `  odds: {metric: equalized_odds, bound: "<= 0.10"%s}` + "\n"
)

func TestExitCodes(t *testing.T) {
	rule := func(form, more string) string { return fmt.Sprintf(form, more) }
	fair, unfair, few := crowd(10000, 50, 50), crowd(10000, 20, 50), crowd(40, 50, 50)
	for _, c := range []struct {
		name    string
		rows    []people
		labels  bool
		rules   string
		verdict policy.Verdict
		code    int
	}{
		{"every rule passes", fair, true, rule(ratio, "") + rule(odds, ""), policy.Pass, 0},
		{"a rule fails", unfair, true, rule(ratio, "") + rule(odds, ""), policy.Fail, 1},
		{"a rule is inconclusive", few, true, rule(ratio, ""), policy.Inconclusive, 3},
		{"one fails, one is inconclusive", unfair, true, rule(ratio, "") + `  gap: {metric: selection_gap, bound: "<= 0.30"}` + "\n", policy.Fail, 1},
		{"a warning does not decide", unfair, true, rule(ratio, ", severity: warn") + `  gap: {metric: selection_gap, bound: "<= 0.50"}` + "\n", policy.Pass, 0},
		{"a report does not decide", unfair, true, rule(ratio, ", severity: report") + `  gap: {metric: selection_gap, bound: "<= 0.50"}` + "\n", policy.Pass, 0},
		{"only warnings", fair, true, rule(ratio, ", severity: warn"), policy.Inconclusive, 3},
		{"only warnings, and they fail", unfair, true, rule(ratio, ", severity: warn"), policy.Inconclusive, 3},
		{"a rule without its inputs is left out", fair, false, rule(ratio, "") + rule(odds, ""), policy.Pass, 0},
		{"a required rule without its inputs", fair, false, rule(ratio, "") + rule(odds, ", require: true"), policy.Inconclusive, 3},
		{"a required warning without its inputs", fair, false, rule(ratio, "") + rule(odds, ", require: true, severity: warn"), policy.Pass, 0},
		{"a required rule without its inputs beside a fail", unfair, false, rule(ratio, "") + rule(odds, ", require: true"), policy.Fail, 1},
		{"no rule has its inputs", fair, false, rule(odds, ""), policy.Inconclusive, 3},
		{"no rule is for this outcome", fair, true, rule(ratio, ", when: burden"), policy.Inconclusive, 3},
		{"a rule for an attribute that is not there", fair, true, rule(ratio, ", attributes: [gender]"), policy.Inconclusive, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := fairness.Audit(counted(t, c.rows, c.labels, false), parsed(t, c.rules), fairness.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != c.verdict || r.ExitCode != c.code {
				t.Errorf("got %s, exit %d; want %s, exit %d", r.Verdict, r.ExitCode, c.verdict, c.code)
			}
		})
	}
}

func TestAuditMeasures(t *testing.T) {
	rows := append(crowd(1000, 40, 50), people{"", "<50", "a", "1", "1", 7}, people{"F", "50+", "a", "", "0", 11})
	r, err := fairness.Audit(counted(t, rows, true, false), parsed(t, fmt.Sprintf(ratio, "")), fairness.Options{Outcome: policy.Burden, DesignEffect: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.People != 4018 || r.Unlabelled != 11 || !r.Labels || r.Weighted || r.Outcome != policy.Burden {
		t.Errorf("got %d people, %d unlabelled, labels %v, weights %v, a %s; want 4018, 11, labels, none, a burden", r.People, r.Unlabelled, r.Labels, r.Weighted, r.Outcome)
	}
	var names []string
	for _, s := range r.Subjects {
		names = append(names, s.Name)
	}
	if want := []string{"sex", "age", "sex × age"}; !slices.Equal(names, want) {
		t.Errorf("subjects: got %q, want %q", names, want)
	}
	var labels []string
	for _, g := range r.Subjects[0].Groups {
		labels = append(labels, g.Label)
	}
	if want := []string{"(missing)", "F", "M"}; !slices.Equal(labels, want) {
		t.Errorf("groups: got %q, want %q", labels, want)
	}
	f := r.Subjects[0].Groups[1]
	at := slices.IndexFunc(f.Rates, func(x fairness.Rate) bool { return x.ID == "selection_rate" })
	selection := f.Rates[at]
	if selection.Num != 800 || selection.Den != 2011 || math.Abs(*selection.Value-800.0/2011) > 1e-15 {
		t.Errorf("selection rate of F: got %d of %d", selection.Num, selection.Den)
	}
	if selection.Versus != nil {
		t.Errorf("F is the largest group: got %+v", selection.Versus)
	}
	v := r.Subjects[0].Groups[2].Rates[at].Versus
	if v == nil || v.Reference != "F" || math.Abs(v.Difference-(0.5-800.0/2011)) > 1e-15 || math.Abs(*v.Ratio-0.5*2011/800) > 1e-15 {
		t.Errorf("selection rate of M, against F: got %+v", v)
	}
	if missing := r.Subjects[0].Groups[0]; !missing.Missing || missing.Rates[0].Versus != nil {
		t.Errorf("the missing are compared: got %+v", missing.Rates[0].Versus)
	}
	if got := r.Overall.Counts.N(metric.All); got != 4018 {
		t.Errorf("overall: got %d people, want 4018", got)
	}
	if missing := r.Subjects[0].Groups[0]; slices.ContainsFunc(missing.Rates, func(x fairness.Rate) bool { return x.Value == nil && x.Reason == "" }) {
		t.Error("an undefined rate has no reason")
	}
}

func TestAuditWithStrataListsAttributesOnce(t *testing.T) {
	r, err := fairness.Audit(counted(t, crowd(1000, 50, 50), true, true), parsed(t, fmt.Sprintf(ratio, "")), fairness.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Subjects) != 3 || len(r.Checks) != 2 {
		t.Errorf("got %d subjects and %d checks, want sex, age and both, and 2 checks", len(r.Subjects), len(r.Checks))
	}
}

func TestAuditReferences(t *testing.T) {
	x := counted(t, crowd(1000, 50, 60), true, false)
	p := parsed(t, fmt.Sprintf(ratio, ""))
	r, err := fairness.Audit(x, p, fairness.Options{References: map[string]metric.Reference{"sex": "F", "sex × age": "F × 50+", "age": metric.Rest}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []metric.Reference{"F", metric.Rest, "F × 50+"} {
		if got := r.Subjects[i].Reference; got != want {
			t.Errorf("%s: got the reference %s, want %s", r.Subjects[i].Name, got, want)
		}
	}
	_, err = fairness.Audit(x, p, fairness.Options{References: map[string]metric.Reference{"sex": "X"}})
	var unknown *fairness.UnknownReference
	if !errors.As(err, &unknown) || unknown.Attribute != "sex" || unknown.Reference != "X" {
		t.Fatalf("got %v, want an unknown reference", err)
	}
	if want := `attribute "sex" has no group "X" to refer to; its groups are F, M`; err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := fairness.Audit(x, p, fairness.Options{References: map[string]metric.Reference{"sex": metric.MissingLabel}}); err == nil {
		t.Error("the missing values as a reference were accepted")
	}
}

func TestAuditRefuses(t *testing.T) {
	axis := func(name string, role tally.Role) tally.Axis {
		return tally.Axis{Name: name, Role: role, Values: []string{"1"}, Positive: []string{"1"}}
	}
	cells := []tally.Cell{{Index: []int{0, 0}, Sum: tally.Sum{N: 3}}}
	for _, c := range []struct {
		axes []tally.Axis
		want string
	}{
		{[]tally.Axis{axis("job", tally.Stratum), axis("picked", tally.Predicted)}, "the tally has no attribute to compare people by"},
		{[]tally.Axis{axis("sex", tally.Attribute), axis("hired", tally.Actual)}, "the tally has 0 predicted axes, expected one"},
	} {
		x, err := tally.New(c.axes, false, []tally.Cuboid{{Axes: []int{0, 1}, Cells: slices.Clone(cells)}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fairness.Audit(x, parsed(t, fmt.Sprintf(ratio, "")), fairness.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// TestAuditOfMergedTallies: the rows counted in parts and added up give the same
// verdicts.
func TestAuditOfMergedTallies(t *testing.T) {
	rows := crowd(1000, 40, 50)
	whole := counted(t, rows, true, false)
	merged, err := tally.Merge(counted(t, rows[:5], true, false), counted(t, rows[5:], true, false))
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Builtin(policy.Default)
	if err != nil {
		t.Fatal(err)
	}
	for _, outcome := range []policy.Outcome{policy.Benefit, policy.Burden} {
		a, err := fairness.Audit(whole, p, fairness.Options{Outcome: outcome})
		if err != nil {
			t.Fatal(err)
		}
		b, err := fairness.Audit(merged, p, fairness.Options{Outcome: outcome})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Checks) != len(b.Checks) || a.ExitCode != b.ExitCode {
			t.Fatalf("got %d checks and exit %d, want %d and %d", len(b.Checks), b.ExitCode, len(a.Checks), a.ExitCode)
		}
		for i := range a.Checks {
			if x, y := a.Checks[i], b.Checks[i]; x.Verdict != y.Verdict || x.Estimate != y.Estimate || x.Lower != y.Lower || x.Upper != y.Upper {
				t.Errorf("%s on %s: got %s %v, want %s %v", x.Rule.ID, x.Subject.Name, y.Verdict, y.Estimate, x.Verdict, x.Estimate)
			}
		}
	}
}
