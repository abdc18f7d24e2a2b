package words

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Split cuts a name, such as a column's, into words: where its letters end, and
// before a capital that starts a word. Letters lose their case and accents.
func Split(name string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	letters := []rune(norm.NFD.String(ligatures.Replace(name)))
	letters = slices.DeleteFunc(letters, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) // accents
	for i, r := range letters {
		switch {
		case !unicode.IsLetter(r):
			end()
			continue
		case unicode.IsUpper(r) && i > 0 && unicode.IsLower(letters[i-1]),
			unicode.IsUpper(r) && i+1 < len(letters) && unicode.IsLower(letters[i+1]):
			end()
		}
		word.WriteRune(unicode.ToLower(r))
	}
	end()
	return words
}

var ligatures = strings.NewReplacer("œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE")
