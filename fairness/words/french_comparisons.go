package words

// frenchComparisons has what is said of rules that compare the people audited with
// something beside them: a reference population.
var frenchComparisons = map[string]string{
	"representation": "représentation",
	"AI Act, Article 10(3), data that are sufficiently representative; the number is ours":                                    "règlement sur l’IA, article 10, paragraphe 3, données suffisamment représentatives ; le nombre est le nôtre",
	"Whoever is missing among the people decided on is missing from every rate.":                                              "Qui manque parmi les personnes sur lesquelles on décide manque dans tous les taux.",
	"it compares with a reference population, and none was declared":                                                          "elle compare avec une population de référence, et aucune n’a été déclarée",
	"not in the declared population":                                                                                          "absent de la population déclarée",
	"%s  against  %s of the population":                                                                                       "%s  contre  %s de la population",
	"only %s of the people are in groups of the population, of %s asked for":                                                  "seuls %s des personnes sont dans des groupes de la population, pour %s demandés",
	"too few people to compare with a population":                                                                             "trop peu de personnes pour les comparer à une population",
	"Of each group's share of the people and its share of the declared population, the smaller is at least %s of the larger.": "De la part de chaque groupe parmi les personnes et de sa part dans la population déclarée, la plus petite vaut au moins %s de la plus grande.",
	"%s more %s":                     "%s %s de plus",
	"a rule on representation":       "une règle sur la représentation",
	"there is no population":         "il n’y a pas de population",
	"the population has no group %q": "la population n’a pas de groupe %q",
	"the population of %q has the group %q, which is none of its bands%s; they are %s":                                           "la population de %q a le groupe %q, qui n’est aucune de ses tranches%s ; ce sont %s",
	"the population names %q, which is no attribute%s; the attributes are %s":                                                    "la population nomme %q, qui n’est pas un attribut%s ; les attributs sont %s",
	"the population of %q has either shares between 0 and 1 or whole numbers of people":                                          "la population de %q a soit des parts entre 0 et 1, soit des effectifs entiers",
	"the shares of the population of %q add up to %s, and those of a whole to 1":                                                 "les parts de la population de %q ont pour somme %s, et celles d’un tout 1",
	"a population has at least two groups, and that of %q has %d":                                                                "une population a au moins deux groupes, et celle de %q en a %d",
	"a group of the population has a name of its own, and %q is none":                                                            "un groupe de la population a un nom qui lui est propre, et %q n’en est pas un",
	"a group of the population has a share, such as 0.48, or a number of people, and %q is neither; leave out a group of nobody": "un groupe de la population a une part, comme 0.48, ou un effectif, et %q n’est ni l’un ni l’autre ; omettez un groupe vide",
}
