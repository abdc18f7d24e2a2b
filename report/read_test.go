package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/report"
)

// TestReadBack checks that what is written is read, and is the same in every format.
func TestReadBack(t *testing.T) {
	documents := map[string]*report.Document{}
	hostile, err := report.Read("audit.json", strings.NewReader(render(t, "json", hostileDocument(t), report.Style{})))
	if err != nil {
		t.Fatal(err)
	}
	documents["hostile labels"] = hostile // without the bytes that are no UTF-8
	for i := range goldens {
		documents[goldens[i].name] = goldens[i].cached(t)
	}
	for name, d := range documents {
		text := render(t, "json", d, report.Style{})
		back, err := report.Read("audit.json", strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, f := range report.Formats {
			if want, got := render(t, f.Name, d, report.Style{}), render(t, f.Name, back, report.Style{}); got != want {
				t.Errorf("%s read back, as %s: %s", name, f.Name, diff(t, want, got))
			}
		}
	}
}

// TestReadAnyLayout checks that white space is no change.
func TestReadAnyLayout(t *testing.T) {
	text := render(t, "json", find(t, "fail").cached(t), report.Style{})
	var compact, wide bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&wide, []byte(text), "\r\n", "\t"); err != nil {
		t.Fatal(err)
	}
	for _, layout := range []string{compact.String(), wide.String(), "\n\n " + text + "\n\n"} {
		if _, err := report.Read("audit.json", strings.NewReader(layout)); err != nil {
			t.Error(err)
		}
	}
}

var sealKey = regexp.MustCompile(`"seal": *"[0-9a-f]*"`)

// reseal gives a changed document the seal of what it now says, as somebody would
// who means to deceive.
func reseal(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(sealKey.ReplaceAllString(text, `"seal":""`))); err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(b.Bytes())
	return sealKey.ReplaceAllString(text, `"seal": "`+hex.EncodeToString(digest[:])+`"`)
}

// TestReadRefuses checks what is refused, and that the message says what and where.
func TestReadRefuses(t *testing.T) {
	text := render(t, "json", find(t, "fail").cached(t), report.Style{})
	for _, test := range []struct{ old, new, want string }{
		{text, "", "audit.json: ends before the document does"},
		{text, "[]", `audit.json: no audit document: its schema is "fairaudit-audit/1"`},
		{text, "{}", `audit.json: no audit document: its schema is "fairaudit-audit/1"`},
		{text, text[:len(text)/2], "audit.json: ends before the document does"},
		{text, text + "{}", fmt.Sprintf("audit.json: line %d: invalid character '{' after top-level value", strings.Count(text, "\n")+1)},
		{text, text[:1000] + "\xff" + text[1000:], "audit.json: not UTF-8, so no audit document"},
		{`"fairaudit-audit/1"`, `"fairaudit-audit/9"`, `audit.json: its schema is "fairaudit-audit/9", and what is read is "fairaudit-audit/1"`},
		{`"complete": true`, `"complete": false`, "audit.json: incomplete: the audit that wrote it was not finished"},
		{`"complete": true,`, ``, "audit.json: incomplete: the audit that wrote it was not finished"},
		{`"release": "2026.11"`, `"relaese": "2026.11"`, `audit.json:10: model: unknown key "relaese" (did you mean "release"?)`},
		{`"release": "2026.11"`, `"Release": "2026.11"`, `audit.json:10: model: unknown key "Release" (did you mean "release"?)`},
		{`"release": "2026.11"`, `"name": "other"`, `audit.json:10: model has the key "name" twice`},
		{`"release": "2026.11"`, `"release": 2026`, `audit.json:10: model.release: a number cannot stand here`},
		{`"release": "2026.11"`, `"release": {}`, `audit.json:10: model.release: an object cannot stand here`},
		{`"release": "2026.11"`, `"release": [["x"]]`, `audit.json:10: model.release: an array cannot stand here`},
		// changed without a new seal
		{`"release": "2026.11"`, `"release": "2026.12"`, "audit.json: changed since it was written: its content does not have the SHA-256 that its last key, seal, names"},
		{`"verdict": "fail"`, `"verdict": "pass"`, "audit.json: changed since it was written: …"},
		{`"seal": "`, `"seal": "0`, "audit.json: changed since it was written: …"},
		{`"exit_code": 1,`, `"exit_code": 0,`, "audit.json: changed since it was written: …"},
	} {
		changed := strings.Replace(text, test.old, test.new, 1)
		if changed == text {
			t.Errorf("%s does not occur", test.old)
		}
		_, err := report.Read("audit.json", strings.NewReader(changed))
		checkError(t, test.new[:min(len(test.new), 40)], err, test.want)
	}
	if _, err := report.Read("audit.json", strings.NewReader(sealKey.ReplaceAllString(text, `"seal": ""`))); err == nil {
		t.Error("a document without a seal is taken")
	}
}

