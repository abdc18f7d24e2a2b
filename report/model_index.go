package report

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// writeModelIndex writes the model-index of a model card on Hugging Face, for its
// front matter: YAML, in which each line is a JSON object, that says of each metric
// its value and, as arguments, of whom it is and between which limits. There are no
// infinite values, which JSON has not.
func writeModelIndex(w io.Writer, d *Document, _ Style) error {
	out := bufio.NewWriter(w)
	line := func(prefix string, value any) error {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		_, err = out.WriteString(prefix + string(text) + "\n")
		return err
	}
	source := strings.Join(d.Data.Sources, ", ")
	parts := []struct {
		prefix string
		value  any
	}{
		{"model-index:\n- name: ", visible(strings.TrimSpace(d.Model.Name + " " + d.Model.Release))},
		{"  results:\n  - task: ", indexNamed{"other", visible("fairness audit under the policy " + d.Policy.Name + ", sha256 " + d.Policy.Digest)}},
		{"    dataset: ", indexNamed{cmp.Or(visible(source), "unnamed"), cmp.Or(visible(source), "unnamed")}},
		{"    source: ", map[string]string{"name": "fairaudit " + d.Tool.Version, "url": "https://github.com/fairaudit/fairaudit"}},
	}
	for _, p := range parts {
		if err := line(p.prefix, p.value); err != nil {
			return err
		}
	}
	prefix := "    metrics:\n    - "
	for f := range figures(d) {
		if f.value == "inf" {
			continue
		}
		if err := line(prefix, indexMetric{f.metric, indexNumber(f.value), f.name(), d.indexArgs(f)}); err != nil {
			return err
		}
		prefix = "    - "
	}
	if prefix != "    - " {
		if err := line("    metrics: ", []int{}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// indexNamed is a task or a data set.
type indexNamed struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type indexMetric struct {
	Type  string      `json:"type"`
	Value json.Number `json:"value"`
	Name  string      `json:"name"`
	Args  indexArgs   `json:"args"`
}

// indexArgs say of whom a metric is, its limits, and the verdict on a check.
type indexArgs struct {
	Rule      string      `json:"rule,omitempty"`
	Attribute string      `json:"attribute,omitempty"`
	Group     string      `json:"group,omitempty"`
	People    int64       `json:"people,omitempty"`
	Lower     json.Number `json:"lower,omitempty"`
	Upper     json.Number `json:"upper,omitempty"`
	Bound     string      `json:"bound,omitempty"`
	Severity  string      `json:"severity,omitempty"`
	Verdict   string      `json:"verdict,omitempty"`
}

func (d *Document) indexArgs(f figure) indexArgs {
	args := indexArgs{Lower: indexNumber(f.lower), Upper: indexNumber(f.upper)}
	switch {
	case f.check != nil:
		args.Rule, args.Attribute, args.Bound = visible(f.check.Rule), visible(f.check.Attribute), visible(f.check.Bound)
		args.Severity, args.Verdict = string(f.check.Severity), string(f.check.Verdict)
	default:
		args.People = int64(f.group.N)
		if f.attribute != nil {
			args.Attribute, args.Group = visible(f.attribute.Name), visible(f.group.Label)
		}
	}
	return args
}

// indexNumber is a number without an exponent, which YAML 1.1 reads as text
// where no dot stands before it; an infinite one is left out.
func indexNumber(text string) json.Number {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || text == "inf" {
		return ""
	}
	return json.Number(strconv.FormatFloat(x, 'f', -1, 64))
}
