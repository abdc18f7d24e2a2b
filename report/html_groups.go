package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/metric"
)

// maxGroupsOnPage bounds the groups of an attribute on the page, to the largest.
const maxGroupsOnPage = 60

// htmlGroups are the groups of an attribute: a chart and its table.
type htmlGroups struct {
	ID, Title, Caption, More string
	Bars                     *bars
	Heat                     *heat
	Header                   []htmlColumn
	Rows                     []htmlGroup
	Remarks                  bool // whether some group has one
}

type htmlColumn struct {
	Text   string
	Number bool
}

type htmlGroup struct {
	Label   string
	Numbers []string
	Remark  string
}

// Groups are the attributes and intersections with their groups.
func (p *page) Groups() []htmlGroups {
	var out []htmlGroups
	for i := range p.D.Attributes {
		a := &p.D.Attributes[i]
		if len(a.Groups) == 0 {
			continue
		}
		shown := largestGroups(a.Groups, maxGroupsOnPage)
		g := htmlGroups{ID: fmt.Sprintf("groups-%d", i+1), Title: isolate(a.Name), Caption: p.l.Say("The groups of %s", p.title(a)), Header: p.groupHeader()}
		if left := len(a.Groups) - len(shown); left > 0 {
			g.More = p.l.Say("%s more groups, none larger than those shown.", p.l.Integer(int64(left)))
		}
		if g.Heat = p.heat(g.ID, a); g.Heat == nil {
			g.Bars = p.bars(g.ID, a, shown)
		}
		for j := range shown {
			row := p.groupRow(&shown[j])
			g.Rows, g.Remarks = append(g.Rows, row), g.Remarks || row.Remark != ""
		}
		if g.Remarks {
			g.Header = append(g.Header, htmlColumn{p.l.Say("remark"), false})
		}
		out = append(out, g)
	}
	return out
}

// judgedRates are the rates, beside the selection rate, that some check compares.
func (p *page) judgedRates() []string {
	var out []string
	for i := range metric.Rates {
		id := metric.Rates[i].ID
		judged := func(c Check) bool { return c.Pair != nil && c.Pair.Rate == id }
		if id != "selection_rate" && slices.ContainsFunc(p.D.Checks, judged) {
			out = append(out, id)
		}
	}
	return out
}

func (p *page) groupHeader() []htmlColumn {
	header := []htmlColumn{{p.l.Say("group"), false}, {p.l.Say("people"), true}, {p.selectedWord(), true}, {p.l.Say("95 %% interval"), true}, {p.l.Say("ratio"), true}}
	for _, id := range p.judgedRates() {
		header = append(header, htmlColumn{strings.ToUpper(id), true})
	}
	return header
}

// Abbreviations spell out the rates that stand as abbreviations.
func (p *page) Abbreviations() []string {
	var out []string
	for _, id := range p.judgedRates() {
		out = append(out, p.l.Say("%s: %s.", strings.ToUpper(id), p.l.Text(rateName(id))))
	}
	return out
}

func (p *page) groupRow(g *Group) htmlGroup {
	r := g.Rates["selection_rate"]
	row := htmlGroup{Label: isolate(fit(plain(p.label(g)), tableLabel)), Numbers: []string{p.count(g.N), p.percentOf(g, "selection_rate"), p.rateInterval(r), p.ratio(g)}}
	for _, id := range p.judgedRates() {
		row.Numbers = append(row.Numbers, p.percentOf(g, id))
	}
	switch {
	case g.N.IsHidden():
		row.Remark = p.l.Text(g.Reason)
	case g.Missing:
		row.Remark = p.l.Say("not compared")
	case !g.Assessed && len(p.D.Checks) > 0:
		row.Remark = p.l.Say("not assessed: %s", p.l.Text(g.Reason))
	}
	return row
}

// percentOf writes a rate of a group, or a dash where it has none.
func (p prose) percentOf(g *Group, id string) string {
	if r, ok := g.Rates[id]; ok && r.Value.IsDefined() {
		if known, _ := metric.FindRate(id); known != nil && !known.IsShare() {
			return p.decimal(r.Value, Undefined)
		}
		return p.percent(r.Value)
	} else if ok {
		return p.orHidden(r.Den, "–")
	}
	return "–"
}

func (p prose) rateInterval(r Rate) string {
	if len(r.Interval) != 2 || r.Interval[0] == nil || r.Interval[1] == nil {
		return "–"
	}
	return strings.TrimSuffix(p.percent(*r.Interval[0]), "%") + "– " + p.percent(*r.Interval[1])
}

// bars is the chart of an attribute's selection rates.
type bars struct {
	ID, Title, Desc   string
	Height, End, Foot float64 // in em
	LabelWidth        float64 // in percent
	Ticks             []tick
	Rows              []bar
}

type bar struct {
	Label, Value        string
	Faint, Shown        bool
	Y, Top, Mid, Base   float64 // in em
	From, Width, Lo, Hi float64 // in percent
}

const barHeight = 1.9

