package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// proposed runs init on a file of the world and returns the configuration.
func (w *world) proposed(args ...string) string {
	w.t.Helper()
	got := w.run(append([]string{"init", "--config", "-"}, args...)...)
	if got.code != ExitPass {
		w.t.Fatalf("init %q: code %d\n%s", args, got.code, got.err)
	}
	return got.out
}

// accepted checks that an audit of the same file accepts what init writes as it
// stands, and returns the text.
func (w *world) accepted(args ...string) string {
	w.t.Helper()
	text := w.proposed(args...)
	w.write("proposed.yaml", text)
	if got := w.run("audit", args[0], "--config", "proposed.yaml"); got.code == ExitUsage || got.code == ExitIncomplete {
		w.t.Errorf("%s: code %d\n%s\nfor\n%s", args[0], got.code, got.err, text)
	}
	return text
}

// settings are the lines of a configuration without comments.
func settings(text string) string {
	var lines []string
	for l := range strings.SplitSeq(text, "\n") {
		l, _, _ = strings.Cut(l, "  # ")
		if plain := strings.TrimSpace(l); plain != "" && !strings.HasPrefix(plain, "#") {
			lines = append(lines, plain)
		}
	}
	return strings.Join(lines, "\n")
}

func TestInitOfTheDemonstration(t *testing.T) {
	w := newWorld(t)
	demo := filepath.Join(moduleRoot(t), "testdata", "demo", "appariement.csv")
	text := w.accepted(demo)
	want := `version: 1
model:
name: appariement
data:
predicted: recommandé
actual: embauché
outcome: benefit
attributes:
sexe: {column: sexe, reference: largest}
âge: {column: âge, bands: [26, 50], reference: largest}
qpv: {column: qpv, reference: largest}
bénéficiaire_boe: {column: bénéficiaire_boe, reference: largest}
nationalité: {column: nationalité, reference: largest}
intersections: [[sexe, âge]]
missing: group
policy: charter`
	if got := settings(text); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, comment := range []string{"# strata: [métier]", "# unit: identifiant", "# score: score", "lawful_basis", "Femme, Homme", "CHECK", "TO DECIDE"} {
		if !strings.Contains(text, comment) {
			t.Errorf("nothing is said of %s in\n%s", comment, text)
		}
	}
	french := w.proposed(demo, "--lang", "fr")
	if settings(french) != want || !strings.Contains(french, "À VÉRIFIER") || strings.Contains(french, "CHECK") {
		t.Errorf("in French\n%s", french)
	}
	if got := w.run("init", demo, "--config", "-"); got.err != line("special category of personal data, lawful_basis to be declared: bénéficiaire_boe") {
		t.Errorf("beside the configuration: %s", got.err)
	}
}

