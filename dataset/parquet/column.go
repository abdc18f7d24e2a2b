package parquet

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/metadata"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"github.com/fairaudit/fairaudit/dataset"
)

// column is one column as a table shows it.
type column struct {
	name    string
	leaf    int    // its position among the columns that hold values
	problem string // why it cannot be counted; empty when it can
	int96   bool   // whether it holds timestamps of the old kind
	comma   bool   // whether its numbers are to be written with a decimal comma

	constant string // the value of a column that the path gives; its leaf is -1
}

// columnsOf lists the fields at the top of the file's schema.
func columnsOf(m *metadata.FileMetaData) ([]column, error) {
	root := m.Schema.Root()
	columns := make([]column, root.NumFields())
	for i := range columns {
		field := root.Field(i)
		name, err := dataset.Canonical(field.Name())
		if err != nil {
			return nil, fault("the name of column %d: %v", i+1, err)
		}
		columns[i] = column{name: name, leaf: -1}
		columns[i].describe(m.Schema, field)
	}
	return columns, nil
}

// describe says whether a field can be counted.
func (c *column) describe(all *schema.Schema, field schema.Node) {
	primitive, ok := field.(*schema.PrimitiveNode)
	if !ok || field.RepetitionType() == parquet.Repetitions.Repeated {
		c.problem = "it holds lists, maps or structures; only a column with one plain value per row can be counted"
		return
	}
	c.leaf = all.ColumnIndexByNode(primitive)
	c.int96 = primitive.PhysicalType() == parquet.Types.Int96
	switch kind := field.LogicalType().(type) {
	case schema.IntervalLogicalType, schema.BSONLogicalType, schema.GeometryLogicalType, schema.GeographyLogicalType:
		c.problem = fmt.Sprintf("values of type %v have no text to count: write them as strings or numbers", kind)
	}
}

// needed returns the columns of the file, or the constants, that c needs.
func (s *Source) needed(c *dataset.Counter) ([]column, error) {
	at, row, err := dataset.ResolveWith(c.Columns(), s.ownColumns(), s.options.Constants)
	if err != nil {
		return nil, err
	}
	needed := make([]column, len(at))
	for i, k := range at {
		if k < 0 {
			needed[i] = column{name: c.Columns()[i], leaf: -1, constant: row[i]}
			continue
		}
		needed[i] = s.columns[k]
		needed[i].comma = c.DecimalIsComma()
		problem := needed[i].problem
		if problem == "" && s.encrypted(needed[i].leaf) {
			problem = "it is encrypted: decrypt the file first"
		}
		if problem != "" {
			return nil, &dataset.Error{At: dataset.Position{File: s.path}, Column: needed[i].name, Msg: problem}
		}
	}
	return needed, nil
}

// decimals is how typed numbers are written for a counter that reads a decimal
// comma; texts of the file are as they are.
func (c column) decimals(text func(i int) string) func(i int) string {
	if !c.comma || text == nil {
		return text
	}
	return func(i int) string { return strings.Replace(text(i), ".", ",", 1) }
}

// ownColumns lists the names of the columns in the file.
func (s *Source) ownColumns() []string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = c.name
	}
	return names
}

// constant is a chunk of a column that the path gives to all rows.
type constant struct {
	text string
	left int64 // rows
}

func (c *constant) ready() (int, error) { return int(min(c.left, vector)), nil }

func (c *constant) read(places []uint32) error {
	c.left -= int64(len(places))
	for i := range places {
		places[i] = 1
	}
	return nil
}

func (c *constant) lasting() int { return 2 }

func (c *constant) appendText(text []byte, _ uint32) []byte { return append(text, c.text...) }

func (c *constant) close() {}

// progress tells of so many rows more, and of as large a share of the file.
func (s *Source) progress(rows int) {
	share := float64(rows) / float64(max(s.footer.NumRows(), 1))
	s.options.Progress.Add(int64(share*float64(s.size)), int64(rows))
}

// encrypted reports whether a leaf is encrypted in any row group.
func (s *Source) encrypted(leaf int) bool {
	for _, group := range s.footer.MetaData().RowGroups {
		if leaf < len(group.Columns) && group.Columns[leaf].IsSetCryptoMetadata() {
			return true
		}
	}
	return false
}
