package cli

import (
	"fmt"
	"strings"
	"testing"
)

// TestCounts checks that the result of a GROUP BY is audited as the rows are.
func TestCounts(t *testing.T) {
	w := newWorld(t)
	w.write("rows.csv", "sex,selected,hired,w\n"+strings.Repeat("F,1,0,0.5\n", 3)+strings.Repeat("F,0,,2\n", 2)+strings.Repeat("M,1,1,1.5\n", 4)+"M,0,0,1.5\nM,,0,1\nF,1,1,0\n")
	groups := []string{"F,1,0,3,1.5,0.75", "F,0,,2,4,8", "M,1,1,4,6,9", "M,0,0,1,1.5,2.25", "M,,0,1,1,1", "F,1,1,1,0,0", "X,9,9,0,,"}
	w.write("counts.csv", "sex,selected,hired,n,w,w2\n"+strings.Join(groups, "\n")+"\n")
	weights := []string{"--weight", "w"}
	want, weighted := w.tallied(on("rows.csv")...), w.tallied(on("rows.csv", weights...)...)
	if got := w.tallied(on("counts.csv", "--counts", "n")...); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := w.tallied(on("counts.csv", "--counts", "n", "--weight", "w", "--weight-squares", "w2")...); got != weighted {
		t.Errorf("got\n%swant\n%s", got, weighted)
	}
	w.write("fairaudit.yaml", `version: 1
data: {predicted: selected, actual: hired, attributes: {sex: {}}, counts: n, weight: w, weight_squares: w2}`)
	if got := w.run("tally", "counts.csv"); got.out != weighted {
		t.Errorf("under a configuration: %+v", got)
	}
	d := w.audited(on("counts.csv", "--counts", "n", "--no-config")...)
	if got := fmt.Sprint(d.Data.Read, d.Data.Used, d.Data.Dropped); got != "12 11 map[no prediction:1]" {
		t.Error(got)
	}

	for args, want := range map[string]string{
		"--counts n --weight w":                         "with --counts, --weight names the sum of the weights of a row's people, and --weight-squares must name that of their squares",
		"--weight w --weight-squares w2":                "--weight-squares belongs to --counts and --weight: a row then stands for many people, and has the sums of their weights and of the squares of these",
		"--counts n --unit id":                          "--unit and --counts exclude each other: a row that stands for many people identifies none",
		"--counts sex":                                  `column "sex" is both --counts and a value to count by`,
		"--counts n --weight n --weight-squares w2":     `column "n" is both --counts and --weight`,
		"--counts n --weight hired --weight-squares w2": `column "hired" is both --weight and a value to count by`,
	} {
		if got := w.run(auditOn("counts.csv", append(strings.Fields(args), "--no-config")...)...); got.code != ExitUsage || got.err != line(want) {
			t.Errorf("%s: %+v", args, got)
		}
	}
	w.write("bad.csv", "sex,selected,hired,n\nF,1,0,3\nF,1,1,2.5\n")
	if got := w.run(auditOn("bad.csv", "--counts", "n", "--no-config")...); got.code != ExitIncomplete || got.err != line(`bad.csv:3: column "n": "2.5" is not a count: people are whole and not negative`) {
		t.Errorf("%+v", got)
	}
	if got := w.run(auditOn("rows.csv", "--counts", "n", "--no-config")...); got.code != ExitIncomplete || !strings.Contains(got.err, `there is no column "n"`) {
		t.Errorf("%+v", got)
	}
}
