package dataset

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/big"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

// maxCells bounds the size of one table of a tally.
const maxCells = 1 << 20

// Counter collects rows and becomes a tally. A half-filled Counter cannot be
// mistaken for a tally: [Counter.Tally] is the one finaliser.
type Counter struct {
	spec    Spec
	roles   []*role
	columns []string
	weight  int // position in columns, or -1
	unit    int // position in columns, or -1
	units   map[uint64]struct{}
	tables  []table
	account Account
	codes   []uint16 // of the current row, one per role
	texts   *texts
	held    int64                                    // bytes, estimated
	observe func(at Position, fields []string) error // takes the rows in place of counting
}

// table counts the combinations of some roles.
type table struct {
	roles []int
	cells map[[maxAxes]uint16]*cell
}

// cell is a [tally.Sum] that grows in place.
type cell struct {
	n     int64
	w, w2 big.Int
}

// NewCounter returns an empty counter for a spec that [Spec.Validate] accepts.
func NewCounter(spec Spec) *Counter {
	if spec.MaxValues == 0 {
		spec.MaxValues = DefaultMaxValues
	}
	c := &Counter{spec: spec, weight: -1, unit: -1, texts: spec.Reading.texts(), account: Account{Dropped: map[string]int64{}, Repeated: -1}}
	for _, a := range spec.Attributes {
		c.add(attributeRole(a, c.texts))
	}
	for _, column := range spec.Strata {
		c.add(&role{axis: tally.Axis{Name: column, Role: tally.Stratum}, column: column})
	}
	if spec.Actual.Column != "" {
		c.add(outcomeRole(tally.Actual, spec.Actual, c.texts))
	}
	c.add(outcomeRole(tally.Predicted, spec.Predicted, c.texts))
	if spec.Weight != "" {
		c.weight = c.columnAt(spec.Weight)
	}
	if spec.Unit != "" {
		c.unit, c.units, c.account.Repeated = c.columnAt(spec.Unit), map[uint64]struct{}{}, 0
	}
	c.codes = make([]uint16, len(c.roles))
	c.makeTables()
	return c
}

func (c *Counter) add(r *role) {
	r.at = c.columnAt(r.column)
	r.maxValues, r.texts, r.hold = c.spec.MaxValues, c.texts, c.hold
	r.codes = map[string]uint16{}
	c.roles = append(c.roles, r)
}

// columnAt returns the position of a needed column, and adds it when it is new.
func (c *Counter) columnAt(name string) int {
	name = canonical(name)
	if at := slices.Index(c.columns, name); at >= 0 {
		return at
	}
	c.columns = append(c.columns, name)
	return len(c.columns) - 1
}

// makeTables plans one table for each attribute and each intersection, all with
// the strata and the outcomes.
func (c *Counter) makeTables() {
	attributes := len(c.spec.Attributes)
	sets := make([][]int, 0, attributes+len(c.spec.Intersections))
	for i := range attributes {
		sets = append(sets, []int{i})
	}
	for _, in := range c.spec.Intersections {
		var set []int
		for _, name := range in {
			set = append(set, slices.IndexFunc(c.spec.Attributes, func(a Attribute) bool { return a.Name == name }))
		}
		slices.Sort(set)
		if !slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, set) }) {
			sets = append(sets, set)
		}
	}
	for _, set := range sets {
		for i := attributes; i < len(c.roles); i++ {
			set = append(set, i)
		}
		c.tables = append(c.tables, table{set, map[[maxAxes]uint16]*cell{}})
	}
}

// Columns lists the columns that the counter needs, each once.
func (c *Counter) Columns() []string { return c.columns }

