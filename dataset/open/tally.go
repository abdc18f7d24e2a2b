package open

import (
	"bytes"
	"io"
	"os"
	"regexp"

	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/tally"
)

// tallyFormat names inputs that are counted already. They are no source of rows.
const tallyFormat = "tally"

// tallyHead is how a tally starts, as [tally.Tally.Encode] writes it or indented.
var tallyHead = regexp.MustCompile(`^\s*\{\s*"schema"\s*:\s*"fairaudit-tally/`)

// IsTally reports whether the input at path is a tally: the format says so, or
// without one the first bytes do. The standard input and pipes are not looked into.
func IsTally(path, format string) bool {
	if format != "" || path == "-" {
		return format == tallyFormat
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false // whoever reads it says best what is wrong
	}
	defer f.Close()
	head := make([]byte, 256)
	n, _ := io.ReadFull(f, head)
	return tallyHead.Match(head[:n])
}

// Tally reads the tally at path, "-" being the standard input. Beside it comes its
// text. The error is a [*dataset.Error].
func Tally(path string, o Options) (*tally.Tally, []byte, error) {
	text, err := o.readAll(path)
	if err != nil {
		return nil, nil, input.Error(path, err)
	}
	t, err := tally.Decode(bytes.NewReader(text))
	if err != nil {
		return nil, nil, input.At(path, "%v", err)
	}
	return t, text, nil
}

func (o Options) readAll(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(o.Stdin)
	}
	f, _, err := input.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(o.Progress.Reader(f))
}
