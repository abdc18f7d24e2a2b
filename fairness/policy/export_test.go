package policy

import "github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schema"

// CharterError is what is wrong with the file of the charter.
func CharterError() error {
	_, err := parseCharter(charterFile)
	return err
}

var mappings = map[string]schema.Keys{
	"": policyLanguage, "error": errorLanguage, "groups": groupLanguage, "intersections": intersectionLanguage,
	"waivers": waiverLimitLanguage, "preset": presetLanguage, "rules": ruleLanguage,
}

// Mappings lists the mappings of a policy by their keys; that of the policy has none.
func Mappings() []string {
	var names []string
	for name := range mappings {
		names = append(names, name)
	}
	return names
}

// LanguageOf has the keys of a mapping.
func LanguageOf(mapping string) schema.Keys { return mappings[mapping] }
