package cli

import (
	"slices"
	"strings"
	"testing"
)

// TestPublish checks that the gate's answer is that of all the data while no report
// tells of few people, and that render publishes what audit would have.
func TestPublish(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	rows := w.read("unfair.csv") + strings.Repeat("X,1,1\n", 2) + "X,0,0\n"
	w.write("few.csv", rows)
	full := w.run(auditOn("few.csv", "-o", "json=full.json")...)
	got := w.run(auditOn("few.csv", "--publish", "-o", "json=public.json", "-o", "html=public.html")...)
	if got != full || got.code != 1 {
		t.Errorf("%+v, and of all the data %+v", got, full)
	}
	public := w.read("public.json")
	if !strings.Contains(public, `"min_cell": 11`) || strings.Contains(w.read("full.json"), "min_cell") || !strings.Contains(public, `"reason": "fewer than 11, or hidden to protect so few"`) {
		t.Error(public)
	}
	if page := w.read("public.html"); !strings.Contains(page, "What is hidden") || strings.Contains(page, "none was applied") {
		t.Error("the page does not say what is hidden")
	}
	if got := w.run("render", "full.json", "--publish", "-o", "json"); got.code != 0 || got.out != public {
		t.Errorf("rendered, it is another document: %+v", got)
	}
	if got := w.run("render", "public.json", "--publish", "--min-cell", "5", "-o", "json"); got.code != 0 || got.out != public {
		t.Errorf("published again, it is another document: %+v", got)
	}
	if got := w.run("render", "public.json"); got.code != 0 || !strings.Contains(got.out, "hidden: ") {
		t.Errorf("%+v", got)
	}
}

// TestPublishRefuses checks what is refused, with which code, and that nothing is left.
func TestPublishRefuses(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.run(auditOn("unfair.csv", "--publish", "-o", "json=public.json")...)
	before := w.files()
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{auditOn("unfair.csv", "--min-cell", "5"), ExitUsage, "--min-cell says what --publish hides; give both or neither"},
		{auditOn("unfair.csv", "--publish", "--min-cell", "1"), ExitUsage, "--min-cell is at least 2, and not 1"},
		{[]string{"render", "public.json", "--min-cell", "5"}, ExitUsage, "--min-cell says what --publish hides; give both or neither"},
		{auditOn("unfair.csv", "--publish", "--min-cell", "1000000", "-o", "json=out.json"), ExitIncomplete, "nothing of it can be published"},
		{[]string{"render", "public.json", "--publish", "--min-cell", "12", "-o", "csv=out.csv"}, ExitIncomplete,
			"--publish: the document was published with a minimum cell of 11, and what it shows cannot be hidden afterwards: publish the full document with 12"},
	} {
		got := w.run(test.args...)
		if got.code != test.code || got.out != "" || !strings.Contains(got.err, test.want) {
			t.Errorf("%q: %+v", test.args, got)
		}
	}
	if after := w.files(); !slices.Equal(before, after) {
		t.Errorf("there are now %q", after)
	}
}

// TestPublishUnderAPolicy: the cell that a policy states is that of --publish, of audit
// and of render, and nobody can ask for less.
func TestPublishUnderAPolicy(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("base.yaml", "version: 1\npolicy: base\nextends: charter\ndisclosure: {min_cell: 20}\n")
	w.write("house.yaml", "version: 1\npolicy: house\nextends: base.yaml\n")
	w.write("wide.yaml", "version: 1\npolicy: wide\nextends: base.yaml\ndisclosure: {min_cell: 15}\n")
	under := func(policy string, args ...string) outcome { // of the audit, and of its document
		t.Helper()
		got := w.run(auditOn("unfair.csv", append([]string{"--policy", policy, "-o", "json=out.json", "--publish"}, args...)...)...)
		full := w.run(auditOn("unfair.csv", "--policy", policy, "-o", "json=full.json")...)
		rendered := w.run(append([]string{"render", "full.json", "-o", "json=rendered.json", "--publish"}, args...)...)
		if full.code != ExitFail || rendered.err != got.err || got.err == "" && (rendered.code != 0 || w.read("rendered.json") != w.read("out.json")) {
			t.Errorf("%s %q: %+v, rendered %+v", policy, args, got, rendered)
		}
		return got
	}
	for _, c := range []struct{ policy, flag, want string }{
		{"charter", "", "11"}, {"charter", "2", "2"}, {"house.yaml", "", "20"}, {"house.yaml", "20", "20"}, {"house.yaml", "25", "25"}, {"wide.yaml", "", "15"},
	} {
		var args []string
		if c.flag != "" {
			args = []string{"--min-cell", c.flag}
		}
		if got := under(c.policy, args...); got.code != ExitFail || got.err != "" || !strings.Contains(w.read("out.json"), `"min_cell": `+c.want+",\n    \"checks\"") {
			t.Errorf("%v: %+v\n%s", c, got, w.read("out.json"))
		}
	}
	if text := w.read("full.json"); !strings.Contains(text, `"min_cell": 15,`) || strings.Contains(text, `"checks": [],`) {
		t.Error("the document does not say what its policy allows to publish")
	}
	const want = "the policy house publishes no number of fewer than 20 people: --min-cell is at least 20, and not 19"
	if got := under("house.yaml", "--min-cell", "19"); got.code != ExitUsage || got.err != line(want) {
		t.Errorf("%+v", got)
	}
	if got := w.run("audit", "absent.csv", "--predicted", "p", "--attribute", "a", "--policy", "house.yaml", "--publish", "--min-cell", "3", "--lang", "fr"); got.code != ExitUsage || !strings.Contains(got.err, "la politique house ne publie aucun effectif de moins de 20 personnes : --min-cell est d’au moins 20, et non 3") {
		t.Errorf("before any data are read: %+v", got)
	}
}
