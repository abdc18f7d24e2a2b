//go:build unix

package open

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/fairaudit/fairaudit/dataset/internal/datasettest"
)

// TestPipe reads a named pipe, as a shell makes one for <(command).
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	go os.WriteFile(path, []byte(table), 0)
	s, err := File(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, account := datasettest.Must(t, s, datasettest.Spec()); account.Used != 2 {
		t.Error(account)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
