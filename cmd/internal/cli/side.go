package cli

import (
	"context"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/open"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// side is inputs that are read together: the rows, or the file of attributes.
type side struct {
	arguments []string
	inputs    []open.Input
	options   open.Options
	check     func(dataset.File) error // of every file
	first     dataset.Source           // the first input, when it is open already and can be opened only once
}

// at gives an error that names no file the name of the whole.
func (s *side) at(err error) error { return atFile(err, strings.Join(s.arguments, ", ")) }

// columns are those of the first input.
func (s *side) columns() (dataset.File, error) {
	source, err := s.open(0)
	if err != nil {
		return dataset.File{}, err
	}
	f := dataset.File{Name: s.inputs[0].Path, Columns: source.Columns()}
	if s.inputs[0].Once() {
		s.first = source
		return f, nil
	}
	return f, source.Close()
}

// close closes what was opened and is not counted.
func (s *side) close() {
	if s.first != nil {
		_ = s.first.Close()
	}
}

func (s *side) open(i int) (dataset.Source, error) {
	if source := s.first; i == 0 && source != nil {
		s.first = nil
		return source, nil
	}
	o := s.options
	o.Constants = s.inputs[i].Constants
	source, err := open.File(s.inputs[i].Path, o)
	return source, atFile(err, s.inputs[i].Path)
}

// count adds all rows to a counter.
func (s *side) count(ctx context.Context, counter *dataset.Counter) error {
	for i, in := range s.inputs {
		source, err := s.open(i)
		if err != nil {
			return in.Unchanged(err)
		}
		if s.check != nil {
			err = s.check(dataset.File{Name: in.Path, Columns: source.Columns()})
		}
		if err == nil {
			err = source.Count(ctx, counter)
		}
		if closeErr := source.Close(); err == nil {
			err = closeErr
		}
		if err = in.Unchanged(err); err != nil {
			return atFile(err, in.Path)
		}
	}
	return nil
}

// again reports an input that cannot be read a second time.
func (s *side) again() error {
	for _, in := range s.inputs {
		if in.Once() {
			return &dataset.Error{At: dataset.Position{File: in.Path}, Err: words.Errorf("quantiles and medians need two passes over the rows, and this can be read only once: save it to a file and name that, or state the limits with bands or --cutoff")}
		}
	}
	return nil
}

// toRead is how many bytes there are to read, and false when that is not known.
func (s *side) toRead() (bytes int64, known bool) {
	for _, in := range s.inputs {
		if in.Size == 0 && in.Once() {
			return 0, false
		}
		bytes += in.Size
	}
	return bytes, true
}
