package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// outputs are the reports that were asked for. Their places are tried before
// anything is read, and a report appears under its name only when it is whole.
type outputs struct {
	list    []output
	streams *IO
	style   report.Style
}

type output struct {
	format report.Format
	file   *outFile // nil for the standard output
	page   *page    // what the format adds to beside; nil for none
}

func formatHelp(l words.Language) string {
	parts := make([]string, len(report.Formats))
	for i, f := range report.Formats {
		parts[i] = fmt.Sprintf("%s (%s)", f.Name, l.Text(f.About))
	}
	return strings.Join(parts, ", ")
}

// registerOutputs adds -o and --color.
func registerOutputs(cmd *cobra.Command, outputs *[]string, color *string, l words.Language) {
	f := cmd.Flags()
	f.StringArrayVarP(outputs, "output", "o", nil, l.Say("FORMAT or FORMAT=PATH, repeatable; formats: %s", formatHelp(l)))
	f.StringVar(color, "color", "auto", "colours in the table: auto, always or never")
	complete(cmd, "output", report.FormatNames()...)
	complete(cmd, "color", "auto", "always", "never")
}

// openOutputs parses -o and opens every place.
func openOutputs(specs []string, color string, streams *IO) (*outputs, error) {
	if len(specs) == 0 {
		specs = []string{report.Formats[0].Name}
	}
	style, err := styleFor(color, streams)
	if err != nil {
		return nil, err
	}
	o := &outputs{streams: streams, style: style}
	stdout := 0
	for _, spec := range specs {
		name, path, _ := strings.Cut(spec, "=")
		format, err := report.FindFormat(name)
		if err != nil {
			return nil, usageErrorf("-o %s: %v", spec, err)
		}
		if path == "" || path == "-" {
			stdout++
			o.list = append(o.list, output{format: format})
			continue
		}
		file := newOutFile(path, streams.Dir)
		if slices.ContainsFunc(o.list, func(other output) bool { return other.file != nil && other.file.path == file.path }) {
			return nil, usageErrorf("-o %s: another report goes to that path", spec)
		}
		o.list = append(o.list, output{format: format, file: file})
	}
	if stdout > 1 {
		return nil, usageErrorf("-o: at most one report goes to the standard output; write the others as FORMAT=PATH")
	}
	if err := o.open(); err != nil {
		o.abandon()
		return nil, err
	}
	return o, nil
}

