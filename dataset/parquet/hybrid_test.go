package parquet

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// encodeHybrid writes values in runs of random kinds and lengths, and returns
// the values with those that pad the packed runs.
func encodeHybrid(random *rand.Rand, width, n int) (data []byte, values []uint32) {
	mask := uint64(1)<<width - 1
	for len(values) < n {
		if random.IntN(2) == 0 {
			count, value := random.IntN(20), uint32(random.Uint64()&mask)
			data = binary.AppendUvarint(data, uint64(count)<<1)
			for i := range (width + 7) / 8 {
				data = append(data, byte(value>>(8*i)))
			}
			values = append(values, slices.Repeat([]uint32{value}, count)...)
			continue
		}
		groups := 1 + random.IntN(4)
		data = binary.AppendUvarint(data, uint64(groups)<<1|1)
		packed := make([]byte, groups*width)
		for i := range groups * 8 {
			value := uint32(random.Uint64() & mask)
			values = append(values, value)
			for b := range width {
				packed[(i*width+b)/8] |= byte(value>>b&1) << ((i*width + b) % 8)
			}
		}
		data = append(data, packed...)
	}
	return data, values
}

func TestHybrid(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for width := range maxWidth + 1 {
		for range 50 {
			data, want := encodeHybrid(random, width, random.IntN(300))
			h, err := newHybrid(data, width)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]uint32, len(want))
			for at := 0; at < len(got); {
				n := min(1+random.IntN(40), len(got)-at)
				skipped := h.skip(n, want[at])
				for i := range skipped {
					got[at+i] = want[at]
				}
				if err := h.fill(got[at+skipped : at+n]); err != nil {
					t.Fatal(err)
				}
				at += n
			}
			if !slices.Equal(got, want) {
				t.Fatalf("width %d: %v, want %v", width, got, want)
			}
			if err := h.fill(make([]uint32, 1)); err == nil {
				t.Fatalf("width %d: a value after the last", width)
			}
		}
	}
	if _, err := newHybrid(nil, maxWidth+1); err == nil {
		t.Error("a width of 33 bits")
	}
}

// TestAdd checks that values are added as they are decoded.
func TestAdd(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for width := range 9 {
		var s steps
		for i := range s.one {
			s.one[i] = random.Uint32N(1000)
		}
		s.setWidth(width)
		for range 100 {
			data, values := encodeHybrid(random, width, random.IntN(300))
			h, _ := newHybrid(data, width)
			got, want := make([]uint32, len(values)), make([]uint32, len(values))
			for i, v := range values {
				got[i], want[i] = uint32(i), uint32(i)+s.one[v]
			}
			for at := 0; at < len(got); {
				n := min(1+random.IntN(100), len(got)-at)
				if err := h.add(got[at:at+n], &s); err != nil {
					t.Fatal(err)
				}
				at += n
			}
			if !slices.Equal(got, want) {
				t.Fatalf("width %d: %v, want %v", width, got, want)
			}
		}
	}
}

// TestBitmap checks bits against the values that they are.
func TestBitmap(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		data, want := encodeHybrid(random, 1, random.IntN(300))
		h, _ := newHybrid(data, 1)
		for at := 0; at < len(want); {
			n := min(1+random.IntN(100), len(want)-at)
			to := make([]byte, (n+7)/8)
			ones, err := h.bitmap(to, n)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range want[at : at+n] {
				ones -= int(v)
				if uint32(to[i/8]>>(i%8)&1) != v {
					t.Fatalf("bit %d of %d is not %d", i, n, v)
				}
			}
			if ones != 0 {
				t.Fatalf("%d ones too many", ones)
			}
			at += n
		}
	}
}

// FuzzHybrid checks that any bytes give values or an error.
func FuzzHybrid(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, width := range []int{0, 1, 2, 3, 8, 9, 32} {
		data, _ := encodeHybrid(random, width, 50)
		f.Add(data, width, 50)
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x1f, 1}, 8, 100)
	f.Fuzz(func(t *testing.T, data []byte, width, n int) {
		h, err := newHybrid(data, width&63)
		if err != nil {
			return
		}
		_ = h.fill(make([]uint32, n&0xfff)) // which must end, and not panic
	})
}

// TestPagesAreRead checks which columns are read from their pages: without this,
// all might be read by records and no test would tell.
func TestPagesAreRead(t *testing.T) {
	tb := population(500)
	for _, options := range [][]parquet.WriterProperty{
		{parquet.WithDictionaryDefault(true)},
		{parquet.WithDictionaryDefault(false)},
		{parquet.WithDictionaryDefault(true), parquet.WithDictionaryPageSizeLimit(64), parquet.WithDataPageSize(512)},
		{parquet.WithDataPageVersion(parquet.DataPageV2)},
	} {
		s := decode(t, tb.encode(t, pqarrow.DefaultWriterProps(), options...))
		for i, c := range s.columns {
			opened, err := s.openPages(c, 0)
			if err != nil || opened == nil {
				t.Errorf("column %s is not read from its pages: %v", c.name, err)
			}
			allTexts(t, s, i)
		}
	}
	s := decode(t, tb[:1].encode(t, pqarrow.DefaultWriterProps(), parquet.WithDictionaryDefault(false), parquet.WithEncoding(parquet.Encodings.DeltaByteArray)))
	if opened, err := s.openPages(s.columns[0], 0); err != nil || opened != nil {
		t.Error("delta encoding is not for pages", opened, err)
	}
	if texts, err := s.openDecoded(s.columns[0], 0); err != nil {
		t.Error(err)
	} else if _, err := textsOf(texts); err != nil {
		t.Error(err)
	}
}

// BenchmarkAdd adds what packed indices of each width stand for.
func BenchmarkAdd(b *testing.B) {
	for _, width := range []int{1, 2, 3, 8} {
		b.Run(strconv.Itoa(width), func(b *testing.B) {
			const n = vector
			data := binary.AppendUvarint(nil, n/8<<1|1)
			for i := range n / 8 * width {
				data = append(data, byte(i*37))
			}
			var s steps
			s.setWidth(width)
			cells := make([]uint32, n)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				h, _ := newHybrid(data, width)
				if err := h.add(cells, &s); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/value")
		})
	}
}
