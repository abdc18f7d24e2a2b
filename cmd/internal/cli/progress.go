package cli

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// When the line of progress first appears, and how often it is drawn again.
const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// meter draws a line that says how far the counting is, and takes it away in the
// end. Only a person at a terminal sees it.
type meter struct {
	out      io.Writer
	width    int // of the terminal
	language words.Language
	progress *dataset.Progress
	drawn    int // columns of the line that stands there
}

// newMeter returns nil where nobody looks: no terminal, a dumb one, or CI.
func newMeter(streams *IO) *meter {
	if !streams.ErrTerminal || streams.Env("CI") != "" || streams.Env("TERM") == "dumb" {
		return nil
	}
	width := streams.ErrWidth
	if width == 0 {
		width = 80
	}
	return &meter{out: streams.Err, width: width, language: streams.reader, progress: new(dataset.Progress)}
}

// start draws after a while and then at intervals, until stop, which waits for
// the last drawing and takes it away.
func (m *meter) start(after, every time.Duration) (stop func()) {
	if m == nil {
		return func() {}
	}
	begun := time.Now()
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		timer := time.NewTimer(after)
		defer timer.Stop()
		for {
			select {
			case <-quit:
				m.draw("")
				return
			case <-timer.C:
				m.draw(m.line(time.Since(begun)))
				timer.Reset(every)
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}

// draw replaces the line. Spaces take away what is left of a longer one, since
// not every terminal knows how to erase.
func (m *meter) draw(line string) {
	columns := utf8.RuneCountInString(line) // digits, letters and dots take one each
	if most := m.width - 1; columns > most {
		line, columns = string([]rune(line)[:max(most, 0)]), max(most, 0)
	}
	if line == "" && m.drawn == 0 {
		return
	}
	text := "\r" + line + strings.Repeat(" ", max(m.drawn-columns, 0))
	if line == "" {
		text += "\r"
	}
	m.drawn = columns
	_, _ = io.WriteString(m.out, text) // that nobody can read it changes nothing
}

// line says how far the reading is after some time, with a bar where there is room.
func (m *meter) line(elapsed time.Duration) string {
	bytes, rows, total := m.progress.Read()
	text := sofar(bytes, rows, total, elapsed, m.language)
	room := m.width - 1 - utf8.RuneCountInString(text) - len("[] ")
	if total <= 0 || room < leastBar {
		return text
	}
	room = min(room, mostBar)
	done := int(float64(room) * float64(min(bytes, total)) / float64(total))
	return "[" + strings.Repeat("=", done) + strings.Repeat(" ", room-done) + "] " + text
}

// How many columns the bar has.
const (
	leastBar = 8
	mostBar  = 24
)

// sofar says how far the reading is.
func sofar(bytes, rows, total int64, elapsed time.Duration, l words.Language) string {
	parts := []string{l.Say("%s rows", l.Integer(rows)), size(bytes, l)}
	if total > 0 {
		parts[1] = l.Say("%s of %s", size(min(bytes, total), l), size(total, l))
	}
	if rate := float64(rows) / elapsed.Seconds(); rate >= 1 {
		parts = append(parts, l.Say("%s rows/s", l.Integer(int64(rate))))
	}
	if left := float64(total-bytes) / float64(bytes) * elapsed.Seconds(); bytes > 0 && total > bytes {
		parts = append(parts, l.Say("%s left", duration(left)))
	}
	return strings.Join(parts, " · ")
}

// size writes a number of bytes with its unit.
func size(bytes int64, l words.Language) string {
	x, prefixes := float64(bytes), []string{"", "k", "M", "G", "T"}
	for x >= 999.95 && len(prefixes) > 1 {
		x, prefixes = x/1000, prefixes[1:]
	}
	if prefixes[0] == "" {
		return l.Say("%d B", bytes)
	}
	return l.Say("%s %sB", l.Decimal(x, 1), prefixes[0])
}

// duration writes seconds as a person says them.
func duration(seconds float64) string {
	switch s := int64(seconds + 0.5); {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	default:
		return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
	}
}
