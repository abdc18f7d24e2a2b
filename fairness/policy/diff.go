package policy

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Direction is which way a change moves what a policy asks of a model.
type Direction string

// The directions. A change is looser when a model may pass after it that did not
// before; where no pass depends on it, when a fail may be lost. Tighter is the
// mirror of that. What does both, or neither, is different.
//
// How many comparisons share the error is not weighed: a policy that compares more
// groups asks more, although each gap among them is then harder to prove.
const (
	Looser    Direction = "looser"
	Different Direction = "different"
	Tighter   Direction = "tighter"
)

// Directions lists the directions in the order in which changes are told: what is
// looser first, then what may hide that.
var Directions = []Direction{Looser, Different, Tighter}

// Change is what two policies differ in.
type Change struct {
	Rule string // empty for the policy as a whole
	// Key is the key as a policy has it, as error.alpha; of a rule that is added or
	// removed, or measures something else, "".
	Key       string
	Was, Is   string // the values as a policy writes them, or English for what it does not say
	Direction Direction
	Means     string // what this does, in English; empty where the values say it
}

// Diff lists what has changed from one policy to another, after what they extend:
// what is looser first. Rules are compared by name. A key of the policy that rules
// do not say otherwise is told once, and of those rules that have a value of their own.
func Diff(a, b *Policy) []Change {
	a, b = comparable(a, b), comparable(b, a)
	d := difference{a: a, b: b, inherited: map[string]Change{}, followed: map[string]bool{}}
	for i := range policyComparisons {
		if c, changed := policyComparisons[i].change(&compared[*Policy]{a, b}); changed {
			d.inherited[c.Key] = c
			d.changes = append(d.changes, c)
		}
	}
	d.rules()
	for i := range d.changes {
		if c := &d.changes[i]; c.Rule == "" && isSetting(c.Key) && !d.followed[c.Key] {
			c.Direction, c.Means = Different, "no rule of both policies follows it"
		}
	}
	slices.SortStableFunc(d.changes, func(x, y Change) int {
		return cmp.Compare(slices.Index(Directions, x.Direction), slices.Index(Directions, y.Direction))
	})
	return d.changes
}

// difference is what two policies differ in while it is found.
type difference struct {
	a, b      *Policy
	changes   []Change
	inherited map[string]Change // of the policy, by key
	followed  map[string]bool   // which of them some rule of both policies follows
}

// rules compares the rules of both policies, and names those of one only.
func (d *difference) rules() {
	for i := range d.a.Rules {
		r := &d.a.Rules[i]
		if _, kept := d.b.Find(r.ID); !kept {
			d.changes = append(d.changes, Change{Rule: r.ID, Was: r.measures(), Direction: Looser})
		}
	}
	for i := range d.b.Rules {
		r := &d.b.Rules[i]
		old, known := d.a.Find(r.ID)
		if !known {
			d.changes = append(d.changes, Change{Rule: r.ID, Is: r.measures(), Direction: Tighter})
			continue
		}
		d.rule(old, r)
	}
}

func (d *difference) rule(a, b *Rule) {
	for i := range ruleComparisons {
		of := &ruleComparisons[i]
		if !slices.ContainsFunc(of.keys, a.heeds) || !slices.ContainsFunc(of.keys, b.heeds) {
			continue
		}
		c, changed := of.change(&compared[*Rule]{a, b})
		policy, ofPolicy := d.inherited[policyKeyOf(c.Key)]
		switch {
		case changed && ofPolicy && c.Was == policy.Was && c.Is == policy.Is:
			d.followed[policy.Key] = true
		case changed:
			c.Rule = b.ID
			d.changes = append(d.changes, c)
		}
	}
}

// isSetting reports whether rules inherit this key of a policy.
func isSetting(key string) bool {
	for _, of := range settingKeys {
		if of == key {
			return true
		}
	}
	return false
}

// heeds reports whether a rule of this form takes the key.
func (r *Rule) heeds(key string) bool {
	by := map[Kind]string{Compare: "metric", Significance: "significance", TwoSD: "significance", MissingShare: "share", UnmatchedShare: "share", Representation: "representation", Widens: "change",
		Inputs: "inputs", EvidenceRule: "evidence", Publish: "publish"}[r.Kind]
	i := slices.IndexFunc(ruleForms, func(f ruleForm) bool { return f.by == by })
	if r.Kind == TwoSD && key == "pairs" {
		return false
	}
	return i < 0 || !slices.Contains(ruleForms[i].others(), key)
}

// compared are two policies, or two rules.
type compared[H any] struct {
	a, b H
}

// comparison is how one key of the language is compared, or several that say one
// thing together.
type comparison[H any] struct {
	keys []string
	// value is the key's value as it is shown; keys that stand in the heading have none.
	value func(h H) string
	// asks is how much more the second value asks than the first: 1, -1, or 0 where
	// neither does. Nil stands for neither.
	asks            func(c *compared[H]) int
	looser, tighter string // what a change does
}

