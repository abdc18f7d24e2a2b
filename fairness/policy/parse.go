package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Parse reads a policy file. Everything wrong with it is reported at once, with
// file, line and column; nothing is guessed.
func Parse(file string, data []byte) (*Policy, error) {
	doc, err := strictyaml.Parse(file, data)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(data)
	p := &Policy{File: file, Source: data, Digest: hex.EncodeToString(digest[:])}
	root := doc.Root()
	f := root.Fields("version", "policy", "title", "adopted", "commitment", "basis", "error", "groups", "within", "rules", "intersections")
	if !f["version"].Present() {
		root.Errorf("version is missing; this is version 1")
	} else if v := f["version"].Text(); v != "1" {
		f["version"].Errorf("version %q is not read here; this is version 1", v)
	}
	p.Name = f["policy"].Text()
	if p.Name == "" {
		root.Errorf("policy is missing: the name of the policy")
	}
	p.Title, p.Basis = f["title"].Text(), f["basis"].Text()
	p.Adopted = date(f["adopted"])
	if f["commitment"].Present() {
		p.Commitment = f["commitment"].Int(1)
	}
	p.readError(f["error"])
	p.readGroups(f["groups"])
	p.within = readWithin(f["within"], Within{})
	rules := f["rules"].Entries()
	if len(rules) == 0 {
		root.Errorf("rules are missing: a policy without rules decides nothing")
	}
	for _, e := range rules {
		p.Rules = append(p.Rules, p.readRule(e))
	}
	p.checkInside(f["rules"])
	p.readIntersections(f["intersections"])
	return p, doc.Err()
}

func (p *Policy) readError(v strictyaml.Value) {
	f := v.Fields("alpha", "fail", "pass", "pairs")
	p.Error.Alpha = 0.05
	if f["alpha"].Present() {
		p.Error.Alpha = f["alpha"].Number()
		if p.Error.Alpha <= 0 || p.Error.Alpha > interval.Guard {
			f["alpha"].Errorf("alpha must lie in (0, %v]", interval.Guard)
		}
	}
	p.Error.Fail = failMode(f["fail"], Supported)
	p.Error.Pass = passMode(f["pass"], Demonstrated)
	p.Error.Pairs = Pairs(f["pairs"].OneOf(string(AllPairs), string(ReferencePairs)))
}

func failMode(v strictyaml.Value, absent Mode) Mode {
	if !v.Present() {
		return absent
	}
	return Mode(v.OneOf(string(Supported), string(Demonstrated), string(Point)))
}

func passMode(v strictyaml.Value, absent Mode) Mode {
	if !v.Present() {
		return absent
	}
	return Mode(v.OneOf(string(Demonstrated), string(Point)))
}

func (p *Policy) readGroups(v strictyaml.Value) {
	f := v.Fields("min_group", "min_share", "min_coverage", "missing")
	p.Groups = GroupRules{MinGroup: 30, MinCoverage: big.NewRat(19, 20)}
	if f["min_group"].Present() {
		p.Groups.MinGroup = int64(f["min_group"].Int(0))
	}
	if f["min_share"].Present() {
		p.Groups.MinShare = share(f["min_share"])
	}
	if f["min_coverage"].Present() {
		p.Groups.MinCoverage = share(f["min_coverage"])
	}
	f["missing"].OneOf("shown") // said for the reader; missing values are never compared
}

// share reads a number in [0, 1] exactly.
func share(v strictyaml.Value) *big.Rat {
	text := v.Text()
	x, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "eExXpP_") || x.Sign() < 0 || x.Cmp(big.NewRat(1, 1)) > 0 {
		v.Errorf("a share lies between 0 and 1, and %q does not", text)
		return new(big.Rat)
	}
	return x
}

