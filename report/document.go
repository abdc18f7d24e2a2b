// Package report turns a finished audit into a document and the document into
// formats. The document is canonical and complete; printers compute nothing.
//
// Each format has a file, or several that start with its name, and a row in
// formats.go. What several formats for people say of a subject (waivers, dates,
// final decisions) stands in a file of the subject, as methods of prose; what the
// formats for machines have a row of stands in cases.go.
package report

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Schema names the version of the audit document.
const Schema = "fairaudit-audit/1"

// Document is the canonical result of an audit.
type Document struct {
	Schema       string         `json:"schema"`
	Date         string         `json:"date,omitempty"`         // of the audit
	AgainBefore  string         `json:"again_before,omitempty"` // when the policy wants the next audit
	Complete     bool           `json:"complete"`
	Tool         Tool           `json:"tool"`
	Model        Model          `json:"model"`
	Policy       Policy         `json:"policy"`
	Data         Data           `json:"data"`
	Since        *Since         `json:"since,omitempty"` // the earlier audit that was given
	Overall      Group          `json:"overall"`
	Attributes   []Attribute    `json:"attributes"`
	Checks       []Check        `json:"checks"`
	NotEvaluated []NotEvaluated `json:"not_evaluated"`
	Waivers      []WaiverUse    `json:"waivers,omitempty"`
	// StrictWaivers says that a waiver which is unused or has expired fails the audit.
	StrictWaivers bool           `json:"strict_waivers,omitempty"`
	Warnings      []Warning      `json:"warnings"`
	Article4a     []Condition    `json:"article_4a,omitempty"` // when an attribute's lawful basis is Article 4a
	Record        []Entry        `json:"record"`               // of rules that say what there is, without a verdict
	Commitments   []Commitment   `json:"commitments"`          // empty where the policy speaks of none
	Verdict       policy.Verdict `json:"verdict"`
	// Disclosure says what is hidden in a document that is fit to be published, and
	// why; nil in one that has everything.
	Disclosure *Disclosure `json:"disclosure,omitempty"`
	// InconclusiveAs is what --inconclusive made of exit code 3: pass or fail.
	InconclusiveAs string `json:"inconclusive_as,omitempty"`
	ExitCode       int    `json:"exit_code"`
	Seal           string `json:"seal"` // comes last; writing fills it in
}

// Commitment is a commitment of the charter. Rules that decide give a verdict on
// it; on the others the evidence is listed, and judged by people.
type Commitment struct {
	Number   int             `json:"number"`
	Name     words.Bilingual `json:"name"`
	Source   words.Bilingual `json:"source"` // from what the commitment is known
	Verdict  policy.Verdict  `json:"verdict,omitempty"`
	Evidence []Evidence      `json:"evidence"`
}

// Evidence is a fact about the model's use, supplied or missing.
type Evidence struct {
	ID     string          `json:"id"`
	Name   words.Bilingual `json:"name"`
	Status string          `json:"status"` // supplied or missing
	Text   string          `json:"text,omitempty"`
}

// The statuses of evidence.
const (
	Supplied = "supplied"
	Missing  = "missing"
)

// Tool is the program that made the document.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Model is what was audited.
type Model struct {
	Name    string `json:"name"`
	Release string `json:"release,omitempty"`
	Purpose string `json:"purpose,omitempty"`
	// Inputs are the columns that the model reads, as declared.
	Inputs  []string `json:"inputs,omitempty"`
	Proxies []string `json:"proxies,omitempty"` // columns declared to stand for a protected attribute
}

// Policy is the rules that were applied.
type Policy struct {
	Name        string            `json:"name"`
	Kind        policy.PolicyKind `json:"kind"`
	Title       string            `json:"title,omitempty"`
	Digest      string            `json:"digest"`
	Adopted     string            `json:"adopted,omitempty"`
	Basis       string            `json:"basis,omitempty"`
	Alpha       float64           `json:"alpha"`
	Fail        string            `json:"fail"`
	Pass        string            `json:"pass"`
	Pairs       string            `json:"pairs"`
	Family      policy.Family     `json:"family"`
	Correction  policy.Correction `json:"correction"`
	MinGroup    int64             `json:"min_group"`
	MinShare    *Number           `json:"min_share,omitempty"`
	MinCoverage Number            `json:"min_coverage"`
	MaxAge      string            `json:"max_age,omitempty"`  // of an audit, as in "12 months"
	MinCell     int64             `json:"min_cell,omitempty"` // the least number of people that may be published, where the policy states it
	// Extends are the policy that this one extends, that which that one does, and so on.
	Extends []Extended `json:"extends,omitempty"`
}

