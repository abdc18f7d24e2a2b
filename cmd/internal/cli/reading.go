package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// readingOptions are the flags that say how the values in the inputs are written.
type readingOptions struct {
	encoding       string
	decimal        string
	thousands      string
	missingMarkers []string
	maxMemory      string
}

func (o *readingOptions) registerReading(cmd *cobra.Command, l words.Language) {
	f := cmd.Flags()
	f.StringVar(&o.encoding, "encoding", "", l.Say("encoding of a CSV: %s (default) or %s", open.Encodings()[0], open.Encodings()[1]))
	f.StringVar(&o.decimal, "decimal", "", "what parts the whole and the fraction of a number: point (default) or comma")
	f.StringVar(&o.thousands, "thousands", "", "what parts the thousands of a number: none (default) or space (default with --decimal comma)")
	f.StringArrayVar(&o.missingMarkers, "missing-marker", nil, "a value that means missing in every column, as NA, repeatable;\nempty values always do, and no other without this")
	f.StringVar(&o.maxMemory, "max-memory", "", "keep memory near this, as 512MiB: a goal for the runtime, not a wall;\ncounts that would take more than half of it are refused")
	complete(cmd, "encoding", open.Encodings()...)
	complete(cmd, "decimal", dataset.DecimalPoint, dataset.DecimalComma)
	complete(cmd, "thousands", dataset.ThousandsNone, dataset.ThousandsSpace)
}

// applyReading joins the flags with the configuration.
func (o *readingOptions) applyReading(conf *config) error {
	for _, p := range []struct {
		flag string
		to   *string
	}{{o.encoding, &conf.encoding}, {o.decimal, &conf.spec.Reading.Decimal}, {o.thousands, &conf.spec.Reading.Thousands}} {
		if p.flag != "" {
			*p.to = p.flag
		}
	}
	if o.missingMarkers != nil {
		conf.spec.Reading.MissingMarkers = o.missingMarkers
	}
	if err := o.applyMemory(conf); err != nil {
		return err
	}
	if conf.encoding != "" && !slices.Contains(open.Encodings(), conf.encoding) {
		return usageErrorf("--encoding is %s or %s, not %q%s", open.Encodings()[0], open.Encodings()[1], conf.encoding, words.DidYouMean(conf.encoding, open.Encodings()))
	}
	return nil
}

// reading is how the inputs are opened, once the options are known to be valid.
func (o *inputOptions) reading(conf *config) open.Options {
	sep, _ := separator(o.separator)
	return open.Options{Format: o.format, Threads: o.threads, Encoding: conf.encoding, CSV: csv.Options{Separator: sep, NoHeader: o.noHeader}}
}

// readReading reads how values are written from the data of a configuration.
func (c *config) readReading(f map[string]strictyaml.Value) {
	c.encoding = f["encoding"].OneOf(open.Encodings()...)
	c.spec.Reading.Decimal = f["decimal"].OneOf(dataset.DecimalPoint, dataset.DecimalComma)
	c.spec.Reading.Thousands = f["thousands"].OneOf(dataset.ThousandsNone, dataset.ThousandsSpace)
	c.spec.Reading.MissingMarkers = texts(f["missing_markers"])
}

// readMeasure reads how an attribute's numbers are made and cut.
func readMeasure(a *dataset.Attribute, f map[string]strictyaml.Value) {
	for _, edge := range f["bands"].List() {
		a.Bands = append(a.Bands, edge.Number())
	}
	if f["quantiles"].Present() {
		a.Quantiles = f["quantiles"].Int(2)
	}
	if v := f["age_at"]; v.Present() {
		if text := v.Text(); text != "" {
			if err := parseAgeAt(a, text); err != nil {
				v.Errorf("%v", err)
			}
		}
	}
}

// parseAgeAt reads DATE or DATE,bands=26,50.
func parseAgeAt(a *dataset.Attribute, text string) error {
	date, rest, _ := strings.Cut(text, ",")
	var err error
	if a.AgeAt, err = time.Parse(time.DateOnly, date); err != nil {
		return words.Errorf("age_at is the day of the ages, as 2026-01-01, not %q", date)
	}
	if rest == "" {
		return nil
	}
	edges, ok := strings.CutPrefix(rest, "bands=")
	if !ok {
		return words.Errorf("after age_at comes bands=, as in age_at=2026-01-01,bands=26,50, not %q", rest)
	}
	a.Bands, err = parseBands(edges)
	return err
}
