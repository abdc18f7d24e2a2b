package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Waiver accepts, until a day, what a rule finds about one group of one attribute.
type Waiver struct {
	Rule      string
	Attribute string // or intersection; NoAttribute for a rule that is on none
	Group     string // as reports name it; of a rule on the model's inputs, the input
	Reason    string
	Owner     string // who answers for it
	Until     string // the last day on which it counts, ISO 8601
	File      string // where it stands
	Line      int
}

// NoAttribute stands in a waiver for the attribute of a rule that is on none.
const NoAttribute = "(none)"

// How many days ahead a waiver may reach, unless the policy says, and the most that
// it may say.
const (
	defaultHorizon = 180
	maxHorizon     = 10 * 365
)

// Waivers are read from a document, whose places they keep for [Waivers.Check].
type Waivers struct {
	List   []Waiver
	doc    *strictyaml.Document
	places []map[string]strictyaml.Value
}

// ParseWaivers reads a file of waivers: version: 1, and a list of them.
func ParseWaivers(file string, data []byte) (*Waivers, error) {
	doc, err := strictyaml.Parse(file, data)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	f := root.Fields("version", "waivers")
	if v := f["version"]; !v.Present() {
		root.Errorf("version is missing; this is version 1")
	} else if v.Text() != "1" {
		v.Errorf("version %q is not read here; this is version 1", v.Text())
	}
	if !f["waivers"].Present() {
		root.Errorf("waivers are missing: a list of them")
	}
	w := ReadWaivers(doc, f["waivers"])
	return w, doc.Err()
}

// ReadWaivers reads a list of waivers. Each key has to be there.
func ReadWaivers(doc *strictyaml.Document, v strictyaml.Value) *Waivers {
	w := &Waivers{doc: doc}
	for _, item := range v.List() {
		keys := waiverLanguage.Names()
		f := item.Fields(keys...)
		for _, key := range keys {
			if !f[key].Present() {
				item.Errorf("the waiver has no %s", key)
			} else if f[key].Text() == "" {
				f[key].Errorf("%s needs a value", key)
			}
		}
		waiver := Waiver{Rule: f["rule"].Text(), Attribute: f["attribute"].Text(), Group: f["group"].Text(), Reason: f["reason"].Text(),
			Owner: f["owner"].Text(), Until: Date(f["until"]), File: item.File(), Line: item.Line()}
		if at := slices.IndexFunc(w.List, waiver.sameFinding); at >= 0 {
			item.Errorf("there is a waiver for this group already, on line %d", w.List[at].Line)
		}
		w.List = append(w.List, waiver)
		w.places = append(w.places, f)
	}
	return w
}

func (w *Waiver) sameFinding(o Waiver) bool {
	return w.Rule == o.Rule && w.Attribute == o.Attribute && w.Group == o.Group
}

// Check holds the waivers against the policy and the attributes that they are to
// waive, on a day. Nil attributes are not known yet. A waiver that has expired is
// not wrong.
func (w *Waivers) Check(p *Policy, attributes []string, day string) error {
	var ids []string
	for i := range p.Rules {
		ids = append(ids, p.Rules[i].ID)
	}
	last := addDays(day, p.Horizon)
	for i := range w.List {
		waiver, f := &w.List[i], w.places[i]
		r, known := p.Find(waiver.Rule)
		if !known {
			f["rule"].Errorf("the policy %s has no rule %q%s", p.Name, waiver.Rule, words.DidYouMean(waiver.Rule, ids))
		}
		switch {
		case known && (r.Kind == Inputs || r.Kind == UnmatchedShare) != (waiver.Attribute == NoAttribute):
			f["attribute"].Errorf("%s stands for the attribute of a rule that is on none, and for no other", NoAttribute)
		case waiver.Attribute != NoAttribute && attributes != nil && !slices.Contains(attributes, waiver.Attribute):
			f["attribute"].Errorf("there is no attribute %q%s; there are %s", waiver.Attribute, words.DidYouMean(waiver.Attribute, attributes), words.List(attributes))
		}
		switch {
		case p.Horizon == 0:
			f["until"].Errorf("the policy %s allows no waiver", p.Name)
		case waiver.Until > last:
			f["until"].Errorf("%s is more than %d days away, which is as far as the policy %s allows: until %s today", waiver.Until, p.Horizon, p.Name, last)
		}
	}
	return w.doc.Err()
}

