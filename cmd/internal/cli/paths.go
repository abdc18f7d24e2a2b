package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// at is a path that is relative to a directory, unless it is absolute.
func at(name, dir string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// near is a path from the working directory, with slashes, as CI services show it.
func (streams *IO) near(path string) string {
	if near, err := filepath.Rel(streams.Dir, path); err == nil {
		path = near
	}
	return filepath.ToSlash(path)
}

// readText reads a policy or a configuration, of no more than it may have.
func readText(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, plainPathError(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, strictyaml.MaxSize+1))
	return data, plainPathError(err)
}

// plainPathError says what is wrong with a file without the name of the system call.
func plainPathError(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		if errors.Is(err, fs.ErrNotExist) {
			return words.Errorf("%s: there is no such file", e.Path)
		}
		return words.Errorf("%s: %w", e.Path, e.Err)
	}
	return err
}
