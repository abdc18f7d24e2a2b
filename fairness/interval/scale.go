package interval

// Scale returns the estimate that factor times as many people with the same
// rates would give: what the limits would be, were there more data like these.
// Estimates of other packages are returned as they are.
func Scale(e Estimate, factor float64) Estimate {
	switch e := e.(type) {
	case Proportion:
		return Proportion{X: e.X * factor, N: e.N * factor}
	case Mapped:
		return Mapped{Of: Scale(e.Of, factor), Map: e.Map}
	case RatioOf:
		return RatioOf{Num: Scale(e.Num, factor), Den: Scale(e.Den, factor)}
	case Linear:
		scaled := Linear{Constant: e.Constant}
		for _, t := range e.Terms {
			scaled.Terms = append(scaled.Terms, Term{C: t.C, E: Scale(t.E, factor)})
		}
		return scaled
	}
	return e
}
