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

	// records
	"COMPLETE":   "COMPLET",
	"INCOMPLETE": "INCOMPLET",
	"left out of the ratios for being small: %s": "trop petites, hors des rapports : %s",
	"Record":                               "Relevé",
	"present":                              "présent",
	"absent":                               "absent",
	"%d of %d present":                     "%d sur %d présents",
	"missing: %s":                          "manque : %s",
	"impact ratios by %s":                  "rapports d’impact par %s",
	"nothing audited is by name or column": "rien de ce qui est audité n’est, par son nom ou sa colonne,",
	"rate":                                 "taux",
	"bounds":                               "bornes",
	"left out":                             "hors rapport",
	"ratio: to the highest rate, of %s":    "rapport : au taux le plus élevé, celui de %s",
	"not in the table: %s of unknown category, %s selected; bounds: the ratio, were all of them in any one category": "hors du tableau : %s de catégorie inconnue, dont %s sélections ; bornes : le rapport, si toutes étaient dans une même catégorie",
	"a record says what there is and judges none of it; it is not a legal finding":                                   "un relevé dit ce qui existe et n’en juge rien ; il n’est pas une conclusion juridique",

	" (above the median)": " (au-dessus de la médiane)",

	// nyc-ll144
	"NYC Local Law 144, the published figures":                        "Loi locale 144 de New York, les chiffres à publier",
	"6 RCNY 5-300 to 5-304; New York City Administrative Code 20-870": "6 RCNY 5-300 à 5-304 ; code administratif de New York, 20-870",
	"6 RCNY 5-301": "6 RCNY 5-301",
	"Rates of selection and impact ratios by sex.":                                 "Taux de sélection et rapports d’impact par sexe.",
	"Rates of selection and impact ratios by race or ethnicity.":                   "Taux de sélection et rapports d’impact par « race » ou origine ethnique, au sens de la loi américaine.",
	"Rates of selection and impact ratios by sex together with race or ethnicity.": "Taux de sélection et rapports d’impact par sexe croisé avec la « race » ou l’origine ethnique.",
	"6 RCNY 5-300, scoring rate":                                                   "6 RCNY 5-300, taux de score",
	"A scoring rate is the share of scores above the median of the full sample.":   "Un taux de score est la part des scores supérieurs à la médiane de l’échantillon entier.",
	"6 RCNY 5-302, 5-303": "6 RCNY 5-302, 5-303",
	"The summary says where the data come from and, for test data, why they were used.": "Le résumé dit d’où viennent les données et, pour des données de test, pourquoi elles ont servi.",
	"6 RCNY 5-301; New York City Administrative Code 20-871":                            "6 RCNY 5-301 ; code administratif de New York, 20-871",
	"A tool is not used on an audit that is more than a year old.":                      "Un outil n’est pas utilisé sur la foi d’un audit de plus d’un an.",
	"6 RCNY 5-300, independent auditor":                                                 "6 RCNY 5-300, auditeur indépendant",
	"The auditor has no part in the tool and no interest in it.":                        "L’auditeur n’a ni part ni intérêt dans l’outil.",
	"6 RCNY 5-303": "6 RCNY 5-303",
	"The summary and the date of distribution are published, until six months after the last use.": "Le résumé et la date de mise en service sont publiés, jusqu’à six mois après le dernier usage.",

	// ai-act-record
	"AI Act, what the record holds":                                                            "Règlement sur l’IA, ce que contient le dossier",
	"Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744":                        "règlement (UE) 2024/1689 modifié par le règlement (UE) 2026/1744",
	"AI Act, Article 11 and Annex IV(1)":                                                       "règlement sur l’IA, article 11 et annexe IV, point 1",
	"Which system, in which release, for what and for whom.":                                   "Quel système, dans quelle version, à quelle fin et pour qui.",
	"AI Act, Article 10(2) to (4) and Annex IV(2)(d)":                                          "règlement sur l’IA, article 10, paragraphes 2 à 4, et annexe IV, point 2 d)",
	"The data are described, so that their bias and their representativeness can be examined.": "Les données sont décrites, pour que leurs biais et leur représentativité puissent être examinés.",
	"AI Act, Article 9(6) to (8)":                                                              "règlement sur l’IA, article 9, paragraphes 6 à 8",
	"Tests are made against metrics and thresholds that were fixed beforehand.":                "Les tests se font selon des mesures et des seuils fixés d’avance.",
	"AI Act, Articles 13 and 15, Annex IV(3)":                                                  "règlement sur l’IA, articles 13 et 15, annexe IV, point 3",
	"The performance is known for the groups on whom the system is used.":                      "La performance est connue pour les groupes à l’égard desquels le système est utilisé.",
	"AI Act, Annex IV(4)":                                                                      "règlement sur l’IA, annexe IV, point 4",
	"It is said why the metrics of performance are appropriate.":                               "Il est dit pourquoi les mesures de performance conviennent.",
	"AI Act, Article 9 and Annex IV(3) and (5)":                                                "règlement sur l’IA, article 9 et annexe IV, points 3 et 5",
	"The sources of risk to fundamental rights and of discrimination are named.":               "Les sources de risque pour les droits fondamentaux et de discrimination sont nommées.",
	"AI Act, Article 14 and Annex IV(2)(e)":                                                    "règlement sur l’IA, article 14 et annexe IV, point 2 e)",
	"People can disregard or override the output, and know of automation bias.":                "On peut écarter ou contredire le résultat, et l’on connaît le biais d’automatisation.",
	"AI Act, Article 15":                                                                       "règlement sur l’IA, article 15",
	"The system is robust and secure.":                                                         "Le système est robuste et sûr.",
	"AI Act, Article 72 and Annex IV(9)":                                                       "règlement sur l’IA, article 72 et annexe IV, point 9",
	"The system is watched once it is in use.":                                                 "Le système est suivi une fois en usage.",
	"AI Act, Article 4a; GDPR, Articles 6 and 9":                                               "règlement sur l’IA, article 4 bis (4a) ; RGPD, articles 6 et 9",
	"Each attribute has a lawful basis, and under Article 4a all six conditions hold.":         "Chaque attribut a une base légale et, au titre de l’article 4 bis, les six conditions sont remplies.",
	"AI Act, Annex IV(2)(g)":                                                                   "règlement sur l’IA, annexe IV, point 2 g)",
	"Test reports are dated, and signed by the people responsible.":                            "Les rapports de test sont datés, et signés par les responsables.",

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