// errorControl is how much error a verdict may make.
func (p *Policy) errorControl() policy.ErrorControl {
	return policy.ErrorControl{Alpha: p.Alpha, Fail: policy.Mode(p.Fail), Pass: policy.Mode(p.Pass), Pairs: policy.Pairs(p.Pairs),
		Family: p.Family, Correction: p.Correction}
}

// Extended is a policy that another one extends.
type Extended struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// Data is the account of the rows.
type Data struct {
	Sources    []string         `json:"sources"`
	Date       string           `json:"date,omitempty"` // when they were produced
	Read       Count            `json:"read"`
	Used       int64            `json:"used"`
	Dropped    map[string]Count `json:"dropped"`
	Unlabelled Count            `json:"unlabelled"`
	Undecided  Count            `json:"undecided,omitempty"` // without a final decision, where there are some
	// Repeated is how many used rows are of a person who had one before; -1 when
	// no column identifies people.
	Repeated     Count          `json:"repeated"`
	DesignEffect float64        `json:"design_effect"`
	Weighted     bool           `json:"weighted"`
	Outcome      policy.Outcome `json:"outcome"`
	Predicted    Column         `json:"predicted"`
	Actual       *Column        `json:"actual"`
	Human        *Column        `json:"human,omitempty"` // the final decisions of people
	Join         *Join          `json:"join,omitempty"`  // when attributes stood in a file of their own
}

// Join is the account of the rows that were matched with a file of attributes.
// Matched, unmatched and keyless rows add up to those read.
type Join struct {
	Sources   []string `json:"sources"`
	Key       []string `json:"key"`     // the columns, as "id", or "id=person" where the two name it differently
	Columns   []string `json:"columns"` // those taken from the file of attributes
	Matched   Count    `json:"matched"`
	Unmatched Count    `json:"unmatched"` // whose key the file has not
	Keyless   Count    `json:"keyless"`   // without a value in some key column
	Repeated  Count    `json:"repeated"`  // matched rows of somebody who had one before
	People    People   `json:"people"`
}

// People is the account of the rows of a file of attributes.
type People struct {
	Read    Count `json:"read"`
	Unused  Count `json:"unused"` // with a key that no row of the audit has
	Keyless Count `json:"keyless"`
}

// Column is an outcome column and how its values were read.
type Column struct {
	Name     string   `json:"name"`
	Cutoff   string   `json:"cutoff,omitempty"`
	Median   bool     `json:"median,omitempty"` // whether the cut-off is the median of the scores
	Positive []string `json:"positive"`
	Negative []string `json:"negative"`
}

// Attribute is an attribute or an intersection with its groups.
type Attribute struct {
	Name       string   `json:"name"`
	Attributes []string `json:"attributes"`
	Reference  string   `json:"reference"`
	// Of an attribute: why it may be processed, as declared, and the protected
	// criterion that its name tells.
	LawfulBasis string   `json:"lawful_basis,omitempty"`
	Criterion   string   `json:"criterion,omitempty"`
	Bands       []string `json:"bands,omitempty"` // of a banded attribute, in their order
	// Population has the share of each group in the declared reference population.
	Population map[string]Number `json:"population,omitempty"`
	Groups     []Group           `json:"groups"`
	Gaps       []Gap             `json:"gaps,omitempty"` // by the rates of final decisions
}

// Gap is how far the groups of an attribute lie apart by a rate that describes final
// decisions and is not judged. The limits are one-sided, as those of a check.
type Gap struct {
	Rate        string        `json:"rate"`
	Comparisons int           `json:"comparisons"`
	High        *Side         `json:"high,omitempty"`
	Low         *Side         `json:"low,omitempty"`
	Estimate    Number        `json:"estimate"`
	Lower       Number        `json:"lower"`
	Upper       Number        `json:"upper"`
	NotAssessed []Unassessed  `json:"not_assessed,omitempty"`
	Reason      policy.Reason `json:"reason,omitempty"` // why there is no estimate
}

