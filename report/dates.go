package report

import (
	"strconv"
	"strings"

	"github.com/fairaudit/fairaudit/fairness"
)

// dates says when the audit and its data are from, and when the next audit is due.
func (p prose) dates() string {
	var parts []string
	if p.d.Date != "" {
		parts = append(parts, p.l.Say("audited on %s", p.l.Date(p.d.Date)))
	}
	if p.d.Data.Date != "" {
		parts = append(parts, p.l.Say("data of %s", p.l.Date(p.d.Data.Date)))
	}
	if s := p.d.Since; s != nil {
		parts = append(parts, p.l.Say("compared with the audit of %s on %s", p.show(strings.TrimSpace(s.Model+" "+s.Release), 40), p.l.Date(s.Date)))
	}
	if p.d.AgainBefore != "" {
		parts = append(parts, p.l.Say("audit again before %s", p.l.Date(p.d.AgainBefore)))
	}
	return strings.Join(parts, " · ")
}

// dateWarning says what is wrong with a date; it is empty for another warning.
func (p prose) dateWarning(kind fairness.WarningKind) string {
	adopted, produced := p.l.Date(p.d.Policy.Adopted), p.l.Date(p.d.Data.Date)
	switch kind {
	case fairness.AdoptedAfterData:
		return p.l.Say("the policy was adopted on %s, after the data were produced (%s): its bounds were not fixed beforehand", adopted, produced)
	case fairness.AdoptedAfterAudit:
		return p.l.Say("the policy is adopted on %s, after this audit: its bounds were not fixed beforehand", adopted)
	case fairness.DataTooOld:
		return p.l.Say("the data are of %s, longer ago than the %s after which the policy asks for new ones", produced, p.age(p.d.Policy.MaxAge))
	}
	return ""
}

// age writes an age such as "12 months" in the reader's language.
func (p prose) age(text string) string {
	number, unit, _ := strings.Cut(text, " ")
	n, _ := strconv.ParseInt(number, 10, 64) // as the policy was read
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		return p.l.Count(n, "%s day", "%s days")
	case "month":
		return p.l.Count(n, "%s month", "%s months")
	case "year":
		return p.l.Count(n, "%s year", "%s years")
	}
	return text
}
