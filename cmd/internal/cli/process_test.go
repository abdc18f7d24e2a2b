//go:build unix

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestProcess runs the program as users do: what main does beside [Run] is small
// but decides every pipeline.
func TestProcess(t *testing.T) {
	program := filepath.Join(t.TempDir(), "fairaudit")
	build := exec.Command("go", "build", "-o", program, "./cmd/fairaudit")
	build.Dir = moduleRoot(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Run("codes", func(t *testing.T) { processCodes(t, program) })
	t.Run("interrupts", func(t *testing.T) { processInterrupts(t, program) })
}

func processCodes(t *testing.T, program string) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, test := range []struct {
		args []string
		code int
		err  string
	}{
		{auditOn("fair.csv"), 0, ""},
		{auditOn("unfair.csv"), 1, ""},
		{auditOn("fair.csv", "--polcy", "x"), 2, `there is no flag --polcy (did you mean "--policy"?); see fairaudit audit --help`},
		{auditOn("small.csv"), 3, ""},
		{auditOn("absent.csv"), 4, "absent.csv: there is no such file"},
	} {
		cmd := exec.Command(program, test.args...)
		cmd.Dir, cmd.Env = w.dir, append(os.Environ(), "LC_ALL=C")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		var exit *exec.ExitError
		if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if code := cmd.ProcessState.ExitCode(); code != test.code || stderr.String() != line(test.err) {
			t.Errorf("%q: code %d, %s", test.args, code, stderr.String())
		}
	}
}

// processInterrupts interrupts the program where it is hardest to stop: while it
// waits for rows that never come, at a pipe that nobody writes to, at one that has
// gone quiet, in the middle of a file that goes on, and in the first pass of two.
func processInterrupts(t *testing.T, program string) {
	w := newWorld(t)
	for _, pipe := range []string{"nobody.csv", "quiet.csv"} {
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Skip(err)
		}
	}
	quiet, err := os.OpenFile("quiet.csv", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer quiet.Close()
	if _, err := quiet.WriteString(csvHeader + "F,1,1\n"); err != nil {
		t.Fatal(err)
	}
	// 4 GB of rows in 16 MB.
	piece := gzipped(t, strings.Repeat("F,1,1\nM,0,1\n", 1<<16))
	w.write("long.csv", gzipped(t, csvHeader)+strings.Repeat(piece, 1<<12))
	w.write("long-score.csv", gzipped(t, "sex,selected,hired\n")+strings.Repeat(piece, 1<<12))
	files := fmt.Sprint(w.files())

	for _, args := range [][]string{
		on("-"), on("nobody.csv"), on("quiet.csv"), on("long.csv"), {"long-score.csv", "--predicted", "selected", "--attribute", "hired:quantiles=2"},
	} {
		cmd := exec.Command(program, append([]string{"audit", "-o", "json=report.json"}, args...)...)
		cmd.Dir, cmd.Env = w.dir, append(os.Environ(), "LC_ALL=C")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(stdin, csvHeader); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(30 * time.Second); fmt.Sprint(w.files()) == files; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) { // the temporary report shows that it is about to read
				_ = cmd.Process.Kill()
				t.Fatal("it does not begin")
			}
		}
		time.Sleep(50 * time.Millisecond)
		begun := time.Now()
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		late := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		if !late.Stop() {
			t.Errorf("%s: it goes on after an interrupt", args[0])
		}
		t.Logf("%s: it ends after %v", args[0], time.Since(begun))
		if code := cmd.ProcessState.ExitCode(); code != ExitInterrupted || stderr.String() != line("interrupted") {
			t.Errorf("%s: code %d, %s", args[0], code, stderr.String())
		}
		if left := fmt.Sprint(w.files()); left != files {
			t.Errorf("%s: files %s", args[0], left)
		}
	}
}
