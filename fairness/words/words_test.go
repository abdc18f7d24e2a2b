package words_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/words"
)

func TestDidYouMean(t *testing.T) {
	candidates := []string{"severity", "bound", "rate", "ratio", "pass", "Âge"}
	for _, c := range []struct{ word, want string }{
		{"severty", ` (did you mean "severity"?)`},
		{"SEVERITY", ` (did you mean "severity"?)`},
		{"rtae", ` (did you mean "rate"?)`},
		{"ratoi", ` (did you mean "ratio"?)`},
		{"âge", ` (did you mean "Âge"?)`},
		{"bond", ` (did you mean "bound"?)`},
		{"weight", ""},
		{"x", ""},
		{"", ""},
	} {
		if got := words.DidYouMean(c.word, candidates).String(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.word, got, c.want)
		}
	}
	if got := words.DidYouMean("rate", nil).String(); got != "" {
		t.Errorf("among none: got %q, want nothing", got)
	}
	if got, want := words.DidYouMean("a\nb", []string{"a\nc"}).String(), ` (did you mean "a\nc"?)`; got != want {
		t.Errorf("a name with a line break: got %q, want %q", got, want)
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{[]string{"a"}, `"a"`},
		{[]string{"a", "b c", "d\x1b"}, `"a", "b c", "d\x1b"`},
	} {
		if got := words.List(c.names).String(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.names, got, c.want)
		}
	}
	var many []string
	for i := range 40 {
		many = append(many, fmt.Sprintf("n%02d", i))
	}
	got := words.List(many).String()
	if !strings.HasPrefix(got, `"n00", `) || !strings.HasSuffix(got, `"n29" and 10 more`) || strings.Contains(got, "n30") {
		t.Errorf("forty names: got %s, want the first thirty and 10 more", got)
	}
}

func TestSplit(t *testing.T) {
	for name, want := range map[string]string{
		"date_naissance": "date naissance", "DateNaissance": "date naissance", "DATNAIS": "datnais", "isBOE": "is boe", "BOEFlag": "boe flag",
		"Âge (années)": "age annees", "cœur": "coeur", "sexe2": "sexe", "H/F": "h f", "": "", "42": "", "e\u0301tat": "etat", "prénomÉtat": "prenom etat",
	} {
		if got := strings.Join(words.Split(name), " "); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
