package words

// french is the French catalogue, one map for each area, keyed by the English text.
var french = []map[string]string{
	frenchReport,
	frenchHTML,
	frenchPublish,
	frenchData,
	frenchMetrics,
	frenchCriteria,
	frenchInit,
	frenchPolicies,
	frenchRules,
	frenchPolicy,
	frenchFormats,
	frenchHelp,
	frenchCommandErrors,
	frenchDataErrors,
	frenchPolicyErrors,
	frenchDocumentErrors,
	frenchDecisions,
	frenchComparisons,
}
