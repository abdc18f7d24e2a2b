package policy

import (
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
)

// Preset is how a policy has its inputs read where the audit does not say otherwise.
type Preset struct {
	// Quantiles cuts a column of more than twenty distinct numbers into so many
	// bands; 0 does not.
	Quantiles int
	// Intersect adds the intersection of all attributes.
	Intersect bool
	// TargetAlone audits the column of actual outcomes as decisions where there are none.
	TargetAlone bool
}

func readPreset(v strictyaml.Value) Preset {
	f := v.Fields(presetLanguage.Names()...)
	var p Preset
	if f["quantiles"].Present() {
		p.Quantiles = f["quantiles"].Int(2)
	}
	p.Intersect = f["intersect"].Present() && f["intersect"].OneOf("all") == "all"
	p.TargetAlone = f["without_decisions"].Present() && f["without_decisions"].OneOf("target") == "target"
	return p
}
