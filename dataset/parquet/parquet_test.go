package parquet

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

func TestCount(t *testing.T) {
	s, err := Open(people().write(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"fairaudit-tally/1","measures":["n"],"axes":[` +
		`{"name":"sex","role":"attribute","values":["","F","M"]},` +
		`{"name":"predicted","role":"predicted","positive":["1"],"values":["0","1"]}],` +
		`"cuboids":[{"axes":[0,1],"cells":[[0,1,1],[1,1,2],[2,0,2]]}],"rows":{"read":5,"used":5,"dropped":{},"repeated":-1}}` + "\n"
	for range 2 { // a file can be counted again
		if got, _ := datasettest.Must(t, s, datasettest.Spec()); string(got) != want {
			t.Errorf("tally\n%s\nwant\n%s", got, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	texts := func(values ...string) table {
		tb := people()
		tb[0].values = values
		return tb
	}
	tests := []struct {
		name   string
		tb     table
		change func(*dataset.Spec)
		want   string
	}{
		{"missing column", people(), func(s *dataset.Spec) { s.Attributes[0].Column = "sexe" },
			`in: there is no column "sexe" (did you mean "sex"?); the columns are "sex", "decision"`},
		{"column twice", append(people(), people()[0]), nil, `in: column "sex": the input names it twice, as columns 1 and 3`},
		{"no rows", table{{"sex", arrow.BinaryTypes.String, nil}, {"decision", arrow.BinaryTypes.String, nil}}, nil,
			`there are no rows to audit`},
		{"not UTF-8", table{{"sex", arrow.BinaryTypes.Binary, []string{"Rg==", "/w=="}}, {"decision", arrow.BinaryTypes.String, []string{"1", "1"}}}, nil,
			`in: row 2: column "sex": "\xff" is not UTF-8`},
		{"outside the pair", table{people()[0], {"decision", arrow.PrimitiveTypes.Int8, []string{"1", "0", "0", "2", "1"}}}, nil,
			`in: row 4: column "decision": "2" is neither "0" nor "1"; name the positive values with --predicted-positive (the others are negative)`},
		{"too many values", texts("a", "b", "c", "d", "e"), func(s *dataset.Spec) { s.MaxValues = 4 },
			`in: row 5: column "sex": more than 4 distinct values (the last is "e"); cut a number into bands, as in --attribute sex:bands=26,50, group the values, or raise --max-values`},
		{"no number in bands", texts("1", "2", "x", "4", "5"), func(s *dataset.Spec) { s.Attributes[0].Bands = []float64{3} },
			`in: row 3: column "sex": "x" is not a number, and the column is to be cut into bands`},
		{"missing refused", people(), func(s *dataset.Spec) { s.Missing = dataset.MissingError },
			`in: row 4: no value for attribute "sex", and missing values are to be errors`},
		{"all dropped", texts(null, null, null, null, null), func(s *dataset.Spec) { s.Missing = dataset.MissingDrop },
			`all 5 rows were left out: 5 with no sex`},
		{"list", table{{"sex", arrow.ListOf(arrow.PrimitiveTypes.Int8), []string{"[1,2]"}}, {"decision", arrow.PrimitiveTypes.Int8, []string{"1"}}}, nil,
			`in: column "sex": it holds lists, maps or structures; only a column with one plain value per row can be counted`},
		{"structure", table{{"sex", arrow.StructOf(arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Int8}), []string{`{"x":1}`}}, {"decision", arrow.PrimitiveTypes.Int8, []string{"1"}}}, nil,
			`in: column "sex": it holds lists, maps or structures; only a column with one plain value per row can be counted`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			spec := datasettest.Spec()
			if test.change != nil {
				test.change(&spec)
			}
			s := decode(t, test.tb.encode(t, pqarrow.DefaultWriterProps()))
			_, _, err := datasettest.Count(s, spec)
			datasettest.WantError(t, err, test.want)
		})
	}
}

func TestOpenErrors(t *testing.T) {
	whole := people().encode(t, pqarrow.DefaultWriterProps())
	tests := []struct{ name, content, want string }{
		{"empty", "", `it is not a Parquet file, which would start with "PAR1"`},
		{"CSV", "sex,decision\nF,1\n", `it is not a Parquet file, which would start with "PAR1"`},
		{"encrypted", "PARE....PARE", `the Parquet file is encrypted: decrypt it first`},
		{"truncated", string(whole[:len(whole)/2]), `the Parquet file is truncated: its end, with the description of its content, is missing`},
		{"last byte missing", string(whole[:len(whole)-1]), `the Parquet file is truncated: its end, with the description of its content, is missing`},
		{"only the mark", "PAR1", `the file is damaged, or uses what is not supported: file too small (size=4)`},
		{"middle missing", string(whole[:4]) + string(whole[len(whole)-8:]), `the file is damaged, or uses what is not supported: file is smaller than indicated metadata size`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := datasettest.Write(t, "in.parquet", test.content)
			_, err := Open(path, Options{})
			datasettest.WantError(t, err, path+": "+test.want)
		})
	}
	dir := t.TempDir()
	_, err := Open(dir, Options{})
	datasettest.WantError(t, err, dir+": it is a directory: name a file")
	_, err = Open(filepath.Join(dir, "absent.parquet"), Options{})
	datasettest.WantError(t, err, filepath.Join(dir, "absent.parquet")+": there is no such file")
}

func TestEncryptedColumn(t *testing.T) {
	key := "0123456789012345"
	encryption := parquet.NewFileEncryptionProperties(key, parquet.WithPlaintextFooter(),
		parquet.WithEncryptedColumns(parquet.ColumnPathToEncryptionPropsMap{
			"sex": parquet.NewColumnEncryptionProperties("sex", parquet.WithKey(key)),
		}))
	data := append(people(), tableColumn{"group", arrow.BinaryTypes.String, []string{"a", "b", "a", "b", "a"}}).
		encode(t, pqarrow.DefaultWriterProps(), parquet.WithEncryptionProperties(encryption))
	s := decode(t, data)
	_, _, err := datasettest.Count(s, datasettest.Spec())
	datasettest.WantError(t, err, `in: column "sex": it is encrypted: decrypt the file first`)

	spec := datasettest.Spec()
	spec.Attributes[0].Column = "group" // which is not encrypted
	if _, account := datasettest.Must(t, s, spec); account.Used != 5 {
		t.Error(account)
	}
}

// TestRowCounts lets the footer promise other rows than there are.
func TestRowCounts(t *testing.T) {
	for change, want := range map[int64]string{
		1:  `in: row group 1 holds 5 rows where the footer says 6: the file is damaged`,
		-1: `in: row group 1 holds 5 rows where the footer says 4: the file is damaged`,
	} {
		s := decode(t, people().encode(t, pqarrow.DefaultWriterProps()))
		s.footer.MetaData().RowGroups[0].NumRows += change
		_, _, err := datasettest.Count(s, datasettest.Spec())
		datasettest.WantError(t, err, want)
		datasettest.WantError(t, s.checkRows(), map[int64]string{
			1:  `its row groups claim 6 rows, its footer 5: the file is damaged`,
			-1: `its row groups claim 4 rows, its footer 5: the file is damaged`,
		}[change])
		s.footer.MetaData().RowGroups[0].NumRows = -5
		datasettest.WantError(t, s.checkRows(), `row group 1 claims -5 rows: the file is damaged`)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := decode(t, people().encode(t, pqarrow.DefaultWriterProps()))
	if err := s.Count(ctx, dataset.NewCounter(datasettest.Spec())); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestPatience lets the library loop.
func TestPatience(t *testing.T) {
	forever := make(chan struct{})
	defer close(forever)
	err := withPatience(time.Millisecond, func() error { <-forever; return nil })
	const want = "reading made no progress for 1ms: the file is damaged, or its disk does not answer"
	datasettest.WantError(t, err, want)

	w := &worker{reading: &reading{source: &Source{path: "in"}}, done: make(chan struct{})}
	datasettest.WantError(t, w.wait(context.Background(), time.Millisecond), "in: "+want)
}

func TestPanics(t *testing.T) {
	const damaged = "the file is damaged, or uses what is not supported: "
	err := recovered(func() error { panic("parquet: no such thing") })
	datasettest.WantError(t, err, damaged+"no such thing")
	var none []error
	err = recovered(func() error { return none[0] })
	datasettest.WantError(t, err, damaged+"runtime error: index out of range [0] with length 0")
	err = withPatience(patience, func() error { bounded.Allocate(maxBuffer + 1); return nil })
	datasettest.WantError(t, err, damaged+"it claims 268435457 bytes in one piece, more than 256 MiB")
}

// TestDamage changes every byte of a file in turn.
func TestDamage(t *testing.T) {
	data := people().encode(t, pqarrow.DefaultWriterProps())
	step := 1
	if testing.Short() {
		step = 11
	}
	for at := 0; at < len(data); at += step {
		for _, flip := range []byte{0x01, 0x80, 0xff} {
			broken := bytes.Clone(data)
			broken[at] ^= flip
			countBytes(t, broken)
		}
	}
}

// countBytes counts what may be a file: the outcome is a tally or an error of ours.
func countBytes(t *testing.T, data []byte) {
	t.Helper()
	s, err := read("in", bytes.NewReader(data), int64(len(data)))
	if err == nil {
		spec := datasettest.Spec()
		if columns := s.Columns(); len(columns) > 0 {
			spec.Attributes[0].Column, spec.Predicted.Column = columns[0], columns[len(columns)-1]
		}
		alike(t, s, spec)
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

func FuzzParquet(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(countBytes)
}

// TestUnreadableEncoding names an encoding that the library lacks; pyarrow wrote the file.
func TestUnreadableEncoding(t *testing.T) {
	path := filepath.Join("testdata", "fixed-delta.parquet")
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	spec := datasettest.Spec()
	spec.Attributes[0].Column, spec.Predicted.Column = "a", "p"
	_, _, err = datasettest.Count(s, spec)
	datasettest.WantError(t, err, path+`: column "a": row group 1: values of a fixed length in the encoding DELTA_BYTE_ARRAY cannot be read: write the column plain or with a dictionary`)
}

// seeds are files whose pages differ in kind.
func seeds(t testing.TB) (files [][]byte) {
	for _, options := range [][]parquet.WriterProperty{
		{parquet.WithDictionaryDefault(true)},
		{parquet.WithDictionaryDefault(false)},
		{parquet.WithDataPageVersion(parquet.DataPageV2), parquet.WithMaxRowGroupLength(2)},
		{
			parquet.WithDictionaryDefault(false), parquet.WithCompression(compress.Codecs.Snappy),
			parquet.WithEncodingFor("sex", parquet.Encodings.DeltaByteArray), parquet.WithEncodingFor("decision", parquet.Encodings.DeltaBinaryPacked),
		},
	} {
		files = append(files, people().encode(t, pqarrow.DefaultWriterProps(), options...))
	}
	return files
}

// FuzzDamage changes some bytes of good files, most of which can be opened still,
// whereas of bytes at random most are no Parquet file. Three bytes make a change:
// where it is, and by what.
func FuzzDamage(f *testing.F) {
	files := seeds(f)
	for i := range files {
		f.Add(uint8(i), []byte{0, 4, 1})
		f.Add(uint8(i), []byte{0, 30, 0xff, 0, 60, 0x80})
	}
	f.Fuzz(func(t *testing.T, file uint8, changes []byte) {
		data := bytes.Clone(files[int(file)%len(files)])
		for ; len(changes) >= 3; changes = changes[3:] {
			data[int(binary.BigEndian.Uint16(changes))%len(data)] ^= changes[2]
		}
		countBytes(t, data)
	})
}
