package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

const noProtected = `inputs: {inputs: protected, severity: warn}`

// TestInputs: an input of the model is found for being the column of an attribute,
// for its name, or for being declared a proxy; without a list there is no verdict.
func TestInputs(t *testing.T) {
	p := written(t, "", noProtected)
	for _, c := range []struct {
		inputs, proxies []string
		want            string // columns, as attribute, criterion and proxy
	}{
		{[]string{"skills", "experience_years", "nom_offre"}, nil, ""},
		{[]string{"skills", "COL7"}, nil, "COL7 sex  false"},
		{[]string{"gender", "skills"}, nil, "gender  sex false"},
		{[]string{"gender_F", "qpv", "pays_naissance", "nom"}, nil, "gender_F  sex false, qpv  residence true, pays_naissance  birthplace true, nom  surname true"},
		{[]string{"skills", "Shoe_Size"}, []string{"shoe_size", "col7"}, "Shoe_Size   true"},
		{[]string{"col7"}, []string{"col7"}, "col7 sex  true"},
	} {
		in := input(question12...)
		in.Columns = map[string]string{"sex": "col7"}
		in.Model = policy.Model{Inputs: c.inputs, Proxies: c.proxies}
		x := one(t, p, in)
		var got []string
		for _, f := range x.Inputs {
			id := ""
			if f.Criterion != nil {
				id = f.Criterion.ID
			}
			got = append(got, fmt.Sprintf("%s %s %s %t", f.Column, f.Attribute, id, f.IsProxy))
		}
		want := policy.Pass
		if c.want != "" {
			want = policy.Fail
		}
		if strings.Join(got, ", ") != c.want || x.Verdict != want || x.Estimate.Float != float64(len(got)) || x.Severity != policy.Warn || x.Subject.Name != "" {
			t.Errorf("%q: %s %v, want %q", c.inputs, x.Verdict, got, c.want)
		}
	}
	checks, missing := policy.Evaluate(p, input(question12...))
	if len(checks) != 0 || len(missing) != 1 || missing[0].Why != "it needs the list of what the model reads, and none was declared" {
		t.Errorf("without a list: %v, %v", checks, missing)
	}
}

// TestInputsTakeNoShare: a rule on inputs takes nothing of the error that others
// may make, and an attribute without a column is the column of no input.
func TestInputsTakeNoShare(t *testing.T) {
	in := input(question12...)
	in.Model.Inputs = []string{"skills", ""}
	alone, _ := policy.Evaluate(written(t, "", impactRatio), in)
	beside, _ := policy.Evaluate(written(t, "", impactRatio, `inputs: {inputs: protected}`), in)
	if len(beside) != 2 || beside[0].M != alone[0].M || *beside[0].Pair.PAdjusted != *alone[0].Pair.PAdjusted || beside[1].Verdict != policy.Pass {
		t.Errorf("got %+v, alone %+v", beside, alone)
	}
}

// TestInputsInExtendedPolicies: a rule on inputs is made to block by its severity
// alone, and takes the place of what another rule measured.
func TestInputsInExtendedPolicies(t *testing.T) {
	p := shelf{"house.yaml": `version: 1
policy: house
extends: charter
needs: [race]
rules:
  protected-inputs: {severity: block}
  unknown-share: {inputs: protected}
`}.mustParse(t, "house.yaml")
	for _, id := range []string{"protected-inputs", "unknown-share"} {
		if r, ok := p.Find(id); !ok || r.Kind != policy.Inputs || r.Severity != map[string]policy.Severity{"protected-inputs": policy.Block, "unknown-share": policy.Warn}[id] {
			t.Errorf("%s: %+v", id, r)
		}
	}
	if len(p.Needs) != 1 || p.Needs[0] != "race" || builtin(t, "charter").Needs != nil {
		t.Errorf("needs: %v", p.Needs)
	}
}
