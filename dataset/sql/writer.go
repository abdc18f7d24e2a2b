package sql

import (
	"fmt"
	"math"
	"math/bits"
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
	switch {
	case c.raw && column.Kind != Any: // as texts they would take longer to group by
		name := w.plain("v", i, column)
		w.values, w.groups = append(w.values, name), append(w.groups, name)
		w.result(w.asText(column.Kind, name), c.name)
		w.kinds[len(w.kinds)-1] = column.Kind
		return
	case c.isNumber() && column.Kind.isNumber():
		w.numberBands(i, c, column)
		return
	case c.isDate() && column.Kind == Date:
		w.dateBands(i, c, column)
		return
	}
	name := fmt.Sprintf("%sv%d", w.prefix, i+1)
	w.groups = append(w.groups, name)
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
	case c.isDate():
		day := w.day(i, text)
		when("NOT ("+w.hasForm(day, dayForm)+")", day)
		w.births(c, day, when)
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

// plain adds a column as it is, and returns its name.
func (w *writer) plain(letter string, i int, c Column) string {
	name := fmt.Sprintf("%s%s%d", w.prefix, letter, i+1)
	w.texts = append(w.texts, w.quote(c.Name)+" AS "+name)
	return name
}

// asFloat is a plain column as a float.
func (w *writer) asFloat(i int, c Column, name string) string {
	if c.Kind == Float {
		return name
	}
	x := fmt.Sprintf("%sx%d", w.prefix, i+1)
	w.numbers = append(w.numbers, fill(w.cast, name)+" AS "+x)
	return x
}

// greatest is the greatest finite float.
const greatest = "1.7976931348623157E308"

// numberBands is bands for a column that holds numbers. Infinity is a fault.
func (w *writer) numberBands(i int, c *column, column Column) {
	name := w.plain("y", i, column)
	x, limit := name, number // numbers that are compared as floats of them would be
	if !column.Short && (column.Kind != Whole || slices.ContainsFunc(c.edges, func(e float64) bool { return e != math.Trunc(e) || math.Abs(e) >= 1<<53 })) {
		x, limit = w.asFloat(i, column, name), w.double
	}
	var missing []string
	for _, m := range w.missingNumbers {
		if slices.Contains(w.missing, string(dataset.AppendFloat(nil, m, 64))) { // as the number would be read
			missing = append(missing, x+" = "+limit(m))
		}
	}
	last, fault := x+" IS NOT NULL", ""
	if column.Kind.mayBeNaN() && !column.Short {
		infinite := fmt.Sprintf("%s < %s", x, fill(w.float, "-"+greatest))
		last = x + " <= " + fill(w.float, greatest)
		missing = append(missing, infinite)
		fault = "(" + infinite + " OR " + x + " > " + fill(w.float, greatest) + ")"
	}
	var below, labels []string
	low := math.Inf(-1)
	for _, edge := range c.edges {
		below, labels = append(below, x+" < "+limit(edge)), append(labels, number(sample(low, edge, w.missingNumbers)))
		low = edge
	}
	w.ordered(i, c, missing, append(below, last), append(labels, number(sample(low, math.MaxFloat64, w.missingNumbers))), fault, w.infinite(), slices.Compact([]string{name, x})...)
}

// dateBands is bands for a column of days of birth.
func (w *writer) dateBands(i int, c *column, column Column) {
	day := w.plain("d", i, column)
	typed := func(d time.Time) string { return "CAST(" + w.literal(d.Format(time.DateOnly)) + " AS date)" }
	wrong := day + " < " + typed(c.first) + " OR " + day + " > " + typed(c.last)
	var until, labels []string
	for _, d := range append(c.days, c.last) {
		until, labels = append(until, day+" <= "+typed(d)), append(labels, d.Format(time.DateOnly))
	}
	missing := []string{wrong}
	markers := slices.DeleteFunc(slices.Clone(w.missing), func(m string) bool { return len(m) < len("infinity") }) // no day is written shorter
	if len(markers) > 0 {
		missing = append(missing, fill(w.Dialect.text, day)+" IN ("+w.literals(markers)+")")
	}
	w.ordered(i, c, missing, until, labels, "("+wrong+")", markers, day)
}

// faulty is the text of the least plain value of a group of which a condition holds,
// but for NaN, which is more than all others or not even itself, and for markers that
// may be among them.
func (w *writer) faulty(name, condition string, markers []string) string {
	text := fill(w.Dialect.text, name)
	if len(markers) > 0 {
		condition += " AND " + text + " NOT IN (" + w.literals(markers) + ")"
	}
	return "NULLIF(" + fill(w.Dialect.text, fmt.Sprintf("MIN(CASE WHEN %s AND %s = %s THEN %s END)", condition, name, name, name)) + ", 'NaN')"
}

// infinite are the missing markers that a number which is not finite may have.
func (w *writer) infinite() []string {
	return slices.DeleteFunc(slices.Clone(w.missing), func(m string) bool {
		x, err := strconv.ParseFloat(m, 64)
		return err != nil || !math.IsInf(x, 0)
	})
}

// ordered groups by which of several conditions, each of which implies the next, is
// the first that holds, unless one of a missing value does. The result is its label,
// or the text of one of the group's plain values that are missing by a fault. The
// groups have numbers, or are told by truth values: the digits of a Gray code, of
// which only one changes from each condition to the next.
func (w *writer) ordered(i int, c *column, missing, conditions, labels []string, fault string, markers []string, plain ...string) {
	n, digits := len(conditions), 1
	code := func(k, _ int) string { return strconv.Itoa(k + 1) }
	if w.truths {
		digits = bits.Len(uint(n - 1))
		code = func(k, digit int) string { return strings.ToUpper(strconv.FormatBool((k^k>>1)>>digit&1 == 1)) }
	}
	first := fmt.Sprintf("%sv%d", w.prefix, i+1)
	codes := make([][]string, n) // of each condition
	for digit := range digits {
		key := first + strings.Repeat("_", digit)
		var whens []string
		for _, m := range missing {
			whens = append(whens, "WHEN "+m+" THEN NULL")
		}
		for k, condition := range conditions {
			codes[k] = append(codes[k], key+" = "+code(k, digit))
			if k == n-1 || code(k, digit) != code(k+1, digit) {
				whens = append(whens, "WHEN "+condition+" THEN "+code(k, digit))
			}
		}
		w.values, w.groups = append(w.values, cases(whens, "NULL")+" AS "+key), append(w.groups, key)
	}
	var whens []string
	for k := range codes {
		whens = append(whens, "WHEN "+strings.Join(codes[k], " AND ")+" THEN "+w.literal(labels[k]))
	}
	result := "CASE " + strings.Join(whens, " ") + " END"
	if fault != "" {
		w.values = append(w.values, plain...)
		result = "COALESCE(" + w.faulty(plain[0], first+" IS NULL AND "+fault, markers) + ", " + result + ")"
	}
	w.result(result, c.name)
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

// births makes days of birth alike that give ages between the same edges. Days
// that are errors are left to their text.
func (w *writer) births(c *column, day string, when func(condition, then string)) {
	write := func(d time.Time) string { return w.literal(d.Format(time.DateOnly)) }
	when(day+" < "+write(c.first)+" OR "+day+" > "+write(c.last), day)
	for _, d := range append(c.days, c.last) {
		when(day+" <= "+write(d), write(d))
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
	total := func(template, unit string) string {
		sum := fmt.Sprintf("COALESCE(%s, 'overflow')", fill(w.Dialect.text, fill(template, units)))
		return fmt.Sprintf("CASE WHEN %s = 1 THEN %s ELSE %s END", kind, fill(w.concat, sum, "'"+unit+"'"), other)
	}
	return total(w.sum, "e-9"), total(w.squares, "e-18")
}

// numberWeights is weights for a column that holds numbers.
func (w *writer) numberWeights(i int, column Column) (sum, squares string) {
	name, limit := w.plain("y", i, column), number
	if column.Kind == Float {
		limit = w.double
	}
	good := fmt.Sprintf("%s >= %s AND %s <= %s", name, limit(leastWeight), name, limit(greatestWeight))
	key, units := fmt.Sprintf("%sk%d", w.prefix, i+1), fmt.Sprintf("%su%d", w.prefix, i+1)
	w.values = append(w.values, cases([]string{"WHEN " + good + " THEN TRUE", "WHEN " + name + " = 0 THEN FALSE"}, "NULL")+" AS "+key, name)
	w.groups = append(w.groups, key)
	fault := w.faulty(name, key+" IS NULL", w.infinite())
	total := func(template, of, unit string) string {
		sum := fmt.Sprintf("COALESCE(%s, 'overflow')", fill(w.Dialect.text, fill(template, of)))
		return fmt.Sprintf("CASE WHEN %s THEN %s WHEN NOT %s THEN '0' ELSE %s END", key, fill(w.concat, sum, "'"+unit+"'"), key, fault)
	}
	if column.Short { // which are exact
		return total("SUM(<x>)", name, ""), total("SUM(<x> * <x>)", name, "")
	}
	w.values = append(w.values, fmt.Sprintf("CASE WHEN %s THEN %s END AS %s", good, w.units(w.asFloat(i, column, name)), units))
	return total(w.sum, units, "e-9"), total(w.squares, units, "e-18")
}

// units is a weight in billionths, rounded as [math.Round] does: half away from 0.
// From 2⁵² on floats are whole, and have no room for a half.
func (w *writer) units(x string) string {
	in := fmt.Sprintf("%s * %s", x, w.double(weightUnits))
	return fill(w.whole, fmt.Sprintf("FLOOR(%s + CASE WHEN %s < %s THEN %s ELSE %s END)", in, in, w.double(1<<52), w.double(0.5), w.double(0)))
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
		inner = fmt.Sprintf("SELECT\n    %s\n  FROM (\n  %s\n  ) AS %stexts%s", list("    ", names(w.texts), w.numbers), inner, p, w.once)
	}
	once := ""
	if w.spec.Weight != "" { // which the sums ask for several times
		once = w.once
	}
	return fmt.Sprintf("SELECT\n  %s\nFROM (\n  SELECT\n    %s\n  FROM (\n  %s\n  ) AS %snumbers%s\n) AS %svalues\nGROUP BY\n  %s\n",
		list("  ", w.results), list("    ", w.values), inner, p, once, p, strings.Join(w.groups, ", "))
}
