package parquet

import (
	"context"
	"errors"
	"math/bits"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// fault is an error of ours, whose place is yet to be added.
func fault(english string, args ...any) error {
	return &dataset.Error{Err: words.Errorf(english, args...)}
}

// recovered runs f, which calls the library: an error or panic that is not ours
// is taken for damage to the file.
func recovered(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = damage(asError(p))
		}
	}()
	return damage(f())
}

func damage(err error) error {
	var ours *dataset.Error
	if err == nil || errors.As(err, &ours) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault("the file is damaged, or uses what is not supported: %w", ourName(err))
}

// asError is the error of a panic.
func asError(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return words.Errorf("%v", p)
}

// ourName takes the library's name off its errors.
func ourName(err error) error {
	if text, named := strings.CutPrefix(err.Error(), "parquet: "); named {
		return words.Errorf("%s", text)
	}
	return err
}

// withPatience runs f in a goroutine of its own, which is abandoned when it does
// not end in time: a loop inside the library cannot be stopped.
func withPatience(limit time.Duration, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- recovered(f) }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return stuck(limit)
	}
}

func stuck(limit time.Duration) error {
	return fault("reading made no progress for %v: the file is damaged, or its disk does not answer", limit)
}

// maxBuffer bounds one allocation of the library: a batch of texts of ordinary
// size is far below.
const maxBuffer = 256 << 20

// allocator is the memory of the Go runtime with a bound: what a damaged or
// hostile file claims must not exhaust the machine. What is given back is used
// again, as the library makes buffers anew for each column of each row group.
type allocator struct {
	*memory.GoAllocator
	free [bits.UintSize + 1]sync.Pool // of buffers, by the binary logarithm of their size
}

var bounded = &allocator{GoAllocator: memory.NewGoAllocator()}

func (a *allocator) Allocate(size int) []byte {
	checkSize(size)
	class := bits.Len(uint(size))
	if b, ok := a.free[class].Get().(*[]byte); ok {
		return (*b)[:size]
	}
	return a.GoAllocator.Allocate(1 << class)[:size]
}

func (a *allocator) Reallocate(size int, b []byte) []byte {
	if cap(b) >= size {
		return b[:size]
	}
	larger := a.Allocate(size)
	copy(larger, b)
	a.Free(b)
	return larger
}

func (a *allocator) Free(b []byte) {
	if cap(b) > 0 {
		a.free[bits.Len(uint(cap(b)))-1].Put(&b)
	}
}

func checkSize(size int) {
	if size < 0 || size > maxBuffer {
		//nolint:forbidigo // the interface has no error; recovered makes one of it
		panic(words.Errorf("it claims %d bytes in one piece, more than %d MiB", size, maxBuffer>>20))
	}
}
