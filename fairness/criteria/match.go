package criteria

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Match returns the criterion that a column is named after, if any.
//
// Case, accents, separators, articles, numbers and the order of the words do not
// matter: DateNaissance, DATE_DE_NAISSANCE and birth-date2 are dates of birth. All
// words of a usual name must be there, and nothing beside them but words that say
// whose it is (candidat, applicant), in what form (code, flag, tranche) or which of
// its usual values (sexe_F). So age_entreprise, nom_offre and sexagenaire are none:
// what the words beside it make of a name is not guessed. A usual name marked as
// ambiguous takes only words that say whose it is. Among several the one with the
// most words is meant.
func Match(column string) (*Criterion, bool) {
	named := namedBy(column)
	var best *Criterion
	most := 0
	for i := range usual {
		for _, name := range usual[i].names {
			if len(name.words) > most && name.fits(named, usual[i].values) {
				best, most = &Table[i], len(name.words)
			}
		}
	}
	return best, best != nil
}

// usualName is a usual name of a column, by its words.
type usualName struct {
	words     []string
	ambiguous bool
}

// usualWords are the usual names of a criterion and the words of its usual values.
type usualWords struct {
	names  []usualName
	values map[string]bool
}

// usual has the usual words of each criterion of the table.
var usual = func() []usualWords {
	all := make([]usualWords, len(Table))
	for i, c := range Table {
		for _, name := range c.Columns {
			plain, ambiguous := strings.CutSuffix(name, "!")
			all[i].names = append(all[i].names, usualName{strings.Fields(plain), ambiguous})
		}
		all[i].values = map[string]bool{}
		for _, v := range c.Values {
			for _, w := range namedBy(v) {
				all[i].values[w] = true
			}
		}
	}
	return all
}()

// fits reports whether the words of a column are those of the name, and else
// only such as may stand beside it.
func (n usualName) fits(column []string, values map[string]bool) bool {
	together := strings.Join(n.words, "") // as in codepostal
	for _, w := range n.words {
		if !slices.Contains(column, w) && !slices.Contains(column, together) {
			return false
		}
	}
	return !slices.ContainsFunc(column, func(w string) bool {
		ofName := w == together || slices.Contains(n.words, w)
		beside := whose[w] || !n.ambiguous && (form[w] || values[w])
		return !ofName && !beside
	})
}

// namedBy cuts a name into words, without articles and numbers.
func namedBy(name string) []string {
	all := slices.DeleteFunc(words.Split(name), func(w string) bool { return articles[w] })
	for i := 0; i+1 < len(all); i++ {
		if all[i] == "demandeur" && all[i+1] == "emploi" { // one word, in two
			all = slices.Delete(all, i+1, i+2)
		}
	}
	return all
}

// articles stand between the words of a name.
var articles = set("de du des d la le les l a au aux en et ou par of the at in on to and or by an")

// whose says whom a column is about, when that is a person who may be audited.
var whose = set(`
	candidat candidate candidats candidates demandeur demandeuse demandeurs usager usagere usagers personne personnes individu individus
	beneficiaire beneficiaires benef bene bnf allocataire allocataires assure assuree assures salarie salariee salaries titulaire
	patient patiente etudiant etudiante eleve
	applicant applicants person people individual user client customer employee worker student defendant subject respondent participant`)

// form says in what form a column holds a value, or which of several it is.
var form = set(`
	is est has ind indic indicateur indicator flag top bool dummy encoded enc onehot code cd cod id key cle lib libelle label type typ
	cat categorie category groupe group groups tranche tranches classe class bin bins band bands bracket range bucket decile quantile
	val value valeur raw brut clean cleaned recode recoded norm str num int float n nb var x feat feature attr attribut attribute sensitive
	protected protege col column colonne champ field ans annees annee years year actuel actuelle current declare declaree declared reel
	calcule computed inscription registration statut status niveau level oui non yes no`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