func (p *page) bars(id string, a *Attribute, groups []Group) *bars {
	b := &bars{ID: id, LabelWidth: 32, Title: p.l.Say("%s: selection rate of each group", clean(a.Name)),
		Desc: p.l.Say("A bar for each group, with a line for its 95 %% interval. The table below holds the same numbers.")}
	top := span{0, 0.05}
	for i := range groups {
		for _, limit := range groups[i].Rates["selection_rate"].Interval {
			if limit != nil && groups[i].Assessed {
				top.include(*limit)
			}
		}
		top.include(groups[i].Rates["selection_rate"].Value)
	}
	s := scale{lo: 0, hi: min(1, top.hi*1.04), from: 34, to: 88}
	y := 0.2
	for i := range groups {
		g := &groups[i]
		r := g.Rates["selection_rate"]
		row := bar{Label: fit(plain(p.label(g)), chartLabel), Value: p.percentOf(g, "selection_rate"), Faint: !g.Assessed, Shown: r.Value.IsDefined() && len(r.Interval) == 2, Y: y, Top: y + 0.35, Mid: y + barHeight/2 - 0.05, Base: y + 1.3, From: s.from}
		if row.Shown {
			row.Width = s.at(float64(r.Value)) - s.from
			row.Lo, _ = s.cut(*r.Interval[0], false, false)
			row.Hi, _ = s.cut(*r.Interval[1], false, true)
		}
		b.Rows = append(b.Rows, row)
		y += barHeight
	}
	b.End, b.Foot, b.Height = y+0.1, y+1.4, y+footHeight
	b.Ticks = s.ticks(func(x float64, places int) string {
		return strings.Replace(p.l.Percent(x), p.l.Number(".0"), "", 1)
	})
	return b
}

// heat is the map of an intersection of two attributes: selection rates by the
// groups of one and the other.
type heat struct {
	ID, Title, Desc, Legend string
	Height                  float64 // in em
	Wide                    bool    // whether it scrolls on a narrow page
	MinWidth                int     // in rem, if so
	Columns, Rows           []heatHead
	Cells                   []heatCell
}

type heatHead struct {
	Text        string
	X, Width, Y float64
}

type heatCell struct {
	X, Width, Middle, Y, First, Second float64
	Shown                              bool
	Shade                              int
	Value, People                      string
}

const (
	cellHeight  = 3.0
	heatLabel   = 24.0 // percent of the width for the labels of rows
	shades      = 5
	maxHeatSide = 30
	maxHeatWide = 12
)

// heat lays out the map; nil for what is no intersection of two attributes, or
// too large for one.
func (p *page) heat(id string, a *Attribute) *heat {
	if len(a.Attributes) != 2 {
		return nil
	}
	var rows, columns []string
	rates := span{1, 0}
	for _, g := range a.Groups {
		if g.Missing || len(g.Values) != 2 {
			continue
		}
		rows, columns = withValue(rows, g.Values[0]), withValue(columns, g.Values[1])
		if g.Assessed {
			rates.include(g.Rates["selection_rate"].Value)
		}
	}
	turned := len(columns) > len(rows) && len(columns) > maxHeatWide
	if turned {
		rows, columns = columns, rows
	}
	if len(rows) < 1 || len(columns) < 2 || len(rows) > maxHeatSide || len(columns) > maxHeatWide || rates.hi < rates.lo {
		return nil
	}
	h := &heat{ID: id, Title: p.l.Say("%s: selection rate of each group", clean(a.Name)),
		Desc:   p.l.Say("A map with the groups of one attribute in lines and of the other in columns; a stronger shade stands for a larger share. The table below holds the same numbers."),
		Legend: p.l.Say("From %s, the faintest of five shades, to %s, the strongest. A dashed cell has too few people to be assessed.", p.percent(Number(rates.lo)), p.percent(Number(rates.hi)))}
	width := (100 - heatLabel) / float64(len(columns))
	for j, label := range columns {
		h.Columns = append(h.Columns, heatHead{Text: fit(label, chartLabel), X: heatLabel + width*float64(j), Width: width})
	}
	for i, label := range rows {
		h.Rows = append(h.Rows, heatHead{Text: fit(label, chartLabel), Y: headHeight + cellHeight*float64(i)})
	}
	for k := range a.Groups {
		g := &a.Groups[k]
		if g.Missing || len(g.Values) != 2 {
			continue
		}
		i, j := slices.Index(rows, g.Values[0]), slices.Index(columns, g.Values[1])
		if turned {
			i, j = slices.Index(rows, g.Values[1]), slices.Index(columns, g.Values[0])
		}
		h.Cells = append(h.Cells, p.heatCell(g, rates, heatLabel+width*float64(j), width, headHeight+cellHeight*float64(i)))
	}
	h.Height = headHeight + cellHeight*float64(len(rows)) + 0.2
	h.Wide, h.MinWidth = len(columns) > 4, 8+5*len(columns)
	return h
}

func (p *page) heatCell(g *Group, rates span, x, width, y float64) heatCell {
	c := heatCell{X: x, Width: width, Middle: x + width/2, Y: y, First: y + 1.35, Second: y + 2.45, People: p.orHidden(g.N, "n = "+p.count(g.N))}
	value := g.Rates["selection_rate"].Value
	if c.Shown = g.Assessed && value.IsDefined(); c.Shown {
		c.Value = p.percent(value)
		if rates.hi > rates.lo {
			c.Shade = min(shades-1, int(shades*(float64(value)-rates.lo)/(rates.hi-rates.lo)))
		}
	} else {
		c.Second = y + 1.85
	}
	return c
}

func withValue(values []string, v string) []string {
	if slices.Contains(values, v) {
		return values
	}
	return append(values, v)
}
