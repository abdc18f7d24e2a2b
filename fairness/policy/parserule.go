package policy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

func (p *reading) readRule(e strictyaml.Entry) Rule {
	f := e.Value.Fields(ruleLanguage.Names()...)
	r := Rule{ID: e.Key.Text(), File: e.Key.File(), Line: e.Key.Line(), Attributes: f["attributes"].Names()}
	if !ruleID.MatchString(r.ID) {
		e.Key.Errorf("a rule's name is made of a-z, 0-9, - and _, and %q is not", r.ID)
	}
	if f["when"].Present() {
		r.When = Outcome(f["when"].OneOf(string(Benefit), string(Burden)))
	}
	r.Severity = Severity(f["severity"].OneOf(string(Block), string(Warn), string(Report)))
	r.Fail, r.Pass = failMode(f["fail"], p.Error.Fail), passMode(f["pass"], p.Error.Pass)
	r.Within = readWithin(f["within"], p.Within)
	r.Pairs = readPairs(f["pairs"], p.Error.Pairs)
	r.Groups = readSizes(f, p.Groups)
	r.Require = f["require"].Bool()
	r.Commitment = commitment(f["commitment"], p.Commitment)
	r.Nature = f["nature"].OneOf("convention", "guideline", "law")
	r.Source, r.Rationale = f["source"].Text(), f["rationale"].Text()
	r.Inside = p.comparing(f["inside"])
	r.readKind(e, f)
	return r
}

var ruleID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// readKind settles what the rule looks at, which the keys that are present say.
// A key that such a rule would not heed is refused.
func (r *Rule) readKind(e strictyaml.Entry, f map[string]strictyaml.Value) {
	switch {
	case f["share"].Present():
		r.Kind = MissingShare
		r.Contrast = metric.Contrast{ID: "missing_share", Name: "share of unknown values"}
		what := words.Say("a rule on the share of missing values")
		if f["share"].OneOf("missing", "unmatched") == "unmatched" {
			r.Kind = UnmatchedShare
			r.Contrast = metric.Contrast{ID: "unmatched_share", Name: "share of unmatched rows"}
			what = words.Say("a rule on the share of unmatched rows")
			refuseKeys(f, what, "attributes")
		}
		r.readBound(e, f)
		refuseOthers(f, what, "share")
	case f["representation"].Present():
		r.readRepresentation(e, f)
	case f["change"].Present():
		r.readChange(e, f)
	case f["inputs"].Present():
		r.readInputs(f)
	case f["evidence"].Present():
		r.readEvidence(f)
	case f["publish"].Present():
		r.readPublish(e, f)
	case f["significance"].Present():
		r.readSignificance(e, f)
	default:
		r.Kind = Compare
		r.readContrast(e, f)
		refuseKeys(f, words.Say("a rule that compares rates"), "criteria", "inside", "min_shortfall")
	}
}

func (r *Rule) readSignificance(e strictyaml.Entry, f map[string]strictyaml.Value) {
	r.Kind = Significance
	if f["significance"].OneOf("inside-bound", "two-sd") == "two-sd" {
		r.Kind = TwoSD
	}
	r.Contrast = metric.Contrast{ID: r.ID, Name: "significant gap", Rates: []string{r.readRate(e, f["rate"])}, Operation: metric.Difference}
	if _, known := metric.FindRate(r.Contrast.Rates[0]); known && !ratesAreCounts(r.Contrast) {
		f["rate"].Errorf("a rule on significance needs a proportion, which %s is not", r.Contrast.Rates[0])
	}
	if f["min_shortfall"].Present() {
		r.MinShortfall = int64(f["min_shortfall"].Int(0))
	}
	refuseOthers(f, words.Say("a rule on significance"), "significance")
	switch {
	case r.Kind == TwoSD:
		refuseKeys(f, words.Say("a rule of two standard deviations"), "inside", "pairs")
	case !f["inside"].Present():
		e.Key.Errorf("the rule %q needs inside: the rules within whose bounds it looks", r.ID)
	case len(r.Inside) == 0:
		f["inside"].Errorf("every rule that %q looks inside is off: turn it off too", r.ID)
	}
}

func refuseKeys(f map[string]strictyaml.Value, what words.Phrase, keys ...string) {
	for _, k := range keys {
		f[k].Errorf("%s has no key %q", what, k)
	}
}

// refuseOthers refuses the keys that a form of rules does not take.
func refuseOthers(f map[string]strictyaml.Value, what words.Phrase, by string) {
	form := ruleForms[slices.IndexFunc(ruleForms, func(f ruleForm) bool { return f.by == by })]
	refuseKeys(f, what, form.others()...)
}

func (r *Rule) readContrast(e strictyaml.Entry, f map[string]strictyaml.Value) {
	switch {
	case f["metric"].Present():
		refuseKeys(f, words.Say("a rule with a named metric"), "rate", "difference", "ratio")
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
		r.Contrast = metric.ContrastOf(r.readRate(e, f["rate"]), operation)
	}
	r.readBound(e, f)
}

func (r *Rule) readRate(e strictyaml.Entry, v strictyaml.Value) string {
	if !v.Present() {
		e.Key.Errorf("the rule %q needs a rate", r.ID)
		return ""
	}
	id := v.Text()
	known, ok := metric.FindRate(id)
	switch {
	case ok && known.NeedsDecisions():
		v.Errorf("%s describes what people make of the model and cannot be judged; every report of final decisions has it", id)
	case !ok:
		var ids []string
		for _, rate := range metric.Rates {
			if !rate.NeedsDecisions() {
				ids = append(ids, rate.ID)
			}
		}
		v.Errorf("there is no rate %q%s; the rates are %s", id, words.DidYouMean(id, ids), strings.Join(ids, ", "))
	}
	return id
}

func (r *Rule) readBound(e strictyaml.Entry, f map[string]strictyaml.Value) {
	if !f["bound"].Present() {
		e.Key.Errorf("the rule %q needs a bound", r.ID)
		return
	}
	bound, err := ParseBound(f["bound"].Text())
	if err == nil {
		err = bound.fits(&r.Contrast)
	}
	if err != nil {
		f["bound"].Errorf("%v", err)
	}
	r.Bound = bound
}

// comparing reads the names of comparing rules, which have to be there once all
// rules are read. Those that are turned off are passed over.
func (p *reading) comparing(v strictyaml.Value) []string {
	p.named = append(p.named, v.Items()...)
	return slices.DeleteFunc(v.Names(), func(id string) bool { return slices.Contains(p.off, id) })
}

// checkNamed reports names of comparing rules that the policy has not.
func (p *reading) checkNamed() {
	var ids []string
	for i := range p.Rules {
		if p.Rules[i].Kind == Compare {
			ids = append(ids, p.Rules[i].ID)
		}
	}
	for _, v := range p.named {
		if id := v.Text(); id != "" && !slices.Contains(ids, id) && !slices.Contains(p.off, id) {
			v.Errorf("%q is no comparing rule of this policy%s", id, words.DidYouMean(id, ids))
		}
	}
}
