// Package input opens the files that sources read, and puts what can go wrong
// there in the user's words.
package input

import (
	"errors"
	"io/fs"
	"os"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Open opens a file or a pipe for reading. A path that does not exist, may not
// be read or is a directory is a [*dataset.Error].
func Open(path string) (*os.File, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, Error(path, err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = words.Errorf("it is a directory: name a file")
	}
	if err != nil {
		_ = f.Close()
		return nil, nil, Error(path, err)
	}
	return f, info, nil
}

// Error is err as a [*dataset.Error] about the file at path; one that is a
// [*dataset.Error] already only gets the file's name, if it has no place yet.
func Error(path string, err error) error {
	var known *dataset.Error
	var system *fs.PathError
	switch {
	case errors.As(err, &known):
		placed := *known
		if placed.At == (dataset.Position{}) {
			placed.At.File = path
		}
		return &placed
	case errors.Is(err, fs.ErrNotExist):
		return At(path, "there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return At(path, "it may not be read: permission denied")
	case errors.As(err, &system):
		return At(path, "it cannot be read: %v", system.Err)
	}
	return At(path, "%v", err)
}

// At is a [*dataset.Error] about a whole file.
func At(path, english string, args ...any) error {
	return &dataset.Error{At: dataset.Position{File: path}, Err: words.Errorf(english, args...)}
}
