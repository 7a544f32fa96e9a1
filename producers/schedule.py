"""When a feed is polled next: its own rhythm, what its server asks for, and how it has failed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from agent.records import FeedCursor
from producers.failure import POLICY, FailureClass
from producers.feedlist import FeedSpec
from producers.settings import PollSettings

_MIN_PRESSURE = 1 / 16
_QUICKER, _SLOWER = 0.75, 1.25
_HOUR = timedelta(hours=1)
_DAY_HOURS = 24


def freshness(headers: Mapping[str, str], now: datetime) -> float:
    """Return for how many seconds the server calls its answer fresh: max-age, else Expires; 0 when it does not say.

    Args:
        headers: Of the answer, names in lower case.
        now: When it came.
    """
    control = headers.get("cache-control", "")
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "max-age":
            text = value.strip().strip('"')
            return float(text[:12]) if text.isdecimal() and text.isascii() else 0.0
        if name.lower() in {"no-cache", "no-store"}:
            return 0.0
    expires = http_date(headers.get("expires", ""))
    return max(0.0, (expires - (http_date(headers.get("date", "")) or now)).total_seconds()) if expires else 0.0


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for (as a number or as a date), None when it is absent or broken.

    Args:
        headers: Of the answer, names in lower case.
        now: When it came.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:12])
    date = http_date(text)
    return max(0.0, (date - now).total_seconds()) if date else None


def http_date(text: str) -> datetime | None:
    """Return the moment that an HTTP header's date names, None for what is no date."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def item_gap(dates: Sequence[datetime], now: datetime, window: float) -> float:
    """Return the estimated seconds between two entries; 0 when none of them has a date.

    Args:
        dates: Those of all entries in the feed that have one.
        now: When the feed was read.
        window: Seconds of the past that count.
    """
    if not dates:
        return 0.0
    recent = [date for date in dates if (now - date).total_seconds() < window]
    if not recent:
        return window
    covered = window if len(recent) < len(dates) else max(1.0, (now - min(recent)).total_seconds())
    return covered / len(recent)


def after_loss(pressure: float) -> float:
    """Return the factor on the interval after entries were lost."""
    return max(_MIN_PRESSURE, pressure / 2)


def after_overlap(pressure: float) -> float:
    """Return the factor on the interval after a poll that met entries it knew."""
    return min(1.0, pressure * _SLOWER)


def own_interval(feed: FeedSpec, cursor: FeedCursor, settings: PollSettings, *, found_new: bool) -> float:
    """Return the interval in seconds that the feed's own rhythm suggests, within floor and ceiling.

    Args:
        feed: The feed.
        cursor: With gap, pressure and the last interval.
        settings: Defaults of floor and ceiling.
        found_new: Whether this poll brought new entries; used for feeds without dates.
    """
    floor = feed.interval_floor or settings.interval_floor
    ceiling = max(floor, feed.interval_ceiling or settings.interval_ceiling)
    if cursor.gap_seconds:
        wanted = cursor.gap_seconds / 2 * cursor.pressure
    elif cursor.interval_seconds:
        wanted = cursor.interval_seconds * (_QUICKER if found_new else _SLOWER)
    else:
        wanted = settings.interval_initial
    return min(max(wanted, floor), ceiling)


def next_after_success(
    feed: FeedSpec, cursor: FeedCursor, headers: Mapping[str, str], own: float, now: datetime, settings: PollSettings
) -> datetime:
    """Return when to poll again after an answer that was in order.

    Args:
        feed: The feed; an explicit ceiling bounds what the document asks for, never what HTTP asks for.
        cursor: With the document's hints.
        headers: Of the answer.
        own: The interval by the feed's own rhythm, in seconds.
        now: When the answer came.
        settings: The caps.
    """
    hint = min(cursor.hint_seconds, feed.interval_ceiling or settings.max_hint)
    interval = max(own, hint, min(freshness(headers, now), settings.max_hint))
    moment = now + timedelta(seconds=interval * (1 + settings.jitter * jitter(feed.id)))
    return after_skipped(moment, cursor.skip_hours, cursor.skip_days)


def next_after_failure(
    feed: FeedSpec, cursor: FeedCursor, kind: FailureClass, wait: float, now: datetime, settings: PollSettings
) -> datetime:
    """Return when to poll again after a failure.

    Args:
        feed: The feed.
        cursor: With the backoff that includes this failure.
        kind: Its class.
        wait: Seconds that the host asked for, 0 when it did not.
        now: When it failed.
        settings: Base and caps of the backoff.
    """
    policy = POLICY[kind]
    if policy.fixed:
        delay = policy.fixed.total_seconds()
    else:
        failing = (now - (cursor.failing_since or now)).total_seconds()
        cap = settings.backoff_cap_late if failing > settings.backoff_cap_late else settings.backoff_cap
        floor = feed.interval_floor or settings.interval_floor
        delay = min(max(cursor.backoff * settings.backoff_base, floor), cap)
    return now + timedelta(seconds=max(delay, wait) * (1 + settings.jitter * jitter(feed.id)))


def after_skipped(moment: datetime, skip_hours: Sequence[int], skip_days: Sequence[int]) -> datetime:
    """Return the first moment from ``moment`` on that is in none of the hours (UTC) and days (Monday is 0)."""
    for _ in range(_DAY_HOURS * 8):
        if moment.hour not in skip_hours and moment.weekday() not in skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return moment


def jitter(feed: str) -> float:
    """Return a number in [0, 1) that is always the same for ``feed``."""
    return zlib.crc32(feed.encode()) / 2**32
