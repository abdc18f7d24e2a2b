// Package draft proposes a configuration for a file that was never audited: it
// guesses from the names and values of columns which plays which role, and writes
// that down with what somebody has to check.
//
//	sample → Draft (the guesses) → the text of a fairaudit.yaml
//
// A guess that is not sure is left out or commented out: a column too many is
// easily deleted, a wrong one is a wrong audit. Of values only those of columns
// with few of them are written, never a row.
package draft

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/criteria"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// Draft is a configuration as it is proposed.
type Draft struct {
	File      string   // what was looked at, as it was named
	Rows      int      // of the sample
	Rules     string   // the policy, as the configuration is to name it
	Predicted *Outcome // nil when no column was found
	Score     *column  // of scores, beside or in place of decisions
	Actual    *Outcome
	Human     *Outcome // the final decisions of people
	IsBurden  bool
	Weight    *column
	Unit      *column
	Repeats   bool // whether the unit has several rows in the sample

	Attributes    []Attribute
	Left          []Left
	Intersections [][]string
	Strata        []*column // candidates

	Encoding string
	Reading  dataset.Reading
	Doubtful []string // usual markers of missing values that may be values
}

// Outcome is a column of outcomes with the values that are positive.
type Outcome struct {
	*column
	Positive []string // nil when they need no telling
	Unknown  bool     // whether they need telling, and cannot be told
}

// Options are what the guesses depend on beside the sample.
type Options struct {
	File   string
	Policy *policy.Policy
	Rules  string // how the configuration is to name it
	Today  string // an ISO date, of ages
	Once   bool   // whether the file can be read only once
}

// New guesses from a sample.
func New(s *open.Sampled, o Options) *Draft {
	d := &Draft{File: o.File, Rows: s.Rows, Rules: o.Rules, Encoding: s.Encoding}
	if s.Foreign {
		d.Encoding = open.Latin1
	}
	g := &guess{Draft: d, Options: o, columns: columnsOf(s.Sample)}
	g.today, _ = time.Parse(time.DateOnly, o.Today)
	g.outcomes()
	g.people()
	g.attributes()
	g.strata()
	g.reading()
	return d
}

// Model is a name for the model: that of the file.
func (d *Draft) Model() string {
	name := filepath.Base(d.File)
	if d.File == "-" {
		return "model"
	}
	for {
		extension := filepath.Ext(name)
		if extension == "" || !slices.Contains([]string{".csv", ".tsv", ".txt", ".gz", ".zst", ".parquet", ".pq"}, strings.ToLower(extension)) || extension == name {
			return name
		}
		name = strings.TrimSuffix(name, extension)
	}
}

// Gap is what the draft leaves to be filled in.
type Gap string

// The gaps.
const (
	NoDecision  Gap = "predicted"
	NoCutoff    Gap = "cutoff"
	NoPositive  Gap = "positive"
	NoAttribute Gap = "attributes"
)

// found lists the outcomes that were found.
func (d *Draft) found() []*Outcome {
	return slices.DeleteFunc([]*Outcome{d.Predicted, d.Human, d.Actual}, func(o *Outcome) bool { return o == nil })
}

// Gaps lists what is left to be filled in before an audit can start.
func (d *Draft) Gaps() []Gap {
	var gaps []Gap
	switch {
	case d.Predicted != nil:
	case d.Score != nil:
		gaps = append(gaps, NoCutoff)
	default:
		gaps = append(gaps, NoDecision)
	}
	if slices.ContainsFunc(d.found(), func(o *Outcome) bool { return o.Unknown }) {
		gaps = append(gaps, NoPositive)
	}
	if len(d.Attributes) == 0 {
		gaps = append(gaps, NoAttribute)
	}
	return gaps
}

// Special lists the proposed attributes that are a special category of personal data.
func (d *Draft) Special() []string {
	var names []string
	for _, a := range d.Attributes {
		if a.Criterion.Status == criteria.Special {
			names = append(names, a.name)
		}
	}
	return names
}

// Ethnoracial lists the columns of ethnic or racial classes that are not proposed.
func (d *Draft) Ethnoracial() []string {
	var names []string
	for _, l := range d.Left {
		if l.Criterion.IsEthnoracial {
			names = append(names, l.name)
		}
	}
	return names
}
