package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"time"

	"github.com/fairaudit/fairaudit/fairness/interval"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
)

// Parse reads a policy file that extends none but built-in policies. Everything
// wrong with it is reported at once, with file, line and column; nothing is guessed.
func Parse(file string, data []byte) (*Policy, error) { return ParseExtending(file, data, nil) }

// ParseExtending is Parse for a policy that may extend other files.
func ParseExtending(file string, data []byte, open Open) (*Policy, error) {
	p, err := read(file, data, open, nil)
	if err != nil {
		return nil, err
	}
	return p.Policy, nil
}

// reading is a policy while it is read.
type reading struct {
	*Policy
	doc    *strictyaml.Document
	bases  []*strictyaml.Document // of what it extends
	fields map[string]strictyaml.Value
	rules  []strictyaml.Entry
	off    []string           // rules of what it extends that are turned off
	unread bool               // whether a rule on one line could not be read
	named  []strictyaml.Value // rules that others name
}

// read reads a policy file and what it extends. Above are the files that extend it.
func read(file string, data []byte, open Open, above []string) (*reading, error) {
	doc, err := strictyaml.Parse(file, data)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(data)
	p := &reading{Policy: &Policy{File: file, Source: data, Digest: hex.EncodeToString(digest[:])}, doc: doc}
	root := doc.Root()
	p.fields = root.Fields(policyLanguage.Names()...)
	p.readHead(root)
	if err := p.extend(p.fields, open, above); err != nil {
		return nil, err
	}
	f := p.fields
	p.Basis = f["basis"].Text()
	p.Commitment = commitment(f["commitment"], 0)
	p.readError(f["error"])
	p.readGroups(f["groups"])
	p.Within = readWithin(f["within"], Within{})
	p.Kind = PolicyKind(f["kind"].OneOf(string(Gate), string(Record)))
	p.readWaiverLimits(f["waivers"])
	p.readDisclosure(f["disclosure"])
	p.MaxAge = readAge(f["max_age"])
	p.Needs = readNeeds(f["needs"])
	p.Preset = readPreset(f["preset"])
	p.layRules(f["rules"])
	for _, e := range p.rules {
		p.Rules = append(p.Rules, p.readRule(e))
	}
	if len(p.Rules) == 0 && !p.unread {
		root.Errorf("rules are missing: a policy without rules decides nothing")
	}
	p.readIntersections(f["intersections"])
	p.checkNamed()
	p.checkRecord()
	return p, p.err()
}

// readHead reads what a text does not inherit.
func (p *reading) readHead(root strictyaml.Value) {
	f := p.fields
	if v := f["version"]; !v.Present() {
		root.Errorf("version is missing; this is version 1")
	} else if v.Text() != "1" {
		v.Errorf("version %q is not read here; this is version 1", v.Text())
	}
	p.Name = f["policy"].Text()
	if p.Name == "" {
		root.Errorf("policy is missing: the name of the policy")
	}
	if text, err := builtinText(p.Name); err == nil && !bytes.Equal(text, p.Source) {
		f["policy"].Errorf("%q is the name of a built-in policy; this one needs a name of its own", p.Name)
	}
	p.Title, p.Adopted = f["title"].Text(), Date(f["adopted"])
}

// err is all that is wrong with the text, and with those that it extends now that
// they are extended.
func (p *reading) err() error {
	errs := []error{p.doc.Err()}
	for _, d := range p.bases {
		errs = append(errs, d.Err())
	}
	return errors.Join(errs...)
}

func (p *Policy) readError(v strictyaml.Value) {
	f := v.Fields(errorLanguage.Names()...)
	p.Error.Alpha = 0.05
	if f["alpha"].Present() {
		p.Error.Alpha = f["alpha"].Number()
		if p.Error.Alpha <= 0 || p.Error.Alpha > interval.Guard {
			f["alpha"].Errorf("alpha must lie in (0, %v]", interval.Guard)
		}
	}
	p.Error.Fail = failMode(f["fail"], Supported)
	p.Error.Pass = passMode(f["pass"], Demonstrated)
	p.Error.Pairs = readPairs(f["pairs"], AllPairs)
	p.Error.Family, p.Error.Correction = SeverityFamily, Holm
	if f["family"].Present() {
		p.Error.Family = Family(f["family"].OneOf(string(SeverityFamily), string(CheckFamily)))
	}
	if f["correction"].Present() {
		p.Error.Correction = Correction(f["correction"].OneOf(string(Holm), string(Bonferroni)))
	}
}

func readPairs(v strictyaml.Value, absent Pairs) Pairs {
	if !v.Present() {
		return absent
	}
	return Pairs(v.OneOf(string(AllPairs), string(ReferencePairs)))
}

func failMode(v strictyaml.Value, absent Mode) Mode {
	if !v.Present() {
		return absent
	}
	return Mode(v.OneOf(string(Supported), string(Demonstrated), string(Point)))
}

func passMode(v strictyaml.Value, absent Mode) Mode {
	if !v.Present() {
		return absent
	}
	return Mode(v.OneOf(string(Demonstrated), string(Point)))
}

func (p *Policy) readGroups(v strictyaml.Value) {
	f := v.Fields(groupLanguage.Names()...)
	p.Groups = readSizes(f, GroupRules{MinGroup: 30, MinCoverage: big.NewRat(19, 20)})
	f["missing"].OneOf("shown") // said for the reader; missing values are never compared
}

// readSizes reads which groups are assessed, over what holds where nothing is said.
func readSizes(f map[string]strictyaml.Value, rules GroupRules) GroupRules {
	if f["min_group"].Present() {
		rules.MinGroup = int64(f["min_group"].Int(0))
	}
	if f["min_share"].Present() {
		rules.MinShare = share(f["min_share"])
	}
	if f["min_coverage"].Present() {
		rules.MinCoverage = share(f["min_coverage"])
	}
	return rules
}

// share reads a number in [0, 1] exactly.
func share(v strictyaml.Value) *big.Rat {
	text := v.Text()
	x, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "eExXpP_") || x.Sign() < 0 || x.Cmp(big.NewRat(1, 1)) > 0 {
		v.Errorf("a share lies between 0 and 1, and %q does not", text)
		return new(big.Rat)
	}
	return x
}

// readWithin reads the strata that a rule compares groups in: declared for all
// that the audit declares, none, or a list of their names.
func readWithin(v strictyaml.Value, absent Within) Within {
	if !v.Present() {
		return absent
	}
	switch names := v.Names(); {
	case len(names) == 1 && names[0] == "declared":
		return Within{Declared: true}
	case len(names) == 1 && names[0] == "none":
		return Within{}
	default:
		return Within{Names: names}
	}
}

func (p *reading) readIntersections(v strictyaml.Value) {
	f := v.Fields(intersectionLanguage.Names()...)
	p.Intersections.Rules = p.comparing(f["rules"])
	p.Intersections.Severity = Severity(f["severity"].OneOf(string(Warn), string(Block), string(Report)))
}

// commitment reads the number of a commitment of the charter.
func commitment(v strictyaml.Value, absent int) int {
	if !v.Present() {
		return absent
	}
	n := v.Int(1)
	if known := len(TheCharter().Commitments); n > known {
		v.Errorf("the charter has %d commitments, and %d is none of them", known, n)
	}
	return n
}

// Date reads a day of the calendar, written 2026-10-01.
func Date(v strictyaml.Value) string {
	text := v.Text()
	if _, err := time.Parse(time.DateOnly, text); err != nil && text != "" {
		v.Errorf("a date is a day of the calendar, written like 2026-10-01, and %q is none", text)
	}
	return text
}