// change is what the key changed from and to, if it did.
func (of *comparison[H]) change(c *compared[H]) (Change, bool) {
	if of.value == nil {
		return Change{}, false
	}
	found := Change{Key: of.keys[0], Was: of.value(c.a), Is: of.value(c.b), Direction: Different}
	if found.Was == found.Is {
		return found, false
	}
	if of.asks != nil {
		switch sign := of.asks(c); {
		case sign < 0:
			found.Direction, found.Means = Looser, of.looser
		case sign > 0:
			found.Direction, found.Means = Tighter, of.tighter
		}
	}
	return found, true
}

// more compares by a number of which more asks more, less by one of which less does.
func more[H any, N cmp.Ordered](of func(h H) N) func(c *compared[H]) int {
	return func(c *compared[H]) int { return cmp.Compare(of(c.b), of(c.a)) }
}

func less[H any, N cmp.Ordered](of func(h H) N) func(c *compared[H]) int {
	return func(c *compared[H]) int { return cmp.Compare(of(c.a), of(c.b)) }
}

// wider compares by a set of which more asks more; nil stands for all there is. Two
// sets of which neither holds the other ask neither more nor less.
func wider[H any](of func(h H) []string) func(c *compared[H]) int {
	return func(c *compared[H]) int {
		was, is := of(c.a), of(c.b)
		switch {
		case holds(is, was) && !holds(was, is):
			return 1
		case holds(was, is) && !holds(is, was):
			return -1
		}
		return 0
	}
}

// holds reports whether one set has all of another.
func holds(set, other []string) bool {
	if set == nil || other == nil {
		return set == nil
	}
	return !slices.ContainsFunc(other, func(name string) bool { return !slices.Contains(set, name) })
}

// strictness ranks words from the loosest to the strictest.
func strictness[T ~string](word T, order ...T) int { return slices.Index(order, word) }

func severityStrictness(s Severity) int { return strictness(s, Report, Warn, Block) }

func float(x *big.Rat) float64 {
	if x == nil {
		return 0
	}
	f, _ := x.Float64()
	return f
}

// How values are shown: as a policy writes them, or in English what holds where it
// does not say.
func shownShare(x *big.Rat) string {
	if x == nil {
		return "(none)"
	}
	return strconv.FormatFloat(float(x), 'g', -1, 64)
}

// shownNames is a set, in an order that is always the same.
func shownNames(names []string, absent string) string {
	if len(names) == 0 {
		return absent
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}

func (w Within) shown() string {
	if w.Declared {
		return "declared"
	}
	return shownNames(w.Names, "none")
}

// measures is what the rule measures and its bound, as in "selection_rate min/max ≥ 0.80".
func (r *Rule) measures() string {
	switch r.Kind {
	case EvidenceRule:
		return shownNames(r.Evidence, "")
	case Publish:
		return r.what() + " " + r.criteria()
	}
	return strings.TrimSpace(r.what() + " " + r.bound())
}

// what is what the rule measures, without its bound.
func (r *Rule) what() string {
	rates := strings.Join(r.Contrast.Rates, ", ")
	switch r.Kind {
	case Compare:
		return rates + " " + string(r.Contrast.Operation)
	case Significance, TwoSD:
		return rates + " " + string(r.Kind)
	}
	return string(r.Kind)
}

func (r *Rule) bound() string {
	if r.Bound.Value == nil {
		return ""
	}
	if exact, ok := new(big.Rat).SetString(r.Bound.Decimal()); !ok || exact.Cmp(r.Bound.Value) != 0 {
		return strings.TrimSuffix(r.Bound.String(), r.Bound.Decimal()) + r.Bound.Text
	}
	return r.Bound.String()
}

func (r *Rule) criteria() string {
	var parts []string
	for _, oneOf := range r.Criteria {
		parts = append(parts, strings.Join(oneOf, "/"))
	}
	return strings.Join(parts, " × ")
}

// asksMore compares the bounds of two rules that measure the same.
func asksMore(c *compared[*Rule]) int {
	if c.a.what() != c.b.what() {
		return 0
	}
	side := c.b.Bound.Value.Cmp(c.a.Bound.Value)
	if !c.b.Bound.AtLeast {
		side = -side
	}
	return side
}

// alphaAsks compares how much error two policies allow. More of it is looser where a
// pass has to be proven. Where none has, it only decides how easily a check fails.
func alphaAsks(c *compared[*Policy]) int {
	proven := func(r Rule) bool { return r.IsBounded() && r.Pass == Demonstrated }
	if slices.ContainsFunc(c.a.Rules, proven) && slices.ContainsFunc(c.b.Rules, proven) {
		return cmp.Compare(c.a.Error.Alpha, c.b.Error.Alpha)
	}
	return 0
}

// comparable is a policy whose lists of rules name those only that the other one has
// too, so that a rule which is removed, or added, is told once.
func comparable(p, other *Policy) *Policy {
	c := *p
	inBoth := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(id string) bool {
			_, there := other.Find(id)
			return !there
		})
	}
	c.Intersections.Rules = inBoth(p.Intersections.Rules)
	c.Rules = slices.Clone(p.Rules)
	for i := range c.Rules {
		c.Rules[i].Inside = inBoth(c.Rules[i].Inside)
	}
	return &c
}
