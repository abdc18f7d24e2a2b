//go:build ignore

// Generate writes the demonstration data to standard output:
//
//	go run testdata/demo/generate.go > testdata/demo/appariement.csv
//
// Everything is drawn with integers from a generator whose stream is specified,
// so that every machine and every release of Go writes the same bytes.
package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
)

const (
	people    = 12500
	seed      = 20
	stateless = 14 // few enough not to be judged
	noSex     = 12 // people whose sex is not on file
	noAnswer  = 20 // people for whom the model gave no answer
)

// Abilities, luck and effects are in thousandths of a standard deviation.
const (
	hiredAbove       = 915 // about 18 of 100 are hired
	disabledHurdle   = 330 // employers hire fewer disabled people
	recommendedAbove = 50  // hundredths of score
)

// effect is what the model takes away from the ability that it estimates. Only
// the one on age is large: it is what an audit must find.
var effect = struct{ woman, young, senior, district, disabled, nonEuropean int }{
	woman: 30, young: 50, senior: 450, district: 15, disabled: 100, nonEuropean: 55,
}

type person struct {
	age, experience           int
	woman, district, disabled bool
	nationality, family       string
	ability                   int
	score                     int // hundredths
	recommended, hired        bool
	sexUnknown, answered      bool
}

// families are the job families, each with its share in 1,000.
var families = []struct {
	name  string
	share int
}{
	{"Vente", 240},
	{"Santé", 210},
	{"Bâtiment", 150},
	{"Transport", 130},
	{"Cuisine", 110},
	{"Numérique", 70},
	{"Mécanique", 60},
	{"Accueil ; secrétariat", 30},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	d := draw{rand.NewPCG(seed, seed)}
	all := make([]person, people)
	for i := range all {
		all[i] = d.person()
	}
	for _, i := range d.distinct(stateless) {
		all[i].nationality = "Apatride"
	}
	for i := range all {
		d.decide(&all[i])
	}
	for _, i := range d.distinct(noSex) {
		all[i].sexUnknown = true
	}
	for _, i := range d.distinct(noAnswer) {
		all[i].answered = false
	}
	return write(all)
}

func write(all []person) error {
	w := csv.NewWriter(os.Stdout)
	w.Comma = ';'
	w.Write([]string{
		"identifiant", "sexe", "âge", "qpv", "bénéficiaire_boe", "nationalité", "métier",
		"expérience_années", "score", "recommandé", "embauché",
	})
	for i, p := range all {
		w.Write(p.record(i + 1))
	}
	w.Flush()
	return w.Error()
}

func (p *person) record(id int) []string {
	sex := "Homme"
	switch {
	case p.sexUnknown:
		sex = ""
	case p.woman:
		sex = "Femme"
	}
	score, recommended := "", ""
	if p.answered {
		score, recommended = fmt.Sprintf("0.%02d", p.score), digit(p.recommended)
	}
	return []string{
		strconv.Itoa(id), sex, strconv.Itoa(p.age), word(p.district), word(p.disabled), p.nationality, p.family,
		strconv.Itoa(p.experience), score, recommended, digit(p.hired),
	}
}

func word(b bool) string {
	if b {
		return "oui"
	}
	return "non"
}

func digit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// draw draws integers. It reads the source directly, because the streams of the
// methods of rand.Rand are not specified.
type draw struct{ source *rand.PCG }

// below returns a number from 0 to n − 1.
func (d draw) below(n int) int { return int(d.source.Uint64() >> 32 * uint64(n) >> 32) }

// chance is true in p of 1,000 cases.
func (d draw) chance(p int) bool { return d.below(1000) < p }

// bell returns about a normal deviate in thousandths: the sum of twelve uniform
// numbers, less its mean.
func (d draw) bell() int {
	sum := -6 * 999
	for range 12 {
		sum += d.below(1000)
	}
	return sum
}

// distinct returns n different indices of people.
func (d draw) distinct(n int) []int {
	seen := map[int]bool{}
	var out []int
	for len(out) < n {
		if i := d.below(people); !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	return out
}

func (d draw) person() person {
	p := person{
		age:      d.age(),
		woman:    d.chance(497),
		district: d.chance(150),
		disabled: d.chance(33),
		family:   d.family(),
		ability:  d.bell(),
		answered: true,
	}
	switch at := d.below(1000); {
	case at < 755:
		p.nationality = "Française"
	case at < 845:
		p.nationality = "Union européenne"
	default:
		p.nationality = "Hors Union européenne"
	}
	p.experience = d.below(min(p.age-17, 30))
	return p
}

func (d draw) family() string {
	at := d.below(1000)
	for _, f := range families {
		if at -= f.share; at < 0 {
			return f.name
		}
	}
	panic("the shares of the job families do not add up to 1,000")
}

// age returns an age from 18 to 66: a sixth are under 26, a quarter are 50 or more.
func (d draw) age() int {
	switch at := d.below(1000); {
	case at < 165:
		return 18 + d.below(8)
	case at < 750:
		return 26 + d.below(24)
	default:
		return 50 + min(d.below(17), d.below(17)+4)
	}
}

// decide sets what the model and the employers decide. Both see three quarters
// of the ability; what else they see is independent noise.
func (d draw) decide(p *person) {
	estimate := (750*p.ability + 661*d.bell()) / 1000
	for _, e := range []struct {
		holds bool
		size  int
	}{
		{p.woman, effect.woman},
		{p.age < 26, effect.young},
		{p.age >= 50, effect.senior},
		{p.district, effect.district},
		{p.disabled, effect.disabled},
		{p.nationality == "Hors Union européenne", effect.nonEuropean},
	} {
		if e.holds {
			estimate -= e.size
		}
	}
	p.score = min(max((49_000+18*estimate)/1000, 1), 99)
	p.recommended = p.score >= recommendedAbove

	merit := (750*p.ability + 661*d.bell()) / 1000
	if p.disabled {
		merit -= disabledHurdle
	}
	p.hired = merit > hiredAbove
}
