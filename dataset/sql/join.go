package sql

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Attributes are a table in which rows find their people by a key, as in a file of
// attributes.
type Attributes struct {
	Table string
	Key   []dataset.KeyColumn
}

// joining is a join that the engine is to make. Keys are compared as [dataset]
// compares them, by their canonical texts. That of a text of visible ASCII the
// query makes; a key with other characters is refused, because engines do not agree
// on what is the same there, and keys do not come back to be looked at.
type joining struct {
	*writer
	key          []dataset.KeyColumn
	rows, people string // expressions behind FROM
	table        string // of the people, as messages call it
}

// What became of a row, in the words of the query. A person whom no row has found
// is a row of the join too.
const (
	isMatched   = "matched"
	isUnmatched = "unmatched"
	isKeyless   = "keyless"
	isUnsure    = "unsure" // has a key that the engine cannot compare
	isUnused    = "unused"
)

// side is one side of the join: all its columns, the canonical texts of its key as
// fa_rk1 and so on, and as fa_ru whether they cannot be compared.
func (j *joining) side(letter, source string, key []string) string {
	var inner, outer, unsure []string
	for i, name := range key {
		text := fmt.Sprintf("%s%s%d", j.prefix, letter, i+1)
		c := j.keyColumn(name)
		inner = append(inner, "TRIM("+j.asText(c.Kind, j.quote(c.Name))+") AS "+text)
		outer = append(outer, j.canonicalKey(text)+" AS "+j.keys(letter)[i])
		// The full stop is behind a line break at the end, which $ would overlook.
		unsure = append(unsure, "NOT "+j.hasForm(fill(j.concat, text, "'.'"), `^[ -~]*[.]$`))
	}
	outer = append(outer, fmt.Sprintf("CASE WHEN %s THEN 1 ELSE 0 END AS %s", strings.Join(unsure, " OR "), j.isUnsure(letter)))
	return fmt.Sprintf("(\n  SELECT *, %s\n  FROM (SELECT *, %s FROM %s AS %ssource) AS %stexts\n)", strings.Join(outer, ", "), strings.Join(inner, ", "), source, j.prefix, j.prefix)
}

// canonicalKey is the canonical text of a text of visible ASCII, or NULL.
func (j *joining) canonicalKey(text string) string {
	canonical := cases([]string{
		"WHEN " + text + " = '' THEN NULL",
		"WHEN " + text + " IN ('True', 'TRUE') THEN 'true'",
		"WHEN " + text + " IN ('False', 'FALSE') THEN 'false'",
		"WHEN " + text + " IN ('-0', '-0.0') THEN '0'",
		"WHEN " + j.hasForm(text, `^-?(0|[1-9][0-9]*)[.]0$`) + fmt.Sprintf(" THEN SUBSTR(%s, 1, LENGTH(%s) - 2)", text, text),
	}, text)
	if len(j.missing) > 0 {
		canonical = fmt.Sprintf("CASE WHEN %s IN (%s) THEN NULL ELSE %s END", canonical, j.literals(j.missing), canonical)
	}
	return canonical
}

// keys are the names of the columns of a side's key.
func (j *joining) keys(letter string) []string {
	names := make([]string, len(j.key))
	for i := range names {
		names[i] = fmt.Sprintf("%s%sk%d", j.prefix, letter, i+1)
	}
	return names
}

func (j *joining) isUnsure(letter string) string { return j.prefix + letter + "u" }

// hasKey is the condition that a side's key has all its values.
func (j *joining) hasKey(letter string) string {
	return "(" + strings.Join(j.keys(letter), " IS NOT NULL AND ") + " IS NOT NULL)"
}

