package open

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"

	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t testing.TB, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

// counts counts an input by its content, as a file and from a stream.
func counts(t *testing.T, content string, o Options) (string, error) {
	t.Helper()
	s, err := File(datasettest.Write(t, "in.csv", content), o)
	if err != nil {
		return "", err
	}
	defer s.Close()
	tally, _, err := datasettest.Count(s, datasettest.Spec())
	return string(tally), err
}

func TestCompressed(t *testing.T) {
	want, err := counts(t, table, Options{})
	if err != nil {
		t.Fatal(err)
	}
	half := len(table) / 2
	for name, content := range map[string]string{
		"gzip":         gzipped(t, table),
		"gzip members": gzipped(t, table[:half]) + gzipped(t, table[half:]),
		"zstd":         zstded(t, table),
		"zstd frames":  zstded(t, table[:half]) + zstded(t, table[half:]),
	} {
		for _, format := range []string{"", "csv"} {
			if got, err := counts(t, content, Options{Format: format}); err != nil || got != want {
				t.Errorf("%s: %v\n%s", name, err, got)
			}
		}
		s, err := File("-", Options{Stdin: iotest.OneByteReader(strings.NewReader(content))})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := datasettest.Must(t, s, datasettest.Spec()); string(got) != want {
			t.Errorf("%s from a stream: %s", name, got)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestDamagedCompression(t *testing.T) {
	rows := "sex,decision\n" + strings.Repeat("F,1\nM,0\n", 20_000)
	flip := func(s string, at int) string {
		b := []byte(s)
		b[at] ^= 0xff
		return string(b)
	}
	gz, zst := gzipped(t, rows), zstded(t, rows)
	tests := []struct {
		name, content, want string // the end of the message
	}{
		{"gzip cut", gz[:len(gz)/2], "the gzip data end too early: the file is truncated"},
		{"gzip without its last byte", gz[:len(gz)-1], "the gzip data end too early: the file is truncated"},
		{"gzip cut in its header", gz[:5], "the gzip data end too early: the file is truncated"},
		{"gzip and more", gz + "garbage, and no small amount", "what follows the gzip data is not gzip: the file is damaged, or something was appended to it"},
		{"gzip and a little more", gz + "x", "the gzip data end too early: the file is truncated"},
		{"gzip with another checksum", flip(gz, len(gz)-6), "the checksum of the gzip data is wrong: the file is damaged"},
		{"gzip of an unknown method", "\x1f\x8b\x07" + gz[3:], "the gzip data are damaged"},
		{"gzip damaged", gz[:20] + strings.Repeat("\xff", 50) + gz[70:], "the gzip data are damaged"},
		{"zstd cut", zst[:len(zst)/2], "the zstd data end too early: the file is truncated"},
		{"zstd without its last byte", zst[:len(zst)-1], "the zstd data end too early: the file is truncated"},
		{"zstd and more", zst + "garbage, and no small amount", "what follows the zstd data is not zstd: the file is damaged, or something was appended to it"},
		{"zstd with another checksum", flip(zst, len(zst)-2), "the checksum of the zstd data is wrong: the file is damaged"},
		{"gzip twice", gzipped(t, gz), "the file is compressed with gzip: decompress it first"},
		{"Parquet in gzip", gzipped(t, "PAR1"), "the file is a Parquet file, not CSV"},
		{"nothing in gzip", gzipped(t, ""), "the file is empty: a first line with the names of the columns is needed"},
	}
	for _, test := range tests {
		if tally, err := counts(t, test.content, Options{}); err == nil || !strings.HasSuffix(err.Error(), test.want) || tally != "" {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		} else {
			datasettest.WantError(t, err, err.Error())
		}
	}
}

// TestBombs decompresses 1 GiB from about 1 MB: it ends in an error before long,
// and takes little memory.
func TestBombs(t *testing.T) {
	const size, piece = 1 << 30, 1 << 20
	bomb := func(compress func(testing.TB, string) string, head, fill string) string {
		return compress(t, head) + strings.Repeat(compress(t, strings.Repeat(fill, piece/len(fill))), size/piece)
	}
	for _, test := range []struct{ name, content, want string }{
		{"zeros in gzip", bomb(gzipped, "", "\x00"), "the file holds NUL bytes: it is binary, or in UTF-16; save it as CSV in UTF-8"},
		{"zeros in zstd", bomb(zstded, "", "\x00"), "the file holds NUL bytes: it is binary, or in UTF-16; save it as CSV in UTF-8"},
		{"one line in gzip", bomb(gzipped, "sex,decision\n", "x"), "the line is longer than 16 MiB"},
		{"one line in zstd", bomb(zstded, "sex,decision\n", "x"), "the line is longer than 16 MiB"},
		{"one field in gzip", bomb(gzipped, "sex,decision\n\"", "\n"), "a quoted field starts on this line and is not closed within 16 MiB"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := counts(t, test.content, Options{})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
		if grown := after.Sys - before.Sys; grown > 256<<20 { // what was ever taken from the system
			t.Errorf("%s: %d MiB more were taken", test.name, grown>>20)
		}
	}
}

// TestManyRowsInFewBytes counts what decompresses to valid rows without end, at
// the memory of a few.
func TestManyRowsInFewBytes(t *testing.T) {
	const pieces = 16
	piece := gzipped(t, strings.Repeat("F,1\nM,0\n", 1<<13))
	s, err := File(datasettest.Write(t, "in.csv", gzipped(t, "sex,decision\n")+strings.Repeat(piece, pieces)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, account := datasettest.Must(t, s, datasettest.Spec()); account.Used != pieces<<14 {
		t.Errorf("%+v", account)
	}
}

func TestLatin1(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"sexe,d\xe9cision\nF,1\n":    "sexe,décision\nF,1\n",
		"\x80\x8c\x9f\xa0\xff\x81\r": "€ŒŸ\u00a0ÿ\u0081\r",
		strings.Repeat("\x80", 1e5):  strings.Repeat("€", 1e5),
	} {
		for name, r := range map[string]io.Reader{
			"whole":            strings.NewReader(text),
			"byte by byte":     iotest.OneByteReader(strings.NewReader(text)),
			"data and the end": iotest.DataErrReader(strings.NewReader(text)),
		} {
			got, err := io.ReadAll(newLatin1Reader(r))
			if err != nil || string(got) != want {
				t.Errorf("%.20q, %s: %.40q, %v", text, name, got, err)
			}
		}
	}
	if err := iotest.TestReader(newLatin1Reader(strings.NewReader("\xe9t\xe9")), []byte("été")); err != nil {
		t.Error(err)
	}
	want, err := counts(t, "sex,decision\nÉ,1\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"sex,decision\n\xc9,1\n", gzipped(t, "sex,decision\n\xc9,1\n")} {
		if got, err := counts(t, content, Options{Encoding: Latin1}); err != nil || got != want {
			t.Errorf("%v\n%s", err, got)
		}
	}
	path := datasettest.Write(t, "in.csv", "\ufeffsex,decision\n")
	_, err = File(path, Options{Encoding: Latin1})
	datasettest.WantError(t, err, path+": it starts with the mark of UTF-8: it is not in latin1")
	_, err = File(os.DevNull, Options{Encoding: Latin1})
	datasettest.WantError(t, err, os.DevNull+": the file is empty: a first line with the names of the columns is needed")
}
