// Package fairness is the whole pipeline behind a verdict, free of files, clocks
// and state: a tally, a policy and a few options give a Result.
//
//	tally → groups → rates and limits → checks → verdict → exit code
package fairness

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Options say how the tally is to be read.
type Options struct {
	Outcome policy.Outcome // empty stands for Benefit
	// References maps the name of an attribute to the group others are shown
	// against; an attribute that is not listed has the largest group.
	References   map[string]metric.Reference
	DesignEffect float64 // 0 and 1 stand for independent rows
	// Populations has, by attribute and group, the share of each group in the population
	// that the people are to represent.
	Populations map[string]map[string]*big.Rat
	Previous    *policy.Previous // an earlier audit, by which change is measured; nil for none
	Model       policy.Model
	Attributes  map[string]Declared // what is declared of them, by their names
	Article4a   map[string]bool     // which of [criteria.Conditions] are declared to hold, by their IDs
	// Joined says how many rows found nobody, when attributes stood in a file of
	// their own.
	Joined *policy.Joined
	// Day is the day of the audit, ISO 8601, on which waivers count or have expired,
	// and DataDay the day on which the data were produced; empty when it is not known.
	Day, DataDay  string
	Waivers       []policy.Waiver
	StrictWaivers bool // a waiver that is unused or has expired fails the audit
	// Interval is the ID of the method of [interval.ProportionMethods] for the
	// intervals shown beside rates; empty for Clopper–Pearson. Verdicts always rest
	// on Clopper–Pearson.
	Interval string
	// Evidence is what was supplied on the model's use, by ID.
	Evidence map[string]string

	published bool // whether the policy publishes ratios to the highest rate
	decided   bool // whether final decisions are known
}

// reference is what groups are shown against unless it is said otherwise: the
// largest group, or the one with the highest rate where ratios to it are published,
// so that no other ratio is read beside them.
func (o *Options) reference() metric.Reference {
	if o.published {
		return metric.Best
	}
	return metric.Largest
}

// Result is a finished audit.
type Result struct {
	Policy       *policy.Policy
	Outcome      policy.Outcome
	Labels       bool
	Weighted     bool
	DesignEffect float64
	People       int64
	Unlabelled   int64 // people without an actual outcome, where there are labels
	Decided      bool  // whether final human decisions are known
	Undecided    int64 // people without one, where there are some
	Overall      Group
	Subjects     []Subject
	Checks       []policy.Check
	NotEvaluated []policy.NotEvaluated
	Entries      []policy.Entry // of rules that say what there is
	Warnings     []Warning
	Article4a    map[string]bool // as declared
	Answers      []policy.Answer // on the charter's commitments, where the policy speaks of them
	Day, DataDay string
	Waivers      []policy.WaiverUse
	Strict       bool // whether a waiver that is unused or has expired fails the audit
	Verdict      policy.Verdict
	ExitCode     int
}

// Subject is an attribute or an intersection, with its groups measured.
type Subject struct {
	Name       string
	Attributes []string
	Reference  metric.Reference
	Groups     []Group
	Bands      []string            // of a banded attribute, in their order
	Population map[string]*big.Rat // the shares of a declared one, by the groups' labels
	// Gaps say how far the groups lie apart by the rates of final decisions.
	Gaps []policy.Gap
	// Of an attribute: what is declared of it, and the criterion that its name tells.
	LawfulBasis string
	Criterion   *criteria.Criterion
}

