"""The pages that the feeds of one poller wait for: host by host, the newest article first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import NamedTuple

from agent.clock import Clock
from agent.records import FeedCursor, PendingPage
from producers.failure import FailureClass
from producers.feedlist import FeedSpec
from producers.host_gate import host_of
from producers.pages.reader import PageReader
from producers.pages.results import PageProblem, PageResult, Postponed, Why

Finish = Callable[[FeedSpec, PendingPage, PageResult], Awaitable[bool]]
"""Commits what came of a page; False when the end has come."""
Spawn = Callable[[Coroutine[None, None, None], str], None]

_LONGEST_SLEEP = 30.0
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class _Waiting(NamedTuple):
    feed: FeedSpec
    page: PendingPage


class _Host:
    """What waits for one host."""

    def __init__(self) -> None:
        self.pages: dict[str, _Waiting] = {}
        self.silent_until = _LONG_AGO
        self.changed = asyncio.Event()


class PageQueue:
    """Reads pages, one after another for each host, while there are any.

    The truth is in the cursors; this is what they say, arranged for reading.
    """

    def __init__(self, reader: PageReader | None, clock: Clock, finish: Finish, spawn: Spawn) -> None:
        """Make a queue.

        Args:
            reader: Reads pages; None: whatever waits is settled unread.
            clock: Tells the time.
            finish: Commits what came of a page, and offers the cursor that this led to.
            spawn: Starts a task whose failure ends the poller.
        """
        self._reader = reader
        self._clock = clock
        self._finish = finish
        self._spawn = spawn
        self._hosts: dict[str, _Host] = {}
        self._hosts_of: dict[str, set[str]] = {}

    def offer(self, feed: FeedSpec, cursor: FeedCursor) -> None:
        """Take over which pages ``feed`` waits for now."""
        wanted: dict[str, dict[str, _Waiting]] = {}
        for key, page in cursor.pages.items():
            wanted.setdefault(host_of(page.article.url), {})[key] = _Waiting(feed, page)
        for name in self._hosts_of.get(feed.id, set()) - wanted.keys():
            self._replace(name, feed, {})
        for name, pages in wanted.items():
            self._replace(name, feed, pages)
        self._hosts_of[feed.id] = set(wanted)

    def _replace(self, name: str, feed: FeedSpec, pages: dict[str, _Waiting]) -> None:
        host = self._hosts.get(name)
        if host is None:
            if not pages:
                return
            host = self._hosts[name] = _Host()
            self._spawn(self._serve(name, host), f"pages {name}")
        host.pages = {key: waiting for key, waiting in host.pages.items() if waiting.feed.id != feed.id} | pages
        host.changed.set()

    async def _serve(self, name: str, host: _Host) -> None:
        try:
            while host.pages:
                now = self._clock.now()
                ready = [waiting for waiting in host.pages.values() if _due(waiting.page) <= now]
                if ready and host.silent_until <= now:
                    if not await self._read(host, max(ready, key=_urgency)):
                        return
                else:
                    moment = max(host.silent_until, min(_due(waiting.page) for waiting in host.pages.values()))
                    await self._pause(host, (moment - now).total_seconds())
        finally:
            del self._hosts[name]

    async def _read(self, host: _Host, waiting: _Waiting) -> bool:
        feed, page = waiting
        result: PageResult | Postponed
        if self._reader is None or feed.full_text == "never":
            result = PageProblem(reason=Why.OFF, detail="pages of this feed are no longer read")
        else:
            result = await self._reader.read(page.article, feed.allow_private, anew=page.held)
        if isinstance(result, Postponed):
            host.silent_until = result.until
            if not page.held:
                return True
            detail = f"the host is left alone until {result.until}"
            result = PageProblem(reason=FailureClass.RATE_LIMITED, detail=detail)
        return await self._finish(feed, page, result)

    async def _pause(self, host: _Host, seconds: float) -> None:
        """Wait until a page is due, or others wait."""
        host.changed.clear()
        waits = [
            asyncio.ensure_future(self._clock.sleep(min(max(seconds, 0.0), _LONGEST_SLEEP))),
            asyncio.ensure_future(host.changed.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def _due(page: PendingPage) -> datetime:
    return page.due or _LONG_AGO


def _urgency(waiting: _Waiting) -> tuple[bool, datetime]:
    """Return what orders pages: versions that are held back first, then by date."""
    return waiting.page.held, waiting.page.article.published or waiting.page.queued
