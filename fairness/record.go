package fairness

import (
	"maps"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// known is the evidence that was supplied, with what the audit knows by itself.
func known(t *tally.Tally, p *policy.Policy, in policy.Input, o Options) map[string]string {
	all := map[string]string{"policy_digest": p.Digest, "counts_only": ""}
	maps.Copy(all, o.Evidence)
	if in.Labels {
		all["group_performance"] = ""
	}
	if o.decided {
		all["human_decision"], all["override_rate"] = "", ""
	}
	predicted := t.Axes[t.ByRole(tally.Predicted)[0]]
	switch {
	case predicted.Cutoff == "":
		all["median_split"] = "decisions, no scores"
	case predicted.Median:
		all["median_split"] = "score ≥ " + predicted.Cutoff
	}
	if !slices.ContainsFunc(in.Subjects, func(s policy.Subject) bool { return len(s.Attributes) == 1 && o.Attributes[s.Name].LawfulBasis == "" }) {
		all["lawful_basis"] = ""
	}
	if p.Adopted != "" && o.DataDay != "" && p.Adopted <= o.DataDay {
		all["prior_policy"] = p.Adopted + " ≤ " + o.DataDay
	}
	if end := p.MaxAge.After(o.DataDay); end != "" && o.DataDay <= o.Day && o.Day <= end {
		all["data_age"] = o.DataDay
	}
	if o.keepsArticle4a() {
		all["article_4a"] = ""
	}
	return all
}

// keepsArticle4a reports whether all conditions of Article 4a are declared to hold,
// where some attribute is processed on that basis.
func (o *Options) keepsArticle4a() bool {
	for _, d := range o.Attributes {
		if d.LawfulBasis != criteria.Article4a {
			continue
		}
		for _, c := range criteria.Conditions {
			if !o.Article4a[c.ID] {
				return false
			}
		}
	}
	return true
}

// heed lets the entries of a record give its verdict: complete when all that block
// are there. Elsewhere an entry that is required and absent takes a pass away.
func (r *Result) heed(entries []policy.Entry) {
	absent := func(required bool) bool {
		return slices.ContainsFunc(entries, func(e policy.Entry) bool {
			return !e.Present && e.Rule.Severity == policy.Block && (e.Rule.Require || !required)
		})
	}
	switch {
	case r.Policy.Kind == policy.Record && absent(false):
		r.Verdict, r.ExitCode = policy.Incomplete, ExitInconclusive
	case r.Policy.Kind == policy.Record:
		r.Verdict, r.ExitCode = policy.Complete, ExitPass
	case r.ExitCode == ExitPass && absent(true):
		r.Verdict, r.ExitCode = policy.Inconclusive, ExitInconclusive
	}
}
