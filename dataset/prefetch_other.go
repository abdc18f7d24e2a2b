//go:build !amd64 && !arm64

package dataset

func prefetch(*slot) {}
