package cli

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStepSummary checks that -o github adds the report to the page of the job,
// after what stands there, and never more than GitHub takes.
func TestStepSummary(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("summary.md", "before\n")
	w.env["GITHUB_STEP_SUMMARY"] = filepath.Join(w.dir, "summary.md")
	markdown := w.run(auditOn("unfair.csv", "-o", "markdown")...).out
	if got := w.read("summary.md"); got != "before\n" {
		t.Fatalf("another format has written %q", got)
	}
	got := w.run(auditOn("unfair.csv", "-o", "github")...)
	if got.code != ExitFail || !strings.HasPrefix(got.out, "::notice title=fairaudit::NOT RESPECTED") || got.err != "" {
		t.Errorf("%+v", got)
	}
	if page := w.read("summary.md"); page != "before\n"+markdown {
		t.Errorf("the page holds\n%s", page)
	}

	const limit = 1 << 20
	w.write("summary.md", strings.Repeat("x", limit-len(markdown)/2))
	w.run(auditOn("unfair.csv", "-o", "github=annotations.txt")...)
	page := w.read("summary.md")
	if len(page) >= limit || !strings.HasSuffix(page, "… more than this page has room for; the other reports have it all\n") {
		t.Errorf("the page has %d bytes and ends in %q", len(page), page[len(page)-100:])
	}
	w.write("summary.md", strings.Repeat("x", limit))
	w.run(auditOn("unfair.csv", "-o", "github")...)
	if page := w.read("summary.md"); len(page) != limit {
		t.Errorf("a full page has grown to %d bytes", len(page))
	}

	w.env["GITHUB_STEP_SUMMARY"] = filepath.Join(w.dir, "nowhere", "summary.md")
	got = w.run(auditOn("absent.csv", "-o", "github", "-o", "json=r.json")...)
	if want := line("GITHUB_STEP_SUMMARY: " + w.env["GITHUB_STEP_SUMMARY"] + ": there is no such file"); got.code != ExitIncomplete || got.err != want {
		t.Errorf("%+v, want %s", got, want)
	}
	if _, err := os.Stat("r.json"); err == nil {
		t.Error("a report of nothing has been left")
	}
}

// TestPolicyLocation checks that findings lie in the policy file, named from
// where the program runs, whatever names it.
func TestPolicyLocation(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("rules/fair rules.yaml", "version: 1\npolicy: mine\nrules:\n  ratio: {rate: selection_rate, ratio: min/max, bound: \">= 4/5\"}\n")
	w.write("conf/fairaudit.yaml", "version: 1\npolicy: ../rules/fair rules.yaml\n")
	for _, args := range [][]string{{"--policy", "rules/fair rules.yaml"}, {"--policy", filepath.Join(w.dir, "rules", "fair rules.yaml")}, {"--config", "conf/fairaudit.yaml"}} {
		if d := w.audited(on("unfair.csv", args...)...); d.Checks[0].File != "rules/fair rules.yaml" || d.Checks[0].BuiltIn {
			t.Errorf("%q: the policy file is %q", args, d.Checks[0].File)
		}
		got := w.run(auditOn("unfair.csv", append(args, "-o", "sarif")...)...)
		if got.code != ExitFail || !strings.Contains(got.out, `"uri": "rules/fair%20rules.yaml"`) || !strings.Contains(got.out, `"startLine": 4`) {
			t.Errorf("%q: %s", args, got.out)
		}
		got = w.run(auditOn("unfair.csv", append(args, "-o", "github")...)...)
		if !strings.Contains(got.out, "\n::error file=rules/fair rules.yaml,line=4,title=fail%3A ratio · sex::") {
			t.Errorf("%q: %s", args, got.out)
		}
	}
	if d := w.audited(on("unfair.csv")...); !d.Checks[0].BuiltIn {
		t.Errorf("the built-in policy is in %q", d.Checks[0].File)
	}
}

// TestInconclusiveInJUnit checks what --inconclusive makes of the cases that
// cannot tell: CI is to come to what the exit code says.
func TestInconclusiveInJUnit(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	for _, test := range []struct {
		flag string
		code int
	}{{"", ExitInconclusive}, {"pass", ExitPass}, {"fail", ExitFail}} {
		args := auditOn("small.csv", "-o", "junit")
		if test.flag != "" {
			args = append(args, "--inconclusive", test.flag)
		}
		got := w.run(args...)
		var suites struct {
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Suites   []struct {
				Cases []struct {
					Class   string    `xml:"classname,attr"`
					Skipped *struct{} `xml:"skipped"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal([]byte(got.out), &suites); err != nil || got.code != test.code {
			t.Fatalf("%q: code %d, %v", test.flag, got.code, err)
		}
		last := suites.Suites[len(suites.Suites)-1].Cases
		verdict := last[len(last)-1]
		if suites.Failures > 0 || (suites.Errors > 0) != (test.flag != "pass") || verdict.Class != "fairaudit" || (verdict.Skipped != nil) != (test.flag == "pass") {
			t.Errorf("%q: %+v", test.flag, suites)
		}
	}
}
