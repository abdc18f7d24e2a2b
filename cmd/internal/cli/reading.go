package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// readingOptions are the flags that say how the values in the inputs are written.
type readingOptions struct {
	encoding string
}

func (o *readingOptions) registerReading(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.encoding, "encoding", "", "encoding of a CSV: "+strings.Join(open.Encodings(), " (default) or "))
	complete(cmd, "encoding", open.Encodings()...)
}

// applyReading joins the flags with the configuration.
func (o *readingOptions) applyReading(conf *config) error {
	if o.encoding != "" {
		conf.encoding = o.encoding
	}
	if conf.encoding != "" && !slices.Contains(open.Encodings(), conf.encoding) {
		return usageErrorf("--encoding is %s, not %q%s", strings.Join(open.Encodings(), " or "), conf.encoding, words.DidYouMean(conf.encoding, open.Encodings()))
	}
	return nil
}

// reading is how the inputs are opened, once the options are known to be valid.
func (o *inputOptions) reading(conf *config) open.Options {
	sep, _ := separator(o.separator)
	return open.Options{Format: o.format, Encoding: conf.encoding, CSV: csv.Options{Separator: sep, NoHeader: o.noHeader}}
}
