package oracle

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
)

// Value is a reference number. In a file it is a JSON number, a string ("inf",
// "-inf", a decimal, a fraction "a/b") or null for an undefined result.
type Value struct {
	F    float64
	Null bool
}

// UnmarshalJSON decodes the forms listed at Value.
func (v *Value) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*v = Value{Null: true}
		return nil
	}
	var text string
	if data[0] != '"' {
		return json.Unmarshal(data, &v.F)
	}
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	f, err := Parse(text)
	*v = Value{F: f}
	return err
}

// Parse returns the double nearest to "inf", "-inf", a decimal or a fraction.
func Parse(text string) (float64, error) {
	switch text {
	case "inf":
		return math.Inf(1), nil
	case "-inf":
		return math.Inf(-1), nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, fmt.Errorf("oracle: %q is not a number", text)
	}
	f, _ := r.Float64()
	return f, nil
}

// Close reports whether got agrees with want: |got − want| ≤ max(abs, rel·|want|).
// Infinities agree only with themselves; NaN and null agree with nothing.
func (t Tolerance) Close(got float64, want Value) bool {
	if want.Null || math.IsNaN(got) {
		return false
	}
	if math.IsInf(got, 0) || math.IsInf(want.F, 0) {
		return got == want.F
	}
	return math.Abs(got-want.F) <= math.Max(t.Abs, t.Rel*math.Abs(want.F))
}
