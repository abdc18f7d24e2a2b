package words

// frenchDecisions has what is said of the final decisions of people.
var frenchDecisions = map[string]string{
	// rates
	"override rate":                      "taux de décisions contraires au modèle",
	"overridden predictions":             "décisions contraires au modèle",
	"acceptance of positive predictions": "suivi des propositions positives",
	"accepted positive predictions":      "propositions positives suivies",
	"acceptance of negative predictions": "suivi des propositions négatives",
	"accepted negative predictions":      "propositions négatives suivies",
	"final selection rate":               "taux de sélection finale",
	"positive final decisions":           "décisions finales positives",
	"final decisions that differ from the prediction / final decisions":          "décisions finales contraires au modèle / décisions finales",
	"final decisions that are positive / final decisions on predicted positives": "décisions finales positives / décisions finales sur des propositions positives",
	"final decisions that are negative / final decisions on predicted negatives": "décisions finales négatives / décisions finales sur des propositions négatives",
	"final decisions that are positive / final decisions":                        "décisions finales positives / décisions finales",
	"no final decisions":                        "aucune décision finale",
	"no final decisions on predicted positives": "aucune décision finale sur une proposition positive",
	"no final decisions on predicted negatives": "aucune décision finale sur une proposition négative",
	// the report
	"Final decisions":       "Décisions finales",
	"Final decisions by %s": "Décisions finales selon %s",
	"final decision":        "décision finale",
	"decided":               "décidées",
	"overridden":            "contraires",
	"favourable followed":   "avis favorable suivi",
	"unfavourable followed": "avis défavorable suivi",
	"finally selected":      "sélection finale",
	"finally burdened":      "charge finale",
	"final decisions of people (%s), described and never judged: of the %s with one, the share in which it differs from the model's, the share that follows favourable and unfavourable advice, and the share that is positive": "décisions finales humaines (%s), décrites et jamais jugées : sur %s en ayant une, la part des décisions contraires au modèle, celle qui suit un avis favorable ou défavorable, et celle qui est positive",
	"%s: %s": "%s : %s",
	"%s against %s, a gap of %s points (%s to %s)": "%s contre %s, un écart de %s points (%s à %s)",
	"%s without a final decision":                  "%s sans décision finale",
	"of these, without a final decision":           "dont sans décision finale",
	"Each with its 95 %% interval. The limits of a gap are one-sided: the lower one allows for all pairs of groups.": "Chacune avec son intervalle à 95 %%. Les limites d’un écart sont unilatérales : la plus basse tient compte de toutes les paires de groupes.",
	"the final decision of a person: %s; it is described and never judged":                                           "la décision finale d’une personne : %s ; elle est décrite et jamais jugée",
	"the column of the final decisions of people, where there is one":                                                "la colonne des décisions finales humaines, s’il y en a une",
}
