package words

// frenchFormats has what the formats beside the table say.
var frenchFormats = map[string]string{
	"Fairness audit: %s":                     "Audit d’équité : %s",
	"Rules that decide":                      "Règles décisives",
	"Rules beside the decision":              "Règles hors décision",
	"Groups":                                 "Groupes",
	"Account":                                "Décompte",
	"attribute":                              "attribut",
	"estimate %s":                            "estimation %s",
	"estimate %s, bound %s":                  "estimation %s, borne %s",
	"and %d more, in the summary of the job": "et %d de plus, dans le résumé de la tâche",
	// the model card
	"Fairness":         "Équité",
	"nothing declared": "rien n’est déclaré",
	"Intended use":     "Usage prévu",
	"Groups compared":  "Groupes comparés",
	"Metrics by group": "Mesures par groupe",
	"Limits":           "Limites",
	"purpose: %s":      "finalité : %s",
	"%s: %s":           "%s : %s",
	"Each rate with its 95 %% interval and the people it is of, for the groups that were compared.": "Chaque taux avec son intervalle à 95 %% et l’effectif qu’il décrit, pour les groupes comparés.",
	"inconclusive is no pass: the data cannot tell":                                                 "« non concluant » ne vaut pas « respecté » : les données ne permettent pas de conclure",
	"… more than this page has room for; the other reports have it all":                             "… la suite dépasse la place de cette page ; les autres rapports sont complets",
}
