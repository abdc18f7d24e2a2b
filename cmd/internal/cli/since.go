package cli

import (
	"context"

	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/report"
)

// resolveSince settles which earlier audit is compared with: that of the flag, or that
// of the configuration, which is relative to it. It is read, and so never written over.
func (o *auditOptions) resolveSince(conf *config, streams *IO) {
	switch {
	case o.since != "":
		conf.since = at(o.since, streams.Dir)
	case conf.since != "":
		conf.since = at(conf.since, conf.dir)
	default:
		return
	}
	conf.files = append(conf.files, conf.since)
}

// loadSince reads the document of the earlier audit; nil without one.
func (o *auditOptions) loadSince(ctx context.Context, conf *config, streams *IO) (*report.Document, error) {
	if conf.since == "" {
		return nil, nil
	}
	return await(ctx, func() (*report.Document, error) { return readDocument(conf.since, streams) })
}

// previous is what an earlier audit says of change; nil without one.
func previous(d *report.Document) *policy.Previous {
	if d == nil {
		return nil
	}
	return d.Previous()
}

// told names an earlier audit for the report.
func told(d *report.Document) *report.Since {
	if d == nil {
		return nil
	}
	return &report.Since{Model: d.Model.Name, Release: d.Model.Release, Date: d.Date, Seal: d.Seal}
}
