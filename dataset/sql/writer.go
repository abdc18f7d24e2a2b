package sql

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
)

// writer writes a tally query from the inside out: columns as texts, numbers of
// these, values, counts.
type writer struct {
	*Dialect
	spec           *dataset.Spec
	prefix         string
	known          map[string]Column // by canonical name
	missing        []string          // texts that stand for no value
	missingNumbers []float64

	texts   []string // of columns; these lists have expressions with their names
	numbers []string // and days, made of texts
	values  []string // made of these
	groups  []string // names of values that are grouped by
	results []string
	names   []string // of the results
	kinds   []Kind   // of those that are values as the engine writes them
}

// The forms that the engine is trusted to read. A day of birth of 29 February is
// not among them: not every year has one.
const (
	numberForm = `^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$`
	dayForm    = `^[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$`
	timeForm   = `^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?$`
)

// column is the column of that name, of which nothing else may be known.
func (w *writer) column(name string) Column {
	if c, ok := w.known[canonical(name)]; ok {
		return c
	}
	return Column{Name: name}
}

// text adds a column as text and returns its name within the query.
func (w *writer) text(i int, c Column) string {
	name := fmt.Sprintf("%st%d", w.prefix, i+1)
	w.texts = append(w.texts, w.asText(c.Kind, w.quote(c.Name))+" AS "+name)
	return name
}

// asText is an expression of a kind as text.
func (w *writer) asText(k Kind, expression string) string {
	if k == Text {
		return expression
	}
	return fill(w.Dialect.text, expression)
}

// number adds the finite number that a column holds, or NULL, and returns its name.
// It is read from the text where the column may be of any type.
func (w *writer) number(i int, c Column, text string) string {
	name := fmt.Sprintf("%sx%d", w.prefix, i+1)
	raw := fmt.Sprintf("%sy%d", w.prefix, i+1)
	quoted := w.quote(c.Name)
	switch c.Kind {
	case Whole:
		w.texts = append(w.texts, fill(w.cast, quoted)+" AS "+name)
	case Decimal, Float:
		w.texts = append(w.texts, fill(w.cast, quoted)+" AS "+raw)
		w.numbers = append(w.numbers, fill(w.finite, raw)+" AS "+name)
	case Real:
		w.texts = append(w.texts, fill(w.cast, fill(w.Dialect.text, quoted))+" AS "+raw)
		w.numbers = append(w.numbers, fill(w.finite, raw)+" AS "+name)
	default:
		w.numbers = append(w.numbers, fmt.Sprintf("CASE WHEN %s THEN %s END AS %s", w.hasForm(text, numberForm), fill(w.Dialect.number, text), name))
	}
	return name
}

func (w *writer) hasForm(text, form string) string {
	return fill(w.matches, text, w.literal(form))
}

// value adds a column to count by.
func (w *writer) value(i int, c *column) {
	column := w.column(c.name)
	name := fmt.Sprintf("%sv%d", w.prefix, i+1)
	w.groups = append(w.groups, name)
	if c.raw && column.Kind != Any { // as texts they would take longer to group by
		w.texts = append(w.texts, w.quote(column.Name)+" AS "+name)
		w.values = append(w.values, name)
		w.result(w.asText(column.Kind, name), c.name)
		w.kinds[len(w.kinds)-1] = column.Kind
		return
	}
	if c.isNumber() && column.Kind.isNumber() {
		w.numberedBands(i, c, column)
		return
	}
	text := w.text(i, column)
	var whens []string
	when := func(condition, then string) { whens = append(whens, "WHEN "+condition+" THEN "+then) }
	if len(w.missing) > 0 {
		when(text+" IN ("+w.literals(w.missing)+")", "NULL")
	}
	if column.Kind.mayBeNaN() {
		when(text+" = 'NaN'", "NULL")
	}
	switch {
	case c.isNumber():
		w.bands(c, text, w.number(i, column, text), when)
	case c.isDate() && column.Kind == Date:
		w.births(c, w.typedDay(i, column), text, "CAST(", " AS date)", when)
	case c.isDate():
		day := w.day(i, text)
		when("NOT ("+w.hasForm(day, dayForm)+")", day)
		w.births(c, day, day, "", "", when)
	case !c.raw:
		w.renames(c, text, when)
	}
	w.values = append(w.values, cases(whens, text)+" AS "+name)
	w.result(name, c.name)
}

