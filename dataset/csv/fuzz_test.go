package csv

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// FuzzCSV checks that any bytes give a tally or an error of ours, and that the
// records are those of the standard library wherever it accepts them. It turns
// CRLF in quotes into LF and refuses every quote inside an unquoted field.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"sex,decision\nF,1\nM,0\n", "sex;decision\r\n\"F\";1\r\n", "\ufeffa\n\n1\n", "a,b\n\"x\n\"\"y\",2\n",
		"a,b\n5'9\",1\n", "a, \"b\"\n", "\"", "\"a\"b", "a\r\r\nb\r", "\"\r\n\",\r\n",
	} {
		f.Add([]byte(seed))
	}
	paths, _ := filepath.Glob("../../../shared/corpora/csv/csvs/*.csv")
	for _, path := range paths {
		if data, err := os.ReadFile(path); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		countAnything(t, data)
		agree(t, data)
	})
}

func countAnything(t *testing.T, data []byte) {
	s, err := New("in", bytes.NewReader(data), Options{})
	if err == nil {
		spec := datasettest.Spec()
		spec.Attributes[0].Column, spec.Predicted.Column = s.Columns()[0], s.Columns()[len(s.Columns())-1]
		c := dataset.NewCounter(spec)
		if err = s.Count(context.Background(), c); err == nil {
			_, _, _ = c.Tally()
		}
	}
	var known *dataset.Error
	if err != nil && (!errors.As(err, &known) || known.At.File != "in") {
		t.Errorf("%T: %v", err, err)
	}
}

func agree(t *testing.T, data []byte) {
	if bytes.IndexByte(data, 0) >= 0 {
		return
	}
	reference := csv.NewReader(bytes.NewReader(data))
	reference.FieldsPerRecord = -1
	want, wantErr := reference.ReadAll()
	got, gotErr := scanAll(data)
	switch {
	case wantErr == nil && gotErr != nil:
		t.Errorf("%q: %v", data, gotErr)
	case wantErr != nil && gotErr == nil && !errors.Is(wantErr, csv.ErrBareQuote):
		t.Errorf("%q: accepted, want %v", data, wantErr)
	case wantErr == nil && !slices.EqualFunc(got, want, slices.Equal[[]string]):
		t.Errorf("%q: records %q, want %q", data, got, want)
	}
}

func scanAll(data []byte) (records [][]string, err error) {
	s := newScanner(bufio.NewReaderSize(bytes.NewReader(data), 16), ',')
	s.skipBlank = true
	for {
		more, err := s.next()
		if err != nil || !more {
			return records, err
		}
		var record []string
		for i := range s.fields() {
			record = append(record, strings.ReplaceAll(string(s.field(i)), "\r\n", "\n"))
		}
		records = append(records, record)
	}
}
