package words

// frenchRules has what is said of a policy of one's own and of waivers: what it
// extends, who answers for what, and until when.
var frenchRules = map[string]string{
	", extending %s": ", qui étend %s",

	"audited on":            "audité le",
	"audited on %s":         "audité le %s",
	"data of %s":            "données du %s",
	"audit again before %s": "à auditer de nouveau avant le %s",
	"%s day":                "%s jour",
	"%s days":               "%s jours",
	"%s month":              "%s mois",
	"%s months":             "%s mois",
	"%s year":               "%s an",
	"%s years":              "%s ans",
	"the policy was adopted on %s, after the data were produced (%s): its bounds were not fixed beforehand": "la politique a été adoptée le %s, après la production des données (%s) : ses bornes n’étaient pas fixées d’avance",
	"the policy is adopted on %s, after this audit: its bounds were not fixed beforehand":                   "la politique est adoptée le %s, après cet audit : ses bornes n’étaient pas fixées d’avance",
	"the data are of %s, longer ago than the %s after which the policy asks for new ones":                   "les données sont du %s, au-delà des %s après lesquels la politique en demande de nouvelles",

	"waiver":    "dérogation",
	"waived":    "dérogation",
	"WAIVED":    "SOUS DÉROGATION",
	"%s waived": "%s sous dérogation",
	"a fail, waived for %s until %s; %s answers for it: %s":                    "un échec, sous dérogation pour %s jusqu’au %s ; %s en répond : %s",
	"inconclusive, waived for %s until %s; %s answers for it: %s":              "non concluant, sous dérogation pour %s jusqu’au %s ; %s en répond : %s",
	"waived for %s, which does not cover all of it":                            "sous dérogation pour %s, ce qui ne couvre pas tout",
	"waiver not needed: %s (until %s, %s): %s":                                 "dérogation inutile : %s (jusqu’au %s, %s) : %s",
	"waiver: %s (until %s, %s)":                                                "dérogation : %s (jusqu’au %s, %s)",
	"waiver expired: %s (until %s, %s)":                                        "dérogation échue : %s (jusqu’au %s, %s)",
	"there is no such check":                                                   "il n’y a pas de tel contrôle",
	"the check passes":                                                         "le contrôle est respecté",
	"nobody audited is of this group, which only the reference population has": "personne, parmi les personnes auditées, n’est de ce groupe, que seule la population de référence comporte",
	"the attribute has no such group":                                          "l’attribut n’a pas ce groupe",
	"what the check finds does not rest on it":                                 "ce que le contrôle constate ne tient pas à lui",
	", since --strict-waivers asks for no waiver that does nothing":            ", car --strict-waivers ne veut aucune dérogation sans effet",
}
