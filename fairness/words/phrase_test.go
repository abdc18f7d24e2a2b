package words_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// wrapped is an error of another package, which knows nothing of languages.
type wrapped struct{ error }

func (w wrapped) Unwrap() error { return w.error }

func TestErrorsAreTold(t *testing.T) {
	missing := words.Errorf("there is no column %q%s; the columns are %s", "sx", words.DidYouMean("sx", []string{"sex"}), words.List([]string{"sex", "age"}))
	outside := fmt.Errorf("open x: %w", fs.ErrNotExist)
	for _, c := range []struct {
		err             error
		english, french string
	}{
		{missing,
			`there is no column "sx" (did you mean "sex"?); the columns are "sex", "age"`,
			`colonne introuvable : "sx" (vouliez-vous dire "sex" ?) ; les colonnes sont "sex", "age"`},
		{words.Errorf("--attribute %s: %v", "sx", missing),
			`--attribute sx: there is no column "sx" (did you mean "sex"?); the columns are "sex", "age"`,
			`--attribute sx : colonne introuvable : "sx" (vouliez-vous dire "sex" ?) ; les colonnes sont "sex", "age"`},
		{words.Errorf("%s:%d:%d: %w", "p.yaml", 3, 7, words.Errorf("%s needs a value", words.Say("an item of %s", "criteria"))),
			"p.yaml:3:7: an item of criteria needs a value", "p.yaml:3:7: un élément de criteria : valeur attendue"},
		{errors.Join(words.Errorf("it is a directory"), words.Errorf("it is a directory")),
			"it is a directory\nit is a directory", "c’est un répertoire\nc’est un répertoire"},
		{wrapped{words.Errorf("the query is empty")}, "the query is empty", "la requête est vide"},
		{fmt.Errorf("tally.json: %w", words.Errorf("the query is empty")), "tally.json: the query is empty", "tally.json: la requête est vide"},
		{words.Errorf("%s: cannot be written: %w", "r.html", outside), "r.html: cannot be written: open x: file does not exist", "r.html: écriture impossible : open x: file does not exist"},
		{words.Errorf("%s is not a number", "%d %s"), "%d %s is not a number", "%d %s n’est pas un nombre"},
		{outside, "open x: file does not exist", "open x: file does not exist"},
		{words.Errorf("nobody has translated %d", 7), "nobody has translated 7", "nobody has translated 7"},
	} {
		if got := c.err.Error(); got != c.english {
			t.Errorf("got  %s\nwant %s", got, c.english)
		}
		if got := words.English.Tell(c.err); got != c.english {
			t.Errorf("told in English: got  %s\nwant %s", got, c.english)
		}
		if got := words.French.Tell(c.err); got != c.french {
			t.Errorf("told in French: got  %s\nwant %s", got, c.french)
		}
	}
	if err := words.Errorf("%s: cannot be written: %w", "r.html", outside); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an error that wraps another does not unwrap")
	}
}

func TestPhrases(t *testing.T) {
	many := make([]string, 32)
	for _, c := range []struct {
		phrase          words.Phrase
		english, french string
	}{
		{words.Phrase{}, "", ""},
		{words.Say("%d fields", 3), "3 fields", "3 champs"},
		{words.Join([]words.Phrase{words.Say("1 field"), words.Say("%d fields", 2)}, ", "), "1 field, 2 fields", "1 champ, 2 champs"},
		{words.Join(nil, ", "), "", ""},
		{words.List([]string{"%d"}), `"%d"`, `"%d"`},
	} {
		if c.phrase.String() != c.english || c.phrase.In(words.English) != c.english || c.phrase.In(words.French) != c.french {
			t.Errorf("got %q and %q, want %q and %q", c.phrase, c.phrase.In(words.French), c.english, c.french)
		}
	}
	if got := words.List(many).In(words.French); got[len(got)-len(" et 2 de plus"):] != " et 2 de plus" {
		t.Errorf("a long list in French: %s", got)
	}
}
