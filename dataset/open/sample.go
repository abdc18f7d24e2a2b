package open

import (
	"context"
	"errors"
	"slices"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Sampled is what the first rows of some inputs tell.
type Sampled struct {
	*dataset.Sample
	Encoding string // of a CSV that is not in UTF-8; empty otherwise
	// Unread are the columns whose values cannot be counted, and why: a nested
	// one, a name that two columns have.
	Unread map[string]error
}

// maxSampledInputs bounds the inputs that a sample is of.
const maxSampledInputs = 16

// Sample looks at about so many rows of the inputs, the first of each of the first
// sixteen. A CSV that is not in UTF-8 is read as latin1, which reads anything,
// unless the options say an encoding. The error is that of the source.
func Sample(ctx context.Context, inputs []Input, o Options, rows int) (*Sampled, error) {
	inputs = inputs[:min(len(inputs), maxSampledInputs)]
	for _, in := range inputs {
		if IsTally(in.Path, o.Format) {
			return nil, input.At(in.Path, "it is a tally, which says itself what its columns are; name the rows that were counted")
		}
	}
	s := &Sampled{Unread: map[string]error{}}
	err := s.read(ctx, inputs, o, rows)
	foreign := err != nil || s.Foreign
	if !foreign || o.Encoding != "" || ctx.Err() != nil || slices.ContainsFunc(inputs, Input.Once) {
		return s, err
	}
	again := &Sampled{Encoding: Latin1, Unread: map[string]error{}}
	o.Encoding = Latin1
	if again.read(ctx, inputs, o, rows) == nil {
		return again, nil
	}
	return s, err
}

// read reads the sample, and reads it again without a column that cannot be read.
func (s *Sampled) read(ctx context.Context, inputs []Input, o Options, rows int) error {
	var last error
	for {
		s.Sample = nil
		var problem *dataset.Error
		switch err := s.readAll(ctx, inputs, o, rows); {
		case err == nil:
			return nil
		case err == errUnreadable && last != nil:
			return last
		case !errors.As(err, &problem) || problem.Column == "" || s.Unread[problem.Column] != nil || slices.ContainsFunc(inputs, Input.Once):
			return err
		}
		last = problem
		s.Unread[problem.Column] = problem.Err
	}
}

var errUnreadable = words.Errorf("no column has a name and values that can be counted")

func (s *Sampled) readAll(ctx context.Context, inputs []Input, o Options, rows int) error {
	for _, in := range inputs {
		if err := s.readOne(ctx, in, o, max(1, rows/len(inputs))); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sampled) readOne(ctx context.Context, in Input, o Options, rows int) error {
	o.Constants, o.Threads = in.Constants, 1
	source, err := File(in.Path, o)
	if err != nil {
		return input.Error(in.Path, err)
	}
	defer source.Close()
	if s.Sample == nil {
		columns := s.readable(source.Columns())
		if len(columns) == 0 {
			return errUnreadable
		}
		s.Sample = dataset.NewSample(columns)
	}
	err = source.Count(ctx, s.Counter(rows))
	if s.Full() {
		return nil
	}
	return err
}

// readable lists the columns that have a name and no problem.
func (s *Sampled) readable(columns []string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(name string) bool { return name == "" || s.Unread[name] != nil })
}
