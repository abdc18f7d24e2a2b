package cli

import (
	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// configureUnder is configure for what a policy judges: that of the flag, or of the
// configuration.
func (o *inputOptions) configureUnder(name string, paths []string, streams *IO) (conf *config, rules *policy.Policy, err error) {
	conf, err = o.configure(paths, func(conf *config) (err error) {
		if rules, err = loadPolicy(name, conf, streams); err == nil {
			conf.preset(rules.Preset)
		}
		return err
	}, streams)
	return conf, rules, err
}

// preset reads the inputs as the policy has it where nothing else was said.
func (c *config) preset(p policy.Preset) {
	if p.TargetAlone && c.spec.Predicted.Column == "" {
		c.spec.Predicted, c.spec.Actual = c.spec.Actual, dataset.Outcome{}
	}
	for i := range c.spec.Attributes {
		a := &c.spec.Attributes[i]
		if p.Quantiles > 0 && a.Bands == nil && a.Quantiles == 0 && a.AgeAt.IsZero() && a.Values == nil {
			a.Quantiles, a.IfMany = p.Quantiles, true
		}
	}
	if p.Intersect && c.spec.Intersections == nil && len(c.spec.Attributes) > 1 {
		var all []string
		for _, a := range c.spec.Attributes {
			all = append(all, a.Name)
		}
		c.spec.Intersections = [][]string{all}
	}
}