func (p *Policy) readRule(e strictyaml.Entry) Rule {
	f := e.Value.Fields("when", "metric", "rate", "difference", "ratio", "significance", "share", "bound", "inside", "min_shortfall",
		"attributes", "within", "severity", "fail", "pass", "require", "commitment", "nature", "source", "rationale")
	r := Rule{ID: e.Key.Text(), Line: e.Key.Line(), Attributes: f["attributes"].Texts()}
	if !ruleID.MatchString(r.ID) {
		e.Key.Errorf("a rule's name is made of a-z, 0-9, - and _, and %q is not", r.ID)
	}
	if f["when"].Present() {
		r.When = Outcome(f["when"].OneOf(string(Benefit), string(Burden)))
	}
	r.Severity = Severity(f["severity"].OneOf(string(Block), string(Warn), string(Report)))
	r.Fail, r.Pass = failMode(f["fail"], p.Error.Fail), passMode(f["pass"], p.Error.Pass)
	r.Within = readWithin(f["within"], p.within)
	r.Require = f["require"].Bool()
	r.Commitment = p.Commitment
	if f["commitment"].Present() {
		r.Commitment = f["commitment"].Int(1)
	}
	r.Nature = f["nature"].OneOf("convention", "guideline", "law")
	r.Source, r.Rationale = f["source"].Text(), f["rationale"].Text()
	r.readKind(e, f)
	return r
}

// readWithin reads the strata that a rule compares groups in: declared for all
// that the audit declares, none, or a list of their names.
func readWithin(v strictyaml.Value, absent Within) Within {
	if !v.Present() {
		return absent
	}
	switch names := v.Texts(); {
	case len(names) == 1 && names[0] == "declared":
		return Within{Declared: true}
	case len(names) == 1 && names[0] == "none":
		return Within{}
	default:
		return Within{Names: names}
	}
}

var ruleID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// readKind settles what the rule looks at, which the keys that are present say.
func (r *Rule) readKind(e strictyaml.Entry, f map[string]strictyaml.Value) {
	given := func(keys ...string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return f[k].Present() })
	}
	switch {
	case given("share"):
		r.Kind = MissingShare
		r.Contrast = metric.Contrast{ID: "missing_share", Name: "share of unknown values"}
		what := "a rule on the share of missing values"
		if f["share"].OneOf("missing", "unmatched") == "unmatched" {
			r.Kind = UnmatchedShare
			r.Contrast = metric.Contrast{ID: "unmatched_share", Name: "share of unmatched rows"}
			what = "a rule on the share of unmatched rows"
			refuseKeys(f, what, "attributes")
		}
		r.readBound(e, f, metric.Difference)
		refuseKeys(f, what, "metric", "rate", "difference", "ratio", "significance", "inside", "min_shortfall")
	case given("significance"):
		r.Kind = Significance
		if f["significance"].OneOf("inside-bound", "two-sd") == "two-sd" {
			r.Kind = TwoSD
		}
		r.Contrast = metric.Contrast{ID: r.ID, Name: "significant gap", Rates: []string{r.readRate(e, f["rate"])}, Operation: metric.Difference}
		if _, known := metric.FindRate(r.Contrast.Rates[0]); known && !ratesAreCounts(r.Contrast) {
			f["rate"].Errorf("a rule on significance needs a proportion, which %s is not", r.Contrast.Rates[0])
		}
		r.Inside = f["inside"].Texts()
		if f["min_shortfall"].Present() {
			r.MinShortfall = int64(f["min_shortfall"].Int(0))
		}
		refuseKeys(f, "a rule on significance", "metric", "difference", "ratio", "bound")
		if len(r.Inside) > 0 && r.Kind == TwoSD {
			f["inside"].Errorf("a rule of two standard deviations looks inside no other rule")
		}
		if len(r.Inside) == 0 && r.Kind == Significance {
			e.Key.Errorf("the rule %q needs inside: the rules within whose bounds it looks", r.ID)
		}
	default:
		r.Kind = Compare
		r.readContrast(e, f)
		refuseKeys(f, "a rule that compares rates", "inside", "min_shortfall")
	}
}