// Audit measures and judges a tally.
func Audit(t *tally.Tally, p *policy.Policy, o Options) (*Result, error) {
	o.decided = len(t.ByRole(tally.Human)) > 0
	o.published = slices.ContainsFunc(p.Rules, func(r policy.Rule) bool { return r.Kind == policy.Publish })
	in, err := input(t, p, &o)
	if err != nil {
		return nil, err
	}
	r := &Result{Policy: p, Outcome: o.Outcome, Labels: in.Labels, Weighted: t.Weighted, DesignEffect: o.DesignEffect, People: t.Total().N,
		Decided: o.decided, Article4a: o.Article4a, Day: o.Day, DataDay: o.DataDay, Strict: o.StrictWaivers}
	valid, expired := policy.ValidOn(o.Waivers, o.Day)
	in.Waivers = valid
	in.Evidence = known(t, p, in, o)
	r.Checks, r.NotEvaluated = policy.Evaluate(p, in)
	r.Entries = p.Entries(in)
	for i := range in.Subjects {
		r.Subjects = append(r.Subjects, measure(&in.Subjects[i], o))
		if r.Decided {
			r.Subjects[i].Gaps = policy.Gaps(p, &in.Subjects[i], o.DesignEffect)
		}
	}
	r.declare(o.Attributes)
	r.weighDates()
	r.Overall = everybody(in.Subjects[0].Groups, o)
	if r.Labels {
		r.Unlabelled = r.Overall.Counts.N(metric.UP | metric.UN)
	}
	if r.Decided {
		r.Undecided = r.Overall.Counts.N(metric.Undecided)
	}
	r.Waivers = policy.Uses(r.Checks, valid, expired)
	r.Verdict, r.ExitCode = verdict(r.Checks, r.NotEvaluated)
	r.heed(r.Entries)
	if r.Strict && r.ExitCode != ExitFail && slices.ContainsFunc(r.Waivers, idle) {
		r.ExitCode = ExitFail
	}
	if p.SpeaksOfCharter() {
		r.Answers = policy.Answers(in.Evidence)
	}
	return r, nil
}

// idle reports whether a waiver does nothing, and could go.
func idle(w policy.WaiverUse) bool { return w.Status == policy.Unused || w.Status == policy.Expired }

// input reads from a tally what a policy is evaluated on.
func input(t *tally.Tally, p *policy.Policy, o *Options) (policy.Input, error) {
	if o.Outcome == "" {
		o.Outcome = policy.Benefit
	}
	in := policy.Input{Outcome: o.Outcome, Labels: len(t.ByRole(tally.Actual)) > 0, DesignEffect: o.DesignEffect, Joined: o.Joined, Previous: o.Previous,
		Model: o.Model, Columns: map[string]string{}}
	for name, d := range o.Attributes {
		in.Columns[name] = d.Column
	}
	for _, a := range t.ByRole(tally.Stratum) {
		in.Strata = append(in.Strata, t.Axes[a].Name)
	}
	var err error
	if in.Subjects, err = subjects(t, *o); err != nil {
		return in, err
	}
	return in, stratify(t, p, &in)
}

