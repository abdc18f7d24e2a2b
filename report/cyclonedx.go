package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// writeCycloneDX writes CycloneDX 1.6: the model with its metrics in a model card,
// the policy and the charter as standards, and declarations that map each of their
// requirements to what the audit claims. What passes is a claim, what fails a
// counter-claim, and what is inconclusive a claim in which there is no confidence.
// The serial number follows from the seal, and the timestamp is the audit's day, so
// that the same document is the same bill.
func writeCycloneDX(w io.Writer, d *Document, _ Style) error {
	seal, err := d.seal()
	if err != nil {
		return err
	}
	b := &bill{prose: prose{d: d, l: words.English, mark: visible}}
	out := cdx.NewBOM()
	out.JSONSchema, out.SpecVersion = "http://cyclonedx.org/schema/bom-1.6.schema.json", cdx.SpecVersion1_6
	out.SerialNumber = uuid.NewSHA1(uuid.NameSpaceOID, []byte(seal)).URN()
	out.Metadata = &cdx.Metadata{
		Timestamp: timestamp(d.Date),
		Tools:     &cdx.ToolsChoice{Components: &[]cdx.Component{{Type: cdx.ComponentTypeApplication, Name: d.Tool.Name, Version: d.Tool.Version}}},
		Properties: &[]cdx.Property{{Name: "fairaudit:verdict", Value: string(d.Verdict)}, {Name: "fairaudit:exit_code", Value: fmt.Sprint(d.ExitCode)},
			{Name: "fairaudit:audit_seal_sha256", Value: seal}},
	}
	out.Components = &[]cdx.Component{{BOMRef: modelRef, Type: cdx.ComponentTypeMachineLearningModel, Name: visible(d.Model.Name), Version: visible(d.Model.Release),
		Description: visible(d.Model.Purpose), ModelCard: b.modelCard()}}
	out.Definitions, out.Declarations = b.declare()
	return cdx.NewBOMEncoder(jsonWriter{w}, cdx.BOMFileFormatJSON).SetPretty(true).Encode(out)
}

// The names by which parts of the bill refer to each other.
const (
	modelRef    = "model"
	assessorRef = "assessor"
)

// timestamp is the beginning of a day; it is empty for what is none.
func timestamp(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return at.Format(time.RFC3339)
}

// some is a list as CycloneDX leaves it out: nil when it is empty.
func some[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}

// bill is the document on its way to a bill of materials.
type bill struct {
	prose
	claims   []cdx.Claim
	evidence []cdx.DeclarationEvidence
	// answers are what the attestations say, by requirement.
	answers map[string]*cdx.AttestationMap
}

func (b *bill) modelCard() *cdx.MLModelCard {
	var metrics []cdx.MLPerformanceMetric
	for f := range figures(b.d) {
		m := cdx.MLPerformanceMetric{Type: f.metric, Value: f.value, Slice: f.slice()}
		if f.lower != "" {
			m.ConfidenceInterval = &cdx.MLPerformanceMetricConfidenceInterval{LowerBound: f.lower, UpperBound: f.upper}
		}
		metrics = append(metrics, m)
	}
	var data []cdx.MLDatasetChoice
	for _, source := range b.d.Data.Sources {
		data = append(data, cdx.MLDatasetChoice{ComponentData: &cdx.ComponentData{Type: cdx.ComponentDataTypeDataset, Name: visible(source)}})
	}
	var uses []string
	if b.d.Model.Purpose != "" {
		uses = append(uses, visible(b.d.Model.Purpose))
	}
	return &cdx.MLModelCard{
		ModelParameters:      &cdx.MLModelParameters{Datasets: some(data)},
		QuantitativeAnalysis: &cdx.MLQuantitativeAnalysis{PerformanceMetrics: some(metrics)},
		Considerations: &cdx.MLModelCardConsiderations{UseCases: some(uses), FairnessAssessments: some(b.assessments()),
			TechnicalLimitations: some(slices.Concat(b.leftOut(), b.disclosure(), b.notEvaluated(), b.account(), b.meaning()))},
	}
}

