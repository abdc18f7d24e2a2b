package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// counted is what the inputs came to.
type counted struct {
	tally   *tally.Tally
	account dataset.Account
	sources []string       // the names of the inputs, without their directories
	left    []string       // files of directories that were left out
	notes   []words.Phrase // for the person at the terminal
	people  *peopleSide    // nil without a file of attributes
}

// count adds up the rows of all inputs that the arguments name.
func count(ctx context.Context, conf *config, arguments []string, o open.Options, streams *IO) (*counted, error) {
	if err := conf.attributesFile.checkStdin(arguments); err != nil {
		return nil, err
	}
	o.Stdin = streams.In
	defer limitMemory(2 * conf.spec.MaxHeld)()
	m := newMeter(streams)
	if m != nil {
		o.Progress = m.progress
	}
	stop := m.start(progressAfter, progressEvery)
	c, err := awaitFor(ctx, conf.engine.grace(), func() (*counted, error) { return countAll(ctx, conf, arguments, o) })
	stop()
	if err != nil {
		return nil, err
	}
	if len(c.left) > 0 {
		streams.say("left out, since their names promise no known format (--format takes them): %s", shortList(c.left))
	}
	for _, note := range c.notes {
		streams.say("%s", note)
	}
	for _, axis := range c.tally.Axes {
		if markers := dataset.UsualMarkers(axis.Values); axis.Role == tally.Attribute && len(markers) > 0 {
			streams.say("%s has the group %s; if it means missing: --missing-marker %s", axis.Name, words.List(markers), markers[0])
		}
	}
	return c, nil
}

// shortList lists the first names, and says how many more there are.
func shortList(names []string) string {
	const most = 5
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	return strings.Join(names, ", ")
}

// countAll adds up the tallies that the arguments name, and counts all other inputs.
func countAll(ctx context.Context, conf *config, arguments []string, o open.Options) (*counted, error) {
	arguments = conf.engine.others(arguments)
	inputs, left, err := open.Expand(arguments, o.Format)
	if err != nil {
		return nil, err
	}
	var rows, tallies []open.Input
	for _, in := range inputs {
		if open.IsTally(in.Path, o.Format) {
			tallies = append(tallies, in)
		} else {
			rows = append(rows, in)
		}
	}
	c := &counted{sources: sourceNames(inputs), left: left}
	if len(rows) > 0 {
		if err := c.countRows(ctx, conf, &side{arguments: arguments, inputs: rows, options: o}); err != nil {
			return nil, err
		}
	}
	if conf.engine != nil {
		if err := c.ask(ctx, conf.engine, conf.spec); err != nil {
			return nil, err
		}
	}
	if len(tallies) > 0 {
		if c.tally, c.notes, err = addTallies(c.tally, &conf.spec, tallies, o); err != nil {
			return nil, err
		}
	}
	c.account = c.tally.Rows
	return c, nil
}

// countRows counts the rows, each with what it finds in the file of attributes if
// there is one.
func (c *counted) countRows(ctx context.Context, conf *config, rows *side) (err error) {
	defer rows.close()
	if c.people, err = openPeople(conf, rows); c.people != nil {
		defer c.people.close()
		c.left = append(c.left, c.people.left...)
	}
	if err != nil {
		return err
	}
	rows.options.Progress.SetTotal(c.toRead(conf.spec, rows))
	spec, looked, err := c.findLimits(ctx, conf.spec, rows)
	if err != nil {
		return err
	}
	people, err := c.people.gather(ctx, spec)
	if err != nil {
		return err
	}
	counter := dataset.NewJoinedCounter(spec, people)
	if err := rows.count(ctx, counter); err != nil {
		return err
	}
	t, account, err := counter.Tally()
	if err != nil {
		return rows.at(err)
	}
	if looked >= 0 && looked != account.Read {
		return words.Errorf("%s: there were %d rows when the quantiles were found, and %d when they were counted: the input is changing; copy it first", strings.Join(rows.arguments, ", "), looked, account.Read)
	}
	c.tally = t
	return nil
}

// toRead is how many bytes there are to read in all, or 0 when that is not known.
func (c *counted) toRead(spec dataset.Spec, rows *side) int64 {
	rowsTwice, peopleTwice := c.people.hasQuantiles(spec)
	total, known := rows.toRead()
	if rowsTwice {
		total *= 2
	}
	if c.people != nil && known {
		var bytes int64
		if bytes, known = c.people.toRead(); peopleTwice {
			bytes *= 2
		}
		total += bytes
	}
	if !known {
		return 0
	}
	return total
}

// findLimits reads all rows once to find the limits of quantiles, if there are
// any, and returns how many rows there were, or else -1.
func (c *counted) findLimits(ctx context.Context, spec dataset.Spec, rows *side) (dataset.Spec, int64, error) {
	twice, peopleTwice := c.people.hasQuantiles(spec)
	if !twice {
		return spec, -1, nil
	}
	err := rows.again()
	var people *dataset.People
	if err == nil && peopleTwice {
		if err = c.people.again(); err == nil {
			people, err = c.people.gather(ctx, spec)
		}
	}
	if err != nil {
		return spec, 0, err
	}
	limits := dataset.NewLimits(spec, people)
	if err := rows.count(ctx, limits.Counter()); err != nil {
		return spec, 0, err
	}
	spec, err = limits.Apply(spec)
	return spec, limits.Rows(), rows.at(err)
}

// sourceNames names the inputs without their directories; those of a directory
// go by its name.
func sourceNames(inputs []open.Input) []string {
	var names []string
	last := ""
	for _, in := range inputs {
		below, err := filepath.Rel(in.Argument, in.Path)
		switch {
		case err == nil && below != "." && !strings.HasPrefix(below, ".."): // a directory
			if in.Argument != last {
				names = append(names, filepath.Base(in.Argument))
			}
		default:
			names = append(names, filepath.Base(in.Path))
		}
		last = in.Argument
	}
	return names
}
