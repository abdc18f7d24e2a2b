package report

import (
	"math"
)

// span is a range of numbers.
type span struct{ lo, hi float64 }

// include widens the span to a number, if it is defined.
func (s *span) include(x Number) {
	if x.IsDefined() {
		s.lo, s.hi = min(s.lo, float64(x)), max(s.hi, float64(x))
	}
}

// scale places numbers from lo to hi at percentages from from to to of a chart's width.
type scale struct{ lo, hi, from, to float64 }

func (s scale) holds(x float64) bool { return x >= s.lo && x <= s.hi }

// at is the place of a number.
func (s scale) at(x float64) float64 {
	if s.hi <= s.lo {
		return s.from
	}
	return s.from + (s.to-s.from)*(min(max(x, s.lo), s.hi)-s.lo)/(s.hi-s.lo)
}

// cut is the place of a limit, and whether the limit lies beyond the chart. What
// is neither defined nor infinite lies there too.
func (s scale) cut(x Number, infinite, upper bool) (place float64, beyond bool) {
	switch {
	case x.IsDefined() && !infinite:
		return s.at(float64(x)), !s.holds(float64(x))
	case upper:
		return s.to, true
	}
	return s.from, true
}

// tick is a mark of an axis.
type tick struct {
	X    float64 // in percent
	Text string
}

// ticks are about five round numbers on the scale, written with as many places as
// tell them apart.
func (s scale) ticks(write func(x float64, places int) string) []tick {
	width := s.hi - s.lo
	if !(width > 0) || math.IsInf(width, 0) {
		return nil
	}
	power := math.Floor(math.Log10(width / 5))
	step, places := 0.0, 0
	for _, m := range []float64{1, 2, 5, 10} {
		step = m * math.Pow(10, power)
		if width/step <= 6 {
			break
		}
	}
	places = int(max(0, -math.Floor(math.Log10(step)+1e-9)))
	var out []tick
	for i := math.Ceil(s.lo/step - 1e-9); i*step <= s.hi+step*1e-9; i++ {
		out = append(out, tick{s.at(i * step), write(i*step+0, places)})
	}
	return out
}
