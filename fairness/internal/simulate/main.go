//go:build ignore

// Rewrites the simulation's section of METHODS.md, whose path is the argument.
// The package does no I/O and has no generator of its own, as everything in
// fairness; this program brings both.
package main

import (
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/fairaudit/fairaudit/fairness/internal/simulate"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: simulate METHODS.md")
		os.Exit(2)
	}
	if err := rewrite(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "simulate:", err)
		os.Exit(1)
	}
}

func rewrite(path string) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := simulate.Replace(string(document), ""); err != nil {
		return err // before minutes of work
	}
	section, err := run()
	if err != nil {
		return err
	}
	text, err := simulate.Replace(string(document), section)
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func run() (string, error) {
	seeding := func(a, b uint64) simulate.Source { return rand.New(rand.NewPCG(a, b)) }
	rules, err := simulate.Rules()
	if err != nil {
		return "", err
	}
	scenarios, err := simulate.Scenarios()
	if err != nil {
		return "", err
	}
	progress := func(text string) { fmt.Fprintln(os.Stderr, text) }
	study := simulate.Study(seeding, rules, simulate.Full, progress)
	var wide []simulate.Outcome
	for _, s := range scenarios {
		progress(s.Part + ": " + s.Name)
		wide = append(wide, s.Run(seeding, simulate.Full.Wide))
	}
	return simulate.Markdown(simulate.Full, rules, study, wide), nil
}
