package cli

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// basisNames are what the lawful basis of an attribute may be.
func basisNames() []string {
	var names []string
	for _, b := range criteria.Bases {
		names = append(names, b.ID)
	}
	return names
}

// readBasis reads the lawful basis of an attribute; absent is none.
func readBasis(v strictyaml.Value) string {
	if !v.Present() {
		return ""
	}
	return v.OneOf(basisNames()...)
}

// parseBasis is readBasis for a flag.
func parseBasis(text string) (string, error) {
	if names := basisNames(); !slices.Contains(names, text) {
		return "", usageErrorf("lawful_basis cannot be %q%s; it is one of %s", text, words.DidYouMean(text, names), words.List(names))
	}
	return text, nil
}

// readArticle4a reads which conditions of Article 4a are declared to hold.
func readArticle4a(v strictyaml.Value) map[string]bool {
	var ids []string
	for _, c := range criteria.Conditions {
		ids = append(ids, c.ID)
	}
	declared := map[string]bool{}
	for id, field := range v.Fields(ids...) {
		if field.Present() {
			declared[id] = field.OneOf("no", "yes") == "yes"
		}
	}
	return declared
}

// declared is what the configuration and the flags say of the attributes beside
// their values.
func (c *config) declared() map[string]fairness.Declared {
	declared := map[string]fairness.Declared{}
	for _, a := range c.spec.Attributes {
		declared[a.Name] = fairness.Declared{Column: a.Column, LawfulBasis: c.bases[a.Name]}
	}
	return declared
}
