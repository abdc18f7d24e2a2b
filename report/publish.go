package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Disclosure is the rule by which numbers of a published document are hidden.
type Disclosure struct {
	// MinCell is the least number of people that is shown.
	MinCell int64 `json:"min_cell"`
	// Checks are those whose verdict and numbers rest on what is hidden.
	Checks []HiddenCheck `json:"checks"`
	// Waivers is how many there are of what those checks find.
	Waivers int `json:"waivers,omitempty"`
}

// HiddenCheck is a check that is not published.
type HiddenCheck struct {
	Rule      string          `json:"rule"`
	Attribute string          `json:"attribute"`
	Severity  policy.Severity `json:"severity"`
}

// Publish returns the document as it may be published: no number of fewer people
// than minCell is in it, nor the complement of one, nor what would tell it, and no
// number that was computed from them. Every format is then safe, because formats
// print what the document has.
//
//   - A group shows its four cells, or how many are selected, or its size, or
//     nothing, so that each number shown is large enough, and that what is hidden
//     cannot be worked out to within less than minCell people from the totals, the
//     margins and the other groups (see cube).
//   - A rate, a comparison or a check that rests on what is hidden is hidden.
//     Numbers within strata, and of final decisions, are never published.
//   - Rates of fewer than 100 people are whole percentages.
//   - The verdict of the whole, of each commitment, and the exit code are those of
//     all the data.
//
// Only what is copied here gets into the document, so that what is added to
// documents stays out until somebody has thought about it. The error says for
// whom no way was found.
func Publish(d *Document, minCell int64) (*Document, error) {
	if was := d.Disclosure; was != nil {
		if was.MinCell < minCell {
			return nil, words.Errorf("the document was published with a minimum cell of %d, and what it shows cannot be hidden afterwards: publish the full document with %d", was.MinCell, minCell)
		}
		return d, nil
	}
	if int64(d.Overall.N) < minCell {
		return nil, words.Errorf("the audit is of %d people, fewer than the minimum cell of %d: nothing of it can be published", d.Overall.N, minCell)
	}
	p, err := newPublisher(d, minCell)
	if err != nil {
		return nil, err
	}
	out := &Document{Schema: d.Schema, Date: d.Date, AgainBefore: d.AgainBefore, Complete: d.Complete, Tool: d.Tool, Model: d.Model, Policy: d.Policy,
		NotEvaluated: d.NotEvaluated, StrictWaivers: d.StrictWaivers, Warnings: d.Warnings, Article4a: d.Article4a, Commitments: d.Commitments,
		Checks: []Check{}, Verdict: d.Verdict, Disclosure: p.rule, InconclusiveAs: d.InconclusiveAs, ExitCode: d.ExitCode}
	p.data = p.account()
	out.Data, out.Overall = p.data, p.group(&d.Overall, p.full, nil)
	for i := range d.Attributes {
		out.Attributes = append(out.Attributes, p.attribute(&d.Attributes[i]))
	}
	for i := range d.Checks {
		if c := &d.Checks[i]; p.isClean(c) {
			out.Checks = append(out.Checks, p.check(c))
		} else {
			p.rule.Checks = append(p.rule.Checks, HiddenCheck{c.Rule, c.Attribute, c.Severity})
		}
	}
	if len(p.rule.Checks) > 0 {
		for i := range out.Checks {
			out.Checks[i].forgetOthers()
		}
	}
	for _, w := range d.Waivers {
		if w.Status == policy.Expired || !slices.ContainsFunc(p.rule.Checks, func(c HiddenCheck) bool { return c.Rule == w.Rule && c.Attribute == w.Attribute }) {
			out.Waivers = append(out.Waivers, w)
		} else {
			p.rule.Waivers++ // what became of it would tell a verdict on the group
		}
	}
	out.Record = []Entry{}
	for _, e := range d.Record {
		e.Impact = p.impact(e.Impact)
		out.Record = append(out.Record, e)
	}
	return out, nil
}

// publisher knows how much of each group is shown.
type publisher struct {
	d      *Document
	rule   *Disclosure
	full   detail                       // of everybody
	shown  map[string]map[string]detail // by attribute and label
	least  map[string]detail            // of the groups of an attribute
	towers map[string]bool              // whether a group is as large as all of its attribute that are hidden
	asked  map[*Check][]asked           // by checks that compare groups
	most   map[string]map[string]int64  // people that hidden groups can have, by attribute and values
	data   Data                         // as it is published
	reason string
}

