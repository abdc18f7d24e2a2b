//go:build ignore

// Generate writes a table like an employment service's file to the standard
// output: 15 columns, the same rows for the same number of them. It is run by
// bench.sh as go run generate.go 1000000.
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

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run generate.go ROWS")
	}
	rows, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	fmt.Fprintln(out, "id,date,agence,sexe,age,region,handicap,niveau,categorie,rome,experience,duree,score,embauche,propose")
	random := rand.New(rand.NewPCG(20261101, 15))
	row := make([]byte, 0, 256)
	for i := range rows {
		row = appendRow(row[:0], random, i)
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
	score := random.Float64()
	b = strconv.AppendFloat(append(b, ','), score, 'f', 6, 64)
	switch { // the outcome is not known of everybody
	case random.IntN(50) == 0:
		text("")
	case random.Float64() < score:
		text("1")
	default:
		text("0")
	}
	if score >= 0.5 {
		text("1")
	} else {
		text("0")
	}
	return append(b, '\n')
}
