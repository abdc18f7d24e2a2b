//go:build amd64 || arm64

package dataset

// prefetch asks the memory for a slot and does not wait for the answer, for which
// the language has no word.
//
//go:noescape
func prefetch(s *slot)