func refuseKeys(f map[string]strictyaml.Value, what string, keys ...string) {
	for _, k := range keys {
		f[k].Errorf("%s has no key %q", what, k)
	}
}

func (r *Rule) readContrast(e strictyaml.Entry, f map[string]strictyaml.Value) {
	switch {
	case f["metric"].Present():
		refuseKeys(f, "a rule with a named metric", "rate", "difference", "ratio")
		c, ok := metric.FindContrast(f["metric"].Text())
		if !ok {
			var ids []string
			for _, c := range metric.Contrasts {
				ids = append(ids, c.ID)
			}
			f["metric"].Errorf("there is no metric %q%s; see fairaudit metrics", f["metric"].Text(), words.DidYouMean(f["metric"].Text(), ids))
			return
		}
		r.Contrast = *c
		if c.Mean {
			f["metric"].Errorf("%s describes and cannot be judged; use equalized_odds_difference", c.ID)
		}
	case f["difference"].Present() && f["ratio"].Present(), !f["difference"].Present() && !f["ratio"].Present():
		e.Key.Errorf(`the rule %q needs a metric, or a rate with either "difference: max-min" or "ratio: min/max" or "ratio: max/min"`, r.ID)
		return
	default:
		operation := metric.Operation(f["difference"].OneOf(string(metric.Difference)))
		if f["ratio"].Present() {
			operation = metric.Operation(f["ratio"].OneOf(string(metric.MinMax), string(metric.MaxMin)))
		}
		rate := r.readRate(e, f["rate"])
		r.Contrast = metric.Contrast{ID: rate + " " + string(operation), Rates: []string{rate}, Operation: operation}
		if x, ok := metric.FindRate(rate); ok {
			r.Contrast.Name = x.Name + " " + string(operation)
		}
	}
	r.readBound(e, f, r.Contrast.Operation)
}

func (r *Rule) readRate(e strictyaml.Entry, v strictyaml.Value) string {
	if !v.Present() {
		e.Key.Errorf("the rule %q needs a rate", r.ID)
		return ""
	}
	id := v.Text()
	if _, ok := metric.FindRate(id); !ok {
		var ids []string
		for _, rate := range metric.Rates {
			ids = append(ids, rate.ID)
		}
		v.Errorf("there is no rate %q%s; the rates are %s", id, words.DidYouMean(id, ids), strings.Join(ids, ", "))
	}
	return id
}

func (r *Rule) readBound(e strictyaml.Entry, f map[string]strictyaml.Value, o metric.Operation) {
	if !f["bound"].Present() {
		e.Key.Errorf("the rule %q needs a bound", r.ID)
		return
	}
	bound, err := ParseBound(f["bound"].Text())
	if err == nil {
		err = bound.fits(o)
	}
	if err != nil {
		f["bound"].Errorf("%v", err)
	}
	r.Bound = bound
}

// checkInside reports a Significance rule that names no comparing rule of the policy.
func (p *Policy) checkInside(v strictyaml.Value) {
	for _, e := range v.Entries() {
		r, ok := p.Find(e.Key.Text())
		if !ok {
			continue
		}
		for _, id := range r.Inside {
			if other, ok := p.Find(id); !ok || other.Kind != Compare {
				e.Key.Errorf("inside names %q, which is no comparing rule of this policy", id)
			}
		}
	}
}

func (p *Policy) readIntersections(v strictyaml.Value) {
	f := v.Fields("rules", "severity")
	p.Intersections.Rules = f["rules"].Texts()
	p.Intersections.Severity = Severity(f["severity"].OneOf(string(Warn), string(Block), string(Report)))
	for _, id := range p.Intersections.Rules {
		if r, ok := p.Find(id); !ok || r.Kind != Compare {
			f["rules"].Errorf("%q is no comparing rule of this policy", id)
		}
	}
}

func date(v strictyaml.Value) string {
	text := v.Text()
	if text != "" && !isoDate.MatchString(text) {
		v.Errorf("a date is written like 2026-10-01, not %q", text)
	}
	return text
}

var isoDate = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
