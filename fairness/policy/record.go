package policy

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// PolicyKind is what a policy is for.
type PolicyKind string

// The kinds of policies.
const (
	Gate   PolicyKind = "gate"   // gives a verdict
	Record PolicyKind = "record" // says what there is, and judges none of it
)

// Entry is a rule on evidence or on what is published, with what there is of it.
type Entry struct {
	Rule    *Rule
	Present bool
	Why     string // why what is to be published is absent
	About   string // what the reason is about
	// Evidence is what a rule on evidence asks for.
	Evidence []Supply
	// Table is what a rule on impact ratios publishes.
	Table *ImpactTable
}

// readEvidence reads a rule on evidence.
func (r *Rule) readEvidence(f map[string]strictyaml.Value) {
	r.Kind = EvidenceRule
	r.Evidence = f["evidence"].Names()
	var known []string
	for _, e := range TheCharter().Evidence {
		known = append(known, e.ID)
	}
	for _, item := range f["evidence"].Items() {
		if id := item.Text(); id != "" && !slices.Contains(known, id) {
			item.Errorf("there is no evidence %q%s; there is %s", id, words.DidYouMean(id, known), strings.Join(known, ", "))
		}
	}
	refuseOthers(f, words.Say("a rule on evidence"), "evidence")
}

// readPublish reads a rule on impact ratios that are published.
func (r *Rule) readPublish(e strictyaml.Entry, f map[string]strictyaml.Value) {
	r.Kind = Publish
	f["publish"].OneOf("impact-ratios")
	if !f["criteria"].Present() {
		e.Key.Errorf("the rule %q needs criteria: by which people are told apart, as in [sex, [race, ethnicity]]", r.ID)
	}
	for _, item := range f["criteria"].List() {
		oneOf := item.Names()
		for _, id := range oneOf {
			if _, known := criteria.Find(id); !known && id != "" {
				item.Errorf("there is no criterion %q%s", id, words.DidYouMean(id, criteria.IDs()))
			}
		}
		r.Criteria = append(r.Criteria, oneOf)
	}
	refuseOthers(f, words.Say("a rule on what is published"), "publish")
}

// checkRecord refuses rules that judge in a policy that does not.
func (p *reading) checkRecord() {
	for i := range p.Rules {
		if r := &p.Rules[i]; p.Kind == Record && r.Judges() {
			p.rules[i].Key.Errorf("a record judges nothing, and the rule %q does: kind: gate", r.ID)
		}
	}
}

// Judges reports whether the rule gives a verdict; the others say what there is.
func (r *Rule) Judges() bool { return r.Kind != EvidenceRule && r.Kind != Publish }

// Entries lists the rules on evidence and on what is published, each with what
// there is of it.
func (p *Policy) Entries(in Input) []Entry {
	var entries []Entry
	for i := range p.Rules {
		switch r := &p.Rules[i]; r.Kind {
		case EvidenceRule:
			entries = append(entries, r.supplies(in.Evidence))
		case Publish:
			entries = append(entries, r.publishes(in))
		}
	}
	return entries
}

func (r *Rule) supplies(supplied map[string]string) Entry {
	entry := Entry{Rule: r, Present: true}
	for _, id := range r.Evidence {
		known, _ := TheCharter().Find(id)
		text, ok := supplied[id]
		entry.Evidence = append(entry.Evidence, Supply{known, text, ok})
		entry.Present = entry.Present && ok
	}
	return entry
}

func (r *Rule) publishes(in Input) Entry {
	for i := range in.Subjects {
		if s := &in.Subjects[i]; r.isBy(s, in.Columns) {
			return Entry{Rule: r, Present: true, Table: impactTable(s, r.leavesOut(in.Evidence), in.Evidence[smallCategories])}
		}
	}
	var missing []string
	for _, oneOf := range r.Criteria {
		missing = append(missing, strings.Join(oneOf, "/"))
	}
	return Entry{Rule: r, Why: "nothing audited is by name or column", About: strings.Join(missing, " × ")}
}

// isBy reports whether a subject tells people apart by the rule's criteria, each
// attribute by one of them.
func (r *Rule) isBy(s *Subject, columns map[string]string) bool {
	if len(s.Attributes) != len(r.Criteria) {
		return false
	}
	left := slices.Clone(r.Criteria)
	for _, name := range s.Attributes {
		at := slices.IndexFunc(left, func(oneOf []string) bool {
			return slices.ContainsFunc(oneOf, func(id string) bool { return isAbout(id, name) || isAbout(id, columns[name]) })
		})
		if at < 0 {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

// isAbout reports whether a name is that of a criterion, or one that files use for it.
func isAbout(id, name string) bool {
	c, ok := criteria.Match(name)
	return name == id || ok && c.ID == id
}
