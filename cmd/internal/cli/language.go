package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// registerLanguage adds --lang to every command.
func registerLanguage(root *cobra.Command, streams *IO) {
	root.PersistentFlags().StringVar(&streams.lang, "lang", "", "language of what people read: en or fr (default by LC_ALL, LC_MESSAGES, LANG)")
	complete(root, "lang", languageNames()...)
}

func languageNames() []string {
	var names []string
	for _, l := range words.Languages {
		names = append(names, string(l))
	}
	return names
}

// language is the language of what people read: that of --lang, or else that of
// the environment.
func (streams *IO) language() (words.Language, error) {
	for _, l := range words.Languages {
		if streams.lang == string(l) {
			return l, nil
		}
	}
	if streams.lang != "" {
		return words.English, usageErrorf("--lang is en or fr, not %q", streams.lang)
	}
	return words.LanguageOf(cmp.Or(streams.Env("LC_ALL"), streams.Env("LC_MESSAGES"), streams.Env("LANG"))), nil
}
