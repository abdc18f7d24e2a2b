package report

import (
	"slices"
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

// idleWaivers are the waivers that did nothing.
func (d *Document) idleWaivers() []WaiverUse {
	return slices.DeleteFunc(slices.Clone(d.Waivers), func(w WaiverUse) bool { return w.Status != policy.Unused && w.Status != policy.Expired })
}

// mindsWaivers reports whether waivers that did nothing fail the audit, though they may
// be among those that are not published.
func (d *Document) mindsWaivers() bool {
	hidden := d.Disclosure != nil && d.Disclosure.Waivers > 0 && d.ExitCode == fairness.ExitFail
	return d.StrictWaivers && (hidden || len(d.idleWaivers()) > 0)
}

// failsForWaivers reports whether the exit code is that of waivers that did nothing.
func (d *Document) failsForWaivers() bool {
	return d.mindsWaivers() && d.Verdict != policy.Fail && d.ExitCode == fairness.ExitFail
}

// waivers lists the waivers that did nothing.
func (p prose) waivers() []string {
	var lines []string
	for _, w := range p.d.idleWaivers() {
		lines = append(lines, p.idle(&w))
	}
	return lines
}

// inForce lists the waivers that cover something.
func (p prose) inForce() []string {
	var lines []string
	for i := range p.d.Waivers {
		if w := &p.d.Waivers[i]; w.Status == policy.Used || w.Status == policy.Partial {
			lines = append(lines, p.l.Say("waiver: %s (until %s, %s)", p.waiverName(w), p.l.Date(w.Until), p.show(w.Owner, 60)))
		}
	}
	return lines
}

func (p prose) waiverName(w *WaiverUse) string {
	return strings.Join([]string{p.show(w.Rule, 0), p.show(w.Attribute, 0), p.show(w.Group, 30)}, " · ")
}

func (p prose) idle(w *WaiverUse) string {
	name := p.waiverName(w)
	if w.Status == policy.Expired {
		return p.l.Say("waiver expired: %s (until %s, %s)", name, p.l.Date(w.Until), p.show(w.Owner, 60))
	}
	return p.l.Say("waiver not needed: %s (until %s, %s): %s", name, p.l.Date(w.Until), p.show(w.Owner, 60), p.l.Text(w.Why))
}

// exit says the exit code, and why where it is not the verdict's own.
func (p prose) exit() string {
	text := p.l.Say("exit %d", p.d.ExitCode)
	switch own := map[policy.Verdict]int{policy.Fail: fairness.ExitFail, policy.Inconclusive: fairness.ExitInconclusive, policy.Incomplete: fairness.ExitInconclusive}[p.d.Verdict]; {
	case p.d.ExitCode == own:
	case p.d.failsForWaivers():
		text += p.l.Say(", since --strict-waivers asks for no waiver that does nothing")
	default:
		text += p.l.Say(", as asked for what is inconclusive")
	}
	return text
}
