package draft

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Text writes the draft as a configuration, with what is to be checked as comments
// in a language.
func (d *Draft) Text(l words.Language) string {
	w := &writer{l: l, d: d}
	w.comment(0, l.Say("Written by fairaudit init, which looked at %s of %s. Every line is a guess: check each of them, then: fairaudit audit %s",
		l.Count(int64(d.Rows), "%s row", "%s rows"), clean(d.File), clean(d.File)))
	w.line(0, "version: 1", "")
	w.model()
	w.line(0, "data:", "")
	w.decisions()
	w.human()
	w.actual()
	w.outcome()
	w.people()
	w.attributes()
	w.left()
	w.comparisons()
	w.readings()
	w.b.WriteString("\n")
	w.line(0, "policy: "+quote(d.Rules), l.Say("a built-in policy (fairaudit policy list), or the path of a policy file"))
	return w.b.String()
}

type writer struct {
	l words.Language
	d *Draft
	b strings.Builder
}

// maxLine is where comments are wrapped.
const maxLine = 100

// line writes a line with a comment behind it, or before it when both are long.
func (w *writer) line(indent int, text, comment string) {
	prefix := strings.Repeat(" ", indent)
	switch {
	case comment == "":
	case len([]rune(prefix+text+comment))+4 > maxLine:
		w.comment(indent, comment)
	default:
		text += "  # " + comment
	}
	w.b.WriteString(prefix + text + "\n")
}

// comment writes lines of a comment.
func (w *writer) comment(indent int, text string) {
	prefix := strings.Repeat(" ", indent) + "#"
	line := prefix
	for word := range strings.SplitSeq(text, " ") {
		if len([]rune(line+word))+1 > maxLine && line != prefix {
			w.b.WriteString(line + "\n")
			line = prefix
		}
		line += " " + word
	}
	w.b.WriteString(line + "\n")
}

func (w *writer) model() {
	w.b.WriteString("\nmodel:\n")
	w.line(2, "name: "+quote(w.d.Model()), "")
	w.line(2, `# release: "1.0"`, w.l.Say("the version that is audited"))
	w.line(2, "# purpose:", w.l.Say("what is decided, about whom"))
	w.line(2, "# inputs: []", w.l.Say("the columns that the model reads; what is protected among them is a finding"))
	w.b.WriteString("\n")
}

// decisions writes what the model decided: decisions, or a score with a cut-off.
func (w *writer) decisions() {
	d, l := w.d, w.l
	switch {
	case d.Predicted != nil:
		w.line(2, "predicted: "+quote(d.Predicted.name), l.Say("what the model decided: %s", w.valuesOf(d.Predicted)))
		w.positive("predicted_positive", d.Predicted)
		if d.Score != nil {
			w.line(2, "# score: "+quote(d.Score.name), l.Say("in place of predicted, with the score from which the decision is positive:"))
			w.line(2, "# cutoff:", "")
		}
	case d.Score != nil:
		w.line(2, "score: "+quote(d.Score.name), "")
		w.line(2, "cutoff:", l.Say("TO FILL IN: the score from which the decision is positive"))
	default:
		w.comment(2, l.Say("TO FILL IN: the column of the model's decisions; or score: with cutoff: for a column of scores"))
		w.line(2, "predicted:", "")
	}
}

func (w *writer) human() {
	if h := w.d.Human; h != nil {
		w.line(2, "human: "+quote(h.name), w.l.Say("the final decision of a person: %s; it is described and never judged", w.valuesOf(h)))
		w.positive("human_positive", h)
		return
	}
	w.line(2, "# human:", w.l.Say("the column of the final decisions of people, where there is one"))
}

func (w *writer) actual() {
	if a := w.d.Actual; a != nil {
		w.line(2, "actual: "+quote(a.name), w.l.Say("what came of it: %s; without this line only rates of selection are judged", w.valuesOf(a)))
		w.positive("actual_positive", a)
		return
	}
	w.line(2, "# actual:", w.l.Say("the column of what came of it; without it only rates of selection are judged"))
}