// assessments are the groups that are the worse of a pair on which a check fails,
// with what was found of each.
func (b *bill) assessments() []cdx.MLModelCardFairnessAssessment {
	var out []cdx.MLModelCardFairnessAssessment
	for i := range b.d.Checks {
		c := &b.d.Checks[i]
		if c.finding() != policy.Fail {
			continue
		}
		told := map[string]bool{}
		for _, x := range c.failing() {
			group := visible(c.Attribute + " = " + x.Group.Label)
			if told[group] {
				continue
			}
			told[group] = true
			at := slices.IndexFunc(out, func(a cdx.MLModelCardFairnessAssessment) bool { return a.GroupAtRisk == group })
			if at < 0 {
				at = len(out)
				out = append(out, cdx.MLModelCardFairnessAssessment{GroupAtRisk: group, Benefits: b.benefit()})
			}
			out[at].Harms = lines(out[at].Harms, fmt.Sprintf("%s %s: %s", visible(c.Rule), visible(c.Bound), b.pair(x)))
			out[at].MitigationStrategy = lines(out[at].MitigationStrategy, b.answeredFor(c, x.Group.Label)...)
		}
	}
	return out
}

// benefit says what people want of the model, where its decision is that.
func (b *bill) benefit() string {
	if b.d.Data.Outcome == policy.Burden {
		return ""
	}
	return b.outcome()
}

// answeredFor are the waivers that cover what a check finds of a group.
func (b *bill) answeredFor(c *Check, group string) []string {
	var out []string
	if c.Waived != nil {
		for _, w := range c.Waived.Waivers {
			if w.Group == group {
				out = append(out, visible(fmt.Sprintf("waived until %s, %s answers for it: %s", w.Until, w.Owner, w.Reason)))
			}
		}
	}
	return out
}

func lines(text string, more ...string) string {
	return strings.TrimPrefix(strings.Join(append([]string{text}, more...), "\n"), "\n")
}

// declare writes the standards, and what the audit says of their requirements.
func (b *bill) declare() (*cdx.Definitions, *cdx.Declarations) {
	b.answers = map[string]*cdx.AttestationMap{}
	standards := []cdx.StandardDefinition{b.policyStandard()}
	if len(b.d.Commitments) > 0 {
		standards = append(standards, b.charterStandard())
	}
	for i := range b.d.Checks {
		b.claim(i)
	}
	b.answerRules()
	b.answerCommitments()
	declarations := &cdx.Declarations{Claims: some(b.claims), Evidence: some(b.evidence),
		Assessors: &[]cdx.Assessor{{BOMRef: assessorRef, Organization: &cdx.OrganizationalEntity{Name: b.assessor()}}}}
	var attestations []cdx.Attestation
	for _, s := range standards {
		a := cdx.Attestation{Assessor: assessorRef, Summary: strings.Join(append([]string{s.Name, b.summary()}, b.meaning()...), "\n")}
		var answers []cdx.AttestationMap
		for _, r := range *cmp.Or(s.Requirements, new([]cdx.StandardRequirement)) {
			answers = append(answers, *b.answers[r.BOMRef])
		}
		a.Map = some(answers)
		attestations = append(attestations, a)
	}
	declarations.Attestations = &attestations
	return &cdx.Definitions{Standards: &standards}, declarations
}

// assessor names who made the audit, where the evidence says it.
func (b *bill) assessor() string {
	for _, e := range b.d.Record {
		for _, x := range e.Evidence {
			if x.ID == "author" && x.Text != "" {
				return visible(x.Text)
			}
		}
	}
	return "not declared"
}

// require adds a requirement to a standard, once.
func (b *bill) require(to *[]cdx.StandardRequirement, r cdx.StandardRequirement) {
	if b.answers[r.BOMRef] == nil {
		b.answers[r.BOMRef] = &cdx.AttestationMap{Requirement: r.BOMRef}
		*to = append(*to, r)
	}
}

func ruleRef(rule string) string          { return "rule:" + visible(rule) }
func commitmentRef(number int) string     { return fmt.Sprintf("commitment:%d", number) }
func checkRef(kind string, at int) string { return fmt.Sprintf("%s:%d", kind, at+1) }