// open tries every place.
func (o *outputs) open() error {
	for i := range o.list {
		out := &o.list[i]
		if out.file != nil {
			if err := out.file.open(); err != nil {
				return err
			}
		}
		if path := o.streams.Env(summaryVariable); out.format.Page != nil && path != "" {
			var err error
			if out.page, err = openPage(path, o.streams.Dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// summaryVariable names the file that GitHub shows on the page of a job.
const summaryVariable = "GITHUB_STEP_SUMMARY"

// page is a file to which the steps of a job add, one after the other.
type page struct {
	file  *os.File
	taken int64 // bytes that stand in it
}

func openPage(path, dir string) (*page, error) {
	file, err := os.OpenFile(at(path, dir), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return nil, words.Errorf("%s: %w", summaryVariable, plainPathError(err))
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(words.Errorf("%s: %w", summaryVariable, plainPathError(err)), file.Close())
	}
	return &page{file, info.Size()}, nil
}

// add adds what is written to the page, all at once.
func (p *page) add(write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	if _, err := p.file.Write(b.Bytes()); err != nil {
		return words.Errorf("%s: %w", summaryVariable, plainPathError(err))
	}
	return nil
}

// spare refuses a report that would replace a file the audit reads.
func (o *outFile) spare(read []string) error {
	mine, err := os.Stat(o.path)
	if err != nil {
		return nil // nothing is there to be lost
	}
	for _, path := range read {
		if other, err := os.Stat(path); err == nil && mine.Mode().IsRegular() && os.SameFile(mine, other) {
			return usageErrorf("%s: the report would replace what is read; give it another path", o.name)
		}
	}
	return nil
}

// spare refuses reports that would replace a file the audit reads.
func (o *outputs) spare(read []string) error {
	for _, out := range o.list {
		if out.file == nil {
			continue
		}
		if err := out.file.spare(read); err != nil {
			return err
		}
	}
	return nil
}

// write writes every report. No file appears before all are written, and the
// standard output comes last, so that it is not seen when a file fails.
func (o *outputs) write(d *report.Document) error {
	plain := o.style
	plain.Color = false
	var files []*outFile
	for _, out := range o.list {
		if out.file == nil {
			continue
		}
		if err := out.file.write(func(w io.Writer) error { return out.format.Write(w, d, plain) }); err != nil {
			return err
		}
		files = append(files, out.file)
	}
	for _, file := range files {
		if err := file.finish(); err != nil {
			return err
		}
	}
	for _, out := range o.list {
		if out.page == nil {
			continue
		}
		if err := out.page.add(func(w io.Writer) error { return out.format.Page(w, d, plain, out.page.taken) }); err != nil {
			return err
		}
	}
	for _, out := range o.list {
		if out.file == nil {
			return writeTo(o.streams.Out, func(w io.Writer) error { return out.format.Write(w, d, o.style) })
		}
	}
	return nil
}

// abandon removes what was not finished.
func (o *outputs) abandon() {
	for _, out := range o.list {
		if out.file != nil {
			out.file.abandon()
		}
		if out.page != nil {
			_ = out.page.file.Close() // what was added stays
		}
	}
}

// writeTo writes to the standard output.
func writeTo(out io.Writer, write func(io.Writer) error) error {
	w := bufio.NewWriter(out)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return words.Errorf("writing to the standard output: %w", err)
	}
	return nil
}

// outFile is a file that is written whole or not at all: to a temporary file
// beside it, which then takes its name. What is no regular file (a pipe, a
// device) cannot be replaced and is written to.
type outFile struct {
	name string // as it was asked for
	path string
	file *os.File
	temp bool // whether file is the temporary one
}

func newOutFile(name, dir string) *outFile {
	path := at(name, dir)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link stays one
	}
	return &outFile{name: name, path: filepath.Clean(path)}
}

// open tries the place.
func (o *outFile) open() error {
	info, err := os.Stat(o.path)
	switch {
	case err == nil && info.IsDir():
		err = words.Errorf("it is a directory")
	case err == nil && !info.Mode().IsRegular():
		o.file, err = os.OpenFile(o.path, os.O_WRONLY, 0)
	default:
		o.temp = true
		o.file, err = os.CreateTemp(filepath.Dir(o.path), "."+filepath.Base(o.path)+".*")
	}
	return o.wrap(err)
}

// write writes all that the file is to hold.
func (o *outFile) write(write func(io.Writer) error) error {
	w := bufio.NewWriter(o.file)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil && o.temp {
		err = o.file.Chmod(0o644)
	}
	return o.wrap(err)
}

// finish gives the written file its name.
func (o *outFile) finish() error {
	err := o.file.Close()
	if err == nil && o.temp {
		err = os.Rename(o.file.Name(), o.path)
	}
	if err == nil {
		o.file = nil
	}
	return o.wrap(err)
}

// abandon removes a file that was not finished.
func (o *outFile) abandon() {
	if o.file == nil {
		return
	}
	_ = o.file.Close() // nothing of it is kept
	if o.temp {
		_ = os.Remove(o.file.Name())
	}
	o.file = nil
}

// wrap says what could not be written, without the name of the temporary file.
func (o *outFile) wrap(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = words.Errorf("there is no directory %s", filepath.Dir(o.path))
	}
	return words.Errorf("%s: cannot be written: %w", o.name, err)
}

// styleFor settles colours and width. Colour never carries meaning alone.
func styleFor(color string, streams *IO) (report.Style, error) {
	language, err := streams.language()
	if err != nil {
		return report.Style{}, err
	}
	s := report.Style{Language: language, Width: streams.Width}
	if columns, err := strconv.Atoi(streams.Env("COLUMNS")); s.Width == 0 && err == nil && columns > 0 {
		s.Width = columns
	}
	force := streams.Env("CLICOLOR_FORCE")
	switch color {
	case "always":
		s.Color = true
	case "never":
	case "auto":
		switch {
		case streams.Env("NO_COLOR") != "" || streams.Env("TERM") == "dumb":
		case force != "" && force != "0":
			s.Color = true
		default:
			s.Color = streams.Terminal
		}
	default:
		return s, usageErrorf("--color is auto, always or never, not %q", color)
	}
	return s, nil
}
