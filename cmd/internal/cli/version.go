package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// version is the version of the module, or "devel" for a build from a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

func newVersion(streams *IO) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version, and those of the documents it writes", Args: needs(0, 0, words.Say("no argument")),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(streams.Out, "fairaudit %s (%s, %s/%s)\n%s\n%s\n",
				version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, report.Schema, tally.Schema)
			return err
		},
	}
}
