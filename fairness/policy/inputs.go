package policy

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Model is what an audit declares of the model that decides.
type Model struct {
	Inputs  []string // the columns that it reads; nil when they were not declared
	Proxies []string // columns that are declared to stand for a protected attribute
}

// ProtectedInput is an input of the model that is protected, or stands for what is.
type ProtectedInput struct {
	Column    string
	Attribute string              // of which it is the column; empty for none
	Criterion *criteria.Criterion // that it is named after; nil for none
	IsProxy   bool                // by declaration, or by what it is named after
}

// readInputs reads a rule on the inputs of the model.
func (r *Rule) readInputs(f map[string]strictyaml.Value) {
	r.Kind = Inputs
	f["inputs"].OneOf("protected")
	r.Contrast = metric.Contrast{ID: "protected_inputs", Name: "protected model inputs"}
	refuseOthers(f, words.Say("a rule on the inputs of the model"), "inputs")
}

// readNeeds reads the criteria that a policy cannot do without, such as race.
func readNeeds(v strictyaml.Value) []string {
	needs := v.Names()
	for _, item := range v.Items() {
		if _, known := criteria.Find(item.Text()); !known {
			item.Errorf("there is no criterion %q%s", item.Text(), words.DidYouMean(item.Text(), criteria.IDs()))
		}
	}
	return needs
}

// planInputs adds the one check of a rule on the inputs of the model, whose
// subject has no name: it is about the model, not about groups.
func (e *evaluator) planInputs(r *Rule) {
	if e.in.Model.Inputs == nil {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{Rule: r, Why: "it needs the list of what the model reads, and none was declared"})
		return
	}
	e.checks = append(e.checks, &working{Check: Check{Rule: r, Subject: &Subject{}, Severity: r.Severity}})
}

// decideInputs fails for any input that is protected. Nothing is estimated: the
// verdict is on what was declared.
func (e *evaluator) decideInputs(c *working) {
	c.Inputs = e.protectedInputs()
	c.Estimate, c.Verdict = finite(float64(len(c.Inputs))), Pass
	if len(c.Inputs) > 0 {
		c.Verdict = Fail
	}
}

// protectedInputs lists the inputs that are the column of an attribute, that are
// named after a criterion, or that were declared to be a proxy. Case does not
// matter.
func (e *evaluator) protectedInputs() []ProtectedInput {
	var found []ProtectedInput
	for _, column := range e.in.Model.Inputs {
		is := func(other string) bool { return strings.EqualFold(other, column) }
		p := ProtectedInput{Column: column, IsProxy: slices.ContainsFunc(e.in.Model.Proxies, is)}
		for i := range e.in.Subjects {
			name := e.in.Subjects[i].Name
			if of, known := e.in.Columns[name]; known && is(of) && p.Attribute == "" {
				p.Attribute = name
			}
		}
		if c, ok := criteria.Match(column); ok {
			p.Criterion, p.IsProxy = c, p.IsProxy || c.IsProxy
		}
		if p.Attribute != "" || p.Criterion != nil || p.IsProxy {
			found = append(found, p)
		}
	}
	return found
}