// both are the two sides, joined: the columns that are counted by, and others. A
// column comes from the side that has it, and an engine refuses one of both, as
// [dataset.NewJoin] does.
func (j *joining) both(how string, others ...string) string {
	var on, columns []string
	for i, k := range j.keys("r") {
		on = append(on, k+" = "+j.keys("p")[i])
	}
	for _, name := range dataset.NewCounter(*j.spec).Columns() {
		column := j.quote(j.column(name).Name)
		if slices.ContainsFunc(j.key, func(k dataset.KeyColumn) bool { return k.Row == name }) {
			column = j.prefix + "rows." + column // which the people may have too
		}
		columns = append(columns, column)
	}
	columns = append(columns, others...)
	return fmt.Sprintf("SELECT\n  %s\nFROM %s AS %srows\n%s JOIN (SELECT * FROM %s AS %skeyed WHERE %s) AS %speople ON %s", strings.Join(columns, ",\n  "),
		j.side("r", j.rows, j.rowKey()), j.prefix, how, j.side("p", j.people, j.personKey()), j.prefix, j.hasKey("p"), j.prefix, strings.Join(on, " AND "))
}

// found is what became of a row of a full join.
func (j *joining) found() string {
	return fmt.Sprintf("CASE WHEN %[1]s IS NULL THEN '%[2]s' WHEN %[1]s = 1 THEN '%[3]s' WHEN NOT %[4]s THEN '%[5]s' WHEN %[6]s IS NULL THEN '%[7]s' ELSE '%[8]s' END",
		j.isUnsure("r"), isUnused, isUnsure, j.hasKey("r"), isKeyless, j.isUnsure("p"), isUnmatched, isMatched)
}

// What precedes the names of the columns of keys among the known columns: those of
// both sides may have the same names. No name of a column holds a NUL.
const (
	keyPrefix  = "\x00"
	rowsKey    = keyPrefix + "rows "
	peoplesKey = keyPrefix + "people "
)

// keyColumn is a column of a key by its name among the known ones.
func (j *joining) keyColumn(name string) Column {
	if c, ok := j.known[name]; ok {
		return c
	}
	return Column{Name: strings.TrimPrefix(strings.TrimPrefix(name, rowsKey), peoplesKey)}
}

func (j *joining) rowKey() (names []string) {
	for _, k := range j.key {
		names = append(names, rowsKey+k.Row)
	}
	return names
}

func (j *joining) personKey() (names []string) {
	for _, k := range j.key {
		names = append(names, peoplesKey+k.Person)
	}
	return names
}

// census counts the people: all, those without a key, those with one that cannot be
// compared, and how many have the same key at most.
func (j *joining) census() string {
	keys, unsure, n := strings.Join(j.keys("p"), ", "), j.isUnsure("p"), j.prefix+"n"
	grouped := fmt.Sprintf("SELECT %s, %s, COUNT(*) AS %s FROM %s AS %skeyed GROUP BY %s, %s", keys, unsure, n, j.side("p", j.people, j.personKey()), j.prefix, keys, unsure)
	return fmt.Sprintf("SELECT SUM(%[1]s) AS %[2]sread, SUM(CASE WHEN %[3]s THEN 0 ELSE %[1]s END) AS %[2]skeyless, SUM(%[4]s * %[1]s) AS %[2]sodd, MAX(CASE WHEN %[3]s THEN %[1]s ELSE 0 END) AS %[2]stimes FROM (%[5]s) AS %[2]sgrouped",
		n, j.prefix, j.hasKey("p"), unsure, grouped)
}

