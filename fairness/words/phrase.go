package words

import (
	"fmt"
	"strings"
)

// Phrase is a text for people that keeps what it was made of, so that it can be
// told in every language once that of its reader is known. The zero value is empty.
type Phrase struct {
	english, format string
	args            []any
}

// Say makes a phrase, which in English is what [fmt.Sprintf] writes. Its format, a
// constant, is the key of the translation.
func Say(english string, args ...any) Phrase {
	return Phrase{fmt.Sprintf(english, args...), english, args}
}

// String is the phrase in English.
func (p Phrase) String() string { return p.english }

// In is the phrase in a language.
func (p Phrase) In(l Language) string { return l.tell(p) }

// Parts are what the phrase was made of.
func (p Phrase) Parts() (english string, args []any) { return p.format, p.args }

// Errorf makes an error, which in English is that of [fmt.Errorf]; %w wraps. Its
// format, a constant, is the key of the translation.
func Errorf(english string, args ...any) error {
	return &phraseError{fmt.Errorf(english, args...), english, args}
}

// phraseError is an error that keeps what it was made of.
type phraseError struct {
	error
	format string
	args   []any
}

func (e *phraseError) Unwrap() error { return e.error }

func (e *phraseError) Parts() (english string, args []any) { return e.format, e.args }

// parted is a phrase, or an error, that can be told in every language. Errors with
// places are such too, and those of packages that cannot import this one.
type parted interface {
	Parts() (english string, args []any)
}

// Tell writes an error, with all that it wraps, in the language. What comes from
// outside, such as from the operating system, stays as it is.
func (l Language) Tell(err error) string {
	switch e := err.(type) {
	case parted:
		return l.tell(e)
	case interface{ Unwrap() []error }:
		var lines []string // of [errors.Join]
		for _, part := range e.Unwrap() {
			lines = append(lines, l.Tell(part))
		}
		return strings.Join(lines, "\n")
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return strings.Replace(err.Error(), inner.Error(), l.Tell(inner), 1)
		}
	}
	return err.Error()
}

// tell writes a phrase and those among its arguments.
func (l Language) tell(p parted) string {
	english, args := p.Parts()
	told := make([]any, len(args))
	for i, arg := range args {
		switch x := arg.(type) {
		case parted:
			told[i] = l.tell(x)
		case error:
			told[i] = l.Tell(x)
		default:
			told[i] = arg
		}
	}
	return fmt.Sprintf(strings.ReplaceAll(l.format(english), "%w", "%v"), told...)
}
