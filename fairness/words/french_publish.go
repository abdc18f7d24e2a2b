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
	"not published, for they rest on hidden numbers: %s":                "non publiées, car elles reposent sur des effectifs masqués : %s",
	"applied, with a minimum cell of %s people: under “What is hidden”": "appliqué, avec un effectif minimal de %s personnes : sous « Ce qui est masqué »",
}
