package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Open finds the text of a policy file that another one names in extends, and
// the name that messages give it. Built-in policies are not asked for.
type Open func(name, from string) (file string, data []byte, err error)

// IsFile reports whether a policy's name is that of a file, and not of a built-in
// policy: it ends in .yaml or .yml, or has a slash.
func IsFile(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.ContainsAny(name, `/\`)
}

// maxDepth bounds a chain of policies that extend each other.
const maxDepth = 8

// extend reads the policy that this one extends, if any, and lays this one over
// it. What cannot be inherited is the version, the name, the title and the date of
// adoption: they are those of a text.
func (p *reading) extend(f map[string]strictyaml.Value, open Open, above []string) error {
	v := f["extends"]
	name := v.Text()
	if name == "" {
		return nil
	}
	base, err := p.base(name, open, above)
	if err != nil {
		v.Errorf("extends %s: %v", name, err)
		return p.doc.Err()
	}
	if p.Name == base.Name {
		f["policy"].Errorf("a policy that extends %q has a name of its own", base.Name)
	}
	for key, value := range base.fields {
		if !slices.Contains([]string{"version", "policy", "title", "adopted", "extends", "rules"}, key) {
			f[key] = f[key].Over(value)
		}
	}
	p.bases = append([]*strictyaml.Document{base.doc}, base.bases...)
	p.rules, p.off = base.rules, base.off
	extended := Extended{Name: base.Name, Digest: base.Digest}
	if IsFile(name) {
		extended.File = base.File
	}
	p.Extends = append([]Extended{extended}, base.Extends...)
	p.Digest = chained(p.Digest, base.Digest)
	return nil
}

// base reads the policy of a name.
func (p *reading) base(name string, open Open, above []string) (*reading, error) {
	file, data, err := p.baseText(name, open)
	if err != nil {
		return nil, err
	}
	above = append(slices.Clone(above), p.File)
	switch {
	case IsFile(name) && slices.Contains(above, file):
		return nil, words.Errorf("the policies extend each other in a circle: %s", strings.Join(append(above, file), " → "))
	case len(above) > maxDepth:
		return nil, words.Errorf("more than %d policies extend each other", maxDepth)
	}
	return read(file, data, open, above)
}

func (p *reading) baseText(name string, open Open) (file string, data []byte, err error) {
	if !IsFile(name) {
		data, err := builtinText(name)
		return name + ".yaml", data, err
	}
	if open == nil {
		return "", nil, words.Errorf("only a built-in policy can be extended here")
	}
	return open(name, p.File)
}

// chained is the digest of a policy that extends another: that of both digests in
// hexadecimal, each on a line, so that it covers every text that took part.
func chained(own, base string) string {
	sum := sha256.Sum256([]byte(own + "\n" + base + "\n"))
	return hex.EncodeToString(sum[:])
}

// whatKeys say what a rule measures. An override that has one of them says all of
// it anew, and by which bound.
var (
	whatKeys    = []string{"metric", "rate", "difference", "ratio", "significance", "share", "representation", "change", "inputs", "evidence", "publish"}
	measureKeys = append(slices.Clone(whatKeys), "criteria", "bound", "inside", "min_shortfall")
)

// layRules lays the rules of the text over those that it extends: a rule of the
// same name changes the keys that it has, off removes one, any other is added.
func (p *reading) layRules(v strictyaml.Value) {
	for _, e := range v.Entries() {
		id := e.Key.Text()
		at := slices.IndexFunc(p.rules, func(o strictyaml.Entry) bool { return o.Key.Text() == id })
		text, isText := e.Value.Scalar()
		switch {
		case text == "off" && at < 0:
			e.Key.Errorf("there is no rule %q to turn off%s", id, words.DidYouMean(id, ruleIDs(p.rules)))
			continue
		case text == "off":
			p.rules = slices.Delete(slices.Clone(p.rules), at, at+1)
			p.off = append(slices.Clone(p.off), id)
			continue
		case isText:
			pieces, err := shortForm(text)
			if err != nil {
				e.Value.ErrorAt(err.at, "%v", err)
				p.unread = true
				continue
			}
			e.Value = e.Value.Mapping(pieces)
		}
		p.off = slices.DeleteFunc(slices.Clone(p.off), func(o string) bool { return o == id })
		if at < 0 {
			p.rules = append(slices.Clone(p.rules), e)
			continue
		}
		p.rules = slices.Clone(p.rules)
		p.rules[at] = strictyaml.Entry{Key: e.Key, Value: overRule(e.Value, p.rules[at].Value)}
	}
}

// overRule lays a rule over the one that it changes.
func overRule(own, base strictyaml.Value) strictyaml.Value {
	if own.Has(whatKeys...) {
		base = base.Without(measureKeys...)
	}
	return own.Over(base)
}

func ruleIDs(rules []strictyaml.Entry) []string {
	ids := make([]string, len(rules))
	for i, e := range rules {
		ids[i] = e.Key.Text()
	}
	return ids
}
