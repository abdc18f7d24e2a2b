package cli

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
)

func TestProgressLine(t *testing.T) {
	for _, test := range []struct {
		bytes, rows, total int64
		seconds            float64
		want               string
	}{
		{0, 0, 0, 1, "0 rows · 0 B"},
		{999, 12, 0, 2, "12 rows · 999 B · 6 rows/s"},
		{1_234_567, 45_678, 0, 2, "45,678 rows · 1.2 MB · 22,839 rows/s"},
		{1e9, 12_345_678, 4e9, 10, "12,345,678 rows · 1.0 GB of 4.0 GB · 1,234,567 rows/s · 30 s left"},
		{1e6, 1000, 1e9, 1, "1,000 rows · 1.0 MB of 1.0 GB · 1,000 rows/s · 16 min 39 s left"},
		{1e6, 1000, 1e12, 1, "1,000 rows · 1.0 MB of 1.0 TB · 1,000 rows/s · 277 h 46 min left"},
		{2e6, 1000, 1e6, 1, "1,000 rows · 1.0 MB of 1.0 MB · 1,000 rows/s"},
		{999_949, 1000, 999_999, 1, "1,000 rows · 999.9 kB of 1.0 MB · 1,000 rows/s · 0 s left"},
	} {
		m := meter{progress: new(dataset.Progress), width: 20}
		m.progress.Add(test.bytes, test.rows)
		m.progress.SetTotal(test.total)
		if got := m.line(time.Duration(test.seconds * float64(time.Second))); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

// TestProgressBar checks that the bar fills what room there is, and no more.
func TestProgressBar(t *testing.T) {
	m := meter{progress: new(dataset.Progress)}
	m.progress.Add(3e6, 1000)
	m.progress.SetTotal(4e6)
	const text = "1,000 rows · 3.0 MB of 4.0 MB · 500 rows/s · 1 s left" // 53 columns
	for width, bar := range map[int]string{
		1: "", 64: "", 65: "[======  ] ", 70: "[=========    ] ", 81: "[==================      ] ", 200: "[==================      ] ",
	} {
		m.width = width
		if got := m.line(2 * time.Second); got != bar+text {
			t.Errorf("%d: %s", width, got)
		}
	}
	m.progress.SetTotal(0)
	if got, want := m.line(2*time.Second), "1,000 rows · 3.0 MB · 500 rows/s"; got != want {
		t.Errorf("without a total: %s", got)
	}
}

// TestProgressIsErased checks what a terminal shows in the end: nothing.
func TestProgressIsErased(t *testing.T) {
	var out bytes.Buffer
	m := &meter{out: &out, width: 11}
	for _, line := range []string{"", "abcdef", "ab · d", "longer than the terminal", ""} {
		m.draw(line)
	}
	if got, want := out.String(), "\rabcdef\rab · d\rlonger tha\r          \r"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestProgressIsForPeople(t *testing.T) {
	for _, test := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{
		{true, nil, true},
		{false, nil, false},
		{true, map[string]string{"CI": "true"}, false},
		{true, map[string]string{"TERM": "dumb"}, false},
		{true, map[string]string{"TERM": "xterm"}, true},
	} {
		m := newMeter(&IO{ErrTerminal: test.terminal, Env: func(name string) string { return test.env[name] }})
		if (m != nil) != test.want {
			t.Errorf("%+v", test)
		}
	}
}

// TestProgressOfAnAudit counts an input that comes slowly, and looks at what the
// terminal gets.
func TestProgressOfAnAudit(t *testing.T) {
	var out lockedBuffer
	m := &meter{out: &out, width: 80, progress: new(dataset.Progress)}
	stop := m.start(time.Millisecond, time.Millisecond)
	m.progress.Add(10, 4)
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(out.String(), "4 rows"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q", out.String())
		}
	}
	stop()
	if got := out.String(); !regexp.MustCompile(`^(\r\d rows · \d+ B[^\r]*)+\r +\r$`).MatchString(got) {
		t.Errorf("%q", got)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestShortAuditShowsNoProgress checks the whole program at a terminal.
func TestShortAuditShowsNoProgress(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	var out bytes.Buffer
	code := Run(t.Context(), auditOn("fair.csv"), IO{In: w.in, Out: io.Discard, Err: &out, Env: func(string) string { return "" }, Dir: w.dir, ErrTerminal: true, ErrWidth: 80})
	if code != 0 || out.Len() != 0 {
		t.Errorf("code %d, %q", code, out.String())
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"512MiB": 512 << 20, "2GiB": 2 << 30, "2 GB": 2e9, "1.5G": 3 << 29, "64M": 64 << 20, "100000000": 1e8, "7B": 7, "1TiB": 1 << 40, "12kB": 12000,
	} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "x", "MiB", "-1MiB", "0", "1e30GiB", "NaN", "inf", "1mb", "0x10", "1_000"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
}

func TestMaxMemory(t *testing.T) {
	w := newWorld(t)
	rows := csvHeader + people("F", 1500, 500, 500, 1500) + people("M", 1510, 490, 505, 1495)
	w.write("in.csv", rows)
	if got := w.run(auditOn("in.csv", "--max-memory", "64MiB")...); got.code != 0 || got.err != "" {
		t.Errorf("%+v", got)
	}
	for args, want := range map[string]string{
		"1MiB":  "--max-memory is at least 64 MiB, which reading takes",
		"a lot": `--max-memory: a size is written as 512MiB or 2GiB, not "a lot"`,
	} {
		if got := w.run(auditOn("in.csv", "--max-memory", args)...); got.code != ExitUsage || got.err != line(want) {
			t.Errorf("%+v", got)
		}
	}
}
