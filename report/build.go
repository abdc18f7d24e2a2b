package report

import (
	"math"
	"slices"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// Context is what a document says beside the result.
type Context struct {
	Tool  Tool
	Model Model
	Since *Since
	Data  Data // sources, rows and columns; the rest comes from the result
	// PolicyFiles maps the policy files, as they were named, to their paths from the
	// working directory, with slashes. Any other is built into the program.
	PolicyFiles map[string]string
	// InconclusiveAs is what --inconclusive made of exit code 3: pass, fail, or
	// empty for what it is.
	InconclusiveAs string
}

// New makes the document of a finished audit.
func New(c Context, r *fairness.Result) *Document {
	d := &Document{Schema: Schema, Complete: true, Tool: c.Tool, Model: c.Model, Policy: policyOf(r.Policy), Data: c.Data, Since: c.Since,
		Overall: group(&r.Overall, r), Checks: []Check{}, NotEvaluated: []NotEvaluated{}, Verdict: r.Verdict,
		InconclusiveAs: c.InconclusiveAs, ExitCode: r.ExitCode}
	d.Date, d.AgainBefore, d.Data.Date = r.Day, r.Policy.MaxAge.After(r.Day), r.DataDay
	d.Data.DesignEffect = max(1, r.DesignEffect)
	d.Data.Undecided = Count(r.Undecided)
	d.Data.Unlabelled, d.Data.Weighted, d.Data.Outcome = Count(r.Unlabelled), r.Weighted, r.Outcome
	d.Overall.Assessed = true
	if d.Data.Sources == nil {
		d.Data.Sources = []string{}
	}
	if d.Data.Dropped == nil {
		d.Data.Dropped = map[string]Count{}
	}
	for i := range r.Subjects {
		d.Attributes = append(d.Attributes, attribute(&r.Subjects[i], r))
	}
	d.Warnings = []Warning{}
	for _, w := range r.Warnings {
		warning := Warning{Kind: string(w.Kind), Attribute: w.Attribute}
		if w.Criterion != nil {
			warning.Criterion = w.Criterion.ID
		}
		d.Warnings = append(d.Warnings, warning)
	}
	if slices.ContainsFunc(d.Attributes, func(a Attribute) bool { return a.LawfulBasis == criteria.Article4a }) {
		d.Article4a = conditions(r.Article4a)
	}
	for i := range r.Checks {
		x := check(&r.Checks[i])
		x.File, x.BuiltIn = c.place(x.File)
		d.Checks = append(d.Checks, x)
	}
	for _, n := range r.NotEvaluated {
		d.NotEvaluated = append(d.NotEvaluated, NotEvaluated{n.Rule.ID, n.Rule.Severity, n.Rule.Require, n.Why, n.About})
	}
	d.Record = c.entries(r)
	for _, w := range r.Waivers {
		d.Waivers = append(d.Waivers, WaiverUse{w.Rule, w.Attribute, w.Group, w.Reason, w.Owner, w.Until, w.File, w.Line, w.Status, w.Why})
	}
	d.StrictWaivers = r.Strict
	d.Commitments = commitments(r.Answers, d)
	return d
}

// place is where a rule's file lies, and whether it is one of the program's own.
func (c *Context) place(file string) (path string, builtIn bool) {
	if path, ok := c.PolicyFiles[file]; ok {
		return path, false
	}
	return file, true
}

// commitments are those of the charter, with the worst verdict of the rules that
// decide and speak of them. Where they speak of one only, it has the verdict of
// the audit, which heeds the rules that could not be evaluated too.
func commitments(answers []policy.Answer, d *Document) []Commitment {
	out := []Commitment{}
	var judged []*Commitment
	for _, a := range answers {
		out = append(out, Commitment{Number: a.Number, Name: a.Name, Source: policy.TheCharter().Source, Evidence: evidence(a.Evidence)})
	}
	for i := range out {
		of := slices.DeleteFunc(slices.Clone(d.Checks), func(c Check) bool { return c.Severity != policy.Block || c.Commitment != out[i].Number })
		if len(of) > 0 {
			out[i].Verdict = worstOf(of)
			judged = append(judged, &out[i])
		}
	}
	if len(judged) == 1 {
		judged[0].Verdict = d.Verdict
	}
	return out
}

func evidence(supplies []policy.Supply) []Evidence {
	out := []Evidence{}
	for _, s := range supplies {
		e := Evidence{ID: s.ID, Name: s.Name, Status: Missing}
		if s.Supplied {
			e.Status, e.Text = Supplied, s.Text
		}
		out = append(out, e)
	}
	return out
}

func worstOf(checks []Check) policy.Verdict {
	worst := policy.Pass
	for _, c := range checks {
		if order[c.Verdict] < order[worst] {
			worst = c.Verdict
		}
	}
	return worst
}

func policyOf(p *policy.Policy) Policy {
	out := Policy{Name: p.Name, Kind: p.Kind, Title: p.Title, Digest: p.Digest, Adopted: p.Adopted, Basis: p.Basis,
		Alpha: p.Error.Alpha, Fail: string(p.Error.Fail), Pass: string(p.Error.Pass), Pairs: string(p.Error.Pairs), MinGroup: p.Groups.MinGroup,
		Family: p.Error.Family, Correction: p.Error.Correction, MinCell: p.MinCell}
	out.MinShare, out.MinCoverage = shares(p.Groups)
	out.MaxAge = p.MaxAge.String()
	for _, e := range p.Extends {
		out.Extends = append(out.Extends, Extended{e.Name, e.Digest})
	}
	return out
}

// shares are the least shares that a group, and the groups together, must have.
func shares(g policy.GroupRules) (share *Number, coverage Number) {
	c, _ := g.MinCoverage.Float64()
	if g.MinShare != nil {
		s, _ := g.MinShare.Float64()
		share = (*Number)(&s)
	}
	return share, Number(c)
}

// boundOfZ is the bound of a rule of two standard deviations.
const boundOfZ = "|z| < 1.96"

func terms(r *policy.Rule) *Terms {
	t := &Terms{MinGroup: r.Groups.MinGroup}
	switch {
	case r.IsBounded():
		t.Fail, t.Pass, t.Pairs = r.Fail, r.Pass, r.Pairs
	case !r.ComparesGroups():
		return nil
	}
	t.MinShare, t.MinCoverage = shares(r.Groups)
	return t
}

func attribute(s *fairness.Subject, r *fairness.Result) Attribute {
	a := Attribute{Name: s.Name, Attributes: s.Attributes, Reference: string(s.Reference), LawfulBasis: s.LawfulBasis}
	if s.Criterion != nil {
		a.Criterion = s.Criterion.ID
	}
	for i := range s.Groups {
		g := group(&s.Groups[i], r)
		g.Assessed, g.Reason = assessed(s, &s.Groups[i], r)
		a.Groups = append(a.Groups, g)
	}
	a.Bands = s.Bands
	for label, share := range s.Population {
		if a.Population == nil {
			a.Population = map[string]Number{}
		}
		x, _ := share.Float64()
		a.Population[label] = Number(x)
	}
	for _, g := range s.Gaps {
		a.Gaps = append(a.Gaps, gap(&g))
	}
	return a
}

func gap(g *policy.Gap) Gap {
	out := Gap{Rate: g.Rate.ID, Comparisons: g.Comparisons, Estimate: number(g.Estimate), Lower: number(g.Lower), Upper: number(g.Upper), Reason: g.Reason}
	if g.Reason == "" {
		high, low := side(g.High), side(g.Low)
		out.High, out.Low = &high, &low
	}
	for _, u := range g.NotAssessed {
		out.NotAssessed = append(out.NotAssessed, Unassessed{u.Label, u.Stratum, Count(u.N), u.Reason})
	}
	return out
}

func conditions(declared map[string]bool) []Condition {
	var out []Condition
	for _, known := range criteria.Conditions {
		c := Condition{Condition: known.ID}
		if holds, ok := declared[known.ID]; ok {
			c.Holds = &holds
		}
		out = append(out, c)
	}
	return out
}

// assessed says whether any check compared the group, and if none why not.
func assessed(s *fairness.Subject, g *fairness.Group, r *fairness.Result) (bool, string) {
	switch {
	case slices.Contains(g.Values, tally.Suppressed):
		return false, "suppressed"
	case g.Missing:
		return false, "no value"
	}
	reason := "no rule compares it"
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Subject.Name != s.Name || !c.Rule.ComparesGroups() {
			continue
		}
		at := slices.IndexFunc(c.NotAssessed, func(u policy.Unassessed) bool { return u.Label == g.Label && u.Stratum == "" })
		if at < 0 {
			return true, ""
		}
		reason = c.NotAssessed[at].Reason
	}
	return false, reason
}

