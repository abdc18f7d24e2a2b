package dataset

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Join says by which columns a row finds somebody in a file of attributes, and
// what is taken from there.
type Join struct {
	Key     []KeyColumn
	Columns []string // of attributes and strata, each once
}

// KeyColumn is a column of the key, by its name in the rows and in the file of
// attributes.
type KeyColumn struct{ Row, Person string }

// String writes a column of the key as [ParseKey] reads it.
func (k KeyColumn) String() string {
	if k.Row == k.Person {
		return k.Row
	}
	return k.Row + "=" + k.Person
}

// ParseKey reads columns of a key, written as "id", or as "id=person" where the
// file of attributes calls person what the rows call id.
func ParseKey(texts []string) ([]KeyColumn, error) {
	var key []KeyColumn
	for _, text := range texts {
		row, person, renamed := strings.Cut(text, "=")
		if !renamed {
			person = row
		}
		k := KeyColumn{canonical(row), canonical(person)}
		if k.Row == "" || k.Person == "" {
			return nil, words.Errorf("a column of the key is written as id, or as id=person where the file of attributes calls it person, not %q", text)
		}
		for _, name := range []string{row, person} {
			if _, err := Canonical(name); err != nil {
				return nil, err
			}
		}
		for _, other := range key {
			if other.Row == k.Row || other.Person == k.Person {
				return nil, words.Errorf("the key names a column twice, in %s and in %s", other, k)
			}
		}
		key = append(key, k)
	}
	return key, nil
}

// File is an input by its name and columns.
type File struct {
	Name    string
	Columns []string
}

// NewJoin decides from which of two files each attribute and stratum comes: from
// the one that has it. A column of the key may be in both, and then is the rows'.
// Any other that is in both is an error, as is one that is in none.
func NewJoin(spec Spec, key []KeyColumn, rows, people File) (*Join, error) {
	j := &Join{Key: key}
	for _, column := range spec.characteristics() {
		isRows, isPeoples := slices.Contains(rows.Columns, column), slices.Contains(people.Columns, column)
		switch {
		case isRows && isPeoples && !j.isKey(column):
			return nil, &Error{Column: column, Err: words.Errorf("both %s and %s have it, and nobody could tell which is meant: rename it in one of them, or take it out", rows.Name, people.Name)}
		case !isRows && !isPeoples:
			all := slices.Concat(rows.Columns, people.Columns)
			return nil, &Error{Err: words.Errorf("neither %s nor %s has a column %q%s; the columns are %s, and of the attributes %s",
				rows.Name, people.Name, column, words.DidYouMean(column, all), words.List(rows.Columns), words.List(people.Columns))}
		case !isRows:
			j.Columns = append(j.Columns, column)
		}
	}
	if len(j.Columns) == 0 {
		return nil, &Error{Err: words.Errorf("%s has all attributes itself, and none is taken from %s: leave that out, or name one of its columns: %s", rows.Name, people.Name, words.List(people.Columns))}
	}
	return j, nil
}

func (j *Join) isKey(column string) bool {
	return slices.ContainsFunc(j.Key, func(k KeyColumn) bool { return k.Row == column && k.Person == column })
}

// has reports whether a column is taken from the file of attributes.
func (j *Join) has(column string) bool { return slices.Contains(j.Columns, canonical(column)) }

// HasQuantiles reports whether a spec leaves quantiles of what is taken from the
// file of attributes to be found.
func (j *Join) HasQuantiles(spec Spec) bool {
	return slices.ContainsFunc(spec.Attributes, func(a Attribute) bool { return a.Quantiles != 0 && j.has(a.Column) })
}

// characteristics are the columns of attributes and strata, each once.
func (s *Spec) characteristics() []string {
	var columns []string
	add := func(column string) {
		if column = canonical(column); !slices.Contains(columns, column) {
			columns = append(columns, column)
		}
	}
	for _, a := range s.Attributes {
		add(a.Column)
	}
	for _, column := range s.Strata {
		add(column)
	}
	return columns
}
