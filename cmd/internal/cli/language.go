package cli

import (
	"cmp"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// findReader finds --lang before the arguments are parsed, so that an error in
// them, and --help, are told in that language. It passes over what it does not know.
func (streams *IO) findReader(args []string) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.BoolP("help", "h", false, "") // which would end the search
	flags.StringVar(&streams.lang, "lang", "", "")
	_ = flags.Parse(args) // whoever parses them says what is wrong
	streams.reader, _ = streams.language()
}

// language is the language of what people read: that of --lang, or else that of
// the environment.
func (streams *IO) language() (words.Language, error) {
	for _, l := range words.Languages {
		if streams.lang == string(l) {
			return l, nil
		}
	}
	usual := words.LanguageOf(cmp.Or(streams.Env("LC_ALL"), streams.Env("LC_MESSAGES"), streams.Env("LANG")))
	if streams.lang != "" {
		return usual, usageErrorf("--lang is en or fr, not %q", streams.lang)
	}
	return usual, nil
}
