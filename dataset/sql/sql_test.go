package sql_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/sql"
)

var update = flag.Bool("update", false, "write what is compared with files in testdata")

// everything has each thing that a query can hold.
func everything() dataset.Spec {
	return dataset.Spec{
		Actual: dataset.Outcome{Column: "hired"}, Predicted: dataset.Outcome{Column: "score", Cutoff: new(0.5)},
		Attributes: []dataset.Attribute{
			{Name: "sexe", Column: "sexe", Values: map[string]string{"1": "l'homme", "2": "la femme", "9": ""}},
			{Name: "age", Column: "born", AgeAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Bands: []float64{26, 50}},
			{Name: "tenure", Column: "tenure", Bands: []float64{1, 2.5}},
			{Name: "region", Column: "Région"},
		},
		Strata: []string{"job"}, Weight: "poids",
		Reading: dataset.Reading{MissingMarkers: []string{"NA", "-9"}},
	}
}

// TestGoldens compares the query of each dialect with a file. After a look at the
// difference: go test ./dataset/sql -update.
func TestGoldens(t *testing.T) {
	for _, d := range sql.Dialects {
		q, err := sql.New(d, everything(), sql.From{Table: `lake."a.b".predictions`})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", d.Name+".sql")
		if *update {
			if err := os.WriteFile(path, []byte(q.Text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != q.Text {
			t.Errorf("%s: %v, got\n%s", path, err, q.Text)
		}
		if _, err := os.Stat(d.Name + ".go"); err != nil {
			t.Errorf("the dialect %s has no file of its name", d.Name)
		}
	}
}

// TestJoinGolden compares the query of a join with a file.
func TestJoinGolden(t *testing.T) {
	q, err := sql.New(sql.Dialects[0], simple("sex"), sql.From{Table: "decisions", Attributes: &sql.Attributes{Table: "people", Key: []dataset.KeyColumn{{Row: "id", Person: "person"}}}})
	if err != nil {
		t.Fatal(err)
	}
	const path = "testdata/join.sql"
	if *update {
		if err := os.WriteFile(path, []byte(q.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != q.Text {
		t.Errorf("%v, got\n%s", err, q.Text)
	}
}

func TestErrors(t *testing.T) {
	with := func(f func(*dataset.Spec)) dataset.Spec {
		spec := everything()
		f(&spec)
		return spec
	}
	d := sql.Dialects[0]
	for _, c := range []struct {
		spec dataset.Spec
		from sql.From
		want string
	}{
		{with(func(s *dataset.Spec) { s.Attributes[2].Bands, s.Attributes[2].Quantiles = nil, 4 }), sql.From{Table: "t"}, `attribute "tenure": quantiles need a pass over the rows to find their limits: state these with bands`},
		{with(func(s *dataset.Spec) { s.Unit = "id" }), sql.From{Table: "t"}, `--unit identifies people, and counts do not: leave it out, and allow for repeated people with --design-effect`},
		{with(func(s *dataset.Spec) { s.Counts = "n" }), sql.From{Table: "t"}, `--counts is for the result of this query`},
		{with(func(s *dataset.Spec) { s.Reading.Decimal = "comma" }), sql.From{Table: "t"}, `an engine reads numbers with a decimal point and without marks between thousands: leave out --decimal and --thousands, and name a query that makes numbers of such texts`},
		{with(func(s *dataset.Spec) { s.Weight = "a\x00b" }), sql.From{Table: "t"}, `"a\x00b" holds a NUL character, which no engine takes`},
		{everything(), sql.From{Query: " ;\n"}, "the query is empty"},
		{everything(), sql.From{Query: "SELECT '\x00'"}, "the query holds a NUL character"},
		{everything(), sql.From{Table: "a..b"}, wrongTable(`a..b`)},
		{everything(), sql.From{Table: "a."}, wrongTable(`a.`)},
		{everything(), sql.From{Table: `"a`}, wrongTable(`"a`)},
		{everything(), sql.From{Table: `"a"b`}, wrongTable(`"a"b`)},
		{everything(), sql.From{Table: `a"b"`}, wrongTable(`a"b"`)},
		{everything(), sql.From{Table: ``}, wrongTable(``)},
		{everything(), sql.From{Table: `""`}, wrongTable(`""`)},
		{everything(), sql.From{Table: "a\x00"}, wrongTable("a\x00")},
	} {
		if _, err := sql.New(d, c.spec, c.from); err == nil || err.Error() != c.want {
			t.Errorf("%+v: got %v\nwant %s", c.from, err, c.want)
		}
	}
	for path, want := range map[string]string{`t`: `"t"`, `a.b.c`: `"a"."b"."c"`, `"a.b".c`: `"a.b"."c"`, `"a""b"`: `"a""b"`, `a.";--"`: `"a".";--"`, "t;--": `"t;--"`, `""""`: `""""`} {
		q, err := sql.New(d, everything(), sql.From{Table: path})
		if err != nil || !strings.Contains(q.Text, "FROM "+want+" AS fa_source") {
			t.Errorf("%s: %v, want %s in\n%s", path, err, want, q.Text)
		}
	}
	q, err := sql.New(d, everything(), sql.From{Query: "SELECT * FROM t -- all of it\n;\n"})
	if err != nil || !strings.Contains(q.Text, "FROM (\nSELECT * FROM t -- all of it\n) AS fa_source") {
		t.Errorf("%v\n%s", err, q.Text)
	}
}

func wrongTable(path string) string {
	return "the table is written as table, schema.table or catalog.schema.table, with double quotes around a part that holds a dot, and not " + quoted(path)
}

// vocabulary is what a query holds outside of quotes.
var vocabulary = strings.Fields(`select from as group by case when then else end null not or and in like sum count coalesce concat cast try_cast safe_cast substr floor
	text double precision bigint numeric varchar decimal hugeint string float64 int64 bignumeric number tostring tofloat64ornull tofloat64 toint64 toint256
	regexp_like regexp_matches regexp_contains rlike match regexp_replace e left cross join on where is max trim length offset`)

// FuzzQuoting puts hostile names and values into queries and takes these apart as
// the engines do: there may be nothing outside of quotes but what every query has,
// and within them nothing but what was put in.
func FuzzQuoting(f *testing.F) {
	for _, seed := range [][2]string{
		{"a", "b"}, {`"`, `'`}, {"`", `\`}, {`\'; DROP TABLE t; --`, `\\'`}, {`'); DELETE FROM t; --`, `"); --`}, {"a\nb", "-- x"}, {"/*", "*/"},
		{"$1", "$$"}, {"E'", `\u0027`}, {"é\u2019", "ʼ＇"}, {"?", "%s"}, {"<x>", "<y>"}, {"fa_t1", "fa_"}, {"'", "''"}, {`\`, "`"}, {"a'b", `a\'b`},
	} {
		f.Add(seed[0], seed[1], "3", uint8(0))
	}
	f.Fuzz(func(t *testing.T, name, value, other string, which uint8) {
		d := sql.Dialects[int(which)%len(sql.Dialects)]
		spec := everything()
		spec.Attributes[0] = dataset.Attribute{Name: "a", Column: name, Values: map[string]string{value: other, "1": value}}
		spec.Attributes[3].Column = value
		spec.Strata[0] = other
		spec.Weight = name + "w"
		spec.Reading.MissingMarkers = []string{other + "m", "-9"}
		table := `"` + strings.ReplaceAll(name, `"`, `""`) + `".t`
		if spec.Validate() != nil {
			return
		}
		from := sql.From{Table: table}
		if which&64 != 0 && spec.Weight != "" {
			from.Attributes = &sql.Attributes{Table: table, Key: []dataset.KeyColumn{{Row: name, Person: value}}}
		}
		q, err := sql.New(d, spec, from)
		if err != nil {
			return
		}
		given := []string{name, value, other, spec.Weight, other + "m"}
		for _, text := range slices.Clone(given) {
			canonical, _ := dataset.Canonical(text)
			given = append(given, canonical)
		}
		inNames, inTexts := given, given
		for _, d := range sql.Dialects { // what the query puts there by itself
			plain, err := sql.New(d, everything(), sql.From{Table: "t", Attributes: &sql.Attributes{Table: "t", Key: []dataset.KeyColumn{{Row: "id", Person: "id"}}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range tokens(t, d.Name, plain.Text) {
				switch k.kind {
				case quotedName:
					inNames = append(inNames, k.text)
				case quotedText:
					inTexts = append(inTexts, k.text)
				}
			}
		}
		for _, k := range tokens(t, d.Name, q.Text) {
			switch {
			case k.kind == quotedName && !slices.Contains(inNames, strings.TrimRight(k.text, "_")) && !slices.Contains(inNames, k.text):
				t.Fatalf("%s: the name %q was not put in\n%s", d.Name, k.text, q.Text)
			case k.kind == quotedText && !slices.Contains(inTexts, k.text):
				t.Fatalf("%s: the text %q was not put in\n%s", d.Name, k.text, q.Text)
			case k.kind == bare && !slices.Contains(vocabulary, strings.ToLower(k.text)) && !strings.HasPrefix(k.text, "fa_") && strings.Trim(k.text, "0123456789") != "":
				t.Fatalf("%s: %q stands outside of quotes\n%s", d.Name, k.text, q.Text)
			case k.kind == mark && !strings.Contains("(),.=<>+-*~/%", k.text):
				t.Fatalf("%s: %q stands outside of quotes\n%s", d.Name, k.text, q.Text)
			}
		}
	})
}

type kind int

const (
	bare kind = iota
	mark
	quotedName
	quotedText
)

type token struct {
	kind kind
	text string
}

// tokens takes a query apart by the rules of a dialect. Comments do not occur.
func tokens(t *testing.T, dialect, text string) []token {
	t.Helper()
	nameMark, backslashInNames, backslashInTexts := byte('"'), false, false
	switch dialect {
	case "spark":
		nameMark, backslashInTexts = '`', true
	case "bigquery", "clickhouse":
		nameMark, backslashInNames, backslashInTexts = '`', true, true
	case "snowflake":
		backslashInTexts = true
	}
	var out []token
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		rest := text[i:]
		switch {
		case unicode.IsSpace(r):
			i += size
		case strings.HasPrefix(rest, "--") || strings.HasPrefix(rest, "/*") || r == '#' || r == ';' || r == '$' || r == '?' || r == '\\':
			t.Fatalf("%s: %q stands outside of quotes\n%s", dialect, r, text)
		case r == rune(nameMark):
			value, n := unquote(t, rest, backslashInNames)
			out, i = append(out, token{quotedName, value}), i+n
		case r == '\'':
			value, n := unquote(t, rest, backslashInTexts || dialect == "postgres" && strings.HasSuffix(text[:i], " E") || dialect == "postgres" && strings.HasSuffix(text[:i], "(E"))
			out, i = append(out, token{quotedText, value}), i+n
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			n := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if n < 0 {
				n = len(rest)
			}
			out, i = append(out, token{bare, rest[:n]}), i+n
		default:
			out, i = append(out, token{mark, string(r)}), i+size
		}
	}
	return out
}

// unquote reads what stands between quotes, and tells how long it is with them.
func unquote(t *testing.T, text string, backslash bool) (string, int) {
	t.Helper()
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case backslash && text[i] == '\\':
			i++
			if i == len(text) {
				t.Fatalf("a backslash ends %s", text)
			}
			switch text[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case '\\', '\'', '`', '"':
				b.WriteByte(text[i])
			default:
				t.Fatalf("\\%c is an escape of its own in %s", text[i], text)
			}
		case text[i] == text[0] && i+1 < len(text) && text[i+1] == text[0]:
			b.WriteByte(text[i])
			i++
		case text[i] == text[0]:
			return b.String(), i + 1
		default:
			b.WriteByte(text[i])
		}
	}
	t.Fatalf("a quote is not closed: %s", text)
	return "", 0
}

func quoted(text string) string {
	return strings.NewReplacer("\x00", `\x00`).Replace(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
}
