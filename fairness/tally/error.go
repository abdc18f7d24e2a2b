package tally

import "fmt"

// message is an error that keeps what it was made of, so that whoever prints it can
// tell it in another language: the package words, which this one may not import,
// knows it by its method Parts.
type message struct {
	error
	format string
	args   []any
}

// errorf makes an error as [fmt.Errorf] does.
func errorf(english string, args ...any) error {
	return &message{fmt.Errorf(english, args...), english, args}
}

func (m *message) Unwrap() error { return m.error }

// Parts are the format and what was put into it.
func (m *message) Parts() (english string, args []any) { return m.format, m.args }
