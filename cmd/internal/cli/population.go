package cli

import (
	"math/big"
	"regexp"
	"slices"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// readPopulation reads the reference population: of attributes that the configuration
// has, the share of each group, or how many people it has. With no attributes there,
// which are then those of tallies, any may be named.
func (c *config) readPopulation(v strictyaml.Value) {
	var names []string
	for _, a := range c.spec.Attributes {
		names = append(names, a.Name)
	}
	for _, e := range v.Entries() {
		name := e.Key.Text()
		if len(names) > 0 && !slices.Contains(names, name) {
			e.Key.Errorf("the population names %q, which is no attribute%s; the attributes are %s", name, words.DidYouMean(name, names), words.List(names))
		}
		if c.populations == nil {
			c.populations = map[string]map[string]*big.Rat{}
		}
		c.populations[name] = readShares(e)
	}
}

// readShares reads the groups of one attribute: shares, which lie between 0 and 1 and
// add up to 1 but for what is rounded, or else numbers of people. It returns shares
// that add up to 1.
func readShares(e strictyaml.Entry) map[string]*big.Rat {
	shares, sum := map[string]*big.Rat{}, new(big.Rat)
	areShares, areWhole := true, true
	for _, g := range e.Value.Entries() {
		label, err := dataset.Canonical(g.Key.Text())
		if err != nil || label == "" || shares[label] != nil {
			g.Key.Errorf("a group of the population has a name of its own, and %q is none", g.Key.Text())
			continue
		}
		x := readPeople(g.Value)
		shares[label] = x
		sum.Add(sum, x)
		areShares, areWhole = areShares && x.Cmp(whole) <= 0, areWhole && x.IsInt()
	}
	off := new(big.Rat).Sub(sum, whole)
	switch {
	case len(shares) < 2:
		e.Key.Errorf("a population has at least two groups, and that of %q has %d", e.Key.Text(), len(shares))
	case !areShares && !areWhole:
		e.Key.Errorf("the population of %q has either shares between 0 and 1 or whole numbers of people", e.Key.Text())
	case areShares && off.Abs(off).Cmp(roundedAway) > 0:
		e.Key.Errorf("the shares of the population of %q add up to %s, and those of a whole to 1", e.Key.Text(), sum.FloatString(4))
	}
	for label, x := range shares {
		shares[label] = new(big.Rat).Quo(x, sum)
	}
	return shares
}

var (
	whole       = big.NewRat(1, 1)
	roundedAway = big.NewRat(1, 100) // of a sum of shares
	peopleForm  = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,12})?$`)
)

// readPeople reads a share or a number of people, which is above 0.
func readPeople(v strictyaml.Value) *big.Rat {
	text := v.Text()
	x, ok := new(big.Rat).SetString(text)
	if !peopleForm.MatchString(text) || !ok || x.Sign() == 0 {
		v.Errorf("a group of the population has a share, such as 0.48, or a number of people, and %q is neither; leave out a group of nobody", text)
		return whole
	}
	return x
}
