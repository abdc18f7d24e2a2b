package csv

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
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
		if len(data) > 2000 { // an open quote is read again with every block
			return
		}
		for _, size := range []int{1, 3, 16, 100} {
			alike(t, data, Options{Separator: ',', Threads: 2}, size)
		}
		alike(t, data, Options{Separator: ',', NoHeader: true, Threads: 3}, 5)
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

// alike checks that blocks of some size give the records and the error that the
// scanner gives, which reads one record after the other.
func alike(t *testing.T, data []byte, o Options, size int) {
	t.Helper()
	s, err := New("in", bytes.NewReader(data), o)
	if err != nil {
		return
	}
	s.blockSize = size
	got, gotErr := records(s)
	want, wantErr := recordsByScanner(data, o)
	if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("%q in blocks of %d: %v\n%q\nwant %v\n%q", data, size, gotErr, got, wantErr, want)
	}
}

func recordsByScanner(data []byte, o Options) (rows [][]string, err error) {
	s, err := New("in", bytes.NewReader(data), o)
	if err != nil {
		return nil, err
	}
	for pending := s.pending; ; pending = false {
		more := true
		if !pending {
			more, err = s.scan.next()
		}
		if err != nil || !more {
			if err != nil {
				err = s.at(err)
			}
			return rows, err
		}
		if n := s.scan.fields(); n != len(s.columns) {
			return rows, s.at(fmt.Errorf("the row has %s, but the %s has %d", fields(n), s.first, len(s.columns)))
		}
		var row []string
		for i := range s.scan.fields() {
			row = append(row, string(s.scan.field(i)))
		}
		rows = append(rows, row)
	}
}

// TestAlike makes tables of every boundary case, and of some faults, and has
// them read in blocks of a few bytes.
func TestAlike(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	fields := []string{
		"", "a", "b", "1", "12345678", "a long field of plain text", "é", "日本🎈", "\"日\n本,\"\"🎈\"", "5'9\"", "\"\"", "\"q\"", "\"x,y\"", "\"x\"\"y\"",
		"\"line\nline\"", "\"\r\n\"", "\"\n\n\n\"", "\"\"\"\"", "x\"\"y", " ", "\r", "\"" + strings.Repeat("z\n,", 20) + "\"",
	}
	faulty := []string{"\"open", "\"a\"b", " \"q\"", "\x00", "x,y", "\n", "\"a\"\r", "\"a\nb\"c", "\"a\n\x00\""}
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	for range 3000 {
		var table strings.Builder
		columns := 1 + random.IntN(5)
		table.WriteString(strings.Repeat("c,", columns-1) + "c\n")
		for range random.IntN(12) {
			for i := range columns {
				if i > 0 {
					table.WriteByte(',')
				}
				if random.IntN(60) == 0 {
					table.WriteString(pick(faulty))
				} else {
					table.WriteString(pick(fields))
				}
			}
			table.WriteString(pick([]string{"\n", "\n", "\r\n", "\n\n", "\r\n\r\n"}))
		}
		data := []byte(table.String())
		if random.IntN(3) == 0 {
			data = data[:random.IntN(len(data)+1)]
		}
		alike(t, data, Options{Separator: ',', Threads: 1 + random.IntN(4), NoHeader: random.IntN(3) == 0}, 1+random.IntN(40))
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
