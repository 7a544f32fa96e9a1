"""How a feed is doing, judged after each poll; a change is a record on the health topic.

A feed is never silently dead: whatever keeps its news away (failures, a 410, silence, a move) is said once when it
begins and once when it is over.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent.records import FeedCursor, FeedHealth, FeedState
from producers.failure import FailureClass
from producers.feedlist import FeedSpec
from producers.settings import PollSettings

SEVERITY: dict[FeedState, int] = {
    FeedState.OK: 0,
    FeedState.MOVED: 1,
    FeedState.QUIET: 2,
    FeedState.FAILING: 3,
    FeedState.DEAD: 4,
    FeedState.GONE: 5,
}
"""The value of the metric ``feed_state``."""


def judged(
    feed: FeedSpec, cursor: FeedCursor, now: datetime, settings: PollSettings, detail: str = ""
) -> tuple[FeedCursor, FeedHealth | None]:
    """Return the cursor with the feed's state, and the record of its change if it changed.

    Args:
        feed: The feed.
        cursor: After the poll, with the state before it.
        now: When the answer came.
        settings: How long is long.
        detail: Why the poll failed, in words.
    """
    state, since = _state(feed, cursor, now, settings)
    if state is cursor.state:
        return cursor, None
    revision = cursor.state_revision + 1
    health = FeedHealth(
        feed=feed.id,
        revision=revision,
        state=state,
        was=cursor.state,
        since=since,
        at=now,
        outlet=feed.outlet,
        language=feed.language,
        country=feed.country,
        url=cursor.url,
        configured_url=feed.url,
        failures=cursor.failures,
        error=cursor.last_outcome if cursor.failures else "",
        detail=detail,
        last_success=cursor.last_success,
        last_new=cursor.last_new,
        next_poll=cursor.next_poll,
    )
    return msgspec.structs.replace(cursor, state=state, state_since=since, state_revision=revision), health


def quiet_after(feed: FeedSpec, cursor: FeedCursor, settings: PollSettings) -> float:
    """Return the seconds without a new entry after which the feed is quiet.

    Its entry in the feed list says so, or its rhythm does: many times the usual gap, at least days and at most a month.
    """
    if feed.quiet_after:
        return feed.quiet_after
    if not cursor.usual_gap_seconds:
        return settings.quiet_unknown
    return min(max(settings.quiet_gaps * cursor.usual_gap_seconds, settings.quiet_least), settings.quiet_most)


def _state(
    feed: FeedSpec, cursor: FeedCursor, now: datetime, settings: PollSettings
) -> tuple[FeedState, datetime]:
    if cursor.failures:
        since = cursor.failing_since or now
        if cursor.last_outcome == FailureClass.GONE:
            return FeedState.GONE, since
        if cursor.failures < settings.failing_after:  # it happens, and says nothing yet
            return cursor.state, cursor.state_since or since
        if (now - since).total_seconds() >= settings.dead_seconds:
            return FeedState.DEAD, since
        # Between two 410s, or after months of silence, a failure of another class is no recovery.
        worse = cursor.state in {FeedState.DEAD, FeedState.GONE}
        return (cursor.state, cursor.state_since or since) if worse else (FeedState.FAILING, since)
    silent_since = cursor.last_new or cursor.newest_item or now  # a cursor of an older Rasid has the date alone
    if (now - silent_since).total_seconds() >= quiet_after(feed, cursor, settings):
        return FeedState.QUIET, silent_since
    return (FeedState.OK if cursor.url == feed.url else FeedState.MOVED), now
