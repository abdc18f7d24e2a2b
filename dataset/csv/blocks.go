package csv

import (
	"bytes"
	"io"
	"sync"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// The workers of a source take the text in turns, a block at a time: whole
// lines, read in order and under a lock, so that whoever reads a block has it in
// the cache when it counts its rows.
//
// A block is split as if a record started with it. That is so unless the block
// before ended within quotes; then the unfinished record is put before it and it
// is split again. Each block tells the next, as soon as it is split and before
// its rows are counted, what precedes it and on which line it starts.

// blockSize is how many bytes are read at a time. A block and its tokens fit
// into the cache of a core.
const blockSize = 128 << 10

// room is how many bytes may be read behind a block, so that many bytes can be
// looked at together wherever it ends.
const room = window

// blocks hands out the text.
type blocks struct {
	mu    sync.Mutex
	in    io.Reader
	size  int
	carry []byte       // the start of a line, cut off by the end of the last block
	done  bool         // whether there are no more blocks
	last  chan preface // what the last block tells the next
}

// preface is what a block needs to know of the text before it.
type preface struct {
	lines int64  // before the block, or before tail if there is one
	tail  []byte // the start of a record that goes on in the block, to which that may add
	open  int    // where in tail a quote is not closed
	fault bool   // whether there is a fault, so that what follows means nothing
}

// block is some whole lines. The buffers are used again.
type block struct {
	data   []byte
	final  bool  // whether nothing follows
	err    error // why nothing follows, if that is not the end of the file
	before chan preface
	after  chan preface

	lines  int64    // before the block
	tokens []uint32 // see [block.split]
	open   int      // where a quote is not closed, if the last record is unfinished
	quoted bool     // whether there are quotes
	fault  *fault
}

// fault is where a block is no CSV.
type fault struct {
	offset int
	err    error
}

func newBlocks(in io.Reader, size int, lines int64) *blocks {
	b := &blocks{in: in, size: size, last: make(chan preface, 1)}
	b.last <- preface{lines: lines}
	return b
}

// stop makes the block handed out last the last one.
func (r *blocks) stop() {
	r.mu.Lock()
	r.done = true
	r.mu.Unlock()
}

// next reads the next block into b, and reports whether there is one.
func (r *blocks) next(b *block) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done {
		return false
	}
	b.before, b.after = r.last, make(chan preface, 1)
	r.last = b.after
	b.data, b.final, b.err = append(b.data[:0], r.carry...), false, nil
	r.carry = r.carry[:0]
	for {
		b.err = b.fill(r.in, len(b.data)+r.size)
		end := bytes.LastIndexByte(b.data, '\n') + 1
		if b.isTooLong() {
			b.data, b.err = b.data[:0], errLongLine
			break
		}
		if b.err == io.EOF {
			if b.err = nil; end < len(b.data) { // the last line has no end
				b.data = append(b.data, '\n')
			}
			b.final = true
			break
		}
		if end > 0 || b.err != nil {
			r.carry = append(r.carry, b.data[end:]...)
			b.data = b.data[:end]
			break
		}
	}
	b.final = b.final || b.err != nil
	r.done = b.final
	return true
}

var errLongLine = words.Errorf("the line is longer than %d MiB", maxRecord>>20)

// isTooLong reports whether the first line is, which alone can be longer than
// what is read at a time.
func (b *block) isTooLong() bool {
	if len(b.data) <= maxRecord {
		return false
	}
	end := bytes.IndexByte(b.data, '\n')
	return end < 0 || end > maxRecord
}

// fill reads until there are n bytes. A reader that gives nothing, again and
// again, is broken.
func (b *block) fill(in io.Reader, n int) error {
	if cap(b.data) < n+room {
		b.data = append(make([]byte, 0, max(n, 2*len(b.data))+room), b.data...)
	}
	for idle := 0; len(b.data) < n; {
		got, err := in.Read(b.data[len(b.data):n])
		b.data = b.data[:len(b.data)+got]
		if err != nil {
			return err
		}
		if idle++; got > 0 {
			idle = 0
		} else if idle == 100 {
			return io.ErrNoProgress
		}
	}
	return nil
}

// settle splits the block, learns what is before it, and tells the next. It
// reports whether the block is to be counted.
func (b *block) settle(separator byte) bool {
	b.split(separator)
	before := <-b.before
	if before.fault {
		b.after <- before
		return false
	}
	if len(before.tail) > 0 {
		if b.goesOn(&before) {
			b.data, b.tokens, b.lines = b.data[:0], append(b.tokens[:0], 1<<32-1), before.lines
			b.after <- before
			return true
		}
		b.data = append(before.tail, b.data...)
		b.split(separator)
	}
	b.lines = before.lines
	whole := b.recordStart()
	next := preface{lines: b.lines + int64(bytes.Count(b.data[:whole], []byte{'\n'}))}
	next.fault = b.fault != nil
	if !next.fault && whole < len(b.data) {
		next.tail, next.open = bytes.Clone(b.data[whole:]), b.open-whole
	}
	b.after <- next
	return true
}

// goesOn adds to the unfinished record before the block the whole of it, if that
// is certain to lie within quotes.
func (b *block) goesOn(before *preface) bool {
	if b.final || b.quoted || bytes.IndexByte(b.data, 0) >= 0 || len(before.tail)+len(b.data)-before.open > maxRecord {
		return false
	}
	before.tail = append(before.tail, b.data...)
	return true
}

// recordStart is where the records end that are whole.
func (b *block) recordStart() int { return int(b.tokens[len(b.tokens)-1] + 1) }

// line is the line on which the byte at offset lies.
func (b *block) line(offset int) int64 {
	return b.lines + 1 + int64(bytes.Count(b.data[:offset], []byte{'\n'}))
}
