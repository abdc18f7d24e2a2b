package words

// frenchPublish has what a published report says of what it hides.
var frenchPublish = map[string]string{
	"hidden":                    "masqué",
	"hidden: %s":                "masqués : %s",
	"all groups of %s":          "tous les groupes de %s",
	"a hidden number of people": "un nombre masqué de personnes",
	"a hidden number of rows":   "un nombre masqué de lignes",
	"%s not published":          "%s non publiées",
	"What is hidden":            "Ce qui est masqué",
	"fewer than %s, or hidden to protect so few":  "moins de %s, ou masqué pour protéger d’aussi petits effectifs",
	"ratio: to the highest rate, which is hidden": "rapport : au taux le plus élevé, qui est masqué",
	"disclosure control: a number of fewer than %s people, or one that leaves fewer out, is hidden, and so is what would tell it to within fewer than %s or was computed from it; rates of fewer than 100 people are whole percentages; the verdict is that of all the data": "secret statistique : un effectif de moins de %s personnes, ou qui en laisse moins de côté, est masqué, de même que ce qui le révélerait à moins de %s près ou en est calculé ; les taux de moins de 100 personnes sont en pourcentages entiers ; le verdict est celui de toutes les données",
	"Public version.": "Version publique.",
	"Numbers of fewer than %d people are hidden.":                       "Les nombres de moins de %d personnes sont masqués.",
	"nor is %s waiver of what they find":                                "ni %s dérogation à ce qu’elles constatent",
	"nor are %s waivers of what they find":                              "ni %s dérogations à ce qu’elles constatent",
	"not published, for they rest on hidden numbers: %s":                "non publiées, car elles reposent sur des effectifs masqués : %s",
	"applied, with a minimum cell of %s people: under “What is hidden”": "appliqué, avec un effectif minimal de %s personnes : sous « Ce qui est masqué »",

	// options and errors
	"write reports that may be published: few people, and what would tell of them, are hidden":                                    "écrire des rapports publiables : les petits effectifs, et ce qui les révélerait, sont masqués",
	"with --publish, the least number of people that is shown; at least, and\nby default, that of the policy where it states one": "avec --publish, le plus petit effectif montré ; au moins, et par\ndéfaut, celui de la politique si elle en énonce un",
	"the policy %s publishes no number of fewer than %d people: --min-cell is at least %d, and not %d":                            "la politique %s ne publie aucun effectif de moins de %d personnes : --min-cell est d’au moins %d, et non %d",
	"the policy publishes no number of fewer than %s":                                                                             "la politique ne publie aucun effectif de moins de %s",
	"it is published with a minimum cell of %d, and its policy allows none below %d":                                              "il est publié avec un effectif minimal de %d, et sa politique n’en permet pas au-dessous de %d",
	"--min-cell says what --publish hides; give both or neither":                                                                  "--min-cell dit ce que --publish masque ; donner les deux ou aucun",
	"--publish: %w": "--publish : %w",
	"the audit is of %d people, fewer than the minimum cell of %d: nothing of it can be published":                                                                         "l’audit porte sur %d personnes, moins que l’effectif minimal de %d : rien ne peut en être publié",
	"the document was published with a minimum cell of %d, and what it shows cannot be hidden afterwards: publish the full document with %d":                               "le document a été publié avec un effectif minimal de %d, et ce qu’il montre ne peut plus être masqué : publier le document complet avec %d",
	"%s of %s cannot be hidden: the other numbers tell it to within fewer than %d people; merge it with another group, make the bands larger or leave out an intersection": "%s de %s ne peut être masqué : les autres effectifs le révèlent à moins de %d personnes près ; le fusionner avec un autre groupe, élargir les tranches ou renoncer à un croisement",
	"it has the count %d": "il contient l’effectif %d",
	"a count is null, and it is not said that any are hidden": "un effectif est nul (null), sans qu’il soit dit qu’il y en a de masqués",
	"%s is hidden, and has cells":                             "%s est masqué, et a des cases",
}
