package open

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/internal/input"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Input is one file to read.
type Input struct {
	Path      string
	Size      int64 // in bytes; 0 when it is not known beforehand
	Constants []dataset.Constant
	// Argument is what named it: itself, a pattern or a directory.
	Argument string

	found fs.FileInfo // what a regular file was when it was found
}

// Once reports whether the input can be read only once: it is the standard
// input, or a pipe.
func (in Input) Once() bool {
	if in.Path == "-" {
		return true
	}
	info, err := os.Stat(in.Path)
	return err == nil && !info.Mode().IsRegular()
}

// Unchanged returns err, what has come of reading the input, and for a file that is
// not as [Expand] found it an error that says so: whatever was read then is neither
// what it was nor what it is.
func (in Input) Unchanged(err error) error {
	if in.found == nil {
		return err
	}
	now, statErr := os.Stat(in.Path)
	if statErr != nil {
		now = nil
	}
	return unchanged(in.Path, in.found, now, err)
}

// unchanged is [Input.Unchanged] for what a file was and is; nil is no more there.
func unchanged(path string, found, now fs.FileInfo, err error) error {
	var known *dataset.Error
	if err != nil && !errors.As(err, &known) {
		return err
	}
	change := words.Say("the file changed while it was read")
	switch {
	case now == nil:
		change = words.Say("the file was taken away while it was read")
	case now.Size() != found.Size():
		change = words.Say("the file changed while it was read, from %d to %d bytes", found.Size(), now.Size())
	case now.ModTime().Equal(found.ModTime()):
		return err
	}
	if known != nil {
		changed := *known
		changed.Err = words.Errorf("%w; %v", known.Err, change)
		return &changed
	}
	return input.At(path, "%v: name a copy that nothing writes to", change)
}

// Expand lists the files that the arguments name.
//   - "-" is the standard input, and the path of what exists is itself.
//   - A pattern holds *, ? or [a-z], which match within one name, or ** for any
//     number of directories; what starts with a dot matches only a pattern that
//     does too.
//   - A directory is all files below it whose name promises a format, sorted,
//     or all files when format is given. Names that start with a dot or an
//     underscore are passed over, as Spark does, unless they name a partition,
//     as _year=2026 does. Links to directories are not followed.
//
// A directory column=value on the way to a file, or in the arguments, is a
// column of that file ([dataset.PathConstants]). A file named twice is an
// error. Beside the inputs come the files of directories that were left out
// because their name promises no format.
func Expand(arguments []string, format string) (inputs []Input, left []string, err error) {
	x := expander{format: format, seen: map[string]int{}}
	for _, a := range arguments {
		x.names = append(x.names, a)
		if err := x.argument(a); err != nil {
			return nil, nil, err
		}
	}
	return x.inputs, x.left, nil
}

type expander struct {
	format string
	inputs []Input
	left   []string
	seen   map[string]int // absolute path → which argument named it
	names  []string       // the arguments so far
}

func (x *expander) argument(a string) error {
	if a == "-" {
		return x.add(a, a)
	}
	info, err := os.Stat(a)
	switch {
	case err == nil && info.IsDir():
		return x.directory(a, a)
	case err == nil || !isPattern(a):
		return x.add(a, a) // whoever opens it says best what is wrong
	}
	return x.pattern(a)
}

// add adds one file.
func (x *expander) add(path, argument string) error {
	key := path
	if absolute, err := filepath.Abs(path); err == nil && path != "-" {
		key = absolute
	}
	this := len(x.names) - 1
	if other, twice := x.seen[key]; twice && other != this {
		return input.At(path, "it is named twice, by %s and by %s: its rows would count double", x.names[other], argument)
	} else if twice {
		return nil // a pattern matches a file and the directory above it
	}
	x.seen[key] = this
	constants, err := dataset.PathConstants(filepath.ToSlash(path))
	if err != nil {
		return input.Error(path, err)
	}
	in := Input{Path: path, Constants: constants, Argument: argument}
	if info, err := os.Stat(path); err == nil && path != "-" && info.Mode().IsRegular() {
		in.Size, in.found = info.Size(), info
	}
	x.inputs = append(x.inputs, in)
	return nil
}