func checkError(t *testing.T, name string, err error, want string) {
	t.Helper()
	begin, rest := strings.CutSuffix(want, "…")
	if err == nil || err.Error() != want && !(rest && strings.HasPrefix(err.Error(), begin)) {
		t.Errorf("%s: %v, want %s", name, err, want)
	}
}

// TestReadFindsContradictions changes a document and seals it again: what it
// says of one thing then does not fit what it says of another.
func TestReadFindsContradictions(t *testing.T) {
	text := render(t, "json", find(t, "fail").cached(t), report.Style{})
	if _, err := report.Read("audit.json", strings.NewReader(reseal(t, text))); err != nil {
		t.Fatal(err)
	}
	last := func(old, new string) string {
		at := strings.LastIndex(text, old)
		return text[:at] + new + text[at+len(old):]
	}
	first := func(old, new string) string { return strings.Replace(text, old, new, 1) }
	for _, test := range []struct{ name, changed, want string }{
		{"verdict", last(`"verdict": "fail"`, `"verdict": "pass"`), "the verdict is pass, and that of its checks fail"},
		{"exit code", last(`"exit_code": 1`, `"exit_code": 0`), "the exit code is 0, and that of its verdict 1"},
		{"check", first(`"verdict": "fail"`, `"verdict": "inconclusive"`), `impact-ratio · age: inconclusive with the reason ""`},
		{"word", first(`"verdict": "fail"`, `"verdict": "maybe"`), `impact-ratio · age: there is no verdict "maybe"`},
		{"severity", first(`"severity": "block"`, `"severity": "high"`), `impact-ratio · sex: there is no severity "high"`},
		{"used", first(`"used": 10832`, `"used": 10831`), "10831 rows are used, and overall there are 10832 people"},
		{"cells", first(`"tp": 1070`, `"tp": 1071`), "sex F has 5380 people, and its four cells 5381"},
		{"negative", first(`"tp": 1070`, `"tp": -1070`), "sex F has a count below 0"},
		{"cell left out", first(`"tp": 1070,`, ``), "sex F has neither its four cells nor who is selected"},
		{"group", first(`"n": 5380`, `"n": 5381`), "sex F has 5381 people, and its four cells 5380"},
		{"label twice", first(`"label": "F"`, `"label": "M"`), "sex has the group M twice"},
		{"rate", first(`"value": 0.748251748252`, `"value": 0.848251748252`), "sex F: tpr is 0.848251748252, which is not 1070/1430"},
		{"pair", first(`"num": 2180,
          "den": 5380,
          "rate"`, `"num": 2181,
          "den": 5380,
          "rate"`), "impact-ratio · sex: selection_rate of F is 2181/5380 in the pair, and not in the group"},
	} {
		if test.changed == text {
			t.Errorf("%s: nothing is changed", test.name)
			continue
		}
		want := "audit.json: contradicts itself: " + test.want
		_, err := report.Read("audit.json", strings.NewReader(reseal(t, test.changed)))
		checkError(t, test.name, err, want)
	}
}

// TestReadFindsContradictionsOfChange does so with a gap that has widened.
func TestReadFindsContradictionsOfChange(t *testing.T) {
	text := render(t, "json", find(t, "change").cached(t), report.Style{})
	if _, err := report.Read("audit.json", strings.NewReader(reseal(t, text))); err != nil {
		t.Fatal(err)
	}
	number := func(key, to string) string {
		at := strings.Index(text, `"metric": "gap_widening"`)
		at += strings.Index(text[at:], `"pair"`)
		return text[:at] + regexp.MustCompile(key+`[-0-9.]+`).ReplaceAllStringFunc(text[at:], func(old string) string {
			if to == "" {
				return old
			}
			defer func() { to = "" }()
			return old[:strings.LastIndexAny(old, " ")+1] + to
		})
	}
	for _, test := range []struct{ name, changed, want string }{
		{"estimate", number(`"estimate": `, "0.5"), "the gap has widened by 0.5, and by its rates by "},
		{"now", number(`"num": `, "1"), " in the pair, and not in the group"},
		{"before", number(`"before": {\s*"group": {\s*"label": "[^"]*",\s*"num": `, "1"), ", which is not 1/"},
	} {
		_, err := report.Read("audit.json", strings.NewReader(reseal(t, test.changed)))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

// TestReadOrRefuse takes each value out of a document, or another in its place,
// and seals it again: it is refused, or every format still writes it. What several
// documents have is tried in the first, so the small ones come first.
func TestReadOrRefuse(t *testing.T) {
	taken := map[string]bool{}
	for _, name := range []string{"record-complete", "joined", "record", "no-labels", "too-few", "unlabelled", "inputs", "infinite", "undefined",
		"unknown-values", "lawful", "strata", "waived-in-part", "waived", "fail"} {
		text := render(t, "json", find(t, name).cached(t), report.Style{})
		var tree any
		if err := json.Unmarshal([]byte(text), &tree); err != nil {
			t.Fatal(err)
		}
		prune(tree)
		if whole, err := json.Marshal(tree); err != nil {
			t.Fatal(err)
		} else if _, err := report.Read("audit.json", strings.NewReader(reseal(t, lastSeal(string(whole))))); err != nil {
			t.Fatal(err)
		}
		mine := map[string]bool{}
		eachPlace(tree, "", func(place string, _ any, _ func(any)) {
			mine[place] = !taken[place]
			taken[place] = true
		})
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachPlace(tree, "", func(place string, value any, put func(any)) {
				if mine[place] {
					readOrRefuse(t, name+": "+place, tree, put)
					put(value)
					mine[place] = false
				}
			})
		})
	}
}

