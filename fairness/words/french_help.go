package words

// frenchHelp has the help of commands and flags.
var frenchHelp = map[string]string{
	// the words of every page
	"Usage:":                  "Usage :",
	"Examples:":               "Exemples :",
	"Available Commands:":     "Commandes :",
	"Flags:":                  "Options :",
	"Global Flags:":           "Options générales :",
	"Additional help topics:": "Autres sujets d’aide :",
	" [flags]":                " [options]",
	" [command]":              " [commande]",
	" (default ":              " (par défaut ",
	"Use \"":                  "« ",
	" [command] --help\" for more information about a command.": " [commande] --help » décrit une commande.",
	"help for %s": "aide sur %s",
	"language of what people read: en or fr (default by LC_ALL, LC_MESSAGES, LANG)": "langue de ce que lisent les personnes : en ou fr (par défaut d’après LC_ALL, LC_MESSAGES, LANG)",

	// what each command is for
	"Audit a model's decisions for algorithmic bias": "Auditer les décisions d’un modèle à la recherche de biais algorithmiques",
	`fairaudit counts who gets which decision, measures the rates of every group with
honest uncertainty, and says pass, fail or inconclusive for each rule of a policy.`: `fairaudit compte qui reçoit quelle décision, mesure les taux de chaque groupe avec
leur incertitude, et dit pour chaque règle d’une politique si elle est respectée,
en échec ou non concluante.`,

	"init FILE": "init FICHIER",
	"Look at a file and write a first configuration": "Examiner un fichier et écrire une première configuration",
	`init looks at the first rows of a file, guesses which column plays which role, and
writes a fairaudit.yaml with comments that say what to check. It proposes as
attributes the columns that are named after a protected criterion of French law,
and warns of those that need a decision first. No value of a row leaves the file
but the values of columns that have few.`: `init examine les premières lignes d’un fichier, suppose le rôle de chaque colonne, et
écrit un fairaudit.yaml dont les commentaires disent ce qu’il faut vérifier. Il propose
comme attributs les colonnes qui portent le nom d’un critère protégé en droit français,
et signale celles qui demandent d’abord une décision. Aucune valeur d’une ligne ne sort
du fichier, sauf celles des colonnes qui en ont peu.`,
	"where to write; - is the standard output": "où écrire ; - est la sortie standard",
	"replace a file that is there":             "remplacer un fichier qui existe déjà",
	"the policy that the configuration names; some ask for attributes that others do not propose": "la politique que nomme la configuration ; certaines demandent des attributs que d’autres ne proposent pas",

	"audit FILE…": "audit FICHIER…",
	"Measure and judge the decisions in a file": "Mesurer et juger les décisions d’un fichier",
	`audit counts the rows of one or more files (CSV, also compressed with gzip or
zstd, or Parquet; - is the standard input), measures every group, judges the
rules of the policy and prints the result. A FILE may be a pattern, such as
'data/**/*.csv', or a directory, in which sexe=F gives its files a column sexe.
It may also be a tally that fairaudit tally has written: tallies are added up,
with each other and with the rows of other files, and tell their columns' roles.
The exit code is the verdict: see fairaudit help exit-codes.`: `audit compte les lignes d’un ou de plusieurs fichiers (CSV, éventuellement compressé
par gzip ou zstd, ou Parquet ; - est l’entrée standard), mesure chaque groupe, juge les
règles de la politique et affiche le résultat. FICHIER peut être un motif, comme
'data/**/*.csv', ou un répertoire, où sexe=F donne à ses fichiers une colonne sexe.
Ce peut être aussi un tableau de comptage écrit par fairaudit tally : les tableaux
s’additionnent, entre eux et avec les lignes d’autres fichiers, et disent eux-mêmes le
rôle de leurs colonnes. Le code de sortie est le verdict : voir fairaudit help exit-codes.`,

	"render AUDIT.json": "render AUDIT.json",
	"Write the report of a past audit in other formats": "Écrire le rapport d’un audit passé dans d’autres formats",
	`render reads a document that audit -o json wrote (- is the standard input) and
writes it in other formats. A document that is incomplete, that was changed since
it was written or that contradicts itself is refused, with code 4.

The exit code says whether the reports were written, and not what the verdict is:
0 even for an audit that failed. The gate is audit.`: `render lit un document écrit par audit -o json (- est l’entrée standard) et l’écrit dans
d’autres formats. Un document incomplet, modifié depuis son écriture ou qui se contredit
est refusé, avec le code 4.

Le code de sortie dit si les rapports ont été écrits, et non quel est le verdict :
0 même pour un audit en échec. C’est audit qui arrête une chaîne d’intégration.`,

	"tally FILE…":                     "tally FICHIER…",
	"Count only, and write the tally": "Compter seulement, et écrire le tableau de comptage",
	`tally counts the rows as audit does and writes the tally: how many people there
are in each combination of group, actual and predicted outcome. It holds no
person. The same rows give the same bytes, whatever their order and format.
A FILE may be a tally itself: tallies are added up.`: `tally compte les lignes comme audit et écrit le tableau de comptage : combien il y a de
personnes dans chaque combinaison de groupe, d’issue constatée et de décision. Il ne
contient aucune personne. Les mêmes lignes donnent les mêmes octets, quels que soient
leur ordre et leur format. FICHIER peut être lui-même un tableau de comptage : les
tableaux s’additionnent.`,
	"json or json=PATH": "json ou json=CHEMIN",
	"leave no cell of fewer people: small groups become (suppressed), of which\nno audit says that they pass": "ne laisser aucune case de moins de personnes : les petits groupes deviennent (suppressed),\net aucun audit ne dit qu’ils sont en règle",

	"Print the query that counts, for any engine": "Afficher la requête qui compte, pour tout moteur",
	`sql prints the query that makes an engine count what an audit needs: one GROUP BY
of the columns with a role. Its result, saved as CSV or Parquet with the names of
the columns, is audited with the same flags or configuration and --counts n:

  fairaudit sql --dialect trino --table lake.predictions --config fairaudit.yaml > tally.sql
  trino --file tally.sql --output-format CSV_HEADER > counts.csv
  fairaudit audit counts.csv --counts n --config fairaudit.yaml

With --weight, the result has sums: add --weight w --weight-squares w2 to the audit.
The tally is the same, byte for byte, as that of the rows.

Names are quoted, so they are written as the engine holds them: in Snowflake most
are in capitals. What comes back are counts, of small groups too.`: `sql affiche la requête par laquelle un moteur compte ce dont un audit a besoin : un
GROUP BY des colonnes qui ont un rôle. Son résultat, enregistré en CSV ou Parquet avec
les noms des colonnes, s’audite avec les mêmes options ou la même configuration, et
--counts n :

  fairaudit sql --dialect trino --table lake.predictions --config fairaudit.yaml > tally.sql
  trino --file tally.sql --output-format CSV_HEADER > counts.csv
  fairaudit audit counts.csv --counts n --config fairaudit.yaml

Avec --weight, le résultat a des sommes : ajoutez --weight w --weight-squares w2 à
l’audit. Le tableau de comptage est le même, à l’octet près, que celui des lignes.

Les noms sont entre guillemets, donc écrits comme le moteur les connaît : dans Snowflake,
la plupart sont en capitales. Le résultat contient des effectifs, y compris de petits
groupes.`,
	"the engine's language: %s": "le langage du moteur : %s",
	"the table, as schema.table; double quotes around a part that holds a dot": "la table, comme schema.table ; guillemets doubles autour d’une partie qui contient un point",
	"a file with a query in place of a table; - is the standard input":         "un fichier avec une requête, à la place d’une table ; - est l’entrée standard",

	"plan [FILE…]": "plan [FICHIER…]",
	"How many people are needed to be able to decide?": "Combien de personnes faut-il pour pouvoir conclure ?",
	`plan says what an audit can decide before its data exist: the chance of each
verdict, the smallest gap that a fail would find, and the people needed in each
group. It starts from expected sizes and rates, given with --group, or from the
counts of a past audit's files, read as audit reads them.

  --group LABEL=PEOPLE:RATE                     a selection rate alone
  --group LABEL=PEOPLE:base=0.2,tpr=0.8,fpr=0.3  with labels`: `plan dit ce dont un audit peut décider avant que ses données existent : la probabilité
de chaque verdict, le plus petit écart qu’un échec révélerait, et le nombre de personnes
nécessaires dans chaque groupe. Il part d’effectifs et de taux attendus, donnés par
--group, ou des comptes des fichiers d’un audit passé, lus comme audit les lit.

  --group NOM=PERSONNES:TAUX                     un taux de sélection seul
  --group NOM=PERSONNES:base=0.2,tpr=0.8,fpr=0.3  avec des issues constatées`,
	"an expected group, repeatable: LABEL=PEOPLE:RATE or LABEL=PEOPLE:base=…,tpr=…,fpr=…": "un groupe attendu, répétable : NOM=PERSONNES:TAUX ou NOM=PERSONNES:base=…,tpr=…,fpr=…",
	"the chance of finding a gap, or of deciding, that is asked for":                      "la probabilité voulue de révéler un écart, ou de conclure",
	"audits drawn to estimate the chances of verdicts":                                    "nombre d’audits tirés au sort pour estimer la probabilité des verdicts",
	"seed of the drawing":                        "graine du tirage",
	"table or json, each to the standard output": "table ou json, sur la sortie standard",

	"List, show and check policies":                      "Lister, afficher et vérifier des politiques",
	"List the built-in policies":                         "Lister les politiques intégrées",
	"show NAME":                                          "show NOM",
	"Print a policy verbatim: a built-in one, or a file": "Afficher une politique telle quelle, intégrée ou dans un fichier",
	"check FILE":                                         "check FICHIER",
	"Check a policy file":                                "Vérifier un fichier de politique",
	"List the charter's commitments, and the evidence that an audit lists on them": "Lister les engagements de la charte, et les preuves qu’un audit réunit sur chacun",

	"Define the rates and contrasts": "Définir les taux et les comparaisons",
	"metrics prints what is measured: without an ID all of it, with one its definition, formula, direction, range and source.": "metrics affiche ce qui est mesuré : sans ID, tout ; avec un ID, sa définition, sa formule, son sens, son étendue et sa source.",
	"Print the JSON Schema of a document": "Afficher le schéma JSON d’un document",
	"schema prints the JSON Schema (2020-12) of what audit -o json writes, or of what tally writes.": "schema affiche le schéma JSON (2020-12) de ce qu’écrit audit -o json, ou de ce qu’écrit tally.",
	"Print the version, and those of the documents it writes":                                        "Afficher la version, et celles des documents qu’elle écrit",
	"man DIRECTORY": "man RÉPERTOIRE",
	"Write the manual pages into a directory": "Écrire les pages de manuel dans un répertoire",
	"help [command]": "help [commande]",
	"Tell about a command, or about exit-codes or environment":  "Décrire une commande, ou exit-codes ou environment",
	"Print the script by which a shell completes what is typed": "Afficher le script par lequel un interpréteur de commandes complète la saisie",
	"Print the script by which %s completes what is typed":      "Afficher le script par lequel %s complète la saisie",
	"For this session:":                            "Pour cette session :",
	"For those to come:":                           "Pour les suivantes :",
	"complete without saying what each word means": "compléter sans dire ce que signifie chaque mot",

	// exit codes
	"What the exit codes mean": "Ce que signifient les codes de sortie",
	"The exit code depends on the verdict alone, never on the output format.":                                 "Le code de sortie dépend du seul verdict, jamais du format de sortie.",
	"every rule passed or is covered by a valid waiver":                                                       "toutes les règles sont respectées ou couvertes par une dérogation en vigueur",
	"at least one rule failed":                                                                                "au moins une règle est en échec",
	"bad usage, or an invalid policy or configuration: nothing was read":                                      "mauvais usage, ou politique ou configuration non valide : rien n’a été lu",
	"no rule failed, but at least one is inconclusive":                                                        "aucune règle n’est en échec, mais au moins une n’est pas concluante",
	"the audit is incomplete: input unreadable or malformed, an engine failed, a report could not be written": "l’audit est incomplet : entrée illisible ou mal formée, défaillance d’un moteur, rapport impossible à écrire",
	`Only rules of severity block decide between 0, 1 and 3; an audit in which no such
rule could be evaluated ends with 3. --inconclusive=pass turns 3 into 0 and
--inconclusive=fail turns it into 1.`: `Seules les règles de sévérité block décident entre 0, 1 et 3 ; un audit où aucune d’elles
n’a pu être évaluée se termine par 3. --inconclusive=pass fait de 3 un 0, et
--inconclusive=fail en fait un 1.`,

	// the environment
	"The environment variables that are read": "Les variables d’environnement lues",
	`  NO_COLOR        when not empty, no colours (--color overrides it)
  CLICOLOR_FORCE  when neither empty nor 0, colours even without a terminal
  TERM            dumb means no colours
  COLUMNS         the width of the table where the output is no terminal
  CI              when not empty, no line of progress
  PG…             PGHOST, PGUSER, PGPASSWORD, PGSSLMODE and others, as for psql, when PostgreSQL is asked
  LC_ALL, LC_MESSAGES, LANG
                  the first that is set says the language of reports: French if
                  it starts with fr, else English (--lang overrides it)
  SOURCE_DATE_EPOCH
                  seconds since 1970 that stand for now: they give the day of the
                  audit, on which waivers count or have expired
  GITHUB_STEP_SUMMARY
                  the file to which -o github adds the summary of the job

No other variable changes what is measured, judged or printed.`: `  NO_COLOR        non vide : pas de couleurs (--color l’emporte)
  CLICOLOR_FORCE  ni vide ni 0 : des couleurs même sans terminal
  TERM            dumb : pas de couleurs
  COLUMNS         largeur du tableau quand la sortie n’est pas un terminal
  CI              non vide : pas de ligne de progression
  PG…             PGHOST, PGUSER, PGPASSWORD, PGSSLMODE et d’autres, comme pour psql, quand PostgreSQL est interrogé
  LC_ALL, LC_MESSAGES, LANG
                  la première définie donne la langue de ce qui est affiché : le français
                  si elle commence par fr, sinon l’anglais (--lang l’emporte)
  SOURCE_DATE_EPOCH
                  secondes depuis 1970 qui tiennent lieu de l’heure actuelle : elles donnent
                  le jour de l’audit, où les dérogations sont en vigueur ou échues
  GITHUB_STEP_SUMMARY
                  le fichier auquel -o github ajoute le résumé de la tâche

Aucune autre variable ne change ce qui est mesuré, jugé ou affiché.`,

	// columns and their roles
	"the configuration; by default fairaudit.yaml, here or above in the repository":         "la configuration ; par défaut fairaudit.yaml, ici ou plus haut dans le dépôt",
	"ignore a fairaudit.yaml that lies around":                                              "ignorer un fairaudit.yaml qui se trouverait là",
	"column of the model's decisions":                                                       "colonne des décisions du modèle",
	"column of scores, in place of decisions; needs --cutoff":                               "colonne de scores, à la place des décisions ; exige --cutoff",
	"a score at or above it is a positive decision; median: above the median of all scores": "un score qui l’atteint ou le dépasse est une décision positive ; median : au-dessus de la médiane de tous les scores",
	"column of actual outcomes (labels); without it only outcome rates are judged":          "colonne des issues constatées ; sans elle, seuls les taux de sélection sont jugés",
	"positive values of the decisions":                                                      "valeurs positives des décisions",
	"positive values of the outcomes":                                                       "valeurs positives des issues constatées",
	"protected attribute, repeatable: COLUMN[:OPTION…]\nwith bands=26,50  quantiles=4  age_at=2026-01-01  reference=GROUP  name=NAME  values=1=yes,0=no  lawful_basis=ordinary": "attribut protégé, répétable : COLONNE[:RÉGLAGE…]\navec bands=26,50  quantiles=4  age_at=2026-01-01  reference=GROUPE  name=NOM  values=1=oui,0=non  lawful_basis=ordinary",
	"the file that holds the attributes, when they are kept apart, repeatable; needs --key":                                                                                     "le fichier qui contient les attributs, quand ils sont à part, répétable ; exige --key",
	"columns by which a row finds its person in that file: id,region, or id=person\nwhere the file calls it person":                                                             "colonnes par lesquelles une ligne trouve sa personne dans ce fichier : id,region, ou id=person\nsi le fichier l’appelle person",
	"attributes to audit together, repeatable: sex,age":                                                                                                                         "attributs à auditer ensemble, répétable : sex,age",
	"column that may legitimately explain a gap, repeatable":                                                                                                                    "colonne qui peut légitimement expliquer un écart, répétable",
	"column of weights": "colonne de poids",
	"column of how many people a row stands for, as a GROUP BY gives it":                 "colonne du nombre de personnes que représente une ligne, comme le donne un GROUP BY",
	"with --counts, column of the sums of squared weights; --weight then holds sums too": "avec --counts, colonne des sommes des carrés des poids ; --weight contient alors aussi des sommes",
	"column that identifies people, to count those with several rows":                    "colonne qui identifie les personnes, pour compter celles qui ont plusieurs lignes",
	"how many rows are worth one independent row, at least 1":                            "combien de lignes en valent une indépendante, au moins 1",
	"rows without an attribute's value: group (default), drop or error":                  "lignes sans valeur d’un attribut : group (par défaut), drop ou error",
	"a positive decision is a benefit (default) or a burden":                             "une décision positive est un avantage, benefit (par défaut), ou une charge, burden",
	"most distinct values of a column (default %d)":                                      "nombre maximal de valeurs distinctes d’une colonne (par défaut %d)",

	// how inputs are read
	"format of the input: %s; by default its content decides":                                                                        "format de l’entrée : %s ; par défaut d’après son contenu",
	"separator of a CSV: , ; | or tab; by default found out":                                                                         "séparateur d’un CSV : , ; | ou tab ; par défaut, trouvé par examen",
	"the CSV has no header; columns are named 1, 2, 3 …":                                                                             "le CSV n’a pas d’en-tête ; les colonnes s’appellent 1, 2, 3…",
	"how many threads read and count; 0 for one per processor, and the result is the same for any":                                   "nombre de fils d’exécution qui lisent et comptent ; 0 pour un par processeur, et le résultat n’en dépend pas",
	"encoding of a CSV: %s (default) or %s":                                                                                          "encodage d’un CSV : %s (par défaut) ou %s",
	"what parts the whole and the fraction of a number: point (default) or comma":                                                    "ce qui sépare la partie entière d’un nombre de ses décimales : point (par défaut) ou comma",
	"what parts the thousands of a number: none (default) or space (default with --decimal comma)":                                   "ce qui sépare les milliers d’un nombre : none (par défaut) ou space (par défaut avec --decimal comma)",
	"a value that means missing in every column, as NA, repeatable;\nempty values always do, and no other without this":              "une valeur qui signifie une absence dans toutes les colonnes, comme NA, répétable ;\nles valeurs vides toujours, et aucune autre sans cette option",
	"keep memory near this, as 512MiB: a goal for the runtime, not a wall;\ncounts that would take more than half of it are refused": "tenir la mémoire autour de cette taille, comme 512MiB : un objectif, non un mur ;\ndes comptes qui en prendraient plus de la moitié sont refusés",
	"the table that an engine counts, as schema.table":                                                                               "la table que compte un moteur, comme schema.table",
	"a file with a query whose result an engine counts, in place of a table":                                                         "un fichier avec une requête dont un moteur compte le résultat, à la place d’une table",
	"how long an engine may take for one query; 0 is without a limit":                                                                "durée permise à un moteur pour une requête ; 0 ne la limite pas",

	// rules and reports
	"the rules: a built-in policy or a file ending in .yaml (default %s)":      "les règles : une politique intégrée, ou un fichier dont le nom se termine par .yaml (par défaut %s)",
	"a file of waivers, in place of those of the configuration":                "un fichier de dérogations, à la place de celles de la configuration",
	"fail when a waiver is not needed or has expired":                          "échouer quand une dérogation est inutile ou échue",
	"what exit code 3 becomes: pass (0) or fail (1)":                           "ce que devient le code de sortie 3 : pass (0) ou fail (1)",
	"intervals shown beside rates: %s; verdicts always rest on the first":      "intervalles montrés à côté des taux : %s ; les verdicts reposent toujours sur le premier",
	"colours in the table: auto, always or never":                              "couleurs du tableau : auto, always ou never",
	"FORMAT or FORMAT=PATH, repeatable; formats: %s":                           "FORMAT ou FORMAT=CHEMIN, répétable ; formats : %s",
	"verdicts, reasons and groups, for a person at a terminal":                 "verdicts, raisons et groupes, pour une personne devant un terminal",
	"one page for a committee: charts, tables, what an auditor keeps":          "une page pour un comité : graphiques, tableaux, dossier de l’auditeur",
	"the canonical, complete document":                                         "le document complet, de référence",
	"for a merge request, a wiki or the page of a job":                         "pour une demande de fusion, un wiki ou la page d’une tâche",
	"a row for each rule on each group, for analysis":                          "une ligne par règle et par groupe, pour l’analyse",
	"a test case for each rule on each group, for CI":                          "un cas de test par règle et par groupe, pour l’intégration continue",
	"findings at the rules' lines in the policy file (SARIF 2.1.0)":            "constats aux lignes des règles dans le fichier de politique (SARIF 2.1.0)",
	"annotations, and the summary of the job where GITHUB_STEP_SUMMARY is set": "annotations, et le résumé de la tâche si GITHUB_STEP_SUMMARY est définie",
	"OpenMetrics text for the metrics report of a merge request":               "texte OpenMetrics pour le rapport de métriques d’une demande de fusion",
}