func group(g *fairness.Group, r *fairness.Result) Group {
	out := Group{Label: g.Label, Values: g.Values, Missing: g.Missing, N: Count(g.Counts.N(metric.All)), Rates: map[string]Rate{}}
	count := func(set metric.Cells) *int64 {
		n := g.Counts.N(set)
		return &n
	}
	if r.Labels {
		out.TP, out.FP, out.FN, out.TN = count(metric.TP), count(metric.FP), count(metric.FN), count(metric.TN)
	}
	if !r.Labels || g.Counts.N(metric.UP|metric.UN) > 0 {
		out.Selected, out.NotSelected = count(metric.Selected), count(metric.NotSelected)
	}
	for i := range g.Rates {
		out.Rates[g.Rates[i].ID] = rate(&g.Rates[i])
		if v := g.Rates[i].Versus; v != nil {
			if out.Versus == nil {
				out.Versus = map[string]Versus{}
			}
			out.Versus[g.Rates[i].ID] = versus(v)
		}
	}
	favourable := "selection_rate"
	if r.Outcome == policy.Burden {
		favourable = "non_selection_rate"
	}
	if v, ok := out.Versus[favourable]; ok {
		out.Versus["favourable"] = v
	}
	return out
}

func rate(r *fairness.Rate) Rate {
	out := Rate{Den: Count(r.Den), Value: Undefined, Reason: r.Reason}
	if r.HasNum {
		out.Num = &r.Num
	}
	if r.Value != nil {
		out.Value = Number(*r.Value)
		out.Interval = []*Number{optional(r.Limits.Lo), optional(r.Limits.Hi)}
	}
	return out
}

