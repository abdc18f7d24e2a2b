package sql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/tally"
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
	join         *dataset.Join
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

// key adds the canonical text of a column of a key to the expressions of a query
// over what inner has made, and tells whether it can be compared: texts beyond
// visible ASCII cannot.
func (j *joining) key(i int, side string, c Column) (inner, key, unsure string) {
	text, name := fmt.Sprintf("%s%s%d", j.prefix, side, i+1), fmt.Sprintf("%sk%d", j.prefix, i+1)
	inner = "TRIM(" + fill(j.Dialect.text, j.quote(c.Name)) + ") AS " + text
	short := fmt.Sprintf("SUBSTR(%s, 1, LENGTH(%s) - 2)", text, text)
	canonical := cases([]string{
		"WHEN " + text + " = '' THEN NULL",
		"WHEN " + text + " IN ('True', 'TRUE') THEN 'true'",
		"WHEN " + text + " IN ('False', 'FALSE') THEN 'false'",
		"WHEN " + text + " IN ('-0', '-0.0') THEN '0'",
		"WHEN " + j.hasForm(text, `^-?(0|[1-9][0-9]*)[.]0$`) + " THEN " + short,
	}, text)
	if len(j.missing) > 0 {
		canonical = fmt.Sprintf("CASE WHEN %s IN (%s) THEN NULL ELSE %s END", canonical, j.literals(j.missing), canonical)
	}
	return inner, canonical + " AS " + name, j.hasForm(text, "[^ -~]")
}

// side is one side of the join: the columns that are needed of it, its keys, and
// whether they can be compared.
func (j *joining) side(letter, source string, columns []string, key func(dataset.KeyColumn) string) string {
	var inner, outer, unsure []string
	for _, name := range columns {
		quoted := j.quote(j.column(name).Name)
		inner, outer = append(inner, quoted), append(outer, quoted)
	}
	for i, k := range j.join.Key {
		in, out, not := j.key(i, letter, j.column(key(k)))
		inner, outer, unsure = append(inner, in), append(outer, out), append(unsure, not)
	}
	outer = append(outer, fmt.Sprintf("CASE WHEN %s THEN 1 ELSE 0 END AS %sunsure", strings.Join(unsure, " OR "), j.prefix))
	return fmt.Sprintf("(SELECT %s FROM (SELECT %s FROM %s AS %ssource) AS %stexts)", strings.Join(outer, ", "), strings.Join(inner, ", "), source, j.prefix, j.prefix)
}

func (j *joining) keys() []string {
	names := make([]string, len(j.join.Key))
	for i := range names {
		names[i] = fmt.Sprintf("%sk%d", j.prefix, i+1)
	}
	return names
}

// hasKey is the condition that a side's key has all its values.
func (j *joining) hasKey(table string) string {
	var all []string
	for _, k := range j.keys() {
		all = append(all, table+k+" IS NOT NULL")
	}
	return "(" + strings.Join(all, " AND ") + ")"
}

// source is the join as an expression behind FROM. It keeps people whom no row
// finds, so that their values are read too.
func (j *joining) source(ofRows []string) string {
	rows, people := j.prefix+"rows", j.prefix+"people"
	var columns, on []string
	for _, name := range ofRows {
		columns = append(columns, rows+"."+j.quote(j.column(name).Name))
	}
	for _, name := range j.join.Columns {
		columns = append(columns, people+"."+j.quote(j.column(name).Name))
	}
	for _, k := range j.keys() {
		on = append(on, rows+"."+k+" = "+people+"."+k)
	}
	found := fmt.Sprintf("CASE WHEN %[1]s.%[3]sunsure IS NULL THEN '%[4]s' WHEN %[1]s.%[3]sunsure = 1 THEN '%[5]s' WHEN NOT %[6]s THEN '%[7]s' WHEN %[2]s.%[3]sunsure IS NULL THEN '%[8]s' ELSE '%[9]s' END AS %[3]sfound",
		rows, people, j.prefix, isUnused, isUnsure, j.hasKey(rows+"."), isKeyless, isUnmatched, isMatched)
	return fmt.Sprintf("(\nSELECT %s, %s\nFROM %s AS %s\nFULL JOIN (SELECT * FROM %s AS %skeyed WHERE %s) AS %s ON %s\n)", strings.Join(columns, ", "), found,
		j.side("r", j.rows, ofRows, func(k dataset.KeyColumn) string { return rowsKey + k.Row }), rows,
		j.side("p", j.people, j.join.Columns, func(k dataset.KeyColumn) string { return peoplesKey + k.Person }), j.prefix, j.hasKey(""), people, strings.Join(on, " AND "))
}

// What precedes the names of the columns of keys among the known columns: those of
// both sides may have the same names. No name of a column holds a NUL.
const (
	keyPrefix  = "\x00"
	rowsKey    = keyPrefix + "rows "
	peoplesKey = keyPrefix + "people "
)