// bands makes numbers between the same edges alike.
func (w *writer) bands(c *column, text, x string, when func(condition, then string)) {
	w.missingByNumber(x, text, when)
	low := math.Inf(-1)
	for _, edge := range c.edges {
		when(x+" < "+w.double(edge), w.literal(number(sample(low, edge, w.missingNumbers))))
		low = edge
	}
	when(x+" >= "+w.double(low), w.literal(number(sample(low, math.MaxFloat64, w.missingNumbers))))
}

// typed adds a column as it is, and returns its name and the same as a float.
func (w *writer) typed(i int, c Column) (name, float string) {
	name = fmt.Sprintf("%sy%d", w.prefix, i+1)
	w.texts = append(w.texts, w.quote(c.Name)+" AS "+name)
	if c.Kind == Float {
		return name, name
	}
	return name, fill(w.cast, name)
}

// greatest is the greatest finite float.
const greatest = "1.7976931348623157E308"

// numberedBands is bands for a column that holds numbers: those between the same
// edges have a number, from 1, by which an engine groups faster than by texts, and
// which the result makes a text of. Infinity is an error that comes back.
func (w *writer) numberedBands(i int, c *column, column Column) {
	name, x := w.typed(i, column)
	value := fmt.Sprintf("%sv%d", w.prefix, i+1)
	var whens, labels []string
	when := func(condition, then string) { whens = append(whens, "WHEN "+condition+" THEN "+then) }
	band := func(number int, text string) string {
		labels = append(labels, fmt.Sprintf("WHEN %d THEN %s", number, w.literal(text)))
		return strconv.Itoa(number)
	}
	for _, m := range w.missingNumbers {
		if slices.Contains(w.missing, string(dataset.AppendFloat(nil, m, 64))) { // as the number would be read
			when(x+" = "+w.double(m), "NULL")
		}
	}
	limit := w.double
	if column.Kind == Whole && !slices.ContainsFunc(c.edges, func(e float64) bool { return e != math.Trunc(e) || math.Abs(e) >= 1<<53 }) {
		x, limit = name, number // integers, which are compared as floats of them would be
	}
	low := math.Inf(-1)
	for k, edge := range c.edges {
		then := band(k+1, number(sample(low, edge, w.missingNumbers)))
		if k == 0 && column.Kind != Whole {
			then = fmt.Sprintf("CASE WHEN %s < %s THEN %s ELSE %s END", x, fill(w.float, "-"+greatest), band(-1, "-Infinity"), then)
		}
		when(x+" < "+limit(edge), then)
		low = edge
	}
	last := band(len(c.edges)+1, number(sample(low, math.MaxFloat64, w.missingNumbers)))
	if column.Kind == Whole {
		when(x+" >= "+limit(low), last)
	} else {
		when(x+" <= "+fill(w.float, greatest), last)
		when(fill(w.Dialect.text, name)+" = 'NaN'", "NULL")
		when(x+" > "+fill(w.float, greatest), band(-2, "Infinity"))
	}
	w.values = append(w.values, cases(whens, "NULL")+" AS "+value)
	w.result("CASE "+value+" "+strings.Join(labels, " ")+" END", c.name)
}

// missingByNumber leaves numbers that are missing markers to their text: -9 and
// -9.0 are the marker -9, and -9.00 is a number. But an engine that writes -9 as
// -9.0E0 has no other text for it.
func (w *writer) missingByNumber(x, text string, when func(condition, then string)) {
	for _, m := range w.missingNumbers {
		when(fmt.Sprintf("%s = %s AND %s LIKE '%%E%%'", x, w.double(m), text), "NULL")
		when(fmt.Sprintf("%s = %s", x, w.double(m)), text)
	}
}

