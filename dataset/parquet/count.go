package parquet

import (
	"github.com/fairaudit/fairaudit/dataset"
)

// narrow is what a column with indices of at most eight bits adds to the
// position of a row's cell.
type narrow struct {
	steps   steps // by index
	missing uint32
	stride  uint32
	known   bool // whether all this is as the column's map of codes has it
	before  page // where the column was before rows were tried
}

// countCells counts the next rows without a look at any of them, when their
// columns have few values, all of which are known. If not, or if anything is
// wrong, it counts none and reports false.
func (w *worker) countCells(n int) bool {
	if !w.prepare() {
		return false
	}
	cells := w.cells[:n]
	clear(cells)
	ok := true
	for i, column := range w.part.Coded() {
		c, x := w.chunks[column].(*pages), &w.narrow[i]
		x.before = c.page
		err := recovered(func() error { return c.add(cells, &x.steps, x.missing) })
		ok = ok && err == nil
	}
	if ok && w.part.CountCells(cells) {
		return true
	}
	for i, column := range w.part.Coded() {
		w.chunks[column].(*pages).page = w.narrow[i].before
	}
	return false
}

// prepare brings what the columns add up to date, and reports whether all of
// them are narrow.
func (w *worker) prepare() bool {
	if !w.part.ByCodes() || len(w.part.Keys()) > 0 {
		return false
	}
	for i, column := range w.part.Coded() {
		stride, ok := w.part.Stride(i)
		c, isPages := w.chunks[column].(*pages)
		if !ok || !isPages || !c.isNarrow() {
			return false
		}
		if x := &w.narrow[i]; !x.known || x.stride != stride || x.steps.width != c.indices.width {
			x.update(w.maps[i], stride, c.indices.width)
		}
	}
	return true
}

// update takes over a map from place to code.
func (x *narrow) update(codes []int32, stride uint32, width int) {
	x.known, x.stride, x.missing = true, stride, dataset.NoCell
	for i := range x.steps.one {
		x.steps.one[i] = dataset.NoCell
	}
	for place, code := range codes[:min(len(codes), len(x.steps.one)+1)] {
		switch {
		case code < 0:
		case place == 0:
			x.missing = uint32(code) * stride
		default:
			x.steps.one[place-1] = uint32(code) * stride
		}
	}
	x.steps.setWidth(width)
}

// count counts the rows whose places have been read, and reports whether the
// part takes more.
func (w *worker) count(key int64, n int) bool {
	if w.part.ByCodes() {
		w.match(key, n)
		codes := make([][]uint16, len(w.codes))
		for i, column := range w.part.Coded() {
			codes[i] = w.codes[i][:n]
			w.encode(key, i, column, codes[i])
		}
		return !w.part.Failed() && w.part.Count(key, codes)
	}
	for row := range n {
		for column := range w.chunks {
			w.text(column, row)
		}
		if !w.part.Row(key+int64(row), w.texts) {
			return false
		}
	}
	return true
}

// match finds somebody for the rows whose places have been read, if they have keys.
func (w *worker) match(key int64, n int) {
	columns := w.part.Keys()
	if len(columns) == 0 {
		return
	}
	w.part.StartKeys()
	numbers, isPages := w.chunks[columns[0]].(*pages)
	if isPages && w.part.NumberKeys() && numbers.isNumbers() {
		for _, place := range w.places[columns[0]][:n] {
			if place == 0 {
				w.part.NoKey()
				continue
			}
			w.part.NumberKey(numbers.number(place))
		}
		w.part.Match(key)
		return
	}
	texts := make([][]byte, len(columns))
	for row := range n {
		for i, column := range columns {
			texts[i] = w.text(column, row)
		}
		if !w.part.Key(key+int64(row), texts) {
			return
		}
	}
	w.part.Match(key)
}

// text is the text of a column in a row whose place has been read.
func (w *worker) text(column, row int) []byte {
	text := w.texts[column][:0]
	if place := w.places[column][row]; place > 0 {
		text = w.chunks[column].appendText(text, place)
	}
	w.texts[column] = text
	return text
}

// encode makes codes of places. It looks at each text of a dictionary once, and
// only when a row has it: what no row has must not matter.
func (w *worker) encode(key int64, i, column int, codes []uint16) {
	places := w.places[column][:len(codes)]
	m := w.maps[i]
	lasting := w.chunks[column].lasting()
	for len(m) < lasting {
		m = append(m, -1)
	}
	w.maps[i] = m
	if lasting == 0 {
		m = nil
	}
	for row, place := range places {
		if int(place) < len(m) && m[place] >= 0 {
			codes[row] = uint16(m[place])
			continue
		}
		code, ok := w.part.Code(key+int64(row), i, w.text(column, row))
		if !ok {
			return
		}
		codes[row] = code
		if int(place) < len(m) {
			m[place], w.narrow[i].known = int32(code), false
		}
	}
}
