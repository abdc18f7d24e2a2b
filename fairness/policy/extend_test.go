package policy_test

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// shelf is policy files by name; a name in extends is relative to the file that has it.
type shelf map[string]string

func (s shelf) open(name, from string) (string, []byte, error) {
	file := path.Join(path.Dir(from), name)
	if text, ok := s[file]; ok {
		return file, []byte(text), nil
	}
	return "", nil, fmt.Errorf("%s: no such file", file)
}

func (s shelf) parse(file string) (*policy.Policy, error) {
	return policy.ParseExtending(file, []byte(s[file]), s.open)
}

func (s shelf) mustParse(t *testing.T, file string) *policy.Policy {
	t.Helper()
	p, err := s.parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rulesOf writes the rules of a policy, each with its bound and severity.
func rulesOf(p *policy.Policy) string {
	var ids []string
	for _, r := range p.Rules {
		ids = append(ids, fmt.Sprintf("%s %s %s", r.ID, r.Bound.Text, r.Severity))
	}
	return strings.Join(ids, ", ")
}

func TestExtends(t *testing.T) {
	s := shelf{"house.yaml": `version: 1
policy: house
extends: charter
adopted: 2026-11-01
groups: {min_group: 50}
rules:
  impact-ratio: {bound: ">= 0.9", source: ours}
  fpr-gap: off
  selection-gap: off
  unknown-share: {severity: block}
  predictive-parity: {metric: accuracy_difference, bound: "<= 0.05"}
  precision: {rate: ppv, ratio: min/max, bound: ">= 0.8", severity: report}
`}
	p, charter := s.mustParse(t, "house.yaml"), builtin(t, "charter")
	changed := map[string]string{"impact-ratio": "0.9 block", "fpr-gap": "", "selection-gap": "", "unknown-share": "0.05 block", "predictive-parity": "0.05 warn"}
	var want []string
	for _, r := range charter.Rules {
		text, ok := changed[r.ID]
		if !ok {
			text = fmt.Sprintf("%s %s", r.Bound.Text, r.Severity)
		}
		if text != "" {
			want = append(want, r.ID+" "+text)
		}
	}
	if got, want := rulesOf(p), strings.Join(append(want, "precision 0.8 report"), ", "); got != want {
		t.Errorf("rules: got %s\nwant %s", got, want)
	}
	// Only the keys that are there change.
	ratio, _ := p.Find("impact-ratio")
	base, _ := charter.Find("impact-ratio")
	if ratio.Source != "ours" || ratio.Rationale != base.Rationale || ratio.When != base.When || ratio.Contrast.ID != base.Contrast.ID {
		t.Errorf("impact-ratio: got %+v", ratio)
	}
	if ratio.File != "house.yaml" || ratio.Line != 7 || p.Rules[1].File != "charter.yaml" || p.Rules[1].Line != base.Line+9 {
		t.Errorf("places: got %s:%d and %s:%d", ratio.File, ratio.Line, p.Rules[1].File, p.Rules[1].Line)
	}
	if parity, _ := p.Find("predictive-parity"); parity.Contrast.ID != "accuracy_difference" || parity.Severity != policy.Warn || parity.Rationale == "" {
		t.Errorf("what a rule measures is replaced whole: got %+v", parity)
	}
	// What is not said is inherited, save what belongs to a text; sections by key.
	if p.Groups.MinGroup != 50 || p.Rules[1].Groups.MinGroup != 50 || p.Groups.MinCoverage.Cmp(big.NewRat(19, 20)) != 0 || p.Basis != charter.Basis || p.Commitment != 3 || !ratio.Within.Declared {
		t.Errorf("inherited: got %+v", p)
	}
	if p.Title != "" || p.Adopted != "2026-11-01" || p.Name != "house" {
		t.Errorf("of its own: got %q, %q, %q", p.Title, p.Adopted, p.Name)
	}
	// A rule that is off is passed over where others name it.
	if within, _ := p.Find("significant-within"); !slices.Equal(within.Inside, []string{"impact-ratio", "burden-ratio"}) || !slices.Equal(p.Intersections.Rules, within.Inside) {
		t.Errorf("named: got %q and %q", within.Inside, p.Intersections.Rules)
	}
}

// TestDigestCoversAllTexts: the digest is that of the own text's and the other's,
// as anyone can compute it, and changes with either.
func TestDigestCoversAllTexts(t *testing.T) {
	s := shelf{
		"a.yaml":     "version: 1\npolicy: a\nextends: sub/b.yaml\n",
		"sub/b.yaml": "version: 1\npolicy: b\nextends: ../c.yaml\n",
		"c.yaml":     head + "rules:\n  r: {metric: impact_ratio, bound: \">= 0.8\"}\n",
	}
	sum := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	p := s.mustParse(t, "a.yaml")
	b := sum(sum(s["sub/b.yaml"]) + "\n" + sum(s["c.yaml"]) + "\n")
	if want := sum(sum(s["a.yaml"]) + "\n" + b + "\n"); p.Digest != want {
		t.Errorf("got %s, want %s", p.Digest, want)
	}
	if want := []policy.Extended{{Name: "b", File: "sub/b.yaml", Digest: b}, {Name: "p", File: "c.yaml", Digest: sum(s["c.yaml"])}}; !slices.Equal(p.Extends, want) {
		t.Errorf("extends: got %+v, want %+v", p.Extends, want)
	}
	s["c.yaml"] += "# another word\n"
	if s.mustParse(t, "a.yaml").Digest == p.Digest {
		t.Error("a comment in the policy that is extended leaves the digest as it was")
	}
}

// TestExtendsInSteps: a rule that is turned off may come back, and a rule may
// change at every step.
func TestExtendsInSteps(t *testing.T) {
	s := shelf{
		"a.yaml": "version: 1\npolicy: a\nextends: b.yaml\nrules:\n  gap: {metric: fpr_difference, bound: \"<= 0.2\"}\n  ratio: {severity: report}\n",
		"b.yaml": "version: 1\npolicy: b\nextends: c.yaml\nrules:\n  gap: off\n  ratio: {bound: \">= 0.7\"}\n",
		"c.yaml": head + "rules:\n  gap: {rate: tpr, difference: max-min, bound: \"<= 0.1\"}\n  ratio: {metric: impact_ratio, bound: \">= 0.8\", source: c}\nintersections: {rules: [gap, ratio]}\n",
	}
	p := s.mustParse(t, "a.yaml")
	if got, want := rulesOf(p), "ratio 0.7 report, gap 0.2 block"; got != want || p.Rules[0].Source != "c" || !slices.Equal(p.Intersections.Rules, []string{"gap", "ratio"}) {
		t.Errorf("got %s, %q, want %s", got, p.Intersections.Rules, want)
	}
	if b := s.mustParse(t, "b.yaml"); rulesOf(b) != "ratio 0.7 block" || !slices.Equal(b.Intersections.Rules, []string{"ratio"}) {
		t.Errorf("got %s, %q", rulesOf(b), b.Intersections.Rules)
	}
}

func TestExtendsErrors(t *testing.T) {
	base := head + "rules:\n  gap: {rate: tpr, difference: max-min, bound: \"<= 0.1\"}\n  within: {rate: tpr, significance: inside-bound, inside: [gap]}\n"
	child := func(rest string) shelf {
		return shelf{"a.yaml": "version: 1\npolicy: a\nextends: b.yaml\n" + rest, "b.yaml": base}
	}
	deep := shelf{}
	for i := range 12 {
		deep[fmt.Sprintf("%c.yaml", 'a'+i)] = fmt.Sprintf("version: 1\npolicy: %c\nextends: %c.yaml\n", 'a'+i, 'b'+i)
	}
	for _, c := range []struct {
		name string
		s    shelf
		want string
	}{
		{"itself", shelf{"a.yaml": "version: 1\npolicy: a\nextends: a.yaml\n"}, "a.yaml:3:10: extends a.yaml: the policies extend each other in a circle: a.yaml → a.yaml"},
		{"in a circle", shelf{"a.yaml": "version: 1\npolicy: a\nextends: b.yaml\n", "b.yaml": "version: 1\npolicy: b\nextends: ./a.yaml\n"},
			"a.yaml:3:10: extends b.yaml: b.yaml:3:10: extends ./a.yaml: the policies extend each other in a circle: a.yaml → b.yaml → a.yaml"},
		{"too many", deep, "more than 8 policies extend each other"},
		{"no built-in policy", shelf{"a.yaml": "version: 1\npolicy: a\nextends: chartr\n"},
			`a.yaml:3:10: extends chartr: there is no built-in policy "chartr" (did you mean "charter"?); there are ` + strings.Join(policy.Names(), ", ") + ", and files ending in .yaml"},
		{"no file", shelf{"sub/a.yaml": "version: 1\npolicy: a\nextends: b.yaml\n"}, "sub/a.yaml:3:10: extends b.yaml: sub/b.yaml: no such file"},
		{"a bad one", shelf{"a.yaml": "version: 1\npolicy: a\nextends: b.yaml\n", "b.yaml": "version: 1\npolicy: b\nrules: {r: {}, s: {sevrity: warn}}\n"},
			"a.yaml:3:10: extends b.yaml: b.yaml:3:9: the rule \"r\" needs a metric, "},
		{"a name that is taken", shelf{"a.yaml": "version: 1\npolicy: charter\nextends: charter\n"},
			"a.yaml:2:9: \"charter\" is the name of a built-in policy; this one needs a name of its own\na.yaml:2:9: a policy that extends \"charter\" has a name of its own"},
		{"no rule to turn off", child("rules: {gapp: off}\n"), `a.yaml:4:9: there is no rule "gapp" to turn off (did you mean "gap"?)`},
		{"a new rule by halves", child("rules: {gapp: {bound: \"<= 0.2\"}}\n"), "a.yaml:4:9: the rule \"gapp\" needs a metric, "},
		{"a bound on the wrong side", child("rules: {gap: {bound: \">= 0.2\"}}\n"), `a.yaml:4:22: a difference of rates lies between 0 and 1: its bound is "<=" a number below 1, not ">= 0.2"`},
		{"a measure by halves", child("rules: {gap: {rate: fpr}}\n"), `a.yaml:4:9: the rule "gap" needs a metric, or a rate with either`},
		{"a measure without a bound", child("rules: {gap: {metric: fpr_difference}}\n"), `a.yaml:4:9: the rule "gap" needs a bound`},
		{"all that a rule looks inside is off", child("rules: {gap: off}\n"), `b.yaml:5:59: every rule that "within" looks inside is off: turn it off too`},
		{"no rule is left", child("rules: {gap: off, within: off}\n"), "a.yaml:1:1: rules are missing: a policy without rules decides nothing"},
		{"a key that is unknown", child("rules: {gap: {bond: \"<= 0.2\"}}\n"), `a.yaml:4:15: unknown key "bond" (did you mean "bound"?); the keys here are`},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := "a.yaml"
			if c.s[file] == "" {
				file = "sub/a.yaml"
			}
			_, err := c.s.parse(file)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	if _, err := policy.Parse("a.yaml", []byte("version: 1\npolicy: a\nextends: b.yaml\n")); err == nil || err.Error() != "a.yaml:3:10: extends b.yaml: only a built-in policy can be extended here" {
		t.Errorf("without files: got %v", err)
	}
	if _, err := policy.Parse("copy.yaml", builtin(t, "charter").Source); err != nil {
		t.Errorf("a copy of a built-in policy: %v", err)
	}
}
