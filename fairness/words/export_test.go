package words

// InFrench is the French of a constant text.
func InFrench(english string) (string, bool) { return inFrench(english) }

// Sentences are the keys of what code says.
func Sentences() []string {
	var keys []string
	for _, area := range french {
		for key := range area {
			keys = append(keys, key)
		}
	}
	return keys
}
