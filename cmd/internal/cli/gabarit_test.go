package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
)

// TestGabarit reads a file of the shape that gabarit's fairness script is tested
// on: fifty people, semicolons, a target, a prediction and sensitive columns.
func TestGabarit(t *testing.T) {
	w := newWorld(t)
	var rows strings.Builder
	rows.WriteString("genre;citizenship;age;target;prediction\n")
	n := 0
	for _, g := range []struct {
		genre, citizenship, cell string
		people                   int
	}{
		{"Femme", "english", "0;0", 1}, {"Femme", "french", "0;0", 5}, {"Homme", "french", "0;0", 3},
		{"Femme", "english", "0;1", 2}, {"Homme", "english", "0;1", 1}, {"Homme", "french", "0;1", 2},
		{"Femme", "french", "1;0", 2}, {"Homme", "french", "1;0", 1},
		{"Femme", "english", "1;1", 14}, {"Homme", "english", "1;1", 7}, {"Homme", "french", "1;1", 12},
	} {
		for range g.people {
			fmt.Fprintf(&rows, "%s;%s;%d;%s\n", g.genre, g.citizenship, 20+n, g.cell)
			n++
		}
	}
	w.write("in.csv", rows.String())
	args := []string{"in.csv", "--policy", "gabarit", "--actual", "target", "--attribute", "genre", "--attribute", "citizenship", "--attribute", "age"}
	d := w.audited(append(args, "--predicted", "prediction")...)
	for name, want := range map[string]string{ // tp/fp/fn/tn, as the script counts them
		"genre":       "Femme 14/2/2/6, Homme 19/3/1/3",
		"citizenship": "english 21/3/0/1, french 12/2/3/8",
	} {
		if got := cells(attribute(t, d, name)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if age := attribute(t, d, "age"); len(age.Groups) != 5 || age.Groups[0].N != 10 || age.Groups[0].Label != "<30" {
		t.Errorf("age: got %s, want five quantiles of ten people", cells(age))
	}
	if all := attribute(t, d, "genre × citizenship × age"); len(all.Attributes) != 3 {
		t.Error("there are no groups by all columns together")
	}
	for _, c := range d.Checks {
		if c.Verdict == "" {
			t.Errorf("%s of %s has no verdict", c.Rule, c.Attribute)
		}
	}
	// What is said of an attribute, or of intersections, stands.
	d = w.audited(append(args[:len(args)-1], "age:bands=40", "--intersect", "genre,citizenship", "--predicted", "prediction")...)
	if got := len(attribute(t, d, "age").Groups); got != 2 || len(d.Attributes) != 4 {
		t.Errorf("with bands and an intersection: got %d groups of age and %d attributes", got, len(d.Attributes))
	}
	// Without a prediction the target is audited by itself.
	d = w.audited(args...)
	if got := cells(attribute(t, d, "genre")); got != "Femme 16/8, Homme 20/6" || d.Data.Predicted.Name != "target" || d.Data.Actual != nil {
		t.Errorf("the target alone: got %s of %s", got, d.Data.Predicted.Name)
	}
	// Other policies want to know what was decided.
	if got := w.run("audit", "in.csv", "--actual", "target", "--attribute", "genre"); got.code != ExitUsage || !strings.Contains(got.err, "nothing to audit") {
		t.Errorf("charter without decisions: exit %d, %s", got.code, got.err)
	}
}

// TestPlanReadsAsAuditDoes: plan judges the groups that audit judges, under a policy that
// says how inputs are read too.
func TestPlanReadsAsAuditDoes(t *testing.T) {
	w := newWorld(t)
	var rows strings.Builder
	rows.WriteString("genre,age,target\n")
	for i := range 600 {
		fmt.Fprintf(&rows, "%s,%d,%d\n", []string{"Femme", "Homme"}[i%2], 20+i%40, i%3%2)
	}
	w.write("in.csv", rows.String())
	args := []string{"in.csv", "--policy", "gabarit", "--actual", "target", "--attribute", "genre", "--attribute", "age"}
	want := map[string][]string{} // the groups of the checks on a rate, by rule and attribute
	for _, c := range w.audited(args...).Checks {
		if c.Terms != nil {
			want[c.Rule+" · "+c.Attribute] = nil
		}
	}
	got := w.run(append([]string{"plan", "--replicates", "10", "-o", "json"}, args...)...)
	var plan fairness.Planned
	if err := json.Unmarshal([]byte(got.out), &plan); err != nil || got.code != 0 || got.err != "" {
		t.Fatalf("%v: %+v", err, got)
	}
	if len(plan.Checks) != len(want) || len(want) != 3 {
		t.Errorf("%d checks are planned, and %d audited", len(plan.Checks), len(want))
	}
	for _, c := range plan.Checks {
		if _, audited := want[c.Rule+" · "+c.Attribute]; !audited {
			t.Errorf("%s of %s is planned, and not audited", c.Rule, c.Attribute)
		}
		if n := map[string]int{"genre": 1, "age": 4, "genre × age": 9}[c.Attribute]; len(c.Groups) != n {
			t.Errorf("%s: %d groups are compared with the largest, want %d", c.Attribute, len(c.Groups), n)
		}
	}
	// A record judges nothing, which is said before any data are read.
	if got := w.run("plan", "absent.csv", "--policy", "nyc-ll144", "--score", "s", "--cutoff", "median", "--attribute", "genre"); got.code != ExitUsage || !strings.Contains(got.err, "is a record, which judges nothing") {
		t.Errorf("a record: %+v", got)
	}
}
