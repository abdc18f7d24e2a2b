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

// Against returns the people that group i is shown against by a rate, with their
// label. Missing values are part of Overall only. lowerIsBest turns Best and
// Worst round. It reports false when there is nobody: the named group does not
// occur, no group has the rate, or group i is alone or is itself the reference.
func (r Reference) Against(rate *Rate, groups []Group, i int, lowerIsBest bool) (label string, counts *Counts, ok bool) {
	switch r {
	case Overall, Rest:
		sum := new(Counts)
		for j := range groups {
			if r == Overall || j != i && !groups[j].Missing {
				sum = sum.Plus(groups[j].Counts)
			}
		}
		return string(r), sum, rate.Exact(sum) != nil
	}
	at := r.find(rate, groups, lowerIsBest)
	if at < 0 || at == i {
		return "", nil, false
	}
	return groups[at].Label(), groups[at].Counts, true
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
