package policy

import (
	_ "embed" // for the charter's file
	"slices"
	"strconv"
	"sync"

	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// Charter is the Charte de Pôle emploi pour une IA éthique, as far as it is known,
// with the evidence that an audit lists beside its verdicts.
type Charter struct {
	Title, Act  string
	Source      words.Bilingual // from what the commitments are known
	Commitments []Commitment
	Evidence    []Evidence
}

// Commitment is one of the seven commitments of the charter.
type Commitment struct {
	Number   int
	Name     words.Bilingual
	Says     words.Bilingual // in our words
	Evidence []string        // IDs
}

// Evidence is a fact about a model's use that is supplied or missing. It is never
// judged here.
type Evidence struct {
	ID      string
	Name    words.Bilingual
	ByAudit bool // known without being declared
}

//go:embed commitments.yaml
var charterFile []byte

// TheCharter returns the charter with its commitments in order.
var TheCharter = sync.OnceValue(func() *Charter {
	c, _ := parseCharter(charterFile) // which a test holds to be sound
	return c
})

// parseCharter reads the file of the charter.
func parseCharter(data []byte) (*Charter, error) {
	doc, err := strictyaml.Parse("commitments.yaml", data)
	if err != nil {
		return new(Charter), err
	}
	f := doc.Root().Fields("version", "charter", "commitments", "evidence")
	about := f["charter"].Fields("title", "act", "source")
	c := &Charter{Title: about["title"].Text(), Act: about["act"].Text(), Source: bilingual(about["source"])}
	for _, e := range f["evidence"].Entries() {
		item := e.Value.Fields("fr", "en", "by")
		c.Evidence = append(c.Evidence, Evidence{
			ID: e.Key.Text(), ByAudit: item["by"].Present() && item["by"].OneOf("audit") != "",
			Name: words.Bilingual{words.French: item["fr"].Text(), words.English: item["en"].Text()},
		})
	}
	for i, e := range f["commitments"].Entries() {
		if e.Key.Text() != strconv.Itoa(i+1) {
			e.Key.Errorf("the commitments are numbered from 1, and %q is none in its turn", e.Key.Text())
		}
		of := e.Value.Fields("name", "says", "evidence")
		c.Commitments = append(c.Commitments, Commitment{Number: i + 1, Name: bilingual(of["name"]), Says: bilingual(of["says"])})
		for _, v := range of["evidence"].List() {
			if _, ok := c.Find(v.Text()); !ok {
				v.Errorf("there is no evidence %q", v.Text())
			}
			c.Commitments[i].Evidence = append(c.Commitments[i].Evidence, v.Text())
		}
	}
	return c, doc.Err()
}

func bilingual(v strictyaml.Value) words.Bilingual {
	f := v.Fields("fr", "en")
	return words.Bilingual{words.French: f["fr"].Text(), words.English: f["en"].Text()}
}

// Find returns the evidence with that ID.
func (c *Charter) Find(id string) (*Evidence, bool) {
	at := slices.IndexFunc(c.Evidence, func(e Evidence) bool { return e.ID == id })
	if at < 0 {
		return nil, false
	}
	return &c.Evidence[at], true
}

// Declarable lists the IDs of the evidence that a person declares.
func (c *Charter) Declarable() []string {
	var ids []string
	for _, e := range c.Evidence {
		if !e.ByAudit {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Answer is what an audit has of the evidence on a commitment.
type Answer struct {
	*Commitment
	Evidence []Supply
}

// Supply is evidence, with what was supplied of it.
type Supply struct {
	*Evidence
	Text     string // what was declared, or what the audit knows
	Supplied bool
}

// SpeaksOfCharter reports whether some rule of the policy serves a commitment.
func (p *Policy) SpeaksOfCharter() bool {
	return p.Commitment > 0 || slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Commitment > 0 })
}

// Answers lists the evidence on each commitment of the charter, by ID in supplied.
func Answers(supplied map[string]string) []Answer {
	c := TheCharter()
	var answers []Answer
	for i := range c.Commitments {
		a := Answer{Commitment: &c.Commitments[i]}
		for _, id := range a.Commitment.Evidence {
			e, _ := c.Find(id)
			text, ok := supplied[id]
			a.Evidence = append(a.Evidence, Supply{e, text, ok})
		}
		answers = append(answers, a)
	}
	return answers
}