func TestInitOfCompas(t *testing.T) {
	w := newWorld(t)
	compas := shared(t, "data/compas/compas-two-years.csv")
	text := w.accepted(compas)
	for _, want := range []string{"predicted: score_text", "predicted_positive: [High, Medium]", "actual: two_year_recid", "outcome: burden",
		"sex: {column: sex, reference: largest}", "age: {column: age, bands: [26, 50], reference: largest}"} {
		if !strings.Contains(settings(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(settings(text), "race") || !strings.Contains(text, "# - race (alleged race): French law bars") {
		t.Errorf("race is proposed, or nothing is said of it\n%s", text)
	}
	w.write("needs.yaml", "version: 1\npolicy: own\nneeds: [race]\nrules:\n  "+ownGap+"\n")
	if text := w.accepted(compas, "--policy", "needs.yaml"); !strings.Contains(settings(text), "race: {column: race, reference: largest}\n") || !strings.HasSuffix(settings(text), "policy: needs.yaml") {
		t.Errorf("under a policy that asks for it\n%s", text)
	}
}

// TestInitOfCorpora: whatever a file holds, init ends well or with the error of an
// audit, and an audit accepts what it writes as far as it is filled in.
func TestInitOfCorpora(t *testing.T) {
	w := newWorld(t)
	for _, kind := range []string{"corpora/csv/csvs", "corpora/parquet/data", "corpora/parquet/bad_data"} {
		dir := shared(t, kind)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			got := w.run("init", path, "--config", "proposed.yaml", "--force")
			if got.code != ExitPass {
				if got.code != ExitIncomplete || strings.Contains(got.err, "fault of its own") {
					t.Errorf("%s: code %d\n%s", e.Name(), got.code, got.err)
				}
				continue
			}
			gaps := strings.Contains(got.err, "fill in data")
			audit := w.run("audit", path, "--config", "proposed.yaml")
			if gaps != (audit.code == ExitUsage) || !gaps && audit.code == ExitIncomplete {
				t.Errorf("%s: code %d\n%s%s\nfor\n%s", e.Name(), audit.code, got.err, audit.err, w.read("proposed.yaml"))
			}
		}
	}
}

// TestInitGuesses holds what is guessed from small files.
func TestInitGuesses(t *testing.T) {
	w := newWorld(t)
	rows := func(n int, row func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	of := func(i int, values ...string) string { return values[i%len(values)] }
	for _, test := range []struct {
		name, text string
		want       []string // among the settings
		not        []string
		said       []string // among the comments
	}{
		{"dates of birth", "decision;DATNAIS;sexe\n" + rows(90, func(i int) string { return of(i, "oui;1980-02-03;1", "non;2001-12-31;2", "oui;15/08/1960;1") }),
			[]string{"DATNAIS: {column: DATNAIS, age_at: 2026-11-23, bands: [26, 50], reference: largest}", "sexe: {column: sexe, reference: largest}"}, nil,
			[]string{"CHECK age_at"}},
		{"dates of nobody", "decision,date_naissance,sexe\n" + rows(90, func(i int) string { return of(i, "1,1980-02-03,F", "0,1800-01-01,H") }), nil,
			[]string{"date_naissance:"}, []string{"- date_naissance (age): some dates are nobody's birth"}},
		{"years of birth", "decision,annee_naissance\n" + rows(90, func(i int) string { return fmt.Sprintf("%d,%d", i%2, 1950+i%60) }),
			[]string{"annee_naissance: {column: annee_naissance, bands: [1977, 2001], reference: largest}"}, nil, []string{"years of birth"}},
		{"decimal commas", "decision;age;poids\n" + rows(90, func(i int) string { return fmt.Sprintf("%d;%d,5;1,25", i%2, 20+i%50) }),
			[]string{"age: {column: age, bands: [26, 50], reference: largest}", "decimal: comma", "weight: poids"}, nil, nil},
		{"thousands", "decision;qf;sexe\n" + rows(90, func(i int) string { return fmt.Sprintf("%d;1 %d;%s", i%2, 100+i, of(i, "F", "H")) }),
			[]string{"qf: {column: qf, quantiles: 4, reference: largest}", "thousands: space"}, nil, nil},
		{"missing markers", "decision,age,sexe\n" + rows(90, func(i int) string { return of(i, "1,30,F", "0,NA,H", "1,60,?") }),
			[]string{`missing_markers: ["?", NA]`, "bands: [26, 50]"}, nil, []string{"CHECK: values that mean missing"}},
		{"a country", "decision,nationality\n" + rows(90, func(i int) string { return of(i, "1,FR", "0,NA", "1,DE") }),
			nil, []string{"missing_markers"}, []string{"# missing_markers: [NA]  # CHECK: does it mean missing, or is it a country?"}},
		{"flags", "decision,is_boe,qpv\n" + rows(90, func(i int) string { return of(i, "1,1,0", "0,0,1", "1,0,0") }),
			[]string{"is_boe: {column: is_boe, values: {1: yes, 0: no}, reference: largest}", "qpv: {column: qpv, values: {1: yes, 0: no}, reference: largest}"}, nil,
			[]string{"TO DECIDE: why these data"}},
		{"unusual values", "decision,sexe,resultat\n" + rows(90, func(i int) string { return of(i, "accepté,F,A", "refusé,H,B", "accepté,H,A") }),
			[]string{"predicted: decision", "predicted_positive: [accepté]", "actual: resultat", "actual_positive:"}, nil,
			[]string{"TO FILL IN: those of the values that are positive", "A, B"}},
		{"a score alone", "sexe,score\n" + rows(90, func(i int) string { return fmt.Sprintf("%s,0.%02d", of(i, "F", "H"), i) }),
			[]string{"score: score", "cutoff:"}, []string{"predicted:"}, []string{"TO FILL IN: the score"}},
		{"several columns of an age", "decision,DATNAIS,age,age_cat,nb_enfants,sexe\n" + rows(90, func(i int) string { return fmt.Sprintf("%d,1980-01-01,%d,adult,%d,%d", i%2, 20+i%40, i%6, 1+i%2) }),
			[]string{"age: {column: age, bands: [26, 50], reference: largest}", "nb_enfants: {column: nb_enfants, bands: [1, 3], reference: largest}", "intersections: [[sexe, age]]"},
			[]string{"DATNAIS", "age_cat"}, []string{"1 is a man and 2 a woman"}},
		{"repeated people", "id,decision,sexe\n" + rows(180, func(i int) string { return fmt.Sprintf("%d,%d,%s", i*2/3, i%2, of(i, "F", "H")) }),
			[]string{"unit: id"}, nil, nil},
		{"what is not proposed", "decision,sexe,nom,prenom,sante,grossesse,religion,civilite,commune,race\n" + rows(300, func(i int) string {
			return fmt.Sprintf("%d,%s,Nom%d,Prénom%d,bonne,non,x,%s,commune %d,a", i%2, of(i, "F", "H"), i, i, of(i, "Mme", "M."), i)
		}),
			[]string{"sexe: {column: sexe, reference: largest}"}, []string{"nom:", "prenom:", "sante:", "grossesse:", "religion:", "civilite:", "commune:", "race:"},
			[]string{"- nom (surname): tells", "- sante (state of health): data about health", "- civilite (sex): another column", "- commune (place of residence): it has more than 100 values", "- race (alleged race): French law"}},
		{"latin1", "pr\xe9dit,sexe,pr\xe9nom\n" + rows(9, func(i int) string { return of(i, "1,F,Zo\xe9", "0,H,No\xebl") }), []string{"encoding: latin1"}, nil, nil},
		{"columns beside the point", "age_entreprise,nom_offre,message,usage,decision,sexagenaire\n" + rows(9, func(i int) string { return of(i, "3,a,b,c,1,0", "40,d,e,f,0,1") }),
			[]string{"predicted: decision"}, []string{"age_entreprise", "nom_offre", "message", "usage", "sexagenaire"}, []string{"TO FILL IN: no column is named"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &world{t: t, dir: w.dir, env: w.env, in: w.in}
			w.write("in.csv", test.text)
			text := w.proposed("in.csv")
			if !strings.Contains(text, "TO FILL IN") {
				text = w.accepted("in.csv")
			}
			lines := strings.Split(settings(text), "\n")
			for _, want := range test.want {
				if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, want) }) {
					t.Errorf("no %s in\n%s", want, text)
				}
			}
			for _, not := range test.not {
				if slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, not) }) {
					t.Errorf("%s in\n%s", not, text)
				}
			}
			for _, said := range test.said {
				if !strings.Contains(strings.ReplaceAll(text, "\n    # ", " "), said) {
					t.Errorf("nothing of %q in\n%s", said, text)
				}
			}
		})
	}
}

