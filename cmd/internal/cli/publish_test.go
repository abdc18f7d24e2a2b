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
