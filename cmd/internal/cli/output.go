package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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
	path   string // empty for the standard output
	temp   *os.File
}

func formatHelp() string {
	parts := make([]string, len(report.Formats))
	for i, f := range report.Formats {
		parts[i] = fmt.Sprintf("%s (%s)", f.Name, f.About)
	}
	return strings.Join(parts, ", ")
}

// openOutputs parses -o and creates a temporary file beside each path.
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
			o.abandon()
			return nil, usageErrorf("-o %s: %v", spec, err)
		}
		if path == "-" {
			path = ""
		}
		if path == "" {
			stdout++
		}
		o.list = append(o.list, output{format: format, path: path})
	}
	if stdout > 1 {
		return nil, usageErrorf("-o: at most one report goes to the standard output; write the others as FORMAT=PATH")
	}
	for i := range o.list {
		if err := o.list[i].create(streams.Dir); err != nil {
			o.abandon()
			return nil, err
		}
	}
	return o, nil
}

func (o *output) create(dir string) error {
	if o.path == "" {
		return nil
	}
	if !filepath.IsAbs(o.path) {
		o.path = filepath.Join(dir, o.path)
	}
	if info, err := os.Stat(o.path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: cannot be written: it is a directory", o.path)
	}
	temp, err := os.CreateTemp(filepath.Dir(o.path), "."+filepath.Base(o.path)+".*")
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", o.path, errors.Unwrap(err))
	}
	o.temp = temp
	return nil
}

// write writes every report; the one on the standard output comes last, so that
// it is not seen when a file fails.
func (o *outputs) write(d *report.Document) error {
	for i := range o.list {
		if o.list[i].temp != nil {
			if err := o.list[i].finish(d, o.style); err != nil {
				return err
			}
		}
	}
	for i := range o.list {
		if o.list[i].path == "" {
			w := bufio.NewWriter(o.streams.Out)
			if err := o.list[i].format.Write(w, d, o.style); err != nil {
				return err
			}
			if err := w.Flush(); err != nil {
				return fmt.Errorf("writing to the standard output: %w", err)
			}
		}
	}
	return nil
}

func (o *output) finish(d *report.Document, style report.Style) error {
	style.Color = false
	w := bufio.NewWriter(io.Writer(o.temp))
	err := o.format.Write(w, d, style)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = o.temp.Chmod(0o644)
	}
	if closeErr := o.temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(o.temp.Name(), o.path)
	}
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", o.path, err)
	}
	o.temp = nil
	return nil
}

// abandon removes what was not finished.
func (o *outputs) abandon() {
	for i := range o.list {
		if temp := o.list[i].temp; temp != nil {
			_ = temp.Close() // nothing of it is kept
			_ = os.Remove(temp.Name())
			o.list[i].temp = nil
		}
	}
}

// styleFor settles colours and width. Colour never carries meaning alone.
func styleFor(color string, streams *IO) (report.Style, error) {
	s := report.Style{Width: streams.Width}
	if columns, err := strconv.Atoi(streams.Env("COLUMNS")); s.Width == 0 && err == nil {
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
