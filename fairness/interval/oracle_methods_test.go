package interval

import (
	"encoding/json"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/internal/oracle"
)

// methodFields names the field of each vector file that holds a method's limits,
// as file topic, table and method.
var methodFields = map[string]map[string]string{
	"diff_newcombe":           {"difference/newcombe": "newcombe"},
	"diff_miettinen_nurminen": {"difference/miettinen-nurminen": "miettinen_nurminen", "difference/mee": "mee_no_correction"},
	"ratio_score":             {"ratio/koopman": "koopman", "ratio/miettinen-nurminen": "miettinen_nurminen"},
	"two_proportions_other":   {"difference/agresti-caffo": "agresti_caffo_diff", "ratio/mover-r-wilson": "mover_r_wilson_ratio", "ratio/katz": "katz_log_ratio"},
	"gate_pair_limits":        {"difference/mover-cp": "diff_gate", "ratio/mover-cp": "ratio_gate"},
}

type methodVector struct {
	In struct {
		pair
		Alpha float64 `json:"alpha_one_sided"`
	}
	Out map[string]json.RawMessage
}

func methodTable() map[string]PairMethod {
	table := map[string]PairMethod{}
	for _, m := range DifferenceMethods {
		table["difference/"+m.ID] = m
	}
	for _, m := range RatioMethods {
		table["ratio/"+m.ID] = m
	}
	return table
}

func TestOraclePairMethods(t *testing.T) {
	table := methodTable()
	seen := map[string]bool{}
	for topic, fields := range methodFields {
		eachCase(t, topic, func(c *check, v methodVector) {
			for key, field := range fields {
				seen[key] = true
				var want limits
				if err := json.Unmarshal(v.Out[field], &want); err != nil {
					c.Fatalf("case %d: %s: %v", c.index+1, field, err)
				}
				in := v.In
				got, ok := table[key].Limits(in.X1, in.N1, in.X2, in.N2, in.Alpha)
				c.interval(key, got, ok, want)
			}
			c.point(v)
		})
	}
	for key := range table {
		if !seen[key] {
			t.Errorf("method %s has no reference", key)
		}
	}
}

// point compares the estimate itself where a file gives it.
func (c *check) point(v methodVector) {
	c.Helper()
	p, q := v.In.first(), v.In.second()
	for field, got := range map[string]RatioOf{"ratio": {p, q}} {
		if raw, ok := v.Out[field]; ok {
			c.optional(field, got.Value(), got.Defined(), number(c, raw))
		}
	}
	if raw, ok := v.Out["diff"]; ok {
		c.value("diff", Linear{Terms: []Term{{1, p}, {-1, q}}}.Value(), number(c, raw))
	}
}

func number(c *check, raw json.RawMessage) (v oracle.Value) {
	c.Helper()
	if err := v.UnmarshalJSON(raw); err != nil {
		c.Fatal(err)
	}
	return v
}
