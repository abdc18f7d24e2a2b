package policy

import (
	"cmp"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
)

// The least number of people that a published report shows where nobody says
// otherwise, and the least that anybody may say.
const (
	DefaultMinCell = 11
	LeastMinCell   = 2
)

// fewPublished is a number of people below which statistical offices publish nothing.
const fewPublished = 5

// readDisclosure reads what a published report may show.
func (p *Policy) readDisclosure(v strictyaml.Value) {
	f := v.Fields(disclosureLanguage.Names()...)
	if f["min_cell"].Present() {
		p.MinCell = int64(f["min_cell"].Int(LeastMinCell))
	}
}

// cellAsks compares the least numbers of people that two policies publish. One that
// states it says two things: what is hidden unless somebody asks for more, and less
// than what nobody may ask for. Where they go different ways it asks neither more nor
// less.
func cellAsks(c *compared[*Policy]) int {
	usual := func(p *Policy) int64 { return cmp.Or(p.MinCell, DefaultMinCell) }
	byDefault, allowed := cmp.Compare(usual(c.b), usual(c.a)), cmp.Compare(c.b.MinCell, c.a.MinCell)
	if byDefault*allowed < 0 {
		return 0
	}
	return cmp.Or(byDefault, allowed)
}

// hidesBesideFew reports whether groups are assessed of which a published report may not
// tell that a hidden group is smaller.
func (p *Policy) hidesBesideFew() bool {
	return p.MinCell > 0 && slices.ContainsFunc(p.Rules, func(r Rule) bool {
		return r.ComparesGroups() && r.Groups.MinShare == nil && r.Groups.MinGroup <= p.MinCell
	})
}
