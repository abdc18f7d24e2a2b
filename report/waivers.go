package report

import (
	"strings"

	"github.com/fairaudit/fairaudit/fairness"
	"github.com/fairaudit/fairaudit/fairness/policy"
)

// finding is the verdict of a check as if nothing were waived.
func (c *Check) finding() policy.Verdict {
	if c.Waived != nil {
		return c.Waived.Verdict
	}
	return c.Verdict
}

// waived says who answers for what a check finds, or that nobody does for all of it.
func (p prose) waived(c *Check) []string {
	var lines []string
	if c.Waived != nil {
		for _, w := range c.Waived.Waivers {
			group, until, owner, reason := p.show(w.Group, 30), p.l.Date(w.Until), p.show(w.Owner, 60), p.show(w.Reason, 0)
			if c.Waived.Verdict == policy.Fail {
				lines = append(lines, p.l.Say("a fail, waived for %s until %s; %s answers for it: %s", group, until, owner, reason))
			} else {
				lines = append(lines, p.l.Say("inconclusive, waived for %s until %s; %s answers for it: %s", group, until, owner, reason))
			}
		}
	}
	var groups []string
	for _, w := range c.PartlyWaived {
		groups = append(groups, p.show(w.Group, 30))
	}
	if len(groups) > 0 {
		lines = append(lines, p.l.Say("waived for %s, which does not cover all of it", strings.Join(groups, ", ")))
	}
	return lines
}

// waivers lists the waivers that did nothing.
func (p prose) waivers() []string {
	var lines []string
	for _, w := range p.d.Waivers {
		name := strings.Join([]string{p.show(w.Rule, 0), p.show(w.Attribute, 0), p.show(w.Group, 30)}, " · ")
		switch w.Status {
		case policy.Unused:
			lines = append(lines, p.l.Say("waiver not needed: %s (until %s, %s): %s", name, p.l.Date(w.Until), p.show(w.Owner, 60), p.l.Text(w.Why)))
		case policy.Expired:
			lines = append(lines, p.l.Say("waiver expired: %s (until %s, %s)", name, p.l.Date(w.Until), p.show(w.Owner, 60)))
		}
	}
	return lines
}

// exit says the exit code, and why where it is not the verdict's own.
func (p prose) exit() string {
	text := p.l.Say("exit %d", p.d.ExitCode)
	switch own := map[policy.Verdict]int{policy.Fail: fairness.ExitFail, policy.Inconclusive: fairness.ExitInconclusive}[p.d.Verdict]; {
	case p.d.ExitCode == own:
	case p.d.StrictWaivers && p.d.ExitCode == fairness.ExitFail && len(p.waivers()) > 0:
		text += p.l.Say(", since --strict-waivers asks for no waiver that does nothing")
	default:
		text += p.l.Say(", as asked for what is inconclusive")
	}
	return text
}
