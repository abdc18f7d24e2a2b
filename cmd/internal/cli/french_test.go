package cli

import (
	"strings"
	"testing"
)

// TestErrorsInFrench holds the program to what a French reader is told, and to the
// exit code of the same run in English.
func TestErrorsInFrench(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("ragged.csv", csvHeader+"F,1,1\nM,1\n")
	w.write("open.csv", "sex,selected\nF,1\nM,\"0\n")
	w.write("three.csv", "sex,selected\nF,1\nM,2\nF,0\n")
	w.write("empty.csv", "sex,selected\nF,\nM,\n")
	w.write("ages.csv", "age,selected\n12,1\nNA,0\n")
	w.write("cut.parquet", "PAR1xxxxxxxx")
	w.write("bad.tally.json", `{"schema":"fairaudit-tally/2","measures":["n"],"axes":[],"cuboids":[]}`)
	w.write("bad.yaml", "version: 1\npolicy: mine\nrules:\n  a: {metric: impact_ration, bound: \">= 0.8\"}\n  b: {rate: tpr, difference: max-min, sevrity: block, bound: \"<= 2\"}\n")
	w.write("short.yaml", "version: 1\npolicy: mine\nrules:\n  a: impact_ratio(sex >= 0.8\n")
	w.write("waivers.yaml", "version: 1\nwaivers:\n  - rule: nothing\n    until: soon\n")
	on := func(file string, more ...string) []string {
		return append([]string{"audit", file, "--predicted", "selected", "--attribute", "sex"}, more...)
	}
	for _, test := range []struct {
		args []string
		want string // of the standard error, to "…"
	}{
		{on("absent.csv", "--atribute", "sex"), `option inconnue : --atribute (vouliez-vous dire "--attribute" ?) ; voir fairaudit audit --help`},
		{on("absent.csv", "--max-values", "many"), `--max-values : "many" n’est pas un nombre entier`},
		{[]string{"audit", "absent.csv", "--predicted"}, `valeur attendue après l’option --predicted ; voir fairaudit audit --help`},
		{[]string{"audti"}, `commande inconnue : "audti" (vouliez-vous dire "audit" ?) ; voir fairaudit --help`},
		{[]string{"audit"}, `audit attend au moins un FICHIER ; voir fairaudit audit --help`},
		{[]string{"version", "1"}, `version : trop d’arguments (attendu : aucun argument) ; "1" est de trop ; voir fairaudit version --help`},
		{on("absent.csv", "-o", "htm"), `-o htm : format inconnu : "htm" (vouliez-vous dire "html" ?) ; les formats sont table, html, …`},
		{on("fair.csv", "-o", "html=no/x.html"), `no/x.html: écriture impossible : répertoire introuvable : …`},
		{on("absent.csv"), `absent.csv: fichier introuvable`},
		{on("fair.csv", "--attribute", "sx"), `fair.csv: colonne introuvable : "sx" (vouliez-vous dire "sex" ?) ; les colonnes sont "sex", …`},
		{on("ragged.csv"), `ragged.csv:3: la ligne a 2 champs, mais l’en-tête en a 3`},
		{on("open.csv"), `open.csv:3: un champ entre guillemets commence à cette ligne et n’est jamais fermé`},
		{on("three.csv"), `three.csv:3: colonne "selected" : "2" n’est ni "0" ni "1" ; indiquez les valeurs positives par --predicted-positive (les autres sont négatives)`},
		{on("empty.csv"), `empty.csv: les 2 lignes ont toutes été écartées : 2 (aucune décision)`},
		{[]string{"audit", "ages.csv", "--predicted", "selected", "--attribute", "age:bands=26"},
			`ages.csv:3: colonne "age" : "NA" n’est pas un nombre, et la colonne doit être découpée en tranches ; si cette valeur signifie une absence : --missing-marker NA`},
		{on("cut.parquet"), `cut.parquet: le fichier Parquet est tronqué : il manque la fin, où son contenu est décrit`},
		{[]string{"audit", "bad.tally.json"}, `bad.tally.json: cette version ne lit pas ce tableau de comptage : schéma "fairaudit-tally/2", attendu "fairaudit-tally/1"`},
		{on("fair.csv", "--policy", "bad.yaml"), `bad.yaml:4:15: métrique inconnue : "impact_ration" (vouliez-vous dire "impact_ratio" ?) ; voir fairaudit metrics
fairaudit: bad.yaml:5:39: clé inconnue : "sevrity" (vouliez-vous dire "severity" ?) ; les clés sont ici …`},
		{on("fair.csv", "--policy", "short.yaml"), `short.yaml:4:18: la parenthèse n’est pas fermée ; une règle sur une ligne s’écrit comme "impact_ratio(sex, age) within job >= 0.8"`},
		{on("fair.csv", "--waivers", "waivers.yaml"), `waivers.yaml:3:5: il manque attribute à la dérogation…`},
		{on("fair.csv", "--lang", "de"), `--lang attend en ou fr, et non "de"`},
	} {
		w.env = map[string]string{"LANG": "C"}
		english := w.run(test.args...)
		w.env = map[string]string{"LANG": "fr_FR.UTF-8"}
		french := w.run(test.args...)
		want, part := strings.CutSuffix("fairaudit: "+test.want, "…")
		if got := french.err; !part && got != want+"\n" || !strings.HasPrefix(got, want) {
			t.Errorf("%q:\ngot  %swant %s", test.args, got, want)
		}
		if french.code != english.code || french.out != english.out {
			t.Errorf("%q: exit %d and %q, in English %d and %q", test.args, french.code, french.out, english.code, english.out)
		}
	}
}

