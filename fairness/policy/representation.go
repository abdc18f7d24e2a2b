package policy

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// A rule on representation compares the share of each group among the people audited
// with its share of a declared population, which is taken as exact: the smaller of the
// two over the larger. Of one group that is a family of two sides of which one has no
// uncertainty, so that limits and tests become those of one binomial proportion.

// PopulationShare is the ID of what such a rule compares.
const PopulationShare = "population_share"

// PopulationLabel names the side that a group is compared with.
const PopulationLabel = "population"

var populationShare = &metric.Rate{ID: PopulationShare, Name: "share of the people", Range: "0 to 1", Direction: metric.Neutral,
	Unit: "people", Num: metric.All, Den: metric.All}

func (r *Rule) readRepresentation(e strictyaml.Entry, f map[string]strictyaml.Value) {
	r.Kind, r.Within = Representation, Within{}
	f["representation"].OneOf("population")
	r.Contrast = metric.Contrast{ID: "representation_ratio", Name: "representation", Operation: metric.MinMax}
	r.readBound(e, f)
	refuseOthers(f, words.Say("a rule on representation"), "representation")
}

// planRepresentation adds a check for each attribute of which a population is declared.
func (e *evaluator) planRepresentation(r *Rule) {
	var without []string
	planned := len(e.checks)
	for i := range e.in.Subjects {
		s := &e.in.Subjects[i]
		severity, applies := e.policy.severity(r, s)
		switch {
		case !applies:
		case s.Population == nil:
			without = append(without, s.Name)
		default:
			c := &working{Check: Check{Rule: r, Subject: s, Severity: severity}}
			e.prepare(c)
			e.checks = append(e.checks, c)
		}
	}
	about := strings.Join(without, ", ")
	if len(e.checks) == planned { // of no attribute
		about = ""
	}
	if len(without) > 0 {
		e.notEvaluated = append(e.notEvaluated, NotEvaluated{r, "it compares with a reference population, and none was declared", about})
	}
	e.notAudited(r)
}

// prepareShares finds the groups whose shares a check compares. People in groups that
// the population has not count against the coverage.
func (e *evaluator) prepareShares(c *working) {
	s, least := c.Subject, c.Rule.Groups.MinGroup
	everybody := &family{rate: populationShare}
	for i := range s.Groups {
		g := &s.Groups[i]
		n := g.Counts.N(metric.All)
		switch {
		case g.Suppressed():
			everybody.known += n
		case g.Missing:
		case s.Population[g.Label()] == nil:
			everybody.known += n
			c.NotAssessed = append(c.NotAssessed, Unassessed{Label: g.Label(), N: n, Reason: "not in the declared population"})
		default:
			everybody.known += n
			everybody.assessed += n
		}
	}
	c.Coverage = float64(everybody.assessed) / float64(max(1, everybody.known))
	c.compared, c.known = []int64{everybody.assessed}, []int64{everybody.known}
	if n := everybody.assessed; n == 0 || n < least {
		for _, label := range s.populationGroups() {
			everybody.unassessed = append(everybody.unassessed, Unassessed{Label: label, N: n, Reason: fmt.Sprintf("fewer than %d", least)})
		}
		c.compared, c.all, c.Coverage = []int64{0}, []*family{everybody}, 0
		return
	}
	c.families = e.shares(s)
	c.all, c.K, c.Comparisons = c.families, len(c.families), 2*len(c.families)
}

// populationGroups lists the groups of the population, those of the data first.
func (s *Subject) populationGroups() []string {
	var labels []string
	for i := range s.Groups {
		if label := s.Groups[i].Label(); !s.Groups[i].Missing && s.Population[label] != nil {
			labels = append(labels, label)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(s.Population)) {
		if !slices.Contains(labels, label) { // nobody audited is of it
			labels = append(labels, label)
		}
	}
	return labels
}

// people counts those in each group of the population, and in all of them.
func (s *Subject) people(labels []string) (in []*metric.Counts, everybody *metric.Counts) {
	everybody = new(metric.Counts)
	of := map[string]*metric.Counts{}
	for i := range s.Groups {
		if g := &s.Groups[i]; !g.Missing {
			of[g.Label()] = g.Counts
		}
	}
	for _, label := range labels {
		counts := of[label]
		if counts == nil {
			counts = new(metric.Counts)
		}
		in, everybody = append(in, counts), everybody.Plus(counts)
	}
	return in, everybody
}

// shares makes a family for each group of the population.
func (e *evaluator) shares(s *Subject) []*family {
	labels := s.populationGroups()
	people, everybody := s.people(labels)
	var families []*family
	for i, label := range labels {
		families = append(families, e.share(s, label, people[i], everybody))
	}
	return families
}

// share is a family of a group's share of everybody, and of its share of the population.
func (e *evaluator) share(s *Subject, label string, people, everybody *metric.Counts) *family {
	n, all := people.In(metric.All), everybody.In(metric.All)
	estimate, _ := interval.Effective(interval.Weighted{N: all.N, W: all.Weight(), W2: all.SquaredWeight(), WY: n.Weight(), W2Y: n.SquaredWeight()}, max(1, e.in.DesignEffect))
	share := s.Population[label]
	exact, _ := share.Float64()
	return &family{rate: populationShare, limits: map[float64]*limits{}, reference: 1, fixed: true, sides: []side{
		{Side: Side{Label: label, Num: n.N, Den: all.N, Rate: estimate.Value()}, counts: everybody, estimate: estimate,
			exact: new(big.Rat).Quo(n.ExactWeight(), all.ExactWeight())},
		{Side: Side{Label: PopulationLabel, Rate: exact}, counts: new(metric.Counts), estimate: interval.Linear{Constant: exact}, exact: share},
	}}
}

// weighUnknownShares is [evaluator.weighUnknown] for a check of shares. All of them
// change with the people in one group, those of the other groups by the same.
func (e *evaluator) weighUnknownShares(c *working) {
	labels := c.Subject.populationGroups()
	unknown := unknownIn(c.Subject.Groups, &metric.Group{Values: labels[:1]}) // of a single attribute: anybody
	if c.Verdict == Inconclusive || unknown == nil {
		return
	}
	people, everybody := c.Subject.people(labels)
	everybody = everybody.Plus(unknown)
	offends := func(f *family) bool {
		judged := slices.ContainsFunc(c.families, func(o *family) bool { return o.sides[0].Label == f.sides[0].Label }) // not waived
		return judged && e.offends(c, &f.sides[0], &f.sides[1])
	}
	apart := 0
	var with, without []bool // whether a group offends with the people, and if others have them
	for i, label := range labels {
		with = append(with, offends(e.share(c.Subject, label, people[i].Plus(unknown), everybody)))
		without = append(without, offends(e.share(c.Subject, label, people[i], everybody)))
		if without[i] {
			apart++
		}
	}
	for i, label := range labels {
		others := apart
		if without[i] {
			others--
		}
		if (with[i] || others > 0) == (c.Verdict == Fail) {
			continue
		}
		c.Unknown = &Unknown{label, unknown.N(metric.All), c.Verdict}
		c.Verdict, c.Reason = Inconclusive, UnknownValues
		return
	}
}
