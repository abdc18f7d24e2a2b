//go:build !amd64

package csv

func positions(window *[window]byte, one, other byte) uint64 {
	return positionsByWord(window, one, other)
}
