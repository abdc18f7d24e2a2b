package criteria

// yesNo are the values of a flag.
var yesNo = []string{"oui", "non", "yes", "no", "1", "0"}

// Table lists the criteria in the order of the law, then what stands for one.
// The status is a usual reading, to be checked by a data protection officer.
var Table = []Criterion{
	{
		ID: "sex", Number: 1, Name: "sex", Status: Ordinary, IsAudited: true,
		Columns: []string{"sexe", "genre", "civilite", "h f!", "f h!", "m f!", "sex", "gender"},
		Values:  []string{"F", "H", "M", "Femme", "Homme", "Mme", "M.", "Female", "Male", "Woman", "Man", "1", "2"},
	},
	{
		ID: "age", Number: 2, Name: "age", Status: Ordinary, IsAudited: true,
		Columns: []string{
			"age", "agerev", "tranche age", "age band", "age group", "date naissance", "annee naissance", "mois naissance", "naissance!", "datnais", "datenais", "dtnais", "annais", "ddn!",
			"birth date", "date birth", "birth year", "year birth", "birthday", "dob!", "yob!",
		},
		Bands: []float64{26, 50},
		Note:  "audited in bands, usually under 26, from 26 to 49, and 50 and over",
	},
	{
		ID: "origin", Number: 3, Name: "origin", Status: Special,
		Columns: []string{"origine geographique!", "origine nationale", "origine ethno raciale", "national origin", "ancestry!"},
		Note:    "objective data stand in for it: nationality, country of birth",
	},
	{
		ID: "ethnicity", Number: 4, Name: "ethnic group", Status: Special, IsEthnoracial: true,
		Columns: []string{"ethnie", "ethnicite", "origine ethnique", "groupe ethnique", "ethnicity", "ethnic", "ethnic origin", "ethnic group", "race ethnicity", "hispanic"},
		Values:  []string{"Hispanic", "Latino", "non Hispanic"},
		Note:    "French law bars ethnic and racial classes; objective data stand in for them",
	},
	{
		ID: "nationality", Number: 5, Name: "nationality", Status: Sensitive, IsAudited: true,
		Columns: []string{"nationalite", "nation", "natio", "citoyennete", "pays nationalite", "titre sejour", "nationality", "citizenship", "country citizenship", "residence permit"},
		Values:  []string{"Française", "Français", "FR", "UE", "hors UE", "étranger", "French", "EU", "non EU", "foreign", "Apatride"},
		Note:    "usually grouped as French, European Union and other",
	},
	{
		ID: "race", Number: 6, Name: "alleged race", Status: Special, IsEthnoracial: true,
		Columns: []string{"race", "couleur peau", "skin color", "skin colour"},
		Values:  []string{"White", "Black", "Asian", "African American", "Caucasian", "Native American", "Pacific Islander", "Other"},
		Note:    "French law bars ethnic and racial classes; objective data stand in for them",
	},
	{
		ID: "surname", Number: 7, Name: "surname", Status: Sensitive, IsProxy: true,
		Columns: []string{"nom!", "nom famille", "nom naissance", "nom usage", "nom jeune fille", "nom patronymique", "patronyme", "surname", "last name", "lastname", "family name"},
		Note:    "tells the origin of many people; it does not belong in an audit or its outputs",
	},
	{
		ID: "residence", Number: 8, Name: "place of residence", Status: Ordinary, IsProxy: true, IsAudited: true,
		Columns: []string{
			"commune", "code insee", "codeinsee", "depcom", "code postal", "codepostal", "cp!", "ville!", "adresse!", "quartier", "qpv", "quartier prioritaire", "zus!", "zrr!", "dom tom",
			"code iris", "residence", "commune residence", "ville residence", "departement residence", "region residence", "lieu residence",
			"municipality", "district", "neighbourhood", "neighborhood", "postcode", "postal code", "zip!", "zip code", "zipcode", "city!", "address!", "place residence",
		},
		Values: yesNo,
		Note:   "the usual attribute is whether somebody lives in a priority neighbourhood (QPV)",
	},
	{
		ID: "bank", Number: 9, Name: "bank domicile", Status: Ordinary,
		Columns: []string{"domiciliation", "domiciliation bancaire", "pays iban", "iban!", "bank location", "bank country"},
	},
	{
		ID: "family", Number: 10, Name: "family situation", Status: Sensitive, IsAudited: true,
		Columns: []string{
			"situation familiale", "situation famille", "sitfam", "situation matrimoniale", "sitmat", "statut marital", "statut matrimonial", "etat civil",
			"nb enfants", "nombre enfants", "enfants", "enfants charge", "nb enfants charge", "parent isole", "monoparental", "famille monoparentale",
			"marital status", "marital", "family status", "children", "number children", "n children", "single parent", "married",
		},
		Values: []string{"célibataire", "marié", "pacsé", "divorcé", "veuf", "single", "divorced", "widowed", "oui", "non", "yes", "no"},
		Bands:  []float64{1, 3}, // of children
		Note:   "single parents are worth an audit of their own",
	},
	{
		ID: "pregnancy", Number: 11, Name: "pregnancy", Status: Special,
		Columns: []string{"grossesse", "enceinte", "maternite", "conge maternite", "pregnancy", "pregnant", "maternity", "maternity leave"},
		Values:  yesNo,
		Note:    "data about health: better not loaded",
	},
	{
		ID: "disability", Number: 12, Name: "disability", Status: Special, IsAudited: true,
		Columns: []string{
			"boe", "beneficiaire obligation emploi", "oeth", "th!", "rqth", "handicap", "handicape", "travailleur handicape", "situation handicap", "invalidite", "aah!",
			"disability", "disabled", "handicapped",
		},
		Values: yesNo,
		Note:   "data about health: the usual attribute is the duty to employ (BOE), and it needs a lawful basis",
	},
	{
		ID: "health", Number: 13, Name: "state of health", Status: Special,
		Columns: []string{
			"sante!", "etat sante", "inaptitude", "inaptitude medicale", "aptitude medicale", "pathologie", "maladie", "imc!", "bmi!", "arret maladie",
			"health!", "health status", "health condition", "medical condition", "medical history", "disease", "illness",
		},
		Values: yesNo,
		Note:   "data about health: better not loaded",
	},
	{
		ID: "autonomy", Number: 14, Name: "loss of autonomy", Status: Special,
		Columns: []string{"autonomie!", "perte autonomie", "gir!", "loss autonomy"},
		Note:    "data about health: better not loaded",
	},
	{
		ID: "genetics", Number: 15, Name: "genetic characteristics", Status: Special,
		Columns: []string{"genetique", "donnees genetiques", "caracteristiques genetiques", "adn!", "genetic", "genetic data", "genome!"},
	},
	{
		ID: "orientation", Number: 16, Name: "sexual orientation", Status: Special,
		Columns: []string{"orientation sexuelle", "homosexuel", "sexual orientation", "lgbt", "lgbtq"},
	},
	{
		ID: "gender-identity", Number: 17, Name: "gender identity", Status: Special,
		Columns: []string{"identite genre", "transgenre", "gender identity", "transgender"},
	},
	{
		ID: "morals", Number: 18, Name: "way of life", Status: Special,
		Columns: []string{"moeurs", "mode vie", "lifestyle!"},
	},
	{
		ID: "appearance", Number: 19, Name: "physical appearance", Status: Sensitive,
		Columns: []string{"apparence physique", "apparence!", "corpulence", "physical appearance"},
	},
	{
		ID: "politics", Number: 20, Name: "political opinions", Status: Special,
		Columns: []string{"opinion politique", "opinions politiques", "parti politique", "political opinion", "political party", "political affiliation"},
	},
	{
		ID: "union", Number: 21, Name: "union or mutualist activities", Status: Special,
		Columns: []string{"syndicat!", "syndique", "adhesion syndicale", "appartenance syndicale", "activite syndicale", "mutualiste", "trade union", "union member", "union membership"},
	},
	{
		ID: "mandate", Number: 22, Name: "elected office", Status: Sensitive,
		Columns: []string{"mandat electif", "mandat elu", "elected office", "elected mandate"},
	},
	{
		ID: "religion", Number: 23, Name: "religious convictions", Status: Special,
		Columns: []string{"religion", "confession!", "conviction religieuse", "convictions religieuses", "religious belief", "religious beliefs", "religious affiliation", "faith!"},
	},
	{
		ID: "economic", Number: 24, Name: "economic vulnerability", Status: Sensitive, IsAudited: true,
		Columns: []string{
			"rsa", "ass!", "minima sociaux", "minimum social", "qf!", "quotient familial", "tranche revenu", "tranche revenus", "precarite", "pauvrete", "prime activite", "sans domicile", "sdf!", "surendettement",
			"welfare", "welfare recipient", "income band", "income bracket", "poverty", "homeless",
		},
		Values: yesNo,
		Note:   "central where a model scores people who live on benefits",
	},
	{
		ID: "language", Number: 25, Name: "ability to speak another language than French", Status: Sensitive, IsProxy: true, IsAudited: true,
		Columns: []string{
			"niveau francais", "maitrise francais", "niveau langue francaise", "fle", "langue!", "langue maternelle", "langue parlee", "langue usage",
			"language!", "french level", "native language", "mother tongue", "first language", "spoken language",
		},
		Note: "tells the origin of many people",
	},
	{
		ID: "whistleblower", Number: 26, Name: "whistle-blower", Status: Sensitive,
		Columns: []string{"lanceur alerte", "lanceuse alerte", "facilitateur alerte", "whistleblower", "whistle blower"},
	},
	{
		ID: "birthplace", Name: "place of birth", Status: Sensitive, IsProxy: true, IsAudited: true,
		Columns: []string{
			"pays naissance", "lieu naissance", "commune naissance", "ville naissance", "departement naissance", "region naissance", "continent naissance", "code postal naissance",
			"code insee naissance", "ne etranger", "immigre", "immigration!", "birth country", "country birth", "birth place", "birthplace", "place birth", "born abroad", "immigrant",
			"migration background",
		},
		Values: []string{"France", "UE", "hors UE", "étranger", "EU", "non EU", "foreign"},
		Note:   "an objective fact that statistics on origins may rest on",
	},
	{
		ID: "first-name", Name: "first name", Status: Sensitive, IsProxy: true,
		Columns: []string{"prenom", "prenoms", "first name", "firstname", "given name", "forename"},
		Note:    "tells the sex and the origin of many people; it does not belong in an audit or its outputs",
	},
}
