package sql_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/dataset/sql"
)

// numbered is, by dialect, what gives the numbers i of so many thousand rows.
var numbered = map[string]string{
	"postgres": "generate_series(0, CAST(1000 AS bigint) * %d - 1) AS g (i)",
	"trino":    "(SELECT a * 1000 + b FROM UNNEST(sequence(0, %d - 1)) AS t (a) CROSS JOIN UNNEST(sequence(0, 999)) AS u (b)) AS g (i)",
}

// measured is a question, and the engine's own GROUP BY of the same columns.
type measured struct {
	name string
	spec dataset.Spec
	own  string // what is selected
	by   string // how many of these are grouped by
}

func measurements() []measured {
	column := func(name string) dataset.Attribute { return dataset.Attribute{Name: name, Column: name} }
	decision := dataset.Outcome{Column: "decision"}
	of := func(weight string) dataset.Spec {
		return dataset.Spec{Predicted: decision, Weight: weight, Attributes: []dataset.Attribute{column("sex"), column("region")}}
	}
	return []measured{
		{"values", dataset.Spec{Predicted: decision, Strata: []string{"job"}, Attributes: of("").Attributes}, "sex, region, job, decision", "1, 2, 3, 4"},
		{"bands", dataset.Spec{Predicted: dataset.Outcome{Column: "score", Cutoff: new(0.5)}, Attributes: append(of("").Attributes,
			dataset.Attribute{Name: "age", Column: "age", Bands: []float64{26, 50}}, dataset.Attribute{Name: "job", Column: "job", Values: map[string]string{"a": "x", "b": "x"}})},
			"sex, region, job, CASE WHEN age < 26 THEN 1 WHEN age < 50 THEN 2 ELSE 3 END, score >= 0.5", "1, 2, 3, 4, 5"},
		{"decimal weights", of("w"), "sex, region, decision, SUM(w), SUM(w * w)", "1, 2, 3"},
		{"float weights", of("wf"), "sex, region, decision, SUM(wf), SUM(wf * wf)", "1, 2, 3"},
	}
}

// BenchmarkEngines has each engine at hand answer its own GROUP BY and an audit's
// question of the same columns in turn. It reports the medians, their ratio, how
// many rows came back, and how many were counted, FAIRAUDIT_BENCH_ROWS or 3 million.
func BenchmarkEngines(b *testing.B) {
	rows, err := strconv.Atoi(cmp.Or(os.Getenv("FAIRAUDIT_BENCH_ROWS"), "3000000"))
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range asked(b) {
		dialect, _ := sql.Find(e.dialect)
		load := "CREATE TABLE measured AS SELECT CASE MOD(i, 2) WHEN 0 THEN 'F' ELSE 'M' END AS sex, CONCAT('region ', CAST(MOD(i / 7, 6) AS varchar(9))) AS region, " +
			"SUBSTR('abcde', CAST(1 + MOD(i / 11, 5) AS int), 1) AS job, CAST(16 + MOD(i * 7919, 60) AS int) AS age, CAST(MOD(i / 3, 2) AS int) AS decision, " +
			"CAST(MOD(CAST(i AS bigint) * 736878, 1000003) AS %[1]s) / 1000003 AS score, CAST(0.5 + MOD(i, 99991) * 0.00001 AS decimal(8, 6)) AS w, " +
			"CAST(0.5 + MOD(i, 99991) * 0.00001 AS %[1]s) AS wf FROM " + numbered[e.dialect]
		double := cmp.Or(e.types["double"], "double")
		if _, err := e.run([]string{fmt.Sprintf(load, double, rows/1000)}, "ANALYZE "+dialect.Quote(e.schema)+".measured"); err != nil {
			b.Log(err) // not every store keeps statistics
		}
		for _, m := range measurements() {
			b.Run(e.dialect+"/"+m.name, func(b *testing.B) { e.measure(b, m, rows/1000*1000) })
		}
	}
}

// measure asks both in turn.
func (e *engine) measure(b *testing.B, m measured, rows int) {
	address, err := sql.ParseAddress(e.address)
	if err != nil {
		b.Fatal(err)
	}
	var own, audit []time.Duration
	var cells int
	for b.Loop() {
		start := time.Now()
		if _, err := e.run(nil, "SELECT "+m.own+", COUNT(*) FROM measured GROUP BY "+m.by); err != nil {
			b.Fatal(err)
		}
		own, start, cells = append(own, time.Since(start)), time.Now(), 0
		t, _, err := sql.Count(context.Background(), sql.Counting(address, &cells), m.spec, sql.From{Table: e.schema + ".measured"}, sql.Options{Timeout: 10 * time.Minute})
		if err != nil {
			b.Fatal(err)
		}
		audit = append(audit, time.Since(start))
		if n := t.Rows.Used; n != int64(rows) {
			b.Fatalf("%d rows of %d", n, rows)
		}
	}
	median := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2].Microseconds()) / 1000
	}
	b.ReportMetric(median(own), "own-ms")
	b.ReportMetric(median(audit), "audit-ms")
	b.ReportMetric(median(audit)/median(own), "ratio")
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(float64(rows), "rows")
	b.ReportMetric(0, "ns/op") // of both together, which nobody asks for
}