// account counts the people, and refuses keys that two of them have.
func (j *joining) account(ctx context.Context, s session) (tally.People, error) {
	var out tally.People
	side := j.side("p", j.people, nil, func(k dataset.KeyColumn) string { return peoplesKey + k.Person })
	keys := strings.Join(j.keys(), ", ")
	grouped := fmt.Sprintf("SELECT %s, %sunsure, COUNT(*) AS %sn FROM %s AS %skeyed GROUP BY %s, %sunsure", keys, j.prefix, j.prefix, side, j.prefix, keys, j.prefix)
	var unsure, most int64
	err := s.rows(ctx, fmt.Sprintf("SELECT SUM(%[1]sn), SUM(CASE WHEN %[2]s THEN 0 ELSE %[1]sn END), SUM(%[1]sunsure * %[1]sn), MAX(CASE WHEN %[2]s THEN %[1]sn ELSE 0 END) FROM (%[3]s) AS %[1]speople",
		j.prefix, j.hasKey(""), grouped), func(row [][]byte) (err error) {
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
		return out, j.twins(ctx, s, side)
	}
	return out, nil
}

func (j *joining) unsure(of string) error {
	return fmt.Errorf("some keys of %s hold other characters than visible ASCII ones and spaces, of which engines do not agree which are the same: join by a number or a code, or the files", of)
}

// twins shows a key that two people have.
func (j *joining) twins(ctx context.Context, s session, side string) error {
	keys := strings.Join(j.keys(), ", ")
	var shown []string
	err := s.rows(ctx, fmt.Sprintf("SELECT %s FROM %s AS %skeyed WHERE %s GROUP BY %s HAVING COUNT(*) > 1 ORDER BY %s LIMIT 1", keys, side, j.prefix, j.hasKey(""), keys, keys), func(row [][]byte) error {
		for i, k := range j.join.Key {
			shown = append(shown, fmt.Sprintf("%s = %q", k.Person, row[i]))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return fmt.Errorf("the key %s is there twice in %s; a table of attributes has one row for each person", strings.Join(shown, ", "), j.table)
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
		return false, j.unsure("the rows")
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
		return errors.New("the tables changed while they were counted: try again, or copy them first")
	}
	return nil
}

// newJoining decides from which side each column comes, and what is known of it.
func newJoining(d *Dialect, spec *dataset.Spec, from From, rows, people described) (*joining, []string, error) {
	named := func(name string, of described) dataset.File { return dataset.File{Name: name, Columns: of.names} }
	name := from.Table
	if name == "" {
		name = "the query"
	}
	j, err := dataset.NewJoin(*spec, from.Attributes.Key, named(name, rows), named(from.Attributes.Table, people))
	if err != nil {
		return nil, nil, err
	}
	var ofRows, rowKey, personKey []string
	for _, column := range dataset.NewCounter(*spec).Columns() {
		if !slices.Contains(j.Columns, column) {
			ofRows = append(ofRows, column)
		}
	}
	for _, k := range j.Key {
		rowKey, personKey = append(rowKey, k.Row), append(personKey, k.Person)
	}
	known := map[string]Column{}
	for _, of := range []struct {
		side  described
		names []string
		as    string
	}{{rows, ofRows, ""}, {people, j.Columns, ""}, {rows, rowKey, rowsKey}, {people, personKey, peoplesKey}} {
		if err := of.side.find(of.names, known, of.as); err != nil {
			return nil, nil, err
		}
	}
	for name, c := range known {
		if strings.HasPrefix(name, keyPrefix) && (c.Kind == Decimal || c.Kind == Float || c.Kind == Real) {
			return nil, nil, &dataset.Error{Column: c.Name, Msg: "a key is an integer or a text, and not a number that may have a fraction: name a query that makes one of it"}
		}
	}
	return &joining{writer: newWriter(d, spec, known), join: j, rows: rows.source, people: people.source, table: from.Attributes.Table}, ofRows, nil
}

// countJoined has the engine join the rows with their people, and count.
func countJoined(ctx context.Context, s session, d *Dialect, spec dataset.Spec, from From, rows described) (*tally.Tally, *dataset.Join, error) {
	source, err := From{Table: from.Attributes.Table}.write(d)
	if err != nil {
		return nil, nil, err
	}
	people, err := describe(ctx, s, d, &spec, source)
	if err != nil {
		return nil, nil, err
	}
	j, ofRows, err := newJoining(d, &spec, from, rows, people)
	if err != nil {
		return nil, nil, err
	}
	var account tally.Joined
	if account.People, err = j.account(ctx, s); err != nil {
		return nil, nil, err
	}
	q := j.tallyQuery(j.source(ofRows), true)
	counter, unused := dataset.NewCounter(q.Spec), j.newUnused(&spec, q)
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
	return t, j.join, err
}

// unused reads the values of people whom no row has found, for the errors in them.
type unused struct {
	counter *dataset.Counter
	query   *Query
	at      []int // in the result of the query; -1 for a column of the key
	n       int
}

func (j *joining) newUnused(spec *dataset.Spec, q *Query) *unused {
	u := &unused{counter: dataset.NewPeople(*spec, j.join).Counter(), query: q}
	for _, column := range u.counter.Columns() {
		at := -1
		if slices.Contains(j.join.Columns, column) {
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
