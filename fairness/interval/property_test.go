package interval

import (
	"math"
	"math/rand/v2"
	"testing"
)

// slack allows for the rounding of a quantile, 1e-9 relative to the range.
const slack = 1e-9

// anyEstimate draws a proportion or something made of proportions.
func anyEstimate(r *rand.Rand) Estimate {
	p, q := anyProportion(r), anyProportion(r)
	switch r.IntN(5) {
	case 0:
		return F1(p)
	case 1:
		return Linear{Constant: -1, Terms: []Term{{1, p}, {1, q}}}
	case 2:
		return Linear{Terms: []Term{{0.5, p}, {-0.5, q}}}
	case 3:
		return RatioOf{p, q}
	}
	return p
}

func anyLevel(r *rand.Rand) float64 { return math.Pow(10, -6*r.Float64()) / 2 }

// within reports lo ≤ v ≤ hi up to slack relative to the size of v.
func within(in Interval, v float64) bool {
	if math.IsInf(v, 1) {
		return in.Hi == v
	}
	eps := slack * max(1, math.Abs(v))
	return in.Lo <= v+eps && v-eps <= in.Hi
}

func TestLimitsNestAndContainTheValue(t *testing.T) {
	r := seeded()
	for range 3000 {
		e, a := anyEstimate(r), anyLevel(r)
		wide, narrow := e.Limits(a/2), e.Limits(a)
		if !within(narrow, e.Value()) {
			t.Fatalf("%+v at %g: %v does not contain %v", e, a, narrow, e.Value())
		}
		if !within(wide, narrow.Lo) || !within(wide, min(narrow.Hi, 1e300)) {
			t.Fatalf("%+v at %g: %v is not inside %v", e, a, narrow, wide)
		}
	}
}

func TestPairLimitsNestAndContainTheValue(t *testing.T) {
	r := seeded()
	for range 3000 {
		p, q, a := anyProportion(r), anyProportion(r), anyLevel(r)
		for name, limits := range map[string]func(p, q Level) Interval{
			"difference": Difference, "unguarded difference": MoverDifference,
			"ratio": Ratio, "unguarded ratio": MoverRatio,
		} {
			narrow := limits(LimitsAt(p, a, Guard), LimitsAt(q, a, Guard))
			wide := limits(LimitsAt(p, a/3, Guard), LimitsAt(q, a/3, Guard))
			value := p.Value() - q.Value()
			if name == "ratio" || name == "unguarded ratio" {
				value = RatioOf{p, q}.Value()
			}
			if !within(narrow, value) {
				t.Fatalf("%s of %v and %v at %g: %v misses %v", name, p, q, a, narrow, value)
			}
			if narrow.Lo < wide.Lo-slack || narrow.Hi > wide.Hi+slack*max(1, min(wide.Hi, 1e9)) {
				t.Fatalf("%s of %v and %v: %v is wider than %v", name, p, q, narrow, wide)
			}
		}
	}
}

func TestGuardOnlyWidens(t *testing.T) {
	r := seeded()
	for range 2000 {
		a := anyLevel(r)
		p, q := LimitsAt(anyEstimate(r), a, Guard), LimitsAt(anyEstimate(r), a, Guard)
		plain, guarded := MoverDifference(p, q), Difference(p, q)
		if guarded.Lo > plain.Lo || guarded.Hi < plain.Hi {
			t.Fatalf("guarded %v inside %v", guarded, plain)
		}
		if math.IsNaN(guarded.Lo+guarded.Hi-guarded.Hi) && !math.IsInf(guarded.Hi, 0) {
			t.Fatalf("NaN in %v", guarded)
		}
	}
}

func TestSwappingGroups(t *testing.T) {
	r := seeded()
	for range 3000 {
		a := anyLevel(r)
		p, q := LimitsAt(anyProportion(r), a, Guard), LimitsAt(anyProportion(r), a, Guard)
		pq, qp := Difference(p, q), Difference(q, p)
		if pq.Lo != -qp.Hi || pq.Hi != -qp.Lo {
			t.Fatalf("Difference %v, swapped %v", pq, qp)
		}
		ratio, inverse := Ratio(p, q), Ratio(q, p)
		if !near(ratio.Lo, 1/inverse.Hi) || !near(ratio.Hi, 1/inverse.Lo) {
			t.Fatalf("Ratio %v, swapped %v", ratio, inverse)
		}
	}
}

func near(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-12*math.Abs(b) }

func TestRanges(t *testing.T) {
	r := seeded()
	for range 3000 {
		p, q, a := anyProportion(r), anyProportion(r), anyLevel(r)
		for _, m := range ProportionMethods {
			if got := m.Limits(p.X, p.N, a); !inside(got, 0, 1) {
				t.Fatalf("%s of %v at %g = %v", m.ID, p, a, got)
			}
		}
		for _, m := range DifferenceMethods {
			if got, _ := m.Limits(p.X, p.N, q.X, q.N, a); !inside(got, -1, 1) {
				t.Fatalf("%s of %v and %v at %g = %v", m.ID, p, q, a, got)
			}
		}
		for _, m := range RatioMethods {
			if got, _ := m.Limits(p.X, p.N, q.X, q.N, a); !inside(got, 0, math.Inf(1)) {
				t.Fatalf("%s of %v and %v at %g = %v", m.ID, p, q, a, got)
			}
		}
	}
}

