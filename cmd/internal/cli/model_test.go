package cli

import (
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/report"
)

// TestModelInputs: what the configuration says that the model reads is a finding
// where it is protected. The charter warns of it; a policy of one's own may block.
func TestModelInputs(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	config := func(model, policyName string) string {
		return "version: 1\nmodel: {name: m" + model + "}\ndata:\n  predicted: selected\n  actual: hired\n  attributes: {gender of the person: {column: sex}}\npolicy: " + policyName + "\n"
	}
	w.write("block.yaml", "version: 1\npolicy: own\nrules:\n  "+ownGap+"\n  reads: {inputs: protected}\n")
	const reads = ", inputs: [skills, SEX, shoe size, code_postal], proxies: [shoe size]"
	for _, test := range []struct {
		model, policy, rule string
		code                int
		verdict             policy.Verdict
		found               []report.ProtectedInput
	}{
		{reads, "charter", "protected-inputs", ExitPass, policy.Fail, []report.ProtectedInput{
			{Column: "SEX", Attribute: "gender of the person", Criterion: "sex"}, {Column: "shoe size", Proxy: true}, {Column: "code_postal", Criterion: "residence", Proxy: true}}},
		{", inputs: [skills]", "charter", "protected-inputs", ExitPass, policy.Pass, nil},
		{", inputs: [sex]", "block.yaml", "reads", ExitFail, policy.Fail, []report.ProtectedInput{{Column: "sex", Attribute: "gender of the person", Criterion: "sex"}}},
	} {
		w.write("fairaudit.yaml", config(test.model, test.policy))
		d := w.audited("fair.csv")
		var found []report.Check
		for _, c := range d.Checks {
			if c.Rule == test.rule {
				found = append(found, c)
			}
		}
		if len(found) != 1 || found[0].Verdict != test.verdict || found[0].Attribute != "" || d.ExitCode != test.code || len(found[0].Inputs) != len(test.found) {
			t.Errorf("%s under %s: code %d, %+v", test.model, test.policy, d.ExitCode, found)
			continue
		}
		if len(d.Model.Inputs) == 0 || !strings.Contains(test.model, strings.Join(d.Model.Inputs, ", ")) {
			t.Errorf("%s: the document has the inputs %q", test.model, d.Model.Inputs)
		}
		for i, in := range found[0].Inputs {
			if in != test.found[i] {
				t.Errorf("%s: %+v, want %+v", test.model, in, test.found[i])
			}
		}
	}
	w.write("fairaudit.yaml", config(reads, "charter"))
	if got := w.run("audit", "fair.csv", "--lang", "fr"); !strings.Contains(got.out, "code_postal (lieu de résidence, substitut)") {
		t.Errorf("in French\n%s", got.out)
	}
	w.write("fairaudit.yaml", config(", inputs: []", "charter"))
	if got := w.run("audit", "absent.csv"); got.code != ExitUsage || !strings.HasSuffix(got.err, "fairaudit.yaml:2:26: inputs is an empty list\n") {
		t.Errorf("no inputs: %+v", got)
	}
}