// Warning is something that somebody should look at, and that changes no verdict.
type Warning struct {
	Kind      string `json:"kind"`
	Attribute string `json:"attribute,omitempty"` // of a warning about one
	Criterion string `json:"criterion,omitempty"`
}

// Condition is one of the conditions of Article 4a, and whether it was declared
// to hold; nil when nothing was.
type Condition struct {
	Condition string `json:"condition"`
	Holds     *bool  `json:"holds"`
}

// Group is the people of one group. With labels the four cells are there,
// without them selected and not_selected; unlabelled people beside labelled
// ones have both of theirs.
type Group struct {
	Label       string          `json:"label"`
	Values      []string        `json:"values"`
	Missing     bool            `json:"missing"`
	Assessed    bool            `json:"assessed"`
	Reason      string          `json:"reason,omitempty"`
	N           Count           `json:"n"`
	TP          *int64          `json:"tp,omitempty"`
	FP          *int64          `json:"fp,omitempty"`
	FN          *int64          `json:"fn,omitempty"`
	TN          *int64          `json:"tn,omitempty"`
	Selected    *int64          `json:"selected,omitempty"`
	NotSelected *int64          `json:"not_selected,omitempty"`
	Rates       map[string]Rate `json:"rates"`
	// Versus compares the group with the reference: per rate, the difference
	// and the ratio, the group's first. "favourable" compares the rates of the
	// outcome that people want.
	Versus map[string]Versus `json:"versus,omitempty"`
}

// Rate is a rate of a group with its 95 % interval.
type Rate struct {
	Num      *int64    `json:"num"` // null for a combined rate
	Den      Count     `json:"den"`
	Value    Number    `json:"value"` // null when undefined: see reason
	Reason   string    `json:"reason,omitempty"`
	Interval []*Number `json:"interval,omitempty"`
}

// Versus is a comparison with the reference.
type Versus struct {
	Reference  string `json:"reference"`
	Difference Number `json:"difference"`
	Ratio      Number `json:"ratio"` // null when the reference's rate is 0
}

// Check is a rule on an attribute or intersection.
type Check struct {
	Rule        string           `json:"rule"`
	Name        string           `json:"name"`
	Attribute   string           `json:"attribute"` // empty for a rule on the model
	Metric      string           `json:"metric"`
	Rates       []string         `json:"rates,omitempty"` // that groups are compared by
	Operation   string           `json:"operation"`
	Commitment  int              `json:"commitment,omitempty"`
	Severity    policy.Severity  `json:"severity"`
	Nature      string           `json:"nature"`
	Source      string           `json:"source,omitempty"`
	Rationale   string           `json:"rationale,omitempty"`
	File        string           `json:"file"`               // the policy file that the rule stands in, from the working directory
	BuiltIn     bool             `json:"built_in,omitempty"` // the file is one of the program's own
	Line        int              `json:"line"`
	K           int              `json:"k"`
	Comparisons int              `json:"comparisons"`
	M           Count            `json:"m"`
	Pair        *Pair            `json:"pair"`
	Blocking    *Pair            `json:"blocking,omitempty"`
	Worst       *Pair            `json:"worst,omitempty"` // whose contrast the estimate is, where it is not the pair shown
	Estimate    Number           `json:"estimate"`
	Lower       Number           `json:"lower"`
	Upper       Number           `json:"upper"`
	Infinite    []string         `json:"infinite,omitempty"` // which of the three are infinite, where null means undefined otherwise
	FailLevel   Number           `json:"fail_level"`         // one-sided level of the limit that could prove a fail
	PassLevel   Number           `json:"pass_level"`         // and of the one that proves a pass
	Bound       string           `json:"bound"`
	BoundValue  Number           `json:"bound_value"`
	Coverage    Number           `json:"coverage"`
	NotAssessed []Unassessed     `json:"not_assessed,omitempty"`
	Verdict     policy.Verdict   `json:"verdict"`
	Reason      policy.Reason    `json:"reason,omitempty"`
	Offenders   []Pair           `json:"offenders,omitempty"`
	MoreFailing int              `json:"more_offenders,omitempty"`
	Shortfall   *Shortfall       `json:"shortfall,omitempty"`
	MoreRows    []MoreRows       `json:"more_rows,omitempty"`
	Unknown     *Unknown         `json:"unknown,omitempty"`
	Within      string           `json:"within,omitempty"` // the strata in which groups are compared
	Conditional *Conditional     `json:"conditional,omitempty"`
	Inputs      []ProtectedInput `json:"inputs,omitempty"`
	Terms       *Terms           `json:"terms,omitempty"` // of a rule that compares rates
	// Waived says of a waived check what it would be, and what covers it;
	// PartlyWaived are waivers that do not cover all that the check finds.
	Waived       *Waived  `json:"waived,omitempty"`
	PartlyWaived []Waiver `json:"partly_waived,omitempty"`

	Standings     []Standing `json:"standings,omitempty"`
	MoreStandings int        `json:"more_standings,omitempty"`
}