// positive names the positive values of an outcome where they need telling.
func (w *writer) positive(key string, o *Outcome) {
	switch {
	case o.Unknown:
		w.line(2, key+":", w.l.Say("TO FILL IN: those of the values that are positive"))
	case o.Positive != nil:
		w.line(2, key+": "+list(o.Positive), w.l.Say("CHECK: the others are negative"))
	}
}

// valuesOf lists the values of an outcome.
func (w *writer) valuesOf(o *Outcome) string {
	text := w.values(o.column)
	if o.Positive != nil || o.Unknown {
		return text
	}
	for _, v := range o.values {
		if slices.Contains([]string{"1", "true", "yes", "oui"}, strings.ToLower(v)) {
			return w.l.Say("%s; positive is %s", text, clean(v))
		}
	}
	return text
}

// values lists the values of a column that has few of them.
func (w *writer) values(c *column) string {
	if len(c.values) > maxNamed {
		return w.l.Say("%s values", w.l.Integer(int64(len(c.values))))
	}
	shown := make([]string, len(c.values))
	for i, v := range c.values {
		shown[i] = clean(v)
	}
	return strings.Join(shown, ", ")
}

func (w *writer) outcome() {
	outcome := policy.Benefit
	if w.d.IsBurden {
		outcome = policy.Burden
	}
	w.line(2, "outcome: "+string(outcome), w.l.Say("CHECK: benefit if a positive decision is what people want, burden if not"))
}

func (w *writer) people() {
	d, l := w.d, w.l
	if d.Weight != nil {
		w.line(2, "weight: "+quote(d.Weight.name), l.Say("CHECK: how many people a row stands for"))
	}
	switch {
	case d.Unit == nil:
	case d.Repeats:
		w.line(2, "unit: "+quote(d.Unit.name), l.Say("who a row is about: some people have several"))
	default:
		w.line(2, "# unit: "+quote(d.Unit.name), l.Say("who a row is about; not needed while everybody has one row"))
	}
}

func (w *writer) attributes() {
	w.b.WriteString("\n")
	w.comment(2, w.l.Say("Who is compared with whom: all groups of an attribute, shown against the largest."))
	w.line(2, "attributes:", "")
	if len(w.d.Attributes) == 0 {
		w.comment(4, w.l.Say("TO FILL IN: no column is named after a protected criterion; as in sex: {column: sex}"))
	}
	for _, a := range w.d.Attributes {
		w.attribute(a)
	}
}

func (w *writer) attribute(a Attribute) {
	l := w.l
	about := l.Text(a.Criterion.Name) + " · " + l.Text(a.Criterion.Status.Name())
	if a.Bands == nil && a.Quantiles == 0 {
		about += " · " + w.values(a.column)
	}
	w.comment(4, about)
	settings := "column: " + quote(a.name)
	switch {
	case a.AgeAt != "":
		settings += ", age_at: " + a.AgeAt
		w.comment(4, l.Say("CHECK age_at: ages are those of that day, which should be the day of the decisions"))
	case a.IsYear:
		w.comment(4, l.Say("years of birth: the bands are those of the ages under 26, from 26 to 49, and 50 and over"))
	case a.Quantiles > 0:
		settings += ", quantiles: " + strconv.Itoa(a.Quantiles)
	}
	if a.Bands != nil {
		settings += ", bands: " + numbers(a.Bands)
	}
	if a.Flag {
		settings += ", values: {1: " + l.Say("yes") + ", 0: " + l.Say("no") + "}"
	}
	if a.Criterion.ID == "sex" && a.is("1", "2") {
		w.comment(4, l.Say("1 is a man and 2 a woman in the codes of Insee: values: {1: men, 2: women} would name them"))
	}
	if a.Criterion.Status == criteria.Special {
		w.comment(4, l.Say("TO DECIDE: why these data may be processed, lawful_basis: art9-4a, art9-other, public-statistic or synthetic"))
	}
	w.line(4, quote(a.name)+": {"+settings+", reference: largest}", "")
}

