package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// counted is what the inputs came to.
type counted struct {
	tally   *tally.Tally
	account dataset.Account
	sources []string // the names of the inputs, without their directories
	left    []string // files of directories that were left out
	notes   []string // for the person at the terminal
}

// await runs f, and returns as soon as ctx is done, even while f is waiting for
// a read or is at work: the process is about to end then, and f is abandoned.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) { return awaitFor(ctx, 0, f) }

// awaitFor is await, but f has so much time to end by itself.
func awaitFor[T any](ctx context.Context, grace time.Duration, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		var out outcome
		defer func() {
			if r := recover(); r != nil {
				out.err = fault{r, debug.Stack()}
			}
			done <- out
		}()
		out.value, out.err = f()
	}()
	select {
	case <-ctx.Done():
		select {
		case <-done:
		case <-time.After(grace):
		}
		var none T
		return none, ctx.Err()
	case out := <-done:
		return out.value, out.err
	}
}

// count adds up the rows of all inputs that the arguments name.
func count(ctx context.Context, conf *config, arguments []string, o open.Options, streams *IO) (*counted, error) {
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
		if c.tally, err = countRows(ctx, conf.spec, rows, arguments, o); err != nil {
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

func countRows(ctx context.Context, spec dataset.Spec, inputs []open.Input, arguments []string, o open.Options) (*tally.Tally, error) {
	var err error
	limits := dataset.NewLimits(spec)
	o.Progress.SetTotal(toRead(inputs, limits != nil))
	if limits != nil {
		if spec, err = findLimits(ctx, limits, spec, inputs, o); err != nil {
			return nil, atFile(err, strings.Join(arguments, ", "))
		}
	}
	counter := dataset.NewCounter(spec)
	if err := countInputs(ctx, counter, inputs, o); err != nil {
		return nil, err
	}
	t, account, err := counter.Tally()
	if err != nil {
		return nil, atFile(err, strings.Join(arguments, ", "))
	}
	if limits != nil && limits.Rows() != account.Read {
		return nil, fmt.Errorf("%s: there were %d rows when the quantiles were found, and %d when they were counted: the input is changing; copy it first", strings.Join(arguments, ", "), limits.Rows(), account.Read)
	}
	return t, nil
}

// toRead is how many bytes there are to read in all, or 0 when that is not known.
func toRead(inputs []open.Input, twice bool) int64 {
	var total int64
	for _, in := range inputs {
		if in.Size == 0 && in.Once() {
			return 0
		}
		total += in.Size
	}
	if twice {
		total *= 2
	}
	return total
}

// findLimits reads all inputs once to find the limits of quantiles.
func findLimits(ctx context.Context, limits *dataset.Limits, spec dataset.Spec, inputs []open.Input, o open.Options) (dataset.Spec, error) {
	for _, in := range inputs {
		if in.Once() {
			return spec, &dataset.Error{At: dataset.Position{File: in.Path}, Msg: "quantiles and medians need two passes over the rows, and this can be read only once: save it to a file and name that, or state the limits with bands or --cutoff"}
		}
	}
	if err := countInputs(ctx, limits.Counter(), inputs, o); err != nil {
		return spec, err
	}
	return limits.Apply(spec)
}

// countInputs adds the rows of all inputs to a counter.
func countInputs(ctx context.Context, counter *dataset.Counter, inputs []open.Input, o open.Options) error {
	for _, in := range inputs {
		if err := countOne(ctx, counter, in, o); err != nil {
			return err
		}
	}
	return nil
}

func countOne(ctx context.Context, counter *dataset.Counter, in open.Input, o open.Options) error {
	o.Constants = in.Constants
	source, err := open.File(in.Path, o)
	if err != nil {
		return atFile(err, in.Path)
	}
	err = source.Count(ctx, counter)
	if closeErr := source.Close(); err == nil {
		err = closeErr
	}
	return atFile(err, in.Path)
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