func newPublisher(d *Document, minCell int64) (*publisher, error) {
	p := &publisher{d: d, rule: &Disclosure{MinCell: minCell, Checks: []HiddenCheck{}}, shown: map[string]map[string]detail{},
		least: map[string]detail{}, towers: map[string]bool{}, asked: map[*Check][]asked{}, most: map[string]map[string]int64{},
		reason: fmt.Sprintf("fewer than %d, or hidden to protect so few", minCell)}
	atoms, sides := atomsOf(d, allCells)
	c := &cube{least: minCell, full: allCells, sides: sides}
	if d.Overall.cells() == nil {
		c.full = outcomes
	}
	c.full = c.finest(&shownGroup{atoms: atoms(&d.Overall)})
	p.full = c.full
	atoms, c.sides = atomsOf(d, c.full)
	for i := range d.Attributes {
		a := &d.Attributes[i]
		t := &shownTable{name: a.Name, axes: a.Attributes}
		for j := range a.Groups {
			g := &a.Groups[j]
			t.groups = append(t.groups, &shownGroup{label: g.Label, values: g.Values, atoms: atoms(g)})
		}
		c.tables = append(c.tables, t)
	}
	slices.SortStableFunc(c.tables, func(a, b *shownTable) int { return cmp.Compare(len(a.axes), len(b.axes)) })
	if err := c.protect(); err != nil {
		return nil, err
	}
	for _, t := range c.tables {
		p.shown[t.name], p.least[t.name] = map[string]detail{}, allCells
		var hidden, largest int64
		for _, g := range t.groups {
			p.shown[t.name][g.label] = g.shown
			p.least[t.name] = min(p.least[t.name], g.shown)
			if g.shown < size {
				hidden += g.people()
			} else {
				largest = max(largest, g.people())
			}
		}
		p.towers[t.name] = largest >= hidden
	}
	for i := range d.Checks {
		if a := p.find(d.Checks[i].Attribute); a != nil && d.Checks[i].comparesGroups() {
			p.asked[&d.Checks[i]] = p.asks(&d.Checks[i], a)
		}
	}
	for _, t := range c.tables { // attributes first
		p.most[t.name] = p.sizes(p.find(t.name))
	}
	return p, nil
}

// atomsOf reads the finest counts, at a detail, of the groups of a document, and
// says which of them are of people who are selected.
func atomsOf(d *Document, full detail) (atoms func(*Group) []int64, sides []bool) {
	unlabelled := d.Overall.cells() != nil && d.Overall.Selected != nil
	switch {
	case full <= size:
		return func(g *Group) []int64 { return []int64{int64(g.N)} }, []bool{true}
	case full == outcomes || d.Overall.cells() == nil:
		return func(g *Group) []int64 {
			selected := g.selected()
			return []int64{selected, int64(g.N) - selected}
		}, []bool{true, false}
	case unlabelled:
		return func(g *Group) []int64 {
			cells, selected := g.cells(), g.selected()
			return append(cells, selected-cells[0]-cells[1], int64(g.N)-selected-cells[2]-cells[3])
		}, []bool{true, true, false, false, true, false}
	}
	return (*Group).cells, []bool{true, true, false, false}
}

// selected is how many of a group are, with or without an actual outcome.
func (g *Group) selected() int64 {
	if g.Selected != nil {
		return *g.Selected
	}
	return *g.TP + *g.FP
}

// needs is the detail of a group that a rate tells.
func needs(id string) detail {
	r, ok := metric.FindRate(id)
	whole := func(set metric.Cells) bool {
		return set == metric.Selected || set == metric.NotSelected || set == metric.All
	}
	switch {
	case !ok || r.NeedsDecisions():
		return allCells + 1 // final decisions are not protected
	case isQuotient(r) && whole(r.Num) && whole(r.Den):
		return outcomes
	}
	return allCells
}

// asPublished rounds a rate of few people to whole percentages.
func (d *Document) asPublished(rate Number, people Count) Number {
	if d.Disclosure == nil || people >= 100 || !rate.IsDefined() {
		return rate
	}
	return Number(math.Round(100*float64(rate)) / 100)
}

func (p *publisher) attribute(a *Attribute) Attribute {
	out := Attribute{Name: a.Name, Attributes: a.Attributes, Reference: a.Reference, LawfulBasis: a.LawfulBasis, Criterion: a.Criterion}
	out.Groups = []Group{}
	if len(a.Attributes) > 1 && !p.isShown(a) {
		return out // which of its groups there are would tell where nobody is
	}
	for i := range a.Groups {
		g := &a.Groups[i]
		out.Groups = append(out.Groups, p.group(g, p.shown[a.Name][g.Label], a))
	}
	return out
}

func (p *publisher) group(g *Group, shown detail, a *Attribute) Group {
	out := Group{Label: g.Label, Values: g.Values, Missing: g.Missing, N: Hidden, Rates: map[string]Rate{}}
	out.Assessed, out.Reason = p.assessed(a, g, shown)
	if shown >= size {
		out.N = g.N
	}
	switch {
	case shown == outcomes:
		selected := g.selected()
		not := int64(g.N) - selected
		out.Selected, out.NotSelected = &selected, &not
	case shown == allCells:
		out.TP, out.FP, out.FN, out.TN, out.Selected, out.NotSelected = g.TP, g.FP, g.FN, g.TN, g.Selected, g.NotSelected
	}
	for id := range p.d.Overall.Rates { // which rates a group has would tell of its labels
		if need := needs(id); need <= allCells {
			out.Rates[id] = p.rate(g.Rates[id], shown >= need)
		}
	}
	for id, v := range g.Versus {
		if shown >= needs(p.favourable(id)) && p.refers(a, v.Reference, needs(p.favourable(id))) {
			if out.Versus == nil {
				out.Versus = map[string]Versus{}
			}
			out.Versus[id] = v
		}
	}
	return out
}