// day adds the day that a text holds, without its time of day, and returns its name.
func (w *writer) day(i int, text string) string {
	name := fmt.Sprintf("%sd%d", w.prefix, i+1)
	w.numbers = append(w.numbers, fmt.Sprintf("CASE WHEN %s THEN SUBSTR(%s, 1, 10) ELSE %s END AS %s", w.hasForm(text, timeForm), text, text, name))
	return name
}

// typedDay adds a column of days and returns its name.
func (w *writer) typedDay(i int, c Column) string {
	name := fmt.Sprintf("%sd%d", w.prefix, i+1)
	w.texts = append(w.texts, w.quote(c.Name)+" AS "+name)
	return name
}

// births makes days of birth alike that give ages between the same edges. Days
// that are errors are left to their text. Before and after each day that the query
// names stands what makes it of the type of the column.
func (w *writer) births(c *column, day, text, before, after string, when func(condition, then string)) {
	write := func(d time.Time) string { return w.literal(d.Format(time.DateOnly)) }
	typed := func(d time.Time) string { return before + write(d) + after }
	when(day+" < "+typed(c.first)+" OR "+day+" > "+typed(c.last), text)
	for _, d := range append(c.days, c.last) {
		when(day+" <= "+typed(d), write(d))
	}
}

// renames makes values of the same new name alike.
func (w *writer) renames(c *column, text string, when func(condition, then string)) {
	stands := c.stand(w.missing)
	alike := map[string][]string{}
	for from, stand := range stands {
		alike[stand] = append(alike[stand], from)
	}
	for _, stand := range sortedKeys(alike) {
		then := "NULL"
		if stand != "" {
			then = w.literal(stand)
		}
		slices.Sort(alike[stand])
		when(text+" IN ("+w.literals(alike[stand])+")", then)
	}
}

// The limits of weights, as [dataset] has them.
const (
	leastWeight    = 1e-6
	greatestWeight = 1e9
	weightUnits    = 1e9 // in 1
)

// weights groups by whether a row has a weight, and else by what it has instead: 0,
// nothing, or a fault, which comes back as it is. It returns the sums.
func (w *writer) weights() (sum, squares string) {
	i := len(w.values)
	column := w.column(w.spec.Weight)
	if column.Kind.isNumber() && len(w.missingNumbers) == 0 {
		return w.numberWeights(i, column)
	}
	text := w.text(i, column)
	x := w.number(i, column, text)
	good := fmt.Sprintf("%s >= %s AND %s <= %s", x, w.double(leastWeight), x, w.double(greatestWeight))
	var kinds, others []string
	when := func(condition, kind, other string) {
		kinds = append(kinds, "WHEN "+condition+" THEN "+kind)
		others = append(others, "WHEN "+condition+" THEN "+other)
	}
	if len(w.missing) > 0 {
		when(text+" IN ("+w.literals(w.missing)+")", "0", "NULL")
	}
	if column.Kind.mayBeNaN() {
		when(text+" = 'NaN'", "0", "NULL")
	}
	w.missingByNumber(x, text, func(condition, then string) { when(condition, "0", then) })
	when(good, "1", "NULL")
	when(x+" = "+w.double(0), "0", w.literal("0"))

	name := func(letter string) string { return fmt.Sprintf("%s%s%d", w.prefix, letter, i+1) }
	kind, other, units := name("k"), name("o"), name("u")
	w.values = append(w.values, cases(kinds, "0")+" AS "+kind, cases(others, text)+" AS "+other,
		"CASE WHEN "+good+" THEN "+w.units(x)+" END AS "+units)
	w.groups = append(w.groups, kind, other)
	total := func(expression, unit string) string {
		sum := fmt.Sprintf("COALESCE(%s, 'overflow')", fill(w.Dialect.text, "SUM("+expression+")"))
		return fmt.Sprintf("CASE WHEN %s = 1 THEN %s ELSE %s END", kind, fill(w.concat, sum, "'"+unit+"'"), other)
	}
	exact := fill(w.exact, units)
	return total(exact, "e-9"), total(exact+" * "+exact, "e-18")
}

