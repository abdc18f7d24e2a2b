package parquet

import (
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/metadata"
	"github.com/apache/arrow-go/v18/parquet/schema"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/words"
)

// column is one column as a table shows it.
type column struct {
	name    string
	leaf    int   // its position among the columns that hold values
	problem error // why it cannot be counted; nil when it can
	kind    *kind // of its values

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
		c.problem = words.Errorf("it holds lists, maps or structures; only a column with one plain value per row can be counted")
		return
	}
	c.leaf = all.ColumnIndexByNode(primitive)
	if c.kind = kindOf(all.Column(c.leaf)); c.kind == nil {
		c.problem = words.Errorf("values of type %s have no text to count: write them as strings or numbers", typeOf(all.Column(c.leaf)))
	}
}

// typeOf names the type of a column's values.
func typeOf(c *schema.Column) string {
	if logical := c.LogicalType(); logical != nil && !logical.IsNone() {
		return logical.String()
	}
	return c.PhysicalType().String()
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
		problem := needed[i].problem
		if problem == nil && s.encrypted(needed[i].leaf) {
			problem = words.Errorf("it is encrypted: decrypt the file first")
		}
		if problem != nil {
			return nil, &dataset.Error{At: dataset.Position{File: s.path}, Column: needed[i].name, Err: problem}
		}
		if c.DecimalIsComma() {
			needed[i].kind = needed[i].kind.withComma()
		}
	}
	return needed, nil
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
