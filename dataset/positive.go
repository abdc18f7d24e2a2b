package dataset

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// usualPairs are the pairs of outcome values, negative first, whose positive
// value needs no telling. Case does not matter.
var usualPairs = [][2]string{{"0", "1"}, {"false", "true"}, {"no", "yes"}, {"non", "oui"}}

// HasUsualPositive reports whether the values of an outcome, canonical and without
// the missing one, are of one of the usual pairs, so that the positive needs no telling.
func HasUsualPositive(values []string) bool { return withinPair(values) >= 0 }

// Tally finishes the counting. The positive values of an outcome that were not
// named are inferred when its values are one of the usual pairs (0/1,
// false/true, no/yes, non/oui), or one half of it; otherwise the error lists
// the values found. No row counted is an error too. The errors are about all
// inputs together and name none.
func (c *Counter) Tally() (*tally.Tally, Account, error) {
	if err := c.join([]*Part{c.own}, c.place); err != nil {
		return nil, c.account, err
	}
	account := c.account
	account.Dropped = maps.Clone(account.Dropped)
	account.Repeated = -1
	if c.plan.unit >= 0 {
		account.Repeated = c.named - int64(len(c.units))
	}
	if account.Used == 0 {
		return nil, account, c.nothingCounted()
	}
	axes := make([]tally.Axis, len(c.plan.roles))
	for rank := range axes {
		axes[rank] = c.axis(rank)
		if err := c.resolvePositive(rank, &axes[rank]); err != nil {
			return nil, account, err
		}
	}
	cuboids := make([]tally.Cuboid, len(c.tables))
	for i, t := range c.tables {
		cuboids[i].Axes = t.roles
		for key, s := range t.cells {
			index := make([]int, len(t.roles))
			for j := range index {
				index[j] = int(key[j])
			}
			cuboids[i].Cells = append(cuboids[i].Cells, tally.Cell{Index: index, Sum: s.tally(c.plan.weighted())})
		}
	}
	t, err := tally.New(axes, c.plan.weighted(), cuboids)
	if err == nil {
		t.Rows, t.Joined = account, c.joined()
		err = t.Validate()
	}
	return t, account, err
}

func (c *Counter) nothingCounted() error {
	if c.account.Read == 0 {
		return &Error{Err: words.Errorf("there are no rows to audit")}
	}
	var reasons []words.Phrase
	for reason, n := range c.account.Dropped {
		reasons = append(reasons, words.Say("%d with %s", n, reasonPhrase(reason)))
	}
	slices.SortFunc(reasons, func(a, b words.Phrase) int { return strings.Compare(a.String(), b.String()) })
	return &Error{Err: words.Errorf("all %d rows were left out: %s", c.account.Read, words.Join(reasons, ", "))}
}

// reasonPhrase names a reason for leaving out a row.
func reasonPhrase(reason string) words.Phrase {
	switch reason {
	case NoPrediction:
		return words.Say("no prediction")
	case NoWeight:
		return words.Say("no weight")
	case ZeroWeight:
		return words.Say("weight 0")
	}
	return words.Say("no %s", strings.TrimPrefix(reason, "no "))
}

// outcome is an axis of outcomes whose positive values are to be settled.
type outcome struct {
	*tally.Axis
	column string
	first  []Position // of each value
}

// resolvePositive settles which values of an outcome are positive.
func (c *Counter) resolvePositive(rank int, axis *tally.Axis) error {
	if axis.Cutoff != "" || !axis.Role.IsOutcome() {
		return nil
	}
	named := c.plan.spec.positive(axis.Role)
	o := outcome{axis, c.plan.roles[rank].column, c.found[rank].first}
	if len(named) > 0 {
		return o.useNamed(named)
	}
	return o.infer()
}

// positive are the positive values that are named of an outcome.
func (s *Spec) positive(role tally.Role) []string {
	outcomes := s.Outcomes()
	at := slices.IndexFunc(outcomes, func(o RoleOutcome) bool { return o.Role == role })
	if at < 0 {
		return nil
	}
	return outcomes[at].Positive
}

func (o outcome) useNamed(named []string) error {
	for _, v := range named {
		o.Positive = append(o.Positive, canonical(v))
	}
	found := o.known()
	for _, v := range o.Positive {
		if slices.Contains(found, v) || withinPair(append(found, v)) >= 0 {
			return nil
		}
	}
	return &Error{Column: o.column, Err: words.Errorf("none of the positive values %s occurs; the values found are %s", words.List(named), words.List(found))}
}

func (o outcome) infer() error {
	found := o.known()
	if pair := withinPair(found); pair >= 0 {
		positive := usualPairs[pair][1]
		o.Positive = slices.DeleteFunc(found, func(v string) bool { return !strings.EqualFold(v, positive) })
		if len(o.Positive) == 0 { // nobody is positive here; elsewhere somebody may be
			o.Positive = []string{positive}
		}
		return nil
	}
	for i, v := range o.Values {
		rest := slices.DeleteFunc(slices.Clone(found), func(x string) bool { return x == v })
		if pair := withinPair(rest); len(rest) > 0 && pair >= 0 && v != tally.Missing {
			p := usualPairs[pair]
			return &Error{At: o.first[i], Column: o.column, Err: words.Errorf("%q is neither %q nor %q; %s%s", v, p[0], p[1], o.howToName(), ifMissing(v))}
		}
	}
	if o.Role == tally.Predicted && areScores(found) {
		return &Error{Column: o.column, Err: words.Errorf("%d different numbers, and none of them a decision: name a column of scores with --score and --cutoff", len(found))}
	}
	return &Error{Column: o.column, Err: words.Errorf("cannot tell which values are positive; found %s; %s", words.List(found), o.howToName())}
}

// fewestScores is how many different numbers are taken for scores, and not for codes.
const fewestScores = 20

func areScores(values []string) bool {
	return len(values) >= fewestScores && !slices.ContainsFunc(values, func(v string) bool {
		_, err := strconv.ParseFloat(v, 64)
		return err != nil
	})
}

func (o outcome) howToName() words.Phrase {
	return words.Say("name the positive values with --%s-positive (the others are negative)", o.Role)
}

// known lists the values that occur, without the missing one, sorted.
func (o outcome) known() []string {
	found := slices.DeleteFunc(slices.Clone(o.Values), func(v string) bool { return v == tally.Missing })
	slices.Sort(found)
	return found
}

// withinPair returns which usual pair holds all the values, or -1.
func withinPair(values []string) int {
	return slices.IndexFunc(usualPairs, func(pair [2]string) bool {
		return !slices.ContainsFunc(values, func(v string) bool {
			return !strings.EqualFold(v, pair[0]) && !strings.EqualFold(v, pair[1])
		})
	})
}
