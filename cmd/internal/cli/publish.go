package cli

import (
	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// publishing is what becomes of a document before any format is given it.
type publishing struct {
	on      bool
	minCell int
}

func (p *publishing) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&p.on, "publish", false, "write reports that may be published: few people, and what would tell of them, are hidden")
	f.IntVar(&p.minCell, "min-cell", 11, "with --publish, the least number of people that is shown")
}

// check refuses options that say nothing.
func (p *publishing) check(cmd *cobra.Command) error {
	switch changed := cmd.Flags().Changed("min-cell"); {
	case changed && !p.on:
		return usageErrorf("--min-cell says what --publish hides; give both or neither")
	case p.minCell < 2:
		return usageErrorf("--min-cell is at least 2, and not %d", p.minCell)
	}
	return nil
}

// apply makes the document that is written.
func (p *publishing) apply(d *report.Document) (*report.Document, error) {
	if !p.on {
		return d, nil
	}
	published, err := report.Publish(d, int64(p.minCell))
	if err != nil {
		return nil, words.Errorf("--publish: %w", err)
	}
	return published, nil
}
