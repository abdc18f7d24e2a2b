package words

// frenchPolicies has the texts of the built-in policies: titles, what they rest on,
// the sources of their bounds and the reasons for them.
var frenchPolicies = map[string]string{
	"convention": "convention",
	"guideline":  "ligne directrice",
	"law":        "loi",

	// the evidence on the charter's commitments
	"other commitments of the charter, listed and never judged; source: %s": "autres engagements de la charte, recensés et jamais jugés ; source : %s",
	"%s: evidence supplied: %s":              "%s : preuve fournie : %s",
	"%s: evidence supplied: %s; missing: %s": "%s : preuve fournie : %s ; absente : %s",
	"source: %s":                             "source : %s",
	" (known without being declared)":        " (connu sans être déclaré)",
	"evidence missing on: %s":                "preuve absente : %s",

	" (above the median)": " (au-dessus de la médiane)",

	// why a rule is not evaluated
	"it is for decisions of another outcome; outcome says what they are": "elle concerne des décisions d’une autre issue ; outcome dit ce qu’elles sont",

	// charter
	"Charter for ethical AI, commitment 3, équité et non-discrimination":                                      "Charte pour une IA éthique, engagement 3, équité et non-discrimination",
	"Charte de Pôle emploi pour une IA éthique (délibération n° 2020-41 du 7 juillet 2020)":                   "Charte de Pôle emploi pour une IA éthique (délibération n° 2020-41 du 7 juillet 2020)",
	"four-fifths rule, 29 CFR 1607.4(D), edition of 1978":                                                     "règle des quatre cinquièmes, 29 CFR 1607.4(D), édition de 1978",
	"People of every group have a comparable chance of the benefit.":                                          "Les personnes de chaque groupe ont une chance comparable d’obtenir l’avantage.",
	"reciprocal of the four-fifths rule; Questions and Answers 20, 44 FR 11996, 1979":                         "inverse de la règle des quatre cinquièmes ; questions-réponses, n° 20, 44 FR 11996, 1979",
	"No group carries much more of the burden than another.":                                                  "Aucun groupe ne porte une part bien plus lourde de la charge qu’un autre.",
	"AI Fairness 360 guidance on difference metrics, Bellamy et al. 2019":                                     "recommandation d’AI Fairness 360 sur les écarts, Bellamy et al. 2019",
	"A ratio hides a wide gap between high rates.":                                                            "Un rapport dissimule un large écart entre des taux élevés.",
	"metric: Hardt, Price and Srebro 2016; bound: AI Fairness 360 guidance":                                   "mesure : Hardt, Price et Srebro 2016 ; borne : recommandation d’AI Fairness 360",
	"Those who turn out positive are found equally often in every group.":                                     "Les cas réellement positifs sont reconnus aussi souvent dans chaque groupe.",
	"metric: Chouldechova 2017; bound: AI Fairness 360 guidance":                                              "mesure : Chouldechova 2017 ; borne : recommandation d’AI Fairness 360",
	"Those who turn out negative are selected equally often in every group.":                                  "Les cas réellement négatifs sont retenus aussi souvent dans chaque groupe.",
	"City of Amsterdam, Slimme Check bias analysis, 2023":                                                     "Ville d’Amsterdam, analyse des biais de Slimme Check, 2023",
	"No group bears many more unfounded burdens than another.":                                                "Aucun groupe ne supporte bien plus de charges infondées qu’un autre.",
	"Chouldechova 2017; incompatible with equal error rates when base rates differ":                           "Chouldechova 2017 ; incompatible avec des taux d’erreur égaux quand les taux de base diffèrent",
	"A positive decision means the same in every group.":                                                      "Une décision positive a la même signification dans chaque groupe.",
	"29 CFR 1607.4(D), smaller differences that are significant; the numbers are ours":                        "29 CFR 1607.4(D), écarts moindres mais significatifs ; les nombres sont les nôtres",
	"A gap that the bounds tolerate but chance does not explain deserves a look.":                             "Un écart que les bornes tolèrent, mais que le hasard n’explique pas, mérite un examen.",
	"practice of published audits under NYC Local Law 144":                                                    "pratique des audits publiés au titre de la loi locale 144 de New York",
	"Many unknown values can hide a gap.":                                                                     "De nombreuses valeurs inconnues peuvent cacher un écart.",
	"published cases of AMS (Austria, 2018) and CNAF (France, 2024); the usual names are ours":                "cas publiés de l’AMS (Autriche, 2018) et de la CNAF (France, 2024) ; les noms usuels sont les nôtres",
	"A model should neither read what it may not decide by nor what stands for it, unless somebody says why.": "Un modèle ne devrait lire ni ce qui ne doit pas fonder sa décision ni ce qui en tient lieu, à moins que quelqu’un ne dise pourquoi.",

	// four-fifths
	"Four-fifths rule (UGESP, edition of 1978)":                                                 "Règle des quatre cinquièmes (UGESP, édition de 1978)",
	"29 CFR 1607.4(D) and Questions and Answers, 44 FR 11996 (1979)":                            "29 CFR 1607.4(D) et questions-réponses, 44 FR 11996 (1979)",
	"29 CFR 1607.4(D), edition of 1978":                                                         "29 CFR 1607.4(D), édition de 1978",
	"A rate below four fifths of the highest rate is generally evidence of adverse impact.":     "Un taux inférieur aux quatre cinquièmes du taux le plus élevé est en général l’indice d’un effet défavorable.",
	"29 CFR 1607.4(D), edition of 1978, read on the outcome that people want":                   "29 CFR 1607.4(D), édition de 1978, appliqué à l’issue que les personnes souhaitent",
	"Of a burden, the favourable outcome is to be spared.":                                      "Face à une charge, l’issue favorable est d’être épargné.",
	"29 CFR 1607.4(D), smaller differences; Question 20":                                        "29 CFR 1607.4(D), écarts moindres ; question 20",
	"A smaller difference may count when it is significant in statistical and practical terms.": "Un écart moindre peut compter lorsqu’il est significatif en statistique et en pratique.",

	// two-sd
	"Two standard deviations, a screen":                                                              "Deux écarts-types, un premier tri",
	"Castaneda v. Partida, 430 U.S. 482 (1977), note 17; Hazelwood, 433 U.S. 299 (1977)":             "Castaneda v. Partida, 430 U.S. 482 (1977), note 17 ; Hazelwood, 433 U.S. 299 (1977)",
	"practice of US enforcement agencies; z of 1.96, or Fisher's exact test where numbers are small": "pratique des autorités de contrôle américaines ; z de 1,96, ou test exact de Fisher pour de petits effectifs",
	"A gap of two standard deviations is hard to explain by chance.":                                 "Un écart de deux écarts-types s’explique difficilement par le hasard.",

	// equalized-odds-strict
	"Equalised odds, strict": "Égalité des taux d’erreur, lecture stricte",
	"Hardt, Price and Srebro 2016, Equality of Opportunity in Supervised Learning": "Hardt, Price et Srebro 2016, Equality of Opportunity in Supervised Learning",
	"metric: Hardt, Price and Srebro 2016; the bound is ours":                      "mesure : Hardt, Price et Srebro 2016 ; la borne est la nôtre",

	// burden
	"Who carries a burden": "Qui porte une charge",
	"City of Amsterdam, Slimme Check bias analysis, 2023; Algorithm Audit on the controls of DUO, 2024": "Ville d’Amsterdam, analyse des biais de Slimme Check, 2023 ; Algorithm Audit sur les contrôles de DUO, 2024",
	"Those with nothing to find are troubled equally often in every group.":                             "Celles et ceux chez qui il n’y a rien à trouver sont dérangés aussi souvent dans chaque groupe.",
}