// policyStandard is the policy with its rules.
func (b *bill) policyStandard() cdx.StandardDefinition {
	p := &b.d.Policy
	s := cdx.StandardDefinition{BOMRef: "policy", Name: "policy " + visible(p.Name), Version: "sha256 " + p.Digest, Description: visible(p.Title), Requirements: &[]cdx.StandardRequirement{}}
	ruled := func(r sarifRule) {
		of := cdx.StandardRequirement{BOMRef: ruleRef(r.ID), Identifier: visible(r.ID), Title: visible(r.Short.Text), Text: visible(r.Help.Text)}
		if r.Full != nil {
			of.Descriptions = &[]string{visible(r.Full.Text)}
		}
		b.require(s.Requirements, of)
	}
	for i := range b.d.Checks {
		ruled(sarifRuleOf(&b.d.Checks[i]))
	}
	for i := range b.d.Record {
		ruled(sarifRuleOfEntry(&b.d.Record[i]))
	}
	for _, n := range b.d.NotEvaluated {
		b.require(s.Requirements, cdx.StandardRequirement{BOMRef: ruleRef(n.Rule), Identifier: visible(n.Rule)})
	}
	return s
}

// charterStandard is the charter with its commitments.
func (b *bill) charterStandard() cdx.StandardDefinition {
	charter := policy.TheCharter()
	s := cdx.StandardDefinition{BOMRef: "charter", Name: charter.Title, Version: charter.Act, Owner: "Pôle emploi", Requirements: &[]cdx.StandardRequirement{},
		Description: "What its commitments say stands here in other words. Source: " + b.d.Commitments[0].Source.In(b.l)}
	for _, c := range b.d.Commitments {
		r := cdx.StandardRequirement{BOMRef: commitmentRef(c.Number), Identifier: fmt.Sprint(c.Number), Title: visible(c.Name.In(words.French))}
		if i := c.Number - 1; i >= 0 && i < len(charter.Commitments) {
			r.Text = charter.Commitments[i].Says.In(b.l)
		}
		b.require(s.Requirements, r)
	}
	return s
}

// claim is what a check claims, with its evidence.
func (b *bill) claim(at int) {
	c := &b.d.Checks[at]
	e := cdx.DeclarationEvidence{BOMRef: checkRef("evidence", at), PropertyName: "fairaudit:check", Created: timestamp(b.d.Date), Expires: timestamp(b.d.AgainBefore),
		Description: lines(b.against(c)+b.within(c), b.details(c)...)}
	keeps := "keeps to the bound"
	if c.finding() == policy.Fail {
		keeps = "does not keep to the bound"
	}
	claim := cdx.Claim{BOMRef: checkRef("claim", at), Target: modelRef, Predicate: visible(strings.TrimSpace(fmt.Sprintf("%s %s %s", c.title(), keeps, c.Bound))),
		Evidence: &[]cdx.BOMReference{cdx.BOMReference(e.BOMRef)}, Reasoning: strings.TrimSpace(string(c.finding()) + " " + b.reason(c))}
	b.evidence = append(b.evidence, e)
	if c.Waived != nil {
		w := cdx.DeclarationEvidence{BOMRef: checkRef("waiver", at), PropertyName: "fairaudit:waiver", Description: strings.Join(b.waived(c), "\n")}
		b.evidence = append(b.evidence, w)
		claim.MitigationStrategies = &[]cdx.BOMReference{cdx.BOMReference(w.BOMRef)}
	}
	b.claims = append(b.claims, claim)
}

func (b *bill) within(c *Check) string {
	if text := b.interval(c); text != "" {
		return ", interval " + text
	}
	return ""
}

// answerRules says of each rule of the policy what was found.
func (b *bill) answerRules() {
	for ref, a := range b.answers {
		b.answer(a, func(c *Check) bool { return ruleRef(c.Rule) == ref })
	}
	for i := range b.d.Record {
		e := &b.d.Record[i]
		score := map[string]float64{Present: 1}[e.Status]
		b.answers[ruleRef(e.Rule)].Conformance = &cdx.AttestationConformance{Score: &score, Rationale: e.Status + b.found(e)}
	}
	for _, n := range b.d.NotEvaluated {
		b.answers[ruleRef(n.Rule)].Conformance = &cdx.AttestationConformance{Rationale: "not evaluated: " + n.Reason}
	}
}

