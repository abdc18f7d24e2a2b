package draft

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/criteria"
)

// Attribute is a column that people are compared by.
type Attribute struct {
	*column
	Criterion *criteria.Criterion
	Bands     []float64
	IsYear    bool   // whether the bands are years of birth
	AgeAt     string // the day of the ages of dates of birth
	Quantiles int
	Flag      bool // whether the values are 1 for yes and 0 for no
}

// Left is a column that looks protected and is not proposed.
type Left struct {
	*column
	Criterion *criteria.Criterion
	Why       Why
}

// Why says why a column is not proposed.
type Why string

// The reasons.
const (
	Forbidden   Why = "ethnoracial" // and the policy does not ask for it
	NotAudited  Why = "not audited" // see the note of the criterion
	OneValue    Why = "one value"
	ManyValues  Why = "many values"
	Another     Why = "another column"
	OddDates    Why = "dates"
	OddNumbers  Why = "numbers"
	NeedsTwice  Why = "two passes" // quantiles of what can be read only once
	FutureBirth Why = "births"
)

// maxGroups is the most values of a column that is compared as it stands.
const maxGroups = 100

// attributes proposes the columns that are named after a criterion that audits
// compare people by, or that the policy asks for.
func (g *guess) attributes() {
	for _, c := range g.columns {
		if c.criterion == nil {
			continue
		}
		if why := g.attribute(c); why != "" {
			g.Left = append(g.Left, Left{c, c.criterion, why})
		}
	}
	g.onlyOne("age")
	g.onlyOne("sex")
	var both []string
	for _, id := range []string{"sex", "age"} {
		if at := slices.IndexFunc(g.Attributes, func(a Attribute) bool { return a.Criterion.ID == id }); at >= 0 {
			both = append(both, g.Attributes[at].name)
		}
	}
	if len(both) == 2 {
		g.Intersections = [][]string{both}
	}
}

// attribute proposes a column, or says why not.
func (g *guess) attribute(c *column) Why {
	a := Attribute{column: c, Criterion: c.criterion}
	asked := slices.Contains(g.Options.Policy.Needs, c.criterion.ID)
	switch {
	case c.criterion.IsEthnoracial && !asked:
		return Forbidden
	case !c.criterion.IsAudited && !asked:
		return NotAudited
	case len(c.values) < 2:
		return OneValue
	case c.criterion.ID == "age" && (c.isDate() || c.isNumber()):
		if why := g.age(&a); why != "" {
			return why
		}
	case c.criterion.Bands != nil && c.isNumber() && len(c.values) > 2:
		a.Bands = c.criterion.Bands
	case c.isNumber() && len(c.values) > maxNamed && g.Once:
		return NeedsTwice
	case c.isNumber() && len(c.values) > maxNamed && c.criterion.ID != "residence": // a code is no number
		a.Quantiles = 4
	case len(c.values) > maxGroups && c.criterion.ID == "age":
		return OddDates
	case len(c.values) > maxGroups:
		return ManyValues
	}
	a.Flag = c.is("0", "1") && slices.Contains(c.criterion.Values, "oui")
	g.Attributes = append(g.Attributes, a)
	return ""
}

// age cuts a column of ages, years or dates of birth into bands.
func (g *guess) age(a *Attribute) Why {
	if a.isDate() {
		for _, v := range a.values {
			born, err := dataset.ParseDate(v)
			if years := g.today.Year() - born.Year(); err != nil || born.After(g.today) || years > 120 {
				return FutureBirth
			}
		}
		a.AgeAt, a.Bands = g.Options.Today, a.Criterion.Bands
		return ""
	}
	least, most, _ := a.span()
	year := float64(g.today.Year())
	switch {
	case least >= 1900 && most <= year && a.isWhole():
		a.IsYear = true
		for _, edge := range slices.Backward(a.Criterion.Bands) { // who is younger than an edge was born after
			a.Bands = append(a.Bands, year-edge+1)
		}
	case least < 0 || most > 130:
		return OddNumbers
	case a.is("0", "1"): // one band of several columns
	default:
		a.Bands = a.Criterion.Bands
	}
	return ""
}

// onlyOne keeps the best of several columns that say the same of people: a number
// rather than a date, whose ages are those of some day, and both rather than a class.
func (g *guess) onlyOne(id string) {
	worth := func(a Attribute) int {
		switch {
		case a.Bands == nil:
			return 0
		case a.AgeAt != "":
			return 1
		}
		return 2
	}
	best := -1
	for i, a := range g.Attributes {
		if a.Criterion.ID == id && (best < 0 || worth(a) > worth(g.Attributes[best])) {
			best = i
		}
	}
	var kept []Attribute
	for i, a := range g.Attributes {
		if a.Criterion.ID == id && i != best {
			g.Left = append(g.Left, Left{a.column, a.Criterion, Another})
			continue
		}
		kept = append(kept, a)
	}
	g.Attributes = kept
}

// reading settles how numbers and missing values are written in the columns that
// have a role. A column whose numbers are written otherwise is not proposed.
func (g *guess) reading() {
	numeric := func(a Attribute) bool { return a.Quantiles > 0 || a.Bands != nil && a.AgeAt == "" }
	reads := func(r dataset.Reading) (n int) {
		for _, a := range g.Attributes {
			if _, ok := a.numbers(r); ok && numeric(a) {
				n++
			}
		}
		if g.Weight != nil {
			if _, ok := g.Weight.numbers(r); ok {
				n += len(g.Attributes) + 1
			}
		}
		return n
	}
	best := readings[0]
	for _, r := range readings[1:] {
		if reads(r) > reads(best) {
			best = r
		}
	}
	g.Reading = best
	g.Attributes = slices.DeleteFunc(g.Attributes, func(a Attribute) bool {
		_, ok := a.numbers(best)
		if ok || !numeric(a) {
			return false
		}
		g.Left = append(g.Left, Left{a.column, a.Criterion, OddNumbers})
		g.Intersections = slices.DeleteFunc(g.Intersections, func(in []string) bool { return slices.Contains(in, a.name) })
		return true
	})
	g.markers()
}

// markers proposes the usual markers of missing values that occur in columns of a
// role. NA may be Namibia, and what is a positive value is no marker.
func (g *guess) markers() {
	var found, doubtful []string
	note := func(c *column, isCountry bool) {
		for _, m := range c.markers {
			if isCountry && len(m) == 2 {
				doubtful = append(doubtful, m)
			} else {
				found = append(found, m)
			}
		}
	}
	for _, a := range g.Attributes {
		note(a.column, strings.Contains("nationality birthplace", a.Criterion.ID))
	}
	for _, o := range g.Draft.found() {
		note(o.column, false)
	}
	slices.Sort(found)
	slices.Sort(doubtful)
	g.Doubtful = slices.Compact(slices.DeleteFunc(doubtful, func(m string) bool { return slices.Contains(found, m) }))
	g.Reading.MissingMarkers = slices.Compact(found)
}
