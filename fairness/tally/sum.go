package tally

import (
	"fmt"
	"math/big"
	"strings"
)

// WeightDigits is the number of decimal places to which a weight is exact.
// Weights are integers of this unit, so that their sums depend neither on the
// order of the rows nor on who added them up.
const WeightDigits = 9

// Sum is the measure of a cell: how many rows, and for weighted rows the exact
// Σw in units of 10⁻⁹ and Σw² in units of 10⁻¹⁸. W and W2 are nil when the rows
// have no weights. A Sum is a value: nothing changes the integers it points to.
type Sum struct {
	N     int64
	W, W2 *big.Int
}

// Plus returns the measure of the rows of both.
func (s Sum) Plus(o Sum) Sum {
	return Sum{N: s.N + o.N, W: add(s.W, o.W), W2: add(s.W2, o.W2)}
}

// equal reports whether both measures are the same numbers.
func (s Sum) equal(o Sum) bool {
	return s.N == o.N && same(s.W, o.W) && same(s.W2, o.W2)
}

// Weight is Σw as a float; of unweighted rows, their count.
func (s Sum) Weight() float64 { return s.float(s.W, WeightDigits) }

// SquaredWeight is Σw² as a float; of unweighted rows, their count.
func (s Sum) SquaredWeight() float64 { return s.float(s.W2, 2*WeightDigits) }

// ExactWeight is Σw as a fraction; of unweighted rows, their count.
func (s Sum) ExactWeight() *big.Rat {
	if s.W == nil {
		return new(big.Rat).SetInt64(s.N)
	}
	return new(big.Rat).SetFrac(s.W, pow10(WeightDigits))
}

func (s Sum) float(v *big.Int, digits int) float64 {
	if v == nil {
		return float64(s.N)
	}
	f, _ := new(big.Rat).SetFrac(v, pow10(digits)).Float64()
	return f
}

func add(x, y *big.Int) *big.Int {
	switch {
	case x == nil:
		return y
	case y == nil:
		return x
	}
	return new(big.Int).Add(x, y)
}

func same(x, y *big.Int) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Cmp(y) == 0
}

func pow10(digits int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
}

// decimal writes v, which counts units of 10^-digits, as the shortest decimal.
func decimal(v *big.Int, digits int) string {
	text := fmt.Sprintf("%0*s", digits+1, v.String())
	whole, fraction := text[:len(text)-digits], strings.TrimRight(text[len(text)-digits:], "0")
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// parseDecimal reads what decimal writes.
func parseDecimal(text string, digits int) (*big.Int, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > digits {
		return nil, errorf("%q has more than %d decimal places", text, digits)
	}
	v, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10)
	if !ok || v.Sign() < 0 {
		return nil, errorf("%q is not a decimal number of at least 0", text)
	}
	return v, nil
}
