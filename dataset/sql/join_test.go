package sql_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
	"github.com/fairaudit/fairaudit/dataset/sql"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// tableOf is a table of texts, of which every other empty one is NULL. The named
// column is of whole numbers, if there is one.
func tableOf(from datasettest.Table, numbers string) *contract {
	c := &contract{}
	for i, name := range from.Names {
		kind := map[bool]string{true: "bigint", false: "text"}[name == numbers]
		var values []string
		for k, row := range from.Rows {
			text := row[i]
			if text == "" && (k%2 == 0 || kind == "bigint") {
				text = null
			}
			values = append(values, text)
		}
		c.add(name, kind, values...)
	}
	return c
}

// asked are the engines that can be asked over a network.
func asked(t testing.TB) []engine {
	var all []engine
	for _, e := range engines(t) {
		if e.address != "" {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		t.Skip("no engine is at hand: see make test-engines")
	}
	return all
}

// load makes the tables, and returns their paths.
func (e engine) load(t *testing.T, tables map[string]*contract) {
	t.Helper()
	dialect, _ := sql.Find(e.dialect)
	for name, c := range tables {
		if _, err := e.run(c.statements(dialect, name, e.types), "SELECT 1"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestContractsOfJoins checks that an engine joins rows with their people as files
// are joined, byte for byte, and says the same of who found whom.
func TestContractsOfJoins(t *testing.T) {
	all := engines(t)
	if len(all) == 0 {
		t.Skip("no engine is at hand: see make test-engines")
	}
	for _, e := range all {
		t.Run(e.dialect, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, 8))
			for i := range 6 {
				c := datasettest.RandomJoin(random)
				for c.Spec.Reading.Decimal != "" || strings.Contains(fmt.Sprint(c.People.Rows), "é") {
					c = datasettest.RandomJoin(random)
				}
				c.Spec.Counts, c.Spec.Unit, c.Spec.Predicted = "", "", dataset.Outcome{Column: "score", Cutoff: new(0.5)}
				c.Spec.Attributes = slices.DeleteFunc(c.Spec.Attributes, func(a dataset.Attribute) bool { return a.Quantiles != 0 || !a.AgeAt.IsZero() })
				rows, people := fmt.Sprintf("joined%d", i), fmt.Sprintf("people%d", i)
				numbers := map[bool]string{true: "person"}[c.Integers[0] && i%2 == 0]
				checkJoin(t, e, c, rows, people, numbers)
			}
		})
	}
}

// checkJoin compares what an engine makes of a join with what the joined rows make
// in one table, and with who should have found whom.
func checkJoin(t *testing.T, e engine, c *datasettest.JoinCase, rows, people, numbers string) {
	t.Helper()
	whole := tableOf(c.Whole, "")
	whole.spec = c.Spec
	want := whole.tally(t)
	dialect, _ := sql.Find(e.dialect)
	q, err := sql.New(dialect, c.Spec, sql.From{Table: rows, Attributes: &sql.Attributes{Table: people, Key: c.Key}})
	if err != nil {
		t.Fatal(err)
	}
	tables := slices.Concat(tableOf(c.Rows, "").statements(dialect, rows, e.types), tableOf(c.People, numbers).statements(dialect, people, e.types))
	result, err := e.run(tables, q.Text)
	if err != nil {
		t.Fatalf("%v\n%s", err, q.Text)
	}
	if got := answer(t, q.Spec, q.Columns, result); got != want {
		t.Errorf("by the query that is printed, got\n%s\nwant\n%s\nby\n%s", got, want, q.Text)
	}
	if e.address == "" {
		return
	}
	a, err := sql.ParseAddress(e.address)
	if err != nil {
		t.Fatal(err)
	}
	from := sql.From{Table: e.schema + "." + rows, Attributes: &sql.Attributes{Table: e.schema + "." + people, Key: c.Key}}
	got, join, err := sql.Count(context.Background(), a, c.Spec, from, sql.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatalf("%v\n%+v", err, c.Spec)
	}
	if joined := accountOf(c); got.Joined == nil || *got.Joined != joined || len(join.Columns) == 0 {
		t.Errorf("%+v, want %+v", got.Joined, joined)
	}
	got.Joined = nil
	var b strings.Builder
	if err := got.Encode(&b); err != nil || b.String() != want {
		t.Errorf("%v, got\n%s\nwant\n%s", err, b.String(), want)
	}
}

// accountOf says who found whom, each row being one.
func accountOf(c *datasettest.JoinCase) tally.Joined {
	id := func(row []string, names []string, person bool) string {
		text := ""
		for _, k := range c.Key {
			name := map[bool]string{true: k.Person, false: k.Row}[person]
			value := row[slices.Index(names, name)]
			if value == "" || slices.Contains(c.Spec.Reading.MissingMarkers, value) {
				return ""
			}
			text += fmt.Sprintf("%q", value)
		}
		return text
	}
	var a tally.Joined
	people, found := map[string]bool{}, map[string]bool{}
	for _, row := range c.People.Rows {
		a.People.Read++
		if key := id(row, c.People.Names, true); key == "" {
			a.People.Keyless++
		} else {
			people[key] = true
		}
	}
	for _, row := range c.Rows.Rows {
		switch key := id(row, c.Rows.Names, false); {
		case key == "":
			a.Keyless++
		case people[key]:
			a.Matched++
			found[key] = true
		default:
			a.Unmatched++
		}
	}
	a.Repeated, a.People.Unused = a.Matched-int64(len(found)), int64(len(people)-len(found))
	return a
}

// TestEngineKeys checks which keys are the same in an engine, and what is said of
// tables that cannot be joined.
func TestEngineKeys(t *testing.T) {
	for _, e := range asked(t) {
		t.Run(e.dialect, func(t *testing.T) {
			rows := (&contract{}).add("d", "int", cycle(10, "0", "1")...).add("id", "text", "1", " 1 ", "1.0", "01", "-0", "True", "a b", "", null, "x")
			people := (&contract{}).add("id", "text", "1", "01", "0", "true", "a b", "", "unused").add("sex", "text", "F", "M", "F", "F", "M", "X", "M").add("age", "text", "1", "2", "3", "4", "5", "6", "7").
				add("half", "double", "1", "2", "3", "4", "5", "6", "7")
			twice := (&contract{}).add("id", "text", "2", "7", "7.0", "1").add("sex", "text", "F", "M", "F", "M")
			accents := (&contract{}).add("id", "text", "é", "b").add("sex", "text", "F", "M")
			broken := (&contract{}).add("id", "text", "1", "nobody").add("sex", "text", "F", "M").add("age", "text", "30", "old")
			tabs := (&contract{}).add("d", "int", "0", "1").add("id", "text", "a\tb", "b")
			e.load(t, map[string]*contract{"kr": rows, "kp": people, "kt": twice, "ka": accents, "kb": broken, "kw": tabs})
			a, err := sql.ParseAddress(e.address)
			if err != nil {
				t.Fatal(err)
			}
			ask := func(rows, people string, key string, spec dataset.Spec) (*tally.Tally, error) {
				k, err := dataset.ParseKey([]string{key})
				if err != nil {
					t.Fatal(err)
				}
				x, _, err := sql.Count(context.Background(), a, spec, sql.From{Table: e.schema + "." + rows, Attributes: &sql.Attributes{Table: e.schema + "." + people, Key: k}}, sql.Options{})
				return x, err
			}
			dialect, _ := sql.Find(e.dialect)
			for people, want := range map[string]string{"kt": "a key is there twice", "ka": "a key is no plain text", "kp": "[F 0 3]"} {
				q, err := sql.New(dialect, simple("sex"), sql.From{Table: "kr", Attributes: &sql.Attributes{Table: people, Key: []dataset.KeyColumn{{Row: "id", Person: "id"}}}})
				if err != nil {
					t.Fatal(err)
				}
				if rows, err := e.run(nil, q.Text); err != nil || !strings.Contains(fmt.Sprint(rows), want) {
					t.Errorf("the query that is printed: %v %v, want %s", rows, err, want)
				}
			}
			x, err := ask("kr", "kp", "id", simple("sex"))
			want := tally.Joined{Matched: 7, Unmatched: 1, Keyless: 2, Repeated: 2, People: tally.People{Read: 7, Unused: 1, Keyless: 1}}
			if err != nil || *x.Joined != want {
				t.Fatalf("%v %+v, want %+v", err, x, want)
			}
			banded := simple("sex")
			banded.Attributes = append(banded.Attributes, dataset.Attribute{Name: "age", Column: "age", Bands: []float64{26}})
			for _, c := range []struct {
				rows, people, key string
				spec              dataset.Spec
				want              string
			}{
				{"kr", "kt", "id", simple("sex"), `the key id = "7" is there twice in ` + e.schema + ".kt; a table of attributes has one row for each person"},
				{"kr", "ka", "id", simple("sex"), "some keys of " + e.schema + ".ka hold other characters than visible ASCII ones and spaces"},
				{"kw", "kp", "id", simple("sex"), "some keys of the rows hold other characters"},
				{"kr", "kb", "id", banded, `column "age": "old" is not a number`},
				{"kr", "kp", "id=half", simple("sex"), `column "half": a key is an integer or a text`},
				{"kr", "kp", "id=person", simple("sex"), `there is no column "person"`},
				{"kr", "kp", "idd=id", simple("sex"), `there is no column "idd" (did you mean "id"?)`},
				{"kr", "kp", "id", simple("town"), `has a column "town"`},
				{"kr", "nowhere", "id", simple("sex"), "does not exist"},
			} {
				if _, err := ask(c.rows, c.people, c.key, c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s %s: %v\nwant %s", c.people, c.key, err, c.want)
				}
			}
		})
	}
}
