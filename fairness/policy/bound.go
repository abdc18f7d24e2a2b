package policy

import (
	"math/big"
	"regexp"
	"slices"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Bound is what a contrast must keep to. A value exactly at the bound keeps it.
type Bound struct {
	AtLeast bool     // "≥" for MinMax, "≤" for the others
	Value   *big.Rat // exact: 4/5 and 0.8 are the same bound
	Text    string   // the value as it is written
	float   float64
}

// String writes the bound with its sign, as "≥ 0.80" or "≤ 5/4" is read.
func (b Bound) String() string {
	sign := "≤"
	if b.AtLeast {
		sign = "≥"
	}
	return sign + " " + b.Decimal()
}

// Decimal writes the value as a decimal with at least two places.
func (b Bound) Decimal() string {
	for places := 2; places <= 9; places++ {
		text := b.Value.FloatString(places)
		if exact, ok := new(big.Rat).SetString(text); ok && exact.Cmp(b.Value) == 0 {
			return text
		}
	}
	return b.Value.FloatString(6)
}

// Float is the value as a float.
func (b Bound) Float() float64 { return b.float }

// ParseBound reads `>= 4/5`, `<= 0.10` or the like.
//
//	bound  = ( ">=" | "<=" ) number
//	number = decimal | digits "/" digits
func ParseBound(text string) (Bound, error) {
	m := boundForm.FindStringSubmatch(text)
	if m == nil {
		return Bound{}, words.Errorf(`a bound is written like ">= 4/5" or "<= 0.10", not %q`, text)
	}
	value, ok := new(big.Rat).SetString(m[2])
	if !ok {
		return Bound{}, words.Errorf("the bound %q has no value", text)
	}
	b := Bound{AtLeast: m[1] == ">=", Value: value, Text: m[2]}
	b.float, _ = value.Float64()
	return b, nil
}

var boundForm = regexp.MustCompile(`^\s*(>=|<=)\s*([0-9]{1,9}(?:\.[0-9]{1,9}|/[1-9][0-9]{0,8})?)\s*$`)

// fits reports why the bound cannot serve a contrast: the wrong side, or a value
// that the contrast can only keep, or never.
func (b Bound) fits(c *metric.Contrast) error {
	one := big.NewRat(1, 1)
	switch o := c.Operation; {
	case o == metric.MinMax && (!b.AtLeast || b.Value.Sign() <= 0 || b.Value.Cmp(one) > 0):
		return words.Errorf(`the ratio min/max is at most 1: its bound is ">=" a number in (0, 1], not %q`, b.written())
	case o == metric.MaxMin && (b.AtLeast || b.Value.Cmp(one) < 0):
		return words.Errorf(`the ratio max/min is at least 1: its bound is "<=" a number of at least 1, not %q`, b.written())
	case o == "" && (b.AtLeast || b.Value.Cmp(one) >= 0):
		return words.Errorf(`a share lies between 0 and 1: its bound is "<=" a number below 1, not %q`, b.written())
	case o == metric.Difference && proportions(c) && (b.AtLeast || b.Value.Cmp(one) >= 0):
		return words.Errorf(`a difference of rates lies between 0 and 1: its bound is "<=" a number below 1, not %q`, b.written())
	case o == metric.Difference && b.AtLeast:
		return words.Errorf(`a difference max-min is at least 0: its bound is "<=" a number, not %q`, b.written())
	}
	return nil
}

// proportions reports whether all rates of a contrast lie between 0 and 1.
func proportions(c *metric.Contrast) bool {
	return !slices.ContainsFunc(c.Rates, func(id string) bool {
		rate, ok := metric.FindRate(id)
		return !ok || !rate.IsShare()
	})
}

func (b Bound) written() string {
	if b.AtLeast {
		return ">= " + b.Text
	}
	return "<= " + b.Text
}
