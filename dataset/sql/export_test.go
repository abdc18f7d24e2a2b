package sql

// Quote writes a name.
func (d *Dialect) Quote(name string) string { return d.quote(name) }

// Literal writes a text.
func (d *Dialect) Literal(text string) string { return d.literal(text) }
