package policy_test

import (
	"slices"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// TestTheCharter holds that its file is sound, and complete in both languages.
func TestTheCharter(t *testing.T) {
	if err := policy.CharterError(); err != nil {
		t.Fatal(err)
	}
	c := policy.TheCharter()
	if len(c.Commitments) != 7 || c.Title == "" || c.Act == "" {
		t.Fatalf("got %d commitments of %q, %q", len(c.Commitments), c.Title, c.Act)
	}
	texts := map[string]words.Bilingual{"the source": c.Source}
	var used []string
	for _, commitment := range c.Commitments {
		texts["the name of "+commitment.Name[words.English]], texts["what is said by "+commitment.Name[words.English]] = commitment.Name, commitment.Says
		used = append(used, commitment.Evidence...)
	}
	used = append(used, "small_categories") // of impact tables
	for _, name := range policy.Names() {
		for _, r := range builtin(t, name).Rules {
			used = append(used, r.Evidence...)
		}
	}
	for _, e := range c.Evidence {
		texts[e.ID] = e.Name
		if !slices.Contains(used, e.ID) {
			t.Errorf("nothing asks for the evidence %s", e.ID)
		}
	}
	for what, text := range texts {
		for _, l := range words.Languages {
			if text[l] == "" {
				t.Errorf("%s has nothing in %q", what, l)
			}
		}
	}
	// The names are the charter's own (News Tank RH, 10 May 2022).
	for i, name := range []string{"finalité et légitimité", "l’humain au centre", "équité et non-discrimination", "liberté de choix", "transparence", "sécurité", "impact environnemental"} {
		if got := c.Commitments[i].Name[words.French]; got != name {
			t.Errorf("commitment %d: got %q, want %q", i+1, got, name)
		}
	}
}

func TestAnswers(t *testing.T) {
	answers := policy.Answers(map[string]string{"notice": "on every letter", "counts_only": ""})
	if len(answers) != 7 {
		t.Fatalf("got %d answers, want one for each commitment", len(answers))
	}
	got := map[string]bool{}
	for _, a := range answers {
		for _, s := range a.Evidence {
			got[s.ID] = s.Supplied
		}
	}
	for id, want := range map[string]bool{"notice": true, "counts_only": true, "legal_notice": false, "override": false} {
		if got[id] != want {
			t.Errorf("%s: got supplied %v, want %v", id, got[id], want)
		}
	}
	for name, want := range map[string]bool{"charter": true, "burden": true} {
		if got := builtin(t, name).SpeaksOfCharter(); got != want {
			t.Errorf("%s speaks of the charter: got %v, want %v", name, got, want)
		}
	}
	if written(t, "", impactRatio).SpeaksOfCharter() {
		t.Error("a policy without a commitment speaks of the charter")
	}
}
