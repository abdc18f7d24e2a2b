package report_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/report"
)

// TestPublishedTellsNothingElse moves people between groups that are hidden. Where the
// same counts are published as before, every format is the same, to the byte: no
// rate, interval, p-value, standing, sentence or coordinate of a chart comes from
// what is hidden.
func TestPublishedTellsNothingElse(t *testing.T) {
	same := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 12))
		c := randomCrowd(r)
		if !hasSomebody(c) {
			continue
		}
		rules := []string{policy.Default, "four-fifths", "nyc-ll144", "burden"}[r.IntN(4)]
		o := fairness.Options{Outcome: []policy.Outcome{policy.Benefit, policy.Burden}[r.IntN(2)], References: map[string]metric.Reference{}}
		for _, a := range c.attributes {
			o.References[a] = metric.References[r.IntN(len(metric.References))]
		}
		least := []int64{5, 10, 11}[r.IntN(3)]
		d, err := report.Publish(c.audit(t, rules, o), least)
		if err != nil {
			continue
		}
		for range 3 {
			moved := moveHidden(r, c, d)
			if moved == nil {
				break
			}
			other, err := report.Publish(moved.audit(t, rules, o), least)
			if err != nil || counts(t, other) != counts(t, d) {
				continue
			}
			same++
			other.Verdict, other.ExitCode, other.Commitments = d.Verdict, d.ExitCode, d.Commitments
			for _, format := range append([]string{"json"}, report.FormatNames()...) { // whose seal the others print
				if a, b := render(t, format, d, report.Style{}), render(t, format, other, report.Style{}); a != b {
					t.Errorf("seed %d, %s of %s: what is hidden changes it:%s", seed, format, rules, difference(a, b))
					break
				}
			}
		}
	}
	if t.Logf("%d documents that are the same", same); same < 100 {
		t.Errorf("only %d documents could be compared", same)
	}
}

// counts are what is shown of each group, and which checks are.
func counts(t *testing.T, d *report.Document) string {
	t.Helper()
	var p published
	if err := json.Unmarshal([]byte(render(t, "json", d, report.Style{})), &p); err != nil {
		t.Fatal(err)
	}
	for i := range p.Attributes {
		for j := range p.Attributes[i].Groups {
			p.Attributes[i].Groups[j].Rates, p.Attributes[i].Groups[j].Versus = nil, nil
		}
	}
	out, err := json.Marshal([]any{p.Overall, p.Attributes, d.Disclosure})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// moveHidden moves some people from one hidden group of an attribute to another.
func moveHidden(r *rand.Rand, c *crowd, d *report.Document) *crowd {
	axis := r.IntN(len(c.attributes))
	var hidden []string
	for _, a := range d.Attributes {
		if a.Name == c.attributes[axis] {
			for _, g := range a.Groups {
				if g.N.IsHidden() {
					hidden = append(hidden, g.Values[0])
				}
			}
		}
	}
	if len(hidden) < 2 {
		return nil
	}
	r.Shuffle(len(hidden), func(i, j int) { hidden[i], hidden[j] = hidden[j], hidden[i] })
	out := *c
	out.people = slices.Clone(c.people)
	for i, b := range c.people {
		if b.values[axis] != hidden[0] || r.IntN(2) == 0 {
			continue
		}
		to := b
		to.values = slices.Clone(b.values)
		to.values[axis] = hidden[1]
		for _, n := range [][2]*int64{{&out.people[i].tp, &to.tp}, {&out.people[i].fp, &to.fp}, {&out.people[i].fn, &to.fn}, {&out.people[i].tn, &to.tn}, {&out.people[i].up, &to.up}, {&out.people[i].un, &to.un}} {
			*n[1] = *n[0] / (1 + r.Int64N(3))
			*n[0] -= *n[1]
		}
		out.people = append(out.people, to)
	}
	return &out
}

// difference is the lines in which two texts differ first.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out strings.Builder
	n := 0
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] && n < 3 {
			n++
			out.WriteString("\n- " + x[i] + "\n+ " + y[i])
		}
	}
	return out.String()
}
