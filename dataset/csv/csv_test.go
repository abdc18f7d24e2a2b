package csv

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// rowsByLine is a sink that keeps the rows it is given.
type rowsByLine struct {
	rows   map[int64][]string
	failed int64 // the line of err
	err    *dataset.Error
}

func (r *rowsByLine) Row(line int64, fields [][]byte) bool {
	var row []string
	for _, f := range fields {
		row = append(row, string(f))
	}
	r.rows[line] = row
	return true
}

func (r *rowsByLine) Fail(line int64, err *dataset.Error) {
	if r.err == nil || line < r.failed {
		r.failed, r.err = line, err
	}
}

// records reads all rows of a source, and those before its first error.
func records(s *Source) ([][]string, error) {
	want := make([]int, len(s.columns))
	for i := range want {
		want[i] = i
	}
	var sinks []sink
	all, first := map[int64][]string{}, &rowsByLine{}
	for range dataset.Threads(s.options.Threads) {
		sinks = append(sinks, &rowsByLine{rows: map[int64][]string{}})
	}
	s.rows(context.Background(), want, sinks)
	for _, x := range sinks {
		x := x.(*rowsByLine)
		if x.err != nil {
			first.Fail(x.failed, x.err)
		}
		maps.Copy(all, x.rows)
	}
	var rows [][]string
	for _, line := range slices.Sorted(maps.Keys(all)) {
		if first.err == nil || line < first.failed {
			rows = append(rows, all[line])
		}
	}
	if first.err != nil {
		return rows, first.err
	}
	return rows, nil
}

// TestSpectrum reads the cases of csv-spectrum, which say what each must give.
func TestSpectrum(t *testing.T) {
	dir := filepath.Join(datasettest.Corpora(t), "csv")
	cases, err := filepath.Glob(filepath.Join(dir, "csvs", "*.csv"))
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range cases {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		t.Run(name, func(t *testing.T) {
			s, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			got, err := records(s)
			if err != nil {
				t.Fatal(err)
			}
			want := spectrum(t, filepath.Join(dir, "json", name+".json"))
			if len(got) != len(want) {
				t.Fatalf("%d rows, want %d", len(got), len(want))
			}
			for i, row := range got {
				for j, column := range s.Columns() {
					// The corpus gives another telephone number in its JSON than in its CSV.
					if column != "Contact Phone Number" && row[j] != want[i][column] {
						t.Errorf("row %d, %s: %q, want %q", i+1, column, row[j], want[i][column])
					}
				}
			}
		})
	}
}

// spectrum reads the rows that a case must give, an array or one object.
func spectrum(t *testing.T, path string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	if json.Unmarshal(data, &rows) == nil {
		return rows
	}
	row := map[string]string{}
	if err := json.Unmarshal(data, &row); err != nil {
		t.Fatal(err)
	}
	return append(rows, row)
}

