"""The shell around :mod:`producers.decide`: it waits, fetches, parses and commits.

Order of one poll: request, answer, parse, decide, commit of articles and cursor together, and only then the cursor in
memory moves on. Stopped or killed before the commit, the feed is read again; after it, nothing is read twice. The
pages of articles are read beside the polls (:mod:`producers.pages`) and committed with the same cursors, in turn.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta

from agent.clock import Clock
from agent.cursors import PackedCursors
from agent.log.api import Unavailable
from agent.records import Article, FeedCursor, FeedHealth, FeedState, PendingPage
from agent.stage import Count
from producers.decide import PollDecision, current, decide, needs_parsing, request_for
from producers.exchange import Failure, Fetcher, Request, Response
from producers.failure import FailureClass
from producers.feedlist import FeedSpec
from producers.health import SEVERITY
from producers.host_gate import HostGate
from producers.keyed_locks import KeyedLocks
from producers.pages.plan import plan, waiting_pages
from producers.pages.queue import PageQueue
from producers.pages.reader import PageReader
from producers.pages.results import PageResult
from producers.pages.settle import settle
from producers.parse_pool import Parser
from producers.parsed import Document, ParsedFeed, Unparsed
from producers.schedule import jitter
from producers.settings import PollSettings

Commit = Callable[[FeedCursor, Sequence[Article], Sequence[Count], FeedHealth | None], Awaitable[None]]
Observe = Callable[[Count], None]

_LOG = logging.getLogger("rasid.poll")
_LONGEST_SLEEP = 30.0
"""A machine that was asleep finds its overdue feeds within this time."""
_COMMIT_RETRY = (0.5, 30.0)


class Poller:
    """Polls a set of feeds until it is told to stop."""

    def __init__(
        self,
        feeds: Sequence[FeedSpec],
        fetcher: Fetcher,
        parser: Parser,
        clock: Clock,
        settings: PollSettings,
        observe: Observe,
        gate: HostGate | None = None,
        pages: PageReader | None = None,
    ) -> None:
        """Make a poller.

        Args:
            feeds: Those that it owns; disabled ones are left out.
            fetcher: Carries out requests.
            parser: Parses bodies.
            clock: Tells the time.
            settings: The numbers of polling.
            observe: Takes observations that belong to no commit.
            gate: Shared by the pollers of a process, so that a host sees one connection from all of them.
            pages: Reads the pages of articles, shared as well; None: feeds give all the text there is.
        """
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._fetcher = fetcher
        self._parser = parser
        self._clock = clock
        self._settings = settings
        self._observe = observe
        self._gate = gate or HostGate(settings.concurrency)
        self._pages = pages
        self._cursors = PackedCursors()
        self._due: list[tuple[datetime, str]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._committing: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._ending = False
        self._turns = KeyedLocks()
        """By feed: from reading a cursor to its commit nothing else may change it."""

    async def run(self, cursors: Mapping[str, FeedCursor], commit: Commit, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set; then let commits under way finish, drop the rest, and return.

        Args:
            cursors: By feed id, as last committed.
            commit: Writes a cursor, its articles and the change of the feed's state, all or nothing. It raises
                :class:`agent.log.api.Unavailable` when nothing was written; the same decision is then tried again.
            stop: Ends the run.

        Raises:
            Exception: Whatever else ``commit`` raises (the partition has gone to another owner).
        """
        queue = self._queue(commit, stop)
        self._cursors = PackedCursors.of(cursors)
        del cursors
        self._begin(queue)
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._launch(queue, commit, stop)
                await self._pause(stopped)
                self._raise_failure()
        finally:
            self._ending = True
            stopped.cancel()
            await self._drain()
        self._raise_failure()

    def _queue(self, commit: Commit, stop: asyncio.Event) -> PageQueue:
        async def finish(feed: FeedSpec, page: PendingPage, result: PageResult) -> bool:
            return await self._finish_page(queue, feed, page, result, commit, stop)

        queue = PageQueue(self._pages, self._clock, finish, self._spawn)
        return queue

    def _begin(self, queue: PageQueue) -> None:
        now = self._clock.now()
        waiting = 0
        for feed in sorted(self._feeds.values(), key=lambda feed: jitter(feed.id)):
            known = self._cursors.get(feed.id)
            cursor = current(feed, known)
            if cursor is not known:
                self._cursors[feed.id] = cursor
            queue.offer(feed, cursor)
            if cursor.retry_after and cursor.retry_after > now:
                self._gate.silence(cursor.url, cursor.retry_after)
            due = cursor.next_poll
            if due is None or due <= now:
                due = now + timedelta(seconds=waiting / self._settings.start_rate)
                waiting += 1
            self._schedule(feed.id, due)
            for metric, moment in (
                ("feed_last_success_timestamp_seconds", cursor.last_success),
                ("feed_next_poll_timestamp_seconds", due),
                ("feed_newest_entry_timestamp_seconds", cursor.newest_item),
            ):
                if moment:
                    self._observe(Count(metric, {"feed": feed.id}, moment.timestamp()))
            self._observe(Count("feed_state", {"feed": feed.id}, SEVERITY[cursor.state]))
            self._observe(waiting_pages(feed, cursor))

    def _schedule(self, feed: str, due: datetime) -> None:
        heapq.heappush(self._due, (due, feed))
        self._wake.set()

    def _launch(self, queue: PageQueue, commit: Commit, stop: asyncio.Event) -> None:
        now = self._clock.now()
        while self._due and self._due[0][0] <= now:
            _, feed = heapq.heappop(self._due)
            self._spawn(self._poll(self._feeds[feed], queue, commit, stop), f"poll {feed}")

    def _spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        if self._ending:  # a commit that was let finish has led to it; whoever comes next goes on from that commit
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(lambda _: self._wake.set())

    async def _pause(self, stopped: asyncio.Task[bool]) -> None:
        """Wait until a feed is due, a poll is done, or the end has come."""
        ahead = (self._due[0][0] - self._clock.now()).total_seconds() if self._due else _LONGEST_SLEEP
        self._wake.clear()
        waits = [
            asyncio.ensure_future(self._clock.sleep(max(0.0, min(ahead, _LONGEST_SLEEP)))),
            asyncio.ensure_future(self._wake.wait()),
        ]
        try:
            await asyncio.wait([*waits, stopped], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _raise_failure(self) -> None:
        for task in [task for task in self._tasks if task.done()]:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()):
                raise error

    async def _drain(self) -> None:
        for task in self._tasks - self._committing:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _poll(self, feed: FeedSpec, queue: PageQueue, commit: Commit, stop: asyncio.Event) -> None:
        address = self._cursors[feed.id].url
        async with self._gate.turn(address) as leave_host, self._turns.held(feed.id):
            now = self._clock.now()
            if until := self._gate.silent_until(address, now):
                self._schedule(feed.id, until + timedelta(seconds=60 * jitter(feed.id)))
                return
            cursor = self._cursors[feed.id]
            request = request_for(feed, cursor, now, self._settings)
            decision = await self._decision(feed, cursor, request, leave_host)
            if decision.cursor.retry_after:
                self._gate.silence(cursor.url, decision.cursor.retry_after)
            if await self._committed(decision, commit, stop):
                self._cursors[feed.id] = decision.cursor
                self._report(decision)
                self._schedule(feed.id, decision.cursor.next_poll or now)
                queue.offer(feed, decision.cursor)

    async def _finish_page(
        self,
        queue: PageQueue,
        feed: FeedSpec,
        page: PendingPage,
        result: PageResult,
        commit: Commit,
        stop: asyncio.Event,
    ) -> bool:
        async with self._turns.held(feed.id):
            cursor, now = self._cursors[feed.id], self._clock.now()
            decision = settle(feed, cursor, page, result, now, self._settings.pages)
            if decision is not None:
                if not await self._committed(decision, commit, stop):
                    return False
                self._cursors[feed.id] = decision.cursor
                _LOG.debug("page feed=%s url=%s %s", feed.id, page.article.url, decision.detail or "read")
            queue.offer(feed, self._cursors[feed.id])
            return not self._ending

    async def _decision(
        self, feed: FeedSpec, cursor: FeedCursor, request: Request, leave_host: Callable[[], None]
    ) -> PollDecision:
        try:
            began = self._clock.monotonic()
            result = await self._fetcher.fetch(request)
            leave_host()
            self._observe(Count("fetch_duration_seconds", {}, self._clock.monotonic() - began))
            parsed = await self._parsed(result) if needs_parsing(cursor, result) else None
            now = self._clock.now()
            decision = decide(feed, cursor, result, parsed, now, self._settings)
            return plan(feed, cursor, decision, now, self._settings.pages, reading=self._pages is not None)
        except Exception as error:  # noqa: BLE001 - one feed that trips over a mistake of ours must not stop the others
            _LOG.exception("poll feed=%s outcome=internal", feed.id)
            failure = Failure(FailureClass.INTERNAL, f"{type(error).__name__}: {error}"[:200])
            return decide(feed, cursor, failure, None, self._clock.now(), self._settings)

    async def _parsed(self, result: Response | Failure) -> ParsedFeed | Unparsed:
        assert isinstance(result, Response)
        began = self._clock.monotonic()
        content_type = result.headers.get("content-type", "")
        parsed = await self._parser.parse(Document(body=result.body, url=result.url, content_type=content_type))
        self._observe(Count("parse_duration_seconds", {}, self._clock.monotonic() - began))
        return parsed

    async def _committed(self, decision: PollDecision, commit: Commit, stop: asyncio.Event) -> bool:
        """Commit, again and again while the log is away; False when the end came first."""
        task = asyncio.current_task()
        assert task is not None
        wait, longest = _COMMIT_RETRY
        while True:
            self._committing.add(task)
            try:
                await commit(decision.cursor, decision.articles, decision.counts, decision.health)
            except Unavailable as error:
                _LOG.warning("poll feed=%s outcome=not_committed wait=%gs: %s", decision.cursor.feed, wait, error)
            else:
                return True
            finally:
                self._committing.discard(task)
            if stop.is_set():
                return False
            await self._clock.sleep(wait)
            wait = min(wait * 2, longest)

    def _report(self, decision: PollDecision) -> None:
        cursor = decision.cursor
        if change := decision.health:
            level = logging.INFO if change.state is FeedState.OK else logging.WARNING
            _LOG.log(level, "feed=%s state=%s was=%s since=%s", change.feed, change.state, change.was, change.since)
        if cursor.failures:
            _LOG.warning(
                "poll feed=%s outcome=%s failures=%d next=%s: %s",
                cursor.feed, cursor.last_outcome, cursor.failures, cursor.next_poll, decision.detail,
            )  # fmt: skip
        else:
            _LOG.debug("poll feed=%s outcome=%s articles=%d", cursor.feed, cursor.last_outcome, len(decision.articles))
