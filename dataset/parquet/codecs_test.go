package parquet

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"
)

// TestOldLZ4 decodes what writers of old call LZ4, and refuses frames that claim
// more than there is or is wanted.
func TestOldLZ4(t *testing.T) {
	raw, err := compress.GetCodec(compress.Codecs.Lz4Raw)
	if err != nil {
		t.Fatal(err)
	}
	frame := func(text string) []byte {
		block := raw.Encode(nil, []byte(text))
		sizes := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(len(text))), uint32(len(block)))
		return append(sizes, block...)
	}
	one, other := string(bytes.Repeat([]byte("F,1\n"), 100)), "M,0\n"
	whole := slices.Concat(frame(one), frame(other))
	for name, test := range map[string]struct {
		data []byte
		size int
		want string // empty for an error
	}{
		"frames":            {whole, len(one + other), one + other},
		"without frames":    {raw.Encode(nil, []byte(one)), len(one), one},
		"cut in a head":     {whole[:5], len(one + other), ""},
		"cut in a block":    {whole[:len(whole)-1], len(one + other), ""},
		"more than claimed": {whole, len(one+other) - 1, ""},
	} {
		codec, err := compress.GetCodec(compress.Codecs.Lz4)
		if err != nil {
			t.Fatal(err)
		}
		got, err := compress.Decode(codec, make([]byte, test.size), test.data)
		if string(got) != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
