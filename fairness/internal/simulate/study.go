package simulate

import "slices"

// Effort is how many audits are drawn.
type Effort struct {
	Audits    map[int]int // by number of groups; four times as many where all groups are equal
	Bootstrap map[int]int // of those, judged by the bootstrap
	Wide      int         // audits of each setting outside the grid
}

// Full is the effort behind the table in METHODS.md.
var Full = Effort{
	Audits:    map[int]int{2: 5000, 5: 1500, 20: 500, 100: 120},
	Bootstrap: map[int]int{2: 400, 5: 200, 20: 100, 100: 64},
	Wide:      2400,
}

// What the grid crosses.
var (
	groupCounts = []int{2, 5, 20, 100}
	meanSizes   = []int{200, 5000}
	baseRates   = []float64{0.02, 0.2, 0.5}
	truths      = []Truth{{Gap: Equal}, {Gap: AtLimit}, {Gap: AtLimit, One: true}, {Gap: Beyond}, {Gap: Beyond, One: true}}
)

// Grid lists the settings with one check of k groups. Of two groups one differs,
// whichever truth is meant.
func Grid(l Limit, k int) []Setting {
	var out []Setting
	for _, t := range truths {
		if k == 2 && t.One {
			continue
		}
		for _, mean := range meanSizes {
			for _, zipf := range []bool{false, true} {
				for _, base := range baseRates {
					out = append(out, Setting{l, t, k, mean, zipf, base})
				}
			}
		}
	}
	return out
}

// Result is what the rules made of a setting, in the order of Rules.
type Result struct {
	Setting Setting
	Rates   []Rates
}

// Run draws the audits of a setting and lets the rules judge each of them. A
// costly rule judges fewer audits, and none at the limit or with a single group
// beyond it.
func Run(seeding Seeding, s Setting, rules []Rule, e Effort) Result {
	cheap := slices.DeleteFunc(slices.Clone(rules), func(r Rule) bool { return r.Costly })
	costly := slices.DeleteFunc(slices.Clone(rules), func(r Rule) bool { return !r.Costly })
	few := e.Bootstrap[s.K]
	if s.Truth.Gap == AtLimit || s.Truth.One {
		few = 0
	}
	out := Result{Setting: s, Rates: make([]Rates, len(rules))}
	place := func(judged []Rule, rates []Rates) {
		for i := range rates {
			at := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == judged[i].Name })
			out.Rates[at] = rates[i]
		}
	}
	place(cheap, s.repeat(seeding, e.audits(s), cheap))
	if len(costly) > 0 {
		place(costly, s.repeat(seeding, few, costly))
	}
	return out
}

// audits is how many audits of a setting are drawn.
func (e Effort) audits(s Setting) int {
	if s.Truth.Gap == Equal {
		return 4 * e.Audits[s.K]
	}
	return e.Audits[s.K]
}

func (s Setting) repeat(seeding Seeding, audits int, rules []Rule) []Rates {
	sizes, rates := s.Sizes(), s.Rates()
	return Repeat(seeding, s.Name(), audits, func(source Source) []Verdict {
		groups := draw(sizes, rates, source)
		out := make([]Verdict, len(rules))
		for i, r := range rules {
			out[i] = r.Judge(s.Limit, groups, source)
		}
		return out
	})
}

// Study runs the whole grid, and calls progress before each part of it.
func Study(seeding Seeding, rules []Rule, e Effort, progress func(string)) []Result {
	var out []Result
	for _, k := range groupCounts {
		for _, l := range []Limit{{}, {Ratio: true}} {
			grid := Grid(l, k)
			progress(grid[0].Name() + " and the like")
			for _, s := range grid {
				out = append(out, Run(seeding, s, rules, e))
			}
		}
	}
	return out
}
