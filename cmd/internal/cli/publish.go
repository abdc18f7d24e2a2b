package cli

import (
	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// publishing is what becomes of a document before any format is given it.
type publishing struct {
	on      bool
	minCell int
	asked   bool // whether somebody asked for that cell
}

func (p *publishing) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&p.on, "publish", false, "write reports that may be published: few people, and what would tell of them, are hidden")
	f.IntVar(&p.minCell, "min-cell", policy.DefaultMinCell, "with --publish, the least number of people that is shown; at least, and\nby default, that of the policy where it states one")
}

// check refuses options that say nothing.
func (p *publishing) check(cmd *cobra.Command) error {
	p.asked = cmd.Flags().Changed("min-cell")
	switch {
	case p.asked && !p.on:
		return usageErrorf("--min-cell says what --publish hides; give both or neither")
	case p.minCell < policy.LeastMinCell:
		return usageErrorf("--min-cell is at least %d, and not %d", policy.LeastMinCell, p.minCell)
	}
	return nil
}

// under heeds the least cell that a policy states; 0 where it states none.
func (p *publishing) under(name string, least int64) error {
	switch {
	case !p.asked && least > 0:
		p.minCell = int(least)
	case p.asked && int64(p.minCell) < least:
		return usageErrorf("the policy %s publishes no number of fewer than %d people: --min-cell is at least %d, and not %d", name, least, least, p.minCell)
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
