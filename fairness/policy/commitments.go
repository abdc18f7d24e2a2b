package policy

// Commitment is one of the seven commitments of the charter.
type Commitment struct {
	Number int
	Name   string // as the charter names it, in French
}

// Commitments are those of the Charte de Pôle emploi pour une IA éthique
// (délibération n° 2020-41 du 7 juillet 2020), in its order.
var Commitments = []Commitment{
	{1, "finalité et légitimité"},
	{2, "l’humain au centre"},
	{3, "équité et non-discrimination"},
	{4, "liberté de choix"},
	{5, "transparence"},
	{6, "sécurité"},
	{7, "impact environnemental"},
}
