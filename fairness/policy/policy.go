// Package policy holds the rules behind a verdict: their grammar, the built-in
// policies and the decision itself.
//
// A policy is a file that people can read and a machine can check. Each rule
// applies to each declared attribute (and, where the policy says so, to each
// declared intersection); a rule on one of them is a check. A check fails,
// passes or is inconclusive, and each verdict is a claim that the data support
// (see [Evaluate]).
package policy

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// Mode says what a verdict must rest on.
type Mode string

// The modes. Supported applies to failing only.
const (
	// Supported: the inequality of a pair is proven and its estimate is beyond
	// the bound. A model that treats the groups equally fails with probability
	// at most alpha.
	Supported Mode = "supported"
	// Demonstrated: the data prove the bound exceeded (to fail) or kept (to
	// pass), wrongly with probability at most alpha.
	Demonstrated Mode = "demonstrated"
	// Point: the estimate decides, and no error is controlled.
	Point Mode = "point"
)

// Pairs says which groups are compared.
type Pairs string

// The ways to choose pairs.
const (
	AllPairs       Pairs = "all"
	ReferencePairs Pairs = "reference" // each group with the reference group
)

// Family says which checks share the error of failing.
type Family string

// The families. Rules that only report stand alone in either.
const (
	SeverityFamily Family = "severity" // all checks of one severity share alpha
	CheckFamily    Family = "check"    // each check has its own
)

// Correction says how a fail that is to be proven allows for the number of
// comparisons in its family.
type Correction string

// The corrections. Both control the family-wise error under any dependence.
const (
	Holm       Correction = "holm"       // weighted step-down: what is rejected frees its share of alpha for the rest
	Bonferroni Correction = "bonferroni" // each comparison has its share, whatever becomes of the others
)

// Severity says what a rule's verdict does to the exit code.
type Severity string

// The severities. Only Block rules decide the exit code.
const (
	Block  Severity = "block"
	Warn   Severity = "warn"
	Report Severity = "report"
)

// Outcome says whether a positive prediction is what a person wants.
type Outcome string

// The outcomes.
const (
	Benefit Outcome = "benefit"
	Burden  Outcome = "burden"
)

// Policy is a set of rules under one control of error.
type Policy struct {
	Name       string
	Title      string
	Kind       PolicyKind
	Adopted    string       // date, ISO 8601
	Commitment int          // of the charter
	Basis      string       // the text that the policy reads
	Error      ErrorControl // of rules that do not say otherwise, save alpha
	Groups     GroupRules   // of rules that do not say otherwise
	Within     Within       // of rules that do not say otherwise
	Rules      []Rule
	Needs      []string // the criteria that it asks for, by their IDs
	Preset     Preset
	// Intersections says how rules apply to declared intersections.
	Intersections IntersectionRules
	MaxAge        Age // of an audit, and of the data that it rests on
	Horizon       int // how many days ahead a waiver may reach; 0 where none is allowed
	// MinCell is the least number of people that a published report shows; 0 where the
	// policy does not say.
	MinCell int64
	// Digest is the SHA-256 of Source, in hexadecimal; of a policy that extends
	// another, that of this and of the other's digest, each on a line.
	Digest string
	Source []byte // the file, verbatim
	File   string // its name, for messages
	// Extends are the policy that this one extends, that which that one does, and so on.
	Extends []Extended
}

// Extended is a policy that another one extends; a built-in one has no file.
type Extended struct{ Name, File, Digest string }

// ErrorControl is how much error a verdict may make.
type ErrorControl struct {
	Alpha      float64 // in (0, 0.25]: the guard of comparisons holds up to its own level
	Fail       Mode
	Pass       Mode
	Pairs      Pairs
	Family     Family
	Correction Correction
}

// GroupRules say which groups are assessed. They look at sizes only, never at rates.
type GroupRules struct {
	MinGroup    int64    // least denominator
	MinShare    *big.Rat // least share of the check's rows, or nil
	MinCoverage *big.Rat // least share of rows with a known value in assessed groups, for a pass
}

// IntersectionRules say which rules apply to intersections, and how severely.
type IntersectionRules struct {
	Rules    []string
	Severity Severity
}

// Rule is one line of a policy: what is measured, whom it compares, its bound.
type Rule struct {
	ID   string
	File string // where the rule stands, or its last change
	Line int
	Kind Kind
	// Contrast is what a Compare rule measures.
	Contrast metric.Contrast
	Bound    Bound
	When     Outcome // empty for both
	// Attributes restricts the rule to some attributes; nil stands for all.
	Attributes []string
	Severity   Severity
	Fail, Pass Mode
	Within     Within
	Pairs      Pairs
	Groups     GroupRules
	Require    bool // inconclusive when its inputs were not supplied
	Commitment int
	Nature     string // law, guideline or convention
	Source     string
	Rationale  string
	// Inside names the rules within whose bounds a Significance rule looks.
	Inside []string
	// MinShortfall is the least shortfall, in people, that a Significance rule reports.
	MinShortfall int64
	Evidence     []string   // IDs, of an EvidenceRule
	Criteria     [][]string // by which a Publish rule tells people apart: one of each
}

// Within says in which strata a rule compares groups: in every combination of
// values of the named ones, of all declared ones, or nowhere but overall.
type Within struct {
	Declared bool
	Names    []string
}

// Key names the strata that a rule compares groups in, given those declared. It
// is empty for a comparison overall, and false when a named stratum was not
// declared.
func (w Within) Key(declared []string) (key string, ok bool) {
	names := w.Names
	if w.Declared {
		names = declared
	}
	for _, n := range names {
		if !slices.Contains(declared, n) {
			return "", false
		}
	}
	return strings.Join(names, " × "), true
}

// Kind is what a rule looks at.
type Kind string

// The kinds of rules.
const (
	Compare        Kind = "compare"        // a contrast of rates against a bound
	Significance   Kind = "significance"   // a proven gap whose estimate is inside other rules' bounds
	EvidenceRule   Kind = "evidence"       // what was supplied on the model's use
	Publish        Kind = "publish"        // a table that is published
	MissingShare   Kind = "missing"        // the share of rows without a value
	UnmatchedShare Kind = "unmatched"      // the share of rows of nobody in the file of attributes
	Inputs         Kind = "inputs"         // what the model reads, as declared
	TwoSD          Kind = "two-sd"         // two standard deviations, or Fisher's exact test
	Representation Kind = "representation" // the shares of groups against a population
	Widens         Kind = "change"         // gaps that have widened since an earlier audit
)

// IsBounded reports whether the rule compares pairs with its bound, in the modes
// that it has for failing and passing.
func (r *Rule) IsBounded() bool {
	return r.Kind == Compare || r.Kind == Representation || r.Kind == Widens
}

// ComparesGroups reports whether the rule compares the rates of groups.
func (r *Rule) ComparesGroups() bool {
	return r.Kind == Compare || r.Kind == Significance || r.Kind == TwoSD
}

// Applies reports whether the rule is for this kind of outcome.
func (r *Rule) Applies(o Outcome) bool { return r.When == "" || r.When == o }

// NeedsLabels reports whether the rule rests on actual outcomes.
func (r *Rule) NeedsLabels() bool {
	for _, id := range r.Contrast.Rates {
		if rate, ok := metric.FindRate(id); ok && rate.NeedsLabels() {
			return true
		}
	}
	return false
}

// Find returns the rule with that ID.
func (p *Policy) Find(id string) (*Rule, bool) {
	for i := range p.Rules {
		if p.Rules[i].ID == id {
			return &p.Rules[i], true
		}
	}
	return nil, false
}