// readOrRefuse puts other values in a place of a document. Those that make the same
// document are written once.
func readOrRefuse(t *testing.T, place string, tree any, put func(any)) {
	t.Helper()
	written := map[string]bool{}
	for _, other := range []any{nil, 0, "", []any{}, map[string]any{}, absent{}} {
		put(other)
		changed, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		if d, err := report.Read("audit.json", strings.NewReader(reseal(t, lastSeal(string(changed))))); err == nil && !written[render(t, "json", d, report.Style{})] {
			written[render(t, "json", d, report.Style{})] = true
			writeAll(t, fmt.Sprintf("%s with %v", place, other), d)
		}
	}
}

// prune leaves out of a document what is there many times and needs no company:
// all methods of intervals but the first, all rates but those of the rules here.
func prune(tree any) {
	switch x := tree.(type) {
	case map[string]any:
		for key, value := range x {
			switch of, isMap := value.(map[string]any); {
			case key == "intervals":
				x[key] = value.([]any)[:1]
			case isMap && (key == "rates" || key == "versus"):
				maps.DeleteFunc(of, func(id string, _ any) bool {
					return !slices.Contains([]string{"accuracy", "selection_rate", "tpr", "fpr", "ppv", "fp_share", "favourable"}, id)
				})
			}
			prune(value)
		}
	case []any:
		for _, value := range x {
			prune(value)
		}
	}
}

// absent stands for a key that is taken away.
type absent struct{}

// eachPlace visits every value of a tree; of the elements of a list or of rates,
// which are alike, only the first.
func eachPlace(tree any, place string, visit func(place string, value any, put func(any))) {
	switch x := tree.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(x))
		if strings.HasSuffix(place, ".rates") || strings.HasSuffix(place, ".versus") {
			keys = keys[:min(1, len(keys))]
		}
		for _, key := range keys {
			value := x[key]
			visit(place+"."+key, value, func(other any) {
				if x[key] = other; other == (absent{}) {
					delete(x, key)
				}
			})
			eachPlace(value, place+"."+key, visit)
		}
	case []any:
		if len(x) > 0 {
			eachPlace(x[0], place+"[]", visit)
		}
	}
}

// lastSeal puts the seal at the end, where it belongs.
func lastSeal(text string) string {
	text = sealKey.ReplaceAllString(text, `"seal":""`)
	text = strings.Replace(text, `,"seal":""`, "", 1)
	return strings.TrimSuffix(text, "}") + `,"seal":""}`
}

func writeAll(t *testing.T, name string, d *report.Document) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: %v", name, r)
		}
	}()
	for _, f := range report.Formats {
		var b bytes.Buffer
		if err := f.Write(&b, d, report.Style{}); err != nil {
			t.Errorf("%s: as %s: %v", name, f.Name, err)
		}
	}
}

// TestReadIsBounded checks that no input is held whole that no document can be.
func TestReadIsBounded(t *testing.T) {
	r := &endless{}
	if _, err := report.Read("audit.json", r); err == nil || err.Error() != "audit.json: larger than 256 MiB, which no audit document is" {
		t.Error(err)
	}
	if r.read > 300<<20 {
		t.Errorf("%d bytes were read", r.read)
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

// FuzzRead checks that any input is read or refused with a message, and that what
// is read can be written in every format, and read again.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"inconclusive", "no-labels", "joined"} {
		text := render(f, "json", find(f, name).cached(f), report.Style{})
		f.Add(text, false)
		f.Add(text[:len(text)/2], false)
		f.Add(strings.ReplaceAll(text, "null", "0"), true)
		f.Add(strings.ReplaceAll(text, `"verdict": "pass"`, `"verdict": "fail"`), true)
	}
	f.Add(`{"schema": "fairaudit-audit/1", "complete": true, "seal": ""}`, true)
	f.Fuzz(func(t *testing.T, text string, sealed bool) {
		if sealed && json.Valid([]byte(text)) {
			text = reseal(t, text)
		}
		d, err := report.Read("audit.json", strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "audit.json:") {
				t.Errorf("the message %q names no file", err)
			}
			return
		}
		for _, format := range report.Formats {
			var b bytes.Buffer
			if err := format.Write(&b, d, report.Style{}); err != nil {
				t.Errorf("%s: %v", format.Name, err)
			}
			if format.Name == "json" {
				if _, err := report.Read("audit.json", &b); err != nil {
					t.Errorf("what was written is refused: %v", fmt.Sprint(err))
				}
			}
		}
	})
}