// subjects lists the attributes, then the intersections, of the tally's tables,
// each once: it may have tables with and without strata.
func subjects(t *tally.Tally, o Options) ([]policy.Subject, error) {
	var out []policy.Subject
	for _, c := range t.Cuboids {
		var attributes []int
		for _, a := range c.Axes {
			if t.Axes[a].Role == tally.Attribute {
				attributes = append(attributes, a)
			}
		}
		s := policy.Subject{Reference: o.reference()}
		for _, a := range attributes {
			s.Attributes = append(s.Attributes, t.Axes[a].Name)
		}
		if len(attributes) == 0 || slices.ContainsFunc(out, func(o policy.Subject) bool { return slices.Equal(o.Attributes, s.Attributes) }) {
			continue
		}
		s.Name = strings.Join(s.Attributes, " × ")
		if r, ok := o.References[s.Name]; ok && !o.published {
			s.Reference = r
		}
		var err error
		if s.Groups, err = metric.Groups(t, attributes); err != nil {
			return nil, err
		}
		if err := checkReference(&s); err != nil {
			return nil, err
		}
		if len(attributes) == 1 {
			s.Bands = t.Axes[attributes[0]].Bands
			if s.Population = o.Populations[s.Name]; s.Population != nil {
				if err := checkPopulation(&s); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, words.Errorf("the tally has no attribute to compare people by")
	}
	slices.SortStableFunc(out, func(a, b policy.Subject) int { return min(len(a.Attributes), 2) - min(len(b.Attributes), 2) })
	return out, nil
}

// stratify adds the groups within the strata that rules compare them in.
func stratify(t *tally.Tally, p *policy.Policy, in *policy.Input) error {
	for i := range p.Rules {
		within := p.Rules[i].Within
		key, ok := within.Key(in.Strata)
		if !ok || key == "" {
			continue
		}
		names := within.Names
		if within.Declared {
			names = in.Strata
		}
		var strata []int
		for _, name := range names {
			strata = append(strata, t.Find(tally.Stratum, name))
		}
		for j := range in.Subjects {
			if err := addStrata(t, &in.Subjects[j], key, strata); err != nil {
				return err
			}
		}
	}
	return nil
}

func addStrata(t *tally.Tally, s *policy.Subject, key string, strata []int) error {
	if s.Strata == nil {
		s.Strata = map[string][]metric.Stratum{}
	}
	if s.Strata[key] != nil {
		return nil
	}
	var attributes []int
	for _, name := range s.Attributes {
		attributes = append(attributes, t.Find(tally.Attribute, name))
	}
	var err error
	s.Strata[key], err = metric.Strata(t, attributes, strata)
	return err
}

// UnknownReference is a reference group that does not occur in the data.
type UnknownReference struct {
	Attribute, Reference string
	Groups               []string
}

func (e *UnknownReference) Error() string { return e.phrase().String() }

// Parts are what the message is made of, for [words.Language.Tell].
func (e *UnknownReference) Parts() (english string, args []any) { return e.phrase().Parts() }

func (e *UnknownReference) phrase() words.Phrase {
	return words.Say("attribute %q has no group %q to refer to; its groups are %s", e.Attribute, e.Reference, strings.Join(e.Groups, ", "))
}

// checkPopulation reports a group of a population that a banded attribute cannot have.
// Of any other attribute a group that nobody audited belongs to may well exist.
func checkPopulation(s *policy.Subject) error {
	bands := s.Bands
	for _, label := range slices.Sorted(maps.Keys(s.Population)) {
		if bands != nil && !slices.Contains(bands, label) {
			return words.Errorf("the population of %q has the group %q, which is none of its bands%s; they are %s", s.Name, label, words.DidYouMean(label, bands), words.List(bands))
		}
	}
	return nil
}

func checkReference(s *policy.Subject) error {
	if slices.Contains(metric.References, s.Reference) {
		return nil
	}
	var labels []string
	for i := range s.Groups {
		if s.Groups[i].Missing {
			continue
		}
		if s.Groups[i].Label() == string(s.Reference) {
			return nil
		}
		labels = append(labels, s.Groups[i].Label())
	}
	return &UnknownReference{s.Name, string(s.Reference), labels}
}

// verdict is the worst of the checks that block: fail, then inconclusive, then
// waived, then pass. A required rule without its inputs is inconclusive, and so is an audit
// in which no blocking rule could be evaluated.
func verdict(checks []policy.Check, missing []policy.NotEvaluated) (policy.Verdict, int) {
	v, evaluated := policy.Pass, false
	for _, n := range missing {
		if n.Rule.Require && n.Rule.Severity == policy.Block {
			v = policy.Inconclusive
		}
	}
	for i := range checks {
		if checks[i].Severity != policy.Block {
			continue
		}
		evaluated = true
		switch {
		case checks[i].Verdict == policy.Fail:
			return policy.Fail, ExitFail
		case checks[i].Verdict == policy.Inconclusive:
			v = policy.Inconclusive
		case checks[i].Verdict == policy.Waived && v == policy.Pass:
			v = policy.Waived
		}
	}
	if !evaluated || v == policy.Inconclusive {
		return policy.Inconclusive, ExitInconclusive
	}
	return v, ExitPass
}

// The exit codes that a verdict gives.
const (
	ExitPass         = 0
	ExitFail         = 1
	ExitInconclusive = 3
)
