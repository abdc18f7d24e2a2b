package cli

import (
	"maps"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// readEvidence reads what is declared of the model's use. What the audit knows by
// itself is not declared.
func (c *config) readEvidence(v strictyaml.Value) {
	charter := policy.TheCharter()
	for _, e := range v.Entries() {
		id := e.Key.Text()
		known, ok := charter.Find(id)
		switch {
		case !ok:
			e.Key.Errorf("unknown key %q%s; the keys here are %s", id, words.DidYouMean(id, charter.Declarable()), strings.Join(charter.Declarable(), ", "))
		case known.ByAudit:
			e.Key.Errorf("%q is not declared here: the audit knows it by itself", id)
		default:
			c.declare(id, e.Value)
		}
	}
}

func (c *config) declare(id string, v strictyaml.Value) {
	text := strings.TrimSpace(v.Text())
	if text == "" {
		v.Errorf("%s is a text: what there is, or where it stands", id)
		return
	}
	if c.evidence == nil {
		c.evidence = map[string]string{}
	}
	c.evidence[id] = text
}

// supplied is the evidence that was declared, with what other settings say.
func (c *config) supplied() map[string]string {
	all := map[string]string{}
	maps.Copy(all, c.evidence)
	if c.model.Purpose != "" {
		all["purpose"] = c.model.Purpose
	}
	if c.model.Release != "" {
		all["model_release"] = c.model.Release
	}
	if c.outcome != "" {
		all["outcome"] = string(c.outcome)
	}
	return all
}
