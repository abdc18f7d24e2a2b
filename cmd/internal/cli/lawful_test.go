package cli

import (
	"fmt"
	"strings"
	"testing"
)

// TestLawfulBasis: what is declared is in the report, what a name tells to be
// missing is a warning, and neither changes the exit code.
func TestLawfulBasis(t *testing.T) {
	w := newWorld(t)
	rows := strings.NewReplacer("sex,", "sex,boe,race,", "F,", "F,oui,a,", "M,", "M,non,b,")
	w.write("in.csv", rows.Replace(csvHeader+people("F", 1500, 500, 500, 1500)+people("M", 1510, 490, 505, 1495)))
	w.write("needs.yaml", "version: 1\npolicy: own\nneeds: [race]\nrules:\n  "+ownGap+"\n")
	audit := func(policy string, attributes ...string) []string {
		args := []string{"in.csv", "--predicted", "selected", "--actual", "hired", "--policy", policy}
		for _, a := range attributes {
			args = append(args, "--attribute", a)
		}
		return args
	}
	for _, test := range []struct {
		args []string
		want string // warnings
	}{
		{audit("charter", "sex"), "[]"},
		{audit("charter", "boe"), "[{no_lawful_basis boe disability}]"},
		{audit("charter", "boe:name=group:lawful_basis=art9-4a"), "[]"},
		{audit("charter", "boe:lawful_basis=ordinary"), "[{special_category_declared_ordinary boe disability}]"},
		{audit("charter", "race:lawful_basis=public-statistic"), "[{ethnoracial race race}]"},
		{audit("charter", "race"), "[{no_lawful_basis race race} {ethnoracial race race}]"},
		{audit("needs.yaml", "race:lawful_basis=art9-other"), "[]"},
		{audit("charter", "sex:name=religion"), "[]"}, // the column says what it is
		{audit("charter", "selected:bands=1:name=religion"), "[{no_lawful_basis religion religion}]"},
	} {
		d := w.audited(append(test.args, "--predicted", "hired", "--actual", "")...)
		if got := fmt.Sprint(d.Warnings); got != test.want || d.ExitCode == ExitIncomplete {
			t.Errorf("%q: %s, want %s", test.args, got, test.want)
		}
	}
	plain, warned := w.run(append([]string{"audit"}, audit("charter", "boe:lawful_basis=synthetic")...)...), w.run(append([]string{"audit"}, audit("charter", "boe")...)...)
	if plain.code != ExitPass || warned.code != ExitPass || !strings.Contains(warned.out, "warning: boe, by its name, is about disability") ||
		!strings.Contains(plain.out, "lawful basis, as declared: boe (synthetic data)") {
		t.Errorf("code %d and %d\n%s", plain.code, warned.code, warned.out)
	}
}

// TestArticle4a: its conditions are printed where an attribute rests on it, each
// with what was declared.
func TestArticle4a(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	config := "version: 1\ndata:\n  predicted: selected\n  attributes: {sex: {lawful_basis: BASIS}}\n  article_4a: {no_other_data: yes, deleted: no}\n"
	w.write("fairaudit.yaml", strings.Replace(config, "BASIS", "art9-4a", 1))
	d := w.audited("fair.csv")
	var got []string
	for _, c := range d.Article4a {
		switch {
		case c.Holds == nil:
			got = append(got, c.Condition+"?")
		default:
			got = append(got, fmt.Sprintf("%s %t", c.Condition, *c.Holds))
		}
	}
	if want := "no_other_data true, safeguards?, access_controlled?, not_transmitted?, deleted false, recorded?"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	w.write("fairaudit.yaml", strings.Replace(config, "BASIS", "ordinary", 1))
	if d := w.audited("fair.csv"); d.Article4a != nil || attribute(t, d, "sex").LawfulBasis != "ordinary" || attribute(t, d, "sex").Criterion != "sex" {
		t.Errorf("%+v", d.Article4a)
	}
	for text, want := range map[string]string{
		strings.Replace(config, "BASIS", "consent", 1):             "fairaudit.yaml:4:36: lawful_basis cannot be \"consent\"; it is one of ordinary, art9-4a, art9-other, public-statistic, synthetic",
		strings.Replace(config, "deleted: no", "delete: no", 1):    `fairaudit.yaml:5:36: unknown key "delete" (did you mean "deleted"?); the keys here are no_other_data, safeguards, access_controlled, not_transmitted, deleted, recorded`,
		strings.Replace(config, "deleted: no", "deleted: soon", 1): `fairaudit.yaml:5:45: deleted cannot be "soon"; it is one of no, yes`,
	} {
		w.write("fairaudit.yaml", strings.Replace(text, "BASIS", "art9-4a", 1))
		if got := w.run("audit", "absent.csv", "--config", "fairaudit.yaml"); got.code != ExitUsage || got.err != line(want) {
			t.Errorf("%+v, want %s", got, want)
		}
	}
	if got := w.run("audit", "absent.csv", "--no-config", "--predicted", "p", "--attribute", "sex:lawful_basis=none"); got.code != ExitUsage ||
		!strings.Contains(got.err, `lawful_basis cannot be "none"; it is one of "ordinary", "art9-4a"`) {
		t.Errorf("%+v", got)
	}
}