// directory adds the files below a directory.
func (x *expander) directory(dir, argument string) error {
	before := len(x.inputs)
	if err := x.below(dir, argument); err != nil {
		return err
	}
	if len(x.inputs) == before && dir == argument {
		return input.At(dir, "no file of a known format lies below this directory; their names end in %s", strings.Join(extensions, ", "))
	}
	return nil
}

func (x *expander) below(dir, argument string) error {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return input.Error(dir, err)
	}
	for _, e := range entries {
		name := e.Name()
		full := filepath.Join(dir, name)
		if name[0] == '.' || name[0] == '_' && !(e.IsDir() && strings.Contains(name, "=")) {
			continue
		}
		if e.IsDir() {
			if err := x.below(full, argument); err != nil {
				return err
			}
			continue
		}
		info, err := os.Stat(full)
		if err != nil {
			return input.Error(full, err)
		}
		if !info.Mode().IsRegular() || x.format == "" && !promises(name) {
			x.left = append(x.left, full)
			continue
		}
		if err := x.add(full, argument); err != nil {
			return err
		}
	}
	return nil
}

// extensions end the names of files of known formats.
var extensions = []string{".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst", ".parquet", ".pq", ".tally.json"}

func promises(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(extensions, func(e string) bool { return strings.HasSuffix(name, e) })
}

func isPattern(a string) bool { return strings.ContainsAny(a, "*?[") }

// pattern adds what a pattern matches.
func (x *expander) pattern(a string) error {
	slashed := filepath.ToSlash(a)
	root, parts := ".", strings.Split(slashed, "/")
	if volume := filepath.VolumeName(a); volume != "" || strings.HasPrefix(slashed, "/") {
		root, parts = volume+string(filepath.Separator), strings.Split(strings.TrimPrefix(slashed[len(volume):], "/"), "/")
	}
	for _, part := range parts {
		if _, err := path.Match(part, ""); err != nil {
			return input.At(a, "there is no such file, and as a pattern it is malformed: [ needs its ]")
		}
	}
	found, err := match(root, parts)
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(x, y Input) int { return cmp.Compare(x.Path, y.Path) })
	found = slices.CompactFunc(found, func(x, y Input) bool { return x.Path == y.Path })
	if len(found) == 0 {
		return input.At(a, "no file matches this pattern")
	}
	before := len(x.inputs)
	for _, f := range found {
		if f.Size < 0 {
			err = x.directory(f.Path, a)
		} else {
			err = x.add(f.Path, a)
		}
		if err != nil {
			return err
		}
	}
	if len(x.inputs) == before {
		return input.At(a, "no file of a known format lies below the directories that match this pattern")
	}
	return nil
}

// match lists what the parts of a pattern match below a directory; a
// directory's size is -1.
func match(dir string, parts []string) ([]Input, error) {
	part, rest := parts[0], parts[1:]
	if part == "**" && len(rest) == 0 {
		return []Input{{Path: dir, Size: -1}}, nil
	}
	entries, err := matching(dir, part)
	if err != nil {
		return nil, err
	}
	var found []Input
	if part == "**" {
		if found, err = match(dir, rest); err != nil {
			return nil, err
		}
	}
	for _, name := range entries {
		full := filepath.Join(dir, name)
		info, err := os.Stat(full)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // a name without a pattern, or a link to nothing
		case err != nil:
			return nil, input.Error(full, err)
		}
		var more []Input
		switch {
		case part == "**" && info.IsDir():
			more, err = match(full, parts)
		case part == "**":
		case len(rest) > 0 && info.IsDir():
			more, err = match(full, rest)
		case len(rest) == 0 && info.IsDir():
			more = []Input{{Path: full, Size: -1}}
		case len(rest) == 0:
			more = []Input{{Path: full}}
		}
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// matching lists the names in a directory that one part of a pattern matches.
func matching(dir, part string) ([]string, error) {
	if !isPattern(part) {
		return []string{part}, nil
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, input.Error(dir, err)
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		hit, _ := path.Match(part, name) // checked before
		switch {
		case strings.HasPrefix(name, ".") && !strings.HasPrefix(part, "."):
			continue
		case part == "**":
			hit = e.IsDir() // a link to a directory could lead back
		}
		if hit {
			names = append(names, name)
		}
	}
	return names, nil
}
