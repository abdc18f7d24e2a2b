package dataset

import (
	"fmt"
	"testing"
)

func TestPathConstants(t *testing.T) {
	for path, want := range map[string]string{
		"in.csv":                                 "[]",
		"a/b=c.csv":                              "[]",
		"sexe=F/in.csv":                          "[{sexe F}]",
		"/data/year=2026/sexe=F/part.csv":        "[{year 2026} {sexe F}]",
		"=x/y/in.csv":                            "[]",
		"x=/in.csv":                              "[{x }]",
		"x=a=b/in.csv":                           "[{x a=b}]",
		"m%C3%A9tier=a%2Fb%20c/in.csv":           "[{métier a/b c}]",
		"e\u0301ge=50%/in.csv":                   "[{\u00e9ge 50%}]",
		"x=%4/in.csv":                            "[{x %4}]",
		"x=%zz%aF/in.csv":                        "[{x %zz\xaf}]",
		"sexe=__HIVE_DEFAULT_PARTITION__/in.csv": "[{sexe }]",
	} {
		got, err := PathConstants(path)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: %v, %v; want %s", path, got, err, want)
		}
	}
	for path, want := range map[string]string{
		"x=1/%78=2/in.csv": `column "x": two directories of the path give it a value`,
		"%ff=1/in.csv":     `the directory "%ff=1": "\xff" is not UTF-8`,
	} {
		if got, err := PathConstants(path); err == nil || err.Error() != want {
			t.Errorf("%s: %v, %v; want %s", path, got, err, want)
		}
	}
}

func TestResolveWith(t *testing.T) {
	constants := []Constant{{"year", "2026"}, {"sexe", ""}}
	at, row, err := ResolveWith([]string{"sexe", "b", "year", "a"}, []string{"a", "b"}, constants)
	if fmt.Sprintf("%v %q %v", at, row, err) != `[-1 1 -1 0] ["" "" "2026" ""] <nil>` {
		t.Errorf("%v %q %v", at, row, err)
	}
	_, _, err = ResolveWith([]string{"sex"}, []string{"a", "b"}, constants)
	if want := `there is no column "sex" (did you mean "sexe"?); the columns are "a", "b", "year", "sexe"`; err == nil || err.Error() != want {
		t.Error(err)
	}
	if err := CheckConstants([]string{"a", "b"}, constants); err != nil {
		t.Error(err)
	}
	err = CheckConstants([]string{"a", "year"}, constants)
	if want := `column "year": the file has it, and so has its path, as year=2026: rename the directory or the column`; err == nil || err.Error() != want {
		t.Error(err)
	}
}
