package policy

import "github.com/fairaudit/fairaudit/fairness/policy/strictyaml/schema"

// CharterError is what is wrong with the file of the charter.
func CharterError() error {
	_, err := parseCharter(charterFile)
	return err
}

var mappings = map[string]schema.Keys{
	"": policyLanguage, "error": errorLanguage, "groups": groupLanguage, "intersections": intersectionLanguage,
	"waivers": waiverLimitLanguage, "disclosure": disclosureLanguage, "preset": presetLanguage, "rules": ruleLanguage,
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

// ComparedKeys are the keys whose changes have a direction.
func ComparedKeys() (ofPolicy, ofRules []string) {
	for _, c := range policyComparisons {
		ofPolicy = append(ofPolicy, c.keys...)
	}
	for _, c := range ruleComparisons {
		ofRules = append(ofRules, c.keys...)
	}
	return ofPolicy, ofRules
}

// DoubtTexts are all the doubts that there are.
func DoubtTexts() []string {
	var texts []string
	for _, d := range policyDoubts {
		texts = append(texts, d.text)
	}
	for _, d := range ruleDoubts {
		texts = append(texts, d.text)
	}
	return texts
}
