package cli

import (
	"context"
	"time"
)

// await runs f, and returns as soon as ctx is done, even while f is waiting for
// a read or is at work: the process is about to end then, and f is abandoned.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) { return awaitFor(ctx, 0, f) }

// awaitFor is await, but f has so much time to end by itself.
func awaitFor[T any](ctx context.Context, grace time.Duration, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		var out outcome
		defer func() {
			if r := recover(); r != nil {
				out.err = crashed(r)
			}
			done <- out
		}()
		out.value, out.err = f()
	}()
	select {
	case <-ctx.Done():
		select {
		case <-done:
		case <-time.After(grace):
		}
		var none T
		return none, ctx.Err()
	case out := <-done:
		return out.value, out.err
	}
}
