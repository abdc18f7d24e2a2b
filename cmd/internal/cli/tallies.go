package cli

import (
	"crypto/sha256"
	"slices"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// rowFlags say how rows are read and counted. With tallies alone there are none.
var rowFlags = []string{
	"predicted", "score", "cutoff", "actual", "human", "positive", "predicted-positive", "actual-positive", "human-positive", "attribute", "attributes", "key", "intersect", "stratum",
	"weight", "counts", "weight-squares", "unit", "missing", "max-values", "separator", "no-header", "encoding", "decimal", "thousands", "missing-marker",
}

// allTallies reports whether the arguments name tallies and nothing else. What
// cannot be read is not one; whoever reads it says so.
func allTallies(arguments []string, format string) bool {
	var paths []string
	inputs, _, err := open.Expand(arguments, format)
	for _, in := range inputs {
		paths = append(paths, in.Path)
	}
	if err != nil {
		paths = arguments
	}
	return len(paths) > 0 && !slices.ContainsFunc(paths, func(path string) bool { return !open.IsTally(path, format) })
}

// refuseRowFlags refuses what means nothing where all is counted already.
func (o *inputOptions) refuseRowFlags() error {
	for _, name := range rowFlags {
		if o.flags.Changed(name) {
			return words.Errorf("--%s says how rows are counted, and tallies are counted already: leave it out; reference groups stand in the configuration", name)
		}
	}
	return nil
}

// addTallies reads tallies and adds them to the rows counted, if there are any.
func addTallies(rows *tally.Tally, spec *dataset.Spec, inputs []open.Input, o open.Options) (sum *tally.Tally, notes []words.Phrase, err error) {
	var all []*tally.Tally
	first, seen := words.Say("the rows"), map[[sha256.Size]byte]string{}
	if rows != nil {
		all = append(all, rows)
	}
	for _, in := range inputs {
		t, text, err := open.Tally(in.Path, o)
		switch {
		case err != nil:
		case len(all) > 0:
			if err = tally.Compatible(all[0], t); err != nil {
				err = words.Errorf("%w; the first are of %s", err, first)
			}
		default:
			first = words.Say("%s", in.Path)
			err = spec.CheckTally(t)
		}
		if err != nil {
			return nil, nil, atFile(err, in.Path)
		}
		digest := sha256.Sum256(text)
		if other, twice := seen[digest]; twice {
			notes = append(notes, words.Say("%s and %s hold the same counts; if they are copies, their people count double", other, in.Path))
		}
		seen[digest] = in.Path
		all = append(all, t)
	}
	sum, err = tally.Merge(all[0], all[1:]...)
	return sum, notes, err
}
