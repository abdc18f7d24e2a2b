package draft

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// The usual names of columns by their roles, the most telling first. All words of
// a name have to be there; the fewer others there are, the better.
var (
	predictedNames = names("predicted, prediction, pred, y pred, yhat, y hat, decision, recommande, recommandee, recommandation, recommended, recommendation, " +
		"retenu, retenue, selectionne, selectionnee, selected, selection, preselectionne, shortlisted, accepte, accepted, approved, accorde, admis, admitted, " +
		"oriente, propose, signale, flagged, controle, controlled, alerte, classe predite, score text, output, sortie modele, avis modele")
	actualNames = names("actual, label, y true, ground truth, truth, verite, target, cible, y, embauche, embauchee, recrute, recrutee, hired, outcome, observe, observed, " +
		"reel, retour emploi, reemploi, acces emploi, succes, success, two year recid, recid, recidive, defaut, default, fraude, fraud, resultat")
	humanNames = names("decision finale, decision agent, decision humaine, decision conseiller, decision definitive, decision recruteur, avis conseiller, avis agent, " +
		"final decision, human decision, decision final, final outcome, human, overridden decision, reviewer decision, caseworker decision, retenu final, selection finale")
	scoreNames  = names("score, scores, y score, proba, probabilite, probability, prob, predicted proba, risk score, decile score, risque, risk, prediction, predicted, pred")
	weightNames = names("sample weight, ponderation, weight, poids, pond, coefficient ponderation, wgt")
	unitNames   = names("identifiant, id, ident, uid, uuid, matricule, nir, id de, identifiant de, num de, numero de, kn individu national, id national, person id, id personne, candidate id, id candidat, individu, id individu, user id, id usager")
	strataNames = names("metier, rome, job family, famille metier, famille, job, occupation, profession, secteur, sector, naf, industry, departement, region, agence, " +
		"niveau formation, diplome, education, qualification, contrat, contract, department, seniority, anciennete")
	// burdenWords tell decisions and outcomes that nobody wants.
	burdenWords = strings.Fields("controle controlled fraude fraud suspicion risque risk flagged signale alerte recid recidive defaut default")
	// positiveWords are values that are what a decision says yes to.
	positiveWords = strings.Split("yes, oui, y, o, true, vrai, t, v, p, positive, positif, pos, accepte, acceptee, accepted, accept, approved, approve, accorde, admis, admitted, granted, "+
		"retenu, retenue, selected, selectionne, recommande, recommended, embauche, embauchee, hired, recrute, favorable, favourable, good, success, succes, fraude, fraud, "+
		"flagged, controle, default, defaut, ok, pass", ", ")
	// scales are values of a growing scale; beyond its start they are positive.
	scales = [][]string{{"low", "medium", "high"}, {"faible", "moyen", "eleve"}, {"faible", "moyen", "fort"}, {"bas", "moyen", "haut"}, {"low", "moderate", "high"}}
)

func names(list string) [][]string {
	var out [][]string
	for name := range strings.SplitSeq(list, ",") {
		out = append(out, strings.Fields(name))
	}
	return out
}

// guess is a draft while it is made.
type guess struct {
	*Draft
	Options
	columns []*column
	today   time.Time
	taken   []*column // that have a role
}

// take gives a column a role.
func (g *guess) take(c *column) *column {
	if c != nil {
		g.taken = append(g.taken, c)
	}
	return c
}

// best returns the column whose name fits a role best, among those that have no
// role yet and pass the test, or nil. At most so many words may stand beside a name.
func (g *guess) best(names [][]string, beside int, test func(c *column) bool) *column {
	var best *column
	least := 1 << 30
	for _, c := range g.columns {
		if slices.Contains(g.taken, c) || c.criterion != nil {
			continue
		}
		for rank, name := range names {
			extra := len(c.words) - len(name)
			if extra > beside || extra > 0 && len(name[0]) == 1 && len(name) == 1 || slices.ContainsFunc(name, func(w string) bool { return !slices.Contains(c.words, w) }) {
				continue
			}
			if badness := rank + extra*len(names); badness < least && test(c) {
				best, least = c, badness
			}
		}
	}
	return best
}

// outcomes guesses the decisions, what came of them, and scores.
func (g *guess) outcomes() {
	isPair := func(c *column) bool { return len(c.values) > 0 && dataset.HasUsualPositive(c.values) }
	isClass := func(c *column) bool { return c.few() && !(c.isNumber() && !c.isWhole()) && !c.isDate() }
	human := g.take(g.best(humanNames, 1, func(c *column) bool { return isPair(c) || isClass(c) && len(c.values) == 2 }))
	decisions := g.take(cmp.Or(g.best(predictedNames, 2, isPair), g.best(predictedNames, 1, isClass)))
	actual := g.take(cmp.Or(g.best(actualNames, 2, isPair), g.best(actualNames, 0, isClass)))
	g.Score = g.take(g.best(scoreNames, 2, func(c *column) bool { return c.isNumber() && len(c.values) > 2 }))
	if decisions == nil && g.Score == nil { // without advice of a model there is nothing to follow
		human, decisions = nil, human
	}
	g.Predicted, g.Human, g.Actual = outcomeOf(decisions), outcomeOf(human), outcomeOf(actual)
	for _, c := range []*column{decisions, actual, g.Score} {
		g.IsBurden = g.IsBurden || c != nil && slices.ContainsFunc(c.words, func(w string) bool { return slices.Contains(burdenWords, w) })
	}
}

func outcomeOf(c *column) *Outcome {
	if c == nil {
		return nil
	}
	o := &Outcome{column: c}
	if !dataset.HasUsualPositive(c.values) {
		o.Positive = positive(c.values)
		o.Unknown = o.Positive == nil
	}
	return o
}

// positive returns the values that are positive for their names: beyond the start
// of a scale, or the one of two that says yes. It is nil when that cannot be told.
func positive(values []string) []string {
	plain := func(v string) string { return strings.Join(words.Split(v), " ") }
	for _, scale := range scales {
		if slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(scale, plain(v)) }) {
			continue
		}
		return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return plain(v) == scale[0] })
	}
	if len(values) != 2 {
		return nil
	}
	yes := slices.DeleteFunc(slices.Clone(values), func(v string) bool {
		return !slices.Contains(positiveWords, plain(v)) && v != "1"
	})
	if len(yes) != 1 {
		return nil
	}
	return yes
}

// people guesses what weighs and what identifies a person.
func (g *guess) people() {
	g.Weight = g.take(g.best(weightNames, 0, func(c *column) bool {
		least, most, ok := c.span()
		return ok && least >= 0 && most <= 1e9 && len(c.markers) == 0 && (least == 0 || least >= 1e-6)
	}))
	g.Unit = g.take(g.best(unitNames, 0, func(c *column) bool { return len(c.values) > 100 && 10*len(c.values) > c.rows }))
	g.Repeats = g.Unit != nil && len(g.Unit.values) < g.Unit.rows
}

// strata lists columns that may explain a gap. None is proposed outright, since
// groups are then compared within them only.
func (g *guess) strata() {
	for range 4 {
		c := g.take(g.best(strataNames, 1, func(c *column) bool { return len(c.values) >= 2 && len(c.values) <= 50 && !c.isDate() }))
		if c == nil {
			return
		}
		g.Strata = append(g.Strata, c)
	}
}
