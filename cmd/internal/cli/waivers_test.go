package cli

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// waiversOf makes the list of waivers for groups of sex, each with its last day.
func waiversOf(rule, until string, groups ...string) string {
	text := "waivers:\n"
	for _, g := range groups {
		text += fmt.Sprintf("  - {rule: %s, attribute: sex, group: %s, reason: known, owner: A. Diallo, until: %s}\n", rule, g, until)
	}
	return text
}

// TestWaivers: where waivers come from, what they do, and on which day.
func TestWaivers(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("own.yaml", own(strings.Replace(ownGap, "0.5", "0.1", 1)))
	w.write("config.yaml", strings.Replace(goodConfig, "policy: charter", "policy: own.yaml", 1)+waiversOf("gap", "2027-01-31", "F"))
	w.write("other.yaml", "version: 1\n"+waiversOf("gap", "2027-01-31", "M"))
	w.write("expired.yaml", "version: 1\n"+waiversOf("gap", "2026-11-22", "F"))
	w.write("far.yaml", "version: 1\n"+waiversOf("gap", "2027-06-01", "F"))
	w.write("wrong.yaml", "version: 1\n"+waiversOf("gpa", "2027-01-31", "F")+"  - {rule: gap, atribute: sex}\n")
	w.write("wrong-words.yaml", "version: 1\n"+strings.Replace(waiversOf("gpa", "2027-01-31", "F"), "sex", "sx", 1))
	audit := func(file string, more ...string) []string {
		return append([]string{"audit", file, "--config", "config.yaml"}, more...)
	}
	for _, test := range []struct {
		name  string
		args  []string
		epoch string
		code  int
		says  string // on the standard output, or else the standard error
	}{
		{"covered", audit("unfair.csv"), "", 0, "~ WAIVED"},
		{"covered, and said by whom", audit("unfair.csv"), "", 0, "a fail, waived for F until 2027-01-31; A. Diallo answers for it: known"},
		{"on its last day", audit("unfair.csv"), "1801439999", 0, "~ WAIVED"},
		{"on the day after", audit("unfair.csv"), "1801440000", 1, "waiver expired: gap · sex · F (until 2027-01-31, A. Diallo)"},
		{"of a file in place of the configuration's", audit("unfair.csv", "--waivers", "other.yaml"), "", 1, "waived for M, which does not cover all of it"},
		{"expired", audit("unfair.csv", "--waivers", "expired.yaml"), "", 1, "waiver expired: gap · sex · F (until 2026-11-22, A. Diallo)"},
		{"not needed", audit("fair.csv"), "", 0, "waiver not needed: gap · sex · F (until 2027-01-31, A. Diallo): the check passes"},
		{"not needed, strictly", audit("fair.csv", "--strict-waivers"), "", 1, "exit 1, since --strict-waivers asks for no waiver that does nothing"},
		{"expired, strictly", audit("small.csv", "--strict-waivers", "--waivers", "expired.yaml"), "", 1, "exit 1, since --strict-waivers"},
		{"needed, strictly", audit("unfair.csv", "--strict-waivers"), "", 0, "~ WAIVED"},
		{"beyond the horizon", audit("absent.csv", "--waivers", "far.yaml"), "", 2,
			"far.yaml:3:83: 2027-06-01 is more than 180 days away, which is as far as the policy own allows: until 2027-05-22 today\n"},
		{"wrong in form", audit("absent.csv", "--waivers", "wrong.yaml"), "", 2, "fairaudit: wrong.yaml:4:5: the waiver has no attribute\n"},
		{"of an unknown rule and attribute", audit("absent.csv", "--waivers", "wrong-words.yaml"), "", 2,
			"fairaudit: wrong-words.yaml:3:12: the policy own has no rule \"gpa\" (did you mean \"gap\"?)\nfairaudit: wrong-words.yaml:3:28: there is no attribute \"sx\" (did you mean \"sex\"?); there are \"sex\"\n"},
		{"absent", audit("absent.csv", "--waivers", "no.yaml"), "", 2, "no.yaml: there is no such file"},
		{"no seconds", audit("absent.csv"), "today", 2, `SOURCE_DATE_EPOCH is the seconds since 1970-01-01, and "today" is none`},
		{"a report in place of the waivers", audit("unfair.csv", "--waivers", "other.yaml", "-o", "json=other.yaml"), "", 2, "other.yaml: the report would replace what is read"},
	} {
		w.env["SOURCE_DATE_EPOCH"] = test.epoch
		got := w.run(test.args...)
		text := got.out + got.err
		if test.code != ExitUsage {
			text = strings.Join(strings.Fields(text), " ")
		}
		if got.code != test.code || !strings.Contains(text, test.says) {
			t.Errorf("%s: code %d, want %d and %s\n%s%s", test.name, got.code, test.code, test.says, got.out, got.err)
		}
	}
	w.env["SOURCE_DATE_EPOCH"] = ""
	d := w.audited("unfair.csv", "--config", "config.yaml")
	if c := d.Checks[0]; d.Verdict != "waived" || c.Verdict != "waived" || c.Waived.Verdict != "fail" || c.Waived.Waivers[0].Line != 11 || len(c.Offenders) != 1 || d.Waivers[0].Status != "used" {
		t.Errorf("%+v %+v", c, d.Waivers)
	}
}

