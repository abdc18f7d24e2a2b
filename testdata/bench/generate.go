//go:build ignore

// Generate writes a table like an employment service's file to the standard
// output: 15 columns, the same rows for the same number of them. It is run by
// bench.sh as go run generate.go 1000000.
//
// With people and their number it writes the attributes of people, and with
// decisions, the number of rows and that of people, decisions about them: of the
// people one in two is in no decision, or in several, and one decision in fifty is
// about nobody.
package main

import (
	"bufio"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"strconv"
)

// The values of the columns of few values; what is there twice is likelier.
var (
	sexes      = []string{"F", "H"}
	ages       = []string{"16-25", "26-49", "26-49", "50+"}
	regions    = []string{"Île-de-France", "Bretagne", "Occitanie", "Normandie", "Grand Est", "Corse"}
	statuses   = []string{"non", "non", "non", "oui"}
	levels     = []string{"CAP", "Bac", "Bac+2", "Bac+3", "Bac+5"}
	categories = []string{"A", "A", "B", "C", "D", "E"}
)

// table is a kind of table.
type table struct {
	header string
	row    func(b []byte, random *rand.Rand, i, people int) []byte
}

var tables = map[string]table{
	"": {"id,date,agence,sexe,age,region,handicap,niveau,categorie,rome,experience,duree,score,embauche,propose",
		func(b []byte, random *rand.Rand, i, _ int) []byte { return appendRow(b, random, i) }},
	"people":    {"id,naissance,sexe,age,region,handicap", appendPerson},
	"decisions": {"id,date,agence,score,embauche,propose", appendDecision},
}

func main() {
	args := os.Args[1:]
	kind := ""
	if len(args) > 0 && tables[args[0]].row != nil {
		kind, args = args[0], args[1:]
	}
	numbers := make([]int, 2)
	for i, arg := range args {
		var err error
		if numbers[i%2], err = strconv.Atoi(arg); err != nil || i > 1 {
			log.Fatal("usage: go run generate.go [people|decisions] ROWS [PEOPLE]")
		}
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	fmt.Fprintln(out, tables[kind].header)
	random := rand.New(rand.NewPCG(20261101, 15))
	row := make([]byte, 0, 256)
	for i := range numbers[0] {
		row = tables[kind].row(row[:0], random, i, numbers[1])
		if _, err := out.Write(row); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func appendRow(b []byte, random *rand.Rand, i int) []byte {
	pick := func(values []string) string { return values[random.IntN(len(values))] }
	number := func(n int) { b = strconv.AppendInt(append(b, ','), int64(random.IntN(n)), 10) }
	text := func(s string) { b = append(append(b, ','), s...) }

	b = strconv.AppendInt(b, int64(10_000_000+i), 10)
	b = fmt.Appendf(b, ",2026-%02d-%02d", 1+random.IntN(12), 1+random.IntN(28))
	text("AG" + strconv.Itoa(1000+random.IntN(900)))
	text(pick(sexes))
	text(pick(ages))
	text(pick(regions))
	text(pick(statuses))
	text(pick(levels))
	text(pick(categories))
	text(string(rune('A'+random.IntN(14))) + strconv.Itoa(1000+random.IntN(500)))
	number(41)
	number(1500)
	return appendOutcome(b, random)
}

// appendOutcome ends a row with score, embauche and propose.
func appendOutcome(b []byte, random *rand.Rand) []byte {
	score := random.Float64()
	b = strconv.AppendFloat(append(b, ','), score, 'f', 6, 64)
	switch { // the outcome is not known of everybody
	case random.IntN(50) == 0:
		b = append(b, ',')
	case random.Float64() < score:
		b = append(b, ",1"...)
	default:
		b = append(b, ",0"...)
	}
	if score >= 0.5 {
		b = append(b, ",1\n"...)
	} else {
		b = append(b, ",0\n"...)
	}
	return b
}

// appendPerson appends one of the people, in no order of their numbers.
func appendPerson(b []byte, random *rand.Rand, i, _ int) []byte {
	b = appendID(b, i)
	b = fmt.Appendf(b, ",%d-%02d-%02d", 1950+random.IntN(60), 1+random.IntN(12), 1+random.IntN(28))
	for _, values := range [][]string{sexes, ages, regions, statuses} {
		b = append(append(b, ','), values[random.IntN(len(values))]...)
	}
	return append(b, '\n')
}

func appendDecision(b []byte, random *rand.Rand, _, people int) []byte {
	b = appendID(b, random.IntN(people+people/50))
	b = fmt.Appendf(b, ",2026-%02d-%02d,AG%d", 1+random.IntN(12), 1+random.IntN(28), 1000+random.IntN(900))
	return appendOutcome(b, random)
}

// appendID appends the number of the i-th of the people.
func appendID(b []byte, i int) []byte {
	return strconv.AppendUint(b, 1_000_000_000+uint64(i)*7_368_787%1_000_000_007, 10) // both are prime: no number comes twice
}