func TestRecords(t *testing.T) {
	tests := []struct {
		name, in string
		options  Options
		columns  string // joined by /
		rows     string // fields joined by /, rows by |
	}{
		{"comma", "a,b\n1,2\n", Options{}, "a/b", "1/2"},
		{"semicolon", "a;b\n1,5;2\n", Options{}, "a/b", "1,5/2"},
		{"tab", "a\tb\n1\t2\n", Options{}, "a/b", "1/2"},
		{"bar", "a|b\n1|2\n", Options{}, "a/b", "1/2"},
		{"bar forced", "a,b|c\n1|2\n", Options{Separator: '|'}, "a,b/c", "1/2"},
		{"colon forced", "a:b\n1:2\n", Options{Separator: ':'}, "a/b", "1/2"},
		{"one column", "a\n1\n2\n", Options{}, "a", "1|2"},
		{"quoted separators do not count", "\"a;b;c\",d\n1,2\n", Options{}, "a;b;c/d", "1/2"},
		{"tie told by the rows", "a,b;c\n1,5;2\n2,7;3\n4;5\n", Options{Separator: ';'}, "a,b/c", "1,5/2|2,7/3|4/5"},
		{"tie: semicolons are as many in each row", "a,b;c\n1;2\n3;4\n", Options{}, "a,b/c", "1/2|3/4"},
		{"more commas in the header, but not in the rows", "id;pay, gross, net;sex\n1;2;F\n", Options{}, "id/pay, gross, net/sex", "1/2/F"},
		{"tie without rows: the comma", "a,b;c\n", Options{}, "a/b;c", ""},
		{"byte order mark", "\ufeffa,b\n1,2\n", Options{}, "a/b", "1/2"},
		{"byte order mark, quoted", "\ufeff\"a\",b\n1,2\n", Options{}, "a/b", "1/2"},
		{"CRLF", "a,b\r\n1,2\r\n", Options{}, "a/b", "1/2"},
		{"no final line end", "a,b\n1,2", Options{}, "a/b", "1/2"},
		{"final CR", "a,b\r\n1,2\r", Options{}, "a/b", "1/2"},
		{"header spaces and accents", " a ,e\u0301\n1, 2 \n", Options{}, "a/é", "1/ 2 "},
		{"quotes", "a,b\n\"x,\"\"y\"\"\",\"\"\n", Options{}, "a/b", `x,"y"/`},
		{"line breaks in quotes", "a,b\r\n\"x\r\ny\",\"\n\"\r\n", Options{}, "a/b", "x\r\ny/\n"},
		{"quote within", "a,b\n5'9\",x\"\"y\n", Options{}, "a/b", `5'9"/x""y`},
		{"empty fields", "a,b,c\n,,\n", Options{}, "a/b/c", "//"},
		{"blank lines", "\n\na,b\n\n1,2\r\n\r\n\n3,4\n\n", Options{}, "a/b", "1/2|3/4"},
		{"blank lines are rows of one column", "a\n1\n\n2\n\n", Options{}, "a", "1||2|"},
		{"no header", "1,2\n3,4\n", Options{NoHeader: true}, "1/2", "1/2|3/4"},
		{"long fields", "a,b\n" + strings.Repeat("x", 3*bufferSize) + ",2\n3,4\n", Options{}, "a/b", strings.Repeat("x", 3*bufferSize) + "/2|3/4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := New("in", strings.NewReader(test.in), test.options)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(s.Columns(), "/"); got != test.columns {
				t.Errorf("columns %q, want %q", got, test.columns)
			}
			all, err := records(s)
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for _, row := range all {
				rows = append(rows, strings.Join(row, "/"))
			}
			if got := strings.Join(rows, "|"); got != test.rows {
				t.Errorf("rows %.100q, want %.100q", got, test.rows)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	header := "sex,decision\n"
	scored := func(s *dataset.Spec) { s.Predicted.Cutoff = new(0.5) }
	banded := func(s *dataset.Spec) { s.Attributes[0].Bands = []float64{26} }
	weighted := func(s *dataset.Spec) { s.Weight = "sex" }
	tests := []struct {
		name, in string
		change   func(*dataset.Spec)
		want     string
	}{
		{"empty", "", nil, `in: the file is empty: a first line with the names of the columns is needed`},
		{"blank", "\n\r\n", nil, `in: the file is empty: a first line with the names of the columns is needed`},
		{"header only", header, nil, `there are no rows to audit`},
		{"missing column", "sexe,decision\nF,1\n", nil, `in: there is no column "sex" (did you mean "sexe"?); the columns are "sexe", "decision"`},
		{"missing column, none near", "gender,decision\nF,1\n", nil, `in: there is no column "sex"; the columns are "gender", "decision"`},
		{"column twice", "sex,decision,sex\nF,1,M\n", nil, `in: column "sex": the input names it twice, as columns 1 and 3`},
		{"short row", header + "F,1\n\nM\n", nil, `in:4: the row has 1 field, but the header has 2`},
		{"long row", header + "F,1\nM,0,x\n", nil, `in:3: the row has 3 fields, but the header has 2`},
		{"ragged after a quoted line break", header + "\"F\nG\",1\nM,0,x\n", nil, `in:4: the row has 3 fields, but the header has 2`},
		{"open quote", header + "F,1\nM,\"0\nF,1\n", nil, `in:3: a quoted field starts on this line and is never closed`},
		{"open quote on a later line of its record", header + "\"F\nG\",\"1\nM,0\n", nil, `in:3: a quoted field starts on this line and is never closed`},
		{"text after a quote", header + "\"F\"x,1\n", nil, `in:2: "x,1" follows a closing quote: a quote inside a quoted field is written twice`},
		{"space before a quote", header + "F, \"1\"\n", nil, `in:2: a quote follows white space: quotes must enclose the whole field, from one separator to the next`},
		{"not UTF-8", header + "F,1\nM\xe9,0\n", nil, `in:3: column "sex": "M\xe9" is not UTF-8: save the file as UTF-8, or read it with --encoding latin1`},
		{"header not UTF-8", "sex,d\xe9cision\nF,1\n", nil, `in:1: the name of column 2: "d\xe9cision" is not UTF-8: save the file as UTF-8, or read it with --encoding latin1`},
		{"lines end with CR", "sex,decision\rF,1\rM,0\r", nil, `in:1: the name of column 2: "decision\rF" holds a carriage return: lines must end with LF or CRLF`},
		{"UTF-16 little-endian", "\xff\xfes\x00", nil, `in: the file is in UTF-16: save it as UTF-8`},
		{"UTF-16 big-endian", "\xfe\xff\x00s", nil, `in: the file is in UTF-16: save it as UTF-8`},
		{"UTF-16 without mark", "s\x00e\x00x\x00", nil, `in: the file holds NUL bytes: it is binary, or in UTF-16; save it as CSV in UTF-8`},
		{"NUL far behind", header + strings.Repeat("F,1\n", bufferSize/4) + "\x00,1\n", nil, `in:65538: the line holds a NUL byte: this is not text in UTF-8`},
		{"Parquet", "PAR1....", nil, `in: the file is a Parquet file, not CSV`},
		{"gzip", "\x1f\x8b\x08", nil, `in: the file is compressed with gzip: decompress it first`},
		{"workbook", "PK\x03\x04", nil, `in: the file is a ZIP archive or a workbook: save the sheet as CSV in UTF-8`},
		{"JSON", "{\n  \"schema\": \"fairaudit-audit/1\"\n}\n", nil, `in: the file is JSON, not CSV; of JSON, only tallies are counted`},
		{"lines of JSON", `{"sex": "F", "decision": 1}` + "\n", nil, `in: the file is JSON, not CSV; of JSON, only tallies are counted`},
		{"an array of JSON", `[{"sex": "F", "decision": 1}]`, nil, `in: the file is JSON, not CSV; of JSON, only tallies are counted`},
		{"outside the pair", header + "F,1\nM,0\n\nF,2\n", nil, `in:5: column "decision": "2" is neither "0" nor "1"; name the positive values with --predicted-positive (the others are negative)`},
		{"no usual pair", header + "F,hired\nM,rejected\n", nil, `column "decision": cannot tell which values are positive; found "hired", "rejected"; name the positive values with --predicted-positive (the others are negative)`},
		{"named positive does not occur", header + "F,hired\n", func(s *dataset.Spec) { s.Predicted.Positive = []string{"Hired"} }, `column "decision": none of the positive values "Hired" occurs; the values found are "hired"`},
		{"all dropped", header + "F,\nM, \n", nil, `all 2 rows were left out: 2 with no prediction`},
		{"too many values", header + "F,1\nM,1\nX,1\n", func(s *dataset.Spec) { s.MaxValues = 2 }, `in:4: column "sex": more than 2 distinct values (the last is "X"); cut a number into bands, as in --attribute sex:bands=26,50, group the values, or raise --max-values`},
		{"a letter as a group", header + "F,1\n" + strings.Repeat("x", 20_000) + ",0\n", nil, `in:3: column "sex": the value "` + strings.Repeat("x", 60) + `"… has 20000 bytes, and people are counted by values of at most 16384: name another column`},
		{"no number in a score", header + "F,0.5\nM,high\n", scored, `in:3: column "decision": "high" is not a number, and the column is to be compared with a cut-off`},
		{"NaN in a score", header + "F,NaN\n", scored, `in:2: column "decision": "NaN" is not a number, and the column is to be compared with a cut-off; if it means missing: --missing-marker NaN`},
		{"no number in bands", header + "20,1\n1 000,1\n", banded, `in:3: column "sex": "1 000" is not a number, and the column is to be cut into bands`},
		{"negative weight", header + "-0.5,1\n", weighted, `in:2: column "sex": the weight -0.5 is negative`},
		{"NaN weight", header + "nan,1\n", weighted, `in:2: column "sex": "nan" is not a number; if it means missing: --missing-marker nan`},
		{"infinite weight", header + "inf,1\n", weighted, `in:2: column "sex": "inf" is not a number`},
		{"tiny weight", header + "1e-7,1\n", weighted, `in:2: column "sex": the weight 1e-7 lies outside 0.000001 to 1000000000: multiply all weights by one factor, which changes no result`},
		{"zero weights", header + "0,1\n0.0,1\n,1\n", weighted, `all 3 rows were left out: 1 with no weight, 2 with weight 0`},
		{"missing refused", header + "F,1\n,1\n", func(s *dataset.Spec) { s.Missing = dataset.MissingError }, `in:3: no value for attribute "sex", and missing values are to be errors`},
		{"missing dropped", header + ",1\n", func(s *dataset.Spec) { s.Missing = dataset.MissingDrop }, `all 1 rows were left out: 1 with no sex`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			spec := datasettest.Spec()
			if test.change != nil {
				test.change(&spec)
			}
			s, err := New("in", strings.NewReader(test.in), Options{})
			if err == nil {
				_, _, err = datasettest.Count(s, spec)
			}
			datasettest.WantError(t, err, test.want)
		})
	}
}

func TestUnclosedQuoteIsBounded(t *testing.T) {
	in := io.MultiReader(strings.NewReader("sex,decision\nF,\"1\n"), endless("M,0\n"))
	s, err := New("in", in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = records(s)
	datasettest.WantError(t, err, `in:2: a quoted field starts on this line and is not closed within 16 MiB`)

	s, err = New("in", io.MultiReader(strings.NewReader("sex,decision\n"), endless("M")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = records(s)
	datasettest.WantError(t, err, `in:2: the line is longer than 16 MiB`)
}

// endless repeats a text for ever.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e) <= len(p) {
		n += copy(p[n:], e)
	}
	if n == 0 {
		n = copy(p, e)
	}
	return n, nil
}

func TestOptionErrors(t *testing.T) {
	_, err := New("in", strings.NewReader("a\n"), Options{Separator: '"'})
	datasettest.WantError(t, err, `in: '"' cannot separate fields: choose a printable ASCII character other than the quote, or a tab`)
	_, err = New("in", strings.NewReader("a\n"), Options{Separator: '§'})
	datasettest.WantError(t, err, `in: '§' cannot separate fields: choose a printable ASCII character other than the quote, or a tab`)
	_, err = New("in", strings.NewReader(""), Options{NoHeader: true})
	datasettest.WantError(t, err, `in: the file is empty: there is no row to tell the columns from`)
	s, err := New("in", strings.NewReader("F,1\nM\n"), Options{NoHeader: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = records(s)
	datasettest.WantError(t, err, `in:2: the row has 1 field, but the first row has 2`)
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(dir, Options{})
	datasettest.WantError(t, err, dir+": it is a directory: name a file")
	absent := filepath.Join(dir, "absent.csv")
	_, err = Open(absent, Options{})
	datasettest.WantError(t, err, absent+": there is no such file")
}

func TestReadError(t *testing.T) {
	in := io.MultiReader(strings.NewReader("sex,decision\n"+strings.Repeat("F,1\n", bufferSize)), failing{})
	s, err := New("in", in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = records(s)
	datasettest.WantError(t, err, "in:262145: the disk is gone")
	_, err = New("in", failing{}, Options{})
	datasettest.WantError(t, err, "in: the disk is gone")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestCount(t *testing.T) {
	path := datasettest.Write(t, "in.csv", "decision,sex,note\n1,F,\n0,M,\"a\nb\"\n1,F,\xff\n")
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, account := datasettest.Must(t, s, datasettest.Spec())
	want := `{"schema":"fairaudit-tally/1","measures":["n"],"axes":[` +
		`{"name":"sex","role":"attribute","values":["F","M"]},` +
		`{"name":"predicted","role":"predicted","positive":["1"],"values":["0","1"]}],` +
		`"cuboids":[{"axes":[0,1],"cells":[[0,1,2],[1,0,1]]}],"rows":{"read":3,"used":3,"dropped":{},"repeated":-1}}` + "\n"
	if string(got) != want {
		t.Errorf("tally\n%s\nwant\n%s", got, want)
	}
	if account.Read != 3 || account.Used != 3 {
		t.Errorf("account %+v", account)
	}
	_, _, err = datasettest.Count(s, datasettest.Spec())
	datasettest.WantError(t, err, path+": it has been read to its end already")
}

// TestProgress checks that each row and byte is told of once, be it counted by
// columns or by itself.
func TestProgress(t *testing.T) {
	const rows = 100_000
	for name, line := range map[string]string{"by columns": "F,1\nM,0\n", "one by one": "F,1\n\nM,0\n"} {
		text := "sex,decision\n" + strings.Repeat(line, rows/2)
		o := Options{Progress: new(dataset.Progress)}
		s, err := Open(datasettest.Write(t, "in.csv", text), o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		datasettest.Must(t, s, datasettest.Spec())
		if b, r, _ := o.Progress.Read(); b != int64(len(text)) || r != rows {
			t.Errorf("%s: %d bytes of %d, %d rows of %d", name, b, len(text), r, rows)
		}
	}
}

func TestNoHeader(t *testing.T) {
	spec := datasettest.Spec()
	spec.Attributes[0].Column, spec.Predicted.Column = "2", "1"
	s, err := New("in", strings.NewReader("1,F\n0,M\n"), Options{NoHeader: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, account := datasettest.Must(t, s, spec); account.Used != 2 {
		t.Errorf("account %+v", account)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s, err := New("in", io.MultiReader(strings.NewReader("sex,decision\n"), endless("M,0\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Count(ctx, dataset.NewCounter(datasettest.Spec())); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