// ProtectedInput is an input of the model that is protected, or stands for what is.
type ProtectedInput struct {
	Column    string `json:"column"`
	Attribute string `json:"attribute,omitempty"` // of which it is the column
	Criterion string `json:"criterion,omitempty"` // that it is named after
	Proxy     bool   `json:"proxy"`
}

// title names a check: its rule, and what the rule is on.
func (c *Check) title() string {
	if c.Attribute == "" {
		return c.Rule
	}
	return c.Rule + " · " + c.Attribute
}

// Terms are what a rule asks of a verdict and of groups: the policy's, or its own. A
// rule without a bound has no modes.
type Terms struct {
	Fail        policy.Mode  `json:"fail,omitempty"`
	Pass        policy.Mode  `json:"pass,omitempty"`
	Pairs       policy.Pairs `json:"pairs,omitempty"`
	MinGroup    int64        `json:"min_group"`
	MinShare    *Number      `json:"min_share,omitempty"`
	MinCoverage Number       `json:"min_coverage"`
}

// Since is the earlier audit by which change is measured.
type Since struct {
	Model   string `json:"model"`
	Release string `json:"release,omitempty"`
	Date    string `json:"date,omitempty"`
	Seal    string `json:"seal"`
}

// Unknown says that the check would not stand, were all people without a value
// in one group.
type Unknown struct {
	Label  string         `json:"label"`
	People int64          `json:"people"`
	Kept   policy.Verdict `json:"among_known"` // the verdict among those with a value
}

// Conditional sums up over the strata how the shown pair differs, the worse
// group minus or over the reference. It describes; verdicts compare within strata.
type Conditional struct {
	Strata        int    `json:"strata"`
	Crude         Number `json:"crude_difference"`
	Difference    Number `json:"mantel_haenszel_difference"`
	Lower         Number `json:"lower"`
	Upper         Number `json:"upper"`
	Ratio         Number `json:"mantel_haenszel_ratio"`
	CMH           Number `json:"cmh_p"`
	Homogeneity   Number `json:"tarone_p"`
	Standardised  Number `json:"standardised_difference"`
	Disparity     Number `json:"conditional_demographic_disparity"`
	Simpson       bool   `json:"simpson"`
	Heterogeneous bool   `json:"heterogeneous"`
}

// Pair is two groups compared, the worse off first.
type Pair struct {
	Rate      string  `json:"rate"`
	Stratum   string  `json:"stratum,omitempty"`
	Group     Side    `json:"group"`
	Reference Side    `json:"reference"`
	Estimate  Number  `json:"estimate"`
	P         *Number `json:"p,omitempty"`
	PAdjusted *Number `json:"p_adjusted,omitempty"`
	Tests     *Tests  `json:"tests,omitempty"`
	Before    *Before `json:"before,omitempty"` // of a rule on change, whose estimate is what the gap has widened by
	// Intervals are 95 % intervals by named methods, of the group minus and over
	// the reference, for comparison with other software; no verdict uses them.
	Intervals []PairInterval `json:"intervals,omitempty"`
}

// Before is the two groups of a pair in the earlier audit.
type Before struct {
	Group     Side `json:"group"`
	Reference Side `json:"reference"`
}

