// Package words helps messages to name things: the nearest valid word, and
// lists that stay readable. It is the one package besides tally that every
// layer may use.
package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// DidYouMean returns ` (did you mean "x"?)` for the candidate nearest to the
// word, or nothing when none is near: at most half of the word may differ.
func DidYouMean(word string, candidates []string) Phrase {
	best, least := "", 1+len([]rune(word))/2
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	if best == "" {
		return Phrase{}
	}
	return Say(" (did you mean %q?)", best)
}

// distance is the number of letters to insert, delete or replace; letters that
// only changed places count as one.
func distance(x, y string) int {
	a, b := []rune(x), []rune(y)
	slices.Sort(a)
	slices.Sort(b)
	if x != y && slices.Equal(a, b) {
		return 1
	}
	return levenshtein.ComputeDistance(x, y)
}

// most bounds the names that List writes.
const most = 30

// Join puts phrases one after the other.
func Join(phrases []Phrase, separator string) Phrase {
	args := make([]any, len(phrases))
	for i, p := range phrases {
		args[i] = p
	}
	verbs := strings.Join(slices.Repeat([]string{"%s"}, len(args)), separator)
	return Phrase{fmt.Sprintf(verbs, args...), verbs, args}
}

// List quotes names for a message, at most 30 of them.
func List(names []string) Phrase {
	shown := names[:min(len(names), most)]
	quoted := make([]string, len(shown))
	for i, n := range shown {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	text := strings.Join(quoted, ", ")
	if len(names) > most {
		return Say("%s and %d more", text, len(names)-most)
	}
	return Say("%s", text)
}
