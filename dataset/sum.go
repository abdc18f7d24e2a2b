package dataset

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// sum is a [tally.Sum] of fixed size: the exact Σw in units of 10⁻⁹ and Σw² in
// units of 10⁻¹⁸, the lowest word first. 2⁵⁰ rows of the greatest weight fit.
type sum struct {
	n  int64
	w  [2]uint64
	w2 [3]uint64
}

// add counts a row of weight w.
func (s *sum) add(w uint64) {
	var carry uint64
	s.n++
	s.w[0], carry = bits.Add64(s.w[0], w, 0)
	s.w[1] += carry
	high, low := bits.Mul64(w, w)
	s.w2[0], carry = bits.Add64(s.w2[0], low, 0)
	s.w2[1], carry = bits.Add64(s.w2[1], high, carry)
	s.w2[2] += carry
}

// plus adds the rows of o.
func (s *sum) plus(o *sum) {
	var carry uint64
	s.n += o.n
	s.w[0], carry = bits.Add64(s.w[0], o.w[0], 0)
	s.w[1] += o.w[1] + carry
	s.w2[0], carry = bits.Add64(s.w2[0], o.w2[0], 0)
	s.w2[1], carry = bits.Add64(s.w2[1], o.w2[1], carry)
	s.w2[2] += o.w2[2] + carry
}

// tally is the sum as a cell of a tally has it.
func (s *sum) tally(weighted bool) tally.Sum {
	if !weighted {
		return tally.Sum{N: s.n}
	}
	return tally.Sum{N: s.n, W: integer(s.w[:]), W2: integer(s.w2[:])}
}

func integer(words []uint64) *big.Int {
	v := new(big.Int)
	for i := len(words) - 1; i >= 0; i-- {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(words[i]))
	}
	return v
}

// weightDigits is the number of decimal places of a weight.
const weightDigits = tally.WeightDigits

// The least and greatest weight other than 0: within them a weight keeps at
// least three of its digits, and its square can be summed by any engine.
const (
	leastWeight    = 1e-6
	greatestWeight = 1e9
)

// weightOf returns the weight in units of 10⁻⁹, or the reason why the row is left out.
func (t *texts) weightOf(text []byte) (weight uint64, reason string, err error) {
	if w, ok := t.parse(text); ok && w >= leastWeight && w <= greatestWeight {
		return inUnits(w), "", nil
	}
	return t.parseWeight(string(text))
}

func inUnits(w float64) uint64 { return uint64(math.Round(w * 1e9)) }

// parseWeight is [texts.weightOf] for a text of any form.
func (t *texts) parseWeight(text string) (weight uint64, reason string, err error) {
	canonical, err := t.canonical(text)
	if err != nil || canonical == "" {
		return 0, NoWeight, err
	}
	w, err := t.number(canonical)
	switch {
	case err != nil:
		return 0, "", words.Errorf("%w%s", err, ifMissing(canonical))
	case w < 0:
		return 0, "", words.Errorf("the weight %s is negative", canonical)
	case w == 0:
		return 0, ZeroWeight, nil
	case w < leastWeight || w > greatestWeight:
		return 0, "", words.Errorf("the weight %s lies outside 0.000001 to 1000000000: multiply all weights by one factor, which changes no result", canonical)
	}
	return inUnits(w), "", nil
}
