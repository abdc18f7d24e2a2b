package report

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// WritePolicyDiff says in words what was loosened or tightened from one policy to
// another, what is looser first.
func WritePolicyDiff(w io.Writer, from, to *policy.Policy, s Style) error {
	t := &table{prose: prose{l: s.Language}, s: s, w: bufio.NewWriter(w)}
	t.paragraph(t.l.Say("from %s", t.named(from)), 0)
	t.paragraph(t.l.Say("to %s", t.named(to)), 0)
	t.line("")
	changes := policy.Diff(from, to)
	n := map[policy.Direction]int{}
	for i := range changes {
		n[changes[i].Direction]++
		t.hanging(t.direction(changes[i].Direction), t.change(&changes[i]))
	}
	if len(changes) == 0 {
		t.paragraph(t.l.Say("Both ask the same."), 0)
		return t.w.Flush()
	}
	t.line("")
	t.paragraph(t.l.Say("%d looser, %d different, %d tighter", n[policy.Looser], n[policy.Different], n[policy.Tighter]), 0)
	return t.w.Flush()
}

// named is a policy with what cannot be changed without notice.
func (p prose) named(of *policy.Policy) string {
	return prose{l: p.l, d: &Document{Policy: policyOf(of)}}.policy()
}

// direction is the sign and the word of a direction, as wide for each.
func (p prose) direction(d policy.Direction) string {
	signs := map[policy.Direction]string{policy.Looser: "− ", policy.Different: "≠ ", policy.Tighter: "+ "}
	widest := 0
	for _, other := range policy.Directions {
		widest = max(widest, widthOf(p.l.Text(string(other))))
	}
	word := p.l.Text(string(d))
	return signs[d] + word + strings.Repeat(" ", widest-widthOf(word)+2)
}

// change is what has changed in words.
func (p prose) change(c *policy.Change) string {
	var text string
	switch {
	case c.Key == "" && c.Is == "":
		text = p.l.Say("removed: %s", p.value(c.Key, c.Was))
	case c.Key == "":
		text = p.l.Say("added: %s", p.value(c.Key, c.Is))
	case c.Key == "metric":
		text = p.l.Say("it measures %s, and no longer %s", p.value(c.Key, c.Is), p.value(c.Key, c.Was))
	case c.Was == "":
		text = p.l.Say("%s: %s, and nothing before", c.Key, p.value(c.Key, c.Is))
	case c.Is == "":
		text = p.l.Say("%s: nothing any more, and %s before", c.Key, p.value(c.Key, c.Was))
	default:
		text = p.l.Say("%s: from %s to %s", c.Key, p.value(c.Key, c.Was), p.value(c.Key, c.Is))
	}
	if c.Rule != "" {
		text = p.l.Say("rule %s: %s", clean(c.Rule), text)
	}
	if c.Means != "" {
		text = p.l.Say("%s: %s", text, p.l.Text(c.Means))
	}
	return text
}

// value is a value of a key, as the language writes it; texts are quoted. What the
// policy does not say stands in brackets, and words of its language stay.
func (p prose) value(key, text string) string {
	text = clean(strings.Join(strings.Fields(text), " "))
	switch {
	case slices.Contains([]string{"title", "basis", "source", "rationale"}, key):
		return p.l.Say("“%s”", p.l.Text(text))
	case strings.HasPrefix(text, "("):
		return p.l.Text(text)
	case key == "max_age":
		return p.age(text)
	case key == "", key == "bound", isNumber(text):
		return p.l.Number(text)
	}
	return text
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}