// account counts the people, and refuses keys that two of them have.
func (j *joining) account(ctx context.Context, s session) (tally.People, error) {
	var out tally.People
	var unsure, most int64
	err := s.rows(ctx, j.census(), func(row [][]byte) (err error) {
		for i, n := range []*int64{&out.Read, &out.Keyless, &unsure, &most} {
			if *n, err = strconv.ParseInt(string(row[i]), 10, 64); err != nil && len(row[i]) > 0 {
				return err
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return out, err
	case unsure > 0:
		return out, j.unsure(j.table)
	case most > 1:
		return out, j.twins(ctx, s)
	}
	return out, nil
}

func (j *joining) unsure(of any) error {
	return words.Errorf("some keys of %s hold other characters than visible ASCII ones and spaces, of which engines do not agree which are the same: join by a number or a code, or the files", of)
}

// twins shows a key that two people have.
func (j *joining) twins(ctx context.Context, s session) error {
	side, keys := j.side("p", j.people, j.personKey()), strings.Join(j.keys("p"), ", ")
	var shown []string
	err := s.rows(ctx, fmt.Sprintf("SELECT %s FROM %s AS %skeyed WHERE %s GROUP BY %s HAVING COUNT(*) > 1 ORDER BY %s LIMIT 1", keys, side, j.prefix, j.hasKey("p"), keys, keys), func(row [][]byte) error {
		for i, k := range j.key {
			shown = append(shown, fmt.Sprintf("%s = %q", k.Person, row[i]))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return words.Errorf("the key %s is there twice in %s; a table of attributes has one row for each person", strings.Join(shown, ", "), j.table)
}

// add takes the rows of a cell into the account. It reports whether the cell is of
// rows that are to be counted: people whom none has found are not.
func (j *joining) add(to *tally.Joined, found, count string) (isRow bool, err error) {
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		return false, err
	}
	switch found {
	case isUnsure:
		return false, j.unsure(words.Say("the rows"))
	case isUnused:
		to.People.Unused += n
		return false, nil
	}
	for _, c := range []struct {
		is string
		to *int64
	}{{isMatched, &to.Matched}, {isUnmatched, &to.Unmatched}, {isKeyless, &to.Keyless}} {
		if found == c.is {
			*c.to += n
		}
	}
	return true, nil
}

// settle completes the account, when all rows are in it.
func (j *joining) settle(a *tally.Joined) error {
	found := a.People.Read - a.People.Keyless - a.People.Unused
	if a.Repeated = a.Matched - found; found < 0 || a.Repeated < 0 || (found == 0) != (a.Matched == 0) {
		return words.Errorf("the tables changed while they were counted: try again, or copy them first")
	}
	return nil
}

// known decides from which side each column comes, and finds out what is known of it.
func (a *Attributes) known(spec *dataset.Spec, from From, rows, people described) (map[string]Column, *dataset.Join, error) {
	file := func(name string, of described) dataset.File { return dataset.File{Name: name, Columns: of.names} }
	join, err := dataset.NewJoin(*spec, a.Key, file(cmp.Or(from.Table, "the query"), rows), file(a.Table, people))
	if err != nil {
		return nil, nil, err
	}
	var ofRows []string
	for _, column := range dataset.NewCounter(*spec).Columns() {
		if !slices.Contains(join.Columns, column) {
			ofRows = append(ofRows, column)
		}
	}
	known := map[string]Column{}
	err = cmp.Or(rows.find(ofRows, known, ""), people.find(join.Columns, known, ""))
	for _, k := range a.Key {
		err = cmp.Or(err, rows.find([]string{k.Row}, known, rowsKey), people.find([]string{k.Person}, known, peoplesKey))
	}
	for name, c := range known {
		if err == nil && strings.HasPrefix(name, keyPrefix) && (c.Kind == Decimal || c.Kind == Float || c.Kind == Real) {
			err = &dataset.Error{Column: c.Name, Err: words.Errorf("a key is an integer or a text, and not a number that may have a fraction: name a query that makes one of it")}
		}
	}
	return known, join, err
}

// newJoining joins what is written as rows and people, of whose columns nothing
// else may be known.
func newJoining(d *Dialect, spec *dataset.Spec, from *Attributes, rows, people string, known map[string]Column) *joining {
	w := newWriter(d, spec, known)
	for _, k := range from.Key {
		for strings.HasPrefix(strings.ToLower(k.Row), w.prefix) || strings.HasPrefix(strings.ToLower(k.Person), w.prefix) {
			w.prefix += "x_"
		}
	}
	return &joining{writer: w, key: from.Key, rows: rows, people: people, table: from.Table}
}

// fullQuery keeps people whom no row has found, so that their values are read too,
// and tells last what became of each row.
func (j *joining) fullQuery() *Query {
	found := j.prefix + "found"
	q := j.list("COUNT(*)")
	j.texts, j.values, j.groups = append(j.texts, found), append(j.values, found), append(j.groups, found)
	j.measure("found", found)
	return j.finish(q, "(\n"+j.both("FULL", j.found()+" AS "+found)+"\n)")
}

// leftQuery is for an engine that is not asked: it cannot tell who found whom, and
// has no count where files would not be joined.
func (j *joining) leftQuery() *Query {
	times, odd, unsure := j.prefix+"times", j.prefix+"odd", j.prefix+"unsure"
	q := j.list(fmt.Sprintf("CASE WHEN MAX(%s) > 1 THEN 'a key is there twice' WHEN MAX(%s) > 0 OR MAX(%s) > 0 THEN 'a key is no plain text' ELSE %s END", times, odd, unsure, fill(j.Dialect.text, "COUNT(*)")))
	j.texts, j.values = append(j.texts, times, odd, unsure), append(j.values, times, odd, unsure)
	source := j.both("LEFT", times, odd, j.isUnsure("r")+" AS "+unsure)
	return j.finish(q, fmt.Sprintf("(\n%s\nCROSS JOIN (%s) AS %scensus\n)", source, j.census(), j.prefix))
}

// countJoined has the engine join the rows with their people, and count.
func countJoined(ctx context.Context, s session, d *Dialect, spec dataset.Spec, from From, rows described) (*tally.Tally, *dataset.Join, error) {
	source, err := From{Table: from.Attributes.Table}.write(d)
	if err != nil {
		return nil, nil, err
	}
	people, err := describe(ctx, s, d, &spec, source, from.Attributes.Key)
	if err != nil {
		return nil, nil, err
	}
	known, join, err := from.Attributes.known(&spec, from, rows, people)
	if err != nil {
		return nil, nil, err
	}
	j := newJoining(d, &spec, from.Attributes, rows.source, people.source, known)
	var account tally.Joined
	if account.People, err = j.account(ctx, s); err != nil {
		return nil, nil, err
	}
	q := j.fullQuery()
	counter, unused := dataset.NewCounter(q.Spec), newUnused(&spec, join, q)
	count, found := slices.Index(q.Columns, q.Spec.Counts), len(q.Columns)-1
	if err := answer(ctx, s, q, counter, func(fields [][]byte) (bool, error) {
		isRow, err := j.add(&account, string(fields[found]), string(fields[count]))
		if err == nil && !isRow {
			err = unused.row(fields)
		}
		return isRow, err
	}); err != nil {
		return nil, nil, err
	}
	if err := j.settle(&account); err != nil {
		return nil, nil, err
	}
	t, _, err := counter.Tally()
	if err == nil {
		t.Joined = &account
	}
	return t, join, err
}

// unused reads the values of people whom no row has found, for the errors in them.
type unused struct {
	counter *dataset.Counter
	query   *Query
	at      []int // in the result of the query; -1 for a column of the key
	n       int
}

func newUnused(spec *dataset.Spec, join *dataset.Join, q *Query) *unused {
	u := &unused{counter: dataset.NewPeople(*spec, join).Counter(), query: q}
	for _, column := range u.counter.Columns() {
		at := -1
		if slices.Contains(join.Columns, column) {
			at = slices.Index(canonicals(q.Columns), column)
		}
		u.at = append(u.at, at)
	}
	return u
}

func (u *unused) row(fields [][]byte) error {
	u.n++
	row := make([]string, len(u.at))
	for i, k := range u.at {
		if row[i] = strconv.Itoa(u.n); k >= 0 {
			row[i] = u.query.kinds[k].read(string(fields[k]))
		}
	}
	return u.counter.Row(dataset.Position{}, row)
}
