package policy_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// waive makes waivers of a rule on sex, one for each group.
func waive(rule string, groups ...string) []policy.Waiver {
	var out []policy.Waiver
	for i, g := range groups {
		out = append(out, policy.Waiver{Rule: rule, Attribute: "sex", Group: g, Reason: "r", Owner: "o", Until: "2027-01-31", Line: i + 1})
	}
	return out
}

// waivedBy evaluates a policy of one rule with waivers, and writes which are used.
func waivedBy(t *testing.T, p *policy.Policy, in policy.Input, waivers []policy.Waiver) (*policy.Check, string) {
	t.Helper()
	in.Waivers = waivers
	c := one(t, p, in)
	var used []string
	for _, u := range policy.Uses([]policy.Check{*c}, waivers, nil) {
		text := fmt.Sprintf("%s %s", u.Group, u.Status)
		if u.Why != "" {
			text += ": " + u.Why
		}
		used = append(used, text)
	}
	return c, strings.Join(used, ", ")
}

// TestWaiverCoversOneGroup: what is found about any other group stands.
func TestWaiverCoversOneGroup(t *testing.T) {
	low := []metric.Group{selected("a", 200, 1000), selected("b", 250, 1000), selected("c", 600, 1000), selected("d", 600, 1000)}
	two := []metric.Group{selected("a", 200, 1000), selected("b", 600, 1000)}
	tiny := append(slices.Clone(two), selected("z", 1, 4))
	small := []metric.Group{selected("a", 11, 30), selected("b", 5000, 10000), selected("c", 5010, 10000)}
	wide := []metric.Group{selected("a", 20, 40), selected("b", 5000, 10000), selected("c", 5010, 10000)}
	unknown := []metric.Group{selected("a", 4800, 10000), selected("b", 5000, 10000), selected("", 3000, 3000)}
	zero := []metric.Group{selected("a", 0, 1000), selected("b", 0, 1000), selected("c", 0, 1000)}
	for _, c := range []struct {
		name, rule string
		groups     []metric.Group
		waived     string // groups, parted by commas
		was, is    policy.Verdict
		used       string
	}{
		{"one of two that are worse off", selectionGap, low, "a", policy.Fail, policy.Fail, "a partial"},
		{"both", selectionGap, low, "a,b", policy.Fail, policy.Waived, "a used, b used"},
		{"both, and one that is not", selectionGap, low, "d,a,b", policy.Fail, policy.Waived, "d unused: what the check finds does not rest on it, a used, b used"},
		{"those better off", selectionGap, low, "c,d", policy.Fail, policy.Fail, "c partial, d partial"},
		{"one worse off and those better off", selectionGap, low, "b,c,d", policy.Fail, policy.Fail, "b partial, c partial, d partial"},
		{"all", selectionGap, low, "a,b,c,d", policy.Fail, policy.Waived, "a used, b used, c unused: what the check finds does not rest on it, d unused: what the check finds does not rest on it"},
		{"nobody there is", selectionGap, low, "x", policy.Fail, policy.Fail, "x unused: the attribute has no such group"},
		{"the worse of two", selectionGap, two, "a", policy.Fail, policy.Waived, "a used"},
		{"the better of two", selectionGap, two, "b", policy.Fail, policy.Fail, "b partial"},
		{"the worse of two beside a few people", selectionGap, tiny, "a", policy.Fail, policy.Waived, "a used"},
		{"beyond, but it could be chance", impactRatio, small, "a", policy.Inconclusive, policy.Waived, "a used"},
		{"the other side of it", impactRatio, small, "b,c", policy.Inconclusive, policy.Inconclusive, "b partial, c partial"},
		{"within, not shown to be", selectionGap, wide, "a", policy.Inconclusive, policy.Waived, "a used"},
		{"within, not shown, another group", selectionGap, wide, "b", policy.Inconclusive, policy.Inconclusive, "b partial"},
		{"unknown values", selectionGap, unknown, "(missing)", policy.Inconclusive, policy.Waived, "(missing) used"},
		{"unknown values, one group", selectionGap, unknown, "a", policy.Inconclusive, policy.Waived, "a used"},
		{"no rate at all", impactRatio, zero, "a", policy.Inconclusive, policy.Inconclusive, "a partial"},
		{"a pass", selectionGap, []metric.Group{selected("a", 5000, 10000), selected("b", 5010, 10000)}, "a", policy.Pass, policy.Pass, "a unused: the check passes"},
		{"one group alone", selectionGap, []metric.Group{selected("a", 50, 100)}, "x", policy.Inconclusive, policy.Inconclusive, "x unused: the attribute has no such group"},
		{"both rates of equalized odds", `r: {metric: equalized_odds, bound: "<= 0.10"}`,
			[]metric.Group{confusion("a", 900, 100, 100, 900), confusion("b", 500, 100, 500, 900), confusion("c", 900, 500, 100, 500)}, "a,c", policy.Fail, policy.Fail, "a partial, c partial"},
		{"a share of missing values", `r: {share: missing, bound: "<= 0.05"}`, unknown, "(missing)", policy.Fail, policy.Waived, "(missing) used"},
		{"a share of missing values, another group", `r: {share: missing, bound: "<= 0.05"}`, unknown, "a", policy.Fail, policy.Fail, "a partial"},
		{"two standard deviations", `r: {rate: selection_rate, significance: two-sd, min_shortfall: 1}`, low, "a,b", policy.Fail, policy.Waived, "a used, b used"},
		{"two standard deviations, one of two", `r: {rate: selection_rate, significance: two-sd, min_shortfall: 1}`, low, "b", policy.Fail, policy.Fail, "b partial"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := written(t, "groups: {min_group: 30, min_coverage: 0.95}", c.rule)
			before := one(t, p, input(c.groups...))
			if before.Verdict != c.was {
				t.Fatalf("without waivers: got %s %s, want %s", before.Verdict, before.Reason, c.was)
			}
			got, used := waivedBy(t, p, input(c.groups...), waive(before.Rule.ID, strings.Split(c.waived, ",")...))
			if got.Verdict != c.is || used != c.used {
				t.Errorf("got %s, %s; want %s, %s", got.Verdict, used, c.is, c.used)
			}
			// The finding stays with its numbers and its reason.
			if got.Verdict == policy.Waived {
				if got.Cover.Verdict != c.was || got.Reason != before.Reason {
					t.Errorf("covered: got %+v %q, want %s %q", got.Cover, got.Reason, c.was, before.Reason)
				}
				got.Verdict = before.Verdict
			}
			if told(got) != told(before) {
				t.Errorf("with waivers\n%s\nwithout\n%s", told(got), told(before))
			}
		})
	}
}

