package oracle

import (
	"encoding/json"
	"math"
	"testing"
)

func TestOfTopic(t *testing.T) {
	for _, c := range []struct {
		name, topic string
		want        bool
	}{
		{"power", "power", true},
		{"power_2", "power", true},
		{"power-second", "power", true},
		{"power2", "power", true},
		{"powerful", "power", false},
		{"welch", "power", false},
	} {
		if got := ofTopic(c.name, c.topic); got != c.want {
			t.Errorf("ofTopic(%q, %q) = %v, want %v", c.name, c.topic, got, c.want)
		}
	}
}

func TestValueForms(t *testing.T) {
	var got []Value
	if err := json.Unmarshal([]byte(`[0.25, "1/4", "0.25", "inf", "-inf", null]`), &got); err != nil {
		t.Fatal(err)
	}
	want := []Value{{F: 0.25}, {F: 0.25}, {F: 0.25}, {F: math.Inf(1)}, {F: math.Inf(-1)}, {Null: true}}
	for i, v := range got {
		if v != want[i] {
			t.Errorf("value %d = %v, want %v", i, v, want[i])
		}
	}
	if err := json.Unmarshal([]byte(`"x"`), &Value{}); err == nil {
		t.Error("text that is no number was accepted")
	}
}

func TestClose(t *testing.T) {
	tol := Tolerance{Abs: 1e-12, Rel: 1e-9}
	for _, c := range []struct {
		got  float64
		want Value
		ok   bool
	}{
		{1e-13, Value{F: 0}, true},
		{1e-11, Value{F: 0}, false},
		{1e6 + 1e-4, Value{F: 1e6}, true},
		{1e6 + 1e-2, Value{F: 1e6}, false},
		{math.Inf(1), Value{F: math.Inf(1)}, true},
		{math.Inf(1), Value{F: 1}, false},
		{math.NaN(), Value{F: 1}, false},
		{0, Value{Null: true}, false},
	} {
		if got := tol.Close(c.got, c.want); got != c.ok {
			t.Errorf("Close(%v, %v) = %v, want %v", c.got, c.want, got, c.ok)
		}
	}
}

func TestLoadFindsTheFiles(t *testing.T) {
	for _, f := range Load[struct{ ID string }](t, "one_proportion") {
		if f.Name == "" || f.Tolerance.Rel == 0 || f.Cases[0].ID == "" {
			t.Errorf("file %q was not decoded: %+v", f.Name, f.Tolerance)
		}
	}
}
