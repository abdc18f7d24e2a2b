package dataset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// keyOf is what is kept of a key, and empty for a row without one.
func keyOf(t testing.TB, reading Reading, fields ...string) string {
	t.Helper()
	k := keys{texts: reading.texts(), columns: len(fields), seeds: newSeeds()}
	var texts [][]byte
	for _, f := range fields {
		texts = append(texts, []byte(f))
	}
	if err := k.add(texts); err != nil {
		return "error"
	}
	switch key := &k.list[0]; key.kind {
	case numberKey:
		return fmt.Sprint("number ", int64(key.word))
	case textKey:
		return fmt.Sprintf("text %q", k.text(key))
	}
	return ""
}

// TestKeysAreCanonical checks which texts are one key.
func TestKeysAreCanonical(t *testing.T) {
	comma := Reading{Decimal: DecimalComma}
	for _, test := range []struct {
		reading Reading
		texts   []string
		want    string
	}{
		{Reading{}, []string{"17", " 17\t", "17.0", "17.0 "}, "number 17"},
		{Reading{}, []string{"0", "-0", "0.0", "-0.0"}, "number 0"},
		{Reading{}, []string{"-9223372036854775808"}, "number -9223372036854775808"},
		{Reading{}, []string{"9223372036854775807", "9223372036854775807.0"}, "number 9223372036854775807"},
		{Reading{}, []string{"9223372036854775808"}, `text "9223372036854775808"`},
		{Reading{}, []string{"017"}, `text "017"`}, {Reading{}, []string{"+17"}, `text "+17"`}, {Reading{}, []string{"17.00"}, `text "17.00"`}, {Reading{}, []string{"1e3"}, `text "1e3"`},
		{Reading{}, []string{"-"}, `text "-"`}, {Reading{}, []string{"17,0"}, `text "17,0"`}, {Reading{}, []string{"true", "True", "TRUE"}, `text "true"`},
		{Reading{}, []string{"\u00e9", "e\u0301", " \u00e9"}, `text "é"`}, {Reading{}, []string{"", " ", "\t"}, ""}, {Reading{}, []string{"\xff"}, "error"},
		{comma, []string{"17", "17,0", "17.0"}, "number 17"},
		{Reading{MissingMarkers: []string{"NA", "0"}}, []string{"NA", "0", "0.0", ""}, ""}, {Reading{MissingMarkers: []string{"NA"}}, []string{"0"}, "number 0"},
	} {
		for _, text := range test.texts {
			if got := keyOf(t, test.reading, text); got != test.want {
				t.Errorf("%q: %s, want %s", text, got, test.want)
			}
		}
	}
	if a, b := keyOf(t, Reading{}, "a", "bc"), keyOf(t, Reading{}, "ab", "c"); a == b {
		t.Errorf("two keys are one: %s", a)
	}
	if got := keyOf(t, Reading{}, "a", ""); got != "" {
		t.Errorf("a key without a value in one column: %s", got)
	}
}

// FuzzKey checks that keys are equal when, and only when, their canonical texts are.
func FuzzKey(f *testing.F) {
	for _, seed := range [][2]string{{"1", "1.0"}, {"01", "1"}, {" e\u0301", "\u00e9"}, {"9223372036854775808", "-9223372036854775808"}, {"1,0", "1"}, {"", " "}, {"\xff", "-0"}} {
		f.Add(seed[0], seed[1], false)
		f.Add(seed[0], seed[1], true)
	}
	f.Fuzz(func(t *testing.T, a, b string, comma bool) {
		reading := Reading{}
		if comma {
			reading.Decimal = DecimalComma
		}
		x, errX := reading.texts().canonical(a)
		y, errY := reading.texts().canonical(b)
		if keyA, keyB := keyOf(t, reading, a), keyOf(t, reading, b); (keyA == "error") != (errX != nil) || errX == nil && errY == nil && (keyA == keyB) != (x == y) || errX == nil && (keyA == "") != (x == "") {
			t.Errorf("%q is %q, %q is %q", a, keyA, b, keyB)
		}
		if errX != nil || errY != nil || x == "" || y == "" {
			return
		}
		k := keys{texts: reading.texts(), columns: 2, seeds: newSeeds()}
		if err := k.add([][]byte{[]byte(a), []byte(b)}); err != nil {
			t.Fatal(err)
		}
		if got := splitKey(k.text(&k.list[0])); !slices.Equal(got, []string{x, y}) {
			t.Errorf("%q and %q become %q", a, b, got)
		}
	})
}