// TestWaiversOfSignificance: a warning is covered like any finding.
func TestWaiversOfSignificance(t *testing.T) {
	p := written(t, everyGroup, impactRatio, `small: {rate: selection_rate, significance: inside-bound, inside: [ratio], min_shortfall: 2, severity: warn}`)
	groups := []metric.Group{selected("a", 4500, 10000), selected("b", 4600, 10000), selected("c", 5000, 10000)}
	for waived, want := range map[string]policy.Verdict{"a": policy.Fail, "a,b": policy.Waived, "c": policy.Fail, "b,c": policy.Fail} {
		in := input(groups...)
		in.Waivers = waive("small", strings.Split(waived, ",")...)
		checks, _ := policy.Evaluate(p, in)
		if got := find(t, checks, "small", "sex"); got.Verdict != want {
			t.Errorf("%s: got %s, want %s", waived, got.Verdict, want)
		}
	}
}

// TestWaiversOfTheModel: a rule that is on no attribute is waived column by column.
func TestWaiversOfTheModel(t *testing.T) {
	p := written(t, everyGroup, selectionGap, "inputs: {inputs: protected, severity: block}")
	for waived, want := range map[string]policy.Verdict{"sexe": policy.Fail, "sexe,nationalite": policy.Waived} {
		in := input(selected("a", 5000, 10000), selected("b", 5000, 10000))
		in.Model.Inputs = []string{"sexe", "nationalite", "cv"}
		for _, w := range waive("inputs", strings.Split(waived, ",")...) {
			w.Attribute = policy.NoAttribute
			in.Waivers = append(in.Waivers, w)
		}
		checks, _ := policy.Evaluate(p, in)
		if got := find(t, checks, "inputs", ""); got.Verdict != want {
			t.Errorf("%s: got %s, want %s", waived, got.Verdict, want)
		}
	}
}