// numberWeights is weights for a column that holds numbers. Some engines work out an
// expression wherever it stands, so that each stands as seldom as can be.
func (w *writer) numberWeights(i int, column Column) (sum, squares string) {
	name, x := w.typed(i, column)
	limit := func(x float64) string {
		if column.Kind == Float {
			return w.double(x)
		}
		return number(x)
	}
	good := fmt.Sprintf("%s >= %s AND %s <= %s", name, limit(leastWeight), name, limit(greatestWeight))
	text := fill(w.Dialect.text, name)
	other, units := fmt.Sprintf("%so%d", w.prefix, i+1), fmt.Sprintf("%su%d", w.prefix, i+1)
	// Below 2⁵² billionths, half of one can be added before the rest is cut off.
	rounded := fmt.Sprintf("CASE WHEN %s < %s THEN %s ELSE %s END", name, limit(4503599), fill(w.whole, fmt.Sprintf("FLOOR(%s * %s + %s)", x, w.double(weightUnits), w.double(0.5))), w.units(x))
	w.values = append(w.values, cases([]string{"WHEN " + good + " THEN ''", "WHEN " + name + " = 0 THEN '0'", "WHEN " + text + " = 'NaN' THEN NULL"}, text)+" AS "+other,
		"CASE WHEN "+good+" THEN "+rounded+" END AS "+units)
	w.groups = append(w.groups, other)
	total := func(expression, unit string) string {
		sum := fmt.Sprintf("COALESCE(%s, 'overflow')", fill(w.Dialect.text, "SUM("+expression+")"))
		return fmt.Sprintf("CASE WHEN %s = '' THEN %s ELSE %s END", other, fill(w.concat, sum, "'"+unit+"'"), other)
	}
	exact := fill(w.exact, units)
	return total(exact, "e-9"), total(exact+" * "+exact, "e-18")
}

// units is a weight in billionths, rounded as [math.Round] does: half away from 0.
func (w *writer) units(x string) string {
	in := fmt.Sprintf("(%s * %s)", x, w.double(weightUnits))
	return fmt.Sprintf("%s + CASE WHEN %s - FLOOR(%s) >= %s THEN 1 ELSE 0 END", fill(w.whole, "FLOOR("+in+")"), in, in, w.double(0.5))
}

// cases writes a CASE.
func cases(when []string, otherwise string) string {
	if len(when) == 0 {
		return otherwise
	}
	return "CASE\n      " + strings.Join(when, "\n      ") + "\n      ELSE " + otherwise + "\n    END"
}

// result adds a column to the result.
func (w *writer) result(expression, name string) {
	w.names, w.kinds = append(w.names, name), append(w.kinds, Any)
	w.results = append(w.results, expression+" AS "+w.quote(name))
}

// measure adds a measure, by that name or one like it that no column has.
func (w *writer) measure(name, expression string) string {
	for slices.ContainsFunc(w.names, func(n string) bool { return strings.EqualFold(canonical(n), name) }) {
		name += "_"
	}
	w.result(expression, name)
	return name
}

// query puts the parts together.
func (w *writer) query(source string) string {
	list := func(indent string, parts ...[]string) string {
		return strings.Join(slices.Concat(parts...), ",\n"+indent)
	}
	names := func(expressions []string) []string {
		var out []string
		for _, e := range expressions { // each ends with its name
			out = append(out, e[strings.LastIndexByte(e, ' ')+1:])
		}
		return out
	}
	p := w.prefix
	inner := fmt.Sprintf("SELECT\n    %s\n  FROM %s AS %ssource", list("    ", w.texts), source, p)
	if len(w.numbers) > 0 {
		inner = fmt.Sprintf("SELECT\n    %s\n  FROM (\n  %s\n  ) AS %stexts", list("    ", names(w.texts), w.numbers), inner, p)
	}
	return fmt.Sprintf("SELECT\n  %s\nFROM (\n  SELECT\n    %s\n  FROM (\n  %s\n  ) AS %snumbers\n) AS %svalues\nGROUP BY\n  %s\n",
		list("  ", w.results), list("    ", w.values), inner, p, p, strings.Join(w.groups, ", "))
}
