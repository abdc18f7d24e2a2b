package fairness

// The kinds of warnings about dates.
const (
	// AdoptedAfterData: the policy was adopted after the data were produced, so that
	// its bounds were not fixed beforehand.
	AdoptedAfterData WarningKind = "policy_adopted_after_data"
	// AdoptedAfterAudit: it is adopted only after the day of the audit.
	AdoptedAfterAudit WarningKind = "policy_adopted_after_audit"
	// DataTooOld: the data are older than the policy lets an audit be.
	DataTooOld WarningKind = "data_too_old"
)

// weighDates collects the warnings about dates. What is not known warns of nothing.
func (r *Result) weighDates() {
	adopted := r.Policy.Adopted
	if adopted != "" && r.Day != "" && adopted > r.Day {
		r.Warnings = append(r.Warnings, Warning{Kind: AdoptedAfterAudit})
	} else if adopted != "" && r.DataDay != "" && adopted > r.DataDay {
		r.Warnings = append(r.Warnings, Warning{Kind: AdoptedAfterData})
	}
	if end := r.Policy.MaxAge.After(r.DataDay); end != "" && end < r.Day {
		r.Warnings = append(r.Warnings, Warning{Kind: DataTooOld})
	}
}