// TestWaiversOfTallies: which attributes a tally has is known when it is read.
func TestWaiversOfTallies(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("t.json", w.tallied(on("unfair.csv")...))
	w.write("w.yaml", "version: 1\n"+waiversOf("impact-ratio", "2027-01-31", "F")+strings.TrimPrefix(strings.Replace(waiversOf("impact-ratio", "2027-01-31", "F"), "sex", "sx", 1), "waivers:\n"))
	d := w.audited("t.json", "--waivers", "w.yaml")
	if len(d.Waivers) != 2 || d.Waivers[0].Status != "used" || d.Waivers[1].Status != "unused" || d.Waivers[1].Why != "there is no such check" {
		t.Errorf("%+v", d.Waivers)
	}
}

// TestDates: what was adopted after the data, and what is too old, is flagged and
// changes no verdict.
func TestDates(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.write("own.yaml", strings.Replace(own(ownGap), "rules:", "adopted: 2026-10-01\nmax_age: 3 months\nrules:", 1))
	w.write("config.yaml", strings.Replace(goodConfig, "policy: charter", "policy: own.yaml", 1))
	for _, test := range []struct {
		date, epoch string
		code        int
		says        string
		warnings    string
	}{
		{"", "", 0, "audited on 2026-11-23 · audit again before 2027-02-23", ""},
		{"2026-10-01", "", 0, "audited on 2026-11-23 · data of 2026-10-01 · audit again before 2027-02-23", ""},
		{"2026-09-30", "", 0, "warning: the policy was adopted on 2026-10-01, after the data were produced (2026-09-30): its bounds were not fixed beforehand", "policy_adopted_after_data"},
		{"2026-08-23", "", 0, "", "policy_adopted_after_data"},
		{"2026-08-22", "", 0, "warning: the data are of 2026-08-22, longer ago than the 3 months after which the policy asks for new ones", "policy_adopted_after_data data_too_old"},
		{"", "1790726400", 0, "warning: the policy is adopted on 2026-10-01, after this audit", "policy_adopted_after_audit"},
		{"2026-11-24", "", 2, "data.date is 2026-11-24, and the audit is on 2026-11-23: data cannot be of a later day", ""},
		{"2026-11-31", "", 2, `config.yaml:4:9: a date is a day of the calendar, written like 2026-10-01, and "2026-11-31" is none`, ""},
	} {
		text := strings.Replace(goodConfig, "policy: charter", "policy: own.yaml", 1)
		if test.date != "" {
			text = strings.Replace(text, "data:\n", "data:\n  date: "+test.date+"\n", 1)
		}
		w.write("config.yaml", text)
		w.env["SOURCE_DATE_EPOCH"] = test.epoch
		got := w.run("audit", "fair.csv", "--config", "config.yaml")
		if got.code != test.code || !strings.Contains(strings.Join(strings.Fields(got.out+got.err), " "), test.says) {
			t.Errorf("%+v: code %d\n%s%s", test, got.code, got.out, got.err)
		}
		if test.code != 0 {
			continue
		}
		d := w.audited("fair.csv", "--config", "config.yaml")
		var kinds []string
		for _, x := range d.Warnings {
			kinds = append(kinds, x.Kind)
		}
		if strings.Join(kinds, " ") != test.warnings || d.Data.Date != test.date || d.Policy.MaxAge != "3 months" {
			t.Errorf("%+v: %+v of %+v", test, d.Warnings, d.Data)
		}
	}
}

// TestReproducible: the same audit gives the same bytes on any day, once the day is
// said.
func TestReproducible(t *testing.T) {
	w := newWorld(t)
	w.writeVerdicts()
	w.env["SOURCE_DATE_EPOCH"] = "1790812800"
	first := w.run(auditOn("fair.csv", "-o", "json")...)
	var out strings.Builder
	later := func() time.Time { return now().AddDate(3, 0, 0) }
	Run(t.Context(), auditOn("fair.csv", "-o", "json"), IO{In: w.in, Out: &out, Err: io.Discard, Env: func(name string) string { return w.env[name] }, Dir: w.dir, Now: later})
	if first.out == "" || out.String() != first.out {
		t.Error("another day gives another document, though SOURCE_DATE_EPOCH says which it is")
	}
}
