package report

import (
	"iter"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// figure is a number that the documentation of a model carries beside others of
// the model: what a check compares, or a rate of a group, with its limits. Numbers
// are written as machines read them: empty where undefined, inf.
type figure struct {
	metric              string
	value, lower, upper string
	check               *Check     // nil for a rate
	attribute           *Attribute // nil for a rate of everybody
	group               *Group     // nil for a check
}

// figures lists what the checks compare, then the rates that they compare of
// everybody and of each group that is documented, where they are defined.
func figures(d *Document) iter.Seq[figure] {
	return func(yield func(figure) bool) {
		for i := range d.Checks {
			c := &d.Checks[i]
			f := figure{metric: c.Metric, check: c, value: c.plain("estimate", c.Estimate), lower: c.plain("lower", c.Lower), upper: c.plain("upper", c.Upper)}
			if f.value != "" && !yield(f) {
				return
			}
		}
		ids := documentedRates(d)
		for _, id := range ids {
			if f, ok := rateFigure(nil, &d.Overall, id); ok && !yield(f) {
				return
			}
		}
		for i := range d.Attributes {
			a := &d.Attributes[i]
			for j := range a.Groups {
				for _, id := range ids {
					if f, ok := rateFigure(a, &a.Groups[j], id); ok && d.isDocumented(&a.Groups[j]) && !yield(f) {
						return
					}
				}
			}
		}
	}
}

// documentedRates are the rates that rules compare; where none does, the share
// that is selected.
func documentedRates(d *Document) []string {
	if ids := comparedRates(d); len(ids) > 0 {
		return ids
	}
	return []string{"selection_rate"}
}

// isDocumented reports whether the rates of a group are told to those who only read
// the documentation: of people whom no rule compares, few or without a value, they
// say next to nothing.
func (d *Document) isDocumented(g *Group) bool {
	return g.Assessed || len(d.Checks) == 0 && !g.Missing
}

func rateFigure(a *Attribute, g *Group, id string) (figure, bool) {
	r, ok := g.Rates[id]
	if !ok || !r.Value.IsDefined() {
		return figure{}, false
	}
	return figure{metric: id, attribute: a, group: g, value: r.Value.plain(), lower: r.limit(0), upper: r.limit(1)}, true
}

// name says in words what the figure is, and of whom.
func (f figure) name() string {
	if f.check != nil {
		return visible(f.check.title())
	}
	name := f.metric
	if r, ok := metric.FindRate(f.metric); ok {
		name = r.Name
	}
	if slice := f.slice(); slice != "" {
		name += ", " + slice
	}
	return name
}

// slice says of whom the figure is: the values of its group, the attribute of its
// check; it is empty for everybody.
func (f figure) slice() string {
	switch {
	case f.check != nil:
		return visible(f.check.Attribute)
	case f.attribute == nil:
		return ""
	}
	return visible(groupSlice(f.attribute, f.group))
}

// groupSlice names a group by its values: "sex=F;age=50+".
func groupSlice(a *Attribute, g *Group) string {
	if len(a.Attributes) != len(g.Values) {
		return a.Name + "=" + g.Label
	}
	parts := make([]string, len(g.Values))
	for i, value := range g.Values {
		if value == "" {
			value = metric.MissingLabel
		}
		parts[i] = a.Attributes[i] + "=" + value
	}
	return strings.Join(parts, ";")
}
