package interval

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

func TestClopperPearsonEdges(t *testing.T) {
	for _, c := range []struct {
		name    string
		x, n, a float64
		want    Interval
	}{
		{"no rows", 0, 0, 0.05, Interval{0, 1}},
		{"negative rows", 1, -1, 0.05, Interval{0, 1}},
		{"level 0", 3, 9, 0, Interval{0, 1}},
		{"NaN level", 3, 9, math.NaN(), Interval{0, 1}},
		{"NaN count", math.NaN(), 9, 0.05, Interval{0, 1}},
		{"endless rows", 3, math.Inf(1), 0.05, Interval{0, 1}},
		{"one row, failure", 0, 1, 0.025, Interval{0, 0.975}},
		{"one row, success", 1, 1, 0.025, Interval{0.025, 1}},
		{"level above one half", 1, 1, 0.9, Interval{0.5, 1}},
		{"more successes than rows by rounding", 5 + 1e-12, 5, 0.5, Interval{math.Pow(0.5, 0.2), 1}},
	} {
		got := ClopperPearson(c.x, c.n, c.a)
		if math.Abs(got.Lo-c.want.Lo) > 1e-10 || math.Abs(got.Hi-c.want.Hi) > 1e-10 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestBoundaryCountsAreExact(t *testing.T) {
	for _, n := range []float64{1, 3, 30, 1e4, 1e7} {
		for _, a := range []float64{0.45, 0.25, 0.025, 1e-9} {
			for _, m := range ProportionMethods {
				if got := m.Limits(0, n, a); got.Lo != 0 || got.Hi <= 0 {
					t.Errorf("%s of 0/%g at %g = %v", m.ID, n, a, got)
				}
				if got := m.Limits(n, n, a); got.Hi != 1 || got.Lo >= 1 {
					t.Errorf("%s of all of %g at %g = %v", m.ID, n, a, got)
				}
			}
		}
	}
}

// TestRareEventsInLargeGroups covers the region where the library's inverse is
// wrong without saying so: few events of ten million rows at tiny levels. The
// limits must invert the distribution function of the events themselves.
func TestRareEventsInLargeGroups(t *testing.T) {
	const n = 1e7
	for _, x := range []float64{0, 1, 2, 5, 10, 100} {
		for _, a := range []float64{0.05, 1e-5, 1e-9, 1e-12} {
			got := ClopperPearson(x, n, a)
			// At this size the events are Poisson to within 1e-5 of their tails.
			if tail := poissonAtMost(x, n*got.Hi); math.Abs(tail/a-1) > 1e-3 {
				t.Errorf("%g events, level %g: upper limit %g has tail %g", x, a, got.Hi, tail)
			}
			if x == 0 {
				continue
			}
			if tail := mathext.GammaIncReg(x, n*got.Lo); math.Abs(tail/a-1) > 1e-3 {
				t.Errorf("%g events, level %g: lower limit %g has tail %g", x, a, got.Lo, tail)
			}
		}
	}
}

func poissonAtMost(x, mean float64) float64 { return mathext.GammaIncRegComp(x+1, mean) }

// TestHugeGroups compares the limits of ten million to a billion rows with the
// Cornish–Fisher expansion, whose error there is far below the tolerance: a
// millionth of the distance between estimate and limit.
func TestHugeGroups(t *testing.T) {
	for _, n := range []float64{1e7, 1e8, 1e9} {
		for _, rate := range []float64{0.5, 0.2} {
			for _, level := range []float64{0.25, 0.05, 1e-6} {
				want := cornishFisher(n*rate, n-n*rate+1, level)
				got := ClopperPearson(n*rate, n, level).Lo
				if math.Abs(got-want) > 1e-6*(rate-want) {
					t.Errorf("%g of %g at %g: %.15g, want %.15g", n*rate, n, level, got, want)
				}
			}
		}
	}
}

// cornishFisher is the p quantile of Beta(a, b) from its first four moments.
func cornishFisher(a, b, p float64) float64 {
	n, z := a+b, -normalQuantile(p)
	mean := a / n
	sd := math.Sqrt(mean * (1 - mean) / (n + 1))
	skew := 2 * (b - a) * math.Sqrt(n+1) / ((n + 2) * math.Sqrt(a*b))
	excess := 6 * ((a-b)*(a-b)*(n+1) - a*b*(n+2)) / (a * b * (n + 2) * (n + 3))
	w := z + skew*(z*z-1)/6 + excess*(z*z*z-3*z)/24 - skew*skew*(2*z*z*z-5*z)/36
	return mean + sd*w
}

// TestNothingIsNaN draws counts and levels far outside what an audit meets.
func TestNothingIsNaN(t *testing.T) {
	r := seeded()
	draw := func() Proportion {
		n := math.Pow(10, 12*r.Float64()-3)
		return Proportion{n * r.Float64() * r.Float64(), n}
	}
	for range 2000 {
		p, q, a := draw(), draw(), 0.4*math.Pow(10, -299*r.Float64()*r.Float64())
		lp, lq := LimitsAt(p, a, Guard), LimitsAt(q, a, Guard)
		for _, in := range []Interval{lp.At, lp.Guard, Difference(lp, lq), Ratio(lp, lq), Jeffreys(p.X, p.N, a), Wilson(p.X, p.N, a)} {
			if !(in.Lo <= in.Hi) {
				t.Fatalf("%v, %v at %g: %v", p, q, a, in)
			}
		}
		if v := PValue(p, q, 1, 0); !(v > 0 && v <= 1) {
			t.Fatalf("%v, %v: p = %v", p, q, v)
		}
	}
}

// TestBetaQuantileInvertsTheDistribution checks the quantile over a grid that
// includes the parameters at which the library's inverse fails.
func TestBetaQuantileInvertsTheDistribution(t *testing.T) {
	sizes := []float64{0.5, 1, 1.5, 5, 11, 100, 1e4, 999990}
	repaired := 0
	for _, a := range sizes {
		for _, b := range sizes {
			for _, p := range []float64{0.5, 0.25, 0.05, 1e-3, 1e-5, 1e-8, 1e-12} {
				q, complement := betaQuantile(a, b, p)
				if !fitsQuantile(a, b, p, mathext.InvRegIncBeta(a, b, p)) {
					repaired++
				}
				// Near 1 a quantile is only as fine as the spacing of doubles there.
				step := max(p*1e-7, mathext.RegIncBeta(a, b, min(q+3e-16, 1))-mathext.RegIncBeta(a, b, max(q-3e-16, 0)))
				if got := mathext.RegIncBeta(a, b, q); q <= 0 || math.Abs(got-p) > step {
					t.Errorf("I(%g; %g, %g) = %g, want %g", q, a, b, got, p)
				}
				if math.Abs(q+complement-1) > 1e-15 {
					t.Errorf("quantile %g and complement %g", q, complement)
				}
			}
		}
	}
	if repaired == 0 {
		t.Error("the grid has no point at which the library's inverse fails")
	}
}

func TestPairsWithoutSuccesses(t *testing.T) {
	zero, some := LimitsAt(Proportion{0, 50}, 0.05, Guard), LimitsAt(Proportion{9, 50}, 0.05, Guard)
	if got := Ratio(zero, zero); got != (Interval{0, math.Inf(1)}) {
		t.Errorf("0/0 = %v", got)
	}
	if got := Ratio(some, zero); !math.IsInf(got.Hi, 1) || got.Lo <= 0 {
		t.Errorf("some/0 = %v", got)
	}
	if got := Ratio(zero, some); got.Lo != 0 || math.IsInf(got.Hi, 1) {
		t.Errorf("0/some = %v", got)
	}
	if got := Difference(zero, zero); got.Lo != -got.Hi || got.Hi <= 0 {
		t.Errorf("0 - 0 = %v", got)
	}
}

func TestDifferencesOfInfiniteValues(t *testing.T) {
	odds := func(x float64) Level { return LimitsAt(Odds(Proportion{x, 10}), 0.05, Guard) }
	for _, c := range []struct{ p, q Level }{{odds(10), odds(10)}, {odds(10), odds(3)}, {odds(3), odds(10)}} {
		for _, got := range []Interval{Difference(c.p, c.q), Ratio(c.p, c.q)} {
			if math.IsNaN(got.Lo) || math.IsNaN(got.Hi) || got.Lo > got.Hi {
				t.Errorf("limits of %v against %v: %v", c.p.Value, c.q.Value, got)
			}
		}
	}
	both := Linear{Terms: []Term{{1, Odds(Proportion{10, 10})}, {-1, Odds(Proportion{3, 10})}}}
	if got := both.Limits(0.05); math.IsNaN(got.Lo) || math.IsNaN(got.Hi) {
		t.Errorf("linear combination with an infinite term: %v", got)
	}
}

func TestRatioOfSignedQuantitiesSaysNothing(t *testing.T) {
	signed := Level{Value: 0.1, At: Interval{-0.2, 0.3}, Guard: Interval{0, 0.2}}
	if got := Ratio(signed, signed); got != (Interval{math.Inf(-1), math.Inf(1)}) {
		t.Errorf("ratio = %v", got)
	}
}

func TestRatioOfUndefined(t *testing.T) {
	none := RatioOf{Proportion{0, 5}, Proportion{0, 5}}
	if none.Defined() || none.Value() != 0 || none.Limits(0.05) != (Interval{0, math.Inf(1)}) {
		t.Errorf("0/0: defined %v, value %v, limits %v", none.Defined(), none.Value(), none.Limits(0.05))
	}
	if v := (RatioOf{Proportion{2, 5}, Proportion{0, 5}}).Value(); !math.IsInf(v, 1) {
		t.Errorf("2/5 over 0 = %v", v)
	}
}

func TestPValueTiesAndExtremes(t *testing.T) {
	if p := PValue(Proportion{3, 10}, Proportion{2, 10}, 1, 0.1); p != 1 {
		t.Errorf("an estimate at the threshold has p = %v", p)
	}
	if p := PValue(Proportion{3, 10}, Proportion{2, 10}, 0, 0); p != 1 {
		t.Errorf("rho = 0 has p = %v", p)
	}
	p := PValue(Proportion{9e5, 1e6}, Proportion{1e5, 1e6}, 1, 0)
	if !(p > 0 && p < 1e-200) {
		t.Errorf("overwhelming evidence has p = %v", p)
	}
	if a, b := PassGuard(0.05), PassGuard(0.01); a != Guard || b != 0.1 {
		t.Errorf("PassGuard = %v, %v", a, b)
	}
}

func TestEmptyAndDegenerateInputs(t *testing.T) {
	for _, adjust := range []func([]float64) []float64{Bonferroni, Holm, Hochberg, Hommel, BenjaminiHochberg, BenjaminiYekutieli} {
		if got := adjust(nil); len(got) != 0 {
			t.Errorf("no p-values adjust to %v", got)
		}
	}
	if got := WeightedHolm([]float64{0, 0.01}, []float64{0, 1}); got[0] != 1 || got[1] != 0.01 {
		t.Errorf("a hypothesis without weight: %v", got)
	}
	if got := WeightedBonferroni([]float64{0, 0.01, 0.7}, []float64{0, 0.5, 0.5}); got[0] != 1 || got[1] != 0.02 || got[2] != 1 {
		t.Errorf("weighted Bonferroni: %v", got)
	}
	if _, ok := Effective(Weighted{N: 3}, 1); ok {
		t.Error("rows without weight have an effective size")
	}
	if e, _ := Effective(Weighted{N: 10, W: 10, W2: 10, WY: 4, W2Y: 4}, 2); e != (Proportion{2, 5}) {
		t.Errorf("design effect 2 on 4/10: %v", e)
	}
	if f := FisherExact(0, 0, 0, 0); f.TwoSided != 1 || f.MidLess != 0.5 {
		t.Errorf("an empty table: %+v", f)
	}
	if mh := MantelHaenszel(nil); mh.CMH.Defined || mh.OR.Defined || mh.RD.Defined || mh.CMH.P != 1 {
		t.Errorf("no strata: %+v", mh)
	}
	if s := Standardise(nil); s.Defined {
		t.Errorf("no strata: %+v", s)
	}
	for _, m := range append(DifferenceMethods, RatioMethods...) {
		if got, ok := m.Limits(0, 0, 1, 2, 0.05); ok || math.IsNaN(got.Lo) || math.IsNaN(got.Hi) {
			t.Errorf("%s of an empty group: %v, %v", m.ID, got, ok)
		}
	}
}

func TestOddsRatioAtTheBorder(t *testing.T) {
	none := MantelHaenszel([]Stratum{{0, 10, 5, 10}})
	if !none.OR.Defined || none.OR.Value != 0 || none.OR.Bounded {
		t.Errorf("no events in group 1: %+v", none.OR)
	}
	if _, ok := none.OR.Limits(0.025); ok {
		t.Error("an odds ratio of 0 has limits")
	}
	endless := MantelHaenszel([]Stratum{{5, 10, 0, 10}})
	if endless.OR.Defined || endless.RR.Defined || !endless.RD.Defined {
		t.Errorf("no events in group 0: %+v", endless)
	}
}

func TestExactComparisons(t *testing.T) {
	const big = math.MaxInt64 / 10
	for _, c := range []struct {
		name            string
		x, n, xRef, ref int64
		want            bool
	}{
		{"exactly four fifths", 80, 100, 100, 100, false},
		{"48/60 to 60/60", 48, 60, 60, 60, false},
		{"just below", 799, 1000, 1000, 1000, true},
		{"counts beyond 64-bit products", 8*(big/10) - 1, big, 10 * (big / 10), big, true},
		{"reference rate 0", 0, 10, 0, 10, false},
		{"empty group", 0, 0, 5, 10, false},
	} {
		if got := BelowFourFifths(c.x, c.n, c.xRef, c.ref); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	// The Uniform Guidelines' example: 3 of 20 against 16 of 80.
	if reverses, ok := FlipFlop(3, 20, 16, 80); !reverses || !ok {
		t.Error("one selection moved to 3/20 from 16/80 does not reverse the order")
	}
	if !OnePersonSensitive(3, 20, 16, 80) || OnePersonSensitive(300, 2000, 1600, 8000) {
		t.Error("one-person sensitivity")
	}
	if _, ok := FlipFlop(5, 10, 5, 10); ok {
		t.Error("equal rates have a lower group")
	}
	if Shortfall(1, 0, 1, 2) != nil || Shortfall(5, 10, 5, 10).Sign() != 0 {
		t.Error("shortfall of an empty group or of equal rates")
	}
}

func TestPlanningLimits(t *testing.T) {
	if _, ok := PlanFailDifference(0.3, 0.3, 0.1).Rows(0.05, 0.2, 1); ok {
		t.Error("rows can show an excess that is not there")
	}
	if _, ok := PlanPassDifference(0.3, 0.3, 0.1).RowsGiven(0.05, 0.1, 10); ok {
		t.Error("ten rows in the other group suffice")
	}
	sum := 0.0
	for look := 1; look <= 100000; look++ {
		sum += Spending(0.05, look)
	}
	if sum >= 0.05 || sum < 0.0499 || Spending(0.05, 1) != 0.025 || Spending(0.05, 0) != 0.025 {
		t.Errorf("looks spend %v", sum)
	}
}
