package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/dataset/sql"
	"github.com/fairaudit/fairaudit/fairness/tally"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// engineOptions are the flags that say what an engine is asked to count.
type engineOptions struct {
	table     string
	queryFile string
	timeout   time.Duration
}

const queryUsage = "a file with a query whose result an engine counts, in place of a table; - is the standard input"

func (o *engineOptions) registerEngine(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.table, "table", "", "the table that an engine counts, as schema.table")
	f.StringVar(&o.queryFile, "query", "", queryUsage)
	f.DurationVar(&o.timeout, "timeout", 30*time.Minute, "how long an engine may take for one query; 0 is without a limit")
}

// engineInput is an engine among the inputs, and what it is asked to count.
type engineInput struct {
	argument string
	name     string // by which a report calls what was counted
	address  sql.Address
	from     sql.From
	options  sql.Options
}

// engineInput finds the engine among the inputs. Without one it is nil.
func (o *inputOptions) engineInput(paths []string, streams *IO) (*engineInput, error) {
	at := slices.IndexFunc(paths, sql.IsAddress)
	switch {
	case at < 0 && len(paths) > 0 && (o.table != "" || o.queryFile != ""):
		return nil, usageErrorf("--table and --query belong to an engine, as in fairaudit audit postgres://host/database --table predictions")
	case at < 0:
		return nil, nil
	case slices.ContainsFunc(paths[at+1:], sql.IsAddress):
		return nil, usageErrorf("one engine at a time: write the counts of each with fairaudit tally, and audit these together")
	case (o.table == "") == (o.queryFile == ""):
		return nil, usageErrorf("name what the engine is to count with one of --table and --query")
	case o.timeout < 0:
		return nil, usageErrorf("--timeout is how long a query may take, as 10m, or 0 for no limit, and not %s", o.timeout)
	}
	e := &engineInput{argument: paths[at], name: cmp.Or(o.table, filepath.Base(o.queryFile)), from: sql.From{Table: o.table}, options: sql.Options{Timeout: o.timeout}}
	var err error
	if e.address, err = sql.ParseAddress(e.argument); err != nil {
		return nil, usageError{err}
	}
	if o.queryFile != "" {
		if e.from.Query, err = readQuery(o.queryFile, streams); err != nil {
			return nil, err
		}
	}
	if len(paths) == 1 {
		err = o.refuseFileFlags()
	}
	return e, err
}

// check refuses what an engine cannot count, before it is asked.
func (e *engineInput) check(conf *config) error {
	if e == nil {
		return nil
	}
	return conf.complete(&e.from)
}

// complete adds the table of the attributes to what an engine counts, and refuses
// what it cannot.
func (c *config) complete(from *sql.From) error {
	if a := c.attributesFile; a != nil {
		table, isTable := a.table()
		if !isTable {
			return usageErrorf("the attributes stand in a file of their own, which an engine does not read: name a table of it, as in --attributes %speople, or join them in the query of --query", tablePrefix)
		}
		from.Attributes = &sql.Attributes{Table: table, Key: a.key}
	}
	if err := cmp.Or(from.Check(), sql.Supported(&c.spec)); err != nil {
		return usageError{err}
	}
	return nil
}

// others are the arguments that are no engine.
func (e *engineInput) others(arguments []string) []string {
	if e == nil {
		return arguments
	}
	return slices.DeleteFunc(slices.Clone(arguments), func(a string) bool { return a == e.argument })
}

// grace is how long an engine has to take note that a query is no longer wanted,
// before the process ends.
func (e *engineInput) grace() time.Duration {
	if e == nil {
		return 0
	}
	return sql.CancelTime
}

// ask has an engine count, and adds what it has counted to the rows of files.
func (c *counted) ask(ctx context.Context, e *engineInput, spec dataset.Spec) error {
	t, join, err := sql.Count(ctx, e.address, spec, e.from, e.options)
	if err != nil {
		return err
	}
	if join != nil {
		c.people = &peopleSide{side: side{inputs: []open.Input{{Path: e.from.Attributes.Table, Argument: e.from.Attributes.Table}}}, join: join}
	}
	if c.tally != nil {
		if err := tally.Compatible(c.tally, t); err != nil {
			return words.Errorf("%s: %w; the first are of the other rows", e.address, err)
		}
		if t, err = tally.Merge(c.tally, t); err != nil {
			return err
		}
	}
	c.tally, c.sources = t, append([]string{e.name}, c.sources...)
	return nil
}