// favourable is the rate that a comparison is of.
func (p *publisher) favourable(id string) string {
	if id != "favourable" {
		return id
	}
	return "selection_rate" // or its complement, which needs the same
}

// isShown reports whether anything is shown of the groups of an attribute.
func (p *publisher) isShown(a *Attribute) bool {
	for _, shown := range p.shown[a.Name] {
		if shown > nothing {
			return true
		}
	}
	return false
}

// refers reports whether a reference, by which groups are shown, tells nothing that is
// hidden: neither what is in it nor, where the data choose it, that it is the largest
// or the best of groups some of which are hidden.
func (p *publisher) refers(a *Attribute, reference string, need detail) bool {
	if a == nil {
		return true
	}
	switch known := metric.Reference(a.Reference); known {
	case metric.Overall:
		return p.full >= need
	case metric.Rest:
		return p.full >= need && !p.hidesUnknown(a, need)
	case metric.Best, metric.Worst:
		return p.showsAll(a, need)
	case metric.Largest:
		return p.shown[a.Name][reference] >= need && p.towers[a.Name]
	}
	return p.shown[a.Name][reference] >= need
}

func (p *publisher) rate(r Rate, isShown bool) Rate {
	if !isShown {
		return Rate{Den: Hidden, Value: Undefined, Reason: p.reason}
	}
	d := &Document{Disclosure: p.rule}
	out := Rate{Num: r.Num, Den: r.Den, Value: d.asPublished(r.Value, r.Den), Reason: r.Reason}
	for _, limit := range r.Interval {
		if limit != nil {
			rounded := d.asPublished(*limit, r.Den)
			limit = &rounded
		}
		out.Interval = append(out.Interval, limit)
	}
	return out
}

// account is the account of the rows. Those that were read are those that were used
// and those that were left out, and with a join those that found somebody and those
// that did not; people without an actual outcome are hidden where everybody's cells
// are.
func (p *publisher) account() Data {
	of := p.d.Data
	out := Data{Sources: of.Sources, Date: of.Date, Read: of.Read, Used: of.Used, Dropped: map[string]Count{}, Unlabelled: of.Unlabelled, Repeated: of.Repeated,
		DesignEffect: of.DesignEffect, Weighted: of.Weighted, Outcome: of.Outcome, Predicted: of.Predicted, Actual: of.Actual}
	if p.d.Overall.cells() != nil && p.full < allCells && out.Unlabelled > 0 {
		out.Unlabelled = Hidden
	}
	if p.isSmall(of.Repeated) || p.isSmall(Count(of.Used)-of.Repeated) {
		out.Repeated = Hidden
	}
	reasons := slices.Sorted(maps.Keys(of.Dropped))
	parts := []*Count{}
	for _, reason := range reasons {
		n := of.Dropped[reason]
		parts = append(parts, &n)
	}
	p.hideParts(&out.Read, parts)
	for i, reason := range reasons {
		out.Dropped[reason] = *parts[i]
	}
	if of.Join != nil {
		out.Join = p.join(of.Join, out.Read.IsHidden())
	}
	return out
}

// isSmall reports whether a number of rows is of some people, and of too few.
func (p *publisher) isSmall(n Count) bool { return n > 0 && int64(n) < p.rule.MinCell }

// hideParts hides the parts of a whole that are too small, another part with them, and
// where there is none large enough the whole.
func (p *publisher) hideParts(whole *Count, parts []*Count) {
	var hidden Count
	any := false
	for _, n := range parts {
		if p.isSmall(*n) {
			hidden, any = hidden+*n, true
		}
	}
	if !any {
		return
	}
	var next *Count
	for _, n := range parts {
		if int64(*n) >= p.rule.MinCell && (next == nil || *n < *next) {
			next = n
		}
	}
	for _, n := range parts {
		if p.isSmall(*n) {
			*n = Hidden
		}
	}
	if next != nil {
		*next = Hidden
	} else {
		*whole = Hidden
	}
}

// join is the account of a join, or what it is of without a number. The numbers tell
// of each other, and of the people without a value: hidden ones are of all or none.
func (p *publisher) join(j *Join, readIsHidden bool) *Join {
	out := *j
	numbers := []*Count{&out.Matched, &out.Unmatched, &out.Keyless, &out.Repeated, &out.People.Read, &out.People.Unused, &out.People.Keyless}
	isHidden := readIsHidden || p.isSmall(j.Matched-j.Repeated) || slices.ContainsFunc(numbers, func(n *Count) bool { return p.isSmall(*n) })
	for i := range p.d.Attributes {
		isHidden = isHidden || p.hidesUnknown(&p.d.Attributes[i], size)
	}
	for _, n := range numbers {
		if isHidden {
			*n = Hidden
		}
	}
	return &out
}

// hidesUnknown reports whether some people without a value are hidden at a detail.
func (p *publisher) hidesUnknown(a *Attribute, level detail) bool {
	return slices.ContainsFunc(a.Groups, func(g Group) bool { return g.Missing && p.shown[a.Name][g.Label] < level })
}
