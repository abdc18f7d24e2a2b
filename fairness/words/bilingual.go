package words

// Bilingual is a text that data hold in every language.
type Bilingual map[Language]string

// In is the text in a language, by default in English.
func (b Bilingual) In(l Language) string {
	if text, ok := b[l]; ok {
		return text
	}
	return b[English]
}
