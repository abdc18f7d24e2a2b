package report_test

import (
	"errors"
	"maps"
	"math"
	"slices"
	"testing"
)

// What follows works out what published numbers tell of hidden ones, by linear
// programming. It is a simplex of its own, by Bland's rule: the systems are
// degenerate and not of full rank, which gonum's gives up on.

// system is what is known of unknown numbers that are at least 0: sums of them.
type system struct {
	rows   [][]float64
	values []float64
	solved *reduced // once it is
}

// sum says that the sum of unknowns, each times its coefficient, is a value.
func (s *system) sum(coefficients map[int]float64, value float64) {
	var row []float64
	for unknown, c := range coefficients {
		for len(row) <= unknown {
			row = append(row, 0)
		}
		row[unknown] = c
	}
	s.rows, s.values, s.solved = append(s.rows, row), append(s.values, value), nil
}

// with is a system of which more is known: that sums of unknowns are so much or more.
func (s *system) with(more ...atLeast) *system {
	out := &system{rows: slices.Clone(s.rows), values: slices.Clone(s.values)}
	for _, x := range more {
		terms := maps.Clone(x.of)
		terms[x.slack] = -1
		out.sum(terms, x.least)
	}
	return out
}

// atLeast says that a sum of unknowns is so much or more; by slack, an unknown that is
// nothing else.
type atLeast struct {
	of    map[int]float64
	least float64
	slack int
}

// among is what is known where one of several systems holds.
func among(ways []*system, unknowns []int) (lo, hi float64, err error) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, s := range ways {
		from, to, fault := s.between(unknowns)
		if fault != nil {
			err = fault
			continue
		}
		lo, hi = min(lo, from), max(hi, to)
	}
	if lo <= hi {
		err = nil
	}
	return lo, hi, err
}

// between is the least and the greatest that a sum of unknowns can be; the greatest
// may be infinite. The error says that nothing fits what is known, or that the
// method failed.
func (s *system) between(unknowns []int) (lo, hi float64, err error) {
	if s.solved == nil {
		solved, err := s.reduced()
		if err != nil {
			return 0, 0, err
		}
		if err := solved.start(); err != nil {
			return 0, 0, err
		}
		s.solved = solved
	}
	return s.solved.least(unknowns, 1), -s.solved.least(unknowns, -1), nil
}

// reduced is a system whose rows are independent, and unknowns that are told alone.
type reduced struct {
	fixed  map[int]float64
	column map[int]int // of the others that occur
	rows   [][]float64 // the last column is the sum
	basis  []int       // by row
}

const tiny = 1e-9

// reduced brings the rows to echelon form. A row that is left with one unknown
// tells it; one of unknowns that are 0 together tells each.
func (s *system) reduced() (*reduced, error) {
	width := 0
	for _, row := range s.rows {
		width = max(width, len(row))
	}
	var rows [][]float64
	for i, row := range s.rows {
		full := make([]float64, width+1)
		copy(full, row)
		full[width] = s.values[i]
		rows = append(rows, full)
	}
	r := &reduced{fixed: map[int]float64{}, column: map[int]int{}}
	for {
		rows = echelon(rows, width)
		told := map[int]float64{}
		for _, row := range rows {
			var in []int
			sign := 0.0
			for k := range width {
				if row[k] != 0 {
					in = append(in, k)
					if len(in) == 1 {
						sign = row[k]
					} else if sign*row[k] < 0 {
						sign = 0
					}
				}
			}
			switch {
			case len(in) == 0 && math.Abs(row[width]) > 1e-6:
				return nil, errors.New("what is known contradicts itself")
			case len(in) == 1:
				told[in[0]] = row[width] / row[in[0]]
			case sign != 0 && math.Abs(row[width]) < tiny:
				for _, k := range in {
					told[k] = 0
				}
			}
		}
		if len(told) == 0 {
			break
		}
		for k, value := range told {
			r.fixed[k] = value
			for _, row := range rows {
				row[width] -= row[k] * value
				row[k] = 0
			}
		}
	}
	for _, row := range rows {
		for k := range width {
			if _, ok := r.column[k]; row[k] != 0 && !ok {
				r.column[k] = len(r.column)
			}
		}
	}
	for _, row := range rows {
		dense := make([]float64, len(r.column)+1)
		for k, at := range r.column {
			dense[at] = row[k]
		}
		dense[len(r.column)] = row[width]
		r.rows = append(r.rows, dense)
	}
	return r, nil
}

// echelon brings rows to reduced echelon form, without those that say nothing.
func echelon(rows [][]float64, width int) [][]float64 {
	rank := 0
	for k := 0; k < width && rank < len(rows); k++ {
		best := rank
		for i := rank; i < len(rows); i++ {
			if math.Abs(rows[i][k]) > math.Abs(rows[best][k]) {
				best = i
			}
		}
		if math.Abs(rows[best][k]) < tiny {
			continue
		}
		rows[rank], rows[best] = rows[best], rows[rank]
		pivot := rows[rank]
		scale := pivot[k]
		for j := range pivot {
			pivot[j] /= scale
		}
		for i, row := range rows {
			if factor := row[k]; i != rank && factor != 0 {
				for j := range row {
					if row[j] -= factor * pivot[j]; math.Abs(row[j]) < tiny {
						row[j] = 0
					}
				}
			}
		}
		rank++
	}
	kept := rows[:rank]
	for _, row := range rows[rank:] {
		if math.Abs(row[width]) > 1e-6 {
			kept = append(kept, row)
		}
	}
	return kept
}

