"""Runs a source: a stage whose input is the outside world and whose state is a compacted topic of cursors.

A source owns the cursors of its partitions. What it read and the cursor that says so are one commit (as in KIP-618),
so nothing that was read is lost and nothing is written twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from agent.assignment import run_assigned
from agent.clock import Clock
from agent.codec import encode
from agent.cursors import PackedCursors
from agent.log.api import Fenced, Log, Output, Subscription, Task, Topics, Unavailable
from agent.metrics import Metrics
from agent.records import Article, FeedCursor, FeedHealth
from agent.stage import Count
from agent.topics import ARTICLES, FEEDS, HEALTH

logger = logging.getLogger("rasid.sources")

Commit = Callable[[FeedCursor, Sequence[Article], Sequence[Count], FeedHealth | None], Awaitable[None]]
RESTART_SECONDS = 1.0


class Source(Protocol):
    """Something that reads the world for the feeds of one partition until it is stopped."""

    async def run(self, cursors: Mapping[str, FeedCursor], commit: Commit, stop: asyncio.Event) -> None:
        """Read and commit until ``stop`` is set; ``commit`` raises Unavailable when nothing was written."""


class SourceRunner:
    """Runs a source for every partition of the feeds topic that the log assigns to this process."""

    name = "poll"

    def __init__(
        self, source_of: Callable[[int], Source], log: Log, topics: Topics, clock: Clock, metrics: Metrics
    ) -> None:
        """Prepare; ``source_of`` gives the source for a partition."""
        self._source_of = source_of
        self._log = log
        self._topics = topics
        self._clock = clock
        self._metrics = metrics
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        self.last_poll = clock.monotonic()
        """When the loop last went round, on the monotonic clock."""

    def stop(self) -> None:
        """Ask for a graceful end."""
        self._stop.set()

    async def run(self) -> None:
        """Run until :meth:`stop`."""
        feeds = self._topics[FEEDS]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
            await run_assigned(
                self._log, Subscription(self.name, feeds, feeds), self._run_task, self._stop.wait, self._joined
            )

    def _joined(self, partitions: int) -> None:
        """A standby is ready: it has nothing to restore."""
        if not partitions:
            self.ready.set()

    async def _beat(self) -> None:
        while not self._stop.is_set():
            self.last_poll = self._clock.monotonic()
            self._metrics.set("heartbeat_timestamp_seconds", self._clock.now().timestamp(), stage=self.name)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RESTART_SECONDS):
                    await self._stop.wait()

    async def _run_task(self, task: Task) -> None:
        self._metrics.add("rebalances_total", stage=self.name)
        over = asyncio.Event()
        watching = asyncio.create_task(self._watch(task, over))
        try:
            await self._keep_running(task, over)
        finally:
            watching.cancel()
            await asyncio.wait({watching})
            if task.revoked:
                self._metrics.add("rebalances_total", stage=self.name)

    async def _watch(self, task: Task, over: asyncio.Event) -> None:
        """Set ``over`` when the source is to end: with the runner, or when the partition goes to another process."""
        while not self._stop.is_set() and not task.revoked:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RESTART_SECONDS):
                    await self._stop.wait()
        over.set()

    async def _keep_running(self, task: Task, over: asyncio.Event) -> None:
        while not self._stop.is_set() and not task.revoked:
            try:
                cursors = await _cursors(task)
                self.ready.set()
                await self._source_of(task.id.partition).run(cursors, self._commit_to(task), over)
            except Fenced as error:
                logger.warning("task lost", extra={"task": str(task.id), "why": str(error)})
                return
            except Unavailable as error:
                logger.warning("log unavailable, trying again", extra={"task": str(task.id), "why": str(error)})
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(RESTART_SECONDS):
                        await self._stop.wait()

    def _commit_to(self, task: Task) -> Commit:
        lock = asyncio.Lock()

        async def commit(
            cursor: FeedCursor, articles: Sequence[Article], counts: Sequence[Count], health: FeedHealth | None = None
        ) -> None:
            outputs = [Output(self._topics[ARTICLES], a.article_id.encode(), encode(a)) for a in articles]
            outputs.append(
                Output(self._topics[FEEDS], cursor.feed.encode(), encode(cursor), partition=task.id.partition)
            )
            if health:
                outputs.append(Output(self._topics[HEALTH], health.feed.encode(), encode(health)))
            async with lock:
                await task.commit(outputs, None)
            self._metrics.add("transactions_total", result="committed")
            for count in counts:
                self._metrics.record(count)

        return commit


async def _cursors(task: Task) -> PackedCursors:
    cursors = PackedCursors()
    async for chunk in task.restore():
        for record in chunk:
            cursors.load(record.key.decode("utf-8", "replace"), record.value)
    return cursors
