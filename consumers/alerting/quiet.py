"""Quiet hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from consumers.alerting.model import Quiet, at_least


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def is_quiet(quiet: Quiet | None, now: datetime, severity: str) -> bool:
    """Return whether an alert of ``severity`` is not to come at ``now``.

    Times are those of the clock on the wall in the rule's zone, whatever daylight saving does; equal times are the
    whole day. Hours that run past midnight belong to the day on which they begin.
    """
    if quiet is None or (quiet.unless_severity and at_least(severity, quiet.unless_severity)):
        return False
    local = now.astimezone(_zone(quiet.tz))
    clock = local.time().replace(tzinfo=None)
    today, yesterday = local.weekday(), (local - timedelta(days=1)).weekday()
    begins_today = not quiet.days or today in quiet.days
    if quiet.start < quiet.end:
        return begins_today and quiet.start <= clock < quiet.end
    began_yesterday = not quiet.days or yesterday in quiet.days
    return (begins_today and clock >= quiet.start) or (began_yesterday and clock < quiet.end)
