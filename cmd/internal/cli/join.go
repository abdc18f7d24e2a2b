package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/csv"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/report"
)

// attributesFile is where the protected attributes are, when they are kept apart.
type attributesFile struct {
	paths []string
	key   []dataset.KeyColumn
}

// tablePrefix stands before a table of the engine that counts, in place of a file.
const tablePrefix = "table:"

// table is the table that holds the attributes, if it is one.
func (a *attributesFile) table() (name string, isTable bool) {
	name, isTable = strings.CutPrefix(a.paths[0], tablePrefix)
	return name, isTable && len(a.paths) == 1
}

// readAttributesFile reads the attributes_file of a configuration. Its paths are
// relative to that.
func (c *config) readAttributesFile(v strictyaml.Value) {
	if !v.Present() {
		return
	}
	f := v.Fields(attributesFileLanguage.Names()...)
	a := &attributesFile{paths: texts(f["path"])}
	if len(a.paths) == 0 {
		v.Errorf("attributes_file needs path: the file, or the files, of the attributes")
	}
	key := texts(f["key"])
	if len(key) == 0 {
		v.Errorf("attributes_file needs key: the columns by which a row finds its person, as key: [id]")
	}
	var err error
	if a.key, err = dataset.ParseKey(key); err != nil {
		f["key"].Errorf("%v", err)
	}
	c.attributesFile = a
}

// applyAttributesFile joins the flags with the configuration.
func (o *inputOptions) applyAttributesFile(conf *config) error {
	if a := conf.attributesFile; a != nil {
		for i, path := range a.paths {
			if path != "-" && !strings.HasPrefix(path, tablePrefix) {
				a.paths[i] = at(path, conf.dir)
			}
		}
	}
	if len(o.attributesFiles) == 0 && len(o.key) == 0 {
		return nil
	}
	if conf.attributesFile == nil {
		conf.attributesFile = &attributesFile{}
	}
	a := conf.attributesFile
	if len(o.attributesFiles) > 0 {
		a.paths = o.attributesFiles
	}
	if len(o.key) > 0 {
		var columns []string
		for _, text := range o.key {
			columns = append(columns, strings.Split(text, ",")...)
		}
		var err error
		if a.key, err = dataset.ParseKey(columns); err != nil {
			return usageErrorf("--key: %v", err)
		}
	}
	switch {
	case len(a.paths) == 0:
		return usageErrorf("--key needs --attributes: the file in which a row finds its person")
	case len(a.key) == 0:
		return usageErrorf("--attributes needs --key: the columns by which a row finds its person, as --key id")
	}
	return nil
}

// checkStdin refuses to read the rows and the attributes from one stream.
func (a *attributesFile) checkStdin(rows []string) error {
	if a != nil && slices.Contains(a.paths, "-") && slices.Contains(rows, "-") {
		return usageErrorf("both the rows and the attributes are to be read from the standard input: save one of them to a file")
	}
	return nil
}

// peopleSide is the side of the attributes, and how the rows find theirs.
type peopleSide struct {
	side
	join *dataset.Join
	left []string // files of directories that were left out
}

// openPeople opens the file of attributes and decides what is taken from it. It
// returns nil when there is none.
func openPeople(conf *config, rows *side) (*peopleSide, error) {
	a := conf.attributesFile
	if a == nil {
		return nil, nil
	}
	switch _, isTable := a.table(); {
	case isTable && conf.spec.Counts != "": // which the engine has joined before it counted
		return nil, nil
	case isTable:
		return nil, usageErrorf("--attributes %s is a table of an engine, in which the rows of files find nobody: name a file", a.paths[0])
	}
	o := rows.options
	o.Format, o.CSV = "", csv.Options{} // which say how the rows are written
	p := &peopleSide{side: side{arguments: a.paths, options: o}}
	var err error
	if p.inputs, p.left, err = open.Expand(a.paths, ""); err != nil {
		return nil, err
	}
	of, err := rows.columns()
	if err != nil {
		return nil, err
	}
	from, err := p.columns()
	if err != nil {
		return nil, err
	}
	join := func(rows, people dataset.File) (err error) {
		p.join, err = dataset.NewJoin(conf.spec, a.key, rows, people)
		return err
	}
	rows.check = func(f dataset.File) error { return join(f, from) }
	p.check = func(f dataset.File) error { return join(of, f) }
	return p, join(of, from)
}

// gather reads the people of whom a spec asks something.
func (p *peopleSide) gather(ctx context.Context, spec dataset.Spec) (*dataset.People, error) {
	if p == nil {
		return nil, nil
	}
	found := dataset.NewPeople(spec, p.join)
	if err := p.count(ctx, found.Counter()); err != nil {
		return nil, err
	}
	return found, p.at(found.Finish(p.options.Threads))
}

// hasQuantiles reports whether a spec leaves quantiles or a median to be found, and whether of
// what is taken from the file of attributes.
func (p *peopleSide) hasQuantiles(spec dataset.Spec) (any, joined bool) {
	any = spec.Predicted.AtMedian && spec.Predicted.Cutoff == nil ||
		slices.ContainsFunc(spec.Attributes, func(a dataset.Attribute) bool { return a.Quantiles != 0 })
	return any, p != nil && p.join.HasQuantiles(spec)
}

// join is what a document says of the join.
func (c *counted) join() *report.Join {
	j := c.tally.Joined
	if j == nil {
		return nil
	}
	out := &report.Join{Sources: []string{}, Key: []string{}, Columns: []string{}, Matched: report.Count(j.Matched), Unmatched: report.Count(j.Unmatched), Keyless: report.Count(j.Keyless),
		Repeated: report.Count(j.Repeated), People: report.People{Read: report.Count(j.People.Read), Unused: report.Count(j.People.Unused), Keyless: report.Count(j.People.Keyless)}}
	if c.people != nil {
		out.Sources, out.Columns = sourceNames(c.people.inputs), c.people.join.Columns
		for _, k := range c.people.join.Key {
			out.Key = append(out.Key, k.String())
		}
	}
	return out
}

// unmatched is what a policy is told of the join.
func (c *counted) unmatched() *policy.Joined {
	j := c.tally.Joined
	if j == nil {
		return nil
	}
	name := "attributes"
	if c.people != nil {
		name = strings.Join(sourceNames(c.people.inputs), ", ")
	}
	return &policy.Joined{File: name, Rows: j.Rows(), Unmatched: j.Unmatched + j.Keyless}
}