// TestEqualHashes checks that hashes alone make no two keys one: here all are alike.
func TestEqualHashes(t *testing.T) {
	const n = 50
	var numbers, wide, texts keyTable
	free := func(int) bool { return true }
	numbers.makeRoom(n/2, false, free)
	wide.makeRoom(n/2, true, free)
	texts.makeRoom(n/2, true, free)
	text := func(i, hash uint64) []byte { return fmt.Appendf(nil, "%d of %x", i, hash) }
	for _, hash := range []uint64{0, 1<<64 - 1} {
		for i := range uint64(n / 2) {
			at, _ := numbers.number(hash, i)
			numbers.slots[at] = slot{uint32(i), uint32(i + 1)}
			at, _ = wide.number(hash, i<<32|7)
			wide.slots[at], wide.rest[at] = slot{7, uint32(i + 1)}, uint32(i)
			at, _ = texts.text(hash, text(i, hash))
			in := &texts.texts[hash>>(64-bucketBits)]
			texts.slots[at], texts.rest[at] = slot{uint32(hash), uint32(i + 1)}, uint32(len(*in))
			*in = append(append(*in, byte(len(text(i, hash)))), text(i, hash)...)
		}
		check := func(what string, i uint64, tuple uint32, want uint64) {
			t.Helper()
			if uint64(tuple) != want {
				t.Errorf("%s %d is %d", what, i, tuple)
			}
		}
		for i := range uint64(n) {
			want := i + 1
			if i >= n/2 {
				want = 0 // nobody has it
			}
			_, tuple := numbers.number(hash, i)
			check("number", i, tuple, want)
			_, tuple = numbers.number(hash, i|1<<40)
			check("large number", i|1<<40, tuple, 0)
			_, tuple = wide.number(hash, i<<32|7)
			check("number", i<<32|7, tuple, want)
			_, tuple = texts.text(hash, text(i, hash))
			check("text", i, tuple, want)
		}
	}
}

// TestTuples checks the numbering of rows of entries against a map.
func TestTuples(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	var x tuples
	known := map[string]uint32{}
	for range 300_000 {
		row := []uint16{uint16(random.IntN(3)), uint16(random.IntN(400)), uint16(random.IntN(60))}
		id := x.enter(row)
		if got := x.tuple(id, 3); !slices.Equal(got, row) {
			t.Fatalf("tuple %d is %v, want %v", id, got, row)
		}
		key := fmt.Sprint(row)
		if first, ok := known[key]; !ok {
			known[key] = id
		} else if first != id && first < maxTuples {
			t.Fatalf("%v is both %d and %d", row, first, id)
		}
	}
	if len(known) < maxTuples {
		t.Fatal("too few tuples")
	}
}

// TestNewJoin checks from which file columns come.
func TestNewJoin(t *testing.T) {
	spec := Spec{Predicted: Outcome{Column: "p"}, Attributes: []Attribute{{Name: "s", Column: "sex"}, {Name: "t", Column: "town"}, {Name: "again", Column: " sex"}}, Strata: []string{"job", "id"}}
	key, err := ParseKey([]string{"id", " n = m "})
	if err != nil {
		t.Fatal(err)
	}
	rows, people := File{"rows", []string{"p", "id", "n", "town"}}, File{"people", []string{"id", "m", "sex", "job"}}
	j, err := NewJoin(spec, key, rows, people)
	if err != nil || fmt.Sprint(j.Key, j.Columns) != "[id n=m] [sex job]" {
		t.Errorf("%v %v", j, err)
	}
	people.Columns = append(people.Columns, "town")
	if _, err = NewJoin(spec, key, rows, people); err == nil || !strings.Contains(err.Error(), `column "town": both rows and people have it`) {
		t.Error(err)
	}
	rows.Columns = []string{"p", "id", "n", "sex", "town", "job"}
	if _, err = NewJoin(spec, key, rows, File{"people", []string{"id", "m", "size"}}); err == nil || !strings.Contains(err.Error(), "rows has all attributes itself, and none is taken from people") {
		t.Error(err)
	}
	for _, bad := range [][]string{{""}, {"=a"}, {"a="}, {"a", "a"}, {"a", "b=a"}, {"\xff"}} {
		if key, err := ParseKey(bad); err == nil {
			t.Errorf("%q is the key %v", bad, key)
		}
	}
}

// BenchmarkJoin measures the gathering of people, and the finding of them.
func BenchmarkJoin(b *testing.B) {
	const people, rows = 1 << 20, 1 << 21
	spec := Spec{Predicted: Outcome{Column: "p"}, Attributes: []Attribute{{Name: "sex", Column: "sex"}}}
	join := &Join{Key: []KeyColumn{{"id", "id"}}, Columns: []string{"sex"}}
	id := func(i int) int64 { return int64(uint64(i) * 7_368_787 % 1_000_000_007) }
	at := func(int64) Position { return Position{} }
	texts := [][]byte{append(make([]byte, 0, 16), 'F'), append(make([]byte, 0, 16), 'M')}
	batches := func(c *Counter, n int, number func(i int) int64) {
		part, codes := c.Fork(1)[0], [][]uint16{make([]uint16, 4096)}
		for from := 0; from < n; from += len(codes[0]) {
			part.StartKeys()
			for i := range codes[0] {
				codes[0][i], _ = part.Code(int64(from+i), 0, texts[i%2])
				part.NumberKey(number(from + i))
			}
			if !part.Match(int64(from)) || !part.Count(int64(from), codes) {
				b.Fatal("the part has failed")
			}
		}
		if err := c.Join(at); err != nil {
			b.Fatal(err)
		}
	}
	gather := func() *People {
		p := NewPeople(spec, join)
		batches(p.Counter(), people, id)
		if err := p.Finish(1); err != nil {
			b.Fatal(err)
		}
		return p
	}
	b.Run("gather", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			gather()
		}
		b.ReportMetric(people*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("find", func(b *testing.B) {
		random := rand.New(rand.NewPCG(33, 34))
		wanted := make([]int64, rows)
		for i := range wanted {
			wanted[i] = id(random.IntN(people))
		}
		p := gather()
		b.ReportAllocs()
		for b.Loop() {
			batches(NewJoinedCounter(spec, p), rows, func(i int) int64 { return wanted[i] })
		}
		b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}
