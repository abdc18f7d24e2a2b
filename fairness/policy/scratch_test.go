package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
)

func try(t *testing.T, name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "PANIC", r)
		}
	}()
	s := time.Now()
	f()
	fmt.Println(name, time.Since(s))
}

func TestScratch(t *testing.T) {
	p, _ := policy.Builtin("charter")
	for _, spread := range []int64{0, 400} {
	var groups []metric.Group
	for i := range int64(1000) {
		groups = append(groups, metric.Group{Values: []string{fmt.Sprintf("g%04d", i)}, Counts: metric.Confusion(200+spread*(i%2)+i%7, 100+i%5+spread*(i%2), 100, 300)})
	}
	try(t, "1000", func() {
		checks, _ := policy.Evaluate(p, policy.Input{Subjects: []policy.Subject{{Name: "g", Attributes: []string{"g"}, Groups: groups}}, Outcome: policy.Benefit, Labels: true})
		for _, c := range checks {
			fmt.Println(c.Rule.ID, c.Verdict, c.Reason, c.Comparisons, len(c.Offenders)+c.MoreFailing)
		}
	})
	}
	parse := func(s string) {
		p, err := policy.Parse("x.yaml", []byte("version: 1\npolicy: x\nrules:\n"+s))
		fmt.Println(p != nil, err)
		if err == nil {
			policy.Evaluate(p, policy.Input{Subjects: []policy.Subject{{Name: "g", Attributes: []string{"g"}, Groups: []metric.Group{{Values: []string{"a"}, Counts: metric.Confusion(1000, 20, 30, 40)}, {Values: []string{"b"}, Counts: metric.Confusion(100, 2000, 300, 400)}}}}, Outcome: policy.Benefit, Labels: true})
		}
	}
	try(t, "norate", func() { parse("  a: {difference: max-min, bound: '<= 0.1'}\n") })
	try(t, "sig", func() {
		parse("  a: {metric: impact_ratio, bound: '>= 0.01'}\n  b: {rate: f1, significance: inside-bound, inside: [a]}\n")
	})
	try(t, "sev", func() { parse("  a: {metric: impact_ratio, bound: '>= 0.01', severity: ''}\n") })
	try(t, "dup", func() {
		_, err := strictyaml.Parse("x", []byte(strings.Repeat("a: 1\n", 3000)))
		fmt.Println(len(fmt.Sprint(err)))
	})
	try(t, "keys", func() {
		var b strings.Builder
		for i := range 80000 {
			fmt.Fprintf(&b, "k%x: 1\n", i)
		}
		d, err := strictyaml.Parse("x", []byte(b.String()))
		fmt.Println(len(b.String()), err)
		_ = d
	})
	try(t, "brackets", func() { _, err := strictyaml.Parse("x", []byte(strings.Repeat("[", 20000))); fmt.Println(err) })
	for _, s := range []string{"%YAML 1.2\n---\n", "---\n", "...\n", "--- ~\n...\n", "\xef\xbb\xbfa: 1\n", "a: !foo 1\n", "a: ! 1", "! a: 1", "? [a]\n: 1\n", "<<: {a: 1}\n", "a: &x 1\n", "a: \xff\n", "a: \x01\n", "a: b: c\n", "a: 'x\n", "- - -", "\t a: 1\n", "a: 1\n---\nb: 2\n", "a: |\n  x\n y\n", "a: 1\n...\nb", "%TAG ! x\n---\na: 1", "a: {b: 1, b: 2}", "a: !!float 3"} {
		try(t, fmt.Sprintf("%q", s), func() {
			d, err := strictyaml.Parse("x", []byte(s))
			fmt.Println(err)
			if err == nil {
				d.Root().Fields("a")
				fmt.Println("ok", d.Err())
			}
		})
	}
}
