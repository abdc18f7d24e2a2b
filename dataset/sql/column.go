package sql

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
)

// column is a column whose values are counted by, with all that its roles ask of
// them. What they do not ask, the engine may make alike.
type column struct {
	name  string // as the spec has it
	raw   bool   // a role takes values as they are
	edges []float64
	days  []time.Time // a day of birth is asked on which side of each of these it lies
	last  time.Time   // of the days of birth that are not errors, and
	first time.Time   // the first
	names map[string]string
}

// columns lists the columns that a spec counts by, each once, in the order in
// which a counter would ask for them.
func columns(spec *dataset.Spec) []*column {
	var all []*column
	at := func(name string) *column {
		key := canonical(name)
		i := slices.IndexFunc(all, func(c *column) bool { return canonical(c.name) == key })
		if i < 0 {
			i = len(all)
			all = append(all, &column{name: name})
		}
		return all[i]
	}
	for i := range spec.Attributes {
		a := &spec.Attributes[i]
		at(a.Column).add(a)
	}
	for _, name := range spec.Strata {
		at(name).raw = true
	}
	for _, o := range spec.Outcomes() {
		switch {
		case o.Column == "":
		case o.Cutoff != nil:
			at(o.Column).edges = append(at(o.Column).edges, *o.Cutoff)
		default:
			at(o.Column).raw = true
		}
	}
	for _, c := range all {
		c.settle()
	}
	return all
}

func canonical(name string) string {
	text, err := dataset.Canonical(name)
	return cmp.Or(text, map[bool]string{true: name}[err != nil])
}

// add adds the role of an attribute.
func (c *column) add(a *dataset.Attribute) {
	switch {
	case !a.AgeAt.IsZero():
		c.addAges(a)
	case len(a.Bands) > 0:
		c.edges = append(c.edges, a.Bands...)
	case len(a.Values) > 0 && c.names == nil:
		c.names = map[string]string{}
		for from, to := range a.Values {
			c.names[canonical(from)] = canonical(to)
		}
	default:
		c.raw = true
	}
}

// maxAge is that beyond which [dataset] takes a day of birth for a mistake.
const maxAge = 130

func (c *column) addAges(a *dataset.Attribute) {
	ages := a.Bands
	if len(ages) == 0 {
		for age := range maxAge {
			ages = append(ages, float64(age+1))
		}
	}
	first := lastBirth(a.AgeAt, maxAge+1).AddDate(0, 0, 1)
	if c.last.IsZero() || a.AgeAt.Before(c.last) {
		c.last = a.AgeAt
	}
	if first.After(c.first) {
		c.first = first
	}
	for _, age := range ages {
		if age > 0 && age <= maxAge {
			c.days = append(c.days, lastBirth(a.AgeAt, int(math.Ceil(age))))
		}
	}
}

// lastBirth is the last day of birth of those who are at least so old on a day.
// Who was born on 29 February completes a year on 1 March where there is no such day.
func lastBirth(on time.Time, age int) time.Time {
	day := time.Date(on.Year()-age, on.Month(), on.Day(), 0, 0, 0, 0, time.UTC)
	if day.Month() != on.Month() { // there is no 29 February
		day = day.AddDate(0, 0, -day.Day())
	}
	return day
}

// settle sorts what the roles ask, and takes values as they are where roles of
// different kinds ask.
func (c *column) settle() {
	slices.Sort(c.edges)
	c.edges = slices.Compact(c.edges)
	c.days = slices.DeleteFunc(c.days, func(d time.Time) bool { return d.Before(c.first) || !d.Before(c.last) })
	slices.SortFunc(c.days, time.Time.Compare)
	c.days = slices.Compact(c.days)
	kinds := 0
	for _, has := range []bool{c.edges != nil, !c.last.IsZero(), c.names != nil} {
		if has {
			kinds++
		}
	}
	c.raw = c.raw || kinds != 1
}

// isNumber reports whether values are only asked for where they lie between edges.
func (c *column) isNumber() bool { return !c.raw && c.edges != nil }

// isDate reports whether they are days of birth, of which only the age matters.
func (c *column) isDate() bool { return !c.raw && !c.last.IsZero() }

// sample is a number at or above low and below high that is none of the others.
func sample(low, high float64, others []float64) float64 {
	candidates := []float64{low, low + 1, low + (high-low)/2, low + (high-low)/4, low + (high-low)/8}
	if math.IsInf(low, -1) {
		candidates = []float64{0, high - 1, high - 2, high - 3, math.Nextafter(high, low)}
	}
	for _, x := range candidates {
		if low <= x && x < high && !slices.Contains(others, x) {
			return x
		}
	}
	return candidates[len(candidates)-1]
}

// stand returns, for the values that a spec renames, which text may stand for
// each in the engine's answer: one that is read as the same value again.
func (c *column) stand(markers []string) map[string]string {
	to := map[string]string{} // new name → text
	for from, name := range c.names {
		again, renamed := c.names[name]
		if (!renamed || again == name) && !slices.Contains(markers, name) {
			to[name] = name
		} else if old, known := to[name]; !known || from < old {
			to[name] = from
		}
	}
	out := map[string]string{}
	for from, name := range c.names {
		out[from] = to[name]
	}
	return out
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// markers are the texts that stand for no value, and those of them that are numbers.
func markers(spec *dataset.Spec) (texts []string, numbers []float64) {
	for _, m := range spec.Reading.MissingMarkers {
		text := canonical(m)
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
		if x, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
			numbers = append(numbers, x)
		}
	}
	slices.Sort(texts)
	slices.Sort(numbers)
	return texts, slices.Compact(numbers)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
