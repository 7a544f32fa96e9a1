"""What follows from one poll: a pure function of the cursor, the answer and the time."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import msgspec
import xxhash

from agent.records import Article, FeedCursor, FeedHealth
from agent.stage import Count
from producers import health, schedule
from producers.entries import read_entries
from producers.exchange import Failure, Request, Response
from producers.failure import POLICY, FailureClass
from producers.feedlist import FeedSpec
from producers.parsed import ParsedFeed, Unparsed
from producers.settings import PollSettings

_READING = "1"
"""Part of the body hash: a Rasid that reads feeds better reads an unchanged body once more."""


@dataclass(frozen=True, slots=True)
class PollDecision:
    """What is committed after a poll."""

    cursor: FeedCursor
    articles: Sequence[Article] = ()
    counts: Sequence[Count] = ()
    detail: str = ""
    """Why it failed, for the log."""
    health: FeedHealth | None = None
    """Set when the state of the feed has changed."""


def current(feed: FeedSpec, cursor: FeedCursor | None) -> FeedCursor:
    """Return the cursor to go on from: a new one for a new feed, one at the new address when the list was edited."""
    if cursor is None:
        return FeedCursor(feed=feed.id, url=feed.url, configured_url=feed.url)
    if cursor.configured_url == feed.url:
        return cursor
    return FeedCursor(
        feed=feed.id,
        url=feed.url,
        configured_url=feed.url,
        seen=cursor.seen,
        pages=cursor.pages,
        newest_item=cursor.newest_item,
        last_new=cursor.last_new,
        usual_gap_seconds=cursor.usual_gap_seconds,
        state=cursor.state,
        state_since=cursor.state_since,
        state_revision=cursor.state_revision,
    )


def request_for(feed: FeedSpec, cursor: FeedCursor, now: datetime, settings: PollSettings) -> Request:
    """Return the request that reads the feed once."""
    if suspicious(cursor, now, settings):
        return Request(url=cursor.url, allow_private=feed.allow_private)
    return Request(
        url=cursor.url,
        validators_url=cursor.validators_url,
        etag=cursor.etag,
        last_modified=cursor.last_modified,
        allow_private=feed.allow_private,
    )


def suspicious(cursor: FeedCursor, now: datetime, settings: PollSettings) -> bool:
    """Return whether "not modified" has come for longer than a feed of this rhythm can be silent.

    Some servers answer so for ever once they have seen a validator. At most one request a day goes without.
    """
    if cursor.not_modified < settings.suspicious_polls or cursor.last_full is None:
        return False
    silence = (now - cursor.last_full).total_seconds()
    tried = cursor.last_unconditional
    if tried is not None and (now - tried).total_seconds() < settings.suspicious_seconds:
        return False
    return silence >= max(settings.suspicious_seconds, min(8 * cursor.gap_seconds, settings.suspicious_most))


def body_hash(body: bytes) -> str:
    """Return the hash by which a body is known to have been read."""
    return _READING + xxhash.xxh3_128_hexdigest(body)


def needs_parsing(cursor: FeedCursor, result: Response | Failure) -> bool:
    """Return whether there is a body that was not read before."""
    return (
        isinstance(result, Response)
        and result.status == HTTPStatus.OK
        and body_hash(result.body) != cursor.body_hash
    )  # fmt: skip


def decide(
    feed: FeedSpec,
    cursor: FeedCursor,
    result: Response | Failure,
    parsed: ParsedFeed | Unparsed | None,
    now: datetime,
    settings: PollSettings,
) -> PollDecision:
    """Return the new cursor, the articles, what is to be counted, and what has become of the feed.

    Args:
        feed: The feed.
        cursor: As :func:`current` gave it.
        result: What came of :func:`request_for`.
        parsed: What came of parsing the body; None when it did not need to be (:func:`needs_parsing`).
        now: When the answer came.
        settings: The numbers.
    """
    decision = _decide(_Poll(feed, _stamped(cursor, now, settings), now, settings), result, parsed)
    judged, change = health.judged(feed, decision.cursor, now, settings, decision.detail)
    counts = [*decision.counts, Count("feed_state", {"feed": feed.id}, health.SEVERITY[judged.state])]
    if change:
        counts.append(Count("feed_state_changes_total", {"state": change.state.value}))
    return dataclasses.replace(decision, cursor=judged, counts=counts, health=change)


def _decide(poll: _Poll, result: Response | Failure, parsed: ParsedFeed | Unparsed | None) -> PollDecision:
    cursor = poll.cursor
    if isinstance(result, Failure):
        return poll.failed(result.kind, result.detail)
    if result.status == HTTPStatus.NOT_MODIFIED and (cursor.etag or cursor.last_modified):
        return poll.not_modified(result)
    if result.status != HTTPStatus.OK:
        return poll.failed(*status_failure(result, poll.now), result)
    if isinstance(parsed, Unparsed):
        kind = FailureClass.PARSE_LIMIT if parsed.limit else FailureClass.NOT_A_FEED
        return poll.failed(kind, parsed.reason, result)
    return poll.read(result, parsed)


def _stamped(cursor: FeedCursor, now: datetime, settings: PollSettings) -> FeedCursor:
    tried = now if suspicious(cursor, now, settings) else cursor.last_unconditional
    return msgspec.structs.replace(cursor, last_poll=now, last_unconditional=tried)


def status_failure(result: Response, now: datetime) -> tuple[FailureClass, str]:
    """Return the class of an answer that is not what was asked for, and what it says.

    Args:
        result: The answer.
        now: When it came.
    """
    status = result.status
    asked = schedule.retry_after(result.headers, now) is not None
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and asked):
        kind = FailureClass.RATE_LIMITED
    elif status == HTTPStatus.NOT_FOUND:
        kind = FailureClass.NOT_FOUND
    elif status == HTTPStatus.GONE:
        kind = FailureClass.GONE
    elif 400 <= status < 500:  # noqa: PLR2004 - the class of client errors
        kind = FailureClass.CLIENT_ERROR
    elif status >= 500:  # noqa: PLR2004 - the class of server errors
        kind = FailureClass.SERVER_ERROR
    else:
        kind = FailureClass.UNEXPECTED
    return kind, f"HTTP status {status}"


@dataclass(frozen=True, slots=True)
class _Poll:
    """One poll's circumstances."""

    feed: FeedSpec
    cursor: FeedCursor
    now: datetime
    settings: PollSettings

    def failed(self, kind: FailureClass, detail: str, result: Response | None = None) -> PollDecision:
        """Back off by class; address the feed where it was configured when its new home keeps failing."""
        wait = schedule.retry_after(result.headers, self.now) if result else None
        wait = min(wait or 0.0, self.settings.max_retry_after)
        asked = self.now + timedelta(seconds=wait) if kind is FailureClass.RATE_LIMITED and wait else None
        cursor = msgspec.structs.replace(
            self.cursor,
            last_outcome=kind.value,
            failures=self.cursor.failures + 1,
            backoff=self.cursor.backoff + POLICY[kind].weight,
            failing_since=self.cursor.failing_since or self.now,
            retry_after=asked,
        )
        if cursor.url != self.feed.url and cursor.failures >= self.settings.forget_move_after:
            cursor = msgspec.structs.replace(cursor, url=self.feed.url, move_target="", move_count=0)
        due = schedule.next_after_failure(self.feed, cursor, kind, wait if asked else 0.0, self.now, self.settings)
        cursor = msgspec.structs.replace(cursor, next_poll=due)
        counts = [Count("feed_failures_total", {"class": kind.value})]
        return PollDecision(cursor, (), [*self._counts("failed", cursor, result), *counts], detail)

    def not_modified(self, result: Response) -> PollDecision:
        """Keep what is known; a 304 may carry a newer Last-Modified."""
        cursor = msgspec.structs.replace(
            self._succeeded(result, "not_modified"),
            last_modified=result.headers.get("last-modified") or self.cursor.last_modified,
            not_modified=self.cursor.not_modified + 1,
        )
        return self._done(cursor, result, "not_modified", found_new=False)

    def read(self, result: Response, parsed: ParsedFeed | None) -> PollDecision:
        """Take the entries; without ``parsed`` the body is the one that was read last."""
        cursor = msgspec.structs.replace(
            self._succeeded(result, "unchanged"),
            etag=result.headers.get("etag", ""),
            last_modified=result.headers.get("last-modified", ""),
            validators_url=result.url,
            body_hash=body_hash(result.body),
            last_full=self.now,
            not_modified=0,
        )
        if parsed is None:
            return self._done(cursor, result, "unchanged", found_new=False)
        stale = [Count("feed_stale_validators_total", {"feed": self.feed.id})] if self._was_deceived() else []
        cursor, articles, counts = read_entries(self.feed, cursor, parsed, self.now, self.settings)
        outcome = "updated" if articles else "unchanged"
        cursor = msgspec.structs.replace(cursor, last_outcome=outcome)
        done = self._done(cursor, result, outcome, found_new=bool(articles))
        return PollDecision(done.cursor, articles, [*done.counts, *counts, *stale])

    def _was_deceived(self) -> bool:
        return self.cursor.last_unconditional == self.now

    def _succeeded(self, result: Response, outcome: str) -> FeedCursor:
        cursor = msgspec.structs.replace(
            self.cursor,
            last_success=self.now,
            last_outcome=outcome,
            failures=0,
            backoff=0.0,
            failing_since=None,
            retry_after=None,
        )
        return self._moved(cursor, result.moved_to)

    def _moved(self, cursor: FeedCursor, target: str) -> FeedCursor:
        """Believe a permanent redirect once it has repeated."""
        if not target or target == cursor.url:
            return msgspec.structs.replace(cursor, move_target="", move_count=0)
        count = cursor.move_count + 1 if target == cursor.move_target else 1
        if count < self.settings.permanent_after:
            return msgspec.structs.replace(cursor, move_target=target, move_count=count)
        return msgspec.structs.replace(cursor, url=target, move_target="", move_count=0)

    def _done(self, cursor: FeedCursor, result: Response, outcome: str, *, found_new: bool) -> PollDecision:
        own = schedule.own_interval(self.feed, cursor, self.settings, found_new=found_new)
        due = schedule.next_after_success(self.feed, cursor, result.headers, own, self.now, self.settings)
        cursor = msgspec.structs.replace(cursor, interval_seconds=own, next_poll=due)
        return PollDecision(cursor, (), self._counts(outcome, cursor, result))

    def _counts(self, outcome: str, cursor: FeedCursor, result: Response | None) -> list[Count]:
        feed = {"feed": self.feed.id}
        counts = [Count("feed_polls_total", {**feed, "outcome": outcome})]
        if cursor.next_poll:
            counts.append(Count("feed_next_poll_timestamp_seconds", feed, cursor.next_poll.timestamp()))
        if outcome != "failed":
            counts.append(Count("feed_last_success_timestamp_seconds", feed, self.now.timestamp()))
        if cursor.newest_item:
            counts.append(Count("feed_newest_entry_timestamp_seconds", feed, cursor.newest_item.timestamp()))
        if result and result.wire_bytes:
            counts.append(Count("fetch_bytes_total", feed, result.wire_bytes))
        return counts