// TestInitTellsNobody: values of columns that have many of them are nowhere.
func TestInitTellsNobody(t *testing.T) {
	w := newWorld(t)
	var b strings.Builder
	b.WriteString("id,nom,date_naissance,decision,sexe,score,commentaire\n")
	for i := range 500 {
		fmt.Fprintf(&b, "secret-%d,Secret%d,19%02d-03-04,%d,%s,0.%03d,secret text %d\n", i, i, 40+i%60, i%2, []string{"F", "H"}[i%3%2], i, i)
	}
	w.write("in.csv", b.String())
	if text := strings.ToLower(w.accepted("in.csv")); strings.Contains(text, "secret") || strings.Contains(text, "-03-04") {
		t.Errorf("a row leaves the file\n%s", text)
	}
}

// TestInitOfHostileNames: no name or value of a column gets out of its place.
func TestInitOfHostileNames(t *testing.T) {
	w := newWorld(t)
	evil := []string{"a\nb: c", "x # y", `"`, "'", "{", "- a", "&a", "*a", "!!str", "null", "~", "yes", "0x1", "a: b", "\u2028policy: four-fifths", "\x1b[2J", "\ufeffz", "ä\u0301"}
	for i, name := range evil {
		field := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		w.write("in.csv", fmt.Sprintf("%s,sexe,decision\n%s,F,1\n%s,H,0\nx,%s,1\n", field, field, "y", field))
		text := w.accepted("in.csv")
		if got := settings(text); !strings.HasSuffix(got, "policy: charter") || strings.Count(got, "\n") > 12 {
			t.Errorf("%d: %q\n%s", i, name, text)
		}
	}
}

