package cli

import (
	"testing"

	"github.com/fairaudit/fairaudit/fairness/words"
)

func TestLanguageIsChosen(t *testing.T) {
	for _, test := range []struct {
		flag string
		env  map[string]string
		want words.Language
	}{
		{"", nil, words.English},
		{"", map[string]string{"LANG": "fr_FR.UTF-8"}, words.French},
		{"", map[string]string{"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, words.English},
		{"", map[string]string{"LANG": "en_US", "LC_MESSAGES": "fr"}, words.French},
		{"en", map[string]string{"LANG": "fr_FR.UTF-8"}, words.English},
		{"fr", nil, words.French},
		{"", map[string]string{"LANG": "friulian"}, words.English},
	} {
		streams := &IO{Env: func(name string) string { return test.env[name] }, lang: test.flag}
		if got, err := streams.language(); err != nil || got != test.want {
			t.Errorf("--lang %q with %v: got %q, %v; want %q", test.flag, test.env, got, err, test.want)
		}
	}
}