// Row counts one row, whose fields are in the order of [Counter.Columns]. The
// error is an [*Error] that says where.
func (c *Counter) Row(at Position, fields []string) error {
	if c.observe != nil {
		return c.observe(at, fields)
	}
	c.account.Read++
	for i, r := range c.roles {
		code, ok := r.codes[fields[r.at]]
		if !ok {
			var err error
			if code, err = r.code(at, fields[r.at]); err != nil {
				return &Error{At: at, Column: r.column, Msg: err.Error()}
			}
		}
		c.codes[i] = code
	}
	reason, err := c.reasonToDrop()
	if err != nil {
		return &Error{At: at, Msg: err.Error()}
	}
	weight := int64(0)
	if reason == "" && c.weight >= 0 {
		weight, reason, err = c.texts.parseWeight(fields[c.weight])
		if err != nil {
			return &Error{At: at, Column: c.spec.Weight, Msg: err.Error()}
		}
	}
	if reason != "" {
		c.account.Dropped[reason]++
		return nil
	}
	c.account.Used++
	if c.unit >= 0 {
		if err := c.noteUnit(fields[c.unit]); err != nil {
			return &Error{At: at, Column: c.spec.Unit, Msg: err.Error()}
		}
	}
	return c.count(at, weight)
}

// noteUnit counts a row whose person has been seen before; a row that names
// nobody is a person of its own. It remembers 64 bits per person: of 100 million
// people, two look like one once in 4,000 audits.
func (c *Counter) noteUnit(text string) error {
	person, err := c.texts.canonical(text)
	if err != nil || person == "" {
		return err
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(person)) // never fails
	if _, seen := c.units[h.Sum64()]; seen {
		c.account.Repeated++
		return nil
	}
	c.units[h.Sum64()] = struct{}{}
	return c.hold(personBytes)
}

// reasonToDrop says why the current row is left out, if it is.
func (c *Counter) reasonToDrop() (string, error) {
	if last := len(c.roles) - 1; c.roles[last].isMissing(c.codes[last]) {
		return NoPrediction, nil
	}
	if c.spec.Missing == MissingGroup || c.spec.Missing == "" {
		return "", nil
	}
	for i, a := range c.spec.Attributes {
		if !c.roles[i].isMissing(c.codes[i]) {
			continue
		}
		if c.spec.Missing == MissingError {
			return "", fmt.Errorf("no value for attribute %q, and missing values are to be errors", a.Name)
		}
		return "no " + a.Name, nil
	}
	return "", nil
}

// count adds the current row to every table.
func (c *Counter) count(at Position, weight int64) error {
	for i := range c.tables {
		t := &c.tables[i]
		var key [maxAxes]uint16
		for j, r := range t.roles {
			key[j] = c.codes[r]
		}
		x := t.cells[key]
		if x == nil {
			if len(t.cells) == maxCells {
				return &Error{At: at, Msg: fmt.Sprintf("more than %d combinations of values: audit fewer attributes together, or in wider bands", maxCells)}
			}
			if err := c.hold(cellBytes); err != nil {
				return &Error{At: at, Msg: err.Error()}
			}
			x = new(cell)
			t.cells[key] = x
		}
		x.n++
		if c.weight >= 0 {
			w := big.NewInt(weight)
			x.w.Add(&x.w, w)
			x.w2.Add(&x.w2, w.Mul(w, w))
		}
	}
	return nil
}

// The least and greatest weight other than 0: within them a weight keeps at
// least three of its digits, and its square can be summed by any engine.
const (
	leastWeight    = 1e-6
	greatestWeight = 1e9
)

// parseWeight returns the weight in units of 10⁻⁹, or the reason why the row is left out.
func (t *texts) parseWeight(text string) (weight int64, reason string, err error) {
	canonical, err := t.canonical(text)
	if err != nil || canonical == "" {
		return 0, NoWeight, err
	}
	w, err := t.number(canonical)
	switch {
	case err != nil:
		return 0, "", fmt.Errorf("%w%s", err, ifMissing(canonical))
	case w < 0:
		return 0, "", fmt.Errorf("the weight %s is negative", canonical)
	case w == 0:
		return 0, ZeroWeight, nil
	case w < leastWeight || w > greatestWeight:
		return 0, "", fmt.Errorf("the weight %s lies outside 0.000001 to 1000000000: multiply all weights by one factor, which changes no result", canonical)
	}
	return int64(math.Round(w * 1e9)), "", nil
}
