package words

// french is the French catalogue, one map for each area, keyed by the English text.
var french = []map[string]string{
	frenchReport,
	frenchData,
	frenchMetrics,
	frenchCriteria,
	frenchPolicies,
	frenchRules,
	frenchFormats,
}
