package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestValuesAsWritten checks that values written in another way give the tally
// of those written plainly.
func TestValuesAsWritten(t *testing.T) {
	w := newWorld(t)
	plain := "sex,age,score,selected,w\nF,25.5,0.4,1,1000.5\nM,26.0,0.5,0,2\n,1000,0.75,1,1\nF,49.5,0.25,1,1.0\nM,,0.5,0,1\n"
	w.write("plain.csv", plain)
	french := strings.NewReplacer(",", ";", ".", ",", "1000", "1 000").Replace(plain)
	w.write("comma.csv", french)
	w.write("narrow.csv", strings.ReplaceAll(french, "1 000", "1\u202f000"))
	w.write("spaces.csv", strings.NewReplacer("1000", "1\u00a0000").Replace(plain))
	w.write("marked.csv", strings.NewReplacer("\n,", "\nNA,", "M,,", "M,null,").Replace(plain))
	w.write("comma.yaml", "version: 1\ndata: {decimal: comma, thousands: space}\n")
	w.write("marked.yaml", "version: 1\ndata: {missing_markers: [NA, \"null\"]}\n")

	for _, roles := range [][]string{
		{"--predicted", "selected", "--attribute", "sex", "--attribute", "age:bands=26,50", "--weight", "w"},
		{"--score", "score", "--cutoff", "0.5", "--attribute", "sex", "--attribute", "score:name=s:quantiles=2"},
	} {
		want := w.tallied(append([]string{"plain.csv"}, roles...)...)
		for _, args := range [][]string{
			{"comma.csv", "--decimal", "comma"}, {"comma.csv", "--decimal", "comma", "--threads", "4"}, {"plain.csv", "--threads", "1"}, {"narrow.csv", "--decimal", "comma"}, {"spaces.csv", "--thousands", "space"},
			{"marked.csv", "--missing-marker", "NA", "--missing-marker", "null"}, {"comma.csv", "--config", "comma.yaml"}, {"marked.csv", "--config", "marked.yaml"},
		} {
			if got := w.tallied(slices.Concat(args, roles)...); got != want {
				t.Errorf("%q: the tally\n%swant\n%s", args, got, want)
			}
		}
	}
	got := w.run("tally", "marked.csv", "--predicted", "selected", "--attribute", "sex")
	if want := line(`sex has the group "NA"; if it means missing: --missing-marker NA`); got.code != 0 || got.err != want {
		t.Errorf("%+v", got)
	}
}

func TestAgesAndQuantiles(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "born,score,selected\n2000-01-01,0.1,1\n02/01/2000,0.2,0\n1976-01-01,0.3,1\n1976-01-02T00:00:00,0.4,1\n,0.5,0\n2000-02-29,0.6,1\n")
	w.write("age.yaml", "version: 1\ndata:\n  predicted: selected\n  attributes:\n    age: {column: born, age_at: 2026-01-01, bands: [26, 50]}\n    s: {column: score, quantiles: 3}\n")
	for _, test := range []struct{ args, attribute, want string }{
		{"--attribute born:age_at=2026-01-01,bands=26,50", "born", "(missing) 0/1, <26 1/1, 26–49 2/0, 50+ 1/0"},
		{"--attribute born:age_at=2026-01-01:bands=26,50:name=age", "age", "(missing) 0/1, <26 1/1, 26–49 2/0, 50+ 1/0"},
		{"--attribute born:age_at=2026-01-02:bands=26,50:name=age", "age", "(missing) 0/1, <26 1/0, 26–49 1/1, 50+ 2/0"},
		{"--attribute born:age_at=2026-01-01", "born", "(missing) 0/1, 25 1/1, 26 1/0, 49 1/0, 50 1/0"},
		{"--attribute born:age_at=2026-01-01:quantiles=2", "born", "(missing) 0/1, <40 2/1, 40+ 2/0"},
		{"--attribute score:quantiles=3", "score", "<0.3 1/1, 0.3–<0.5 2/0, 0.5+ 1/1"},
		{"--attribute score:values=0.1=,0.2=", "score", "(missing) 1/1, 0.3 1/0, 0.4 1/0, 0.5 0/1, 0.6 1/0"},
		{"--config age.yaml", "age", "(missing) 0/1, <26 1/1, 26–49 2/0, 50+ 1/0"},
		{"--config age.yaml", "s", "<0.3 1/1, 0.3–<0.5 2/0, 0.5+ 1/1"},
	} {
		d := w.audited(append([]string{"in.csv", "--predicted", "selected"}, strings.Fields(test.args)...)...)
		if got := cells(attribute(t, d, test.attribute)); got != test.want {
			t.Errorf("%s: %s, want %s", test.args, got, test.want)
		}
	}
}

