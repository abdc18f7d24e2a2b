package report_test

import (
	"io"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

// BenchmarkFormats writes an audit of a thousand groups in every format.
func BenchmarkFormats(b *testing.B) {
	d := find(b, "many-groups").cached(b)
	for _, f := range report.Formats {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f.Write(io.Discard, d, report.Style{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
