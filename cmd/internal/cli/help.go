package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// translateHelp puts the texts of a command, and of those below it, into a
// language. Their English is the key.
func translateHelp(cmd *cobra.Command, l words.Language) {
	cmd.InitDefaultHelpFlag()
	for _, text := range helpTexts(cmd) {
		*text = l.Text(*text)
	}
	cmd.Flags().Lookup("help").Usage = l.Say("help for %s", cmd.Name())
	for _, sub := range cmd.Commands() {
		translateHelp(sub, l)
	}
}

// helpTexts are the texts of a command that people read.
func helpTexts(cmd *cobra.Command) []*string {
	texts := []*string{&cmd.Short, &cmd.Long}
	if strings.Contains(cmd.Use, " ") { // what the command is given
		texts = append(texts, &cmd.Use)
	}
	add := func(f *pflag.Flag) { texts = append(texts, &f.Usage) }
	cmd.LocalNonPersistentFlags().VisitAll(add)
	cmd.PersistentFlags().VisitAll(add)
	return texts
}

// printHelp prints what cobra prints, whose own words are English.
func printHelp(l words.Language) func(*cobra.Command, []string) {
	own := strings.NewReplacer(
		"Usage:\n", l.Say("Usage:")+"\n",
		"\nExamples:\n", "\n"+l.Say("Examples:")+"\n",
		"\nAvailable Commands:\n", "\n"+l.Say("Available Commands:")+"\n",
		"\nFlags:\n", "\n"+l.Say("Flags:")+"\n",
		"\nGlobal Flags:\n", "\n"+l.Say("Global Flags:")+"\n",
		"\nAdditional help topics:\n", "\n"+l.Say("Additional help topics:")+"\n",
		" [flags]\n", l.Say(" [flags]")+"\n",
		" [command]\n", l.Say(" [command]")+"\n",
		" (default ", l.Say(" (default "),
		"\nUse \"fairaudit", "\n"+l.Say("Use \"")+"fairaudit",
		" [command] --help\" for more information about a command.", l.Say(" [command] --help\" for more information about a command."),
	)
	return func(cmd *cobra.Command, _ []string) {
		about := cmd.Long
		if about == "" {
			about = cmd.Short
		}
		usage := ""
		if cmd.Runnable() || cmd.HasSubCommands() {
			usage = own.Replace(cmd.UsageString())
		}
		_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n%s", strings.TrimRight(about, " \n"), usage)
	}
}

// completions are how each shell takes the script that completes what is typed:
// for a session, and for all to come.
var completions = []struct{ shell, now, always string }{
	{"bash", "source <(fairaudit completion bash)", "fairaudit completion bash > /etc/bash_completion.d/fairaudit"},
	{"zsh", "source <(fairaudit completion zsh)", `fairaudit completion zsh > "${fpath[1]}/_fairaudit"`},
	{"fish", "fairaudit completion fish | source", "fairaudit completion fish > ~/.config/fish/completions/fairaudit.fish"},
	{"powershell", "fairaudit completion powershell | Out-String | Invoke-Expression", "fairaudit completion powershell >> $PROFILE"},
}

// describeDefaults describes the commands that cobra adds.
func describeDefaults(root *cobra.Command, l words.Language) {
	about := func(name, short string) {
		if cmd, _, err := root.Find([]string{name}); err == nil {
			cmd.Short, cmd.Long = short, short+"."
		}
	}
	about("help", l.Say("Tell about a command, or about exit-codes or environment"))
	if cmd, _, err := root.Find([]string{"help"}); err == nil {
		cmd.Use = l.Say("help [command]")
	}
	about("completion", l.Say("Print the script by which a shell completes what is typed"))
	for _, c := range completions {
		if cmd, _, err := root.Find([]string{"completion", c.shell}); err == nil {
			cmd.Short = l.Say("Print the script by which %s completes what is typed", c.shell)
			cmd.Long = cmd.Short + ".\n\n" + l.Say("For this session:") + "\n\n  " + c.now + "\n\n" + l.Say("For those to come:") + "\n\n  " + c.always
			if f := cmd.Flags().Lookup("no-descriptions"); f != nil {
				f.Usage = l.Say("complete without saying what each word means")
			}
		}
	}
}
