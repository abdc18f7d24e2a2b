package parquet

import (
	"fmt"

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

// needed returns the columns that c needs, in its order.
func (s *Source) needed(c *dataset.Counter) ([]column, error) {
	at, err := dataset.Resolve(c.Columns(), s.Columns())
	if err != nil {
		return nil, err
	}
	needed := make([]column, len(at))
	for i, k := range at {
		needed[i] = s.columns[k]
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

// encrypted reports whether a leaf is encrypted in any row group.
func (s *Source) encrypted(leaf int) bool {
	for _, group := range s.footer.MetaData().RowGroups {
		if leaf < len(group.Columns) && group.Columns[leaf].IsSetCryptoMetadata() {
			return true
		}
	}
	return false
}
