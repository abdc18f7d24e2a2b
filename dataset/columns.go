package dataset

import (
	"slices"

	"github.com/fairaudit/fairaudit/fairness/words"
)

// Resolve finds each wanted column among those that exist and returns their
// positions. A column that is missing, or named twice in the header, is an
// error that names what exists and the nearest.
func Resolve(want, exist []string) ([]int, error) {
	at := make([]int, len(want))
	for i, name := range want {
		at[i] = slices.Index(exist, name)
		if at[i] < 0 {
			return nil, &Error{Err: words.Errorf("there is no column %q%s; the columns are %s", name, words.DidYouMean(name, exist), words.List(exist))}
		}
		if again := slices.Index(exist[at[i]+1:], name); again >= 0 {
			return nil, &Error{Column: name, Err: words.Errorf("the input names it twice, as columns %d and %d", at[i]+1, at[i]+again+2)}
		}
	}
	return at, nil
}
