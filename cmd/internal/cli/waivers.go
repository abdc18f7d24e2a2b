package cli

import (
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/policy"
)

// loadWaivers reads the waivers that --waivers or the configuration has, and holds
// them against the policy before any data are read.
func (o *auditOptions) loadWaivers(conf *config, rules *policy.Policy, day string, streams *IO) ([]policy.Waiver, error) {
	waivers := conf.waivers
	if o.waivers != "" {
		path := at(o.waivers, streams.Dir)
		conf.files = append(conf.files, path)
		data, err := readText(path)
		if err != nil {
			return nil, usageError{err}
		}
		if waivers, err = policy.ParseWaivers(o.waivers, data); err != nil {
			return nil, usageError{err}
		}
	}
	if waivers == nil {
		return nil, nil
	}
	if err := waivers.Check(rules, o.subjects(conf), day); err != nil {
		return nil, usageError{err}
	}
	for i := range waivers.List {
		waivers.List[i].File = streams.near(at(waivers.List[i].File, streams.Dir))
	}
	return waivers.List, nil
}

// subjects names the attributes and intersections of the audit; nil where only its
// tallies know them.
func (o *auditOptions) subjects(conf *config) []string {
	if o.counted {
		return nil
	}
	var names []string
	for _, a := range conf.spec.Attributes {
		names = append(names, a.Name)
	}
	attributes := slices.Clone(names)
	for _, set := range conf.spec.Intersections {
		parts := slices.DeleteFunc(slices.Clone(attributes), func(name string) bool { return !slices.Contains(set, name) })
		names = append(names, strings.Join(parts, " × "))
	}
	return names
}
