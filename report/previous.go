package report

import (
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Previous reads from the document of an earlier audit what change is measured by:
// its counts of people.
func (d *Document) Previous() *policy.Previous {
	p := &policy.Previous{Outcome: d.Data.Outcome, Labels: d.Data.Actual != nil, Weighted: d.Data.Weighted, DesignEffect: d.Data.DesignEffect}
	for i := range d.Attributes {
		a := &d.Attributes[i]
		s := policy.PreviousSubject{Name: a.Name, Bands: a.Bands}
		for j := range a.Groups {
			g := &a.Groups[j]
			s.Groups = append(s.Groups, metric.Group{Values: g.Values, Missing: g.Missing, Counts: g.counts()})
		}
		p.Subjects = append(p.Subjects, s)
	}
	return p
}

// counts are the six cells of a group.
func (g *Group) counts() *metric.Counts {
	counts := new(metric.Counts)
	cells := g.cells()
	if cells != nil {
		counts = metric.Confusion(cells[0], cells[1], cells[2], cells[3])
	}
	if g.Selected == nil {
		return counts
	}
	unlabelled := metric.Outcomes(*g.Selected-counts.N(metric.Selected), *g.NotSelected-counts.N(metric.NotSelected))
	return counts.Plus(unlabelled)
}