// addDays is a day so many days after another.
func addDays(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// ValidOn returns the waivers that count on a day, and those that have expired.
func ValidOn(waivers []Waiver, day string) (valid, expired []Waiver) {
	for _, w := range waivers {
		if w.Until < day {
			expired = append(expired, w)
		} else {
			valid = append(valid, w)
		}
	}
	return valid, expired
}

// Cover is what a waived check would be, and what covers it.
type Cover struct {
	Verdict Verdict
	Waivers []Waiver
}

// waive settles whether valid waivers cover what a check finds. They do when both
//
//   - every pair that speaks against the check ([evaluator.eachFinding]) has its
//     worse-off group waived, and
//   - the check, decided again without the waived groups and at the same level,
//     passes, or has nobody left to compare.
//
// Else the verdict stands as it was. So no waiver for one group hides what is found
// about another, be it better or worse off. Waivers that are not needed for this do
// not count as used.
func (e *evaluator) waive(c *working) {
	if c.Verdict == Pass {
		return
	}
	waivers := slices.DeleteFunc(slices.Clone(e.in.Waivers), func(w Waiver) bool { return !c.about(&w) })
	if len(waivers) == 0 {
		return
	}
	if !e.covered(c, waivers) {
		c.Partly = waivers
		return
	}
	for i := len(waivers) - 1; i >= 0 && len(waivers) > 1; i-- {
		if rest := slices.Delete(slices.Clone(waivers), i, i+1); e.covered(c, rest) {
			waivers = rest
		}
	}
	c.Cover = &Cover{c.Verdict, waivers}
	c.Verdict = Waived
}

// about reports whether a waiver is for a group that the check is about.
func (c *Check) about(w *Waiver) bool {
	if w.Rule != c.Rule.ID {
		return false
	}
	switch c.Rule.Kind {
	case Inputs:
		return w.Attribute == NoAttribute && slices.ContainsFunc(c.Inputs, func(p ProtectedInput) bool { return p.Column == w.Group })
	case UnmatchedShare:
		return w.Attribute == NoAttribute && w.Group == metric.MissingLabel
	}
	hasGroup := slices.ContainsFunc(c.Subject.Groups, func(g metric.Group) bool { return g.Label() == w.Group })
	return w.Attribute == c.Subject.Name && (hasGroup || c.Rule.Kind == Representation && c.Subject.Population[w.Group] != nil)
}

// covered reports whether waivers cover what a check finds.
func (e *evaluator) covered(c *working, waivers []Waiver) bool {
	waived := func(label string) bool {
		return slices.ContainsFunc(waivers, func(w Waiver) bool { return w.Group == label })
	}
	switch c.Rule.Kind {
	case Inputs:
		return !slices.ContainsFunc(c.Inputs, func(p ProtectedInput) bool { return !waived(p.Column) })
	case UnmatchedShare:
		return true
	}
	covered := true
	for _, x := range c.changed {
		x.each(func(w widening) {
			worse, _ := e.worseNow(w)
			covered = covered && (!w.beyond(c.Rule.Bound) || waived(w.now.sides[worse.now].Label))
		})
	}
	e.eachFinding(c, func(x pairOf) {
		worse, _ := e.worseFirst(x)
		covered = covered && waived(worse.Label)
	})
	return covered && e.passesWithout(c, waived)
}

// eachFinding calls do for every pair that speaks against a check: those whose
// estimate is beyond the bound, or of a rule without one those that it reports.
func (e *evaluator) eachFinding(c *working, do func(pairOf)) {
	if c.Rule.Kind == Significance && c.rejected == 0 {
		return
	}
	reported := e.reported(c)
	for _, f := range c.families {
		switch c.Rule.Kind {
		case Significance:
			f.newTesting(c.rho, c.tau, c.level).each(func(i, j int) {
				if x := (pairOf{f, i, j}); reported(x) {
					do(x)
				}
			})
		case TwoSD:
			for _, x := range f.withBest(e.in.Outcome) {
				if c.screens(x, x.pooledZ()) {
					do(x)
				}
			}
		default:
			f.eachBeyond(c.Rule, do)
		}
	}
}

// eachBeyond calls do for every compared pair whose estimate is beyond the bound.
func (f *family) eachBeyond(r *Rule, do func(pairOf)) {
	for i := range f.sides {
		for j := range f.sides {
			if f.compared(i, j) && f.compare(i, j) > 0 && beyond(r.Contrast.Operation, r.Bound, &f.sides[i], &f.sides[j]) {
				do(pairOf{f, i, j})
			}
		}
	}
}

// passesWithout reports whether a check passes without some of its groups.
func (e *evaluator) passesWithout(c *working, waived func(label string) bool) bool {
	without := &working{Check: Check{Rule: c.Rule, Subject: c.Subject.without(waived), Severity: c.Severity, Within: c.Within}, before: c.before, changing: c.changing}
	quiet := *e
	quiet.in.VerdictsOnly = true
	if c.Rule.Kind != MissingShare {
		if c.Rule.Kind == Representation { // whose shares are of all people
			without.Subject = c.Subject
		}
		quiet.prepare(without)
		without.families = slices.DeleteFunc(slices.Clone(without.families), func(f *family) bool { return f.fixed && waived(f.sides[0].Label) })
		switch {
		case len(without.families)+len(without.changed) > 0:
		case len(c.families) > 0 && c.Rule.Kind == Representation: // every share is waived
			verdict, _ := without.unlessUncovered()
			return verdict == Pass
		default:
			return without.fewOrNobody()
		}
		without.level, without.entry = c.level, c.entry
		if c.level > 0 {
			without.rejected = without.countRejected()
		}
	}
	quiet.decide(without)
	return without.Verdict == Pass
}

// without is a subject less some of its groups.
func (s *Subject) without(waived func(label string) bool) *Subject {
	keep := func(groups []metric.Group) []metric.Group {
		return slices.DeleteFunc(slices.Clone(groups), func(g metric.Group) bool { return waived(g.Label()) })
	}
	out := *s
	out.Groups = keep(s.Groups)
	out.Strata = map[string][]metric.Stratum{}
	for key, strata := range s.Strata {
		for _, stratum := range strata {
			stratum.Groups = keep(stratum.Groups)
			out.Strata[key] = append(out.Strata[key], stratum)
		}
	}
	return &out
}

// fewOrNobody reports, of a check in which no two groups can be compared, whether
// there are no two groups at all, or those too small to be assessed are within
// what the policy passes over.
func (c *working) fewOrNobody() bool {
	groups := 0
	for i := range c.Subject.Groups {
		if !c.Subject.Groups[i].Missing {
			groups++
		}
	}
	if groups < 2 {
		return true
	}
	var assessed, known int64
	for _, f := range c.all {
		assessed += f.assessed
		known += f.known
	}
	return !c.hasUndefined() && assessed > 0 && !below(assessed, known, c.Rule.Groups.MinCoverage)
}

// Status is what became of a waiver.
type Status string

// The statuses of waivers.
const (
	Used    Status = "used"    // a check is waived by it
	Partial Status = "partial" // it covers its group, but not all that the check finds
	Unused  Status = "unused"  // nothing is waived by it
	Expired Status = "expired" // its day has passed
)

// WaiverUse is a waiver with what became of it.
type WaiverUse struct {
	Waiver
	Status Status
	Why    string // of one that is unused, one of a few sentences
}

// Uses says what became of the waivers valid in the audit, and lists the expired.
func Uses(checks []Check, valid, expired []Waiver) []WaiverUse {
	var out []WaiverUse
	for _, w := range valid {
		out = append(out, w.use(checks))
	}
	for _, w := range expired {
		out = append(out, WaiverUse{Waiver: w, Status: Expired})
	}
	slices.SortStableFunc(out, func(a, b WaiverUse) int { return a.Line - b.Line })
	return out
}

func (w *Waiver) use(checks []Check) WaiverUse {
	use := WaiverUse{Waiver: *w, Status: Unused, Why: "there is no such check"}
	for i := range checks {
		c := &checks[i]
		if c.Rule.ID != w.Rule || w.Attribute != NoAttribute && c.Subject.Name != w.Attribute {
			continue
		}
		isThis := func(o Waiver) bool { return w.sameFinding(o) }
		switch {
		case c.Cover != nil && slices.ContainsFunc(c.Cover.Waivers, isThis):
			use.Status, use.Why = Used, ""
		case slices.ContainsFunc(c.Partly, isThis):
			use.Status, use.Why = Partial, ""
		case c.Verdict == Pass:
			use.Why = "the check passes"
		case w.Attribute == NoAttribute || c.about(w):
			use.Why = "what the check finds does not rest on it"
		case c.Subject.Population[w.Group] != nil:
			use.Why = "nobody audited is of this group, which only the reference population has"
		default:
			use.Why = "the attribute has no such group"
		}
	}
	return use
}

// String names a waiver: "impact-ratio · age · 50+".
func (w *Waiver) String() string {
	return strings.Join([]string{w.Rule, w.Attribute, w.Group}, " · ")
}

// readWaiverLimits reads how far ahead a waiver may reach.
func (p *Policy) readWaiverLimits(v strictyaml.Value) {
	f := v.Fields(waiverLimitLanguage.Names()...)
	p.Horizon = defaultHorizon
	if f["max_days"].Present() {
		if p.Horizon = f["max_days"].Int(0); p.Horizon > maxHorizon {
			f["max_days"].Errorf("max_days is at most %d", maxHorizon)
		}
	}
}
