package cli

import (
	"strconv"
	"time"
)

// today is the day of the audit in UTC: that of the clock, or of SOURCE_DATE_EPOCH
// where it is set, so that the same audit can be made again.
func (streams *IO) today() (string, error) {
	now := time.Now
	if streams.Now != nil {
		now = streams.Now
	}
	day := now()
	if epoch := streams.Env("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil || seconds < 0 || seconds > 1<<37 {
			return "", usageErrorf("SOURCE_DATE_EPOCH is the seconds since 1970-01-01, and %q is none", epoch)
		}
		day = time.Unix(seconds, 0)
	}
	return day.UTC().Format(time.DateOnly), nil
}