func TestValueErrors(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "born,score,selected\n2000-01-01,0.1,1\n2026-06-01,NA,0\n")
	w.write("bad.yaml", "version: 1\ndata: {decimal: dot, encoding: latin, attributes: {a: {age_at: 2026, quantiles: 1}}}\n")
	for _, test := range []struct {
		args string
		code int
		err  string
	}{
		{"in.csv --attribute born:age_at=2026-01-01", 4, `in.csv:3: column "born": the date of birth 2026-06-01 lies after 2026-01-01, the day of the ages`},
		{"in.csv --attribute score:age_at=2026-01-01", 4, `in.csv:2: column "score": "0.1" is not a date; dates are written 1990-12-31 or 31/12/1990`},
		{"in.csv --attribute score:bands=1", 4, `in.csv:3: column "score": "NA" is not a number, and the column is to be cut into bands; if it means missing: --missing-marker NA`},
		{"in.csv --attribute score:quantiles=2", 4, `in.csv:3: column "score": "NA" is not a number, and the column is to be cut into bands; if it means missing: --missing-marker NA`},
		{"in.csv --attribute score:quantiles=2 --missing-marker NA", 4, `in.csv: column "score": quantiles cannot part the rows: too many of them have the same value, 0.1`},
		{"- --attribute score:quantiles=2", 4, `-: quantiles and medians need two passes over the rows, and this can be read only once: save it to a file and name that, or state the limits with bands or --cutoff`},
		{"in.csv --attribute born:age_at=01/01/2026", 2, `--attribute born:age_at=01/01/2026: age_at is the day of the ages, as 2026-01-01, not "01/01/2026"`},
		{"in.csv --attribute born:age_at=2026-01-01,26", 2, `--attribute born:age_at=2026-01-01,26: after age_at comes bands=, as in age_at=2026-01-01,bands=26,50, not "26"`},
		{"in.csv --attribute score:quantiles=x", 2, `--attribute score:quantiles=x: quantiles is a whole number, not "x"`},
		{"in.csv --attribute score:quantiles=101", 2, `attribute "score": quantiles lie between 2 and 100, and 101 does not`},
		{"in.csv --attribute score:quantiles=4:bands=1", 2, `attribute "score": bands and quantiles exclude each other`},
		{"in.csv --attribute score:quantiles=4:values=1=2", 2, `attribute "score": values and bands, quantiles or ages exclude each other`},
		{"in.csv --attribute born --decimal dot", 2, `--decimal is point or comma, not "dot"`},
		{"in.csv --attribute born --thousands comma", 2, `--thousands is none or space, not "comma"`},
		{"in.csv --attribute born --encoding latin-1", 2, `--encoding is utf-8 or latin1, not "latin-1" (did you mean "latin1"?)`},
		{"in.csv --attribute born --missing-marker 1", 2, `--missing-marker cannot be "1", which is an outcome too, and markers hold for every column; for one attribute, map the value to nothing, as in values=1=`},
		{"in.csv --config bad.yaml", 2, "bad.yaml:2:17: decimal cannot be \"dot\"; it is one of point, comma\nfairaudit: " +
			"bad.yaml:2:32: encoding cannot be \"latin\" (did you mean \"latin1\"?); it is one of utf-8, latin1\nfairaudit: " +
			"bad.yaml:2:64: age_at is the day of the ages, as 2026-01-01, not \"2026\"\nfairaudit: " +
			"bad.yaml:2:81: quantiles must be a whole number of at least 2, not \"1\""},
	} {
		got := w.run(append([]string{"tally", "--predicted", "selected"}, strings.Fields(test.args)...)...)
		if fmt.Sprint(got.code, got.out, got.err) != fmt.Sprint(test.code, "", line(test.err)) {
			t.Errorf("%s: %d\n%swant %d\n%s", test.args, got.code, got.err, test.code, line(test.err))
		}
	}
}

// TestMedianOfScores: the full sample is parted, the rows without a group included,
// and the report says so.
func TestMedianOfScores(t *testing.T) {
	w := newWorld(t)
	w.write("in.csv", "sex,score\nF,1\nF,5\nF,2\nM,3\nM,9\n,7\nM,\n")
	w.write("c.yaml", "version: 1\ndata: {score: score, cutoff: median, attributes: {sex: {}}}\n")
	for _, args := range [][]string{{"in.csv", "--score", "score", "--cutoff", "median", "--attribute", "sex"}, {"in.csv", "--config", "c.yaml"}} {
		d := w.audited(args...)
		if got := cells(attribute(t, d, "sex")); got != "(missing) 1/0, F 1/2, M 1/1" || !d.Data.Predicted.Median || d.Data.Predicted.Cutoff != "5" {
			t.Errorf("%q: got %s, cut at %s, median %v", args, got, d.Data.Predicted.Cutoff, d.Data.Predicted.Median)
		}
		if got := w.run(append([]string{"audit"}, args...)...).out; !strings.Contains(got, "score ≥ 5 (above the median)") {
			t.Errorf("%q: the report does not tell the median:\n%s", args, got)
		}
	}
	w.write("t.json", w.tallied("in.csv", "--config", "c.yaml"))
	if d := w.audited("t.json"); !d.Data.Predicted.Median {
		t.Error("the tally does not tell that it is cut at the median")
	}
	for text, want := range map[string]string{
		"mean": `--cutoff: "mean" is not a number, as 0.5, nor median`, "": `--cutoff: "" is not a number, as 0.5, nor median`, "nan": "--cutoff must be a number, not NaN",
	} {
		if got := w.run("audit", "in.csv", "--score", "score", "--cutoff", text, "--attribute", "sex"); got.code != ExitUsage || got.err != line(want) {
			t.Errorf("--cutoff %q: %+v, want %s", text, got, want)
		}
	}
}