// inside also fails on NaN.
func inside(in Interval, lo, hi float64) bool { return lo <= in.Lo && in.Lo <= in.Hi && in.Hi <= hi }

func TestLimitsRiseWithTheCount(t *testing.T) {
	for _, n := range []float64{1, 7, 40, 1000} {
		for _, a := range []float64{0.5, 0.05, 1e-6} {
			last := ClopperPearson(0, n, a)
			for x := 0.5; x <= n; x += 0.5 {
				next := ClopperPearson(x, n, a)
				if next.Lo <= last.Lo || next.Hi < last.Hi || (next.Hi == last.Hi && x < n) {
					t.Fatalf("n=%v a=%v: limits at %v are %v after %v", n, a, x, next, last)
				}
				last = next
			}
		}
	}
}

// TestPValueAgreesWithLimits checks that p ≤ a exactly when the limits at a exclude
// the hypothesis.
func TestPValueAgreesWithLimits(t *testing.T) {
	r := seeded()
	for range 1000 {
		p, q, a := anyProportion(r), anyProportion(r), 0.25*math.Pow(10, -5*r.Float64())
		lp, lq := LimitsAt(p, a, Guard), LimitsAt(q, a, Guard)
		tau, rho := 0.4*r.Float64()-0.2, 0.5+r.Float64()
		agree(t, PValue(p, q, 1, tau), a, Difference(lp, lq).Lo, tau)
		agree(t, PValue(p, q, rho, 0), a, Ratio(lp, lq).Lo, rho)
	}
}

func agree(t *testing.T, p, a, lower, threshold float64) {
	t.Helper()
	if math.Abs(p/a-1) < 1e-6 || math.Abs(lower-threshold) < 1e-9 {
		return
	}
	if (p <= a) != (lower >= threshold) {
		t.Fatalf("p = %g at level %g, but lower limit %g for threshold %g", p, a, lower, threshold)
	}
}

// TestPValueOfGeneralEstimates checks the search that serves any estimate against
// the closed form for proportions.
func TestPValueOfGeneralEstimates(t *testing.T) {
	r := seeded()
	for range 300 {
		p, q := anyProportion(r), anyProportion(r)
		want := PValue(p, q, 1, 0)
		got := PValue(Linear{Terms: []Term{{1, p}}}, Linear{Terms: []Term{{1, q}}}, 1, 0)
		if want > 0.4 || want < 1e-250 {
			if got < min(want, 0.4)*(1-1e-6) {
				t.Fatalf("%v, %v: p = %g, want at least %g", p, q, got, want)
			}
			continue
		}
		if math.Abs(got/want-1) > 1e-6 {
			t.Fatalf("%v, %v: p = %g, want %g", p, q, got, want)
		}
	}
}

func TestWeightedScaleAndMerge(t *testing.T) {
	r := seeded()
	for range 500 {
		n := 1 + r.IntN(40)
		w, y := make([]float64, n), make([]float64, n)
		for i := range w {
			w[i], y[i] = r.ExpFloat64(), float64(r.IntN(2))
		}
		whole, _ := Effective(sums(w, y), 1)
		for _, scale := range []float64{7, 1e-9, 1e9} {
			scaled := make([]float64, n)
			for i := range w {
				scaled[i] = scale * w[i]
			}
			got, _ := Effective(sums(scaled, y), 1)
			if !near(got.N, whole.N) || math.Abs(got.X-whole.X) > 1e-12*got.N {
				t.Fatalf("scale %g: %v, want %v", scale, got, whole)
			}
		}
		cut := r.IntN(n)
		a, b := sums(w[:cut], y[:cut]), sums(w[cut:], y[cut:])
		merged, _ := Effective(Weighted{a.N + b.N, a.W + b.W, a.W2 + b.W2, a.WY + b.WY, a.W2Y + b.W2Y}, 1)
		if !near(merged.N, whole.N) {
			t.Fatalf("merged: %v, want %v", merged, whole)
		}
		if whole.N > float64(n) {
			t.Fatalf("%d rows claim to be %v", n, whole)
		}
	}
}

func TestEqualWeightsAreNoWeights(t *testing.T) {
	r := seeded()
	for _, weight := range []float64{1, 7, 0.1, 1.0 / 3, 1e-8, 12345.678} {
		for range 50 {
			n := 1 + r.IntN(5000)
			w, y, x := make([]float64, n), make([]float64, n), 0.0
			for i := range w {
				w[i], y[i] = weight, float64(r.IntN(2))
				x += y[i]
			}
			got, ok := Effective(sums(w, y), 1)
			if want := (Proportion{x, float64(n)}); !ok || got != want {
				t.Fatalf("weight %g: %v, want %v", weight, got, want)
			}
		}
	}
}