// TestWaiverProperties: whatever the counts, no set of waivers hides a group that
// is not among them, and waivers for all groups cover all.
func TestWaiverProperties(t *testing.T) {
	r := seeded()
	for range 400 {
		p := written(t, fmt.Sprintf("groups: {min_group: %d, min_coverage: 0.9}", r.IntN(40)), []string{impactRatio, burdenRatio, selectionGap,
			`odds: {metric: equalized_odds, bound: "<= 0.1"}`}[r.IntN(4)])
		groups := anyGroups(r, 2+r.IntN(4))
		before := one(t, p, input(groups...))
		var waived, all []string
		for _, g := range groups {
			all = append(all, g.Label())
			if r.IntN(2) == 0 {
				waived = append(waived, g.Label())
			}
		}
		got, _ := waivedBy(t, p, input(groups...), waive(before.Rule.ID, waived...))
		if got.Verdict == policy.Waived {
			for _, o := range before.Offenders {
				if !slices.Contains(waived, o.Worse.Label) {
					t.Fatalf("waived %q, and %s is worse off than %s", waived, o.Worse.Label, o.Other.Label)
				}
			}
			left := slices.DeleteFunc(slices.Clone(groups), func(g metric.Group) bool { return slices.Contains(waived, g.Label()) })
			if len(left) > 1 {
				if rest := one(t, p, input(left...)); rest.Verdict == policy.Fail {
					t.Fatalf("waived %q, and the others fail", waived)
				}
			}
		}
		if got, _ := waivedBy(t, p, input(groups...), waive(before.Rule.ID, all...)); before.Verdict != policy.Pass && got.Verdict != policy.Waived {
			t.Fatalf("all groups are waived, and the check is %s", got.Verdict)
		}
	}
}