// PairInterval is an interval of a difference or a ratio by a named method.
type PairInterval struct {
	Of     string  `json:"of"`
	Method string  `json:"method"`
	Lower  Number  `json:"lower"`
	Upper  *Number `json:"upper"` // null when infinite
}

// Standing is one group against the best-off group or the reference, with limits
// of this pair alone at the levels of the check.
type Standing struct {
	Rate      string         `json:"rate"`
	Stratum   string         `json:"stratum,omitempty"`
	Group     Side           `json:"group"`
	Reference Side           `json:"reference"`
	Estimate  Number         `json:"estimate"`
	Lower     Number         `json:"lower"`
	Upper     Number         `json:"upper"`
	Infinite  []string       `json:"infinite,omitempty"`
	Verdict   policy.Verdict `json:"verdict"`
}

// Side is one group of a pair.
type Side struct {
	Label string `json:"label"`
	Num   int64  `json:"num"`
	Den   int64  `json:"den"`
	Rate  Number `json:"rate"`
}

// Tests are the classical companions of a pair.
type Tests struct {
	Z              Number `json:"z"`
	FisherTwoSided Number `json:"fisher_two_sided"`
	FlipFlop       bool   `json:"flip_flop"`
	OneMoveIsKept  bool   `json:"kept_after_one_move"`
}

// Unassessed is a group that a check leaves out.
type Unassessed struct {
	Label   string `json:"label"`
	Stratum string `json:"stratum,omitempty"`
	N       Count  `json:"n"`
	Reason  string `json:"reason"`
}

// Shortfall is the successes that separate the worse group from the bound, from
// the reference's rate and from the pooled rate.
type Shortfall struct {
	Bound  int64  `json:"shortfall"`
	Parity int64  `json:"shortfall_parity"`
	Pooled Number `json:"shortfall_pooled"`
	Fewer  bool   `json:"fewer"`
	Unit   string `json:"unit"`
}

// MoreRows is how many more people would decide, at the rates observed.
type MoreRows struct {
	Label   string `json:"label"`
	Stratum string `json:"stratum,omitempty"`
	Rows    int64  `json:"rows"`
	Unit    string `json:"unit"`
}

// NotEvaluated is a rule whose inputs were not supplied.
type NotEvaluated struct {
	Rule     string          `json:"rule"`
	Severity policy.Severity `json:"severity"`
	Required bool            `json:"required"`
	Reason   string          `json:"reason"`
	About    string          `json:"about,omitempty"` // what the reason is about
}

// Waived is what a waived check would be, and what covers it.
type Waived struct {
	Verdict policy.Verdict `json:"verdict"`
	Waivers []Waiver       `json:"waivers"`
}

// Waiver accepts what a rule finds about a group, until a day.
type Waiver struct {
	Rule      string `json:"rule"`
	Attribute string `json:"attribute"`
	Group     string `json:"group"`
	Reason    string `json:"reason"`
	Owner     string `json:"owner"`
	Until     string `json:"until"`
	File      string `json:"file"`
	Line      int    `json:"line"`
}

// WaiverUse is a waiver with what became of it.
type WaiverUse struct {
	Rule      string        `json:"rule"`
	Attribute string        `json:"attribute"`
	Group     string        `json:"group"`
	Reason    string        `json:"reason"`
	Owner     string        `json:"owner"`
	Until     string        `json:"until"`
	File      string        `json:"file"`
	Line      int           `json:"line"`
	Status    policy.Status `json:"status"`
	Why       string        `json:"why,omitempty"`
}

// Number is a float that is null in JSON when it is undefined or infinite. It is
// written to 12 significant digits, which is more than any of them has meaning
// and less than what differs between processors.
type Number float64

// Undefined is the Number without a value.
var Undefined = Number(math.NaN())

// IsDefined reports whether the number is finite.
func (n Number) IsDefined() bool { return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0) }

// MarshalJSON writes the number, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.IsDefined() {
		return []byte("null"), nil
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(float64(n), 'g', 12, 64), 64)
	if err != nil {
		return nil, err
	}
	return json.Marshal(rounded + 0) // no negative zero
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Undefined
		return nil
	}
	return json.Unmarshal(data, (*float64)(n))
}