// TestInitWrites: a file that is there is kept, unless asked otherwise, and nothing
// is left of an init that fails.
func TestInitWrites(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	if got := w.run("init", "fair.csv"); got.code != ExitPass || got.out != "" || got.err != line("wrote fairaudit.yaml: every line is a guess to be checked") {
		t.Errorf("%+v", got)
	}
	first := w.read("fairaudit.yaml")
	if got := w.run("audit", "fair.csv"); got.code != ExitPass {
		t.Errorf("the audit of what was proposed: %+v", got)
	}
	w.write("fairaudit.yaml", "mine")
	for _, args := range [][]string{{"init", "fair.csv"}, {"init", "absent.csv"}, {"init", "fair.csv", "--config", "fairaudit.yaml"}} {
		if got := w.run(args...); got.code != ExitUsage || got.err != line("fairaudit.yaml is there already: --force replaces it, --config writes elsewhere") || w.read("fairaudit.yaml") != "mine" {
			t.Errorf("%q: %+v", args, got)
		}
	}
	if got := w.run("init", "fair.csv", "--force"); got.code != ExitPass || w.read("fairaudit.yaml") != first {
		t.Errorf("%+v", got)
	}
	if got := w.run("init", "fair.csv", "--config", "there/c.yaml"); got.code != ExitIncomplete || !strings.Contains(got.err, "there is no directory") {
		t.Errorf("%+v", got)
	}
	w.write("empty.csv", "sexe,decision\n")
	before := w.files()
	for _, test := range []struct {
		args []string
		code int
		err  string
	}{
		{[]string{"init", "absent.csv", "--config", "c.yaml"}, ExitIncomplete, "absent.csv: there is no such file"},
		{[]string{"init", "empty.csv", "--config", "c.yaml"}, ExitIncomplete, "empty.csv: there are no rows to look at"},
		{[]string{"init", "fair.csv", "--config", "fair.csv", "--force"}, ExitUsage, "fair.csv: the report would replace what is read; give it another path"},
		{[]string{"init", "fair.csv", "--config", "c.yaml", "--policy", "chartr"}, ExitUsage, "there is no built-in policy"},
		{[]string{"init", "fair.csv", "--config", "c.yaml", "--lang", "de"}, ExitUsage, "--lang is en or fr"},
		{[]string{"init"}, ExitUsage, "init needs one FILE"},
		{[]string{"init", "fair.csv", "small.csv"}, ExitUsage, "init takes one FILE"},
	} {
		if got := w.run(test.args...); got.code != test.code || !strings.Contains(got.err, test.err) || got.out != "" {
			t.Errorf("%q: %+v", test.args, got)
		}
	}
	if got := w.files(); !slices.Equal(got, before) {
		t.Errorf("left behind: %q, before %q", got, before)
	}
	w.in = strings.NewReader(csvHeader + people("F", 20, 10, 12, 30))
	if got := w.run("init", "-", "--config", "-"); got.code != ExitPass || !strings.Contains(got.out, "predicted: selected") || !strings.Contains(got.out, "name: model") {
		t.Errorf("the standard input: %+v", got)
	}
}

// FuzzInit: whatever the columns and values are, what is proposed is a
// configuration, as far as it is filled in.
func FuzzInit(f *testing.F) {
	f.Add("sexe,age,decision\nF,30,1\nH,60,0\n")
	f.Add("date_naissance;score;nationalité\n1980-01-01;0,5;NA\n2000-01-01;0,7;FR\n")
	f.Add("\"a\nb: c\",sexe,selected\n1,F,yes\n2,#,no\n")
	f.Add("pr\xe9dit,is_boe\n1,0\n0,1\n")
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		w := &world{t: t, dir: dir, in: strings.NewReader("")}
		w.write("in.csv", text)
		got := w.run("init", filepath.Join(dir, "in.csv"), "--config", "-")
		switch {
		case got.code == ExitIncomplete && !strings.Contains(got.err, "fault of its own"):
		case got.code != ExitPass:
			t.Fatalf("%q: code %d\n%s", text, got.code, got.err)
		default:
			conf, err := parseConfig("proposed.yaml", []byte(got.out))
			gaps := strings.Contains(got.out, "TO FILL IN")
			if err == nil && !gaps {
				err = cmp.Or(conf.spec.Validate(), sharedColumns(&conf.spec))
			}
			if (err != nil) != gaps {
				t.Fatalf("%q: %v\n%s", text, err, got.out)
			}
		}
	})
}
