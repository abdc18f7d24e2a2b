// Package criteria knows the grounds on which French law forbids to tell people
// apart, and by which names files usually hold them.
//
// The criteria are those of article L1132-1 of the Code du travail, article 225-1
// of the Code pénal and law n° 2008-496 of 27 May 2008, in the order in which the
// lists of the Défenseur des droits have them; the whistle-blower joined them by
// the law of 21 March 2022. Some characteristics follow that are no criterion and
// stand for one: a country of birth, a first name.
//
// What the table says of a status helps to ask the right question. It decides
// nothing: whether data may be processed is for a data protection officer.
package criteria

import (
	"slices"
)

// Status is what kind of personal data a criterion usually is.
type Status string

// The kinds of personal data.
const (
	Ordinary  Status = "ordinary"
	Sensitive Status = "sensitive" // no special category, yet highly sensitive in context
	Special   Status = "special"   // a special category of Article 9 of the GDPR
)

// Name says in English what kind of data a status is, which is the key of its French.
func (s Status) Name() string {
	switch s {
	case Special:
		return "special category of personal data (Article 9 of the GDPR)"
	case Sensitive:
		return "highly sensitive in context"
	}
	return "ordinary personal data"
}

// Criterion is a ground of discrimination, or what stands for one.
type Criterion struct {
	ID     string
	Number int    // its place among the criteria of the law; 0 for what stands for one
	Name   string // in English, which is the key of its French
	Status Status
	// Columns are the usual names of columns, in French and in English, in small
	// letters without accents. A name that is ambiguous but for the people around
	// it ends in "!": see [Match].
	Columns []string
	// Values are the usual values, where there are any. Columns of a single value
	// have them in their name, as sexe_F.
	Values []string
	// Bands are the usual limits of a number.
	Bands []float64
	// IsProxy says that the characteristic is known to tell another criterion,
	// most often the origin, of many people.
	IsProxy bool
	// IsEthnoracial says that the classes are ethnic or racial, which no French
	// statistics may have (Conseil constitutionnel, n° 2007-557 DC).
	IsEthnoracial bool
	// IsAudited says that audits usually compare people by it.
	IsAudited bool
	Note      string // in English, which is the key of its French; may be empty
}

// IDs lists the criteria by their IDs.
func IDs() []string {
	ids := make([]string, len(Table))
	for i := range Table {
		ids[i] = Table[i].ID
	}
	return ids
}

// Find returns the criterion with that ID.
func Find(id string) (*Criterion, bool) {
	at := slices.IndexFunc(Table, func(c Criterion) bool { return c.ID == id })
	if at < 0 {
		return nil, false
	}
	return &Table[at], true
}