// answerCommitments says of a commitment that rules decide what they found, and
// lists of the others the evidence.
func (b *bill) answerCommitments() {
	for _, c := range b.d.Commitments {
		a := b.answers[commitmentRef(c.Number)]
		if c.Verdict != "" {
			b.answer(a, func(x *Check) bool { return x.Severity == policy.Block && x.Commitment == c.Number })
			if d := b.d.Disclosure; d != nil && len(d.Checks) > 0 {
				b.answerUnpublished(a, c.Verdict)
				continue
			}
			if c.Verdict == policy.Inconclusive { // perhaps for a rule that is required and could not be evaluated
				a.Conformance.Score, a.Confidence.Score = nil, new(float64)
			}
			continue
		}
		claim := cdx.Claim{BOMRef: fmt.Sprintf("claim:commitment:%d", c.Number), Target: modelRef, Predicate: "evidence was supplied; it is listed and never judged"}
		var missing []string
		for _, e := range c.Evidence {
			if e.Status == Missing {
				missing = append(missing, e.Name.In(b.l))
				continue
			}
			of := cdx.DeclarationEvidence{BOMRef: fmt.Sprintf("evidence:commitment:%d:%s", c.Number, visible(e.ID)), PropertyName: "fairaudit:evidence", Description: visible(strings.TrimSuffix(e.Name.In(b.l)+": "+e.Text, ": "))}
			b.evidence = append(b.evidence, of)
			claim.Evidence = some(append(*cmp.Or(claim.Evidence, new([]cdx.BOMReference)), cdx.BOMReference(of.BOMRef)))
		}
		if claim.Evidence != nil {
			b.claims = append(b.claims, claim)
			a.Claims = &[]cdx.BOMReference{cdx.BOMReference(claim.BOMRef)}
		}
		a.Conformance = &cdx.AttestationConformance{Rationale: "not judged"}
		if len(missing) > 0 {
			a.Conformance.Rationale += "; evidence missing: " + visible(strings.Join(missing, ", "))
		}
	}
}

// answerUnpublished says of a commitment what all the checks found, of which some are
// not published: those that are do not tell.
func (b *bill) answerUnpublished(a *cdx.AttestationMap, verdict policy.Verdict) {
	a.Conformance, a.Confidence = &cdx.AttestationConformance{Rationale: string(verdict) + ": of all checks, some of which are not published"}, nil
	switch verdict {
	case policy.Pass:
		score := 1.0
		a.Conformance.Score = &score
	case policy.Fail:
		a.Conformance.Score = new(float64)
	}
}

// answer maps a requirement to the claims of the checks that belong to it. The
// worst of them tells how far the requirement is conformed to and how sure that is.
func (b *bill) answer(a *cdx.AttestationMap, belongs func(*Check) bool) {
	var claims, counter, waived []cdx.BOMReference
	var worst *Check
	for i := range b.d.Checks {
		c := &b.d.Checks[i]
		if !belongs(c) {
			continue
		}
		ref := cdx.BOMReference(checkRef("claim", i))
		if c.finding() == policy.Fail {
			counter = append(counter, ref)
		} else {
			claims = append(claims, ref)
		}
		if c.Waived != nil {
			waived = append(waived, cdx.BOMReference(checkRef("waiver", i)))
		}
		if worst == nil || order[c.finding()] < order[worst.finding()] {
			worst = c
		}
	}
	if worst == nil {
		return
	}
	a.Claims, a.CounterClaims = some(claims), some(counter)
	a.Conformance, a.Confidence = b.scores(worst)
	a.Conformance.MitigationStrategies = some(waived)
}

// scores are how far a check conforms, and the confidence in that: 1 less the rate
// of errors that the policy allows such a verdict, none where it cannot tell.
func (b *bill) scores(c *Check) (*cdx.AttestationConformance, *cdx.AttestationConfidence) {
	conformance := &cdx.AttestationConformance{Rationale: string(c.finding()) + ": " + visible(c.title()) + ": " + b.against(c) + b.within(c)}
	confidence := &cdx.AttestationConfidence{}
	score := func(x float64) *float64 { return &x }
	mode := policy.Demonstrated
	switch c.finding() {
	case policy.Inconclusive:
		confidence.Score, confidence.Rationale = new(float64), cmp.Or(b.reason(c), "the data cannot tell")
		return conformance, confidence
	case policy.Fail:
		conformance.Score = new(float64)
		if c.Terms != nil {
			mode = c.Terms.Fail
		}
	default:
		conformance.Score, conformance.Rationale = score(1), lines(conformance.Rationale, "A pass is not a legal finding.")
		if c.Terms != nil {
			mode = c.Terms.Pass
		}
	}
	switch {
	case c.Terms == nil || mode == "":
		confidence.Rationale = "counted or declared: nothing is estimated"
	case mode == policy.Point:
		confidence.Rationale = "the verdict rests on the estimate alone and controls no error"
	default:
		confidence.Score, confidence.Rationale = score(1-b.d.Policy.Alpha), b.promise()
	}
	return conformance, confidence
}