// optional is nil for an infinite limit.
func optional(x float64) *Number {
	if math.IsInf(x, 0) {
		return nil
	}
	return (*Number)(&x)
}

func versus(v *fairness.Versus) Versus {
	out := Versus{v.Reference, Number(v.Difference), Undefined}
	if v.Ratio != nil {
		out.Ratio = Number(*v.Ratio)
	}
	return out
}

func check(c *policy.Check) Check {
	r := c.Rule
	out := Check{
		Rule: r.ID, Name: r.Contrast.Name, Attribute: c.Subject.Name, Metric: r.Contrast.ID, Rates: r.Contrast.Rates, Operation: string(r.Contrast.Operation),
		Commitment: r.Commitment, Severity: c.Severity, Nature: r.Nature, Source: r.Source, Rationale: r.Rationale, File: r.File, Line: r.Line,
		K: c.K, Comparisons: c.Comparisons, M: Count(c.M), Pair: pair(c.Pair), Blocking: pair(c.Blocking), Worst: pair(c.Worst),
		Estimate: number(c.Estimate), Lower: number(c.Lower), Upper: number(c.Upper), Within: c.Within, Terms: terms(r),
		FailLevel: Undefined, PassLevel: Undefined, Coverage: Undefined,
		BoundValue: Undefined, Verdict: c.Verdict, Reason: c.Reason, MoreFailing: c.MoreFailing,
	}
	if r.Bound.Value != nil {
		out.Bound, out.BoundValue = r.Bound.String(), Number(r.Bound.Float())
	}
	out.Infinite = infinite(c.Estimate, c.Lower, c.Upper)
	for i := range c.Standings {
		out.Standings = append(out.Standings, standing(&c.Standings[i]))
	}
	out.MoreStandings = c.MoreStandings
	if r.Kind == policy.TwoSD {
		out.Bound = boundOfZ
	}
	if c.FailLevel > 0 {
		out.FailLevel, out.PassLevel = Number(c.FailLevel), Number(c.PassLevel)
	}
	switch r.Kind {
	case policy.MissingShare, policy.UnmatchedShare:
	case policy.Inputs:
		out.Bound, out.BoundValue, out.Inputs = "≤ 0", 0, inputs(c.Inputs)
	default:
		out.Coverage = Number(c.Coverage)
	}
	if u := c.Unknown; u != nil {
		out.Unknown = &Unknown{u.Label, u.People, u.Kept}
	}
	out.Conditional = conditional(c.Conditional)
	if c.Cover != nil {
		out.Waived = &Waived{c.Cover.Verdict, waivers(c.Cover.Waivers)}
	}
	out.PartlyWaived = waivers(c.Partly)
	for _, u := range c.NotAssessed {
		out.NotAssessed = append(out.NotAssessed, Unassessed{u.Label, u.Stratum, Count(u.N), u.Reason})
	}
	for i := range c.Offenders {
		out.Offenders = append(out.Offenders, *pair(&c.Offenders[i]))
	}
	if s := c.Shortfall; s != nil {
		out.Shortfall = &Shortfall{s.Bound, s.Parity, number(s.Pooled), s.Fewer, s.Unit}
	}
	for _, m := range c.More {
		out.MoreRows = append(out.MoreRows, MoreRows(m))
	}
	return out
}

