package datasettest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// Table is rows of texts below the names of their columns.
type Table struct {
	Names []string
	Rows  [][]string
}

// JoinCase is rows, a file of attributes, and what both come to in one table.
type JoinCase struct {
	Spec         dataset.Spec
	Key          []dataset.KeyColumn
	Rows, People Table
	Whole        Table
	Joined       tally.Joined
	Integers     []bool // which columns of the key hold integers alone
}

// RandomJoin makes a case with everything that a join meets: keys of one or two
// columns and of all kinds, missing ones, people without rows and rows without
// people, attributes and strata on either side, bands, quantiles, ages, weights.
func RandomJoin(random *rand.Rand) *JoinCase {
	c := &JoinCase{Key: []dataset.KeyColumn{{Row: "id", Person: "person"}}}
	if random.IntN(3) == 0 {
		c.Key = append(c.Key, dataset.KeyColumn{Row: "region", Person: "region"})
	}
	comma := random.IntN(4) == 0
	c.Spec = randomJoinSpec(random, comma)
	keyOf := randomKeys(random, c)
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	number := func(x float64) string {
		text := fmt.Sprintf("%.1f", x)
		if comma {
			text = strings.Replace(text, ".", ",", 1)
		}
		return text
	}

	c.People.Names = []string{"sex", "person", "region", "age", "born", "job", "unused"}
	c.Rows.Names = []string{"score", "id", "region", "label", "weight", "town", "people"}
	if len(c.Key) == 1 {
		c.People.Names[2], c.Rows.Names[2] = "district", "zone"
	}
	values := map[string][]string{}
	for person := range 1 + random.IntN(200) {
		key := keyOf(person)
		row := []string{pick("F", "M", "X \"y\"", ""), key[0], key[1], number(float64(random.IntN(900)) / 10),
			pick("1990-02-28", "2000-02-29", "31/12/1975", ""), pick("care", "building", "law", ""), pick("a", "b\nc")}
		switch id := c.id(key); {
		case id == "":
			c.Joined.People.Keyless++
		case values[id] != nil:
			continue // the key is taken
		default:
			values[id] = row
		}
		c.People.Rows = append(c.People.Rows, row)
	}
	c.Joined.People.Read = int64(len(c.People.Rows))
	random.Shuffle(len(c.People.Rows), func(i, j int) { c.People.Rows[i], c.People.Rows[j] = c.People.Rows[j], c.People.Rows[i] })

	c.Whole.Names = append(slices.Clone(c.Rows.Names), "sex", "age", "born", "job")
	found := map[string]bool{}
	for range 1 + random.IntN(1500) {
		key := keyOf(random.IntN(250))
		row := []string{number(random.Float64()), key[0], key[1], pick("0", "1", ""), pick(number(1), number(2.5), "0", ""), pick("Lyon", "Lille", ""), pick("1", "0", "12")}
		n := int64(1)
		if c.Spec.Counts != "" {
			n = map[string]int64{"1": 1, "0": 0, "12": 12}[row[6]]
		}
		id := c.id(key)
		person := values[id]
		switch {
		case id == "":
			c.Joined.Keyless += n
			person = make([]string, len(c.People.Names))
		case person == nil:
			c.Joined.Unmatched += n
			person = make([]string, len(c.People.Names))
		default:
			c.Joined.Matched += n
			found[id] = found[id] || n > 0
		}
		c.Rows.Rows = append(c.Rows.Rows, row)
		c.Whole.Rows = append(c.Whole.Rows, append(slices.Clone(row), person[0], person[3], person[4], person[5]))
	}
	for _, isFound := range found {
		if isFound {
			c.Joined.People.Unused--
			c.Joined.Repeated--
		}
	}
	c.Joined.People.Unused += c.Joined.People.Read - c.Joined.People.Keyless
	c.Joined.Repeated += c.Joined.Matched
	return c
}

// id is what tells people apart, and empty where the key has no value.
func (c *JoinCase) id(key []string) string {
	var id strings.Builder
	for _, text := range key[:len(c.Key)] {
		if text == "" || slices.Contains(c.Spec.Reading.MissingMarkers, text) {
			return ""
		}
		fmt.Fprintf(&id, "%q", text)
	}
	return id.String()
}

// randomKeys returns the keys of the persons: several can have the same.
func randomKeys(random *rand.Rand, c *JoinCase) func(person int) []string {
	c.Integers = []bool{true, false}
	form := []string{"%d", "%d", "-%d", "DE-%05d", "0%d", "%d.5", "a key of some length, number %d, é"}[random.IntN(7)]
	c.Integers[0] = form == "%d" || form == "-%d"
	const mersenne = 2305843009213693951
	large := random.IntN(3) == 0
	return func(person int) []string {
		number := person + 1
		if large {
			number = int(uint64(number) * mersenne >> 1)
		}
		key := []string{fmt.Sprintf(form, number), []string{"north", "south, west", "east"}[person%3]}
		for i := range key {
			if random.IntN(20) == 0 {
				key[i] = ""
			}
		}
		return key
	}
}

