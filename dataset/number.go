package dataset

import "strconv"

// exactPowers are the powers of ten that a float64 holds exactly.
var exactPowers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// decimal reads a number of the usual form, digits with a sign before and a
// point among them, as [number] reads its canonical text and without an
// allocation. Of other forms, and where the quotient of two exact floats would
// not be the nearest float, it reports false.
func decimal(text []byte) (x float64, ok bool) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	var mantissa uint64
	point := -1
	for i, c := range digits {
		switch {
		case c-'0' <= 9:
			mantissa = mantissa*10 + uint64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return 0, false
		}
	}
	n, places := len(digits), 0
	if point >= 0 {
		n, places = n-1, len(digits)-1-point
	}
	if n == 0 || n >= len(exactPowers) || mantissa > 1<<53 {
		return 0, false
	}
	x = float64(mantissa) / exactPowers[places]
	if len(digits) < len(text) {
		x = -x
	}
	return x, true
}

// parseNumber reads a finite number as [number] reads its canonical text, and
// allocates nothing; where it reports false, [number] says why.
func parseNumber(text []byte) (x float64, ok bool) {
	if x, ok = decimal(text); ok {
		return x, true
	}
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	for _, c := range text { // neither letters, which may spell inf, nor 0x1p4 nor 1_000
		if c-'0' > 9 && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(string(text), 64)
	return x, err == nil && finite(x)
}