func TestWaiverFiles(t *testing.T) {
	const one = "{rule: gap, attribute: sex, group: F, reason: a known cause, owner: A. Diallo, until: 2027-01-31}"
	file := func(items ...string) string {
		return "version: 1\nwaivers:\n  - " + strings.Join(items, "\n  - ") + "\n"
	}
	w, err := policy.ParseWaivers("w.yaml", []byte(file(one, strings.Replace(one, "F", "M", 1))))
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Waiver{Rule: "gap", Attribute: "sex", Group: "F", Reason: "a known cause", Owner: "A. Diallo", Until: "2027-01-31", File: "w.yaml", Line: 3}
	if len(w.List) != 2 || w.List[0] != want {
		t.Errorf("got %+v, want %+v", w.List, want)
	}
	p := written(t, "waivers: {max_days: 90}", selectionGap, `none: {inputs: protected}`)
	for _, c := range []struct{ name, text, want string }{
		{"no list", "version: 1\n", "w.yaml:1:1: waivers are missing: a list of them"},
		{"no version", "waivers: []\n", "w.yaml:1:1: version is missing; this is version 1"},
		{"a misspelt key", file(strings.Replace(one, "until", "untill", 1)), "w.yaml:3:5: the waiver has no until\n" +
			`w.yaml:3:84: unknown key "untill" (did you mean "until"?); the keys here are rule, attribute, group, reason, owner, until`},
		{"nothing said", file("{rule: gap}"), "w.yaml:3:5: the waiver has no attribute\nw.yaml:3:5: the waiver has no group\nw.yaml:3:5: the waiver has no reason\nw.yaml:3:5: the waiver has no owner\nw.yaml:3:5: the waiver has no until"},
		{"an empty reason", file(strings.Replace(one, "a known cause", `""`, 1)), "w.yaml:3:51: reason needs a value"},
		{"no date", file(strings.Replace(one, "2027-01-31", "forever", 1)), `w.yaml:3:91: a date is a day of the calendar, written like 2026-10-01, and "forever" is none`},
		{"the same twice", file(one, one), "w.yaml:4:5: there is a waiver for this group already, on line 3"},
		{"an unknown rule", file(strings.Replace(one, "gap", "gpa", 1)), `w.yaml:3:12: the policy test has no rule "gpa" (did you mean "gap"?)`},
		{"an unknown attribute", file(strings.Replace(one, "sex", "sxe", 1)), `w.yaml:3:28: there is no attribute "sxe" (did you mean "sex"?); there are "sex", "sex × age"`},
		{"an attribute for a rule on none", file(strings.Replace(one, "gap", "none", 1)), "w.yaml:3:29: (none) stands for the attribute of a rule that is on none, and for no other"},
		{"none for a rule on attributes", file(strings.Replace(one, "sex", "(none)", 1)), "w.yaml:3:28: (none) stands for the attribute of a rule that is on none, and for no other"},
		{"beyond the horizon", file(strings.Replace(one, "2027-01-31", "2027-02-22", 1)), "w.yaml:3:91: 2027-02-22 is more than 90 days away, which is as far as the policy test allows: until 2027-02-21 today"},
		{"at the horizon", file(strings.Replace(one, "2027-01-31", "2027-02-21", 1)), ""},
		{"expired", file(strings.Replace(one, "2027-01-31", "2026-01-31", 1)), ""},
		{"on an intersection", file(strings.Replace(one, "sex", "sex × age", 1)), ""},
	} {
		w, err := policy.ParseWaivers("w.yaml", []byte(c.text))
		if err == nil {
			err = w.Check(p, []string{"sex", "sex × age"}, "2026-11-23")
		}
		if got := fmt.Sprint(err); got != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	none := written(t, "waivers: {max_days: 0}", selectionGap)
	if err := w.Check(none, nil, "2026-11-23"); err == nil || !strings.Contains(err.Error(), "w.yaml:3:91: the policy test allows no waiver") {
		t.Errorf("got %v", err)
	}
	if p := written(t, "", selectionGap); p.Horizon != 180 {
		t.Errorf("without a horizon: got %d days, want 180", p.Horizon)
	}
}

// TestWaiversExpire: a waiver counts on its last day, and no longer.
func TestWaiversExpire(t *testing.T) {
	list := waive("gap", "a")
	for day, valid := range map[string]int{"2027-01-30": 1, "2027-01-31": 1, "2027-02-01": 0} {
		if got, expired := policy.ValidOn(list, day); len(got) != valid || len(expired) != 1-valid {
			t.Errorf("%s: got %d valid and %d expired", day, len(got), len(expired))
		}
	}
	uses := policy.Uses(nil, list, waive("gap", "b"))
	if len(uses) != 2 || uses[0].Status != policy.Unused || uses[0].Why != "there is no such check" || uses[1].Status != policy.Expired {
		t.Errorf("got %+v", uses)
	}
}

func FuzzWaivers(f *testing.F) {
	f.Add([]byte("version: 1\nwaivers:\n  - {rule: gap, attribute: sex, group: F, reason: r, owner: o, until: 2027-01-31}\n"))
	f.Add([]byte("version: 1\nwaivers: [x, {rule: }]\n"))
	p, err := policy.Builtin(policy.Default)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := policy.ParseWaivers("f", text)
		if err == nil {
			err = w.Check(p, []string{"sex"}, "2026-11-23")
		}
		if err == nil {
			for _, x := range w.List {
				if x.Rule == "" || x.Attribute == "" || x.Group == "" || x.Reason == "" || x.Owner == "" || len(x.Until) != 10 || x.Line == 0 {
					t.Errorf("accepted %+v", x)
				}
			}
		}
	})
}

// TestWaiversOfThePopulation: a group of the reference population that nobody audited
// belongs to is there for the rule on it, and for no other.
func TestWaiversOfThePopulation(t *testing.T) {
	p := written(t, "", selectionGap, `rep: {representation: population, bound: ">= 1/2"}`)
	in := input(selected("a", 200, 1000), selected("b", 600, 1000))
	in.Subjects[0].Population = map[string]*big.Rat{"a": big.NewRat(2, 5), "b": big.NewRat(2, 5), "x": big.NewRat(1, 5)}
	gap := p.Rules[0].ID
	in.Waivers = slices.Concat(waive(gap, "x", "y"), waive("rep", "x", "y", "a"))
	checks, _ := policy.Evaluate(p, in)
	got := map[string]string{}
	for _, w := range policy.Uses(checks, in.Waivers, nil) {
		got[w.Rule+" "+w.Group] = strings.TrimSpace(string(w.Status) + " " + w.Why)
	}
	want := map[string]string{
		gap + " x": "unused nobody audited is of this group, which only the reference population has",
		gap + " y": "unused the attribute has no such group",
		"rep x":    "used",
		"rep y":    "unused the attribute has no such group",
		"rep a":    "unused what the check finds does not rest on it",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
