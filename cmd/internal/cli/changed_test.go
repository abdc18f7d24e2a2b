//go:build unix

package cli

import (
	"os"
	"syscall"
	"testing"
	"time"
)

// TestChangedFile changes a file after it was found and before it is read to its
// end: the program waits meanwhile for a pipe, which is named before it. Nothing of
// what was read may become a verdict, be it whole rows or not.
func TestChangedFile(t *testing.T) {
	rows := csvHeader + "F,1,1\nM,0,1\n"
	for _, test := range []struct{ name, changed, want string }{
		{"cut at the end of a row", csvHeader + "F,1,1\n", "rows.csv: the file changed while it was read, from 31 to 25 bytes: name a copy that nothing writes to"},
		{"cut within a row", csvHeader + "F,1,1\nM", "rows.csv:3: the row has 1 field, but the header has 3; the file changed while it was read, from 31 to 26 bytes"},
		{"other rows", csvHeader + "F,1,1\nF,1,1\n", "rows.csv: the file changed while it was read: name a copy that nothing writes to"},
		{"taken away", "", "rows.csv: there is no such file; the file was taken away while it was read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.write("rows.csv", rows)
			if err := syscall.Mkfifo("pipe", 0o600); err != nil {
				t.Skip(err)
			}
			fed := make(chan error, 1)
			go func() {
				pipe, err := os.OpenFile("pipe", os.O_WRONLY, 0) // once the program opens it
				if err == nil && test.changed == "" {
					err = os.Remove("rows.csv")
				} else if err == nil {
					err = os.WriteFile("rows.csv", []byte(test.changed), 0o600)
				}
				if err == nil && test.changed != "" {
					err = os.Chtimes("rows.csv", time.Time{}, time.Now().Add(time.Minute)) // a clock may be coarse
				}
				if err == nil {
					_, err = pipe.WriteString(rows)
				}
				_ = pipe.Close()
				fed <- err
			}()
			got := w.run(auditOn("pipe", "rows.csv", "-o", "json")...)
			if err := <-fed; err != nil {
				t.Fatal(err)
			}
			if got != (outcome{ExitIncomplete, "", line(test.want)}) {
				t.Errorf("%+v\nwant %s", got, test.want)
			}
		})
	}
}