// TestLanguageBeforeFlags holds that --lang is found wherever it stands, and that it
// outranks the environment.
func TestLanguageBeforeFlags(t *testing.T) {
	w := newWorld(t)
	w.env["LANG"] = "fr"
	for _, args := range [][]string{
		{"--lang", "en", "audit", "--bad"},
		{"audit", "--bad", "--lang=en"},
		{"audit", "--bad", "x", "-o", "json", "--lang", "en"},
		{"audit", "--lang", "fr", "--bad", "--lang", "en"},
	} {
		if got := w.run(args...).err; !strings.HasPrefix(got, "fairaudit: there is no flag --bad") {
			t.Errorf("%q: %s", args, got)
		}
	}
	for _, args := range [][]string{{"audit", "--bad"}, {"audit", "--bad", "--", "--lang", "en"}, {"audit", "--bad", "--lang"}} {
		if got := w.run(args...).err; !strings.HasPrefix(got, "fairaudit: option inconnue : --bad") {
			t.Errorf("%q: %s", args, got)
		}
	}
}

// TestHelpInFrench looks at whole pages of help.
func TestHelpInFrench(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"--help"}, []string{"Usage :\n  fairaudit [options]\n  fairaudit [commande]\n", "\nCommandes :\n", "\nOptions :\n  -h, --help          aide sur fairaudit\n", "« fairaudit [commande] --help » décrit une commande.\n"}},
		{[]string{"audit", "--help"}, []string{"  fairaudit audit FICHIER… [options]\n", "\nOptions générales :\n", " (par défaut \"auto\")\n", "table (verdicts, raisons et groupes"}},
		{[]string{"help", "exit-codes"}, []string{"\n    1  au moins une règle est en échec\n"}},
		{[]string{"help", "environment"}, []string{"CI              non vide : pas de ligne de progression"}},
		{[]string{"completion", "zsh", "--help"}, []string{"Afficher le script par lequel zsh complète la saisie.\n\nPour cette session :\n\n  source <(fairaudit completion zsh)\n"}},
	} {
		got := w.run(append(test.args, "--lang", "fr")...)
		for _, want := range test.want {
			if got.code != ExitPass || !strings.Contains(got.out, want) {
				t.Errorf("%q: exit %d, want %q in\n%s", test.args, got.code, want, got.out)
			}
		}
		for _, word := range []string{"[flags]", "[command]", "(default ", "Usage:", "Flags:", "Commands:", "FILE"} {
			if strings.Contains(strings.ReplaceAll(got.out, "_FILE", ""), word) { // of the names of variables
				t.Errorf("%q: %q in\n%s", test.args, word, got.out)
			}
		}
	}
}

// TestMachinesKnowNoLanguage holds that no format for machines depends on the
// language of the environment.
func TestMachinesKnowNoLanguage(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, format := range []string{"json", "csv", "junit", "sarif", "gitlab"} {
		w.env["LANG"] = "C"
		english := w.run(auditOn("unfair.csv", "-o", format)...)
		w.env["LANG"] = "fr_FR.UTF-8"
		if french := w.run(auditOn("unfair.csv", "-o", format)...); french != english {
			t.Errorf("%s differs:\n%s\n%s", format, french.out, english.out)
		}
	}
}

func TestManualInFrench(t *testing.T) {
	w := newWorld(t)
	if got := w.run("man", ".", "--lang", "fr"); got != (outcome{}) {
		t.Fatalf("%+v", got)
	}
	page := w.read("fairaudit-audit.1")
	for _, want := range []string{".SH NOM\nfairaudit-audit - Mesurer et juger les décisions d’un fichier", "\\fBfairaudit audit FICHIER… [options]\\fP", ".SH VOIR AUSSI\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in\n%s", want, page)
		}
	}
}
