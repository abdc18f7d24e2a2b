package report

import (
	"math"
	"slices"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// contradiction says where a document cannot be the result of an audit: counts
// that do not add up, a rate that is not that of its counts, a pair that is not of
// two groups, a verdict that does not follow. It does not audit again: that takes
// the tally and the policy.
func (d *Document) contradiction() error {
	if err := d.hiddenError(); err != nil {
		return err
	}
	if Count(d.Data.Used) != d.Overall.N {
		return words.Errorf("%d rows are used, and overall there are %d people", d.Data.Used, d.Overall.N)
	}
	if err := d.groupError("overall", &d.Overall); err != nil {
		return err
	}
	for i := range d.Attributes {
		if err := d.attributeError(&d.Attributes[i]); err != nil {
			return err
		}
	}
	for i := range d.Checks {
		if err := d.checkError(&d.Checks[i]); err != nil {
			return words.Errorf("%s: %w", d.Checks[i].title(), err)
		}
	}
	for i := range d.Record {
		if err := d.Record[i].contradiction(d.Disclosure != nil); err != nil {
			return words.Errorf("%s: %w", d.Record[i].Rule, err)
		}
	}
	return d.verdictError()
}

// hiddenError finds a count that is below 0, or hidden in a document that hides none,
// and a document that hides less than its policy asks for.
func (d *Document) hiddenError() error {
	if of := d.Disclosure; of != nil && of.MinCell < d.Policy.MinCell {
		return words.Errorf("it is published with a minimum cell of %d, and its policy allows none below %d", of.MinCell, d.Policy.MinCell)
	}
	for _, n := range d.counts() {
		if n < 0 && !n.IsHidden() {
			return words.Errorf("it has the count %d", n)
		}
		if n.IsHidden() && d.Disclosure == nil {
			return words.Errorf("a count is null, and it is not said that any are hidden")
		}
	}
	return nil
}

// counts are those that a published document may hide.
func (d *Document) counts() []Count {
	counts := []Count{d.Data.Read, d.Data.Unlabelled}
	if d.Data.Repeated != -1 { // nobody is identified
		counts = append(counts, d.Data.Repeated)
	}
	for _, n := range d.Data.Dropped {
		counts = append(counts, n)
	}
	if j := d.Data.Join; j != nil {
		counts = append(counts, j.Matched, j.Unmatched, j.Keyless, j.Repeated, j.People.Read, j.People.Unused, j.People.Keyless)
	}
	for _, a := range append(slices.Clone(d.Attributes), Attribute{Groups: []Group{d.Overall}}) {
		for _, g := range a.Groups {
			counts = append(counts, g.N)
			for _, r := range g.Rates {
				counts = append(counts, r.Den)
			}
		}
	}
	for _, c := range d.Checks {
		for _, u := range c.NotAssessed {
			counts = append(counts, u.N)
		}
	}
	for _, e := range d.Record {
		if i := e.Impact; i != nil {
			counts = append(counts, i.N, i.Unknown, i.UnknownSelected)
			for _, c := range i.Categories {
				counts = append(counts, c.N, c.Selected)
			}
		}
	}
	return counts
}

func (d *Document) attributeError(a *Attribute) error {
	var sum Group
	var labels []string
	for i := range a.Groups {
		g := &a.Groups[i]
		if err := d.groupError(a.Name+" "+g.Label, g); err != nil {
			return err
		}
		if slices.Contains(labels, g.Label) {
			return words.Errorf("%s has the group %s twice", a.Name, g.Label)
		}
		labels = append(labels, g.Label)
		sum.N = sum.N.plus(g.N)
	}
	isHidden := d.Disclosure != nil && len(a.Groups) == 0
	if sum.N != d.Overall.N && !isHidden && !sum.N.IsHidden() {
		return words.Errorf("the groups of %s have %d people, and overall there are %d", a.Name, sum.N, d.Overall.N)
	}
	return nil
}

// groupError checks the counts of a group and its rates.
func (d *Document) groupError(name string, g *Group) error {
	if g.N.IsHidden() {
		if g.TP != nil || g.Selected != nil {
			return words.Errorf("%s is hidden, and has cells", name)
		}
		return d.ratesError(name, g)
	}
	counts := []int64{int64(g.N)}
	for _, n := range []*int64{g.TP, g.FP, g.FN, g.TN, g.Selected, g.NotSelected} {
		if n != nil {
			counts = append(counts, *n)
		}
	}
	if slices.Min(counts) < 0 {
		return words.Errorf("%s has a count below 0", name)
	}
	switch cells := g.cells(); {
	case cells == nil && g.Selected == nil && d.Disclosure == nil:
		return words.Errorf("%s has neither its four cells nor who is selected", name)
	case cells != nil && g.Selected == nil && Count(sum(cells)) != g.N:
		return words.Errorf("%s has %d people, and its four cells %d", name, g.N, sum(cells))
	case g.Selected != nil && (g.NotSelected == nil || Count(*g.Selected+*g.NotSelected) != g.N):
		return words.Errorf("%s has %d people, and they are not those selected and those not", name, g.N)
	case cells != nil && g.Selected != nil && (cells[0]+cells[1] > *g.Selected || cells[2]+cells[3] > *g.NotSelected):
		return words.Errorf("%s has more people with an actual outcome than people", name)
	}
	return d.ratesError(name, g)
}

func (d *Document) ratesError(name string, g *Group) error {
	for id, r := range g.Rates {
		if err := d.rateError(id, r); err != nil {
			return words.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// cells are TP, FP, FN and TN, or nil.
func (g *Group) cells() []int64 {
	if g.TP == nil || g.FP == nil || g.FN == nil || g.TN == nil {
		return nil
	}
	return []int64{*g.TP, *g.FP, *g.FN, *g.TN}
}

func sum(counts []int64) int64 {
	var n int64
	for _, x := range counts {
		n += x
	}
	return n
}

// rateError checks a rate against its counts, where it is their quotient.
func (d *Document) rateError(id string, r Rate) error {
	known, ok := metric.FindRate(id)
	switch {
	case !ok:
		return words.Errorf("there is no rate %q", id)
	case r.Den.IsHidden() && r.Num == nil && !r.Value.IsDefined() && r.Reason != "":
		return nil
	case r.Den < 0 || r.Num != nil && (*r.Num < 0 || *r.Num > int64(r.Den)):
		return words.Errorf("the counts of %s are impossible", id)
	case r.Value.IsDefined() == (r.Reason != ""):
		return words.Errorf("%s has a value and a reason why there is none, or neither", id)
	case !r.Value.IsDefined() || r.Num == nil || d.Data.Weighted || !isQuotient(known):
		return nil
	}
	return d.quotientError(id, *r.Num, int64(r.Den), r.Value)
}

// isQuotient reports whether a rate is the quotient of its two counts.
func isQuotient(r *metric.Rate) bool { return r.Map == nil && len(r.Terms)+len(r.Over) == 0 }

func (d *Document) quotientError(id string, num, den int64, value Number) error {
	if den == 0 || math.Abs(float64(d.asPublished(Number(float64(num)/float64(den)), Count(den))-value)) > 1e-9 {
		return words.Errorf("%s is %g, which is not %d/%d", id, float64(value), num, den)
	}
	return nil
}

// checkError checks what a check says of its groups, and that its words are words.
func (d *Document) checkError(c *Check) error {
	if err := c.wordsError(); err != nil {
		return err
	}
	if err := c.shapeError(); err != nil {
		return err
	}
	var attribute *Attribute
	if i := slices.IndexFunc(d.Attributes, func(a Attribute) bool { return a.Name == c.Attribute }); i >= 0 {
		attribute = &d.Attributes[i]
	}
	pairs := []*Pair{c.Pair, c.Blocking, c.Worst}
	for i := range c.Offenders {
		pairs = append(pairs, &c.Offenders[i])
	}
	for _, x := range pairs {
		if x == nil {
			continue
		}
		for _, s := range []Side{x.Group, x.Reference} {
			if err := d.sideError(attribute, x, s); err != nil {
				return err
			}
		}
		if err := d.wideningError(x); err != nil {
			return err
		}
	}
	return nil
}

// wideningError checks the rates of the earlier audit, whose groups the document has not,
// and what the gap has widened by:
//
//	|p_g − p_h| − |q_g − q_h|
func (d *Document) wideningError(x *Pair) error {
	if x.Before == nil {
		return nil
	}
	for _, s := range []Side{x.Before.Group, x.Before.Reference} {
		if rate, known := metric.FindRate(x.Rate); !known || !isQuotient(rate) {
			continue
		}
		if err := d.quotientError(x.Rate, s.Num, s.Den, s.Rate); err != nil {
			return err
		}
	}
	gap := func(g, h Side) float64 { return math.Abs(float64(g.Rate - h.Rate)) }
	widened := gap(x.Group, x.Reference) - gap(x.Before.Group, x.Before.Reference)
	if !(math.Abs(widened-float64(x.Estimate)) <= 1e-9) {
		return words.Errorf("the gap has widened by %g, and by its rates by %g", float64(x.Estimate), widened)
	}
	return nil
}

// wordsError checks severity, verdict and reason.
func (c *Check) wordsError() error {
	switch {
	case !slices.Contains([]policy.Severity{policy.Block, policy.Warn, policy.Report}, c.Severity):
		return words.Errorf("there is no severity %q", c.Severity)
	case order[c.Verdict] == 0 && c.Verdict != policy.Fail:
		return words.Errorf("there is no verdict %q", c.Verdict)
	case (c.Verdict == policy.Waived) != (c.Waived != nil), c.Waived != nil && (order[c.finding()] > order[policy.Inconclusive] || len(c.Waived.Waivers) == 0):
		return words.Errorf("%s, and what is waived does not say so", c.Verdict)
	case (c.finding() == policy.Inconclusive) != (c.Reason != ""):
		return words.Errorf("%s with the reason %q", c.Verdict, c.Reason)
	}
	return nil
}

// shapeError checks that what parts of a check speak of is there.
func (c *Check) shapeError() error {
	compares := slices.Contains([]metric.Operation{metric.Difference, metric.MinMax, metric.MaxMin}, metric.Operation(c.Operation))
	switch {
	case c.Pair == nil && (c.Conditional != nil || c.Shortfall != nil || len(c.Offenders) > 0):
		return words.Errorf("it tells of a pair that is not there")
	case c.MoreFailing < 0 || c.MoreFailing > 0 && len(c.Offenders) == 0:
		return words.Errorf("%d offenders beside those listed, which are %d", c.MoreFailing, len(c.Offenders))
	case c.Reason == policy.UnknownValues && c.Unknown == nil:
		return words.Errorf("the people without a value are not there")
	case c.Terms == nil && compares && c.BoundValue.IsDefined():
		return words.Errorf("it has no terms")
	}
	return nil
}

// sideError checks that a side of a pair is a group with the counts that the
// group has; within a stratum, with no more.
func (d *Document) sideError(a *Attribute, x *Pair, s Side) error {
	var g *Group
	if a != nil {
		if i := slices.IndexFunc(a.Groups, func(g Group) bool { return g.Label == s.Label }); i >= 0 {
			g = &a.Groups[i]
		}
	}
	if x.Rate == policy.PopulationShare {
		return a.shareError(d, s)
	}
	rate, known := metric.FindRate(x.Rate)
	if g == nil || !known {
		return words.Errorf("the pair has %s of %q, which the document has not", x.Rate, s.Label)
	}
	of := g.Rates[x.Rate]
	if x.Stratum == "" && (s.Den != int64(of.Den) || of.Num != nil && s.Num != *of.Num) || s.Den > int64(of.Den) {
		return words.Errorf("%s of %s is %d/%d in the pair, and not in the group", x.Rate, s.Label, s.Num, s.Den)
	}
	if !d.Data.Weighted && isQuotient(rate) {
		return d.quotientError(x.Rate, s.Num, s.Den, s.Rate)
	}
	return nil
}

// shareError checks a side of a comparison with a population: the share of a group of
// the people, or that of the population, which has no counts.
func (a *Attribute) shareError(d *Document, s Side) error {
	switch {
	case a == nil || len(a.Population) == 0:
		return words.Errorf("there is no population")
	case s.Den == 0 || d.Data.Weighted:
		return nil
	case a.Population[s.Label] == 0:
		return words.Errorf("the population has no group %q", s.Label)
	}
	return d.quotientError(policy.PopulationShare, s.Num, s.Den, s.Rate)
}

// verdictError checks that the verdict is that of the checks that decide, and the
// exit code that of the verdict.
func (d *Document) verdictError() error {
	decide := slices.DeleteFunc(slices.Clone(d.Checks), func(c Check) bool { return c.Severity != policy.Block })
	want := worstOf(decide)
	required := slices.ContainsFunc(d.NotEvaluated, func(n NotEvaluated) bool { return n.Required && n.Severity == policy.Block })
	if want != policy.Fail && (len(decide) == 0 || required) {
		want = policy.Inconclusive
	}
	want = d.heed(want)
	if d.Disclosure != nil && len(d.Disclosure.Checks) > 0 && want != policy.Fail {
		want = d.Verdict // which rests on checks that are not published
	}
	if d.Verdict != want {
		return words.Errorf("the verdict is %s, and that of its checks %s", d.Verdict, want)
	}
	code := fairness.ExitPass
	open := want == policy.Inconclusive || want == policy.Incomplete
	if open {
		code = fairness.ExitInconclusive
	}
	switch {
	case want == policy.Fail || d.mindsWaivers():
		code = fairness.ExitFail
	case open && d.InconclusiveAs == "pass":
		code = fairness.ExitPass
	case open && d.InconclusiveAs == "fail":
		code = fairness.ExitFail
	}
	if d.ExitCode != code {
		return words.Errorf("the exit code is %d, and that of its verdict %d", d.ExitCode, code)
	}
	return nil
}
