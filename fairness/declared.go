package fairness

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Declared is what is declared of an attribute beside its values.
type Declared struct {
	Column      string
	LawfulBasis string // the ID of one of [criteria.Bases]; empty for none
}

// Warning is something about an audit that somebody should look at. It changes no
// verdict and no exit code.
type Warning struct {
	Kind      WarningKind
	Attribute string
	Criterion *criteria.Criterion
}

// WarningKind says what a warning is about.
type WarningKind string

// The kinds of warnings.
const (
	// NoBasis: the attribute is named after a special category of personal data,
	// and no lawful basis was declared.
	NoBasis WarningKind = "no_lawful_basis"
	// OrdinaryBasis: it was declared to be ordinary.
	OrdinaryBasis WarningKind = "special_category_declared_ordinary"
	// Ethnoracial: its classes are ethnic or racial, and the policy does not ask
	// for them.
	Ethnoracial WarningKind = "ethnoracial"
)

// criterionOf is the criterion that an attribute is, by the name of its column or
// else by its own.
func criterionOf(name string, d Declared) *criteria.Criterion {
	if c, ok := criteria.Match(d.Column); ok {
		return c
	}
	c, _ := criteria.Match(name)
	return c
}

// declare adds to the subjects what is declared of them, and collects the warnings.
func (r *Result) declare(declared map[string]Declared) {
	for i := range r.Subjects {
		s := &r.Subjects[i]
		if len(s.Attributes) > 1 {
			continue
		}
		d := declared[s.Name]
		s.LawfulBasis, s.Criterion = d.LawfulBasis, criterionOf(s.Name, d)
		for _, kind := range warnings(s, r.Policy) {
			r.Warnings = append(r.Warnings, Warning{kind, s.Name, s.Criterion})
		}
	}
}

func warnings(s *Subject, p *policy.Policy) []WarningKind {
	var kinds []WarningKind
	if s.Criterion == nil {
		return nil
	}
	if s.Criterion.Status == criteria.Special {
		switch s.LawfulBasis {
		case "":
			kinds = append(kinds, NoBasis)
		case "ordinary":
			kinds = append(kinds, OrdinaryBasis)
		}
	}
	if s.Criterion.IsEthnoracial && !slices.Contains(p.Needs, s.Criterion.ID) {
		kinds = append(kinds, Ethnoracial)
	}
	return kinds
}