// infinite names which of a contrast and its limits are infinite.
func infinite(estimate, lower, upper policy.Value) []string {
	var names []string
	for i, v := range []policy.Value{estimate, lower, upper} {
		if v.Infinite {
			names = append(names, []string{"estimate", "lower", "upper"}[i])
		}
	}
	return names
}

func standing(s *policy.Standing) Standing {
	return Standing{Rate: s.Rate.ID, Stratum: s.Stratum, Group: side(s.Group), Reference: side(s.Reference), Estimate: number(s.Estimate),
		Lower: number(s.Lower), Upper: number(s.Upper), Infinite: infinite(s.Estimate, s.Lower, s.Upper), Verdict: s.Verdict}
}

func inputs(found []policy.ProtectedInput) []ProtectedInput {
	var out []ProtectedInput
	for _, p := range found {
		in := ProtectedInput{Column: p.Column, Attribute: p.Attribute, Proxy: p.IsProxy}
		if p.Criterion != nil {
			in.Criterion = p.Criterion.ID
		}
		out = append(out, in)
	}
	return out
}

func waivers(of []policy.Waiver) []Waiver {
	var out []Waiver
	for _, w := range of {
		out = append(out, Waiver(w))
	}
	return out
}

func conditional(c *policy.Conditional) *Conditional {
	if c == nil {
		return nil
	}
	return &Conditional{c.Strata, number(c.Crude), number(c.Difference), number(c.Lower), number(c.Upper), number(c.Ratio), number(c.CMH),
		number(c.Homogeneity), number(c.Standardised), number(c.Disparity), c.Simpson, c.Heterogeneous}
}

func number(v policy.Value) Number {
	if !v.Defined || v.Infinite {
		return Undefined
	}
	return Number(v.Float)
}

func pair(p *policy.Pair) *Pair {
	if p == nil {
		return nil
	}
	out := &Pair{Rate: p.Rate.ID, Stratum: p.Stratum, Group: side(p.Worse), Reference: side(p.Other), Estimate: number(p.Estimate),
		P: (*Number)(p.P), PAdjusted: (*Number)(p.PAdjusted)}
	for _, i := range p.Intervals {
		out.Intervals = append(out.Intervals, PairInterval{i.Of, i.Method, Number(i.Limits.Lo), optional(i.Limits.Hi)})
	}
	if b := p.Before; b != nil {
		out.Before = &Before{side(b.Worse), side(b.Other)}
	}
	if t := p.Tests; t != nil {
		out.Tests = &Tests{number(t.Z), Number(t.FisherTwoSided), t.FlipFlop, t.OneMoveIsKept}
	}
	return out
}

func side(s policy.Side) Side { return Side{s.Label, s.Num, s.Den, Number(s.Rate)} }
