package parquet

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/parquet/compress"
)

// The library knows LZ4 by its present name alone, and takes for damage a page
// of missing values only, of which some writers store not a byte.
func init() {
	raw, err := compress.GetCodec(compress.Codecs.Lz4Raw)
	if err == nil {
		compress.RegisterCodec(compress.Codecs.Lz4, oldLZ4{raw})
	}
	if snappy, err := compress.GetCodec(compress.Codecs.Snappy); err == nil {
		compress.RegisterCodec(compress.Codecs.Snappy, orNothing{snappy})
	}
}

// orNothing is a codec for which nothing is nothing compressed.
type orNothing struct{ compress.Codec }

func (c orNothing) DecodeWithError(dst, src []byte) ([]byte, error) {
	if len(src) == 0 {
		return dst[:0], nil
	}
	return compress.Decode(c.Codec, dst, src)
}

// oldLZ4 is the codec called LZ4, which is deprecated: blocks as Hadoop frames
// them, each behind its size before and after compression, or one block alone.
type oldLZ4 struct{ compress.Codec }

func (c oldLZ4) DecodeWithError(dst, src []byte) ([]byte, error) {
	if plain, ok := c.framed(dst, src); ok {
		return plain, nil
	}
	return compress.Decode(c.Codec, dst, src)
}

// framed decodes blocks with frames, and reports whether they are.
func (c oldLZ4) framed(dst, src []byte) ([]byte, bool) {
	rest := dst
	for len(src) > 0 {
		if len(src) < 8 {
			return nil, false
		}
		plain, size := binary.BigEndian.Uint32(src), binary.BigEndian.Uint32(src[4:])
		src = src[8:]
		if uint64(plain) > uint64(len(rest)) || uint64(size) > uint64(len(src)) {
			return nil, false
		}
		block, err := compress.Decode(c.Codec, rest[:plain], src[:size])
		if err != nil || len(block) != int(plain) {
			return nil, false
		}
		rest, src = rest[plain:], src[size:]
	}
	return dst[:len(dst)-len(rest)], true
}
