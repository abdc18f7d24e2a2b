package metric

// Reference chooses the group that others are shown against.
type Reference string

// The references, beside the name of a group. Best and Worst are chosen by the
// data, Overall is everybody, Rest is everybody else.
const (
	Largest Reference = "largest"
	Best    Reference = "best"
	Worst   Reference = "worst"
	Overall Reference = "overall"
	Rest    Reference = "rest"
)

// References lists the references that are not the name of a group.
var References = []Reference{Largest, Best, Worst, Overall, Rest}

// Chosen is a reference settled for one rate of one attribute.
type Chosen struct {
	reference Reference
	groups    []Group
	at        int // the group, or -1
	everybody *Counts
}

// Choose settles the reference for a rate. lowerIsBest turns Best and Worst
// round. Missing values are part of Overall only.
func (r Reference) Choose(rate *Rate, groups []Group, lowerIsBest bool) Chosen {
	c := Chosen{reference: r, groups: groups, at: -1}
	if r != Overall && r != Rest {
		c.at = r.find(rate, groups, lowerIsBest)
		return c
	}
	c.everybody = new(Counts)
	for i := range groups {
		if r == Overall || !groups[i].Missing {
			c.everybody = c.everybody.Plus(groups[i].Counts)
		}
	}
	return c
}

// At is the position of the group that was chosen, or -1 for no single group.
func (c Chosen) At() int { return c.at }

// Against returns the people that group i is shown against, with their label. It
// reports false when there is nobody: no group was found, or group i is itself
// the reference.
func (c Chosen) Against(i int) (label string, counts *Counts, ok bool) {
	switch {
	case c.reference == Overall:
		return string(Overall), c.everybody, true
	case c.reference == Rest:
		rest := new(Counts)
		for j := range c.groups {
			if j != i && !c.groups[j].Missing {
				rest = rest.Plus(c.groups[j].Counts)
			}
		}
		return string(Rest), rest, rest.N(All) > 0
	case c.at < 0 || c.at == i:
		return "", nil, false
	}
	return c.groups[c.at].Label(), c.groups[c.at].Counts, true
}

// find returns the group that the reference names or that the data choose; the
// first of equals; -1 for none.
func (r Reference) find(rate *Rate, groups []Group, lowerIsBest bool) int {
	found := -1
	for j := range groups {
		g := &groups[j]
		if g.Missing {
			continue
		}
		switch r {
		case Largest, "":
			if found < 0 || g.Counts.N(All) > groups[found].Counts.N(All) {
				found = j
			}
		case Best, Worst:
			if rate.Exact(g.Counts) == nil {
				continue
			}
			wantLower := (r == Best) == lowerIsBest
			if found < 0 || rate.Exact(g.Counts).Cmp(rate.Exact(groups[found].Counts)) == sign(wantLower) {
				found = j
			}
		default:
			if g.Label() == string(r) {
				return j
			}
		}
	}
	return found
}

// sign is the result of Cmp that replaces the best so far.
func sign(wantLower bool) int {
	if wantLower {
		return -1
	}
	return 1
}
