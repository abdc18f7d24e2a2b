package policy

import (
	"strings"
	"unicode"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// shortForm reads a rule on one line:
//
//	rule   = metric [ "(" names ")" ] [ "within" names ] bound
//	names  = name { "," name }
//	bound  = ( ">=" | "<=" ) number
//	number = decimal | digits "/" digits
//
// The metric is one that `fairaudit metrics` lists as a contrast, the names in
// brackets are attributes, those after within strata. A name is any text without
// the characters , ( ) < > and =; white space around it does not count. Without
// attributes the rule is for all of them. So
//
//	impact_ratio(sex, age) within job >= 0.8
//
// is short for {metric: impact_ratio, attributes: [sex, age], within: job, bound: ">= 0.8"}.
// It returns the pieces under these keys, or what is wrong and where.
func shortForm(text string) ([]strictyaml.Piece, *shortError) {
	s := shortRule{text: text}
	end := strings.IndexAny(text, "<>=")
	if end < 0 {
		return nil, &shortError{len(text), words.Say("the bound is missing")}
	}
	s.skip("")
	s.take("metric", s.at, s.at+strings.IndexFunc(text[s.at:end]+" ", func(r rune) bool { return r == '(' || unicode.IsSpace(r) }))
	if s.pieces[0].Text == "" {
		return nil, &shortError{s.at, words.Say("the metric is missing")}
	}
	if s.skip("(") {
		closing := strings.IndexByte(text[s.at:end], ')')
		if closing < 0 {
			return nil, &shortError{s.at - 1, words.Say("the bracket is not closed")}
		}
		if err := s.names("attributes", s.at+closing); err != nil {
			return nil, err
		}
		s.at++
	}
	if s.skip("within") && unicode.IsSpace(rune(text[s.at])) {
		if err := s.names("within", end); err != nil {
			return nil, err
		}
	}
	if s.skip(""); s.at < end {
		return nil, &shortError{s.at, words.Say("%q is not understood", strings.TrimSpace(text[s.at:end]))}
	}
	s.take("bound", end, len(text))
	return s.pieces, nil
}

// shortError is what is wrong with a rule on one line, and where.
type shortError struct {
	at   int // in bytes of the text
	what words.Phrase
}

func (e *shortError) Error() string { return e.phrase().String() }

// Parts are what the message is made of, for [words.Language.Tell].
func (e *shortError) Parts() (english string, args []any) { return e.phrase().Parts() }

func (e *shortError) phrase() words.Phrase {
	return words.Say(`%s; a rule on one line is written like "impact_ratio(sex, age) within job >= 0.8"`, e.what)
}

// shortRule is a rule on one line while it is read.
type shortRule struct {
	text   string
	at     int // where reading goes on
	pieces []strictyaml.Piece
}

// take makes a piece of the text between two places, and goes on after it.
func (s *shortRule) take(key string, from, to int) {
	s.at = to
	to = min(to, len(s.text))
	trimmed := strings.TrimLeftFunc(s.text[from:to], unicode.IsSpace)
	start := to - len(trimmed)
	s.pieces = append(s.pieces, strictyaml.Piece{Key: key, Start: start, Text: strings.TrimRightFunc(trimmed, unicode.IsSpace)})
}

// skip passes over white space, then over a word; it reports whether that is there.
func (s *shortRule) skip(word string) bool {
	s.at = len(s.text) - len(strings.TrimLeftFunc(s.text[s.at:], unicode.IsSpace))
	if !strings.HasPrefix(s.text[s.at:], word) {
		return false
	}
	s.at += len(word)
	return true
}

// names takes the names up to a place, parted by commas.
func (s *shortRule) names(key string, end int) *shortError {
	for from := s.at; ; {
		to := end
		if comma := strings.IndexByte(s.text[from:end], ','); comma >= 0 {
			to = from + comma
		}
		s.take(key, from, to)
		name := s.pieces[len(s.pieces)-1]
		switch at := strings.IndexAny(name.Text, "()"); {
		case name.Text == "":
			return &shortError{from, words.Say("a name is missing")}
		case at >= 0:
			return &shortError{name.Start + at, words.Say("%q is not understood", name.Text)}
		case to == end:
			return nil
		}
		from = to + 1
	}
}
