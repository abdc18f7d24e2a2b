package dataset

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// A row may stand for many people: [Spec.Counts] names the column of how many, as
// in the result of a GROUP BY. Its weights are then sums over these people.

// maxPeople is how many people a tally counts at most.
const maxPeople = 1 << 50

// measures are the columns that say what a row adds to its cells.
type measures struct {
	people, weight, squares int // positions among the counter's columns, or -1
}

// noMeasures is one person to a row.
var noMeasures = measures{-1, -1, -1}

// of returns what a row adds to its cells, or the reason why it is left out.
// The error is about a column of that name.
func (m *measures) of(fields [][]byte, people int64, p *plan) (s sum, reason, column string, err error) {
	switch {
	case m.weight < 0:
		return sum{n: people}, "", "", nil
	case m.squares < 0:
		var w uint64
		w, reason, err = p.texts.weightOf(fields[m.weight])
		s.add(w)
		return s, reason, p.spec.Weight, err
	}
	s.n = people
	w, known, err := p.texts.total(fields[m.weight], weightDigits)
	if err != nil {
		return s, "", p.spec.Weight, err
	}
	w2, alsoKnown, err := p.texts.total(fields[m.squares], 2*weightDigits)
	switch {
	case err != nil:
		return s, "", p.spec.SquaredWeight, err
	case !known && !alsoKnown:
		return s, NoWeight, "", nil
	case w.Sign() == 0 && w2.Sign() == 0:
		return s, ZeroWeight, "", nil
	}
	words64(w, s.w[:])
	words64(w2, s.w2[:])
	return s, "", p.spec.SquaredWeight, plausible(w, w2, people)
}

// peopleOf returns how many people a row stands for. That there are 999 is not
// missing where 999 stands for no value.
func (t *texts) peopleOf(text []byte) (int64, error) {
	t = &texts{comma: t.comma, spaces: t.spaces}
	x, ok := t.parse(text)
	if !ok {
		canonical, err := t.canonical(string(text))
		if err == nil && canonical == "" {
			err = words.Errorf("there is no count; a row that stands for nobody has 0")
		}
		if err == nil {
			x, err = t.number(canonical)
		}
		if err != nil {
			return 0, err
		}
	}
	switch {
	case x < 0 || x != math.Trunc(x):
		return 0, words.Errorf("%s is not a count: people are whole and not negative", quote(strings.TrimSpace(string(text))))
	case x > maxPeople:
		return 0, words.Errorf("%s people are more than a tally counts", quote(strings.TrimSpace(string(text))))
	}
	return int64(x), nil
}

// maxTotal is beyond what the weights of all people that a tally counts add up
// to, squared or not.
const maxTotal = 1e34

// total reads a sum of weights, or of their squares, in units of 10^-digits. It
// reports false for none.
func (t *texts) total(text []byte, digits int) (v *big.Int, known bool, err error) {
	canonical, err := t.canonical(string(text))
	if err != nil || canonical == "" {
		return new(big.Int), false, err
	}
	x, err := t.number(canonical)
	switch {
	case err != nil:
		return nil, false, words.Errorf("%w%s", err, ifMissing(canonical))
	case x < 0:
		return nil, false, words.Errorf("the sum %s is negative", canonical)
	case x > maxTotal || len(canonical) > 100:
		return nil, false, words.Errorf("the sum %s is too large", quote(canonical))
	case x == 0:
		return new(big.Int), true, nil
	}
	exact, ok := new(big.Rat).SetString(t.plain(canonical))
	if !ok {
		return nil, false, words.Errorf("%s is not a number", quote(canonical))
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	exact.Mul(exact, new(big.Rat).SetInt(scale))
	v, _ = new(big.Int).SetString(exact.FloatString(0), 10)
	return v, true, nil
}

// plausible reports sums that no weights have: weights lie within their limits,
// and for n of them (Σw)²/n ≤ Σw² ≤ (Σw)². A billionth is forgiven, which engines
// round away.
func plausible(w, w2 *big.Int, n int64) error {
	units := func(v *big.Int, digits int) float64 {
		x, _ := new(big.Float).SetInt(v).Float64()
		return x / math.Pow10(digits)
	}
	sum, squares, people := units(w, weightDigits), units(w2, 2*weightDigits), float64(n)
	const slack = 1 + 1e-9
	switch {
	case sum > people*greatestWeight*slack || sum*slack < people*leastWeight:
		return words.Errorf("the weights of %d people add up to %g, and each lies between 0.000001 and 1000000000", n, sum)
	case squares*slack < sum*sum/people || squares > sum*sum*slack:
		return words.Errorf("the weights of %d people add up to %g, and their squares to %g: is this the sum of the squares, which lies between %g and %g?", n, sum, squares, sum*sum/people, sum*sum)
	}
	return nil
}

// words64 writes v into words, the lowest first. It fits.
func words64(v *big.Int, words []uint64) {
	rest := new(big.Int).Set(v)
	mask := new(big.Int).SetUint64(math.MaxUint64)
	for i := range words {
		words[i] = new(big.Int).And(rest, mask).Uint64()
		rest.Rsh(rest, 64)
	}
}

// validateCounts reports contradictions between the columns of counts and others.
func (s *Spec) validateCounts() error {
	switch {
	case s.SquaredWeight != "" && (s.Counts == "" || s.Weight == ""):
		return words.Errorf("--weight-squares belongs to --counts and --weight: a row then stands for many people, and has the sums of their weights and of the squares of these")
	case s.Counts == "":
		return nil
	case s.Weight != "" && s.SquaredWeight == "":
		return words.Errorf("with --counts, --weight names the sum of the weights of a row's people, and --weight-squares must name that of their squares")
	case s.Unit != "":
		return words.Errorf("--unit and --counts exclude each other: a row that stands for many people identifies none")
	}
	taken := map[string]string{}
	for _, c := range []struct{ role, column string }{{"--counts", s.Counts}, {"--weight", s.Weight}, {"--weight-squares", s.SquaredWeight}} {
		if other, twice := taken[canonical(c.column)]; twice && c.column != "" {
			return words.Errorf("column %q is both %s and %s", c.column, other, c.role)
		}
		taken[canonical(c.column)] = c.role
	}
	for _, column := range s.valueColumns() {
		if role, twice := taken[canonical(column)]; twice && column != "" {
			return words.Errorf("column %q is both %s and a value to count by", column, role)
		}
	}
	return nil
}

// valueColumns are the columns whose values are counted.
func (s *Spec) valueColumns() []string {
	columns := slices.Clone(s.Strata)
	for _, o := range s.Outcomes() {
		columns = append(columns, o.Column)
	}
	for _, a := range s.Attributes {
		columns = append(columns, a.Column)
	}
	return columns
}