func randomJoinSpec(random *rand.Rand, comma bool) dataset.Spec {
	spec := dataset.Spec{
		Predicted: dataset.Outcome{Column: "score", Cutoff: new(0.5)},
		Attributes: []dataset.Attribute{
			{Name: "sex", Column: "sex", Values: map[string]string{"X \"y\"": "other"}},
			{Name: "town", Column: "town"},
			{Name: "age", Column: "age", Bands: []float64{18, 26, 50}},
		},
		Intersections: [][]string{{"sex", "age"}, {"sex", "town"}},
	}
	if random.IntN(2) == 0 {
		spec.Actual.Column = "label"
	}
	if random.IntN(3) == 0 {
		spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: "quarter", Column: "age", Quantiles: 4})
	}
	if random.IntN(2) == 0 {
		at := time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)
		spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: "years", Column: "born", AgeAt: at, Quantiles: 2 * random.IntN(2)})
	}
	if random.IntN(4) == 0 {
		spec.Predicted = dataset.Outcome{Column: "score", AtMedian: true}
	}
	if random.IntN(4) == 0 {
		spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: "work", Column: "job", Quantiles: 3, IfMany: true},
			dataset.Attribute{Name: "fine", Column: "age", Quantiles: 5, IfMany: true})
	}
	if random.IntN(4) == 0 { // which no cube over all columns can hold
		spec.Attributes = append(spec.Attributes, dataset.Attribute{Name: "exact", Column: "age"}, dataset.Attribute{Name: "weight too", Column: "weight"})
	}
	if random.IntN(2) == 0 {
		spec.Strata = []string{"job"}
	}
	if random.IntN(3) == 0 {
		spec.Weight = "weight"
	}
	if random.IntN(3) == 0 {
		spec.Unit = "id"
	} else if spec.Weight == "" && random.IntN(4) == 0 {
		spec.Counts = "people"
	}
	if random.IntN(3) == 0 {
		spec.Missing = dataset.MissingDrop
	}
	if comma {
		spec.Reading.Decimal = dataset.DecimalComma
	}
	if random.IntN(4) == 0 {
		spec.Reading.MissingMarkers = []string{"Lille", "7"}
	}
	return spec
}

// Sources opens inputs anew.
type Sources func() []dataset.Source

// CountWhole counts rows that hold their attributes, with a pass for quantiles if
// there are any. It returns the tally's JSON.
func CountWhole(rows Sources, spec dataset.Spec) (string, error) {
	return countJoined(rows, spec, func(dataset.Spec) (*dataset.People, error) { return nil, nil }, false)
}

// CountJoined counts rows with what they find in a file of attributes. It returns
// the tally's JSON, without the account of the join, and that account.
func CountJoined(rows, people Sources, threads int, spec dataset.Spec, key []dataset.KeyColumn) (string, tally.Joined, error) {
	columnsOf := func(name string, s Sources) dataset.File { return dataset.File{Name: name, Columns: s()[0].Columns()} }
	join, err := dataset.NewJoin(spec, key, columnsOf("rows", rows), columnsOf("people", people))
	if err != nil {
		return "", tally.Joined{}, err
	}
	gather := func(spec dataset.Spec) (*dataset.People, error) {
		p := dataset.NewPeople(spec, join)
		if err := countAll(people, p.Counter()); err != nil {
			return nil, err
		}
		return p, p.Finish(threads)
	}
	var joined tally.Joined
	text, err := countJoined(rows, spec, gather, join.HasQuantiles(spec))
	if err == nil {
		t, decodeErr := tally.Decode(strings.NewReader(text))
		if decodeErr != nil {
			return "", joined, decodeErr
		}
		joined, t.Joined = *t.Joined, nil
		text, err = encode(t)
	}
	return text, joined, err
}

func countJoined(rows Sources, spec dataset.Spec, gather func(dataset.Spec) (*dataset.People, error), quantiles bool) (text string, err error) {
	var people *dataset.People
	if quantiles {
		if people, err = gather(spec); err != nil {
			return "", err
		}
	}
	if limits := dataset.NewLimits(spec, people); limits != nil {
		if err := countAll(rows, limits.Counter()); err != nil {
			return "", err
		}
		if spec, err = limits.Apply(spec); err != nil {
			return "", err
		}
	}
	if people, err = gather(spec); err != nil {
		return "", err
	}
	c := dataset.NewJoinedCounter(spec, people)
	if err := countAll(rows, c); err != nil {
		return "", err
	}
	t, _, err := c.Tally()
	if err != nil {
		return "", err
	}
	return encode(t)
}

func countAll(sources Sources, c *dataset.Counter) error {
	for _, s := range sources() {
		err := s.Count(context.Background(), c)
		_ = s.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func encode(t *tally.Tally) (string, error) {
	var b bytes.Buffer
	err := t.Encode(&b)
	return b.String(), err
}

// CheckJoin checks that a join gives what its case says, byte by byte.
func (c *JoinCase) CheckJoin(t testing.TB, what string, want string, rows, people Sources, threads int) {
	t.Helper()
	got, joined, err := CountJoined(rows, people, threads, c.Spec, c.Key)
	if err != nil {
		t.Fatalf("%s: %v\n%+v", what, err, c.Spec)
	}
	if got != want {
		t.Fatalf("%s: the tally\n%s\nwant\n%s\n%+v", what, got, want, c.Spec)
	}
	if joined != c.Joined {
		t.Fatalf("%s: %+v, want %+v", what, joined, c.Joined)
	}
}
