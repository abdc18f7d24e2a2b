package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestProcess runs the program as users do: what main does beside [Run] is small
// but decides every pipeline.
func TestProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupt can be sent here")
	}
	w := newWorld(t)
	w.writeVerdicts()
	program := filepath.Join(t.TempDir(), "fairaudit")
	build := exec.Command("go", "build", "-o", program, "./cmd/fairaudit")
	build.Dir = moduleRoot(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := func(args ...string) (int, string) {
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.Env = w.dir, append(os.Environ(), "LC_ALL=C")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		var exit *exec.ExitError
		if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), stderr.String()
	}
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
		if code, stderr := run(test.args...); code != test.code || stderr != line(test.err) {
			t.Errorf("%q: code %d, %s", test.args, code, stderr)
		}
	}

	// Interrupted while it waits for rows that never come.
	cmd := exec.Command(program, auditOn("-", "-o", "json=report.json")...)
	cmd.Dir, cmd.Env = w.dir, append(os.Environ(), "LC_ALL=C")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	before := len(w.files())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(stdin, csvHeader); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); len(w.files()) == before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) { // the temporary report shows that it is about to read
			_ = cmd.Process.Kill()
			t.Fatal("it does not begin")
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(2*time.Second, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	if !late.Stop() {
		t.Error("it goes on after an interrupt")
	}
	if code := cmd.ProcessState.ExitCode(); code != ExitInterrupted || stderr.String() != line("interrupted") {
		t.Errorf("interrupted: code %d, %s", code, stderr.String())
	}
	if files := w.files(); len(files) != before || strings.Contains(strings.Join(files, " "), "report") {
		t.Errorf("files %q", files)
	}
}
