package csv

import (
	"bytes"
	"context"
	"sync"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// sink takes rows: a [dataset.Part]. Rows are known by the line on which they start.
type sink interface {
	Row(line int64, fields [][]byte) bool
	Fail(line int64, err *dataset.Error)
}

// worker counts the rows of some blocks.
type worker struct {
	name      string
	separator byte
	columns   int
	first     words.Phrase // what the first record is
	want      []int        // which columns; -1 leaves what fields holds
	sink      sink
	progress  *dataset.Progress
	rows      int64 // of the block
	block     block
	fields    [][]byte
	codes     [][]uint16 // of some rows, by column: parts of buffers
	buffers   []uint16
	key       [][]byte // of the current row
	plain     [][]byte // fields that hold quotes, without what encloses and doubles them
}

// scanRows gives the wanted fields of every row to one of the sinks, each of
// which has a goroutine to itself.
func (s *Source) scanRows(ctx context.Context, want []int, sinks []sink) {
	blocks := newBlocks(s.rest, s.blockSize, s.scan.line)
	var group sync.WaitGroup
	var fault any
	var once sync.Once
	for _, sink := range sinks {
		w := &worker{
			name: s.name, separator: s.scan.separator, columns: len(s.columns), first: s.first, want: want, sink: sink,
			progress: s.options.Progress, fields: s.newRow(want), plain: make([][]byte, len(want)),
			buffers: make([]uint16, batch*len(want)),
		}
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { fault = p })
					blocks.stop()
					close(w.block.after) // the next need not wait; what it counts is of no use
				}
			}()
			w.run(ctx, blocks)
		})
	}
	group.Wait()
	if fault != nil {
		//nolint:forbidigo // a fault of ours goes on to whoever reports such
		panic(fault)
	}
}

// run counts blocks until there are no more, or one has an error: the rows
// before it are in blocks that were handed out already.
func (w *worker) run(ctx context.Context, blocks *blocks) {
	for ctx.Err() == nil && blocks.next(&w.block) {
		w.rows = 0
		if !w.block.settle(w.separator) || !w.count() {
			blocks.stop()
		}
		w.progress.Add(0, w.rows)
	}
}

// count counts the rows of the block, and reports whether it has no error.
func (w *worker) count() bool {
	b := &w.block
	if w.isRegular() {
		if !w.lines() {
			return false
		}
	} else if !w.records() {
		return false
	}
	whole := b.recordStart()
	switch {
	case b.fault != nil:
		w.fail(b.line(whole), b.line(b.fault.offset), b.fault.err)
	case b.err == errLongLine:
		line := b.line(len(b.data))
		w.fail(line, line, b.err)
	case b.err != nil && whole < len(b.data): // within quotes
		w.fail(b.line(whole), b.line(whole), b.err)
	case b.err != nil:
		line := b.line(whole)
		w.fail(line, line-1, b.err)
	default:
		return true
	}
	return false
}

// isRegular reports whether every line is a row, with as many fields as there
// are columns: every so many tokens there is a line end, and there are no more
// line ends than that, be it within quotes.
func (w *worker) isRegular() bool {
	b := &w.block
	n := len(b.tokens) - 1
	if n%w.columns != 0 {
		return false
	}
	for at := w.columns; at <= n; at += w.columns {
		if b.data[b.tokens[at]] != '\n' {
			return false
		}
	}
	return bytes.Count(b.data[:b.recordStart()], []byte{'\n'}) == n/w.columns
}

// batch is how many rows are counted by columns at a time.
const batch = 512

// lines counts the rows of a regular block, by columns where all texts are known,
// and reports whether they have no error.
func (w *worker) lines() bool {
	b := &w.block
	part, _ := w.sink.(*dataset.Part)
	rows := (len(b.tokens) - 1) / w.columns
	for from := 0; from < rows; from += batch {
		n := min(batch, rows-from)
		line := b.lines + 1 + int64(from)
		if part != nil && part.ByCodes() && w.encode(part, from, n) {
			if !part.Count(line, w.codes) {
				return false
			}
			w.rows += int64(n)
			continue
		}
		for i := range n {
			if !w.row((from+i)*w.columns, line+int64(i)) {
				return false
			}
		}
	}
	return true
}

