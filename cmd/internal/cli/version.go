package cli

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

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

// manDate is fixed, so that the same source gives the same pages.
var manDate = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func newMan(streams *IO) *cobra.Command {
	return &cobra.Command{
		Use: "man DIRECTORY", Short: "Write the manual pages into a directory", Args: needs(1, 1, words.Say("one DIRECTORY")),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(streams.Dir, dir)
			}
			return plainPathError(doc.GenManTree(cmd.Root(), &doc.GenManHeader{Section: "1", Date: &manDate, Source: "fairaudit"}, dir))
		},
	}
}
