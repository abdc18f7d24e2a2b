package tally

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Schema names the version of the JSON form.
const Schema = "fairaudit-tally/1"

// document is the JSON form. A cell is the positions of its values, then the
// count, then with weights Σw and Σw² as decimals.
type document struct {
	Schema   string         `json:"schema"`
	Measures []string       `json:"measures"`
	Axes     []Axis         `json:"axes"`
	Cuboids  []cuboidRecord `json:"cuboids"`
	Rows     Account        `json:"rows"`
	Joined   *Joined        `json:"joined,omitempty"`
}

type cuboidRecord struct {
	Axes  []int           `json:"axes"`
	Cells [][]json.Number `json:"cells"`
}

func (t *Tally) measures() []string {
	if t.Weighted {
		return []string{"n", "w", "w2"}
	}
	return []string{"n"}
}

// Encode writes the JSON form: the same bytes for the same rows.
func (t *Tally) Encode(w io.Writer) error {
	d := document{Schema: Schema, Measures: t.measures(), Axes: t.Axes, Rows: t.Rows, Joined: t.Joined}
	for _, c := range t.Cuboids {
		r := cuboidRecord{Axes: c.Axes, Cells: [][]json.Number{}}
		for _, cell := range c.Cells {
			r.Cells = append(r.Cells, cell.record())
		}
		d.Cuboids = append(d.Cuboids, r)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(d)
}

func (c Cell) record() []json.Number {
	var r []json.Number
	for _, v := range c.Index {
		r = append(r, json.Number(fmt.Sprint(v)))
	}
	r = append(r, json.Number(fmt.Sprint(c.N)))
	if c.W != nil {
		r = append(r, json.Number(decimal(c.W, WeightDigits)), json.Number(decimal(c.W2, 2*WeightDigits)))
	}
	return r
}

// Decode reads what [Tally.Encode] wrote. Unknown keys, another schema and
// anything that [Tally.Validate] refuses are errors.
func Decode(r io.Reader) (*Tally, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var d document
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, errorf("not a tally: %w", err)
	}
	if d.Schema != Schema {
		return nil, errorf("not a tally this version reads: schema %q, expected %q", d.Schema, Schema)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errorf("not a tally: something follows its end")
	}
	t := &Tally{Axes: d.Axes, Weighted: len(d.Measures) == 3, Rows: d.Rows, Joined: d.Joined}
	if !slices.Equal(d.Measures, t.measures()) {
		return nil, errorf("not a tally this version reads: measures %s", d.Measures)
	}
	for _, c := range d.Cuboids {
		cuboid := Cuboid{Axes: c.Axes}
		for _, record := range c.Cells {
			cell, err := parseCell(record, len(c.Axes), t.Weighted)
			if err != nil {
				return nil, errorf("not a tally: %w", err)
			}
			cuboid.Cells = append(cuboid.Cells, cell)
		}
		t.Cuboids = append(t.Cuboids, cuboid)
	}
	if err := t.Validate(); err != nil {
		return nil, errorf("not a tally: %w", err)
	}
	return t, nil
}

func parseCell(record []json.Number, axes int, weighted bool) (Cell, error) {
	cell := Cell{Index: make([]int, axes)}
	want := axes + 1
	if weighted {
		want += 2
	}
	if len(record) != want {
		return cell, errorf("a cell has %d numbers, expected %d", len(record), want)
	}
	for i := range axes {
		v, err := record[i].Int64()
		if err != nil || v < 0 || v > 1<<30 {
			return cell, errorf("a cell has the position %s", record[i])
		}
		cell.Index[i] = int(v)
	}
	var err error
	if cell.N, err = record[axes].Int64(); err != nil {
		return cell, errorf("a cell has the count %s", record[axes])
	}
	if weighted {
		if cell.W, err = parseDecimal(record[axes+1].String(), WeightDigits); err != nil {
			return cell, err
		}
		cell.W2, err = parseDecimal(record[axes+2].String(), 2*WeightDigits)
	}
	return cell, err
}
