package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
)

// The seal of a document is the SHA-256 of its JSON without white space, in which
// the seal itself is empty. It shows that the document is the one that was
// written: whole, and changed by no mistake and no hand that did not mean to
// deceive. It does not show who wrote it, since anybody can compute it: for that,
// sign the file.

// writeJSON writes the document, sealed and indented.
func writeJSON(w io.Writer, d *Document, _ Style) error {
	text, err := compactJSON(d)
	if err != nil {
		return err
	}
	open := len(text) - len(`"}`)
	sealed := append(append(text[:open:open], sealOf(text)...), `"}`...)
	var b bytes.Buffer
	if err := json.Indent(&b, sealed, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}

// compactJSON is the document without white space and with an empty seal, which
// comes last. Hostile characters are escapes in it.
func compactJSON(d *Document) ([]byte, error) {
	unsealed := *d
	unsealed.Seal = ""
	var b bytes.Buffer
	e := json.NewEncoder(jsonWriter{&b})
	e.SetEscapeHTML(false)
	if err := e.Encode(&unsealed); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// seal is the document's, which a document that was not written yet gets here.
func (d *Document) seal() (string, error) {
	if d.Seal != "" {
		return d.Seal, nil
	}
	text, err := compactJSON(d)
	return sealOf(text), err
}

func sealOf(text []byte) string {
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:])
}

// isSealed reports whether a document's JSON has the seal that it names.
func isSealed(text []byte, seal string) bool {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil || seal == "" {
		return false
	}
	body, ok := strings.CutSuffix(b.String(), seal+`"}`)
	return ok && strings.HasSuffix(body, `"seal":"`) && sealOf([]byte(body+`"}`)) == seal
}