// start finds unknowns that fit, from as many artificial ones as there are rows.
func (r *reduced) start() error {
	n := len(r.column)
	m := len(r.rows)
	for i, row := range r.rows {
		wide := make([]float64, n+m+1)
		sign := 1.0
		if row[n] < 0 {
			sign = -1
		}
		for j := range n {
			wide[j] = sign * row[j]
		}
		wide[n+i], wide[n+m] = 1, sign*row[n]
		r.rows[i] = wide
		r.basis = append(r.basis, n+i)
	}
	objective := make([]float64, n+m)
	for i := range m {
		objective[n+i] = 1
	}
	if r.minimise(objective) > 1e-6 {
		return errors.New("nothing fits what is known")
	}
	for i, row := range r.rows { // no artificial one stays, unless its row says nothing more
		at := slices.IndexFunc(row[:n], func(x float64) bool { return math.Abs(x) > 1e-7 })
		if r.basis[i] >= n && at >= 0 {
			r.pivot(i, at)
		}
	}
	var kept [][]float64
	var basis []int
	for i, row := range r.rows {
		if r.basis[i] < n {
			kept, basis = append(kept, append(row[:n:n], max(0, row[n+m]))), append(basis, r.basis[i])
		}
	}
	r.rows, r.basis = kept, basis
	return nil
}

// pivot brings an unknown into the basis in the place of that of a row.
func (r *reduced) pivot(i, at int) {
	scale := r.rows[i][at]
	for j := range r.rows[i] {
		r.rows[i][j] /= scale
	}
	for k, row := range r.rows {
		if factor := row[at]; k != i && factor != 0 {
			for j := range row {
				row[j] -= factor * r.rows[i][j]
			}
			row[at] = 0
		}
	}
	r.basis[i] = at
}

// minimise finds the least of a sum, from unknowns that fit; it is −∞ where there
// is none. Bland's rule ends also where steps are of length 0.
func (r *reduced) minimise(objective []float64) float64 {
	n := len(objective)
	for {
		enter := -1
		for j := range n {
			cost := objective[j]
			for i, row := range r.rows {
				cost -= objective[r.basis[i]] * row[j]
			}
			if cost < -1e-7 && !slices.Contains(r.basis, j) {
				enter = j
				break
			}
		}
		if enter < 0 {
			break
		}
		leave, step := -1, math.Inf(1)
		for i, row := range r.rows {
			if row[enter] > 1e-7 {
				ratio := row[n] / row[enter]
				if ratio < step-1e-9 || ratio < step+1e-9 && r.basis[i] < r.basis[leave] {
					leave, step = i, ratio
				}
			}
		}
		if leave < 0 {
			return math.Inf(-1)
		}
		r.pivot(leave, enter)
	}
	total := 0.0
	for i, row := range r.rows {
		total += objective[r.basis[i]] * row[n]
	}
	return total
}

// least is the least that a sum of unknowns, times a sign, can be.
func (r *reduced) least(unknowns []int, sign float64) float64 {
	total := 0.0
	objective := make([]float64, len(r.column))
	for _, k := range unknowns {
		value, isFixed := r.fixed[k]
		at, ok := r.column[k]
		switch {
		case isFixed:
			total += sign * value
		case ok:
			objective[at] = sign
		case sign < 0:
			return math.Inf(-1) // it is in no equation
		}
	}
	return total + r.minimise(objective)
}

// TestAttackSystem works out the bounds of a table with known margins, which Fréchet's
// are: max(0, r+c−N) and min(r, c).
func TestAttackSystem(t *testing.T) {
	margins := [2][3]float64{{30, 12, 5}, {20, 20, 7}}
	var s system
	for i := range 3 {
		row, column := map[int]float64{}, map[int]float64{}
		for j := range 3 {
			row[3*i+j], column[3*j+i] = 1, 1
		}
		s.sum(row, margins[0][i])
		s.sum(column, margins[1][i])
	}
	for i, r := range margins[0] {
		for j, c := range margins[1] {
			lo, hi, err := s.between([]int{3*i + j})
			if want, most := max(0, r+c-47), min(r, c); err != nil || math.Abs(lo-want) > 1e-6 || math.Abs(hi-most) > 1e-6 {
				t.Errorf("cell %d %d: %g to %g (%v), want %g to %g", i, j, lo, hi, err, want, most)
			}
		}
	}
	if _, hi, err := s.between([]int{9}); err != nil || !math.IsInf(hi, 1) {
		t.Errorf("of a number that nothing is known of: up to %g, %v", hi, err)
	}
	if lo, hi, err := s.between([]int{0, 1, 2}); err != nil || math.Abs(lo-30) > 1e-6 || math.Abs(hi-30) > 1e-6 {
		t.Errorf("a row: %g to %g, %v", lo, hi, err)
	}
	s.sum(map[int]float64{0: 1, 1: 1, 2: 1}, 31)
	if _, _, err := s.between([]int{0}); err == nil {
		t.Error("a row has two sums, and no error")
	}
}
