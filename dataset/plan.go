package dataset

import (
	"slices"
	"sync/atomic"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// plan is what a spec asks to count. It does not change while rows are counted.
type plan struct {
	spec    Spec
	roles   []*role
	columns []string
	weight  int     // position in columns, or -1
	unit    int     // position in columns, or -1
	dicts   []int   // positions in columns of those that play roles, in the order of the columns
	tables  [][]int // the roles of each table
	texts   *texts
	held    *atomic.Int64 // bytes kept, estimated; of all parts together
	// observer, if there is one, makes what takes the rows of a part in place of
	// counting them. The error is about a column.
	observer func() func(fields [][]byte) *Error
}

// barePlan is a plan of no columns.
func barePlan(spec Spec) *plan {
	return &plan{spec: spec, weight: -1, unit: -1, texts: spec.Reading.texts(), held: new(atomic.Int64)}
}

func newPlan(spec Spec) *plan {
	if spec.MaxValues == 0 {
		spec.MaxValues = DefaultMaxValues
	}
	if spec.Missing == "" {
		spec.Missing = MissingGroup
	}
	p := barePlan(spec)
	for _, a := range spec.Attributes {
		p.add(attributeRole(a, p.texts))
	}
	for _, column := range spec.Strata {
		p.add(&role{axis: tally.Axis{Name: column, Role: tally.Stratum}, column: column})
	}
	if spec.Actual.Column != "" {
		p.add(outcomeRole(tally.Actual, spec.Actual, p.texts))
	}
	p.add(outcomeRole(tally.Predicted, spec.Predicted, p.texts))
	if spec.Weight != "" {
		p.weight = p.columnAt(spec.Weight)
	}
	if spec.Unit != "" {
		p.unit = p.columnAt(spec.Unit)
	}
	p.makeTables()
	return p
}

func (p *plan) add(r *role) {
	column := p.columnAt(r.column)
	r.dict = slices.Index(p.dicts, column)
	if r.dict < 0 {
		r.dict = len(p.dicts)
		p.dicts = append(p.dicts, column)
	}
	for _, other := range p.roles {
		if other.dict == r.dict {
			r.slot++
		}
	}
	p.roles = append(p.roles, r)
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
