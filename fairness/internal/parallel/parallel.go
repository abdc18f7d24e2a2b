// Package parallel spreads independent work over the processors.
package parallel

import (
	"runtime"
	"sync"
)

// least is how many items are worth a goroutine.
const least = 32

// Each calls do for 0 to n−1, each once, on all processors. What do writes must
// belong to its item alone, so that the result does not depend on the schedule.
func Each(n int, do func(int)) {
	workers := min(runtime.GOMAXPROCS(0), n/least)
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}