// left lists the columns that look protected and are not proposed, with the reason.
func (w *writer) left() {
	if len(w.d.Left) == 0 {
		return
	}
	w.comment(4, w.l.Say("Not proposed:"))
	for _, x := range w.d.Left {
		w.comment(4, w.l.Say("- %s (%s): %s", clean(x.name), w.l.Text(x.Criterion.Name), w.why(x)))
	}
}

func (w *writer) why(x Left) string {
	l := w.l
	switch x.Why {
	case Forbidden:
		return l.Say("French law bars ethnic and racial classes, and the policy does not ask for them")
	case OneValue:
		return l.Say("it has no two values in the sample")
	case ManyValues:
		return l.Say("it has more than %d values: group them, with values:, or take a coarser column", maxGroups)
	case Another:
		return l.Say("another column says the same")
	case OddDates:
		return l.Say("its values are neither numbers nor dates as 1990-12-31 or 31/12/1990")
	case OddNumbers:
		return l.Say("its numbers are written in another way than those of other columns, or are no ages")
	case FutureBirth:
		return l.Say("some dates are nobody's birth; missing_markers: says which of them mean that it is missing")
	case NeedsTwice:
		return l.Say("quantiles need two passes over a file, and this can be read only once; bands: [...] would do")
	}
	if x.Criterion.Note != "" {
		return l.Text(x.Criterion.Note)
	}
	return l.Text(x.Criterion.Status.Name())
}

func (w *writer) comparisons() {
	w.b.WriteString("\n")
	var sets []string
	for _, in := range w.d.Intersections {
		sets = append(sets, list(in))
	}
	if sets != nil {
		w.line(2, "intersections: ["+strings.Join(sets, ", ")+"]", w.l.Say("only the combinations named here are judged"))
	}
	var strata []string
	for _, c := range w.d.Strata {
		strata = append(strata, c.name)
	}
	if strata != nil {
		w.line(2, "# strata: "+list(strata), w.l.Say("TO DECIDE: what may explain a gap; groups are then compared only within it"))
	}
	w.line(2, "missing: group", w.l.Say("people without a value are counted and shown, never compared"))
}

// readings writes how the values are written, where that needs telling.
func (w *writer) readings() {
	d, l := w.d, w.l
	if d.Encoding != "" {
		w.line(2, "encoding: "+d.Encoding, l.Say("the file is not in UTF-8"))
	}
	if d.Reading.Decimal == dataset.DecimalComma {
		w.line(2, "decimal: "+d.Reading.Decimal, "")
	}
	if d.Reading.Thousands != "" {
		w.line(2, "thousands: "+d.Reading.Thousands, "")
	}
	if markers := d.Reading.MissingMarkers; markers != nil {
		w.line(2, "missing_markers: "+list(markers), l.Say("CHECK: values that mean missing, in every column"))
	}
	if d.Doubtful != nil {
		w.line(2, "# missing_markers: "+list(d.Doubtful), l.Say("CHECK: does it mean missing, or is it a country?"))
	}
}

// plain are the texts that need no quotes in YAML, wherever they stand.
var plain = regexp.MustCompile(`^[\pL_][\pL\pN_.+/-]*( [\pL\pN_.+/-]+)*$`)

// quote writes a text as a scalar of YAML. What YAML would read as something else
// than a text is quoted; Go's escapes are YAML's too.
func quote(text string) string {
	if plain.MatchString(text) && !slices.Contains([]string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text)
}

// list writes texts as a list of YAML.
func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func numbers(xs []float64) string {
	texts := make([]string, len(xs))
	for i, x := range xs {
		texts[i] = strconv.FormatFloat(x, 'f', -1, 64)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// clean makes text from the data harmless in a comment: on one line, and short.
func clean(text string) string {
	const most = 60
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return '�'
		}
		return r
	}, text))
	if len(runes) > most {
		runes = append(runes[:most-1], '…')
	}
	return string(runes)
}
