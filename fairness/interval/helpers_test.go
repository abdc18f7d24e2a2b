package interval

import (
	"math/rand/v2"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

// pair is the input of the two-group vectors.
type pair struct{ X1, N1, X2, N2 float64 }

func (p pair) first() Proportion  { return Proportion{p.X1, p.N1} }
func (p pair) second() Proportion { return Proportion{p.X2, p.N2} }

// limits is a reference interval; nil when the file gives null.
type limits []oracle.Value

// eachCase runs fn on every case of every file of a topic, a subtest per file.
func eachCase[T any](t *testing.T, topic string, fn func(c *check, in T)) {
	t.Helper()
	for _, f := range oracle.Load[T](t, topic) {
		t.Run(f.Name, func(t *testing.T) {
			c := &check{T: t, tol: f.Tolerance}
			for i, in := range f.Cases {
				c.index = i
				fn(c, in)
			}
			if c.compared == 0 {
				t.Error("no value was compared")
			}
		})
	}
}

// check compares results with the reference at the tolerance of a file.
type check struct {
	*testing.T
	tol      oracle.Tolerance
	index    int
	compared int
}

func (c *check) value(what string, got float64, want oracle.Value) {
	c.Helper()
	c.compared++
	if !c.tol.Close(got, want) {
		c.Errorf("case %d: %s = %.17g, want %+v", c.index+1, what, got, want)
	}
}

// optional compares a result that may be undefined on both sides.
func (c *check) optional(what string, got float64, defined bool, want oracle.Value) {
	c.Helper()
	if defined != !want.Null {
		c.compared++
		c.Errorf("case %d: %s defined = %v (%v), want %+v", c.index+1, what, defined, got, want)
		return
	}
	if defined {
		c.value(what, got, want)
	}
}

func (c *check) interval(what string, got Interval, defined bool, want limits) {
	c.Helper()
	if defined != (want != nil) {
		c.compared++
		c.Errorf("case %d: %s defined = %v (%v), want %v", c.index+1, what, defined, got, want)
		return
	}
	if defined {
		c.value(what+" lower", got.Lo, want[0])
		c.value(what+" upper", got.Hi, want[1])
	}
}

func (c *check) same(what string, got, want any) {
	c.Helper()
	c.compared++
	if got != want {
		c.Errorf("case %d: %s = %v, want %v", c.index+1, what, got, want)
	}
}

// seeded returns the generator of the property tests, the same on every run.
func seeded() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// anyProportion draws a group of 1 to 10⁵ rows, boundary counts included.
func anyProportion(r *rand.Rand) Proportion {
	sizes := []int64{1, 2, 5, 20, 100, 3000, 100000}
	n := 1 + r.Int64N(sizes[r.IntN(len(sizes))])
	switch r.IntN(5) {
	case 0:
		return Proportion{0, float64(n)}
	case 1:
		return Proportion{float64(n), float64(n)}
	}
	return Proportion{float64(r.Int64N(n + 1)), float64(n)}
}
