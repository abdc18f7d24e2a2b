package csv

// positions has a bit set for each byte of the window that is one of two, as
// [positionsByWord] has it.
//
//go:noescape
func positions(window *[window]byte, one, other byte) uint64
