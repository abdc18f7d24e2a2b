package tally_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/fairaudit/fairaudit/fairness/tally"
)

const plain = `{"schema":"fairaudit-tally/1","measures":["n"],` +
	`"axes":[{"name":"sex","role":"attribute","values":["F","M"]},{"name":"age","role":"attribute","bands":["<26","26+"],"values":["<26","26+"]},` +
	`{"name":"picked","role":"predicted","positive":["1","2"],"values":["0","1"]}],` +
	`"cuboids":[{"axes":[0,2],"cells":[[0,0,5],[0,1,6],[1,1,7]]},{"axes":[1,2],"cells":[[0,0,5],[1,1,13]]}],` +
	`"rows":{"read":20,"used":18,"dropped":{"no prediction":2},"repeated":-1}}` + "\n"

const weighted = `{"schema":"fairaudit-tally/1","measures":["n","w","w2"],` +
	`"axes":[{"name":"sex","role":"attribute","values":["F","M"]}],` +
	`"cuboids":[{"axes":[0],"cells":[[0,2,0.5,0.125],[1,3,6.000000001,14]]}],"rows":{"read":5,"used":5,"dropped":{},"repeated":1}}` + "\n"

func TestDecodeReads(t *testing.T) {
	for name, text := range map[string]string{"plain": plain, "weighted": weighted} {
		got, err := tally.Decode(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again := encode(t, got); again != text {
			t.Errorf("%s: got\n%swant\n%s", name, again, text)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	swap := func(text, old, replacement string) string {
		if strings.Count(text, old) != 1 {
			t.Fatalf("%q is there %d times", old, strings.Count(text, old))
		}
		return strings.Replace(text, old, replacement, 1)
	}
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "not a tally: EOF"},
		{"no JSON", "sex,picked\n", "not a tally: invalid character 's' looking for beginning of value"},
		{"another shape", "[]", "not a tally: json: cannot unmarshal array into Go value of type tally.document"},
		{"cut off", plain[:len(plain)-5], "not a tally: unexpected EOF"},
		{"no schema", swap(plain, `"schema":"fairaudit-tally/1",`, ""), `not a tally this version reads: schema "", expected "fairaudit-tally/1"`},
		{"another schema", swap(plain, "tally/1", "tally/2"), `not a tally this version reads: schema "fairaudit-tally/2", expected "fairaudit-tally/1"`},
		{"an unknown key", swap(plain, `"measures"`, `"note":"x","measures"`), `not a tally: json: unknown field "note"`},
		{"an unknown key of an axis", swap(plain, `"name":"sex",`, `"name":"sex","column":"s",`), `not a tally: json: unknown field "column"`},
		{"another document follows", plain + plain, "not a tally: something follows its end"},
		{"a bracket follows", plain + "]", "not a tally: something follows its end"},
		{"a brace follows", plain + "}", "not a tally: something follows its end"},
		{"text follows", plain + "x", "not a tally: something follows its end"},
		{"no measures", swap(plain, `["n"]`, `[]`), "not a tally this version reads: measures []"},
		{"other measures", swap(plain, `["n"]`, `["n","w","v"]`), "not a tally this version reads: measures [n w v]"},
		{"measures run together", swap(weighted, `["n","w","w2"]`, `["n w","w2",""]`), "not a tally this version reads: measures [n w w2 ]"},
		{"no table", swap(plain, plain[strings.Index(plain, `"cuboids"`):], `"cuboids":[]}`), "not a tally: a tally needs at least one table"},

		{"an axis without a name", swap(plain, `"name":"sex"`, `"name":""`), "not a tally: axis 0 has no name"},
		{"an unknown role", swap(plain, `"predicted"`, `"score"`), `not a tally: axis picked has the unknown role "score"`},
		{"an axis twice", swap(plain, `"name":"age"`, `"name":"sex"`), "not a tally: axis sex (attribute) is there twice"},
		{"values out of order", swap(plain, `["F","M"]`, `["M","F"]`), `not a tally: axis sex: value "F" is out of order or there twice`},
		{"a value twice", swap(plain, `["F","M"]`, `["F","F"]`), `not a tally: axis sex: value "F" is out of order or there twice`},
		{"bands out of order", swap(plain, `"values":["<26","26+"]`, `"values":["26+","<26"]`), `not a tally: axis age: value "<26" is out of order or there twice`},
		{"a value that is no band", swap(plain, `"values":["<26","26+"]`, `"values":["<26","50+"]`), `not a tally: axis age: "50+" is none of its bands`},
		{"a value of nobody", swap(plain, `["F","M"]`, `["F","M","X"]`), `not a tally: axis sex: value "X" counts nobody`},
		{"positive values out of order", swap(plain, `["1","2"]`, `["2","1"]`), `not a tally: axis picked: positive value "1" is out of order or there twice`},
		{"a positive value twice", swap(plain, `["1","2"]`, `["1","1"]`), `not a tally: axis picked: positive value "1" is out of order or there twice`},

		{"a table over no axis there is", swap(plain, `"axes":[1,2]`, `"axes":[1,3]`), "not a tally: table 1 names axis 3 of 3"},
		{"a table over a negative axis", swap(plain, `"axes":[1,2]`, `"axes":[-1,2]`), "not a tally: table 1 names axis -1 of 3"},
		{"the axes of a table out of order", swap(plain, `{"axes":[0,2],"cells":[[0,0,5],[0,1,6],[1,1,7]]}`, `{"axes":[2,0],"cells":[[0,0,5],[0,1,6],[1,1,7]]}`),
			"not a tally: the table over picked × sex: its axes are out of order or there twice"},
		{"a table twice", swap(plain, `{"axes":[1,2],"cells":[[0,0,5],[1,1,13]]}`, `{"axes":[0,2],"cells":[[0,0,5],[0,1,6],[1,1,7]]},{"axes":[1,2],"cells":[[0,0,5],[1,1,13]]}`),
			"not a tally: the table over sex × picked is out of order or there twice"},
		{"tables out of order", swap(swap(plain, `"axes":[0,2]`, `"axes":[1,2]`), `{"axes":[1,2],"cells":[[0,0,5],[1,1,13]]}`, `{"axes":[0,2],"cells":[[0,0,5],[1,1,13]]}`),
			"not a tally: the table over sex × picked is out of order or there twice"},
		{"tables of different people", swap(plain, `[1,1,13]`, `[1,1,14]`), "not a tally: the table over age × picked counts 19 rows, the first table 18"},
		{"tables of different weight", swap(weighted, `14]]}],`, `14]]},{"axes":[0],"cells":[[0,2,0.5,0.125],[1,3,7,14]]}],`),
			"not a tally: the table over sex counts 5 rows, the first table 5"},

		{"a position out of range", swap(plain, `[1,1,7]`, `[2,1,7]`), "not a tally: table 0: a cell names value 2 of axis sex, which has 2"},
		{"a negative position", swap(plain, `[1,1,7]`, `[-1,1,7]`), "not a tally: a cell has the position -1"},
		{"a broken position", swap(plain, `[1,1,7]`, `[1.5,1,7]`), "not a tally: a cell has the position 1.5"},
		{"a huge position", swap(plain, `[1,1,7]`, `[9000000000,1,7]`), "not a tally: a cell has the position 9000000000"},
		{"a number too few", swap(plain, `[1,1,7]`, `[1,7]`), "not a tally: a cell has 2 numbers, expected 3"},
		{"a number too many", swap(plain, `[1,1,7]`, `[1,1,7,7]`), "not a tally: a cell has 4 numbers, expected 3"},
		{"cells out of order", swap(plain, `[0,0,5],[0,1,6]`, `[0,1,6],[0,0,5]`), "not a tally: the table over sex × picked: its cells are out of order or there twice"},
		{"a cell twice", swap(plain, `[0,0,5],[0,1,6]`, `[0,0,5],[0,0,6]`), "not a tally: the table over sex × picked: its cells are out of order or there twice"},
		{"a cell of nobody", swap(plain, `[1,1,7]`, `[1,1,0]`), "not a tally: the table over sex × picked: a cell counts 0 rows"},
		{"a negative count", swap(plain, `[1,1,7]`, `[1,1,-7]`), "not a tally: the table over sex × picked: a cell counts -7 rows"},
		{"a broken count", swap(plain, `[1,1,7]`, `[1,1,7.5]`), "not a tally: a cell has the count 7.5"},
		{"no count", swap(plain, `[1,1,7]`, `[1,1,null]`), "not a tally: a cell has the count "},
		{"a count beyond 2⁵⁰", swap(plain, `[1,1,7]`, `[1,1,1125899906842625]`), "not a tally: the table over sex × picked: a cell counts 1125899906842625 rows"},
		{"a count beyond 2⁶³", swap(plain, `[1,1,7]`, `[1,1,9223372036854775808]`), "not a tally: a cell has the count 9223372036854775808"},
		{"a sum beyond 2⁵⁰", swap(swap(plain, `[0,1,6]`, `[0,1,1125899906842624]`), `[1,1,13]`, `[1,1,1125899906842631]`),
			"not a tally: the table over sex × picked counts more than 1125899906842624 rows"},

		{"weights missing", swap(weighted, `[0,2,0.5,0.125]`, `[0,2]`), "not a tally: a cell has 2 numbers, expected 4"},
		{"weights where there are none", swap(weighted, `["n","w","w2"]`, `["n"]`), "not a tally: a cell has 4 numbers, expected 2"},
		{"a weight of 0", swap(weighted, `0.5,0.125`, `0,0.125`), "not a tally: the table over sex: a cell has a sum of weights that is not positive"},
		{"a negative weight", swap(weighted, `0.5,0.125`, `-0.5,0.125`), `not a tally: "-0.5" is not a decimal number of at least 0`},
		{"a weight too fine", swap(weighted, `6.000000001`, `6.0000000001`), `not a tally: "6.0000000001" has more than 9 decimal places`},
		{"a weight with an exponent", swap(weighted, `6.000000001`, `6e1`), `not a tally: "6e1" is not a decimal number of at least 0`},
		{"a square of 0", swap(weighted, `0.5,0.125`, `0.5,0`), "not a tally: the table over sex: a cell has a sum of weights that is not positive"},

		{"no account", swap(plain, plain[strings.Index(plain, `,"rows"`):], "}"), "not a tally: there is no account of the rows"},
		{"an account of other rows", swap(plain, `"used":18`, `"used":19`), "not a tally: the account of the rows leaves out 2 for the reason \"no prediction\", of 20 read and 19 used"},
		{"an account that counts otherwise", swap(plain, `"read":20,"used":18`, `"read":22,"used":20`), "not a tally: the account of the rows says that 20 were used, and the tables count 18"},
		{"an account that does not add up", swap(plain, `"read":20`, `"read":21`), "not a tally: the account of the rows does not add up: 21 read, 18 used"},
		{"nobody left out for a reason", swap(plain, `{"no prediction":2}`, `{"no prediction":2,"no weight":0}`), "not a tally: the account of the rows leaves out 0 for the reason \"no weight\", of 20 read and 18 used"},
		{"repeated by nobody", swap(plain, `"repeated":-1`, `"repeated":-2`), "not a tally: the account of the rows has -2 of repeated people"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := tally.Decode(strings.NewReader(c.text))
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if got != nil {
				t.Errorf("a refused tally was returned: %+v", got)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte(weighted))
	f.Add([]byte(`{"schema":"fairaudit-tally/1","measures":["n"],"axes":[],"cuboids":[{"axes":[],"cells":[[3]]}],"rows":{"read":3,"used":3,"dropped":{},"repeated":-1}}`))
	f.Add([]byte(`{"schema":"fairaudit-tally/1","measures":["n"],"axes":null,"cuboids":[{"axes":null,"cells":null}]}`))
	f.Add([]byte(`{"schema":"fairaudit-tally/1","measures":["n"],"axes":[{"name":"a","role":"attribute","bands":[],"values":[""]}],"cuboids":[{"axes":[0],"cells":[["0","1"]]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tally.Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		if err := got.Validate(); err != nil {
			t.Fatalf("decoded, and yet: %v", err)
		}
		if got.Rows.Read > 1<<49 {
			return // twice as many would be refused
		}
		text := encode(t, got)
		again, err := tally.Decode(strings.NewReader(text))
		if err != nil {
			t.Fatalf("what was encoded is not read: %v\n%s", err, text)
		}
		if second := encode(t, again); second != text {
			t.Fatalf("encoded twice: got\n%swant\n%s", second, text)
		}
		doubled, err := tally.Merge(got, again)
		if err != nil {
			t.Fatalf("a tally cannot be added to itself: %v\n%s", err, text)
		}
		if g, w := doubled.Total().N, 2*got.Total().N; g != w {
			t.Fatalf("added to itself: got %d rows, want %d", g, w)
		}
	})
}
