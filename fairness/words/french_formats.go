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
	"… more than this page has room for; the other reports have it all": "… la suite dépasse la place de cette page ; les autres rapports sont complets",
}
