package csv

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkSplit finds the tokens of a block, with and without quotes.
func BenchmarkSplit(b *testing.B) {
	for name, format := range map[string]string{
		"plain":  "%d,2026-03-04,AG1234,F,26-49,Bretagne,non,Bac+2,B,K1234,12,345,0.123456,1,0\n",
		"quoted": "\"%d\",\"2026-03-04\",\"AG1234\",\"F\",\"26-49\",\"Bretagne\",\"a, b\",\"B\"\n",
	} {
		var text bytes.Buffer
		for i := 0; text.Len() < blockSize; i++ {
			fmt.Fprintf(&text, format, i)
		}
		b.Run(name, func(b *testing.B) {
			block := &block{data: text.Bytes()}
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if block.split(','); block.fault != nil {
					b.Fatal(block.fault)
				}
			}
		})
	}
}
