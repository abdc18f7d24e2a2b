package cli

import (
	"math"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// leastMemory is what the buffers of reading and the libraries need.
const leastMemory = 64 << 20

// sizeUnits are the units of a size, the longest names first.
var sizeUnits = []struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"T", 1 << 40}, {"B", 1},
}

// parseSize reads a number of bytes, as 512MiB, 2GB or 1000000000.
func parseSize(text string) (int64, error) {
	number, unit := strings.TrimSpace(text), 1.0
	for _, u := range sizeUnits {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	x, err := strconv.ParseFloat(number, 64)
	if bytes := x * unit; err == nil && bytes >= 1 && bytes < math.MaxInt64 && !strings.ContainsAny(number, "xXpP_") {
		return int64(bytes), nil
	}
	return 0, words.Errorf("a size is written as 512MiB or 2GiB, not %q", text)
}

// applyMemory checks --max-memory. Half of it is for the counts.
func (o *readingOptions) applyMemory(conf *config) error {
	if o.maxMemory == "" {
		return nil
	}
	bytes, err := parseSize(o.maxMemory)
	if err != nil {
		return usageErrorf("--max-memory: %v", err)
	}
	if bytes < leastMemory {
		return usageErrorf("--max-memory is at least %d MiB, which reading takes", leastMemory>>20)
	}
	conf.spec.MaxHeld = bytes / 2
	return nil
}

// reserve is how much memory the process sets aside and never touches, so that the
// system gives none for it. Garbage is collected when the heap has doubled: with the
// reserve counted in, a scan ends before that, and a large heap grows no faster.
const reserve = 32 << 20

// limitMemory makes the runtime collect garbage more eagerly near the limit, and
// returns what undoes that.
func limitMemory(bytes int64) (undo func()) {
	if bytes == 0 {
		return func() {}
	}
	before := debug.SetMemoryLimit(bytes + reserve)
	return func() { debug.SetMemoryLimit(before) }
}
