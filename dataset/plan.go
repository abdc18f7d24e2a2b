package dataset

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// plan is what a spec asks to count. It does not change while rows are counted.
type plan struct {
	spec    Spec
	roles   []*role
	columns []string
	measures
	unit   int     // position in columns, or -1
	dicts  []int   // positions in columns of those that play roles, in the order of the columns
	tables [][]int // the roles of each table
	texts  *texts
	limits []*distribution // empty, of the columns whose limits are to be found
	sample *Sample         // nil unless rows are only looked at

	keys    []int   // positions in columns of those by which rows find somebody, or are found
	lookup  *People // whom rows find; nil without a join
	gathers *People // whose rows these are; nil for others
}

// counts reports whether a row is only counted: it weighs nothing and names nobody.
func (p *plan) counts() bool {
	return p.measures == noMeasures && p.unit < 0 && p.sample == nil
}

// newPlan plans the counting of rows that find the people, who may be nil.
func newPlan(spec Spec, people *People) *plan {
	if spec.MaxValues == 0 {
		spec.MaxValues = DefaultMaxValues
	}
	if spec.Missing == "" {
		spec.Missing = MissingGroup
	}
	p := &plan{spec: spec, measures: noMeasures, unit: -1, texts: spec.Reading.texts(), lookup: people}
	for _, r := range spec.characterRoles(p.texts) {
		p.add(r)
	}
	for _, o := range spec.Outcomes() {
		if o.Column != "" || o.Role == tally.Predicted {
			p.add(outcomeRole(o.Role, *o.Outcome, p.texts))
		}
	}
	p.people, p.weight, p.squares = p.optional(spec.Counts), p.optional(spec.Weight), p.optional(spec.SquaredWeight)
	p.unit = p.optional(spec.Unit)
	p.addKeys()
	p.makeTables()
	return p
}

// characterRoles are the roles of the attributes, then the strata.
func (s *Spec) characterRoles(t *texts) []*role {
	var roles []*role
	for _, a := range s.Attributes {
		roles = append(roles, attributeRole(a, t))
	}
	for _, column := range s.Strata {
		roles = append(roles, &role{axis: tally.Axis{Name: column, Role: tally.Stratum}, column: column})
	}
	return roles
}

// addKeys adds the columns by which rows find somebody, and puts the dictionaries
// of what is joined, of which [plan.add] has told -1, -2 and so on, after those of
// the rows' own columns.
func (p *plan) addKeys() {
	if p.lookup == nil {
		return
	}
	for _, k := range p.lookup.join.Key {
		p.keys = append(p.keys, p.columnAt(k.Row))
	}
	for _, r := range p.roles {
		if r.dict < 0 {
			r.dict = len(p.dicts) - 1 - r.dict
		}
	}
}

// joined lists the columns that are taken from the file of attributes.
func (p *plan) joined() []string {
	if p.lookup == nil || p.limits != nil {
		return nil
	}
	return p.lookup.join.Columns
}

func (p *plan) add(r *role) {
	joined := slices.Index(p.joined(), canonical(r.column))
	if joined >= 0 && !r.axis.Role.IsOutcome() {
		r.dict = -1 - joined
	} else {
		column := p.columnAt(r.column)
		r.dict = slices.Index(p.dicts, column)
		if r.dict < 0 {
			r.dict = len(p.dicts)
			p.dicts = append(p.dicts, column)
		}
	}
	for _, other := range p.roles {
		if other.dict == r.dict {
			r.slot++
		}
	}
	p.roles = append(p.roles, r)
}

// optional returns the position of a column, or -1 when none is named.
func (p *plan) optional(name string) int {
	if name == "" {
		return -1
	}
	return p.columnAt(name)
}

// columnAt returns the position of a needed column, and adds it when it is new.
func (p *plan) columnAt(name string) int {
	name = canonical(name)
	if at := slices.Index(p.columns, name); at >= 0 {
		return at
	}
	p.columns = append(p.columns, name)
	return len(p.columns) - 1
}

// makeTables plans one table for each attribute and each intersection, all with
// the strata and the outcomes.
func (p *plan) makeTables() {
	attributes := len(p.spec.Attributes)
	sets := make([][]int, 0, attributes+len(p.spec.Intersections))
	for i := range attributes {
		sets = append(sets, []int{i})
	}
	for _, in := range p.spec.Intersections {
		var set []int
		for _, name := range in {
			set = append(set, slices.IndexFunc(p.spec.Attributes, func(a Attribute) bool { return a.Name == name }))
		}
		slices.Sort(set)
		if !slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, set) }) {
			sets = append(sets, set)
		}
	}
	for _, set := range sets {
		for i := attributes; i < len(p.roles); i++ {
			set = append(set, i)
		}
		p.tables = append(p.tables, set)
	}
}

// distributions are new ones of the columns whose limits are to be found.
func (p *plan) distributions() []*distribution {
	var all []*distribution
	for _, d := range p.limits {
		d := *d
		d.rows = map[uint64]int64{}
		all = append(all, &d)
	}
	return all
}

// dictsOf lists the dictionaries of some roles, each once.
func (p *plan) dictsOf(roles []int) []int {
	var dicts []int
	for _, i := range roles {
		if d := p.roles[i].dict; !slices.Contains(dicts, d) {
			dicts = append(dicts, d)
		}
	}
	return dicts
}

// weighted reports whether rows have weights.
func (p *plan) weighted() bool { return p.weight >= 0 }