func TestAdjustmentsIgnoreTheOrder(t *testing.T) {
	r := seeded()
	for range 300 {
		n := 1 + r.IntN(12)
		p, w := make([]float64, n), make([]float64, n)
		for i := range p {
			p[i] = math.Round(20*r.Float64()*r.Float64()) / 100 // with ties
			w[i] = []float64{1.0 / 3, 1.0 / 6, 1.0 / 12}[r.IntN(3)] / float64(n)
		}
		order := r.Perm(n)
		shuffledP, shuffledW := make([]float64, n), make([]float64, n)
		for i, j := range order {
			shuffledP[i], shuffledW[i] = p[j], w[j]
		}
		want, got := WeightedHolm(p, w), WeightedHolm(shuffledP, shuffledW)
		hommel, hommelShuffled := Hommel(p), Hommel(shuffledP)
		hochberg := Hochberg(p)
		for i, j := range order {
			if got[i] != want[j] || hommelShuffled[i] != hommel[j] {
				t.Fatalf("order changes the result for p=%v w=%v", p, w)
			}
			if want[j] < p[j] || want[j] > 1 || hommel[j] > hochberg[j]*(1+1e-15) {
				t.Fatalf("adjusted %v of %v", want, p)
			}
		}
	}
}

func TestCorrectionsOfEqualWeights(t *testing.T) {
	r := seeded()
	for range 100 {
		n := 1 + r.IntN(50)
		p, w := make([]float64, n), make([]float64, n)
		for i := range p {
			p[i], w[i] = r.Float64()*r.Float64(), 1/float64(n)
		}
		for i, got := range WeightedHolm(p, w) {
			if want := Holm(p)[i]; math.Abs(got-want) > 1e-14 {
				t.Fatalf("n=%d: %v, want %v", n, got, want)
			}
		}
		for i, got := range WeightedBonferroni(p, w) {
			if want := Bonferroni(p)[i]; math.Abs(got-want) > 1e-14 {
				t.Fatalf("n=%d: %v, want %v", n, got, want)
			}
		}
	}
}

func TestFisherAgainstEnumeration(t *testing.T) {
	r := seeded()
	for range 300 {
		n1, n2 := 1+r.Int64N(60), 1+r.Int64N(60)
		x1, x2 := r.Int64N(n1+1), r.Int64N(n2+1)
		f := FisherExact(x1, n1, x2, n2)
		if math.Abs(f.Less+f.Greater-f.Point-1) > 1e-12 {
			t.Fatalf("tails of %d/%d, %d/%d do not add up: %+v", x1, n1, x2, n2, f)
		}
		swapped := FisherExact(x2, n2, x1, n1)
		if math.Abs(f.TwoSided-swapped.TwoSided) > 1e-12 || math.Abs(f.Less-swapped.Greater) > 1e-12 {
			t.Fatalf("swapping changes %+v to %+v", f, swapped)
		}
		h, total := newHypergeometric(n1, n2, x1+x2), 0.0
		for k := h.lo; k <= h.hi; k++ {
			if mass := math.Exp(h.logMass(k)); mass <= f.Point*(1+sameMass) {
				total += mass
			}
		}
		if math.Abs(f.TwoSided-total) > 1e-12 {
			t.Fatalf("two-sided of %d/%d, %d/%d = %v, want %v", x1, n1, x2, n2, f.TwoSided, total)
		}
	}
}

// TestSumPValue holds the p-value of a sum against the level at which its limit reaches
// the bound, and that of two terms against [PValue].
func TestSumPValue(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	draw := func() Estimate {
		n := 1 + r.IntN(2000)
		return Proportion{X: float64(r.IntN(n + 1)), N: float64(n)}
	}
	lower := func(p, q []Estimate, a float64) float64 {
		var terms []Deviation
		for _, e := range p {
			terms = append(terms, Deviation{Value: e.Value(), At: LowerLimit(e, a), Guard: LowerLimit(e, Guard)})
		}
		for _, e := range q {
			terms = append(terms, Deviation{Value: -e.Value(), At: -UpperLimit(e, a), Guard: -UpperLimit(e, Guard)})
		}
		return GuardedLower(terms...)
	}
	for range 400 {
		p, q := []Estimate{draw(), draw()}, []Estimate{draw(), draw()}
		tau := []float64{0, 0.05, -0.1}[r.IntN(3)]
		switch x := SumPValue(p, q, tau); {
		case x < 1e-250 || x == 0.5:
		case x == 1:
			if l := lower(p, q, 0.5); l > tau+1e-9 {
				t.Errorf("%v − %v: p is 1, and the lower limit at 0.5 is %g", p, q, l)
			}
		case !(lower(p, q, x*1.00001) >= tau-1e-12 && lower(p, q, x*0.99999) <= tau+1e-12):
			t.Errorf("%v − %v: p is %g, where the lower limit is %g", p, q, x, lower(p, q, x))
		}
		one, other := p[:1], q[:1]
		want := PValue(one[0], other[0], 1, tau)
		if got := SumPValue(one, other, tau); want < 0.5 && math.Abs(got/want-1) > 1e-6 || want >= 0.5 && got < 0.5 {
			t.Errorf("%v − %v: got %g, want %g", one, other, got, want)
		}
	}
}