// encode makes codes of some rows, unless there is something new in one of them.
func (w *worker) encode(part *dataset.Part, from, n int) bool {
	b := &w.block
	w.codes = w.codes[:0]
	for i, k := range part.Coded() {
		column := w.want[k]
		w.codes = append(w.codes, w.buffers[i*batch:][:n])
		if column < 0 {
			code, ok := part.Code(w.block.lines+1+int64(from), i, w.fields[k])
			if !ok {
				return false
			}
			for row := range w.codes[i] {
				w.codes[i][row] = code
			}
			continue
		}
		texts := dataset.Texts{
			Data: b.data, Ends: b.tokens[from*w.columns+column:], Stride: w.columns,
			TrimCR: column == w.columns-1, Quoted: b.quoted,
		}
		if !part.Codes(i, texts, w.codes[i]) {
			return false
		}
	}
	return len(part.Keys()) == 0 || w.match(part, from, n)
}

// match finds somebody for some rows.
func (w *worker) match(part *dataset.Part, from, n int) bool {
	part.StartKeys()
	columns := part.Keys()
	line := w.block.lines + 1 + int64(from)
	for row := from; row < from+n; row++ {
		w.key = w.key[:0]
		for _, k := range columns {
			w.take(k, row*w.columns)
			w.key = append(w.key, w.fields[k])
		}
		if !part.Key(line+int64(row-from), w.key) {
			return false
		}
	}
	return part.Match(line)
}

// records counts the rows of a block that is not regular, and reports whether
// they have no error.
func (w *worker) records() bool {
	b := &w.block
	line := b.lines + 1
	for at := 0; at < len(b.tokens)-1; {
		end := at + 1
		for b.data[b.tokens[end]] != '\n' {
			end++
		}
		text := b.data[b.tokens[at]+1 : b.tokens[end]]
		isBlank := len(text) == 0 || len(text) == 1 && text[0] == '\r'
		if n := end - at; n == w.columns {
			if !w.row(at, line) {
				return false
			}
		} else if !isBlank {
			w.fail(line, line, words.Errorf("the row has %s, but the %s has %d", fields(n), w.first, w.columns))
			return false
		}
		line += 1 + int64(bytes.Count(text, []byte{'\n'})) // within quotes
		at = end
	}
	return true
}

// row counts the row that starts behind the token at.
func (w *worker) row(at int, line int64) bool {
	w.rows++
	for i := range w.want {
		w.take(i, at)
	}
	return w.sink.Row(line, w.fields)
}

// take makes the i-th of the wanted fields that of the row that starts behind the
// token at.
func (w *worker) take(i, at int) {
	column := w.want[i]
	if column < 0 {
		return
	}
	b := &w.block
	from, to := b.tokens[at+column]+1, b.tokens[at+column+1]
	if column == w.columns-1 && to > from && b.data[to-1] == '\r' {
		to--
	}
	field := b.data[from:to]
	if b.quoted && len(field) > 0 && field[0] == '"' {
		field = w.unquote(i, field[1:len(field)-1])
	}
	w.fields[i] = field
}

// unquote makes one quote of each two.
func (w *worker) unquote(i int, text []byte) []byte {
	if bytes.IndexByte(text, '"') < 0 {
		return text
	}
	plain := w.plain[i][:0]
	for {
		before, after, more := bytes.Cut(text, []byte(`""`))
		plain = append(plain, before...)
		if !more {
			w.plain[i] = plain
			return plain
		}
		plain, text = append(plain, '"'), after
	}
}

// fail says what is wrong on a line of the record that starts on another.
func (w *worker) fail(record, line int64, err error) {
	w.sink.Fail(record, &dataset.Error{At: dataset.Position{File: w.name, Line: line}, Err: err})
}
